//! Every statistic reproduces, from the compiled-in record, the target that the pattern table prints.

use super::series::{self, Series};
use super::statistics as st;
use super::weekly;
use crate::estimate::{mean, variance};
use crate::model::setting::{Grant, Journey, Origin};

fn record() -> Series {
    let class = |id: &str, names: &[&str]| Origin {
        id: id.to_owned(),
        nationalities: names.iter().map(|&name| name.to_owned()).collect(),
        journey: Journey::Overland,
        grant: Grant::High,
    };
    let single = [
        "Albania",
        "Iran",
        "Afghanistan",
        "Eritrea",
        "Iraq",
        "Somalia",
        "Sudan",
        "Syria",
        "Turkey",
        "Vietnam",
        "Not recorded",
    ];
    let mut classes: Vec<Origin> = single.iter().map(|name| class(name, &[name])).collect();
    let mut rest: Vec<&str> = crate::evidence::nationality_quarters()
        .iter()
        .map(|row| row.nationality.as_str())
        .filter(|name| !single.contains(name))
        .collect();
    rest.sort_unstable();
    rest.dedup();
    classes.push(class("other", &rest));
    Series::record(&classes)
}

/// Values of the years, rounded to `decimals`.
fn years(years: std::ops::RangeInclusive<i32>, decimals: i32, f: impl Fn(i32) -> f64) -> Vec<f64> {
    let unit = (0..decimals).fold(1.0, |unit, _| unit * 10.0);
    years.map(|year| (f(year) * unit).round() / unit).collect()
}

fn range(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)))
}

fn near(seen: f64, printed: f64, by: f64) {
    assert!((seen - printed).abs() <= by, "{seen} is not {printed}");
}

#[test]
fn p1_to_p4_and_the_figures_of_the_article() {
    let r = record();
    let people = years(2018..=2024, 0, |y| r.people_in(series::year(y)));
    assert_eq!(people, [299.0, 1843.0, 8462.0, 28526.0, 45755.0, 29437.0, 31272.0]);
    let boats = years(2018..=2024, 0, |y| r.boats_in(series::year(y)));
    assert_eq!(boats, [43.0, 164.0, 641.0, 1034.0, 1110.0, 602.0, 592.0]);
    assert_eq!(years(2018..=2024, 0, |y| st::people_per_boat(&r, y)), [7.0, 11.0, 13.0, 28.0, 41.0, 49.0, 53.0]);
    assert_eq!(years(2021..=2024, 2, |y| st::zero_day_share(&r, y)), [0.58, 0.56, 0.62, 0.57]);
    assert_eq!(years(2022..=2024, 0, |y| st::to_3_november(&r, y)), [39929.0, 26699.0, 31094.0]);
}

#[test]
fn p5_to_p8() {
    let r = record();
    assert_eq!(range(&years(2021..=2024, 0, |y| st::variance_over_mean(&r, y))), (263.0, 411.0));
    let (low, high) = range(&years(2021..=2024, 2, |y| st::dispersion_k(&r, y)));
    near(low, 0.20, 0.011);
    near(high, 0.34, 0.011);
    let (low, high) = range(&years(2021..=2024, 2, |y| st::top_tenth_share(&r, y)));
    near(low, 0.52, 0.011);
    near(high, 0.65, 0.011);
    for statistic in [st::indicator_autocorrelation, st::log_autocorrelation] {
        let (low, high) = range(&years(2020..=2024, 2, |y| statistic(&r, y)));
        near(low, 0.265, 0.011);
        near(high, 0.415, 0.011);
    }
    let (low, high) = range(&years(2021..=2024, 2, |y| mean(&st::spells(&r, y, true))));
    near(low, 2.4, 0.051);
    near(high, 2.9, 0.051);
    let (low, high) = range(&years(2021..=2024, 2, |y| mean(&st::spells(&r, y, false))));
    near(low, 3.0, 0.06);
    near(high, 4.4, 0.06);
    let longest = |y| st::longest_shut(&r, series::year(y));
    assert_eq!(range(&years(2021..=2024, 0, longest)), (12.0, 16.0));
    assert_eq!(st::longest_shut(&r, series::year(2021).start..series::year(2024).end), 27.0);
}

#[test]
fn p9_and_p10() {
    let r = record();
    let printed = [2.6, 2.5, 4.2, 4.9, 5.9, 9.2, 10.5, 15.9, 16.5, 10.3, 13.0, 4.6];
    for (month, printed) in (1..).zip(printed) {
        near(
            years(2021..=2023, 6, |y| 100.0 * st::month_share(&r, y, month)).iter().sum::<f64>() / 3.0,
            printed,
            0.051,
        );
    }
    let halves = years(2021..=2023, 6, |y| st::second_half_share(&r, y));
    near(halves.iter().sum::<f64>() / 3.0, 0.71, 0.005);
    assert_eq!(range(&years(2021..=2023, 2, |y| st::second_half_share(&r, y))), (0.61, 0.79));
    let boats = |y| st::boats_on_crossing_days(&r, y);
    let means = years(2021..=2024, 2, |y| mean(&boats(y)));
    for (seen, printed) in means.iter().zip([6.7, 6.9, 4.3, 4.5]) {
        near(*seen, printed, 0.06);
    }
    assert!((2021..=2024).all(|y| variance(&boats(y)) > mean(&boats(y))));
}

#[test]
fn p11_to_p14() {
    let r = record();
    let p = weekly::preventions(&r);
    near(p.people / (p.people + p.arrivals), 0.42, 0.005);
    near(p.events / (p.events + p.boats), 0.56, 0.005);
    near(p.people / p.events, 31.0, 0.5);
    near(p.arrivals / p.boats, 54.0, 0.5);
    near(weekly::prevention_correlation(&r), 0.83, 0.01);
    // The table prints the yearly release; the quarters of the compiled-in table hold three Albanians fewer for 2023.
    assert_eq!(years(2020..=2023, 0, |y| st::of_origin(&r, 0, y)), [54.0, 815.0, 12658.0, 924.0]);
    near(st::origin_share(&r, 1, 2018), 0.80, 0.005);
    near(st::origin_share(&r, 1, 2023), 0.12, 0.005);
    near(st::origin_entropy(&r, 2018), 0.8, 0.05);
    near(st::origin_entropy(&r, 2023), 2.3, 0.05);
}

#[test]
fn p15_p16_p18_and_p19() {
    let r = record();
    near(st::after_a_gap(&r), 0.86, 0.005);
    near(weekly::weather_slope(&r, &[]), 0.77, 0.005);
    near(weekly::weather_slope(&r, &[2]), 0.33, 0.005);
    near(weekly::empty_early_weeks(&r), 0.43, 0.005);
    assert!(weekly::weekly_variance_ratio(&r) > 10.0);
    assert_eq!(years(2021..=2024, 1, |y| st::death_rate(&r, y)), [1.4, 0.1, 0.5, 2.0]);
}
