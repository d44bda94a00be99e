//! `export`: days of chosen metrics of a finished study, as CSV on standard output.

use super::failure::{Failure, INCOMPLETE, INVALID};
use super::{directory, output};
use crate::report::export::{Selection, days};
use crate::report::manifest::Previous;
use crate::report::resolved_path;
use crate::scenario;
use crate::study::{Store, Study, packages, structures};
use clap::Args;
use std::path::{Path, PathBuf};

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
    let study = read_study(&arguments.directory)?;
    let store = Store::reader(&arguments.directory);
    let selection = Selection { scenario: arguments.scenario.clone(), metrics: arguments.metrics.clone() };
    let mut ended = Ok(());
    days(&study, &store, &selection, |text| {
        ended = output::text(text);
        ended.is_ok()
    })?;
    ended
}

/// The study of a complete directory, from the resolved scenarios in it.
pub(super) fn read_study(path: &Path) -> Result<Study, Failure> {
    let Some(previous) = Previous::read(path) else {
        return Err(Failure::new(INVALID, format!("{} is not a directory of results", path.display())));
    };
    if !previous.complete {
        let message = format!("{} is not complete; run its command again to finish it", path.display());
        return Err(Failure::new(INCOMPLETE, message));
    }
    let mut scenarios = Vec::new();
    for name in &previous.scenarios {
        let file = path.join(resolved_path(name));
        let (scenario, _) = scenario::load(&file, &[])
            .map_err(|problems| Failure::rendered(super::inputs::code(&problems), problems.render(false)))?;
        scenarios.push(scenario);
    }
    let packages = packages::expand(&mut scenarios, &previous.packages)?;
    let cap = previous.stopping.as_ref().map(|stopping| stopping.looks(previous.arrangement)).transpose()?;
    let cap = cap.and_then(|looks| looks.last().copied()).unwrap_or(previous.replicates);
    let mut study = Study::new(scenarios, cap, previous.seed, previous.block_size)?
        .with_packages(packages)
        .arranged(previous.arrangement)?;
    if let Some(stopping) = previous.stopping.clone() {
        study = study.until(stopping);
    }
    let alternatives = if previous.structures.is_empty() {
        Vec::new()
    } else {
        structures::read(&previous.structures).map_err(|reason| Failure::new(INVALID, reason))?
    };
    let (study, _) = study.under(alternatives);
    let (study, same) = directory::adopt(study, &previous, path)?;
    if same {
        return Ok(study.ended_at(previous.replicates));
    }
    let message = format!("the scenarios and design in {} are not those of its manifest", path.display());
    Err(Failure::new(super::failure::REFUSED, message))
}
