//! One walk over a finished study: every metric summed up by year and over the periods that tables speak of.
//!
//! Holds one number per scenario, metric, period and replicate, never days; the series of days, weeks and months are made in
//! the same walk, in [`super::series`].

use super::comparison;
use super::daily::Daily;
use crate::model::observation::{Column, Metric};
use crate::quantity::{Day, Period};
use crate::study::block::{Fault, Open};
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
        let mut gathering = Gathering::of(study);
        let columns: Vec<usize> = (0..study.columns().len()).collect();
        fold::for_each_block(study, store, true, |_, units, block| {
            gathering.begin(units, block, |unit| store.holds(unit));
            for &column in &columns {
                gathering.add(block, column)?;
            }
            Ok(())
        })?;
        Ok(gathering.all)
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

    /// Adds some units of a block in one column; `records` by scenario.
    fn add(&mut self, column: usize, units: &[usize], records: &[Daily<'_>]) {
        for (record, values) in records.iter().zip(&mut self.values) {
            for (span, values) in self.spans.iter().zip(&mut values[column]) {
                record.sum_up(units, &span.days, |_, sum| values.push(sum));
            }
        }
        let days = self.spans.iter().map(|span| span.days.end).max().unwrap_or(0);
        for (&(one, other), first) in &mut self.first_difference {
            // Later days than the first one known need no look.
            let until = first[column].unwrap_or(days);
            first[column] = records[one].first_difference(&records[other], units, until).or(first[column]);
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

/// All structures of a study while its blocks are walked over, in one walk or in several of some columns each.
pub(super) struct Gathering {
    pub all: Vec<Gathered>,
    columns: Vec<Column>,
    days: usize,
    /// Places in the present block of the units that are held, by structure.
    held: Vec<Vec<usize>>,
}

impl Gathering {
    pub fn of(study: &Study) -> Self {
        let structures = study.structure_count();
        let all = (0..structures).map(|_| Gathered::empty(study)).collect();
        Self { all, columns: study.columns(), days: study.period().len_days(), held: vec![Vec::new(); structures] }
    }

    /// Turns to a block; its units and who did what are noted where the whole of it was read. Gives the places in it of the
    /// units under the scenarios' own structure.
    pub fn begin(&mut self, units: &[Unit], block: &Open, holds: impl Fn(Unit) -> bool) -> Vec<usize> {
        self.held.iter_mut().for_each(Vec::clear);
        for (place, &unit) in units.iter().enumerate().filter(|(_, unit)| holds(**unit)) {
            self.held[unit.structure as usize].push(place);
            if !block.bytes.is_empty() {
                let gathered = &mut self.all[unit.structure as usize];
                gathered.units.push(unit);
                let lists = gathered.outcomes.iter_mut().zip(&block.outcomes);
                lists.for_each(|(list, by_unit)| list.push(by_unit[place].clone()));
            }
        }
        self.held[0].clone()
    }

    /// Reads a column of the present block and adds it; gives it back by scenario.
    ///
    /// # Errors
    /// The fault of the block.
    pub fn add(&mut self, block: &Open, column: usize) -> Result<Vec<Daily<'_>>, Fault> {
        let of = &self.columns[column];
        let scenarios = self.all[0].values.len();
        let records = (0..scenarios).map(|scenario| Ok(Daily::of(of, self.days, block.column(scenario, column)?)));
        let records = records.collect::<Result<Vec<_>, Fault>>()?;
        for (gathered, units) in self.all.iter_mut().zip(&self.held) {
            gathered.add(column, units, &records);
        }
        Ok(records)
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
    fn a_period_before_the_origin_has_no_future() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let period = Period::new(day("2023-01-01"), day("2023-01-31")).unwrap();
        assert_eq!(spans(period, day("2024-11-04")).last().unwrap().label, "total");
    }
}
