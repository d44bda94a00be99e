//! Measures: what a scenario does, as dated entries that move levers and nothing else.
//!
//! Adding a measure is one file with a `serde` struct and one line in the registry below. No measure reads or writes
//! the world; effects on arrivals emerge from the submodels that read the levers.

mod advert_takedown;
mod beach_patrols;
mod border_security_command;
mod counter_terror_powers;
mod deterrence_campaign;
mod equipment_seizure;
mod illicit_finance;
mod international_policing;
mod lawful_route;
mod leader_arrest;
mod overseas_officers;
mod returns_agreement;
mod specialist_investigators;

use super::parameters::Parameters;
use super::state::levers::{Levers, Today};
use crate::quantity::{Day, Days, Gbp, Share};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

/// What every entry of `[[measure.NAME]]` may say besides the measure's own keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// Name that tells entries of one measure apart and that `extends` merges by; default: the measure's name.
    #[serde(default)]
    pub id: String,
    /// `false` removes an entry that the base scenario has.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// First day on which the measure acts.
    pub start: Day,
    /// Last day on which it acts; without it the measure stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Day>,
    /// Days from the start until full strength, in a straight line; default: the measure's own ramp parameter, else 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramp_days: Option<Days>,
    /// Scales what the measure does: 1 is all of it, 0 nothing at all.
    #[serde(default = "full")]
    pub strength: Share,
    /// Running cost from start to end, real prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_gbp_per_year: Option<Gbp>,
    /// Cost paid once, on the first day, real prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_gbp_once: Option<Gbp>,
    /// Name of the fund that pays, where several measures share one sum: its cost is counted once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funded_by: Option<String>,
    /// Where the figures come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

const fn yes() -> bool {
    true
}

fn full() -> Share {
    Share::new(1.0).expect("1 is a share")
}

/// A fault that one measure finds between its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key at fault.
    pub key: &'static str,
    /// What is wrong, in words.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// The fault of naming an origin that the scenario does not have; `all` may stand for every origin where allowed.
fn unknown_origin(origin: &str, origin_ids: &[String], all_allowed: bool) -> Vec<Fault> {
    if (all_allowed && origin == "all") || origin_ids.iter().any(|id| id == origin) {
        return Vec::new();
    }
    let all = if all_allowed { ", or all" } else { "" };
    vec![Fault {
        key: "origin",
        message: format!("`{origin}` is not an origin of this scenario"),
        help: format!("write one of: {}{all}", origin_ids.join(", ")),
    }]
}

/// The behaviour that each measure's struct implements.
pub trait Measure {
    /// Checks what the schema cannot: names of origins, relations between keys. `origin_ids` are the scenario's.
    fn check(&self, origin_ids: &[String]) -> Vec<Fault> {
        let _ = origin_ids;
        Vec::new()
    }

    /// Days to full strength where the entry does not say.
    fn default_ramp_days(&self, parameters: &Parameters) -> f64 {
        let _ = parameters;
        0.0
    }

    /// Moves levers on one day. `dose` is above 0 and at most 1: strength times ramp.
    fn apply(&self, dose: f64, today: Today<'_>, parameters: &Parameters, levers: &mut Levers);
}

macro_rules! registry {
    ($($module:ident :: $type:ident),+ $(,)?) => {
        /// The own keys of one measure entry.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Effect {
            $(
                #[doc = concat!("`[[measure.", stringify!($module), "]]`")]
                $type($module::$type),
            )+
        }

        impl Effect {
            /// The scenario key of the measure.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$type(_) => stringify!($module)),+ }
            }

            /// The own keys as a TOML table.
            pub fn to_table(&self) -> toml::Table {
                match self {
                    $(Self::$type(body) => toml::Table::try_from(body).expect("a measure is a table of plain values")),+
                }
            }

            const fn body(&self) -> &dyn Measure {
                match self { $(Self::$type(body) => body),+ }
            }
        }

        /// Every measure the program knows, in alphabetical order.
        pub const KINDS: &[Kind] = &[
            $(Kind {
                name: stringify!($module),
                text: include_str!(concat!(stringify!($module), ".rs")),
                schema: |generator| generator.root_schema_for::<$module::$type>(),
                parse: |table| {
                    table.try_into::<$module::$type>().map(Effect::$type).map_err(|error| error.message().to_owned())
                },
            }),+
        ];
    };
}

registry! {
    advert_takedown::AdvertTakedown,
    beach_patrols::BeachPatrols,
    border_security_command::BorderSecurityCommand,
    counter_terror_powers::CounterTerrorPowers,
    deterrence_campaign::DeterrenceCampaign,
    equipment_seizure::EquipmentSeizure,
    illicit_finance::IllicitFinance,
    international_policing::InternationalPolicing,
    lawful_route::LawfulRoute,
    leader_arrest::LeaderArrest,
    overseas_officers::OverseasOfficers,
    returns_agreement::ReturnsAgreement,
    specialist_investigators::SpecialistInvestigators,
}

/// One kind of measure: its name, schema and reader.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Scenario key.
    pub name: &'static str,
    /// The measure's file: what its module comment says and which levers it moves make the reference page.
    pub text: &'static str,
    /// JSON Schema of the measure's own keys; doc comments of the struct are its descriptions.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// Reads the own keys from a table that the schema has accepted.
    pub parse: fn(toml::Table) -> Result<Effect, String>,
}

/// One dated entry of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Dates, strength, cost.
    pub common: Common,
    /// What it does.
    pub effect: Effect,
}

impl Entry {
    /// Checks what the schema cannot.
    pub fn check(&self, origin_ids: &[String]) -> Vec<Fault> {
        let mut faults = self.effect.body().check(origin_ids);
        if let Some(end) = self.common.end
            && end < self.common.start
        {
            faults.push(Fault {
                key: "end",
                message: format!("the measure ends on {end}, before it starts on {}", self.common.start),
                help: "write an end on or after the start, or leave it out".to_owned(),
            });
        }
        faults
    }

    /// Strength times ramp on a day, 0 outside the entry's dates.
    pub fn dose(&self, day: Day, parameters: &Parameters) -> f64 {
        let common = &self.common;
        if !common.enabled || day < common.start || common.end.is_some_and(|end| day > end) {
            return 0.0;
        }
        let ramp_days = common.ramp_days.map_or_else(|| self.effect.body().default_ramp_days(parameters), Days::get);
        let ramp = ((f64::from(day.since(common.start)) + 1.0) / ramp_days.max(1.0)).min(1.0);
        common.strength.get() * ramp
    }

    /// Moves levers on a day; at dose 0 nothing is touched, so strength 0 equals no measure to the bit.
    pub fn apply(&self, today: Today<'_>, parameters: &Parameters, levers: &mut Levers) {
        let dose = self.dose(today.day, parameters);
        if dose > 0.0 {
            self.effect.body().apply(dose, today, parameters, levers);
        }
    }
}
