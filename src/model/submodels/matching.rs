//! Matching: which gang a person on the coast joins.
//!
//! Weight of a gang `K exp(beta (reputation - 0.5)) tie / (1 + (wait / scale)^2)`, wait its queue in days this morning. The
//! choice is a race: each gang has a keyed exponential clock of that rate and the first one wins, which is the logit with
//! one keyed Gumbel a gang; a gang that appears or vanishes disturbs only those who would have chosen it. The bound
//! `-ln(1-v) >= v` spares the logarithm for all but a few gangs. Source: Campana and Gelsthorpe 2020 (reputation,
//! community, guarantees); weights assumed. Reads: gangs. Writes: queues. Price joins the weight in the next version.

use super::coast;
use crate::model::state::World;
use crate::model::state::persons::{NONE, Stage};
use crate::random::{Purpose, mix64};

/// Morning: the appeal of each gang, without ties.
pub fn appeal(world: &mut World<'_>) {
    let parameters = world.parameters;
    let (usable, load) = (world.sea.usable_share, world.market.usual_load);
    world.market.appeal.clear();
    world.market.appeal.extend(world.gangs.list.iter().map(|gang| {
        let wait = gang.queue_days(usable, load) / parameters.matching_wait_scale_days;
        let reputation = parameters.matching_reputation_weight * (gang.reputation - 0.5);
        gang.effective_capacity() * libm::exp(reputation) / (1.0 + wait * wait)
    }));
}

/// The person joins the queue of the gang they choose (not `except`, unless it is the only one); with no gang at all they
/// look again in a week.
pub fn join_a_gang(world: &mut World<'_>, slot: u32, except: u32) {
    let s = slot as usize;
    let matches = world.persons.matches[s];
    world.persons.matches[s] = matches.saturating_add(1);
    let id = world.persons.id[s];
    let key = world.stream.key64(id, u32::from(matches), Purpose::GangChoice, 0);
    let origin_bit = 1_u16 << world.persons.origin(slot);
    let mut best = f64::INFINITY;
    let mut chosen = None;
    for (place, gang) in world.gangs.list.iter().enumerate() {
        let appeal = world.market.appeal.get(place).copied().unwrap_or(0.0);
        if gang.id == except || appeal <= 0.0 {
            continue;
        }
        let weight = if gang.ties & origin_bit == 0 { appeal } else { appeal * world.parameters.matching_tie_ratio };
        let v = (mix64(key, u64::from(gang.id)) >> 11) as f64 * (1.0 / (1_u64 << 53) as f64);
        if v < best * weight {
            let time = -libm::log1p(-v) / weight;
            if time < best {
                best = time;
                chosen = Some(place);
            }
        }
    }
    let chosen = chosen.or_else(|| world.gangs.find(except));
    if let Some(place) = chosen {
        world.persons.gang[s] = world.gangs.list[place].id;
        world.persons.stage[s] = Stage::Queued;
        world.persons.deadline[s] = coast::patience_deadline(world, slot);
        world.gangs.list[place].queue.push_back(slot);
    } else {
        world.persons.gang[s] = NONE;
        world.postpone(slot, Stage::Seeking, 7);
    }
}
