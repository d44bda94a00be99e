//! Ensembles of daily paths and the periods over which they are added up.
//!
//! Every forecaster, model or reference, is nothing but its members, so that none can be treated differently. Draws and
//! scores nothing.

use crate::quantity::Day;
use serde::Serialize;

/// One possible future, day by day.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// People arriving.
    pub people: Vec<f64>,
    /// Boats arriving.
    pub boats: Vec<f64>,
}

/// Who forecasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Forecaster {
    /// The model.
    Strait,
    /// Markov active days and negative binomial people with a random-walk level.
    Hurdle,
    /// The same given the wind.
    HurdleWind,
    /// Blocks of the last years, at the same season.
    Bootstrap,
    /// The references in equal parts.
    Pool,
}

impl Forecaster {
    /// Name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strait => "strait",
            Self::Hurdle => "hurdle",
            Self::HurdleWind => "hurdle_wind",
            Self::Bootstrap => "bootstrap",
            Self::Pool => "pool",
        }
    }
}

/// Possible futures of one forecaster, equally likely.
#[derive(Debug, Clone, PartialEq)]
pub struct Ensemble {
    /// Who forecasts.
    pub forecaster: Forecaster,
    /// First day of every path.
    pub first: Day,
    /// Paths of one length.
    pub members: Vec<Path>,
}

/// What is forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// People arriving.
    People,
    /// Boats arriving.
    Boats,
    /// People per arriving boat; only where boats arrive.
    PeoplePerBoat,
}

impl Quantity {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::People, Self::Boats, Self::PeoplePerBoat];

    /// Name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Boats => "boats",
            Self::PeoplePerBoat => "people_per_boat",
        }
    }

    /// The quantity over some days of a path; `None` for a load without boats.
    pub fn over(self, path: &Path, days: &[usize]) -> Option<f64> {
        let sum = |daily: &[f64]| days.iter().map(|&day| daily[day]).sum::<f64>();
        match self {
            Self::People => Some(sum(&path.people)),
            Self::Boats => Some(sum(&path.boats)),
            Self::PeoplePerBoat => {
                let boats = sum(&path.boats);
                (boats > 0.0).then(|| sum(&path.people) / boats)
            }
        }
    }
}

impl Ensemble {
    /// The quantity over some days, in ascending order over the members that have it.
    pub fn sorted(&self, quantity: Quantity, days: &[usize]) -> Vec<f64> {
        let mut values: Vec<f64> = self.members.iter().filter_map(|path| quantity.over(path, days)).collect();
        values.sort_by(f64::total_cmp);
        values
    }
}

/// Length of the periods that are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Days.
    Day,
    /// ISO weeks, Monday to Sunday.
    Week,
    /// Calendar months.
    Month,
    /// Twelve months from the origin, and again.
    TwelveMonths,
    /// All days.
    Whole,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::TwelveMonths, Self::Whole];

    /// Name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::TwelveMonths => "12_months",
            Self::Whole => "whole",
        }
    }
}

/// One period of a level, cut at the first and last day of the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The level.
    pub level: Level,
    /// First day within the forecast.
    pub first: Day,
    /// Last day within the forecast.
    pub last: Day,
    /// Days of the uncut period.
    pub full_days: usize,
}

impl Span {
    /// Indices of its days in a path that begins on `start`.
    pub fn days(&self, start: Day) -> Vec<usize> {
        (self.first.since(start).max(0) as usize..=self.last.since(start).max(0) as usize).collect()
    }

    /// Whether nothing of it lies outside the forecast.
    pub fn is_whole(&self) -> bool {
        (self.last.since(self.first) + 1) as usize == self.full_days
    }
}

/// The periods of a level from the first to the last day of a forecast, in order.
pub fn spans(level: Level, first: Day, last: Day) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = first;
    while start <= last {
        let (begin, next) = match level {
            Level::Day => (start, start.plus(1)),
            Level::Week => (start.monday(), start.monday().plus(7)),
            Level::Month => (start.first_of_month(), start.first_of_month().plus(31).first_of_month()),
            Level::TwelveMonths => (start, a_year_later(start)),
            Level::Whole => (first, last.plus(1)),
        };
        let end = next.plus(-1).min(last);
        spans.push(Span { level, first: start, last: end, full_days: next.since(begin) as usize });
        start = next;
    }
    spans
}

/// The same day of the next year; 1 March for 29 February.
fn a_year_later(day: Day) -> Day {
    let date = day.date();
    Day::from_civil(date.year() + 1, date.month(), date.day()).unwrap_or_else(|| day.plus(366))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn levels_cover_every_day_once_and_know_what_is_cut() {
        let (first, last) = (day("2024-11-05"), day("2025-12-10"));
        for level in Level::ALL {
            let spans = spans(level, first, last);
            assert_eq!((spans[0].first, spans[spans.len() - 1].last), (first, last));
            assert!(spans.windows(2).all(|pair| pair[1].first == pair[0].last.plus(1)), "{level:?}");
        }
        let weeks = spans(Level::Week, first, last);
        assert_eq!((weeks[0].days(first).len(), weeks[0].is_whole(), weeks[1].is_whole()), (6, false, true));
        assert_eq!(weeks[1].first.to_string(), "2024-11-11");
        let months = spans(Level::Month, first, last);
        assert_eq!((months[1].first.to_string().as_str(), months[1].full_days), ("2024-12-01", 31));
        let years = spans(Level::TwelveMonths, first, last);
        assert_eq!((years.len(), years[0].is_whole(), years[1].is_whole()), (2, true, false));
        assert_eq!(years[1].first, day("2025-11-05"));
        assert_eq!(a_year_later(day("2024-02-29")), day("2025-03-01"));
    }

    #[test]
    fn a_load_needs_boats() {
        let path = Path { people: vec![0.0, 90.0], boats: vec![0.0, 2.0] };
        assert_eq!(Quantity::PeoplePerBoat.over(&path, &[0]), None);
        assert_eq!(Quantity::PeoplePerBoat.over(&path, &[0, 1]), Some(45.0));
    }
}
