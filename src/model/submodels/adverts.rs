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
    let (mut sum, mut weight) = (0.0, 0.0);
    for gang in &mut world.gangs.list {
        if removal > 0.0 || gang.visible < 1.0 {
            gang.audience = ((gang.audience + rebuild - removal * gang.visible * lost) / (1.0 + rebuild)).max(0.0);
            gang.visible = (gang.visible + replace * gang.audience) / (1.0 + replace + removal);
        }
        let size = gang.effective_capacity();
        sum += size * gang.visible;
        weight += size;
    }
    world.information.advert_visibility = if weight > 0.0 { sum / weight } else { 0.0 };
}
