//! The paired contrast of a policy against its baseline over the same replicates.
//!
//! The estimand is the expectation of (policy − baseline) of one outcome, over the chance of the model and, where
//! replicates carry parameter draws, over the draws. Intervals of the mean say how well the simulation has found that
//! expectation and shrink with more replicates; the spread says how much single replicates differ and does not.
//! No difference is tested for "significance", and no replicate is dropped.

use super::{Band, EstimateError, mean, t_quantile_975, variance};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a policy changes, in the unit of the outcome unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Contrast {
    /// Number of paired replicates.
    pub n: usize,
    /// Number of clusters that the errors rest on: draws, or replicates where each is its own draw.
    pub clusters: usize,
    /// Mean over replicates of (policy − baseline): the estimate of the expected effect.
    pub mean_difference: f64,
    /// Monte Carlo standard error of `mean_difference`; none with a single cluster.
    pub mc_standard_error: Option<f64>,
    /// Lower end of the 95 % t interval of the expected effect, with clusters − 1 degrees of freedom.
    pub low95: Option<f64>,
    /// Upper end of that interval.
    pub high95: Option<f64>,
    /// The effect as a part of the baseline; none where the baseline's mean is zero.
    pub relative: Option<RelativeDifference>,
    /// Spread of the differences of single replicates: chance and, with draws, parameters together.
    pub spread: Band,
    /// Share (0–1) of replicates whose difference is below zero; a tie counts as not below.
    pub share_below_zero: f64,
    /// (variance of baseline + variance of policy) / variance of the difference: how many times more independent
    /// replicates would give the same error. None below two replicates or where the difference does not vary.
    pub variance_reduction_factor: Option<f64>,
    /// Whether policy and baseline are equal in every replicate.
    pub identical: bool,
}

/// Ratio of the mean of the policy to the mean of the baseline, less one (a share, −0.1 is ten per cent fewer).
///
/// It is not the mean of the ratios of single replicates. The error is by the delta method and holds where the
/// baseline's mean is many of its own standard errors away from zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RelativeDifference {
    /// The estimate.
    pub difference: f64,
    /// Its Monte Carlo standard error; none with a single cluster.
    pub mc_standard_error: Option<f64>,
    /// Lower end of its 95 % t interval.
    pub low95: Option<f64>,
    /// Upper end of that interval.
    pub high95: Option<f64>,
}

impl Contrast {
    /// The contrast of independent replicates: `baseline[i]` and `policy[i]` share replicate i.
    ///
    /// # Errors
    /// [`EstimateError`] where the slices are empty, differ in length or hold a number that is not finite.
    pub fn paired(baseline: &[f64], policy: &[f64]) -> Result<Self, EstimateError> {
        let each_its_own: Vec<u32> = (0..baseline.len() as u32).collect();
        Self::clustered_by_draw(baseline, policy, &each_its_own)
    }

    /// The contrast where replicates with the same parameter draw are one cluster: `draw[i]` is the draw of replicate i.
    ///
    /// Replicates of one draw share its effect, hence they are not independent; errors rest on the number of draws.
    /// The estimand weights every replicate alike, so draws count by their replicates. The standard error is the
    /// cluster-robust one of a mean, √(G / (G − 1) Σ_g (Σ_i∈g residual)²) / n; with one replicate a draw it is the
    /// plain one.
    ///
    /// # Errors
    /// As [`Contrast::paired`].
    pub fn clustered_by_draw(baseline: &[f64], policy: &[f64], draw: &[u32]) -> Result<Self, EstimateError> {
        check(baseline, policy, draw)?;
        let differences: Vec<f64> = policy.iter().zip(baseline).map(|(b, a)| b - a).collect();
        let mean_difference = mean(&differences);
        let interval = Interval::of(mean_difference, differences.iter().map(|d| d - mean_difference), draw);
        let below = differences.iter().filter(|d| **d < 0.0).count();
        let difference_variance = variance(&differences);
        Ok(Self {
            n: differences.len(),
            clusters: interval.clusters,
            mean_difference,
            mc_standard_error: interval.standard_error,
            low95: interval.low95,
            high95: interval.high95,
            relative: RelativeDifference::of(baseline, policy, draw),
            spread: Band::of(&differences),
            share_below_zero: below as f64 / differences.len() as f64,
            variance_reduction_factor: (difference_variance > 0.0)
                .then(|| (variance(baseline) + variance(policy)) / difference_variance),
            identical: baseline == policy,
        })
    }
}

impl RelativeDifference {
    fn of(baseline: &[f64], policy: &[f64], draw: &[u32]) -> Option<Self> {
        let base = mean(baseline);
        if base == 0.0 {
            return None;
        }
        let ratio = mean(policy) / base;
        // The ratio is linear to first order in these residuals, which sum to zero.
        let residuals = policy.iter().zip(baseline).map(|(b, a)| (b - ratio * a) / base);
        let interval = Interval::of(ratio - 1.0, residuals, draw);
        Some(Self {
            difference: ratio - 1.0,
            mc_standard_error: interval.standard_error,
            low95: interval.low95,
            high95: interval.high95,
        })
    }
}

/// Standard error and 95 % t interval of an estimate that is the mean of clustered contributions.
struct Interval {
    clusters: usize,
    standard_error: Option<f64>,
    low95: Option<f64>,
    high95: Option<f64>,
}

impl Interval {
    fn of(estimate: f64, residuals: impl Iterator<Item = f64>, draw: &[u32]) -> Self {
        let mut totals: BTreeMap<u32, f64> = BTreeMap::new();
        for (residual, cluster) in residuals.zip(draw) {
            *totals.entry(*cluster).or_insert(0.0) += residual;
        }
        let clusters = totals.len();
        let standard_error = (clusters > 1).then(|| {
            let squares: f64 = totals.values().map(|t| t * t).sum();
            let g = clusters as f64;
            (squares * g / (g - 1.0)).sqrt() / draw.len() as f64
        });
        let half = standard_error.map(|error| error * t_quantile_975((clusters - 1) as f64));
        Self { clusters, standard_error, low95: half.map(|h| estimate - h), high95: half.map(|h| estimate + h) }
    }
}

fn check(baseline: &[f64], policy: &[f64], draw: &[u32]) -> Result<(), EstimateError> {
    if baseline.len() != policy.len() || baseline.len() != draw.len() {
        return Err(EstimateError::Unpaired { baseline: baseline.len(), policy: policy.len(), draws: draw.len() });
    }
    if baseline.is_empty() {
        return Err(EstimateError::NoReplicates);
    }
    match baseline.iter().zip(policy).position(|(a, b)| !(a.is_finite() && b.is_finite())) {
        Some(index) => Err(EstimateError::NotFinite { index }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
