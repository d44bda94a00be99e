//! Parameters of the science with value, range, unit, source and grade, one row each of `parameters.csv`.
//!
//! Refuses to choose: a row says what the evidence supports, and a scenario says what a run uses.

use super::law::{Distribution, Law};
use super::read_table;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// How good the evidence for a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// Measured.
    A,
    /// Estimated from partial evidence.
    B,
    /// Assumed.
    C,
}

/// One row of the table of parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Stable short name; a withdrawn id is never used again.
    pub id: String,
    /// Dotted name that programs and scenarios use.
    pub key: String,
    /// Process of the model that it belongs to.
    pub process: String,
    /// What it is, in words.
    pub description: String,
    /// Unit of `low`, `central` and `high`.
    pub unit: String,
    /// 5 % point, or as [`Distribution`] says.
    pub low: f64,
    /// Central value.
    pub central: f64,
    /// 95 % point, or as [`Distribution`] says.
    pub high: f64,
    /// What `low`, `central` and `high` mean.
    pub distribution: Distribution,
    /// Where the value comes from.
    pub source: String,
    /// Quality of the evidence.
    #[serde(rename = "evidence_quality")]
    pub grade: Grade,
    /// Remarks.
    pub note: String,
}

impl Parameter {
    /// The law of the value, cut at its [`bounds`](Self::bounds).
    ///
    /// # Panics
    /// Never for a row of the table: a test reads the law of each.
    pub fn law(&self) -> Law {
        Law::from_points(self.distribution, self.low, self.central, self.high)
            .expect("a test reads the law of every row")
            .within(self.bounds())
    }

    /// Least and greatest value that the quantity can have, by its unit.
    ///
    /// Shares and probabilities lie in 0 to 1, a change of a probability and a correlation in −1 to 1, a relative change
    /// is −1 or more. Any other quantity is 0 or more, unless the table gives it a negative value.
    pub fn bounds(&self) -> (f64, f64) {
        match self.unit.as_str() {
            "share" | "probability" | "weight" => (0.0, 1.0),
            "probability change" | "corr" => (-1.0, 1.0),
            "relative change" => (-1.0, f64::INFINITY),
            _ if self.low < 0.0 || self.central < 0.0 => (f64::NEG_INFINITY, f64::INFINITY),
            _ => (0.0, f64::INFINITY),
        }
    }
}

static PARAMETERS: LazyLock<Vec<Parameter>> =
    LazyLock::new(|| read_table("parameters.csv", include_str!("data/parameters.csv")));

/// Row numbers in the order of the keys.
static BY_KEY: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let mut rows: Vec<usize> = (0..PARAMETERS.len()).collect();
    rows.sort_by(|&a, &b| PARAMETERS[a].key.cmp(&PARAMETERS[b].key));
    rows
});

/// All rows in the order of the table.
pub fn parameters() -> &'static [Parameter] {
    &PARAMETERS
}

/// The row of a key.
pub fn parameter(key: &str) -> Option<&'static Parameter> {
    let found = BY_KEY.binary_search_by(|&row| PARAMETERS[row].key.as_str().cmp(key)).ok()?;
    Some(&PARAMETERS[BY_KEY[found]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_and_keys_are_unique_and_found() {
        let ids: BTreeSet<_> = parameters().iter().map(|row| &row.id).collect();
        assert_eq!(ids.len(), parameters().len());
        for row in parameters() {
            assert_eq!(parameter(&row.key).map(|found| &found.id), Some(&row.id));
        }
        assert!(parameter("no.such_key").is_none());
    }

    #[test]
    fn every_row_has_a_law_inside_its_bounds() {
        for row in parameters() {
            let (least, greatest) = row.bounds();
            for value in [row.low, row.central, row.high, row.law().central(), row.law().mean()] {
                assert!(value.is_finite() && least <= value && value <= greatest, "{}: {value}", row.key);
            }
            assert!(!row.source.is_empty() && !row.unit.is_empty() && !row.description.is_empty(), "{}", row.key);
        }
    }

    /// `central` of a uniform or half-normal row is only a reference value.
    #[test]
    fn central_values_are_kept() {
        for row in parameters() {
            if !matches!(row.distribution, Distribution::Uniform | Distribution::HalfNormal) {
                assert!((row.law().central() - row.central).abs() <= 1e-12 * row.central.abs(), "{}", row.key);
            }
        }
    }

    #[test]
    fn the_sign_of_a_change_stays_open_and_the_rest_is_cut_at_zero() {
        let Law::Normal { min, max, .. } = parameter("campaign.true_death_risk_willingness_change").unwrap().law()
        else {
            panic!("not normal")
        };
        assert_eq!((min, max), (-1.0, 1.0));
        let Law::Normal { min, .. } = parameter("demand.level").unwrap().law() else { panic!("not normal") };
        assert_eq!(min, 0.0);
        let Law::HalfNormal { scale, .. } = parameter("choice.entitlement_weight").unwrap().law() else {
            panic!("not half-normal")
        };
        assert!((scale * 1.96 - 0.3).abs() < 1e-12);
    }
}
