//! One generation: a study of parameter draws, run in its own directory, and the bank of summaries that it leaves.
//!
//! A finished generation is two small files, `bank.csv` and `generation.json`; its blocks are removed, since a bank of
//! thousands of histories by day would fill a disk. An unfinished one keeps its blocks and goes on from them, whoever
//! computed them: its directory is planned like that of any study. The bank depends on the study alone: the same bits on
//! any threads, machines and after any interruption.

use super::CalibrationError;
use super::bank::Bank;
use crate::model::Vigilance;
use crate::model::observation::Observations;
use crate::scenario::Scenario;
use crate::study::design::DrawTable;
use crate::study::{Disk, Progress, Store, Study, StudyError, Survey, execute, fold, hex};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Runs in a block: fewer files than an ordinary study needs, since a generation is never read twice.
const BLOCK_SIZE: u32 = 16;
const BANK: &str = "bank.csv";
const STATE: &str = "generation.json";

/// Who makes a generation's directory one from which others can compute its blocks.
pub trait Planner {
    /// Writes what the study is; called before a block is computed, and again when a generation goes on.
    ///
    /// # Errors
    /// [`StudyError::Io`] if the disk refuses.
    fn plan(&self, study: &Study, directory: &Path) -> Result<(), StudyError>;

    /// Takes that away after the last block was read; a directory without it is left as it is.
    ///
    /// # Errors
    /// [`StudyError::Io`] if the disk refuses.
    fn clear(&self, directory: &Path) -> Result<(), StudyError>;
}

/// How to run and who watches.
pub struct Machine<'a> {
    /// Threads.
    pub threads: usize,
    /// Who wants to know how far a generation is.
    pub progress: &'a dyn Progress,
    /// Raised to stop.
    pub cancel: &'a AtomicBool,
    /// Who plans directories.
    pub planner: &'a dyn Planner,
    /// Compute no block: end with [`CalibrationError::Planned`] at the first generation that lacks one.
    pub only_plan: bool,
}

/// What a finished generation says about itself.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    study_digest: String,
    summaries: Vec<String>,
    runs: usize,
}

/// Parameters of a generation and what they are called.
pub struct Draws<'a> {
    /// Keys.
    pub keys: &'a [String],
    /// Normal scores by draw.
    pub scores: Vec<Vec<f64>>,
    /// Values by draw.
    pub values: Vec<Vec<f64>>,
}

/// What is kept of each run.
pub struct Measure<'a> {
    /// Names of the summaries.
    pub names: Vec<String>,
    /// The summaries of a run, in the order of the names.
    pub of: &'a dyn Fn(&Observations) -> Vec<f64>,
}

/// Runs a generation, or reads it if it was finished before.
///
/// # Errors
/// [`CalibrationError::Study`] for a run that fails, a cancel, or a disk that refuses; [`CalibrationError::Planned`] if blocks
/// are missing that the machine may not compute.
pub fn run(
    directory: &Path,
    scenario: &Scenario,
    seed: u64,
    draws: Draws<'_>,
    measure: Measure<'_>,
    machine: &Machine<'_>,
) -> Result<Bank, CalibrationError> {
    let study = study(scenario, seed, draws.keys, &draws.values)?;
    let state =
        State { study_digest: hex(&study.digest()), summaries: measure.names, runs: study.replicates() as usize };
    if let Some(summaries) = finished(directory, &state) {
        machine.planner.clear(directory)?;
        return Ok(Bank { scores: draws.scores, summaries });
    }
    let disk = Disk::default();
    disk.make_directory(directory)?;
    machine.planner.plan(&study, directory)?;
    if machine.only_plan {
        let blocks: Vec<u32> = (0..study.block_count()).collect();
        let missing = Survey::of(&study, &Store::reader(directory), &blocks)?.ours()?.open();
        if !missing.is_empty() {
            return Err(CalibrationError::Planned { directory: directory.to_owned(), missing });
        }
    }
    let store = Store::open(directory, disk.clone())?;
    execute(&study, &store, machine.threads, Vigilance::Normal, machine.progress, machine.cancel)?;
    let mut rows = Vec::new();
    fold::for_each_run_of(&study, &store, 0, |_, run| rows.push((measure.of)(run)))?;
    disk.write_whole(&directory.join(BANK), to_csv(draws.keys, &draws.values, &state.summaries, &rows).as_bytes())?;
    let text = serde_json::to_string_pretty(&state).unwrap_or_default() + "\n";
    disk.write_whole(&directory.join(STATE), text.as_bytes())?;
    let blocks = directory.join("blocks");
    std::fs::remove_dir_all(&blocks).map_err(|source| StudyError::Io { verb: "remove", path: blocks, source })?;
    machine.planner.clear(directory)?;
    Ok(Bank { scores: draws.scores, summaries: rows })
}

/// The study of a generation: one run a draw.
///
/// # Errors
/// [`CalibrationError::Study`] if the draws do not fit the model.
pub fn study(scenario: &Scenario, seed: u64, keys: &[String], values: &[Vec<f64>]) -> Result<Study, CalibrationError> {
    let table = DrawTable { keys: keys.to_vec(), rows: values.to_vec() };
    Ok(Study::new(vec![scenario.clone()], values.len() as u32, seed, BLOCK_SIZE)?.with_draws(&table)?)
}

/// The summaries of a generation that was finished as it would be now.
fn finished(directory: &Path, state: &State) -> Option<Vec<Vec<f64>>> {
    let text = std::fs::read_to_string(directory.join(STATE)).ok()?;
    let found: State = serde_json::from_str(&text).ok()?;
    if found != *state {
        return None;
    }
    let text = std::fs::read_to_string(directory.join(BANK)).ok()?;
    let first = text.lines().next()?.split(',').count() - state.summaries.len();
    let number = |field: &str| if field.is_empty() { Some(f64::NAN) } else { field.parse().ok() };
    let rows: Vec<Vec<f64>> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').skip(first).map(number).collect::<Option<_>>())
        .collect::<Option<_>>()?;
    (rows.len() == state.runs && rows.iter().all(|row| row.len() == state.summaries.len())).then_some(rows)
}

/// The bank as a table: draw, parameters, summaries; empty where a summary is not defined.
fn to_csv(keys: &[String], values: &[Vec<f64>], names: &[String], rows: &[Vec<f64>]) -> String {
    let mut text = format!("draw,{},{}\n", keys.join(","), names.join(","));
    for (draw, (values, row)) in values.iter().zip(rows).enumerate() {
        write!(text, "{draw}").expect("writing to a String cannot fail");
        for value in values.iter().chain(row) {
            if value.is_finite() {
                write!(text, ",{value:?}").expect("writing to a String cannot fail");
            } else {
                text.push(',');
            }
        }
        text.push('\n');
    }
    text
}
