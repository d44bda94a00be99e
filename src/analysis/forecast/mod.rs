//! Forecasts from an origin to a horizon, and their scores where days are known: the model beside reference forecasts.
//!
//! Every forecaster gives an ensemble of daily paths ([`ensemble`]); the model's is conditioned on the last twelve months
//! within each draw ([`conditioned`]); references are fitted in the same call ([`reference`]). Levels from days to the
//! whole period are scored alike ([`scores`]), and daily paths are held against the observed one ([`behaviour`]).
//! Nothing after the origin informs a forecast but the weather that the caller asks for; days after it are only scored.

pub mod as_of;
pub mod behaviour;
pub mod conditioned;
pub mod days_file;
pub mod ensemble;
pub mod looks;
pub mod page;
mod reference;
pub mod rolling;
pub mod scores;
pub mod swell;
mod tables;

pub use tables::{conditioning_csv, fan_csv, members_csv, paths_csv, plain, ranks_csv, scores_csv, weekly_csv};

use crate::evidence;
use crate::model::ModelError;
use crate::model::parameters::Parameters;
use crate::model::setting::Setting;
use crate::quantity::Day;
use crate::quantity::calendar::FORECAST_ORIGIN;
use crate::scenario::Scenario;
use as_of::{Weather, setting_as_of};
use behaviour::{Behaviour, behaviour};
use conditioned::{Conditioning, Members, Size, members};
use days_file::ObservedDay;
use ensemble::{Ensemble, Forecaster, Path};
use scores::{Observed, Score, Scored, means, score_periods};

/// Days of the last twelve months.
const YEAR: i32 = 365;

/// Why there is no forecast.
#[derive(Debug, thiserror::Error)]
pub enum ForecastError {
    /// What was asked for cannot be forecast.
    #[error("{message}")]
    Input {
        /// What the user can change.
        message: String,
    },
    /// A run could not be prepared or failed.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// What to forecast.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Last day that may be known.
    pub origin: Day,
    /// Last day of the forecast.
    pub horizon: Day,
    /// Winds after the origin: one forecast each, from the same histories.
    pub weathers: Vec<Weather>,
    /// Days to score, besides those of the record; a day that is in both is taken from here.
    pub observed: Vec<ObservedDay>,
    /// Size of the model's ensemble.
    pub size: Size,
    /// Seed of all keys.
    pub seed: u64,
}

/// A forecast with its scores.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// Name of the scenario.
    pub scenario: String,
    /// Last day that was known.
    pub origin: Day,
    /// Last day of the forecast.
    pub horizon: Day,
    /// Where the wind after the origin came from.
    pub wind: String,
    /// How the model's members were chosen.
    pub conditioning: Conditioning,
    /// The model's last twelve months to the origin, member by member.
    pub history: Ensemble,
    /// The model's ensemble, then the references'.
    pub ensembles: Vec<Ensemble>,
    /// What was observed after the origin, if anything.
    pub observed: Option<Observed>,
    /// Scores period by period.
    pub scored: Vec<Scored>,
    /// Mean scores by level.
    pub scores: Vec<Score>,
    /// Daily paths.
    pub behaviour: Vec<Behaviour>,
}

/// Forecasts and scores under each weather; `parameters` gives the parameters of each draw, `done` is called after each.
///
/// # Errors
/// [`ForecastError`] if origin, horizon or weather do not fit the scenario or the record, or a run fails.
pub fn forecasts(
    plan: &Plan<'_>,
    parameters: impl Fn(u32) -> Parameters + Sync,
    done: impl Fn() + Sync,
) -> Result<Vec<Forecast>, ForecastError> {
    let (origin, horizon) = (plan.origin, plan.horizon);
    if origin > FORECAST_ORIGIN {
        let message = format!("the origin {origin} is after {FORECAST_ORIGIN}, where the record of this version ends");
        return Err(ForecastError::Input { message });
    }
    if let Some(posterior) = &plan.scenario.posterior
        && posterior.description.data_until > origin
    {
        let message = format!(
            "the posterior {} was informed by data to {}, after the origin {origin}; calibrate with `--until {origin}`, or \
             give such a posterior with --posterior",
            posterior.file, posterior.description.data_until
        );
        return Err(ForecastError::Input { message });
    }
    if plan.weathers.contains(&Weather::Observed) && horizon > FORECAST_ORIGIN {
        let message = format!(
            "observed wind ends on {FORECAST_ORIGIN}, before the horizon {horizon}; give a file of wind with --wind FILE"
        );
        return Err(ForecastError::Input { message });
    }
    let setting = |weather| {
        setting_as_of(&plan.scenario.setting, origin, horizon, weather)
            .map_err(|message| ForecastError::Input { message })
    };
    let settings = plan.weathers.iter().map(setting).collect::<Result<Vec<_>, _>>()?;
    let recent: Vec<f64> = evidence::daily()
        .iter()
        .filter(|row| row.day <= origin && row.day > origin.plus(-YEAR))
        .map(|row| f64::from(row.people))
        .collect();
    if recent.len() != YEAR as usize {
        let message = format!("the record does not hold the twelve months to the origin {origin}");
        return Err(ForecastError::Input { message });
    }
    let all = members(&settings, &recent, plan.size, plan.seed, parameters, done)?;
    let together = plan.weathers.iter().zip(&settings).zip(all);
    together.map(|((weather, setting), members)| one(plan, weather, setting, members)).collect()
}

/// The forecast under one weather.
fn one(plan: &Plan<'_>, weather: &Weather, setting: &Setting, all: Members) -> Result<Forecast, ForecastError> {
    let (origin, horizon) = (plan.origin, plan.horizon);
    let count = all.paths.len() as u32;
    let split = |range: fn(&[f64]) -> Vec<f64>| -> Vec<Path> {
        all.paths.iter().map(|path| Path { people: range(&path.people), boats: range(&path.boats) }).collect()
    };
    let first = origin.plus(1);
    let model =
        Ensemble { forecaster: Forecaster::Strait, first, members: split(|days| days[YEAR as usize..].to_vec()) };
    let history = Ensemble {
        forecaster: Forecaster::Strait,
        first: all.first,
        members: split(|days| days[..YEAR as usize].to_vec()),
    };
    let mut ensembles = vec![model];
    ensembles.extend(reference::ensembles(setting, evidence::daily(), evidence::sea(), count, plan.seed)?);
    let rows = known_after(origin, &plan.observed);
    let observed = Some(Observed::new(&rows, first, horizon)).filter(|observed| observed.known_days() > 0);
    let scored = observed.as_ref().map_or_else(Vec::new, |seen| score_periods(&ensembles, seen, horizon, plan.seed));
    Ok(Forecast {
        scenario: plan.scenario.name.clone(),
        origin,
        horizon,
        wind: weather.word(),
        conditioning: all.conditioning,
        history,
        scores: means(&scored, plan.seed),
        behaviour: behaviour(&ensembles, observed.as_ref()),
        ensembles,
        observed,
        scored,
    })
}

/// Days after the origin: the user's, and those of the record that the user does not give.
fn known_after(origin: Day, given: &[ObservedDay]) -> Vec<ObservedDay> {
    let is_given = |day: Day| given.binary_search_by_key(&day, |row| row.day).is_ok();
    let record = evidence::daily().iter().filter(|row| row.day > origin && !is_given(row.day));
    let record = record.map(|row| ObservedDay {
        day: row.day,
        people: f64::from(row.people),
        boats: Some(f64::from(row.boats)),
    });
    record.chain(given.iter().filter(|row| row.day > origin).copied()).collect()
}
