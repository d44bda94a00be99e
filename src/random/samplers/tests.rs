//! The samplers against their distribution functions, exact moments, limits and SciPy.
//!
//! SciPy 1.17.1: `st.norm.ppf(u)`.

use super::*;
use crate::random::{Purpose, Stream};

pub(super) fn grid(n: u32) -> impl Iterator<Item = f64> {
    (0..n).map(move |i| (f64::from(i) + 0.5) / f64::from(n))
}

/// Mean and variance of a quantile function over a fine grid of ranks.
pub(super) fn moments(n: u32, quantile: impl Fn(f64) -> f64) -> (f64, f64) {
    let mean = grid(n).map(&quantile).sum::<f64>() / f64::from(n);
    let square = |x: f64| (x - mean) * (x - mean);
    (mean, grid(n).map(|u| square(quantile(u))).sum::<f64>() / f64::from(n))
}

pub(super) fn close(seen: f64, expected: f64, relative: f64) {
    assert!((seen - expected).abs() <= relative * expected.abs(), "{seen} is not {expected}");
}

pub(super) const TAILS: [f64; 6] = [1.2e-16, 1e-12, 1e-5, 1.0 - 1e-5, 1.0 - 1e-12, 1.0 - 1.2e-16];

#[test]
fn normal_matches_scipy_and_inverts_its_distribution() {
    for (u, z) in [
        (1e-300, -37.0470962993612),
        (1e-15, -7.941345326170998),
        (1e-6, -4.753424308822899),
        (0.01, -2.3263478740408408),
        (0.3, -0.5244005127080409),
        (0.7, 0.5244005127080407),
        (0.9999, 3.719016485455709),
    ] {
        close(standard_normal(u), z, 1e-14);
    }
    assert_eq!(standard_normal(0.5), 0.0);
    for u in grid(9_999).chain([1.2e-16, 1e-12, 1e-5]) {
        close(0.5 * libm::erfc(-standard_normal(u) / 2f64.sqrt()), u, 5e-14);
        assert!((standard_normal(u) + standard_normal(1.0 - u)).abs() < 1e-9 || u < 1e-6);
    }
    let (mean, variance) = moments(100_000, standard_normal);
    assert!(mean.abs() < 1e-12);
    close(variance, 1.0, 1e-4);
}

#[test]
fn continuous_quantiles_invert_their_distributions() {
    for u in grid(2_001).chain(TAILS) {
        let survival = 1.0 - u;
        close(libm::exp(-exponential(u, 3.5) / 3.5), survival, 1e-13);
        close(libm::pow(2.0 / pareto(u, 2.0, 1.7), 1.7), survival, 1e-13);
        close(libm::log(log_normal(u, 20.0, 0.5) / 20.0), 0.5 * standard_normal(u), 1e-12);
    }
}

#[test]
fn continuous_moments_are_exact() {
    let (mean, variance) = moments(1_000_000, |u| exponential(u, 3.5));
    close(mean, 3.5, 1e-5);
    close(variance, 3.5 * 3.5, 1e-4);
    let (mean, _) = moments(1_000_000, |u| log_normal(u, 20.0, 0.5));
    close(mean, 20.0 * libm::exp(0.125), 1e-5);
    let (mean, variance) = moments(1_000_000, |u| pareto(u, 2.0, 5.0));
    close(mean, 2.5, 1e-5);
    close(variance, 2.0 * 2.0 * 5.0 / (4.0 * 4.0 * 3.0), 1e-2);
}

#[test]
fn geometric_inverts_its_distribution() {
    for mean in [1e-6, 0.1, 1.0, 4.0, 365.0, 1e6] {
        let failure = libm::log1p(-1.0 / (1.0 + mean));
        for u in grid(2_001).chain(TAILS) {
            let x = f64::from(geometric(u, mean));
            let below = -libm::expm1(x * failure);
            let reached = -libm::expm1((x + 1.0) * failure);
            assert!(below < u + 1e-15 && u <= reached + 1e-15, "mean {mean}, u {u}: {x}");
        }
        let (seen, variance) = moments(400_000, |u| f64::from(geometric(u, mean)));
        close(seen, mean, 1e-4 + 1e-6 / mean);
        close(variance, mean * (1.0 + mean), 1e-3 + 1e-6 / mean);
    }
    assert_eq!(geometric(0.999, 0.0), 0);
    assert_eq!(geometric(1.0 - 1.2e-16, 0.0), 0);
}

#[test]
fn every_sampler_is_non_decreasing_in_u() {
    let samplers: [fn(f64) -> f64; 11] = [
        standard_normal,
        |u| exponential(u, 2.0),
        |u| log_normal(u, 3.0, 0.7),
        |u| f64::from(geometric(u, 3.0)),
        |u| poisson(u, 3.0) as f64,
        |u| poisson(u, 500.0) as f64,
        |u| negative_binomial(u, 40.0, 0.7) as f64,
        |u| negative_binomial(u, 400.0, 80.0) as f64,
        |u| zero_truncated_negative_binomial(u, 4.0, 2.0) as f64,
        |u| pareto(u, 1.0, 1.5),
        |u| f64::from(round_stochastic(2.3, u)),
    ];
    for (index, sampler) in samplers.iter().enumerate() {
        let mut us: Vec<f64> = grid(20_000).chain(TAILS).collect();
        // Also where the branches of the normal meet.
        us.extend((-50..50).flat_map(|i| [0.075, 0.925].map(|u| u + f64::from(i) * 1e-15)));
        us.sort_by(f64::total_cmp);
        let values: Vec<f64> = us.iter().map(|&u| sampler(u)).collect();
        // A continuous quantile may step back by a last bit; a count may not.
        assert!(values.windows(2).all(|w| w[0] <= w[1] + 4e-16 * w[1].abs()), "sampler {index}");
        assert!(values.iter().all(|v| v.is_finite()), "sampler {index}");
    }
}

#[test]
fn rounding_keeps_whole_numbers_and_the_mean() {
    for u in TAILS {
        assert_eq!([0.0, 1.0, 100.0, 4e9].map(|x| round_stochastic(x, u)), [0, 1, 100, 4_000_000_000]);
    }
    for x in [0.25, 7.9, 1234.5] {
        close(moments(1_000, |u| f64::from(round_stochastic(x, u))).0, x, 1e-12);
    }
}

/// Pins bits: a change here changes every result.
#[test]
fn value_stability() {
    let stream = Stream::new(42, 7);
    let us: Vec<f64> = (0..3).map(|entity| stream.uniform(entity, 365, Purpose::Choice, 0)).collect();
    let all = |sampler: &dyn Fn(f64) -> f64| us.iter().map(|&u| sampler(u)).collect::<Vec<f64>>();
    assert_eq!(all(&|u| u), [0.3586560694385964, 0.8572118914658239, 0.3697539278133367]);
    assert_eq!(all(&standard_normal), [-0.36205338276213256, 1.0678765159232853, -0.3325051446396372]);
    assert_eq!(all(&|u| exponential(u, 3.0)), [1.3325682384501545, 5.839180518342854, 1.3849348352543875]);
    assert_eq!(all(&|u| log_normal(u, 10.0, 0.5)), [8.34413086760891, 17.056363347364943, 8.46832320772478]);
    assert_eq!(all(&|u| pareto(u, 2.0, 1.5)), [2.6892798816090266, 7.320970135053881, 2.7207578893405806]);
    let counts: Vec<[u64; 4]> = us
        .iter()
        .map(|&u| {
            let truncated = zero_truncated_negative_binomial(u, 2.0, 1.5);
            [u64::from(geometric(u, 9.0)), poisson(u, 120.0), negative_binomial(u, 52.0, 3.5), truncated]
        })
        .collect();
    assert_eq!(counts, [[4, 116, 38, 2], [18, 132, 82, 5], [4, 116, 39, 2]]);
}
