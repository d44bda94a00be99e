//! One effect in full: the paired contrast, the distribution of the expected effect, what its variance is made of, how
//! much of it rests on assumed parameters, and whether pairing still helps.
//!
//! Tables and the terminal read the same struct. What a design cannot tell is left out and said in a note, never guessed.

use super::gather::Gathered;
use crate::estimate::attribution::first_order;
use crate::estimate::expected::between_structures;
use crate::estimate::{
    Components, Contrast, DrawSums, EstimateError, Expected, Separation, attribution, jackknife_error, variance,
};
use crate::evidence::{Grade, parameter};
use crate::model::parameters::Parameters;
use crate::study::{Study, Unit};
use serde::Serialize;

/// Below this factor pairing saves next to nothing.
const DECAYED: f64 = 1.25;
/// Below this factor pairing saves less than half of the replicates.
const WEAK: f64 = 2.0;
/// Above this part of itself, the error of a spread makes it rough.
const ROUGH_SD: f64 = 0.5;
/// Below so many draws the ends of a distribution over draws are rough.
const FEW_DRAWS: usize = 20;

/// Whether the runs of a replicate still share their luck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pairing {
    /// Policy and baseline are the same in every replicate.
    Identical,
    /// Pairing saves half of the replicates or more.
    Holds,
    /// Pairing saves less than half.
    Weak,
    /// Paired runs differ about as much as independent ones.
    Decayed,
}

impl Pairing {
    /// Word of the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Holds => "holds",
            Self::Weak => "weak",
            Self::Decayed => "decayed",
        }
    }

    fn of(contrast: &Contrast) -> Option<Self> {
        if contrast.identical {
            return Some(Self::Identical);
        }
        let factor = contrast.variance_reduction_factor?;
        Some(match factor {
            _ if factor < DECAYED => Self::Decayed,
            _ if factor < WEAK => Self::Weak,
            _ => Self::Holds,
        })
    }
}

/// Shares of the variance of a single run's effect; what the design does not tell apart is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Split {
    /// Chance between replicates of one weather path.
    pub chance: Option<f64>,
    /// Weather paths.
    pub weather: Option<f64>,
    /// Chance and weather together.
    pub chance_and_weather: Option<f64>,
    /// Parameter draws.
    pub parameters: Option<f64>,
    /// Jackknife standard error of the share of parameters.
    pub parameters_error: Option<f64>,
    /// Structures; only where several are pooled.
    pub structure: Option<f64>,
}

/// An estimate and its Monte Carlo standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WithError {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub error: Option<f64>,
}

/// One effect in full.
#[derive(Debug, Clone, Serialize)]
pub struct Effect {
    /// Paired contrast.
    pub contrast: Contrast,
    /// Draws of the parameters.
    pub draws: usize,
    /// Distribution of the expected effect, where draws can be told from chance.
    pub expected: Option<Expected>,
    /// What the variance of single runs is made of.
    pub split: Split,
    /// Share of the variance between draws that goes with grade C parameters, each alone.
    pub grade_c: Option<WithError>,
    /// Whether pairing still helps.
    pub pairing: Option<Pairing>,
    /// What the effect's numbers cannot tell, in words; empty if there is nothing to say.
    pub note: String,
}

/// Draw and weather path of every replicate of the scenarios' own structure.
pub struct Labels {
    /// Draw by replicate.
    pub draws: Vec<u32>,
    /// Weather path by replicate.
    pub paths: Vec<u32>,
}

impl Labels {
    /// Those of the units that were read; the same under every structure.
    pub fn of(gathered: &Gathered) -> Self {
        let units = gathered.units();
        let list = |of: fn(&Unit) -> u32| units.iter().map(of).collect();
        Self { draws: list(|unit| unit.draw), paths: list(|unit| unit.weather_path) }
    }
}

/// The uncertain parameters of one policy as ranks over the draws, with their grade.
pub struct Uncertain {
    /// Key, grade and ranks by draw.
    pub parameters: Vec<(&'static str, Grade, Vec<f64>)>,
}

impl Uncertain {
    /// Those that vary in the policy or, if not there, in the baseline.
    pub fn of(study: &Study, baseline: usize, policy: usize) -> Self {
        let column = |scenario: usize, at: usize| -> Vec<f64> {
            (0..study.draws()).map(|draw| study.design().row(scenario, draw)[at]).collect()
        };
        let keys = Parameters::KEYS.iter().enumerate();
        let parameters = keys.filter_map(|(at, &key)| {
            let ranks = attribution::ranks(&column(policy, at));
            let ranks = ranks.or_else(|| attribution::ranks(&column(baseline, at)))?;
            Some((key, parameter(key)?.grade, ranks))
        });
        Self { parameters: parameters.collect() }
    }

    /// Part of the variance between draws that goes with some parameters, each alone; noise of replicates taken out.
    pub fn share(&self, draws: &[DrawSums], chosen: impl Fn(&str, Grade) -> bool) -> Option<WithError> {
        let chosen: Vec<&[f64]> = (self.parameters.iter())
            .filter(|(key, grade, _)| chosen(key, *grade))
            .map(|(_, _, ranks)| ranks.as_slice())
            .collect();
        let share = |some: &[DrawSums]| {
            let between = Components::of(some).draws.filter(|between| *between > 0.0)?;
            let effects: Vec<f64> = some.iter().map(|draw| draw.mean).collect();
            let mut ranks = Vec::with_capacity(some.len());
            let parts = chosen.iter().map(|all| {
                ranks.clear();
                ranks.extend(some.iter().map(|draw| all[draw.draw as usize]));
                first_order(&effects, &ranks)
            });
            Some(parts.sum::<f64>() * variance(&effects) / between)
        };
        Some(WithError { value: share(draws)?, error: jackknife_error(draws, share) })
    }
}

/// Which effect: policy and what it is compared with, metric and period.
#[derive(Debug, Clone, Copy)]
pub struct Which {
    /// Place of the scenario that is compared with.
    pub baseline: usize,
    /// Place of the policy.
    pub policy: usize,
    /// Place of the daily column.
    pub column: usize,
    /// Place of the period.
    pub span: usize,
}

impl Effect {
    /// The effect under one structure, or pooled over several with the same weight.
    ///
    /// # Errors
    /// [`EstimateError`] if there is nothing to compare.
    pub fn of(
        labels: &Labels,
        structures: &[&Gathered],
        which: Which,
        uncertain: Option<&Uncertain>,
    ) -> Result<Self, EstimateError> {
        let values = |scenario: usize| -> Vec<f64> {
            structures
                .iter()
                .flat_map(|gathered| gathered.values(scenario, which.column, which.span))
                .copied()
                .collect()
        };
        let (baseline, policy) = (values(which.baseline), values(which.policy));
        let clusters = labels.draws.repeat(structures.len());
        let mut contrast = Contrast::clustered_by_draw(&baseline, &policy, &clusters)?;
        contrast.n = labels.draws.len();
        let differences: Vec<f64> = policy.iter().zip(&baseline).map(|(b, a)| b - a).collect();
        let draws: Vec<Vec<DrawSums>> = (differences.chunks(labels.draws.len()))
            .map(|values| DrawSums::of(values, &labels.draws, &labels.paths))
            .collect();
        let grade_c = match (draws.as_slice(), uncertain) {
            ([one], Some(uncertain)) => uncertain.share(one, |_, grade| grade == Grade::C),
            _ => None,
        };
        let (pairing, expected) = (Pairing::of(&contrast), Expected::of(&draws));
        Ok(Self {
            draws: contrast.clusters,
            split: split(&draws),
            grade_c,
            note: note(&draws, expected.as_ref(), pairing),
            expected,
            pairing,
            contrast,
        })
    }
}

/// Shares of the variance; over several structures, the mean components of each and the variance between them.
fn split(structures: &[Vec<DrawSums>]) -> Split {
    let all: Vec<Components> = structures.iter().map(|draws| Components::of(draws)).collect();
    let between = between_structures(structures);
    let count = all.len() as f64;
    let total = all.iter().map(|one| one.total).sum::<f64>() / count + between;
    if total.is_nan() || total <= 0.0 {
        return Split::default();
    }
    let share = |of: fn(&Components) -> Option<f64>| {
        let sum: Option<f64> = all.iter().map(of).sum();
        sum.map(|sum| sum / count / total)
    };
    let alone = match structures {
        [draws] => jackknife_error(draws, |some| {
            let one = Components::of(some);
            (one.total > 0.0).then(|| one.draws.map(|draws| draws / one.total)).flatten()
        }),
        _ => None,
    };
    Split {
        chance: share(|one| one.chance),
        weather: share(|one| one.weather),
        chance_and_weather: share(|one| one.within_draws),
        parameters: share(|one| one.draws),
        parameters_error: alone,
        structure: (structures.len() > 1).then_some(between / total),
    }
}

fn note(structures: &[Vec<DrawSums>], expected: Option<&Expected>, pairing: Option<Pairing>) -> String {
    if pairing == Some(Pairing::Identical) {
        return String::new();
    }
    let mut notes: Vec<String> = Vec::new();
    let draws = structures.first().map_or(0, Vec::len);
    let components = structures.first().map(|draws| Components::of(draws));
    match components.map(|one| one.separation) {
        Some(Separation::None) if draws < 2 => notes.push("one draw has no spread over draws".to_owned()),
        Some(Separation::None) => notes.push(
            "one replicate a draw: the expected effect of a draw cannot be told from chance and weather (run with \
             --replicates-per-draw 2)"
                .to_owned(),
        ),
        Some(Separation::ChanceFromRest) => notes.push(
            "one weather path a draw: parameters cannot be told from weather (run with more replicates a draw than a \
             weather path)"
                .to_owned(),
        ),
        _ => {}
    }
    if let Some(expected) = expected {
        if draws < FEW_DRAWS {
            notes.push(format!("{draws} draws only: the ends of the distribution over draws are rough"));
        }
        if expected.band.is_none() {
            notes.push(
                "between draws no variance is seen above the noise of single runs, so that no band is shown".to_owned(),
            );
        } else if expected.sd_error.is_some_and(|error| error > ROUGH_SD * expected.sd) {
            notes.push("the spread over draws is rough: its error is more than half of it".to_owned());
        }
    }
    if pairing == Some(Pairing::Decayed) {
        notes.push("pairing has decayed: paired runs differ about as much as independent ones".to_owned());
    }
    notes.join("; ")
}
