//! Rows on the days within a year: calm and busy days, spells, season, boats a day, backlog.
//!
//! Where the pattern table gives a range over years, each year's mean must lie in the range of the record.

use super::bench::Bench;
use super::row::{Centre, Class, Row, Rule, Subject};
use super::series::{self, Series};
use super::statistics as st;
use crate::estimate::{mean, variance};

const WEATHER: Class = Class::ConditionalOnWeather;
const EMERGENT: Class = Class::Emergent;

/// P4–P8.
pub fn dispersion(bench: &Bench) -> Vec<Row> {
    let years = 2021..=2024;
    let zero =
        bench.years(("P4", "share of days without arrivals", WEATHER), years.clone(), st::zero_day_share, |_, t| {
            Rule::Distance(t, 0.04)
        });
    let ratio = ("P5-variance", "variance over mean of daily arrivals", Class::Tuned);
    let k = ("P5-k", "negative binomial k of daily arrivals", Class::Tuned);
    let spread = [
        bench.years_in_range(ratio, years.clone(), st::variance_over_mean),
        bench.years_in_range(k, years.clone(), st::dispersion_k),
    ];
    let top = bench.years_in_range(
        ("P6", "share on the busiest tenth of days", EMERGENT),
        years.clone(),
        st::top_tenth_share,
    );
    let memory = [
        bench.years_in_range(
            ("P7-day", "lag-1 autocorrelation of a day with arrivals", WEATHER),
            2020..=2024,
            st::indicator_autocorrelation,
        ),
        bench.years_in_range(
            ("P7-log", "lag-1 autocorrelation of ln(1 + arrivals)", WEATHER),
            2020..=2024,
            st::log_autocorrelation,
        ),
    ];
    // 12 to 16 days within a calendar year, 27 across the turn of 2023/24.
    let longest = |s: &Series, year| st::longest_shut(s, series::year(year));
    let (shortest, _) = bench.range(years.clone(), longest);
    let across = st::longest_shut(bench.record, series::year(2021).start..series::year(2024).end);
    let spells = [
        bench.years_in_range(
            ("P8-open", "mean spell of days with arrivals, days", WEATHER),
            years.clone(),
            |s, year| mean(&st::spells(s, year, true)),
        ),
        bench.years_in_range(
            ("P8-shut", "mean spell of days without arrivals, days", WEATHER),
            years.clone(),
            |s, year| mean(&st::spells(s, year, false)),
        ),
        bench.years(
            ("P8-longest", "longest spell without arrivals within a year, days", WEATHER),
            years,
            longest,
            |_, _| Rule::Between(shortest, across),
        ),
    ];
    [
        Subject::new("P4", "share of days without arrivals, 2021-24", WEATHER)
            .group("58, 56, 62, 57 % (4 points)", zero),
        Subject::new("P5", "daily over-dispersion, 2021-24", Class::Tuned)
            .group("variance/mean 263-411; k 0.20-0.34", spread.concat()),
        Subject::new("P6", "share on the busiest tenth of days, 2021-24", EMERGENT).group("52-66 %", top),
        Subject::new("P7", "lag-1 autocorrelation, 2020-24", WEATHER)
            .group("day 0.26-0.41; log 0.26-0.42", memory.concat()),
        Subject::new("P8", "spells, 2021-24", WEATHER)
            .group("open 2.4-2.9; shut 3.0-4.4; longest 12-27 days", spells.concat()),
    ]
    .concat()
}

/// P9: mean month shares within the range of the single years, and the second half of the year.
pub fn season(bench: &Bench) -> Vec<Row> {
    let average = |f: &dyn Fn(i32) -> f64| (2021..=2023).map(f).sum::<f64>() / 3.0;
    let mut rows: Vec<Row> = (1..=12)
        .map(|month| {
            let (low, high) = bench.range(2021..=2023, |s, year| st::month_share(s, year, month));
            let subject =
                Subject::new(format!("P9-month-{month:02}"), format!("share of month {month}, mean 2021-23"), WEATHER);
            let share = |s: &Series| average(&|year| st::month_share(s, year, month));
            bench.row(subject, Centre::Mean, share, |_| Rule::Between(low, high))
        })
        .collect();
    let (low, high) = bench.range(2021..=2023, st::second_half_share);
    let subject = Subject::new("P9-second-half", "share of July to December, mean 2021-23", WEATHER);
    let half = |s: &Series| average(&|year| st::second_half_share(s, year));
    rows.push(bench.row(subject, Centre::Mean, half, |_| Rule::Between(low, high)));
    Subject::new("P9", "season of arrivals", WEATHER)
        .group("month shares within their range over 2021-23; July to December 71 % (61-79)", rows)
}

/// P10 and P15. The pattern table gives P10 no tolerance: 20 % is P2's 15 % and P4's 4 points of 42 together.
pub fn boats_and_backlog(bench: &Bench) -> Vec<Row> {
    let boats = |s: &Series, year| mean(&st::boats_on_crossing_days(s, year));
    let spread = |s: &Series, year| {
        let days = st::boats_on_crossing_days(s, year);
        variance(&days) / mean(&days)
    };
    let rows = [
        bench.years(("P10", "boats on a day with arrivals", EMERGENT), 2021..=2024, boats, |_, t| Rule::Share(t, 0.2)),
        bench.years(
            ("P10-variance", "variance over mean of boats on a day with arrivals", EMERGENT),
            2021..=2024,
            spread,
            |_, _| Rule::Above(1.0),
        ),
    ];
    let mut all = Subject::new("P10", "boats on a day with arrivals, 2021-24", EMERGENT)
        .group("6.7, 6.9, 4.3, 4.5 (20 %); variance above mean", rows.concat());
    let gap = "people on the first active day after 5 or more empty days, over those after an active day, 2021-24";
    all.push(bench.row(Subject::new("P15", gap, EMERGENT), Centre::Mean, st::after_a_gap, |t| Rule::Distance(t, 0.2)));
    all
}
