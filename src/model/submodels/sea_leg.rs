//! The sea leg: a boat that left arrives, is returned or rescued to France, or meets a fatal incident.
//!
//! Return with probability `sea.return_prob` (people rescued to France over people at sea). Fatal incident with probability
//! `h (L/50)^gamma exp(omega (w - 5))` times the year's factor; deaths zero-truncated negative binomial, at most the load;
//! survivors of an incident count as rescued to France. Everyone else arrives. Deaths are an output of every run; rows
//! G04–G06. Reads: sea, launches. Writes: persons, counts, reputations. It cannot tell rescue from return.

use super::interception::try_again;
use crate::model::state::World;
use crate::random::samplers::{untruncated_mean_for, zero_truncated_negative_binomial};
use crate::random::{Purpose, unit32};

/// Wind at which the hazard is at its reference (m/s): a usual crossing night.
const REFERENCE_WIND: f64 = 5.0;

/// All boats that left today.
pub fn step(world: &mut World<'_>) {
    let day = world.today.day.number() as u32;
    let launches = std::mem::take(&mut world.launches);
    for launch in &launches {
        let p = world.parameters;
        let words = world.stream.block(launch.gang, day, Purpose::SeaLeg, launch.order as u16);
        let load = launch.people.len() as f64;
        let hazard = (p.harm_base
            * libm::pow(load / 50.0, p.harm_load_elasticity)
            * libm::exp(p.harm_wind * (world.sea.wind_night - REFERENCE_WIND))
            * world.sea.harm_year)
            .min(1.0);
        let deaths = if unit32(words[0]) < hazard {
            let mean = untruncated_mean_for(p.harm_deaths_mean, p.harm_deaths_k);
            (zero_truncated_negative_binomial(unit32(words[1]), mean, p.harm_deaths_k) as usize)
                .min(launch.people.len())
        } else {
            0
        };
        let returned = deaths > 0 || unit32(words[2]) < p.sea_return;
        world.counts.boats_spent += 1;
        if !returned {
            world.counts.boats += 1;
        }
        if let Some(place) = world.gangs.find(launch.gang) {
            let gang = &mut world.gangs.list[place];
            gang.reputation += (f64::from(u8::from(!returned)) - gang.reputation) / p.reputation_memory;
        }
        for (rank, at) in launch.people.clone().enumerate() {
            let slot = world.boarded[at];
            let s = slot as usize;
            world.persons.attempts[s] = world.persons.attempts[s].saturating_add(1);
            if rank < deaths {
                world.counts.deaths += 1;
                world.leave_coast(slot);
            } else if returned {
                world.counts.returned += 1;
                let attempt = u32::from(world.persons.attempts[s]);
                let words = world.stream.block(world.persons.id[s], attempt, Purpose::Retry, 0);
                try_again(world, slot, p.retry_after_rescue, [unit32(words[0]), unit32(words[1])]);
            } else {
                let origin = world.persons.origin(slot);
                world.counts.arrivals += 1;
                world.counts.arrivals_by_origin[origin] += 1;
                world.leave_coast(slot);
            }
        }
    }
    world.launches = launches;
}
