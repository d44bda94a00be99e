//! The generator against the record, statistic by statistic, with the sampling error of a record of that length.

use super::*;
use crate::evidence::sea;
use crate::quantity::calendar::{FORECAST_ORIGIN, RECORD_START};

/// Records generated for the comparison, each as long as the observed one.
const RECORDS: i32 = 200;

/// Two standard normal deviates from a counter: splitmix64 and Box–Muller.
fn deviates(stream: i32, day: i32) -> [f64; 2] {
    let uniform = |k: u64| {
        let mut x = ((stream as u64) << 40) ^ (u64::from(day.cast_unsigned()) << 8) ^ k;
        for _ in 0..2 {
            x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
            x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            x ^= x >> 31;
        }
        ((x >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    };
    let radius = (-2.0 * libm::log(uniform(1))).sqrt();
    let angle = std::f64::consts::TAU * uniform(2);
    [radius * libm::cos(angle), radius * libm::sin(angle)]
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

fn sd(x: &[f64]) -> f64 {
    let m = mean(x);
    (x.iter().map(|v| (v - m) * (v - m)).sum::<f64>() / (x.len() - 1) as f64).sqrt()
}

fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let (mx, my) = (mean(x), mean(y));
    let sum: f64 = x.iter().zip(y).map(|(a, b)| (a - mx) * (b - my)).sum();
    sum / ((x.len() - 1) as f64 * sd(x) * sd(y))
}

fn quantile(mut x: Vec<f64>, p: f64) -> f64 {
    x.sort_by(f64::total_cmp);
    x[(p * (x.len() - 1) as f64 + 0.5) as usize]
}

/// Lengths of unbroken runs.
fn spells(inside: impl Iterator<Item = bool>) -> Vec<f64> {
    let (mut lengths, mut run) = (vec![], 0.0);
    for day in inside.chain([false]) {
        if day {
            run += 1.0;
        } else if run > 0.0 {
            lengths.push(run);
            run = 0.0;
        }
    }
    lengths
}

/// All statistics of a record that starts on [`RECORD_START`].
fn statistics(wind: &[[f64; 2]]) -> Vec<(String, f64)> {
    let days: Vec<Day> = (0..wind.len()).map(|n| RECORD_START.plus(n as i32)).collect();
    let w: Vec<f64> = wind.iter().map(|x| x[0]).collect();
    let v: Vec<f64> = wind.iter().map(|x| x[1]).collect();
    let mut out: Vec<(String, f64)> = vec![];
    let mut add = |name: &str, value: f64| out.push((name.to_owned(), value));
    for month in 1..=12 {
        let of: Vec<f64> = days.iter().zip(&w).filter(|(d, _)| d.month() == month).map(|(_, &w)| w).collect();
        add(&format!("month {month:02} mean w"), mean(&of));
        add(&format!("month {month:02} sd w"), sd(&of));
        add(&format!("month {month:02} share w<6"), mean(&of.iter().map(|&w| f64::from(w < 6.0)).collect::<Vec<_>>()));
    }
    for p in [0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0] {
        add(&format!("quantile {p} w"), quantile(w.clone(), p));
        add(&format!("quantile {p} v"), quantile(v.clone(), p));
    }
    for lag in [1, 2, 3, 5, 7, 14] {
        add(&format!("autocorrelation {lag} w"), correlation(&w[lag..], &w[..w.len() - lag]));
    }
    for lag in 1..=3 {
        add(&format!("autocorrelation {lag} v"), correlation(&v[lag..], &v[..v.len() - lag]));
    }
    add("correlation w(t) v(t)", correlation(&w, &v));
    add("correlation w(t) v(t-1)", correlation(&w[1..], &v[..v.len() - 1]));
    add("correlation w(t-1) v(t)", correlation(&w[..w.len() - 1], &v[1..]));
    let summer = |day: &Day| (4..=9).contains(&day.month());
    for (name, half) in [("summer", true), ("winter", false)] {
        let pairs: Vec<usize> = (1..w.len()).filter(|&t| summer(&days[t]) == half).collect();
        let today: Vec<f64> = pairs.iter().map(|&t| w[t]).collect();
        let before: Vec<f64> = pairs.iter().map(|&t| w[t - 1]).collect();
        add(&format!("autocorrelation 1 w {name}"), correlation(&today, &before));
        let calm = spells(days.iter().zip(&w).map(|(d, &w)| summer(d) == half && w < 6.0));
        add(&format!("calm spell mean days {name}"), mean(&calm));
    }
    for (name, lengths) in [
        ("calm w<6", spells(w.iter().map(|&w| w < 6.0))),
        ("usable w<8", spells(w.iter().map(|&w| w < 8.0))),
        ("not calm w>=6", spells(w.iter().map(|&w| w >= 6.0))),
        ("gale w>12", spells(w.iter().map(|&w| w > 12.0))),
    ] {
        add(&format!("{name} spells"), lengths.len() as f64);
        add(&format!("{name} spell mean days"), mean(&lengths));
        add(&format!("{name} spell 95 % days"), quantile(lengths.clone(), 0.95));
        add(&format!("{name} spell longest days"), quantile(lengths, 1.0));
    }
    for (name, below) in [("w<6", 6.0), ("w<8", 8.0)] {
        let count = |inside: &dyn Fn(&Day) -> bool| {
            days.iter().zip(&w).filter(|(day, w)| inside(day) && **w < below).count() as f64
        };
        let years: Vec<f64> = (2018..=2023).map(|year| count(&|day| day.year() == year)).collect();
        add(&format!("nights {name} a year"), mean(&years));
        add(&format!("sd over years of nights {name}"), sd(&years));
        // Pooled over months of the year: how far the same month differs from year to year.
        let monthly: Vec<f64> = (1..=12)
            .map(|month| {
                let of: Vec<f64> =
                    (2018..=2023).map(|year| count(&|day| day.year() == year && day.month() == month)).collect();
                sd(&of) * sd(&of)
            })
            .collect();
        add(&format!("sd over years of monthly nights {name}"), mean(&monthly).sqrt());
    }
    out
}

#[test]
fn generated_records_have_the_statistics_of_the_observed_one() {
    let generator = WindGenerator::fit(sea(), FORECAST_ORIGIN).unwrap();
    println!("coefficients {:.3?} factor {:.3?}", generator.coefficients, generator.factor);
    let observed: Vec<[f64; 2]> = sea().iter().map(|row| [row.wind_night_mean_ms, row.wind_mean_ms]).collect();
    let record = statistics(&observed);
    let mut generated: Vec<Vec<f64>> = vec![vec![]; record.len()];
    for stream in 0..RECORDS {
        let wind = generator.generate(|day, _| deviates(stream, day), None, RECORD_START, FORECAST_ORIGIN);
        for (values, (_, value)) in generated.iter_mut().zip(statistics(&wind)) {
            values.push(value);
        }
    }
    println!("{:<40} {:>8} {:>9} {:>8} {:>8} {:>6}", "statistic", "record", "generated", "5 %", "95 %", "z");
    let mut far = vec![];
    for ((name, value), values) in record.iter().zip(&generated) {
        let z = (value - mean(values)) / sd(values);
        let (low, high) = (quantile(values.clone(), 0.05), quantile(values.clone(), 0.95));
        println!("{name:<40} {value:>8.3} {:>9.3} {low:>8.3} {high:>8.3} {z:>6.2}", mean(values));
        if z.abs() > 3.0 {
            far.push(name);
        }
    }
    assert!(far.is_empty(), "more than three standard errors away: {far:?}");
}

#[test]
fn only_the_known_days_are_used() {
    let until: Day = "2021-06-30".parse().unwrap();
    let known: Vec<SeaDay> = sea().iter().filter(|row| row.day <= until).copied().collect();
    assert_eq!(WindGenerator::fit(sea(), until).unwrap(), WindGenerator::fit(&known, FORECAST_ORIGIN).unwrap());
    assert!(WindGenerator::fit(&known[..300], FORECAST_ORIGIN).is_err());
}

#[test]
fn the_wind_goes_on_from_the_last_observed_night_and_then_forgets_it() {
    let generator = WindGenerator::fit(sea(), FORECAST_ORIGIN).unwrap();
    let (first, last) = (FORECAST_ORIGIN.plus(1), FORECAST_ORIGIN.plus(40));
    let ensemble = |after: Option<&[SeaDay]>| -> Vec<Vec<[f64; 2]>> {
        (0..400).map(|stream| generator.generate(|day, _| deviates(stream, day), after, first, last)).collect()
    };
    let (after, climate) = (ensemble(Some(sea())), ensemble(None));
    let night = |paths: &[Vec<[f64; 2]>], n: usize| mean(&paths.iter().map(|path| path[n][0]).collect::<Vec<_>>());
    // The record ends with two calm days (3.5 m/s in a month whose mean is 8.9).
    assert!(night(&after, 0) < 0.75 * night(&climate, 0));
    assert!((night(&after, 30) - night(&climate, 30)).abs() < 0.01);
    let later = generator.generate(|day, _| deviates(7, day), Some(sea()), first.plus(9), last);
    assert_eq!(later, after[7][9..], "the wind of a day depends on where the period starts");
    assert!(generator.generate(|day, _| deviates(7, day), None, last, first).is_empty());
}

#[test]
fn a_replayed_year_is_the_record_and_knows_leap_days() {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let wind = replay_year(sea(), 2023, day("2024-02-27"), day("2024-03-01")).unwrap();
    let on = |text: &str| {
        let row = sea().iter().find(|row| row.day == day(text)).unwrap();
        [row.wind_night_mean_ms, row.wind_mean_ms]
    };
    assert_eq!(wind, [on("2023-02-27"), on("2023-02-28"), on("2023-02-28"), on("2023-03-01")]);
    let leap = replay_year(sea(), 2020, day("2024-02-29"), day("2024-02-29")).unwrap();
    assert_eq!(leap, [on("2020-02-29")]);
    assert_eq!(replay_year(sea(), 2023, day("2024-12-31"), day("2025-01-01")).unwrap().len(), 2);
    let error = replay_year(sea(), 2024, day("2024-11-05"), day("2024-12-31")).unwrap_err().to_string();
    assert!(error.contains("2024-11-05"), "{error}");
    assert!(replay_year(sea(), 2017, day("2024-11-05"), day("2024-12-31")).is_err());
}
