//! Capacity: how much gangs can launch, what arrests take away, and how it grows back.
//!
//! Effective capacity is `K_g min_role(c_role)`. An arrest takes a share of a role (row B06); `dc/dt = rho (1 - c)` with half-lives of
//! rows B07 (leader, finance) and B08 (others). Of the clients of a weakened gang the share loss × psi goes to rivals within
//! fourteen days (row B09). Monthly `ln K += chi tanh(ln(w/w*)) + sigma N`, w the gang's queue in days: capacity follows the
//! queue, and small w* makes a month's arrivals its usable nights (rows M08, M09). Reads: queues. Writes: gangs, persons.

use crate::model::state::World;
use crate::model::state::gangs::Role;
use crate::model::state::persons::Stage;
use crate::random::samplers::standard_normal;
use crate::random::{Purpose, unit32};

/// Days within which rivals take over clients.
const ABSORPTION_DAYS: f64 = 14.0;
/// Smallest capacity of a gang that goes on (boats per day).
const SMALLEST: f64 = 0.01;

/// Takes away part of a role of the gang at `place`, and part of its clients.
pub fn arrest(world: &mut World<'_>, place: usize, role: Role, severity: f64) {
    world.counts.arrests += 1;
    let before = world.gangs.list[place].effective_capacity();
    let gang = &mut world.gangs.list[place];
    gang.roles[role as usize] *= 1.0 - world.parameters.leader_loss_share * severity;
    gang.damaged = true;
    let after = gang.effective_capacity();
    if !world.setting.structure.rival_absorption || before <= 0.0 || world.gangs.list.len() < 2 {
        return;
    }
    let share = world.parameters.absorbed_share * (1.0 - after / before);
    let leaving = (share * world.gangs.list[place].queue.len() as f64) as usize;
    for _ in 0..leaving {
        let Some(slot) = world.gangs.list[place].queue.pop_back() else { break };
        let s = slot as usize;
        let slot_key = u32::from(world.persons.matches[s]);
        let word = world.stream.block(world.persons.id[s], slot_key, Purpose::Absorption, 0)[0];
        world.postpone(slot, Stage::Seeking, 1 + (unit32(word) * ABSORPTION_DAYS) as usize);
    }
}

/// Daily recovery of roles.
pub fn recover(world: &mut World<'_>) {
    let p = world.parameters;
    let slow = 1.0 - libm::exp2(-1.0 / p.leader_half_life_days);
    let fast = 1.0 - libm::exp2(-1.0 / p.logistics_half_life_days);
    for gang in world.gangs.list.iter_mut().filter(|gang| gang.damaged) {
        for role in Role::ALL {
            let rate = if matches!(role, Role::Leader | Role::Finance) { slow } else { fast };
            let c = &mut gang.roles[role as usize];
            *c += rate * (1.0 - *c);
            if *c > 0.999 {
                *c = 1.0;
            }
        }
        gang.damaged = gang.roles.iter().any(|&c| c < 1.0);
    }
}

/// On the first of a month: capacity follows the queue.
pub fn grow(world: &mut World<'_>) {
    if world.today.day_in_month != 0 {
        return;
    }
    let p = world.parameters;
    let (usable, load) = (world.sea.usable_share, world.market.usual_load);
    let month = world.today.day.number() as u32;
    for gang in &mut world.gangs.list {
        let queue_days = gang.queue_days(usable, load).max(1e-6);
        let word = world.stream.block(gang.id, month, Purpose::CapacityNoise, 0)[0];
        let step = p.capacity_growth_gain * libm::tanh(libm::log(queue_days / p.capacity_target_queue_days))
            + p.capacity_noise_sd * standard_normal(unit32(word));
        gang.capacity = (gang.capacity * libm::exp(step)).max(SMALLEST);
        gang.idle_months = if gang.launches_this_month == 0 { gang.idle_months + 1 } else { 0 };
        gang.launches_this_month = 0;
    }
    let queued: usize = world.gangs.list.iter().map(|gang| gang.queue.len()).sum();
    let capacity = world.gangs.total_capacity().max(SMALLEST);
    world.market.queue_days.push(queued as f64 / (capacity * usable * load * 0.5));
    if world.market.queue_days.len() > 6 {
        world.market.queue_days.remove(0);
    }
}
