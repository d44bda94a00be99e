//! Calibration: which parameters the record informs, and how much.
//!
//! Generations of simulations narrow the prior to where histories look like the record; the last bank, adjusted by
//! regression, is the posterior (`inference`). Every generation is a study, so a calibration can be stopped and continued
//! and repeats to the bit. What the method can and cannot do is checked on the bank itself (`check`). Method and figures:
//! `docs/calibration.md`. It never touches the terminal and uses no day after the as-of date.

mod bank;
mod check;
mod generation;
mod history;
mod inference;
mod outputs;
mod pairs;
mod predictive;
mod region;
mod summaries;

pub use check::Check;
pub use generation::{Machine, Planner};
pub use history::ObservedDay;
pub use outputs::{Diagnostic, Facts, File};
pub use predictive::Predictive;

use super::scale::Scale;
use crate::estimate::linear;
use crate::evidence::Law;
use crate::model::Vigilance;
use crate::model::observation::Observations;
use crate::quantity::calendar::{FORECAST_ORIGIN, RECORD_START};
use crate::quantity::{Day, Period};
use crate::random::{Purpose, Stream, mix64};
use crate::scenario::{Calibration, Contraction};
use crate::study::{Runner, StudyError};
use bank::{Bank, Curve};
use generation::{Draws, Measure};
use history::{History, Known};
use inference::{LEAST_ACCEPTED, Sample};
use region::Region;
use std::path::{Path, PathBuf};

/// Share of a generation's runs that show where the next one looks.
const LOOK_SHARE: f64 = 0.3;
/// Factor on the variances of the region for the next generation.
const WIDEN: f64 = 2.0;
/// Contraction from which a parameter is called informed by data.
pub const INFORMED: f64 = 0.2;

/// Why there is no posterior.
#[derive(Debug, thiserror::Error)]
pub enum CalibrationError {
    /// What was asked for cannot be calibrated.
    #[error("{message}")]
    Input {
        /// What is wrong and what the user can change.
        message: String,
    },
    /// A generation could not be run or written.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A generation is planned, and its blocks are for others to compute.
    #[error("{} blocks of {} are missing", missing.len(), directory.display())]
    Planned {
        /// Its directory.
        directory: PathBuf,
        /// Blocks that are missing or bad.
        missing: Vec<u32>,
    },
}

impl CalibrationError {
    fn input(message: impl Into<String>) -> Self {
        Self::Input { message: message.into() }
    }
}

/// What one generation was and what it showed.
#[derive(Debug, Clone, PartialEq)]
pub struct Generation {
    /// From 1.
    pub number: usize,
    /// Runs.
    pub runs: usize,
    /// Directions of the parameter space in which its draws were narrowed.
    pub narrowed_directions: usize,
    /// Runs of this and earlier generations that lie where this one looked.
    pub bank: usize,
    /// Runs accepted.
    pub accepted: usize,
    /// Largest distance of an accepted run, in residual standard deviations.
    pub tolerance: f64,
    /// Distance of the nearest run.
    pub nearest: f64,
    /// Effective number of accepted runs.
    pub effective_size: f64,
}

/// A calibration ready to run.
pub struct Plan<'a> {
    calibration: &'a Calibration,
    scales: Vec<Scale>,
    keys: Vec<String>,
    known: Known,
    record: History,
}

/// A finished calibration.
pub struct Fitted {
    /// Generations in order.
    pub generations: Vec<Generation>,
    /// Runs of all generations in the last region.
    bank: Bank,
    sample: Sample,
    regions: Vec<Region>,
    /// Values by draw of the posterior, equal weights.
    pub rows: Vec<Vec<f64>>,
}

impl Fitted {
    /// Whether scores lie where the last generation looked.
    fn in_region(&self, scores: &[f64]) -> bool {
        self.regions.iter().all(|region| region.holds(scores))
    }
}

impl<'a> Plan<'a> {
    /// Prepares a calibration with observations that a user may give.
    ///
    /// # Errors
    /// [`CalibrationError::Input`] if the scenario or the observations do not cover the days up to the as-of date.
    pub fn new(calibration: &'a Calibration, given: &[ObservedDay]) -> Result<Self, CalibrationError> {
        let known = Known::as_of(calibration.until)?;
        let record = known.record(given)?;
        let first = calibration.scenario.setting.period.first();
        if first != RECORD_START {
            let name = &calibration.scenario.name;
            let message = format!("the scenario `{name}` starts on {first}; the record starts on {RECORD_START}");
            return Err(CalibrationError::Input { message });
        }
        if calibration.scenario.setting.population_scale != 1.0 {
            let message = "the record is of real size: a calibration needs `population.scale = 1`";
            return Err(CalibrationError::input(message));
        }
        let scale = |(key, law): &(String, Law)| {
            Scale::new(key, *law).ok_or_else(|| CalibrationError::input(format!("`{key}` has no prior to infer from")))
        };
        Ok(Self {
            scales: calibration.priors.iter().map(scale).collect::<Result<_, _>>()?,
            keys: calibration.priors.iter().map(|(key, _)| key.clone()).collect(),
            calibration,
            known,
            record,
        })
    }

    /// The as-of date.
    pub const fn until(&self) -> Day {
        self.known.period.last()
    }

    /// The scenario as it is run: to the as-of date and no further, knowing nothing after it.
    fn scenario(&self) -> Result<crate::scenario::Scenario, CalibrationError> {
        let mut scenario = self.calibration.scenario.clone();
        let until = self.until();
        scenario.setting.period = Period::new(RECORD_START, until).map_err(CalibrationError::input)?;
        // Inputs that the program carries end with the record, also where a user knows later arrivals.
        scenario.setting.origin_day = until.min(FORECAST_ORIGIN);
        Ok(scenario)
    }

    /// The summaries that parameters bend, and those parameters.
    fn curve(&self) -> Curve {
        let all = summaries::summaries(&self.known, &self.record, &self.calibration.targets);
        Curve {
            summaries: (0..all.len()).filter(|&at| summaries::bends(&all[at].0)).collect(),
            parameters: (0..self.keys.len()).filter(|&at| summaries::is_bending(&self.keys[at])).collect(),
        }
    }

    fn seed(&self, part: u64) -> u64 {
        // Seeds of studies stay within what a file can hold.
        mix64(self.calibration.seed, part) >> 1
    }

    fn values(&self, scores: &[f64]) -> Vec<f64> {
        self.scales.iter().zip(scores).map(|(scale, &z)| scale.value(z)).collect()
    }

    /// Runs all generations and adjusts the last bank; `told` hears of each generation.
    ///
    /// # Errors
    /// [`CalibrationError`] if a run fails, the work is cancelled, or the bank is too small.
    pub fn fit(
        &self,
        directory: &Path,
        machine: &Machine<'_>,
        told: &dyn Fn(&Generation),
    ) -> Result<Fitted, CalibrationError> {
        let (budget, targets) = (&self.calibration.budget, self.calibration.targets.as_slice());
        let scenario = self.scenario()?;
        let recorded = summaries::summaries(&self.known, &self.record, targets);
        let (names, observed): (Vec<String>, Vec<f64>) = recorded.into_iter().unzip();
        let (mut all, mut regions, mut generations) = (Bank::default(), Vec::<Region>::new(), Vec::new());
        let curve = self.curve();
        let mut last = None;
        let count = budget.generation_runs.len();
        for (at, &runs) in budget.generation_runs.iter().enumerate() {
            let number = at + 1;
            let seed = self.seed(number as u64);
            let scores: Vec<Vec<f64>> = (0..runs)
                .map(|draw| region::draw(&regions, self.keys.len(), seed, draw))
                .collect::<Option<_>>()
                .ok_or_else(|| {
                    CalibrationError::input(
                        "the regions of the generations leave no room; give the first one more runs",
                    )
                })?;
            let values = scores.iter().map(|scores| self.values(scores)).collect();
            let draws = Draws { keys: &self.keys, scores, values };
            let place = directory.join(format!("generation_{number}"));
            let measure =
                |run: &Observations| values_of(&summaries::summaries(&self.known, &self.history(run), targets));
            let measure = Measure { names: names.clone(), of: &measure };
            let new = generation::run(&place, &scenario, seed, draws, measure, machine)?;
            all.scores.extend(new.scores);
            all.summaries.extend(new.summaries);
            let bank = inside(&all, &regions);
            let accept = if number == count {
                budget.accepted_runs as usize
            } else {
                ((LOOK_SHARE * bank.scores.len() as f64) as usize).max(LEAST_ACCEPTED)
            };
            let accept = accept.min(bank.scores.len() / 2);
            let ready = bank.ready(&curve);
            let sample = ready.infer(&ready.standardised(&observed), accept, None).ok_or_else(|| {
                CalibrationError::input(format!("{} runs are too few to learn from", bank.scores.len()))
            })?;
            let generation = Generation {
                number,
                runs: runs as usize,
                narrowed_directions: regions.last().map_or(0, Region::informed),
                bank: bank.scores.len(),
                accepted: sample.scores.len(),
                tolerance: sample.tolerance,
                nearest: sample.nearest,
                effective_size: sample.effective_size(),
            };
            told(&generation);
            generations.push(generation);
            if number < count {
                regions.push(Region::around(&sample, WIDEN));
            }
            last = Some((bank, sample));
        }
        let (bank, sample) = last.ok_or_else(|| CalibrationError::input("a calibration needs a generation"))?;
        let rows = self.resampled(&sample);
        Ok(Fitted { generations, bank, sample, regions, rows })
    }

    /// Draws of equal weight by systematic resampling: each accepted run as often as its weight asks for.
    fn resampled(&self, sample: &Sample) -> Vec<Vec<f64>> {
        let draws = self.calibration.budget.draws;
        let start = Stream::new(self.seed(0), 0).uniform(0, 0, Purpose::ParameterDraw, 0);
        let (mut rows, mut sum, mut at) = (Vec::new(), sample.weights[0], 0);
        for draw in 0..draws {
            let goal = (f64::from(draw) + start) / f64::from(draws);
            while sum < goal && at + 1 < sample.weights.len() {
                at += 1;
                sum += sample.weights[at];
            }
            rows.push(self.values(&sample.scores[at]));
        }
        rows
    }

    /// One run at the middle of all priors, to see how long it takes.
    ///
    /// # Errors
    /// [`CalibrationError`] if it fails.
    pub fn one_run(&self) -> Result<(), CalibrationError> {
        let middle = vec![self.values(&vec![0.0; self.keys.len()])];
        let study = generation::study(&self.scenario()?, self.calibration.seed, &self.keys, &middle)?;
        Runner::new(&study, Vigilance::Normal)?.run(study.unit(0), || true)?;
        Ok(())
    }

    /// What the data said about each parameter.
    pub fn contractions(&self, fitted: &Fitted) -> Vec<Contraction> {
        let (_, covariance) = linear::moments(&fitted.sample.scores, &fitted.sample.weights);
        let contraction = |(at, key): (usize, &String)| {
            let contraction = 1.0 - covariance.at(at, at);
            Contraction { key: key.clone(), contraction, informed: contraction >= INFORMED }
        };
        self.keys.iter().enumerate().map(contraction).collect()
    }

    /// A run on the days that are known.
    fn history(&self, run: &Observations) -> History {
        self.known.run(run)
    }
}

fn values_of(named: &[(String, f64)]) -> Vec<f64> {
    named.iter().map(|(_, value)| *value).collect()
}

/// The runs of a bank inside all regions: draws of earlier generations that a later one could have made count as its own.
fn inside(all: &Bank, regions: &[Region]) -> Bank {
    let kept = |scores: &Vec<f64>| regions.iter().all(|region| region.holds(scores));
    let rows = all.scores.iter().zip(&all.summaries).filter(|(scores, _)| kept(scores));
    let (scores, summaries) = rows.map(|(scores, row)| (scores.clone(), row.clone())).unzip();
    Bank { scores, summaries }
}
