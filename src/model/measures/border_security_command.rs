//! The Border Security Command: staff on cases and co-ordination between bodies.
//!
//! Levers: staff-days on cases anywhere (the share of staff on small boats, row M16, times the share on casework) and
//! the staff-days that a case costs. Evidence: rows C17, C37 (posts and money announced); no effect estimate exists.

use super::Measure;
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, Today};
use crate::quantity::NonNegative;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Staff and co-ordination of the Border Security Command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BorderSecurityCommand {
    /// Posts at full strength, for all forms of smuggling.
    pub staff_count: NonNegative,
}

impl Measure for BorderSecurityCommand {
    fn default_ramp_days(&self, parameters: &Parameters) -> f64 {
        parameters.investigator_ramp_days
    }

    fn apply(&self, dose: f64, _: Today<'_>, parameters: &Parameters, levers: &mut Levers) {
        let on_cases = self.staff_count.get() * parameters.bsc_share_on_boats * parameters.bsc_casework_share;
        levers.staff_days += dose * on_cases * parameters.working_days_per_year / 365.25;
        levers.case_cost_factor *= 1.0 - dose * parameters.bsc_coordination_saving;
    }
}
