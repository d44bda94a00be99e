//! `timeseries.csv`: bands over replicates by day, ISO week and month.
//!
//! Days for arrivals and boats; complete weeks and months for all metrics and for arrivals by origin. Scenarios are walked
//! one after the other, so memory holds one scenario: days as `f32` (counts below 2^24 are exact), weeks and months as
//! `f64`. For 1,000 replicates of nine years that is about 26 MB and 160 MB.

use super::gather::sum_up;
use super::table::{Field, Kind, Table};
use crate::estimate::{Band, mean};
use crate::model::observation::{Column, FIXED_METRICS, Metric, Observations};
use crate::quantity::{Day, Period};
use crate::study::{Store, Study, StudyError, fold};
use std::ops::Range;

/// Name of the table.
pub(super) const FILE: &str = "timeseries.csv";

/// Metrics that are shown by day.
const DAILY: [Metric; 2] = [Metric::Arrivals, Metric::Boats];

/// The columns of a band: name, level, end.
pub(super) fn band_fields(prefix: &str, what: &str) -> Vec<Field> {
    let ends = [
        ("low50", "25 %"),
        ("high50", "75 %"),
        ("low80", "10 %"),
        ("high80", "90 %"),
        ("low95", "2.5 %"),
        ("high95", "97.5 %"),
    ];
    let unit = "unit of the metric";
    ends.map(|(name, level)| {
        Field::new(format!("{prefix}{name}"), Kind::Number, unit, format!("{level} point of {what}."))
    })
    .to_vec()
}

/// A length of time that values are shown by.
struct Resolution {
    name: &'static str,
    /// First day and day numbers of each complete step.
    steps: Vec<(Day, Range<usize>)>,
}

impl Resolution {
    /// Cuts a period where `start_of` changes and keeps the complete steps.
    fn new(name: &'static str, period: Period, start_of: impl Fn(Day) -> Day) -> Self {
        let mut steps: Vec<(Day, Range<usize>)> = Vec::new();
        for (at, day) in period.days().enumerate() {
            match steps.last_mut() {
                Some((start, days)) if *start == start_of(day) => days.end = at + 1,
                _ => steps.push((start_of(day), at..at + 1)),
            }
        }
        // A step cut off by the period would look like a fall.
        let after = period.last().plus(1);
        if steps.last().is_some_and(|(start, _)| start_of(after) == *start) {
            steps.pop();
        }
        steps.retain(|(start, _)| *start >= period.first());
        Self { name, steps }
    }
}

/// The table of series.
///
/// # Errors
/// The errors of reading blocks.
pub(super) fn table(study: &Study, store: &Store) -> Result<Table, StudyError> {
    let columns = study.columns();
    let shown = FIXED_METRICS + study.origin_count();
    let period = study.period();
    let coarse = [Resolution::new("week", period, Day::monday), Resolution::new("month", period, Day::first_of_month)];
    let mut table = Table::new(FILE, "Mean and bands over replicates by day, ISO week and month.", 4, fields());
    for (number, scenario) in study.scenarios().iter().enumerate() {
        // Parts of a package would make the longest table of all many times longer.
        if study.is_part(number) {
            continue;
        }
        let replicates = study.replicates() as usize;
        let mut days: Vec<Vec<f32>> = vec![Vec::with_capacity(replicates); DAILY.len() * period.len_days()];
        let cells = coarse.iter().map(|resolution| resolution.steps.len()).sum::<usize>() * shown;
        let mut steps: Vec<Vec<f64>> = vec![Vec::with_capacity(replicates); cells];
        fold::for_each_run_of(study, store, number, |_, record| {
            let values = DAILY.iter().flat_map(|&metric| record.metric(metric));
            for (cell, &value) in days.iter_mut().zip(values) {
                cell.push(value as f32);
            }
            add_steps(&mut steps, &coarse, &columns[..shown], record);
        })?;
        let by_day = days.iter().map(|cell| cell.iter().map(|&value| f64::from(value)).collect::<Vec<f64>>());
        let daily_keys = DAILY.iter().flat_map(|&metric| period.days().map(move |day| (metric as usize, day)));
        for ((column, day), values) in daily_keys.zip(by_day) {
            push(&mut table, &scenario.name, &columns[column].name, "day", day, &values);
        }
        let mut cell = steps.iter();
        for resolution in &coarse {
            for column in &columns[..shown] {
                for ((start, _), values) in resolution.steps.iter().zip(&mut cell) {
                    push(&mut table, &scenario.name, &column.name, resolution.name, *start, values);
                }
            }
        }
    }
    Ok(table)
}

fn add_steps(cells: &mut [Vec<f64>], coarse: &[Resolution], columns: &[Column], record: &Observations) {
    let mut cells = cells.iter_mut();
    for resolution in coarse {
        for (number, column) in columns.iter().enumerate() {
            let days = record.column(number);
            for ((_, step), cell) in resolution.steps.iter().zip(&mut cells) {
                cell.push(sum_up(column, &days[step.clone()]));
            }
        }
    }
}

fn fields() -> Vec<Field> {
    let mut fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the scenario."),
        Field::new("metric", Kind::Text, "", "Daily column that is summed up or averaged over the step."),
        Field::new("resolution", Kind::Text, "", "Length of the step: day, week (ISO, from Monday) or month."),
        Field::new("period_start", Kind::Date, "", "First day of the step; steps cut off by the period are left out."),
        Field::new("mean", Kind::Number, "unit of the metric", "Mean over replicates."),
        Field::new("median", Kind::Number, "unit of the metric", "Median over replicates."),
    ];
    fields.extend(band_fields("", "the replicates: chance and parameters together"));
    fields
}

fn push(table: &mut Table, scenario: &str, metric: &str, resolution: &str, start: Day, values: &[f64]) {
    let band = Band::of(values);
    table.push(vec![
        scenario.into(),
        metric.into(),
        resolution.into(),
        start.into(),
        mean(values).into(),
        band.median.into(),
        band.low50.into(),
        band.high50.into(),
        band.low80.into(),
        band.high80.into(),
        band.low95.into(),
        band.high95.into(),
    ]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_complete_weeks_and_months_are_shown() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        // A Wednesday to a Thursday.
        let period = Period::new(day("2024-01-31"), day("2024-03-14")).unwrap();
        let months = Resolution::new("month", period, Day::first_of_month);
        assert_eq!(months.steps, [(day("2024-02-01"), 1..30)]);
        let weeks = Resolution::new("week", period, Day::monday);
        assert_eq!(weeks.steps.first().unwrap(), &(day("2024-02-05"), 5..12));
        assert_eq!(weeks.steps.last().unwrap().0, day("2024-03-04"));
    }
}
