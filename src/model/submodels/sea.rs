//! Sea: whether the night's wind and the swell left by yesterday's allow a launch.
//!
//! `f_t = logistic(a - b_w w_t - b_1 v_{t-1} + s_t)`, with w the mean wind of the night (m/s), v the mean wind of the
//! day, and s a first-order autoregression for what wind does not tell (stationary sd and day-to-day correlation are
//! parameters). Shared by all launches of the day; drawn from the weather stream, so that every policy meets the same
//! seas. Reads: winds, parameters. Writes: `sea`. Source of the form: trial fit against days with and without arrivals
//! (AUC of the night wind alone 0.908, `sea_daily.csv`). It does not decide who launches.

use crate::model::inputs::Inputs;
use crate::model::parameters::Parameters;
use crate::model::state::World;
use crate::random::samplers::standard_normal;
use crate::random::{Purpose, Stream, unit32};

/// Logistic function.
#[inline]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// Log-odds of a probability inside (0, 1).
#[inline]
pub fn logit(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

fn log_odds(parameters: &Parameters, night: f64, day_before: f64) -> f64 {
    parameters.sea_intercept - parameters.sea_wind_slope * night - parameters.sea_swell_slope * day_before
}

/// Mean feasibility over a record of (night wind, wind of the day before): fbar.
///
/// The residual is integrated over 15 quantiles of its stationary law.
pub fn mean_feasibility(parameters: &Parameters, record: &[[f64; 2]]) -> f64 {
    const POINTS: usize = 15;
    let residuals: [f64; POINTS] =
        std::array::from_fn(|i| parameters.sea_residual_sd * standard_normal((i as f64 + 0.5) / POINTS as f64));
    // Every fourth night carries the mean to three digits at a quarter of the cost.
    let nights = record.iter().step_by(4);
    let count = nights.len().max(1) as f64 * POINTS as f64;
    nights
        .map(|&[night, day_before]| {
            let x = log_odds(parameters, night, day_before);
            residuals.iter().map(|s| logistic(x + s)).sum::<f64>()
        })
        .sum::<f64>()
        / count
}

/// Winds of all days of a run: given where the setting gives them, generated elsewhere.
pub fn winds_of_run(inputs: &Inputs, weather: &Stream) -> Vec<[f64; 2]> {
    let given = &inputs.given_winds;
    let mut winds: Vec<[f64; 2]> = Vec::with_capacity(given.len());
    let mut at = 0;
    while at < given.len() {
        if let Some(wind) = given[at] {
            winds.push(wind);
            at += 1;
            continue;
        }
        let end = given[at..].iter().position(Option::is_some).map_or(given.len(), |n| at + n);
        let normal = |day: i32, draw: usize| {
            let words = weather.block(0, day as u32, Purpose::WindGenerator, draw as u16);
            [standard_normal(unit32(words[0])), standard_normal(unit32(words[1]))]
        };
        let (first, last) = (inputs.days[at].day, inputs.days[end - 1].day);
        // Conditioned on the record only where it ends on the eve of the generated days.
        let after =
            inputs.record.last().is_some_and(|row| row.day.plus(1) == first).then_some(inputs.record.as_slice());
        winds.extend(inputs.generator.generate(normal, after, first, last));
        at = end;
    }
    winds
}

/// The sea of the day.
pub fn step(world: &mut World<'_>) {
    let parameters = world.parameters;
    let day = world.today.day.number() as u32;
    let innovation = standard_normal(unit32(world.weather.block(0, day, Purpose::SeaResidual, 0)[0]));
    let rho = parameters.sea_residual_autocorrelation;
    let sea = &mut world.sea;
    sea.residual = if world.index == 0 {
        parameters.sea_residual_sd * innovation
    } else {
        rho * sea.residual + parameters.sea_residual_sd * (1.0 - rho * rho).sqrt() * innovation
    };
    sea.wind_night = world.winds[world.index][0];
    sea.wind_day_before = world.winds[world.index.saturating_sub(1)][1];
    sea.feasibility = logistic(log_odds(parameters, sea.wind_night, sea.wind_day_before) + sea.residual);
    if world.index == 0 || world.inputs.days[world.index - 1].year != world.today.year {
        let normal = standard_normal(unit32(world.stream.block(0, world.today.year as u32, Purpose::HarmYear, 0)[0]));
        sea.harm_year = libm::exp(parameters.harm_year_sd * normal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, go_to};

    #[test]
    fn logit_inverts_logistic() {
        for x in [-6.0, -0.5, 0.0, 2.0, 7.5] {
            assert!((logit(logistic(x)) - x).abs() < 1e-9);
        }
    }

    #[test]
    fn a_sea_is_closed_or_open_at_the_ends_and_never_beyond() {
        for (intercept, expected) in [(-1e3, 0.0), (1e3, 1.0)] {
            let laboratory = Laboratory::new(|_, p| p.sea_intercept = intercept);
            let mut world = laboratory.world();
            assert!((world.sea.usable_share - expected).abs() < 1e-12);
            for day in 0..100 {
                go_to(&mut world, day);
                step(&mut world);
                assert!((world.sea.feasibility - expected).abs() < 1e-12);
            }
        }
        assert_eq!(mean_feasibility(&Laboratory::new(|_, _| {}).parameters, &[]), 0.0, "no record");
    }

    #[test]
    fn without_a_residual_the_wind_decides_alone() {
        let laboratory = Laboratory::new(|_, p| p.sea_residual_sd = 0.0);
        let mut world = laboratory.world();
        for day in 0..100 {
            go_to(&mut world, day);
            step(&mut world);
            let expected = logistic(log_odds(world.parameters, world.sea.wind_night, world.sea.wind_day_before));
            assert_eq!(world.sea.feasibility, expected);
        }
    }
}
