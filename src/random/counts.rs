//! Counts by exact inversion: Poisson, negative binomial and its zero-truncated form.
//!
//! The quantile is found by adding up the probabilities from the left until they reach `u`. The sum begins where the
//! mass further left is below 1e−19, so that the work is of the order of the standard deviation, or of the count where
//! that is smaller. Every `u` meets the same partial sums, hence the result is non-decreasing in `u`. The first
//! probability is by the saddle-point form of C. Loader, "Fast and accurate computation of binomial probabilities"
//! (2000), which keeps its precision at large means where differences of log-gammas lose it.
//!
//! The distribution function is right to about 1e−12, the rounding of up to a million terms; beyond that rank at means
//! of thousands the last quantiles are too large or too small, which one draw in 1e12 would meet.
//!
//! No normal approximation is used for any mean, and no draw takes more than one uniform.

/// Left of the start of a sum lies less than exp(−44), about 8e−20.
const NEGLIGIBLE_LOG: f64 = 44.0;
/// A sum ends when the mass still to come is below half the finest step of a uniform.
const NEGLIGIBLE: f64 = 1.0 / 18_014_398_509_481_984.0;
/// ln √(2π).
const LOG_SQRT_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// ln Γ(n + 1) less Stirling's approximation of it.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - LOG_SQRT_TWO_PI;
    }
    let s = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * s)) / s) / s) / s) / n
}

/// Deviance x ln(x / m) + m − x, without cancellation where x is close to m; m at x = 0.
fn deviance(x: f64, m: f64) -> f64 {
    if x == 0.0 {
        return m;
    }
    let gap = x - m;
    if gap.abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    let v = gap / (x + m);
    let mut sum = gap * v;
    let mut term = 2.0 * x * v;
    for j in 1..1000 {
        term *= v * v;
        let next = sum + term / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The law over which a quantile is searched.
#[derive(Clone, Copy)]
struct Law {
    mean: f64,
    /// 1 / k: zero is the Poisson law, with which the negative binomial is then identical.
    inverse_k: f64,
}

impl Law {
    /// −ln P(X = 0).
    fn log_nonzero(self) -> f64 {
        if self.inverse_k == 0.0 { self.mean } else { libm::log1p(self.mean * self.inverse_k) / self.inverse_k }
    }

    /// P(X = x + 1) / P(X = x).
    #[inline]
    fn ratio(self, x: f64) -> f64 {
        self.mean * (1.0 + x * self.inverse_k) / ((x + 1.0) * (1.0 + self.mean * self.inverse_k))
    }

    /// Chernoff's exponent: P(X ≤ x) ≤ exp(−exponent) for x below the mean.
    fn exponent(self, x: f64) -> f64 {
        let poisson = deviance(x, self.mean);
        if self.inverse_k == 0.0 {
            return poisson;
        }
        let k = 1.0 / self.inverse_k;
        poisson - deviance(x + k, self.mean + k)
    }

    /// P(X = x) for x ≥ 1.
    fn probability(self, x: f64) -> f64 {
        let log_root = LOG_SQRT_TWO_PI + 0.5 * libm::log(x);
        if self.inverse_k == 0.0 {
            return libm::exp(-stirling_error(x) - deviance(x, self.mean) - log_root);
        }
        let k = 1.0 / self.inverse_k;
        let n = x + k;
        // k / n times the "binomial" probability of k among n, with p = k / (k + mean).
        let p = k / (k + self.mean);
        let q = self.mean / (k + self.mean);
        let stirling = stirling_error(n) - stirling_error(k) - stirling_error(x);
        let log_binomial = stirling - deviance(k, n * p) - deviance(x, n * q) - log_root;
        libm::exp(log_binomial) * (k / n).sqrt()
    }

    /// Where to begin the sum and the probability there.
    fn start(self) -> (f64, f64) {
        let log_nonzero = self.log_nonzero();
        if log_nonzero < NEGLIGIBLE_LOG {
            return (0.0, libm::exp(-log_nonzero));
        }
        // Bisection to a small part of the standard deviation; `low` keeps a negligible mass on its left.
        let width = 0.125 * (self.mean * (1.0 + self.mean * self.inverse_k)).sqrt();
        let (mut low, mut high) = (0.0, self.mean);
        while high - low > width.max(1.0) {
            let middle = 0.5 * (low + high);
            if self.exponent(middle) > NEGLIGIBLE_LOG {
                low = middle;
            } else {
                high = middle;
            }
        }
        let x = libm::floor(low).max(1.0);
        (x, self.probability(x))
    }

    /// The smallest x ≥ `first` at which the sum of probabilities from `first` on reaches `u`.
    fn invert(self, u: f64, first: (f64, f64)) -> u64 {
        let (mut x, mut probability) = first;
        let (mut sum, mut lost) = (probability, 0.0);
        // The ratio tends to this from above (k > 1) or from below (k < 1).
        let last_ratio = self.mean * self.inverse_k / (1.0 + self.mean * self.inverse_k);
        while sum < u {
            let ratio = self.ratio(x);
            probability *= ratio;
            x += 1.0;
            // Kahan's compensated sum: the right tail is made of terms far below the last bit of the sum.
            let term = probability - lost;
            let next = sum + term;
            lost = (next - sum) - term;
            sum = next;
            if probability < NEGLIGIBLE && probability < NEGLIGIBLE * (1.0 - ratio.max(last_ratio)) {
                break;
            }
        }
        x as u64
    }
}

/// A Poisson count with a mean.
///
/// # Preconditions
/// 0 < u < 1; `mean` finite and not negative (0 gives 0). The work grows with the square root of the mean.
pub fn poisson(u: f64, mean: f64) -> u64 {
    debug_assert!(u > 0.0 && u < 1.0 && mean >= 0.0 && mean.is_finite());
    let law = Law { mean, inverse_k: 0.0 };
    law.invert(u, law.start())
}

/// A negative binomial count: mean `mean`, variance mean + mean² / k. Smaller `k` means more dispersion.
///
/// # Preconditions
/// 0 < u < 1; `mean` finite and not negative (0 gives 0); `k` > 0, infinity giving the Poisson law.
/// The work grows with the standard deviation; far below k = 1 with large means it is slow.
pub fn negative_binomial(u: f64, mean: f64, k: f64) -> u64 {
    debug_assert!(u > 0.0 && u < 1.0 && mean >= 0.0 && mean.is_finite() && k > 0.0);
    let law = Law { mean, inverse_k: 1.0 / k };
    law.invert(u, law.start())
}

/// A negative binomial given that it is not zero. `mean` and `k` are those of the law **before** truncation; for a
/// wanted mean after truncation, take `mean` from [`untruncated_mean_for`].
///
/// # Preconditions
/// As for [`negative_binomial`]; mean 0 gives 1, the limit.
pub fn zero_truncated_negative_binomial(u: f64, mean: f64, k: f64) -> u64 {
    debug_assert!(u > 0.0 && u < 1.0 && mean >= 0.0 && mean.is_finite() && k > 0.0);
    if mean == 0.0 {
        return 1;
    }
    let law = Law { mean, inverse_k: 1.0 / k };
    let (x, probability) = law.start();
    if x > 0.0 {
        // The mass at zero is negligible.
        return law.invert(u, (x, probability));
    }
    let nonzero = -libm::expm1(-law.log_nonzero());
    law.invert(u, (1.0, probability * law.ratio(0.0) / nonzero))
}

/// The mean after truncation at zero of a negative binomial with mean `mean` and dispersion `k`: mean / (1 − P(0)).
///
/// # Preconditions
/// `mean` finite and not negative (0 gives 1, the limit); `k` > 0.
pub fn zero_truncated_mean(mean: f64, k: f64) -> f64 {
    debug_assert!(mean >= 0.0 && mean.is_finite() && k > 0.0);
    if mean == 0.0 {
        return 1.0;
    }
    let law = Law { mean, inverse_k: 1.0 / k };
    mean / -libm::expm1(-law.log_nonzero())
}

/// The mean before truncation at which the mean after truncation is `truncated_mean`, by bisection to the last bit.
///
/// # Preconditions
/// `truncated_mean` finite and at least 1 (1 gives 0); `k` > 0.
pub fn untruncated_mean_for(truncated_mean: f64, k: f64) -> f64 {
    debug_assert!(truncated_mean >= 1.0 && truncated_mean.is_finite() && k > 0.0);
    if truncated_mean <= 1.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, truncated_mean);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if zero_truncated_mean(middle, k) < truncated_mean {
            low = middle;
        } else {
            high = middle;
        }
    }
}
