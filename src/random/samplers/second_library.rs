//! The samplers against `rand_distr`, a second library, by the two-sample Kolmogorov–Smirnov statistic.
//!
//! Seeds are fixed. Each of the fewer than 20 comparisons would raise a false alarm with probability below 1e−8 (for
//! counts, where ties make the test conservative, less), so the whole does with less than 1e−6.

use super::*;
use crate::random::{KeyedRng, Purpose, Stream};
use rand_distr::Distribution;

const N: u32 = 20_000;

fn compare(what: &str, ours: impl Fn(f64) -> f64, theirs: impl Fn(&mut KeyedRng) -> f64) {
    let (a, b) = (Stream::new(1, 1), Stream::new(2, 2));
    let mut x: Vec<f64> = (0..N).map(|i| ours(a.uniform(i, 0, Purpose::Choice, 0))).collect();
    let mut y: Vec<f64> = (0..N).map(|i| theirs(&mut b.generator(i, 0, Purpose::ParameterDraw))).collect();
    x.sort_by(f64::total_cmp);
    y.sort_by(f64::total_cmp);
    // The greatest gap between the two empirical distribution functions, over the values of the first.
    let gap = x
        .iter()
        .flat_map(|v| {
            let at = x.partition_point(|w| w <= v) as f64 - y.partition_point(|w| w <= v) as f64;
            let before = x.partition_point(|w| w < v) as f64 - y.partition_point(|w| w < v) as f64;
            [at.abs(), before.abs()]
        })
        .fold(0.0, f64::max)
        / f64::from(N);
    // √(−ln(1e−8 / 2) / 2) √(2 / N).
    let limit = 3.0916 * (2.0 / f64::from(N)).sqrt();
    assert!(gap < limit, "{what}: {gap} is not below {limit}");
}

#[test]
fn continuous_samplers_agree() {
    compare("normal", standard_normal, |r| rand_distr::StandardNormal.sample(r));
    let law = rand_distr::Exp::new(1.0 / 3.0).unwrap();
    compare("exponential", |u| exponential(u, 3.0), |r| law.sample(r));
    let law = rand_distr::LogNormal::new(libm::log(12.0), 0.6).unwrap();
    compare("log-normal", |u| log_normal(u, 12.0, 0.6), |r| law.sample(r));
    let law = rand_distr::Pareto::new(2.0, 1.3).unwrap();
    compare("Pareto", |u| pareto(u, 2.0, 1.3), |r| law.sample(r));
}

#[test]
fn counts_agree() {
    for mean in [0.2, 6.0] {
        let law = rand_distr::Geometric::new(1.0 / (1.0 + mean)).unwrap();
        compare("geometric", |u| f64::from(geometric(u, mean)), |r| law.sample(r) as f64);
    }
    for mean in [0.05, 4.0, 44.0, 300.0, 5e4] {
        let law = rand_distr::Poisson::new(mean).unwrap();
        compare("Poisson", |u| poisson(u, mean) as f64, |r| law.sample(r));
    }
}

/// A negative binomial is a Poisson with a gamma mean.
#[test]
fn negative_binomials_agree() {
    for (mean, k) in [(0.5, 0.3), (52.0, 3.5), (800.0, 50.0)] {
        let gamma = rand_distr::Gamma::new(k, mean / k).unwrap();
        let theirs = |r: &mut KeyedRng| {
            let level: f64 = gamma.sample(r);
            rand_distr::Poisson::new(level.max(1e-300)).unwrap().sample(r)
        };
        compare("negative binomial", |u| negative_binomial(u, mean, k) as f64, theirs);
        let given_positive = |r: &mut KeyedRng| loop {
            let x = theirs(r);
            if x > 0.0 {
                return x;
            }
        };
        compare("truncated", |u| zero_truncated_negative_binomial(u, mean, k) as f64, given_positive);
    }
}
