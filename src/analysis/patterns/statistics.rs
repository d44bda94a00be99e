//! Statistics of a daily series, applied alike to the record and to simulated runs.
//!
//! Each is a pure function of the series; where it is not defined (no boat in a year, a day series without variance) it
//! is NaN and never a stand-in value. Definitions: pattern table, evidence/mechanisms.md, section H.

use super::series::{self, Series};
use crate::analysis::daily;
use crate::estimate::{mean, variance};
use std::ops::Range;

/// People per arriving boat of a year.
pub fn people_per_boat(s: &Series, year: i32) -> f64 {
    s.people_in(series::year(year)) / s.boats_in(series::year(year))
}

/// Share of the days of a year without arrivals.
pub fn zero_day_share(s: &Series, year: i32) -> f64 {
    daily::zero_share(&s.people[series::year(year)])
}

/// Variance over mean of the daily arrivals of a year.
pub fn variance_over_mean(s: &Series, year: i32) -> f64 {
    daily::variance_over_mean(&s.people[series::year(year)])
}

/// Dispersion of a negative binomial law by moments, `k = m² / (v - m)`, of the daily arrivals of a year.
pub fn dispersion_k(s: &Series, year: i32) -> f64 {
    let days = &s.people[series::year(year)];
    let m = mean(days);
    m * m / (variance(days) - m)
}

/// Share of a year's arrivals on its busiest tenth of days.
pub fn top_tenth_share(s: &Series, year: i32) -> f64 {
    daily::top_tenth_share(&s.people[series::year(year)])
}

/// Lag-1 autocorrelation of whether a day of the year had arrivals.
pub fn indicator_autocorrelation(s: &Series, year: i32) -> f64 {
    daily::indicator_autocorrelation(&s.people[series::year(year)])
}

/// Lag-1 autocorrelation of `ln(1 + n)` over the days of the year.
pub fn log_autocorrelation(s: &Series, year: i32) -> f64 {
    daily::log_autocorrelation(&s.people[series::year(year)], 1)
}

/// Pearson correlation of pairs.
pub fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let (a, b) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let sum = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>();
    let cross = sum(&|p| (p.0 - a) * (p.1 - b));
    cross / (sum(&|p| (p.0 - a) * (p.0 - a)) * sum(&|p| (p.1 - b) * (p.1 - b))).sqrt()
}

/// Lengths in days of the spells of days with (`open`) or without arrivals that start in a year; a spell that runs into
/// the next year keeps its whole length.
pub fn spells(s: &Series, year: i32, open: bool) -> Vec<f64> {
    let starts = series::year(year);
    let mut lengths = Vec::new();
    let mut day = 0;
    for spell in s.people.chunk_by(|a, b| (*a > 0.0) == (*b > 0.0)) {
        if (spell[0] > 0.0) == open && starts.contains(&day) {
            lengths.push(spell.len() as f64);
        }
        day += spell.len();
    }
    lengths
}

/// Longest run of days without arrivals within a span, cut at its ends.
pub fn longest_shut(s: &Series, span: Range<usize>) -> f64 {
    daily::spells(&s.people[span], false).into_iter().fold(0.0, f64::max)
}

/// Share of a month in the arrivals of its year.
pub fn month_share(s: &Series, year: i32, month: u32) -> f64 {
    s.people_in(series::month(year, month)) / s.people_in(series::year(year))
}

/// Share of July to December in the arrivals of a year.
pub fn second_half_share(s: &Series, year: i32) -> f64 {
    (7..=12).map(|month| month_share(s, year, month)).sum()
}

/// Boats on each day of a year with arrivals.
pub fn boats_on_crossing_days(s: &Series, year: i32) -> Vec<f64> {
    s.boats[series::year(year)].iter().copied().filter(|&n| n > 0.0).collect()
}

/// Mean people on the first active day after five or more days without arrivals, over the mean after an active day,
/// 2021 to the end of the record.
pub fn after_a_gap(s: &Series) -> f64 {
    let (mut after_gap, mut after_active) = (Vec::new(), Vec::new());
    let mut gap = 0;
    for (day, &n) in s.people.iter().enumerate() {
        if n > 0.0 {
            if day >= series::year(2021).start {
                match gap {
                    0 => after_active.push(n),
                    5.. => after_gap.push(n),
                    _ => {}
                }
            }
            gap = 0;
        } else {
            gap += 1;
        }
    }
    mean(&after_gap) / mean(&after_active)
}

/// Arrivals from 1 January to 3 November of a year, the day of the article's figures.
pub fn to_3_november(s: &Series, year: i32) -> f64 {
    let november = series::month(year, 11).start;
    s.people_in(series::year(year).start..november + 3)
}

/// Deaths per 1,000 arrivals of a year.
pub fn death_rate(s: &Series, year: i32) -> f64 {
    1000.0 * s.deaths[(year - series::YEARS.start) as usize] / s.people_in(series::year(year))
}

/// Arrivals of a class of origin in a year.
pub fn of_origin(s: &Series, class: usize, year: i32) -> f64 {
    s.origins[class][(year - series::ORIGIN_YEARS.start) as usize]
}

/// Share of a class of origin in the arrivals of a year.
pub fn origin_share(s: &Series, class: usize, year: i32) -> f64 {
    of_origin(s, class, year) / origin_total(s, year)
}

/// Entropy in nats of the arrivals of a year over the classes of origin.
pub fn origin_entropy(s: &Series, year: i32) -> f64 {
    let total = origin_total(s, year);
    let term = |p: f64| if p > 0.0 { -p * libm::log(p) } else { 0.0 };
    (0..s.origins.len()).map(|class| term(of_origin(s, class, year) / total)).sum()
}

fn origin_total(s: &Series, year: i32) -> f64 {
    (0..s.origins.len()).map(|class| of_origin(s, class, year)).sum()
}
