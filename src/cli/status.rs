//! `status`: how far a study is, from its files and from what the batch system holds.
//!
//! Changes nothing and asks no accounting database.

use super::failure::Failure;
use super::{SCHEMA_VERSION, output, planned};
use crate::cluster::Submission;
use crate::cluster::slurm::{self, Queue};
use crate::study::shards::List;
use crate::study::{Store, Survey};
use clap::Args;
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Say how far a study is: blocks done, running, waiting, missing and bad.
///
/// Examples:
///   strait status output/baseline/0123456789ab
///   strait status results --json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Directory of the study.
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn status(arguments: &Arguments) -> Result<(), Failure> {
    let planned = planned::read(&arguments.directory)?;
    let submission = Submission::read(&planned.directory)?;
    let queue = submission.as_ref().map(|submission| slurm::queue(&submission.name));
    let (queue, trouble) = match queue {
        Some(Ok(queue)) => (queue, None),
        Some(Err(error)) => (Queue::default(), Some(error.to_string())),
        None => (Queue::default(), None),
    };
    // After the queue: a task that ends meanwhile leaves its blocks and is not missed in both.
    let survey = Survey::of(&planned.study, &Store::reader(&planned.directory), &planned.blocks())?;
    let mut bad: Vec<u32> = survey.bad().chain(survey.foreign.iter().map(|(index, _)| *index)).collect();
    bad.sort_unstable();
    let in_tasks = |tasks: &[u32]| {
        let of_task = |block: u32| submission.as_ref().map(|submission| block / submission.cut.blocks_per_task);
        let inside = |&block: &u32| of_task(block).is_some_and(|task| tasks.contains(&task));
        survey.missing.iter().copied().filter(inside).collect::<Vec<u32>>()
    };
    let (running, waiting) = (in_tasks(&queue.running), in_tasks(&queue.waiting));
    let under_way = |block: &u32| running.contains(block) || waiting.contains(block);
    let missing: Vec<u32> = survey.missing.iter().copied().filter(|block| !under_way(block)).collect();
    let rows =
        [("done", &survey.whole), ("running", &running), ("waiting", &waiting), ("missing", &missing), ("bad", &bad)];
    let complete = planned.previous.complete;
    if arguments.json {
        let mut document = json!({
            "schema_version": SCHEMA_VERSION,
            "path": planned.directory,
            "study": planned.study.name(),
            "tables": if complete { "complete" } else { "not merged" },
            "blocks": planned.study.block_count(),
            "array_tasks_running": tasks(submission.as_ref(), &queue.running),
            "array_tasks_waiting": tasks(submission.as_ref(), &queue.waiting),
            "queue_unknown": trouble,
        });
        for (name, blocks) in rows {
            document[name] = json!({ "count": blocks.len(), "blocks": List::of(blocks.iter().copied()).to_string() });
        }
        return output::json(&document);
    }
    let mut text = format!("study    {}\nblocks   {}\n", planned.study.name(), planned.study.block_count());
    for (name, blocks) in rows {
        let list = if blocks.is_empty() { String::new() } else { format!("  {}", List::of(blocks.iter().copied())) };
        writeln!(text, "{name:<8} {}{list}", blocks.len()).expect("writing to a String cannot fail");
    }
    if let Some(trouble) = trouble {
        writeln!(text, "queue    unknown: {trouble}").expect("writing to a String cannot fail");
    }
    text.push_str(if complete { "tables   complete\n" } else { "tables   not merged\n" });
    output::text(&text)
}

fn tasks(submission: Option<&Submission>, tasks: &[u32]) -> Option<String> {
    submission.map(|_| List::of(tasks.iter().copied()).to_string())
}
