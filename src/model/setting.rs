//! What a scenario asks of the model: resolved, checked, immutable input of a run.
//!
//! Holds no defaults and reads no files; the room `scenario` fills it.

use super::measures::Entry;
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
    /// Where people come from, in the order of the scenario.
    pub origins: Vec<Origin>,
    /// Wind up to and including `origin_day`.
    pub wind_past: Wind,
    /// Wind after `origin_day`.
    pub wind_future: Wind,
    /// Switches and alternatives of mechanisms.
    pub structure: Structure,
    /// Multiplies people, number of gangs, enforcement and reference levels together.
    pub population_scale: f64,
    /// Measures in canonical order (by name, then id), so that the order in a file cannot matter.
    pub measures: Vec<Entry>,
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Structure {
    /// Whether people who were stopped or returned try again.
    pub retry: bool,
    /// Whether rivals take over clients of a gang that lost capacity.
    pub rival_absorption: bool,
    /// Whether loads rise when boats are scarce.
    pub load_offset: bool,
    /// Whether arrivals spread awareness of the route (off: awareness keeps to its reference path).
    pub success_news: bool,
    /// Whether many launches dilute patrols (off: effort alone sets interception).
    pub patrol_dilution: bool,
}

impl Default for Structure {
    fn default() -> Self {
        Self { retry: true, rival_absorption: true, load_offset: true, success_news: true, patrol_dilution: true }
    }
}
