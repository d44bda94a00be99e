//! Powers against facilitators modelled on those against terrorism.
//!
//! Levers: staff-days that a case costs, and the time for which arrested roles in the UK are out. Evidence: rows C21, S74
//! (assumed; announced, not law, at the origin).

use super::Measure;
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, Today};
use crate::quantity::Share;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Counter-terror-style powers against facilitators.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CounterTerrorPowers {
    /// Share of cases in which the powers are used.
    pub use_share: Share,
}

impl Measure for CounterTerrorPowers {
    fn apply(&self, dose: f64, _: Today<'_>, parameters: &Parameters, levers: &mut Levers) {
        let use_share = dose * self.use_share.get();
        levers.case_cost_factor *= 1.0 - use_share * parameters.powers_case_saving;
        levers.incapacitation_factor *= 1.0 + use_share * (parameters.powers_incapacitation - 1.0);
    }
}
