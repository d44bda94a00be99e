//! Rows S: ten years at constant demand, effort and hull.
//!
//! Nothing may drift when nothing moves, or a slow drift would look like the effect of a policy. Fifteen years are run; the
//! beginning that the scenario draws is not the rest, so five years are left for the way there, and each quantity's yearly
//! means of the ten that follow are fitted by a line in logs, replicate by replicate. From far fewer and far more gangs the
//! coast must come to the same rest; the slope on the way there is shown.

use super::histories;
use super::row::{Centre, Class, Row, Rule, Subject};
use super::runner::{PatternsError, Runner, as_drawn, period};
use crate::estimate::mean;
use crate::model::observation::{Metric, Observations};
use crate::model::parameters::Parameters;
use crate::model::setting::{Setting, Wind};
use crate::quantity::Day;

/// Years simulated, and years of the line.
const YEARS: usize = 15;
const LINE: usize = 10;
/// Drift allowed, a year, and distance of two rests in logs: what that drift makes in five years.
const DRIFT: f64 = 0.01;
const APART: f64 = 0.05;
/// Id and name with unit.
const QUANTITIES: [(&str, &str); 5] = [
    ("S1", "gangs"),
    ("S2", "concentration of gangs"),
    ("S3", "people waiting on the coast"),
    ("S4", "price of a seat, GBP"),
    ("S5", "people per boat"),
];

/// Yearly means, `[replicate][quantity][year]`.
type Paths = Vec<[[f64; YEARS]; QUANTITIES.len()]>;

/// Yearly means from three beginnings.
#[derive(Debug)]
pub struct Rest {
    own: Paths,
    few: Paths,
    many: Paths,
}

fn few_gangs(p: &mut Parameters) {
    p.capacity_initial_total = 3.0;
}

fn many_gangs(p: &mut Parameters) {
    p.capacity_initial_total = 60.0;
}

/// Runs all beginnings.
///
/// # Errors
/// [`PatternsError`] if a run fails.
pub fn run(runner: &Runner, setting: &Setting, replicates: u32) -> Result<Rest, PatternsError> {
    let first = setting.period.first();
    let last =
        Day::from_civil(first.year() as i16 + YEARS as i16, 1, 1).map_or(setting.period.last(), |day| day.plus(-1));
    let mut still = histories::at_rest(setting, first, last)?;
    still.wind_past = Wind::Generated;
    still.wind_future = Wind::Generated;
    still.period = period(first, last)?;
    let of = |adjust| runner.run(&still, replicates, adjust, |_, run| yearly(run));
    Ok(Rest { own: of(as_drawn)?, few: of(few_gangs)?, many: of(many_gangs)? })
}

fn yearly(run: &Observations) -> [[f64; YEARS]; QUANTITIES.len()] {
    let part = |metric, year: usize| {
        let values = run.metric(metric);
        values[values.len() * year / YEARS..values.len() * (year + 1) / YEARS].iter().sum::<f64>()
    };
    let days = run.period().len_days() as f64 / YEARS as f64;
    let level = |metric| std::array::from_fn(|year| part(metric, year) / days);
    [
        level(Metric::ActiveGangs),
        level(Metric::Concentration),
        level(Metric::CoastStock),
        level(Metric::Price),
        std::array::from_fn(|year| part(Metric::Arrivals, year) / part(Metric::Boats, year)),
    ]
}

/// Slope a year of the logs of the last years.
fn drift(path: &[f64; YEARS]) -> f64 {
    let logs: Vec<f64> = path[YEARS - LINE..].iter().map(|&x| libm::log(x)).collect();
    let (centre, middle) = (mean(&logs), (LINE as f64 - 1.0) / 2.0);
    let at = |year: usize| year as f64 - middle;
    let cross: f64 = logs.iter().enumerate().map(|(year, x)| at(year) * (x - centre)).sum();
    cross / (0..LINE).map(|year| at(year) * at(year)).sum::<f64>()
}

/// Rows S.
pub fn rows(rest: &Rest) -> Vec<Row> {
    let quantity = |(number, &(id, name)): (usize, &(&str, &str))| {
        let mut rows = Vec::new();
        let subject =
            |what: &str, words: &str| Subject::new(format!("{id}-{what}"), format!("{name}: {words}"), Class::Emergent);
        for (beginning, paths) in [("own", &rest.own), ("few", &rest.few), ("many", &rest.many)] {
            let slopes: Vec<f64> = paths.iter().map(|path| drift(&path[number])).collect();
            let from = if beginning == "own" { "the drawn beginning".to_owned() } else { format!("{beginning} gangs") };
            let words = format!("drift of the logs a year over the last ten of fifteen years, from {from}");
            let (target, rule) = match beginning {
                "own" => ("none", Rule::NoDrift(DRIFT)),
                _ => ("", Rule::Shown("part of it is the way from a far beginning")),
            };
            rows.push(subject(&format!("drift-{beginning}"), &words).judge(target, &slopes, Centre::Mean, rule));
            let last: Vec<f64> = paths.iter().map(|path| path[number][YEARS - 1]).collect();
            let words = format!("mean of the last year, from {from}");
            let rule = Rule::Shown("where the coast comes to rest");
            rows.push(subject(&format!("rest-{beginning}"), &words).judge("", &last, Centre::Mean, rule));
        }
        let last_year = |path: &[[f64; YEARS]; QUANTITIES.len()]| libm::log(path[number][YEARS - 1]);
        let apart: Vec<f64> =
            rest.many.iter().zip(&rest.few).map(|(many, few)| last_year(many) - last_year(few)).collect();
        let words = "log ratio of the last years, from many gangs over from few";
        rows.push(subject("same-rest", words).judge("0", &apart, Centre::Mean, Rule::NoDrift(APART)));
        Subject::new(id, format!("{name} at constant demand, effort and hull"), Class::Emergent)
            .group("no drift above 1 % a year that can be told from 0; the same rest from few and many gangs", rows)
    };
    QUANTITIES.iter().enumerate().flat_map(quantity).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_is_the_slope_of_logs_and_forgets_the_first_years() {
        let path = std::array::from_fn(|year| if year < 2 { 500.0 } else { libm::exp(0.03 * year as f64) });
        assert!((drift(&path) - 0.03).abs() < 1e-12);
        assert!(drift(&[7.0; YEARS]).abs() < 1e-12);
    }
}
