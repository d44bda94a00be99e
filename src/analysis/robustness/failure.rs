//! Where a policy fails: the ranges of parameters that hold the draws in which its expected effect misses a target.

use super::Study;
use crate::estimate::boxes::{self, Found};

/// One bound of a box, with the name of its parameter.
#[derive(Debug, Clone)]
pub struct Bound {
    /// Key.
    pub parameter: String,
    /// Whether values are at least, or else at most, the bound.
    pub at_least: bool,
    /// The bound.
    pub value: f64,
    /// Share of all draws on its side.
    pub share_of_draws: f64,
}

/// What is said about one policy.
#[derive(Debug, Clone)]
pub enum Failure {
    /// It misses the target in no draw.
    Nowhere,
    /// It misses the target in every draw.
    Everywhere,
    /// Draws are too few, or effects of draws are not told apart from noise.
    NotTold,
    /// A box was found, which may or may not stand the test on draws held back.
    Box {
        /// How good it is.
        found: Found,
        /// Its bounds in names.
        bounds: Vec<Bound>,
    },
}

/// Searches the box in which a policy misses the target, under the scenarios' own structure.
pub fn of(study: &Study<'_>, policy: usize, target: f64) -> Failure {
    let effects = &study.expected[0][policy].effects;
    let fails: Vec<bool> = effects.iter().map(|effect| *effect > target).collect();
    // Where draws are not told apart all of them have the mean effect, which says nothing about any.
    if !study.varies(policy) {
        return Failure::NotTold;
    }
    if fails.iter().all(|fails| !fails) {
        return Failure::Nowhere;
    }
    if fails.iter().all(|fails| *fails) {
        return Failure::Everywhere;
    }
    let columns: Vec<Vec<f64>> = study.runs.parameters.iter().map(|parameter| study.values(parameter)).collect();
    let rows: Vec<Vec<f64>> =
        (0..effects.len()).map(|draw| columns.iter().map(|column| column[draw]).collect()).collect();
    let slices: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
    let Some(found) = boxes::search(&slices, &fails) else { return Failure::NotTold };
    let name = |bound: &boxes::Bound| Bound {
        parameter: study.runs.parameters[bound.parameter].key.clone(),
        at_least: bound.at_least,
        value: bound.value,
        share_of_draws: slices.iter().filter(|row| bound.holds(row)).count() as f64 / slices.len() as f64,
    };
    let bounds = found.bounds.iter().map(name).collect();
    Failure::Box { found, bounds }
}
