//! Demand: how many people of each origin reach the choice of how to go on, month by month.
//!
//! `Lambda_o(m) = c X_o(m + T_o + T_w) / (A_ref(m) pi_ref)`: the arrivals X that were observed a transit and a stay on the
//! coast later, over the share that knows of the boat at reference (`A_ref`, fitted to what was known on the forecast
//! origin: `model::diffusion`), and the share `pi_ref` that chooses it. After the origin the intentions of the last twelve
//! months hold, not their arrivals: A_ref is then the mean of that year, weighted so that intentions add up. `c = level (1 + lost T_w / patience)^0.8` is the loss between coast and arrival: people
//! whose patience ends are lost at the given share while they wait about T_w (form fitted to the trial's three pairs).
//! Monthly counts are negative binomial; from the forecast origin each origin and all together follow log random walks
//! that keep the mean. Counts never depend on policy. Reads: inputs. Writes: `demand`. It does not know who chooses what.

use super::patience::patience;
use crate::model::inputs::Inputs;
use crate::model::parameters::Parameters;
use crate::model::setting::{Journey, Waiting};
use crate::model::state::persons::MAX_INTENTIONS;
use crate::model::state::{Fault, World};
use crate::random::samplers::{negative_binomial, standard_normal};
use crate::random::{Purpose, unit32};

/// Mean length of a month in days.
const MONTH_DAYS: f64 = 30.436_875;

/// Most people of one origin who can be expected to come to the choice in a month: a quarter of the inhabitants of Iraq,
/// where the record has some thousands. A mean beyond it stops the run.
const MOST_INTENTIONS: f64 = 1e7;

/// Ratio of people who reach the coast to people who arrive (c).
pub fn loss_ratio(waiting: Waiting, parameters: &Parameters) -> f64 {
    let (mean_days, lost) = patience(waiting, parameters);
    let waiting_loss = lost * parameters.coast_residence_days / mean_days;
    parameters.demand_level * libm::pow(1.0 + waiting_loss, 0.8)
}

/// On the first of a month: the walks move on and the month's counts are drawn.
pub fn step(world: &mut World<'_>) {
    if world.today.day_in_month != 0 && world.index != 0 {
        return;
    }
    let parameters = world.parameters;
    let record_month = world.inputs.first_month_since_record + world.today.month as i32;
    let boat_share = parameters.boat_share_reference;
    for origin in 0..world.setting.origins.len() {
        let transit = match world.setting.origins[origin].journey {
            Journey::Overland => parameters.transit_median_days,
            Journey::VisaFree => parameters.transit_visa_free_days,
        };
        let lag = (transit + parameters.coast_residence_days) / MONTH_DAYS;
        let at = f64::from(record_month) + lag;
        let arrivals = level(&world.inputs.arrivals_by_month[origin], at);
        let months_past = (at + 0.5 - world.inputs.walk_start_month).clamp(0.0, 1.0);
        if months_past > 0.0 {
            let slot = record_month as u32;
            let step = |purpose, entity: u32| {
                standard_normal(unit32(world.stream.block(entity, slot, purpose, 0)[0])) * (months_past / 12.0).sqrt()
            };
            let sd = parameters.demand_origin_drift_sd;
            world.demand.origin_walk[origin] +=
                sd * step(Purpose::DemandWalkOrigin, origin as u32) - 0.5 * sd * sd * months_past / 12.0;
            if origin == 0 {
                let sd = parameters.demand_common_drift_sd;
                world.demand.common_walk +=
                    sd * step(Purpose::DemandWalkCommon, 0) - 0.5 * sd * sd * months_past / 12.0;
            }
        }
        let middle = world.today.decimal_year + 0.5 / 12.0;
        let aware = reference_awareness(world.inputs, middle, lag / 12.0, months_past);
        let walk = libm::exp(world.demand.origin_walk[origin] + world.demand.common_walk);
        let mean = world.scale() * world.demand.loss_ratio * arrivals * walk / (aware * boat_share);
        let u = world.stream.uniform(origin as u32, record_month as u32, Purpose::IntentionCount, 0);
        // More is not drawn: the mean may be no number, and so many people fit in no memory.
        world.demand.month_counts[origin] = if mean <= MOST_INTENTIONS {
            negative_binomial(u, mean, parameters.demand_dispersion_k * world.scale()).min(MAX_INTENTIONS - 1) as u32
        } else {
            let what = format!("{mean:e} intentions of one origin in a month");
            world.fault = Some(Fault { process: "demand", what });
            0
        };
    }
    world.fates.open_month(&world.demand.month_counts);
}

/// Reference awareness of those who chose at `year` and arrive `lag` years later; `held` is the share of their month that
/// lies past the record, for which the intentions of the last year hold.
fn reference_awareness(inputs: &Inputs, year: f64, lag: f64, held: f64) -> f64 {
    let path = inputs.diffusion;
    if held <= 0.0 {
        return path.share(year);
    }
    let arrivals: f64 = inputs.last_year.iter().map(|(_, people)| people).sum();
    let intentions: f64 = inputs.last_year.iter().map(|(middle, people)| people / path.share(middle - lag)).sum();
    let mean = if intentions > 0.0 { arrivals / intentions } else { path.share(year) };
    1.0 / ((1.0 - held) / path.share(year) + held / mean)
}

/// Value of a monthly series at a fractional month, each value standing for the middle of its month; 0 before the first.
fn level(months: &[f64], at: f64) -> f64 {
    if at < 0.0 {
        return 0.0;
    }
    let below = (at as usize).min(months.len() - 1);
    let above = (below + 1).min(months.len() - 1);
    let share = at - below as f64;
    months[below] * (1.0 - share) + months[above] * share
}

/// Intentions of an origin that fall on today: the month's count spread evenly, as a range of indices.
pub fn todays_intentions(world: &World<'_>, origin: usize) -> std::ops::Range<u32> {
    let count = u64::from(world.demand.month_counts[origin]);
    let days = u64::from(world.today.days_in_month);
    let day = u64::from(world.today.day_in_month);
    ((count * day / days) as u32)..((count * (day + 1) / days) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, go_to};

    #[test]
    fn a_level_is_interpolated_between_months_and_zero_before_the_record() {
        assert_eq!(level(&[10.0, 20.0], -1.0), 0.0);
        assert_eq!(level(&[10.0, 20.0], 0.5), 15.0);
        assert_eq!(level(&[10.0, 20.0], 9.0), 20.0);
    }

    #[test]
    fn no_demand_gives_nobody_and_days_share_out_the_month() {
        let laboratory = Laboratory::new(|_, p| p.demand_level = 0.0);
        let mut world = laboratory.world();
        go_to(&mut world, 0);
        step(&mut world);
        assert_eq!(world.demand.month_counts, [0, 0]);
        for count in [0, 1, 30, 31, 1234] {
            world.demand.month_counts[0] = count;
            let mut next = 0;
            for day in 0..31 {
                go_to(&mut world, day);
                let today = todays_intentions(&world, 0);
                assert_eq!(today.start, next);
                next = today.end;
            }
            assert_eq!(next, count);
        }
    }
}
