//! Components against projection matrices in NumPy, on known cases, and at what a design cannot tell.

use super::super::lcg::Lcg;
use super::*;

const DRAW: [u32; 13] = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3];
const PATH: [u32; 13] = [0, 0, 1, 1, 2, 2, 3, 4, 5, 5, 5, 6, 7];
const Y: [f64; 13] = [3.1, 2.7, 4.0, 4.4, -1.2, -0.7, 0.3, 6.1, 7.7, 7.1, 6.9, 2.2, 3.0];

fn close(seen: Option<f64>, expected: f64) {
    let seen = seen.unwrap();
    assert!((seen - expected).abs() <= 1e-12 * expected.abs(), "{seen} is not {expected}");
}

/// Mean squares solved with traces of projection matrices: `np.linalg.solve(M, ss)` with `M[i][j] = trace(Q_i V_j)`,
/// `Q` the differences of the projections on mean, draws, paths and all, `V` the patterns of covariance.
#[test]
fn unbalanced_components_match_projections() {
    let seen = Components::of(&DrawSums::of(&Y, &DRAW, &PATH));
    assert_eq!(seen.separation, Separation::Full);
    close(seen.draws, 9.9081723502304);
    close(seen.weather, 0.6016571428571558);
    close(seen.chance, 0.12633333333333332);
    close(seen.within_draws, 0.6016571428571558 + 0.12633333333333332);
    assert!((seen.total - 10.63616282642089).abs() < 1e-9);
    let own: Vec<u32> = (0..13).collect();
    let two = Components::of(&DrawSums::of(&Y, &DRAW, &own));
    assert_eq!((two.separation, two.weather, two.chance), (Separation::DrawsFromRest, None, None));
    close(two.draws, 10.11627240143368);
    close(two.within_draws, 0.5162962962962966);
}

#[test]
fn what_a_design_does_not_tell_is_not_told() {
    let own: Vec<u32> = (0..13).collect();
    let nothing = Components::of(&DrawSums::of(&Y, &own, &own));
    assert_eq!((nothing.separation, nothing.draws, nothing.within_draws), (Separation::None, None, None));
    close(Some(nothing.total), crate::estimate::variance(&Y));
    let one_path = Components::of(&DrawSums::of(&Y, &DRAW, &DRAW));
    assert_eq!((one_path.separation, one_path.draws, one_path.weather), (Separation::ChanceFromRest, None, None));
    close(one_path.chance, 0.5162962962962966);
    let one_draw = Components::of(&DrawSums::of(&Y, &[0; 13], &PATH));
    assert_eq!((one_draw.separation, one_draw.chance), (Separation::None, None));
    let alike = Components::of(&DrawSums::of(&[4.0; 13], &DRAW, &PATH));
    assert_eq!((alike.draws, alike.weather, alike.chance, alike.total), (Some(0.0), Some(0.0), Some(0.0), 0.0));
}

/// Variances 4, 1 and 9 between draws, paths and replicates: the mean of the estimates over studies is near them, though
/// each single one is rough. Three standard errors of the mean over studies are about 0.2.
#[test]
fn components_of_known_cases_are_found_on_average() {
    let mut lcg = Lcg(11);
    let studies = 400;
    let (mut draws, mut weather, mut chance) = (0.0, 0.0, 0.0);
    for _ in 0..studies {
        let (mut y, mut draw, mut path) = (Vec::new(), Vec::new(), Vec::new());
        for d in 0..40 {
            let of_draw = 2.0 * lcg.normal();
            for p in 0..2 {
                let of_path = lcg.normal();
                for _ in 0..2 {
                    y.push(100.0 + of_draw + of_path + 3.0 * lcg.normal());
                    draw.push(d);
                    path.push(2 * d + p);
                }
            }
        }
        let seen = Components::of(&DrawSums::of(&y, &draw, &path));
        draws += seen.draws.unwrap() / f64::from(studies);
        weather += seen.weather.unwrap() / f64::from(studies);
        chance += seen.chance.unwrap() / f64::from(studies);
    }
    assert!((draws - 4.0).abs() < 0.25, "{draws}");
    // Cutting at zero lifts a small component a little.
    assert!((0.85..1.5).contains(&weather), "{weather}");
    assert!((chance - 9.0).abs() < 0.2, "{chance}");
}
