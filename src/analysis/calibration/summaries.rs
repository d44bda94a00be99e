//! Summaries of a history: what of the record the calibration looks at, by target.
//!
//! The same functions measure the record and the runs. Levels are logs, so that a history twice too large and one half too
//! large are as far off. A summary that is not defined for a history (no day of a kind) is not a number, and counts as the
//! bank's median. No weights: the regressions of `inference` find what a summary says.

use super::history::{History, Known};
use crate::analysis::patterns::statistics::correlation;
use crate::estimate::{mean, variance};
use crate::scenario::Target;
use std::ops::Range;

/// Fewest days of a year or half-year that make a summary.
const LEAST_DAYS: usize = 60;
/// Years up to the as-of date over which the habits of days are measured.
const RECENT_YEARS: i32 = 4;
/// Added to counts before the log, so that years with a handful of people do not decide alone.
const FEW: f64 = 10.0;
/// Edges in m/s of the classes of night wind.
const WIND_EDGES: [f64; 6] = [0.0, 4.0, 6.0, 8.0, 10.0, 99.0];

/// One named number.
type Named = (String, f64);

/// All summaries of a history for some targets, always the same names in the same order.
pub fn summaries(known: &Known, history: &History, targets: &[Target]) -> Vec<Named> {
    let mut all = Vec::new();
    for target in Target::ALL.iter().filter(|target| targets.contains(target)) {
        match target {
            Target::Arrivals => arrivals(known, history, &mut all),
            Target::Loads => loads(known, history, &mut all),
            Target::ActiveDays => active_days(known, history, &mut all),
            Target::Dispersion => dispersion(known, history, &mut all),
            Target::Memory => memory(known, history, &mut all),
            Target::Wind => wind(known, history, &mut all),
            Target::Backlog => backlog(known, history, &mut all),
            Target::Preventions => preventions(known, history, &mut all),
            Target::Deaths => deaths(known, history, &mut all),
        }
    }
    all
}

/// Whether parameters act on a summary along a curve. People a boat follow a logistic path in time: its scale and middle are
/// in the shape of the path, that is in products of its years, while each year alone hardly tells one from the other.
pub fn bends(name: &str) -> bool {
    name.strip_prefix("ln_load_").is_some_and(|year| year.parse::<i32>().is_ok())
}

/// Whether a parameter is one of those that bend them.
pub fn is_bending(key: &str) -> bool {
    key.starts_with("boat.load_")
}

fn sum(values: &[f64], span: Range<usize>) -> f64 {
    values[span].iter().sum()
}

fn years(known: &Known, from: i32) -> impl Iterator<Item = (i32, Range<usize>)> {
    (from..=known.period.last().year())
        .map(|year| (year, known.year(year)))
        .filter(|(_, span)| span.len() >= LEAST_DAYS)
}

/// The last years up to the as-of date, none before 2020.
fn recent(known: &Known) -> Range<usize> {
    let last = known.period.last().year();
    let from = (last + 1 - RECENT_YEARS).max(2020);
    known.year(from).start.min(known.days().saturating_sub(365))..known.days()
}

/// Log people: 2018 as a whole, half-years since.
fn arrivals(known: &Known, history: &History, all: &mut Vec<Named>) {
    let log = |span: Range<usize>| libm::log(sum(&history.people, span) + FEW);
    all.push(("ln_people_2018".to_owned(), log(known.year(2018))));
    for (year, _) in years(known, 2019) {
        for (half, from) in [(1, 1), (2, 7)] {
            let span = known.months(year, from, from + 6);
            if span.len() >= LEAST_DAYS {
                all.push((format!("ln_people_{year}_h{half}"), log(span)));
            }
        }
    }
}

/// Log people a boat by year, its scatter on days of one boat and of several, and boats a day.
fn loads(known: &Known, history: &History, all: &mut Vec<Named>) {
    for (year, span) in years(known, 2018) {
        let ratio = (sum(&history.people, span.clone()) + 1.0) / (sum(&history.boats, span) + 0.2);
        all.push((format!("ln_load_{year}"), libm::log(ratio)));
    }
    let active = |day: &usize| history.boats[*day] > 0.0 && history.people[*day] > 0.0;
    // Around the mean of each year, since hulls grow. Days of one boat are left out: a few small craft of another kind.
    let scatter = |least: f64, most: f64| {
        let mut apart = Vec::new();
        for (_, span) in years(known, known.period.last().year() + 1 - RECENT_YEARS) {
            let days = span.filter(active).filter(|&day| (least..=most).contains(&history.boats[day]));
            let loads: Vec<f64> = days.map(|day| libm::log(history.people[day] / history.boats[day])).collect();
            let middle = mean(&loads);
            apart.extend(loads.iter().map(|load| load - middle));
        }
        (apart.iter().map(|x| x * x).sum::<f64>() / apart.len() as f64).sqrt()
    };
    all.push(("sd_ln_load_few_boats".to_owned(), scatter(2.0, 4.0)));
    all.push(("sd_ln_load_many_boats".to_owned(), scatter(5.0, 1e9)));
    let days = || recent(known).filter(active);
    let boats: Vec<f64> = days().map(|day| history.boats[day]).collect();
    all.push(("ln_boats_per_active_day".to_owned(), libm::log(mean(&boats))));
    all.push(("ln_boats_variance_over_mean".to_owned(), libm::log(variance(&boats) / mean(&boats))));
    all.push(("single_boat_days_share".to_owned(), share(&boats, |&n| n == 1.0)));
}

fn share<T>(values: &[T], holds: impl Fn(&T) -> bool) -> f64 {
    values.iter().filter(|value| holds(value)).count() as f64 / values.len() as f64
}

fn active_days(known: &Known, history: &History, all: &mut Vec<Named>) {
    for (year, span) in years(known, 2019) {
        all.push((format!("active_share_{year}"), share(&history.people[span], |&n| n > 0.0)));
    }
    for (open, name) in [(true, "ln_open_spell_days"), (false, "ln_shut_spell_days")] {
        let days = &history.people[recent(known)];
        let spells: Vec<f64> = days
            .chunk_by(|a, b| (*a > 0.0) == (*b > 0.0))
            .filter(|spell| (spell[0] > 0.0) == open)
            .map(|spell| spell.len() as f64)
            .collect();
        all.push((name.to_owned(), libm::log(mean(&spells))));
    }
}

/// How uneven days are, by year of the recent ones.
fn dispersion(known: &Known, history: &History, all: &mut Vec<Named>) {
    let first = known.period.last().year() + 1 - RECENT_YEARS;
    for (year, span) in years(known, first.max(2019)) {
        let days = &history.people[span];
        all.push((format!("ln_variance_over_mean_{year}"), libm::log(variance(days) / mean(days))));
        let mut sorted = days.to_vec();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let top = (days.len() as f64 * 0.1).round() as usize;
        all.push((format!("top_tenth_share_{year}"), sum(&sorted, 0..top) / sum(&sorted, 0..sorted.len())));
    }
}

/// Correlation of a series with itself `lag` days later.
fn autocorrelation(x: &[f64], lag: usize) -> f64 {
    correlation(&x.iter().copied().zip(x[lag..].iter().copied()).collect::<Vec<_>>())
}

fn memory(known: &Known, history: &History, all: &mut Vec<Named>) {
    let days = &history.people[recent(known)];
    let active: Vec<f64> = days.iter().map(|&n| f64::from(n > 0.0)).collect();
    let logs: Vec<f64> = days.iter().map(|&n| libm::log1p(n)).collect();
    for (name, series) in [("active", &active), ("ln_people", &logs)] {
        for lag in [1, 2, 4] {
            all.push((format!("{name}_autocorrelation_{lag}"), autocorrelation(series, lag)));
        }
    }
}

/// Activity by classes of night wind, what yesterday's wind adds, and what the wind does not tell.
fn wind(known: &Known, history: &History, all: &mut Vec<Named>) {
    let span = recent(known);
    let span = span.start..span.end.min(known.wind_night.len());
    let class = |day: usize| WIND_EDGES.iter().rposition(|&edge| known.wind_night[day] >= edge).unwrap_or(0).min(4);
    let active = |day: usize| f64::from(history.people[day] > 0.0);
    let mut means = [f64::NAN; 5];
    for (at, mean_active) in means.iter_mut().enumerate() {
        let days: Vec<f64> = span.clone().filter(|&day| class(day) == at).map(active).collect();
        *mean_active = mean(&days);
        all.push((format!("active_share_wind_{:.0}_ms", WIND_EDGES[at]), *mean_active));
    }
    let before = |is_active: bool| {
        let winds = span
            .clone()
            .filter(|&day| class(day) == 2 && (active(day) > 0.0) == is_active)
            .map(|day| known.wind_before[day]);
        mean(&winds.collect::<Vec<_>>())
    };
    all.push(("wind_before_difference_ms".to_owned(), before(true) - before(false)));
    let residual: Vec<f64> = span.clone().map(|day| active(day) - means[class(day)]).collect();
    for lag in [1, 2, 4] {
        all.push((format!("wind_residual_autocorrelation_{lag}"), autocorrelation(&residual, lag)));
    }
    let people = |at: usize| {
        let days = span.clone().filter(|&day| class(day) == at && active(day) > 0.0);
        mean(&days.map(|day| libm::log(history.people[day])).collect::<Vec<_>>())
    };
    all.push(("ln_people_calm_over_windy_day".to_owned(), people(0) - people(2)));
}

/// What a shut spell leaves for the first open day, and what calm nights do to a month.
fn backlog(known: &Known, history: &History, all: &mut Vec<Named>) {
    let span = recent(known);
    let mut after: [Vec<f64>; 3] = Default::default();
    let mut gap = 0;
    for &n in &history.people[span.clone()] {
        if n > 0.0 {
            after[match gap {
                0 => 0,
                1..=4 => 1,
                _ => 2,
            }]
            .push(n);
            gap = 0;
        } else {
            gap += 1;
        }
    }
    let usual = mean(&after[0]);
    all.push(("ln_people_after_short_gap".to_owned(), libm::log(mean(&after[1]) / usual)));
    all.push(("ln_people_after_long_gap".to_owned(), libm::log(mean(&after[2]) / usual)));
    // Months apart from the level of the quarter around them: the same nights shared out otherwise.
    let mut pairs = Vec::new();
    let first = known.period.last().year() + 1 - RECENT_YEARS;
    for year in first.max(2020)..=known.period.last().year() {
        for from in [1, 4, 7, 10] {
            let of = |month: u32| {
                let span = known.months(year, month, month + 1);
                let span = span.start..span.end.min(known.wind_night.len());
                let calm = known.wind_night[span.clone()].iter().filter(|&&wind| wind < WIND_EDGES[2]).count();
                (span.len() > 27).then(|| (libm::log1p(calm as f64), libm::log(sum(&history.people, span) + FEW)))
            };
            let months: Vec<(f64, f64)> = (from..from + 3).filter_map(of).collect();
            if months.len() == 3 {
                let (x, y) =
                    (months.iter().map(|m| m.0).sum::<f64>() / 3.0, months.iter().map(|m| m.1).sum::<f64>() / 3.0);
                pairs.extend(months.iter().map(|m| (m.0 - x, m.1 - y)));
            }
        }
    }
    let slope = pairs.iter().map(|(x, y)| x * y).sum::<f64>() / pairs.iter().map(|(x, _)| x * x).sum::<f64>();
    all.push(("calm_night_slope".to_owned(), slope));
}

fn preventions(known: &Known, history: &History, all: &mut Vec<Named>) {
    for (&year, &prevented) in known.prevention_years.iter().zip(&history.prevented_by_year) {
        if year > 2018 {
            let arrived = sum(&history.people, known.year(year));
            all.push((format!("ln_prevented_over_arrived_{year}"), libm::log((prevented + FEW) / (arrived + FEW))));
        }
    }
    if known.prevention_weeks.len() < 8 {
        return;
    }
    let of_week = |values: &[f64], week: &Range<usize>| sum(values, week.clone());
    let people: f64 = known.prevention_weeks.iter().map(|week| of_week(&history.people, week)).sum();
    let boats: f64 = known.prevention_weeks.iter().map(|week| of_week(&history.boats, week)).sum();
    let prevented: f64 = history.prevented_by_week.iter().map(|week| week[0]).sum();
    let events: f64 = history.prevented_by_week.iter().map(|week| week[1]).sum();
    all.push(("ln_prevented_over_arrived_weeks".to_owned(), libm::log((prevented + FEW) / (people + FEW))));
    all.push(("ln_prevented_over_arrived_boats_weeks".to_owned(), libm::log((events + 1.0) / (boats + 1.0))));
    all.push(("ln_people_per_prevented_event".to_owned(), libm::log((prevented + 1.0) / (events + 1.0))));
    let pairs: Vec<(f64, f64)> = known
        .prevention_weeks
        .iter()
        .zip(&history.prevented_by_week)
        .map(|(week, prevented)| (libm::log1p(of_week(&history.people, week)), libm::log1p(prevented[0])))
        .collect();
    all.push(("ln_prevented_arrived_correlation".to_owned(), correlation(&pairs)));
}

fn deaths(known: &Known, history: &History, all: &mut Vec<Named>) {
    let of = |year: &i32| *year >= 2019;
    for ((year, _), deaths) in known.death_years.iter().zip(&history.deaths).filter(|((year, _), _)| of(year)) {
        all.push((format!("ln_deaths_{year}"), libm::log1p(*deaths)));
    }
}
