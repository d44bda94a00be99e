//! `timeseries.csv`: bands over replicates by day, ISO week and month.
//!
//! Days for arrivals and boats; complete weeks and months for all metrics and for arrivals by origin. Quantiles need all
//! replicates of a step at once, so the blocks are walked once for every few columns of one scenario, as many as fit in
//! [`BUDGET_BYTES`]: memory does not grow with replicates until a single column needs more. Days are held as `f32` (counts
//! below 2^24 are exact), weeks and months as `f64`.

use super::gather::sum_up;
use super::table::{Field, Kind, Table};
use crate::estimate::{Band, mean};
use crate::model::observation::{Column, FIXED_METRICS, Metric};
use crate::quantity::{Day, Period};
use crate::study::{Store, Study, StudyError, fold};
use std::ops::Range;

/// Name of the table.
pub(super) const FILE: &str = "timeseries.csv";

/// Memory that the values of one walk may take.
const BUDGET_BYTES: usize = 256 << 20;

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

/// The columns that one walk over the blocks gathers: all replicates of every step.
struct Shelf {
    column: usize,
    /// By day; empty for a metric that is not shown by day.
    days: Vec<Vec<f32>>,
    /// By step, of weeks and then of months.
    steps: Vec<Vec<f64>>,
}

impl Shelf {
    /// Bytes that a column takes.
    fn bytes(column: usize, days: usize, steps: usize, replicates: usize) -> usize {
        let days = if is_daily(column) { days } else { 0 };
        replicates * (days * size_of::<f32>() + steps * size_of::<f64>())
    }

    fn new(column: usize, days: usize, steps: usize, replicates: usize) -> Self {
        let days = if is_daily(column) { days } else { 0 };
        Self {
            column,
            days: vec![Vec::with_capacity(replicates); days],
            steps: vec![Vec::with_capacity(replicates); steps],
        }
    }

    /// Adds a replicate.
    fn add(&mut self, column: &Column, days: &[f64], coarse: &[Resolution]) {
        for (cell, &value) in self.days.iter_mut().zip(days) {
            cell.push(value as f32);
        }
        let steps = coarse.iter().flat_map(|resolution| &resolution.steps);
        for (cell, (_, step)) in self.steps.iter_mut().zip(steps) {
            cell.push(sum_up(column, &days[step.clone()]));
        }
    }

    fn write(&self, table: &mut Table, scenario: &str, metric: &str, period: Period, coarse: &[Resolution]) {
        for (cell, day) in self.days.iter().zip(period.days()) {
            let values: Vec<f64> = cell.iter().map(|&value| f64::from(value)).collect();
            push(table, scenario, metric, "day", day, &values);
        }
        let steps = coarse.iter().flat_map(|resolution| resolution.steps.iter().map(|step| (resolution.name, step.0)));
        for ((name, start), values) in steps.zip(&self.steps) {
            push(table, scenario, metric, name, start, values);
        }
    }
}

fn is_daily(column: usize) -> bool {
    DAILY.iter().any(|&metric| metric as usize == column)
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
    let steps = coarse.iter().map(|resolution| resolution.steps.len()).sum();
    let (days, replicates) = (period.len_days(), study.replicates() as usize);
    let mut table = Table::new(FILE, "Mean and bands over replicates by day, ISO week and month.", 4, fields());
    for (number, scenario) in study.scenarios().iter().enumerate() {
        // Parts of a package would make the longest table of all many times longer.
        if study.is_part(number) {
            continue;
        }
        for together in walks(shown, |column| Shelf::bytes(column, days, steps, replicates)) {
            let mut shelves: Vec<Shelf> =
                together.iter().map(|&column| Shelf::new(column, days, steps, replicates)).collect();
            fold::for_each_column_of(study, store, number, &together, |_, place, days| {
                let shelf = &mut shelves[place];
                shelf.add(&columns[shelf.column], days, &coarse);
            })?;
            for shelf in &shelves {
                shelf.write(&mut table, &scenario.name, &columns[shelf.column].name, period, &coarse);
            }
        }
    }
    Ok(table)
}

/// Cuts the columns into walks that stay within the budget; a column that exceeds it has a walk of its own.
fn walks(columns: usize, bytes: impl Fn(usize) -> usize) -> Vec<Vec<usize>> {
    let mut walks: Vec<Vec<usize>> = Vec::new();
    let mut used = 0;
    for column in 0..columns {
        match walks.last_mut() {
            Some(walk) if used + bytes(column) <= BUDGET_BYTES => walk.push(column),
            _ => {
                walks.push(vec![column]);
                used = 0;
            }
        }
        used += bytes(column);
    }
    walks
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
    fn walks_hold_every_column_once_and_stay_within_the_budget() {
        let bytes = |column| if column == 2 { BUDGET_BYTES * 2 } else { BUDGET_BYTES / 3 };
        assert_eq!(walks(9, bytes), [vec![0, 1], vec![2], vec![3, 4, 5], vec![6, 7, 8]]);
        assert_eq!(walks(3, |_| 1), [[0, 1, 2]]);
    }

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
