//! Cases: investigators turn staff-days into arrests of roles.
//!
//! A desk with P posts works on `P / team` cases at once (rounded up); each costs lognormal staff-days (row M10), shared evenly.
//! A case is opened on a gang in proportion to size and advert visibility, aimed at one role: any for the general desk,
//! one that sits in the region for a regional desk. When it closes the role is arrested with the probability of the region
//! where it sits (rows M11–M13) plus the lever's log-odds. Arrests ordered by a measure come first. Reads: levers, gangs.
//! Writes: enforcement, and through `capacity::arrest` the gangs.

use super::capacity;
use super::sea::{logistic, logit};
use crate::model::state::World;
use crate::model::state::enforcement::Case;
use crate::model::state::gangs::Role;
use crate::model::state::levers::Region;
use crate::random::samplers::log_normal;
use crate::random::{KINDS, Purpose, Trie, Weights, unit32};

/// Ordered arrests, then a day's work of every desk.
pub fn step(world: &mut World<'_>) {
    if !world.levers.arrests.is_empty() {
        let orders = world.levers.arrests.clone();
        let by_size: Vec<u32> = world.gangs.by_size().iter().map(|&place| world.gangs.list[place].id).collect();
        for order in orders {
            if let Some(place) = by_size.get(order.rank).and_then(|&id| world.gangs.find(id)) {
                capacity::arrest(world, place, Role::Leader, order.severity);
            }
        }
    }
    finance(world);
    for desk in 0..world.enforcement.desks.len() {
        let staff_days = match desk {
            0 => world.levers.staff_days,
            region => world.levers.staff_days_by_region[region - 1],
        } * world.scale();
        if staff_days > 0.0 {
            work(world, desk, staff_days);
        }
    }
}

/// Finance roles hit outside of cases, by the lever's hazard.
fn finance(world: &mut World<'_>) {
    let hazard = world.levers.finance_hazard_per_year / 365.25;
    if hazard <= 0.0 {
        return;
    }
    let day = world.today.day.number() as u32;
    let ids: Vec<u32> = world.gangs.list.iter().map(|gang| gang.id).collect();
    for id in ids {
        let word = world.stream.block(id, day, Purpose::FinanceHit, 0)[0];
        if unit32(word) < hazard
            && let Some(place) = world.gangs.find(id)
        {
            capacity::arrest(world, place, Role::Finance, 1.0);
        }
    }
}

fn work(world: &mut World<'_>, desk: usize, staff_days: f64) {
    let posts = staff_days * 365.25 / world.parameters.working_days_per_year;
    let at_once = libm::ceil(posts / world.parameters.case_team_size) as usize;
    while world.enforcement.desks[desk].open.len() < at_once {
        let Some(case) = open_case(world, desk) else { break };
        world.enforcement.desks[desk].open.push(case);
    }
    let open = world.enforcement.desks[desk].open.len();
    if open == 0 {
        return;
    }
    let each = staff_days / open as f64;
    let mut closed = Vec::new();
    world.enforcement.desks[desk].open.retain_mut(|case| {
        case.remaining_staff_days -= each;
        let goes_on = case.remaining_staff_days > 0.0;
        if !goes_on {
            closed.push(case.clone());
        }
        goes_on
    });
    for case in closed {
        close(world, &case);
    }
}

/// A new case of a desk; `None` if there is no target.
fn open_case(world: &mut World<'_>, desk: usize) -> Option<Case> {
    let number = world.enforcement.desks[desk].opened;
    let id = ((desk as u32) << 24) | (number & 0x00ff_ffff);
    world.enforcement.desks[desk].opened += 1;
    let remit = desk.checked_sub(1).map(|region| Region::ALL[region]);
    let key = world.stream.key64(id, 0, Purpose::CaseLead, 0);
    // Gangs are mostly those among which people chose this morning.
    let of_today: Trie;
    let trie = if world.market.choice.is_over(world.gangs.salts()) {
        &world.market.choice
    } else {
        of_today = Trie::new(world.gangs.salts().collect());
        &of_today
    };
    let weights = world.gangs.list.iter().map(|gang| {
        let weight = gang.effective_capacity() * (0.5 + 0.5 * gang.accounts.reach());
        let in_remit = remit.is_none_or(|region| gang.regions.contains(&region));
        [[if in_remit { weight as f32 } else { 0.0 }; 4]; KINDS / 4]
    });
    let mut table = Weights::default();
    for (alternative, weight) in trie.alternatives(&mut table).iter_mut().zip(weights) {
        *alternative = weight;
    }
    trie.sum_up(1, &mut table);
    let target = trie.over(&table).choose(key, 0);
    let gang = &world.gangs.list[target?];
    let roles: Vec<Role> = Role::ALL
        .into_iter()
        .filter(|&role| remit.is_none_or(|region| gang.regions[role as usize] == region))
        .collect();
    let words = world.stream.block(id, 0, Purpose::CaseCost, 0);
    let role = roles[((unit32(words[0]) * roles.len() as f64) as usize).min(roles.len() - 1)];
    let median = world.parameters.case_staff_days * world.levers.case_cost_factor;
    Some(Case {
        id,
        gang: gang.id,
        role,
        region: gang.regions[role as usize],
        remaining_staff_days: log_normal(unit32(words[1]), median, world.parameters.case_cost_log_sd),
    })
}

/// The case is closed: perhaps an arrest.
fn close(world: &mut World<'_>, case: &Case) {
    world.counts.cases_closed += 1;
    let Some(place) = world.gangs.find(case.gang) else { return };
    let p = world.parameters;
    let base = match case.region {
        Region::Uk | Region::Europe => p.case_arrest_home,
        Region::Iraq => p.case_arrest_iraq,
        Region::Turkey | Region::Elsewhere => p.case_arrest_elsewhere,
    };
    let chance = logistic(logit(base) + world.levers.arrest_log_odds[case.region as usize]);
    let word = world.stream.block(case.id, 0, Purpose::CaseArrest, 0)[0];
    if unit32(word) < chance {
        capacity::arrest(world, place, case.role, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang, go_to};

    /// Cases closed and roles arrested in fifty days with this probability of arrest everywhere and so many gangs.
    fn fifty_days(chance: f64, staff_days: f64, gangs: u32) -> (u32, u32) {
        let laboratory = Laboratory::new(|_, p| {
            (p.case_arrest_home, p.case_arrest_iraq, p.case_arrest_elsewhere) = (chance, chance, chance);
            p.case_staff_days = 20.0;
        });
        let mut world = laboratory.world();
        for id in 0..gangs {
            gang(&mut world, id, 1.0, 0);
        }
        let (mut closed, mut arrests) = (0, 0);
        for day in 0..50 {
            go_to(&mut world, day);
            world.levers.staff_days = staff_days;
            step(&mut world);
            closed += world.counts.cases_closed;
            arrests += world.counts.arrests;
        }
        (closed, arrests)
    }

    #[test]
    fn certain_and_impossible_arrests_are_just_that() {
        let (closed, arrests) = fifty_days(1.0, 20.0, 3);
        assert!(closed > 10);
        assert_eq!(arrests, closed);
        let (closed, arrests) = fifty_days(0.0, 20.0, 3);
        assert!(closed > 10);
        assert_eq!(arrests, 0);
    }

    #[test]
    fn nobody_at_work_or_nobody_to_find_closes_no_case() {
        assert_eq!(fifty_days(1.0, 0.0, 3), (0, 0));
        assert_eq!(fifty_days(1.0, 20.0, 0), (0, 0));
    }

    #[test]
    fn a_finance_role_is_hit_at_no_hazard_never_and_at_a_certain_one_at_once() {
        let laboratory = Laboratory::new(|_, _| {});
        let mut world = laboratory.world();
        for id in 0..4 {
            gang(&mut world, id, 1.0, 0);
        }
        step(&mut world);
        assert_eq!(world.counts.arrests, 0);
        world.levers.finance_hazard_per_year = 366.0;
        step(&mut world);
        assert_eq!(world.counts.arrests_by_role[Role::Finance as usize], 4);
    }
}
