//! The arrest of one gang's leader on a date.
//!
//! Lever: one arrest order on the first day of the entry, aimed by size rank. What the arrest does to the gang, and who
//! takes its clients, is the business of the submodels. Evidence: rows B06, B07, B09.

use super::Measure;
use crate::model::parameters::Parameters;
use crate::model::state::levers::{ArrestOrder, Levers, Today};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One arrest of a leader, on the entry's `start`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaderArrest {
    /// Rank by size of the gang on that day: 1 is the largest.
    #[schemars(range(min = 1, max = 1000))]
    pub size_rank: u32,
}

impl Measure for LeaderArrest {
    fn apply(&self, dose: f64, today: Today<'_>, _: &Parameters, levers: &mut Levers) {
        if today.day == today.start {
            levers.arrests.push(ArrestOrder { rank: self.size_rank as usize - 1, severity: dose });
        }
    }
}
