//! Statistics of weeks and months: preventions, the spread of weekly arrivals, and the response to calm nights.
//!
//! Pure functions, alike for the record and for runs.

use super::series::{self, Series, Week};
use super::statistics::correlation;
use crate::estimate::variance;
use crate::quantity::Day;

/// Nights with a mean wind below this, in m/s, count as calm (pattern P16).
const CALM_MS: f64 = 6.0;
/// Weeks that pattern P18 calls early.
pub const EARLY_WEEKS: usize = 130;

/// Sums over the weeks for which preventions were published, ending 5 May to 3 November 2024.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preventions {
    /// People who arrived.
    pub arrivals: f64,
    /// Boats that arrived.
    pub boats: f64,
    /// People prevented.
    pub people: f64,
    /// Events prevented.
    pub events: f64,
}

/// The weeks with published preventions: week and prevented people, events.
fn published(s: &Series) -> impl Iterator<Item = (&Week, (f64, f64))> {
    let first = Day::from_civil(2024, 5, 5);
    s.weeks.iter().filter(move |week| Some(week.ending) >= first).filter_map(|week| Some((week, week.prevented?)))
}

/// Sums of the published weeks.
pub fn preventions(s: &Series) -> Preventions {
    let zero = Preventions { arrivals: 0.0, boats: 0.0, people: 0.0, events: 0.0 };
    published(s).fold(zero, |sum, (week, (people, events))| Preventions {
        arrivals: sum.arrivals + week.arrivals,
        boats: sum.boats + week.boats,
        people: sum.people + people,
        events: sum.events + events,
    })
}

/// Correlation over the published weeks of the logs of arrivals and prevented people; a week without either is left out.
pub fn prevention_correlation(s: &Series) -> f64 {
    let pairs: Vec<_> = published(s)
        .filter(|(week, (people, _))| week.arrivals > 0.0 && *people > 0.0)
        .map(|(week, (people, _))| (libm::log(week.arrivals), libm::log(people)))
        .collect();
    correlation(&pairs)
}

/// Share of the early weeks without arrivals.
pub fn empty_early_weeks(s: &Series) -> f64 {
    s.weeks[..EARLY_WEEKS].iter().filter(|week| week.arrivals == 0.0).count() as f64 / EARLY_WEEKS as f64
}

/// Variance of weekly arrivals over the last 130 weeks, over that of the first 130.
pub fn weekly_variance_ratio(s: &Series) -> f64 {
    let of = |weeks: &[Week]| variance(&weeks.iter().map(|week| week.arrivals).collect::<Vec<_>>());
    of(&s.weeks[s.weeks.len() - EARLY_WEEKS..]) / of(&s.weeks[..EARLY_WEEKS])
}

/// Calm nights among the days of a span.
pub fn calm_nights(wind_night: &[f64]) -> f64 {
    wind_night.iter().filter(|&&wind| wind < CALM_MS).count() as f64
}

/// Slope of ln(1 + people a month) on ln(1 + calm nights), month-of-year and year effects removed, January 2021 to
/// October 2024, without the months of the year in `left_out`.
///
/// By the theorem of Frisch, Waugh and Lovell it is the slope between the residuals of two-way additive fits, which
/// alternating means reach to rounding within a few sweeps.
pub fn weather_slope(s: &Series, left_out: &[u32]) -> f64 {
    let months: Vec<(i32, u32)> = (2021..=2024)
        .flat_map(|year| (1..=12).map(move |month| (year, month)))
        .filter(|&(year, month)| (year, month) <= (2024, 10) && !left_out.contains(&month))
        .collect();
    let residuals = |value: &dyn Fn(i32, u32) -> f64| {
        let mut x: Vec<f64> = months.iter().map(|&(year, month)| value(year, month)).collect();
        for _ in 0..60 {
            sweep(&mut x, &months, |m| m.0 as usize);
            sweep(&mut x, &months, |m| m.1 as usize);
        }
        x
    };
    let people = residuals(&|year, month| libm::log1p(s.people_in(series::month(year, month))));
    let calm = residuals(&|year, month| libm::log1p(calm_nights(&s.wind_night[series::month(year, month)])));
    let cross: f64 = people.iter().zip(&calm).map(|(y, x)| x * y).sum();
    cross / calm.iter().map(|x| x * x).sum::<f64>()
}

/// Takes the mean of each group away.
fn sweep(x: &mut [f64], months: &[(i32, u32)], group: impl Fn(&(i32, u32)) -> usize) {
    let mut sums = std::collections::BTreeMap::new();
    for (value, month) in x.iter().zip(months) {
        let entry = sums.entry(group(month)).or_insert((0.0, 0.0));
        *entry = (entry.0 + value, entry.1 + 1.0);
    }
    for (value, month) in x.iter_mut().zip(months) {
        let (sum, count) = sums[&group(month)];
        *value -= sum / count;
    }
}
