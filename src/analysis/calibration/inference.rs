//! Approximate Bayesian computation with regression adjustment on a bank of simulations.
//!
//! 1. Semi-automatic summaries (Fearnhead & Prangle 2012): a ridge regression of the scores of the parameters on all
//!    summaries, and, for parameters that bend some, on their squares and products (`bank`); the expected scores are as many numbers as there
//!    are parameters.
//! 2. The nearest half of the bank, by distance in expected scores over their residual sd; the regression once more there.
//!    Parameters of which summaries say nothing make no features; expectations of runs are out of sample (five folds).
//! 3. The nearest share of the bank, with Epanechnikov weights, and a local linear adjustment (Beaumont, Zhang & Balding
//!    2002) of each draw to the observed summaries. Residuals are widened as those of a new value in a regression are: by
//!    the degrees of freedom it took and by the uncertainty of what it expects there.
//!
//! With a linear model and normal noise the result is the exact posterior. Any row of the bank can be taken as the
//! observation and be left out, so that the method is checked on the bank it runs on. Draws no random number.

use super::bank::Ready;
use crate::estimate::linear::Regression;

/// Penalty on slopes of standardised summaries, in units of a row's weight.
const RIDGE: f64 = 0.002;
/// Share of a parameter's variance that summaries must explain for its expected score to be a feature.
const LEAST_EXPLAINED: f64 = 0.02;
/// Parts of the bank for expectations out of sample.
const FOLDS: usize = 5;
/// Least share of the bank in the second step.
const NEAR_SHARE: f64 = 0.5;
/// Least number of draws that are adjusted.
pub const LEAST_ACCEPTED: usize = 200;

/// What the observation says about the parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Adjusted scores of the accepted draws, nearest first.
    pub scores: Vec<Vec<f64>>,
    /// Their weights, which sum to 1.
    pub weights: Vec<f64>,
    /// Largest distance of an accepted draw, in residual standard deviations.
    pub tolerance: f64,
    /// Distance of the nearest.
    pub nearest: f64,
}

impl Sample {
    /// Number of equally weighted draws that say as much.
    pub fn effective_size(&self) -> f64 {
        1.0 / self.weights.iter().map(|weight| weight * weight).sum::<f64>()
    }
}

impl Ready<'_> {
    /// The posterior of standardised summaries from `accept` draws; `left_out` is no part of the bank.
    ///
    /// `None` if the bank is too small to regress on.
    pub fn infer(&self, observed: &[f64], accept: usize, left_out: Option<usize>) -> Option<Sample> {
        let all: Vec<usize> = (0..self.runs()).filter(|&run| Some(run) != left_out).collect();
        let near_count = ((NEAR_SHARE * all.len() as f64) as usize).max(accept).min(all.len());
        let near = self.nearest(&all, observed, near_count)?;
        let near: Vec<usize> = near.draws.into_iter().map(|(_, run)| run).collect();
        let close = self.nearest(&near, observed, accept.min(near.len()))?;
        self.adjust(&close)
    }

    /// The nearest of some runs by expected scores.
    fn nearest(&self, runs: &[usize], observed: &[f64], count: usize) -> Option<Close> {
        let features: Vec<&[f64]> = runs.iter().map(|&run| self.row(run)).collect();
        let targets: Vec<&[f64]> = runs.iter().map(|&run| self.scores(run)).collect();
        let goal = self.fit(&features, &targets, RIDGE)?.at(observed);
        let all = self.cross_fitted(&features, &targets)?;
        let mean_square =
            |of: &dyn Fn(usize) -> f64| (0..runs.len()).map(|at| of(at) * of(at)).sum::<f64>() / runs.len() as f64;
        let mut kept: Vec<(usize, f64)> = Vec::new();
        for place in 0..goal.len() {
            let middle = targets.iter().map(|target| target[place]).sum::<f64>() / runs.len() as f64;
            let residual = mean_square(&|at| all[at][place] - targets[at][place]).max(1e-12);
            let explained = 1.0 - residual / mean_square(&|at| targets[at][place] - middle).max(1e-12);
            if explained > LEAST_EXPLAINED {
                kept.push((place, residual));
            }
        }
        if kept.is_empty() {
            kept.push((0, 1.0));
        }
        let pick = |row: &[f64]| kept.iter().map(|&(place, _)| row[place]).collect::<Vec<f64>>();
        let expected: Vec<Vec<f64>> = all.iter().map(|row| pick(row)).collect();
        let goal = pick(&goal);
        let residual: Vec<f64> = kept.iter().map(|&(_, residual)| residual).collect();
        let distance = |expected: &[f64]| {
            let parts = expected.iter().zip(&goal).zip(&residual).map(|((e, g), r)| (e - g) * (e - g) / r);
            parts.sum::<f64>().sqrt()
        };
        let mut order: Vec<(f64, usize)> = expected.iter().enumerate().map(|(at, e)| (distance(e), at)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        order.truncate(count);
        let features = order.iter().map(|&(_, at)| expected[at].clone()).collect();
        Some(Close { draws: order.into_iter().map(|(d, at)| (d, runs[at])).collect(), expected: features, goal })
    }

    /// Moves each draw by what the regression says its summaries lack to the observed ones.
    fn adjust(&self, close: &Close) -> Option<Sample> {
        let tolerance = close.draws.last()?.0;
        // The last draw keeps a little weight, so that no draw is listed that says nothing.
        let width = 1.001 * tolerance.max(1e-9);
        let raw: Vec<f64> = close.draws.iter().map(|(d, _)| 1.0 - (d / width) * (d / width)).collect();
        let total: f64 = raw.iter().sum();
        let weights: Vec<f64> = raw.iter().map(|weight| weight / total).collect();
        let features: Vec<&[f64]> = close.expected.iter().map(Vec::as_slice).collect();
        let targets: Vec<&[f64]> = close.draws.iter().map(|&(_, run)| self.scores(run)).collect();
        let fit = Regression::fit(&features, &targets, &weights, 0.0)?;
        let goal = fit.at(&close.goal);
        // A regression takes one degree of freedom a feature from its residuals; they are widened by as much.
        let effective = 1.0 / weights.iter().map(|weight| weight * weight).sum::<f64>();
        let taken = ((close.goal.len() + 1) as f64 / effective).min(0.9);
        // And what is expected at the observation is itself uncertain, the more the farther it lies from the middle of the
        // draws: a new value scatters by both around it.
        let uncertain = fit.variance_at(&close.goal, &features, &weights)?;
        let widen = ((1.0 + uncertain) / (1.0 - taken)).sqrt();
        let scores = features.iter().zip(&targets).map(|(feature, target)| {
            let here = fit.at(feature);
            target.iter().zip(&here).zip(&goal).map(|((score, here), goal)| goal + widen * (score - here)).collect()
        });
        Some(Sample { scores: scores.collect(), weights, tolerance, nearest: close.draws[0].0 })
    }

    /// Expected scores of each run by a regression that has not seen it, as it has not seen the observation: a run that
    /// helped to fit its own expectation looks better known than it is, and the posterior too narrow.
    fn cross_fitted(&self, features: &[&[f64]], targets: &[&[f64]]) -> Option<Vec<Vec<f64>>> {
        let mut expected = vec![Vec::new(); features.len()];
        for fold in 0..FOLDS {
            let seen: Vec<usize> = (0..features.len()).filter(|at| at % FOLDS != fold).collect();
            let known: Vec<&[f64]> = seen.iter().map(|&at| features[at]).collect();
            let scores: Vec<&[f64]> = seen.iter().map(|&at| targets[at]).collect();
            let fit = self.fit(&known, &scores, RIDGE)?;
            for at in (fold..features.len()).step_by(FOLDS) {
                expected[at] = fit.at(features[at]);
            }
        }
        Some(expected)
    }
}

/// The nearest runs with their distance, their expected scores, and those of the observation.
struct Close {
    draws: Vec<(f64, usize)>,
    expected: Vec<Vec<f64>>,
    goal: Vec<f64>,
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::bank::{Bank, Curve};
    use super::Close;
    use crate::estimate::linear::moments;
    use crate::random::{Purpose, Stream, samplers::standard_normal};

    /// Two parameters, three summaries: `s = A z + noise`, z standard normal, noise of sd 0.5, 0.5 and 2.
    pub fn linear_normal(runs: u32, seed: u64) -> Bank {
        let mut bank = Bank::default();
        for run in 0..runs {
            let stream = Stream::new(seed, run);
            let normal = |at: u32| standard_normal(stream.uniform(at, 0, Purpose::ParameterDraw, 0));
            let (a, b) = (normal(0), normal(1));
            bank.scores.push(vec![a, b]);
            bank.summaries.push(vec![a + b + 0.5 * normal(2), a - b + 0.5 * normal(3), a + 2.0 * normal(4)]);
        }
        bank
    }

    #[test]
    fn the_exact_posterior_of_a_linear_normal_model_is_recovered() {
        let bank = linear_normal(20_000, 3);
        let curve = Curve::default();
        let ready = bank.ready(&curve);
        let observed = [1.2, 0.4, -0.5];
        let sample = ready.infer(&ready.standardised(&observed), 4000, None).unwrap();
        // Precision I + AᵀA/σ² and mean by hand: parameters are independent given the data but for the third summary.
        let (pa, pb) = (1.0 + 2.0 / 0.25 + 0.25, 1.0 + 2.0 / 0.25);
        let exact = [((1.2 + 0.4) / 0.25 - 0.5 / 4.0) / pa, (1.2 - 0.4) / 0.25 / pb];
        let (mean, covariance) = moments(&sample.scores, &sample.weights);
        for (place, precision) in [pa, pb].into_iter().enumerate() {
            let sd: f64 = f64::sqrt(1.0 / precision);
            assert!(
                (mean[place] - exact[place]).abs() < 0.1 * sd,
                "mean {place}: {} for {}",
                mean[place],
                exact[place]
            );
            let ratio = covariance.at(place, place) * precision;
            assert!((0.9..1.1).contains(&ratio), "variance {place}: {ratio} of the exact one");
        }
        assert!(covariance.at(0, 1).abs() < 0.1 / (pa * pb).sqrt());
        assert!((sample.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9 && sample.effective_size() > 2500.0);
    }

    #[test]
    fn a_posterior_of_few_draws_is_as_wide_as_it_is_wrong() {
        // Scores are six features and noise of sd 0.5, each time from 80 draws of which half carry the fit.
        let (mut errors, mut variances) = (0.0, 0.0);
        for repeat in 0..300 {
            let stream = Stream::new(9, repeat);
            let normal = |run: u32, at: u32| standard_normal(stream.uniform(run, at, Purpose::ParameterDraw, 0));
            let features = |run: u32| (0..6).map(|at| normal(run, at)).collect::<Vec<f64>>();
            let scores = |run: u32| (0..6).map(|at| normal(run, at) + 0.5 * normal(run, 6 + at)).collect::<Vec<f64>>();
            let bank = Bank { scores: (0..80).map(scores).collect(), summaries: (0..80).map(features).collect() };
            let (goal, truth) = (features(80), scores(80));
            let distance = |run: &usize| {
                let apart = bank.summaries[*run].iter().zip(&goal).map(|(x, goal)| (x - goal) * (x - goal));
                (apart.sum::<f64>().sqrt(), *run)
            };
            let mut draws: Vec<(f64, usize)> = (0..80).collect::<Vec<_>>().iter().map(distance).collect();
            draws.sort_by(|a, b| a.0.total_cmp(&b.0));
            let expected = draws.iter().map(|&(_, run)| bank.summaries[run].clone()).collect();
            let curve = Curve::default();
            let sample = bank.ready(&curve).adjust(&Close { draws, expected, goal }).unwrap();
            let (mean, covariance) = moments(&sample.scores, &sample.weights);
            for at in 0..6 {
                errors += (mean[at] - truth[at]) * (mean[at] - truth[at]);
                variances += covariance.at(at, at);
            }
        }
        assert!((0.9..1.1).contains(&(errors / variances)), "{}", errors / variances);
    }

    #[test]
    fn a_run_that_is_left_out_has_no_part_in_its_own_posterior() {
        let mut bank = linear_normal(600, 5);
        let sample = |bank: &Bank| {
            let curve = Curve::default();
            let ready = bank.ready(&curve);
            ready.infer(&ready.standardised(&[0.3, 0.1, 0.0]), 200, Some(17)).unwrap()
        };
        let before = sample(&bank);
        bank.scores[17] = vec![50.0, -50.0];
        assert_eq!(sample(&bank), before);
    }

    #[test]
    fn summaries_that_are_not_defined_or_do_not_vary_do_no_harm() {
        let mut bank = linear_normal(600, 5);
        for (run, row) in bank.summaries.iter_mut().enumerate() {
            row.extend([7.0, if run % 3 == 0 { f64::NAN } else { 1.0 }]);
        }
        let curve = Curve::default();
        let ready = bank.ready(&curve);
        let sample = ready.infer(&ready.standardised(&[0.3, 0.1, 0.0, 7.0, f64::NAN]), 200, None).unwrap();
        assert!(sample.scores.iter().flatten().all(|score| score.is_finite()));
    }
}
