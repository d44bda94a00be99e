//! The normal scale of a parameter: `z = Φ⁻¹(F(θ))`, F the distribution function of its prior.
//!
//! On this scale every prior is standard normal and every value is possible, so that regressions need no bounds, priors of
//! all kinds contract on one scale, and adjusted draws never leave the prior's support. A gamma prior is refused: none is
//! calibrated, and its distribution function would be code without use. This file draws nothing.

use crate::evidence::{Law, Parameter, parameter};
use crate::random::samplers::standard_normal;

/// Least distance of a share from 0 and 1: beyond it a normal score has no digits left.
const EDGE: f64 = 1e-12;

/// The scale of one prior.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    law: Law,
    /// Limits of the parameter, which no value leaves.
    limits: (f64, f64),
}

impl Scale {
    /// The scale of a parameter's law; `None` if it is certain or a gamma law.
    pub fn new(key: &str, law: Law) -> Option<Self> {
        let limits = parameter(key).map_or((f64::NEG_INFINITY, f64::INFINITY), Parameter::limits);
        match law {
            Law::Fixed(_) | Law::Gamma { .. } => None,
            Law::Uniform { low, high } | Law::Triangular { low, high, .. } if low >= high => None,
            _ => Some(Self { law, limits }),
        }
    }

    /// The value at a normal score; a law may leave the limits of its parameter with a thousandth of its values, and these
    /// are the limit.
    pub fn value(&self, z: f64) -> f64 {
        self.value_of_law(z).clamp(self.limits.0, self.limits.1)
    }

    fn value_of_law(&self, z: f64) -> f64 {
        let u = normal_share(z).clamp(EDGE, 1.0 - EDGE);
        match self.law {
            Law::Fixed(value) => value,
            Law::Uniform { low, high } => low + u * (high - low),
            Law::Triangular { low, mode, high } => {
                let below = (mode - low) / (high - low);
                if u < below {
                    low + (u * (high - low) * (mode - low)).sqrt()
                } else {
                    high - ((1.0 - u) * (high - low) * (high - mode)).sqrt()
                }
            }
            Law::Normal { mean, sd, min, max } => {
                let (from, to) = (normal_share((min - mean) / sd), normal_share((max - mean) / sd));
                let share = (from + u * (to - from)).clamp(EDGE, 1.0 - EDGE);
                (mean + sd * standard_normal(share)).clamp(min, max)
            }
            Law::HalfNormal { scale, max } => {
                let to = normal_share(max / scale);
                let share = (0.5 + u * (to - 0.5)).clamp(0.5, 1.0 - EDGE);
                (scale * standard_normal(share)).clamp(0.0, max)
            }
            Law::LogNormal { median, log_sd } => median * libm::exp(log_sd * z),
            Law::Beta { alpha, beta } => bisect(|x| beta_share(alpha, beta, x), u),
            Law::Gamma { .. } => f64::NAN,
        }
    }

    /// The normal score of a value, to hold the inverse against.
    #[cfg(test)]
    pub fn score(&self, value: f64) -> f64 {
        let u = match self.law {
            Law::LogNormal { median, log_sd } => return libm::log(value / median) / log_sd,
            Law::Fixed(_) | Law::Gamma { .. } => f64::NAN,
            Law::Uniform { low, high } => (value - low) / (high - low),
            Law::Triangular { low, mode, high } if value < mode => {
                (value - low) * (value - low) / ((high - low) * (mode - low))
            }
            Law::Triangular { low, mode, high } => {
                1.0 - (high - value) * (high - value) / ((high - low) * (high - mode))
            }
            Law::Normal { mean, sd, min, max } => {
                let (from, to) = (normal_share((min - mean) / sd), normal_share((max - mean) / sd));
                (normal_share((value - mean) / sd) - from) / (to - from)
            }
            Law::HalfNormal { scale, max } => (normal_share(value / scale) - 0.5) / (normal_share(max / scale) - 0.5),
            Law::Beta { alpha, beta } => beta_share(alpha, beta, value),
        };
        standard_normal(u.clamp(EDGE, 1.0 - EDGE))
    }
}

/// Distribution function of the standard normal.
pub fn normal_share(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The x in 0 to 1 at which a rising function reaches a target.
fn bisect(share: impl Fn(f64) -> f64, target: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if share(middle) < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Distribution function of a beta law: the regularised incomplete beta function by its continued fraction (Lentz's method;
/// Press et al., Numerical Recipes, 3rd edition, section 6.4).
fn beta_share(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let front =
        libm::exp(libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * continued_fraction(a, b, x) / a
    } else {
        1.0 - front * continued_fraction(b, a, 1.0 - x) / b
    }
}

fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut sum = d;
    for m in 1..300 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        sum *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        sum *= d * c;
        if (d * c - 1.0).abs() < 1e-14 {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAWS: [Law; 6] = [
        Law::Uniform { low: -0.7, high: -0.1 },
        Law::Triangular { low: 0.2, mode: 0.3, high: 0.5 },
        Law::Normal { mean: 1.0, sd: 0.3, min: 0.0, max: f64::INFINITY },
        Law::HalfNormal { scale: 0.8, max: f64::INFINITY },
        Law::LogNormal { median: 30.0, log_sd: 0.6 },
        Law::Beta { alpha: 9.2, beta: 1.3 },
    ];

    #[test]
    fn scores_and_values_are_inverse_to_each_other_and_rise() {
        for law in LAWS {
            let scale = Scale::new("no.parameter", law).unwrap();
            let mut before = f64::NEG_INFINITY;
            for step in -30..=30 {
                let z = f64::from(step) / 10.0;
                let value = scale.value(z);
                assert!(value > before, "{law:?} at {z}");
                assert!((scale.score(value) - z).abs() < 1e-6, "{law:?} at {z}: {}", scale.score(value));
                before = value;
            }
        }
        assert!(Scale::new("no.parameter", Law::Fixed(1.0)).is_none());
    }

    #[test]
    fn standard_normal_scores_have_the_mean_of_the_law() {
        for law in LAWS {
            let scale = Scale::new("no.parameter", law).unwrap();
            let n = 4000;
            let mean = (0..n).map(|i| scale.value(standard_normal((f64::from(i) + 0.5) / f64::from(n)))).sum::<f64>()
                / f64::from(n);
            assert!((mean - law.mean()).abs() < 2e-3 * (1.0 + law.mean().abs()), "{law:?}: {mean}");
        }
    }
}
