//! Hurdle model of days: whether some arrive, and how many, around a level that walks.
//!
//! A day is active with a logit in a constant, whether the day before was, the level of [`super::walk`], two harmonics and,
//! where given, the night wind and the wind of the day before. People on an active day are negative binomial around the
//! exponential of the walk, season and wind; bias and dispersion by moments of one-step predictions. Forward, the level
//! starts from its filtered law and walks. Boats are people over a load whose day-to-day log spread is that of the last
//! twelve months. Fitted by likelihood to the last three years; it sees no day after the origin.

use super::super::ensemble::Path;
use super::Past;
use super::walk::{Observation, Walk, season};
use crate::analysis::logit;
use crate::quantity::Day;
use crate::random::samplers::{negative_binomial, standard_normal};
use crate::random::{Purpose, Stream, unit32};

/// Constant, day before, level, four of season, night wind, wind of the day before.
const TERMS: usize = 9;
/// Active days before predictions count.
const BURN_IN: usize = 60;
/// Days whose load tells the load to come.
const LOAD_DAYS: usize = 365;

/// A fitted hurdle model.
pub(super) struct Hurdle {
    walk: Walk,
    logit: [f64; TERMS],
    bias: f64,
    k: f64,
    load: f64,
    load_sd: f64,
    was_active: bool,
    given_wind: bool,
}

impl Hurdle {
    /// Fits the past, with or without its wind.
    pub(super) fn fit(past: &Past<'_>, given_wind: bool) -> Self {
        let days = past.arrivals;
        let wind = |at: usize| -> [f64; 2] {
            if given_wind {
                [past.winds[at].wind_night_mean_ms, past.winds[at.saturating_sub(1)].wind_mean_ms]
            } else {
                [0.0; 2]
            }
        };
        let observation = |(at, row): (usize, &crate::evidence::DailyArrivals)| {
            let ([a, b, c, d], [w, v]) = (season(row.day.decimal_year()), wind(at));
            let log_people = (row.people > 0).then(|| libm::log(f64::from(row.people)));
            Observation { x: [1.0, a, b, c, d, w, v], log_people }
        };
        let observations: Vec<Observation> = days.iter().enumerate().map(observation).collect();
        let walk = Walk::fit(&observations, BURN_IN);
        let counted = counted_days(days);
        let (bias, k) = moments(days, &walk, counted);
        let rows = (counted.max(1)..days.len()).map(|at| {
            let x = regressors(days[at - 1].people > 0, walk.predicted[at].1, days[at].day, wind(at));
            (x, days[at].people > 0)
        });
        let rows: Vec<([f64; TERMS], bool)> = rows.collect();
        let logit = if given_wind { logit::fit(&rows) } else { without_wind(&rows) };
        let (load, load_sd) = loads(&days[days.len().saturating_sub(LOAD_DAYS)..]);
        Self { walk, logit, bias, k, load, load_sd, was_active: days[days.len() - 1].people > 0, given_wind }
    }

    /// One path from `first` on under winds `[night, day before]`, which a model without wind does not look at.
    pub(super) fn path(&self, first: Day, winds: &[[f64; 2]], stream: Stream) -> Path {
        let mut level = self.walk.state[0] + self.walk.level_sd * normal(stream, first.number() - 1);
        let mut before = self.was_active;
        let mut path = Path { people: Vec::with_capacity(winds.len()), boats: Vec::with_capacity(winds.len()) };
        for (offset, wind) in winds.iter().enumerate() {
            let day = first.plus(offset as i32);
            level += self.walk.step_sd * normal(stream, day.number());
            let wind = if self.given_wind { *wind } else { [0.0; 2] };
            let words = stream.block(0, day.number() as u32, Purpose::Launch, 0);
            before = unit32(words[0]) < logit::chance(&self.logit, &regressors(before, level, day, wind));
            let people = if before {
                let season: f64 =
                    self.walk.state[1..5].iter().zip(season(day.decimal_year())).map(|(a, b)| a * b).sum();
                let wind = self.walk.state[5] * wind[0] + self.walk.state[6] * wind[1];
                let mean = self.bias * libm::exp((level + season + wind).clamp(-5.0, 9.0));
                negative_binomial(unit32(words[1]), mean, self.k).max(1) as f64
            } else {
                0.0
            };
            let load = self.load * libm::exp(self.load_sd * standard_normal(unit32(words[2])));
            path.people.push(people);
            path.boats.push(if people > 0.0 { (people / load).round().max(1.0) } else { 0.0 });
        }
        path
    }
}

fn normal(stream: Stream, day: i32) -> f64 {
    standard_normal(unit32(stream.block(0, day as u32, Purpose::DemandWalkCommon, 0)[0]))
}

fn regressors(before: bool, level: f64, day: Day, wind: [f64; 2]) -> [f64; TERMS] {
    let [a, b, c, d] = season(day.decimal_year());
    [1.0, f64::from(before), level, a, b, c, d, wind[0], wind[1]]
}

/// The same regression without the columns of wind, which are zero and would leave it undetermined.
fn without_wind(rows: &[([f64; TERMS], bool)]) -> [f64; TERMS] {
    let short: Vec<([f64; TERMS - 2], bool)> =
        rows.iter().map(|(x, active)| (std::array::from_fn(|i| x[i]), *active)).collect();
    let fitted = logit::fit(&short);
    std::array::from_fn(|i| fitted.get(i).copied().unwrap_or(0.0))
}

/// Index of the day after the burn-in's last active one.
fn counted_days(days: &[crate::evidence::DailyArrivals]) -> usize {
    let active = days.iter().enumerate().filter(|(_, row)| row.people > 0);
    active.map(|(at, _)| at + 1).nth(BURN_IN - 1).unwrap_or(0)
}

/// Factor that makes predictions right on average, and dispersion of people around them.
fn moments(days: &[crate::evidence::DailyArrivals], walk: &Walk, from: usize) -> (f64, f64) {
    let active: Vec<(f64, f64)> = (from..days.len())
        .filter(|&at| days[at].people > 0)
        .map(|at| (f64::from(days[at].people), libm::exp(walk.predicted[at].0)))
        .collect();
    let (people, predicted) = active.iter().fold((0.0, 0.0), |sum, (n, mean)| (sum.0 + n, sum.1 + mean));
    let bias = people / predicted;
    // Each day weighs as much as its mean, as in the total that the forecast is about.
    let excess: f64 = active.iter().map(|&(n, mean)| (n - bias * mean) * (n - bias * mean) - bias * mean).sum();
    let squares: f64 = active.iter().map(|&(_, mean)| bias * mean * bias * mean).sum();
    (bias, squares / excess.max(0.01 * squares))
}

/// People per boat, and the log spread of a day's load around it.
fn loads(days: &[crate::evidence::DailyArrivals]) -> (f64, f64) {
    let boats: f64 = days.iter().map(|row| f64::from(row.boats)).sum();
    let people: f64 = days.iter().map(|row| f64::from(row.people)).sum();
    let load = if boats > 0.0 { people / boats } else { 1.0 };
    let logs: Vec<f64> = days
        .iter()
        .filter(|row| row.boats > 0)
        .map(|row| libm::log(f64::from(row.people) / f64::from(row.boats) / load))
        .collect();
    (load, if logs.len() > 1 { crate::estimate::variance(&logs).sqrt() } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence;

    #[test]
    fn walks_of_a_year_are_as_wide_as_years_were() {
        for origin in ["2021-12-31", "2022-12-31", "2023-12-31", "2024-11-04"] {
            let origin: Day = origin.parse().unwrap();
            let known = evidence::daily().partition_point(|row| row.day <= origin);
            let past = Past {
                arrivals: &evidence::daily()[known - 1095..known],
                winds: &evidence::sea()[known - 1095..known],
            };
            for given in [false, true] {
                let h = Hurdle::fit(&past, given);
                let year = h.walk.step_sd * 365.0_f64.sqrt();
                assert!((0.05..=0.501).contains(&year), "{origin}: {year}");
                assert!((0.5..4.0).contains(&h.k) && (1.0..2.0).contains(&h.bias), "{origin}: {} {}", h.k, h.bias);
            }
        }
    }
}
