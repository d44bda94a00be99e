//! `merge`: checks every block of a study and writes its tables.
//!
//! The same fold as at the end of a run, so the tables have the same bytes whoever computed the blocks. Computes no block:
//! what is missing is named.

use super::args::Terminal;
use super::failure::{Failure, INCOMPLETE, REFUSED};
use super::planned::{self, Planned};
use super::{SCHEMA_VERSION, directory, output};
use crate::cluster::Submission;
use crate::report;
use crate::report::manifest::{self, End, Part, Start};
use crate::study::shards::List;
use crate::study::{Disk, Store, StudyError, Survey};
use clap::Args;
use jiff::Timestamp;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

/// Subdirectory of tables over a part of the blocks, so that nobody takes them for the whole.
const PARTIAL: &str = "partial";

/// Check every block of a study and write its tables.
///
/// Exits with code 1 and the list of missing blocks if any is missing or bad.
///
/// Examples:
///   strait merge output/baseline/0123456789ab
///   strait merge results --partial
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Directory of the study.
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// If blocks are missing, write tables over the replicates that are whole to DIR/partial, marked as partial.
    #[arg(long)]
    partial: bool,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn merge(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let started = Timestamp::now();
    let planned = planned::read(&arguments.directory)?;
    if planned.study.stopping().is_some() && !planned.previous.complete {
        let message = format!(
            "{} holds a study that --until ends, which is decided while it runs: the `strait run` that began it goes on \
             from its blocks and writes its tables",
            planned.directory.display()
        );
        return Err(Failure::new(REFUSED, message));
    }
    let threads = rayon::current_num_threads();
    let start = Start::after(&planned.previous, threads, started);
    let survey = Survey::of(&planned.study, &Store::reader(&planned.directory), &planned.blocks())?.ours()?;
    for damage in survey.damage() {
        terminal.say(&format!("warning: {damage}"));
    }
    let open = survey.open();
    if open.is_empty() {
        return whole(&planned, &start, &survey, arguments, terminal);
    }
    let (blocks, tasks) = (List::of(open.iter().copied()), tasks_of(&planned.directory, &open));
    let message = incomplete(&planned.directory, &blocks, tasks.as_ref(), &survey);
    if !arguments.partial {
        if arguments.json {
            output::json(&json!({
                "schema_version": SCHEMA_VERSION,
                "status": "incomplete",
                "path": planned.directory,
                "blocks": planned.study.block_count(),
                "blocks_missing_or_bad": blocks.to_string(),
                "array_tasks": tasks.map(|tasks| tasks.to_string()),
            }))?;
        }
        return Err(Failure::new(INCOMPLETE, message));
    }
    terminal.say(&format!("warning: {message}"));
    part(&planned, &start, &open, &blocks, arguments, terminal)
}

/// Array tasks of a submission that hold blocks, if the study was submitted.
pub(super) fn tasks_of(directory: &Path, blocks: &[u32]) -> Option<List> {
    Submission::read(directory).ok().flatten().map(|submission| submission.cut.tasks_of(blocks))
}

fn incomplete(directory: &Path, blocks: &List, tasks: Option<&List>, survey: &Survey) -> String {
    let (missing, bad) = (survey.missing.len(), survey.damaged.len());
    let as_tasks = tasks.map(|tasks| format!(" (array tasks {tasks})")).unwrap_or_default();
    let go_on = match tasks {
        Some(_) => "submit the study again".to_owned(),
        None => format!("`strait shard {} --blocks {blocks}`", directory.display()),
    };
    format!(
        "the study is not complete: {missing} blocks missing, {bad} bad: {blocks}{as_tasks}; to compute them: {go_on}"
    )
}

fn whole(
    planned: &Planned,
    start: &Start,
    survey: &Survey,
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let (study, out) = (&planned.study, &planned.directory);
    let done = planned.previous.complete && planned.previous.first_changed(out).is_none();
    let digest = if done {
        terminal.say("this study is complete; nothing to merge");
        planned.previous.results_digest.clone().unwrap_or_default()
    } else {
        let store = Store::open(out, Disk::default())?;
        if let Some(sentence) = store.stale_lock() {
            terminal.say(&format!("warning: {sentence}"));
        }
        let report = report::write_all(study, &store)?;
        manifest::write_complete(study, out, store.disk(), start, &report, &End::default())?;
        remove_partial(out)?;
        directory::drop_aside(out)?;
        report.results_digest
    };
    if arguments.json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "status": "complete",
            "path": out,
            "blocks": survey.whole.len(),
            "results_digest": digest,
        }));
    }
    output::line(&out.display().to_string())
}

fn part(
    planned: &Planned,
    start: &Start,
    open: &[u32],
    blocks: &List,
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let study = &planned.study;
    let store = Store::reader(&planned.directory).without(study, open);
    let read = study.units_of(0).into_iter().filter(|&unit| store.holds(unit)).count();
    if read == 0 {
        return Err(Failure::new(INCOMPLETE, "no replicate has all its blocks; there is nothing to write yet"));
    }
    let into = planned.directory.join(PARTIAL);
    store.disk().make_directory(&into)?;
    let report = report::write_tables(study, &store, &into)?;
    let part = Part { blocks_left_out: blocks.to_string(), replicates_read: read };
    manifest::write_partial(study, &into, store.disk(), start, &report, &part)?;
    terminal.say(&format!("partial tables over {read} of {} replicates", study.replicates()));
    if arguments.json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "status": "partial",
            "path": into,
            "replicates_read": read,
            "blocks_missing_or_bad": blocks.to_string(),
        }));
    }
    output::line(&into.display().to_string())
}

/// Partial tables have served once the whole ones are there; only what this program wrote is removed.
fn remove_partial(out: &Path) -> Result<(), Failure> {
    let path = out.join(PARTIAL);
    if !path.join(manifest::NAME).exists() {
        return Ok(());
    }
    fs::remove_dir_all(&path).map_err(|source| StudyError::Io { verb: "remove", path, source }.into())
}
