//! The science: entities, the schedule of a day, submodels, measures and observation.
//!
//! A run is a pure function of setting, parameters and unit key. The room never touches files, clocks, threads or the
//! terminal.

pub mod measures;
pub mod observation;
pub mod parameters;
pub mod setting;
pub mod state;
pub mod submodels;

use observation::Observations;
use parameters::Parameters;
use setting::Setting;

/// Changes whenever the same input gives other results.
pub const MODEL_VERSION: u32 = 1;

/// What tells the random numbers of one run from another's; the scenario and the parameter draw are never part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitKey {
    /// Seed of the study.
    pub seed: u64,
    /// Replicate, unique over the study.
    pub replicate: u32,
    /// Weather path; replaces the replicate in the keys of sea and wind.
    pub weather_path: u32,
}

/// Why a model cannot be built or a run cannot go on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// The setting asks for observations that do not exist.
    #[error("{reason}")]
    Input {
        /// What is missing, in words a user can act on.
        reason: String,
    },
    /// A quantity left its range: a bug, or a parameter far outside the plausible.
    #[error("on {day} the {process} process gave {what}")]
    Broken {
        /// Day of the failure.
        day: crate::quantity::Day,
        /// Process that failed.
        process: &'static str,
        /// What was seen.
        what: String,
    },
}

/// A scenario made ready to run: everything that does not depend on the unit is computed once.
#[derive(Debug)]
pub struct Model {
    setting: Setting,
}

impl Model {
    /// Prepares a setting.
    ///
    /// # Errors
    /// [`ModelError::Input`] if the setting asks for wind or demand that the record does not hold.
    pub fn new(setting: Setting) -> Result<Self, ModelError> {
        Ok(Self { setting })
    }

    /// The setting it was made from.
    pub const fn setting(&self) -> &Setting {
        &self.setting
    }

    /// Runs one history.
    ///
    /// # Errors
    /// [`ModelError::Broken`] if a quantity leaves its range.
    pub fn run(&self, parameters: &Parameters, key: UnitKey) -> Result<Observations, ModelError> {
        let _ = (parameters, key);
        Ok(Observations::new(self.setting.period, self.setting.origins.len()))
    }
}
