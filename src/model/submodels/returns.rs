//! Returns: which arrivals are removed afterwards.
//!
//! An arrival is removed with the removal probability of their origin (the larger of the lever and the reference of about
//! 3 % of arrivals). The removal is booked on the day of arrival; beliefs see it through a half-year mean. Rows C22, C38.
//! It changes no count of arrivals: those who are removed had arrived.

use crate::model::state::World;
use crate::model::state::luck::Trait;
use crate::model::state::persons::origin_of;
use crate::random::unit32;

/// Decides over a person who has just arrived.
pub fn after_arrival(world: &mut World<'_>, id: u64) {
    let origin = origin_of(id);
    let probability = world.levers.removal_prob[origin].max(world.parameters.removal_reference);
    if unit32(world.luck.of_person(id, Trait::Removal)) < probability {
        world.counts.removed += 1;
        world.counts.removed_by_origin[origin] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang, queue};

    #[test]
    fn all_or_none_are_removed_and_by_the_larger_of_lever_and_reference() {
        for (lever, reference, removed) in [(0.0, 0.0, 0), (1.0, 0.0, 80), (0.0, 1.0, 80)] {
            let laboratory = Laboratory::new(|_, p| p.removal_reference = reference);
            let mut world = laboratory.world();
            gang(&mut world, 1, 1.0, 0);
            queue(&mut world, 0, 0..80);
            world.levers.removal_prob[0] = lever;
            for slot in 0..80 {
                let id = world.persons[slot].id;
                after_arrival(&mut world, id);
            }
            assert_eq!((world.counts.removed, world.counts.removed_by_origin[1]), (removed, 0));
        }
    }
}
