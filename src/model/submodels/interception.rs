//! Interception ashore: which launches are prevented, who is caught, what happens to the boat.
//!
//! `logit p = a + b ln(3 e / (1 + n)) + d`, e the patrol effort of the sector relative to its mean share of launches (lever),
//! n the launches of the sector today per unit of population scale and of its usual use against the mean sector's (patrols
//! stand where launches usually are), d for boats that pick people up in the water. Many launches dilute patrols; with the loop off n is its reference, 2. A prevented event catches a share of the group,
//! uniform of width 0.56 around its mean (31 people an event against 54 an arriving boat, rows C03, M05); the others go
//! back to their queue uncounted. The boat is lost with a given probability. The caught keep their seat and try again
//! with `r exp(-delta n)` after a delay. Reads: levers, launches. Writes: queues, those who try again, stocks,
//! counts.

use super::sea::logistic;
use crate::model::parameters::Parameters;
use crate::model::setting::Setting;
use crate::model::state::fates::Fate;
use crate::model::state::gangs::METHODS;
use crate::model::state::levers::SECTORS;
use crate::model::state::luck::{Decision, Trait};
use crate::model::state::workspace::{Trial, room};
use crate::model::state::{Launch, World};
use crate::random::{Chance, WholeDays, unit32};

/// Launches of a sector on a day without dilution.
const REFERENCE_LAUNCHES: f64 = 2.0;
/// Width of the uniform share of a group that is caught.
const CAUGHT_WIDTH: f64 = 0.56;

/// Probability that a launch at a sector, with people picked up in the water or not, is prevented ashore today; 0 without
/// patrols.
pub fn prevention_probability(world: &World<'_>, sector: usize, taxi: bool) -> f64 {
    let effort = world.levers.patrol_effort + world.levers.patrol_effort_by_sector[sector];
    if effort <= 0.0 {
        return 0.0;
    }
    let p = world.parameters;
    let launches = if world.setting.structure.patrol_dilution {
        f64::from(world.launches_by_sector[sector])
            / (world.scale() * SECTORS as f64 * world.usual_sector_shares[sector])
    } else {
        REFERENCE_LAUNCHES
    };
    let method = if taxi { p.taxi_log_odds } else { 0.0 };
    logistic(p.beach_intercept + p.beach_effort_slope * libm::log(3.0 * effort / (1.0 + launches)) + method)
}

/// Removes the prevented launches from the day's list; those left go to sea.
pub fn step(world: &mut World<'_>) {
    let day = world.today.day.number() as u16;
    let mut launches = std::mem::take(&mut world.launches);
    let mut prevented_by_sector = [false; SECTORS];
    // Alike for all launches of a day at one sector by one method.
    let mut probabilities = [[None; METHODS]; SECTORS];
    launches.retain(|launch| {
        let probability = *probabilities[launch.sector][usize::from(launch.taxi)]
            .get_or_insert_with(|| prevention_probability(world, launch.sector, launch.taxi));
        let [prevented, lost] = world.luck.of_launch(Decision::Prevented, launch.gang, day, launch.order);
        let goes_to_sea = unit32(prevented) >= probability;
        if !goes_to_sea {
            prevented_by_sector[launch.sector] = true;
            prevent(world, launch, unit32(lost) < world.parameters.boat_lost);
        }
        goes_to_sea
    });
    for launch in &mut launches {
        launch.contact = prevented_by_sector[launch.sector];
    }
    world.launches = launches;
}

/// A launch that is prevented, and its boat, which is lost or goes back to the gang's stock.
fn prevent(world: &mut World<'_>, launch: &Launch, boat_lost: bool) {
    world.counts.prevented_events += 1;
    world.counts.boats_spent += u32::from(boat_lost);
    let place = world.gangs.find(launch.gang);
    if let Some(place) = place {
        let gang = &mut world.gangs.list[place];
        gang.stock += u32::from(!boat_lost);
        if world.setting.structure.harm_to_reputation {
            gang.reputation += (0.0 - gang.reputation) / world.parameters.reputation_memory;
        }
        gang.learned.learn(launch.way(), 0.0, world.parameters.learning_rate);
    }
    let day = world.today.day.number() as u16;
    let [share, _] = world.luck.of_launch(Decision::CaughtShare, launch.gang, day, launch.order);
    let share = world.parameters.caught_share + CAUGHT_WIDTH * (unit32(share) - 0.5);
    catch(world, launch, place, share);
}

/// The people of a prevented launch: caught, or back to the front of the queue, last first.
///
/// `launching` is the place of the boat's gang; in pooled boats people are of other gangs too.
fn catch(world: &mut World<'_>, launch: &Launch, launching: Option<usize>, caught_share: f64) {
    let (luck, frailty) = (world.luck.of(Decision::Caught), world.luck.of_persons(Trait::Frailty));
    // Frailty: some are caught more easily every time, `share (1 + h (2 U - 1))`, which gives attempts their long tail. Both
    // sides of the comparison are in steps of random words.
    let spread = 2.0 * caught_share * world.parameters.frailty_half_width;
    let least = (caught_share - 0.5 * spread) * 4_294_967_296.0 + 0.5 * (spread - 1.0);
    let people = &world.boarded[launch.people.clone()];
    let mut list = std::mem::take(&mut world.workspace.trials);
    let trials = room(&mut list, people.len());
    let mut caught = 0;
    // The caught are written from the front and the others from the back: chance decides over no branch.
    for (seen, &person) in people.iter().rev().enumerate() {
        let mut person = person;
        let word = luck.at(person.at_attempt());
        person.attempt();
        let is_caught = f64::from(word as u32) < least + spread * f64::from(frailty.of(person.id()));
        let at = if is_caught { caught } else { people.len() - 1 - (seen - caught) };
        trials[at] = Trial { person, word: (word >> 32) as u32 };
        caught += usize::from(is_caught);
    }
    world.counts.prevented_people += caught as u32;
    let (caught, others) = trials.split_at(caught);
    for &Trial { person, .. } in others.iter().rev() {
        let place = if person.gang() == launch.gang { launching } else { world.gangs.find(person.gang()) };
        if let Some(place) = place {
            world.gangs.list[place].queue.push_front(person);
        } else {
            world.look_again(person, 1);
        }
    }
    try_again(world, caught, Failure::Prevented);
    world.workspace.trials = list;
}

/// Law of the days from a failure to the next attempt, less the first day: geometric with the mean that is left.
pub fn retry_law(parameters: &Parameters) -> WholeDays {
    let mean = (parameters.retry_delay_mean_days - 1.0).max(0.0);
    // (1 - p)^(k + 1) with p = 1 / (1 + mean) is exp(-(k + 1) ln(1 + 1/mean)).
    WholeDays::exponential(if mean > 0.0 { 1.0 / libm::log1p(1.0 / mean) } else { 0.0 })
}

/// How an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Caught on the beach.
    Prevented,
    /// Returned or rescued to France.
    Rescued,
}

/// By how an attempt failed and attempts made: the chance of another, what discouragement leaves of its probability,
/// `p exp(-delta n)`.
pub fn chances_of_retry(setting: &Setting, parameters: &Parameters) -> [Box<[Chance; 256]>; 2] {
    let courage: [f64; 256] = std::array::from_fn(|attempts| libm::exp(-parameters.discouragement * attempts as f64));
    let retry = f64::from(u8::from(setting.structure.retry));
    [parameters.retry_after_prevention, parameters.retry_after_rescue]
        .map(|probability| Box::new(courage.map(|courage| Chance::of(retry * probability * courage))))
}

/// Whether and when people whose attempt has failed try again; otherwise they give up.
pub fn try_again(world: &mut World<'_>, failed: &[Trial], how: Failure) {
    let luck = world.luck.of(Decision::Delay);
    let World { recovering, waits, fates, index, .. } = world;
    let (tries, tomorrow) = (&waits.retry_chances[how as usize], *index + 1);
    let mut gave_up = 0;
    for &Trial { person, word } in failed {
        if tries[usize::from(person.attempts())].comes(word) {
            let delay = luck.at(person.at_attempt()) as u32;
            recovering.schedule(person, tomorrow + waits.retry.draw(delay) as usize);
        } else {
            fates.set(person.id(), Fate::GaveUp);
            gave_up += 1;
        }
    }
    world.counts.gave_up += gave_up;
    world.coast_stock -= gave_up;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang, queue};
    use crate::model::state::persons::Person;
    use crate::model::submodels::launch;

    /// Thirty people at the water in one boat, against this effort and log-odds; the rest from counts.
    fn met(effort: f64, log_odds: f64, caught: f64, retry: f64) -> (usize, u32, u32, u32, usize) {
        let laboratory = Laboratory::new(|_, p| {
            (p.beach_intercept, p.caught_share, p.frailty_half_width, p.boat_lost) = (log_odds, caught, 0.0, 1.0);
            (p.retry_after_prevention, p.discouragement) = (retry, 0.0);
            (p.load_noise_sd, p.load_day_sd) = (0.0, 0.0);
        });
        let mut world = laboratory.world();
        gang(&mut world, 1, 1.0, 1);
        queue(&mut world, 0, 0..30);
        world.sea.feasibility = 1.0;
        launch::step(&mut world);
        assert_eq!((world.launches.len(), world.gangs.list[0].stock), (1, 0));
        world.levers.patrol_effort = effort;
        step(&mut world);
        let counts = &world.counts;
        (
            world.launches.len(),
            counts.prevented_people,
            counts.gave_up,
            counts.boats_spent,
            world.gangs.list[0].queue.len(),
        )
    }

    #[test]
    fn no_effort_prevents_nothing_and_certain_prevention_everything() {
        let (at_sea, people, gave_up, boats, _) = met(0.0, 100.0, 2.0, 1.0);
        assert_eq!((at_sea, people, gave_up, boats), (1, 0, 0, 0));
        let (at_sea, people, gave_up, boats, _) = met(1.0, -100.0, 2.0, 1.0);
        assert_eq!((at_sea, people, gave_up, boats), (1, 0, 0, 0));
        let (at_sea, people, gave_up, boats, _) = met(1.0, 100.0, 2.0, 1.0);
        assert!(people > 0);
        assert_eq!((at_sea, gave_up, boats), (0, 0, 1));
    }

    #[test]
    fn the_frail_are_caught_more_easily_and_the_others_stand_in_front_in_their_order() {
        let laboratory = Laboratory::new(|_, p| {
            (p.beach_intercept, p.caught_share, p.frailty_half_width) = (100.0, 0.5, 0.6);
            (p.retry_after_prevention, p.load_noise_sd, p.load_day_sd) = (0.0, 0.0, 0.0);
        });
        let mut world = laboratory.world();
        gang(&mut world, 1, 1.0, 1);
        gang(&mut world, 2, 1.0, 0);
        queue(&mut world, 0, 0..60);
        world.sea.feasibility = 1.0;
        launch::step(&mut world);
        // Every third is a client of the other gang, as in boats that gangs share.
        for person in world.boarded.iter_mut().step_by(3) {
            *person = person.joining(2, 80);
        }
        let (aboard, luck) = (world.boarded.clone(), world.luck.clone());
        let waiting = world.gangs.list[0].queue.as_slice().to_vec();
        world.levers.patrol_effort = 1.0;
        step(&mut world);
        let [share, _] = luck.of_launch(Decision::CaughtShare, 1, world.today.day.number() as u16, 0);
        let share = 0.5 + CAUGHT_WIDTH * (unit32(share) - 0.5);
        let is_free = |person: &&Person| {
            let frailty = unit32(luck.of_persons(Trait::Frailty).of(person.id()));
            let [word, _] = luck.words(Decision::Caught, person.id(), 0);
            unit32(word) >= share * (1.0 + 0.6 * (2.0 * frailty - 1.0))
        };
        let free_of = |gang| {
            aboard
                .iter()
                .filter(is_free)
                .filter(move |person| person.gang() == gang)
                .map(Person::id)
                .collect::<Vec<_>>()
        };
        let queue_of =
            |place: usize| world.gangs.list[place].queue.as_slice().iter().map(Person::id).collect::<Vec<_>>();
        let (own, other) = (free_of(1), free_of(2));
        assert!(own.len() > 3 && other.len() > 2 && own.len() + other.len() < aboard.len(), "{own:?} {other:?}");
        assert_eq!(queue_of(0), [own, waiting.iter().map(Person::id).collect()].concat());
        assert_eq!(queue_of(1), other);
    }

    #[test]
    fn the_caught_all_give_up_or_all_go_on_and_the_others_are_back_in_the_queue() {
        let (_, people, gave_up, _, queued) = met(1.0, 100.0, 2.0, 0.0);
        assert_eq!((gave_up, queued as u32), (people, 30 - people));
        let (_, people, gave_up, _, queued) = met(1.0, 100.0, -2.0, 0.0);
        assert_eq!((people, gave_up, queued), (0, 0, 30), "none caught");
    }
}
