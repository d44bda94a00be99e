//! Rows on weeks and months: preventions, weekly spread, the response to calm nights.
//!
//! Intervals that the pattern table found by bootstrap are taken from it as they are.

use super::bench::Bench;
use super::row::{Centre, Class, Row, Rule, Subject};
use super::series::Series;
use super::weekly;

/// P11 and P12. The pattern table gives P11 no tolerance: 5 points and 5 people, as for P4 and P3.
pub fn preventions(bench: &Bench) -> Vec<Row> {
    let row = |id: &str, name: &str, f: fn(weekly::Preventions) -> f64, by: f64| {
        let subject = Subject::new(format!("P11-{id}"), format!("{name}, May to November 2024"), Class::Tuned);
        bench.row(subject, Centre::Mean, |s| f(weekly::preventions(s)), |target| Rule::Distance(target, by))
    };
    let rows = vec![
        row("people", "prevented share of people", |p| p.people / (p.people + p.arrivals), 0.05),
        row("events", "prevented share of events", |p| p.events / (p.events + p.boats), 0.05),
        row("event-size", "people per prevented event", |p| p.people / p.events, 5.0),
        row("boat-size", "people per arriving boat", |p| p.arrivals / p.boats, 5.0),
    ];
    let mut all = Subject::new("P11", "prevention, May to November 2024", Class::Tuned)
        .group("people 42 %; events 56 %; 31 people per event, 54 per boat", rows);
    let name = "correlation of weekly log arrivals and log prevented people";
    let subject = Subject::new("P12", name, Class::Tuned);
    all.push(bench.row(subject, Centre::Mean, weekly::prevention_correlation, |_| Rule::Between(0.70, 0.91)));
    all
}

/// P16: the median over replicates, since an empty February makes a single one wild.
///
/// At constant demand it is shown: the record holds demand that moves with the weather of months before.
pub fn weather(bench: &Bench, still: &[Series]) -> Vec<Row> {
    let at_rest: Vec<f64> = still.iter().map(|s| weekly::weather_slope(s, &[])).collect();
    let subject = |id: &str, name: &str| Subject::new(id, name, Class::Emergent);
    let slope = "slope of ln(1 + people a month) on ln(1 + calm nights)";
    let rows = vec![
        bench.row(
            subject("P16-all", slope),
            Centre::Median,
            |s| weekly::weather_slope(s, &[]),
            |_| Rule::Between(0.17, 1.14),
        ),
        bench.row(
            subject("P16-without-february", &format!("{slope}, without Februaries")),
            Centre::Median,
            |s| weekly::weather_slope(s, &[2]),
            |_| Rule::Between(0.05, 0.62),
        ),
        subject("P16-constant-demand", &format!("{slope}, at constant demand")).judge(
            "none: the record has no such months",
            &at_rest,
            Centre::Median,
            Rule::Shown("no record to hold it against"),
        ),
    ];
    subject("P16", "response of a month's arrivals to calm nights, 2021 to October 2024")
        .group("0.77 (0.17-1.14); without February 0.33 (0.05-0.62)", rows)
}

/// P18. The pattern table gives no tolerance. Empty early weeks follow from the levels of 2018 to mid-2020 and take the
/// tolerance of P1; the ratio of variances is held to a factor of 3.
pub fn weekly_spread(bench: &Bench) -> Vec<Row> {
    let subject = |id: &str, name: &str| Subject::new(id, name, Class::Emergent);
    let empty = subject("P18-empty", "share of the first 130 weeks without arrivals");
    let ratio = subject("P18-variance", "variance of weekly arrivals, last 130 weeks over first 130");
    let rows = vec![
        bench.row(empty, Centre::Mean, weekly::empty_early_weeks, |target| Rule::ShareOrTwoSd(target, 0.15)),
        bench.row(ratio, Centre::Median, weekly::weekly_variance_ratio, |target| {
            Rule::Between(target / 3.0, 3.0 * target)
        }),
    ];
    subject("P18", "weekly series").group("43 % of the first 130 weeks empty; variance changing over time", rows)
}
