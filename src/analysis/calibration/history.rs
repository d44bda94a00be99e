//! One history up to the as-of date, in the same form for the record and for a run.
//!
//! Preventions and deaths are those that the record tells of; a run fills the same slots. No statistic is made here.

use super::CalibrationError;
use crate::evidence;
use crate::model::observation::{Metric, Observations};
use crate::quantity::calendar::RECORD_START;
use crate::quantity::{Day, Period};
use std::ops::Range;

/// Definition of the deaths that the sea deaths of the model stand for.
const DEATHS: &str = "dead and missing, incidents tagged English Channel crossing";
/// Source of the yearly preventions: the one series with a single definition over all years.
const PREVENTIONS: &str = "House of Commons Library";

/// Arrivals of one day that a user gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ObservedDay {
    /// The day.
    pub day: Day,
    /// People who arrived.
    pub people: f64,
    /// Boats that arrived.
    pub boats: f64,
}

/// Which days, years and weeks a history is known for.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// From the start of the record to the as-of date.
    pub period: Period,
    /// Mean wind of the night, m/s, by day; the record's as far as it goes.
    pub wind_night: Vec<f64>,
    /// Mean wind of the day before, m/s, by day.
    pub wind_before: Vec<f64>,
    /// Years with published preventions of people.
    pub prevention_years: Vec<i32>,
    /// Days of the weeks with published preventions.
    pub prevention_weeks: Vec<Range<usize>>,
    /// Spans of years with counted deaths.
    pub death_years: Vec<(i32, Range<usize>)>,
}

/// A history.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// People who arrived, by day.
    pub people: Vec<f64>,
    /// Boats that arrived, by day.
    pub boats: Vec<f64>,
    /// People prevented in each of [`Known::prevention_years`].
    pub prevented_by_year: Vec<f64>,
    /// People and events prevented in each of [`Known::prevention_weeks`].
    pub prevented_by_week: Vec<[f64; 2]>,
    /// Deaths in each of [`Known::death_years`].
    pub deaths: Vec<f64>,
}

/// Index of a day.
pub fn index(day: Day) -> usize {
    day.since(RECORD_START).max(0) as usize
}

fn new_year(year: i32) -> usize {
    Day::from_civil(year as i16, 1, 1).map_or(0, index)
}

impl Known {
    /// What is known on a day.
    ///
    /// # Errors
    /// [`CalibrationError::Input`] if the day leaves less than two years.
    pub fn as_of(until: Day) -> Result<Self, CalibrationError> {
        let too_early =
            || CalibrationError::input(format!("{until} leaves less than two years of the record to learn from"));
        let period = Period::new(RECORD_START, until).map_err(|_| too_early())?;
        if period.len_days() < 730 {
            return Err(too_early());
        }
        let sea: Vec<_> = evidence::sea().iter().filter(|row| row.day <= until).collect();
        let death_years = evidence::deaths()
            .iter()
            .filter(|row| row.definition.starts_with(DEATHS) && row.last <= until)
            .map(|row| (row.year, index(row.first)..index(row.last) + 1));
        let preventions = evidence::preventions_annual().iter();
        Ok(Self {
            wind_night: sea.iter().map(|row| row.wind_night_mean_ms).collect(),
            wind_before: std::iter::once(0)
                .chain(0..sea.len().saturating_sub(1))
                .map(|d| sea[d].wind_mean_ms)
                .collect(),
            prevention_years: preventions
                .filter(|row| {
                    row.source.starts_with(PREVENTIONS) && row.last <= until && row.prevented_people.is_some()
                })
                .map(|row| row.year)
                .collect(),
            prevention_weeks: evidence::preventions_weekly()
                .iter()
                .filter(|row| row.week_ending <= until && row.prevented_people.is_some())
                .map(|row| index(row.week_ending) - 6..index(row.week_ending) + 1)
                .collect(),
            death_years: death_years.collect(),
            period,
        })
    }

    /// Number of days.
    pub const fn days(&self) -> usize {
        self.period.len_days()
    }

    /// Days of a year, cut at the as-of date.
    pub fn year(&self, year: i32) -> Range<usize> {
        let end = self.days();
        new_year(year).min(end)..new_year(year + 1).min(end)
    }

    /// Days from one month of a year to before another, cut at the as-of date.
    pub fn months(&self, year: i32, from: u32, to: u32) -> Range<usize> {
        let start = |month: u32| {
            let (year, month) = if month > 12 { (year + 1, month - 12) } else { (year, month) };
            Day::from_civil(year as i16, month as i8, 1).map_or(0, index).min(self.days())
        };
        start(from)..start(to)
    }

    /// The observed record, with days that a user gives in place of or after its own.
    ///
    /// # Errors
    /// [`CalibrationError::Input`] if a day up to the as-of date has no observation.
    pub fn record(&self, given: &[ObservedDay]) -> Result<History, CalibrationError> {
        let mut days: Vec<Option<(f64, f64)>> = vec![None; self.days()];
        for row in evidence::daily() {
            if let Some(slot) = days.get_mut(index(row.day)) {
                *slot = Some((f64::from(row.people), f64::from(row.boats)));
            }
        }
        for row in given.iter().filter(|row| row.day >= RECORD_START) {
            if let Some(slot) = days.get_mut(index(row.day)) {
                *slot = Some((row.people, row.boats));
            }
        }
        if let Some(gap) = days.iter().position(Option::is_none) {
            let day = RECORD_START.plus(gap as i32);
            return Err(CalibrationError::input(format!(
                "there is no observation of {day}; give the days up to the as-of date with --observed, or choose an earlier date"
            )));
        }
        let (people, boats) = days.into_iter().flatten().unzip();
        let yearly = |year: &i32| {
            let mut rows = evidence::preventions_annual().iter();
            let row = rows.find(|row| row.year == *year && row.source.starts_with(PREVENTIONS));
            f64::from(row.and_then(|row| row.prevented_people).unwrap_or(0))
        };
        let weekly = evidence::preventions_weekly()
            .iter()
            .filter(|row| row.week_ending <= self.period.last())
            .filter_map(|row| Some([f64::from(row.prevented_people?), f64::from(row.prevented_events.unwrap_or(0))]));
        let deaths = evidence::deaths()
            .iter()
            .filter(|row| row.definition.starts_with(DEATHS) && row.last <= self.period.last())
            .map(|row| f64::from(row.deaths));
        Ok(History {
            people,
            boats,
            prevented_by_year: self.prevention_years.iter().map(yearly).collect(),
            prevented_by_week: weekly.collect(),
            deaths: deaths.collect(),
        })
    }

    /// A run over the same days.
    pub fn run(&self, run: &Observations) -> History {
        let days = self.days();
        let sum = |metric, span: Range<usize>| run.metric(metric)[span].iter().sum::<f64>();
        History {
            people: run.metric(Metric::Arrivals)[..days].to_vec(),
            boats: run.metric(Metric::Boats)[..days].to_vec(),
            prevented_by_year: self
                .prevention_years
                .iter()
                .map(|&year| sum(Metric::PreventedPeople, self.year(year)))
                .collect(),
            prevented_by_week: self
                .prevention_weeks
                .iter()
                .map(|week| [sum(Metric::PreventedPeople, week.clone()), sum(Metric::PreventedEvents, week.clone())])
                .collect(),
            deaths: self.death_years.iter().map(|(_, span)| sum(Metric::Deaths, span.clone())).collect(),
        }
    }
}
