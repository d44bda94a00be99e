//! `report`: the page of a finished study again, from its tables; nothing is run.

use super::failure::Failure;
use super::output;
use crate::report::page;
use crate::study::Disk;
use clap::Args;
use std::path::PathBuf;

/// Make the page of finished studies again from their tables.
///
/// Examples:
///   strait report output/baseline-vs-article_package/0123456789ab
///   strait report first second --format md
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Directories of finished studies.
    #[arg(value_name = "DIR", required = true)]
    directories: Vec<PathBuf>,
}

pub(super) fn report(arguments: &Arguments) -> Result<(), Failure> {
    for directory in &arguments.directories {
        page::write(directory, &Disk::default(), None)?;
        output::line(&directory.join(page::FILE).display().to_string())?;
    }
    Ok(())
}
