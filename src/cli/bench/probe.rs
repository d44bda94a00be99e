//! A probe: one measurement in a process of its own, so that memory and threads of one case do not touch another's.
//!
//! The program starts itself with a job as JSON, and the probe prints what it found as JSON. It judges nothing.

use super::super::failure::{BUG, Failure, INCOMPLETE};
use super::super::{inputs, needs};
use super::clock::{Spent, time};
use super::reference;
use super::work::Work;
use crate::model::Vigilance;
use crate::model::observation::Observations;
use crate::random::{Purpose, Stream};
use crate::report::manifest::{self, Start};
use crate::report::{self, machine};
use crate::scenario;
use crate::study::block::{Content, Layout};
use crate::study::plan::DEFAULT_BLOCK_SIZE;
use crate::study::{Disk, Progress, Runner, Store, Study, execute};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicBool;

/// Days and new people a day of the reference loop: as long as a history, with about as many choices.
const REFERENCE: (u32, u32) = (3287, 250);
/// Policies of a fork.
pub(super) const POLICIES: u32 = 10;

/// Histories that the blocks of [`Kind::Tables`] are made of.
const PATTERNS: usize = 32;

/// What to measure.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Job {
    pub kind: Kind,
    /// Scenario file and overrides.
    pub scenario: PathBuf,
    pub sets: Vec<String>,
    /// Replicates of the study.
    pub replicates: u32,
    /// How often the same is done; the fastest counts.
    pub rounds: u32,
}

/// Kinds of measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// Histories alone, and the reference loop between them.
    Histories,
    /// The blocks of a study, computed and written into a temporary directory on so many threads.
    Blocks { threads: usize },
    /// A whole study on one thread: histories, blocks and tables, each timed.
    Output,
    /// The tables of a study whose blocks are made up of a few histories, each shifted in time for every new replicate.
    Tables,
    /// All that comes before the first history, and then nothing.
    StartUp,
    /// A unit of the baseline alone, and a unit of it with ten policies that start on the day after the origin.
    Forks,
}

/// What was found; fields that a kind does not measure stay empty.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Found {
    /// What each history did.
    pub histories: Vec<Work>,
    /// Histories of the fastest round.
    pub run: Spent,
    /// Writing down the days of these histories, which is part of them.
    pub observation: Spent,
    /// Writing blocks.
    pub blocks: Spent,
    /// Tables, page and digests.
    pub tables: Spent,
    /// Histories whose blocks were written, and bytes of these blocks.
    pub written: (f64, f64),
    /// A unit with policies.
    pub forked: Spent,
    /// Nanoseconds an event of the reference loop.
    pub reference_ns: f64,
    /// Greatest memory of the process, and what it held before the first history.
    pub peak_bytes: f64,
    pub base_bytes: f64,
    /// The same after the first round.
    pub first_round_bytes: f64,
}

/// A probe that has been started.
pub(super) struct Started(Child);

/// Starts a probe.
pub(super) fn start(job: &Job) -> Result<Started, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(INCOMPLETE, format!("cannot start a probe: {error}"));
    let program = std::env::current_exe().map_err(|error| failed(&error))?;
    let job = serde_json::to_string(job).map_err(|error| failed(&error))?;
    let mut command = Command::new(program);
    command.args(["bench", "--probe", &job]).stdin(Stdio::null()).stdout(Stdio::piped());
    command.spawn().map(Started).map_err(|error| failed(&error))
}

impl Started {
    /// Waits for what it found.
    pub(super) fn found<T: DeserializeOwned>(self) -> Result<T, Failure> {
        let ended = self.0.wait_with_output();
        let ended = ended.map_err(|error| Failure::new(INCOMPLETE, format!("a probe was lost: {error}")))?;
        if !ended.status.success() {
            let code = ended.status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(BUG);
            return Err(Failure::rendered(code, String::new()));
        }
        serde_json::from_slice(&ended.stdout).map_err(|error| Failure::bug(&format!("a probe said nonsense: {error}")))
    }
}

/// Runs a probe to its end.
pub(super) fn run(job: &Job) -> Result<Found, Failure> {
    start(job)?.found()
}

/// Measures, in this process.
pub(super) fn perform(job: &str) -> Result<Found, Failure> {
    let job: Job = serde_json::from_str(job).map_err(|error| Failure::bug(&format!("the probe's job: {error}")))?;
    let mut found = match job.kind {
        Kind::Histories => histories(&job),
        Kind::Blocks { threads } => blocks(&job, threads),
        Kind::Output => output(&job),
        Kind::Tables => tables(&job),
        Kind::StartUp => start_up(&job),
        Kind::Forks => forks(&job),
    }?;
    found.peak_bytes = memory();
    Ok(found)
}

fn memory() -> f64 {
    machine::peak_rss_bytes().unwrap_or(0) as f64
}

fn study(job: &Job, policies: u32) -> Result<Study, Failure> {
    let load = |loaded: Result<(scenario::Scenario, _), scenario::Problems>| {
        loaded
            .map(|(scenario, _): (_, Vec<scenario::Diagnostic>)| scenario)
            .map_err(|problems| Failure::rendered(inputs::code(&problems), problems.render(false)))
    };
    let baseline = load(scenario::load(&job.scenario, &job.sets))?;
    let directory = job.scenario.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = job.scenario.file_name().unwrap_or_default().to_string_lossy();
    let first = baseline.setting.origin_day.plus(1);
    let mut scenarios = vec![baseline];
    for number in 1..=policies {
        let text = format!(
            "extends = {file:?}\nname = \"policy_{number}\"\ntitle = \"Policy {number}\"\n\n[[measure.overseas_officers]]\n\
             id = \"bench\"\nstart = {first}\nregion = \"iraq\"\nofficers_count = {}\nsource = \"strait bench\"\n",
            10 * number
        );
        scenarios.push(load(scenario::load_str("bench", &text, Some(directory), &job.sets))?);
    }
    let seed = scenarios[0].study.seed;
    Ok(Study::new(scenarios, job.replicates, seed, DEFAULT_BLOCK_SIZE)?)
}

fn histories(job: &Job) -> Result<Found, Failure> {
    let study = study(job, 0)?;
    let runner = Runner::new(&study, Vigilance::Normal)?;
    let mut found =
        Found { base_bytes: memory(), reference_ns: f64::INFINITY, run: Spent::ENDLESS, ..Found::default() };
    for round in 0..job.rounds.max(1) {
        let (done, spent) = time(|| -> Result<(), Failure> {
            for unit in study.units_of(0) {
                let record = runner.run(unit, || true)?;
                if let (0, Some(record)) = (round, record) {
                    found.histories.push(Work::of(&record.runs[0]));
                }
            }
            Ok(())
        });
        done?;
        if round == 0 {
            found.first_round_bytes = memory();
        }
        found.run = found.run.faster(spent);
        found.reference_ns = found.reference_ns.min(reference_ns());
    }
    Ok(found)
}

/// Nanoseconds an event of the reference loop.
fn reference_ns() -> f64 {
    let stream = Stream::new(1, 0);
    let (days, people) = REFERENCE;
    let (events, spent) = time(|| {
        (0..4_u16)
            .map(|turn| {
                let draw = |person, attempt| stream.block(person, attempt, Purpose::Transit, turn);
                reference::history(days, people, draw).events
            })
            .sum::<u64>()
    });
    spent.busy_s * 1e9 / events as f64
}

struct Unheard;

impl Progress for Unheard {
    fn start(&self, _: u64, _: u64) {}
    fn run_done(&self) {}
    fn block_done(&self, _: u32) {}
}

fn temporary() -> Result<tempfile::TempDir, Failure> {
    tempfile::tempdir().map_err(|error| Failure::new(INCOMPLETE, format!("cannot make a temporary directory: {error}")))
}

fn blocks(job: &Job, threads: usize) -> Result<Found, Failure> {
    let study = study(job, 0)?;
    let mut found = Found { run: Spent::ENDLESS, ..Found::default() };
    for _ in 0..job.rounds.max(1) {
        let directory = temporary()?;
        let store = Store::open(directory.path(), Disk::default())?;
        let cancel = AtomicBool::new(false);
        let (done, spent) = time(|| execute(&study, &store, threads, Vigilance::Normal, &Unheard, &cancel));
        done?;
        found.run = found.run.faster(spent);
    }
    Ok(found)
}

fn output(job: &Job) -> Result<Found, Failure> {
    let study = study(job, 0)?;
    let runner = Runner::new(&study, Vigilance::Normal)?;
    let directory = temporary()?;
    let (store, layout) = (Store::open(directory.path(), Disk::default())?, Layout::of(&study));
    let mut found = Found::default();
    for index in 0..study.block_count() {
        let units = study.block_units(index);
        let (records, spent) = time(|| -> Result<Vec<Observations>, Failure> {
            let mut records = Vec::new();
            for &unit in &units {
                records.extend(runner.run(unit, || true)?.into_iter().flat_map(|record| record.runs));
            }
            Ok(records)
        });
        found.run = found.run.and(spent);
        let content = Content { runs: vec![records?], outcomes: Vec::new() };
        let (done, spent) = time(|| store.write(&layout, index, &units, &content));
        done?;
        found.blocks = found.blocks.and(spent);
    }
    let (done, spent) = time(|| report::write_all(&study, &store));
    done?;
    found.tables = spent;
    found.written = (study.run_count() as f64, needs::held_bytes(directory.path()));
    found.observation = observing(&study);
    Ok(found)
}

fn tables(job: &Job) -> Result<Found, Failure> {
    let study = study(job, 0)?;
    let directory = temporary()?;
    let (store, layout) = (Store::open(directory.path(), Disk::default())?, Layout::of(&study));
    let runner = Runner::new(&study, Vigilance::Normal)?;
    let mut patterns = Vec::new();
    for unit in study.units_of(0).into_iter().take(PATTERNS) {
        patterns.extend(runner.run(unit, || true)?.into_iter().flat_map(|record| record.runs));
    }
    for index in 0..study.block_count() {
        let units = study.block_units(index);
        let records = units.iter().map(|unit| {
            let number = unit.replicate as usize;
            shifted(&study, &patterns[number % patterns.len()], number / patterns.len())
        });
        let content = Content { runs: vec![records.collect()], outcomes: Vec::new() };
        store.write(&layout, index, &units, &content)?;
    }
    let mut found = Found { base_bytes: memory(), ..Found::default() };
    let (done, spent) = time(|| report::write_all(&study, &store));
    done?;
    found.tables = spent;
    Ok(found)
}

/// The same days, begun later by so many days and going round.
fn shifted(study: &Study, record: &Observations, days: usize) -> Observations {
    let columns = (0..record.column_count()).map(|column| record.column(column));
    let values = columns.flat_map(|values| {
        let (end, start) = values.split_at(days % values.len());
        start.iter().chain(end).copied()
    });
    let record = Observations::from_columns(study.period(), study.origin_count(), values.collect());
    record.expect("the record has the shape of its pattern")
}

/// The time that the days of all histories take to be written down: as many values, as far apart, as a run writes.
fn observing(study: &Study) -> Spent {
    let (days, pairs) = (study.period().len_days(), study.columns().len().div_ceil(2));
    let ((), spent) = time(|| {
        for turn in 0..study.replicates() {
            let mut record = Observations::new(study.period(), pairs);
            for day in 0..days {
                for pair in 0..pairs {
                    record.set_origin(pair, day, f64::from(turn), day as f64);
                }
            }
            std::hint::black_box(&record);
        }
    });
    spent
}

fn start_up(job: &Job) -> Result<Found, Failure> {
    let study = study(job, 0)?;
    let directory = temporary()?;
    let store = Store::open(directory.path(), Disk::default())?;
    let start = Start { arguments: Vec::new(), ..Start::now(1, Timestamp::now(), Vec::new()) };
    manifest::write_running(&study, directory.path(), store.disk(), &start)?;
    report::write_inputs(&study, directory.path(), store.disk())?;
    Runner::new(&study, Vigilance::Normal)?;
    Ok(Found::default())
}

fn forks(job: &Job) -> Result<Found, Failure> {
    let (alone, forked) = (study(job, 0)?, study(job, POLICIES)?);
    let (one, all) = (Runner::new(&alone, Vigilance::Normal)?, Runner::new(&forked, Vigilance::Normal)?);
    let mut found = Found::default();
    let run = |runner: &Runner<'_>, unit| -> Result<Spent, Failure> {
        let (done, spent) = time(|| runner.run(unit, || true));
        runner.reuse(done?.into_iter().flat_map(|record| record.runs));
        Ok(spent)
    };
    for (unit_alone, unit_forked) in alone.units_of(0).into_iter().zip(forked.units_of(0)) {
        let round = |_| Ok((run(&one, unit_alone)?, run(&all, unit_forked)?));
        let mut rounds = (0..job.rounds.max(1)).map(round).collect::<Result<Vec<_>, Failure>>()?;
        // The middle of the ratios: both works of a round meet the same moods of the machine, while the best of many
        // short pieces of work finds a better moment than that of as many long ones.
        let ratio = |(alone, forked): &(Spent, Spent)| forked.busy_s / alone.busy_s;
        rounds.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
        let (alone, forked) = rounds[rounds.len() / 2];
        (found.run, found.forked) = (found.run.and(alone), found.forked.and(forked));
    }
    Ok(found)
}
