//! Adverts: a race between removal and rebuilding of gangs' accounts.
//!
//! Per gang, visible share V and audience A of its accounts: `dV/dt = (A - V)/r - f V`, `dA/dt = (1 - A)/b - f V (1 - k)`
//! with replacement time r, removal hazard f (lever), audience rebuilt in b days, share k of the audience kept by a
//! replacement; a step is implicit, so any hazard is stable. With a fast replacement the yearly count of removals does
//! next to nothing; speed does. Rows E01–E05, S49. Reads: levers, gangs. Writes: `visible`, `audience`, mean visibility.

use crate::model::state::World;

/// One day of removal and rebuilding.
pub fn step(world: &mut World<'_>) {
    let parameters = world.parameters;
    let removal = world.levers.removal_hazard_per_day;
    let rebuild = 1.0 / parameters.online_rebuild_days;
    let replace = 1.0 / parameters.online_replacement_days;
    let lost = 1.0 - parameters.online_audience_kept;
    let (mut sum, mut weight, mut removed) = (0.0, 0.0, 0.0);
    for gang in &mut world.gangs.list {
        if removal > 0.0 || gang.visible < 1.0 {
            gang.audience = ((gang.audience + rebuild - removal * gang.visible * lost) / (1.0 + rebuild)).max(0.0);
            gang.visible = (gang.visible + replace * gang.audience) / (1.0 + replace + removal);
            removed += removal * gang.visible * parameters.accounts_per_gang;
        }
        let size = gang.effective_capacity();
        sum += size * gang.visible;
        weight += size;
    }
    world.information.accounts_removed += removed;
    world.counts.accounts_removed = world.information.accounts_removed as u32;
    world.information.accounts_removed -= f64::from(world.counts.accounts_removed);
    world.information.advert_visibility = if weight > 0.0 { sum / weight } else { 0.0 };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang};

    #[test]
    fn without_removal_everything_is_visible_and_without_gangs_nothing() {
        let laboratory = Laboratory::new(|_, _| {});
        let mut world = laboratory.world();
        step(&mut world);
        assert_eq!(world.information.advert_visibility, 0.0);
        gang(&mut world, 1, 2.0, 0);
        step(&mut world);
        assert_eq!((world.information.advert_visibility, world.counts.accounts_removed), (1.0, 0));
    }

    #[test]
    fn a_removal_however_fast_stays_between_nothing_and_all_and_ends_low() {
        let laboratory = Laboratory::new(|_, _| {});
        let mut world = laboratory.world();
        gang(&mut world, 1, 2.0, 0);
        for hazard in [0.01, 1.0, 1e6] {
            world.levers.removal_hazard_per_day = hazard;
            let mut before = world.information.advert_visibility;
            for _ in 0..500 {
                before = world.information.advert_visibility;
                step(&mut world);
                assert!((0.0..=1.0).contains(&world.information.advert_visibility));
            }
            assert!((world.information.advert_visibility - before).abs() < 1e-6, "a rest point");
        }
        assert!(world.information.advert_visibility < 1e-5);
        world.levers.removal_hazard_per_day = 0.0;
        for _ in 0..5000 {
            step(&mut world);
        }
        assert!(world.information.advert_visibility > 0.999, "it all comes back");
    }
}
