//! Action against the money markets that hold and move fees.
//!
//! Levers: hazard that a gang's finance role is hit, and the share of fee flows disrupted, which raises the price (rows C19,
//! C20, assumed). Nothing is known of its effect; both figures belong to the scenario.

use super::Measure;
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, Today};
use crate::quantity::{NonNegative, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Action against the money flows of gangs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IllicitFinance {
    /// Hazard that a gang's finance role is hit, per gang and year.
    pub finance_role_hazard_per_year: NonNegative,
    /// Share of fee flows disrupted (row C19).
    pub flows_disrupted_share: Share,
}

impl Measure for IllicitFinance {
    fn default_ramp_days(&self, parameters: &Parameters) -> f64 {
        parameters.investigator_ramp_days
    }

    fn apply(&self, dose: f64, _: Today<'_>, _: &Parameters, levers: &mut Levers) {
        levers.finance_hazard_per_year += dose * self.finance_role_hazard_per_year.get();
        levers.flows_disrupted_share += dose * self.flows_disrupted_share.get();
    }
}
