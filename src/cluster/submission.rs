//! The record of a submission in a study's directory: how its blocks were cut, with which program, and which jobs ran.
//!
//! Says what was asked for; whether it was done is seen from the blocks.

use super::{ClusterError, Cut};
use crate::study::{Disk, StudyError, hex};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Changes when a field changes its meaning.
const SCHEMA_VERSION: u32 = 1;
/// Subdirectory of scripts, logs and the record.
pub const DIRECTORY: &str = "slurm";
const FILE: &str = "submission.json";

/// What was submitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    schema_version: u32,
    /// Job name of the arrays; the merges are called the same with `-merge`.
    pub name: String,
    /// SHA-256 of the program that was submitted.
    pub program_sha256: String,
    /// Blocks of each task.
    pub cut: Cut,
    /// Processors of a task.
    pub cpus: u32,
    /// What the pilot measured, on one processor.
    pub seconds_per_block: f64,
    /// Submissions so far.
    pub jobs: Vec<Jobs>,
}

/// One submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    /// Id of the array; none if nothing but the merge was left.
    pub array: Option<u64>,
    /// Its tasks.
    pub tasks: String,
    /// Id of the merge.
    pub merge: u64,
}

impl Submission {
    /// A submission before its first job.
    pub fn new(name: String, program_sha256: String, cut: Cut, cpus: u32, seconds_per_block: f64) -> Self {
        Self { schema_version: SCHEMA_VERSION, name, program_sha256, cut, cpus, seconds_per_block, jobs: Vec::new() }
    }

    /// Reads the record of a study's directory; `None` if it was never submitted.
    ///
    /// # Errors
    /// [`ClusterError`] if the record cannot be read or understood.
    pub fn read(directory: &Path) -> Result<Option<Self>, ClusterError> {
        let path = place(directory);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(ClusterError::Io { verb: "read", path, source }),
        };
        let record = |reason: String| ClusterError::Record { path: path.clone(), reason };
        let found: Self = serde_json::from_str(&text).map_err(|error| record(error.to_string()))?;
        if found.schema_version != SCHEMA_VERSION || found.cut.blocks_per_task == 0 {
            return Err(record("of another version".to_owned()));
        }
        Ok(Some(found))
    }

    /// Writes the record.
    ///
    /// # Errors
    /// [`StudyError::Io`] if the disk refuses.
    ///
    /// # Panics
    /// Never: text and numbers are JSON.
    pub fn write(&self, directory: &Path, disk: &Disk) -> Result<(), StudyError> {
        let mut text = serde_json::to_string_pretty(self).expect("a record of text and numbers is JSON");
        text.push('\n');
        disk.write_whole(&place(directory), text.as_bytes())
    }
}

fn place(directory: &Path) -> PathBuf {
    directory.join(DIRECTORY).join(FILE)
}

/// A job name that only this study in this directory has, so that its jobs are found even if their ids were lost.
pub fn name(study_digest: &[u8; 32], directory: &Path) -> String {
    let mut hash = Sha256::new();
    hash.update(study_digest);
    hash.update(directory.as_os_str().as_encoded_bytes());
    format!("strait-{}", &hex(&hash.finalize())[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_and_a_damaged_one_is_named() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(Submission::read(directory.path()).unwrap(), None);
        std::fs::create_dir(directory.path().join(DIRECTORY)).unwrap();
        let cut = Cut { blocks: 10, blocks_per_task: 4 };
        let mut submission = Submission::new("strait-1".to_owned(), "ab".to_owned(), cut, 2, 1.25);
        submission.jobs.push(Jobs { array: Some(7), tasks: "0-2".to_owned(), merge: 8 });
        submission.write(directory.path(), &Disk::default()).unwrap();
        assert_eq!(Submission::read(directory.path()).unwrap().unwrap(), submission);
        std::fs::write(place(directory.path()), "{}").unwrap();
        assert!(Submission::read(directory.path()).unwrap_err().to_string().contains("submission.json"));
    }

    #[test]
    fn the_name_tells_studies_and_directories_apart() {
        let here = name(&[1; 32], Path::new("/a"));
        assert_eq!((here.len(), here.starts_with("strait-")), (19, true));
        assert_ne!(here, name(&[1; 32], Path::new("/b")));
        assert_ne!(here, name(&[2; 32], Path::new("/a")));
    }
}
