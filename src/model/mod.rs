//! The science: entities, the schedule of a day, submodels, measures and observation.
//!
//! A run is a pure function of setting, parameters and unit key. The room never touches files, clocks, threads or the
//! terminal.
//!
#![doc = include_str!("../../docs/odd.md")]

pub mod diffusion;
pub mod initialise;
pub mod inputs;
pub mod invariants;
#[cfg(test)]
mod laboratory;
pub mod measures;
pub mod observation;
pub mod parameters;
pub mod record;
pub mod setting;
pub mod spare;
pub mod spending;
pub mod state;
pub mod submodels;
pub mod together;

use inputs::Inputs;
use observation::{Metric, Observations};
use parameters::Parameters;
use setting::Setting;
use state::World;
use state::gangs::Role;
use state::levers::{Region, Today};
use submodels::{
    adverts, beliefs, capacity, cases, choice, coast, demand, entry_exit, equipment, information, interception, launch,
    matching, price, sea, sea_leg,
};

/// Changes whenever the same input gives other results.
pub const MODEL_VERSION: u32 = 1;

/// What tells the random numbers of one run from another's; the scenario and the parameter draw are never part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitKey {
    /// Seed of the study.
    pub seed: u64,
    /// Replicate, unique over the study.
    pub replicate: u32,
    /// Weather path; replaces the replicate in the keys of sea and wind.
    pub weather_path: u32,
}

/// Why a model cannot be built or a run cannot go on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// The setting asks for observations that do not exist.
    #[error("{reason}")]
    Input {
        /// What is missing, in words a user can act on.
        reason: String,
    },
    /// A quantity left its range: a bug, or a parameter far outside the plausible.
    #[error("on {day} the {process} process gave {what}")]
    Broken {
        /// Day of the failure.
        day: crate::quantity::Day,
        /// Process that failed.
        process: &'static str,
        /// What was seen.
        what: String,
    },
}

/// How closely a run watches itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Vigilance {
    /// Non-finite results stop the run.
    #[default]
    Normal,
    /// Conservation of people and boats is checked every day as well.
    Paranoid,
}

/// A scenario made ready to run: everything that does not depend on the unit is computed once.
#[derive(Debug)]
pub struct Model {
    setting: Setting,
    inputs: Inputs,
}

impl Model {
    /// Prepares a setting.
    ///
    /// # Errors
    /// [`ModelError::Input`] if the setting asks for wind or demand that the record does not hold.
    pub fn new(setting: Setting) -> Result<Self, ModelError> {
        let inputs = Inputs::new(&setting)?;
        Ok(Self { setting, inputs })
    }

    /// The setting it was made from.
    pub const fn setting(&self) -> &Setting {
        &self.setting
    }

    /// Runs one history.
    ///
    /// # Errors
    /// [`ModelError::Broken`] if a quantity leaves its range.
    pub fn run(&self, parameters: &Parameters, key: UnitKey) -> Result<Observations, ModelError> {
        self.run_watched(parameters, key, Vigilance::Normal)
    }
}

/// The schedule of a day.
fn day(world: &mut World<'_>, index: usize) {
    world.index = index;
    world.today = world.inputs.days[index];
    set_levers(world); //              1 measures set levers
    sea::step(world); //               2 the sea
    launch::usual_load(world); //        the load that hulls allow this year
    information::messages(world); //     campaigns speak
    demand::step(world); //            3 the month's intentions, on the first of a month
    choice::step(world); //              the choice to go
    matching::appeal(world); //          gangs as people see them this morning
    coast::step(world); //             4 arrivals on the coast, 6 matching with gangs, 10 retries
    coast::sweep(world); //              patience ends
    launch::step(world); //            7 gangs plan launches: sector, method, load
    interception::step(world); //      8 interception ashore
    sea_leg::step(world); //           9 the sea leg: arrival, return, death
    equipment::step(world); //        11 orders, deliveries, seizures
    cases::step(world); //            12 cases and arrests
    capacity::recover(world); //         recovery of roles
    capacity::grow(world); //         13 capacity, on the first of a month
    entry_exit::step(world); //          exit and entry, on the first of a month
    price::step(world); //               price, on Mondays
    adverts::step(world); //           5 adverts are removed and rebuilt, for tomorrow
    information::step(world); //         news of arrivals, for tomorrow
    beliefs::step(world); //             news of deaths and removals, for tomorrow
}

fn set_levers(world: &mut World<'_>) {
    world.levers.reset();
    for entry in &world.setting.measures {
        let today = Today {
            day: world.today.day,
            start: entry.common.start,
            strength: entry.common.strength.get(),
            origin_ids: &world.inputs.origin_ids,
        };
        entry.apply(today, world.parameters, &mut world.levers);
    }
}

/// Writes the day down.
fn observe(world: &World<'_>, observations: &mut Observations) {
    let day = world.index;
    let counts = &world.counts;
    let mut set = |metric, value: f64| observations.set(metric, day, value);
    set(Metric::Arrivals, f64::from(counts.arrivals));
    set(Metric::Boats, f64::from(counts.boats));
    set(Metric::Intentions, f64::from(counts.intentions));
    set(Metric::Departures, f64::from(counts.departures));
    set(Metric::ReachedCoast, f64::from(counts.reached_coast));
    set(Metric::CoastStock, f64::from(world.coast_stock));
    set(Metric::Matches, f64::from(counts.matches));
    set(Metric::Launches, f64::from(counts.launches));
    set(Metric::Boardings, f64::from(counts.boardings));
    set(Metric::PreventedEvents, f64::from(counts.prevented_events));
    set(Metric::PreventedPeople, f64::from(counts.prevented_people));
    set(Metric::Returned, f64::from(counts.returned));
    set(Metric::Deaths, f64::from(counts.deaths));
    set(Metric::GaveUp, f64::from(counts.gave_up));
    set(Metric::Diverted, f64::from(counts.diverted));
    set(Metric::BoatsDelivered, f64::from(counts.boats_delivered));
    set(Metric::BoatsSeized, f64::from(counts.boats_seized));
    set(Metric::Arrests, f64::from(counts.arrests));
    for (metric, role) in [
        (Metric::ArrestsLeader, Role::Leader),
        (Metric::ArrestsLogistics, Role::Logistics),
        (Metric::ArrestsFinance, Role::Finance),
        (Metric::ArrestsRecruiter, Role::Recruiter),
        (Metric::ArrestsBeach, Role::Beach),
    ] {
        set(metric, f64::from(counts.arrests_by_role[role as usize]));
    }
    for (metric, region) in [
        (Metric::ArrestsUk, Region::Uk),
        (Metric::ArrestsEurope, Region::Europe),
        (Metric::ArrestsIraq, Region::Iraq),
        (Metric::ArrestsTurkey, Region::Turkey),
        (Metric::ArrestsElsewhere, Region::Elsewhere),
    ] {
        set(metric, f64::from(counts.arrests_by_region[region as usize]));
    }
    set(Metric::OtherWay, f64::from(counts.other_way));
    set(Metric::Removed, f64::from(counts.removed));
    set(Metric::TaxiLaunches, f64::from(counts.taxi_launches));
    set(Metric::QuietSectorLaunches, f64::from(counts.quiet_sector_launches));
    for (metric, launches) in Metric::LAUNCHES_BY_SECTOR.into_iter().zip(world.launches_by_sector) {
        set(metric, f64::from(launches));
    }
    set(Metric::ActiveSectors, world.launches_by_sector.iter().filter(|&&n| n > 0).count() as f64);
    set(Metric::AttemptsOfArrivals, f64::from(counts.attempts_of_arrivals));
    set(Metric::CoastDaysOfArrivals, f64::from(counts.coast_days_of_arrivals));
    set(Metric::AccountsRemoved, f64::from(counts.accounts_removed));
    set(Metric::Price, world.market.price_gbp);
    set(Metric::GangMoney, world.market.money_gbp);
    set(Metric::CasesClosed, f64::from(counts.cases_closed));
    set(Metric::ActiveGangs, world.gangs.list.len() as f64);
    set(Metric::Capacity, world.gangs.total_capacity());
    set(Metric::Concentration, world.gangs.concentration());
    let visible: u32 = world.gangs.list.iter().map(|gang| gang.accounts.visible).sum();
    set(Metric::VisibleAccounts, f64::from(visible));
    set(Metric::AdvertVisibility, world.information.advert_visibility);
    set(Metric::Spending, world.inputs.spending_gbp[day]);
    set(Metric::Awareness, world.information.awareness);
    set(Metric::Feasibility, world.sea.feasibility);
    set(Metric::WindNight, world.sea.wind_night);
    for origin in 0..world.setting.origins.len() {
        observations.set_origin(
            origin,
            day,
            f64::from(counts.arrivals_by_origin[origin]),
            f64::from(counts.intentions_by_origin[origin]),
        );
    }
}
