//! Limits of removal and rebuilding, and their mean against the equations.

use super::*;
use crate::model::laboratory::{Laboratory, gang, go_to};

/// Accounts of a thousand gangs: enough for a standard error below a hundredth.
const GANGS: u32 = 1000;

fn laboratory(replacement: f64, kept: f64, rebuild: f64) -> Laboratory {
    Laboratory::new(|_, p| {
        p.accounts_per_gang = 5.0;
        (p.online_replacement_days, p.online_audience_kept, p.online_rebuild_days) = (replacement, kept, rebuild);
    })
}

fn populated(laboratory: &Laboratory, gangs: u32) -> World<'_> {
    let mut world = laboratory.world();
    for id in 0..gangs {
        gang(&mut world, id, 1.0, 0);
    }
    world
}

/// Goes through days of one hazard from a day of the run; returns accounts removed.
fn days(world: &mut World<'_>, from: usize, to: usize, hazard: f64) -> u32 {
    let mut removed = 0;
    for day in from..to {
        go_to(world, day);
        world.levers.removal_hazard_per_day = hazard;
        step(world);
        removed += world.counts.accounts_removed;
    }
    removed
}

fn visible(world: &World<'_>) -> u32 {
    world.gangs.list.iter().map(|gang| gang.accounts.visible).sum()
}

/// Share visible and audience of the visible after so many days from the mean's equations, by small steps.
fn in_the_mean(days: usize, f: f64, [r, k, b]: [f64; 3]) -> [f64; 2] {
    let (mut share, mut all, mut seen) = (1.0, 1.0, 1.0);
    let steps = 1000;
    for _ in 0..days * steps {
        let dt = 1.0 / steps as f64;
        let change = [
            (1.0 - share) / r - f * share,
            (share - seen) / b - f * (1.0 - k) * seen,
            (all - seen) / r - f * seen + (share - seen) / b,
        ];
        share += dt * change[0];
        all += dt * change[1];
        seen += dt * change[2];
    }
    [share, seen]
}

#[test]
fn without_removal_every_account_is_visible_and_without_gangs_none() {
    let laboratory = laboratory(2.0, 0.7, 60.0);
    let mut world = laboratory.world();
    assert_eq!(days(&mut world, 0, 1, 0.0), 0);
    assert_eq!(world.information.advert_visibility, 0.0);
    let mut world = populated(&laboratory, 3);
    assert_eq!(days(&mut world, 0, 99, 0.0), 0);
    assert_eq!((world.information.advert_visibility, visible(&world)), (1.0, 15));
}

#[test]
fn a_removal_at_once_leaves_next_to_nothing_and_all_comes_back_when_it_ends() {
    let laboratory = laboratory(2.0, 0.7, 10.0);
    let mut world = populated(&laboratory, 100);
    let removed = days(&mut world, 0, 20, 1e6);
    assert!(world.information.advert_visibility < 0.01 && visible(&world) < 5);
    // Each account is gone for two days on average and found at once when it is back: ten lives in twenty days.
    assert!((f64::from(removed) / 500.0 - 11.0).abs() < 1.0, "{removed}");
    assert_eq!(days(&mut world, 20, 100, 0.0), 0);
    assert_eq!(visible(&world), 500);
    assert!(world.information.advert_visibility > 0.99);
}

/// With all of the audience kept, `dV/dt = rho (1 - V) - f V`: its solution is known.
#[test]
fn where_no_audience_is_lost_visibility_follows_the_closed_form() {
    let (r, f) = (4.0, 0.2);
    let laboratory = laboratory(r, 1.0, 60.0);
    let mut world = populated(&laboratory, GANGS);
    let mut at = 0;
    for until in [1, 3, 8, 60] {
        days(&mut world, at, until, f);
        at = until;
        let rest = 1.0 / (1.0 + f * r);
        let exact = rest + (1.0 - rest) * libm::exp(-(1.0 / r + f) * until as f64);
        let error = (exact * (1.0 - exact) / f64::from(5 * GANGS)).sqrt();
        let seen = world.information.advert_visibility;
        assert!((seen - exact).abs() < 5.0 * error, "day {until}: {seen} for {exact}, error {error}");
    }
}

#[test]
fn the_mean_over_accounts_follows_its_equations_and_removals_are_hazard_times_visible() {
    for (f, form) in [(0.03, [2.0, 0.7, 60.0]), (0.5, [5.0, 0.3, 20.0])] {
        let laboratory = laboratory(form[0], form[1], form[2]);
        let mut world = populated(&laboratory, GANGS);
        let (mut at, mut removed, mut expected) = (0, 0, 0.0);
        for until in [5, 20, 90] {
            removed += days(&mut world, at, until, f);
            let [share, seen] = in_the_mean(until, f, form);
            // Trapezium over ten parts of each stretch.
            for part in 0..(until - at) {
                let ends = [at + part, at + part + 1].map(|day| in_the_mean(day, f, form)[0]);
                expected += 0.5 * f * (ends[0] + ends[1]) * f64::from(5 * GANGS);
            }
            at = until;
            let n = f64::from(5 * GANGS);
            let (got, reach) = (f64::from(visible(&world)) / n, world.information.advert_visibility);
            assert!((got - share).abs() < 5.0 * (share * (1.0 - share) / n).sqrt(), "day {until}: {got} for {share}");
            assert!((reach - seen).abs() < 5.0 * 0.5 / n.sqrt(), "day {until}: {reach} for {seen}");
        }
        assert!((f64::from(removed) - expected).abs() < 5.0 * expected.sqrt(), "{removed} removed for {expected}");
    }
}

#[test]
fn what_a_hazard_does_depends_on_exposure_alone_and_days_before_it_are_equal() {
    // No account returns within the run, so exposure decides who is left.
    let laboratory = laboratory(1e9, 0.5, 60.0);
    let fates = |stretches: &[(usize, f64)]| {
        let mut world = populated(&laboratory, 40);
        let mut at = 0;
        for &(length, hazard) in stretches {
            days(&mut world, at, at + length, hazard);
            at += length;
        }
        world.gangs.list.iter().flat_map(|g| g.accounts.list.iter().map(|a| a.visible)).collect::<Vec<_>>()
    };
    let once = fates(&[(50, 0.0), (8, 0.125)]);
    assert_eq!(once, fates(&[(2, 0.5)]));
    assert_eq!(once, fates(&[(30, 0.0), (1, 0.25), (5, 0.0), (6, 0.125)]));
    assert!(once.iter().any(|&seen| seen) && once.iter().any(|&seen| !seen));
    let more = fates(&[(4, 0.5)]);
    assert!(once.iter().zip(&more).all(|(&less, &more)| less || !more), "who is found early is found by more");
}

#[test]
fn a_gang_that_splits_off_inherits_what_is_visible_with_luck_of_its_own() {
    let laboratory = laboratory(50.0, 0.5, 60.0);
    let mut world = populated(&laboratory, 20);
    days(&mut world, 0, 10, 0.1);
    for place in 0..20 {
        let parent = world.gangs.list[place].accounts.clone();
        let child = inherited(&world, &parent, 1000 + place as u32);
        assert_eq!((child.visible, child.list.len()), (parent.visible, 5));
        assert!(child.list.iter().zip(&parent.list).all(|(a, b)| a.visible == b.visible && a.until != b.until));
        assert!(child.list.iter().all(|a| a.until > if a.visible { world.information.removal_exposure } else { 9.0 }));
    }
}
