//! Rank correlations of an outcome with each parameter, from runs that were made for something else.
//!
//! Spearman's coefficient between the mean outcome of a draw and the value of a parameter. It sees what rises or falls and nothing else, and the noise of runs pulls it
//! towards zero.

use super::indices::sampled;
use super::{Kind, Part};
use crate::estimate::DrawSums;
use crate::estimate::attribution::{RankCorrelation, rank_correlation};

/// One parameter.
#[derive(Debug, Clone)]
pub struct Row {
    /// Key.
    pub parameter: String,
    /// Factor of the design that it belongs to; empty where there is no design.
    pub factor: String,
    /// Draws.
    pub draws: usize,
    /// Coefficient, error and verdict.
    pub found: RankCorrelation,
    /// Value of the parameter by draw, in the order of [`mean_outcomes`].
    pub values: Vec<f64>,
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
        let found = rank_correlation(&outcomes, &values)?;
        let (parameter, factor) = (key.clone(), layout.factors[*factor].clone());
        Some(Row { parameter, factor, draws: outcomes.len(), found, values })
    };
    layout.keys.iter().enumerate().filter_map(row).collect()
}
