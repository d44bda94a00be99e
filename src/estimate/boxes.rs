//! Where something fails: a box in the space of parameters that holds most of the failures and little else.
//!
//! The patient rule induction method of Friedman and Fisher 1999, *Statistics and Computing* 9:123, as used for scenario
//! discovery by Bryant and Lempert 2010, *Technological Forecasting and Social Change* 77:34: peel a small share of the rows off
//! one side after the other, whichever leaves the densest box. A search always finds some box; so it is made on half of the
//! rows and judged on the other half, and a box that is no denser there than all rows are is no finding.

use super::mean;

/// Share of the rows of a box that one step peels off.
const PEEL: f64 = 0.08;
/// Least share of all rows that a box holds.
const LEAST_SUPPORT: f64 = 0.1;
/// A bound whose removal costs less density than this is no bound.
const SLACK: f64 = 0.05;
/// Most bounds of a box, so that it can be said in words.
const MOST_BOUNDS: usize = 4;

/// One bound of a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// Place of the parameter.
    pub parameter: usize,
    /// Whether values are at least, or else at most, this.
    pub at_least: bool,
    /// The value.
    pub value: f64,
}

impl Bound {
    /// Whether a row is on the box's side.
    pub fn holds(&self, row: &[f64]) -> bool {
        let value = row[self.parameter];
        if self.at_least { value >= self.value } else { value <= self.value }
    }
}

/// A box and how good it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its bounds; one row of bounds a side.
    pub bounds: Vec<Bound>,
    /// Share of all failures that it holds.
    pub coverage: f64,
    /// Share of its rows that are failures.
    pub density: f64,
    /// Rows that were held back while it was searched, and are in it.
    pub held_back: usize,
    /// Share of these that are failures.
    pub density_held_back: f64,
    /// Share of failures among all rows.
    pub base: f64,
    /// Whether its density on the rows held back is told from that of all rows (95 %).
    pub told: bool,
}

/// Searches a box; `None` where nothing fails, everything fails, or rows are too few to hold half of them back.
pub fn search(rows: &[&[f64]], fails: &[bool]) -> Option<Found> {
    let share = |rows: &[usize]| mean(&rows.iter().map(|&at| f64::from(u8::from(fails[at]))).collect::<Vec<f64>>());
    let all: Vec<usize> = (0..rows.len()).collect();
    let base = if all.is_empty() { 0.0 } else { share(&all) };
    if rows.len() < 40 || base <= 0.0 || base >= 1.0 {
        return None;
    }
    let (searched, held): (Vec<usize>, Vec<usize>) = all.iter().partition(|at| *at % 2 == 0);
    let bounds = simplified(peeled(rows, &searched, &share), rows, &searched, &share);
    let inside = |some: &[usize]| -> Vec<usize> {
        some.iter().copied().filter(|&at| bounds.iter().all(|bound| bound.holds(rows[at]))).collect()
    };
    let (whole, back) = (inside(&all), inside(&held));
    let failures = base * rows.len() as f64;
    let density_held_back = if back.is_empty() { 0.0 } else { share(&back) };
    // Normal approximation of a share, by the base.
    let error = (base * (1.0 - base) / back.len().max(1) as f64).sqrt();
    let density = if whole.is_empty() { 0.0 } else { share(&whole) };
    Some(Found {
        coverage: density * whole.len() as f64 / failures,
        density,
        held_back: back.len(),
        density_held_back,
        base,
        told: !bounds.is_empty() && back.len() >= 5 && density_held_back > base + 1.96 * error,
        bounds,
    })
}

/// Peels until the box is as small as it may be, and keeps the box of the trajectory with the best balance of coverage
/// and density (their harmonic mean).
fn peeled(rows: &[&[f64]], searched: &[usize], share: &dyn Fn(&[usize]) -> f64) -> Vec<Bound> {
    let parameters = rows[0].len();
    let failures = share(searched) * searched.len() as f64;
    let least = (LEAST_SUPPORT * searched.len() as f64).max(5.0) as usize;
    let (mut inside, mut bounds) = (searched.to_vec(), Vec::<Bound>::new());
    let mut best = (0.0, Vec::new());
    loop {
        let step = ((PEEL * inside.len() as f64) as usize).max(1);
        if inside.len() < least + step {
            return best.1;
        }
        let mut choice: Option<(f64, Bound, Vec<usize>)> = None;
        for parameter in 0..parameters {
            let mut values: Vec<f64> = inside.iter().map(|&at| rows[at][parameter]).collect();
            values.sort_by(f64::total_cmp);
            for at_least in [true, false] {
                let value = if at_least { values[step] } else { values[values.len() - 1 - step] };
                let bound = Bound { parameter, at_least, value };
                let rest: Vec<usize> = inside.iter().copied().filter(|&at| bound.holds(rows[at])).collect();
                // Ties may keep everything.
                if rest.len() == inside.len() || rest.len() < least {
                    continue;
                }
                let density = share(&rest);
                if choice.as_ref().is_none_or(|(seen, _, _)| density > *seen) {
                    choice = Some((density, bound, rest));
                }
            }
        }
        let Some((density, bound, rest)) = choice else { return best.1 };
        bounds.retain(|other| (other.parameter, other.at_least) != (bound.parameter, bound.at_least));
        bounds.push(bound);
        inside = rest;
        let coverage = density * inside.len() as f64 / failures;
        let balance = if density + coverage > 0.0 { 2.0 * density * coverage / (density + coverage) } else { 0.0 };
        if balance > best.0 {
            best = (balance, bounds.clone());
        }
    }
}

/// Drops bounds that cost little, the cheapest first, until few are left and each is needed.
fn simplified(
    mut bounds: Vec<Bound>,
    rows: &[&[f64]],
    searched: &[usize],
    share: &dyn Fn(&[usize]) -> f64,
) -> Vec<Bound> {
    let density = |bounds: &[Bound]| {
        let inside: Vec<usize> =
            searched.iter().copied().filter(|&at| bounds.iter().all(|bound| bound.holds(rows[at]))).collect();
        if inside.is_empty() { 0.0 } else { share(&inside) }
    };
    while !bounds.is_empty() {
        let without = |at: usize| {
            let mut rest = bounds.clone();
            rest.remove(at);
            density(&rest)
        };
        let costs: Vec<f64> = (0..bounds.len()).map(without).collect();
        let cheapest = (0..costs.len()).fold(0, |best, at| if costs[at] > costs[best] { at } else { best });
        if bounds.len() <= MOST_BOUNDS && density(&bounds) - costs[cheapest] > SLACK {
            break;
        }
        bounds.remove(cheapest);
    }
    bounds.sort_by_key(|bound| (bound.parameter, !bound.at_least));
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::lcg::Lcg;

    fn uniform(rng: &mut Lcg) -> f64 {
        rng.normal();
        (rng.0 >> 11) as f64 / 9007199254740992.0
    }

    #[test]
    fn a_planted_box_is_found_in_ten_dimensions_of_nothing() {
        let mut rng = Lcg(11);
        let rows: Vec<Vec<f64>> = (0..400).map(|_| (0..10).map(|_| uniform(&mut rng)).collect()).collect();
        // Failures in x3 > .6 and x7 < .5, nine in ten of them, and one in twenty elsewhere.
        let fails: Vec<bool> =
            rows.iter().map(|row| uniform(&mut rng) < if row[3] > 0.6 && row[7] < 0.5 { 0.9 } else { 0.05 }).collect();
        let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
        let found = search(&rows, &fails).unwrap();
        // A bound that leaves out next to nothing may stand beside the two that were planted.
        let cuts = |bound: &&Bound| (if bound.at_least { 1.0 - bound.value } else { bound.value }) < 0.9;
        let bounds: Vec<&Bound> = found.bounds.iter().filter(cuts).collect();
        let sides: Vec<(usize, bool)> = bounds.iter().map(|bound| (bound.parameter, bound.at_least)).collect();
        assert_eq!(sides, [(3, true), (7, false)], "{found:?}");
        assert!((bounds[0].value - 0.6).abs() < 0.08 && (bounds[1].value - 0.5).abs() < 0.08, "{found:?}");
        assert!(
            found.told && found.coverage > 0.7 && found.density > 0.7 && found.density_held_back > 0.6,
            "{found:?}"
        );
    }

    #[test]
    fn a_box_of_chance_is_not_told() {
        let mut rng = Lcg(2);
        let mut told = 0;
        for _ in 0..20 {
            let rows: Vec<Vec<f64>> = (0..120).map(|_| (0..30).map(|_| uniform(&mut rng)).collect()).collect();
            let fails: Vec<bool> = rows.iter().map(|_| uniform(&mut rng) < 0.3).collect();
            let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
            let found = search(&rows, &fails).unwrap();
            // In search it looks dense all the same.
            told += u32::from(found.told);
        }
        assert!(told <= 2, "{told} of 20");
        let rows: Vec<&[f64]> = vec![&[0.0]; 100];
        assert!(search(&rows, &[false; 100]).is_none() && search(&rows, &[true; 100]).is_none());
    }
}
