//! Probability laws of uncertain values, and how low, central and high of a table row fix one.
//!
//! `low` and `high` are the 5 % and 95 % points, z = 1.645, except for `triangular` (minimum, mode, maximum) and `uniform`
//! (its ends). Beta and gamma are fitted by moments with sd = (high − low) / 2z, so their 5 % and 95 % points are close to
//! the table's, not equal to them. This module draws nothing: `random` has the samplers.

use super::form::LawForm;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Standard normal 95 % point as the table uses it.
const Z: f64 = 1.645;
/// Standard half-normal 95 % point as the table uses it.
pub(super) const Z_HALF: f64 = 1.96;
/// Standard normal 99.9 % point.
const FAR: f64 = 3.09;
/// Standard half-normal 99.9 % point.
const FAR_HALF: f64 = 3.29;

/// Name of a law, as the column `distribution` and the key `dist` spell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Distribution {
    /// `central` as it is.
    Fixed,
    /// Uniform from `low` to `high`.
    Uniform,
    /// Minimum `low`, mode `central`, maximum `high`.
    Triangular,
    /// Mean `central`, sd from `low` and `high`.
    Normal,
    /// Not below 0, 95 % point `high`.
    HalfNormal,
    /// Median `central`, sd of the log from `low` and `high`.
    LogNormal,
    /// Mean `central`, sd from `low` and `high`, on 0 to 1.
    Beta,
    /// Mean `central`, sd from `low` and `high`, above 0.
    Gamma,
    /// One component of a vector of shares; used at `central` until the vector is an input of the model.
    Dirichlet,
    /// A count that the model draws itself; its mean is used at `central`.
    NegBin,
    /// A waiting time that the model draws itself; its mean is used at `central`.
    Geometric,
    /// Follows from other rows; kept for reference.
    Derived,
}

/// A law that one sampler can draw from.
///
/// Reads and writes the scenario form, e.g. `{ dist = "beta", mean = 0.45, sd = 0.08 }` ([`LawForm`]). The cut of a normal
/// or half-normal belongs to the quantity and not to the form: call [`Law::within`] with the bounds of the parameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LawForm", into = "LawForm")]
pub enum Law {
    /// Always this value.
    Fixed(f64),
    /// Uniform on [low, high].
    Uniform {
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// Triangular.
    Triangular {
        /// Least value.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// Greatest value.
        high: f64,
    },
    /// Normal, given that the value lies in [min, max].
    Normal {
        /// Mean before the cut.
        mean: f64,
        /// Standard deviation before the cut.
        sd: f64,
        /// Lower cut, possibly −∞.
        min: f64,
        /// Upper cut, possibly ∞.
        max: f64,
    },
    /// Absolute value of a normal with mean 0, given that it is at most `max`.
    HalfNormal {
        /// Standard deviation of the underlying normal.
        scale: f64,
        /// Upper cut, possibly ∞.
        max: f64,
    },
    /// Lognormal.
    LogNormal {
        /// Median.
        median: f64,
        /// Standard deviation of the natural logarithm.
        log_sd: f64,
    },
    /// Beta on 0 to 1.
    Beta {
        /// First shape.
        alpha: f64,
        /// Second shape.
        beta: f64,
    },
    /// Gamma.
    Gamma {
        /// Shape.
        shape: f64,
        /// Scale: mean = shape × scale.
        scale: f64,
    },
}

/// Why numbers do not make a law.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LawError {
    /// The keys given are not those that the law needs.
    #[error("this distribution needs {needs}")]
    Keys {
        /// The keys that fix the law.
        needs: &'static str,
    },
    /// The numbers are not in order or out of the law's range.
    #[error("{what}")]
    Values {
        /// What is asked of the numbers.
        what: &'static str,
    },
    /// Kept for rows of the table; a scenario cannot ask for it.
    #[error("this distribution describes rows of the parameter table and cannot be given in a scenario")]
    TableOnly,
}

fn require(holds: bool, what: &'static str) -> Result<(), LawError> {
    if holds { Ok(()) } else { Err(LawError::Values { what }) }
}

impl Law {
    /// The law of a table row.
    ///
    /// Fixed, derived, dirichlet, negbin and geometric rows are used at their central value: the first two are not uncertain
    /// inputs, the model draws the counts and waiting times itself, and no vector of shares is an input of the model.
    ///
    /// # Errors
    /// [`LawError::Values`] if the numbers are not finite, not in order, or outside the range of the law.
    pub fn from_points(distribution: Distribution, low: f64, central: f64, high: f64) -> Result<Self, LawError> {
        require(low.is_finite() && central.is_finite() && high.is_finite(), "low, central and high must be finite")?;
        require(low <= central && central <= high, "low, central and high must be in this order")?;
        let sd = (high - low) / (2.0 * Z);
        match distribution {
            Distribution::Fixed
            | Distribution::Derived
            | Distribution::Dirichlet
            | Distribution::NegBin
            | Distribution::Geometric => Ok(Self::Fixed(central)),
            Distribution::Uniform => Ok(Self::Uniform { low, high }),
            Distribution::Triangular => Ok(Self::Triangular { low, mode: central, high }),
            Distribution::Normal => Self::normal(central, sd),
            Distribution::HalfNormal => {
                require(high > 0.0, "the 95 % point of a half-normal must be above 0")?;
                Ok(Self::HalfNormal { scale: high / Z_HALF, max: f64::INFINITY })
            }
            Distribution::LogNormal => {
                require(low > 0.0, "low must be above 0 for a lognormal")?;
                Self::lognormal(central, libm::log(high / low) / (2.0 * Z))
            }
            Distribution::Beta => Self::beta(central, sd),
            Distribution::Gamma => Self::gamma(central, sd),
        }
    }

    pub(super) fn normal(mean: f64, sd: f64) -> Result<Self, LawError> {
        require(mean.is_finite() && sd.is_finite() && sd > 0.0, "mean must be finite and sd above 0")?;
        Ok(Self::Normal { mean, sd, min: f64::NEG_INFINITY, max: f64::INFINITY })
    }

    pub(super) fn lognormal(median: f64, log_sd: f64) -> Result<Self, LawError> {
        let fits = median.is_finite() && median > 0.0 && log_sd.is_finite() && log_sd > 0.0;
        require(fits, "median and log_sd must be above 0")?;
        Ok(Self::LogNormal { median, log_sd })
    }

    /// By moments.
    pub(super) fn beta(mean: f64, sd: f64) -> Result<Self, LawError> {
        require(mean > 0.0 && mean < 1.0 && sd > 0.0, "a beta needs a mean between 0 and 1 and an sd above 0")?;
        let total = mean * (1.0 - mean) / (sd * sd) - 1.0;
        require(total > 0.0, "the sd of a beta must be below the root of mean × (1 − mean)")?;
        Ok(Self::Beta { alpha: mean * total, beta: (1.0 - mean) * total })
    }

    /// By moments.
    pub(super) fn gamma(mean: f64, sd: f64) -> Result<Self, LawError> {
        let fits = mean.is_finite() && mean > 0.0 && sd.is_finite() && sd > 0.0;
        require(fits, "a gamma needs a mean and an sd above 0")?;
        Ok(Self::Gamma { shape: mean * mean / (sd * sd), scale: sd * sd / mean })
    }

    /// The same law cut at the range of its quantity; only normal and half-normal can leave it and change.
    #[must_use]
    pub fn within(self, (least, greatest): (f64, f64)) -> Self {
        match self {
            Self::Normal { mean, sd, .. } => Self::Normal { mean, sd, min: least, max: greatest },
            Self::HalfNormal { scale, .. } => Self::HalfNormal { scale, max: greatest },
            other => other,
        }
    }

    /// Between which values it lies but for about a thousandth at each end; all of it, where the law has an end.
    ///
    /// Points of a gamma by the cube root (Wilson and Hilferty, PNAS 17, 1931), of a beta by its standard deviation.
    pub fn reach(&self) -> (f64, f64) {
        match *self {
            Self::Fixed(value) => (value, value),
            Self::Uniform { low, high } | Self::Triangular { low, high, .. } => (low, high),
            Self::Normal { mean, sd, min, max } => ((mean - FAR * sd).max(min), (mean + FAR * sd).min(max)),
            Self::HalfNormal { scale, max } => (0.0, (FAR_HALF * scale).min(max)),
            Self::LogNormal { median, log_sd } => (median * libm::exp(-FAR * log_sd), median * libm::exp(FAR * log_sd)),
            Self::Beta { alpha, beta } => {
                let (mean, total) = (alpha / (alpha + beta), alpha + beta);
                let sd = (mean * (1.0 - mean) / (total + 1.0)).sqrt();
                ((mean - FAR * sd).max(0.0), (mean + FAR * sd).min(1.0))
            }
            Self::Gamma { shape, scale } => {
                let point = |z: f64| {
                    let root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
                    shape * scale * libm::pow(root.max(0.0), 3.0)
                };
                (point(-FAR), point(FAR))
            }
        }
    }

    /// Share of the values before the cut that the cut leaves; 1 for laws without one.
    pub fn kept(&self) -> f64 {
        let below = |z: f64| 0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
        match *self {
            Self::Normal { mean, sd, min, max } => below((max - mean) / sd) - below((min - mean) / sd),
            Self::HalfNormal { scale, max } => 2.0 * below(max / scale) - 1.0,
            _ => 1.0,
        }
    }

    /// Expected value, of the law after its cut.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Fixed(value) => value,
            Self::Uniform { low, high } => 0.5 * (low + high),
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Self::Normal { mean, sd, min, max } => mean + sd * truncated_mean((min - mean) / sd, (max - mean) / sd),
            Self::HalfNormal { scale, max } => scale * truncated_mean(0.0, max / scale),
            Self::LogNormal { median, log_sd } => median * libm::exp(0.5 * log_sd * log_sd),
            Self::Beta { alpha, beta } => alpha / (alpha + beta),
            Self::Gamma { shape, scale } => shape * scale,
        }
    }

    /// The value that `central` fixes in the table: mode of a triangular, median of a lognormal, otherwise the mean
    /// before any cut (for a half-normal, whose `central` is only a reference value, the mean).
    pub fn central(&self) -> f64 {
        match *self {
            Self::Triangular { mode, .. } => mode,
            Self::Normal { mean, .. } => mean,
            Self::LogNormal { median, .. } => median,
            _ => self.mean(),
        }
    }
}

/// Mean of a standard normal, given that it lies in [low, high].
fn truncated_mean(low: f64, high: f64) -> f64 {
    let density = |x: f64| libm::exp(-0.5 * x * x) * (0.5 * std::f64::consts::FRAC_1_PI).sqrt();
    let upper_tail = |x: f64| 0.5 * libm::erfc(x * std::f64::consts::FRAC_1_SQRT_2);
    (density(low) - density(high)) / (upper_tail(low) - upper_tail(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_after_a_cut_are_those_of_the_textbook() {
        let half = Law::HalfNormal { scale: 2.0, max: f64::INFINITY };
        assert!((half.mean() - 2.0 * (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-12);
        let normal = Law::from_points(Distribution::Normal, 0.0, 1.0, 2.0).unwrap();
        assert_eq!(normal.mean(), 1.0);
        assert!((normal.within((0.0, 2.0)).mean() - 1.0).abs() < 1e-12);
        assert!(normal.within((0.0, f64::INFINITY)).mean() > 1.0);
    }

    /// Gamma with shape 4: half of a chi-squared with eight degrees of freedom, whose points of 0.1 and 99.9 % are 0.857 and
    /// 26.124 in the usual tables.
    #[test]
    fn the_reach_of_a_law_holds_all_but_two_thousandths() {
        let near = |law: Law, (low, high): (f64, f64), error: f64| {
            let (a, b) = law.reach();
            assert!((a - low).abs() < error && (b - high).abs() < error, "{law:?}: {a} to {b}");
        };
        near(Law::Gamma { shape: 4.0, scale: 0.5 }, (0.857 / 4.0, 26.124 / 4.0), 0.06);
        near(Law::LogNormal { median: 3.0, log_sd: 0.5 }, (0.639_85, 14.065_8), 0.01);
        near(Law::Uniform { low: 1.0, high: 2.0 }, (1.0, 2.0), 1e-12);
        near(Law::HalfNormal { scale: 2.0, max: 3.0 }, (0.0, 3.0), 1e-12);
        near(Law::Normal { mean: 1.0, sd: 1.0, min: 0.0, max: 9.0 }, (0.0, 4.09), 1e-12);
        near(Law::Beta { alpha: 50.0, beta: 50.0 }, (0.346, 0.654), 0.003);
    }

    #[test]
    fn a_cut_keeps_what_lies_inside() {
        let normal = |min, max| Law::Normal { mean: 0.0, sd: 1.0, min, max }.kept();
        assert!((normal(-1.0, 1.0) - 0.682_689_5).abs() < 1e-7 && (normal(0.0, f64::INFINITY) - 0.5).abs() < 1e-12);
        assert!((Law::HalfNormal { scale: 1.0, max: 1.0 }.kept() - 0.682_689_5).abs() < 1e-7);
        assert!(normal(0.0, 1e-300) < 1e-200);
    }
}
