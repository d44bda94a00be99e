//! Adverts: accounts of gangs that are found, removed and rebuilt.
//!
//! A visible account is found at hazard f (lever): when the exposure `H = sum f` since its life began passes a unit
//! exponential keyed by gang, account and life, so the same account meets the same luck under every policy. It is back after an exponential
//! time of mean r (`online.replacement_days`) with a share k of its audience, and what it lacks shrinks by `exp(-t/b)`
//! (`online.audience_rebuild_days`). In the mean, with S the share visible, A the audience of all and V that of the visible,
//! `dS/dt = (1-S)/r - f S`, `dA/dt = (S-V)/b - f (1-k) V`, `dV/dt = (A-V)/r - f V + (S-V)/b`; for k = 1 that is `dV/dt = rho
//! (1-V) - f V`, rho = 1/r. With a fast replacement the yearly count of removals does next to nothing; speed does. Rows
//! E01–E05, S49, S75. Reads: levers, gangs. Writes: accounts, exposure, mean visibility. It does not say who reads a post.

use crate::model::parameters::Parameters;
use crate::model::state::World;
use crate::model::state::accounts::{Account, Accounts};
use crate::random::samplers::exponential;
use crate::random::{Purpose, Stream};

/// Shortest absence of a removed account in days, one hour: keeps the events of a day finite at any hazard.
const SHORTEST_ABSENCE_DAYS: f64 = 1.0 / 24.0;
/// Most accounts a gang runs, whatever the parameter.
const MOST_ACCOUNTS: f64 = 1000.0;

/// What the events of a day need to know.
#[derive(Clone, Copy)]
struct Day<'a> {
    stream: Stream,
    parameters: &'a Parameters,
    start: f64,
    exposure: f64,
    hazard: f64,
}

/// One day of removal and rebuilding.
pub fn step(world: &mut World<'_>) {
    let day = today(world);
    let (evening, exposure) = (day.start + 1.0, day.exposure + day.hazard);
    let kept = libm::exp(-1.0 / rebuild_days(day.parameters));
    let (mut sum, mut weight, mut removed) = (0.0, 0.0, 0);
    for gang in &mut world.gangs.list {
        let accounts = &mut gang.accounts;
        if accounts.next_found <= exposure || accounts.next_back < evening {
            for (place, account) in accounts.list.iter_mut().enumerate() {
                removed += pass(account, gang.id, place, day);
            }
            assess(accounts, evening, day.parameters);
        } else if accounts.lacking > 0.0 {
            accounts.lacking *= kept;
        }
        let size = gang.effective_capacity();
        sum += size * gang.accounts.reach();
        weight += size;
    }
    world.counts.accounts_removed = removed;
    world.information.removal_exposure = exposure;
    world.information.advert_visibility = if weight > 0.0 { sum / weight } else { 0.0 };
}

/// The accounts of a gang that enters: all visible, with a full audience.
pub fn opened(world: &World<'_>, gang: u32) -> Accounts {
    let day = today(world);
    let count = (world.parameters.accounts_per_gang + 0.5).min(MOST_ACCOUNTS) as usize;
    let list = (0..count).map(|place| Account {
        life: 0,
        visible: true,
        lacking: 0.0,
        since: day.start,
        until: day.exposure + patience_of_luck(day, gang, place, 0),
    });
    let mut accounts = Accounts { list: list.collect(), ..Accounts::default() };
    assess(&mut accounts, day.start, day.parameters);
    accounts
}

/// The accounts of a gang that splits off: as visible and with as much audience as its parent's, with luck of their own;
/// waiting times are memoryless, so that drawing them anew changes no law.
pub fn inherited(world: &World<'_>, parent: &Accounts, gang: u32) -> Accounts {
    let day = today(world);
    let mut accounts = parent.clone();
    for (place, account) in accounts.list.iter_mut().enumerate() {
        account.life = 0;
        account.until = if account.visible {
            day.exposure + patience_of_luck(day, gang, place, 0)
        } else {
            day.start + absence(day, gang, place, 0)
        };
    }
    assess(&mut accounts, day.start, day.parameters);
    accounts
}

fn today<'m>(world: &World<'m>) -> Day<'m> {
    Day {
        stream: world.stream,
        parameters: world.parameters,
        start: world.index as f64,
        exposure: world.information.removal_exposure,
        hazard: world.levers.removal_hazard_per_day,
    }
}

/// Days in which what an audience lacks shrinks to 1/e; never zero, so that no moment divides by nothing.
const fn rebuild_days(parameters: &Parameters) -> f64 {
    parameters.online_rebuild_days.max(f64::MIN_POSITIVE)
}

/// Exposure that a life of an account outlasts, a unit exponential.
fn patience_of_luck(day: Day<'_>, gang: u32, place: usize, life: u32) -> f64 {
    exponential(day.stream.uniforms(gang, life, Purpose::AdvertAccount, place as u16)[0], 1.0)
}

/// Days for which an account is gone after a life.
fn absence(day: Day<'_>, gang: u32, place: usize, life: u32) -> f64 {
    let u = day.stream.uniforms(gang, life, Purpose::AdvertAccount, place as u16)[1];
    exponential(u, day.parameters.online_replacement_days).max(SHORTEST_ABSENCE_DAYS)
}

/// The events of one account until the evening; returns how often it was removed.
fn pass(account: &mut Account, gang: u32, place: usize, day: Day<'_>) -> u32 {
    let mut removed = 0;
    loop {
        if account.visible {
            if day.hazard <= 0.0 || account.until > day.exposure + day.hazard {
                return removed;
            }
            let when = (day.start + (account.until - day.exposure) / day.hazard).max(account.since);
            let audience = 1.0 - lacking_at(account, when, day.parameters);
            account.lacking = 1.0 - day.parameters.online_audience_kept * audience;
            account.visible = false;
            account.since = when;
            account.until = when + absence(day, gang, place, account.life);
            removed += 1;
        } else {
            if account.until >= day.start + 1.0 {
                return removed;
            }
            account.visible = true;
            account.life += 1;
            account.since = account.until;
            let exposure = day.exposure + day.hazard * (account.since - day.start);
            account.until = exposure + patience_of_luck(day, gang, place, account.life);
        }
    }
}

/// Share of a full audience that an account lacks at a time.
fn lacking_at(account: &Account, time: f64, parameters: &Parameters) -> f64 {
    if account.visible && account.lacking > 0.0 {
        account.lacking * libm::exp((account.since - time) / rebuild_days(parameters))
    } else {
        account.lacking
    }
}

/// Sums up the accounts of a gang at a time.
fn assess(accounts: &mut Accounts, time: f64, parameters: &Parameters) {
    (accounts.visible, accounts.lacking) = (0, 0.0);
    (accounts.next_found, accounts.next_back) = (f64::INFINITY, f64::INFINITY);
    for account in &accounts.list {
        if account.visible {
            accounts.visible += 1;
            accounts.lacking += lacking_at(account, time, parameters);
            accounts.next_found = accounts.next_found.min(account.until);
        } else {
            accounts.next_back = accounts.next_back.min(account.until);
        }
    }
}

#[cfg(test)]
mod tests;
