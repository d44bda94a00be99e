//! Information: awareness of the route, and what campaigns leave in people's minds.
//!
//! Awareness: `dA/dt = (1 - A) r min(news / N_ref, 1.5 A)` a year, news the sixty-day mean of arrivals as a yearly rate; with
//! the loop off it keeps to its reference path. Campaigns: the share of an audience that holds a message, `R(t) =
//! max(reach(t), R(t-1) 2^(-1/h))`, h the half-life. A person held it at the choice if their own uniform lies below the
//! share retained from the day they left home, decayed since, or below the share of those reached on the way. A held
//! message moves the utility of the boat by trust times the full correction: entitlement, `-b_e e_0` (rows M17, A13);
//! risk and residence, the willingness changes of rows D07 and D08 over `p (1 - p)`. Signs come from the priors; the
//! structure names two other forms, no effect and backfire. Reads: levers, counts. Writes: `information`.

use crate::model::setting::{CampaignForm, Journey};
use crate::model::state::levers::Content;
use crate::model::state::luck::Decision;
use crate::model::state::{CONTENTS, World};
use crate::random::samplers::log_normal;
use crate::random::unit32;

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
        world.information.addressed = vec![false; origins];
    }
    let keep = libm::exp2(-1.0 / world.parameters.campaign_half_life_days);
    let day = world.index;
    for (origin, dose) in world.levers.campaigns.iter().enumerate() {
        world.information.addressed[origin] |=
            dose.at_home_share.iter().chain(&dose.en_route_share).any(|&share| share > 0.0);
        if !world.information.addressed[origin] {
            continue;
        }
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
pub fn message_effect(world: &World<'_>, id: u64, origin: usize) -> f64 {
    let parameters = world.parameters;
    let [entitlement, risk] = world.luck.words(Decision::Message, id, 0);
    let [residence, journey] = world.luck.words(Decision::Message, id, 1);
    let words = [entitlement, risk, residence, journey];
    let away = match world.setting.origins[origin].journey {
        Journey::Overland => {
            log_normal(unit32(words[3]), parameters.journey_home_median_days, parameters.journey_home_log_sd)
        }
        Journey::VisaFree => 0.0,
    };
    let decay = libm::exp2(-away / parameters.campaign_half_life_days);
    let p = parameters.boat_share_reference;
    let sign = match world.setting.structure.campaign {
        CampaignForm::None => return 0.0,
        CampaignForm::Belief => 1.0,
        CampaignForm::Backfire => -1.0,
    };
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
            effect += sign * parameters.campaign_weight * full;
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
        information.awareness = world.inputs.diffusion.share(world.today.decimal_year);
        return;
    }
    let yearly = information.recent_sum * 365.25 / NEWS_DAYS as f64;
    let news = yearly / (parameters.awareness_news_reference * world.setting.population_scale);
    let aware = information.awareness;
    let growth = (1.0 - aware) * parameters.awareness_growth_rate * news.min(1.5 * aware) / 365.25;
    information.awareness = (aware + growth).min(1.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, go_to};
    use crate::model::state::persons::person_id;

    /// Effects of a campaign that reaches this share of the second origin, on fifty people each.
    fn effects(reach: f64, form: CampaignForm, trust: f64) -> [Vec<f64>; 2] {
        let laboratory = Laboratory::new(|structure, p| {
            structure.campaign = form;
            (p.campaign_weight, p.entitlement_weight, p.entitlement_belief) = (trust, 1.0, 1.0);
        });
        let mut world = laboratory.world();
        world.levers.campaigns[1].en_route_share[Content::Entitlement as usize] = reach;
        go_to(&mut world, 0);
        messages(&mut world);
        if world.information.retained_at_home.is_empty() {
            return [Vec::new(), Vec::new()];
        }
        [0, 1].map(|origin| (0..50).map(|n| message_effect(&world, person_id(origin, 0, n), origin)).collect())
    }

    #[test]
    fn a_campaign_reaches_nobody_or_everybody_of_its_origin() {
        assert_eq!(effects(0.0, CampaignForm::Belief, 0.2), [const { Vec::<f64>::new() }; 2]);
        let [others, reached] = effects(1.0, CampaignForm::Belief, 0.2);
        assert!(others.iter().all(|&effect| effect == 0.0));
        assert!(reached.iter().all(|&effect| (effect + 0.2).abs() < 1e-12));
    }

    #[test]
    fn without_trust_or_in_the_form_none_nothing_moves_and_backfire_turns_the_sign() {
        assert!(effects(1.0, CampaignForm::Belief, 0.0)[1].iter().all(|&effect| effect == 0.0));
        assert!(effects(1.0, CampaignForm::None, 0.2)[1].iter().all(|&effect| effect == 0.0));
        assert!(effects(1.0, CampaignForm::Backfire, 0.2)[1].iter().all(|&effect| (effect - 0.2).abs() < 1e-12));
    }

    #[test]
    fn a_message_is_half_gone_after_its_half_life() {
        let laboratory = Laboratory::new(|_, p| p.campaign_half_life_days = 20.0);
        let mut world = laboratory.world();
        world.levers.campaigns[1].en_route_share[0] = 0.8;
        for day in 0..=20 {
            go_to(&mut world, day);
            messages(&mut world);
            world.levers.campaigns[1].en_route_share[0] = 0.0;
        }
        assert!((world.information.retained_en_route[1][0] - 0.4).abs() < 1e-9);
    }

    #[test]
    fn without_news_nobody_learns_and_with_all_aware_nobody_is_left() {
        let laboratory = Laboratory::new(|_, _| {});
        let mut world = laboratory.world();
        for (aware, arrivals) in [(0.3, 0), (1.0, 5000)] {
            world.information.awareness = aware;
            for day in 0..90 {
                go_to(&mut world, day);
                world.counts.arrivals = arrivals;
                step(&mut world);
            }
            assert_eq!(world.information.awareness, aware);
        }
    }
}
