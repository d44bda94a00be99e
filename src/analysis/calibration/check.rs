//! Simulation-based calibration: the method on data sets that the model made itself.
//!
//! Runs of the last bank are taken as the record one after the other, each left out of the bank (Talts et al. 2018). If the
//! method is right, the share of the posterior below the true value is uniform and intervals cover as often as they say.
//! The prior of this check is that of the last bank: the prior where the generations left it plausible. It runs no model.

use super::inference::Sample;
use super::{Fitted, Plan};
use rayon::prelude::*;

/// Intervals that are checked.
pub const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];
/// Family-wise chance of a false alarm over all parameters, for each kind of check.
const ALARM: f64 = 0.01;

/// One parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Key.
    pub key: String,
    /// Whether the data inform it.
    pub informed: bool,
    /// Largest distance of the ranks from uniform (Kolmogorov and Smirnov).
    pub distance: f64,
    /// Share of true values inside the intervals of [`LEVELS`].
    pub coverage: [f64; 3],
    /// Correlation of posterior means with true values.
    pub correlation: f64,
    /// Mean of (posterior mean − truth), in standard deviations of the prior.
    pub bias: f64,
    /// Least and greatest coverage at each level that chance explains.
    pub allowed: [(f64, f64); 3],
    /// Greatest distance that chance explains.
    pub allowed_distance: f64,
}

impl Row {
    /// Whether ranks are uniform and intervals cover as they say.
    pub fn holds(&self) -> bool {
        self.distance <= self.allowed_distance
            && self.coverage.iter().zip(&self.allowed).all(|(share, (low, high))| (low..=high).contains(&share))
    }
}

/// The whole check.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Data sets.
    pub data_sets: usize,
    /// One row a parameter.
    pub rows: Vec<Row>,
}

impl Check {
    /// Whether all informed parameters pass.
    pub fn holds(&self) -> bool {
        self.rows.iter().filter(|row| row.informed).all(Row::holds)
    }
}

impl Plan<'_> {
    /// Takes runs of the last bank as data sets, evenly over it.
    pub fn check(&self, fitted: &Fitted) -> Check {
        let curve = self.curve();
        let ready = fitted.bank.ready(&curve);
        let count = (self.calibration.budget.check_data_sets as usize).min(ready.runs());
        let accept = fitted.sample.scores.len();
        let runs: Vec<usize> = (0..count).map(|number| number * ready.runs() / count).collect();
        // Collected in the order of the runs, so that threads cannot change a digit.
        let samples: Vec<Option<Sample>> =
            runs.par_iter().map(|&run| ready.infer(ready.row(run), accept, Some(run))).collect();
        let pairs: Vec<(&[f64], Sample)> = runs
            .iter()
            .zip(samples)
            .filter_map(|(&run, sample)| sample.map(|sample| (ready.scores(run), sample)))
            .collect();
        let contractions = self.contractions(fitted);
        let rows = contractions.into_iter().enumerate().map(|(at, one)| {
            let ranks: Vec<f64> = pairs.iter().map(|(truth, sample)| rank(sample, at, truth[at])).collect();
            let means: Vec<(f64, f64)> = pairs.iter().map(|(truth, sample)| (mean(sample, at), truth[at])).collect();
            row(one.key, one.informed, &ranks, &means, self.keys.len())
        });
        Check { data_sets: pairs.len(), rows: rows.collect() }
    }
}

/// Share of the posterior's weight below a value.
fn rank(sample: &Sample, at: usize, truth: f64) -> f64 {
    let below = sample.scores.iter().zip(&sample.weights).filter(|(scores, _)| scores[at] < truth);
    below.map(|(_, weight)| weight).sum()
}

fn mean(sample: &Sample, at: usize) -> f64 {
    sample.scores.iter().zip(&sample.weights).map(|(scores, weight)| weight * scores[at]).sum()
}

fn row(key: String, informed: bool, ranks: &[f64], means: &[(f64, f64)], parameters: usize) -> Row {
    let n = ranks.len() as f64;
    let mut sorted = ranks.to_vec();
    sorted.sort_by(f64::total_cmp);
    let gaps = sorted.iter().enumerate().map(|(at, &u)| (u - at as f64 / n).max((at as f64 + 1.0) / n - u));
    let distance = gaps.fold(0.0, f64::max);
    let alarm = ALARM / parameters as f64;
    let allowed = LEVELS.map(|level| {
        let z = crate::random::samplers::standard_normal(1.0 - 0.5 * alarm / LEVELS.len() as f64);
        let half = z * (level * (1.0 - level) / n).sqrt() + 0.5 / n;
        (level - half, (level + half).min(1.0))
    });
    let inside = |level: f64| ranks.iter().filter(|&&u| (u - 0.5).abs() <= 0.5 * level).count() as f64 / n;
    Row {
        key,
        informed,
        distance,
        coverage: LEVELS.map(inside),
        correlation: crate::analysis::patterns::statistics::correlation(means),
        bias: means.iter().map(|(mean, truth)| mean - truth).sum::<f64>() / n,
        allowed,
        // Asymptotic law of Kolmogorov: exceeded with probability 2 exp(-2 n d²).
        allowed_distance: (-0.5 * libm::log(0.5 * alarm) / n).sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::calibration::inference::tests::linear_normal;

    fn ranks(bank: &crate::analysis::calibration::bank::Bank, shift: f64) -> Vec<Vec<f64>> {
        let curve = crate::analysis::calibration::bank::Curve::default();
        let ready = bank.ready(&curve);
        let of = |run: usize| {
            let sample = ready.infer(ready.row(run), 600, Some(run)).unwrap();
            (0..2).map(|at| rank(&sample, at, ready.scores(run)[at] + shift)).collect()
        };
        (0..200).map(|number| of(number * 10)).collect()
    }

    #[test]
    fn the_method_passes_on_a_linear_normal_model_and_a_biased_one_fails() {
        let bank = linear_normal(2000, 21);
        for (shift, passes) in [(0.0, true), (0.3, false)] {
            let ranks = ranks(&bank, shift);
            for at in 0..2 {
                let of: Vec<f64> = ranks.iter().map(|row| row[at]).collect();
                let row = row("x".to_owned(), true, &of, &[(0.0, 0.1), (1.0, 0.9)], 2);
                assert_eq!(row.holds(), passes, "{row:?}");
            }
        }
    }
}
