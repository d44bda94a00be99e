//! Investigators who work on smuggling cases.
//!
//! Lever: staff-days a day on cases anywhere. Evidence: row C18 (100 posts announced on 4 November 2024), C14 (ramp).

use super::Measure;
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, Today};
use crate::quantity::NonNegative;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Investigators on smuggling cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialistInvestigators {
    /// Investigators in post at full strength.
    pub investigators_count: NonNegative,
}

impl Measure for SpecialistInvestigators {
    fn default_ramp_days(&self, parameters: &Parameters) -> f64 {
        parameters.investigator_ramp_days
    }

    fn apply(&self, dose: f64, _: Today<'_>, parameters: &Parameters, levers: &mut Levers) {
        levers.staff_days += dose * self.investigators_count.get() * parameters.working_days_per_year / 365.25;
    }
}
