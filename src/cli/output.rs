//! Standard output and standard error. A reader of results that went away ends the program quietly; one of messages ends
//! nothing, because the work goes on without being watched. Decides on no words.

use super::failure::{Failure, UNREADABLE};
use serde::Serialize;
use std::io::{ErrorKind, Write};

/// Writes text.
pub(super) fn text(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::closed_pipe(),
        _ => Failure::new(UNREADABLE, format!("cannot write to standard output: {error}")),
    })
}

/// Writes text for people to standard error. A closed pipe or a full disk behind it costs the message and nothing else.
pub(super) fn message(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Writes text and a line break.
pub(super) fn line(line: &str) -> Result<(), Failure> {
    text(&format!("{line}\n"))
}

/// Writes one JSON document.
pub(super) fn json<T: Serialize>(value: &T) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::bug(&error.to_string()))?;
    line(&text)
}
