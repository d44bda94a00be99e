//! How a scenario writes a law, e.g. `{ dist = "beta", mean = 0.45, sd = 0.08 }`.
//!
//! Every key that is given must be used: keys that do not fit together are refused, never ignored. Knows no parameter,
//! hence no bounds.

use super::law::{Distribution, Law, LawError, Z_HALF};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A law as a scenario writes it: `dist` with `low`, `central`, `high`; or `mean`, `sd` (beta, gamma, normal); or `median`,
/// `log_sd` (lognormal).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LawForm {
    /// Name of the law.
    pub dist: Distribution,
    /// 5 % point (uniform and triangular: least value).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Central value: mean, median or mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub central: Option<f64>,
    /// 95 % point (uniform and triangular: greatest value).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// Mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Standard deviation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// Median.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median: Option<f64>,
    /// Standard deviation of the natural logarithm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_sd: Option<f64>,
}

impl TryFrom<LawForm> for Law {
    type Error = LawError;

    fn try_from(form: LawForm) -> Result<Self, LawError> {
        let LawForm { dist, low, central, high, mean, sd, median, log_sd } = form;
        let points = (low, central, high);
        let needs = |needs| LawError::Keys { needs };
        match (dist, points, (mean, sd), (median, log_sd)) {
            (Distribution::Derived | Distribution::Dirichlet | Distribution::NegBin | Distribution::Geometric, ..) => {
                Err(LawError::TableOnly)
            }
            (Distribution::Fixed, (_, Some(value), _), (None, None), (None, None)) => {
                Self::from_points(dist, low.unwrap_or(value), value, high.unwrap_or(value))
            }
            (Distribution::Fixed, ..) => Err(needs("central")),
            // `central` is only a reference value of these two.
            (Distribution::Uniform, (Some(least), _, Some(most)), (None, None), (None, None)) => {
                Self::from_points(dist, least, central.unwrap_or(0.5 * (least + most)), most)
            }
            (Distribution::Uniform, ..) => Err(needs("low and high")),
            (Distribution::HalfNormal, (_, _, Some(most)), (None, None), (None, None)) => {
                Self::from_points(dist, low.unwrap_or(0.0), central.unwrap_or(most), most)
            }
            (Distribution::HalfNormal, ..) => Err(needs("high")),
            (_, (Some(low), Some(central), Some(high)), (None, None), (None, None)) => {
                Self::from_points(dist, low, central, high)
            }
            (Distribution::Triangular, ..) => Err(needs("low, central and high")),
            (Distribution::LogNormal, (None, None, None), (None, None), (Some(median), Some(log_sd))) => {
                Self::lognormal(median, log_sd)
            }
            (Distribution::LogNormal, ..) => Err(needs("either low, central and high, or median and log_sd")),
            (Distribution::Normal, (None, None, None), (Some(mean), Some(sd)), (None, None)) => Self::normal(mean, sd),
            (Distribution::Beta, (None, None, None), (Some(mean), Some(sd)), (None, None)) => Self::beta(mean, sd),
            (Distribution::Gamma, (None, None, None), (Some(mean), Some(sd)), (None, None)) => Self::gamma(mean, sd),
            (Distribution::Normal | Distribution::Beta | Distribution::Gamma, ..) => {
                Err(needs("either low, central and high, or mean and sd"))
            }
        }
    }
}

impl From<Law> for LawForm {
    fn from(law: Law) -> Self {
        let form = |dist| Self {
            dist,
            low: None,
            central: None,
            high: None,
            mean: None,
            sd: None,
            median: None,
            log_sd: None,
        };
        let moments = |dist, mean, sd| Self { mean: Some(mean), sd: Some(sd), ..form(dist) };
        match law {
            Law::Fixed(value) => Self { central: Some(value), ..form(Distribution::Fixed) },
            Law::Uniform { low, high } => Self { low: Some(low), high: Some(high), ..form(Distribution::Uniform) },
            Law::Triangular { low, mode, high } => {
                Self { low: Some(low), central: Some(mode), high: Some(high), ..form(Distribution::Triangular) }
            }
            Law::Normal { mean, sd, .. } => moments(Distribution::Normal, mean, sd),
            Law::HalfNormal { scale, .. } => Self { high: Some(scale * Z_HALF), ..form(Distribution::HalfNormal) },
            Law::LogNormal { median, log_sd } => {
                Self { median: Some(median), log_sd: Some(log_sd), ..form(Distribution::LogNormal) }
            }
            Law::Beta { alpha, beta } => {
                let (mean, total) = (alpha / (alpha + beta), alpha + beta);
                moments(Distribution::Beta, mean, (mean * (1.0 - mean) / (total + 1.0)).sqrt())
            }
            Law::Gamma { shape, scale } => moments(Distribution::Gamma, shape * scale, shape.sqrt() * scale),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Law, String> {
        toml::from_str::<Law>(text).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn the_scenario_form_is_read() {
        let Law::Beta { alpha, beta } = read("dist = 'beta'\nmean = 0.45\nsd = 0.08").unwrap() else { panic!() };
        let total = alpha + beta;
        assert!((alpha / total - 0.45).abs() < 1e-12);
        assert!(((alpha * beta / (total * total * (total + 1.0))).sqrt() - 0.08).abs() < 1e-12);
        let law = read("dist = 'lognormal'\nlow = 10.0\ncentral = 20.0\nhigh = 40.0").unwrap();
        assert_eq!(law, Law::LogNormal { median: 20.0, log_sd: libm::log(4.0) / 3.29 });
        assert_eq!(read("dist = 'uniform'\nlow = 1.0\nhigh = 2.0").unwrap(), Law::Uniform { low: 1.0, high: 2.0 });
    }

    #[test]
    fn wrong_keys_and_values_are_refused_in_words() {
        for (text, word) in [
            ("dist = 'beta'\nmean = 0.45", "mean and sd"),
            ("dist = 'beta'\nmean = 0.5\nsd = 0.6", "root of mean"),
            ("dist = 'gamma'\nmean = -1.0\nsd = 0.6", "above 0"),
            ("dist = 'triangular'\nmean = 0.5\nsd = 0.6", "low, central and high"),
            ("dist = 'triangular'\nlow = 2.0\ncentral = 1.0\nhigh = 3.0", "in this order"),
            ("dist = 'lognormal'\nlow = 0.0\ncentral = 1.0\nhigh = 3.0", "above 0"),
            ("dist = 'normal'\nmean = 0.0\nsd = 1.0\nlow = 0.0", "either"),
            ("dist = 'geometric'\ncentral = 2.0", "cannot be given"),
            ("dist = 'normal'\nmean = nan\nsd = 1.0", "finite"),
            ("dist = 'pareto'\nmean = 1.0\nsd = 1.0", "unknown variant"),
            ("dist = 'normal'\nmean = 1.0\nstdev = 1.0", "unknown field"),
        ] {
            let message = read(text).expect_err(text);
            assert!(message.contains(word), "{text}: {message}");
        }
    }

    #[test]
    fn a_law_survives_its_written_form() {
        for text in [
            "dist = 'beta'\nmean = 0.45\nsd = 0.08",
            "dist = 'gamma'\nmean = 3.0\nsd = 0.5",
            "dist = 'normal'\nmean = -3.0\nsd = 0.5",
            "dist = 'halfnormal'\nhigh = 1.5",
            "dist = 'lognormal'\nmedian = 3.0\nlog_sd = 0.5",
            "dist = 'triangular'\nlow = 1.0\ncentral = 2.0\nhigh = 4.0",
            "dist = 'fixed'\ncentral = 2.0",
        ] {
            let law = read(text).unwrap();
            let again = read(&toml::to_string(&law).unwrap()).unwrap();
            assert!((law.mean() - again.mean()).abs() < 1e-12, "{text}");
            assert!((law.central() - again.central()).abs() < 1e-12, "{text}");
        }
    }
}
