//! Patrols of the French coast.
//!
//! Lever: patrol effort relative to 2022, added over entries, so that the past is a chain of dated entries and a policy
//! adds to what stands. Evidence: row M07 (path of effort, assumed from the UK–France sums).

use super::{Fault, Measure};
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, SECTORS, Today};
use crate::quantity::NonNegative;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Patrol effort on the coast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeachPatrols {
    /// Effort added, relative to all patrols of 2022 (= 1).
    pub effort_ratio: NonNegative,
    /// Abstract coast sector, 1 to 5; without it the effort is spread over all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5))]
    pub sector: Option<u8>,
}

impl Measure for BeachPatrols {
    fn check(&self, _: &[String]) -> Vec<Fault> {
        match self.sector {
            Some(sector) if !(1..=SECTORS).contains(&usize::from(sector)) => vec![Fault {
                key: "sector",
                message: format!("there is no sector {sector}"),
                help: format!("write a sector from 1 to {SECTORS}, or leave it out for the whole coast"),
            }],
            _ => Vec::new(),
        }
    }

    fn apply(&self, dose: f64, _: Today<'_>, _: &Parameters, levers: &mut Levers) {
        let effort = dose * self.effort_ratio.get();
        match self.sector {
            Some(sector) => levers.patrol_effort_by_sector[usize::from(sector) - 1] += effort,
            None => levers.patrol_effort += effort,
        }
    }
}
