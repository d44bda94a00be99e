//! How much of the variance between draws goes with one parameter: first-order shares, corrected for chance.
//!
//! Where parameters are drawn independently, the variance that goes with each alone adds up; parameters that come as rows of
//! a posterior go together, and each has what it shares with the others in its own share too. The measure is the squared
//! correlation of the draws' effects with the rank of the parameter, less what as many draws would show by chance
//! (adjusted R² of one regressor), so its expectation is zero for a parameter that does nothing however many there are.
//! What parameters do only together is in no share. No share is cut at zero: a sum of cut ones would be too large.

use super::{mean, t_quantile_975, variance};

/// Values of one parameter as centred ranks of variance one, ties shared; `None` if it does not vary.
pub fn ranks(values: &[f64]) -> Option<Vec<f64>> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let mut last = first;
        while last + 1 < order.len() && values[order[last + 1]] == values[order[first]] {
            last += 1;
        }
        for &at in &order[first..=last] {
            ranks[at] = 0.5 * (first + last) as f64;
        }
        first = last + 1;
    }
    let (centre, sd) = (mean(&ranks), variance(&ranks).sqrt());
    (sd > 0.0).then(|| ranks.iter().map(|rank| (rank - centre) / sd).collect())
}

/// Correlation of the effects with ranks as [`ranks`] gives them, −1 to 1; 0 where the effects do not vary.
pub fn correlation(effects: &[f64], ranks: &[f64]) -> f64 {
    let (e, r) = (mean(effects), mean(ranks));
    let mut sums = (0.0, 0.0, 0.0);
    for (x, y) in effects.iter().zip(ranks) {
        sums.0 += (x - e) * (y - r);
        sums.1 += (x - e) * (x - e);
        sums.2 += (y - r) * (y - r);
    }
    if sums.1 > 0.0 && sums.2 > 0.0 { sums.0 / (sums.1 * sums.2).sqrt() } else { 0.0 }
}

/// Part of the variance of the effects that goes with the ranks, less what chance would show; may be below zero.
pub fn first_order(effects: &[f64], ranks: &[f64]) -> f64 {
    let n = effects.len() as f64;
    let r = correlation(effects, ranks);
    if n < 3.0 { 0.0 } else { 1.0 - (1.0 - r * r) * (n - 1.0) / (n - 2.0) }
}

/// A rank correlation with what is known of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankCorrelation {
    /// Spearman's coefficient.
    pub coefficient: f64,
    /// Its standard error (Bonett and Wright 2000, *Psychometrika* 65:23).
    pub error: f64,
    /// Whether it is told from zero at 95 %.
    pub told: bool,
}

/// Spearman's coefficient of effects with values; `None` below five draws or where one of the two does not vary.
pub fn rank_correlation(effects: &[f64], values: &[f64]) -> Option<RankCorrelation> {
    let n = effects.len() as f64;
    if effects.len() < 5 {
        return None;
    }
    let coefficient = correlation(&ranks(effects)?, &ranks(values)?);
    let error = ((1.0 + 0.5 * coefficient * coefficient) / (n - 3.0)).sqrt();
    Some(RankCorrelation { coefficient, error, told: coefficient.abs() > t_quantile_975(n - 3.0) * error })
}

#[cfg(test)]
mod tests;
