//! Entry and exit of gangs.
//!
//! New gangs a month are Poisson with mean `e0 min(1, max(.15, K fbar / ref)) (min(2, max(0, wbar/w* - 1)) + floor)`, wbar the six-month
//! mean of the queue in days; sizes are Pareto. Every gang leaves with a constant hazard, and after four months without a
//! launch. This form has a rest point; entry in proportion to the number of gangs has none. Clients of a gang that leaves
//! look for another. Identities tell month and order of entry. Reads: market. Writes: gangs, those who look again.

use super::adverts;
use crate::model::state::gangs::{Gang, METHODS, ROLES, Role};
use crate::model::state::learned::Learned;
use crate::model::state::levers::{Region, SECTORS};
use crate::model::state::queue::Queue;
use crate::model::state::sectors::sector_of;
use crate::model::state::{Fault, World};
use crate::random::samplers::{pareto, poisson};
use crate::random::{Purpose, mix64, salt, unit32};
use std::collections::VecDeque;

/// Months without a launch after which a gang leaves.
const IDLE_MONTHS: u32 = 4;
/// Attraction of every sector before a gang has launched there: about the share of launches that get through.
const FIRST_ATTRACTION: f64 = 0.45;
/// Largest gang that can enter, in multiples of the smallest.
const LARGEST_ENTRANT: f64 = 60.0;
/// Pull of profit on entry when the loop is off.
const NEUTRAL_PULL: f64 = 0.7;
/// First identity of gangs that split off.
const SPLIT_BASE: u32 = 1 << 31;
/// Identities left free for gangs of one month.
const PER_MONTH: u32 = 1 << 16;

/// On the first of a month: gangs leave, gangs enter.
pub fn step(world: &mut World<'_>) {
    if world.today.day_in_month != 0 || world.index == 0 {
        return;
    }
    leave(world);
    let p = world.parameters;
    let scale = world.scale();
    let size = world.gangs.total_capacity() * world.sea.usable_share / (p.entry_size_reference * scale);
    let queue_days = &world.market.queue_days;
    let mean_queue = queue_days.iter().sum::<f64>() / queue_days.len().max(1) as f64;
    let pull = if world.setting.structure.price_and_entry {
        (mean_queue / p.capacity_target_queue_days - 1.0).clamp(0.0, 2.0)
    } else {
        NEUTRAL_PULL
    };
    let profit = pull + p.entry_floor;
    let mean = p.entry_rate * scale * size.clamp(0.15, 1.0) * profit;
    if !mean.is_finite() {
        // A sea that never opens to gangs without size: nothing over nothing.
        world.fault = Some(Fault { process: "entry", what: format!("{mean} gangs a month") });
        return;
    }
    let month = world.today.month as u32;
    let count = poisson(world.stream.uniform(0, month, Purpose::GangEntry, 0), mean).min(u64::from(PER_MONTH) - 1);
    for order in 0..count as u32 {
        let id = month * PER_MONTH + order;
        let gang = new_gang(world, id, None);
        world.counts.boats_with_entrants += gang.stock;
        // Not at the end: gangs that split off have the highest identities, and the table is sorted.
        let place = world.gangs.list.partition_point(|other| other.id < id);
        world.gangs.list.insert(place, gang);
    }
}

fn leave(world: &mut World<'_>) {
    let month = world.today.month as u32;
    let hazard = world.parameters.exit_hazard;
    let stream = world.stream;
    let leaves = |gang: &mut Gang| {
        gang.idle_months >= IDLE_MONTHS || unit32(stream.block(gang.id, month, Purpose::GangExit, 0)[0]) < hazard
    };
    let leaving: Vec<Gang> = world.gangs.list.extract_if(.., leaves).collect();
    for gang in leaving {
        disperse(world, &gang);
    }
}

/// The clients of a gang that is no more look for another tomorrow; its boats are left behind, its
/// money is not.
fn disperse(world: &mut World<'_>, gang: &Gang) {
    world.counts.boats_abandoned += gang.stock;
    world.market.money_gone_gbp += gang.cash_gbp;
    for &person in gang.queue.as_slice() {
        world.look_again(person, 1);
    }
}

/// The gang at `place` ends at once.
pub fn dissolve(world: &mut World<'_>, place: usize) {
    let gang = world.gangs.list.remove(place);
    disperse(world, &gang);
}

/// A gang that lost its leader may split: half of capacity, boats and clients go to a new gang of the same kind, whose
/// identity is derived from the parent's and the day.
pub fn perhaps_split(world: &mut World<'_>, place: usize) {
    let day = world.today.day.number() as u32;
    let parent = world.gangs.list[place].id;
    let word = world.stream.block(parent, day, Purpose::Split, 0)[0];
    if unit32(word) >= world.parameters.split_prob {
        return;
    }
    let id = SPLIT_BASE | (mix64(u64::from(parent), u64::from(day)) >> 33) as u32;
    let Err(at) = world.gangs.list.binary_search_by_key(&id, |gang| gang.id) else { return };
    let accounts = adverts::inherited(world, &world.gangs.list[place].accounts, id);
    let gang = &mut world.gangs.list[place];
    let mut child = gang.clone();
    gang.capacity *= 0.5;
    child.capacity *= 0.5;
    child.id = id;
    child.salt = salt(id);
    child.stock = gang.stock / 2;
    gang.stock -= child.stock;
    child.orders.clear();
    child.forgone.clear();
    child.accounts = accounts;
    child.cash_gbp = 0.5 * gang.cash_gbp;
    gang.cash_gbp -= child.cash_gbp;
    child.queue = gang.queue.split_off(gang.queue.len() / 2);
    for person in child.queue.as_mut_slice() {
        *person = person.joining(id, person.deadline());
    }
    world.gangs.list.insert(at, child);
}

/// A gang with its keyed attributes; `capacity` is drawn unless it is given (boats per day).
pub fn new_gang(world: &World<'_>, id: u32, capacity: Option<f64>) -> Gang {
    let p = world.parameters;
    let words = world.stream.block(id, 0, Purpose::GangAttributes, 0);
    let capacity = capacity.unwrap_or_else(|| {
        pareto(unit32(words[0]), p.entrant_minimum, p.entrant_pareto_exponent).min(LARGEST_ENTRANT * p.entrant_minimum)
    });
    let mut gang = Gang {
        id,
        salt: salt(id),
        capacity,
        roles: [1.0; ROLES],
        regions: regions(world, id, unit32(words[1]) < p.kurdish_led_share),
        ties: ties(world, id),
        home_sector: sector_of(&world.usual_sector_shares, unit32(words[2])),
        reputation: 0.5,
        queue: Queue::default(),
        stock: 0,
        orders: VecDeque::new(),
        forgone: VecDeque::new(),
        accounts: adverts::opened(world, id),
        launches_this_month: 0,
        idle_months: 0,
        damaged: false,
        whole: 1.0,
        held: [0.0; ROLES],
        learned: Learned::new([[FIRST_ATTRACTION; SECTORS]; METHODS], world.parameters.learning_sensitivity),
        cash_gbp: 0.0,
    };
    gang.stock = 1 + (gang.capacity * world.sea.usable_share * p.equipment_cover_days) as u32;
    gang
}

/// Where the roles of a gang sit.
fn regions(world: &World<'_>, id: u32, kurdish_led: bool) -> [Region; ROLES] {
    let p = world.parameters;
    let words =
        [world.stream.block(id, 0, Purpose::GangAttributes, 1), world.stream.block(id, 0, Purpose::GangAttributes, 2)];
    std::array::from_fn(|index| {
        let u = unit32(words[index / 4][index % 4]);
        match Role::ALL[index] {
            Role::Leader | Role::Finance if kurdish_led && u < p.leader_in_iraq_share => Region::Iraq,
            Role::Leader | Role::Finance if !kurdish_led && u < p.roles_elsewhere_share => Region::Elsewhere,
            Role::Leader | Role::Finance | Role::Recruiter if u > 1.0 - p.roles_uk_share => Region::Uk,
            Role::Logistics if u < p.logistics_turkey_share => Region::Turkey,
            _ => Region::Europe,
        }
    })
}

/// Ties to two origins, drawn from all that anybody comes from: an origin that nobody comes from moves nothing.
fn ties(world: &World<'_>, id: u32) -> u16 {
    let words = world.stream.block(id, 0, Purpose::TieOrigins, 0);
    let origins = &world.setting.origins;
    let used: Vec<usize> = (0..origins.len()).filter(|&at| !origins[at].nationalities.is_empty()).collect();
    let drawn = |word| used.get((unit32(word) * used.len() as f64) as usize);
    words[..2].iter().filter_map(|&word| drawn(word)).fold(0, |ties, &origin| ties | 1 << origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang, go_to, queue};

    #[test]
    fn all_leave_or_all_stay_and_clients_and_boats_are_accounted_for() {
        for (hazard, left) in [(0.0, 3), (1.0, 0)] {
            let laboratory = Laboratory::new(|_, p| (p.exit_hazard, p.entry_rate) = (hazard, 0.0));
            let mut world = laboratory.world();
            for id in 0..3 {
                let place = gang(&mut world, id, 1.0, 2);
                queue(&mut world, place, id * 10..id * 10 + 10);
            }
            go_to(&mut world, 31);
            assert_eq!(world.today.day_in_month, 0);
            step(&mut world);
            assert_eq!(world.gangs.list.len(), left);
            assert_eq!((world.seeking.len(), world.counts.boats_abandoned), (30 - 10 * left, 6 - 2 * left as u32));
        }
    }

    #[test]
    fn idle_gangs_leave_and_gangs_enter_only_on_the_first_of_a_month() {
        let laboratory = Laboratory::new(|_, p| (p.exit_hazard, p.entry_rate) = (0.0, 500.0));
        let mut world = laboratory.world();
        gang(&mut world, 0, 1.0, 0);
        world.gangs.list[0].idle_months = IDLE_MONTHS;
        go_to(&mut world, 30);
        step(&mut world);
        assert_eq!(world.gangs.list.len(), 1);
        go_to(&mut world, 31);
        step(&mut world);
        assert!(world.gangs.find(0).is_none() && world.gangs.list.len() > 5);
    }

    #[test]
    fn the_table_stays_sorted_when_gangs_enter_after_a_split() {
        let laboratory = Laboratory::new(|_, p| {
            (p.exit_hazard, p.entry_rate, p.split_prob) = (0.0, 500.0, 1.0);
        });
        let mut world = laboratory.world();
        gang(&mut world, 0, 4.0, 5);
        queue(&mut world, 0, 0..9);
        perhaps_split(&mut world, 0);
        assert_eq!(world.gangs.list.len(), 2);
        let halves: Vec<_> = world.gangs.list.iter().map(|g| (g.capacity, g.stock, g.queue.len())).collect();
        assert_eq!(halves, [(2.0, 3, 4), (2.0, 2, 5)]);
        go_to(&mut world, 31);
        step(&mut world);
        assert!(world.gangs.list.len() > 5);
        assert!(world.gangs.list.is_sorted_by_key(|gang| gang.id));
        let ids: Vec<u32> = world.gangs.list.iter().map(|gang| gang.id).collect();
        assert!(ids.iter().all(|&id| world.gangs.find(id).is_some()));
    }
}
