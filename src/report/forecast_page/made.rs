//! A forecast as its directory holds it: what was asked, from the manifest, and the tables as they were written.
//!
//! Of the manifest it takes words, dates and digests; numbers of results come from tables alone. Changes nothing.

use crate::quantity::Day;
use crate::report::page::place::Place;
use crate::report::page::sheet::{Row, Sheet};
use crate::report::page::{self};
use crate::report::{Output, ReportError, charts, manifest};
use serde::Deserialize;
use std::path::Path;

/// The model's name among the forecasters.
pub const MODEL: &str = "strait";

/// What the manifest says.
#[derive(Debug, Clone, Deserialize)]
pub struct Facts {
    /// The program.
    pub software: Software,
    /// Version of the model.
    pub model_version: u32,
    /// What was asked.
    pub forecast: Asked,
    /// Files that were read.
    pub inputs: Vec<Input>,
    /// Files that were written before the page.
    pub outputs: Vec<Output>,
    /// What the scenario was warned of.
    #[serde(default)]
    pub warnings: Vec<String>,
}

/// The program that made the forecast.
#[derive(Debug, Clone, Deserialize)]
pub struct Software {
    /// Its version.
    pub version: String,
}

/// The question.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    /// Name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Last day that was known.
    pub origin: Day,
    /// Last day of the forecast.
    pub horizon: Day,
    /// Where the wind after the origin came from.
    pub wind: String,
    /// File of the posterior, or `prior`.
    pub parameters: String,
    /// Last day that informed the posterior.
    pub data_until: Option<Day>,
    /// Overrides.
    pub sets: Vec<String>,
    /// Seed of all random numbers.
    pub seed: u64,
    /// The command that gives the same tables.
    pub command: String,
}

/// A file that the forecast was made from.
#[derive(Debug, Clone, Deserialize)]
pub struct Input {
    /// Where it was.
    pub path: String,
    /// Its digest.
    pub sha256: String,
    /// What it was read as.
    pub role: String,
}

/// One forecast.
#[derive(Debug)]
pub struct Made {
    /// Facts of its manifest.
    pub facts: Facts,
    /// `forecast.csv`: every forecaster's fan.
    pub fan: Sheet,
    /// `weekly.csv`: whole weeks with the year before the origin.
    pub weekly: Sheet,
    /// `scores.csv`; without rows if nothing is known after the origin.
    pub scores: Sheet,
    /// `paths.csv`.
    pub paths: Sheet,
    /// `conditioning.csv`.
    pub conditioning: Sheet,
    /// The static chart; empty without whole weeks.
    pub svg: String,
    /// Where the page stands.
    pub place: Place,
}

impl Made {
    /// Reads a directory.
    ///
    /// # Errors
    /// [`ReportError::Unreadable`] if a file is missing or not what it should be.
    pub fn read(directory: &Path) -> Result<Self, ReportError> {
        let path = directory.join(manifest::NAME);
        let fault = |reason: String| ReportError::Unreadable { path: path.clone(), reason };
        let text = std::fs::read_to_string(&path).map_err(|error| fault(error.to_string()))?;
        let mut facts: Facts = serde_json::from_str(&text).map_err(|error| fault(error.to_string()))?;
        facts.outputs.retain(|output| output.path != page::FILE);
        let sheet = |file: &str| {
            let missing =
                || ReportError::Unreadable { path: directory.join(file), reason: "there is no such file".to_owned() };
            Sheet::read(directory, file)?.ok_or_else(missing)
        };
        let unreadable = |file: &str, error: std::io::Error| ReportError::Unreadable {
            path: directory.join(file),
            reason: error.to_string(),
        };
        let svg = std::fs::read_to_string(directory.join(charts::FILE));
        Ok(Self {
            facts,
            fan: sheet("forecast.csv")?,
            weekly: sheet("weekly.csv")?,
            scores: sheet("scores.csv")?,
            paths: sheet("paths.csv")?,
            conditioning: sheet("conditioning.csv")?,
            svg: svg.map_err(|error| unreadable(charts::FILE, error))?,
            place: Place::within(directory).map_err(|error| unreadable("", error))?,
        })
    }

    /// The model's fan of a quantity over the periods of a level.
    pub fn fan_of<'a>(&'a self, quantity: &'a str, level: &'a str) -> Vec<Row<'a>> {
        self.fan.matching([("forecaster", MODEL), ("quantity", quantity), ("level", level)]).collect()
    }

    /// Whether any day after the origin was scored.
    pub fn is_scored(&self) -> bool {
        self.scores.rows().next().is_some()
    }

    /// Whether the forecast was told some of the weather after its origin.
    pub fn knows_weather(&self) -> bool {
        self.facts.forecast.wind != "generated"
    }
}

/// A forecaster in words.
pub fn forecaster(name: &str) -> &str {
    match name {
        MODEL => "this model",
        "bootstrap" => "seasonal block bootstrap",
        "hurdle" => "hurdle model",
        "hurdle_wind" => "hurdle model given the wind",
        "pool" => "pool of the references",
        other => other,
    }
}

/// A level in words: how long its periods are.
pub fn level(name: &str) -> &str {
    match name {
        "12_months" => "12 months",
        "whole" => "whole period",
        other => other,
    }
}
