//! Published results as paired small studies: the same replicates with and without one policy.
//!
//! Each probe runs at a standstill (constant demand of the last twelve months, generated wind, the measures of the
//! forecast origin), three years before its policy starts, so that nothing but the policy moves. What it does to the
//! runs is a table below; what the table asks is printed as a rule. Controls know no policy: their effect is zero.

use super::histories;
use super::row::{Centre, Class, Row, Rule, Subject};
use super::runner::{PatternsError, Runner, as_drawn, day, with};
use crate::model::inputs::Inputs;
use crate::model::observation::{FIXED_METRICS, Metric, Observations};
use crate::model::parameters::Parameters;
use crate::model::setting::{Setting, Wind};
use crate::model::submodels::demand;
use std::ops::Range;

/// Days of a study after its policy starts.
const DAYS: usize = 546;
/// Spans, in days since the start: the year from the fourth month, the second half-year, from the tenth month.
const YEAR: Range<usize> = 90..455;
const HALF: Range<usize> = 183..365;
const TENTH_MONTH: Range<usize> = 304..486;
/// Eight weeks after half a year.
const EIGHT_WEEKS: Range<usize> = 183..239;

/// What a probe does.
pub struct Probe {
    /// Number of the published result.
    pub id: &'static str,
    name: &'static str,
    target: &'static str,
    /// Measures, `(name, keys)`; `ORIGIN` in the keys stands for each origin in turn.
    measures: &'static [(&'static str, &'static str)],
    /// Changes the parameters with and without the policy alike.
    adjust: Option<fn(&mut Parameters)>,
    outcomes: &'static [Outcome],
}

/// What is read off a pair of runs.
struct Outcome {
    id: &'static str,
    name: &'static str,
    target: &'static str,
    change: Change,
    span: Range<usize>,
    rule: Rule,
}

enum Change {
    /// Relative change of a sum or mean over the span.
    Of(Metric),
    /// Relative change of the ratio of two sums.
    OfRatio(Metric, Metric),
    /// Absolute change of the log of a sum.
    AbsoluteLog(Metric),
}

use Change::{AbsoluteLog, Of, OfRatio};

const ARRIVALS: Change = Of(Metric::Arrivals);

const fn outcome(
    id: &'static str,
    (name, target): (&'static str, &'static str),
    change: Change,
    span: Range<usize>,
    rule: Rule,
) -> Outcome {
    Outcome { id, name, target, change, span, rule }
}

fn voice_of_peers(p: &mut Parameters) {
    p.campaign_weight = p.weight_peers;
}

/// A message that everybody holds and half believes: entitlement zero at weight one half is entitlement halved.
fn half_believed(p: &mut Parameters) {
    p.campaign_weight = 0.5;
}

fn no_returns_before(p: &mut Parameters) {
    p.removal_reference = 0.0;
}

const RESIDENCE: &[(&str, &str)] = &[(
    "deterrence_campaign",
    "origin = \"ORIGIN\"\naudience = \"everywhere\"\nreach_share = 1.0\ncontent = \"residence\"",
)];
const RISK: &[(&str, &str)] =
    &[("deterrence_campaign", "origin = \"ORIGIN\"\naudience = \"everywhere\"\nreach_share = 1.0\ncontent = \"risk\"")];
const ENTITLEMENT: &[(&str, &str)] = &[(
    "deterrence_campaign",
    "origin = \"ORIGIN\"\naudience = \"everywhere\"\nreach_share = 1.0\ncontent = \"entitlement\"",
)];
const QUIET: &str = "share of launches away from a gang's home sector, change";

/// The probes; R8 and R14 are made of several.
pub const PROBES: &[Probe] = &[
    Probe {
        id: "R1",
        name: "beach effort tripled",
        target: "price +10 to +30 %, volume -5 to -20 %, use of quiet sectors up",
        measures: &[("beach_patrols", "effort_ratio = 2.0")],
        adjust: None,
        outcomes: &[
            outcome("price", ("price, change", "+10 to +30 %"), Of(Metric::Price), YEAR, Rule::Between(0.10, 0.30)),
            outcome("volume", ("arrivals, change", "-5 to -20 %"), ARRIVALS, YEAR, Rule::Between(-0.20, -0.05)),
            outcome("sectors", (QUIET, "up"), OfRatio(Metric::QuietSectorLaunches, Metric::Launches), YEAR, Rule::Up),
        ],
    },
    Probe {
        id: "R2",
        name: "one sector of five closed; with one neighbour it holds a fifth to two fifths of launches, so that -15 to \
               -35 % there is -3 to -14 % in all",
        target: "-15 to -35 % there and in neighbours, rest displaced",
        measures: &[("beach_patrols", "effort_ratio = 1000\nsector = 1")],
        adjust: None,
        outcomes: &[
            outcome("volume", ("arrivals, change", "-3 to -14 %"), ARRIVALS, YEAR, Rule::Between(-0.14, -0.03)),
            outcome("displaced", (QUIET, "up"), OfRatio(Metric::QuietSectorLaunches, Metric::Launches), YEAR, Rule::Up),
        ],
    },
    Probe {
        id: "R3",
        name: "interdiction tripled in one sector and kept",
        target: "number of active sectors rises; volume through nearly unchanged (5 %)",
        measures: &[("beach_patrols", "effort_ratio = 2.0\nsector = 1")],
        adjust: None,
        outcomes: &[
            outcome("sectors", ("active sectors a day, change", "up"), Of(Metric::ActiveSectors), YEAR, Rule::Up),
            outcome(
                "spread",
                (QUIET, "up"),
                OfRatio(Metric::QuietSectorLaunches, Metric::Launches),
                YEAR,
                Rule::Shown("spread is scored by active sectors, as in the table"),
            ),
            outcome("volume", ("arrivals, change", "nearly none"), ARRIVALS, YEAR, Rule::Between(-0.05, 0.05)),
        ],
    },
    Probe {
        id: "R5",
        name: "strong interception (effort 20 times) and return of nine in ten",
        target: "attempts fall sharply (by half or more), some diversion",
        measures: &[
            ("beach_patrols", "effort_ratio = 20"),
            ("returns_agreement", "origin = \"all\"\nremoval_prob = 0.9"),
        ],
        adjust: None,
        outcomes: &[
            outcome("attempts", ("launches, change", "-50 % or more"), Of(Metric::Launches), HALF, Rule::Below(-0.5)),
            outcome("diversion", ("people who take another way, change", "up"), Of(Metric::OtherWay), HALF, Rule::Up),
        ],
    },
    Probe {
        id: "R7",
        name: "supply capped so that a tenth fewer boats arrive",
        target: "load +1 to +7 %, arrivals -4 to -9 %",
        measures: &[("equipment_seizure", "seized_share = 0\nsupply_cap_share = 0.92")],
        adjust: None,
        outcomes: &[
            outcome(
                "delivered",
                ("boats delivered, change", "-10 %"),
                Of(Metric::BoatsDelivered),
                YEAR,
                Rule::Shown("what the cap leaves"),
            ),
            outcome(
                "boats",
                ("boats arriving, change", "-10 %"),
                Of(Metric::Boats),
                YEAR,
                Rule::Shown("what the cap leaves"),
            ),
            outcome(
                "load",
                ("people per boat, change", "+1 to +7 %"),
                OfRatio(Metric::Arrivals, Metric::Boats),
                YEAR,
                Rule::Between(0.01, 0.07),
            ),
            outcome("arrivals", ("arrivals, change", "-4 to -9 %"), ARRIVALS, YEAR, Rule::Between(-0.09, -0.04)),
        ],
    },
    Probe {
        id: "R8",
        name: "lawful channel of every origin 10 % wider",
        target: "-1 to -4 % irregular after 10 months",
        measures: &[("lawful_route", "origin = \"ORIGIN\"\nplaces_per_month = PLACES")],
        adjust: None,
        outcomes: &[
            outcome(
                "departures",
                ("people setting out, change from the tenth month", "-1 to -4 %"),
                Of(Metric::Departures),
                TENTH_MONTH,
                Rule::Between(-0.04, -0.01),
            ),
            outcome(
                "arrivals",
                ("arrivals, change from the tenth month", "-1 to -4 %"),
                ARRIVALS,
                TENTH_MONTH,
                Rule::Shown("two months behind departures"),
            ),
        ],
    },
    Probe {
        id: "R10",
        name: "returns of 2.5 % of arrivals where there were none",
        target: "undetectable: below the noise of eight weeks, 0.41 in logs",
        measures: &[("returns_agreement", "origin = \"all\"\nremoval_prob = 0.025")],
        adjust: Some(no_returns_before),
        outcomes: &[outcome(
            "noise",
            ("absolute log change of eight weeks' arrivals after half a year", "below 0.41"),
            AbsoluteLog(Metric::Arrivals),
            EIGHT_WEEKS,
            Rule::Below(0.41),
        )],
    },
    Probe {
        id: "R14-government",
        name: "official adverts on the chance to stay, everyone reached",
        target: "behaviour about 0 (1 %)",
        measures: RESIDENCE,
        adjust: None,
        outcomes: &[outcome(
            "departures",
            ("people setting out, change", "-1 to +1 %"),
            Of(Metric::Departures),
            YEAR,
            Rule::Between(-0.01, 0.01),
        )],
    },
    Probe {
        id: "R14-peers",
        name: "the same in the voice of peers",
        target: "behaviour at most a fifth of an intention of 0 to -25 %",
        measures: RESIDENCE,
        adjust: Some(voice_of_peers),
        outcomes: &[outcome(
            "departures",
            ("people setting out, change", "0 to -5 %"),
            Of(Metric::Departures),
            YEAR,
            Rule::Between(-0.05, 0.0),
        )],
    },
    Probe {
        id: "R14-risk",
        name: "true risk of death, in the voice of peers",
        target: "can be positive",
        measures: RISK,
        adjust: Some(voice_of_peers),
        outcomes: &[outcome(
            "departures",
            ("people setting out, change", "can be positive"),
            Of(Metric::Departures),
            YEAR,
            Rule::CanExceed(0.0),
        )],
    },
    Probe {
        id: "R16",
        name: "believed work and benefit entitlement halved for everyone",
        target: "0 to -5 %",
        measures: ENTITLEMENT,
        adjust: Some(half_believed),
        outcomes: &[outcome(
            "departures",
            ("people setting out, change", "0 to -5 %"),
            Of(Metric::Departures),
            YEAR,
            Rule::Between(-0.05, 0.0),
        )],
    },
];

/// Values of each outcome by replicate, in the order of [`PROBES`] and their outcomes.
pub type Values = Vec<Vec<Vec<f64>>>;

/// Runs every probe.
///
/// # Errors
/// [`PatternsError`] if a run fails.
pub fn run(runner: &Runner, setting: &Setting, replicates: u32) -> Result<Values, PatternsError> {
    let first = setting.period.first();
    let start = day((2021, 1, 1))?;
    let last = start.plus(DAYS as i32 - 1);
    let offset = start.since(first) as usize;
    let mut still = histories::at_rest(setting, first, last)?;
    still.wind_past = Wind::Generated;
    still.wind_future = Wind::Generated;
    let base_of = |adjust| runner.run(&still, replicates, adjust, |_, run| tail(run, offset));
    let drawn = base_of(as_drawn)?;
    let probe = |probe: &Probe| {
        let measures = probe.measures(&still, runner, replicates)?;
        let changed = with(&still, &measures, start, last)?;
        let own = probe.adjust.map(base_of).transpose()?;
        let base = own.as_ref().unwrap_or(&drawn);
        let adjust = probe.adjust.unwrap_or(as_drawn);
        let by_replicate = runner.run(&changed, replicates, adjust, |replicate, run| {
            let run = tail(run, offset);
            probe.outcomes.iter().map(|outcome| outcome.value(&base[replicate], &run)).collect::<Vec<f64>>()
        })?;
        let of = |outcome: usize| by_replicate.iter().map(|values| values[outcome]).collect();
        Ok((0..probe.outcomes.len()).map(of).collect())
    };
    PROBES.iter().map(probe).collect()
}

/// The fixed metrics from a day on.
fn tail(run: &Observations, offset: usize) -> Vec<Vec<f64>> {
    (0..FIXED_METRICS).map(|column| run.column(column)[offset..].to_vec()).collect()
}

impl Probe {
    /// The measures with `ORIGIN` written out, and `PLACES` a tenth of those of the origin who take a lawful route at
    /// reference; over draws the widening is 10 % in the mean.
    fn measures(
        &self,
        still: &Setting,
        runner: &Runner,
        replicates: u32,
    ) -> Result<Vec<(&'static str, String)>, PatternsError> {
        let widening = |replicate| {
            let p = runner.design.parameters(0, replicate);
            p.boat_share_reference / (p.lawful_share * demand::loss_ratio(still.structure.waiting, &p))
        };
        let lawful = f64::from(replicates) / (0..replicates).map(widening).sum::<f64>();
        let demand = Inputs::new(still)?.arrivals_by_month;
        let mut list = Vec::new();
        for &(measure, keys) in self.measures {
            if !keys.contains("ORIGIN") {
                list.push((measure, keys.to_owned()));
                continue;
            }
            for (origin, months) in still.origins.iter().zip(&demand) {
                let places = format!("{:.4}", 0.1 * lawful * months[0]);
                list.push((measure, keys.replace("ORIGIN", &origin.id).replace("PLACES", &places)));
            }
        }
        Ok(list)
    }
}

impl Outcome {
    fn value(&self, base: &[Vec<f64>], changed: &[Vec<f64>]) -> f64 {
        let sum = |run: &[Vec<f64>], metric: Metric| run[metric as usize][self.span.clone()].iter().sum::<f64>();
        match self.change {
            Of(metric) => sum(changed, metric) / sum(base, metric) - 1.0,
            OfRatio(above, below) => {
                sum(changed, above) / sum(changed, below) * sum(base, below) / sum(base, above) - 1.0
            }
            AbsoluteLog(metric) => libm::log(sum(changed, metric) / sum(base, metric)).abs(),
        }
    }
}

/// Rows of a probe; without values, those of a model that knows no policy.
pub fn rows(number: usize, values: Option<&Values>) -> Vec<Row> {
    let probe = &PROBES[number];
    let rows = probe.outcomes.iter().enumerate().map(|(place, outcome)| {
        let none = vec![0.0];
        let values = values.map_or(&none, |values| &values[number][place]);
        Subject::new(format!("{}-{}", probe.id, outcome.id), outcome.name, Class::Emergent).judge(
            outcome.target,
            values,
            Centre::Mean,
            outcome.rule,
        )
    });
    let rows: Vec<Row> = rows.collect();
    // Part of a result: its rows alone, their names say which part.
    if probe.id.contains('-') {
        return rows.into_iter().map(|row| Row { name: format!("{}: {}", probe.name, row.name), ..row }).collect();
    }
    Subject::new(probe.id, probe.name, Class::Emergent).group(probe.target, rows)
}
