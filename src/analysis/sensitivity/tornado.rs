//! One parameter at a time: the outcome at its 5 % and 95 % points, all others at their medians.
//!
//! All points meet the same replicates, so a swing is a paired difference and its error is that of the difference.

use super::Part;
use crate::estimate::{Contrast, mean};

/// One parameter.
#[derive(Debug, Clone)]
pub struct Row {
    /// Key.
    pub parameter: String,
    /// Its 5 % point, median and 95 % point.
    pub values: [f64; 3],
    /// Mean outcome there.
    pub outcomes: [f64; 3],
    /// Outcome at the 95 % point less outcome at the 5 % point.
    pub swing: Contrast,
    /// Whether it is told from zero.
    pub told: bool,
}

/// One row a parameter, in the order of the design, from one outcome by unit.
pub fn rows(part: &Part, values: &[f64]) -> Vec<Row> {
    let layout = &part.layout;
    let at = |draw: usize| &values[draw * layout.replicates..(draw + 1) * layout.replicates];
    let row = |(place, key): (usize, &String)| {
        let (low, high) = (1 + 2 * place, 2 + 2 * place);
        let column = layout.keys.iter().position(|(other, _)| other == key)?;
        let value = |draw: usize| layout.table.rows[draw][column];
        let swing = Contrast::paired(at(low), at(high)).ok()?;
        let told = matches!((swing.low95, swing.high95), (Some(low), Some(high)) if low > 0.0 || high < 0.0);
        Some(Row {
            parameter: key.clone(),
            values: [value(low), value(0), value(high)],
            outcomes: [mean(at(low)), mean(at(0)), mean(at(high))],
            swing,
            told,
        })
    };
    layout.factors.iter().enumerate().filter_map(row).collect()
}
