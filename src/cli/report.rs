//! `report`: what finished studies and forecasts found, made again from their tables; nothing is run.

use super::failure::{Failure, INVALID, USAGE};
use super::{SCHEMA_VERSION, output};
use crate::report::copy::copy;
use crate::report::forecast_page;
use crate::report::kind::Kind;
use crate::report::page::{self, Finished, formats};
use crate::study::Disk;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Make the page of a finished study or forecast again from its tables, or compare several studies.
///
/// Examples:
///   strait report output/baseline-vs-article_package/0123456789ab
///   strait report first second --format html --out compared.html
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Directories of finished studies, or of one forecast.
    #[arg(value_name = "DIR", required = true)]
    directories: Vec<PathBuf>,
    /// Form of the report.
    #[arg(long, value_enum, default_value_t = Format::Html, help_heading = "Output")]
    format: Format,
    /// File to write; `-` is standard output. Default: `report.html` in the directory for the page of one study, otherwise
    /// standard output.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Copy the tables and the page of one study to a directory, without its raw runs: small enough to hand on.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["format", "out"], help_heading = "Output")]
    copy_to: Option<PathBuf>,
}

/// Form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The self-contained page.
    Html,
    /// All rows of `comparison.csv` of all studies.
    Csv,
    /// Facts, differences and effects.
    Json,
    /// A short page of Markdown.
    Md,
}

pub(super) fn report(arguments: &Arguments) -> Result<(), Failure> {
    let directories = &arguments.directories;
    for directory in directories {
        match Kind::of(directory) {
            Kind::Study => {}
            Kind::Forecast if alone_as_page(arguments) => return forecast(directory, arguments.out.as_deref()),
            Kind::Forecast => {
                return Err(Failure::new(
                    USAGE,
                    format!(
                        "{0} is a forecast: `strait report {0}` makes its page again; other forms and comparisons are of \
                         studies, and its numbers are in forecast.csv and scores.csv",
                        directory.display()
                    ),
                ));
            }
            Kind::Calibration => {
                return Err(Failure::new(
                    INVALID,
                    format!(
                        "{0} is a calibration, which has no page: read diagnostics.csv and contraction.csv there, or make a \
                         study from its posterior.csv with `strait run` and report that",
                        directory.display()
                    ),
                ));
            }
        }
    }
    if let Some(target) = &arguments.copy_to {
        let [directory] = directories.as_slice() else {
            return Err(Failure::new(USAGE, "--copy-to takes one study"));
        };
        copy(directory, target, &Disk::default())?;
        return output::line(&target.display().to_string());
    }
    let mut studies = directories.iter().map(|path| Finished::read(path, None)).collect::<Result<Vec<_>, _>>()?;
    let own = match directories.as_slice() {
        [directory] if arguments.format == Format::Html => Some(directory.join(page::FILE)),
        _ => None,
    };
    let target = arguments.out.clone().or_else(|| own.clone()).filter(|path| path != Path::new("-"));
    if target.is_none() || target != own {
        // Links lead from where the page is read, which is where the command was given.
        for (study, directory) in studies.iter_mut().zip(directories) {
            study.place.base = format!("{}/", directory.display());
        }
    }
    let text = match arguments.format {
        Format::Html => page::render(&mut studies),
        Format::Csv => formats::csv(&studies),
        Format::Json => return json(&studies, target.as_deref()),
        Format::Md => formats::markdown(&studies),
    };
    match target {
        Some(path) => write(&path, &text),
        None => output::text(&text),
    }
}

/// Whether nothing is asked for but the page of one directory.
fn alone_as_page(arguments: &Arguments) -> bool {
    arguments.directories.len() == 1 && arguments.format == Format::Html && arguments.copy_to.is_none()
}

/// The page of a forecast, made again.
fn forecast(directory: &Path, out: Option<&Path>) -> Result<(), Failure> {
    let own = directory.join(page::FILE);
    let target = out.unwrap_or(&own);
    let mut made = forecast_page::Made::read(directory)?;
    if target != own {
        made.place.base = format!("{}/", directory.display());
    }
    let text = forecast_page::render(&made);
    if target == Path::new("-") { output::text(&text) } else { write(target, &text) }
}

fn json(studies: &[Finished], target: Option<&Path>) -> Result<(), Failure> {
    let value = formats::json(studies, SCHEMA_VERSION);
    match target {
        Some(path) => write(path, &format!("{value:#}\n")),
        None => output::json(&value),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    Disk::default().write_whole(path, text.as_bytes())?;
    output::line(&path.display().to_string())
}
