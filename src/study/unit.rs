//! Running one unit: the baseline first, then every policy against it, person by person.
//!
//! The fates of the baseline's people (a few megabytes) are kept while the policies run and then forgotten; what is left
//! is one record a scenario and the counts of who did what. A unit is a pure function of the study and its number.

use super::StudyError;
use super::plan::{Study, Unit};
use super::transitions::{Baseline, Transitions};
use crate::model::observation::Observations;
use crate::model::parameters::Parameters;
use crate::model::spare::Spare;
use crate::model::together::run_together;
use crate::model::{Model, Vigilance};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a unit gives: one record a scenario, and who did what under each policy.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitRecord {
    /// By scenario, the baseline first.
    pub runs: Vec<Observations>,
    /// By policy; `None` where policy and baseline are not of the same people.
    pub outcomes: Vec<Option<Transitions>>,
}

/// The models of a study, ready to run its units on any thread.
#[derive(Debug)]
pub struct Runner<'a> {
    study: &'a Study,
    /// By structure, then scenario.
    models: Vec<Vec<Model>>,
    /// Whether a scenario differs from the baseline in its measures alone, and so must have the same people.
    measures_alone: Vec<bool>,
    vigilance: Vigilance,
    /// Memory of units that are over.
    spare: Mutex<Spare>,
}

impl<'a> Runner<'a> {
    /// Prepares the models of all scenarios and structures.
    ///
    /// # Errors
    /// [`StudyError::Input`] if a scenario asks for input that the record does not hold.
    pub fn new(study: &'a Study, vigilance: Vigilance) -> Result<Self, StudyError> {
        let model = |structure, scenario: usize| {
            let name = &study.scenarios()[scenario].name;
            Model::new(study.setting(structure, scenario))
                .map_err(|error| StudyError::input(format!("scenario `{name}`: {error}")))
        };
        let scenarios = 0..study.scenarios().len();
        let models = (0..study.structure_count())
            .map(|structure| scenarios.clone().map(|scenario| model(structure, scenario)).collect())
            .collect::<Result<_, _>>()?;
        let without_measures = |scenario| {
            let mut setting = study.setting(0, scenario);
            setting.measures.clear();
            setting
        };
        let baseline = without_measures(0);
        let same = |scenario: usize| {
            study.scenarios()[scenario].laws == study.baseline().laws && without_measures(scenario) == baseline
        };
        let measures_alone = scenarios.clone().map(same).collect();
        Ok(Self { study, models, measures_alone, vigilance, spare: Mutex::default() })
    }

    /// Takes back records that have been used, so that later units write in their memory.
    pub fn reuse(&self, records: impl IntoIterator<Item = Observations>) {
        let mut spare = self.spare();
        records.into_iter().for_each(|record| spare.keep_record(record));
    }

    fn spare(&self) -> MutexGuard<'_, Spare> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a unit. `go_on` is asked after each run; if it says no, the unit is abandoned and the result is `None`.
    ///
    /// # Errors
    /// [`StudyError::Run`] if a history fails, [`StudyError::Internal`] if it panics or its people are not the baseline's.
    pub fn run(&self, unit: Unit, mut go_on: impl FnMut() -> bool) -> Result<Option<UnitRecord>, StudyError> {
        let scenarios = self.study.scenarios().len();
        let models: Vec<&Model> = self.models[unit.structure as usize].iter().collect();
        let parameters: Vec<Parameters> =
            (0..scenarios).map(|scenario| self.study.design().parameters(scenario, unit.draw)).collect();
        let key = self.study.unit_key(unit);
        let after_origin = self.study.origin_day().since(self.study.period().first()).saturating_add(1).max(0) as u32;
        let mut record = UnitRecord { runs: Vec::new(), outcomes: Vec::new() };
        let mut baseline: Option<Baseline> = None;
        let mut stopped = None;
        let mut spare = self.spare().take(scenarios);
        // A panic of the model is a bug in one history: name it instead of tearing the pool down.
        let result = catch_unwind(AssertUnwindSafe(|| {
            run_together(&models, &parameters, key, self.vigilance, &mut spare, |observations, fates, spare| {
                let scenario = record.runs.len();
                record.runs.push(observations);
                if let Some(baseline) = &baseline {
                    let counts = baseline.against(&fates, after_origin);
                    spare.keep_fates(fates);
                    if counts.is_none() && self.measures_alone[scenario] {
                        stopped = Some(Err(self.bug(unit, scenario, "the number of people depends on a measure")));
                        return false;
                    }
                    record.outcomes.push(counts);
                } else {
                    baseline = Some(Baseline::new(fates));
                }
                let on = go_on();
                if !on {
                    stopped = Some(Ok(None));
                }
                on
            })
        }));
        if let Some(baseline) = baseline {
            spare.keep_fates(baseline.into_fates());
        }
        self.spare().keep_all(spare);
        let failed = record.runs.len();
        match (result, stopped) {
            (Ok(Ok(())), None) => Ok(Some(record)),
            (Ok(Ok(())), Some(end)) => end,
            (Ok(Err(source)), _) => Err(StudyError::Run {
                scenario: self.name(unit, failed),
                replicate: unit.replicate,
                seed: self.study.seed(),
                source,
            }),
            (Err(panic), _) => {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
                Err(self.bug(unit, failed, text))
            }
        }
    }

    fn name(&self, unit: Unit, scenario: usize) -> String {
        let name = &self.study.scenarios()[scenario].name;
        match unit.structure {
            0 => name.clone(),
            structure => format!("{name} under {}", self.study.structure_name(structure as usize)),
        }
    }

    fn bug(&self, unit: Unit, scenario: usize, message: &str) -> StudyError {
        StudyError::Internal {
            scenario: self.name(unit, scenario),
            replicate: unit.replicate,
            seed: self.study.seed(),
            message: message.to_owned(),
        }
    }
}
