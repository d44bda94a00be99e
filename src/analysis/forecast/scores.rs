//! Scores of ensembles against what was observed, period by period and by level.
//!
//! A period is scored over the days whose observation is known, members over the same days; it needs half of the days of
//! the uncut period. Ratios to a reference come with an interval from a block bootstrap over periods in order of
//! time. Boats are scored where their number is known, loads where boats arrived. Draws nothing but the bootstrap's blocks and
//! the randomised PIT, from keys of their own.

use super::days_file::ObservedDay;
use super::ensemble::{Ensemble, Forecaster, Level, Path, Quantity, Span, spans};
use crate::estimate::{Pit, crps_fair, interval_score, mean, quantile_sorted};
use crate::quantity::Day;
use crate::random::{Purpose, Stream, unit32};
use serde::Serialize;

/// Levels of the central intervals.
pub const INTERVALS: [f64; 4] = [0.5, 0.8, 0.95, 0.99];
/// Keeps the numbers of scoring apart from those of the model.
const SALT: u64 = 0x7363_6f72_6573;
/// Resamples of the bootstrap.
const RESAMPLES: u32 = 1000;
/// Fewest members with boats for a load to be scored.
pub const FEWEST: usize = 20;

/// What was observed over the days of a forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    path: Path,
    people_known: Vec<bool>,
    boats_known: Vec<bool>,
}

impl Observed {
    /// Puts observations in their places; days outside `first..=last` are left out.
    pub fn new(rows: &[ObservedDay], first: Day, last: Day) -> Self {
        let days = (last.since(first) + 1).max(0) as usize;
        let mut observed = Self {
            path: Path { people: vec![0.0; days], boats: vec![0.0; days] },
            people_known: vec![false; days],
            boats_known: vec![false; days],
        };
        for row in rows.iter().filter(|row| row.day >= first && row.day <= last) {
            let at = row.day.since(first) as usize;
            observed.path.people[at] = row.people;
            observed.people_known[at] = true;
            if let Some(boats) = row.boats {
                observed.path.boats[at] = boats;
                observed.boats_known[at] = true;
            }
        }
        observed
    }

    /// Number of days whose people are known.
    pub fn known_days(&self) -> usize {
        self.people_known.iter().filter(|known| **known).count()
    }

    /// Number of days whose boats are known.
    pub fn known_boat_days(&self) -> usize {
        self.boats_known.iter().filter(|known| **known).count()
    }

    /// Indices of the days whose people are known.
    pub fn people_days(&self) -> Vec<usize> {
        (0..self.people_known.len()).filter(|&day| self.people_known[day]).collect()
    }

    /// The people of known days.
    pub fn people(&self, days: &[usize]) -> Vec<f64> {
        days.iter().map(|&day| self.path.people[day]).collect()
    }

    /// The value over a period and the days it was known on; `None` with less than half of them.
    pub fn value(&self, quantity: Quantity, span: &Span, first: Day) -> Option<(f64, Vec<usize>)> {
        let known = if quantity == Quantity::People { &self.people_known } else { &self.boats_known };
        let days: Vec<usize> = span.days(first).into_iter().filter(|&day| known[day]).collect();
        if days.is_empty() || 2 * days.len() < span.full_days {
            return None;
        }
        quantity.over(&self.path, &days).map(|value| (value, days))
    }
}

/// One forecaster's scores on one period.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodScore {
    /// The period.
    pub span: Span,
    /// Days scored.
    pub days: usize,
    /// What was observed.
    pub observed: f64,
    /// Fair CRPS.
    pub crps: f64,
    /// Interval scores at [`INTERVALS`].
    pub interval: [f64; INTERVALS.len()],
    /// Rank of the observation.
    pub pit: Pit,
    /// The randomised PIT.
    pub pit_value: f64,
}

/// Ratio of two mean scores with its block-bootstrap interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ratio {
    /// Mean score over the reference's.
    pub ratio: f64,
    /// 95 % interval; none with fewer than eight periods.
    pub interval: Option<(f64, f64)>,
}

/// A forecaster's mean scores at one level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// Who forecast.
    pub forecaster: Forecaster,
    /// What.
    pub quantity: Quantity,
    /// Length of the periods.
    pub level: Level,
    /// Periods scored.
    pub periods: usize,
    /// Days scored in them.
    pub days: usize,
    /// Mean fair CRPS in the unit of the quantity.
    pub crps: f64,
    /// Mean interval scores at 50, 80, 95 and 99 %.
    pub interval_scores: [f64; INTERVALS.len()],
    /// PIT-based coverage at the same levels.
    pub coverage: [f64; INTERVALS.len()],
    /// Mean PIT: above one half the forecast was too low.
    pub pit_mean: f64,
    /// CRPS over that of the hurdle model without wind.
    pub to_hurdle: Ratio,
    /// CRPS over that of the hurdle model given the wind.
    pub to_hurdle_wind: Ratio,
    /// CRPS over that of the seasonal block bootstrap.
    pub to_bootstrap: Ratio,
    /// CRPS over that of the pool of the references.
    pub to_pool: Ratio,
}

/// Scores of one forecaster at one quantity and level, period by period.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// Who forecast.
    pub forecaster: Forecaster,
    /// What.
    pub quantity: Quantity,
    /// Length of the periods.
    pub level: Level,
    /// Each period.
    pub periods: Vec<PeriodScore>,
}

/// Scores every ensemble at every level, period by period.
pub fn score_periods(ensembles: &[Ensemble], observed: &Observed, last: Day, seed: u64) -> Vec<Scored> {
    let mut all = Vec::new();
    for quantity in Quantity::ALL {
        for level in Level::ALL {
            for ensemble in ensembles {
                let spans = spans(level, ensemble.first, last);
                let periods = spans.iter().filter_map(|span| period(ensemble, quantity, span, observed, seed));
                all.push(Scored { forecaster: ensemble.forecaster, quantity, level, periods: periods.collect() });
            }
        }
    }
    all
}

fn period(ensemble: &Ensemble, quantity: Quantity, span: &Span, observed: &Observed, seed: u64) -> Option<PeriodScore> {
    let (value, days) = observed.value(quantity, span, ensemble.first)?;
    let sorted = ensemble.sorted(quantity, &days);
    if sorted.len() < FEWEST {
        return None;
    }
    let interval = INTERVALS.map(|level| {
        let at = |p| quantile_sorted(&sorted, p);
        interval_score(at(0.5 - 0.5 * level), at(0.5 + 0.5 * level), value, level)
    });
    let pit = Pit::of(&sorted, value);
    let entity = span.level as u32 * 8 + quantity as u32;
    let stream = Stream::new(seed ^ SALT, ensemble.forecaster as u32);
    let words = stream.block(entity, span.first.number() as u32, Purpose::ParameterDraw, 0);
    Some(PeriodScore {
        span: *span,
        days: days.len(),
        observed: value,
        crps: crps_fair(&sorted, value),
        interval,
        pit,
        pit_value: pit.at(unit32(words[0])),
    })
}

/// Means over periods, with ratios to the references; levels without a scored period are left out.
pub fn means(scored: &[Scored], seed: u64) -> Vec<Score> {
    let crps_of = |forecaster, like: &Scored| -> Vec<f64> {
        let twin = scored.iter().find(|other| {
            other.forecaster == forecaster && (other.quantity, other.level) == (like.quantity, like.level)
        });
        twin.map_or_else(Vec::new, |twin| twin.periods.iter().map(|period| period.crps).collect())
    };
    let mean_of = |one: &Scored| {
        let over = |f: &dyn Fn(&PeriodScore) -> f64| mean(&one.periods.iter().map(f).collect::<Vec<_>>());
        let own: Vec<f64> = one.periods.iter().map(|period| period.crps).collect();
        let to = |reference| ratio(&own, &crps_of(reference, one), block_of(one.level), seed);
        Score {
            forecaster: one.forecaster,
            quantity: one.quantity,
            level: one.level,
            periods: own.len(),
            days: one.periods.iter().map(|period| period.days).sum(),
            crps: mean(&own),
            interval_scores: std::array::from_fn(|i| over(&|period| period.interval[i])),
            coverage: INTERVALS.map(|level| over(&|period| period.pit.covered(level))),
            pit_mean: over(&|period| period.pit.at(0.5)),
            to_hurdle: to(Forecaster::Hurdle),
            to_hurdle_wind: to(Forecaster::HurdleWind),
            to_bootstrap: to(Forecaster::Bootstrap),
            to_pool: to(Forecaster::Pool),
        }
    };
    scored.iter().filter(|one| !one.periods.is_empty()).map(mean_of).collect()
}

/// Periods in a block of the bootstrap: four weeks of days and weeks, a quarter of months.
pub const fn block_of(level: Level) -> usize {
    match level {
        Level::Day => 28,
        Level::Week => 4,
        Level::Month => 3,
        Level::TwelveMonths | Level::Whole => 1,
    }
}

/// Ratio of mean scores, with a circular moving-block bootstrap (Politis and Romano 1992) of pairs in order of time.
pub fn ratio(own: &[f64], reference: &[f64], block: usize, seed: u64) -> Ratio {
    let n = own.len();
    if n == 0 || n != reference.len() {
        return Ratio { ratio: f64::NAN, interval: None };
    }
    let of = |order: &[usize]| {
        let sum = |x: &[f64]| order.iter().map(|&at| x[at]).sum::<f64>();
        sum(own) / sum(reference)
    };
    let in_order: Vec<usize> = (0..n).collect();
    let interval = (n >= 8).then(|| {
        let mut ratios: Vec<f64> = (0..RESAMPLES).map(|resample| of(&blocks(n, block, seed, resample))).collect();
        ratios.sort_by(f64::total_cmp);
        (quantile_sorted(&ratios, 0.025), quantile_sorted(&ratios, 0.975))
    });
    Ratio { ratio: of(&in_order), interval }
}

/// Indices of one resample.
pub fn blocks(n: usize, block: usize, seed: u64, resample: u32) -> Vec<usize> {
    let stream = Stream::new(seed ^ SALT, resample);
    let starts = n.div_ceil(block) as u32;
    let start = |at| (unit32(stream.block(u32::MAX, at, Purpose::ParameterDraw, 0)[0]) * n as f64) as usize;
    (0..starts).flat_map(|at| (start(at)..start(at) + block).map(|i| i % n)).take(n).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn row(n: i32, people: f64, boats: Option<f64>) -> ObservedDay {
        ObservedDay { day: day("2025-01-06").plus(n), people, boats }
    }

    #[test]
    fn periods_need_half_of_their_days_and_boats_their_own() {
        let first = day("2025-01-06");
        let rows = [
            row(-3, 9.0, Some(1.0)),
            row(0, 60.0, Some(2.0)),
            row(1, 0.0, None),
            row(2, 5.0, None),
            row(6, 30.0, None),
        ];
        let observed = Observed::new(&rows, first, first.plus(20));
        let week = spans(Level::Week, first, first.plus(20))[0];
        let (value, days) = observed.value(Quantity::People, &week, first).unwrap();
        assert_eq!((value, days), (95.0, vec![0, 1, 2, 6]));
        assert_eq!(observed.value(Quantity::Boats, &week, first), None);
        assert_eq!((observed.known_days(), observed.known_boat_days()), (4, 1));
        let next = spans(Level::Week, first, first.plus(20))[1];
        assert_eq!(observed.value(Quantity::People, &next, first), None);
        let today = spans(Level::Day, first, first)[0];
        assert_eq!(observed.value(Quantity::PeoplePerBoat, &today, first), Some((30.0, vec![0])));
    }

    #[test]
    fn an_ensemble_around_the_truth_beats_one_that_is_off() {
        let (first, last) = (day("2025-01-06"), day("2025-03-30"));
        let rows: Vec<ObservedDay> = (0..84).map(|n| row(n, 50.0 + f64::from(n % 7), Some(1.0))).collect();
        let ensemble = |forecaster, shift: f64| {
            let path = |m: usize| Path {
                people: (0..84).map(|n| shift + 20.0 + (m * 3 % 67) as f64 + f64::from(n % 7)).collect(),
                boats: vec![1.0; 84],
            };
            Ensemble { forecaster, first, members: (0..67).map(path).collect() }
        };
        let ensembles = [
            ensemble(Forecaster::Strait, 0.0),
            ensemble(Forecaster::Hurdle, 90.0),
            ensemble(Forecaster::HurdleWind, 0.0),
        ];
        let scored = score_periods(&ensembles, &Observed::new(&rows, first, last), last, 1);
        let scores = means(&scored, 1);
        let people = |score: &&Score| score.quantity == Quantity::People && score.level == Level::Day;
        let days: Vec<&Score> = scores.iter().filter(people).collect();
        assert_eq!((days[0].periods, days[0].days), (84, 84));
        assert!(days[0].to_hurdle.ratio < 0.2 && days[0].to_hurdle.interval.unwrap().1 < 0.3);
        assert_eq!(days[0].to_hurdle_wind.ratio, 1.0);
        assert_eq!(days[1].coverage[1], 0.0);
        assert!(days[1].pit_mean < 0.05);
        let months = scores.iter().find(|score| score.level == Level::Month).unwrap();
        assert_eq!((months.periods, months.to_hurdle.interval), (3, None));
    }

    #[test]
    fn blocks_keep_neighbours_together() {
        let order = blocks(50, 7, 3, 1);
        assert_eq!(order.len(), 50);
        assert!(order.chunks(7).all(|block| block.windows(2).all(|pair| pair[1] == (pair[0] + 1) % 50)));
        assert_ne!(order, blocks(50, 7, 3, 2));
    }
}
