//! `explain`: what a code means and what to do.

use super::failure::Failure;
use super::{SCHEMA_VERSION, output};
use crate::scenario::{self, CODES};
use clap::Args;
use serde_json::json;

/// Explain the code of an error or warning.
///
/// Examples:
///   strait explain E0203
///   strait explain E0203 --json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Code as messages show it.
    #[arg(value_name = "CODE")]
    code: String,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn explain(arguments: &Arguments) -> Result<(), Failure> {
    let Some(entry) = scenario::explain(&arguments.code) else {
        let known: Vec<&str> = CODES.iter().map(|entry| entry.code).collect();
        let message = format!("there is no code `{}`; there are {}", arguments.code, known.join(", "));
        return Err(Failure::new(2, message));
    };
    if arguments.json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "code": entry.code,
            "title": entry.title,
            "explanation": entry.explanation,
        }));
    }
    output::line(&format!("{}: {}\n\n{}", entry.code, entry.title, entry.explanation))
}
