//! One history as the statistics see it: the record and a simulated run in the same form.
//!
//! Statistics take nothing else, so that they cannot treat the two differently. Nothing here is estimated.

use crate::evidence;
use crate::model::observation::{FIXED_METRICS, Metric, Observations};
use crate::model::setting::Origin;
use crate::quantity::Day;
use crate::quantity::calendar::{FORECAST_ORIGIN, RECORD_START};
use std::ops::Range;

/// Definition of the deaths that the sea deaths of the model stand for.
const DEATHS: &str = "dead and missing, incidents tagged English Channel crossing";
/// Years whose arrivals by origin are known whole.
pub const ORIGIN_YEARS: Range<i32> = 2018..2024;
/// Years of the record, the last to the forecast origin.
pub const YEARS: Range<i32> = 2018..2025;

/// Arrivals and preventions of one week, Monday to Sunday.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Week {
    /// Sunday that ends it.
    pub ending: Day,
    /// People who arrived.
    pub arrivals: f64,
    /// Boats that arrived.
    pub boats: f64,
    /// People and events prevented ashore, where counted.
    pub prevented: Option<(f64, f64)>,
}

/// A history from 1 January 2018 to the forecast origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// People who arrived, by day.
    pub people: Vec<f64>,
    /// Boats that arrived, by day.
    pub boats: Vec<f64>,
    /// Mean wind of the night in m/s, by day.
    pub wind_night: Vec<f64>,
    /// Whole weeks.
    pub weeks: Vec<Week>,
    /// Arrivals by class of origin (outer) and year of [`ORIGIN_YEARS`].
    pub origins: Vec<Vec<f64>>,
    /// Deaths at sea by year of [`YEARS`].
    pub deaths: Vec<f64>,
    /// Gangs that exist, by day; empty for the record, which does not know them.
    pub gangs: Vec<f64>,
}

/// Index of a day.
pub fn index(day: Day) -> usize {
    day.since(RECORD_START).max(0) as usize
}

/// Indices of the days of a year, cut at the forecast origin.
pub fn year(year: i32) -> Range<usize> {
    let start = |year: i32| Day::from_civil(year as i16, 1, 1).map_or(0, index);
    start(year)..start(year + 1).min(index(FORECAST_ORIGIN) + 1)
}

/// Indices of the days of a month, cut at the forecast origin.
pub fn month(year: i32, month: u32) -> Range<usize> {
    let start = |year: i32, month: u32| Day::from_civil(year as i16, month as i8, 1).map_or(0, index);
    let next = if month == 12 { start(year + 1, 1) } else { start(year, month + 1) };
    let end = index(FORECAST_ORIGIN) + 1;
    start(year, month).min(end)..next.min(end)
}

impl Series {
    /// The observed record, its nationalities sorted into the classes of a scenario.
    pub fn record(origins: &[Origin]) -> Self {
        let daily = evidence::daily();
        let of_class = |origin: &Origin, year: i32| -> f64 {
            evidence::nationality_quarters()
                .iter()
                .filter(|row| row.first.year() == year && origin.nationalities.contains(&row.nationality))
                .map(|row| f64::from(row.people))
                .sum()
        };
        let deaths_of = |year: i32| -> f64 {
            evidence::deaths()
                .iter()
                .filter(|row| row.year == year && row.definition.starts_with(DEATHS))
                .map(|row| f64::from(row.deaths))
                .sum()
        };
        let week = |row: &evidence::WeeklyPreventions| Week {
            ending: row.week_ending,
            arrivals: f64::from(row.arrivals),
            boats: f64::from(row.boats),
            prevented: row.prevented_people.zip(row.prevented_events).map(|(p, e)| (f64::from(p), f64::from(e))),
        };
        Self {
            people: daily.iter().map(|row| f64::from(row.people)).collect(),
            boats: daily.iter().map(|row| f64::from(row.boats)).collect(),
            wind_night: evidence::sea().iter().map(|row| row.wind_night_mean_ms).collect(),
            weeks: evidence::preventions_weekly().iter().map(week).collect(),
            origins: origins.iter().map(|o| ORIGIN_YEARS.map(|year| of_class(o, year)).collect()).collect(),
            deaths: YEARS.map(deaths_of).collect(),
            gangs: Vec::new(),
        }
    }

    /// A simulated run from 1 January 2018 to the forecast origin or later; later days are left out.
    pub fn of_run(run: &Observations, origin_count: usize) -> Self {
        let days = index(FORECAST_ORIGIN) + 1;
        let metric = |metric| run.metric(metric)[..days].to_vec();
        let sum = |column: &[f64], span: Range<usize>| column[span].iter().sum::<f64>();
        let (people, boats) = (metric(Metric::Arrivals), metric(Metric::Boats));
        let (prevented, events) = (metric(Metric::PreventedPeople), metric(Metric::PreventedEvents));
        // The record starts on a Monday.
        let weeks = (0..days / 7).map(|week| {
            let span = week * 7..week * 7 + 7;
            Week {
                ending: RECORD_START.plus(span.end as i32 - 1),
                arrivals: sum(&people, span.clone()),
                boats: sum(&boats, span.clone()),
                prevented: Some((sum(&prevented, span.clone()), sum(&events, span))),
            }
        });
        let by_origin = (0..origin_count)
            .map(|class| ORIGIN_YEARS.map(|y| sum(run.column(FIXED_METRICS + class), year(y))).collect());
        Self {
            weeks: weeks.collect(),
            origins: by_origin.collect(),
            deaths: YEARS.map(|y| sum(run.metric(Metric::Deaths), year(y))).collect(),
            wind_night: metric(Metric::WindNight),
            gangs: metric(Metric::ActiveGangs),
            people,
            boats,
        }
    }

    /// People who arrived over a span of days.
    pub fn people_in(&self, span: Range<usize>) -> f64 {
        self.people[span].iter().sum()
    }

    /// Boats that arrived over a span of days.
    pub fn boats_in(&self, span: Range<usize>) -> f64 {
        self.boats[span].iter().sum()
    }
}
