//! The bench: the record and the runs side by side, one statistic at a time.
//!
//! Targets are the same statistic of the record, so that record and runs cannot be measured differently; tests hold
//! them against the figures as printed in the pattern table.

use super::row::{Centre, Class, Row, Rule, Subject, figure};
use super::series::Series;
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

    /// A row for each year, each judged by the range of the record over those years.
    pub fn years_in_range(
        &self,
        about: (&str, &str, Class),
        years: RangeInclusive<i32>,
        statistic: impl Fn(&Series, i32) -> f64,
    ) -> Vec<Row> {
        let (low, high) = self.range(years.clone(), &statistic);
        self.years(about, years, statistic, |_, _| Rule::Between(low, high))
    }

    /// Least and greatest value of the record over years.
    pub fn range(&self, years: RangeInclusive<i32>, statistic: impl Fn(&Series, i32) -> f64) -> (f64, f64) {
        let values = years.map(|year| statistic(self.record, year));
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    }
}
