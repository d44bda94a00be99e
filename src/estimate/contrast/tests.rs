//! Contrasts against NumPy, SciPy 1.17.1 and statsmodels on one stored sample, at their limits, and for coverage.

use super::super::lcg::Lcg;
use super::*;

const A: [f64; 8] = [412.0, 388.0, 455.0, 430.0, 397.0, 441.0, 420.0, 405.0];
const B: [f64; 8] = [401.0, 390.0, 431.0, 412.0, 399.0, 420.0, 404.0, 398.0];

fn close(seen: f64, expected: f64) {
    assert!((seen - expected).abs() <= 1e-9 * expected.abs(), "{seen} is not {expected}");
}

/// `d = b - a; st.sem(d); st.ttest_rel(b, a).confidence_interval();
/// (a.var(ddof=1) + b.var(ddof=1)) / d.var(ddof=1); np.quantile(d, ps)`, and for the ratio `R = b.mean() / a.mean();
/// c = np.cov(a, b); ((c[1,1] + R*R*c[0,0] - 2*R*c[0,1]) / a.mean()**2 / 8)**.5`.
#[test]
fn matches_scipy() {
    let seen = Contrast::paired(&A, &B).unwrap();
    assert_eq!((seen.n, seen.clusters, seen.identical), (8, 8, false));
    close(seen.mean_difference, -11.625);
    close(seen.mc_standard_error.unwrap(), 3.5200319600821808);
    close(seen.low95.unwrap(), -19.948552939192005);
    close(seen.high95.unwrap(), -3.301447060807993);
    close(seen.variance_reduction_factor.unwrap(), 6.9736984327148255);
    let relative = seen.relative.unwrap();
    close(relative.difference, -0.02777777777777779);
    close(relative.mc_standard_error.unwrap(), 0.007901447593398517);
    close(relative.low95.unwrap(), -0.046461732379817364);
    close(relative.high95.unwrap(), -0.009093823175738217);
    let s = seen.spread;
    let spread = [s.median, s.low50, s.high50, s.low80, s.high80, s.low95, s.high95];
    for (value, expected) in spread.into_iter().zip([-13.5, -18.75, -4.75, -21.9, 2.0, -23.475, 2.0]) {
        close(value, expected);
    }
    assert_eq!(seen.share_below_zero, 0.75);
}

/// `sm.OLS(d, np.ones(8)).fit(cov_type='cluster', cov_kwds={'groups': g}, use_t=True)`.
#[test]
fn clusters_match_statsmodels() {
    let seen = Contrast::clustered_by_draw(&A, &B, &[0, 0, 1, 1, 1, 2, 3, 3]).unwrap();
    assert_eq!((seen.n, seen.clusters), (8, 4));
    close(seen.mc_standard_error.unwrap(), 2.570997090948697);
    assert!((seen.low95.unwrap() + 19.80706019).abs() < 1e-8);
    assert!((seen.high95.unwrap() + 3.44293981).abs() < 1e-8);
    let plain = Contrast::paired(&A, &B).unwrap();
    let one_each = Contrast::clustered_by_draw(&A, &B, &[9, 3, 4, 1, 0, 7, 2, 5]).unwrap();
    close(one_each.mc_standard_error.unwrap(), plain.mc_standard_error.unwrap());
    // Doubled replicates under the same draws carry no information that was not there.
    let twice = |x: &[f64]| [x, x].concat();
    let draws: Vec<u32> = (0..8).chain(0..8).collect();
    let doubled = Contrast::clustered_by_draw(&twice(&A), &twice(&B), &draws).unwrap();
    close(doubled.mc_standard_error.unwrap(), plain.mc_standard_error.unwrap());
    close(doubled.low95.unwrap(), plain.low95.unwrap());
}

#[test]
fn a_policy_that_changes_nothing_differs_by_exactly_zero() {
    let seen = Contrast::paired(&A, &A).unwrap();
    assert!(seen.identical);
    assert_eq!((seen.mean_difference, seen.mc_standard_error, seen.low95), (0.0, Some(0.0), Some(0.0)));
    assert_eq!(seen.variance_reduction_factor, None);
    assert_eq!(seen.share_below_zero, 0.0);
    let relative = seen.relative.unwrap();
    assert_eq!((relative.difference, relative.mc_standard_error), (0.0, Some(0.0)));
}

#[test]
fn limits() {
    let one = Contrast::paired(&[4.0], &[3.0]).unwrap();
    assert_eq!((one.mean_difference, one.mc_standard_error, one.low95, one.high95), (-1.0, None, None, None));
    assert_eq!((one.variance_reduction_factor, one.share_below_zero), (None, 1.0));
    let relative = one.relative.unwrap();
    assert_eq!((relative.difference, relative.mc_standard_error), (-0.25, None));
    let one_draw = Contrast::clustered_by_draw(&A, &B, &[5; 8]).unwrap();
    assert_eq!((one_draw.clusters, one_draw.mc_standard_error), (1, None));
    let from_zero = Contrast::paired(&[0.0, 0.0], &[1.0, 3.0]).unwrap();
    assert_eq!(from_zero.relative, None);
    assert_eq!(Contrast::paired(&[], &[]), Err(EstimateError::NoReplicates));
    let unpaired = EstimateError::Unpaired { baseline: 2, policy: 1, draws: 2 };
    assert_eq!(Contrast::paired(&[1.0, 2.0], &[1.0]), Err(unpaired));
    assert_eq!(Contrast::paired(&[1.0, 2.0], &[1.0, f64::NAN]), Err(EstimateError::NotFinite { index: 1 }));
}

/// Coverage within 5.2 binomial standard errors of 95 % (false alarm 2e−7 each).
fn assert_covers(hits: u32, studies: u32) {
    let share = f64::from(hits) / f64::from(studies);
    let tolerance = 5.2 * (0.95 * 0.05 / f64::from(studies)).sqrt();
    assert!((share - 0.95).abs() < tolerance, "{share} is not 0.95 ± {tolerance}");
}

#[test]
fn intervals_cover_the_known_effect() {
    let mut lcg = Lcg(2026);
    let studies = 6_000;
    let (mut plain, mut relative) = (0, 0);
    for _ in 0..studies {
        let baseline: Vec<f64> = (0..12).map(|_| 100.0 + 5.0 * lcg.normal()).collect();
        // The policy shares the baseline's luck: its expectation is 92, eight less.
        let policy: Vec<f64> = baseline.iter().map(|a| 92.0 + 0.9 * (a - 100.0) + 2.0 * lcg.normal()).collect();
        let seen = Contrast::paired(&baseline, &policy).unwrap();
        plain += u32::from(seen.low95.unwrap() <= -8.0 && -8.0 <= seen.high95.unwrap());
        let r = seen.relative.unwrap();
        relative += u32::from(r.low95.unwrap() <= -0.08 && -0.08 <= r.high95.unwrap());
    }
    assert_covers(plain, studies);
    assert_covers(relative, studies);
}

#[test]
fn clustered_intervals_cover_where_plain_ones_do_not() {
    let mut lcg = Lcg(2027);
    let studies = 4_000;
    let draws: Vec<u32> = (0..40).map(|i| i / 4).collect();
    let (mut clustered, mut plain) = (0, 0);
    for _ in 0..studies {
        let effects: Vec<f64> = (0..10).map(|_| -8.0 + 3.0 * lcg.normal()).collect();
        let baseline: Vec<f64> = (0..40).map(|_| 100.0 + lcg.normal()).collect();
        let policy: Vec<f64> =
            baseline.iter().zip(&draws).map(|(a, &g)| a + effects[g as usize] + lcg.normal()).collect();
        let covers = |c: Contrast| u32::from(c.low95.unwrap() <= -8.0 && -8.0 <= c.high95.unwrap());
        clustered += covers(Contrast::clustered_by_draw(&baseline, &policy, &draws).unwrap());
        plain += covers(Contrast::paired(&baseline, &policy).unwrap());
    }
    assert_covers(clustered, studies);
    assert!(plain < studies * 8 / 10, "taking replicates of a draw for independent is overconfident: {plain}");
}
