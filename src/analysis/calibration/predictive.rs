//! Posterior predictive checks: do histories of the posterior, with fresh luck, look like the record?
//!
//! Levels that people know (arrivals by year, the article's sums to 3 November, boats, loads, deaths) and every summary,
//! also of targets that did not inform. A row holds if the record lies in the 80 % band of the histories. The distance of
//! the record from the cloud of all summaries together says whether the model can make such a history at all.

use super::generation::{self, Draws, Machine, Measure};
use super::history::{History, Known};
use super::summaries::summaries;
use super::{CalibrationError, Fitted, Plan, values_of};
use crate::estimate::linear::{Matrix, moments, solve};
use crate::estimate::quantile_sorted;
use crate::model::observation::Observations;
use crate::scenario::Target;
use std::path::Path;

/// Part of the correlation between summaries that is taken as chance: few runs cannot show it all.
const SHRINK: f64 = 0.2;

/// One row of the checks.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name of the statistic.
    pub name: String,
    /// Whether it is a level that people know, and not a summary.
    pub level: bool,
    /// The record.
    pub observed: f64,
    /// Quantiles of the histories: 2.5, 10, 25, 50, 75, 90 and 97.5 %.
    pub quantiles: [f64; 7],
    /// Share of histories below the record, those that equal it counted half.
    pub share_below: f64,
}

/// Quantiles of a row.
pub const QUANTILES: [f64; 7] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

impl Row {
    /// Whether the record lies in the 80 % band.
    pub fn in_80(&self) -> bool {
        (self.quantiles[1]..=self.quantiles[5]).contains(&self.observed)
    }

    /// Whether the record lies in the 95 % band.
    pub fn in_95(&self) -> bool {
        (self.quantiles[0]..=self.quantiles[6]).contains(&self.observed)
    }
}

/// All checks.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictive {
    /// Rows, levels first.
    pub rows: Vec<Row>,
    /// Histories.
    pub runs: usize,
    /// Share of the histories that are farther from the middle of all of them than the record is.
    pub farther_share: f64,
    /// Distance of the record, in standard deviations of all summaries together.
    pub distance: f64,
}

/// Levels that people know.
fn levels(known: &Known, history: &History) -> Vec<(String, f64)> {
    let sum = |values: &[f64], span: std::ops::Range<usize>| values[span].iter().sum::<f64>();
    let mut all = Vec::new();
    let last = known.period.last();
    for year in 2018..=last.year() {
        all.push((format!("people_{year}"), sum(&history.people, known.year(year))));
    }
    for year in 2022..=last.year() {
        let november = known.months(year, 11, 12);
        if november.len() >= 3 {
            let to_date = known.year(year).start..november.start + 3;
            all.push((format!("people_to_3_november_{year}"), sum(&history.people, to_date)));
        }
    }
    for year in 2018..=last.year() {
        let boats = sum(&history.boats, known.year(year));
        all.push((format!("boats_{year}"), boats));
        all.push((format!("people_per_boat_{year}"), sum(&history.people, known.year(year)) / boats));
    }
    for ((year, _), deaths) in known.death_years.iter().zip(&history.deaths) {
        all.push((format!("deaths_{year}"), *deaths));
    }
    all
}

impl Plan<'_> {
    /// Runs the posterior with fresh seeds over the days that are known.
    ///
    /// # Errors
    /// [`CalibrationError`] if a run fails or the work is cancelled.
    pub fn predict(
        &self,
        fitted: &Fitted,
        directory: &Path,
        machine: &Machine<'_>,
    ) -> Result<Predictive, CalibrationError> {
        let count = (self.calibration.budget.predictive_runs as usize).max(1);
        // Evenly over the draws, which are sorted by distance.
        let values: Vec<Vec<f64>> =
            (0..count).map(|run| fitted.rows[run * fitted.rows.len() / count].clone()).collect();
        let of = |history: &History| {
            let mut all = levels(&self.known, history);
            let levels = all.len();
            all.extend(summaries(&self.known, history, &Target::ALL));
            (all, levels)
        };
        let (recorded, level_count) = of(&self.record);
        let names: Vec<String> = recorded.iter().map(|(name, _)| name.clone()).collect();
        let measure = |run: &Observations| values_of(&of(&self.history(run)).0);
        let seed = self.seed(u64::from(u32::MAX));
        let draws = Draws { keys: &self.keys, scores: vec![Vec::new(); count], values };
        let measure = Measure { names, of: &measure };
        let bank = generation::run(&directory.join("predictive"), &self.scenario()?, seed, draws, measure, machine)?;
        let rows: Vec<Row> =
            recorded.iter().enumerate().map(|(at, named)| row(named, at < level_count, at, &bank.summaries)).collect();
        let observed = values_of(&recorded[level_count..]);
        let cloud: Vec<Vec<f64>> = bank.summaries.iter().map(|row| row[level_count..].to_vec()).collect();
        let (distance, farther_share) = distance(&observed, &cloud);
        Ok(Predictive { rows, runs: count, farther_share, distance })
    }
}

fn row((name, observed): &(String, f64), level: bool, at: usize, runs: &[Vec<f64>]) -> Row {
    let mut values: Vec<f64> = runs.iter().map(|row| row[at]).filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let quantiles = QUANTILES.map(|p| if values.is_empty() { f64::NAN } else { quantile_sorted(&values, p) });
    let below: f64 = values
        .iter()
        .map(|value| if value < observed { 1.0 } else { 0.5 * f64::from(u8::from(value == observed)) })
        .sum();
    let share_below = below / values.len() as f64;
    Row { name: name.clone(), level, observed: *observed, quantiles, share_below }
}

/// Distance of the record from the middle of a cloud, and the share of the cloud that is farther.
///
/// Each run's own distance is from a middle that it is part of, which matters little among hundreds.
fn distance(observed: &[f64], cloud: &[Vec<f64>]) -> (f64, f64) {
    let usable: Vec<usize> = (0..observed.len())
        .filter(|&at| cloud.iter().all(|row| row[at].is_finite()) && observed[at].is_finite())
        .collect();
    let pick = |row: &[f64]| usable.iter().map(|&at| row[at]).collect::<Vec<f64>>();
    let rows: Vec<Vec<f64>> = cloud.iter().map(|row| pick(row)).collect();
    let (mean, covariance) = moments(&rows, &vec![1.0; rows.len()]);
    let spread: Vec<f64> = (0..usable.len()).map(|at| covariance.at(at, at).sqrt().max(1e-9)).collect();
    let n = usable.len();
    let mut correlation = Matrix::zeros(n, n);
    for i in 0..n {
        for j in 0..n {
            let value = covariance.at(i, j) / (spread[i] * spread[j]);
            *correlation.entry(i, j) = if i == j { 1.0 } else { (1.0 - SHRINK) * value };
        }
    }
    let of = |row: &[f64]| {
        let mut score = Matrix::zeros(n, 1);
        for at in 0..n {
            *score.entry(at, 0) = (row[at] - mean[at]) / spread[at];
        }
        let solved = solve(&correlation, &score);
        solved.map_or(f64::NAN, |solved| (0..n).map(|at| score.at(at, 0) * solved.at(at, 0)).sum::<f64>().sqrt())
    };
    let own = of(&pick(observed));
    let farther = rows.iter().filter(|row| of(row) > own).count();
    (own / (n as f64).sqrt(), farther as f64 / rows.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_from_the_cloud_is_near_and_a_strange_one_far() {
        let cloud: Vec<Vec<f64>> = super::super::inference::tests::linear_normal(400, 11).summaries;
        let (near, farther) = distance(&[0.5, 0.2, 0.1], &cloud);
        assert!(near < 1.0 && farther > 0.3, "{near} {farther}");
        let (far, none) = distance(&[6.0, -6.0, 9.0], &cloud);
        assert!(far > 3.0 && none == 0.0, "{far} {none}");
        let named = ("x".to_owned(), 0.0);
        let one = row(&named, true, 0, &cloud);
        assert!(one.in_80() && (0.4..0.6).contains(&one.share_below));
        assert!(!row(&("x".to_owned(), 9.0), true, 0, &cloud).in_95());
    }
}
