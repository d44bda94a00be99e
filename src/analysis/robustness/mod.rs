//! Robustness: which option to choose when parameters and structure are not known.
//!
//! Options are the baseline and the policies of a finished study; less of the metric is better. Everything is said of the
//! expected effect of a draw, its noise taken out (`estimate::expected`), never of single runs: whether a run of a policy has
//! fewer arrivals than its baseline is mostly luck. Needs several replicates a draw, and refuses to guess without.

pub mod failure;
pub mod options;
pub mod structure;
pub mod switching;

use crate::estimate::attribution::{RankCorrelation, rank_correlation};
use crate::estimate::{DrawSums, Expected};

/// Why there is nothing to say.
#[derive(Debug, thiserror::Error)]
pub enum RobustnessError {
    /// The study has nothing to choose from or cannot tell draws from chance.
    #[error("{message}")]
    Input {
        /// What is missing and what the user can change.
        message: String,
    },
}

/// An uncertain parameter of a study.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Key.
    pub key: String,
    /// Group that it is measured with: `posterior`, or the first part of its key.
    pub group: String,
    /// Value by number of the draw.
    pub values: Vec<f64>,
}

/// A finished study of policies, draws and structures, in one metric and period.
#[derive(Debug, Clone)]
pub struct Runs {
    /// Name of the baseline.
    pub baseline: String,
    /// Names of the policies.
    pub policies: Vec<String>,
    /// Names of the structures, the scenarios' own first.
    pub structures: Vec<String>,
    /// Policy less baseline, by structure, policy and unit.
    pub effects: Vec<Vec<Vec<f64>>>,
    /// Mean level under the baseline and the scenarios' own structure.
    pub level: f64,
    /// Draw of each unit.
    pub draws: Vec<u32>,
    /// Weather path of each unit.
    pub paths: Vec<u32>,
    /// What is uncertain.
    pub parameters: Vec<Parameter>,
}

/// The study with the noise of its runs taken out.
#[derive(Debug)]
pub struct Study<'a> {
    /// As it was given.
    pub runs: &'a Runs,
    /// By structure and policy: one entry a draw.
    pub sums: Vec<Vec<Vec<DrawSums>>>,
    /// By structure and policy: distribution of the expected effect.
    pub expected: Vec<Vec<Expected>>,
}

impl<'a> Study<'a> {
    /// Sums up the runs by draw.
    ///
    /// # Errors
    /// [`RobustnessError::Input`] without a policy, or where a draw's expected effect cannot be told from its noise.
    pub fn of(runs: &'a Runs) -> Result<Self, RobustnessError> {
        let fault = |message: &str| RobustnessError::Input { message: message.to_owned() };
        if runs.policies.is_empty() {
            return Err(fault("the study has one scenario alone; there is nothing to decide between"));
        }
        let sums: Vec<Vec<Vec<DrawSums>>> = (runs.effects.iter())
            .map(|policies| policies.iter().map(|effects| DrawSums::of(effects, &runs.draws, &runs.paths)).collect())
            .collect();
        let expected = sums.iter().map(|policies| {
            policies.iter().map(|draws| Expected::of(std::slice::from_ref(draws))).collect::<Option<Vec<_>>>()
        });
        let expected = expected.collect::<Option<Vec<_>>>().ok_or_else(|| {
            fault(
                "a draw's expected effect cannot be told from the noise of its runs: the study needs two or more weather \
                 paths a draw (run it with --replicates-per-draw 2 or more) and several draws",
            )
        })?;
        Ok(Self { runs, sums, expected })
    }

    /// Names of the options: the baseline, then the policies.
    pub fn options(&self) -> Vec<&str> {
        std::iter::once(self.runs.baseline.as_str()).chain(self.runs.policies.iter().map(String::as_str)).collect()
    }

    /// Expected effects of the options in one structure and draw; the baseline's is zero.
    pub fn state(&self, structure: usize, draw: usize) -> Vec<f64> {
        let of = |expected: &Expected| expected.effects[draw];
        std::iter::once(0.0).chain(self.expected[structure].iter().map(of)).collect()
    }

    /// Number of draws.
    pub fn draws(&self) -> usize {
        self.sums[0][0].len()
    }

    /// Values of a parameter in the order of the draws.
    pub fn values(&self, parameter: &Parameter) -> Vec<f64> {
        self.sums[0][0].iter().map(|draw| parameter.values[draw.draw as usize]).collect()
    }

    /// Whether the expected effect of a policy is seen to vary with the draws.
    pub fn varies(&self, policy: usize) -> bool {
        self.expected[0][policy].band.is_some()
    }

    /// Rank correlation of a policy's effect with a parameter, over the mean effects of draws.
    pub fn rank_correlation(&self, policy: usize, parameter: &Parameter) -> Option<RankCorrelation> {
        let effects: Vec<f64> = self.sums[0][policy].iter().map(|draw| draw.mean).collect();
        rank_correlation(&effects, &self.values(parameter))
    }
}

#[cfg(test)]
mod tests;
