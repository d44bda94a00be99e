//! `export`: days of chosen metrics of a finished study, as CSV on standard output.

use super::failure::Failure;
use super::{output, planned};
use crate::report::export::{Selection, days};
use crate::study::Store;
use clap::Args;
use std::path::PathBuf;

/// Print the days of chosen metrics of a finished study as CSV, under the scenarios' own structure.
///
/// Examples:
///   strait export output/baseline/0123456789ab --metric arrivals,boats
///   strait export results --scenario baseline --metric deaths > deaths.csv
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Directory of the study.
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Only this scenario.
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Metrics, separated by commas (`strait describe columns` lists them).
    #[arg(long = "metric", value_delimiter = ',', required = true, value_name = "A,B")]
    metrics: Vec<String>,
}

pub(super) fn export(arguments: &Arguments) -> Result<(), Failure> {
    let planned = planned::read(&arguments.directory)?.complete()?;
    let study = planned.study;
    let store = Store::reader(&arguments.directory);
    let selection = Selection { scenario: arguments.scenario.clone(), metrics: arguments.metrics.clone() };
    let mut ended = Ok(());
    days(&study, &store, &selection, |text| {
        ended = output::text(text);
        ended.is_ok()
    })?;
    ended
}
