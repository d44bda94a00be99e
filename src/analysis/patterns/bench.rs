//! The bench: the record and the runs side by side, one statistic at a time.
//!
//! Targets are the same statistic of the record, so that record and runs cannot be measured differently; tests hold
//! them against the figures as printed in the pattern table.

use super::row::{Centre, Class, Row, Rule, Subject, figure};
use super::series::Series;
use crate::estimate::mean;
use std::ops::RangeInclusive;

/// Record and runs.
#[derive(Debug, Clone, Copy)]
pub struct Bench<'a> {
    /// The observed record.
    pub record: &'a Series,
    /// The scenario's runs by replicate.
    pub runs: &'a [Series],
}

impl Bench<'_> {
    /// One row: the rule is made from the record's value.
    pub fn row(
        &self,
        subject: Subject,
        centre: Centre,
        statistic: impl Fn(&Series) -> f64,
        rule: impl Fn(f64) -> Rule,
    ) -> Row {
        let target = statistic(self.record);
        let values: Vec<f64> = self.runs.iter().map(statistic).collect();
        subject.judge(figure(target), &values, centre, rule(target))
    }

    /// A row for each year, `ID-year`, judged by the mean.
    pub fn years(
        &self,
        (id, name, class): (&str, &str, Class),
        years: RangeInclusive<i32>,
        statistic: impl Fn(&Series, i32) -> f64,
        rule: impl Fn(i32, f64) -> Rule,
    ) -> Vec<Row> {
        let row = |year| {
            let subject = Subject::new(format!("{id}-{year}"), format!("{name}, {year}"), class);
            self.row(subject, Centre::Mean, |s| statistic(s, year), |target| rule(year, target))
        };
        years.map(row).collect()
    }

    /// Where the pattern table gives one range for several years: their mean within the range of the record's years,
    /// then each year, shown.
    pub fn mean_in_range(
        &self,
        (id, name, class): (&str, &str, Class),
        years: RangeInclusive<i32>,
        statistic: impl Fn(&Series, i32) -> f64,
    ) -> Vec<Row> {
        let (low, high) = self.range(years.clone(), &statistic);
        let average = |s: &Series| mean(&years.clone().map(|year| statistic(s, year)).collect::<Vec<_>>());
        let subject = Subject::new(id, format!("{name}, mean of {} to {}", years.start(), years.end()), class);
        let row = self.row(subject, Centre::Mean, average, |_| Rule::Between(low, high));
        let shown = Rule::Shown("the table gives one range for the years together");
        std::iter::once(row).chain(self.years((id, name, class), years.clone(), &statistic, |_, _| shown)).collect()
    }

    /// Least and greatest value of the record over years.
    pub fn range(&self, years: RangeInclusive<i32>, statistic: impl Fn(&Series, i32) -> f64) -> (f64, f64) {
        let values = years.map(|year| statistic(self.record, year));
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    }
}
