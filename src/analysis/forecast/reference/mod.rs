//! Reference forecasts: what a forecaster without gangs, people or policy would say from the same record.
//!
//! All are fitted to days up to the origin and draw from keys of their own. None is tuned to how the model does; their
//! forms are the usual ones of counts with many zeros, and a reference that wins is said to win.

mod bootstrap;
mod hurdle;
mod walk;

use super::ensemble::{Ensemble, Forecaster, Path};
use crate::evidence::{DailyArrivals, SeaDay};
use crate::model::inputs::Inputs;
use crate::model::setting::Setting;
use crate::model::submodels::sea::winds_of_run;
use crate::model::{ModelError, UnitKey};
use crate::quantity::{Day, Period};
use crate::random::Stream;
use hurdle::Hurdle;

/// Keeps the numbers of the references apart from those of the model.
const SALT: u64 = 0x7265_6665_7265_6e63;
/// Days to the origin that the references are fitted to, at most.
const WINDOW: usize = 3 * 365;

/// What was known on the origin, day by day without gap.
struct Past<'a> {
    /// Arrivals of the window, the last on the origin.
    arrivals: &'a [DailyArrivals],
    /// Wind of the same days.
    winds: &'a [SeaDay],
}

/// The references' ensembles from the day after the setting's origin to its last day, each of `members` paths.
///
/// `setting` is the setting of the model's own forecast, whose weather the hurdle given the wind shares: generated paths of its
/// own under a generated wind, otherwise the same days.
///
/// # Errors
/// [`ModelError::Input`] if there is no such wind or no record.
pub fn ensembles(
    setting: &Setting,
    arrivals: &[DailyArrivals],
    winds: &[SeaDay],
    members: u32,
    seed: u64,
) -> Result<Vec<Ensemble>, ModelError> {
    let origin = setting.origin_day;
    let known = arrivals.partition_point(|row| row.day <= origin);
    let known_winds = winds.partition_point(|row| row.day <= origin);
    let days = known.min(WINDOW).min(known_winds);
    let short = known == 0 || arrivals[known - 1].day != origin || winds[known_winds - 1].day != origin;
    if short {
        return Err(ModelError::Input { reason: format!("the record does not reach the origin {origin}") });
    }
    let past = Past { arrivals: &arrivals[known - days..known], winds: &winds[known_winds - days..known_winds] };
    let (first, last) = (origin.plus(1), setting.period.last());
    let without = Hurdle::fit(&past, false);
    let given = Hurdle::fit(&past, true);
    let paths = weather_paths(setting, members, seed)?;
    let each = |path: &(dyn Fn(u32) -> Path + Sync)| -> Vec<Path> { (0..members).map(path).collect() };
    let calm = vec![[0.0; 2]; (last.since(first) + 1) as usize];
    let make = |forecaster, members| Ensemble { forecaster, first, members };
    let hurdle = make(Forecaster::Hurdle, each(&|m| without.path(first, &calm, key(seed, m, 0))));
    let hurdle_wind = make(Forecaster::HurdleWind, each(&|m| given.path(first, &paths[m as usize], key(seed, m, 1))));
    let bootstrap = make(Forecaster::Bootstrap, each(&|m| bootstrap::path(&past, first, last, key(seed, m, 2))));
    let pool = pooled([&bootstrap, &hurdle, &hurdle_wind]);
    Ok(vec![hurdle, hurdle_wind, bootstrap, pool])
}

/// The members of all, in turn: each reference has the same weight.
fn pooled(parts: [&Ensemble; 3]) -> Ensemble {
    let members = (0..parts[0].members.len()).flat_map(|m| parts.map(|part| part.members[m].clone()));
    Ensemble { forecaster: Forecaster::Pool, first: parts[0].first, members: members.collect() }
}

const fn key(seed: u64, member: u32, forecaster: u64) -> Stream {
    Stream::new(seed ^ SALT ^ (forecaster << 56), member)
}

/// Night wind and wind of the day before on every day after the origin, by member.
fn weather_paths(setting: &Setting, members: u32, seed: u64) -> Result<Vec<Vec<[f64; 2]>>, ModelError> {
    let origin = setting.origin_day;
    let period = Period::new(origin, setting.period.last()).map_err(|reason| ModelError::Input { reason })?;
    let inputs = Inputs::new(&Setting { period, ..setting.clone() })?;
    let path = |member: u32| {
        let weather = UnitKey { seed: seed ^ SALT, replicate: member, weather_path: member };
        let winds = winds_of_run(&inputs, &Stream::new(weather.seed, weather.weather_path));
        winds.windows(2).map(|pair| [pair[1][0], pair[0][1]]).collect()
    };
    Ok((0..members).map(path).collect())
}

/// A day's place in the past, for tests and blocks.
fn place(past: &Past<'_>, day: Day) -> Option<usize> {
    let at = usize::try_from(day.since(past.arrivals[0].day)).ok()?;
    (at < past.arrivals.len()).then_some(at)
}
