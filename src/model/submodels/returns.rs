//! Returns: which arrivals are removed afterwards.
//!
//! An arrival is removed with the removal probability of their origin (the larger of the lever and the reference of about
//! 3 % of arrivals). The removal is booked on the day of arrival; beliefs see it through a half-year mean. Rows C22, C38.
//! It changes no count of arrivals: those who are removed had arrived.

use crate::model::state::persons::MAX_ORIGINS;
use crate::model::state::{Counts, World};
use crate::random::Chance;

/// Today's probability by origin that an arrival is removed.
#[derive(Debug, Clone, Copy)]
pub struct Removals([Chance; MAX_ORIGINS]);

impl Removals {
    /// The larger of lever and reference.
    pub fn of(world: &World<'_>) -> Self {
        let reference = world.parameters.removal_reference;
        let mut chances = [Chance::of(reference); MAX_ORIGINS];
        for (chance, &lever) in chances.iter_mut().zip(&world.levers.removal_prob) {
            if lever > reference {
                *chance = Chance::of(lever);
            }
        }
        Self(chances)
    }

    /// Decides over a person of an origin who has just arrived, by their word.
    #[inline]
    pub fn after_arrival(&self, word: u32, origin: usize, counts: &mut Counts) {
        if self.0[origin % MAX_ORIGINS].comes(word) {
            counts.removed += 1;
            counts.removed_by_origin[origin] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang, queue};
    use crate::model::state::luck::Trait;

    #[test]
    fn all_or_none_are_removed_and_by_the_larger_of_lever_and_reference() {
        for (lever, reference, removed) in [(0.0, 0.0, 0), (1.0, 0.0, 80), (0.0, 1.0, 80)] {
            let laboratory = Laboratory::new(|_, p| p.removal_reference = reference);
            let mut world = laboratory.world();
            gang(&mut world, 1, 1.0, 0);
            queue(&mut world, 0, 0..80);
            world.levers.removal_prob[0] = lever;
            let removals = Removals::of(&world);
            for person in world.gangs.list[0].queue.as_slice() {
                let word = world.luck.of_persons(Trait::Removal).of(person.id());
                removals.after_arrival(word, person.origin(), &mut world.counts);
            }
            assert_eq!((world.counts.removed, world.counts.removed_by_origin[1]), (removed, 0));
        }
    }
}
