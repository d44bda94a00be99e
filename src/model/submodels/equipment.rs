//! Equipment: boats ordered, seized on the way, delivered, paid.
//!
//! Once a week a gang orders up to `K_eff fbar (lead + cover) + 1` boats, counting stock and boats on order; a delivery takes
//! the lead time and comes at once. Each boat passes with the lever's probability; of the seized a share is substituted by
//! the usual order, the rest stays unordered for sixty days (rows C11, C12). A cap on supply lets through a share of what
//! this run delivered in the same calendar month of the two years before the cap began, day by day, unused days kept up to a
//! month; boats above it wait. An order rule
//! that covers expected launches softens any seizure, so scarcity bites through the cap. Reads: levers, gangs. Writes:
//! stocks, orders, cash.

use super::price;
use crate::model::state::World;
use crate::random::samplers::round_stochastic;
use crate::random::{Purpose, unit32};
use std::collections::VecDeque;

/// Days between orders.
const ORDER_DAYS: usize = 7;
/// Months before a cap that make its reference.
const REFERENCE_MONTHS: usize = 24;

/// Orders and deliveries of the day.
pub fn step(world: &mut World<'_>) {
    if world.market.delivered_by_month.len() <= world.today.month {
        world.market.delivered_by_month.resize(world.today.month + 1, 0);
    }
    let mut allowance = allowance(world);
    let gangs = world.gangs.list.len();
    // The first in line changes every day, so that a cap favours nobody.
    let first = if gangs == 0 { 0 } else { world.index % gangs };
    let today = world.index;
    for place in (first..gangs).chain(0..first) {
        let gang = &world.gangs.list[place];
        let orders = (today + gang.id as usize).is_multiple_of(ORDER_DAYS);
        if is_due(&gang.orders, today) || is_due(&gang.forgone, today) {
            deliver(world, place, &mut allowance);
        }
        if orders {
            order(world, place);
        }
    }
}

/// Whether something of a list in the order of its days is due.
fn is_due(list: &VecDeque<(usize, u32)>, today: usize) -> bool {
    list.front().is_some_and(|&(due, _)| due <= today)
}

/// Boats that may come today; `None` without a cap. What a day leaves is kept for later, a month's supply at most.
fn allowance(world: &mut World<'_>) -> Option<u32> {
    let cap = world.levers.supply_cap_share;
    if cap >= 1.0 {
        world.market.supply_reference = None;
        world.market.supply_credit = 0.0;
        return None;
    }
    let month = world.today.month;
    let calendar_month = |m: usize| (m as i32 + world.inputs.first_month_since_record).rem_euclid(12) as usize;
    if world.market.supply_reference.is_none() {
        let (mut sums, mut counts) = ([0.0; 12], [0.0; 12]);
        for m in month.saturating_sub(REFERENCE_MONTHS)..month {
            sums[calendar_month(m)] += f64::from(world.market.delivered_by_month[m]);
            counts[calendar_month(m)] += 1.0;
        }
        let known: f64 = sums.iter().sum::<f64>() / counts.iter().sum::<f64>().max(1.0);
        world.market.supply_reference =
            Some(std::array::from_fn(|m| if counts[m] > 0.0 { sums[m] / counts[m] } else { known }));
    }
    let reference = world.market.supply_reference.as_ref().map_or(0.0, |months| months[calendar_month(month)]);
    let month_supply = cap * reference;
    let day_supply = month_supply / f64::from(world.today.days_in_month);
    world.market.supply_credit = (world.market.supply_credit + day_supply).min(month_supply.max(1.0));
    Some(world.market.supply_credit as u32)
}

fn deliver(world: &mut World<'_>, place: usize, allowance: &mut Option<u32>) {
    let p = world.parameters;
    let today = world.index;
    let passing = world.levers.equipment_passing_share;
    let day = world.today.day.number() as u32;
    let stream = world.stream;
    while let Some(&(due, boats)) = world.gangs.list[place].orders.front()
        && due <= today
    {
        let gang = &mut world.gangs.list[place];
        gang.orders.pop_front();
        let coming = allowance.map_or(boats, |left| left.min(boats));
        if coming < boats {
            gang.orders.push_front((today + 1, boats - coming));
        }
        let seized = if passing < 1.0 {
            let lost = |&boat: &u32| unit32(stream.block(gang.id, day, Purpose::Seizure, boat as u16)[0]) >= passing;
            (0..coming).filter(lost).count() as u32
        } else {
            0
        };
        if seized > 0 {
            let word = stream.block(gang.id, day, Purpose::Substitution, 0)[0];
            let forgone =
                round_stochastic(f64::from(seized) * (1.0 - p.seizure_substitution), unit32(word)).min(seized);
            if forgone > 0 {
                gang.forgone.push_back((today + p.forgone_days as usize, forgone));
            }
        }
        let delivered = coming - seized;
        gang.stock += delivered;
        price::book(gang, &mut world.market.money_gbp, -f64::from(coming) * p.kit_cost_gbp);
        world.counts.boats_seized += seized;
        world.counts.boats_delivered += delivered;
        world.market.delivered_by_month[world.today.month] += delivered;
        if let Some(left) = allowance {
            // What is seized on the way does not reach the coast, and so does not use the cap.
            *left -= delivered;
            world.market.supply_credit -= f64::from(delivered);
            if coming < boats {
                break;
            }
        }
    }
    let gang = &mut world.gangs.list[place];
    while is_due(&gang.forgone, today) {
        gang.forgone.pop_front();
    }
}

fn order(world: &mut World<'_>, place: usize) {
    let p = world.parameters;
    let (today, usable) = (world.index, world.sea.usable_share);
    let gang = &mut world.gangs.list[place];
    let target = 1.0 + gang.effective_capacity() * usable * (p.equipment_lead_days + p.equipment_cover_days);
    let boats = (target - f64::from(gang.stock + gang.on_order())).max(0.0) as u32;
    if boats > 0 {
        gang.orders.push_back((today + p.equipment_lead_days.max(1.0) as usize, boats));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang, go_to};

    /// Boats delivered and seized of ten that are due, with this passing share and cap.
    fn ten_due(passing: f64, cap: f64) -> (u32, u32) {
        let laboratory = Laboratory::new(|_, _| {});
        let mut world = laboratory.world();
        gang(&mut world, 1, 1.0, 0);
        world.gangs.list[0].orders.push_back((5, 10));
        go_to(&mut world, 5);
        (world.levers.equipment_passing_share, world.levers.supply_cap_share) = (passing, cap);
        step(&mut world);
        assert_eq!(world.gangs.list[0].stock, world.counts.boats_delivered);
        (world.counts.boats_delivered, world.counts.boats_seized)
    }

    #[test]
    fn all_pass_or_none_do_and_under_a_cap_of_nothing_none_come() {
        assert_eq!(ten_due(1.0, 1.0), (10, 0));
        assert_eq!(ten_due(0.0, 1.0), (0, 10));
        assert_eq!(ten_due(1.0, 0.0), (0, 0));
    }

    #[test]
    fn what_is_fully_substituted_is_ordered_again_and_what_is_not_stays_away() {
        for (substituted, forgone) in [(1.0, 0), (0.0, 10)] {
            let laboratory = Laboratory::new(|_, p| p.seizure_substitution = substituted);
            let mut world = laboratory.world();
            gang(&mut world, 1, 1.0, 0);
            world.gangs.list[0].orders.push_back((5, 10));
            go_to(&mut world, 5);
            world.levers.equipment_passing_share = 0.0;
            step(&mut world);
            assert_eq!(world.gangs.list[0].forgone.iter().map(|&(_, boats)| boats).sum::<u32>(), forgone);
        }
    }

    #[test]
    fn a_gang_without_capacity_keeps_one_boat_in_view_and_no_gang_orders_nothing() {
        let laboratory = Laboratory::new(|_, _| {});
        let mut world = laboratory.world();
        go_to(&mut world, 6);
        step(&mut world);
        gang(&mut world, 1, 0.0, 0);
        step(&mut world);
        assert_eq!(world.gangs.list[0].on_order(), 1);
        step(&mut world);
        assert_eq!(world.gangs.list[0].on_order(), 1, "what is on order is counted");
    }
}
