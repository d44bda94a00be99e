//! Rows that need the same replicates with one thing changed: blindness to an arrest, and published results.
//!
//! A published result without a measure or mechanism in the model is shown as not scored, with what it waits for.

use super::histories::{ARREST_YEARS, Histories};
use super::row::{Centre, Class, Row, Rule, Subject};
use super::series::{self, Series};
use crate::estimate::{mean, variance};
use std::ops::Range;

const EIGHT_WEEKS: usize = 56;
/// Days after which the literature sees a network back at the latest.
const SIX_MONTHS: usize = 183;

fn after_arrest(year: i32, delay: usize) -> Range<usize> {
    let first = series::month(year, 7).start + delay;
    first..first + EIGHT_WEEKS
}

/// A value of each pair of replicates.
fn pairs(base: &[Series], changed: &[Series], f: impl Fn(&Series, &Series) -> f64) -> Vec<f64> {
    base.iter().zip(changed).map(|(base, changed)| f(base, changed)).collect()
}

/// Relative change of a sum over a span.
fn change(base: &[Series], changed: &[Series], f: impl Fn(&Series) -> f64) -> Vec<f64> {
    pairs(base, changed, |base, changed| f(changed) / f(base) - 1.0)
}

fn emergent(id: &str, name: impl Into<String>) -> Subject {
    Subject::new(id, name, Class::Emergent)
}

/// P17: the mean over replicates of the absolute change, against the standard deviation between replicates.
pub fn event_blindness(runs: &Histories) -> Vec<Row> {
    let rows = ARREST_YEARS.iter().zip(&runs.arrest).map(|(&year, arrested)| {
        let people = |s: &Series| s.people_in(after_arrest(year, 0));
        let sd = variance(&runs.base.iter().map(people).collect::<Vec<_>>()).sqrt();
        let values = pairs(&runs.base, arrested, |base, changed| (people(changed) - people(base)).abs() / sd);
        let name = format!(
            "absolute change of 8-week arrivals after the arrest of the largest gang's leader, 1 July {year}, in sd"
        );
        emergent(&format!("P17-{year}"), name).judge("less than 1 sd", &values, Centre::Mean, Rule::Below(1.0))
    });
    emergent("P17", "event blindness: one arrest is lost in the noise of eight weeks")
        .group("less than 1 sd", rows.collect())
}

/// R1–R17.
pub fn published(runs: &Histories) -> Vec<Row> {
    const MEASURE: &str = "scored once the measure exists";
    const MECHANISM: &str = "the mechanism is not in the model";
    let wait = |id: &str, name: &str, target: &str, why| vec![emergent(id, name).pending(target, why)];
    [
        tripled_patrols(runs),
        wait("R2", "one sector closed", "-15 to -35 % there and in neighbours", MEASURE),
        wait(
            "R3",
            "interdiction raised in one area, repeatedly",
            "more active sectors, volume nearly unchanged",
            MEASURE,
        ),
        wait("R4", "better rescue", "worse-weather launches and loads rise, or no change", MECHANISM),
        wait("R5", "strong interception and return", "attempts fall sharply, some diversion", MEASURE),
        wait("R6", "militia-type supply shock", "-0.6 sd a week, little displacement", MEASURE),
        fewer_boats(runs),
        wait("R8", "lawful route 10 % wider", "-1 to -4 % after ten months", MEASURE),
        wait("R9", "returns with high certainty, low-grant origin", "-80 to -95 % within two quarters", MEASURE),
        wait("R10", "returns of 2-3 % of arrivals", "undetectable", MEASURE),
        leader(runs),
        wait("R12", "only organised gangs targeted", "fringe share rises", MECHANISM),
        wait("R13", "tougher deportation with debt finance", "flow can rise", MECHANISM),
        wait("R14", "adverts by peers and by government", "intention 0 to -25 % and about 0", MEASURE),
        wait("R15", "low information", "routes more variable, slow to react", MECHANISM),
        wait("R16", "work and benefit entitlement halved", "0 to -5 %", MEASURE),
        calm_nights(runs),
    ]
    .concat()
}

fn tripled_patrols(runs: &Histories) -> Vec<Row> {
    let year = series::year(2023);
    let volume = change(&runs.base, &runs.patrols, |s| s.people_in(year.clone()));
    let name = "change of arrivals with tripled patrols over 2023, share";
    let rows = vec![
        emergent("R1-volume", name).judge("-5 to -20 %", &volume, Centre::Mean, Rule::Between(-0.20, -0.05)),
        emergent("R1-price", "price").pending("+10 to +30 %", "scored once the model has a price"),
        emergent("R1-sectors", "use of quiet sectors").pending("up", "scored once the model has sectors"),
    ];
    emergent("R1", "beach effort tripled").group("volume -5 to -20 %, price +10 to +30 %, quiet sectors up", rows)
}

fn fewer_boats(runs: &Histories) -> Vec<Row> {
    let year = series::year(2023);
    let delivered = change(&runs.base, &runs.seizure, |s| s.delivered[year.clone()].iter().sum());
    let load = change(&runs.base, &runs.seizure, |s| s.people_in(year.clone()) / s.boats_in(year.clone()));
    let arrivals = change(&runs.base, &runs.seizure, |s| s.people_in(year.clone()));
    let shown = Rule::Shown("what a tenth more seized leaves of the deliveries");
    let rows = vec![
        emergent("R7-delivered", "change of boats delivered, share").judge("-10 %", &delivered, Centre::Mean, shown),
        emergent("R7-load", "change of people per boat, share").judge(
            "+1 to +7 %",
            &load,
            Centre::Mean,
            Rule::Between(0.01, 0.07),
        ),
        emergent("R7-arrivals", "change of arrivals, share").judge(
            "-4 to -9 %",
            &arrivals,
            Centre::Mean,
            Rule::Between(-0.09, -0.04),
        ),
    ];
    emergent("R7", "a tenth more of the boats seized over 2023").group("load +1 to +7 %, arrivals -4 to -9 %", rows)
}

fn leader(runs: &Histories) -> Vec<Row> {
    let year = ARREST_YEARS[1];
    let arrested = &runs.arrest[1];
    let at = |delay| change(&runs.base, arrested, move |s| s.people_in(after_arrest(year, delay)));
    let day = after_arrest(year, SIX_MONTHS).start;
    let gangs = pairs(&runs.base, arrested, |base, changed| changed.gangs[day] - base.gangs[day]);
    let rows = vec![
        emergent("R11-eight-weeks", "change of arrivals in eight weeks, share").judge(
            "below 10 % either way",
            &at(0),
            Centre::Mean,
            Rule::Between(-0.1, 0.1),
        ),
        emergent("R11-back", "change of arrivals in eight weeks from six months on, share").judge(
            "back within 1-6 months",
            &at(SIX_MONTHS),
            Centre::Mean,
            Rule::Between(-0.02, 0.02),
        ),
        emergent("R11-gangs", "change of the number of gangs after six months").judge(
            "more gangs",
            &gangs,
            Centre::Mean,
            Rule::Above(0.0),
        ),
    ];
    emergent("R11", "leader of the largest gang removed, 1 July 2023")
        .group("eight weeks below 10 %, back within 6 months, more gangs after", rows)
}

/// R17: over replayed winds of July and August 2023 the slope of log arrivals on log calm nights, as the effect of twice
/// as many.
fn calm_nights(runs: &Histories) -> Vec<Row> {
    let replicates = runs.winds.first().map_or(0, |(_, people)| people.len());
    let calm: Vec<f64> = runs.winds.iter().map(|(nights, _)| libm::log1p(*nights)).collect();
    let centre = mean(&calm);
    let spread: f64 = calm.iter().map(|x| (x - centre) * (x - centre)).sum();
    let values: Vec<f64> = (0..replicates)
        .map(|replicate| {
            let people = runs.winds.iter().map(|(_, people)| libm::log1p(people[replicate]));
            let slope = people.zip(&calm).map(|(y, x)| y * (x - centre)).sum::<f64>() / spread;
            libm::exp2(slope) - 1.0
        })
        .collect();
    let name = "change of two months' arrivals with twice as many calm nights, share; July and August 2023 under the \
                wind of 2018 to 2023";
    let rule = Rule::Between(0.12, 1.0);
    vec![emergent("R17", name).judge("+12 to +120 %, less than in proportion", &values, Centre::Median, rule)]
}
