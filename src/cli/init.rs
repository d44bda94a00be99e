//! `init`: a commented scenario to start from.

use super::failure::{Failure, REFUSED};
use super::output;
use crate::scenario;
use crate::study::Disk;
use clap::Args;
use std::path::PathBuf;

/// Write a commented scenario to start from.
///
/// Examples:
///   strait init > scenarios/mine.toml
///   strait init scenarios/mine.toml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// File to write; `-` is standard output.
    #[arg(default_value = "-", value_name = "FILE")]
    file: PathBuf,
    /// Replace a file that exists.
    #[arg(long)]
    force: bool,
}

pub(super) fn init(arguments: &Arguments) -> Result<(), Failure> {
    let text = scenario::template();
    if arguments.file.as_os_str() == "-" {
        return output::text(&text);
    }
    if arguments.file.exists() && !arguments.force {
        let message = format!(
            "{} exists; give another name, or --force to replace it",
            arguments.file.display()
        );
        return Err(Failure::new(REFUSED, message));
    }
    Disk::default().write_whole(&arguments.file, text.as_bytes())?;
    output::line(&arguments.file.display().to_string())
}
