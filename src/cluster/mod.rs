//! Slurm: a planned study as an array of shards and a merge, submitted and looked up.
//!
//! All state that matters is in the study's directory: blocks that are whole are done, whatever the batch system says of
//! its jobs, so that a lost node, a requeue or a second submission can only leave work undone, never done twice in two
//! ways. This room knows no science and asks no accounting database.

pub mod cut;
pub mod program;
pub mod script;
pub mod slurm;
pub mod submission;

pub use cut::Cut;
pub use submission::Submission;

use std::path::PathBuf;

/// Why a study cannot be submitted or its jobs not be looked up.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// A program of the batch system is not there.
    #[error("`{program}` is not installed here, or not in PATH; Slurm's commands are needed for this")]
    Absent {
        /// Name of the program.
        program: &'static str,
    },
    /// A program of the batch system said no.
    #[error("`{line}` failed: {said}")]
    Command {
        /// What was run.
        line: String,
        /// What it said.
        said: String,
    },
    /// The batch system's words are not understood.
    #[error("`{program}` answered what this program does not understand: {answer}")]
    Answer {
        /// Name of the program.
        program: &'static str,
        /// What it said.
        answer: String,
    },
    /// A file could not be read or written.
    #[error("cannot {verb} {}: {source}", path.display())]
    Io {
        /// What was tried.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The record of a submission is not one that this program wrote.
    #[error("{} is not a record of a submission ({reason}); remove the directory `slurm` to submit anew", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}
