//! Matching: which gang a person on the coast joins.
//!
//! Weight of a gang `K exp(beta (reputation - 0.5)) tie / (1 + (wait / scale)^2)`, wait its queue in days this morning. The
//! choice is a keyed descent (`crate::random::Trie`): the logit, arranged so that a gang which appears or vanishes disturbs
//! hardly anybody but those who would have chosen it. Source: Campana and Gelsthorpe 2020 (reputation, community,
//! guarantees); weights assumed. A busy gang asks more, `ln P_g - ln P = gain tanh(ln(w/w*))`, and people weigh that with the
//! own-price elasticity. Reads: gangs. Writes: queues.

use super::patience;
use crate::model::state::World;
use crate::model::state::gangs::Waiting;
use crate::model::state::luck::Decision;
use crate::model::state::persons::{NONE, Stage};
use crate::random::{Branch, Trie, mix64};

/// Morning: what each gang weighs with a person of each origin.
pub fn appeal(world: &mut World<'_>) {
    let parameters = world.parameters;
    let (usable, load) = (world.sea.usable_share, world.market.usual_load);
    let premium_weight = parameters.own_price_elasticity * parameters.price_gang_gain;
    let gangs = &world.gangs.list;
    let market = &mut world.market;
    if !market.choice.salts().iter().eq(gangs.iter().map(|gang| &gang.salt)) {
        market.choice = Trie::new(gangs.iter().map(|gang| gang.salt).collect());
    }
    market.appeal.clear();
    market.appeal.extend(gangs.iter().map(|gang| {
        let days = gang.queue_days(usable, load);
        let wait = days / parameters.matching_wait_scale_days;
        let reputation = parameters.matching_reputation_weight * (gang.reputation - 0.5);
        // tanh(ln x) = (x^2 - 1) / (x^2 + 1).
        let ratio = days.max(0.01) / parameters.capacity_target_queue_days;
        let premium = premium_weight * (ratio * ratio - 1.0) / (ratio * ratio + 1.0);
        (gang.effective_capacity() * libm::exp(reputation + premium) / (1.0 + wait * wait)) as f32
    }));
    let tie_ratio = parameters.matching_tie_ratio as f32;
    let rows = market.choice.rows();
    market.branches.resize(rows * world.setting.origins.len(), Branch::default());
    for (origin, table) in market.branches.chunks_exact_mut(rows.max(1)).enumerate() {
        let weights = gangs
            .iter()
            .zip(&market.appeal)
            .map(|(gang, &appeal)| if gang.ties >> origin & 1 == 1 { appeal * tie_ratio } else { appeal });
        market.choice.sum_up(weights, table);
    }
}

/// The person joins the queue of the gang they choose (not `except`, unless it is the only one); with no gang at all they
/// look again in a week.
pub fn join_a_gang(world: &mut World<'_>, slot: u32, except: u32) {
    let person = &mut world.persons[slot];
    let (id, occasion) = (person.id, person.matches);
    person.matches = occasion.saturating_add(1);
    let key = world.luck.key(Decision::Gang, id, occasion);
    let market = &world.market;
    let rows = market.choice.rows();
    let table = &market.branches[person.origin() * rows..][..rows];
    let gangs = &mut world.gangs;
    let mut chosen = market.choice.choose(key, table);
    if except != NONE && chosen.is_some_and(|place| gangs.list[place].id == except) {
        let further = mix64(key, 0);
        chosen = chosen.and_then(|left| market.choice.choose_another(further, table, left).or(Some(left)));
    }
    let Some(place) = chosen else {
        person.gang = NONE;
        world.postpone(slot, Stage::Seeking, 7);
        return;
    };
    let gang = &mut gangs.list[place];
    let [word, _] = world.luck.words(Decision::Patience, id, occasion);
    let until = patience::deadline(world.index, &world.waits.patience, word);
    (person.gang, person.stage, person.deadline) = (gang.id, Stage::Queued, until);
    gang.queue.push_back(Waiting { slot, until });
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
        let seeking = world.persons.count(Stage::Seeking);
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
            assert_eq!(world.persons[slot].gang, gangs - 1);
        }
    }
}
