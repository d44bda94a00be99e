//! The mirror of a scenario file: what may stand in it, in the words of its JSON Schema.
//!
//! Doc comments become the schema's descriptions and the hints of messages. Defaults here are choices of the experiment;
//! values of the science come from the evidence table. This file checks nothing by itself.

use crate::model::setting::{Origin, Structure, Wind};
use crate::quantity::{Day, Gbp, Scale, Share, calendar};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the file format that this program reads.
pub const SCHEMA_VERSION: u32 = 1;

/// A scenario of strait: period, wind, origins, parameters and measures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScenarioFile {
    /// Version of the file format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub schema_version: u32,
    /// Short name, used in names of files: a to z, digits, underscores.
    #[schemars(extend("x-kind" = "name", "pattern" = "^[a-z0-9_]{1,64}$"))]
    pub name: String,
    /// Title for tables and charts, one line.
    #[schemars(extend("x-kind" = "line", "minLength" = 1, "maxLength" = 200))]
    pub title: String,
    /// What the scenario stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Simulated days.
    pub period: PeriodFile,
    /// What the forecast may know.
    #[serde(default)]
    pub forecast: ForecastFile,
    /// Where the wind comes from.
    #[serde(default)]
    pub wind: WindFile,
    /// Draws that a calibration made.
    #[serde(default)]
    pub posterior: PosteriorFile,
    /// Size of the simulated world.
    #[serde(default)]
    pub population: PopulationFile,
    /// Classes of origin, each `[[origin]]`.
    #[schemars(length(min = 1, max = 16))]
    pub origin: Vec<Origin>,
    /// Switches of feedback loops, all on by default.
    #[serde(default)]
    pub structure: Structure,
    /// Defaults of a study of this scenario; flags of the command line come before them.
    #[serde(default)]
    pub study: StudyDefaults,
    /// How money is counted; the baseline's holds for the whole study.
    #[serde(default)]
    pub costs: Accounting,
}

/// `[period]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PeriodFile {
    /// First simulated day.
    #[schemars(extend("x-earliest" = "2018-01-01"))]
    pub start: Day,
    /// Last simulated day.
    #[schemars(extend("x-earliest" = "2018-01-01"))]
    pub end: Day,
}

/// `[forecast]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ForecastFile {
    /// Last day that data may inform.
    #[schemars(extend("x-earliest" = "2018-06-30", "x-latest" = "2024-11-04"))]
    pub origin: Day,
}

impl Default for ForecastFile {
    fn default() -> Self {
        Self { origin: calendar::FORECAST_ORIGIN }
    }
}

/// `[wind]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WindFile {
    /// Wind up to the forecast origin: observed, generated or year:YYYY.
    #[schemars(extend("x-kind" = "wind", "pattern" = "^(observed|generated|year:[0-9]{4})$"))]
    pub past: String,
    /// Wind after the forecast origin: generated, year:YYYY, or observed as far as the record goes.
    #[schemars(extend("x-kind" = "wind", "pattern" = "^(observed|generated|year:[0-9]{4})$"))]
    pub future: String,
}

impl Default for WindFile {
    fn default() -> Self {
        Self { past: "observed".to_owned(), future: "generated".to_owned() }
    }
}

/// The wind that a word of the file asks for.
pub(super) fn wind(word: &str) -> Option<Wind> {
    match word {
        "observed" => Some(Wind::Observed),
        "generated" => Some(Wind::Generated),
        _ => {
            let year = word.strip_prefix("year:")?;
            let plain = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| year.parse().ok().map(Wind::Year)).flatten()
        }
    }
}

/// The word of the file that asks for a wind.
pub(super) fn wind_word(wind: &Wind) -> String {
    match wind {
        Wind::Observed => "observed".to_owned(),
        Wind::Generated => "generated".to_owned(),
        Wind::Year(year) => format!("year:{year}"),
    }
}

/// `[posterior]`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PosteriorFile {
    /// Table of draws that `strait calibrate` wrote, with its description beside it: a path relative to this file that
    /// stays inside the directory of the scenario. Parameters that it does not hold keep their laws.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub file: Option<String>,
}

/// `[population]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PopulationFile {
    /// Multiplies people, number of gangs, enforcement and reference levels together; 1 is the real size.
    pub scale: Scale,
}

impl Default for PopulationFile {
    fn default() -> Self {
        Self { scale: Scale::new(1.0).expect("1 is in the range of a scale") }
    }
}

/// `[study]`: size and seed of a study when the command line does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StudyDefaults {
    /// Histories simulated for each scenario.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replicates: u32,
    /// Histories that share a draw of the parameters: with 2 or more, the effect of a draw is told from chance.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replicates_per_draw: u32,
    /// Histories that share a weather path, and so differ by chance alone; divides `replicates_per_draw`.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replicates_per_weather: u32,
    /// Seed of all random numbers.
    #[schemars(range(min = 0, max = 9_223_372_036_854_775_807_i64))]
    pub seed: u64,
}

impl Default for StudyDefaults {
    fn default() -> Self {
        Self { replicates: 40, replicates_per_draw: 1, replicates_per_weather: 1, seed: 20_241_104 }
    }
}

/// `[costs]`: how money is counted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Accounting {
    /// Discount rate a year for costs and for people averted; 0.035 is the rate of the Green Book of HM Treasury.
    pub discount_rate_share: Share,
    /// Year whose prices the cost lines are in, and to which values are discounted.
    #[schemars(range(min = 2018, max = 2050))]
    pub price_base_year: i16,
    /// What one arrival averted is worth, in prices of the base year; there is no default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefit_gbp_per_arrival_averted: Option<Gbp>,
}

impl Default for Accounting {
    fn default() -> Self {
        Self {
            discount_rate_share: Share::new(0.035).expect("0.035 is a share"),
            price_base_year: 2024,
            benefit_gbp_per_arrival_averted: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wind_words_are_read_strictly() {
        assert_eq!(wind("year:2020"), Some(Wind::Year(2020)));
        for bad in ["", "Observed", "year:20", "year:+202", "year:99999", "2020"] {
            assert_eq!(wind(bad), None, "{bad}");
        }
        for good in ["observed", "generated", "year:2023"] {
            assert_eq!(wind(good).map(|wind| wind_word(&wind)).as_deref(), Some(good));
        }
    }
}
