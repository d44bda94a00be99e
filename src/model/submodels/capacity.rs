//! Capacity: how much gangs can launch, what arrests take away, and how it grows back.
//!
//! Effective capacity is `K_g min_role(c_role)`. An arrest takes a share of a role (row B06); `dc/dt = rho (1 - c)` with half-lives of
//! rows B07 (leader, finance) and B08 (others). Of the clients of a weakened gang the share loss × psi goes to rivals within
//! fourteen days (row B09). Monthly `ln K += chi tanh(ln(w/w*)) + sigma N`, w the gang's queue in days: capacity follows the
//! queue, and small w* makes a month's arrivals its usable nights (rows M08, M09). Reads: queues. Writes: gangs, those who look
//! again.

use super::entry_exit;
use crate::model::setting::LeaderLoss;
use crate::model::state::World;
use crate::model::state::gangs::Role;
use crate::model::state::levers::Region;
use crate::model::state::luck::Decision;
use crate::random::samplers::standard_normal;
use crate::random::{Purpose, unit32};

/// Days within which rivals take over clients.
const ABSORPTION_DAYS: f64 = 14.0;
/// Smallest capacity of a gang that goes on (boats per day).
const SMALLEST: f64 = 0.01;

/// Takes away part of a role of the gang at `place`, and part of its clients; places of the table may change.
pub fn arrest(world: &mut World<'_>, place: usize, role: Role, severity: f64) {
    let region = world.gangs.list[place].regions[role as usize];
    world.counts.arrests += 1;
    world.counts.arrests_by_role[role as usize] += 1;
    world.counts.arrests_by_region[region as usize] += 1;
    if role == Role::Leader {
        match world.setting.structure.leader_loss {
            LeaderLoss::Replace => {}
            LeaderLoss::Split => entry_exit::perhaps_split(world, place),
            LeaderLoss::Collapse => {
                entry_exit::dissolve(world, place);
                return;
            }
        }
    }
    let before = world.gangs.list[place].effective_capacity();
    let form = world.setting.structure.capacity;
    let gang = &mut world.gangs.list[place];
    gang.roles[role as usize] *= 1.0 - world.parameters.leader_loss_share * severity;
    if region == Region::Uk {
        let half_life = world.parameters.leader_half_life_days;
        gang.held[role as usize] = half_life * (world.levers.incapacitation_factor - 1.0).max(0.0);
    }
    gang.assess_roles(form);
    let after = gang.effective_capacity();
    if !world.setting.structure.rival_absorption || before <= 0.0 || world.gangs.list.len() < 2 {
        return;
    }
    let share = world.parameters.absorbed_share * (1.0 - after / before);
    let leaving = (share * world.gangs.list[place].queue.len() as f64) as usize;
    for _ in 0..leaving {
        let Some(person) = world.gangs.list[place].queue.pop_back() else { break };
        let word = world.luck.of(Decision::Absorption).at(person.at_choice()) as u32;
        world.look_again(person, 1 + (unit32(word) * ABSORPTION_DAYS) as usize);
    }
}

/// Daily recovery of roles.
pub fn recover(world: &mut World<'_>) {
    let p = world.parameters;
    let slow = 1.0 - libm::exp2(-1.0 / p.leader_half_life_days);
    let form = world.setting.structure.capacity;
    let fast = 1.0 - libm::exp2(-1.0 / p.logistics_half_life_days);
    for gang in world.gangs.list.iter_mut().filter(|gang| gang.damaged) {
        for role in Role::ALL {
            let rate = if matches!(role, Role::Leader | Role::Finance) { slow } else { fast };
            if gang.held[role as usize] > 0.0 {
                gang.held[role as usize] -= 1.0;
                continue;
            }
            let c = &mut gang.roles[role as usize];
            *c += rate * (1.0 - *c);
            if *c > 0.999 {
                *c = 1.0;
            }
        }
        gang.assess_roles(form);
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
    let queued = world.queued();
    let capacity = world.gangs.total_capacity().max(SMALLEST);
    world.market.queue_days.push(queued as f64 / (capacity * usable * load * 0.5));
    if world.market.queue_days.len() > 6 {
        world.market.queue_days.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang, go_to, queue};

    #[test]
    fn half_of_a_lost_role_is_back_after_its_half_life_and_nothing_grows_beyond_whole() {
        let laboratory = Laboratory::new(|_, p| {
            (p.leader_loss_share, p.leader_half_life_days, p.logistics_half_life_days) = (1.0, 40.0, 10.0);
        });
        for (role, days) in [(Role::Leader, 40), (Role::Finance, 40), (Role::Logistics, 10), (Role::Beach, 10)] {
            let mut world = laboratory.world();
            gang(&mut world, 1, 2.0, 0);
            arrest(&mut world, 0, role, 1.0);
            assert_eq!((world.gangs.list[0].effective_capacity(), world.counts.arrests), (0.0, 1));
            for _ in 0..days {
                recover(&mut world);
            }
            assert!((world.gangs.list[0].effective_capacity() - 1.0).abs() < 1e-9, "{role:?}");
            for _ in 0..2000 {
                recover(&mut world);
            }
            assert_eq!(world.gangs.list[0].effective_capacity(), 2.0);
        }
    }

    #[test]
    fn an_arrest_of_no_weight_takes_nothing_and_a_lone_gang_keeps_its_clients() {
        let laboratory = Laboratory::new(|_, p| (p.leader_loss_share, p.absorbed_share) = (0.5, 1.0));
        let mut world = laboratory.world();
        gang(&mut world, 1, 2.0, 0);
        queue(&mut world, 0, 0..40);
        arrest(&mut world, 0, Role::Leader, 0.0);
        assert_eq!(world.gangs.list[0].effective_capacity(), 2.0);
        arrest(&mut world, 0, Role::Leader, 1.0);
        assert_eq!((world.gangs.list[0].effective_capacity(), world.gangs.list[0].queue.len()), (1.0, 40));
        // With a rival the share that capacity lost goes: half of forty.
        gang(&mut world, 2, 2.0, 0);
        arrest(&mut world, 0, Role::Leader, 1.0);
        assert_eq!(world.gangs.list[0].queue.len(), 20);
    }

    #[test]
    fn without_gain_and_noise_capacity_stays_and_at_the_target_queue_it_is_at_rest() {
        let still = Laboratory::new(|_, p| (p.capacity_growth_gain, p.capacity_noise_sd) = (0.0, 0.0));
        let quiet = Laboratory::new(|_, p| (p.capacity_growth_gain, p.capacity_noise_sd) = (0.6, 0.0));
        let after = |laboratory: &Laboratory, people: u32| {
            let mut world = laboratory.world();
            gang(&mut world, 1, 2.0, 0);
            queue(&mut world, 0, 0..people);
            go_to(&mut world, 0);
            grow(&mut world);
            world.gangs.list[0].capacity
        };
        assert_eq!((after(&still, 0), after(&still, 500)), (2.0, 2.0));
        let world = quiet.world();
        let day_of_queue = 2.0 * world.sea.usable_share * world.market.usual_load * 0.5;
        let target = (quiet.parameters.capacity_target_queue_days * day_of_queue) as u32;
        // The target is a whole number of people: half a person either way moves the step by at most chi / target.
        assert!((after(&quiet, target) / 2.0 - 1.0).abs() < 0.6 / f64::from(target));
        assert!(after(&quiet, 0) < 1.2 && after(&quiet, 20 * target) > 3.0);
    }
}
