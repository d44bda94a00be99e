//! Reading scenario files for a verb, with all their problems.

use super::args::Terminal;
use super::failure::{Failure, INVALID, UNREADABLE};
use crate::scenario::{self, Diagnostic, Problems, Scenario};
use std::io::Read;
use std::path::Path;

/// Reads one file; `-` is standard input, which can extend files below the current directory.
pub(super) fn load(path: &Path, sets: &[String]) -> Result<Result<(Scenario, Vec<Diagnostic>), Problems>, Failure> {
    if path.as_os_str() != "-" {
        return Ok(scenario::load(path, sets));
    }
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::new(UNREADABLE, format!("cannot read standard input: {error}")))?;
    Ok(scenario::load_str("-", &text, Some(Path::new(".")), sets))
}

/// Exit code of problems.
pub(super) fn code(problems: &Problems) -> u8 {
    if problems.is_unreadable() { UNREADABLE } else { INVALID }
}

/// Reads all files and shows the problems of all; the messages of warnings come with the scenarios.
pub(super) fn load_all(
    paths: &[&Path],
    sets: &[String],
    terminal: &Terminal,
) -> Result<(Vec<Scenario>, Vec<String>), Failure> {
    let (mut scenarios, mut warnings) = (Vec::new(), Vec::new());
    // A base that several files extend is warned about once.
    let mut told: Vec<Diagnostic> = Vec::new();
    let (mut code_seen, mut errors) = (None, String::new());
    for path in paths {
        match load(path, sets)? {
            Ok((scenario, diagnostics)) => {
                for one in diagnostics {
                    if !told.contains(&one) {
                        terminal.say(one.render(terminal.colour()).trim_end());
                        warnings.push(format!("{}: {}", one.code, one.message));
                        told.push(one);
                    }
                }
                scenarios.push(scenario);
            }
            Err(problems) => {
                code_seen = code_seen.max(Some(code(&problems)));
                errors.push_str(&problems.render(terminal.colour()));
            }
        }
    }
    match code_seen {
        Some(code) => Err(Failure::rendered(code, errors)),
        None => Ok((scenarios, warnings)),
    }
}
