//! The output directory: whose it is, and whether a study may go there.
//!
//! A directory of another study is never touched without `--force`, and then only moved aside until the new study is
//! complete. A directory that this program did not make is never removed.

use super::failure::{Failure, REFUSED, UNREADABLE};
use crate::report::manifest::{NAME, Previous};
use crate::study::design::Design;
use crate::study::disk::TEMPORARY_PREFIX;
use crate::study::lock::{LOCK_NAME, Lock};
use crate::study::{Study, hex};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What a directory holds.
#[derive(Debug)]
pub(super) enum Holding {
    /// Nothing, or what a run leaves that was stopped before it had begun.
    Nothing,
    /// A study, by its manifest.
    Study(Box<Previous>),
    /// Something else; the name of one file.
    Other(String),
}

/// Where a study goes if nobody says otherwise.
pub(super) fn default_path(study: &Study) -> PathBuf {
    Path::new("output").join(study.name()).join(&hex(&study.digest())[..12])
}

/// Looks at a directory without touching it.
pub(super) fn look(directory: &Path) -> Result<Holding, Failure> {
    if let Some(previous) = Previous::read(directory) {
        return Ok(Holding::Study(Box::new(previous)));
    }
    let unreadable =
        |error: std::io::Error| Failure::new(UNREADABLE, format!("cannot read {}: {error}", directory.display()));
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Holding::Nothing),
        Err(error) => return Err(unreadable(error)),
    };
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let empty = || fs::read_dir(entry.path()).is_ok_and(|mut inside| inside.next().is_none());
        let ours = name == LOCK_NAME || name.starts_with(TEMPORARY_PREFIX) || (name == "blocks" && empty());
        if !ours {
            return Ok(Holding::Other(name));
        }
    }
    Ok(Holding::Nothing)
}

/// The study as the directory has it: the design it was begun with, and its cut into blocks.
///
/// The study as it was and `false` if the directory holds another one.
pub(super) fn adopt(study: Study, previous: &Previous, directory: &Path) -> Result<(Study, bool), Failure> {
    let path = directory.join("design.csv");
    let same = hex(&study.digest()) == previous.study_digest;
    let text = match fs::read(&path) {
        Ok(bytes) => bytes,
        // It is written again; the same draws have the same digest.
        Err(error) if error.kind() == ErrorKind::NotFound && same => {
            let design = study.design().clone();
            return Ok((study.resumed(design, previous.block_size), true));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok((study, false)),
        Err(error) => {
            return Err(Failure::new(UNREADABLE, format!("cannot read {}: {error}", path.display())));
        }
    };
    if hex(&Sha256::digest(&text)) != previous.design_sha256 {
        if !same {
            return Ok((study, false));
        }
        let message = format!(
            "{} is not as this study wrote it: its parameter values may differ from those of the finished blocks; \
             restore it, delete it to have it written again, or start over with --force",
            path.display()
        );
        return Err(Failure::new(REFUSED, message));
    }
    let text = String::from_utf8_lossy(&text);
    let Some(design) = Design::from_csv(&text, study.scenarios(), study.draws()) else {
        return Ok((study, false));
    };
    let candidate = study.clone().resumed(design, previous.block_size);
    let same = hex(&candidate.digest()) == previous.study_digest;
    Ok(if same { (candidate, true) } else { (study, false) })
}

/// Refuses a directory that holds something else.
pub(super) fn refuse(directory: &Path, holds: &str) -> Failure {
    let message = format!(
        "{} holds {holds}; choose another directory with --out, or use --force to move it aside until the new study is \
         complete",
        directory.display()
    );
    Failure::new(REFUSED, message)
}

/// Refuses a directory that holds anything but what a manifest describes, going by some of its fields.
pub(super) fn refuse_unlike(out: &Path, manifest: &serde_json::Value, fields: &[&str]) -> Result<(), Failure> {
    let refuse = |holds: &str| {
        Err(Failure::new(REFUSED, format!("{} holds {holds}; choose another directory with --out", out.display())))
    };
    let Ok(text) = fs::read_to_string(out.join(NAME)) else {
        let other = fs::read_dir(out).ok().and_then(|entries| {
            let names = entries.filter_map(Result::ok).map(|entry| entry.file_name().to_string_lossy().into_owned());
            names.filter(|name| !(name.starts_with('.') || name == LOCK_NAME || name == "log.jsonl")).min()
        });
        return other.map_or(Ok(()), |name| refuse(&format!("something else (`{name}`)")));
    };
    let same = serde_json::from_str::<serde_json::Value>(&text)
        .is_ok_and(|found| fields.iter().all(|key| found[key] == manifest[key]));
    if same { Ok(()) } else { refuse("another study") }
}

/// Where a directory is moved while its successor runs.
fn aside(directory: &Path) -> PathBuf {
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    directory.with_file_name(format!("{name}.replaced"))
}

/// Moves a directory aside; one that is there already came first and stays.
pub(super) fn move_aside(directory: &Path) -> Result<(), Failure> {
    let failed =
        |error: std::io::Error| Failure::new(UNREADABLE, format!("cannot move {} aside: {error}", directory.display()));
    // Nobody may be writing there.
    drop(Lock::take(directory)?);
    let target = aside(directory);
    if !target.exists() {
        return fs::rename(directory, &target).map_err(failed);
    }
    if directory.join(NAME).exists() {
        // An unfinished successor of what is aside.
        return fs::remove_dir_all(directory).map_err(failed);
    }
    Err(Failure::new(REFUSED, format!("{} exists; move it away first", target.display())))
}

/// Removes what was moved aside, if it was a study.
pub(super) fn drop_aside(directory: &Path) -> Result<(), Failure> {
    let target = aside(directory);
    if target.join(NAME).exists() {
        fs::remove_dir_all(&target)
            .map_err(|error| Failure::new(UNREADABLE, format!("cannot remove {}: {error}", target.display())))?;
    }
    Ok(())
}
