use super::*;
use crate::estimate::indices::tests::table;
use crate::estimate::lcg::Lcg;

/// Effects by factor and trajectory from a stored design: the factor that moves is read off the points.
fn effects(design: &str, factors: usize, ranges: &[f64]) -> Vec<Vec<Vec<f64>>> {
    let points = table(design);
    let mut effects = vec![Vec::new(); factors];
    for trajectory in points.chunks(factors + 1) {
        for step in trajectory.windows(2) {
            let moved = (0..factors).find(|&at| step[0][at] != step[1][at]).unwrap();
            let length = (step[1][moved] - step[0][moved]) / ranges[moved];
            effects[moved].push(vec![(step[1][factors] - step[0][factors]) / length]);
        }
    }
    effects
}

#[test]
fn without_replicates_the_measures_are_those_of_salib() {
    for (design, found, factors, range) in [
        (
            include_str!("../../../tests/sensitivity_vectors/ishigami_trajectories.csv"),
            include_str!("../../../tests/sensitivity_vectors/ishigami_screening.csv"),
            3,
            std::f64::consts::TAU,
        ),
        (
            include_str!("../../../tests/sensitivity_vectors/g_trajectories.csv"),
            include_str!("../../../tests/sensitivity_vectors/g_screening.csv"),
            6,
            1.0,
        ),
    ] {
        let effects = effects(design, factors, &vec![range; factors]);
        for (factor, expected) in table(found).iter().enumerate() {
            let seen = Screening::of(&effects[factor]).unwrap();
            for (seen, expected) in [seen.mean, seen.mean_absolute, seen.sd].into_iter().zip(&expected[1..]) {
                assert!((seen - expected).abs() < 1e-9 * (1.0 + expected.abs()), "{factor}: {seen} {expected}");
            }
        }
    }
}

#[test]
fn noise_is_told_from_an_effect_and_from_curvature() {
    let mut rng = Lcg(5);
    let mut runs = |effect: f64| -> Vec<f64> { (0..3).map(|_| effect + 2.0 * rng.normal()).collect() };
    let nothing: Vec<Vec<f64>> = (0..60).map(|_| runs(0.0)).collect();
    let nothing = Screening::of(&nothing).unwrap();
    // Its mean absolute effect is far from zero all the same.
    assert!(nothing.mean_absolute > 0.6 && !nothing.is_told(60), "{nothing:?}");
    assert!((nothing.noise_sd.unwrap() / nothing.sd - 1.0).abs() < 0.25, "{nothing:?}");
    let there: Vec<Vec<f64>> = (0..60).map(|_| runs(3.0)).collect();
    let there = Screening::of(&there).unwrap();
    assert!(there.is_told(60) && (there.size() - 3.0).abs() < 0.5, "{there:?}");
    // Effects that cancel have no mean and are there.
    let both: Vec<Vec<f64>> = (0..60).map(|at| runs(if at % 2 == 0 { 4.0 } else { -4.0 })).collect();
    let both = Screening::of(&both).unwrap();
    assert!(both.is_told(60) && both.mean.abs() < 1.5 && (both.size() - 4.0).abs() < 0.6, "{both:?}");
    assert!(Screening::of(&[vec![1.0]]).is_none());
}
