//! `check`: read scenario files, show every problem, run nothing.

use super::args::Terminal;
use super::failure::{CHECK, Failure};
use super::{SCHEMA_VERSION, inputs, output};
use crate::study::hex;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Check scenario files and run nothing.
///
/// Examples:
///   strait check scenarios/*.toml
///   strait check scenarios/baseline.toml --resolved
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Scenario files; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print each scenario fully expanded, with every value in force.
    #[arg(long, conflicts_with = "json")]
    resolved: bool,
    /// Override a value, written like `study.seed=7` (repeatable).
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// Treat warnings as failures.
    #[arg(long)]
    strict: bool,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn check(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let mut files = Vec::new();
    let mut worst = 0;
    let mut warned = false;
    for path in &arguments.files {
        let shown = path.display().to_string();
        let (scenario, diagnostics) = match inputs::load(path, &arguments.sets)? {
            Ok((scenario, diagnostics)) => (Some(scenario), diagnostics),
            Err(problems) => {
                worst = worst.max(inputs::code(&problems));
                if !arguments.json {
                    output::message(&problems.render(terminal.colour()));
                }
                (None, problems.diagnostics)
            }
        };
        warned |= scenario.is_some() && !diagnostics.is_empty();
        if arguments.json {
            files.push(json!({
                "path": shown,
                "valid": scenario.is_some(),
                "name": scenario.as_ref().map(|scenario| scenario.name.as_str()),
                "digest": scenario.as_ref().map(|scenario| hex(&scenario.digest())),
                "diagnostics": diagnostics,
            }));
        } else if let Some(scenario) = scenario {
            for one in &diagnostics {
                terminal.say(one.render(terminal.colour()).trim_end());
            }
            if arguments.resolved {
                output::text(&scenario.resolved_toml())?;
            } else {
                output::line(&format!("{shown}: ok"))?;
            }
        }
    }
    if arguments.json {
        output::json(&json!({ "schema_version": SCHEMA_VERSION, "files": files }))?;
    }
    match worst {
        0 if warned && arguments.strict => Err(Failure::new(CHECK, "there are warnings, and --strict was given")),
        0 => Ok(()),
        code => Err(Failure::rendered(code, String::new())),
    }
}
