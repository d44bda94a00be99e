//! Variance-based sensitivity indices of an expected outcome, from runs that are noisy.
//!
//! First order: Saltelli et al. 2010, *Computer Physics Communications* 181:259, table 2 (b); total: Jansen 1999, *Computer
//! Physics Communications* 117:35. Every product of two outputs is taken between different weather paths: with `m_w(x)` the mean
//! over the replicates of path w at a point x,
//! `⟨x, x'⟩ = Σ_{w≠w'} m_w(x) m_w'(x') / W(W − 1)`,
//! which has the product of the two expected outcomes as its expectation, whatever the noise and however runs of one path
//! are correlated between points. So an index is of the expected outcome, and the noise of runs widens its interval without
//! raising it. With one path there is no noise to take out and the formulas are the published ones. An estimate may lie below
//! zero; none is cut.

use super::{mean, variance};

/// Outputs at the points of one row of the design, each by weather path; all points of a row share their paths.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// At the point of the first sample.
    pub a: Vec<f64>,
    /// At the point of the second sample.
    pub b: Vec<f64>,
    /// By factor: at the first point with this factor from the second.
    pub mixed: Vec<Vec<f64>>,
}

/// Indices of all factors.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    /// Variance of the expected outcome over all factors.
    pub variance: f64,
    /// By factor: share of the variance that goes with it alone.
    pub first: Vec<f64>,
    /// By factor: share of the variance that goes with it alone or together with others.
    pub total: Vec<f64>,
}

/// Mean product of two outputs over pairs of different paths; the plain product where there is one path.
fn product(x: &[f64], y: &[f64]) -> f64 {
    let paths = x.len() as f64;
    let (sum_x, sum_y): (f64, f64) = (x.iter().sum(), y.iter().sum());
    let same: f64 = x.iter().zip(y).map(|(x, y)| x * y).sum();
    if x.len() < 2 { same } else { (sum_x * sum_y - same) / (paths * (paths - 1.0)) }
}

fn less(x: &[f64], y: &[f64]) -> Vec<f64> {
    x.iter().zip(y).map(|(x, y)| x - y).collect()
}

/// The indices over some rows; `None` below two rows or where the expected outcome is not seen to vary.
pub fn indices(rows: &[&Row]) -> Option<Indices> {
    let found = moments(rows)?;
    (found.variance > 0.0).then(|| Indices {
        variance: found.variance,
        first: found.first.iter().map(|part| part / found.variance).collect(),
        total: found.total.iter().map(|part| part / found.variance).collect(),
    })
}

/// The same before the division: variance of the expected outcome, and by factor the parts of it; also where it is not
/// above zero. `None` below two rows.
pub fn moments(rows: &[&Row]) -> Option<Indices> {
    let factors = rows.first().filter(|_| rows.len() > 1)?.mixed.len();
    let n = rows.len() as f64;
    let all = rows.iter().flat_map(|row| [&row.a, &row.b].into_iter().chain(&row.mixed));
    let (sum, count) = all.flatten().fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    let centre = sum / count;
    let of_row: Vec<f64> = rows.iter().map(|row| 0.5 * (mean(&row.a) + mean(&row.b))).collect();
    let squares = rows.iter().map(|row| {
        let shifted = |values: &[f64]| values.iter().map(|value| value - centre).collect::<Vec<f64>>();
        let (a, b) = (shifted(&row.a), shifted(&row.b));
        0.5 * (product(&a, &a) + product(&b, &b))
    });
    let off = mean(&of_row) - centre;
    let mut total_variance = squares.sum::<f64>() / n - off * off;
    if rows.iter().all(|row| row.a.len() > 1) {
        // The mean over rows is itself noisy; without noise the divisor is n, as published.
        total_variance += variance(&of_row) / n;
    }
    let parts = |of: &dyn Fn(&Row, usize) -> f64| -> Vec<f64> {
        (0..factors).map(|factor| rows.iter().map(|row| of(row, factor)).sum::<f64>() / n).collect()
    };
    let first = parts(&|row, factor| {
        let b: Vec<f64> = row.b.iter().map(|value| value - centre).collect();
        product(&b, &less(&row.mixed[factor], &row.a))
    });
    let total = parts(&|row, factor| {
        let step = less(&row.a, &row.mixed[factor]);
        0.5 * product(&step, &step)
    });
    Some(Indices { variance: total_variance, first, total })
}

#[cfg(test)]
pub(super) mod tests;
