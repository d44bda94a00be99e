//! What a study needs in time, memory and disk, from a few of its own units; and whether the disk has it.
//!
//! A measurement and some counting: units are run, encoded as a block and thrown away; tables are counted in rows. Meant
//! to be within 30 %, which a test and a campaign hold it to.

use super::failure::{Failure, UNREADABLE};
use crate::model::Vigilance;
use crate::model::observation::{FIXED_METRICS, Metric};
use crate::report::machine;
use crate::study::block::{Content, Layout};
use crate::study::{Runner, Study};
use std::path::Path;
use std::time::Instant;

/// Units that are run for the estimate, if the first block has as many. Histories differ in size by a fifth.
const SAMPLE: usize = 9;
/// Bytes of a value in memory.
const NUMBER: f64 = 8.0;
/// Bytes of a row of bands, in memory and in the file, which is the same text (measured on the shipped scenarios).
const SERIES_ROW: f64 = 140.0;
/// The same of a cell of a row of outcomes.
const OUTCOME_CELL: f64 = 7.0;
/// Bytes of a row of `design.csv` and of the small tables of a scenario.
const DESIGN_ROW: f64 = 2200.0;
const SMALL_TABLES: f64 = 450_000.0;
/// Columns of series are walked over together up to so many bytes.
const SERIES_BUDGET: f64 = (256 << 20) as f64;
/// Pairs of fates in `outcomes.csv`, and cells of such a row.
const PAIRS: f64 = 121.0;
const PAIR_CELLS: f64 = 7.0;
/// Share of the time of the runs that reading the blocks and writing tables takes.
const TABLES_TIME: f64 = 0.07;

/// An estimate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    /// Seconds.
    pub time_s: f64,
    /// Greatest memory in bytes; unknown where the system does not tell a process its own.
    pub memory_bytes: Option<f64>,
    /// Bytes on disk.
    pub disk_bytes: f64,
    /// People of one run of the baseline.
    pub people_per_run: f64,
}

/// Runs a few units and counts the rest.
pub(super) fn measure(study: &Study, threads: usize) -> Result<Needs, Failure> {
    let before = machine::peak_rss_bytes();
    let runner = Runner::new(study, Vigilance::Normal)?;
    let (scenarios, mut people) = (study.scenarios().len(), 0.0);
    let policies = scenarios - 1;
    let mut content = Content { runs: vec![Vec::new(); scenarios], outcomes: vec![Vec::new(); policies] };
    let mut units = study.block_units(0);
    units.truncate(SAMPLE);
    let mut after = before;
    let (mut begin, mut timed) = (Instant::now(), units.len());
    for (at, &unit) in units.iter().enumerate() {
        let Some(record) = runner.run(unit, || true)? else { continue };
        people += record.runs[0].metric(Metric::Intentions).iter().sum::<f64>() / units.len() as f64;
        content.runs.iter_mut().zip(record.runs).for_each(|(list, run)| list.push(run));
        content.outcomes.iter_mut().zip(record.outcomes).for_each(|(list, counts)| list.push(counts));
        if at == 0 {
            after = machine::peak_rss_bytes();
            // The first asks for the memory that the others use again, and is not like them.
            if units.len() > 1 {
                (begin, timed) = (Instant::now(), units.len() - 1);
            }
        }
    }
    let running = begin.elapsed().as_secs_f64() / timed as f64;
    let sampled = units.len() as f64;
    let begin = Instant::now();
    let block = Layout::of(study).encode(0, &units, &content)?;
    let seconds = running + begin.elapsed().as_secs_f64() / sampled;
    let all = f64::from(study.unit_count());
    let threads = threads.min(study.unit_count() as usize).max(1) as f64;
    let (tables_memory, tables_disk) = tables(study);
    // The records of the sampled unit are in flight too, and are counted there.
    let own = scenarios as f64 * values(study) * NUMBER;
    let world = before.zip(after).map(|(before, after)| (after.saturating_sub(before) as f64 - own).max(0.0));
    let records = records_in_flight(study, threads);
    // While tables are made, a column of a block is in memory and no record.
    let peak = records.max(tables_memory);
    let memory_bytes = world.zip(before).map(|(world, before)| before as f64 + world * threads + peak);
    Ok(Needs {
        time_s: seconds * all * (1.0 / threads + TABLES_TIME),
        memory_bytes,
        disk_bytes: block.len() as f64 / sampled * all + tables_disk,
        people_per_run: people,
    })
}

/// Values of a run.
fn values(study: &Study) -> f64 {
    (study.columns().len() * study.period().len_days()) as f64
}

/// Bytes of records that wait for their block: workers take units in order, so there is one block and a little of the next.
fn records_in_flight(study: &Study, threads: f64) -> f64 {
    let units = (f64::from(study.block_size()) + threads - 1.0).min(f64::from(study.unit_count()));
    units * study.scenarios().len() as f64 * values(study) * NUMBER
}

/// Memory and disk of the tables.
fn tables(study: &Study) -> (f64, f64) {
    let scenarios = study.scenarios().len() as f64;
    let (replicates, structures) = (f64::from(study.replicates()), study.structure_count() as f64);
    let (days, columns) = (study.period().len_days() as f64, study.columns().len() as f64);
    let years = f64::from(study.period().last().year() - study.period().first().year() + 1);
    let steps = (days / 7.0 + days / 30.4) * (FIXED_METRICS + study.origin_count()) as f64;
    let rows = scenarios * (2.0 * days + steps);
    let outcome_cells = replicates * scenarios * years * columns;
    let pair_cells = replicates * (scenarios - 1.0) * structures * PAIRS * PAIR_CELLS;
    // Days as f32 and steps as f64 of some columns of all scenarios, then one number a period of all of them.
    let series = (replicates * scenarios * (2.0 * days * NUMBER / 2.0 + steps * NUMBER)).min(SERIES_BUDGET);
    let gathered = structures * scenarios * columns * (years + 2.0) * replicates * NUMBER;
    let text = rows * SERIES_ROW + (outcome_cells + pair_cells) * OUTCOME_CELL;
    let disk = text + f64::from(study.draws()) * scenarios * DESIGN_ROW + scenarios * SMALL_TABLES;
    (text + series + gathered, disk)
}

/// Refuses a study that the disk cannot hold; what the directory holds of it already is not counted again.
pub(super) fn refuse_if_disk_is_short(study: &Study, out: &Path) -> Result<(), Failure> {
    let Some(free) = free_bytes(out) else { return Ok(()) };
    // No block is larger than its values: most studies need no measurement to be let through.
    let most = values(study) * NUMBER * study.run_count() as f64 + tables(study).1;
    if most <= free {
        return Ok(());
    }
    let needed = measure(study, 1)?.disk_bytes - held_bytes(out);
    if needed <= free {
        return Ok(());
    }
    let gigabytes = |bytes: f64| format!("{:.3} GB", bytes / 1e9);
    let message = format!(
        "the study needs about {} on disk and {} has {} free; free some, choose another disk with --out, or run fewer \
         replicates",
        gigabytes(needed),
        out.display(),
        gigabytes(free)
    );
    Err(Failure::new(UNREADABLE, message))
}

/// Bytes of the blocks in a directory.
pub(super) fn held_bytes(out: &Path) -> f64 {
    let blocks = std::fs::read_dir(out.join("blocks")).into_iter().flatten();
    blocks.filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len() as f64)).sum()
}

/// Free bytes where a directory is or will be; `None` if the system does not tell.
#[cfg(unix)]
fn free_bytes(out: &Path) -> Option<f64> {
    let out = std::path::absolute(out).ok()?;
    let there = out.ancestors().find(|path| path.exists())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    Some(disk.f_bavail as f64 * disk.f_frsize as f64)
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<f64> {
    None
}
