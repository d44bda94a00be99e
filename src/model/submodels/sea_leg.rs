//! The sea leg: a boat that left arrives, is returned or rescued to France, or meets a fatal incident.
//!
//! Return with probability `sea.return_prob` (people rescued to France over people at sea). Fatal incident with probability
//! `h (L/50)^gamma exp(omega (w - 5))` times the year's factor; deaths zero-truncated negative binomial, at most the load;
//! survivors of an incident count as rescued to France. Everyone else arrives. Deaths are an output of every run; rows
//! G04–G06. Reads: sea, launches. Writes: those who try again, counts, reputations. It cannot tell rescue from return.

use super::interception::{Failure, try_again};
use super::price;
use super::returns::Removals;
use crate::model::parameters::Parameters;
use crate::model::state::fates::Fate;
use crate::model::state::levers::SECTORS;
use crate::model::state::luck::{Decision, Trait};
use crate::model::state::workspace::{Trial, room};
use crate::model::state::{Launch, World};
use crate::random::samplers::{untruncated_mean_for, zero_truncated_negative_binomial};
use crate::random::unit32;
use std::ops::Range;

/// Wind at which the hazard is at its reference (m/s): a usual crossing night.
const REFERENCE_WIND: f64 = 5.0;

/// Factor of the hazard by people aboard, `(L/50)^gamma`.
pub fn harm_of_load(parameters: &Parameters, people: usize) -> f64 {
    libm::pow(people as f64 / 50.0, parameters.harm_load_elasticity)
}

/// All boats that left today.
pub fn step(world: &mut World<'_>) {
    let day = world.today.day.number() as u16;
    let launches = std::mem::take(&mut world.launches);
    let p = world.parameters;
    let harm_of_wind = libm::exp(p.harm_wind * (world.sea.wind_night - REFERENCE_WIND));
    let removals = Removals::of(world);
    for launch in &launches {
        let [incident, back] = world.luck.of_launch(Decision::AtSea, launch.gang, day, launch.order);
        let people = launch.people.len();
        let of_load = world.waits.harm_of_load.get(people).copied().unwrap_or_else(|| harm_of_load(p, people));
        let hazard = (p.harm_base
            * of_load
            * harm_of_wind
            * world.sea.harm_year
            * if launch.contact { p.contact_hazard_ratio } else { 1.0 })
        .min(1.0);
        let deaths = if unit32(incident) < hazard {
            let mean = untruncated_mean_for(p.harm_deaths_mean, p.harm_deaths_k);
            let [dead, _] = world.luck.of_launch(Decision::Deaths, launch.gang, day, launch.order);
            (zero_truncated_negative_binomial(unit32(dead), mean, p.harm_deaths_k) as usize).min(launch.people.len())
        } else {
            0
        };
        let returned = deaths > 0 || unit32(back) < p.sea_return;
        world.counts.boats_spent += 1;
        if !returned {
            world.counts.boats += 1;
        }
        if let Some(place) = world.gangs.find(launch.gang) {
            let gang = &mut world.gangs.list[place];
            let payoff = if returned { 0.5 } else { 1.0 };
            if world.setting.structure.harm_to_reputation {
                let success = if deaths > 0 { 0.0 } else { payoff };
                gang.reputation += (success - gang.reputation) / p.reputation_memory;
            }
            gang.learned.learn(launch.way(), payoff, p.learning_rate);
        }
        pay(world, launch, launch.people.len() as u32 - deaths as u32, !returned);
        let (lost, others) =
            (launch.people.start..launch.people.start + deaths, launch.people.start + deaths..launch.people.end);
        for at in lost {
            world.leave_coast(world.boarded[at].id(), Fate::Dead);
        }
        world.counts.deaths += deaths as u32;
        if returned {
            bring_back(world, others);
        } else {
            bring_over(world, launch, others, &removals);
        }
    }
    world.launches = launches;
}

/// People of a boat that was returned or rescued to France.
fn bring_back(world: &mut World<'_>, people: Range<usize>) {
    world.counts.returned += people.len() as u32;
    let luck = world.luck.of(Decision::Rescued);
    let mut list = std::mem::take(&mut world.workspace.trials);
    let trials = room(&mut list, people.len());
    for (trial, &person) in trials.iter_mut().zip(&world.boarded[people]) {
        let mut person = person;
        person.attempt();
        *trial = Trial { person, word: luck.at(person.at_attempt()) as u32 };
    }
    try_again(world, trials, Failure::Rescued);
    world.workspace.trials = list;
}

/// People of a boat that arrives.
fn bring_over(world: &mut World<'_>, launch: &Launch, people: Range<usize>, removals: &Removals) {
    let (method, sector) = launch.way();
    let way = (sector + SECTORS * method) as u8;
    let people = &world.boarded[people];
    let World { counts, fates, index, coast_stock, .. } = world;
    let (today, arrived) = (*index as u32, people.len() as u32);
    let attempts = arrived + people.iter().map(|person| u32::from(person.attempts())).sum::<u32>();
    let came: u32 = people.iter().map(|person| u32::from(person.coast_day())).sum();
    let words = world.luck.of_persons(Trait::Removal);
    for person in people {
        let (id, origin) = (person.id(), person.origin());
        counts.arrivals_by_origin[origin] += 1;
        removals.after_arrival(words.of(id), origin, counts);
        fates.arrive(id, *index, way, launch.gang);
    }
    *coast_stock -= arrived;
    counts.arrivals += arrived;
    counts.attempts_of_arrivals += attempts;
    counts.coast_days_of_arrivals += arrived * today - came;
}

/// Fees change hands: what nobody holds when people board, what a third party holds when they arrive.
fn pay(world: &mut World<'_>, launch: &Launch, people: u32, arrived: bool) {
    let mut amount = price::fee_gbp(world, people, false);
    if arrived {
        amount += price::fee_gbp(world, people, true);
    }
    if let Some(place) = world.gangs.find(launch.gang) {
        price::book(&mut world.gangs.list[place], &mut world.market.money_gbp, amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang, queue};
    use crate::model::submodels::launch;

    /// One boat at sea: people aboard, arrivals, returned, deaths, given up.
    fn boat(returned: f64, hazard: f64, retry: f64) -> [u32; 5] {
        let laboratory = Laboratory::new(|_, p| {
            (p.sea_return, p.harm_base, p.harm_year_sd) = (returned, hazard, 0.0);
            (p.retry_after_rescue, p.discouragement) = (retry, 0.0);
            (p.load_noise_sd, p.load_day_sd) = (0.0, 0.0);
        });
        let mut world = laboratory.world();
        gang(&mut world, 1, 1.0, 1);
        queue(&mut world, 0, 0..30);
        (world.sea.feasibility, world.sea.harm_year, world.sea.wind_night) = (1.0, 1.0, REFERENCE_WIND);
        launch::step(&mut world);
        let aboard = world.boarded.len() as u32;
        assert!(aboard > 0);
        step(&mut world);
        let counts = &world.counts;
        assert_eq!(counts.boats, u32::from(counts.arrivals > 0));
        assert_eq!(world.coast_stock, 30 - counts.arrivals - counts.deaths - counts.gave_up);
        [aboard, counts.arrivals, counts.returned, counts.deaths, counts.gave_up]
    }

    #[test]
    fn a_boat_arrives_or_returns_whole_where_that_is_certain() {
        let [aboard, arrivals, returned, deaths, gave_up] = boat(0.0, 0.0, 1.0);
        assert_eq!([arrivals, returned, deaths, gave_up], [aboard, 0, 0, 0]);
        let [aboard, arrivals, returned, deaths, gave_up] = boat(1.0, 0.0, 1.0);
        assert_eq!([arrivals, returned, deaths, gave_up], [0, aboard, 0, 0]);
        let [aboard, arrivals, returned, deaths, gave_up] = boat(1.0, 0.0, 0.0);
        assert_eq!([arrivals, returned, deaths, gave_up], [0, aboard, 0, aboard]);
    }

    #[test]
    fn a_certain_incident_costs_a_life_and_at_most_all_and_nobody_of_it_arrives() {
        let [aboard, arrivals, returned, deaths, _] = boat(0.0, 1e9, 1.0);
        assert!((1..=aboard).contains(&deaths));
        assert_eq!((arrivals, returned), (0, aboard - deaths));
    }
}
