//! The table of probes: what each published result asks, as measures and rules.
//!
//! Holds no arithmetic.

use super::super::row::{Class, Rule};
use super::Change::{self, AbsoluteLog, Of, OfRatio, OfSum};
use super::{Outcome, Probe};
use crate::model::observation::Metric;
use crate::model::parameters::Parameters;
use std::ops::Range;

/// Spans, in days since the start: the year from the fourth month, the second half-year, from the tenth month.
const YEAR: Range<usize> = 90..455;
const HALF: Range<usize> = 183..365;
const TENTH_MONTH: Range<usize> = 304..486;
/// Eight weeks after half a year.
const EIGHT_WEEKS: Range<usize> = 183..239;

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
        class: Class::Emergent,
        measures: &[("beach_patrols", "effort_ratio = 2.0")],
        adjust: None,
        scaled_to: None,
        outcomes: &[
            outcome("price", ("price, change", "+10 to +30 %"), Of(Metric::Price), YEAR, Rule::Between(0.10, 0.30)),
            outcome("volume", ("arrivals, change", "-5 to -20 %"), ARRIVALS, YEAR, Rule::Between(-0.20, -0.05)),
            outcome("sectors", (QUIET, "up"), OfRatio(Metric::QuietSectorLaunches, Metric::Launches), YEAR, Rule::Up),
        ],
    },
    Probe {
        id: "R2",
        name: "the first of five sectors closed",
        target: "-15 to -35 % there and in neighbours, rest displaced",
        class: Class::Tuned,
        measures: &[("beach_patrols", "effort_ratio = 1000\nsector = 1")],
        adjust: None,
        scaled_to: None,
        outcomes: &[
            outcome(
                "there",
                ("launches in the sector and its neighbour, change", "-15 to -35 %"),
                OfSum(&[Metric::LaunchesSector1, Metric::LaunchesSector2]),
                YEAR,
                Rule::Between(-0.35, -0.15),
            ),
            outcome(
                "elsewhere",
                ("launches in the other three sectors, change", "up"),
                OfSum(&[Metric::LaunchesSector3, Metric::LaunchesSector4, Metric::LaunchesSector5]),
                YEAR,
                Rule::Up,
            ),
            outcome(
                "volume",
                ("arrivals, change", "-3 to -14 %: the loss there as a share of all"),
                ARRIVALS,
                YEAR,
                Rule::Between(-0.14, -0.03),
            ),
        ],
    },
    Probe {
        id: "R3",
        name: "interdiction tripled in one sector and kept",
        target: "number of active sectors rises; volume through nearly unchanged (5 %)",
        class: Class::Emergent,
        measures: &[("beach_patrols", "effort_ratio = 2.0\nsector = 1")],
        adjust: None,
        scaled_to: None,
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
        class: Class::Emergent,
        measures: &[
            ("beach_patrols", "effort_ratio = 20"),
            ("returns_agreement", "origin = \"all\"\nremoval_prob = 0.9"),
        ],
        adjust: None,
        scaled_to: None,
        outcomes: &[
            outcome("attempts", ("launches, change", "-50 % or more"), Of(Metric::Launches), HALF, Rule::Below(-0.5)),
            outcome("diversion", ("people who take another way, change", "up"), Of(Metric::OtherWay), HALF, Rule::Up),
        ],
    },
    Probe {
        id: "R7",
        name: "supply capped at nine in ten boats; changes for a tenth fewer boats",
        target: "load +1 to +7 %, arrivals -4 to -9 %",
        class: Class::Emergent,
        measures: &[("equipment_seizure", "seized_share = 0\nsupply_cap_share = 0.90")],
        adjust: None,
        scaled_to: Some((Metric::Boats, -0.1)),
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
                Rule::Shown("all changes are scaled to this one"),
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
        class: Class::Emergent,
        measures: &[("lawful_route", "origin = \"ORIGIN\"\nplaces_per_month = PLACES")],
        adjust: None,
        scaled_to: None,
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
        class: Class::Emergent,
        measures: &[("returns_agreement", "origin = \"all\"\nremoval_prob = 0.025")],
        adjust: Some(no_returns_before),
        scaled_to: None,
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
        class: Class::Emergent,
        measures: RESIDENCE,
        adjust: None,
        scaled_to: None,
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
        class: Class::Emergent,
        measures: RESIDENCE,
        adjust: Some(voice_of_peers),
        scaled_to: None,
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
        class: Class::Emergent,
        measures: RISK,
        adjust: Some(voice_of_peers),
        scaled_to: None,
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
        class: Class::Emergent,
        measures: ENTITLEMENT,
        adjust: Some(half_believed),
        scaled_to: None,
        outcomes: &[outcome(
            "departures",
            ("people setting out, change", "0 to -5 %"),
            Of(Metric::Departures),
            YEAR,
            Rule::Between(-0.05, 0.0),
        )],
    },
];
