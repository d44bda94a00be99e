//! Rolling origins inside the record: how forecasts of past years would have done, against goals fixed beforehand.
//!
//! Each origin is forecast with generated and with observed wind. With generated wind the model is held against the hurdle model,
//! with observed wind against the better of the two hurdles at that origin and level. Ratios of CRPS are averaged over origins as a geometric
//! mean; its interval resamples blocks of periods within each origin. A win is claimed only where the interval lies
//! below one. It judges people; boats and loads are in the tables. Chooses nothing.

use super::Forecast;
use super::ensemble::{Forecaster, Level, Quantity};
use super::scores::{PeriodScore, Scored, block_of, blocks};
use crate::estimate::{mean, quantile_sorted};
use crate::quantity::Day;
use serde::Serialize;

/// Origins with their horizons: twelve months each, the last to the end of the record.
pub const ORIGINS: [(&str, &str); 3] =
    [("2021-12-31", "2022-12-31"), ("2022-12-31", "2023-12-31"), ("2023-12-31", "2024-11-04")];
/// Levels that have goals.
pub const LEVELS: [Level; 3] = [Level::Day, Level::Week, Level::Month];
/// Ratio allowed with generated wind by week, and for no origin to exceed with observed wind.
const MUST: f64 = 1.05;
const WORST: f64 = 1.10;
/// Goals of the ratio by level, with generated and with observed wind.
const GOALS: [[f64; 3]; 2] = [[0.99, 0.96, 0.90], [0.90, 0.85, 0.75]];
/// Coverage of the 80 % interval that counts as calibrated, by level.
const COVERAGE: [(f64, f64); 3] = [(0.76, 0.84), (0.70, 0.90), (0.65, 0.95)];
/// Resamples of the bootstrap.
const RESAMPLES: u32 = 1000;

/// What one forecast left to score: people by level, period by period.
#[derive(Debug, Clone)]
pub struct Look {
    /// Origin.
    pub origin: Day,
    /// Horizon.
    pub horizon: Day,
    /// Whether the observed wind was given.
    pub observed_wind: bool,
    /// Scores of people.
    scored: Vec<Scored>,
}

impl Look {
    /// Keeps what is judged.
    pub fn of(forecast: &Forecast) -> Self {
        let scored = forecast.scored.iter().filter(|one| one.quantity == Quantity::People).cloned().collect();
        let observed_wind = forecast.wind == "observed";
        Self { origin: forecast.origin, horizon: forecast.horizon, observed_wind, scored }
    }

    fn periods(&self, forecaster: Forecaster, level: Level) -> &[PeriodScore] {
        let found = self.scored.iter().find(|one| one.forecaster == forecaster && one.level == level);
        found.map_or(&[], |one| &one.periods)
    }

    fn crps(&self, forecaster: Forecaster, level: Level) -> Vec<f64> {
        self.periods(forecaster, level).iter().map(|period| period.crps).collect()
    }

    /// Mean CRPS.
    pub fn mean_crps(&self, forecaster: Forecaster, level: Level) -> f64 {
        mean(&self.crps(forecaster, level))
    }

    /// PIT-based coverage of the 80 % interval.
    pub fn coverage80(&self, forecaster: Forecaster, level: Level) -> f64 {
        let covered: Vec<f64> = self.periods(forecaster, level).iter().map(|period| period.pit.covered(0.8)).collect();
        mean(&covered)
    }

    /// The reference that the goals name: the hurdle, or with observed wind the better of the two.
    fn reference(&self, level: Level) -> Forecaster {
        let better = self.mean_crps(Forecaster::HurdleWind, level) < self.mean_crps(Forecaster::Hurdle, level);
        if self.observed_wind && better { Forecaster::HurdleWind } else { Forecaster::Hurdle }
    }

    /// CRPS of a forecaster over that of the reference of the goals.
    pub fn ratio(&self, forecaster: Forecaster, level: Level) -> f64 {
        self.mean_crps(forecaster, level) / self.mean_crps(self.reference(level), level)
    }

    /// Scores in pairs with the reference's, resampled.
    fn resampled(&self, forecaster: Forecaster, level: Level, seed: u64, resample: u32) -> f64 {
        let (own, reference) = (self.crps(forecaster, level), self.crps(self.reference(level), level));
        let order = blocks(own.len(), block_of(level), seed ^ u64::from(self.origin.number().unsigned_abs()), resample);
        let sum = |x: &[f64]| order.iter().map(|&at| x[at]).sum::<f64>();
        sum(&own) / sum(&reference)
    }
}

/// One forecaster at one level over all origins under one kind of wind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// Whether the observed wind was given.
    pub observed_wind: bool,
    /// Who forecast.
    pub forecaster: Forecaster,
    /// Length of the periods.
    pub level: Level,
    /// Ratio to the reference by origin.
    pub ratios: Vec<f64>,
    /// Their geometric mean.
    pub ratio: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// Coverage of the 80 % interval over all periods of all origins.
    pub coverage80: f64,
    /// Mean PIT over the same periods.
    pub pit_mean: f64,
}

/// Whether a goal is met.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// What was asked.
    pub goal: String,
    /// What came out.
    pub seen: String,
    /// Whether it must be met, or is aimed at.
    pub is_must: bool,
    /// Whether it is.
    pub met: bool,
}

const FORECASTERS: [Forecaster; 5] =
    [Forecaster::Strait, Forecaster::Hurdle, Forecaster::HurdleWind, Forecaster::Bootstrap, Forecaster::Pool];

/// All standings: generated wind first, by level, the model first.
pub fn standings(looks: &[Look], seed: u64) -> Vec<Standing> {
    let mut all = Vec::new();
    for observed_wind in [false, true] {
        let looks: Vec<&Look> = looks.iter().filter(|look| look.observed_wind == observed_wind).collect();
        if looks.is_empty() {
            continue;
        }
        for level in LEVELS {
            all.extend(FORECASTERS.map(|forecaster| standing(&looks, forecaster, level, seed)));
        }
    }
    all
}

fn standing(looks: &[&Look], forecaster: Forecaster, level: Level, seed: u64) -> Standing {
    let ratios: Vec<f64> = looks.iter().map(|look| look.ratio(forecaster, level)).collect();
    let mut resamples: Vec<f64> = (0..RESAMPLES)
        .map(|n| geometric(&looks.iter().map(|look| look.resampled(forecaster, level, seed, n)).collect::<Vec<_>>()))
        .collect();
    resamples.sort_by(f64::total_cmp);
    let over = |f: &dyn Fn(&PeriodScore) -> f64| {
        let periods = looks.iter().flat_map(|look| look.periods(forecaster, level));
        mean(&periods.map(f).collect::<Vec<_>>())
    };
    Standing {
        observed_wind: looks[0].observed_wind,
        forecaster,
        level,
        ratio: geometric(&ratios),
        interval: (quantile_sorted(&resamples, 0.025), quantile_sorted(&resamples, 0.975)),
        coverage80: over(&|period| period.pit.covered(0.8)),
        pit_mean: over(&|period| period.pit.at(0.5)),
        ratios,
    }
}

fn geometric(x: &[f64]) -> f64 {
    libm::exp(mean(&x.iter().map(|&x| libm::log(x)).collect::<Vec<_>>()))
}

/// The goals, held against the model's standings.
pub fn verdicts(standings: &[Standing]) -> Vec<Verdict> {
    let mut all = Vec::new();
    let model = standings.iter().filter(|one| one.forecaster == Forecaster::Strait);
    for one in model {
        let at = LEVELS.iter().position(|level| *level == one.level).unwrap_or(0);
        let wind = if one.observed_wind { "observed wind" } else { "generated wind" };
        let level = one.level.name();
        let seen = format!("{:.3} ({:.3} to {:.3})", one.ratio, one.interval.0, one.interval.1);
        if !one.observed_wind && one.level == Level::Week {
            all.push(Verdict {
                goal: format!("{wind}, week: CRPS within 5 % of the hurdle"),
                seen: seen.clone(),
                is_must: true,
                met: one.ratio <= MUST,
            });
        }
        let goal = GOALS[usize::from(one.observed_wind)][at];
        let reference = if one.observed_wind { "the better hurdle" } else { "the hurdle" };
        all.push(Verdict {
            goal: format!("{wind}, {level}: CRPS at most {goal} of {reference}"),
            seen,
            is_must: false,
            met: one.ratio <= goal,
        });
        if one.observed_wind {
            let worst = one.ratios.iter().copied().fold(0.0, f64::max);
            all.push(Verdict {
                goal: format!("{wind}, {level}: no origin above {WORST}"),
                seen: format!("{worst:.3}"),
                is_must: false,
                met: worst <= WORST,
            });
        }
        let (low, high) = COVERAGE[at];
        all.push(Verdict {
            goal: format!("{wind}, {level}: 80 % interval covers {low} to {high}"),
            seen: format!("{:.3}", one.coverage80),
            is_must: true,
            met: (low..=high).contains(&one.coverage80),
        });
    }
    all
}

/// What people see.
pub fn plain(looks: &[Look], standings: &[Standing], verdicts: &[Verdict]) -> String {
    let origins: Vec<String> =
        looks.iter().filter(|look| !look.observed_wind).map(|look| look.origin.to_string()).collect();
    let mut text = format!(
        "CRPS over that of the reference, origins {}\n{:<10} {:<11} {:<6} {:>7} {:>16}  by origin            80 %   pit\n",
        origins.join(", "),
        "wind",
        "forecaster",
        "level",
        "ratio",
        "95 % interval"
    );
    for one in standings {
        let ratios: Vec<String> = one.ratios.iter().map(|ratio| format!("{ratio:.3}")).collect();
        text.push_str(&format!(
            "{:<10} {:<11} {:<6} {:>7.3} {:>7.3} - {:>6.3}  {:<20} {:.3} {:.3}\n",
            if one.observed_wind { "observed" } else { "generated" },
            one.forecaster.name(),
            one.level.name(),
            one.ratio,
            one.interval.0,
            one.interval.1,
            ratios.join(" "),
            one.coverage80,
            one.pit_mean
        ));
    }
    for verdict in verdicts {
        text.push_str(&format!(
            "{} {}: {} - {}\n",
            if verdict.met { "met   " } else { "missed" },
            if verdict.is_must { "must" } else { "goal" },
            verdict.goal,
            verdict.seen
        ));
    }
    text
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::analysis::forecast::ensemble::spans;
    use crate::estimate::Pit;

    /// Scores of both hurdles and the model with given means.
    pub fn look(origin: &str, observed_wind: bool, crps: [f64; 5]) -> Look {
        let origin: Day = origin.parse().unwrap();
        let horizon = origin.plus(364);
        let mut scored = Vec::new();
        for level in LEVELS {
            for (forecaster, crps) in FORECASTERS.into_iter().zip(crps) {
                let period = |span| PeriodScore {
                    span,
                    days: 1,
                    observed: 1.0,
                    crps,
                    interval: [0.0; 4],
                    pit: Pit { low: 0.0, high: 1.0 },
                    pit_value: 0.5,
                };
                let periods = spans(level, origin.plus(1), horizon).into_iter().map(period).collect();
                scored.push(Scored { forecaster, quantity: Quantity::People, level, periods });
            }
        }
        Look { origin, horizon, observed_wind, scored }
    }

    #[test]
    fn ratios_are_taken_to_the_reference_that_the_goal_names() {
        let looks = [
            look("2021-12-31", false, [0.8, 1.0, 0.9, 2.0, 1.0]),
            look("2022-12-31", false, [1.25, 1.0, 0.9, 2.0, 1.0]),
            look("2021-12-31", true, [0.9, 1.0, 0.9, 2.0, 1.0]),
            look("2022-12-31", true, [0.5, 1.0, 2.0, 2.0, 1.0]),
        ];
        let all = standings(&looks, 1);
        assert_eq!(all.len(), 2 * 3 * 5);
        let model: Vec<&Standing> = all.iter().filter(|one| one.forecaster == Forecaster::Strait).collect();
        assert!((model[0].ratio - 1.0).abs() < 1e-12 && (model[0].interval.0 - 1.0).abs() < 1e-9);
        assert_eq!(model[3].ratios, [1.0, 0.5]);
        assert!((model[0].coverage80 - 0.8).abs() < 1e-12);
        let verdicts = verdicts(&all);
        assert_eq!(verdicts.iter().filter(|verdict| verdict.is_must).count(), 1 + 6);
        let met = |goal: &str| verdicts.iter().find(|verdict| verdict.goal.starts_with(goal)).unwrap().met;
        assert!(met("generated wind, week: CRPS within 5 %"));
        assert!(!met("generated wind, week: CRPS at most 0.96"));
        assert!(met("observed wind, month: CRPS at most 0.75"));
        assert!(met("observed wind, day: no origin above 1.1"));
    }
}
