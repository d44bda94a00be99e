//! Level of arrivals on active days: a random walk in logs with a season and, where given, wind, by Kalman filter.
//!
//! `ln n_t = level_t + season_t + wind_t + e_t` on days with arrivals, `level_t = level_(t-1) + sqrt(q) z_t` on all days;
//! season two harmonics of the year. Coefficients are states that do not move. The ratio of q to the variance of e is the
//! one of a fixed grid that predicts best a quarter of a year ahead: chosen for the next day it follows every week, and the
//! walk of a year is then far wider than years ever were. It knows nothing of days without arrivals.

use std::f64::consts::TAU;

/// Level, four of season, night wind, wind of the day before.
pub const TERMS: usize = 7;
/// Ratios of the variance of a day's step to that of the observation, tried in this order.
const RATIOS: [f64; 13] = [1e-5, 3e-5, 1e-4, 3e-4, 6e-4, 1e-3, 2e-3, 3e-3, 6e-3, 1e-2, 2e-2, 4e-2, 1e-1];
/// Days ahead at which a ratio is judged.
const AHEAD: usize = 91;
/// Greatest standard deviation of a year's walk. The growth from hundreds to tens of thousands, within the window of the
/// early origins, would make it 1 and more, which helps no forecast; yearly totals have since moved by 0.5 in logs.
/// This is hindsight, and it makes the reference harder to beat.
const MOST_YEAR_SD: f64 = 0.5;
/// Variance before any observation, in units of the observation's.
const VAGUE: f64 = 1e4;

/// Day of an observation: its regressors, and the log of people if some arrived.
#[derive(Debug, Clone, Copy)]
pub struct Observation {
    /// Regressors; the first is one.
    pub x: [f64; TERMS],
    /// Log of people on an active day.
    pub log_people: Option<f64>,
}

/// The filtered walk.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// Coefficients after the last day; the first is the level.
    pub state: [f64; TERMS],
    /// Standard deviation of the level after the last day.
    pub level_sd: f64,
    /// Standard deviation of a day's step.
    pub step_sd: f64,
    /// One-step prediction of the log of people, and of the level, by day.
    pub predicted: Vec<(f64, f64)>,
}

/// Two harmonics of the year for a time in years.
pub fn season(decimal_year: f64) -> [f64; 4] {
    let angle = TAU * decimal_year;
    [libm::sin(angle), libm::cos(angle), libm::sin(2.0 * angle), libm::cos(2.0 * angle)]
}

impl Walk {
    /// Fits days in order; predictions count from the day on which `burn_in` active ones are known.
    pub fn fit(days: &[Observation], burn_in: usize) -> Self {
        let runs = RATIOS.map(|ratio| filter(days, ratio, burn_in));
        let best = runs.into_iter().reduce(|best, run| if run.1 > best.1 { run } else { best });
        best.map(|(walk, _)| walk).expect("the grid is not empty")
    }
}

type Covariance = [[f64; TERMS]; TERMS];

/// The walk at one ratio, and its concentrated log likelihood [`AHEAD`] days ahead.
fn filter(days: &[Observation], ratio: f64, burn_in: usize) -> (Walk, f64) {
    let mut state = [0.0; TERMS];
    let mut p: Covariance = std::array::from_fn(|i| std::array::from_fn(|j| if i == j { VAGUE } else { 0.0 }));
    let mut past: Vec<([f64; TERMS], Covariance, usize)> = Vec::with_capacity(days.len());
    let (mut count, mut squares, mut log_det, mut seen) = (0.0, 0.0, 0.0, 0);
    let mut predicted = Vec::with_capacity(days.len());
    for (at, day) in days.iter().enumerate() {
        p[0][0] += ratio;
        let (mean, variance, px) = prediction(&state, &p, day);
        predicted.push((mean, state[0]));
        if let Some(y) = day.log_people {
            let earlier = at.checked_sub(AHEAD).map(|at| &past[at]).filter(|(_, _, seen)| *seen >= burn_in);
            if let Some((state, p, _)) = earlier {
                let (mean, variance, _) = prediction(state, p, day);
                let variance = variance + ratio * AHEAD as f64;
                count += 1.0;
                squares += (y - mean) * (y - mean) / variance;
                log_det += libm::log(variance);
            }
            seen += 1;
            for i in 0..TERMS {
                state[i] += px[i] * (y - mean) / variance;
                for j in 0..TERMS {
                    p[i][j] -= px[i] * px[j] / variance;
                }
            }
        }
        past.push((state, p, seen));
    }
    let scale = squares / f64::max(count, 1.0);
    let likelihood = -0.5 * (count * libm::log(scale) + log_det);
    let step_sd = (scale * ratio).sqrt().min(MOST_YEAR_SD / 365.0_f64.sqrt());
    let walk = Walk { state, level_sd: (scale * p[0][0].max(0.0)).sqrt(), step_sd, predicted };
    (walk, likelihood)
}

/// Mean and variance of a day's log people, and the covariance with the states.
fn prediction(state: &[f64; TERMS], p: &Covariance, day: &Observation) -> (f64, f64, [f64; TERMS]) {
    let px: [f64; TERMS] = std::array::from_fn(|i| (0..TERMS).map(|j| p[i][j] * day.x[j]).sum());
    let mean = state.iter().zip(&day.x).map(|(a, b)| a * b).sum();
    (mean, 1.0 + day.x.iter().zip(&px).map(|(a, b)| a * b).sum::<f64>(), px)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_level_with_a_season_is_found() {
        let days: Vec<Observation> = (0..1500)
            .map(|n| {
                let s = season(f64::from(n) / 365.25);
                let noise = f64::from((n * 7919) % 101) / 101.0 - 0.5;
                let wind = f64::from((n * 104_729) % 17);
                let log = 4.0 + 0.7 * s[0] - 0.3 * s[3] - 0.1 * wind + noise;
                Observation { x: [1.0, s[0], s[1], s[2], s[3], wind, 0.0], log_people: (n % 3 > 0).then_some(log) }
            })
            .collect();
        let walk = Walk::fit(&days, 30);
        let expected = [4.0, 0.7, 0.0, 0.0, -0.3, -0.1];
        assert!(walk.state.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.06), "{:?}", walk.state);
        assert!(walk.step_sd < MOST_YEAR_SD / 365.0_f64.sqrt(), "{}", walk.step_sd);
    }

    #[test]
    fn a_level_that_moves_is_followed() {
        let days: Vec<Observation> = (0..1000)
            .map(|n| Observation {
                x: [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                log_people: Some(if n < 500 { 2.0 } else { 5.0 } + f64::from((n * 7919) % 101) / 101.0),
            })
            .collect();
        let walk = Walk::fit(&days, 30);
        assert!((walk.state[0] - 5.5).abs() < 0.3 && walk.step_sd * 365.0_f64.sqrt() >= 0.49, "{walk:?}");
    }
}
