//! Coast: people reach it, look for a gang, wait with patience, and try again after a failure.
//!
//! When patience ends a share leaves for good (row C33 of them turn to other irregular ways, the others give up) and the
//! rest change gang. A waiting person carries a deadline instead of a timer:
//! a gang's queue is looked through once a week and at boarding. Rows M01, M02 (assumed; they decide the size of every
//! enforcement effect). A share of people first meets a gang through a public post; without a visible post most turn to
//! word of mouth after a delay, the rest give up (rows E07, E08). Reads: calendars, gangs, adverts. Writes: calendars,
//! queues. It does not choose the gang (matching).

use super::matching;
use super::patience::patience;
use crate::model::state::World;
use crate::model::state::fates::Fate;
use crate::model::state::luck::Decision;
use crate::model::state::persons::Person;
use crate::model::state::queue::GROUP;
use crate::model::state::workspace::{Trial, room};
use crate::random::{Chance, WyRand, unit32};

/// Days between looks through a gang's queue.
const SWEEP_DAYS: usize = 7;

/// Everyone whom the calendars bring to the coast, to a gang's door or back to their seat today.
///
/// Those who have reached the coast choose first, then those who look again, then those whose seat went with its gang.
pub fn step(world: &mut World<'_>) {
    let mut newcomers = std::mem::take(&mut world.workspace.newcomers);
    reach_the_coast(world, &mut newcomers);
    let seeking = world.seeking.take(world.index);
    newcomers.extend_from_slice(&seeking);
    world.seeking.give_back(seeking);
    // Those who are owed a seat stand in front and newcomers behind: whoever goes first, the queues are the same.
    let recovering = world.recovering.take(world.index);
    for &person in &recovering {
        match world.gangs.find(person.gang()) {
            // The gang that owes the seat still exists.
            Some(place) => world.gangs.list[place].queue.push_front(person),
            None => newcomers.push(person),
        }
    }
    world.recovering.give_back(recovering);
    matching::join_gangs(world, &mut newcomers);
    newcomers.clear();
    world.workspace.newcomers = newcomers;
}

/// People whose journey ends today; those who make contact become newcomers.
fn reach_the_coast(world: &mut World<'_>, newcomers: &mut Vec<Person>) {
    let (contact, luck, today) = (Contact::of(world), world.luck.of(Decision::Contact), world.index as u16);
    let due = world.journeys.take(world.index);
    world.counts.reached_coast += due.len() as u32;
    world.coast_stock += due.len() as u32;
    if contact.sure {
        newcomers.extend(due.iter().map(|&id| Person::on_coast(id, today)));
    } else {
        let mut without_contact = std::mem::take(&mut world.workspace.without_contact);
        for &id in &due {
            if contact.is_made(luck, id) {
                newcomers.push(Person::on_coast(id, today));
            } else {
                without_contact.push(id);
            }
        }
        for id in without_contact.drain(..) {
            look_for_word_of_mouth(world, Person::on_coast(id, today));
        }
        world.workspace.without_contact = without_contact;
    }
    world.journeys.give_back(due);
}

/// How newcomers make contact today.
#[derive(Clone, Copy)]
struct Contact {
    /// Who looks for a post.
    by_post: Chance,
    /// Who finds one.
    found: Chance,
    /// Whether all find one who look, so that nobody need be asked.
    sure: bool,
}

impl Contact {
    fn of(world: &World<'_>) -> Self {
        let by_post = world.parameters.online_first_contact;
        let found = by_post * world.information.advert_visibility.min(1.0);
        Self { by_post: Chance::of(by_post), found: Chance::of(found), sure: found >= by_post }
    }

    /// Whether a person who reaches the coast makes contact today: one uniform says who looks for a post and, among those,
    /// who finds one.
    #[inline]
    const fn is_made(self, luck: WyRand, id: u64) -> bool {
        let word = luck.at(id) as u32;
        !self.by_post.comes(word) || self.found.comes(word)
    }
}

/// A person who looked for a post in vain waits for word of mouth, or gives up.
fn look_for_word_of_mouth(world: &mut World<'_>, person: Person) {
    let id = person.id();
    let [_, second] = world.luck.words(Decision::Contact, id, 0);
    if unit32(second) < world.parameters.online_word_of_mouth {
        let [word, _] = world.luck.words(Decision::Contact, id, 1);
        let delay = 1 + world.waits.word_of_mouth.draw(word);
        world.look_again(person, delay as usize);
    } else {
        world.counts.gave_up += 1;
        world.leave_coast(id, Fate::GaveUp);
    }
}

/// What the impatient do; they are in no queue any more. Their list is left empty.
pub fn end_of_patience(world: &mut World<'_>) {
    if world.workspace.impatient.is_empty() {
        return;
    }
    let mut people = std::mem::take(&mut world.workspace.impatient);
    let mut trials = std::mem::take(&mut world.workspace.trials);
    let lost = Chance::of(patience(world.setting.structure.waiting, world.parameters).1);
    let diverted = Chance::of(world.parameters.diverted_share);
    let luck = world.luck.of(Decision::PatienceEnd);
    let gone = room(&mut trials, people.len());
    let all = people.as_mut_slice();
    let mut staying = 0;
    // Everybody is written into both lists and stays in one: chance decides over no branch.
    for seen in 0..all.len() {
        let person = all[seen];
        let word = luck.at(person.at_choice());
        (all[staying], gone[seen - staying]) = (person, Trial { person, word: (word >> 32) as u32 });
        staying += usize::from(!lost.comes(word as u32));
    }
    for &Trial { person, word } in &gone[..all.len() - staying] {
        let fate = if diverted.comes(word) {
            world.counts.diverted += 1;
            Fate::Diverted
        } else {
            world.counts.gave_up += 1;
            Fate::GaveUp
        };
        world.leave_coast(person.id(), fate);
    }
    world.workspace.trials = trials;
    people.truncate(staying);
    matching::change_gangs(world, &mut people);
    people.clear();
    world.workspace.impatient = people;
}

/// The weekly look through the queues, a seventh of the gangs each day.
pub fn sweep(world: &mut World<'_>) {
    let (index, today) = (world.index, world.index as u16);
    let (impatient, mut scratch) = (&mut world.workspace.impatient, [Person::default(); GROUP]);
    for gang in &mut world.gangs.list {
        if (index + gang.id as usize).is_multiple_of(SWEEP_DAYS) {
            gang.queue.take_impatient(today, &mut scratch, impatient);
        }
    }
    end_of_patience(world);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang, go_to, queue};
    use crate::model::state::persons::person_id;

    /// Two hundred people reach the coast where adverts are as visible as said; stock and those who gave up.
    fn arrivals(first_contact: f64, word_of_mouth: f64, visibility: f64) -> (usize, u32, u32) {
        let laboratory = Laboratory::new(|_, p| {
            (p.online_first_contact, p.online_word_of_mouth) = (first_contact, word_of_mouth);
        });
        let mut world = laboratory.world();
        gang(&mut world, 1, 1.0, 0);
        matching::appeal(&mut world);
        world.information.advert_visibility = visibility;
        for index in 0..200 {
            world.journeys.schedule(person_id(0, 0, index), 3);
        }
        go_to(&mut world, 3);
        step(&mut world);
        assert_eq!(world.counts.reached_coast, 200);
        (world.gangs.list[0].queue.len(), world.coast_stock, world.counts.gave_up)
    }

    #[test]
    fn contact_by_post_fails_only_where_no_post_is_visible() {
        assert_eq!(arrivals(0.0, 0.0, 0.0), (200, 200, 0));
        assert_eq!(arrivals(1.0, 0.0, 1.0), (200, 200, 0));
        assert_eq!(arrivals(1.0, 0.0, 0.0), (0, 0, 200));
        assert_eq!(arrivals(1.0, 1.0, 0.0), (0, 200, 0));
    }

    #[test]
    fn at_the_end_of_patience_all_stay_or_all_leave() {
        for (lost, staying) in [(0.0, 50), (1.0, 0)] {
            let laboratory = Laboratory::new(|_, p| p.patience_lost_share = lost);
            let mut world = laboratory.world();
            gang(&mut world, 1, 1.0, 0);
            matching::appeal(&mut world);
            queue(&mut world, 0, 0..50);
            world.gangs.list[0].queue.as_mut_slice().iter_mut().for_each(|person| *person = person.joining(1, 0));
            go_to(&mut world, 0);
            sweep(&mut world);
            assert_eq!(world.coast_stock, 50, "another gang's turn to be looked through");
            go_to(&mut world, 6);
            sweep(&mut world);
            assert_eq!((world.coast_stock, world.gangs.list[0].queue.len()), (staying, staying as usize));
            assert_eq!(world.counts.gave_up + world.counts.diverted, 50 - staying);
        }
    }
}
