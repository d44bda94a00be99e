//! Money for police co-operation through Interpol.
//!
//! Lever: log-odds of arrest outside the UK, France and the EU, in proportion to the money. Evidence: none found for
//! Interpol funding; row S73 is assumed and wide. An Interpol notice preceded the arrest of May 2024.

use super::Measure;
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, Region, Today};
use crate::quantity::NonNegative;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Money for police co-operation beyond the UK, France and the EU.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InternationalPolicing {
    /// Money a year for co-operation, in million GBP.
    pub funding_gbp_million_per_year: NonNegative,
}

impl Measure for InternationalPolicing {
    fn default_ramp_days(&self, parameters: &Parameters) -> f64 {
        parameters.investigator_ramp_days
    }

    fn apply(&self, dose: f64, _: Today<'_>, parameters: &Parameters, levers: &mut Levers) {
        let gain = dose * self.funding_gbp_million_per_year.get() * parameters.interpol_log_odds;
        for region in [Region::Iraq, Region::Turkey, Region::Elsewhere] {
            levers.arrest_log_odds[region as usize] += gain;
        }
    }
}
