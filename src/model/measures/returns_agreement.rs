//! A returns agreement with one origin.
//!
//! Levers: probability that an arrival of the origin is removed, and the probability that is announced, which is whole from
//! the first day while removals take the ramp; beliefs follow announcement and removals seen. Evidence:
//! rows C22–C25, C27 (Albania 2022: one country, one bundle, low grant rate), C38.

use super::{Fault, Measure};
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, Today};
use crate::quantity::Probability;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Removal of arrivals of one origin, or of all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnsAgreement {
    /// Origin that takes people back, an `id` of the scenario's origins, or `all`.
    pub origin: String,
    /// Probability that an arrival of the origin is removed (row C38; about 0.03 without an agreement).
    pub removal_prob: Probability,
}

impl Measure for ReturnsAgreement {
    fn check(&self, origin_ids: &[String]) -> Vec<Fault> {
        super::unknown_origin(&self.origin, origin_ids, true)
    }

    fn apply(&self, dose: f64, today: Today<'_>, _: &Parameters, levers: &mut Levers) {
        let removal = dose * self.removal_prob.get();
        // The agreement is announced whole; only its practice takes the ramp.
        let announced = today.strength * self.removal_prob.get();
        for (index, id) in today.origin_ids.iter().enumerate() {
            if self.origin == "all" || *id == self.origin {
                let lever = &mut levers.removal_prob[index];
                *lever = lever.max(removal);
                let told = &mut levers.announced_removal_prob[index];
                *told = told.max(announced);
            }
        }
    }
}
