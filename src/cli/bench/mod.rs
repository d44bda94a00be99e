//! `bench`: how fast the program is on this machine, beside a plain loop without science.
//!
//! Each case runs in a process of its own ([`probe`]); figures with a target say whether it is met. It changes no result
//! and writes nothing but to temporary directories.

mod cases;
mod clock;
mod figure;
mod findings;
mod probe;
// The loop lies with the benches, which include it as well: it is no part of the program's rooms, and both must measure
// one and the same loop.
#[path = "../../../benches/reference/mod.rs"]
mod reference;
mod work;

use super::args::Terminal;
use super::failure::{Failure, INCOMPLETE};
use super::{SCHEMA_VERSION, inputs, output};
use crate::report::machine;
use cases::{Case, Plan};
use clap::Args;
use serde_json::json;
use std::num::NonZero;
use std::path::PathBuf;

/// Measure the program's speed and memory, beside a plain loop without science.
///
/// Examples:
///   strait bench --quick
///   strait bench --case baseline --case threads --json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Scenario to measure.
    #[arg(value_name = "SCENARIO", default_value = "scenarios/baseline.toml")]
    scenario: PathBuf,
    /// Only this case (repeatable); default: all.
    #[arg(long = "case", value_name = "NAME")]
    cases: Vec<Case>,
    /// Fewer histories, and none at a hundred times the population.
    #[arg(long)]
    quick: bool,
    /// Print one JSON document instead of a table.
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// One measurement, as the program asks itself for it.
    #[arg(long, value_name = "JOB", hide = true)]
    probe: Option<String>,
}

pub(super) fn bench(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    if let Some(job) = &arguments.probe {
        return output::json(&probe::perform(job)?);
    }
    // Problems of the file are shown once, here.
    let (scenarios, _) = inputs::load_all(&[&arguments.scenario], &[], terminal)?;
    let [scenario] = scenarios.as_slice() else {
        return Err(Failure::bug("one scenario was asked for"));
    };
    let definition = work::definition();
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let (period, quick) = (scenario.setting.period, arguments.quick);
    let plan = Plan { scenario: arguments.scenario.clone(), quick, period, threads };
    let (figures, failed) = cases::measure(&plan, &arguments.cases, terminal);
    if arguments.json {
        output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "software": machine::software(),
            "cpu": machine::cpu_name(),
            "threads": threads,
            "quick": arguments.quick,
            "events": definition,
            "figures": figures,
            "failed": failed,
        }))?;
    } else {
        let cpu = machine::cpu_name().unwrap_or_else(|| "an unknown processor".to_owned());
        output::text(&format!("{cpu}, {threads} threads\n{definition}\n\n{}", figure::table(&figures)))?;
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(INCOMPLETE, format!("could not be measured: {}", failed.join(", "))))
}
