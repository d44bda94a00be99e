//! What `run` is asked for on the command line, beside the choice of a study.

use super::super::choice::Choice;
use crate::model::Vigilance;
use crate::study::shards::Share;
use clap::Args;
use std::num::NonZero;
use std::path::PathBuf;

/// Run one scenario, or several to compare them.
///
/// Examples:
///   strait run scenarios/baseline.toml
///   strait run scenarios/baseline.toml scenarios/iraq_officers.toml --replicates 100
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
#[allow(clippy::struct_excessive_bools)] // Each is a flag that is given or not.
pub struct Arguments {
    #[command(flatten)]
    pub(super) choice: Choice,
    /// Directory of the results; default: `output/STUDY/DIGEST`.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(super) out: Option<PathBuf>,
    /// Begin anew: what the directory holds is moved aside until the new study is complete.
    #[arg(long, help_heading = "Output")]
    pub(super) force: bool,
    /// Print the plan and run nothing.
    #[arg(long, help_heading = "Output")]
    pub(super) dry_run: bool,
    /// Print one JSON document instead of a table.
    #[arg(long, help_heading = "Output")]
    pub(super) json: bool,
    /// Threads; default: as many as the machine offers. Never changes results.
    #[arg(long, value_name = "N", help_heading = "Execution")]
    pub(super) threads: Option<NonZero<usize>>,
    /// Compute one share of the blocks alone, such as 2/8, beside other shards; `strait merge` writes the tables.
    #[arg(
        long,
        value_name = "I/N",
        value_parser = Share::read,
        conflicts_with_all = ["force", "dry_run", "json", "replicate_only", "until"],
        help_heading = "Execution"
    )]
    pub(super) shard: Option<Share>,
    /// Show no progress.
    #[arg(long, help_heading = "Execution")]
    pub(super) no_progress: bool,
    /// Check the model's invariants every day and stop at the first that is violated. Never changes results.
    #[arg(long, help_heading = "Execution")]
    pub(super) paranoid: bool,
    /// Run one replicate under all scenarios, say whether it ends well, and write nothing.
    #[arg(long, value_name = "R", conflicts_with_all = ["out", "force", "dry_run", "json"], help_heading = "Execution")]
    pub(super) replicate_only: Option<u32>,
}

impl Arguments {
    pub(super) const fn vigilance(&self) -> Vigilance {
        if self.paranoid { Vigilance::Paranoid } else { Vigilance::Normal }
    }
}
