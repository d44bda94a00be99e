//! Elementary effects of a screening, from its outcomes.

use super::Part;
use crate::estimate::Screening;

/// One factor and outcome.
#[derive(Debug, Clone)]
pub struct Row {
    /// Factor.
    pub factor: String,
    /// Whether it is one parameter, so that its effect has a sign.
    pub is_single: bool,
    /// Trajectories.
    pub trajectories: usize,
    /// What is found.
    pub found: Screening,
    /// Whether an effect is told from none.
    pub told: bool,
}

/// One row a factor, in the order of the design, from one outcome by unit.
pub fn rows(part: &Part, values: &[f64]) -> Vec<Row> {
    let layout = &part.layout;
    let mut effects: Vec<Vec<Vec<f64>>> = vec![Vec::new(); layout.factors.len()];
    for (trajectory, steps) in layout.steps.iter().enumerate() {
        let first = trajectory * layout.draws_per_row;
        for (at, step) in steps.iter().enumerate() {
            let (before, after) = (layout.paths(values, first + at), layout.paths(values, first + at + 1));
            effects[step.factor].push(after.iter().zip(&before).map(|(b, a)| (b - a) / step.length).collect());
        }
    }
    let single = |factor: usize| layout.keys.iter().filter(|(_, other)| *other == factor).count() == 1;
    let row = |(factor, effects): (usize, Vec<Vec<f64>>)| {
        let found = Screening::of(&effects)?;
        let trajectories = effects.len();
        let name = layout.factors[factor].clone();
        Some(Row { told: found.is_told(trajectories), factor: name, is_single: single(factor), trajectories, found })
    };
    effects.into_iter().enumerate().filter_map(row).collect()
}
