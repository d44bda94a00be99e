//! Observed series up to the forecast origin: arrivals, sea, nationalities, preventions, deaths.
//!
//! No row describes a day after the origin, and nothing here fills a gap or joins two definitions.

use super::read_table;
use crate::quantity::Day;
use serde::Deserialize;
use std::sync::LazyLock;

/// Arrivals of one day (Home Office and Border Force, provisional).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct DailyArrivals {
    /// Day of arrival.
    #[serde(rename = "date")]
    pub day: Day,
    /// People detected arriving.
    pub people: u32,
    /// Boats detected arriving.
    pub boats: u32,
}

/// Wind of one day at the Westhinder pile, near the Dover Strait.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct SeaDay {
    /// Day, UTC.
    #[serde(rename = "date")]
    pub day: Day,
    /// Mean of the UTC day, m/s at 10 m.
    pub wind_mean_ms: f64,
    /// Mean from 22:00 the evening before to 10:00 UTC, m/s at 10 m.
    pub wind_night_mean_ms: f64,
}

/// Arrivals of one nationality in one calendar quarter, or in the part of 2024 that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NationalityQuarter {
    /// First day.
    pub first: Day,
    /// Last day, included.
    pub last: Day,
    /// Nationality as the source spells it.
    pub nationality: String,
    /// People detected arriving.
    pub people: u32,
}

/// Arrivals and French preventions of one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct WeeklyPreventions {
    /// Sunday that ends the week.
    pub week_ending: Day,
    /// People detected arriving.
    pub arrivals: u32,
    /// Boats detected arriving.
    pub boats: u32,
    /// People prevented; not published before May 2024.
    pub prevented_people: Option<u32>,
    /// Prevented events; not published before May 2024.
    pub prevented_events: Option<u32>,
}

/// French preventions of a year or part of one, as one source states them; definitions differ between rows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AnnualPreventions {
    /// Calendar year.
    pub year: i32,
    /// First day.
    #[serde(rename = "period_start")]
    pub first: Day,
    /// Last day, included.
    #[serde(rename = "period_end")]
    pub last: Day,
    /// People prevented.
    pub prevented_people: Option<u32>,
    /// Prevented events.
    pub prevented_events: Option<u32>,
    /// Share of attempts prevented as stated, per cent.
    pub stated_rate_percent: Option<f64>,
    /// Who says so.
    pub source: String,
    /// Remarks.
    pub note: String,
}

/// Deaths of a year or part of one under one definition; rows of different definitions are never added.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Deaths {
    /// Calendar year.
    pub year: i32,
    /// First day.
    #[serde(rename = "period_start")]
    pub first: Day,
    /// Last day, included.
    #[serde(rename = "period_end")]
    pub last: Day,
    /// Dead, or dead and missing.
    pub deaths: u32,
    /// What is counted.
    pub definition: String,
    /// Who counts.
    pub source: String,
}

#[derive(Deserialize)]
struct NationalityRow {
    period_type: String,
    period_start: Day,
    period_end: Day,
    nationality: String,
    people: u32,
}

fn nationality_rows(period_type: &str) -> Vec<NationalityQuarter> {
    let table = include_str!("data/observed/arrivals_by_nationality.csv");
    read_table::<NationalityRow>("arrivals_by_nationality.csv", table)
        .into_iter()
        // The sum over all nationalities stands in the table as a further row.
        .filter(|row| row.period_type == period_type && row.nationality != "Total")
        .map(|row| NationalityQuarter {
            first: row.period_start,
            last: row.period_end,
            nationality: row.nationality,
            people: row.people,
        })
        .collect()
}

macro_rules! series {
    ($(#[$doc:meta])* $name:ident: $row:ty = $read:expr) => {
        $(#[$doc])*
        pub fn $name() -> &'static [$row] {
            static ROWS: LazyLock<Vec<$row>> = LazyLock::new(|| $read);
            &ROWS
        }
    };
}

series! {
    /// Arrivals by day from 2018-01-01 to the forecast origin, no day missing.
    daily: DailyArrivals = read_table("arrivals_daily.csv", include_str!("data/observed/arrivals_daily.csv"))
}
series! {
    /// Wind by day from 2018-01-01 to the forecast origin, no day missing.
    sea: SeaDay = read_table("sea_daily.csv", include_str!("data/observed/sea_daily.csv"))
}
series! {
    /// Arrivals by nationality and quarter, 2018-Q1 to 2023-Q4, each quarter complete (classes
    /// `Other` and `Not recorded` included, the row of totals left out).
    nationality_quarters: NationalityQuarter = nationality_rows("quarter")
}
series! {
    /// Arrivals from 1 January to 30 September 2024 of the few nationalities for which they are known.
    nationality_partial_2024: NationalityQuarter = nationality_rows("year_to_date_partial_list")
}
series! {
    /// Weeks from Monday to Sunday, from the week ending 2018-01-07.
    preventions_weekly: WeeklyPreventions =
        read_table("preventions_weekly.csv", include_str!("data/observed/preventions_weekly.csv"))
}
series! {
    /// Preventions by year or part of one, several definitions; not to be joined with the weekly series.
    preventions_annual: AnnualPreventions =
        read_table("preventions_annual.csv", include_str!("data/observed/preventions_annual.csv"))
}
series! {
    /// Deaths by year or part of one, several definitions; minimum counts.
    deaths: Deaths = read_table("deaths_by_year.csv", include_str!("data/observed/deaths_by_year.csv"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::calendar::{FORECAST_ORIGIN, RECORD_START};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn people(first: Day, last: Day) -> u32 {
        daily().iter().filter(|row| first <= row.day && row.day <= last).map(|row| row.people).sum()
    }

    #[test]
    fn daily_series_have_2500_days_and_no_gap() {
        assert_eq!((daily().len(), sea().len()), (2500, 2500));
        for (n, (arrivals, sea)) in daily().iter().zip(sea()).enumerate() {
            assert_eq!(arrivals.day, RECORD_START.plus(n as i32));
            assert_eq!(sea.day, arrivals.day);
            assert!(sea.wind_mean_ms > 0.0 && sea.wind_night_mean_ms > 0.0, "{}", sea.day);
            assert_eq!(arrivals.people == 0, arrivals.boats == 0, "{}", arrivals.day);
        }
    }

    #[test]
    fn sums_to_3_november_are_the_published_ones() {
        for (year, published) in [(2024, 31_094), (2023, 26_699), (2022, 39_929)] {
            assert_eq!(people(day(&format!("{year}-01-01")), day(&format!("{year}-11-03"))), published);
        }
    }

    #[test]
    fn nothing_is_later_than_the_forecast_origin() {
        let last = daily().iter().map(|row| row.day).chain(sea().iter().map(|row| row.day));
        let last = last.chain(nationality_quarters().iter().map(|row| row.last));
        let last = last.chain(nationality_partial_2024().iter().map(|row| row.last));
        let last = last.chain(preventions_weekly().iter().map(|row| row.week_ending));
        let last = last.chain(preventions_annual().iter().map(|row| row.last));
        let last = last.chain(deaths().iter().map(|row| row.last));
        assert_eq!(last.max(), Some(FORECAST_ORIGIN));
    }

    #[test]
    fn quarters_by_nationality_agree_with_the_days() {
        let mut quarters: Vec<(Day, Day)> = nationality_quarters().iter().map(|row| (row.first, row.last)).collect();
        quarters.dedup();
        assert_eq!(quarters.len(), 24);
        for (first, last) in quarters {
            let by_nationality: u32 =
                nationality_quarters().iter().filter(|row| row.first == first).map(|row| row.people).sum();
            let by_day = people(first, last);
            let gap = by_nationality.abs_diff(by_day);
            // A few people move between days as cases are settled: 3 %, or five people in the small early quarters.
            assert!(
                gap <= 5 || f64::from(gap) <= 0.03 * f64::from(by_day),
                "{first}: {by_nationality} against {by_day}"
            );
        }
    }

    #[test]
    fn weeks_are_the_sums_of_their_days() {
        for week in preventions_weekly() {
            assert_eq!(people(week.week_ending.plus(-6), week.week_ending), week.arrivals, "{}", week.week_ending);
        }
        assert_eq!(nationality_partial_2024().len(), 3);
        assert!(deaths().iter().all(|row| row.first <= row.last && row.first.year() == row.year));
    }
}
