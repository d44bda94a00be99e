//! Matching: which gang a person on the coast joins.
//!
//! Weight of a gang `K exp(beta (reputation - 0.5)) tie / (1 + (wait / scale)^2)`, wait its queue in days this morning. The
//! choice is a keyed race (`crate::random::race`): the logit with one keyed Gumbel a gang, so that a gang which appears or
//! vanishes disturbs only those who would have chosen it. Source: Campana and Gelsthorpe 2020 (reputation, community,
//! guarantees); weights assumed. A busy gang asks more, `ln P_g - ln P = gain tanh(ln(w/w*))`, and people weigh that with the
//! own-price elasticity. Reads: gangs. Writes: queues.

use super::patience;
use crate::model::state::World;
use crate::model::state::persons::{NONE, Stage};
use crate::random::{Purpose, race};

/// Morning: how soon each gang would ring for a person of each origin (one over its weight).
pub fn appeal(world: &mut World<'_>) {
    let parameters = world.parameters;
    let (usable, load) = (world.sea.usable_share, world.market.usual_load);
    let elasticity = parameters.own_price_elasticity;
    let gangs = &world.gangs.list;
    let market = &mut world.market;
    market.salts.clear();
    market.salts.extend(gangs.iter().map(|gang| gang.salt));
    market.appeal.clear();
    market.appeal.extend(gangs.iter().map(|gang| {
        let wait = gang.queue_days(usable, load) / parameters.matching_wait_scale_days;
        let reputation = parameters.matching_reputation_weight * (gang.reputation - 0.5);
        let premium = elasticity
            * parameters.price_gang_gain
            * libm::tanh(libm::log(gang.queue_days(usable, load).max(0.01) / parameters.capacity_target_queue_days));
        gang.effective_capacity() * libm::exp(reputation + premium) / (1.0 + wait * wait)
    }));
    market.mean_times.clear();
    for origin in 0..world.setting.origins.len() {
        market.mean_times.extend(gangs.iter().zip(&market.appeal).map(|(gang, &appeal)| {
            let tie = if gang.ties >> origin & 1 == 1 { parameters.matching_tie_ratio } else { 1.0 };
            if appeal > 0.0 { (1.0 / (appeal * tie)) as f32 } else { f32::INFINITY }
        }));
    }
}

/// The person joins the queue of the gang they choose (not `except`, unless it is the only one); with no gang at all they
/// look again in a week.
pub fn join_a_gang(world: &mut World<'_>, slot: u32, except: u32) {
    let s = slot as usize;
    let matches = world.persons.matches[s];
    world.persons.matches[s] = matches.saturating_add(1);
    let key = world.stream.key64(world.persons.id[s], u32::from(matches), Purpose::GangChoice, 0);
    let market = &mut world.market;
    let gangs = market.salts.len();
    let row = world.persons.origin(slot) * gangs;
    let mean_times = &mut market.mean_times[row..row + gangs];
    let left = world.gangs.find(except);
    let kept = left.map(|place| std::mem::replace(&mut mean_times[place], f32::INFINITY));
    let chosen = race(key, &market.salts, mean_times, &mut market.times).or(left);
    if let (Some(place), Some(kept)) = (left, kept) {
        mean_times[place] = kept;
    }
    if let Some(place) = chosen {
        world.persons.gang[s] = world.gangs.list[place].id;
        world.persons.stage[s] = Stage::Queued;
        world.persons.deadline[s] = patience::deadline(world, slot);
        world.gangs.list[place].queue.push_back(slot);
    } else {
        world.persons.gang[s] = NONE;
        world.postpone(slot, Stage::Seeking, 7);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang};
    use crate::model::state::persons::person_id;

    /// Two hundred newcomers of the second origin choose among gangs of these capacities.
    fn choices(capacities: &[f64]) -> (Vec<usize>, usize) {
        let laboratory = Laboratory::new(|_, p| p.matching_tie_ratio = 1.0);
        let mut world = laboratory.world();
        for (id, &capacity) in capacities.iter().enumerate() {
            gang(&mut world, id as u32, capacity, 0);
        }
        appeal(&mut world);
        for index in 0..200 {
            let slot = world.persons.create(person_id(1, 0, index));
            world.coast_stock += 1;
            join_a_gang(&mut world, slot, NONE);
        }
        let queues: Vec<usize> = world.gangs.list.iter().map(|gang| gang.queue.len()).collect();
        let seeking = world.persons.stage.iter().filter(|&&stage| stage == Stage::Seeking).count();
        (queues, seeking)
    }

    #[test]
    fn without_gangs_people_look_again_and_a_lone_gang_takes_all() {
        assert_eq!(choices(&[]), (vec![], 200));
        assert_eq!(choices(&[0.5]), (vec![200], 0));
        assert_eq!(choices(&[0.0, 0.5]), (vec![0, 200], 0), "nobody joins a gang that cannot launch");
    }

    #[test]
    fn shares_follow_capacity() {
        let (queues, _) = choices(&[1.0, 3.0]);
        // Binomial with 200 trials and share 1/4: sd 6.1.
        assert!((queues[0] as f64 - 50.0).abs() < 5.0 * 6.1, "{queues:?}");
    }

    #[test]
    fn those_who_leave_a_gang_choose_another_if_there_is_one() {
        let laboratory = Laboratory::new(|_, _| {});
        for gangs in [1, 2] {
            let mut world = laboratory.world();
            for id in 0..gangs {
                gang(&mut world, id, if id == 0 { 1000.0 } else { 0.01 }, 0);
            }
            appeal(&mut world);
            let slot = world.persons.create(person_id(0, 0, 0));
            join_a_gang(&mut world, slot, 0);
            assert_eq!(world.persons.gang[slot as usize], gangs - 1);
        }
    }
}
