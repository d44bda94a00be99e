//! How much of what is not known about an effect is structure: the range over structures beside that over draws.
//!
//! Structures have no probabilities; with the same weight each, the share of the variance of the expected effect that lies
//! between them says whether more parameters or other mechanisms are the larger question.

use super::Study;
use crate::estimate::expected::between_structures;
use crate::estimate::{Components, mean, standard_error};

/// One policy.
#[derive(Debug, Clone)]
pub struct Row {
    /// Policy.
    pub policy: String,
    /// Structures run.
    pub structures: usize,
    /// Least mean effect and the structure that gives it.
    pub low: (f64, String),
    /// Greatest mean effect and the structure that gives it.
    pub high: (f64, String),
    /// Monte Carlo standard error of the difference of the two ends.
    pub range_error: f64,
    /// Variance of the mean effect between structures, Monte Carlo noise taken out.
    pub between: f64,
    /// Variance of the expected effect between draws, mean over structures.
    pub draws: f64,
    /// Share of both that is structure; none where neither is seen.
    pub share: Option<f64>,
}

/// One row a policy; none for a study of one structure.
pub fn rows(study: &Study<'_>) -> Vec<Row> {
    let structures = study.runs.structures.len();
    if structures < 2 {
        return Vec::new();
    }
    let row = |(policy, name): (usize, &String)| {
        let lists: Vec<_> = study.sums.iter().map(|policies| policies[policy].clone()).collect();
        let of = |list: &Vec<crate::estimate::DrawSums>| list.iter().map(|draw| draw.mean).collect::<Vec<f64>>();
        let means: Vec<f64> = lists.iter().map(|list| mean(&of(list))).collect();
        let place = |better: fn(f64, f64) -> bool| {
            (0..means.len()).fold(0, |best, at| if better(means[at], means[best]) { at } else { best })
        };
        let (low, high) = (place(|a, b| a < b), place(|a, b| a > b));
        let apart: Vec<f64> = of(&lists[high]).iter().zip(of(&lists[low])).map(|(a, b)| a - b).collect();
        let draws =
            lists.iter().map(|list| Components::of(list).draws.unwrap_or(0.0)).sum::<f64>() / lists.len() as f64;
        let between = between_structures(&lists);
        let end = |at: usize| (means[at], study.runs.structures[at].clone());
        Row {
            policy: name.clone(),
            structures,
            low: end(low),
            high: end(high),
            range_error: if apart.len() > 1 { standard_error(&apart) } else { f64::NAN },
            between,
            draws,
            share: (between + draws > 0.0).then(|| between / (between + draws)),
        }
    };
    study.runs.policies.iter().enumerate().map(row).collect()
}
