//! `run`: a study from its scenario files to its tables; begins, continues, or finds that all is done.

mod arguments;
mod looks;

pub use arguments::Arguments;
use looks::Machine;

use super::args::Terminal;
use super::directory::{self, Holding};
use super::failure::{Failure, USAGE};
use super::progress::Meter;
use super::signals::Stop;
use super::{SCHEMA_VERSION, needs, output, plan, planned, shard, table};
use crate::report::log::Log;
use crate::report::manifest::{self, End, Previous, Start};
use crate::report::{self, Report, ReportError};
use crate::study::{Disk, Runner, Store, Study, StudyError, Survey};
use jiff::Timestamp;
use serde_json::json;
use std::num::NonZero;
use std::path::Path;

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let started = Timestamp::now();
    let (study, warnings) = arguments.choice.study(terminal)?;
    if let Some(replicate) = arguments.replicate_only {
        return one_replicate(&study, replicate, arguments, terminal);
    }
    let out = arguments.out.clone().unwrap_or_else(|| directory::default_path(&study));
    let threads = arguments.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZero::get);
    if arguments.dry_run {
        return plan::show(&study, threads, &out, arguments.json);
    }
    let (study, previous) = prepare(study, &out, arguments)?;
    if previous.as_ref().is_none_or(|previous| !previous.complete) {
        needs::refuse_if_disk_is_short(&study, &out)?;
    }
    if let Some(share) = arguments.shard {
        let blocks: Vec<u32> = share.blocks(study.block_count()).collect();
        let work = shard::Work { threads, no_progress: arguments.no_progress, vigilance: arguments.vigilance() };
        let start = Start::now(threads, started, warnings);
        return shard::compute(&study, &out, &blocks, &work, Some(&start), terminal, |error| {
            arguments.choice.failure(error)
        });
    }
    if let Some(previous) = previous.as_ref().filter(|previous| previous.complete) {
        match previous.first_changed(&out) {
            None if arguments.paranoid => {
                terminal.say("warning: --paranoid checks nothing here: the study is complete and is not run again");
                return tell_complete(&study, previous, &out, arguments, terminal);
            }
            None => return tell_complete(&study, previous, &out, arguments, terminal),
            Some(path) => {
                // A block of another study is refused before the manifest says that anything runs.
                let blocks: Vec<u32> = (0..study.block_count()).collect();
                Survey::of(&study, &Store::reader(&out), &blocks)?.ours()?;
                terminal.say(&format!("warning: {path} is missing or changed; making it again"));
            }
        }
    }
    if let Some(asked) = arguments.choice.block_size.filter(|&asked| asked != study.block_size()) {
        terminal.say(&format!(
            "warning: this study was begun with blocks of {}; --block-size {asked} is not used",
            study.block_size()
        ));
    }
    let resumed_times = previous.map_or(0, |previous| previous.resumed_times + 1);
    let start = Start { resumed_times, ..Start::now(threads, started, warnings) };
    let (study, report) = work(study, &out, &start, arguments, terminal)?;
    directory::drop_aside(&out)?;
    tell(&study, &report, &out, arguments, terminal)
}

/// Runs one replicate under every scenario and structure, to see a failure again; writes nothing.
fn one_replicate(study: &Study, replicate: u32, arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    if replicate >= study.replicates() {
        let message =
            format!("the study has replicates 0 to {}; there is no replicate {replicate}", study.replicates() - 1);
        return Err(Failure::new(USAGE, message));
    }
    let runner = Runner::new(study, arguments.vigilance())?;
    for structure in 0..study.structure_count() {
        let unit = study.units_of(structure as u32)[replicate as usize];
        runner.run(unit, || true).map_err(|error| arguments.choice.failure(error))?;
        terminal.whisper(&format!("structure {} done", study.structure_name(structure)));
    }
    let watched = if arguments.paranoid { "every invariant holds on every day" } else { "no quantity left its range" };
    output::line(&format!(
        "replicate {replicate} (seed {}) of {} scenarios: {watched}",
        study.seed(),
        study.scenarios().len()
    ))
}

/// Finds out whether the study may go to the directory, and how far it is there.
fn prepare(study: Study, out: &Path, arguments: &Arguments) -> Result<(Study, Option<Previous>), Failure> {
    match directory::look(out)? {
        Holding::Nothing => Ok((study, None)),
        Holding::Other(name) => {
            if arguments.force {
                directory::move_aside(out)?;
                return Ok((study, None));
            }
            Err(directory::refuse(out, &format!("something else (`{name}`)")))
        }
        // An unfinished run of this study goes on even with --force: what is finished is what would come out again.
        Holding::Study(previous) => match directory::adopt(study, &previous, out) {
            Ok((study, true)) if !(arguments.force && previous.complete) => Ok((study, Some(*previous))),
            Ok((study, _)) if arguments.force => {
                directory::move_aside(out)?;
                Ok((study, None))
            }
            Ok(_) => Err(directory::refuse(out, &format!("another study ({})", previous.study_name))),
            Err(failure) => Err(failure),
        },
    }
}

fn work(
    study: Study,
    out: &Path,
    start: &Start,
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<(Study, Report), Failure> {
    let store = Store::open(out, Disk::default())?;
    if let Some(sentence) = store.stale_lock() {
        terminal.say(&format!("warning: {sentence}"));
    }
    let stop = Stop::listen(terminal, Some(out))?;
    let log = Log::open(out);
    log.event(
        "start",
        &json!({ "study": study.name(), "threads": start.threads, "resumed_times": start.resumed_times }),
    );
    planned::write(&study, store.disk(), start, out)?;
    let meter = Meter::new(terminal, arguments.no_progress, &log);
    let machine = Machine {
        store: &store,
        threads: start.threads,
        vigilance: arguments.vigilance(),
        progress: &meter,
        cancel: &stop.flag,
        log: &log,
        terminal,
    };
    let ended = machine.run(study);
    meter.finish();
    let (study, outcome) = match ended {
        Ok(ended) => ended,
        Err(error) => {
            log.event("stopped", &json!({ "reason": error.to_string() }));
            return Err(match (error, stop.failure()) {
                (ReportError::Study(StudyError::Cancelled), Some(failure)) => failure,
                (ReportError::Study(error), _) => arguments.choice.failure(error),
                (error, _) => error.into(),
            });
        }
    };
    if arguments.paranoid && outcome.blocks_kept > 0 {
        terminal
            .say(&format!("warning: --paranoid checked none of the {} blocks that were there", outcome.blocks_kept));
    }
    for warning in &outcome.warnings {
        terminal.say(&format!("warning: {warning}"));
        log.event("damaged_block", &json!({ "warning": warning }));
    }
    terminal
        .whisper(&format!("{} blocks kept, {} computed; writing tables", outcome.blocks_kept, outcome.blocks_computed));
    let mut report = report::write_all(&study, &store)?;
    if let Some(reason) = &report.stopped_because {
        terminal.say(reason);
    }
    // The page reads the size of the study from the manifest, and a rule may have ended it early.
    manifest::write_running(&study, out, store.disk(), start)?;
    report.outputs.push(report::page::write(out, store.disk(), Some(&report.results_digest))?);
    report.outputs.sort_by(|a, b| a.path.cmp(&b.path));
    let end = End { damaged: outcome.warnings };
    manifest::write_complete(&study, out, store.disk(), start, &report, &end)?;
    log.event("complete", &json!({ "results_digest": report.results_digest }));
    Ok((study, report))
}

fn tell(study: &Study, report: &Report, out: &Path, arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    if arguments.json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "status": "complete",
            "already_complete": false,
            "study": study.name(),
            "path": out,
            "results_digest": report.results_digest,
            "replicates": study.replicates(),
            "stopped_because": report.stopped_because,
            "headline": report.headline,
        }));
    }
    if !terminal.quiet {
        output::text(&table::render(&report.headline, study.replicates()))?;
        output::line("")?;
    }
    output::line(&out.display().to_string())
}

fn tell_complete(
    study: &Study,
    previous: &Previous,
    out: &Path,
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<(), Failure> {
    directory::drop_aside(out)?;
    if arguments.json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "status": "complete",
            "already_complete": true,
            "study": study.name(),
            "path": out,
            "results_digest": previous.results_digest,
        }));
    }
    terminal.say("this study is complete; nothing to run");
    output::line(&out.display().to_string())
}
