//! Beliefs: what people at the choice hold true about death, removal and lawful routes, by source.
//!
//! Each person leans on one source, drawn with the trust weights of rows A25–A27 (peers, smugglers, official, and the rest:
//! media), which in the mean is `belief <- belief + lambda w_s (message_s - belief)`. Death: media tell the risk of the last half
//! year, peers relax to it with the half-life of row A28, smugglers never change their tale; weight per log ratio from
//! rows D07 over A29, so its sign is the prior's. Removal, by origin: a share follows what has been announced, whole from its
//! first day, with the mean lag of row C27, the rest the removals seen among recent arrivals (returns news); weight of rows C24, C25, which is a log change of those
//! who go and is turned into log-odds at the boat's reference share, as price and lawful places are. Lawful places act with the
//! elasticity and lag of rows C30, C31. Reads: counts, levers. Writes: `beliefs`. It chooses for nobody.

use crate::model::setting::Grant;
use crate::model::state::World;

/// Sources of belief.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Source {
    /// Relatives and others who went before.
    Peers,
    /// Smugglers and their adverts.
    Smugglers,
    /// Official messages.
    Official,
    /// Everything else.
    Media,
}

/// Number of sources.
pub const SOURCES: usize = 4;

/// Days of the running mean of deaths and people at sea.
const MEMORY_DAYS: f64 = 180.0;
/// Days of the running mean of removals: Albania's fall took one to two quarters (row C27), so removals are told fast.
const REMOVAL_MEMORY_DAYS: f64 = 60.0;
/// Risk of death per person at sea at reference (deaths per 1,000 arrivals of 2021–24 are near 1).
const REFERENCE_RISK: f64 = 0.001;
/// People whose weight the reference risk has in the running mean.
const PRIOR_PEOPLE: f64 = 2000.0;
/// Arrivals whose weight the reference removal share has in the running mean.
const PRIOR_ARRIVALS: f64 = 50.0;

/// Evening: news of the day enters beliefs.
pub fn step(world: &mut World<'_>) {
    let p = world.parameters;
    let counts = &world.counts;
    let beliefs = &mut world.beliefs;
    let weight = 1.0 / MEMORY_DAYS;
    let at_sea = f64::from(counts.arrivals + counts.returned + counts.deaths);
    beliefs.deaths_mean += weight * (f64::from(counts.deaths) - beliefs.deaths_mean);
    beliefs.at_sea_mean += weight * (at_sea - beliefs.at_sea_mean);
    let prior = PRIOR_PEOPLE * world.setting.population_scale * weight;
    let risk = (beliefs.deaths_mean + prior * REFERENCE_RISK) / (beliefs.at_sea_mean + prior);
    beliefs.media_risk_log_ratio = libm::log(risk / REFERENCE_RISK);
    let relax = 1.0 - libm::exp2(-1.0 / p.belief_half_life_days);
    beliefs.peer_risk_log_ratio += relax * (beliefs.media_risk_log_ratio - beliefs.peer_risk_log_ratio);
    let announce = 1.0 - libm::exp(-1.0 / p.removal_belief_lag_days);
    let lag = 1.0 / p.lawful_lag_days;
    let weight = 1.0 / REMOVAL_MEMORY_DAYS;
    let prior = PRIOR_ARRIVALS * weight;
    for origin in 0..beliefs.announced_removal.len() {
        let told = world.levers.announced_removal_prob[origin].max(p.removal_reference);
        beliefs.announced_removal[origin] += announce * (told - beliefs.announced_removal[origin]);
        let arrivals = f64::from(counts.arrivals_by_origin[origin]);
        let removed = f64::from(counts.removed_by_origin[origin]);
        beliefs.arrivals_mean[origin] += weight * (arrivals - beliefs.arrivals_mean[origin]);
        beliefs.removed_mean[origin] += weight * (removed - beliefs.removed_mean[origin]);
        beliefs.seen_removal[origin] =
            (beliefs.removed_mean[origin] + prior * p.removal_reference) / (beliefs.arrivals_mean[origin] + prior);
        let removal = if world.setting.structure.returns_news {
            let announced = p.removal_announcement_share;
            announced * beliefs.announced_removal[origin] + (1.0 - announced) * beliefs.seen_removal[origin]
        } else {
            beliefs.announced_removal[origin]
        };
        let removal_weight = match world.setting.origins[origin].grant {
            Grant::Low => p.removal_weight_low,
            Grant::High => p.removal_weight_low * p.removal_high_grant_ratio,
        };
        beliefs.removal_log_odds[origin] =
            log_odds_of_fall(removal_weight * (removal - p.removal_reference), p.boat_share_reference);
        beliefs.lawful_places[origin] +=
            lag * (world.levers.lawful_places_per_year[origin] - beliefs.lawful_places[origin]);
    }
}

/// Change of the boat's log-odds against reference that people of all origins share, by the source they lean on (in the
/// order of [`Source`]): price and risk.
pub fn shifts_by_source(world: &World<'_>) -> [f64; SOURCES] {
    let p = world.parameters;
    let beliefs = &world.beliefs;
    let boat = p.boat_share_reference;
    let risk_weight = p.campaign_risk_willingness / (boat * (1.0 - boat)) / libm::log(p.perceived_risk_ratio.max(1.05));
    let price = p.own_price_elasticity / (1.0 - boat) * world.market.price_log_ratio;
    let risk = [beliefs.peer_risk_log_ratio, 0.0, 0.0, beliefs.media_risk_log_ratio];
    risk.map(|risk| price - risk_weight * risk)
}

/// The change that is an origin's own, whatever the source: removal and lawful routes. Campaigns are left out of both.
pub fn shift_of_origin(world: &World<'_>, origin: usize) -> f64 {
    let p = world.parameters;
    let beliefs = &world.beliefs;
    let lawful = if beliefs.lawful_places[origin] > 0.0 {
        let aware = f64::from(world.demand.month_counts[origin]) * 12.0 * world.information.awareness;
        let reference = (p.lawful_share * aware).max(1.0);
        p.lawful_elasticity / (1.0 - p.boat_share_reference) * libm::log1p(beliefs.lawful_places[origin] / reference)
    } else {
        0.0
    };
    lawful - beliefs.removal_log_odds[origin]
}

/// Log-odds that take the boat's share at reference to `exp(-fall)` times itself; where the share rises, by the tangent,
/// so that no share can leave its range.
fn log_odds_of_fall(fall: f64, boat: f64) -> f64 {
    if fall <= 0.0 {
        return fall / (1.0 - boat);
    }
    fall + libm::log((1.0 - boat * libm::exp(-fall)) / (1.0 - boat))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, go_to};
    use crate::model::submodels::sea::{logistic, logit};

    fn boat_log_odds_shifts(world: &World<'_>, origin: usize) -> [f64; SOURCES] {
        shifts_by_source(world).map(|shift| shift + shift_of_origin(world, origin))
    }

    const ALL: [Source; SOURCES] = [Source::Peers, Source::Smugglers, Source::Official, Source::Media];

    #[test]
    fn at_reference_nothing_moves_the_choice() {
        let laboratory = Laboratory::new(|_, _| {});
        let mut world = laboratory.world();
        for day in 0..50 {
            go_to(&mut world, day);
            step(&mut world);
        }
        for source in ALL {
            assert!(boat_log_odds_shifts(&world, 0)[source as usize].abs() < 1e-9, "{source:?}");
        }
    }

    #[test]
    fn deaths_move_those_who_hear_of_them_by_the_sign_of_the_prior() {
        for sign in [1.0, -1.0] {
            let laboratory = Laboratory::new(|_, p| p.campaign_risk_willingness = 0.03 * sign);
            let mut world = laboratory.world();
            for day in 0..30 {
                go_to(&mut world, day);
                (world.counts.deaths, world.counts.returned) = (20, 100);
                step(&mut world);
            }
            let shift = ALL.map(|source| boat_log_odds_shifts(&world, 0)[source as usize]);
            assert!(shift[3] * sign < shift[0] * sign && shift[0] * sign < 0.0, "media before peers: {shift:?}");
            assert_eq!((shift[1], shift[2]), (0.0, 0.0), "smugglers and officials tell nothing of it");
        }
    }

    #[test]
    fn an_announced_removal_is_believed_with_the_lag_and_weighs_more_where_grants_are_few() {
        let laboratory = Laboratory::new(|structure, p| {
            structure.returns_news = false;
            (p.removal_reference, p.removal_belief_lag_days) = (0.0, 30.0);
        });
        let mut world = laboratory.world();
        world.levers.announced_removal_prob.fill(1.0);
        for day in 0..30 {
            go_to(&mut world, day);
            step(&mut world);
        }
        let believed = 1.0 - libm::exp(-1.0);
        assert!((world.beliefs.announced_removal[0] - believed).abs() < 1e-9);
        let (high_grant, low_grant) = (
            boat_log_odds_shifts(&world, 0)[Source::Media as usize],
            boat_log_odds_shifts(&world, 1)[Source::Media as usize],
        );
        assert!(low_grant < high_grant && high_grant < 0.0);
        let boat = laboratory.parameters.boat_share_reference;
        let share = logistic(logit(boat) + low_grant);
        let fall = libm::exp(-believed * laboratory.parameters.removal_weight_low);
        assert!((share / boat - fall).abs() < 1e-9, "the weight is a log change of those who go");
    }

    #[test]
    fn the_log_odds_of_a_fall_are_smooth_and_none_for_none() {
        assert_eq!(log_odds_of_fall(0.0, 0.5), 0.0);
        let slope = |at: f64| (log_odds_of_fall(at + 1e-6, 0.7) - log_odds_of_fall(at - 1e-6, 0.7)) / 2e-6;
        assert!((slope(0.0) - 1.0 / 0.3).abs() < 1e-4 && (slope(50.0) - 1.0).abs() < 1e-4);
        assert!(log_odds_of_fall(-100.0, 0.7).is_finite() && log_odds_of_fall(1e9, 0.7).is_finite());
    }

    #[test]
    fn lawful_places_draw_people_away_from_their_origin_alone() {
        let laboratory = Laboratory::new(|_, _| {});
        let mut world = laboratory.world();
        world.information.awareness = 0.5;
        world.levers.lawful_places_per_year[1] = 12_000.0;
        go_to(&mut world, 0);
        step(&mut world);
        assert!(boat_log_odds_shifts(&world, 1)[Source::Media as usize] < 0.0);
        assert!(boat_log_odds_shifts(&world, 0)[Source::Media as usize].abs() < 1e-12);
    }
}
