//! Returns: which arrivals are removed afterwards.
//!
//! An arrival is removed with the removal probability of their origin (the larger of the lever and the reference of about
//! 3 % of arrivals). The removal is booked on the day of arrival; beliefs see it through a half-year mean. Rows C22, C38.
//! It changes no count of arrivals: those who are removed had arrived.

use crate::model::state::World;
use crate::random::{Purpose, unit32};

/// Decides over a person who has just arrived.
pub fn after_arrival(world: &mut World<'_>, slot: u32) {
    let origin = world.persons.origin(slot);
    let probability = world.levers.removal_prob[origin].max(world.parameters.removal_reference);
    let word = world.stream.block(world.persons.id[slot as usize], 0, Purpose::Removal, 0)[0];
    if unit32(word) < probability {
        world.counts.removed += 1;
        world.counts.removed_by_origin[origin] += 1;
    }
}
