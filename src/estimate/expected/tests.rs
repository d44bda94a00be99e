//! The distribution of the expected effect where it is known, and where there is none.

use super::super::lcg::Lcg;
use super::*;

/// Two replicates a draw with weather of their own.
fn labels(draws: u32) -> (Vec<u32>, Vec<u32>) {
    ((0..2 * draws).map(|at| at / 2).collect(), (0..2 * draws).collect())
}

fn study(lcg: &mut Lcg, draws: u32, mean: f64, between: f64, noise: f64) -> Vec<DrawSums> {
    let (draw, path) = labels(draws);
    let effects: Vec<f64> = (0..draws).map(|_| mean + between * lcg.normal()).collect();
    let values: Vec<f64> = draw.iter().map(|&at| effects[at as usize] + noise * lcg.normal()).collect();
    DrawSums::of(&values, &draw, &path)
}

/// Expected effects N(−1, 1.5²), replicates with noise of 2: the truth is Φ(1/1.5) = 0.7475, an sd of 1.5 and a 95 %
/// band of −3.94 to 1.94. A share of runs below zero would say 0.66, and the spread of runs −5.9 to 3.9.
#[test]
fn a_known_distribution_is_found_and_its_probability_covered() {
    let mut lcg = Lcg(5);
    let studies = 500;
    let (mut sd, mut below, mut low, mut high, mut covered) = (0.0, 0.0, 0.0, 0.0, 0);
    let mut sd_covered = 0;
    for _ in 0..studies {
        let draws = study(&mut lcg, 100, -1.0, 1.5, 2.0);
        let seen = Expected::of(&[draws]).unwrap();
        sd += seen.sd;
        below += seen.below_zero;
        low += seen.band.unwrap().low95;
        high += seen.band.unwrap().high95;
        let error = seen.below_zero_error.unwrap();
        sd_covered += u32::from((seen.sd - 1.5).abs() <= 1.984 * seen.sd_error.unwrap());
        covered += u32::from((seen.below_zero - 0.7475).abs() <= 1.984 * error);
    }
    let of = f64::from(studies);
    let (sd, below, low, high) = (sd / of, below / of, low / of, high / of);
    assert!((sd - 1.5).abs() < 0.06, "{sd}");
    assert!((below - 0.7475).abs() < 0.02, "{below}");
    assert!((low + 3.94).abs() < 0.3 && (high - 1.94).abs() < 0.3, "{low} to {high}");
    let share = f64::from(covered) / of;
    assert!((0.91..=0.98).contains(&share), "{share} of the intervals of the probability hold it");
    let share = f64::from(sd_covered) / of;
    assert!((0.9..=0.98).contains(&share), "{share} of the intervals of the sd hold it");
}

#[test]
fn the_variance_of_the_effects_is_the_one_between_draws() {
    let draws = study(&mut Lcg(8), 40, 3.0, 2.0, 1.0);
    let seen = Expected::of(std::slice::from_ref(&draws)).unwrap();
    assert!((variance(&seen.effects).sqrt() - seen.sd).abs() < 1e-9);
    assert!((mean(&seen.effects) - grand_mean(&draws)).abs() < 1e-9);
    assert!(variance(&draws.iter().map(|draw| draw.mean).collect::<Vec<_>>()) > variance(&seen.effects));
}

/// Without variance seen between draws there is no band to show; the probability says how well the mean is known.
#[test]
fn noise_alone_leaves_no_distribution_but_an_honest_probability() {
    let values = [2.0, -1.0, -1.6, 0.6, 1.8, -0.6, -2.2, 0.8];
    let (draw, path) = labels(4);
    let seen = Expected::of(&[DrawSums::of(&values, &draw, &path)]).unwrap();
    assert_eq!((seen.sd, seen.band), (0.0, None));
    assert!(seen.below_zero > 0.4 && seen.below_zero < 0.6, "{}", seen.below_zero);
    assert!(seen.below_zero_error.unwrap() > 0.05);
}

#[test]
fn a_policy_that_does_nothing_has_an_expected_effect_of_exactly_zero() {
    let (draw, path) = labels(5);
    let draws = DrawSums::of(&[0.0; 10], &draw, &path);
    let seen = Expected::of(&[draws.clone(), draws]).unwrap();
    assert_eq!((seen.sd, seen.below_zero, seen.below_zero_error), (0.0, 0.0, Some(0.0)));
    assert!(seen.effects.iter().all(|effect| *effect == 0.0));
    assert_eq!(seen.band.map(|band| (band.low95, band.high95)), Some((0.0, 0.0)));
}

#[test]
fn one_replicate_a_draw_has_no_distribution() {
    let own: Vec<u32> = (0..10).collect();
    assert_eq!(Expected::of(&[DrawSums::of(&[1.0; 10], &own, &own)]), None);
}

/// Two structures with mean effects −4 and 0, equal draws: the pooled distribution holds both, and the variance between
/// them is 8 (their deviations ±2, divisor one).
#[test]
fn structures_are_pooled_with_the_same_weight() {
    let mut lcg = Lcg(3);
    let first = study(&mut lcg, 400, -4.0, 0.5, 0.5);
    let second = study(&mut lcg, 400, 0.0, 0.5, 0.5);
    let between = between_structures(&[first.clone(), second.clone()]);
    assert!((between - 8.0).abs() < 0.6, "{between}");
    let seen = Expected::of(&[first.clone(), second]).unwrap();
    assert!((seen.below_zero - 0.75).abs() < 0.03, "{}", seen.below_zero);
    assert_eq!(between_structures(&[first.clone(), first.clone()]), 0.0);
    assert_eq!(between_structures(&[first]), 0.0);
}
