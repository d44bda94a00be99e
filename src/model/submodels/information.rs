//! Information: awareness of the route, and what campaigns leave in people's minds.
//!
//! Awareness: `dA/dt = (1 - A) r min(news / N_ref, 1.5 A)` a year, news the sixty-day mean of arrivals as a yearly rate; with
//! the loop off it keeps to its reference path. Campaigns: the share of an audience that holds a message, `R(t) =
//! max(reach(t), R(t-1) 2^(-1/h))`, h the half-life. A person held it at the choice if their own uniform lies below the
//! share retained from the day they left home, decayed since, or below the share of those reached on the way. A held
//! message moves the utility of the boat by trust times the full correction: entitlement, `-b_e e_0` (rows M17, A13);
//! risk and residence, the willingness changes of rows D07 and D08 over `p (1 - p)`. Signs come from the priors. Reads:
//! levers, counts. Writes: `information`. Beliefs of other sources are not here yet.

use crate::model::setting::Journey;
use crate::model::state::levers::Content;
use crate::model::state::{CONTENTS, World};
use crate::random::samplers::log_normal;
use crate::random::{Purpose, unit32};

/// Days over which news of arrivals is averaged.
pub const NEWS_DAYS: usize = 60;

/// Morning: today's messages.
pub fn messages(world: &mut World<'_>) {
    let running = world
        .levers
        .campaigns
        .iter()
        .any(|dose| dose.at_home_share.iter().chain(&dose.en_route_share).any(|&share| share > 0.0));
    if world.information.retained_at_home.is_empty() {
        if !running {
            return;
        }
        let origins = world.setting.origins.len();
        let days = world.inputs.days.len();
        world.information.retained_at_home = (0..origins).map(|_| std::array::from_fn(|_| vec![0.0; days])).collect();
        world.information.retained_en_route = vec![[0.0; CONTENTS]; origins];
    }
    let keep = libm::exp2(-1.0 / world.parameters.campaign_half_life_days);
    let day = world.index;
    for (origin, dose) in world.levers.campaigns.iter().enumerate() {
        for content in 0..CONTENTS {
            let home = &mut world.information.retained_at_home[origin][content];
            let before = if day == 0 { 0.0 } else { f64::from(home[day - 1]) };
            home[day] = (before * keep).max(dose.at_home_share[content].min(1.0)) as f32;
            let route = &mut world.information.retained_en_route[origin][content];
            *route = (*route * keep).max(dose.en_route_share[content].min(1.0));
        }
    }
}

/// Change of the boat's utility for one person at the choice, from the messages they still hold.
pub fn message_effect(world: &World<'_>, id: u32, origin: usize) -> f64 {
    let parameters = world.parameters;
    let words = world.stream.block(id, 0, Purpose::JourneyHome, 0);
    let away = match world.setting.origins[origin].journey {
        Journey::Overland => {
            log_normal(unit32(words[3]), parameters.journey_home_median_days, parameters.journey_home_log_sd)
        }
        Journey::VisaFree => 0.0,
    };
    let decay = libm::exp2(-away / parameters.campaign_half_life_days);
    let p = parameters.boat_share_reference;
    let mut effect = 0.0;
    for content in Content::ALL {
        let c = content as usize;
        let at_home = (world.index as f64 - away).max(-1.0).floor();
        let home = if at_home < 0.0 {
            0.0
        } else {
            f64::from(world.information.retained_at_home[origin][c][at_home as usize]) * decay
        };
        let held = home.max(world.information.retained_en_route[origin][c]);
        if unit32(words[c]) < held {
            let full = match content {
                Content::Entitlement => -parameters.entitlement_weight * parameters.entitlement_belief,
                Content::Risk => parameters.campaign_risk_willingness / (p * (1.0 - p)),
                Content::Residence => parameters.campaign_residence_willingness / (p * (1.0 - p)),
            };
            effect += parameters.campaign_weight * full;
        }
    }
    effect
}

/// Evening: awareness follows the news.
pub fn step(world: &mut World<'_>) {
    let parameters = world.parameters;
    let arrivals = f64::from(world.counts.arrivals);
    let information = &mut world.information;
    let place = world.index % NEWS_DAYS;
    information.recent_sum += arrivals - information.recent_arrivals[place];
    information.recent_arrivals[place] = arrivals;
    if !world.setting.structure.success_news {
        information.awareness = super::demand::reference_awareness(world.today.decimal_year);
        return;
    }
    let yearly = information.recent_sum * 365.25 / NEWS_DAYS as f64;
    let news = yearly / (parameters.awareness_news_reference * world.setting.population_scale);
    let aware = information.awareness;
    let growth = (1.0 - aware) * parameters.awareness_growth_rate * news.min(1.5 * aware) / 365.25;
    information.awareness = (aware + growth).min(1.0);
}
