//! `verify`: whether a finished directory holds what its manifest says, and whether this program gives it again.
//!
//! Changes nothing. What does not hold is named, and the exit code is 5.

use super::args::Terminal;
use super::failure::{CHECK, Failure, INCOMPLETE};
use super::{SCHEMA_VERSION, output, planned};
use crate::model::Vigilance;
use crate::report;
use crate::study::block::Layout;
use crate::study::{Runner, Store, Study, StudyError, Survey, rerun};
use clap::Args;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde_json::json;
use std::num::NonZero;
use std::path::PathBuf;

/// Check a finished directory: hash its files again, or compute its blocks and tables again.
///
/// Examples:
///   strait verify output/baseline/0123456789ab
///   strait verify results --rerun --sample 3
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Directory of the study.
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Compute blocks again and compare them byte by byte, and make the tables again from the blocks.
    #[arg(long)]
    rerun: bool,
    /// With --rerun: this many blocks, spread evenly over the study, instead of all.
    #[arg(long, value_name = "N", requires = "rerun")]
    sample: Option<NonZero<u32>>,
    /// Threads; default: as many as the machine offers.
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<usize>>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn verify(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let threads = arguments.threads.map_or(0, NonZero::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Failure::new(INCOMPLETE, format!("cannot start the threads: {error}")))?;
    let planned = planned::read(&arguments.directory)?.complete()?;
    let (study, directory, previous) = (&planned.study, &planned.directory, &planned.previous);
    let store = Store::reader(directory);
    let mut faults = Vec::new();
    for output in &previous.outputs {
        match report::hash_file(directory, &output.path) {
            Ok(now) if now.sha256 == output.sha256 && now.bytes == output.bytes => {}
            Ok(now) => {
                faults.push(format!("{} has SHA-256 {}, the manifest says {}", now.path, now.sha256, output.sha256));
            }
            Err(error) => faults.push(error.to_string()),
        }
    }
    let survey = pool.install(|| Survey::of(study, &store, &planned.blocks()))?.ours()?;
    faults.extend(survey.damage());
    faults.extend(survey.missing.iter().map(|&index| format!("{} is missing", Store::block_name(index))));
    let mut computed = Vec::new();
    if arguments.rerun && faults.is_empty() {
        computed = sample(study.block_count(), arguments.sample);
        terminal.whisper(&format!("computing {} blocks again", computed.len()));
        let changed = pool.install(|| differing(study, &store, &computed))?;
        faults.extend(
            changed
                .iter()
                .map(|&index| format!("{} is not what this program computes for it", Store::block_name(index))),
        );
        let aside = tempfile::tempdir().map_err(|source| StudyError::Io {
            verb: "create",
            path: std::env::temp_dir(),
            source,
        })?;
        let again = report::write_tables(study, &store, aside.path())?;
        if previous.results_digest.as_deref() != Some(again.results_digest.as_str()) {
            faults.push(format!(
                "the tables made again from the blocks have the results digest {}, the manifest says {}",
                again.results_digest,
                previous.results_digest.as_deref().unwrap_or("nothing")
            ));
        }
    }
    if arguments.json {
        output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "status": if faults.is_empty() { "verified" } else { "changed" },
            "path": directory,
            "files": previous.outputs.len(),
            "blocks": study.block_count(),
            "blocks_computed_again": computed.len(),
            "results_digest": previous.results_digest,
            "faults": faults,
        }))?;
    }
    if !faults.is_empty() {
        return Err(Failure::new(CHECK, faults.join("\n")));
    }
    if arguments.json {
        return Ok(());
    }
    let again = match computed.len() {
        0 => String::new(),
        count => {
            format!("; {count} of {} blocks and all tables computed again, byte for byte the same", study.block_count())
        }
    };
    output::line(&format!("{}: {} files are as they were written{again}", directory.display(), previous.outputs.len()))
}

/// Blocks spread evenly over the study, in ascending order; all without a number.
fn sample(count: u32, asked: Option<NonZero<u32>>) -> Vec<u32> {
    let asked = asked.map_or(count, NonZero::get).min(count);
    // The middle of each of `asked` equal parts.
    let place = |part: u32| (u64::from(count) * (2 * u64::from(part) + 1) / (2 * u64::from(asked))) as u32;
    (0..asked).map(place).collect()
}

/// Those of the blocks whose file is not what is computed for them now.
fn differing(study: &Study, store: &Store, blocks: &[u32]) -> Result<Vec<u32>, StudyError> {
    let (layout, runner) = (Layout::of(study), Runner::new(study, Vigilance::Normal)?);
    let check = |&index: &u32| {
        let bytes = rerun(study, &layout, &runner, index)?;
        Ok((store.bytes(index)?.as_deref() != Some(bytes.as_slice())).then_some(index))
    };
    let found: Vec<Result<Option<u32>, StudyError>> = blocks.into_par_iter().map(check).collect();
    found.into_iter().filter_map(Result::transpose).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_the_study() {
        let sample = |count, asked| sample(count, NonZero::new(asked));
        assert_eq!(sample(10, 2), [2, 7]);
        assert_eq!(sample(3, 0), [0, 1, 2]);
        assert_eq!(sample(3, 9), [0, 1, 2]);
        assert_eq!(sample(1, 1), [0]);
    }
}
