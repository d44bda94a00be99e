//! Seizure of boats and engines before they reach the coast.
//!
//! Levers: share of deliveries that passes, and a cap on what reaches the coast. Evidence: rows C10–C12; how much of a loss is made good is a parameter of
//! the equipment submodel.

use super::Measure;
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, Today};
use crate::quantity::Share;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Seizures in the supply chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EquipmentSeizure {
    /// Share of the boats on their way to the coast that is seized (row C11).
    pub seized_share: Share,
    /// Cap on supply: boats that reach the coast as a share of what came in the same season before the measure began;
    /// without it losses are made good as far as the substitution share allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supply_cap_share: Option<Share>,
}

impl Measure for EquipmentSeizure {
    fn apply(&self, dose: f64, _: Today<'_>, _: &Parameters, levers: &mut Levers) {
        levers.equipment_passing_share *= 1.0 - dose * self.seized_share.get();
        if let Some(cap) = self.supply_cap_share {
            levers.supply_cap_share = levers.supply_cap_share.min(1.0 - dose * (1.0 - cap.get()));
        }
    }
}
