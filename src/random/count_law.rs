//! The negative binomial law, with Poisson as its limit: probabilities, and how far the distribution function is from a
//! rank.
//!
//! Probabilities are by the saddle-point form of C. Loader, "Fast and accurate computation of binomial probabilities"
//! (2000), which keeps its precision at large means where differences of log-gammas lose it.
//!
//! With p = k / (k + mean), q = 1 − p, P(X > x) = I_q(x + 1, k) and P(X ≤ x) = I_p(k, x + 1) (DLMF 8.17.24 and 8.17.4).
//! The regularized incomplete beta function is by the continued fraction of A. R. DiDonato and A. H. Morris, "Algorithm
//! 708: significant digit computation of the incomplete beta function ratios", ACM Transactions on Mathematical
//! Software 18 (1992), subroutine BFRAC, for a, b ≥ 1; its approximants are every second one of DLMF 8.17.22:
//!
//! > I_x(a, b) = x^a y^b / B(a, b) · 1 / (β₁ + α₂ / (β₂ + α₃ / (β₃ + …))), y = 1 − x, λ = a − (a + b) x ≥ 0
//! >
//! > αₙ₊₁ = (a + n − 1) (a + b + n − 1) / (a + 2n − 1)² · n (b − n) x²
//! >
//! > βₙ₊₁ = n + n (b − n) x / (a + 2n − 1) + (a + n) / (a + 2n + 1) · (λ + 1 + n (1 + y))
//!
//! Of the two tails the one is taken that does not hold the mean: there λ ≥ 0 and the fraction is short, some 20 terms at
//! k = 30 whatever the mean, growing with the square root of the smaller of k and the mean. Factors of k are taken out
//! of a, b and x, so that 1 / k = 0 gives the fractions of the incomplete gamma functions. Tails are right to 1e−13 of
//! themselves within five standard deviations of means to 20,000, most of which is the error of the probability.
//!
//! The module seeks no quantile and draws nothing.

/// ln √(2π).
const LOG_SQRT_TWO_PI: f64 = 0.918_938_533_204_672_8;
/// A fraction ends when a further term moves it by less than this part of it. The rounding of a term is smaller, so that
/// every fraction ends.
const LAST_BITS: f64 = 1e-15;

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

/// A count's law.
#[derive(Clone, Copy)]
pub(super) struct Law {
    pub mean: f64,
    /// 1 / k: zero is the Poisson law, with which the negative binomial is then identical.
    pub inverse_k: f64,
}

impl Law {
    /// −ln P(X = 0).
    pub fn log_nonzero(self) -> f64 {
        if self.inverse_k == 0.0 { self.mean } else { libm::log1p(self.mean * self.inverse_k) / self.inverse_k }
    }

    /// Variance over mean: 1 + mean / k, which is 1 / p.
    pub fn dispersion(self) -> f64 {
        1.0 + self.mean * self.inverse_k
    }

    /// P(X = x + 1) / P(X = x).
    #[inline]
    pub fn ratio(self, x: f64) -> f64 {
        self.mean * (1.0 + x * self.inverse_k) / ((x + 1.0) * (1.0 + self.mean * self.inverse_k))
    }

    /// Chernoff's exponent: P(X ≤ x) ≤ exp(−exponent) for x below the mean.
    pub fn exponent(self, x: f64) -> f64 {
        let poisson = deviance(x, self.mean);
        if self.inverse_k == 0.0 {
            return poisson;
        }
        let k = 1.0 / self.inverse_k;
        poisson - deviance(x + k, self.mean + k)
    }

    /// P(X = x) for x ≥ 1.
    pub fn probability(self, x: f64) -> f64 {
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

    /// P(X ≤ x) − u for x ≥ 0 and k ≥ 1, where `probability` is P(X = x): by the tail that does not hold the mean.
    pub fn surplus(self, x: f64, probability: f64, u: f64) -> f64 {
        let p = 1.0 / self.dispersion();
        let scale = self.mean * p;
        let left = x + 1.0 <= self.mean;
        // Left, a and a + b are divided by k; right, b and a + b are, and x is multiplied by it. `step` is what n counts
        // beside a, `shrink` what it counts beside b; `complement` is y.
        let (a, step, b, shrink, argument, complement) = if left {
            (1.0, self.inverse_k, x + 1.0, 1.0, p, scale * self.inverse_k)
        } else {
            (x + 1.0, 1.0, 1.0, self.inverse_k, scale, p)
        };
        let lambda = p * (self.mean - x - 1.0).abs();
        let mut inverse = 1.0 / (a + step);
        let mut fraction = a * inverse * (lambda + 1.0);
        let (mut c, mut d) = (fraction, 0.0);
        let (mut n, mut change) = (0.0, f64::INFINITY);
        // Lentz's algorithm as modified by I. J. Thompson and A. R. Barnett, "Coulomb and Bessel functions of complex
        // arguments and order", Journal of Computational Physics 64 (1986).
        while (change - 1.0).abs() >= LAST_BITS {
            let lead = a + n * step;
            n += 1.0;
            let with_b = n * argument * (b - n * shrink) * inverse;
            let alpha = lead * (1.0 + (x + n) * self.inverse_k) * inverse * argument * with_b;
            inverse = 1.0 / (lead + (n + 2.0) * step);
            let beta = n + with_b * step + (lead + step) * inverse * (lambda + 1.0 + n * (1.0 + complement));
            d = 1.0 / (beta + alpha * d);
            c = beta + alpha / c;
            change = c * d;
            fraction *= change;
        }
        // x^a y^b / B(a, b) is the same for both tails: (x + 1) P(X = x + 1).
        let tail = probability * scale * (1.0 + x * self.inverse_k) / fraction;
        if left { tail - u } else { (1.0 - u) - tail }
    }
}

#[cfg(test)]
mod tests;
