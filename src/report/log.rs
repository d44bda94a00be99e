//! `log.jsonl`: what happened when, one JSON object a line, appended over restarts.
//!
//! The only file that is not written whole and not comparable byte for byte. It never stops a run: a line that cannot be
//! written is lost.

use jiff::Timestamp;
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// An open log.
#[derive(Debug)]
pub struct Log {
    file: Mutex<Option<File>>,
}

impl Log {
    /// Opens the log of a directory for appending.
    pub fn open(directory: &Path) -> Self {
        let file = OpenOptions::new().create(true).append(true).open(directory.join("log.jsonl")).ok();
        Self { file: Mutex::new(file) }
    }

    /// A log that keeps nothing: shards write side by side, and a batch system keeps a log of each.
    pub fn silent() -> Self {
        Self { file: Mutex::new(None) }
    }

    /// Writes one event with its facts.
    pub fn event(&self, event: &str, facts: &Value) {
        let line = json!({ "time_utc": Timestamp::now().to_string(), "event": event, "facts": facts });
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = file.as_mut() {
            // A log that cannot be written must not end a run that can.
            let _ = writeln!(file, "{line}");
        }
    }
}
