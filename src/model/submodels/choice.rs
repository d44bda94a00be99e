//! Choice: who of those at the choice today takes the boat.
//!
//! A person takes the boat if they know of it (awareness) and their own uniform lies below the boat's share. The share is
//! the boat's margin of the multinomial logit over staying, boat, other irregular way, lawful route and return: with only
//! the boat's utility moving, `logit p = logit pi_ref + dV`. Here dV is what retained campaign messages do (information);
//! price, risk and success beliefs move it in the next version. False job adverts induced some of the intentions: those
//! fall away with the visibility of adverts. Reads: demand, information. Writes: persons, calendar. Uniforms belong to
//! the person, so a measure moves only thresholds.

use super::demand::todays_intentions;
use super::information::message_effect;
use super::sea::{logistic, logit};
use crate::model::parameters::Parameters;
use crate::model::setting::Journey;
use crate::model::state::World;
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

/// Everyone at the choice today.
pub fn step(world: &mut World<'_>) {
    let parameters = world.parameters;
    let aware = world.information.awareness;
    let boat_share = parameters.boat_share_reference;
    let induced_share = parameters.online_induced_share;
    let advert_reach = world.information.advert_visibility;
    for origin in 0..world.setting.origins.len() {
        let journey = world.setting.origins[origin].journey;
        let campaigned = !world.information.retained_at_home.is_empty();
        for index in todays_intentions(world, origin) {
            let id = person_id(origin, world.today.month, index);
            let words = world.stream.block(id, 0, Purpose::Choice, 0);
            if induced_share > 0.0 && unit32(words[2]) < induced_share && unit32(words[3]) >= advert_reach {
                continue;
            }
            world.counts.intentions += 1;
            world.counts.intentions_by_origin[origin] += 1;
            if unit32(words[0]) >= aware {
                continue;
            }
            let share = if campaigned {
                let effect = message_effect(world, id, origin);
                if effect == 0.0 { boat_share } else { logistic(world.demand.reference_log_odds + effect) }
            } else {
                boat_share
            };
            if unit32(words[1]) >= share {
                continue;
            }
            let days = transit_days(parameters, journey, unit32(world.stream.block(id, 0, Purpose::Transit, 0)[0]));
            let slot = world.persons.create(id);
            world.counts.departures += 1;
            world.calendar.schedule(&mut world.persons, slot, world.index + days);
        }
    }
}
