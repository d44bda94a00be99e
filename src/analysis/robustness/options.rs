//! Options beside each other: expected effect, regret, how often best, how often good enough.

use super::Study;
use crate::estimate::{mean, quantile_sorted, standard_error, t_quantile_975};

/// Name of the row over all structures with the same weight.
pub const ALL: &str = "all";

/// One option under one structure, or over all.
#[derive(Debug, Clone)]
pub struct Row {
    /// Option.
    pub option: String,
    /// Structure, or [`ALL`].
    pub structure: String,
    /// States of the world: draws times structures.
    pub states: usize,
    /// Mean expected effect.
    pub effect: f64,
    /// Its Monte Carlo standard error, clustered by draw.
    pub effect_error: f64,
    /// Its 95 % interval by that error.
    pub interval: (f64, f64),
    /// Mean regret: effect less that of the best option in the same state.
    pub regret: f64,
    /// Regret that 95 % of the states stay below.
    pub regret_high95: f64,
    /// Largest regret.
    pub regret_most: f64,
    /// Share of states in which it is the best.
    pub best_share: f64,
    /// Share of states in which its effect meets the target, if there is one.
    pub satisficing: Option<Share>,
}

/// A share with its standard error over draws.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// 0 to 1.
    pub share: f64,
    /// Standard error; draws are what is independent.
    pub error: f64,
}

/// All rows: each structure, then all of them where there are several.
pub fn rows(study: &Study<'_>, target: Option<f64>) -> Vec<Row> {
    let structures = study.runs.structures.len();
    let mut rows = Vec::new();
    let every: Vec<usize> = (0..structures).collect();
    for structure in 0..structures {
        rows.extend(of(study, &[structure], &study.runs.structures[structure], target));
    }
    if structures > 1 {
        rows.extend(of(study, &every, ALL, target));
    }
    rows
}

fn of(study: &Study<'_>, structures: &[usize], name: &str, target: Option<f64>) -> Vec<Row> {
    let draws = study.draws();
    // By structure and draw.
    let states: Vec<Vec<Vec<f64>>> =
        structures.iter().map(|&structure| (0..draws).map(|draw| study.state(structure, draw)).collect()).collect();
    let row = |(option, label): (usize, &str)| {
        let raw = |draw: usize| -> f64 {
            // Of the runs, not of what was shrunken: the mean and its error are those of the contrast.
            let of = |structure: &usize| match option.checked_sub(1) {
                Some(policy) => study.sums[*structure][policy][draw].mean,
                None => 0.0,
            };
            structures.iter().map(of).sum::<f64>() / structures.len() as f64
        };
        let by_draw: Vec<f64> = (0..draws).map(raw).collect();
        let all = states.iter().flatten();
        let best = |state: &Vec<f64>| state.iter().copied().fold(f64::INFINITY, f64::min);
        let mut regrets: Vec<f64> = all.clone().map(|state| state[option] - best(state)).collect();
        regrets.sort_by(f64::total_cmp);
        let wins = all.clone().filter(|state| state[option] <= best(state)).count() as f64;
        let satisficing = target.map(|target| {
            let of_draw: Vec<f64> = (0..draws)
                .map(|draw| {
                    let met = states.iter().filter(|by_draw| by_draw[draw][option] <= target).count();
                    met as f64 / states.len() as f64
                })
                .collect();
            let error = if draws > 1 { standard_error(&of_draw) } else { f64::NAN };
            Share { share: mean(&of_draw), error }
        });
        let effect = mean(&by_draw);
        let effect_error = if draws > 1 { standard_error(&by_draw) } else { f64::NAN };
        let reach = t_quantile_975(draws.saturating_sub(1).max(1) as f64) * effect_error;
        Row {
            option: label.to_owned(),
            structure: name.to_owned(),
            states: regrets.len(),
            effect,
            effect_error,
            interval: (effect - reach, effect + reach),
            regret: mean(&regrets),
            regret_high95: quantile_sorted(&regrets, 0.95),
            regret_most: regrets.last().copied().unwrap_or(0.0),
            best_share: wins / regrets.len() as f64,
            satisficing,
        }
    };
    study.options().into_iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::runs;
    use super::*;

    #[test]
    fn options_of_a_known_study_have_their_regret() {
        // In half of the draws the first policy lowers by 10, in the others it raises by 4; the second always lowers by 2.
        let runs = runs(|draw| if draw % 2 == 0 { -10.0 } else { 4.0 }, |_| -2.0);
        let study = Study::of(&runs).unwrap();
        let rows = rows(&study, Some(-1.0));
        let row = |option: &str| rows.iter().find(|row| row.option == option && row.structure == "scenario").unwrap();
        assert!((row("first").effect + 3.0).abs() < 1e-9 && (row("second").effect + 2.0).abs() < 1e-9);
        assert!((row("first").regret - 3.0).abs() < 0.1 && (row("second").regret - 4.0).abs() < 0.1);
        assert!((row("base").regret - 6.0).abs() < 0.1 && row("base").best_share == 0.0);
        let met = |option: &str| row(option).satisficing.unwrap().share;
        assert_eq!((met("base"), met("first"), met("second")), (0.0, 0.5, 1.0));
        assert_eq!(rows.iter().filter(|row| row.structure == ALL).count(), 3);
    }
}
