//! Counts by exact inversion: Poisson, negative binomial and its zero-truncated form.
//!
//! A quantile is the smallest x with P(X ≤ x) ≥ u, found in one of two ways:
//!
//! - *From a guess*, where the mean is at least [`MANY`] and k at least [`LEAST_K`]. The guess is the quantile of a gamma law with
//!   the same mean, variance and skewness, by E. B. Wilson and M. M. Hilferty, "The distribution of chi-square", PNAS 17
//!   (1931). There the distribution function is computed ([`Law::surplus`]), and probabilities are added or taken off
//!   from there to the quantile. That walk is 0.01 of a standard deviation on average at k = 1 and 0.001 at k = 10: less
//!   than one count at means of thousands. The work is then that of the continued fraction, some 20 terms at k = 30
//!   whatever the mean.
//! - *From the left* otherwise, and where zero is truncated: probabilities are added up until they reach `u`. The sum
//!   begins where the mass further left is below 1e−19, so that the work is of the order of the standard deviation, or
//!   of the count where that is smaller.
//!
//! The way depends on the law, never on `u`, and the result is non-decreasing in `u`: from a guess the distribution
//! function is right to about 1e−13 of the smaller tail, which is little beside the probability of the one count at which
//! two ranks with different guesses may meet; from the left every `u` meets the same partial sums. These are right to
//! about 1e−12, the rounding of up to a million terms; beyond that rank the last quantiles of k < 1 at means of thousands
//! are too large or too small, which one draw in 1e12 would meet.
//!
//! No normal approximation decides a value for any mean, and no draw takes more than one uniform.

use super::count_law::Law;
use super::samplers::standard_normal;

/// Least mean for which a quantile is sought from a guess: below it the sum from the left costs as little.
const MANY: f64 = 64.0;
/// Least k for which a quantile is sought from a guess: below it the fraction is long and the guess far off.
const LEAST_K: f64 = 1.0;
/// Left of the start of a sum lies less than exp(−44), about 8e−20.
const NEGLIGIBLE_LOG: f64 = 44.0;
/// A sum ends when the mass still to come is below half the finest step of a uniform.
const NEGLIGIBLE: f64 = 1.0 / 18_014_398_509_481_984.0;

impl Law {
    /// Whether a quantile is sought from a guess.
    fn has_guess(self) -> bool {
        self.mean >= MANY && self.inverse_k <= 1.0 / LEAST_K
    }

    /// The smallest x with P(X ≤ x) ≥ `u`.
    fn quantile(self, u: f64) -> u64 {
        if self.has_guess() { self.quantile_from_guess(u) } else { self.quantile_from_left(u, self.start()) }
    }

    /// The quantile of a gamma law with the same first three moments, as a count of at least 1.
    fn guess(self, u: f64) -> f64 {
        let dispersion = self.dispersion();
        let sd = (self.mean * dispersion).sqrt();
        let skewness = (2.0 * dispersion - 1.0) / sd;
        let root = (1.0 + skewness / 6.0 * (standard_normal(u) - skewness / 6.0)).max(0.0);
        libm::floor(self.mean + 0.5 + 2.0 * sd / skewness * (root * root * root - 1.0)).max(1.0)
    }

    /// The smallest x with P(X ≤ x) ≥ `u`, sought from the guess on.
    fn quantile_from_guess(self, u: f64) -> u64 {
        let mut x = self.guess(u);
        let mut probability = self.probability(x);
        let mut surplus = self.surplus(x, probability, u);
        // P(X = x + 1) / P(X = x) = (level + slope x) / (x + 1).
        let level = self.mean / self.dispersion();
        let slope = level * self.inverse_k;
        if surplus < 0.0 {
            while surplus < 0.0 {
                probability *= (level + slope * x) / (x + 1.0);
                x += 1.0;
                surplus += probability;
            }
        } else {
            while surplus >= probability && x > 0.0 {
                surplus -= probability;
                probability *= x / (level + slope * (x - 1.0));
                x -= 1.0;
            }
        }
        x as u64
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
    fn quantile_from_left(self, u: f64, first: (f64, f64)) -> u64 {
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
    Law { mean, inverse_k: 0.0 }.quantile(u)
}

/// A negative binomial count: mean `mean`, variance mean + mean² / k. Smaller `k` means more dispersion.
///
/// # Preconditions
/// 0 < u < 1; `mean` finite and not negative (0 gives 0); `k` > 0, infinity giving the Poisson law.
/// From k = 1 on the work grows with the square root of the smaller of k and the mean; below, with the standard
/// deviation: far below k = 1 with large means it is slow.
pub fn negative_binomial(u: f64, mean: f64, k: f64) -> u64 {
    debug_assert!(u > 0.0 && u < 1.0 && mean >= 0.0 && mean.is_finite() && k > 0.0);
    Law { mean, inverse_k: 1.0 / k }.quantile(u)
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
        return law.quantile_from_left(u, (x, probability));
    }
    let nonzero = -libm::expm1(-law.log_nonzero());
    law.quantile_from_left(u, (1.0, probability * law.ratio(0.0) / nonzero))
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

#[cfg(test)]
mod tests;
