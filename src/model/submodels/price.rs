//! Price of a seat, payment held until arrival, and the money of gangs.
//!
//! `ln P = ln P0 + x + mu ln(c/c0) + f`, weekly `x <- 0.9 x + 0.05 ln(wbar/w*)`, `c = 1/(1 - pbar)` the launches paid for each that gets
//! through (sixty-day mean), c0 at the prevention share of row C02, f the friction of disrupted money flows (row C20). A busy
//! gang asks a little more. A third party holds most of the fee until arrival, so a failed launch is the gang's loss;
//! equipment is paid on delivery. Rows A15, A30, A31, B13, B21. Without the cost term enforcement would not move price and
//! Gathmann's result (R1) could not hold. Reads: market, levers. Writes: `market.price_gbp`, cash of gangs.

use crate::model::state::World;
use crate::model::state::gangs::Gang;

/// Days over which the share of prevented launches is averaged.
const PREVENTION_DAYS: f64 = 60.0;
/// Bound on the deviation x: prices reported for one year span less than this factor of e.
const WIDEST: f64 = 1.5;

/// Evening: prevention is averaged every day, the price moves on Mondays.
pub fn step(world: &mut World<'_>) {
    let p = world.parameters;
    let counts = &world.counts;
    let weight = 1.0 / PREVENTION_DAYS;
    let market = &mut world.market;
    market.launches_mean += weight * (f64::from(counts.launches) - market.launches_mean);
    market.prevented_mean += weight * (f64::from(counts.prevented_events) - market.prevented_mean);
    if world.today.day.number().rem_euclid(7) != 4 {
        return;
    }
    let prevented =
        if market.launches_mean > 0.05 { market.prevented_mean / market.launches_mean } else { p.prevented_reference };
    let cost_ratio = (1.0 - p.prevented_reference) / (1.0 - prevented.min(0.98));
    let friction = libm::log(1.0 + p.finance_price_rise * 10.0 * world.levers.flows_disrupted_share.min(1.0));
    if world.setting.structure.price_and_entry {
        let queue = market.queue_days.iter().sum::<f64>() / market.queue_days.len().max(1) as f64;
        let pull = libm::log((queue / p.capacity_target_queue_days).clamp(0.1, 10.0));
        market.price_deviation =
            (p.price_memory * market.price_deviation + p.price_queue_gain * pull).clamp(-WIDEST, WIDEST);
        market.price_log_ratio = market.price_deviation + p.price_cost_elasticity * libm::log(cost_ratio) + friction;
    } else {
        market.price_log_ratio = friction;
    }
    market.price_gbp = p.price_standard * libm::exp(market.price_log_ratio);
}

/// Fees of people who were launched: the part that nobody holds is paid now, the rest on arrival.
pub fn fee_gbp(world: &World<'_>, people: u32, arrived: bool) -> f64 {
    let held = world.parameters.held_share;
    let share = if arrived { held } else { 1.0 - held };
    f64::from(people) * world.market.price_gbp * share
}

/// Money changes hands: booked on the gang and in the day's account.
pub fn book(gang: &mut Gang, ledger_gbp: &mut f64, amount_gbp: f64) {
    gang.cash_gbp += amount_gbp;
    *ledger_gbp += amount_gbp;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, go_to};

    /// The price after a hundred days with this share of launches prevented and flows disrupted.
    fn price(prevented: f64, disrupted: f64, loop_on: bool) -> f64 {
        let laboratory = Laboratory::new(|structure, p| {
            structure.price_and_entry = loop_on;
            p.price_standard = 1000.0;
        });
        let mut world = laboratory.world();
        world.market.queue_days = vec![laboratory.parameters.capacity_target_queue_days];
        world.levers.flows_disrupted_share = disrupted;
        for day in 0..100 {
            go_to(&mut world, day);
            world.counts.launches = 1000;
            world.counts.prevented_events = (1000.0 * prevented) as u32;
            step(&mut world);
        }
        world.market.price_gbp
    }

    #[test]
    fn at_reference_the_price_is_the_standard_and_it_rises_with_what_stands_in_the_way() {
        let reference = Laboratory::new(|_, _| {}).parameters.prevented_reference;
        assert!((price(reference, 0.0, true) / 1000.0 - 1.0).abs() < 0.01);
        let prices = [0.0, 0.3, 0.6, 1.0].map(|prevented| price(prevented, 0.0, true));
        assert!(prices.is_sorted() && prices[0] < prices[1] && prices[3].is_finite(), "{prices:?}");
        assert_eq!((price(0.0, 0.0, false), price(0.9, 0.0, false)), (1000.0, 1000.0));
        assert!(price(0.0, 0.5, false) > 1000.0);
        assert_eq!(price(0.0, 1.0, false), price(0.0, 7.0, false), "no more than all flows can be disrupted");
    }

    #[test]
    fn the_parts_of_a_fee_add_up_to_it() {
        for held in [0.0, 0.7, 1.0] {
            let laboratory = Laboratory::new(|_, p| p.held_share = held);
            let world = laboratory.world();
            let both = fee_gbp(&world, 10, false) + fee_gbp(&world, 10, true);
            assert!((both - 10.0 * world.market.price_gbp).abs() < 1e-9);
            assert_eq!(fee_gbp(&world, 0, true), 0.0);
        }
    }
}
