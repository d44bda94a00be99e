//! `shard`: some blocks of a planned study, beside other shards on this machine or on others.
//!
//! Writes block files and nothing else, so that any number of shards may work on one directory; tables are made by
//! `merge`. Knows no batch system.

use super::args::Terminal;
use super::failure::{Failure, REFUSED, USAGE};
use super::output;
use super::planned::{self, Planned};
use super::progress::Meter;
use super::signals::Stop;
use crate::cluster;
use crate::cluster::script::quoted;
use crate::model::Vigilance;
use crate::report::log::Log;
use crate::report::manifest::Start;
use crate::study::shards::{List, Share};
use crate::study::{Disk, Store, Study, StudyError, execute_blocks};
use clap::Args;
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// Compute some blocks of a planned study, beside other shards.
///
/// Examples:
///   strait shard output/baseline/0123456789ab --share 2/8
///   strait shard results --blocks 3,7-9 --threads 4
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Directory of the study.
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Blocks to compute; those that are whole already are left as they are.
    #[arg(long, value_name = "LIST", value_parser = List::read, required_unless_present = "share")]
    blocks: Option<List>,
    /// One of several shares of the blocks.
    #[arg(long, value_name = "I/N", value_parser = Share::read, conflicts_with = "blocks")]
    share: Option<Share>,
    /// Threads; default: as many as the machine or the batch system gives. Never changes results.
    #[arg(long, value_name = "N", help_heading = "Execution")]
    threads: Option<NonZero<usize>>,
    /// Check the model's invariants every day and stop at the first that is violated. Never changes results.
    #[arg(long, help_heading = "Execution")]
    paranoid: bool,
    /// Show no progress.
    #[arg(long, help_heading = "Execution")]
    no_progress: bool,
    /// Refuse to run unless this program's own SHA-256 is this.
    #[arg(long, value_name = "SHA256", help_heading = "Execution")]
    program: Option<String>,
}

/// How blocks are computed.
pub(super) struct Work {
    pub threads: usize,
    pub no_progress: bool,
    pub vigilance: Vigilance,
}

pub(super) fn shard(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    if let Some(recorded) = &arguments.program {
        let own = cluster::program::digest()?;
        if !own.eq_ignore_ascii_case(recorded) {
            let message = format!(
                "this program is not the one that the study was submitted with (SHA-256 {own}, recorded {recorded}); \
                 put the old program back, or submit again"
            );
            return Err(Failure::new(REFUSED, message));
        }
    }
    let planned = planned::read(&arguments.directory)?;
    let count = planned.study.block_count();
    let blocks: Vec<u32> = match (&arguments.blocks, arguments.share) {
        (Some(list), _) => {
            if list.last().is_some_and(|last| last >= count) {
                let message = format!("the study has blocks 0 to {}; there is no block {list}", count - 1);
                return Err(Failure::new(USAGE, message));
            }
            list.numbers().collect()
        }
        (None, share) => share.map_or(0..0, |share| share.blocks(count)).collect(),
    };
    let threads = arguments.threads.map_or_else(cluster::program::threads_given, NonZero::get);
    let vigilance = if arguments.paranoid { Vigilance::Paranoid } else { Vigilance::Normal };
    let work = Work { threads, no_progress: arguments.no_progress, vigilance };
    compute(&planned.study, &arguments.directory, &blocks, &work, None, terminal, |error| failure(error, &planned))
}

/// A failure of a shard; one of a single replicate comes with a command that computes its blocks again.
fn failure(error: StudyError, planned: &Planned) -> Failure {
    let (StudyError::Run { replicate, .. } | StudyError::Internal { replicate, .. }) = &error else {
        return error.into();
    };
    let of_replicate = |&index: &u32| planned.study.block_units(index).iter().any(|unit| unit.replicate == *replicate);
    let blocks = List::of(planned.blocks().into_iter().filter(of_replicate));
    let directory = quoted(&planned.directory.to_string_lossy());
    let command = format!("to see it again: strait shard {directory} --blocks {blocks} --paranoid");
    Failure::from(error).with_line(&command)
}

/// Computes blocks, in ascending order, of a directory, which is planned first if need be.
pub(super) fn compute(
    study: &Study,
    directory: &Path,
    blocks: &[u32],
    work: &Work,
    plan: Option<&Start>,
    terminal: &Terminal,
    failure: impl FnOnce(StudyError) -> Failure,
) -> Result<(), Failure> {
    let store = Store::join(directory, Disk::default())?;
    if let Some(start) = plan.filter(|_| !planned::is_whole(study, directory)) {
        planned::write(study, store.disk(), start, directory)?;
    }
    let stop = Stop::listen(terminal, None)?;
    let log = Log::silent();
    let meter = Meter::new(terminal, work.no_progress, &log);
    let outcome = execute_blocks(study, &store, blocks, work.threads, work.vigilance, &meter, &stop.flag);
    meter.finish();
    let outcome = outcome.map_err(|error| match (error, stop.failure()) {
        (StudyError::Cancelled, Some(failure)) => failure,
        (error, _) => failure(error),
    })?;
    for warning in &outcome.warnings {
        terminal.say(&format!("warning: {warning}"));
    }
    terminal.say(&format!(
        "blocks {}: {} computed, {} were there",
        List::of(blocks.iter().copied()),
        outcome.blocks_computed,
        outcome.blocks_kept
    ));
    output::line(&directory.display().to_string())
}
