//! `timeseries.csv`: bands over replicates by day, ISO week and month.
//!
//! Days for arrivals and boats; complete weeks and months for all metrics and for arrivals by origin. Quantiles need all
//! replicates of a step at once, so the blocks are walked once for every few columns, as many as fit in [`BUDGET_BYTES`]:
//! memory does not grow with replicates until a single column needs more. Days are held as `f32` (counts below 2^24 are
//! exact), weeks and months as `f64`. Opens no block.

use super::daily::Daily;
use super::table::{Field, Kind, Table, by_name};
use crate::estimate::{Band, mean};
use crate::model::observation::{Column, FIXED_METRICS, Metric};
use crate::quantity::{Day, Period};
use crate::study::Study;
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

/// One column of one scenario: all replicates of every step, step after step, with room for as many as the study has.
struct Shelf {
    /// By day; empty for a metric that is not shown by day.
    days: Vec<f32>,
    /// By step: days never, weeks and then months.
    steps: Vec<f64>,
}

/// The series of a study while its blocks are walked over.
pub(super) struct Series<'a> {
    study: &'a Study,
    columns: Vec<Column>,
    coarse: [Resolution; 2],
    /// Places of the scenarios that are shown.
    shown: Vec<usize>,
    /// Room for replicates, and how many of them the present walk has met.
    room: usize,
    met: usize,
    /// By place in the present walk, then by scenario that is shown.
    shelves: Vec<Vec<Shelf>>,
    /// By scenario that is shown.
    tables: Vec<Table>,
}

impl<'a> Series<'a> {
    pub fn of(study: &'a Study) -> Self {
        let period = study.period();
        // Months before weeks: rows are made in the order of their keys.
        let coarse =
            [Resolution::new("month", period, Day::first_of_month), Resolution::new("week", period, Day::monday)];
        // Parts of a package would make the longest table of all many times longer.
        let shown: Vec<usize> = (0..study.scenarios().len()).filter(|&place| !study.is_part(place)).collect();
        Self {
            study,
            columns: study.columns(),
            coarse,
            room: study.replicates() as usize,
            met: 0,
            shelves: Vec::new(),
            tables: shown.iter().map(|_| empty()).collect(),
            shown,
        }
    }

    /// The columns of each walk, in the order of their names; columns that are not shown take no memory.
    pub fn walks(&self) -> Vec<Vec<usize>> {
        let mut order: Vec<usize> = (0..self.columns.len()).collect();
        order.sort_by(|&a, &b| by_name(&self.columns[a].name, &self.columns[b].name));
        let steps: usize = self.coarse.iter().map(|resolution| resolution.steps.len()).sum();
        let bytes = |column: usize| {
            let days = if is_daily(column) { self.study.period().len_days() } else { 0 };
            let steps = if self.is_shown(column) { steps } else { 0 };
            self.shown.len() * self.room * (days * size_of::<f32>() + steps * size_of::<f64>())
        };
        cut(&order, bytes)
    }

    fn is_shown(&self, column: usize) -> bool {
        column < FIXED_METRICS + self.study.origin_count()
    }

    /// Begins a walk over some columns.
    pub fn begin(&mut self, columns: &[usize]) {
        self.met = 0;
        let (days, steps) =
            (self.study.period().len_days(), self.coarse.iter().map(|of| of.steps.len()).sum::<usize>());
        let shelf = |&column: &usize| {
            let days = if is_daily(column) { days } else { 0 };
            let steps = if self.is_shown(column) { steps } else { 0 };
            self.shown
                .iter()
                .map(|_| Shelf { days: vec![0.0; days * self.room], steps: vec![0.0; steps * self.room] })
                .collect()
        };
        self.shelves = columns.iter().map(shelf).collect();
    }

    /// Adds some units of a block in the column at `place` of the walk: `records` by scenario.
    pub fn add(&mut self, place: usize, units: &[usize], records: &[Daily<'_>]) {
        let (room, met) = (self.room, self.met);
        for (shelf, &scenario) in self.shelves[place].iter_mut().zip(&self.shown) {
            let record = &records[scenario];
            for (day, cell) in shelf.days.chunks_exact_mut(room).enumerate() {
                for (cell, &unit) in cell[met..].iter_mut().zip(units) {
                    *cell = record.day(unit, day) as f32;
                }
            }
            let steps = self.coarse.iter().flat_map(|resolution| &resolution.steps);
            for (cell, (_, days)) in shelf.steps.chunks_exact_mut(room).zip(steps) {
                record.sum_up(units, days, |at, sum| cell[met + at] = sum);
            }
        }
    }

    /// Ends a block of so many replicates.
    pub const fn end_block(&mut self, units: usize) {
        self.met += units;
    }

    /// Ends a walk: its rows join the tables.
    pub fn end(&mut self, columns: &[usize]) {
        let mut values = Vec::with_capacity(self.met);
        for (shelves, &column) in std::mem::take(&mut self.shelves).into_iter().zip(columns) {
            for ((shelf, table), &scenario) in shelves.into_iter().zip(&mut self.tables).zip(&self.shown) {
                let key = |resolution: &str| {
                    format!("{},{},{resolution}", self.study.scenarios()[scenario].name, self.columns[column].name)
                };
                let name = key("day");
                for (cell, day) in shelf.days.chunks_exact(self.room).zip(self.study.period().days()) {
                    values.clear();
                    values.extend(cell[..self.met].iter().map(|&value| f64::from(value)));
                    push(table, &name, day, &values);
                }
                let mut cells = shelf.steps.chunks_exact(self.room);
                for resolution in &self.coarse {
                    let name = key(resolution.name);
                    for ((start, _), cell) in resolution.steps.iter().zip(&mut cells) {
                        push(table, &name, *start, &cell[..self.met]);
                    }
                }
            }
        }
    }

    /// The table, when all walks have ended.
    pub fn table(self) -> Table {
        let mut parts: Vec<(&str, Table)> = (self.shown.iter().zip(self.tables))
            .map(|(&scenario, table)| (self.study.scenarios()[scenario].name.as_str(), table))
            .collect();
        parts.sort_by(|a, b| by_name(a.0, b.0));
        parts.into_iter().fold(empty(), |whole, (_, part)| whole.followed_by(part))
    }
}

fn empty() -> Table {
    Table::new(FILE, "Mean and bands over replicates by day, ISO week and month.", 4, fields()).made_in_order()
}

fn is_daily(column: usize) -> bool {
    DAILY.iter().any(|&metric| metric as usize == column)
}

/// Cuts columns into walks that stay within the budget; a column that exceeds it has a walk of its own.
fn cut(columns: &[usize], bytes: impl Fn(usize) -> usize) -> Vec<Vec<usize>> {
    let mut walks: Vec<Vec<usize>> = Vec::new();
    let mut used = 0;
    for &column in columns {
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

fn push(table: &mut Table, key: &str, start: Day, values: &[f64]) {
    let band = Band::of(values);
    let numbers =
        [mean(values), band.median, band.low50, band.high50, band.low80, band.high80, band.low95, band.high95];
    table.push_numbers(&format_args!("{key},{start}"), &numbers);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_hold_every_column_once_and_stay_within_the_budget() {
        let bytes = |column| if column == 2 { BUDGET_BYTES * 2 } else { BUDGET_BYTES / 3 };
        let columns: Vec<usize> = (0..9).collect();
        assert_eq!(cut(&columns, bytes), [vec![0, 1], vec![2], vec![3, 4, 5], vec![6, 7, 8]]);
        assert_eq!(cut(&columns[..3], |_| 1), [[0, 1, 2]]);
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
