//! First-order shares against SciPy, and on a case where parameters are as many as draws.

use super::super::lcg::Lcg;
use super::*;

/// `np.corrcoef(stats.rankdata(x), e)` and `1 - (1 - r*r) * 7 / 6`.
#[test]
fn ranks_and_shares_match_scipy() {
    let x = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
    let effects = [2.0, 7.0, 1.0, 8.0, 2.0, 8.0, 1.0, 8.0];
    let ranks = ranks(&x).unwrap();
    for (seen, expected) in ranks.iter().zip([-0.20535012709710013, -1.2321007625826008, 0.20535012709710013]) {
        assert!((seen - expected).abs() < 1e-12, "{seen} is not {expected}");
    }
    assert!((correlation(&effects, &ranks) - 0.06947531225652583).abs() < 1e-12);
    assert!((first_order(&effects, &ranks) + 0.16103537781800115).abs() < 1e-12);
    assert_eq!(super::ranks(&[2.0; 5]), None);
    assert_eq!(correlation(&[1.0; 8], &ranks), 0.0);
}

/// Sixty parameters, a hundred draws; two of them carry 0.5 and 0.2 of the variance of the effects, the rest nothing. Over
/// many studies the shares are found, and the sum over the idle ones is near zero, not near 58/99.
#[test]
fn idle_parameters_share_nothing_on_average() {
    let mut lcg = Lcg(21);
    let (studies, draws) = (300, 100);
    let (mut strong, mut weak, mut idle) = (0.0, 0.0, 0.0);
    for _ in 0..studies {
        let parameters: Vec<Vec<f64>> = (0..60).map(|_| (0..draws).map(|_| lcg.normal()).collect()).collect();
        let effect = |at: usize, noise: f64| {
            0.5f64.sqrt() * parameters[0][at] - 0.2f64.sqrt() * parameters[1][at] + 0.3f64.sqrt() * noise
        };
        let effects: Vec<f64> = (0..draws).map(|at| effect(at, lcg.normal())).collect();
        let share = |parameter: &Vec<f64>| first_order(&effects, &ranks(parameter).unwrap());
        strong += share(&parameters[0]) / f64::from(studies);
        weak += share(&parameters[1]) / f64::from(studies);
        idle += parameters[2..].iter().map(share).sum::<f64>() / f64::from(studies);
    }
    // Ranks of a normal carry 0.955 of what the normal does.
    assert!((strong - 0.48).abs() < 0.03 && (weak - 0.19).abs() < 0.03, "{strong} and {weak}");
    assert!(idle.abs() < 0.03, "{idle}");
}
