//! What it would be worth to measure something before deciding, from runs already made.
//!
//! The loss of an option is its effect on the metric, or money: its cost less the benefit of what it averts. The study's
//! draws hold what is not known; two or more replicates of each keep their noise from looking like information. Everything
//! is under the scenarios' own structure.

use super::robustness::Study;
use crate::estimate::information::{Worth, partial, perfect, perfect_between_halves};
use crate::estimate::mean;
use std::collections::BTreeMap;

/// How effects become losses.
#[derive(Debug, Clone)]
pub struct Losses {
    /// Name in tables: the metric, or `gbp`.
    pub unit: String,
    /// By option, the baseline first: a loss that does not depend on the effect, such as its cost.
    pub fixed: Vec<f64>,
    /// Loss of one more of the metric.
    pub factor: f64,
}

/// Value of perfect information about everything that the draws hold.
#[derive(Debug, Clone, Copy)]
pub struct Perfect {
    /// On expected effects, noise taken out.
    pub value: f64,
    /// Its standard error over draws.
    pub error: f64,
    /// By choosing on one half of the replicates and counting on the other: no higher than the truth but for its error.
    pub between_halves: f64,
    /// On the plain means of draws: too high, because the best of noisy means is too good.
    pub naive: f64,
}

/// Value of knowing some parameters.
#[derive(Debug, Clone)]
pub struct Row {
    /// Group, or key of one parameter.
    pub subject: String,
    /// Parameters in it.
    pub keys: Vec<String>,
    /// Whether it is a group.
    pub is_group: bool,
    /// What it is worth; none where draws are too few for so many parameters.
    pub worth: Option<Worth>,
}

/// All that is found in one unit of loss.
#[derive(Debug, Clone)]
pub struct Found {
    /// Name of the unit.
    pub unit: String,
    /// The option that is best on what is known now.
    pub chosen: String,
    /// Mean loss of the baseline less its own.
    pub gain: f64,
    /// Whether draws are told apart in any policy; without, nothing can be said about what knowing more is worth.
    pub varies: bool,
    /// Knowing everything.
    pub perfect: Perfect,
    /// Knowing parts, the most valuable first.
    pub rows: Vec<Row>,
}

/// Values the information of a study.
pub fn found(study: &Study<'_>, losses: &Losses) -> Found {
    let options = study.options().len();
    let draws = study.draws();
    let table = |effect: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
        (0..draws)
            .map(|draw| {
                let loss = |option: usize| {
                    let effect = if option == 0 { 0.0 } else { effect(option - 1, draw) };
                    losses.fixed[option] + losses.factor * effect
                };
                (0..options).map(loss).collect()
            })
            .collect()
    };
    let means = table(&|policy, draw| study.sums[0][policy][draw].mean);
    let clean = table(&|policy, draw| study.expected[0][policy].effects[draw]);
    let halves = [0, 1].map(|half| {
        let of_draw = half_means(study, half);
        table(&|policy, draw| of_draw[policy][draw])
    });
    let of_option = |option: usize| mean(&means.iter().map(|row| row[option]).collect::<Vec<f64>>());
    let centre: Vec<f64> = (0..options).map(of_option).collect();
    let chosen = (0..options).fold(0, |best, at| if centre[at] < centre[best] { at } else { best });
    let means_refs: Vec<&[f64]> = means.iter().map(Vec::as_slice).collect();
    let clean_refs: Vec<&[f64]> = clean.iter().map(Vec::as_slice).collect();
    let first: Vec<&[f64]> = halves[0].iter().map(Vec::as_slice).collect();
    let second: Vec<&[f64]> = halves[1].iter().map(Vec::as_slice).collect();
    let (value, error) = perfect(&clean_refs);
    let perfect_found = Perfect {
        value,
        error,
        between_halves: perfect_between_halves(&first, &second).0,
        naive: perfect(&means_refs).0,
    };
    let mut rows = Vec::new();
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, parameter) in study.runs.parameters.iter().enumerate() {
        groups.entry(&parameter.group).or_default().push(at);
    }
    let columns: Vec<Vec<f64>> = study.runs.parameters.iter().map(|parameter| study.values(parameter)).collect();
    let worth = |places: &[usize]| {
        let values: Vec<Vec<f64>> =
            (0..draws).map(|draw| places.iter().map(|&at| columns[at][draw]).collect()).collect();
        partial(&means_refs, &values)
    };
    let keys = |places: &[usize]| places.iter().map(|&at| study.runs.parameters[at].key.clone()).collect();
    for (group, places) in groups.iter().filter(|(_, places)| places.len() > 1) {
        rows.push(Row { subject: (*group).to_owned(), keys: keys(places), is_group: true, worth: worth(places) });
    }
    for at in 0..columns.len() {
        let subject = study.runs.parameters[at].key.clone();
        rows.push(Row { subject, keys: keys(&[at]), is_group: false, worth: worth(&[at]) });
    }
    let told = |row: &Row| row.worth.is_some_and(|worth| worth.told);
    let value_of = |row: &Row| row.worth.map_or(f64::NEG_INFINITY, |worth| worth.value);
    rows.sort_by(|a, b| {
        told(b).cmp(&told(a)).then(value_of(b).total_cmp(&value_of(a))).then(a.subject.cmp(&b.subject))
    });
    Found {
        unit: losses.unit.clone(),
        chosen: study.options()[chosen].to_owned(),
        gain: centre[0] - centre[chosen],
        varies: (0..options - 1).any(|policy| study.varies(policy)),
        perfect: perfect_found,
        rows,
    }
}

/// Means of one half of the replicates of each draw, by policy and draw: weather paths in turn.
fn half_means(study: &Study<'_>, half: u32) -> Vec<Vec<f64>> {
    let runs = study.runs;
    let mean_of = |effects: &Vec<f64>| -> Vec<f64> {
        study.sums[0][0]
            .iter()
            .map(|draw| {
                let units: Vec<usize> = (0..effects.len()).filter(|&at| runs.draws[at] == draw.draw).collect();
                let mut paths: Vec<u32> = units.iter().map(|&at| runs.paths[at]).collect();
                paths.dedup();
                let mine = |at: &usize| {
                    paths.iter().position(|path| *path == runs.paths[*at]).is_some_and(|place| place as u32 % 2 == half)
                };
                let values: Vec<f64> = units.iter().filter(|at| mine(at)).map(|&at| effects[at]).collect();
                if values.is_empty() { draw.mean } else { mean(&values) }
            })
            .collect()
    };
    runs.effects[0].iter().map(mean_of).collect()
}
