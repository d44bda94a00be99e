//! What a directory of results is, by its manifest.
//!
//! A directory whose manifest is missing or unreadable counts as a study, whose reader says what is wrong. Checks nothing.

use super::manifest;
use serde_json::Value;
use std::path::Path;

/// What left a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `strait run` or `strait sensitivity`.
    Study,
    /// `strait forecast`.
    Forecast,
    /// `strait calibrate`.
    Calibration,
}

impl Kind {
    /// The kind of a directory.
    pub fn of(directory: &Path) -> Self {
        let text = std::fs::read_to_string(directory.join(manifest::NAME)).unwrap_or_default();
        let facts: Value = serde_json::from_str(&text).unwrap_or_default();
        if facts["kind"] == "calibration" {
            Self::Calibration
        } else if facts["forecast"].is_object() {
            Self::Forecast
        } else {
            Self::Study
        }
    }
}
