//! Patrols of the French coast.
//!
//! Lever: patrol effort relative to 2022, added over entries, so that the past is a chain of dated entries and a policy
//! adds to what stands. Evidence: row M07 (path of effort, assumed from the UK–France sums).

use super::Measure;
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, Today};
use crate::quantity::NonNegative;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Patrol effort on the coast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeachPatrols {
    /// Effort added, relative to all patrols of 2022 (= 1).
    pub effort_ratio: NonNegative,
}

impl Measure for BeachPatrols {
    fn apply(&self, dose: f64, _: Today<'_>, _: &Parameters, levers: &mut Levers) {
        levers.patrol_effort += dose * self.effort_ratio.get();
    }
}
