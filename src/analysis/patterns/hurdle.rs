//! A control without gangs, persons or policy: a hurdle model of days.
//!
//! Whether a day has arrivals is a logit in the night wind and in whether the day before had some, with a level for each
//! year, fitted by maximum likelihood (Newton). How many people then arrive is negative binomial around the mean of the
//! active days of that quarter, dispersion by moments; boats are people over the year's mean load. It answers to no
//! measure. A pattern that it meets as well says nothing about gangs, people or policy.

use super::series::{self, Series};
use super::statistics;
use crate::analysis::logit;
use crate::random::samplers::negative_binomial;
use crate::random::{Purpose, Stream, unit32};

/// Years with a level of their own.
const YEARS: usize = (series::YEARS.end - series::YEARS.start) as usize;
/// Coefficients: years, night wind, day before.
const TERMS: usize = YEARS + 2;
/// Keeps the numbers of the control apart from those of the model.
const SALT: u64 = 0x6875_7264_6c65;

/// The fitted control.
#[derive(Debug, Clone, PartialEq)]
pub struct Hurdle {
    /// Coefficients of the logit.
    logit: [f64; TERMS],
    /// Mean people on an active day, by day.
    people: Vec<f64>,
    /// Mean load, by day.
    load: Vec<f64>,
    /// Index of the year, by day.
    year: Vec<usize>,
    /// Dispersion of people on active days.
    k: f64,
}

impl Hurdle {
    /// Fits the record.
    pub fn fit(record: &Series) -> Self {
        let days = record.people.len();
        let active = |span: std::ops::Range<usize>| -> Vec<f64> {
            record.people[span].iter().copied().filter(|&n| n > 0.0).collect()
        };
        let (mut people, mut load, mut year) = (vec![0.0; days], vec![0.0; days], vec![0; days]);
        for (index, y) in series::YEARS.enumerate() {
            let span = series::year(y);
            load[span.clone()].fill(statistics::people_per_boat(record, y));
            year[span.clone()].fill(index);
            let of_year = crate::estimate::mean(&active(span));
            for quarter in 0..4 {
                let span = series::month(y, quarter * 3 + 1).start..series::month(y, quarter * 3 + 3).end;
                let n = active(span.clone());
                people[span].fill(if n.is_empty() { of_year } else { crate::estimate::mean(&n) });
            }
        }
        let on_active = || (0..days).filter(|&day| record.people[day] > 0.0);
        let count = on_active().count() as f64;
        let ratio = |day: usize| record.people[day] / people[day] - 1.0;
        let spread = on_active().map(|day| ratio(day) * ratio(day) - 1.0 / people[day]).sum::<f64>() / count;
        Self { logit: fit_logit(record, &year), people, load, year, k: 1.0 / spread.max(0.01) }
    }

    /// The same with the level, load and activity of the last year throughout.
    pub fn at_rest(&self) -> Self {
        let days = self.people.len();
        let last_year = &self.people[days - 365..];
        Self {
            people: vec![crate::estimate::mean(last_year); days],
            load: vec![self.load[days - 1]; days],
            year: vec![YEARS - 1; days],
            ..self.clone()
        }
    }

    /// People by day from day `start` on, under given night winds.
    pub fn people_under(&self, wind_night: &[f64], start: usize, seed: u64, replicate: u32) -> Vec<f64> {
        let stream = Stream::new(seed ^ SALT, replicate);
        let mut before = false;
        let draw = |(offset, &wind): (usize, &f64)| {
            let day = start + offset;
            let words = stream.block(0, day as u32, Purpose::Launch, 0);
            before = unit32(words[0]) < logit::chance(&self.logit, &regressors(self.year[day], wind, before));
            if before { negative_binomial(unit32(words[1]), self.people[day], self.k).max(1) as f64 } else { 0.0 }
        };
        wind_night.iter().enumerate().map(draw).collect()
    }

    /// A history in the form of the record; what the control does not have is absent or zero.
    pub fn history(&self, record: &Series, seed: u64, replicate: u32) -> Series {
        let people = self.people_under(&record.wind_night, 0, seed, replicate);
        let boats: Vec<f64> = people
            .iter()
            .zip(&self.load)
            .map(|(&n, load)| if n > 0.0 { (n / load).round().max(1.0) } else { 0.0 })
            .collect();
        let weeks = record.weeks.iter().enumerate().map(|(week, row)| series::Week {
            arrivals: people[week * 7..week * 7 + 7].iter().sum(),
            boats: boats[week * 7..week * 7 + 7].iter().sum(),
            prevented: None,
            ..*row
        });
        Series {
            weeks: weeks.collect(),
            origins: record.origins.iter().map(|years| vec![0.0; years.len()]).collect(),
            deaths: vec![0.0; record.deaths.len()],
            wind_night: record.wind_night.clone(),
            gangs: Vec::new(),
            people,
            boats,
        }
    }
}

fn regressors(year: usize, wind: f64, before: bool) -> [f64; TERMS] {
    let mut x = [0.0; TERMS];
    (x[year], x[YEARS], x[YEARS + 1]) = (1.0, wind, f64::from(before));
    x
}

fn fit_logit(record: &Series, year: &[usize]) -> [f64; TERMS] {
    let active = |day: usize| record.people[day] > 0.0;
    let row = |day: usize| (regressors(year[day], record.wind_night[day], active(day - 1)), active(day));
    logit::fit(&(1..record.people.len()).map(row).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::mean;

    fn record() -> Series {
        Series::record(&[])
    }

    #[test]
    fn the_fit_balances_active_days_of_each_year_and_falls_with_the_wind() {
        let r = record();
        let hurdle = Hurdle::fit(&r);
        assert!(hurdle.logit[YEARS] < -0.3 && hurdle.logit[YEARS + 1] > 0.0 && (0.5..5.0).contains(&hurdle.k));
        // A maximum of the likelihood gives each year its observed number of active days.
        for (index, year) in series::YEARS.enumerate() {
            let days = series::year(year).skip(usize::from(index == 0));
            let expected: f64 = days
                .clone()
                .map(|d| logit::chance(&hurdle.logit, &regressors(index, r.wind_night[d], r.people[d - 1] > 0.0)))
                .sum();
            let seen = days.filter(|&d| r.people[d] > 0.0).count() as f64;
            assert!((expected - seen).abs() < 1e-6, "{year}: {expected} for {seen}");
        }
    }

    #[test]
    fn histories_have_the_level_of_the_record_and_are_repeatable() {
        let r = record();
        let hurdle = Hurdle::fit(&r);
        let year = |s: &Series| s.people_in(series::year(2022));
        let levels: Vec<f64> = (0..40).map(|replicate| year(&hurdle.history(&r, 7, replicate))).collect();
        assert!((mean(&levels) / year(&r) - 1.0).abs() < 0.05, "{}", mean(&levels));
        assert_eq!(hurdle.history(&r, 7, 3), hurdle.history(&r, 7, 3));
        assert_ne!(hurdle.history(&r, 7, 3).people, hurdle.history(&r, 7, 4).people);
    }
}
