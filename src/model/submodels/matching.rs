//! Matching: which gang a person on the coast joins.
//!
//! Weight of a gang `K exp(beta (reputation - 0.5)) tie / (1 + (wait / scale)^2)`, wait its queue in days this morning. The
//! choice is a keyed descent (`crate::random::Trie`): the logit, arranged so that a gang which appears or vanishes disturbs
//! hardly anybody but those who would have chosen it. Source: Campana and Gelsthorpe 2020 (reputation, community,
//! guarantees); weights assumed. A busy gang asks more, `ln P_g - ln P = gain tanh(ln(w/w*))`, and people weigh that with the
//! own-price elasticity. Reads: gangs. Writes: queues, those who look again.

use super::patience;
use crate::model::state::World;
use crate::model::state::luck::Decision;
use crate::model::state::persons::{NONE, Person};
use crate::model::state::workspace::Workspace;
use crate::random::{Kinds, Trie, mix64};

/// Morning: what each gang weighs with a person of each origin.
pub fn appeal(world: &mut World<'_>) {
    let parameters = world.parameters;
    let (usable, load) = (world.sea.usable_share, world.market.usual_load);
    let premium_weight = parameters.own_price_elasticity * parameters.price_gang_gain;
    let market = &mut world.market;
    if !market.choice.is_over(world.gangs.salts()) {
        world.gangs.remember_places();
        market.choice = Trie::new(world.gangs.salts().collect());
        market.ties =
            world.gangs.list.iter().map(|gang| factors(gang.ties, parameters.matching_tie_ratio as f32)).collect();
    }
    let appeal = world.gangs.list.iter().map(|gang| {
        let days = gang.queue_days(usable, load);
        let wait = days / parameters.matching_wait_scale_days;
        let reputation = parameters.matching_reputation_weight * (gang.reputation - 0.5);
        // tanh(ln x) = (x^2 - 1) / (x^2 + 1).
        let ratio = days.max(0.01) / parameters.capacity_target_queue_days;
        let premium = premium_weight * (ratio * ratio - 1.0) / (ratio * ratio + 1.0);
        // Far outside of what is plausible the weight must be a number all the same.
        let pull = libm::expf((reputation + premium).clamp(-60.0, 60.0) as f32);
        (gang.effective_capacity() * f64::from(pull) / (1.0 + wait * wait)) as f32
    });
    let weighed = &mut world.workspace.appeal;
    weighed.clear();
    weighed.extend(appeal);
    let by_origin = market.choice.alternatives(&mut market.appeal);
    for ((appeals, ties), &appeal) in by_origin.iter_mut().zip(&market.ties).zip(&*weighed) {
        *appeals = ties.map(|four| four.map(|tie| appeal * tie));
    }
    market.choice.sum_up(world.setting.origins.len(), &mut market.appeal);
}

/// Factor of ties on a gang's appeal by origin, of which a bit each says whether there is one.
fn factors(ties: u16, ratio: f32) -> Kinds {
    let mut factors = Kinds::default();
    for (origin, factor) in factors.as_flattened_mut().iter_mut().enumerate() {
        *factor = if ties >> origin & 1 == 1 { ratio } else { 1.0 };
    }
    factors
}

/// Newcomers join the queues of the gangs they choose, one after the other; with no gang at all they look again in a week.
pub fn join_gangs(world: &mut World<'_>, people: &mut [Person]) {
    choose(world, people);
    take_places(world, people);
}

/// As [`join_gangs`] for people who leave the gang of their row: they choose another, unless it is the only one.
pub fn change_gangs(world: &mut World<'_>, people: &mut [Person]) {
    choose(world, people);
    choose_another(world, people);
    take_places(world, people);
}

/// No gang at all.
const NOWHERE: u32 = u32::MAX;

/// Each step is taken by all before the next, so that none of them needs many registers.
fn choose(world: &mut World<'_>, people: &mut [Person]) {
    let Workspace { words, chosen, .. } = &mut world.workspace;
    let luck = world.luck.of(Decision::Gang);
    words.clear();
    words.extend(people.iter_mut().map(|person| {
        let word = luck.at(person.at_choice());
        person.choose();
        word
    }));
    let descent = world.market.choice.over(&world.market.appeal);
    chosen.resize(people.len(), NOWHERE);
    // Where there are gangs people choose two abreast, otherwise one by one.
    let abreast = if descent.is_gapless() { people.len() / 2 * 2 } else { 0 };
    let (chosen_abreast, chosen) = chosen.split_at_mut(abreast);
    let (words_abreast, words) = words.split_at(abreast);
    let (people_abreast, people) = people.split_at(abreast);
    let (words_abreast, people_abreast) = (words_abreast.as_chunks().0, people_abreast.as_chunks().0);
    for ((two, &words), people) in chosen_abreast.as_chunks_mut().0.iter_mut().zip(words_abreast).zip(people_abreast) {
        *two = descent.choose_two(words, people.each_ref().map(Person::origin)).map(|place| place as u32);
    }
    for ((one, &word), person) in chosen.iter_mut().zip(words).zip(people) {
        *one = descent.choose(word, person.origin()).map_or(NOWHERE, |place| place as u32);
    }
}

/// Those who chose the gang that they leave choose again.
fn choose_another(world: &mut World<'_>, people: &[Person]) {
    let Workspace { words, chosen, .. } = &mut world.workspace;
    let descent = world.market.choice.over(&world.market.appeal);
    for ((place, &mut word), person) in chosen.iter_mut().zip(words).zip(people) {
        if world.gangs.list.get(*place as usize).is_some_and(|gang| gang.id == person.gang()) {
            let another = descent.choose_another(mix64(word, 0), person.origin(), *place as usize);
            *place = another.map_or(*place, |place| place as u32);
        }
    }
}

/// The last places in the queues of the chosen gangs. Patience goes by the lower half of the word by which a gang was
/// chosen: whatever that half is, each turn of a descent is even, by the upper one.
fn take_places(world: &mut World<'_>, people: &[Person]) {
    let Workspace { words, chosen, .. } = &world.workspace;
    let (today, law) = (world.index, &world.waits.patience);
    let gangs = world.gangs.list.as_mut_slice();
    let mut without_gang = 0;
    for ((&place, &word), &person) in chosen.iter().zip(words).zip(people) {
        let deadline = patience::deadline(today, law, word as u32);
        if let Some(gang) = gangs.get_mut(place as usize) {
            gang.queue.push_back(person.joining(gang.id, deadline));
        } else {
            world.seeking.schedule(person.joining(NONE, person.deadline()), today + 7);
            without_gang += 1;
        }
    }
    world.counts.matches += people.len() as u32 - without_gang;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang};
    use crate::model::state::persons::person_id;

    /// 201 newcomers of the second origin choose among gangs of these capacities.
    fn choices(capacities: &[f64]) -> (Vec<usize>, usize) {
        let laboratory = Laboratory::new(|_, p| p.matching_tie_ratio = 1.0);
        let mut world = laboratory.world();
        for (id, &capacity) in capacities.iter().enumerate() {
            gang(&mut world, id as u32, capacity, 0);
        }
        appeal(&mut world);
        let mut newcomers: Vec<Person> = (0..201).map(|index| Person::on_coast(person_id(1, 0, index), 0)).collect();
        join_gangs(&mut world, &mut newcomers);
        let queues: Vec<usize> = world.gangs.list.iter().map(|gang| gang.queue.len()).collect();
        (queues, world.seeking.len())
    }

    #[test]
    fn without_gangs_people_look_again_and_a_lone_gang_takes_all() {
        assert_eq!(choices(&[]), (vec![], 201));
        assert_eq!(choices(&[0.5]), (vec![201], 0));
        assert_eq!(choices(&[0.0, 0.5]), (vec![0, 201], 0), "nobody joins a gang that cannot launch");
    }

    #[test]
    fn shares_follow_capacity() {
        let (queues, _) = choices(&[1.0, 3.0]);
        // Binomial with 201 trials and share 1/4: sd 6.1.
        assert!((queues[0] as f64 - 50.25).abs() < 5.0 * 6.1, "{queues:?}");
    }

    #[test]
    fn patience_does_not_tell_which_gang_was_chosen() {
        let laboratory = Laboratory::new(|_, p| p.matching_tie_ratio = 1.0);
        let mut world = laboratory.world();
        for id in 0..6 {
            gang(&mut world, id, 1.0, 0);
        }
        appeal(&mut world);
        let mut newcomers: Vec<Person> = (0..60_000).map(|index| Person::on_coast(person_id(1, 0, index), 0)).collect();
        join_gangs(&mut world, &mut newcomers);
        // Chi-squared of gang by tenth of patience: (6 - 1)(10 - 1) degrees of freedom, .999 quantile 80.1.
        let mut days: Vec<u16> =
            (world.gangs.list.iter().flat_map(|gang| gang.queue.as_slice())).map(Person::deadline).collect();
        days.sort_unstable();
        let tenths: Vec<u16> = (1..10).map(|n| days[n * days.len() / 10]).collect();
        let tables: Vec<[f64; 10]> = (world.gangs.list.iter())
            .map(|gang| {
                let mut cells = [0.0; 10];
                for person in gang.queue.as_slice() {
                    cells[tenths.partition_point(|&bound| bound <= person.deadline())] += 1.0;
                }
                cells
            })
            .collect();
        let total = days.len() as f64;
        let columns: Vec<f64> = (0..10).map(|tenth| tables.iter().map(|row| row[tenth]).sum()).collect();
        let mut statistic = 0.0;
        for row in &tables {
            let size: f64 = row.iter().sum();
            assert!(size > 5000.0, "{size} of {total}");
            for (seen, column) in row.iter().zip(&columns) {
                let expected = size * column / total;
                statistic += (seen - expected) * (seen - expected) / expected;
            }
        }
        assert!(statistic < 80.1, "chi-squared {statistic}");
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
            change_gangs(&mut world, &mut [Person::on_coast(person_id(0, 0, 0), 0).joining(0, 0)]);
            let joined: Vec<u32> =
                world.gangs.list.iter().flat_map(|gang| gang.queue.as_slice()).map(Person::gang).collect();
            assert_eq!(joined, [gangs - 1]);
        }
    }
}
