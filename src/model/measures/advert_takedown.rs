//! Takedown of smugglers' posts with platforms and providers.
//!
//! Lever: removal hazard per advert account and day. Visibility is then a race between removal and rebuilding
//! (`submodels/adverts.rs`); the yearly count of removals alone says little. Evidence: rows E01–E05.

use super::Measure;
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, Today};
use crate::quantity::NonNegative;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Referral of advert accounts to platforms for removal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvertTakedown {
    /// Accounts found and referred, per visible account and day: 1 / this is the mean days until an account is found.
    pub referrals_per_account_per_day: NonNegative,
}

impl Measure for AdvertTakedown {
    fn apply(&self, dose: f64, _: Today<'_>, parameters: &Parameters, levers: &mut Levers) {
        levers.removal_hazard_per_day +=
            dose * self.referrals_per_account_per_day.get() * parameters.online_removal_success;
    }
}
