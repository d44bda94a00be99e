//! Rows on published results and on single arrests.
//!
//! A result whose mechanism the model does not have is shown as not scored, with the reason.

use super::histories::{ARREST_YEARS, Showing};
use super::probes::{self, PROBES};
use super::row::{Centre, Class, Row, Rule, Subject};
use super::series::{self, Series};
use crate::estimate::{mean, variance};
use std::ops::Range;

const EIGHT_WEEKS: usize = 56;
/// Days after which the literature sees a network back at the latest.
const SIX_MONTHS: usize = 183;

/// Effects of policies that are runs of their own; none for a model without policy.
#[derive(Debug)]
pub struct Effects {
    /// Of the probes.
    pub probes: probes::Values,
    /// Of the Albanian agreement on Albanian arrivals of the second quarter; none without that origin.
    pub albania: Option<Vec<f64>>,
}

fn after_arrest(year: i32, delay: usize) -> Range<usize> {
    let first = series::month(year, 7).start + delay;
    first..first + EIGHT_WEEKS
}

/// A value of each pair of replicates; no effect where a model knows no arrests.
fn pairs(showing: &Showing, arrest: usize, f: impl Fn(&Series, &Series) -> f64) -> Vec<f64> {
    let Some(arrests) = &showing.arrest else { return vec![0.0] };
    showing.base.iter().zip(&arrests[arrest]).map(|(base, changed)| f(base, changed)).collect()
}

fn emergent(id: &str, name: impl Into<String>) -> Subject {
    Subject::new(id, name, Class::Emergent)
}

/// P17: the mean over replicates of the absolute change, against the standard deviation between replicates.
pub fn event_blindness(showing: &Showing) -> Vec<Row> {
    let rows = ARREST_YEARS.iter().enumerate().map(|(arrest, &year)| {
        let people = |s: &Series| s.people_in(after_arrest(year, 0));
        let sd = variance(&showing.base.iter().map(people).collect::<Vec<_>>()).sqrt();
        let values = pairs(showing, arrest, |base, changed| (people(changed) - people(base)).abs() / sd);
        let name = format!(
            "absolute change of 8-week arrivals after the arrest of the largest gang's leader, 1 July {year}, in sd"
        );
        emergent(&format!("P17-{year}"), name).judge("less than 1 sd", &values, Centre::Mean, Rule::Below(1.0))
    });
    emergent("P17", "event blindness: one arrest is lost in the noise of eight weeks")
        .group("less than 1 sd", rows.collect())
}

/// R1–R17.
pub fn published(showing: &Showing, effects: Option<&Effects>) -> Vec<Row> {
    let wait = |id: &str, name: &str, target: &str, why| vec![emergent(id, name).pending(target, why)];
    let probe = |id: &str| {
        let number = PROBES.iter().position(|probe| probe.id == id);
        number.map(|number| probes::rows(number, effects.map(|effects| &effects.probes))).unwrap_or_default()
    };
    let adverts = ["R14-government", "R14-peers", "R14-risk"].map(probe).concat();
    [
        probe("R1"),
        probe("R2"),
        probe("R3"),
        wait(
            "R4",
            "better rescue",
            "worse-weather launches and loads rise, or no change",
            "rescue is no lever of the model; launches do not answer to the risk at sea",
        ),
        probe("R5"),
        wait(
            "R6",
            "militia-type supply shock",
            "-0.6 sd a week, little displacement, in a single-provider market",
            "the model has some fifty providers and no lever that takes all of them out",
        ),
        probe("R7"),
        probe("R8"),
        albania(effects),
        probe("R10"),
        leader(showing),
        wait(
            "R12",
            "only organised gangs targeted",
            "fringe share rises",
            "there are no fringe suppliers in the model",
        ),
        wait("R13", "tougher deportation with debt finance", "flow can rise", "there is no debt in the model"),
        emergent("R14", "adverts by peers and by government").group(
            "intention 0 to -25 % and about 0; behaviour at most a fifth of it; risk alone can be positive",
            adverts,
        ),
        wait("R15", "low information", "routes more variable, slow to react", "routes to the coast are not modelled"),
        probe("R16"),
        calm_nights(showing),
    ]
    .concat()
}

fn albania(effects: Option<&Effects>) -> Vec<Row> {
    let target = "-80 to -95 % within a quarter or two";
    let subject = emergent(
        "R9",
        "agreement of 1 October 2022 from what was known before: Albanian arrivals of January to \
                                  March 2023, change",
    );
    let none = vec![0.0];
    let values = match effects {
        None => Some(&none),
        Some(effects) => effects.albania.as_ref(),
    };
    let Some(values) = values else {
        return vec![subject.pending(target, "the scenario has no origin `albania`")];
    };
    vec![subject.judge(target, values, Centre::Mean, Rule::Between(-0.95, -0.80))]
}

fn leader(showing: &Showing) -> Vec<Row> {
    let year = ARREST_YEARS[1];
    let at = |delay| {
        pairs(showing, 1, move |base, changed| {
            changed.people_in(after_arrest(year, delay)) / base.people_in(after_arrest(year, delay)) - 1.0
        })
    };
    let day = after_arrest(year, SIX_MONTHS).start;
    let gangs = pairs(showing, 1, |base, changed| changed.gangs[day] - base.gangs[day]);
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
            Rule::Up,
        ),
    ];
    emergent("R11", "leader of the largest gang removed, 1 July 2023")
        .group("eight weeks below 10 %, back within 6 months, more gangs after", rows)
}

/// R17: over replayed winds of July and August 2023 the slope of log arrivals on log calm nights, as the effect of twice
/// as many.
fn calm_nights(showing: &Showing) -> Vec<Row> {
    let replicates = showing.winds.first().map_or(0, |(_, people)| people.len());
    let calm: Vec<f64> = showing.winds.iter().map(|(nights, _)| libm::log1p(*nights)).collect();
    let centre = mean(&calm);
    let spread: f64 = calm.iter().map(|x| (x - centre) * (x - centre)).sum();
    let values: Vec<f64> = (0..replicates)
        .map(|replicate| {
            let people = showing.winds.iter().map(|(_, people)| libm::log1p(people[replicate]));
            let slope = people.zip(&calm).map(|(y, x)| y * (x - centre)).sum::<f64>() / spread;
            libm::exp2(slope) - 1.0
        })
        .collect();
    let name = "change of two months' arrivals with twice as many calm nights, share; July and August 2023 under the \
                wind of 2018 to 2023";
    let rule = Rule::Between(0.12, 1.0);
    vec![emergent("R17", name).judge("+12 to +120 %, less than in proportion", &values, Centre::Median, rule)]
}
