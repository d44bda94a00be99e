//! A generation of a calibration as a planned directory: shards and batch systems compute its blocks like those of any study.
//!
//! Planned before its first block, and no longer planned once its bank is written. Computes nothing.

use super::args::Terminal;
use super::failure::Failure;
use super::{SCHEMA_VERSION, output, planned};
use crate::analysis::calibration::Planner;
use crate::report::manifest::{self, Previous, Start};
use crate::report::resolved_path;
use crate::study::shards::List;
use crate::study::{Disk, Study, StudyError, hex};
use jiff::Timestamp;
use serde_json::json;
use std::io::{Error, ErrorKind};
use std::path::Path;

/// Writes and removes plans.
pub(super) struct Plans {
    pub threads: usize,
    pub started: Timestamp,
}

impl Planner for Plans {
    fn plan(&self, study: &Study, directory: &Path) -> Result<(), StudyError> {
        let same = |previous: Previous| previous.study_digest == hex(&study.digest());
        if Previous::read(directory).is_some_and(same) && planned::is_whole(study, directory) {
            return Ok(());
        }
        planned::write(study, &Disk::default(), &Start::now(self.threads, self.started, Vec::new()), directory)
    }

    fn clear(&self, directory: &Path) -> Result<(), StudyError> {
        let Some(previous) = Previous::read(directory) else { return Ok(()) };
        // The manifest first: without it nobody computes blocks here again. Then what a merge may have written.
        let mut names = vec![manifest::NAME.to_owned(), "design.csv".to_owned()];
        names.extend(previous.scenarios.iter().map(|name| resolved_path(name)));
        names.extend(previous.outputs.iter().map(|output| output.path.clone()));
        for path in names.iter().map(|name| directory.join(name)) {
            let gone = |error: &Error| error.kind() == ErrorKind::NotFound;
            std::fs::remove_file(&path)
                .or_else(|error| if gone(&error) { Ok(()) } else { Err(error) })
                .map_err(|source| StudyError::Io { verb: "remove", path, source })?;
        }
        // Stays if somebody put something in it.
        let _ = std::fs::remove_dir(directory.join("scenarios"));
        Ok(())
    }
}

/// Says which generation waits for its blocks.
pub(super) fn tell(directory: &Path, missing: Vec<u32>, as_json: bool, terminal: &Terminal) -> Result<(), Failure> {
    let (count, blocks) = (missing.len(), List::of(missing));
    if as_json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION, "status": "planned", "path": directory, "blocks_missing_or_bad": blocks.to_string(),
        }));
    }
    terminal.say(&format!(
        "{count} blocks to compute: `strait shard DIR --blocks {blocks}` or `strait submit DIR`, then this command again"
    ));
    output::line(&directory.display().to_string())
}
