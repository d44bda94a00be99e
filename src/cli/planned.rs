//! A planned directory: the study that its manifest, resolved scenarios and design describe, with no scenario file at hand.
//!
//! Whatever planned it (a run, a submission, a generation of a calibration), its blocks can be computed, counted, checked
//! and merged from the directory alone. Computes nothing.

use super::failure::{Failure, INCOMPLETE, INVALID, REFUSED};
use super::{directory, inputs};
use crate::report::manifest::{self, Previous, Start};
use crate::report::{self, resolved_path};
use crate::scenario;
use crate::study::{Disk, Study, StudyError, packages, structures};
use std::path::{Path, PathBuf};

/// A directory and its study.
#[derive(Debug)]
pub(super) struct Planned {
    pub directory: PathBuf,
    pub study: Study,
    pub previous: Previous,
}

/// Writes what a study is, before anything is run.
pub(super) fn write(study: &Study, disk: &Disk, start: &Start, out: &Path) -> Result<(), StudyError> {
    disk.make_directory(out)?;
    // The manifest first: it says whose directory it is to a shard that comes at the same time.
    manifest::write_running(study, out, disk, start)?;
    report::write_inputs(study, out, disk).map(drop)
}

/// Whether everything is there that a directory is read from.
pub(super) fn is_whole(study: &Study, out: &Path) -> bool {
    let there = |name: &str| out.join(name).is_file();
    there(manifest::NAME)
        && there("design.csv")
        && study.scenarios().iter().all(|scenario| there(&resolved_path(&scenario.name)))
}

/// Reads a directory.
pub(super) fn read(path: &Path) -> Result<Planned, Failure> {
    let Some(previous) = Previous::read(path) else {
        return Err(Failure::new(INVALID, format!("{} is not a directory of results", path.display())));
    };
    let mut scenarios = Vec::new();
    for name in &previous.scenarios {
        let file = path.join(resolved_path(name));
        let (scenario, _) = scenario::load(&file, &[])
            .map_err(|problems| Failure::rendered(inputs::code(&problems), problems.render(false)))?;
        scenarios.push(scenario);
    }
    let packages = packages::expand(&mut scenarios, &previous.packages)?;
    let cap = previous.stopping.as_ref().map(|stopping| stopping.looks(previous.arrangement)).transpose()?;
    let cap = cap.and_then(|looks| looks.last().copied()).unwrap_or(previous.replicates);
    let mut study = Study::new(scenarios, cap, previous.seed, previous.block_size)?
        .with_packages(packages)
        .arranged(previous.arrangement)?;
    if let Some(stopping) = previous.stopping.clone() {
        study = study.until(stopping);
    }
    let alternatives = if previous.structures.is_empty() {
        Vec::new()
    } else {
        structures::read(&previous.structures).map_err(|reason| Failure::new(INVALID, reason))?
    };
    let (study, _) = study.under(alternatives);
    let (study, same) = directory::adopt(study, &previous, path)?;
    if same {
        // A study that stops on its error has the replicates that its manifest tells.
        let study = study.ended_at(previous.replicates);
        return Ok(Planned { directory: path.to_owned(), study, previous });
    }
    let message = format!(
        "the scenarios and design in {} are not those of its manifest, or another version of the model planned it",
        path.display()
    );
    Err(Failure::new(REFUSED, message))
}

impl Planned {
    /// The same, if the study is finished.
    pub(super) fn complete(self) -> Result<Self, Failure> {
        if self.previous.complete {
            return Ok(self);
        }
        let message = format!("{} is not complete; run its command again to finish it", self.directory.display());
        Err(Failure::new(INCOMPLETE, message))
    }

    /// All blocks of the study.
    pub(super) fn blocks(&self) -> Vec<u32> {
        (0..self.study.block_count()).collect()
    }
}
