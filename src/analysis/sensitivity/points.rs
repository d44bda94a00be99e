//! The points of the designs, as shares in (0, 1): Latin hypercubes, Saltelli's rows and Morris' trajectories.
//!
//! A keyed Latin hypercube of our own and no Sobol' sequence: the space has some hundred and fifty dimensions twice over, the
//! noise of histories is far above the integration error of either, and the generator's numbers are already promised to the
//! bit. A point depends on the seed, the size of the design and its place, nothing else.

use super::space::Space;
use crate::random::{Purpose, Stream};

/// Shares of the lowest and highest level of a trajectory: a law's 5 % and 95 % points.
pub const ENDS: (f64, f64) = (0.05, 0.95);

/// Streams of the designs, in place of the replicate.
const STRATA: u32 = 0;
const LEVELS: u32 = 1;
const ORDER: u32 = 2;

/// A permutation of 0..n by sorting keyed numbers.
fn permutation(stream: Stream, entity: u32, n: usize) -> Vec<usize> {
    let mut order: Vec<(u64, usize)> =
        (0..n).map(|at| (stream.key64(entity, at as u32, Purpose::ParameterDraw, 0), at)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, at)| at).collect()
}

/// Points of a Latin hypercube: in each dimension one point in each of `count` equal strata.
pub fn latin_hypercube(count: usize, dimensions: usize, seed: u64) -> Vec<Vec<f64>> {
    let stream = Stream::new(seed, STRATA);
    let mut points = vec![Vec::with_capacity(dimensions); count];
    for dimension in 0..dimensions as u32 {
        let strata = permutation(stream, dimension, count);
        for (at, (point, stratum)) in points.iter_mut().zip(strata).enumerate() {
            let within = stream.uniform(dimension, at as u32, Purpose::ParameterDraw, 1);
            point.push((stratum as f64 + within) / count as f64);
        }
    }
    points
}

/// Saltelli's points, row by row: the first sample, then by factor the first with this factor from the second, then the
/// second.
pub fn saltelli(space: &Space, rows: usize, seed: u64) -> Vec<Vec<f64>> {
    let d = space.dimensions();
    let mut points = Vec::with_capacity(rows * (space.factor_count() + 2));
    for both in latin_hypercube(rows, 2 * d, seed) {
        let (a, b) = both.split_at(d);
        points.push(a.to_vec());
        for factor in 0..space.factor_count() {
            let mut mixed = a.to_vec();
            space.of_factor(factor).iter().for_each(|&place| mixed[place] = b[place]);
            points.push(mixed);
        }
        points.push(b.to_vec());
    }
    points
}

/// One step of a trajectory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The factor that moves.
    pub factor: usize,
    /// Length as a share of the whole range; its sign is the direction, of a factor of one coordinate.
    pub length: f64,
}

/// Morris' trajectories: points, one more than there are factors in each, and the steps between them.
///
/// The coordinates of a factor move together, each up or down by itself.
pub fn trajectories(space: &Space, count: usize, levels: u32, seed: u64) -> (Vec<Vec<f64>>, Vec<Vec<Step>>) {
    let (start, order) = (Stream::new(seed, LEVELS), Stream::new(seed, ORDER));
    let half = levels / 2;
    let share = |level: u32| ENDS.0 + (ENDS.1 - ENDS.0) * f64::from(level) / f64::from(levels - 1);
    let length = f64::from(half) / f64::from(levels - 1);
    let (mut points, mut steps) = (Vec::new(), Vec::new());
    for trajectory in 0..count as u32 {
        let ways: Vec<(u32, u32)> = (0..space.dimensions() as u32)
            .map(|place| {
                let [level, up] = start.uniforms(trajectory, place, Purpose::ParameterDraw, 0);
                let low = ((level * f64::from(half)) as u32).min(half - 1);
                if up < 0.5 { (low, low + half) } else { (low + half, low) }
            })
            .collect();
        let mut point: Vec<f64> = ways.iter().map(|(from, _)| share(*from)).collect();
        points.push(point.clone());
        let mut made = Vec::new();
        for factor in permutation(order, trajectory, space.factor_count()) {
            let places = space.of_factor(factor);
            for &place in places {
                point[place] = share(ways[place].1);
            }
            points.push(point.clone());
            let down = matches!(places, [place] if ways[*place].1 < ways[*place].0);
            made.push(Step { factor, length: if down { -length } else { length } });
        }
        steps.push(made);
    }
    (points, steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Law;
    use crate::scenario::Factor;

    fn space() -> Space {
        let law = Law::Uniform { low: 0.0, high: 1.0 };
        let factor = |name: &str, keys: &[&str]| Factor {
            name: name.to_owned(),
            laws: keys.iter().map(|key| ((*key).to_owned(), law)).collect(),
            posterior: None,
        };
        Space::of(&[factor("one", &["a"]), factor("two", &["b", "c"])]).unwrap()
    }

    #[test]
    fn a_latin_hypercube_has_a_point_in_every_stratum_and_repeats() {
        let points = latin_hypercube(50, 7, 3);
        for dimension in 0..7 {
            let mut strata: Vec<usize> = points.iter().map(|point| (point[dimension] * 50.0) as usize).collect();
            strata.sort_unstable();
            assert_eq!(strata, (0..50).collect::<Vec<_>>());
        }
        assert_eq!(points, latin_hypercube(50, 7, 3));
        assert_ne!(points, latin_hypercube(50, 7, 4));
        // Dimensions are not in step.
        let product: f64 = points.iter().map(|point| (point[0] - 0.5) * (point[1] - 0.5)).sum::<f64>() / 50.0;
        assert!(product.abs() < 0.04, "{product}");
    }

    #[test]
    fn mixed_points_take_one_factor_from_the_second_sample() {
        let points = saltelli(&space(), 10, 1);
        for row in points.chunks(4) {
            let [a, one, two, b] = row else { panic!("a row has four points") };
            assert_eq!((one[0], &one[1..]), (b[0], &a[1..]));
            assert_eq!((two[0], &two[1..]), (a[0], &b[1..]));
        }
    }

    #[test]
    fn a_trajectory_moves_each_factor_once_by_half_of_the_levels() {
        let (points, steps) = trajectories(&space(), 30, 4, 9);
        let mut seen = [false; 2];
        for (points, steps) in points.chunks(3).zip(&steps) {
            let mut moved: Vec<usize> = steps.iter().map(|step| step.factor).collect();
            seen[moved[0]] = true;
            moved.sort_unstable();
            assert_eq!(moved, [0, 1]);
            for (pair, step) in points.windows(2).zip(steps) {
                for (place, (after, before)) in pair[1].iter().zip(&pair[0]).enumerate() {
                    let distance = (after - before).abs();
                    let expected = if space().of_factor(step.factor).contains(&place) { 0.9 * 2.0 / 3.0 } else { 0.0 };
                    assert!((distance - expected).abs() < 1e-12);
                }
                let way = pair[1][0] - pair[0][0];
                assert!(step.factor == 1 || way.signum() == step.length.signum());
            }
        }
        assert_eq!(seen, [true, true], "the order varies");
        assert!(points.iter().flatten().all(|share| (0.05..=0.95).contains(share)));
    }
}
