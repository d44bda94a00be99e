//! Running what is missing: histories side by side, blocks written by whoever finishes their last history.
//!
//! Workers take the histories in the order of the study, so only a few blocks are in flight at a time and an interruption
//! loses little. A history is a pure function of its place in the plan; no result depends on who ran it, or when.

use super::block::Layout;
use super::plan::{Study, Unit};
use super::store::BlockState;
use super::{Store, StudyError};
use crate::model::Model;
use crate::model::observation::Observations;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

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

/// A block whose histories are being computed.
struct Pending {
    index: u32,
    units: Vec<Unit>,
    /// By scenario, then unit; empty once written.
    records: Mutex<Vec<Vec<Option<Observations>>>>,
    left: AtomicUsize,
}

struct Work<'a> {
    study: &'a Study,
    store: &'a Store,
    layout: Layout,
    models: Vec<Model>,
    blocks: Vec<Pending>,
    /// Block and place in it of every history, in the order of the study.
    histories: Vec<(usize, usize, usize)>,
    next: AtomicUsize,
    stop: AtomicBool,
    failure: Mutex<Option<StudyError>>,
    progress: &'a dyn Progress,
    cancel: &'a AtomicBool,
}

/// Computes every block that is missing or damaged, on `threads` threads.
///
/// # Errors
/// [`StudyError::Cancelled`] after the flag was raised, [`StudyError::Run`] for the first history that failed, and the
/// errors of the store. Finished blocks stay in every case.
pub fn execute(
    study: &Study,
    store: &Store,
    threads: usize,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Outcome, StudyError> {
    let layout = Layout::of(study);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| StudyError::input(format!("cannot start {threads} threads: {error}")))?;
    let states: Vec<Result<BlockState, StudyError>> = pool.install(|| {
        (0..study.block_count())
            .into_par_iter()
            .map(|index| store.state(study, &layout, index))
            .collect()
    });
    let mut outcome = Outcome::default();
    let mut missing = Vec::new();
    for (index, state) in (0..).zip(states) {
        match state? {
            BlockState::Whole => outcome.blocks_kept += 1,
            BlockState::Missing => missing.push(index),
            BlockState::Damaged(reason) => {
                let name = Store::block_name(index);
                outcome
                    .warnings
                    .push(format!("{name} is damaged ({reason}); computing it again"));
                missing.push(index);
            }
        }
    }
    outcome.blocks_computed = missing.len() as u32;
    let left: usize = missing.iter().map(|&index| study.block_range(index).len()).sum();
    let left = (left * study.scenarios().len()) as u64;
    progress.start(study.run_count(), study.run_count() - left);
    if !missing.is_empty() {
        let work = Work::new(study, store, layout, &missing, progress, cancel)?;
        pool.broadcast(|_| work.take_turns());
        if let Some(error) = work
            .failure
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
        {
            return Err(error);
        }
    }
    if cancel.load(Ordering::Relaxed) {
        Err(StudyError::Cancelled)
    } else {
        Ok(outcome)
    }
}

impl<'a> Work<'a> {
    fn new(
        study: &'a Study,
        store: &'a Store,
        layout: Layout,
        missing: &[u32],
        progress: &'a dyn Progress,
        cancel: &'a AtomicBool,
    ) -> Result<Self, StudyError> {
        let scenarios = study.scenarios().len();
        let model = |scenario: &crate::scenario::Scenario| {
            Model::new(scenario.setting.clone())
                .map_err(|error| StudyError::input(format!("scenario `{}`: {error}", scenario.name)))
        };
        let models = study.scenarios().iter().map(model).collect::<Result<Vec<_>, _>>()?;
        let pending = |&index: &u32| {
            let units = study.block_units(index);
            let left = AtomicUsize::new(units.len() * scenarios);
            Pending {
                index,
                units,
                records: Mutex::new(Vec::new()),
                left,
            }
        };
        let blocks: Vec<Pending> = missing.iter().map(pending).collect();
        let mut histories = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            for unit in 0..block.units.len() {
                histories.extend((0..scenarios).map(|scenario| (at, unit, scenario)));
            }
        }
        Ok(Self {
            study,
            store,
            layout,
            models,
            blocks,
            histories,
            next: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
            failure: Mutex::new(None),
            progress,
            cancel,
        })
    }

    fn take_turns(&self) {
        while !self.stop.load(Ordering::Relaxed) && !self.cancel.load(Ordering::Relaxed) {
            let turn = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(&(block, unit, scenario)) = self.histories.get(turn) else {
                return;
            };
            let pending = &self.blocks[block];
            let done = self.run(scenario, pending.units[unit]).and_then(|record| {
                self.progress.run_done();
                self.keep(pending, unit, scenario, record)
            });
            if let Err(error) = done {
                self.stop.store(true, Ordering::Relaxed);
                let mut failure = self.failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                failure.get_or_insert(error);
            }
        }
    }

    fn run(&self, scenario: usize, unit: Unit) -> Result<Observations, StudyError> {
        let name = || self.study.scenarios()[scenario].name.clone();
        let (replicate, seed) = (unit.replicate, self.study.seed());
        let parameters = self.study.design().parameters(scenario, unit.draw);
        let key = self.study.unit_key(unit);
        // A panic of the model is a bug in one history: name it instead of tearing the pool down.
        match catch_unwind(AssertUnwindSafe(|| self.models[scenario].run(&parameters, key))) {
            Ok(Ok(record)) => Ok(record),
            Ok(Err(source)) => Err(StudyError::Run {
                scenario: name(),
                replicate,
                seed,
                source,
            }),
            Err(panic) => {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text
                    .or_else(|| panic.downcast_ref::<&str>().copied())
                    .unwrap_or("no message");
                Err(StudyError::Internal {
                    scenario: name(),
                    replicate,
                    seed,
                    message: text.to_owned(),
                })
            }
        }
    }

    /// Puts a record in its place; the last one of a block writes the block.
    fn keep(&self, block: &Pending, unit: usize, scenario: usize, record: Observations) -> Result<(), StudyError> {
        let full = {
            let mut records = block.records.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if records.is_empty() {
                *records = vec![vec![None; block.units.len()]; self.models.len()];
            }
            records[scenario][unit] = Some(record);
            (block.left.fetch_sub(1, Ordering::Relaxed) == 1).then(|| std::mem::take(&mut *records))
        };
        if let Some(records) = full {
            let runs: Vec<Vec<Observations>> = records
                .into_iter()
                .map(|of_scenario| of_scenario.into_iter().flatten().collect())
                .collect();
            self.store.write(&self.layout, block.index, &block.units, &runs)?;
            self.progress.block_done(block.index);
        }
        Ok(())
    }
}
