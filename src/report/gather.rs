//! One walk over a finished study: every metric summed up by year and over the periods that tables speak of.
//!
//! Holds one number per scenario, metric, period and replicate, never days; the series of days, weeks and months are
//! walked one scenario at a time in [`super::series`].

use super::comparison;
use crate::model::observation::{Aggregate, Column, Metric, Observations};
use crate::quantity::{Day, Period};
use crate::study::{Store, Study, StudyError, Transitions, Unit, fold};
use std::collections::BTreeMap;
use std::ops::Range;

/// Days that are summed up together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// `2023`, `total` or `from_origin`.
    pub label: String,
    /// The calendar year, if it is one.
    pub year: Option<i32>,
    /// Day numbers, counted from the first simulated day.
    pub days: Range<usize>,
}

/// The years of a period, then `total`, then `from_origin`: the days after the forecast origin, if there are any.
pub fn spans(period: Period, origin: Day) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (at, day) in period.days().enumerate() {
        let year = day.year();
        match spans.last_mut() {
            Some(span) if span.year == Some(year) => span.days.end = at + 1,
            _ => spans.push(Span { label: year.to_string(), year: Some(year), days: at..at + 1 }),
        }
    }
    let len = period.len_days();
    spans.push(Span { label: "total".to_owned(), year: None, days: 0..len });
    if origin < period.last() {
        let first = origin.plus(1).since(period.first()).max(0) as usize;
        spans.push(Span { label: "from_origin".to_owned(), year: None, days: first..len });
    }
    spans
}

/// A daily column over days: the total of a flow, the mean of a level.
pub fn sum_up(column: &Column, values: &[f64]) -> f64 {
    let sum = if column.integer { sum_of_whole_numbers(values) } else { values.iter().sum() };
    match column.aggregate {
        Aggregate::Sum => sum,
        Aggregate::Mean => sum / values.len().max(1) as f64,
    }
}

/// Whole numbers below 2^53 add up exactly in any order, so eight sums can run side by side.
fn sum_of_whole_numbers(values: &[f64]) -> f64 {
    let (eights, rest) = values.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for eight in eights {
        sums.iter_mut().zip(eight).for_each(|(sum, value)| *sum += value);
    }
    sums.iter().chain(rest).sum()
}

/// All runs of a study under one structure, by period.
#[derive(Debug)]
pub struct Gathered {
    /// Daily columns.
    pub columns: Vec<Column>,
    /// Periods.
    pub spans: Vec<Span>,
    /// `values[scenario][column][span][replicate]`.
    values: Vec<Vec<Vec<Vec<f64>>>>,
    /// First day on which a column differs between two scenarios in any replicate, by pair and column.
    first_difference: BTreeMap<(usize, usize), Vec<Option<usize>>>,
    first_day: Day,
    /// Units that were read, in the order of the study.
    units: Vec<Unit>,
    /// Who did what: `outcomes[policy][replicate]`.
    outcomes: Vec<Vec<Option<Transitions>>>,
}

impl Gathered {
    /// Walks over the blocks: the scenarios' own structure first, then the alternatives.
    ///
    /// # Errors
    /// The errors of reading blocks.
    pub fn read(study: &Study, store: &Store) -> Result<Vec<Self>, StudyError> {
        let mut all: Vec<Self> = (0..study.structure_count()).map(|_| Self::empty(study)).collect();
        fold::for_each_unit(study, store, |unit, records, outcomes| {
            all[unit.structure as usize].add(unit, records, outcomes);
        })?;
        Ok(all)
    }

    fn empty(study: &Study) -> Self {
        let columns = study.columns();
        let spans = spans(study.period(), study.origin_day());
        let scenarios = study.scenarios().len();
        let replicates = Vec::with_capacity(study.replicates() as usize);
        Self {
            values: vec![vec![vec![replicates; spans.len()]; columns.len()]; scenarios],
            first_difference: comparison::pairs(study)
                .into_iter()
                .map(|pair| (pair, vec![None; columns.len()]))
                .collect(),
            columns,
            spans,
            first_day: study.period().first(),
            units: Vec::with_capacity(study.replicates() as usize),
            outcomes: vec![Vec::new(); scenarios - 1],
        }
    }

    fn add(&mut self, unit: Unit, records: &[Observations], outcomes: Vec<Option<Transitions>>) {
        self.units.push(unit);
        self.outcomes.iter_mut().zip(outcomes).for_each(|(list, counts)| list.push(counts));
        for (scenario, record) in records.iter().enumerate() {
            for (number, column) in self.columns.iter().enumerate() {
                let days = record.column(number);
                for (span, values) in self.spans.iter().zip(&mut self.values[scenario][number]) {
                    values.push(sum_up(column, &days[span.days.clone()]));
                }
            }
        }
        for (&(one, other), first) in &mut self.first_difference {
            for (number, first) in first.iter_mut().enumerate() {
                // Later days than the first one known need no look.
                let (a, b) = (records[one].column(number), records[other].column(number));
                let until = first.unwrap_or(a.len());
                let differs = a[..until].iter().zip(&b[..until]).position(|(a, b)| a.to_bits() != b.to_bits());
                *first = differs.or(*first);
            }
        }
    }

    /// Values of one metric and period, one a replicate.
    pub fn values(&self, scenario: usize, column: usize, span: usize) -> &[f64] {
        &self.values[scenario][column][span]
    }

    /// First day on which a column differs between two scenarios in any replicate.
    pub fn first_difference(&self, baseline: usize, policy: usize, column: usize) -> Option<Day> {
        let first = self.first_difference.get(&(baseline, policy))?[column]?;
        Some(self.first_day.plus(first as i32))
    }

    /// Who did what under a policy, one entry a replicate; `None` if the runs are not of the same people.
    pub fn outcomes(&self, scenario: usize) -> Option<Vec<&Transitions>> {
        self.outcomes[scenario.checked_sub(1)?].iter().map(Option::as_ref).collect()
    }

    /// Units that were read, in the order of the values.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Number of replicates.
    pub fn replicates(&self) -> usize {
        self.units.len()
    }

    /// People per boat, if any boat arrived.
    pub fn people_per_boat(&self, scenario: usize, span: usize, replicate: usize) -> Option<f64> {
        let of = |metric: Metric| self.values(scenario, metric as usize, span)[replicate];
        let boats = of(Metric::Boats);
        (boats > 0.0).then(|| of(Metric::Arrivals) / boats)
    }

    /// The period that policies are judged by: after the forecast origin, or everything if the period ends before it.
    pub fn judged_span(&self) -> usize {
        self.spans.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_cut_at_new_year_and_the_origin_is_not_part_of_its_future() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let period = Period::new(day("2023-12-30"), day("2025-01-02")).unwrap();
        let spans = spans(period, day("2024-11-04"));
        let labels: Vec<&str> = spans.iter().map(|span| span.label.as_str()).collect();
        assert_eq!(labels, ["2023", "2024", "2025", "total", "from_origin"]);
        assert_eq!((spans[0].days.clone(), spans[2].days.clone()), (0..2, 368..370));
        assert_eq!(period.first().plus(spans[4].days.start as i32), day("2024-11-05"));
    }

    #[test]
    fn whole_numbers_add_up_to_the_bit_in_any_order() {
        for n in [0, 1, 7, 8, 9, 365, 3287] {
            let values: Vec<f64> = (0..n).map(|i| f64::from(i * 7919 % 100_003)).collect();
            assert_eq!(sum_of_whole_numbers(&values).to_bits(), values.iter().fold(0.0, |a, b| a + b).to_bits(), "{n}");
        }
    }

    #[test]
    fn a_period_before_the_origin_has_no_future() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let period = Period::new(day("2023-01-01"), day("2023-01-31")).unwrap();
        assert_eq!(spans(period, day("2024-11-04")).last().unwrap().label, "total");
    }
}
