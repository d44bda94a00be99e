//! UK officers posted abroad: casework where a gang's roles sit, and local co-operation.
//!
//! Lever: staff-days a day on cases whose target sits in the region; log-odds of arrest there, rising with officers per
//! ten million inhabitants and saturating, `gain x / (1 + x / s)`. Evidence: rows M14, M15 (assumed); no posting had
//! been evaluated by the origin. It knows nothing of gangs and arrests nobody.

use super::{Fault, Measure};
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, Region, Today};
use crate::quantity::NonNegative;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Region of a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Posting {
    /// Iraq with the Kurdistan Region.
    Iraq,
    /// Turkey.
    Turkey,
}

/// UK officers posted to a region outside Europe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverseasOfficers {
    /// Where the officers are posted.
    pub region: Posting,
    /// Officers in post at full strength. The number posted to Iraq was not published (row M14).
    pub officers_count: NonNegative,
}

impl Measure for OverseasOfficers {
    fn check(&self, _: &[String]) -> Vec<Fault> {
        if self.officers_count.get() > 10_000.0 {
            return vec![Fault {
                key: "officers_count",
                message: format!("{} officers in one region", self.officers_count.get()),
                help: "write at most 10000 officers".to_owned(),
            }];
        }
        Vec::new()
    }

    fn default_ramp_days(&self, parameters: &Parameters) -> f64 {
        parameters.investigator_ramp_days
    }

    fn apply(&self, dose: f64, _: Today<'_>, parameters: &Parameters, levers: &mut Levers) {
        let (region, inhabitants) = match self.region {
            Posting::Iraq => (Region::Iraq, parameters.inhabitants_iraq),
            Posting::Turkey => (Region::Turkey, parameters.inhabitants_turkey),
        };
        let officers = dose * self.officers_count.get();
        let density = officers / inhabitants;
        levers.staff_days_by_region[region as usize] += officers * parameters.working_days_per_year / 365.25;
        levers.arrest_log_odds[region as usize] +=
            parameters.officers_log_odds_gain * density / (1.0 + density / parameters.officers_saturation);
    }
}
