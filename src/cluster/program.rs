//! This program as a batch system sees it: which bytes it is, and how many processors it was given.

use super::ClusterError;
use crate::study::hex;
use sha2::{Digest, Sha256};
use std::num::NonZero;
use std::path::PathBuf;

/// Path of this program.
///
/// # Errors
/// [`ClusterError::Io`] if the system cannot tell.
pub fn path() -> Result<PathBuf, ClusterError> {
    std::env::current_exe().map_err(|source| ClusterError::Io {
        verb: "find",
        path: PathBuf::from("this program"),
        source,
    })
}

/// SHA-256 of this program's file, as hexadecimal text.
///
/// # Errors
/// [`ClusterError::Io`] if it cannot be read, as when it was replaced while it runs.
pub fn digest() -> Result<String, ClusterError> {
    let path = path()?;
    let bytes = std::fs::read(&path).map_err(|source| ClusterError::Io { verb: "read", path, source })?;
    Ok(hex(&Sha256::digest(bytes)))
}

/// Threads to run on: what Slurm gave to the task, otherwise what the system offers to this process.
pub fn threads_given() -> usize {
    let slurm = std::env::var("SLURM_CPUS_PER_TASK").ok().and_then(|text| text.parse().ok());
    slurm.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZero::get)
}
