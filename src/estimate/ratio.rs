//! The ratio of two means over the same replicates, with the interval of Fieller (1954).
//!
//! Journal of the Royal Statistical Society B 16:175. It is exact for normal means, lies unsymmetrically about the ratio as
//! it should, and does not exist where the 95 % interval of the denominator holds zero: then there is no ratio here
//! either, whatever the quotient of the means would be.

use super::{mean, t_quantile_975};
use serde::Serialize;
use std::collections::BTreeMap;

/// Mean of the numerator over mean of the denominator.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ratio {
    /// Quotient of the means.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low95: f64,
    /// Upper end of that interval.
    pub high95: f64,
}

impl Ratio {
    /// The ratio of paired values; replicates with the same draw are one cluster.
    ///
    /// `None` with fewer than two clusters, values that are not finite, or a denominator whose interval holds zero.
    pub fn of(numerator: &[f64], denominator: &[f64], draw: &[u32]) -> Option<Self> {
        let (a, b) = (mean(numerator), mean(denominator));
        let clusters = totals(numerator, denominator, draw, (a, b));
        if clusters.len() < 2 || numerator.len() != denominator.len() || !(a.is_finite() && b.is_finite()) {
            return None;
        }
        let (g, n) = (clusters.len() as f64, numerator.len() as f64);
        // Covariance of the two means, from the sums of the clusters' residuals.
        let covariance = |of: fn(&(f64, f64)) -> f64| clusters.iter().map(of).sum::<f64>() * g / (g - 1.0) / (n * n);
        let t = t_quantile_975(g - 1.0);
        let (aa, bb, ab) = (
            a * a - t * t * covariance(|c| c.0 * c.0),
            b * b - t * t * covariance(|c| c.1 * c.1),
            a * b - t * t * covariance(|c| c.0 * c.1),
        );
        if bb <= 0.0 {
            return None;
        }
        let root = (ab * ab - aa * bb).max(0.0).sqrt();
        Some(Self { value: a / b, low95: (ab - root) / bb, high95: (ab + root) / bb })
    }
}

/// Residuals of both sides, added up by cluster.
fn totals(numerator: &[f64], denominator: &[f64], draw: &[u32], (a, b): (f64, f64)) -> Vec<(f64, f64)> {
    let mut totals: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for ((x, y), cluster) in numerator.iter().zip(denominator).zip(draw) {
        let total = totals.entry(*cluster).or_insert((0.0, 0.0));
        total.0 += x - a;
        total.1 += y - b;
    }
    totals.into_values().collect()
}

#[cfg(test)]
mod tests;
