//! `observed_weekly.csv`: the record beside the runs, by ISO week, as charts show it.
//!
//! Holds the weeks that lie in the period and that the runs could know: whole weeks up to the forecast origin, all of
//! whose days are in the record. Nothing in it was simulated.

use super::table::{Field, Kind, Table};
use crate::evidence::daily;
use crate::quantity::{Day, Period};
use crate::study::Study;

/// One week of the record.
pub(super) struct ObservedWeek {
    /// Its Monday.
    pub start: Day,
    /// People who arrived.
    pub people: u32,
    /// Boats that arrived.
    pub boats: u32,
}

/// The whole weeks of a period that the record holds up to `origin`.
pub(super) fn weeks(period: Period, origin: Day) -> Vec<ObservedWeek> {
    let mut weeks: Vec<(ObservedWeek, u32)> = Vec::new();
    for row in daily().iter().filter(|row| period.contains(row.day) && row.day <= origin) {
        let start = row.day.monday();
        if weeks.last().is_none_or(|(week, _)| week.start != start) {
            weeks.push((ObservedWeek { start, people: 0, boats: 0 }, 0));
        }
        if let Some((week, days)) = weeks.last_mut() {
            week.people += row.people;
            week.boats += row.boats;
            *days += 1;
        }
    }
    weeks.into_iter().filter(|(_, days)| *days == 7).map(|(week, _)| week).collect()
}

/// The table of the record.
pub(super) fn table(study: &Study) -> Table {
    let fields = vec![
        Field::new("period_start", Kind::Date, "", "Monday of the week."),
        Field::new("arrivals", Kind::Integer, "people", "People detected arriving in the UK by small boat.")
            .at_least(0.0),
        Field::new("boats", Kind::Integer, "boats", "Boats detected arriving in the UK.").at_least(0.0),
    ];
    let description =
        "The record by ISO week up to the forecast origin: Home Office and Border Force daily series, provisional.";
    let mut table = Table::new("observed_weekly.csv", description, 1, fields);
    for week in weeks(study.period(), study.origin_day()) {
        table.push(vec![week.start.into(), week.people.into(), week.boats.into()]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_weeks_up_to_the_origin_are_told() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        // A Wednesday to a Sunday; the origin is a Monday.
        let period = Period::new(day("2024-10-16"), day("2024-11-10")).unwrap();
        let weeks = weeks(period, day("2024-11-04"));
        let starts: Vec<String> = weeks.iter().map(|week| week.start.to_string()).collect();
        assert_eq!(starts, ["2024-10-21", "2024-10-28"]);
        let people = |from: &str, to: &str| {
            let rows = daily().iter().filter(|row| (day(from)..=day(to)).contains(&row.day));
            rows.map(|row| row.people).sum::<u32>()
        };
        assert_eq!(weeks[0].people, people("2024-10-21", "2024-10-27"));
        assert!(weeks[0].boats > 0);
    }
}
