//! Rank correlations of an outcome with each parameter, from runs that were made for something else.
//!
//! Spearman's coefficient between the mean outcome of a draw and the value of a parameter, with the standard error of Bonett
//! and Wright 2000, *Psychometrika* 65:23. It sees what rises or falls and nothing else, and the noise of runs pulls it
//! towards zero.

use super::indices::sampled;
use super::{Kind, Part};
use crate::estimate::attribution::{correlation, ranks};
use crate::estimate::{DrawSums, t_quantile_975};

/// One parameter.
#[derive(Debug, Clone)]
pub struct Row {
    /// Key.
    pub parameter: String,
    /// Factor of the design that it belongs to; empty where there is no design.
    pub factor: String,
    /// Draws.
    pub draws: usize,
    /// Spearman's coefficient.
    pub correlation: f64,
    /// Its standard error.
    pub error: f64,
    /// Whether it is told from zero.
    pub told: bool,
    /// Value of the parameter by draw, in the order of [`mean_outcomes`].
    pub values: Vec<f64>,
}

/// Spearman's coefficient of outcomes with values; `None` below five draws or where one of the two does not vary.
pub fn spearman(outcomes: &[f64], values: &[f64]) -> Option<(f64, f64, bool)> {
    let n = outcomes.len() as f64;
    if outcomes.len() < 5 {
        return None;
    }
    let rho = correlation(&ranks(outcomes)?, &ranks(values)?);
    let error = ((1.0 + 0.5 * rho * rho) / (n - 3.0)).sqrt();
    Some((rho, error, rho.abs() > t_quantile_975(n - 3.0) * error))
}

/// Mean outcome of each draw whose parameters all vary by their laws.
pub fn mean_outcomes(part: &Part, values: &[f64]) -> Vec<DrawSums> {
    let seen = sampled(part, values);
    DrawSums::of(&seen.values, &seen.draws, &seen.paths)
}

/// All parameters of a design of indices, from one outcome by unit.
pub fn rows(part: &Part, values: &[f64]) -> Vec<Row> {
    if part.kind != Kind::Indices {
        return Vec::new();
    }
    let draws = mean_outcomes(part, values);
    let outcomes: Vec<f64> = draws.iter().map(|draw| draw.mean).collect();
    let layout = &part.layout;
    let row = |(column, (key, factor)): (usize, &(String, usize))| {
        let values: Vec<f64> = draws.iter().map(|draw| layout.table.rows[draw.draw as usize][column]).collect();
        let (correlation, error, told) = spearman(&outcomes, &values)?;
        let (parameter, factor) = (key.clone(), layout.factors[*factor].clone());
        Some(Row { parameter, factor, draws: outcomes.len(), correlation, error, told, values })
    };
    layout.keys.iter().enumerate().filter_map(row).collect()
}
