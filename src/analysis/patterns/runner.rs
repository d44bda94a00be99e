//! Runs replicates of a setting, and settings with one thing changed.
//!
//! Parameters are drawn from their laws as in an ordinary study, the same for every setting. Replicates run side by side
//! and are collected in index order, so that threads cannot change a digit. Reads no files.

use crate::model::measures::{Common, Entry, KINDS};
use crate::model::observation::Observations;
use crate::model::parameters::Parameters;
use crate::model::setting::Setting;
use crate::model::{Model, ModelError, UnitKey};
use crate::quantity::{Day, Period};
use crate::study::StudyError;
use crate::study::design::Design;
use rayon::prelude::*;

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
pub enum PatternsError {
    /// The scenario cannot be held against the record.
    #[error("{message}")]
    Input {
        /// What the user can change.
        message: String,
    },
    /// The parameters cannot be drawn.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A run cannot be prepared.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A run failed.
    #[error("replicate {replicate} (seed {seed}) failed: {source}")]
    Run {
        /// The replicate.
        replicate: u32,
        /// The seed.
        seed: u64,
        /// Why.
        source: ModelError,
    },
}

/// The runner of one scenario's replicates.
pub struct Runner {
    /// Parameters by replicate.
    pub design: Design,
    /// Seed of all keys.
    pub seed: u64,
}

impl Runner {
    /// One value of each of the first `replicates`, in index order; `adjust` changes the drawn parameters.
    pub fn run<T: Send>(
        &self,
        setting: &Setting,
        replicates: u32,
        adjust: fn(&mut Parameters),
        reduce: impl Fn(usize, &Observations) -> T + Sync,
    ) -> Result<Vec<T>, PatternsError> {
        let model = Model::new(setting.clone())?;
        let (seed, one) = (self.seed, |replicate: u32| {
            let key = UnitKey { seed: self.seed, replicate, weather_path: replicate };
            let mut parameters = self.design.parameters(0, replicate);
            adjust(&mut parameters);
            (replicate, model.run(&parameters, key).map(|run| reduce(replicate as usize, &run)))
        });
        let results: Vec<_> = (0..replicates).into_par_iter().map(one).collect();
        let checked = results
            .into_iter()
            .map(|(replicate, result)| result.map_err(|source| PatternsError::Run { replicate, seed, source }));
        checked.collect()
    }
}

/// Leaves the parameters as drawn.
pub const fn as_drawn(_: &mut Parameters) {}

/// The setting with further measures, `(name, keys)`, from `first` to `last`.
pub fn with(setting: &Setting, measures: &[(&str, String)], first: Day, last: Day) -> Result<Setting, PatternsError> {
    let mut setting = setting.clone();
    for (number, (measure, keys)) in measures.iter().enumerate() {
        setting.measures.push(entry(measure, number, keys, first, last)?);
    }
    setting.measures.sort_by(|a, b| (a.effect.name(), &a.common.id).cmp(&(b.effect.name(), &b.common.id)));
    Ok(setting)
}

/// A period.
pub fn period(first: Day, last: Day) -> Result<Period, PatternsError> {
    Period::new(first, last).map_err(|message| PatternsError::Input { message })
}

/// A day.
pub fn day((year, month, day): (i16, i8, i8)) -> Result<Day, PatternsError> {
    Day::from_civil(year, month, day)
        .ok_or_else(|| PatternsError::Input { message: format!("there is no day {year}-{month}-{day}") })
}

/// An entry of a measure that only this table adds.
fn entry(measure: &str, number: usize, keys: &str, first: Day, last: Day) -> Result<Entry, PatternsError> {
    let refused =
        |what: String| PatternsError::Input { message: format!("the probe of `{measure}` is refused: {what}") };
    let table = |text: &str| text.parse::<toml::Table>().map_err(|error| refused(error.message().to_owned()));
    let kind = KINDS.iter().find(|kind| kind.name == measure).ok_or_else(|| refused("unknown measure".to_owned()))?;
    let common = format!("id = \"pattern_probe_{number}\"\nstart = \"{first}\"\nend = \"{last}\"\nramp_days = 0");
    let mut keys = table(keys)?;
    let mut common = table(&common)?;
    // A probe may set its own ramp, which is not a key of the measure.
    if let Some(ramp) = keys.remove("ramp_days") {
        common.insert("ramp_days".to_owned(), ramp);
    }
    Ok(Entry {
        common: common.try_into::<Common>().map_err(|error| refused(error.message().to_owned()))?,
        effect: (kind.parse)(keys).map_err(refused)?,
    })
}
