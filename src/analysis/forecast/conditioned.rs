//! The model's ensemble: every draw reaches the origin several times over, and goes on from the histories that the last
//! twelve months speak for.
//!
//! Within a draw the candidates differ in chance and in the level of demand. Each has its level moved until its arrivals of
//! the last twelve months come within [`NEAR`] of the observed ones, by secants in logs with its random numbers held: while a
//! route still spreads, arrivals answer a change of level several times over. A candidate then weighs `exp(-d^2 / 2)`, `d^2` the
//! squared log ratio of twelve-month totals over [`TOTAL_LOG_SD`] and of quarters of a year over [`QUARTER_LOG_SD`]. As many
//! futures as asked for go on from candidates chosen by weight (systematic resampling), each with random numbers and weather of
//! its own. Every draw has the same number of futures, whatever its weights: the posterior has used those data already, so draws
//! are not weighed again, and no member carries a weight.
//!
//! The level is taken as free within a draw: what a draw says of the size of demand gives way to the last twelve months.
//! Nothing after the origin is read.

use super::ensemble::Path;
use crate::model::observation::{Metric, Observations};
use crate::model::parameters::Parameters;
use crate::model::setting::Setting;
use crate::model::together::{Candidate, run_conditioned};
use crate::model::{Model, ModelError, UnitKey, Vigilance};
use crate::quantity::{Day, Period};
use crate::random::{Purpose, Stream, unit32};
use rayon::prelude::*;
use serde::Serialize;

/// Log standard deviation at which a twelve-month total counts as near.
pub const TOTAL_LOG_SD: f64 = 0.05;
/// Log standard deviation at which a quarter of a year counts as near.
pub const QUARTER_LOG_SD: f64 = 0.2;
/// A twelve-month total this near in logs needs no further search.
const NEAR: f64 = 0.04;
/// Histories that one search may cost.
const MOST_STEPS: u32 = 5;
/// The level of a draw moves by no more than this factor, either way.
const FURTHEST: f64 = 5.0;
/// Elasticities of arrivals in the level that a search believes.
const ELASTICITY: (f64, f64) = (0.6, 4.0);
/// Days of the last twelve months.
const YEAR: usize = 365;
/// Keeps the uniforms of the forecast apart from those of the model.
const SALT: u64 = 0x666f_7265_6361_7374;

/// How large the ensemble is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Draws of parameters.
    pub draws: u32,
    /// Histories to the origin within a draw.
    pub candidates: u32,
    /// Futures of a draw.
    pub futures: u32,
}

/// How the histories were chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conditioning {
    /// Size of the ensemble.
    pub size: Size,
    /// Share of the histories that some future goes on from.
    pub kept_share: f64,
    /// Mean over draws of the effective number of histories, `(sum w)^2 / sum w^2`.
    pub effective_per_draw: f64,
    /// Quartiles over draws of the factor on the level of demand.
    pub level_factor: [f64; 3],
    /// Twelve months to the origin as observed.
    pub observed_people: f64,
    /// The same in the chosen histories: 5 %, 50 % and 95 %.
    pub simulated_people: [f64; 3],
}

/// The ensemble: each path from the first of the last [`YEAR`] days before the origin to the horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// First day of the paths.
    pub first: Day,
    /// Paths, draw by draw.
    pub paths: Vec<Path>,
    /// How they were chosen.
    pub conditioning: Conditioning,
}

/// Runs the ensembles of settings whose `origin_day` is the origin and whose period ends at the horizon, and that differ in
/// nothing but the weather after the origin: they share their pasts.
///
/// `recent` is what was observed on the last [`YEAR`] days to the origin; `parameters` gives each draw's; `done` is called
/// after each draw.
///
/// # Errors
/// [`ModelError`] if the setting cannot be run or a run fails.
pub fn members(
    settings: &[Setting],
    recent: &[f64],
    size: Size,
    seed: u64,
    parameters: impl Fn(u32) -> Parameters + Sync,
    done: impl Fn() + Sync,
) -> Result<Vec<Members>, ModelError> {
    let models = settings.iter().map(|setting| Model::new(setting.clone())).collect::<Result<Vec<_>, _>>()?;
    let setting = &settings[0];
    let to_origin =
        Period::new(setting.period.first(), setting.origin_day).map_err(|reason| ModelError::Input { reason })?;
    let past = Model::new(Setting { period: to_origin, ..setting.clone() })?;
    let until = to_origin.len_days();
    let ensemble = Draws { models: models.iter().collect(), past: &past, until, recent, size, seed };
    let of_draw = |draw| {
        let result = ensemble.run(draw, &parameters(draw));
        done();
        result
    };
    let draws: Vec<Result<Draw, ModelError>> = (0..size.draws).into_par_iter().map(of_draw).collect();
    let draws = draws.into_iter().collect::<Result<Vec<_>, _>>()?;
    let first = setting.origin_day.plus(1 - YEAR as i32);
    Ok((0..settings.len()).map(|weather| gathered(&draws, weather, size, recent.iter().sum(), first)).collect())
}

/// One draw's futures, by weather.
struct Draw {
    paths: Vec<Vec<Path>>,
    kept: usize,
    effective: f64,
    level_factor: f64,
}

struct Draws<'a> {
    models: Vec<&'a Model>,
    past: &'a Model,
    until: usize,
    recent: &'a [f64],
    size: Size,
    seed: u64,
}

impl Draws<'_> {
    fn run(&self, draw: u32, parameters: &Parameters) -> Result<Draw, ModelError> {
        let mut candidates = Vec::new();
        let mut log_levels = Vec::new();
        for candidate in 0..self.size.candidates {
            let key = self.past_key(draw, candidate);
            // Candidates of a draw want about the same level.
            let start = log_levels.last().copied().unwrap_or(0.0);
            let log_level = self.level(key, parameters, start)?;
            log_levels.push(log_level);
            candidates.push(Candidate { parameters: at_level(parameters, libm::exp(log_level)), key });
        }
        let level_factor = libm::exp(crate::estimate::mean(&log_levels));
        let (mut kept, mut effective) = (0, 0.0);
        let futures: Vec<UnitKey> = (0..self.size.futures).map(|future| self.future_key(draw, future)).collect();
        let choose = |histories: &[&Observations]| {
            let weights: Vec<f64> = histories.iter().map(|run| self.distance(run)).collect();
            let weights = weights_of(&weights);
            effective = 1.0 / weights.iter().map(|w| w * w).sum::<f64>();
            let words = Stream::new(self.seed ^ SALT, draw).block(0, 0, Purpose::ParameterDraw, 0);
            let chosen = systematic(&weights, unit32(words[0]), futures.len());
            kept = 1 + chosen.windows(2).filter(|pair| pair[0] != pair[1]).count();
            chosen
        };
        let runs = run_conditioned(&self.models, &candidates, self.until, choose, &futures, Vigilance::Normal)?;
        let from = self.until - YEAR;
        let path = |run: &Observations| Path {
            people: run.metric(Metric::Arrivals)[from..].to_vec(),
            boats: run.metric(Metric::Boats)[from..].to_vec(),
        };
        let paths = runs.iter().map(|runs| runs.iter().map(path).collect()).collect();
        Ok(Draw { paths, kept, effective, level_factor })
    }

    /// The log factor on the level of demand at which a history's last twelve months come out as observed.
    fn level(&self, key: UnitKey, parameters: &Parameters, start: f64) -> Result<f64, ModelError> {
        let observed: f64 = self.recent.iter().sum();
        let most = libm::log(FURTHEST);
        let (mut at, mut elasticity) = (start, 1.0);
        let mut before: Option<(f64, f64)> = None;
        let mut nearest = (f64::INFINITY, start);
        for _ in 0..MOST_STEPS {
            let run = self.past.run(&at_level(parameters, libm::exp(at)), key)?;
            let simulated: f64 = run.metric(Metric::Arrivals)[self.until - YEAR..].iter().sum();
            let gap = libm::log((simulated + 1.0) / (observed + 1.0));
            if gap.abs() < nearest.0 {
                nearest = (gap.abs(), at);
            }
            if gap.abs() < NEAR {
                break;
            }
            if let Some((last_at, last_gap)) = before.filter(|(last_at, _)| *last_at != at) {
                elasticity = ((gap - last_gap) / (at - last_at)).clamp(ELASTICITY.0, ELASTICITY.1);
            }
            before = Some((at, gap));
            at = (at - gap / elasticity).clamp(-most, most);
        }
        Ok(nearest.1)
    }

    /// Squared distance of a history's last twelve months from the observed ones.
    fn distance(&self, run: &Observations) -> f64 {
        let simulated = &run.metric(Metric::Arrivals)[self.until - YEAR..self.until];
        let log_ratio = |days: std::ops::Range<usize>| {
            let sum = |daily: &[f64]| daily[days.clone()].iter().sum::<f64>() + 1.0;
            libm::log(sum(simulated) / sum(self.recent))
        };
        let total = log_ratio(0..YEAR) / TOTAL_LOG_SD;
        let quarters = (0..4).map(|q| log_ratio(q * YEAR / 4..(q + 1) * YEAR / 4) / QUARTER_LOG_SD);
        total * total + quarters.map(|x| x * x).sum::<f64>()
    }

    const fn past_key(&self, draw: u32, candidate: u32) -> UnitKey {
        let replicate = draw * self.size.candidates + candidate;
        UnitKey { seed: self.seed, replicate, weather_path: replicate }
    }

    /// Replicates of futures come after all those of pasts.
    const fn future_key(&self, draw: u32, future: u32) -> UnitKey {
        let replicate = self.size.draws * self.size.candidates + draw * self.size.futures + future;
        UnitKey { seed: self.seed, replicate, weather_path: replicate }
    }
}

fn at_level(parameters: &Parameters, factor: f64) -> Parameters {
    Parameters { demand_level: parameters.demand_level * factor, ..parameters.clone() }
}

/// Normalised weights of squared distances; the nearest has weight before normalising, so that the sum cannot vanish.
fn weights_of(distances: &[f64]) -> Vec<f64> {
    let nearest = distances.iter().copied().fold(f64::INFINITY, f64::min);
    let weights: Vec<f64> = distances.iter().map(|d| libm::exp(-0.5 * (d - nearest))).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| w / sum).collect()
}

/// `count` places chosen by weight with one uniform: a place is chosen as often as its weight says, up to one.
fn systematic(weights: &[f64], u: f64, count: usize) -> Vec<usize> {
    let (mut place, mut upper) = (0, weights[0]);
    (0..count)
        .map(|n| {
            let position = (n as f64 + u) / count as f64;
            while position > upper && place + 1 < weights.len() {
                place += 1;
                upper += weights[place];
            }
            place
        })
        .collect()
}

fn gathered(draws: &[Draw], weather: usize, size: Size, observed_people: f64, first: Day) -> Members {
    let count = draws.len() as f64;
    let mut factors: Vec<f64> = draws.iter().map(|draw| draw.level_factor).collect();
    factors.sort_by(f64::total_cmp);
    let kept: usize = draws.iter().map(|draw| draw.kept).sum();
    let effective = draws.iter().map(|draw| draw.effective).sum::<f64>() / count;
    let paths: Vec<Path> = draws.iter().flat_map(|draw| draw.paths[weather].iter().cloned()).collect();
    let mut totals: Vec<f64> = paths.iter().map(|path| path.people[..YEAR].iter().sum()).collect();
    totals.sort_by(f64::total_cmp);
    let conditioning = Conditioning {
        size,
        kept_share: kept as f64 / (count * f64::from(size.candidates)),
        effective_per_draw: effective,
        level_factor: [0.25, 0.5, 0.75].map(|p| crate::estimate::quantile_sorted(&factors, p)),
        observed_people,
        simulated_people: [0.05, 0.5, 0.95].map(|p| crate::estimate::quantile_sorted(&totals, p)),
    };
    Members { first, paths, conditioning }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_chosen_as_often_as_their_weights_say() {
        let weights = weights_of(&[2.0, 0.0, 2.0, 1e9]);
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(weights[3], 0.0);
        let chosen = systematic(&[0.5, 0.25, 0.25, 0.0], 0.5, 8);
        assert_eq!(chosen, [0, 0, 0, 0, 1, 1, 2, 2]);
        assert_eq!(systematic(&[0.0, 1.0], 0.999_999, 3), [1, 1, 1]);
        assert_eq!(weights_of(&[1e9, 1e9]), [0.5, 0.5]);
    }
}
