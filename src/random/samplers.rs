//! Samplers by inversion: each is the quantile function of its law, so one uniform makes one decision.
//!
//! Each is non-decreasing in its uniform `u`: two scenarios that share the uniform share the rank of the outcome,
//! whatever their parameters. All take `u` strictly inside (0, 1), as [`super::Stream::uniform`] gives it. Only `libm`
//! and exact arithmetic are used, for the same bits on every machine. Preconditions are checked in debug builds;
//! parameters are validated where they enter the program, and nothing here clips or repairs them.

pub use super::counts::{
    negative_binomial, poisson, untruncated_mean_for, zero_truncated_mean, zero_truncated_negative_binomial,
};

/// Polynomial with the highest power first, by Horner's rule.
#[inline]
fn polynomial<const N: usize>(coefficients: [f64; N], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

/// A standard normal: mean 0, standard deviation 1. Relative accuracy about 1e−16.
///
/// M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37 (1988),
/// function PPND16.
///
/// # Preconditions
/// 0 < u < 1.
#[expect(clippy::excessive_precision, reason = "published constants are copied as printed")]
pub fn standard_normal(u: f64) -> f64 {
    debug_assert!(u > 0.0 && u < 1.0);
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        let numerator = [
            2.5090809287301226727e+3,
            3.3430575583588128105e+4,
            6.7265770927008700853e+4,
            4.5921953931549871457e+4,
            1.3731693765509461125e+4,
            1.9715909503065514427e+3,
            1.3314166789178437745e+2,
            3.3871328727963666080e+0,
        ];
        let denominator = [
            5.2264952788528545610e+3,
            2.8729085735721942674e+4,
            3.9307895800092710610e+4,
            2.1213794301586595867e+4,
            5.3941960214247511077e+3,
            6.8718700749205790830e+2,
            4.2313330701600911252e+1,
            1.0,
        ];
        return q * polynomial(numerator, r) / polynomial(denominator, r);
    }
    let tail = if q < 0.0 { u } else { 1.0 - u };
    let r = (-libm::log(tail)).sqrt();
    let size = if r <= 5.0 {
        let numerator = [
            7.74545014278341407640e-4,
            2.27238449892691845833e-2,
            2.41780725177450611770e-1,
            1.27045825245236838258e+0,
            3.64784832476320460504e+0,
            5.76949722146069140550e+0,
            4.63033784615654529590e+0,
            1.42343711074968357734e+0,
        ];
        let denominator = [
            1.05075007164441684324e-9,
            5.47593808499534494600e-4,
            1.51986665636164571966e-2,
            1.48103976427480074590e-1,
            6.89767334985100004550e-1,
            1.67638483018380384940e+0,
            2.05319162663775882187e+0,
            1.0,
        ];
        polynomial(numerator, r - 1.6) / polynomial(denominator, r - 1.6)
    } else {
        let numerator = [
            2.01033439929228813265e-7,
            2.71155556874348757815e-5,
            1.24266094738807843860e-3,
            2.65321895265761230930e-2,
            2.96560571828504891230e-1,
            1.78482653991729133580e+0,
            5.46378491116411436990e+0,
            6.65790464350110377720e+0,
        ];
        let denominator = [
            2.04426310338993978564e-15,
            1.42151175831644588870e-7,
            1.84631831751005468180e-5,
            7.86869131145613259100e-4,
            1.48753612908506148525e-2,
            1.36929880922735805310e-1,
            5.99832206555887937690e-1,
            1.0,
        ];
        polynomial(numerator, r - 5.0) / polynomial(denominator, r - 5.0)
    };
    if q < 0.0 { -size } else { size }
}

/// An exponential with a mean, in the unit of the mean.
///
/// # Preconditions
/// 0 < u < 1; `mean` finite and not negative (mean 0 gives 0).
#[inline]
pub fn exponential(u: f64, mean: f64) -> f64 {
    debug_assert!(u > 0.0 && u < 1.0 && mean >= 0.0 && mean.is_finite());
    -mean * libm::log1p(-u)
}

/// A log-normal by its median (in its own unit) and the standard deviation of its natural logarithm.
///
/// # Preconditions
/// 0 < u < 1; `median` > 0; `log_sd` ≥ 0 (0 gives the median).
#[inline]
pub fn log_normal(u: f64, median: f64, log_sd: f64) -> f64 {
    debug_assert!(median > 0.0 && log_sd >= 0.0);
    median * libm::exp(log_sd * standard_normal(u))
}

/// Failures before the first success (days 0, 1, 2, …) with that mean: P(X = x) = p (1 − p)^x, p = 1 / (1 + mean).
///
/// # Preconditions
/// 0 < u < 1; `mean` not negative (0 gives 0) and below 1e8, so that no quantile exceeds `u32`.
#[inline]
pub fn geometric(u: f64, mean: f64) -> u32 {
    debug_assert!(u > 0.0 && u < 1.0 && (0.0..1e8).contains(&mean));
    // The smallest x with (1 − p)^(x + 1) ≤ 1 − u; at mean 0 the logarithm of 1 − p is −∞ and the quotient 0.
    let log_failure = -libm::log1p(1.0 / mean);
    (libm::ceil(libm::log1p(-u) / log_failure) - 1.0).max(0.0) as u32
}

/// A Pareto: P(X > x) = (minimum / x)^exponent for x ≥ minimum, in the unit of the minimum.
///
/// The exponent is that of the survival function; the density falls as x^−(exponent + 1). The mean exists above 1.
///
/// # Preconditions
/// 0 < u < 1; `minimum` > 0; `exponent` > 0.
#[inline]
pub fn pareto(u: f64, minimum: f64, exponent: f64) -> f64 {
    debug_assert!(u > 0.0 && u < 1.0 && minimum > 0.0 && exponent > 0.0);
    minimum * libm::exp(-libm::log1p(-u) / exponent)
}

/// A whole number with expectation `x`: the floor of x + u. A whole `x` comes back as it is, for every `u`.
///
/// # Preconditions
/// 0 < u < 1; 0 ≤ x < 2^32 − 1.
#[inline]
pub fn round_stochastic(x: f64, u: f64) -> u32 {
    debug_assert!(u > 0.0 && u < 1.0 && (0.0..4_294_967_295.0).contains(&x));
    // Floor and remainder apart: the sum x + u could round up to the next whole number.
    let floor = libm::floor(x);
    floor as u32 + u32::from((x - floor) + u >= 1.0)
}

#[cfg(test)]
mod count_tests;
#[cfg(test)]
mod second_library;
#[cfg(test)]
mod tests;
