//! Choice: who of those at the choice today takes the boat.
//!
//! A person takes the boat if they know of it (awareness) and their own uniform lies below the boat's share. The share is
//! the boat's margin of the multinomial logit over staying, boat, other irregular way, lawful route and return,
//! `logit p = logit pi_ref + dV`: dV from price, risk, removal, lawful places (beliefs, by the source the person leans on)
//! and retained campaign messages. Its weights come from responses of whole populations, so the spread of persons is in
//! them already. Those who do not take the boat split over the other alternatives in their reference proportions. False job adverts induced some of the intentions: those fall away with the
//! visibility of adverts. Reads: demand, beliefs, information. Writes: persons, calendar, fates. Uniforms belong to the
//! person, so a measure moves only thresholds.

use super::beliefs::{SOURCES, boat_log_odds_shifts};
use super::demand::todays_intentions;
use super::information::message_effect;
use super::sea::{logistic, logit};
use crate::model::parameters::Parameters;
use crate::model::state::World;
use crate::model::state::fates::Fate;
use crate::model::state::luck::{Decision, Trait};
use crate::model::state::persons::person_id;
use crate::random::WholeDays;

/// Log-odds of the boat among the aware at reference values.
pub fn reference_log_odds(parameters: &Parameters) -> f64 {
    logit(parameters.boat_share_reference)
}

/// Laws of the days from the choice to the coast (at least one), by journey.
pub fn transit_laws(parameters: &Parameters) -> [WholeDays; 2] {
    [parameters.transit_median_days, parameters.transit_visa_free_days]
        .map(|median| WholeDays::log_normal_from_one(median, parameters.transit_log_sd))
}

/// Shares of the boat among the aware of one origin today, by the source they lean on, and the shares of the sources.
fn todays_shares(world: &World<'_>, origin: usize) -> ([f64; SOURCES], [f64; SOURCES]) {
    let p = world.parameters;
    let odds = boat_log_odds_shifts(world, origin).map(|shift| world.demand.reference_log_odds + shift);
    // Smugglers speak through adverts: where those are gone, people lean on peers instead.
    let smugglers = p.weight_smugglers * world.information.advert_visibility.min(1.0);
    let peers = p.weight_peers + p.weight_smugglers - smugglers;
    let given = peers + smugglers + p.campaign_weight;
    let total = given.max(1.0);
    let weights = [peers, smugglers, p.campaign_weight, total - given].map(|weight| weight / total);
    (odds, weights)
}

/// A share as a bound on random words: a word lies below it with that probability.
fn bound(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * 4_294_967_296.0) as u64
}

/// Bounds on the one word by which a person of an origin decides, for one source of beliefs.
///
/// The word lies below `boat` for those who know of the boat and take it; then come those who know of it and take another
/// irregular way, and those who take a lawful route. All others never set out. A change of awareness or share moves bounds.
#[derive(Clone, Copy)]
struct Bounds {
    boat: u64,
    other_way: u64,
    lawful: u64,
}

impl Bounds {
    fn new(p: &Parameters, aware: f64, boat: f64) -> Self {
        // Those who do not take the boat split in reference proportions.
        let rest = (1.0 - boat) / (1.0 - p.boat_share_reference);
        let other_way = boat + rest * p.other_way_share;
        let lawful = other_way + rest * p.lawful_share;
        Self { boat: bound(aware * boat), other_way: bound(aware * other_way), lawful: bound(aware * lawful) }
    }

    fn fate(self, word: u64) -> Fate {
        if word < self.boat {
            Fate::UnderWay
        } else if word < self.other_way {
            Fate::OtherWay
        } else if word < self.lawful {
            Fate::LawfulRoute
        } else {
            Fate::NeverSetOut
        }
    }
}

/// Everyone at the choice today.
pub fn step(world: &mut World<'_>) {
    let p = world.parameters;
    let aware = world.information.awareness.clamp(0.0, 1.0);
    // False job adverts induced some intentions, by the lower half of a person's second word; the upper half, and with it
    // nearly the whole word, says on which source they lean.
    let half = |share: f64| (share.clamp(0.0, 1.0) * 65_536.0) as u32;
    let induced = half(p.online_induced_share);
    let still_induced = half(p.online_induced_share * world.information.advert_visibility.min(1.0));
    let fallen_away = induced - still_induced;
    for origin in 0..world.setting.origins.len() {
        let today = todays_intentions(world, origin);
        if today.is_empty() {
            continue;
        }
        let journey = world.setting.origins[origin].journey;
        let (odds, weights) = todays_shares(world, origin);
        let bounds = odds.map(|odds| Bounds::new(p, aware, logistic(odds)));
        let (to_peers, to_smugglers) = (bound(weights[0]), bound(weights[0] + weights[1]));
        let to_official = bound(weights[0] + weights[1] + weights[2]);
        let campaigned = world.information.addressed.get(origin) == Some(&true);
        // A word at or above this sets out by no way, whatever the source: most need no more than the comparison.
        let most = if campaigned { bound(aware) } else { bounds.iter().map(|bounds| bounds.lawful).fold(0, u64::max) };
        let mut intentions = today.len() as u32;
        let first = person_id(origin, world.today.month, 0);
        for index in today {
            let id = first | u64::from(index);
            let [decision, lean] = world.luck.words(Decision::Choice, id, 0);
            if (lean & 0xffff).wrapping_sub(still_induced) < fallen_away {
                intentions -= 1;
                continue;
            }
            let decision = u64::from(decision);
            if decision >= most {
                continue;
            }
            let lean = u64::from(lean);
            let source =
                usize::from(lean >= to_peers) + usize::from(lean >= to_smugglers) + usize::from(lean >= to_official);
            let fate = match campaigned.then(|| message_effect(world, id, origin)) {
                Some(effect) if effect != 0.0 => Bounds::new(p, aware, logistic(odds[source] + effect)).fate(decision),
                _ => bounds[source].fate(decision),
            };
            match fate {
                Fate::NeverSetOut => continue,
                Fate::UnderWay => {
                    let word = world.luck.of_person(id, Trait::Transit);
                    let days = world.waits.transit[journey as usize].draw(word) as usize;
                    let slot = world.persons.create(id);
                    world.counts.departures += 1;
                    world.calendar.schedule(slot, world.index + days);
                }
                _ => world.counts.other_way += u32::from(fate == Fate::OtherWay),
            }
            world.fates.set(id, fate);
        }
        world.counts.intentions += intentions;
        world.counts.intentions_by_origin[origin] += intentions;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, go_to};

    /// Intentions, departures and others on one day, for awareness, the boat's share and visibility with all induced.
    fn day(aware: f64, boat: f64, induced: f64, visible: f64) -> [u32; 3] {
        let laboratory = Laboratory::new(|_, p| (p.boat_share_reference, p.online_induced_share) = (boat, induced));
        let mut world = laboratory.world();
        go_to(&mut world, 0);
        (world.information.awareness, world.information.advert_visibility) = (aware, visible);
        step(&mut world);
        let counts = &world.counts;
        assert_eq!(world.persons.under_way(), counts.departures);
        [counts.intentions, counts.departures, counts.other_way]
    }

    #[test]
    fn nobody_goes_unaware_and_everybody_where_the_boat_is_all_there_is() {
        let people = 2 * (5000 / 31);
        assert_eq!(day(0.0, 0.5, 0.0, 1.0), [people, 0, 0]);
        assert_eq!(day(1.0, 1.0 - 1e-12, 0.0, 1.0), [people, people, 0]);
        assert_eq!(day(1.0, 1e-12, 0.0, 1.0)[1], 0);
        assert_eq!(day(1.0, 0.5, 1.0, 0.0), [0, 0, 0], "induced by adverts that nobody sees");
        assert_eq!(day(1.0, 0.5, 1.0, 1.0)[0], people);
    }

    #[test]
    fn those_who_do_not_go_split_in_reference_proportions() {
        let p = Laboratory::new(|_, _| {}).parameters;
        let bounds = Bounds::new(&p, 1.0, p.boat_share_reference);
        let of = |fate| (0..10_000_u64).filter(|n| bounds.fate(n * 429_496 + 17) == fate).count() as f64 / 1e4;
        for (fate, share) in [
            (Fate::UnderWay, p.boat_share_reference),
            (Fate::OtherWay, p.other_way_share),
            (Fate::LawfulRoute, p.lawful_share),
        ] {
            assert!((of(fate) - share).abs() <= 2e-4, "{fate:?}");
        }
        let none_aware = Bounds::new(&p, 0.0, p.boat_share_reference);
        assert_eq!(none_aware.fate(0), Fate::NeverSetOut);
    }

    #[test]
    fn a_more_attractive_boat_takes_only_from_the_other_alternatives() {
        let p = Laboratory::new(|_, _| {}).parameters;
        let (less, more) = (Bounds::new(&p, 0.5, 0.3), Bounds::new(&p, 0.6, 0.4));
        let mut gained = 0;
        for word in (0..10_000_u64).map(|n| n * 429_496) {
            assert!(less.fate(word) != Fate::UnderWay || more.fate(word) == Fate::UnderWay);
            gained += u32::from(less.fate(word) != more.fate(word) && more.fate(word) == Fate::UnderWay);
        }
        assert!((890..=910).contains(&gained), "from 0.15 to 0.24");
    }
}
