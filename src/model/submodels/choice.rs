//! Choice: who of those at the choice today takes the boat.
//!
//! A person takes the boat if they know of it (awareness) and their own uniform lies below the boat's share. The share is
//! the boat's margin of the multinomial logit over staying, boat, other irregular way, lawful route and return,
//! `logit p = logit pi_ref + dV`: dV from price, risk, removal, lawful places (beliefs, by the source the person leans on)
//! and retained campaign messages. Its weights come from responses of whole populations, so the spread of persons is in
//! them already. Those who do not take the boat split over the other alternatives in their reference proportions. False job adverts induced some of the intentions: those fall away with the
//! visibility of adverts. Reads: demand, beliefs, information. Writes: persons, calendar, fates. Uniforms belong to the
//! person, so a measure moves only thresholds.

use super::beliefs::{SOURCES, Source, boat_log_odds_shift};
use super::demand::todays_intentions;
use super::information::message_effect;
use super::sea::{logistic, logit};
use crate::model::parameters::Parameters;
use crate::model::setting::Journey;
use crate::model::state::World;
use crate::model::state::fates::Fate;
use crate::model::state::persons::person_id;
use crate::random::samplers::log_normal;
use crate::random::{Purpose, unit32};

/// Log-odds of the boat among the aware at reference values.
pub fn reference_log_odds(parameters: &Parameters) -> f64 {
    logit(parameters.boat_share_reference)
}

/// Days from the choice to the coast for a uniform (at least one).
fn transit_days(parameters: &Parameters, journey: Journey, u: f64) -> usize {
    let median = match journey {
        Journey::Overland => parameters.transit_median_days,
        Journey::VisaFree => parameters.transit_visa_free_days,
    };
    (log_normal(u, median, parameters.transit_log_sd) + 0.5).clamp(1.0, 20_000.0) as usize
}

/// Shares of the boat among the aware of one origin today, by the source they lean on, and the shares of the sources.
fn todays_shares(world: &World<'_>, origin: usize) -> ([f64; SOURCES], [f64; SOURCES]) {
    let p = world.parameters;
    let shift = |source| world.demand.reference_log_odds + boat_log_odds_shift(world, origin, source);
    let odds = [Source::Peers, Source::Smugglers, Source::Official, Source::Media].map(shift);
    // Smugglers speak through adverts: where those are gone, people lean on peers instead.
    let smugglers = p.weight_smugglers * world.information.advert_visibility.min(1.0);
    let peers = p.weight_peers + p.weight_smugglers - smugglers;
    let given = peers + smugglers + p.campaign_weight;
    let total = given.max(1.0);
    let weights = [peers, smugglers, p.campaign_weight, total - given].map(|weight| weight / total);
    (odds, weights)
}

/// Everyone at the choice today.
pub fn step(world: &mut World<'_>) {
    let p = world.parameters;
    let aware = world.information.awareness;
    let induced_share = p.online_induced_share;
    let advert_reach = world.information.advert_visibility;
    let campaigned = !world.information.retained_at_home.is_empty();
    for origin in 0..world.setting.origins.len() {
        let journey = world.setting.origins[origin].journey;
        let (odds, weights) = todays_shares(world, origin);
        let shares = odds.map(logistic);
        let (to_peers, to_smugglers) = (weights[0], weights[0] + weights[1]);
        let to_official = to_smugglers + weights[2];
        for index in todays_intentions(world, origin) {
            let id = person_id(origin, world.today.month, index);
            let words = world.stream.block(id, 0, Purpose::Choice, 0);
            let lean = unit32(words[2]);
            if lean < induced_share && unit32(words[3]) >= advert_reach {
                continue;
            }
            world.counts.intentions += 1;
            world.counts.intentions_by_origin[origin] += 1;
            if unit32(words[0]) >= aware {
                continue;
            }
            // What is left of the first uniform decides the source: it is uniform among the induced and among the others.
            let lean = if lean < induced_share {
                lean / induced_share
            } else {
                (lean - induced_share) / (1.0 - induced_share)
            };
            let source =
                usize::from(lean >= to_peers) + usize::from(lean >= to_smugglers) + usize::from(lean >= to_official);
            let share = if campaigned {
                let effect = message_effect(world, id, origin);
                if effect == 0.0 { shares[source] } else { logistic(odds[source] + effect) }
            } else {
                shares[source]
            };
            let u = unit32(words[1]);
            if u >= share {
                let fate = other_alternative(p, (u - share) / (1.0 - share));
                world.counts.other_way += u32::from(fate == Fate::OtherWay);
                world.fates.set(id, fate);
                continue;
            }
            let days = transit_days(p, journey, unit32(world.stream.block(id, 0, Purpose::Transit, 0)[0]));
            let slot = world.persons.create(id);
            world.counts.departures += 1;
            world.fates.set(id, Fate::UnderWay);
            world.calendar.schedule(&mut world.persons, slot, world.index + days);
        }
    }
}

/// What a person does who does not take the boat, by a uniform, in reference proportions.
fn other_alternative(p: &Parameters, u: f64) -> Fate {
    let rest = 1.0 - p.boat_share_reference;
    let other_way = p.other_way_share / rest;
    if u < other_way {
        Fate::OtherWay
    } else if u < other_way + p.lawful_share / rest {
        Fate::LawfulRoute
    } else {
        Fate::NeverSetOut
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
        let of = |fate| (0..10_000).filter(|n| other_alternative(&p, (f64::from(*n) + 0.5) / 1e4) == fate).count();
        let share = |share: f64| share / (1.0 - p.boat_share_reference) * 1e4;
        assert!((of(Fate::OtherWay) as f64 - share(p.other_way_share)).abs() <= 1.0);
        assert!((of(Fate::LawfulRoute) as f64 - share(p.lawful_share)).abs() <= 1.0);
    }
}
