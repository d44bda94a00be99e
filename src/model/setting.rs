//! What a scenario asks of the model: resolved, checked, immutable input of a run.
//!
//! Holds no defaults and reads no files; the room `scenario` fills it.

use super::measures::Entry;
use crate::evidence::SeaDay;
use crate::quantity::{Day, Period};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Input of the model under one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// First and last simulated day.
    pub period: Period,
    /// Last day whose observations may be used; demand input and wind are known to this day only.
    pub origin_day: Day,
    /// Where people come from, in canonical order (by nationality, see the room `scenario`): a person's identity holds the
    /// place, so neither the order in a file nor a name can matter.
    pub origins: Vec<Origin>,
    /// Wind up to and including `origin_day`.
    pub wind_past: Wind,
    /// Wind after `origin_day`.
    pub wind_future: Wind,
    /// Wind of single days after `origin_day` that goes before `wind_future`, in order; no scenario file sets it.
    pub given_wind: Vec<SeaDay>,
    /// Switches and alternatives of mechanisms.
    pub structure: Structure,
    /// Multiplies people, number of gangs, enforcement and reference levels together.
    pub population_scale: f64,
    /// Measures in canonical order (by name, then id), so that the order in a file cannot matter.
    pub measures: Vec<Entry>,
    /// Holds everything still that moves the coast from outside, to find the rest it comes to; no scenario file sets it.
    pub standstill: Option<Standstill>,
}

/// A coast without trends: constant demand without walk or season, hulls, methods and awareness of one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standstill {
    /// Arrivals a year that demand is made of, spread evenly, split over origins as on the forecast origin.
    pub arrivals_per_year: f64,
    /// Time in years at which the calendar's trends stand.
    pub year: f64,
}

/// One class of origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Short name, lower case, used in `origin = ...` of measures and in column names.
    pub id: String,
    /// Nationalities of the Home Office table that belong to this class.
    pub nationalities: Vec<String>,
    /// How people of this origin reach the coast: by months of travel through Europe, or visa-free in days.
    pub journey: Journey,
    /// How often asylum is granted: decides how much a believed removal weighs.
    pub grant: Grant,
}

/// Class of asylum grant rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// Mostly refused.
    Low,
    /// Mostly granted.
    High,
}

/// Speed class of the journey from the choice to the coast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Journey {
    /// `transit.choice_to_coast_median_days`; the journey to Europe before it takes about a year.
    Overland,
    /// `transit.visa_free_to_coast_days`; no journey before the choice.
    VisaFree,
}

/// Where the wind of a day comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wind {
    /// The observed series; only up to its last day.
    Observed,
    /// The stochastic generator fitted to the observed series up to the forecast origin.
    Generated,
    /// A past year of the observed series, replayed by day of the year.
    Year(i32),
}

/// Switches of feedback loops and alternatives of contested mechanisms.
#[allow(clippy::struct_excessive_bools, reason = "each loop is a switch of its own, named as in the files")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Structure {
    /// Whether people who were stopped or returned try again.
    pub retry: bool,
    /// Whether rivals take over clients of a gang that lost capacity.
    pub rival_absorption: bool,
    /// Whether loads rise when boats are scarce.
    pub load_offset: bool,
    /// Whether gangs learn which sectors of the coast succeed.
    pub sector_displacement: bool,
    /// Whether gangs learn which launch method succeeds.
    pub method_displacement: bool,
    /// Whether price follows queues and costs, and long queues draw new gangs in.
    pub price_and_entry: bool,
    /// Whether arrivals spread awareness of the route (off: awareness keeps to its reference path).
    pub success_news: bool,
    /// Whether failures and deaths lower a gang's reputation.
    pub harm_to_reputation: bool,
    /// Whether many launches dilute patrols (off: effort alone sets interception).
    pub patrol_dilution: bool,
    /// Whether removals that happened are told at home (off: only announcements are).
    pub returns_news: bool,
    /// How role capacities make a gang's capacity.
    pub capacity: CapacityForm,
    /// What the arrest of a leader does to a gang.
    pub leader_loss: LeaderLoss,
    /// What official adverts do.
    pub campaign: CampaignForm,
    /// How people wait on the coast.
    pub waiting: Waiting,
}

/// How role capacities make a gang's capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapacityForm {
    /// The weakest role limits the gang.
    Chain,
    /// Roles stand in for one another a little: constant elasticity of substitution 0.2.
    Ces,
}

/// What the arrest of a leader does to a gang.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeaderLoss {
    /// The role loses capacity and recovers.
    Replace,
    /// Besides, the gang may split in two (`gang.split_after_leader_loss_prob`).
    Split,
    /// The gang ends and its clients look elsewhere.
    Collapse,
}

/// What official adverts do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CampaignForm {
    /// Nothing.
    None,
    /// They move beliefs as far as their source is trusted.
    Belief,
    /// They move beliefs the other way.
    Backfire,
}

/// How people wait on the coast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// By the parameters of patience.
    Drawn,
    /// Long: mean 120 days, 15 % lost at its end.
    Patient,
    /// Short: mean 15 days, 50 % lost at its end.
    Impatient,
}

impl Structure {
    /// Every key of `[structure]` with the words of its alternatives: loops are `on` or `off`.
    pub const ALTERNATIVES: [(&'static str, &'static [&'static str]); 14] = [
        ("retry", &["off", "on"]),
        ("rival_absorption", &["off", "on"]),
        ("load_offset", &["off", "on"]),
        ("sector_displacement", &["off", "on"]),
        ("method_displacement", &["off", "on"]),
        ("price_and_entry", &["off", "on"]),
        ("success_news", &["off", "on"]),
        ("harm_to_reputation", &["off", "on"]),
        ("patrol_dilution", &["off", "on"]),
        ("returns_news", &["off", "on"]),
        ("capacity", &["chain", "ces"]),
        ("leader_loss", &["replace", "split", "collapse"]),
        ("campaign", &["none", "belief", "backfire"]),
        ("waiting", &["drawn", "patient", "impatient"]),
    ];

    /// The same structure with one alternative of [`Structure::ALTERNATIVES`]; `None` if there is no such key or word.
    pub fn with(&self, key: &str, word: &str) -> Option<Self> {
        let (_, words) = Self::ALTERNATIVES.iter().find(|(known, _)| *known == key)?;
        if !words.contains(&word) {
            return None;
        }
        let value = match word {
            "on" => toml::Value::Boolean(true),
            "off" => toml::Value::Boolean(false),
            _ => toml::Value::String(word.to_owned()),
        };
        let mut table = toml::Table::try_from(self).ok()?;
        table.insert(key.to_owned(), value);
        table.try_into().ok()
    }
}

impl Default for Structure {
    fn default() -> Self {
        Self {
            retry: true,
            rival_absorption: true,
            load_offset: true,
            sector_displacement: true,
            method_displacement: true,
            price_and_entry: true,
            success_news: true,
            harm_to_reputation: true,
            patrol_dilution: true,
            returns_news: true,
            capacity: CapacityForm::Chain,
            leader_loss: LeaderLoss::Split,
            campaign: CampaignForm::Belief,
            waiting: Waiting::Drawn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_of_the_structure_has_its_alternatives_and_each_changes_it_alone() {
        let own = Structure::default();
        let table = toml::Table::try_from(&own).unwrap();
        let keys: BTreeSet<&str> = table.keys().map(String::as_str).collect();
        assert_eq!(keys, Structure::ALTERNATIVES.iter().map(|(key, _)| *key).collect());
        for (key, words) in Structure::ALTERNATIVES {
            let forms: Vec<Structure> = words.iter().map(|word| own.with(key, word).unwrap()).collect();
            assert_eq!(forms.iter().filter(|form| **form == own).count(), 1, "{key}: one word is the default");
            for form in forms {
                let mut other = toml::Table::try_from(&form).unwrap();
                other.insert(key.to_owned(), table[key].clone());
                assert_eq!(other, table, "{key}");
            }
        }
        assert!(own.with("retry", "ces").is_none() && own.with("weather", "off").is_none());
    }
}
