//! Equipment: boats ordered, seized on the way, delivered.
//!
//! Once a week a gang orders up to `K_eff fbar (lead + cover) + 1` boats, counting stock and boats on order; a delivery takes
//! the lead time and comes at once. Each boat passes with the lever's probability; of the seized a share is substituted by
//! the usual order, the rest stays unordered for sixty days (rows C11, C12). Reads: levers, gangs. Writes: stocks, orders.
//! An order rule that covers expected launches softens any seizure; a cap on supply is a matter for the next version.

use crate::model::state::World;
use crate::random::samplers::round_stochastic;
use crate::random::{Purpose, unit32};

/// Days between orders.
const ORDER_DAYS: usize = 7;

/// Orders and deliveries of the day.
pub fn step(world: &mut World<'_>) {
    let p = world.parameters;
    let (today, usable) = (world.index, world.sea.usable_share);
    let passing = world.levers.equipment_passing_share;
    let day = world.today.day.number() as u32;
    for gang in &mut world.gangs.list {
        while let Some(&(due, boats)) = gang.orders.front()
            && due <= today
        {
            gang.orders.pop_front();
            let seized = if passing < 1.0 {
                (0..boats)
                    .filter(|&boat| {
                        unit32(world.stream.block(gang.id, day, Purpose::Seizure, boat as u16)[0]) >= passing
                    })
                    .count() as u32
            } else {
                0
            };
            if seized > 0 {
                let word = world.stream.block(gang.id, day, Purpose::Substitution, 0)[0];
                let forgone = round_stochastic(f64::from(seized) * (1.0 - p.seizure_substitution), unit32(word));
                let forgone = forgone.min(seized);
                if forgone > 0 {
                    gang.forgone.push_back((today + p.forgone_days as usize, forgone));
                }
            }
            gang.stock += boats - seized;
            world.counts.boats_seized += seized;
            world.counts.boats_delivered += boats - seized;
        }
        while gang.forgone.front().is_some_and(|&(until, _)| until <= today) {
            gang.forgone.pop_front();
        }
        if (today + gang.id as usize) % ORDER_DAYS == 0 {
            let target = 1.0 + gang.effective_capacity() * usable * (p.equipment_lead_days + p.equipment_cover_days);
            let have = gang.stock + gang.on_order();
            if f64::from(have) < target {
                let boats = (target - f64::from(have)) as u32;
                if boats > 0 {
                    gang.orders.push_back((today + p.equipment_lead_days.max(1.0) as usize, boats));
                }
            }
        }
    }
}
