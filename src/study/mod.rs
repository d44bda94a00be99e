//! Studies: scenarios and a design of units under one seed, computed as blocks that are absent or whole.
//!
//! A block is a pure function of the study and its index, so threads, interruptions and the order of work cannot change a
//! byte of it. Everything read later is a sequential fold over the blocks. This room never touches the terminal; what a
//! user should know comes back as values.

pub mod arrangement;
pub mod block;
mod checksum;
pub mod design;
pub mod disk;
mod draw;
pub mod execute;
pub mod fold;
pub mod lock;
pub mod packages;
mod parquet_columns;
pub mod plan;
pub mod shards;
pub mod stopping;
pub mod store;
pub mod structures;
pub mod survey;
pub mod transitions;
pub mod unit;

pub use arrangement::Arrangement;
pub use design::DrawTable;
pub use disk::Disk;
pub use execute::{Outcome, Progress, execute, execute_blocks, rerun};
pub use packages::Package;
pub use parquet_columns::Numbers;
pub use plan::{Study, Unit};
pub use stopping::{Rule, Stopping};
pub use store::Store;
pub use survey::Survey;
pub use transitions::{Part, Transitions};
pub use unit::Runner;

use std::fmt::Write as _;
use std::path::PathBuf;

/// Why a study cannot be planned, run or read.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The input does not make a study.
    #[error("{message}")]
    Input {
        /// What is wrong and what the user can change.
        message: String,
    },
    /// The directory may not be used.
    #[error("{message}")]
    Refused {
        /// What stands in the way and what to do.
        message: String,
    },
    /// A file could not be read or written.
    #[error("cannot {verb} {}: {source}", path.display())]
    Io {
        /// What was tried.
        verb: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A block that should be there is missing or damaged.
    #[error("block {index} is not whole: {reason}")]
    Block {
        /// Index of the block.
        index: u32,
        /// What is wrong with it.
        reason: String,
    },
    /// A history failed.
    #[error("replicate {replicate} of scenario {scenario} (seed {seed}) failed: {source}")]
    Run {
        /// Scenario's name, with the structural alternative if it was run under one.
        scenario: String,
        /// Replicate of the unit.
        replicate: u32,
        /// Seed of the study.
        seed: u64,
        /// What the model said.
        source: crate::model::ModelError,
    },
    /// A bug: the program panicked or wrote what it cannot have meant.
    #[error("replicate {replicate} of scenario {scenario} (seed {seed}): {message}")]
    Internal {
        /// Scenario's name.
        scenario: String,
        /// Replicate of the unit.
        replicate: u32,
        /// Seed of the study.
        seed: u64,
        /// What happened.
        message: String,
    },
    /// The cancel flag was raised; finished blocks are kept.
    #[error("stopped; finished blocks are kept")]
    Cancelled,
}

impl StudyError {
    /// An input error from a sentence.
    pub fn input(message: impl Into<String>) -> Self {
        Self::Input { message: message.into() }
    }

    /// A refusal from a sentence.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::Refused { message: message.into() }
    }
}

/// Lower-case hexadecimal text of a digest.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}
