//! Reports: the tables, the chart, the data dictionary and the manifest of a finished study.
//!
//! Everything is a sequential fold over whole blocks, written whole; nothing is run and nothing is printed.

pub mod calibration_tables;
pub mod charts;
mod comparison;
pub mod copy;
mod costs;
mod daily;
pub mod data_package;
pub mod detectability;
mod diagnostics;
pub mod effects;
pub mod export;
pub mod forecast_page;
pub mod forecast_tables;
pub mod gather;
pub mod headline;
mod influence;
pub mod kind;
pub mod log;
pub mod machine;
pub mod manifest;
mod observed;
pub mod outcomes;
pub mod packages;
pub mod page;
mod replicates;
mod series;
pub mod stopping;
pub mod structures;
mod summary;
pub mod table;
pub mod value;
mod walk;

pub use gather::Gathered;
pub use headline::Headline;

use crate::estimate::EstimateError;
use crate::model::setting::Wind;
use crate::study::{Disk, Store, Study, StudyError, hex};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Why a report cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A block or file could not be read or written.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// The numbers have no estimate.
    #[error("no estimate can be made: {0}")]
    Estimate(#[from] EstimateError),
    /// The chart cannot be made from the table: a bug of this room.
    #[error("{reason}")]
    Chart {
        /// What stands in the way.
        reason: String,
    },
    /// A file of a finished study is missing or not what it should be.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// File.
        path: PathBuf,
        /// What is the matter with it.
        reason: String,
    },
    /// A column was asked for that blocks do not hold.
    #[error("there is no {what} `{name}`; there are {known}")]
    Unknown {
        /// Metric or scenario.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
}

/// One file of the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Path relative to the directory.
    pub path: String,
    /// Digest of its bytes.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Rows without the header, of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

/// What a report leaves behind.
#[derive(Debug)]
pub struct Report {
    /// Files in the order of their paths.
    pub outputs: Vec<Output>,
    /// SHA-256 over the lines `sha256␠␠path` of all tables and resolved scenarios, sorted by path.
    pub results_digest: String,
    /// The few numbers that are shown at the end of a run.
    pub headline: Headline,
    /// Why the study ended, if a rule decided it.
    pub stopped_because: Option<String>,
}

/// Path of a scenario's resolved text, relative to the directory.
pub fn resolved_path(scenario: &str) -> String {
    format!("scenarios/{scenario}.resolved.toml")
}

/// Writes `design.csv` and the resolved scenarios: what the study is, before anything is run.
///
/// # Errors
/// [`StudyError::Io`] if the disk refuses.
pub fn write_inputs(study: &Study, directory: &Path, disk: &Disk) -> Result<Vec<Output>, StudyError> {
    let design = study.design().to_csv(study.scenarios());
    let rows = study.scenarios().len() as u64 * u64::from(study.design().draws());
    let mut outputs = vec![write(directory, disk, "design.csv", design.as_bytes(), Some(rows))?];
    outputs.extend(write_scenarios(study, directory, disk)?);
    Ok(outputs)
}

/// Writes the resolved scenarios that somebody wrote, and the posteriors that they draw from.
///
/// # Errors
/// [`StudyError::Io`] if the disk refuses.
pub fn write_scenarios(study: &Study, directory: &Path, disk: &Disk) -> Result<Vec<Output>, StudyError> {
    disk.make_directory(&directory.join("scenarios"))?;
    let mut outputs = Vec::new();
    for scenario in study.written_scenarios() {
        let text = scenario.resolved_toml();
        outputs.push(write(directory, disk, &resolved_path(&scenario.name), text.as_bytes(), None)?);
        // Beside the resolved scenario, where its `[posterior]` looks for it; scenarios of a study share it.
        if let Some(posterior) = &scenario.posterior {
            let path = format!("scenarios/{}", posterior.file);
            if outputs.iter().all(|output: &Output| output.path != path) {
                let folder = std::path::Path::new(&path).parent().map(|folder| directory.join(folder));
                folder.map_or(Ok(()), |folder| disk.make_directory(&folder))?;
                let draws = posterior.rows.len() as u64;
                outputs.push(write(directory, disk, &path, posterior.table.as_bytes(), Some(draws))?);
                let path = std::path::Path::new(&path).with_extension("json").to_string_lossy().into_owned();
                outputs.push(write(directory, disk, &path, posterior.description_text.as_bytes(), None)?);
            }
        }
    }
    Ok(outputs)
}

/// Reads all blocks and writes every table, the chart and the data dictionary beside them; none may be left out.
///
/// # Errors
/// [`ReportError`] if a block is not whole or the disk refuses.
pub fn write_all(study: &Study, store: &Store) -> Result<Report, ReportError> {
    let (mut report, blocks) = tables_and_blocks(study, store, store.directory())?;
    report.outputs.extend(blocks);
    report.outputs.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(report)
}

/// Reads the blocks that the store does not leave out and writes tables, chart and dictionary to a directory.
///
/// # Errors
/// [`ReportError`] if a block is not whole or the disk refuses.
pub fn write_tables(study: &Study, store: &Store, directory: &Path) -> Result<Report, ReportError> {
    tables_and_blocks(study, store, directory).map(|(report, _)| report)
}

/// The same, with the files of the blocks that were read.
fn tables_and_blocks(study: &Study, store: &Store, directory: &Path) -> Result<(Report, Vec<Output>), ReportError> {
    let disk = store.disk();
    let walk::Walked { by_structure, series, blocks } = walk::walk(study, store)?;
    let gathered = &by_structure[0];
    let mut tables = vec![
        replicates::table(study, gathered),
        series,
        summary::table(study, gathered),
        comparison::table(study, &by_structure)?,
        outcomes::people_table(study, &by_structure),
        outcomes::summary_table(study, &by_structure)?,
        costs::table(study, gathered),
        value::table(study, gathered)?,
        detectability::table(study, gathered)?,
        influence::table(study, gathered),
        observed::table(study),
    ];
    tables.extend(packages::table(study, gathered)?);
    tables.extend(structures::table(study, &by_structure)?);
    let largest = tables.iter().map(table::Table::len).max().unwrap_or(0);
    tables.push(diagnostics::table(study, gathered, largest)?);
    let mut outputs = write_inputs(study, directory, disk)?;
    let mut chart = String::new();
    for table in &mut tables {
        let text = table.take_csv();
        if table.file == series::FILE {
            chart = charts::weekly_arrivals(&text, &chart_labels(study, gathered))
                .map_err(|reason| ReportError::Chart { reason })?;
        }
        outputs.push(write(directory, disk, table.file, text.as_bytes(), Some(table.len() as u64))?);
    }
    let results_digest = results_digest(&outputs);
    if !chart.is_empty() {
        outputs.push(write(directory, disk, charts::FILE, chart.as_bytes(), None)?);
    }
    tables.push(data_package::design_table());
    let package = data_package::render(study, &tables, &gathered.columns);
    outputs.push(write(directory, disk, data_package::FILE, package.as_bytes(), None)?);
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    let headline = Headline::of(study, &by_structure)?;
    let half_widths = stopping::half_widths_of(study, gathered)?;
    let stopped_because = stopping::reason(study, &half_widths);
    Ok((Report { outputs, results_digest, headline, stopped_because }, blocks))
}

fn chart_labels<'a>(study: &'a Study, gathered: &Gathered) -> charts::Labels<'a> {
    charts::Labels {
        scenarios: study.written_scenarios().map(|scenario| scenario.name.as_str()).collect(),
        looks: (0..study.written_scenarios().count()).collect(),
        origin: study.origin_day(),
        observed_wind: study.baseline().setting.wind_past == Wind::Observed,
        replicates: gathered.replicates() as u32,
        later: None,
    }
}

/// Writes one file of the results.
///
/// # Errors
/// [`StudyError::Io`] if the disk refuses.
pub fn write(directory: &Path, disk: &Disk, path: &str, bytes: &[u8], rows: Option<u64>) -> Result<Output, StudyError> {
    disk.write_whole(&directory.join(path), bytes)?;
    Ok(Output { path: path.to_owned(), sha256: hex(&Sha256::digest(bytes)), bytes: bytes.len() as u64, rows })
}

/// A file of the directory as it is now.
///
/// # Errors
/// [`StudyError::Io`] if it cannot be read.
pub fn hash_file(directory: &Path, name: &str) -> Result<Output, StudyError> {
    let path = directory.join(name);
    let bytes = std::fs::read(&path).map_err(|source| StudyError::Io { verb: "read", path, source })?;
    Ok(Output { path: name.to_owned(), sha256: hex(&Sha256::digest(&bytes)), bytes: bytes.len() as u64, rows: None })
}

/// SHA-256 over the lines `sha256␠␠path` of some files, sorted by path.
pub fn results_digest(outputs: &[Output]) -> String {
    let mut lines: Vec<(&str, &str)> =
        outputs.iter().map(|output| (output.path.as_str(), output.sha256.as_str())).collect();
    lines.sort_unstable();
    let text: String = lines.iter().flat_map(|(path, sha256)| [*sha256, "  ", *path, "\n"]).collect();
    hex(&Sha256::digest(text.as_bytes()))
}
