//! Counts against their distribution functions, exact moments, limits and SciPy.
//!
//! SciPy 1.17.1: `st.poisson.ppf(US, m)`, `st.nbinom.ppf(US, k, k / (k + m))`.

use super::tests::{close, grid, moments};
use super::*;

const US: [f64; 7] = [1e-9, 0.003, 0.2, 0.5, 0.77, 0.99, 0.999999];

#[test]
fn poisson_matches_scipy() {
    for (mean, expected) in [
        (1e-6, [0, 0, 0, 0, 0, 0, 0]),
        (0.3, [0, 0, 0, 0, 1, 2, 5]),
        (7.5, [0, 1, 5, 7, 9, 15, 24]),
        (43.9, [11, 27, 38, 44, 49, 60, 79]),
        (44.1, [11, 27, 38, 44, 49, 60, 79]),
        (365.25, [257, 314, 349, 365, 379, 410, 460]),
        (12345.6, [11685, 12041, 12252, 12345, 12428, 12605, 12877]),
        (1e6, [994008, 997253, 999158, 1000000, 1000739, 1002327, 1004757]),
    ] {
        assert_eq!(US.map(|u| poisson(u, mean)), expected, "mean {mean}");
    }
}

#[test]
fn negative_binomial_matches_scipy() {
    for (mean, k, expected) in [
        (1e-6, 0.5, [0, 0, 0, 0, 0, 0, 0]),
        (0.3, 0.1, [0, 0, 0, 0, 0, 5, 33]),
        (52.0, 3.5, [0, 5, 28, 47, 70, 140, 309]),
        (52.0, 1e5, [15, 33, 46, 52, 57, 69, 90]),
        (900.0, 60.0, [350, 604, 798, 895, 986, 1202, 1586]),
        (12345.6, 2.0, [0, 490, 5088, 10360, 17323, 40980, 103022]),
        (1e6, 400.0, [728564, 868036, 957686, 999167, 1036555, 1120004, 1255963]),
    ] {
        assert_eq!(US.map(|u| negative_binomial(u, mean, k)), expected, "mean {mean}, k {k}");
    }
}

/// Distribution function by log-gammas, term by term: slow, and independent of the code under test.
fn distribution(mean: f64, k: f64, last: u64) -> Vec<f64> {
    let mut sum = 0.0;
    (0..=last)
        .map(|x| {
            let x = x as f64;
            let log_probability = if k.is_infinite() {
                x * libm::log(mean) - mean - libm::lgamma(x + 1.0)
            } else {
                libm::lgamma(x + k) - libm::lgamma(k) - libm::lgamma(x + 1.0) - k * libm::log1p(mean / k)
                    + x * libm::log(mean / (mean + k))
            };
            sum += libm::exp(log_probability);
            sum
        })
        .collect()
}

#[test]
fn counts_invert_their_distributions_with_exact_moments() {
    for mean in [1e-9, 0.2, 1.0, 9.0, 43.0, 60.0, 400.0, 3_000.0] {
        for k in [0.2, 1.0, 3.5, 60.0, 1e4, f64::INFINITY] {
            let top = negative_binomial(1.0 - 1e-12, mean, k);
            let f = distribution(mean, k, top + 1);
            for u in grid(501).chain([1e-12, 1e-5, 1.0 - 1e-5]) {
                let x = negative_binomial(u, mean, k) as usize;
                let below = if x == 0 { 0.0 } else { f[x - 1] };
                assert!(below < u + 1e-10 && u <= f[x] + 1e-10, "mean {mean}, k {k}, u {u}: {x}");
            }
            let n = 20_000;
            let (seen, variance) = moments(n, |u| negative_binomial(u, mean, k) as f64);
            let exact = mean + mean * mean / k;
            assert!((seen - mean).abs() < 2e-3 * exact.sqrt() + 1e-8, "mean {mean}, k {k}: {seen}");
            // The grid misses the outermost tail, which matters most where k is small.
            assert!((variance - exact).abs() < 0.02 * exact + 1e-8, "mean {mean}, k {k}: {variance}, not {exact}");
        }
    }
}

#[test]
fn counts_at_their_limits() {
    for u in [1.2e-16, 0.5, 1.0 - 1.2e-16] {
        assert_eq!(poisson(u, 0.0), 0);
        assert_eq!(negative_binomial(u, 0.0, 2.0), 0);
        assert_eq!(zero_truncated_negative_binomial(u, 0.0, 2.0), 1);
        assert_eq!(poisson(u, 321.0), negative_binomial(u, 321.0, f64::INFINITY));
        // Seven to nine standard deviations, also in the extreme tails of a great mean.
        let gap = (poisson(u, 1e6) as f64 - 1e6).abs();
        assert!(gap < 9_000.0 && (u == 0.5 || gap > 7_000.0), "{gap}");
    }
    assert_eq!(zero_truncated_negative_binomial(0.999, 1e-9, 2.0), 1);
    let (mean, variance) = moments(2_000, |u| poisson(u, 1e6) as f64);
    close(mean, 1e6, 1e-6);
    close(variance, 1e6, 0.01);
}

#[test]
fn zero_truncation_is_the_law_given_one_or_more() {
    for mean in [0.01, 0.8, 5.0, 45.0, 2_000.0] {
        for k in [0.5, 3.5, 1e3] {
            let f = distribution(mean, k, zero_truncated_negative_binomial(1.0 - 1e-9, mean, k));
            for u in grid(301) {
                let x = zero_truncated_negative_binomial(u, mean, k) as usize;
                let given = |value: f64| (value - f[0]) / (1.0 - f[0]);
                assert!(x >= 1 && given(f[x - 1]) < u + 1e-9 && u <= given(f[x]) + 1e-9, "{mean} {k} {u}: {x}");
            }
            let truncated = zero_truncated_mean(mean, k);
            let (seen, _) = moments(20_000, |u| zero_truncated_negative_binomial(u, mean, k) as f64);
            close(seen, truncated, 3e-3);
            close(untruncated_mean_for(truncated, k), mean, 1e-12);
        }
    }
    assert_eq!(untruncated_mean_for(1.0, 2.0), 0.0);
    // SciPy: optimize.brentq(lambda m: m / -np.expm1(-k * np.log1p(m / k)) - t, 1e-12, t)
    for (t, k, m) in
        [(1.0001, 2.0, 0.00013333185193419492), (1.5, 0.5, 0.34861218113400266), (52.0, 3.5, 51.996724287517864)]
    {
        close(untruncated_mean_for(t, k), m, 1e-10);
    }
}
