//! `diff`: what differs between two scenarios, in words.

use super::args::Terminal;
use super::failure::Failure;
use super::{SCHEMA_VERSION, inputs, output};
use crate::scenario::differences;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Say what differs between two scenarios.
///
/// Examples:
///   strait diff scenarios/baseline.toml scenarios/article_package.toml
///   strait diff scenarios/baseline.toml scenarios/tripled_patrols.toml --json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// The first scenario; `-` is standard input.
    #[arg(value_name = "A")]
    first: PathBuf,
    /// The second scenario, told by what it has that the first has not.
    #[arg(value_name = "B")]
    second: PathBuf,
    /// Override a value in both scenarios, written like `period.end=2025-12-31` (repeatable).
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn diff(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let (scenarios, _) = inputs::load_all(&[&arguments.first, &arguments.second], &arguments.sets, terminal)?;
    let [first, second] = &scenarios[..] else {
        return Err(Failure::bug("two files did not give two scenarios"));
    };
    let found = differences(first, second);
    if arguments.json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "first": first.name,
            "second": second.name,
            "differences": found,
        }));
    }
    if found.is_empty() {
        return output::line(&format!("{} and {} do not differ", first.name, second.name));
    }
    output::line(&format!("{}, compared with {}:", second.name, first.name))?;
    let mut part = "";
    for difference in &found {
        if difference.part != part {
            part = difference.part;
            output::line(part)?;
        }
        output::line(&format!("  {}", difference.words))?;
    }
    Ok(())
}
