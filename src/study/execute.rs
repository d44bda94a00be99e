//! Running what is missing: units side by side, blocks written by whoever finishes their last unit.
//!
//! Workers take the units in the order of the study, so only a few blocks are in flight at a time and an interruption
//! loses little. A unit is a pure function of its place in the plan; no result depends on who ran it, or when.

use super::block::{Content, Layout};
use super::plan::{Study, Unit};
use super::survey::Survey;
use super::unit::{Runner, UnitRecord};
use super::{Store, StudyError};
use crate::model::Vigilance;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Who wants to know how far the study is. Calls come from many threads.
pub trait Progress: Sync {
    /// Before work starts: runs of the study, and how many of them finished blocks hold already.
    fn start(&self, runs: u64, done: u64);
    /// One more run is done.
    fn run_done(&self);
    /// A block has its final name.
    fn block_done(&self, index: u32);
}

/// What happened beside the results.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Blocks that were there and whole.
    pub blocks_kept: u32,
    /// Blocks computed now.
    pub blocks_computed: u32,
    /// One sentence for each damaged block that was computed again.
    pub warnings: Vec<String>,
}

/// A block whose units are being computed.
struct Pending {
    index: u32,
    units: Vec<Unit>,
    /// By unit; empty once written.
    records: Mutex<Vec<Option<UnitRecord>>>,
    left: AtomicUsize,
}

struct Work<'a> {
    store: &'a Store,
    layout: Layout,
    runner: Runner<'a>,
    blocks: Vec<Pending>,
    /// Block and place in it of every unit, in the order of the study.
    turns: Vec<(usize, usize)>,
    next: AtomicUsize,
    /// The earliest turn that failed so far; `usize::MAX` while none has.
    failed_turn: AtomicUsize,
    /// What happened in that turn.
    failure: Mutex<Option<StudyError>>,
    progress: &'a dyn Progress,
    cancel: &'a AtomicBool,
}

/// Computes every block that is missing or damaged, on `threads` threads; `vigilance` never changes a result.
///
/// # Errors
/// [`StudyError::Cancelled`] after the flag was raised, [`StudyError::Run`] for the first history of the study that failed, and
/// the errors of the store. Finished blocks stay in every case.
pub fn execute(
    study: &Study,
    store: &Store,
    threads: usize,
    vigilance: Vigilance,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Outcome, StudyError> {
    let all: Vec<u32> = (0..study.block_count()).collect();
    execute_blocks(study, store, &all, threads, vigilance, progress, cancel)
}

/// Computes those of the given blocks, in ascending order, that are missing or damaged.
///
/// # Errors
/// As [`execute`].
pub fn execute_blocks(
    study: &Study,
    store: &Store,
    blocks: &[u32],
    threads: usize,
    vigilance: Vigilance,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Outcome, StudyError> {
    let layout = Layout::of(study);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| StudyError::input(format!("cannot start {threads} threads: {error}")))?;
    let survey = pool.install(|| Survey::of(study, store, blocks))?.ours()?;
    let open = survey.open();
    let outcome = Outcome {
        blocks_kept: survey.whole.len() as u32,
        blocks_computed: open.len() as u32,
        warnings: survey.damage().into_iter().map(|damage| format!("{damage}; computing it again")).collect(),
    };
    let runs = |blocks: &[u32]| {
        let units: usize = blocks.iter().map(|&index| study.block_range(index).len()).sum();
        (units * study.scenarios().len()) as u64
    };
    progress.start(runs(blocks), runs(&survey.whole));
    if !open.is_empty() {
        let blocks: Vec<Pending> = open.iter().map(|&index| Pending::new(study, index)).collect();
        let turns = blocks.iter().enumerate();
        let work = Work {
            store,
            layout,
            runner: Runner::new(study, vigilance)?,
            turns: turns.flat_map(|(at, block)| (0..block.units.len()).map(move |unit| (at, unit))).collect(),
            blocks,
            next: AtomicUsize::new(0),
            failed_turn: AtomicUsize::new(usize::MAX),
            failure: Mutex::new(None),
            progress,
            cancel,
        };
        pool.broadcast(|_| work.take_turns());
        if let Some(error) = work.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
    }
    if cancel.load(Ordering::Relaxed) { Err(StudyError::Cancelled) } else { Ok(outcome) }
}

impl Pending {
    fn new(study: &Study, index: u32) -> Self {
        let units = study.block_units(index);
        let (records, left) = (Mutex::new(vec![None; units.len()]), AtomicUsize::new(units.len()));
        Self { index, units, records, left }
    }
}

impl Work<'_> {
    /// A turn before the one that failed goes on to its end, so that the failure told is the first of the study, whoever
    /// was faster.
    fn go_on(&self, turn: usize) -> bool {
        turn < self.failed_turn.load(Ordering::Relaxed) && !self.cancel.load(Ordering::Relaxed)
    }

    fn take_turns(&self) {
        loop {
            let turn = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(&(block, unit)) = self.turns.get(turn).filter(|_| self.go_on(turn)) else {
                return;
            };
            let pending = &self.blocks[block];
            let after_each_run = || {
                self.progress.run_done();
                self.go_on(turn)
            };
            let done = self
                .runner
                .run(pending.units[unit], after_each_run)
                .and_then(|record| record.map_or(Ok(()), |record| self.keep(pending, unit, record)));
            if let Err(error) = done {
                self.fail(turn, error);
            }
        }
    }

    fn fail(&self, turn: usize, error: StudyError) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if turn < self.failed_turn.fetch_min(turn, Ordering::Relaxed) {
            *failure = Some(error);
        }
    }

    /// Puts a record in its place; the last one of a block writes the block.
    fn keep(&self, block: &Pending, unit: usize, record: UnitRecord) -> Result<(), StudyError> {
        let full = {
            let mut records = block.records.lock().unwrap_or_else(PoisonError::into_inner);
            records[unit] = Some(record);
            (block.left.fetch_sub(1, Ordering::Relaxed) == 1).then(|| std::mem::take(&mut *records))
        };
        if let Some(records) = full {
            let content = content(records.into_iter().flatten());
            self.store.write(&self.layout, block.index, &block.units, &content)?;
            self.runner.reuse(content.runs.into_iter().flatten());
            self.progress.block_done(block.index);
        }
        Ok(())
    }
}

/// The bytes that a block has, computed here and now and written nowhere.
///
/// # Errors
/// [`StudyError::Run`] or [`StudyError::Internal`] if a history fails.
pub fn rerun(study: &Study, layout: &Layout, runner: &Runner<'_>, index: u32) -> Result<Vec<u8>, StudyError> {
    let units = study.block_units(index);
    let records: Vec<UnitRecord> =
        units.iter().filter_map(|&unit| runner.run(unit, || true).transpose()).collect::<Result<_, _>>()?;
    layout.encode(index, &units, &content(records.into_iter()))
}

/// Records by unit, turned to lists by scenario and by policy.
fn content(records: impl Iterator<Item = UnitRecord>) -> Content {
    let mut content = Content { runs: Vec::new(), outcomes: Vec::new() };
    for record in records {
        content.runs.resize_with(record.runs.len(), Vec::new);
        content.outcomes.resize_with(record.outcomes.len(), Vec::new);
        content.runs.iter_mut().zip(record.runs).for_each(|(list, run)| list.push(run));
        content.outcomes.iter_mut().zip(record.outcomes).for_each(|(list, counts)| list.push(counts));
    }
    content
}
