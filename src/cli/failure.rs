//! A failure: its exit code and what is said about it.

use super::output;
use crate::cluster::ClusterError;
use crate::report::ReportError;
use crate::study::StudyError;

/// The run failed or is not complete.
pub(super) const INCOMPLETE: u8 = 1;
/// Wrong command line.
pub(super) const USAGE: u8 = 2;
/// The input is invalid.
pub(super) const INVALID: u8 = 3;
/// Refused: the output exists, is locked, or belongs to another study.
pub(super) const REFUSED: u8 = 4;
/// A requested check did not hold.
pub(super) const CHECK: u8 = 5;
/// Cannot read or write.
pub(super) const UNREADABLE: u8 = 6;
/// A bug.
pub(super) const BUG: u8 = 70;

/// Why the program ends with another code than 0.
#[derive(Debug)]
pub struct Failure {
    /// Exit code.
    pub code: u8,
    /// Text for standard error, already laid out or to be put after `error: `; empty if all was said.
    message: String,
    rendered: bool,
}

impl Failure {
    pub(super) fn new(code: u8, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), rendered: false }
    }

    /// A text that already has its layout.
    pub(super) fn rendered(code: u8, message: String) -> Self {
        Self { code, message, rendered: true }
    }

    pub(super) fn bug(message: &str) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        let message = format!(
            "{message}\nThis is a bug in strait {version}. Please report it with the command and the message, as the file \
             README.md says."
        );
        Self::new(BUG, message)
    }

    /// The same failure with one more line.
    pub(super) fn with_line(mut self, line: &str) -> Self {
        self.message.push('\n');
        self.message.push_str(line);
        self
    }

    /// A reader that went away: the end, and nothing to say.
    pub(super) fn closed_pipe() -> Self {
        Self::rendered(0, String::new())
    }

    /// Says why on standard error.
    pub(super) fn tell(&self) {
        if self.rendered {
            output::message(&self.message);
        } else {
            output::message(&format!("error: {}\n", self.message));
        }
    }
}

impl From<StudyError> for Failure {
    fn from(error: StudyError) -> Self {
        let code = match &error {
            StudyError::Input { .. } => INVALID,
            StudyError::Refused { .. } => REFUSED,
            StudyError::Io { .. } => UNREADABLE,
            StudyError::Internal { .. } => return Self::bug(&error.to_string()),
            StudyError::Block { .. } | StudyError::Run { .. } | StudyError::Cancelled => INCOMPLETE,
        };
        Self::new(code, error.to_string())
    }
}

impl From<ClusterError> for Failure {
    fn from(error: ClusterError) -> Self {
        let code = match &error {
            ClusterError::Absent { .. } | ClusterError::Io { .. } => UNREADABLE,
            ClusterError::Command { .. } | ClusterError::Answer { .. } => INCOMPLETE,
            ClusterError::Record { .. } => INVALID,
        };
        Self::new(code, error.to_string())
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Study(error) => error.into(),
            ReportError::Estimate(_) => Self::new(INCOMPLETE, error.to_string()),
            ReportError::Unknown { .. } | ReportError::Unreadable { .. } => Self::new(INVALID, error.to_string()),
            ReportError::Chart { .. } => Self::bug(&error.to_string()),
        }
    }
}
