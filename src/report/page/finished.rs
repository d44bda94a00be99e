//! A finished study as its directory holds it: facts of the manifest, scenarios as they were resolved, tables as written.
//!
//! Reads only what does not depend on when, where and by how many threads the study was run. Never looks into blocks.

use super::place::Place;
use super::sheet::Sheet;
use crate::evidence::compiled_tables;
use crate::quantity::{Day, Period};
use crate::report::{ReportError, manifest, resolved_path};
use crate::scenario::{self, Scenario};
use crate::study::Arrangement;
use serde::Deserialize;
use std::path::Path;

/// What the manifest says about the study and the program.
#[derive(Debug, Clone, Deserialize)]
pub struct Facts {
    /// What it is: empty for an ordinary study, or `sensitivity`.
    #[serde(default)]
    pub kind: String,
    /// Digest of its results, if they are written.
    #[serde(default)]
    pub results_digest: Option<String>,
    /// The program.
    pub software: Software,
    /// Version of the model.
    pub model_version: u32,
    /// The study.
    pub study: Named,
    /// Files that were read.
    pub inputs: Vec<Input>,
    /// Random numbers.
    pub rng: Rng,
    /// Size of the study.
    pub design: Design,
}

/// The program that ran the study.
#[derive(Debug, Clone, Deserialize)]
pub struct Software {
    /// Its version.
    pub version: String,
    /// Commit that it was built from.
    pub commit: Option<String>,
}

/// The study's name and digest.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// SHA-256 of everything that its results follow from.
    pub digest: String,
    /// Names of the scenarios, the baseline first.
    pub scenarios: Vec<String>,
    /// Those that were taken apart.
    #[serde(default)]
    pub packages: Vec<String>,
}

/// A file that the study was made from.
#[derive(Debug, Clone, Deserialize)]
pub struct Input {
    /// Where it was.
    pub path: String,
    /// Its digest.
    pub sha256: String,
    /// What it was read as.
    pub role: String,
}

/// Random numbers of the study.
#[derive(Debug, Clone, Deserialize)]
pub struct Rng {
    /// Their seed.
    pub seed: u64,
}

/// Size of the study.
#[derive(Debug, Clone, Deserialize)]
pub struct Design {
    /// Histories of each scenario.
    pub replicates: u32,
    /// Draws of the parameters.
    pub draws: u32,
    /// Which of them share a draw and a weather path.
    pub arrangement: Arrangement,
    /// Structures, the scenarios' own first.
    #[serde(default)]
    pub structures: Vec<String>,
    /// `fixed`, or the rule that ended the study.
    #[serde(default)]
    pub stopping_rule: String,
    /// Fewest replicates of a study that a rule ends.
    #[serde(default)]
    pub min_replicates: Option<u32>,
    /// Most of them.
    #[serde(default)]
    pub max_replicates: Option<u32>,
}

/// The tables that sections read; each is there only if its file is.
#[derive(Debug, Clone, Default)]
pub struct Sheets {
    /// `comparison.csv`.
    pub comparison: Option<Sheet>,
    /// `transitions.csv`.
    pub transitions: Option<Sheet>,
    /// `costs.csv`.
    pub costs: Option<Sheet>,
    /// `summary.csv`.
    pub summary: Option<Sheet>,
    /// `structures.csv`.
    pub structures: Option<Sheet>,
    /// `diagnostics.csv`.
    pub diagnostics: Option<Sheet>,
    /// `timeseries.csv`.
    pub series: Option<Sheet>,
    /// `observed_weekly.csv`.
    pub observed: Option<Sheet>,
    /// `value.csv`.
    pub value: Option<Sheet>,
    /// `packages.csv`.
    pub packages: Option<Sheet>,
    /// `detectability.csv`.
    pub detectability: Option<Sheet>,
    /// `influence.csv`.
    pub influence: Option<Sheet>,
    /// `decision/options.csv`.
    pub options: Option<Sheet>,
    /// `decision/structure_share.csv`.
    pub structure_share: Option<Sheet>,
    /// `decision/failures.csv`.
    pub failures: Option<Sheet>,
    /// `decision/switching.csv`.
    pub switching: Option<Sheet>,
    /// `decision/information.csv`.
    pub information: Option<Sheet>,
    /// `screening.csv` of a sensitivity analysis.
    pub screening: Option<Sheet>,
    /// `indices.csv` of one.
    pub indices: Option<Sheet>,
    /// `variance.csv` of one.
    pub variance: Option<Sheet>,
    /// `tornado.csv` of one.
    pub tornado: Option<Sheet>,
    /// `scatter.csv` of one.
    pub scatter: Option<Sheet>,
    /// `rank_correlations.csv` of one.
    pub rank_correlations: Option<Sheet>,
}

/// One study.
#[derive(Debug)]
pub struct Finished {
    /// Facts of its manifest.
    pub facts: Facts,
    /// Its scenarios, the baseline first.
    pub scenarios: Vec<Scenario>,
    /// Its tables.
    pub sheets: Sheets,
    /// Text of `timeseries.csv`, for the static chart.
    pub series_text: String,
    /// Digest of its tables and resolved scenarios.
    pub results_digest: String,
    /// Where its files are and what the identities of its parts begin with.
    pub place: Place,
}

impl Finished {
    /// Reads a directory of results. Its digest is `results_digest` where the manifest has none yet.
    ///
    /// # Errors
    /// [`ReportError::Unreadable`] if a file is missing that every study has, or one is not what it should be.
    pub fn read(directory: &Path, results_digest: Option<&str>) -> Result<Self, ReportError> {
        let path = directory.join(manifest::NAME);
        let fault = |reason: String| ReportError::Unreadable { path: path.clone(), reason };
        let text = std::fs::read_to_string(&path).map_err(|error| fault(error.to_string()))?;
        let facts: Facts = serde_json::from_str(&text).map_err(|error| fault(error.to_string()))?;
        let digest = facts.results_digest.clone();
        let results_digest = results_digest.map(str::to_owned).or(digest);
        let results_digest = results_digest.ok_or_else(|| fault("the study is not complete".to_owned()))?;
        let mut scenarios = Vec::new();
        for name in &facts.study.scenarios {
            let file = directory.join(resolved_path(name));
            let (scenario, _) = scenario::load(&file, &[])
                .map_err(|problems| ReportError::Unreadable { path: file, reason: problems.render(false) })?;
            scenarios.push(scenario);
        }
        if scenarios.is_empty() {
            return Err(fault("it names no scenario".to_owned()));
        }
        let sheet = |file: &str| Sheet::read(directory, file);
        let sheets = Sheets {
            comparison: sheet("comparison.csv")?,
            transitions: sheet("transitions.csv")?,
            costs: sheet("costs.csv")?,
            summary: sheet("summary.csv")?,
            structures: sheet("structures.csv")?,
            diagnostics: sheet("diagnostics.csv")?,
            series: sheet("timeseries.csv")?,
            observed: sheet("observed_weekly.csv")?,
            value: sheet("value.csv")?,
            packages: sheet("packages.csv")?,
            detectability: sheet("detectability.csv")?,
            influence: sheet("influence.csv")?,
            options: sheet("decision/options.csv")?,
            structure_share: sheet("decision/structure_share.csv")?,
            failures: sheet("decision/failures.csv")?,
            switching: sheet("decision/switching.csv")?,
            information: sheet("decision/information.csv")?,
            screening: sheet("screening.csv")?,
            indices: sheet("indices.csv")?,
            variance: sheet("variance.csv")?,
            tornado: sheet("tornado.csv")?,
            scatter: sheet("scatter.csv")?,
            rank_correlations: sheet("rank_correlations.csv")?,
        };
        let series_text = std::fs::read_to_string(directory.join("timeseries.csv")).unwrap_or_default();
        let place = Place::within(directory).map_err(|error| fault(error.to_string()))?;
        Ok(Self { facts, scenarios, sheets, series_text, results_digest, place })
    }

    /// Whether it is a sensitivity analysis.
    pub fn is_sensitivity(&self) -> bool {
        self.facts.kind == "sensitivity"
    }

    /// The scenario that the others are compared with.
    pub fn baseline(&self) -> &Scenario {
        &self.scenarios[0]
    }

    /// The scenarios that are compared with it.
    pub fn policies(&self) -> &[Scenario] {
        &self.scenarios[1..]
    }

    /// Simulated days.
    pub fn period(&self) -> Period {
        self.baseline().setting.period
    }

    /// Last day that informed the runs.
    pub fn origin(&self) -> Day {
        self.baseline().setting.origin_day
    }

    /// The period that policies are judged by, as tables name it, with its first and last day.
    pub fn judged(&self) -> (&'static str, Day, Day) {
        let period = self.period();
        if self.origin() < period.last() {
            ("from_origin", self.origin().plus(1).max(period.first()), period.last())
        } else {
            ("total", period.first(), period.last())
        }
    }

    /// Source of the observed days.
    pub fn source_of_record() -> &'static str {
        let table = compiled_tables().iter().find(|table| table.name == "arrivals_daily.csv");
        table.map_or("", |table| table.source.as_str())
    }
}
