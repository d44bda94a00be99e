//! A lawful route for people of one origin.
//!
//! Lever: places a year, by origin. Evidence: rows C30, C31 (elasticity and lag from the US border; transfer uncertain).

use super::{Fault, Measure};
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Levers, Today};
use crate::quantity::NonNegative;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Places of a lawful route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LawfulRoute {
    /// Origin whose people may apply, an `id` of the scenario's origins.
    pub origin: String,
    /// Places a month.
    pub places_per_month: NonNegative,
}

impl Measure for LawfulRoute {
    fn check(&self, origin_ids: &[String]) -> Vec<Fault> {
        super::unknown_origin(&self.origin, origin_ids, false)
    }

    fn apply(&self, dose: f64, today: Today<'_>, _: &Parameters, levers: &mut Levers) {
        if let Some(origin) = today.origin_ids.iter().position(|id| *id == self.origin) {
            levers.lawful_places_per_year[origin] += dose * 12.0 * self.places_per_month.get();
        }
    }
}
