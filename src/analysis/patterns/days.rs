//! Rows on the days within a year: calm and busy days, spells, season, boats a day, backlog.
//!
//! Where the pattern table gives one range for several years, their mean must lie in the range of the record's years.

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
        bench.mean_in_range(ratio, years.clone(), st::variance_over_mean),
        bench.mean_in_range(k, years.clone(), st::dispersion_k),
    ];
    let top = bench.mean_in_range(
        ("P6-share", "share on the busiest tenth of days", EMERGENT),
        years.clone(),
        st::top_tenth_share,
    );
    let memory = [
        bench.mean_in_range(
            ("P7-day", "lag-1 autocorrelation of a day with arrivals", WEATHER),
            2020..=2024,
            st::indicator_autocorrelation,
        ),
        bench.mean_in_range(
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
        bench.mean_in_range(
            ("P8-open", "mean spell of days with arrivals, days", WEATHER),
            years.clone(),
            |s, year| mean(&st::spells(s, year, true)),
        ),
        bench.mean_in_range(
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

/// P9: the table gives a tolerance for the second half of the year only, and calls months highly variable. The shape is
/// held to the record's own years: no farther from its mean than the nearest of them.
pub fn season(bench: &Bench) -> Vec<Row> {
    const YEARS: std::ops::RangeInclusive<i32> = 2021..=2023;
    let shares = |s: &Series, year| std::array::from_fn::<f64, 12, _>(|m| st::month_share(s, year, m as u32 + 1));
    let average =
        |s: &Series| -> [f64; 12] { std::array::from_fn(|m| YEARS.map(|year| shares(s, year)[m]).sum::<f64>() / 3.0) };
    let record = average(bench.record);
    let apart = |a: &[f64; 12]| 0.5 * a.iter().zip(&record).map(|(a, b)| (a - b).abs()).sum::<f64>();
    let nearest = YEARS.map(|year| apart(&shares(bench.record, year))).fold(f64::INFINITY, f64::min);
    // Of the mean over replicates: single histories have seasons of their own, as the record's years have.
    let runs: Vec<[f64; 12]> = bench.runs.iter().map(average).collect();
    let centre = std::array::from_fn(|m| mean(&runs.iter().map(|run| run[m]).collect::<Vec<_>>()));
    let name = "share of arrivals in other months than in the record, mean months of 2021-23";
    let mut rows = vec![Subject::new("P9-shape", name, WEATHER).judge(
        "0",
        &[apart(&centre)],
        Centre::Mean,
        Rule::Between(0.0, nearest),
    )];
    let (low, high) = bench.range(YEARS, st::second_half_share);
    let subject = Subject::new("P9-second-half", "share of July to December, mean 2021-23", WEATHER);
    let half = |s: &Series| YEARS.map(|year| st::second_half_share(s, year)).sum::<f64>() / 3.0;
    rows.push(bench.row(subject, Centre::Mean, half, |_| Rule::Between(low, high)));
    rows.extend((0..12).map(|m| {
        let name = format!("share of month {}, mean 2021-23", m + 1);
        let subject = Subject::new(format!("P9-month-{:02}", m + 1), name, WEATHER);
        let shown = Rule::Shown("the table gives single months no tolerance and calls them highly variable");
        bench.row(subject, Centre::Mean, |s| average(s)[m], |_| shown)
    }));
    Subject::new("P9", "season of arrivals", WEATHER)
        .group("month shares 2.6 to 16.5 %, highly variable; July to December 71 % (61-79)", rows)
}

/// P10 and P15. The pattern table gives P10 no tolerance. It is P2 over P4, and takes theirs: 20 % is P2's 15 % and P4's 4
/// points of 42 together, or two standard deviations as in P2.
pub fn boats_and_backlog(bench: &Bench) -> Vec<Row> {
    let boats = |s: &Series, year| mean(&st::boats_on_crossing_days(s, year));
    let spread = |s: &Series, year| {
        let days = st::boats_on_crossing_days(s, year);
        variance(&days) / mean(&days)
    };
    let rows = [
        bench.years(("P10", "boats on a day with arrivals", EMERGENT), 2021..=2024, boats, |_, t| {
            Rule::ShareOrTwoSd(t, 0.2)
        }),
        bench.years(
            ("P10-variance", "variance over mean of boats on a day with arrivals", EMERGENT),
            2021..=2024,
            spread,
            |_, _| Rule::Above(1.0),
        ),
    ];
    let mut all = Subject::new("P10", "boats on a day with arrivals, 2021-24", EMERGENT)
        .group("6.7, 6.9, 4.3, 4.5 (20 % or 2 sd); variance above mean", rows.concat());
    let gap = "people on the first active day after 5 or more empty days, over those after an active day, 2021-24";
    all.push(bench.row(Subject::new("P15", gap, EMERGENT), Centre::Mean, st::after_a_gap, |t| Rule::Distance(t, 0.2)));
    all
}
