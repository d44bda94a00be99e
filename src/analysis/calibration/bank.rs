//! The bank of simulations, and its summaries on one scale with squares and products of those that bend.
//!
//! A parameter may act on summaries along a curve, which a regression on the summaries themselves cannot follow: it is off
//! in the middle of the bank in one direction and at its ends in the other, everywhere by the same rule. Squares and
//! products of the summaries concerned, also on one scale, let it follow. Draws nothing and fits nothing.

use crate::estimate::linear::Regression;

/// Standardised summaries are cut here: a run that explodes is far, and need not be farther.
const MOST_SIGMAS: f64 = 6.0;

/// Simulations: scores of parameters, and what their histories looked like.
#[derive(Debug, Clone, Default)]
pub struct Bank {
    /// By run: normal scores of the parameters.
    pub scores: Vec<Vec<f64>>,
    /// By run: summaries; not a number where a summary is not defined.
    pub summaries: Vec<Vec<f64>>,
}

/// Middle and spread of a column over the bank.
#[derive(Debug, Clone, Copy)]
struct Yardstick {
    middle: f64,
    spread: f64,
}

/// A bank made ready: summaries standardised and cut, then squares and products likewise.
#[derive(Debug)]
pub struct Ready<'a> {
    scores: &'a [Vec<f64>],
    summaries: Vec<Vec<f64>>,
    plain: Vec<Yardstick>,
    curve: &'a Curve,
    products: Vec<Yardstick>,
}

/// Where parameters act along a curve. Only regressions of those parameters see squares and products: with them all others
/// would lean on terms of which they are no function, and these reach far where a record is unlike most runs.
#[derive(Debug, Clone, Default)]
pub struct Curve {
    /// Places of the summaries that bend.
    pub summaries: Vec<usize>,
    /// Places of the parameters that bend them.
    pub parameters: Vec<usize>,
}

impl Bank {
    /// Standardises the summaries by their medians and middle spreads over the bank, and squares and products likewise.
    pub fn ready<'a>(&'a self, curve: &'a Curve) -> Ready<'a> {
        let plain = yardsticks(&self.summaries);
        let curved = curve.summaries.as_slice();
        let mut ready = Ready { scores: &self.scores, summaries: Vec::new(), plain, curve, products: Vec::new() };
        let products: Vec<Vec<f64>> =
            self.summaries.iter().map(|row| products(&scaled(row, &ready.plain), curved)).collect();
        ready.products = yardsticks(&products);
        ready.summaries = self.summaries.iter().map(|row| ready.standardised(row)).collect();
        ready
    }
}

impl Ready<'_> {
    /// A vector of summaries on the scale of the bank, then squares and products; what is not defined counts as the median.
    pub fn standardised(&self, summaries: &[f64]) -> Vec<f64> {
        let mut row = scaled(summaries, &self.plain);
        let more = scaled(&products(&row, &self.curve.summaries), &self.products);
        row.extend(more);
        row
    }

    /// Summaries of one run, standardised.
    pub fn row(&self, run: usize) -> &[f64] {
        &self.summaries[run]
    }

    /// Scores of one run.
    pub fn scores(&self, run: usize) -> &[f64] {
        &self.scores[run]
    }

    /// Regresses scores on rows of standardised summaries with unit weights.
    pub fn fit(&self, features: &[&[f64]], targets: &[&[f64]], ridge: f64) -> Option<Fit<'_>> {
        let weights = vec![1.0; features.len()];
        let bent = &self.curve.parameters;
        if self.products.is_empty() || bent.is_empty() {
            let straight = Regression::fit(features, targets, &weights, ridge)?;
            return Some(Fit { straight, curved: None, places: bent, plain: self.plain.len() + self.products.len() });
        }
        let plain: Vec<&[f64]> = features.iter().map(|row| &row[..self.plain.len()]).collect();
        let straight = Regression::fit(&plain, targets, &weights, ridge)?;
        let bending: Vec<Vec<f64>> = targets.iter().map(|row| bent.iter().map(|&at| row[at]).collect()).collect();
        let bending: Vec<&[f64]> = bending.iter().map(Vec::as_slice).collect();
        let curved = Some(Regression::fit(features, &bending, &weights, ridge)?);
        Some(Fit { straight, curved, places: bent, plain: self.plain.len() })
    }

    /// Number of runs.
    pub fn runs(&self) -> usize {
        self.scores.len()
    }
}

/// Regressions of all scores: of most on the summaries alone, of those that bend them on squares and products too.
pub struct Fit<'a> {
    straight: Regression,
    curved: Option<Regression>,
    places: &'a [usize],
    plain: usize,
}

impl Fit<'_> {
    /// Expected scores at standardised summaries with their squares and products.
    pub fn at(&self, row: &[f64]) -> Vec<f64> {
        let mut expected = self.straight.at(&row[..self.plain]);
        if let Some(curved) = &self.curved {
            for (&place, value) in self.places.iter().zip(curved.at(row)) {
                expected[place] = value;
            }
        }
        expected
    }
}

/// Squares and products of some entries of a row.
fn products(row: &[f64], curved: &[usize]) -> Vec<f64> {
    let pairs =
        curved.iter().enumerate().flat_map(|(at, &first)| curved[..=at].iter().map(move |&other| (first, other)));
    pairs.map(|(first, other)| row[first] * row[other]).collect()
}

fn scaled(row: &[f64], yardsticks: &[Yardstick]) -> Vec<f64> {
    let scaled = row.iter().zip(yardsticks).map(|(value, yardstick)| {
        let scaled = (value - yardstick.middle) / yardstick.spread;
        if scaled.is_finite() { scaled.clamp(-MOST_SIGMAS, MOST_SIGMAS) } else { 0.0 }
    });
    scaled.collect()
}

fn yardsticks(rows: &[Vec<f64>]) -> Vec<Yardstick> {
    let yardstick = |column: usize| {
        let mut values: Vec<f64> = rows.iter().map(|row| row[column]).filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values.get((share * (values.len().max(1) - 1) as f64) as usize).copied().unwrap_or(0.0);
        // Of a normal law, these two lie two standard deviations apart; robust against runs that explode.
        let wide = 0.5 * (at(0.8413) - at(0.1587));
        let sum = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let sd = (values.iter().map(|v| (v - sum) * (v - sum)).sum::<f64>() / values.len().max(1) as f64).sqrt();
        Yardstick { middle: at(0.5), spread: if wide > 0.0 { wide } else { sd } }
    };
    (0..rows.first().map_or(0, Vec::len)).map(yardstick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Stream, samplers::standard_normal};

    /// A parameter z seen through `x = u + noise` and `y = z + u² / 2 + noise`, u a parameter too: z is bent in x and y.
    fn bent(runs: u32) -> Bank {
        let mut bank = Bank::default();
        for run in 0..runs {
            let stream = Stream::new(31, run);
            let normal = |at: u32| standard_normal(stream.uniform(at, 0, Purpose::ParameterDraw, 0));
            let (z, u) = (normal(0), normal(1));
            bank.scores.push(vec![z, u]);
            bank.summaries.push(vec![u + 0.1 * normal(2), z + 0.5 * u * u + 0.1 * normal(3), 3.0]);
        }
        bank
    }

    /// Mean of (posterior mean of z − truth) over data sets of the bank, from the nearer half of it.
    fn bias(bank: &Bank, curved: &[usize]) -> f64 {
        let curve = Curve { summaries: curved.to_vec(), parameters: vec![0] };
        let ready = bank.ready(&curve);
        let (sets, half) = (300, ready.runs() / 2);
        let error = |run: usize| {
            let sample = ready.infer(ready.row(run), half, Some(run)).unwrap();
            let parts = sample.scores.iter().zip(&sample.weights).map(|(scores, weight)| weight * scores[0]);
            parts.sum::<f64>() - ready.scores(run)[0]
        };
        (0..sets).map(|at| error(at * ready.runs() / sets)).sum::<f64>() / sets as f64
    }

    #[test]
    fn a_curve_is_followed_with_squares_and_not_without() {
        let bank = bent(1500);
        let (straight, curved) = (bias(&bank, &[]), bias(&bank, &[0, 1]));
        assert!(straight < -0.04 && curved.abs() < 0.02, "{straight} {curved}");
    }

    #[test]
    fn squares_and_products_come_after_the_summaries_and_stay_finite() {
        let mut bank = bent(300);
        bank.summaries[7][1] = f64::NAN;
        bank.summaries[8][0] = 1e12;
        let curve = Curve { summaries: vec![0, 1, 2], parameters: vec![0] };
        let ready = bank.ready(&curve);
        assert_eq!(ready.row(0).len(), 3 + 6);
        assert!((0..300).all(|run| ready.row(run).iter().all(|x| x.is_finite() && x.abs() <= MOST_SIGMAS)));
        // A summary that is not defined counts as the median, and one that does not vary says nothing.
        assert_eq!((ready.row(7)[1], ready.row(0)[2]), (0.0, 0.0));
        assert_eq!(ready.standardised(&bank.summaries[5]), ready.row(5));
    }
}
