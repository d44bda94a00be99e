//! `patterns`: hold the model against the record, by rule.

use super::args::Terminal;
use super::failure::{CHECK, Failure, INCOMPLETE, INVALID};
use super::{SCHEMA_VERSION, inputs, output};
use crate::analysis::patterns::{Patterns, PatternsError, fit, markdown, plain, score, to_csv};
use crate::study::Disk;
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Score a scenario against the patterns of the record, by rule.
///
/// Examples:
///   strait patterns
///   strait patterns scenarios/baseline.toml --markdown docs/patterns.md --fit docs/fit.md
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Scenario that covers the record; `-` is standard input.
    #[arg(value_name = "SCENARIO", default_value = "scenarios/baseline.toml")]
    scenario: PathBuf,
    /// Histories to simulate for each row.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    replicates: u32,
    /// Seed of all random numbers; default: the scenario's.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Threads; default: all. They never change a result.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// Override a value, written like `study.seed=7` (repeatable).
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// Print one JSON document.
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Write the table as CSV.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    csv: Option<PathBuf>,
    /// Write the table with its controls as a page.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    markdown: Option<PathBuf>,
    /// Write the short page of the first fit and the patterns that hold.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    fit: Option<PathBuf>,
    /// Exit with code 5 if a scored pattern or claim of the first fit fails; published results are not asked for.
    #[arg(long)]
    strict: bool,
}

pub(super) fn patterns(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let (scenarios, _) = inputs::load_all(&[&arguments.scenario], &arguments.sets, terminal)?;
    let [scenario] = scenarios.as_slice() else {
        return Err(Failure::bug("one scenario was asked for"));
    };
    let seed = arguments.seed.unwrap_or(scenario.study.seed);
    let threads = arguments.threads.unwrap_or(0) as usize;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Failure::new(INCOMPLETE, format!("cannot start the threads: {error}")))?;
    let table = pool.install(|| score(scenario, arguments.replicates, seed))?;
    if let Some(path) = &arguments.csv {
        write(path, &to_csv(&table))?;
    }
    if let Some(path) = &arguments.markdown {
        write(path, &markdown(&table, &command()))?;
    }
    if let Some(path) = &arguments.fit {
        write(path, &fit(&table, &command()))?;
    }
    if arguments.json {
        output::json(&json!({ "schema_version": SCHEMA_VERSION, "rows": table.rows }))?;
    } else {
        output::text(&plain(&table))?;
    }
    if arguments.strict { required(&table) } else { Ok(()) }
}

fn required(table: &Patterns) -> Result<(), Failure> {
    let failed: Vec<&str> = table.required_failures().map(|row| row.id.as_str()).collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(CHECK, format!("these rows fail, and --strict was given: {}", failed.join(", "))))
}

/// The command as it was typed, but for the path of the program.
fn command() -> String {
    std::iter::once("strait".to_owned()).chain(std::env::args().skip(1)).collect::<Vec<_>>().join(" ")
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    Ok(Disk::default().write_whole(path, text.as_bytes())?)
}

impl From<PatternsError> for Failure {
    fn from(error: PatternsError) -> Self {
        match error {
            PatternsError::Study(error) => error.into(),
            PatternsError::Input { .. } | PatternsError::Model(_) => Self::new(INVALID, error.to_string()),
            PatternsError::Run { .. } => Self::new(INCOMPLETE, error.to_string()),
        }
    }
}
