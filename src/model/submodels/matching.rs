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
