//! Launches: which gangs bring how many boats to the water, and how full.
//!
//! Planned launches of a gang `floor(K_eff + U)`, each drawn with probability f of the day; bounded by boats in stock and by
//! the queue with a minimum fill of the usual load. Gangs that drew a launch but cannot fill it and are willing combine in
//! order of identity until one boat is filled. Load `min(L_max, queue, max(minimum, L0(t) S^eps exp(noise + day effect)))`, `L0 = a + b /
//! (1 + exp(-(year - m)/s))`, S the launches wanted over made in the last 45 days, eps the offset elasticity (row B17): when
//! boats are scarce, boats are fuller. Sector and method by logit on attractions `A <- (1-phi) A + phi payoff` around a home
//! sector and, for the rest of its launches, the usual use of the coast: displacement is learned, never written in. Reads: sea, gangs. Writes: queues, `launches`, `boarded`, stocks. It does not decide what becomes of a boat.

use super::coast;
use crate::model::state::gangs::{Gang, METHODS};
use crate::model::state::levers::SECTORS;
use crate::model::state::luck::{Decision, Plan};
use crate::model::state::{Fault, Launch, World};
use crate::random::samplers::standard_normal;
use crate::random::{Chance, Purpose, unit32};
use std::ops::Range;

/// First year in which boats that pick people up in the water are reported.
const TAXI_FROM: f64 = 2023.0;
/// Days over which wanted and made launches are averaged.
const SCARCITY_DAYS: f64 = 45.0;
/// Launches of one gang and day whose random words can be told apart; a capacity beyond it stops the run.
const MOST_LAUNCHES: u32 = 1 << 16;

/// Morning: the usual load today (persons).
pub fn usual_load(world: &mut World<'_>) {
    let p = world.parameters;
    let rise = super::sea::logistic((world.today.decimal_year - p.load_middle_year) / p.load_scale_years);
    world.market.usual_load = p.load_start + p.load_rise * rise;
}

/// All launches of the day.
pub fn step(world: &mut World<'_>) {
    world.launches.clear();
    world.boarded.clear();
    world.launches_by_sector = [0; SECTORS];
    let day = world.today.day.number() as u16;
    let usual = world.market.usual_load;
    let parameters = world.parameters;
    let minimum = (parameters.min_fill * usual).max(1.0) as usize;
    let day_effect =
        parameters.load_day_sd * standard_normal(unit32(world.stream.block(0, u32::from(day), Purpose::DayLoad, 0)[0]));
    let target = usual * scarcity(world) * libm::exp(day_effect);
    let allowed = Chance::of(world.sea.feasibility);
    let mut pool = std::mem::take(&mut world.workspace.pool);
    let (mut wanted, mut made) = (0.0, 0.0);
    for place in 0..world.gangs.list.len() {
        let gang = &world.gangs.list[place];
        if gang.queue.is_empty() {
            continue;
        }
        let id = gang.id;
        let plan = world.luck.plan(id, day);
        let capacity = gang.effective_capacity();
        if capacity > f64::from(MOST_LAUNCHES - 1) {
            let what = format!("a gang with capacity for {capacity:e} boats a day");
            world.fault = Some(Fault { process: "launch", what });
            continue;
        }
        let planned = (capacity + unit32(plan.size())) as u32;
        // A boat takes the minimum at least, so that further ones would find nobody.
        let most = || (gang.queue.len() / minimum + 1) as u32;
        let drawn = drawn_launches(world, allowed, id, planned, plan, most);
        for order in 0..drawn {
            if world.gangs.list[place].queue.len() < minimum {
                if order == 0 && unit32(plan.will()) < parameters.pooling_share {
                    pool.push(place);
                }
                break;
            }
            wanted += 1.0;
            if world.gangs.list[place].stock == 0 {
                // Launches that lack only a boat are wanted all the same: they measure scarcity.
                let further = world.gangs.list[place].queue.len() / minimum;
                wanted += f64::from(drawn - order - 1).min(further.saturating_sub(1) as f64);
                break;
            }
            let [load, way] = world.luck.of_launch(Decision::Load, id, day, order as u16);
            let load = draw_load(world, load, target).max(minimum);
            let people = board(world, &[place], load, minimum);
            if !people.is_empty() {
                made += 1.0;
                bring_to_water(world, place, order as u16, way, people);
            }
        }
    }
    combine(world, &pool, day, target, minimum);
    pool.clear();
    world.workspace.pool = pool;
    let weight = 1.0 / SCARCITY_DAYS;
    world.market.wanted += weight * (wanted - world.market.wanted);
    world.market.made += weight * (made - world.market.made);
}

/// Factor on the load from scarcity of boats, `S^eps` with S at least 1.
fn scarcity(world: &World<'_>) -> f64 {
    let market = &world.market;
    if !world.setting.structure.load_offset || market.made <= 0.0 || market.wanted <= market.made {
        return 1.0;
    }
    libm::pow((market.wanted / market.made).min(10.0), -world.parameters.load_offset_elasticity)
}

/// How many of the planned launches the sea and the day's chances allow, counted up to `most`; the plan holds the
/// words of the first two.
fn drawn_launches(
    world: &World<'_>,
    allowed: Chance,
    gang: u32,
    planned: u32,
    plan: Plan,
    most: impl FnOnce() -> u32,
) -> u32 {
    let day = world.today.day.number() as u16;
    let drawn = |word: u32| u32::from(allowed.comes(word));
    let mut launches = match planned {
        0 => return 0,
        1 => return drawn(plan.first()),
        _ => drawn(plan.first()) + drawn(plan.second()),
    };
    // Two words at a time; the first two have been seen to.
    let (mut seen, most) = (2, most());
    while seen < planned && launches < most {
        let [next, after] = world.luck.of_launch(Decision::Further, gang, day, seen as u16);
        launches += drawn(next) + if seen + 1 < planned { drawn(after) } else { 0 };
        seen += 2;
    }
    launches.min(most)
}

fn draw_load(world: &World<'_>, word: u32, target: f64) -> usize {
    let noise = libm::exp(world.parameters.load_noise_sd * standard_normal(unit32(word)));
    (target * noise).min(world.parameters.load_cap).max(1.0) as usize
}

/// Takes up to `load` patient people from the fronts of the queues; if fewer than `minimum` are left they go back.
fn board(world: &mut World<'_>, places: &[usize], load: usize, minimum: usize) -> Range<usize> {
    let (start, today) = (world.boarded.len(), world.index as u16);
    for &place in places {
        loop {
            let seats = start + load - world.boarded.len();
            let impatient = &mut world.workspace.impatient;
            world.gangs.list[place].queue.board(today, seats, &mut world.boarded, impatient);
            // Where there is no other gang some come back to this one.
            if impatient.is_empty() {
                break;
            }
            coast::end_of_patience(world);
        }
    }
    if world.boarded.len() - start < minimum {
        while world.boarded.len() > start {
            let Some(person) = world.boarded.pop() else { break };
            if let Some(place) = world.gangs.find(person.gang()) {
                world.gangs.list[place].queue.push_front(person);
            }
        }
    }
    start..world.boarded.len()
}

/// A filled boat of a gang goes to the water at a sector.
fn bring_to_water(world: &mut World<'_>, place: usize, order: u16, way: u32, people: Range<usize>) {
    let (sector, taxi) = choose_way(world, &world.gangs.list[place], unit32(way));
    let gang = &mut world.gangs.list[place];
    gang.stock -= 1;
    gang.launches_this_month += 1;
    let (id, home) = (gang.id, gang.home_sector);
    world.launches_by_sector[sector] += 1;
    world.counts.launches += 1;
    world.counts.boardings += people.len() as u32;
    world.counts.taxi_launches += u32::from(taxi);
    world.counts.quiet_sector_launches += u32::from(sector != home);
    world.launches.push(Launch { gang: id, order, sector, taxi, contact: false, people });
}

/// Sector and method of a launch for one uniform: a logit over what the gang has learned, around its home sector and the
/// usual share of boats that pick people up in the water.
fn choose_way(world: &World<'_>, gang: &Gang, u: f64) -> (usize, bool) {
    let p = world.parameters;
    let structure = &world.setting.structure;
    let taxi = if world.today.decimal_year >= TAXI_FROM { p.taxi_share } else { 0.0 };
    let attraction = gang.learned.attraction();
    let weight_of = |attraction: f64| libm::exp(p.learning_sensitivity * attraction);
    let mut weights = [[0.0; SECTORS]; METHODS];
    let mut total = 0.0;
    for (method, share) in [1.0 - taxi, taxi].into_iter().enumerate() {
        if share == 0.0 {
            continue;
        }
        // With one loop off, what was learned is averaged over that dimension.
        for (sector, weight) in weights[method].iter_mut().enumerate() {
            let learned = match (structure.sector_displacement, structure.method_displacement) {
                (true, true) => gang.learned.weight()[method][sector],
                (true, false) => weight_of(0.5 * (attraction[0][sector] + attraction[1][sector])),
                (false, true) => weight_of(attraction[method].iter().sum::<f64>() / SECTORS as f64),
                (false, false) => 1.0,
            };
            let elsewhere = (1.0 - p.home_sector_share) * world.usual_sector_shares[sector];
            let home = if sector == gang.home_sector { p.home_sector_share + elsewhere } else { elsewhere };
            *weight = share * home * learned;
            total += *weight;
        }
    }
    let mut left = u * total;
    for (method, row) in weights.iter().enumerate() {
        for (sector, weight) in row.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return (sector, method == 1);
            }
        }
    }
    (gang.home_sector, false)
}

/// Under-filled gangs that are willing combine, in order of identity, until a boat is filled.
fn combine(world: &mut World<'_>, pool: &[usize], day: u16, target: f64, minimum: usize) {
    let mut group: Vec<usize> = Vec::new();
    let mut people = 0;
    for &place in pool {
        if world.gangs.list[place].queue.is_empty() {
            continue;
        }
        group.push(place);
        people += world.gangs.list[place].queue.len();
        if people < minimum {
            continue;
        }
        if let Some(&owner) = group.iter().find(|&&place| world.gangs.list[place].stock > 0) {
            let [load, way] = world.luck.of_launch(Decision::Load, world.gangs.list[owner].id, day, 0);
            let load = draw_load(world, load, target).max(minimum);
            let boarded = board(world, &group, load, minimum);
            if !boarded.is_empty() {
                bring_to_water(world, owner, 0, way, boarded);
                // All who filled the boat are in business, not only the one whose boat it was.
                for &place in group.iter().filter(|&&place| place != owner) {
                    world.gangs.list[place].launches_this_month += 1;
                }
            }
        }
        group.clear();
        people = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang, queue};
    use crate::model::state::learned::Learned;

    /// Launches, people in boats and people left, for a sea, boats and a queue.
    fn day(feasibility: f64, boats: u32, people: u32) -> (u32, usize, usize) {
        // A load drawn below the minimum fill cancels its launch: without noise none is.
        let laboratory = Laboratory::new(|_, p| (p.load_noise_sd, p.load_day_sd) = (0.0, 0.0));
        let mut world = laboratory.world();
        gang(&mut world, 1, 3.0, boats);
        queue(&mut world, 0, 0..people);
        world.sea.feasibility = feasibility;
        step(&mut world);
        assert!(world.gangs.list[0].stock + world.counts.launches == boats);
        (world.counts.launches, world.boarded.len(), world.gangs.list[0].queue.len())
    }

    #[test]
    fn a_closed_sea_no_boat_or_no_queue_give_no_launch() {
        assert_eq!(day(0.0, 9, 500), (0, 0, 500));
        assert_eq!(day(1.0, 0, 500), (0, 0, 500));
        assert_eq!(day(1.0, 9, 0), (0, 0, 0));
        assert_eq!(day(1.0, 9, 1), (0, 0, 1), "one person does not fill a boat");
    }

    #[test]
    fn an_open_sea_lets_every_planned_launch_go_and_nobody_is_lost() {
        let (launches, boarded, left) = day(1.0, 9, 2000);
        assert!((3..=4).contains(&launches), "{launches} of 3 and a chance of one more");
        assert_eq!(boarded + left, 2000);
        let (launches, boarded, left) = day(1.0, 1, 2000);
        assert_eq!((launches, boarded + left), (1, 2000), "boats in stock are the limit");
    }

    #[test]
    fn loads_stay_within_the_hull_and_scarcity_fills_boats_unless_switched_off() {
        for (offset, fuller) in [(true, true), (false, false)] {
            let laboratory = Laboratory::new(|structure, p| {
                structure.load_offset = offset;
                p.load_offset_elasticity = -0.5;
            });
            let mut world = laboratory.world();
            (world.market.wanted, world.market.made) = (4.0, 1.0);
            assert_eq!(scarcity(&world), if fuller { 2.0 } else { 1.0 });
            (world.market.wanted, world.market.made) = (1.0, 1.0);
            assert_eq!(scarcity(&world), 1.0);
            let cap = laboratory.parameters.load_cap as usize;
            for word in (0..200_u32).map(|n| n * 21_474_836) {
                assert!((1..=cap).contains(&draw_load(&world, word, 1e6)));
                assert_eq!(draw_load(&world, word, 0.0), 1);
            }
        }
    }

    #[test]
    fn a_gang_that_knows_no_better_stays_at_home_and_one_that_learned_leaves() {
        let laboratory = Laboratory::new(|_, p| (p.home_sector_share, p.learning_sensitivity) = (0.5, 50.0));
        let mut world = laboratory.world();
        world.usual_sector_shares = [0.2; SECTORS];
        gang(&mut world, 1, 1.0, 1);
        let home = world.gangs.list[0].home_sector;
        let away = (home + 1) % SECTORS;
        let at_home = |world: &World<'_>| {
            (0..100)
                .filter(|n| choose_way(world, &world.gangs.list[0], (f64::from(*n) + 0.5) / 100.0).0 == home)
                .count()
        };
        assert_eq!(at_home(&world), 60, "half, and a fifth of the rest");
        world.gangs.list[0].learned.learn((0, away), 1.0, 1.0);
        assert_eq!(at_home(&world), 0);
        assert!(
            (0..100).all(|n| !choose_way(&world, &world.gangs.list[0], f64::from(n) / 100.0).1),
            "none before 2023"
        );
    }

    #[test]
    fn most_blocked_launches_are_tried_again_elsewhere() {
        // Row B23: .5 to .95 from another sector or by another method, taken as the gang's next launch. Gangs at home in
        // each sector know the coast at the success rate of 2024; one launch is blocked, the next is chosen.
        let laboratory = Laboratory::new(|_, _| {});
        let p = &laboratory.parameters;
        let mut world = laboratory.world();
        world.today.decimal_year = 2024.5;
        gang(&mut world, 1, 1.0, 1);
        let steps = 400;
        let way = |world: &World<'_>, n: u32| {
            choose_way(world, &world.gangs.list[0], (f64::from(n) + 0.5) / f64::from(steps))
        };
        let mut elsewhere = 0.0;
        for (home, share) in world.usual_sector_shares.into_iter().enumerate() {
            world.gangs.list[0].home_sector = home;
            let known = [[1.0 - p.prevented_reference; SECTORS]; METHODS];
            world.gangs.list[0].learned = Learned::new(known, p.learning_sensitivity);
            let first: Vec<_> = (0..steps).map(|n| way(&world, n)).collect();
            for blocked in first {
                let before = world.gangs.list[0].learned.clone();
                world.gangs.list[0].learned.learn((usize::from(blocked.1), blocked.0), 0.0, p.learning_rate);
                let other = (0..steps).filter(|&n| way(&world, n) != blocked).count();
                elsewhere += share * other as f64 / f64::from(steps * steps);
                world.gangs.list[0].learned = before;
            }
        }
        assert!((elsewhere - 0.82).abs() < 0.01, "{elsewhere}: rows S59 and S60 cite it");
    }
}
