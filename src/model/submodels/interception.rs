//! Interception ashore: which launches are prevented, who is caught, what happens to the boat.
//!
//! `logit p = a + b ln(3 e / (1 + n)) + d`, e the patrol effort of the sector relative to its mean share of launches (lever),
//! n the launches of the sector today per unit of population scale, d for boats that pick people up in the water. Many
//! launches dilute patrols; with the loop off n is its reference, 2. A prevented event catches a share of the group,
//! uniform of width 0.56 around its mean (31 people an event against 54 an arriving boat, rows C03, M05); the others go
//! back to their queue uncounted. The boat is lost with a given probability. The caught keep their seat and try again
//! with `r exp(-delta n)` after a delay. Reads: levers, launches. Writes: persons, stocks, counts.

use super::sea::logistic;
use crate::model::state::persons::Stage;
use crate::model::state::{Launch, World};
use crate::random::samplers::geometric;
use crate::random::{Purpose, unit32};

/// Launches of a sector on a day without dilution.
const REFERENCE_LAUNCHES: f64 = 2.0;
/// Width of the uniform share of a group that is caught.
const CAUGHT_WIDTH: f64 = 0.56;

/// Probability that a launch is prevented ashore; 0 without patrols.
pub fn prevention_probability(world: &World<'_>, launch: &Launch) -> f64 {
    let effort = world.levers.patrol_effort;
    if effort <= 0.0 {
        return 0.0;
    }
    let p = world.parameters;
    let launches = if world.setting.structure.patrol_dilution {
        f64::from(world.launches_by_sector[launch.sector]) / world.scale()
    } else {
        REFERENCE_LAUNCHES
    };
    let method = if launch.taxi { p.taxi_log_odds } else { 0.0 };
    logistic(p.beach_intercept + p.beach_effort_slope * libm::log(3.0 * effort / (1.0 + launches)) + method)
}

/// Removes the prevented launches from the day's list; those left go to sea.
pub fn step(world: &mut World<'_>) {
    let day = world.today.day.number() as u32;
    let launches = std::mem::take(&mut world.launches);
    let mut at_sea = Vec::with_capacity(launches.len());
    for launch in launches {
        let words = world.stream.block(launch.gang, day, Purpose::Interception, launch.order as u16);
        if unit32(words[0]) >= prevention_probability(world, &launch) {
            at_sea.push(launch);
            continue;
        }
        world.counts.prevented_events += 1;
        let boat_lost = unit32(words[1]) < world.parameters.boat_lost;
        if boat_lost {
            world.counts.boats_spent += 1;
        }
        if let Some(place) = world.gangs.find(launch.gang) {
            let gang = &mut world.gangs.list[place];
            if !boat_lost {
                gang.stock += 1;
            }
            gang.reputation += (0.0 - gang.reputation) / world.parameters.reputation_memory;
        }
        let share = world.parameters.caught_share + CAUGHT_WIDTH * (unit32(words[2]) - 0.5);
        for at in launch.people.clone().rev() {
            prevent_person(world, world.boarded[at], share);
        }
    }
    world.launches = at_sea;
}

/// One person at a prevented launch: caught, or back to the front of the queue.
fn prevent_person(world: &mut World<'_>, slot: u32, caught_share: f64) {
    let s = slot as usize;
    let attempt = world.persons.attempts[s];
    let words = world.stream.block(world.persons.id[s], u32::from(attempt), Purpose::CaughtPerson, 0);
    world.persons.attempts[s] = attempt.saturating_add(1);
    if unit32(words[0]) < caught_share {
        world.counts.prevented_people += 1;
        try_again(world, slot, world.parameters.retry_after_prevention, [unit32(words[1]), unit32(words[2])]);
    } else if let Some(place) = world.gangs.find(world.persons.gang[s]) {
        world.persons.stage[s] = Stage::Queued;
        world.gangs.list[place].queue.push_front(slot);
    } else {
        world.postpone(slot, Stage::Seeking, 1);
    }
}

/// Whether and when a person on the coast tries again after a failure; otherwise they give up.
pub fn try_again(world: &mut World<'_>, slot: u32, probability: f64, uniforms: [f64; 2]) {
    let attempts = f64::from(world.persons.attempts[slot as usize]);
    let again = probability * libm::exp(-world.parameters.discouragement * attempts);
    if world.setting.structure.retry && uniforms[0] < again {
        let delay = 1 + geometric(uniforms[1], (world.parameters.retry_delay_mean_days - 1.0).max(0.0));
        world.postpone(slot, Stage::Recovering, delay as usize);
    } else {
        world.counts.gave_up += 1;
        world.leave_coast(slot);
    }
}
