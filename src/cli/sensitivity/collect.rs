//! One design: planned, run, and read into one number a unit and outcome.
//!
//! A finished design keeps its draws and outcomes and no blocks: the days of thousands of histories would fill a disk. An
//! unfinished one keeps its blocks and goes on from them. The outcomes depend on the study alone.

use super::super::failure::Failure;
use super::super::planned;
use super::super::signals::Stop;
use crate::analysis::sensitivity::Part;
use crate::model::Vigilance;
use crate::report::Gathered;
use crate::report::manifest::{self, Start};
use crate::report::table::decimal_text;
use crate::scenario::Outcome;
use crate::study::{Disk, Progress, Store, Study, StudyError, execute, hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::Path;

const OUTCOMES: &str = "outcomes.csv";
const STATE: &str = "design.json";

/// How to run and who watches.
pub(super) struct Machine<'a> {
    pub(super) disk: &'a Disk,
    pub(super) threads: usize,
    pub(super) started: Timestamp,
    pub(super) warnings: &'a [String],
    pub(super) progress: &'a dyn Progress,
    pub(super) stop: &'a Stop,
}

/// What a finished design says about itself.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    study_digest: String,
    outcomes: Vec<String>,
    units: u32,
}

/// By outcome and unit.
pub(super) struct Collected {
    pub(super) values: Vec<Vec<f64>>,
}

impl Machine<'_> {
    /// Writes the directory of a design, from which its blocks can be computed.
    pub(super) fn plan(&self, part: &Part, directory: &Path) -> Result<(), Failure> {
        if !directory.join(STATE).exists() && !planned::is_whole(&part.study, directory) {
            let start = Start::now(self.threads, self.started, self.warnings.to_vec());
            planned::write(&part.study, self.disk, &start, directory)?;
        }
        Ok(())
    }

    /// Runs what is missing of a design, or reads it if it was finished before.
    pub(super) fn collect(&self, part: &Part, outcomes: &[Outcome], directory: &Path) -> Result<Collected, Failure> {
        let state = State {
            study_digest: hex(&part.study.digest()),
            outcomes: outcomes.iter().map(|outcome| outcome.name.clone()).collect(),
            units: part.study.unit_count(),
        };
        if let Some(values) = finished(directory, &state) {
            remove_work(directory)?;
            return Ok(Collected { values });
        }
        // What is there of a design that was not finished says nothing.
        let _ = std::fs::remove_file(directory.join(STATE));
        let store = Store::open(directory, self.disk.clone())?;
        self.plan(part, directory)?;
        let stopped = |error: StudyError| match (error, self.stop.failure()) {
            (StudyError::Cancelled, Some(failure)) => failure,
            (error, _) => error.into(),
        };
        execute(&part.study, &store, self.threads, Vigilance::Normal, self.progress, &self.stop.flag)
            .map_err(stopped)?;
        let gathered = Gathered::read(&part.study, &store)?;
        let values: Vec<Vec<f64>> =
            outcomes.iter().map(|outcome| of_units(&part.study, &gathered[0], outcome)).collect::<Result<_, _>>()?;
        let text = to_csv(&part.study, &state.outcomes, &values);
        self.disk.write_whole(&directory.join(OUTCOMES), text.as_bytes())?;
        let text = serde_json::to_string_pretty(&state).map_err(|error| Failure::bug(&error.to_string()))? + "\n";
        self.disk.write_whole(&directory.join(STATE), text.as_bytes())?;
        remove_work(directory)?;
        Ok(Collected { values })
    }
}

/// Removes the plan and the blocks of a design that was read: from here on nobody computes blocks of it.
fn remove_work(directory: &Path) -> Result<(), Failure> {
    let (plan, blocks) = (directory.join(manifest::NAME), directory.join("blocks"));
    for (path, gone) in
        [(plan.clone(), std::fs::remove_file(&plan)), (blocks.clone(), std::fs::remove_dir_all(&blocks))]
    {
        match gone {
            Err(source) if source.kind() != ErrorKind::NotFound => {
                return Err(StudyError::Io { verb: "remove", path, source }.into());
            }
            _ => {}
        }
    }
    Ok(())
}

/// The outcome of every unit: a level under the baseline, or policy less baseline.
fn of_units(study: &Study, gathered: &Gathered, outcome: &Outcome) -> Result<Vec<f64>, Failure> {
    let missing = || Failure::bug(&format!("the outcome {} is not in the runs", outcome.name));
    let column = gathered.columns.iter().position(|column| column.name == outcome.metric).ok_or_else(missing)?;
    let span = gathered.spans.iter().position(|span| span.label == outcome.period).ok_or_else(missing)?;
    let baseline = gathered.values(0, column, span);
    let Some(policy) = &outcome.policy else { return Ok(baseline.to_vec()) };
    let policy = study.place_of(policy).ok_or_else(missing)?;
    Ok(gathered.values(policy, column, span).iter().zip(baseline).map(|(b, a)| b - a).collect())
}

/// The outcomes of a design that was finished as it would be now.
fn finished(directory: &Path, state: &State) -> Option<Vec<Vec<f64>>> {
    let text = std::fs::read_to_string(directory.join(STATE)).ok()?;
    if serde_json::from_str::<State>(&text).ok()? != *state {
        return None;
    }
    let text = std::fs::read_to_string(directory.join(OUTCOMES)).ok()?;
    let mut values = vec![Vec::new(); state.outcomes.len()];
    for line in text.lines().skip(1) {
        let mut fields = line.split(',').skip(3);
        for list in &mut values {
            list.push(fields.next()?.parse().ok()?);
        }
    }
    values.iter().all(|list| list.len() == state.units as usize).then_some(values)
}

/// The outcomes as a table: draw, weather path, replicate, then one column an outcome.
fn to_csv(study: &Study, outcomes: &[String], values: &[Vec<f64>]) -> String {
    let mut text = format!("draw,weather_path,replicate,{}\n", outcomes.join(","));
    for number in 0..study.unit_count() {
        let unit = study.unit(number);
        write!(text, "{},{},{}", unit.draw, unit.weather_path, unit.replicate)
            .expect("writing to a String cannot fail");
        for list in values {
            write!(text, ",{}", decimal_text(list[number as usize])).expect("writing to a String cannot fail");
        }
        text.push('\n');
    }
    text
}
