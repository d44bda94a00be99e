//! What differs between two scenarios, in words: measures, parameters, structure, period, wind and the rest.
//!
//! Compares values in force, so two files that say the same in other words do not differ. Names, titles and descriptions
//! change no result and are left out.

use super::resolve::Scenario;
use crate::evidence::parameter;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// Sections of plain values, in the order of a file.
const SECTIONS: [&str; 8] = ["period", "forecast", "wind", "posterior", "population", "structure", "study", "costs"];
/// Endings of keys and the units they stand for; the first that fits.
const UNITS: [(&str, &str); 16] = [
    ("_gbp_per_year", "GBP a year"),
    ("_gbp_once", "GBP"),
    ("_gbp", "GBP"),
    ("_per_week", "a week"),
    ("_per_month", "a month"),
    ("_per_year", "a year"),
    ("_per_day", "a day"),
    ("_days", "days"),
    ("_hours", "hours"),
    ("_km", "km"),
    ("_prob", "probability"),
    ("_share", "share"),
    ("strength", "share"),
    ("_factor", "factor"),
    ("scale", "factor"),
    ("_count", "in number"),
];

/// What happened to a thing between the first scenario and the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
    /// Both have it, with other values.
    Changed,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Part of the scenario: a section, `origin`, `measure` or `parameters`.
    pub part: &'static str,
    /// What differs, as a path into the scenario.
    pub path: String,
    /// How.
    pub change: Change,
    /// Value in the first scenario, as a file writes it.
    pub before: Option<String>,
    /// Value in the second.
    pub after: Option<String>,
    /// Unit of both, where there is one.
    pub unit: Option<String>,
    /// The same as a sentence.
    pub words: String,
}

/// Everything in which the second scenario differs from the first; empty if both give the same results.
pub fn differences(first: &Scenario, second: &Scenario) -> Vec<Difference> {
    let (a, b) = (table(first), table(second));
    let mut all = Vec::new();
    for section in SECTIONS {
        let of = |table: &Table| table.get(section).and_then(Value::as_table).cloned().unwrap_or_default();
        compare_keys(&mut all, section, section, &of(&a), &of(&b));
    }
    compare_entries(&mut all, "origin", &origins(&a), &origins(&b));
    compare_entries(&mut all, "measure", &measures(&a), &measures(&b));
    let keys: BTreeSet<&String> = first.laws.keys().chain(second.laws.keys()).collect();
    for key in keys {
        if first.laws.get(key) != second.laws.get(key) {
            let unit = parameter(key).map(|row| row.unit.clone());
            let (before, after) = (first.parameter_text(key), second.parameter_text(key));
            all.push(changed("parameters", &format!("parameters.{key}"), before, after, unit));
        }
    }
    all
}

fn table(scenario: &Scenario) -> Table {
    scenario.resolved_toml().parse().expect("a resolved scenario is TOML")
}

/// Entries of a list by what tells them apart.
type Entries = BTreeMap<String, Table>;

fn origins(table: &Table) -> Entries {
    entries(table.get("origin"), str::to_owned)
}

fn measures(table: &Table) -> Entries {
    let kinds = table.get("measure").and_then(Value::as_table).into_iter().flatten();
    kinds
        .flat_map(|(name, list)| {
            entries(Some(list), |id| if id == name { id.to_owned() } else { format!("{name}.{id}") })
        })
        .collect()
}

fn entries(list: Option<&Value>, label: impl Fn(&str) -> String) -> Entries {
    let tables = list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table);
    tables.map(|entry| (label(entry.get("id").and_then(Value::as_str).unwrap_or_default()), entry.clone())).collect()
}

fn compare_entries(all: &mut Vec<Difference>, part: &'static str, a: &Entries, b: &Entries) {
    let labels: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    for label in labels {
        match (a.get(label), b.get(label)) {
            (Some(one), Some(two)) => compare_keys(all, part, &format!("{part}.{label}"), one, two),
            (one, two) => {
                let (change, verb) =
                    if one.is_none() { (Change::Added, "added") } else { (Change::Removed, "removed") };
                let entry = one.or(two).into_iter().flatten().filter(|(key, _)| *key != "id" && *key != "source");
                let keys: Vec<String> = entry
                    .map(|(key, value)| format!("{key} {}", with_unit(&shown(value), unit(key).as_deref())))
                    .collect();
                let whole = |entry: Option<&Table>| entry.map(|entry| Value::Table(entry.clone()).to_string());
                all.push(Difference {
                    part,
                    path: format!("{part}.{label}"),
                    change,
                    before: whole(one),
                    after: whole(two),
                    unit: None,
                    words: format!("the {part} `{label}` is {verb}: {}", keys.join(", ")),
                });
            }
        }
    }
}

fn compare_keys(all: &mut Vec<Difference>, part: &'static str, path: &str, a: &Table, b: &Table) {
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    for key in keys {
        if a.get(key) != b.get(key) {
            let (before, after) = (a.get(key).map(shown), b.get(key).map(shown));
            all.push(changed(part, &format!("{path}.{key}"), before, after, unit(key)));
        }
    }
}

fn changed(
    part: &'static str,
    path: &str,
    before: Option<String>,
    after: Option<String>,
    unit: Option<String>,
) -> Difference {
    let value = |text: &Option<String>| text.as_ref().map(|text| with_unit(text, unit.as_deref()));
    let words = match (value(&before), value(&after)) {
        (Some(before), Some(after)) => format!("`{path}` is {after} instead of {before}"),
        (None, Some(after)) => format!("`{path}` is {after}; before it was not set"),
        (before, None) => format!("`{path}` is not set; before it was {}", before.unwrap_or_default()),
    };
    let change = match (&before, &after) {
        (None, Some(_)) => Change::Added,
        (Some(_), None) => Change::Removed,
        _ => Change::Changed,
    };
    Difference { part, path: path.to_owned(), change, before, after, unit, words }
}

/// A value for people: text without quotes, whole numbers without a point, switches as on and off.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Boolean(true) => "on".to_owned(),
        Value::Boolean(false) => "off".to_owned(),
        Value::Float(number) => format!("{number}"),
        other => other.to_string(),
    }
}

fn unit(key: &str) -> Option<String> {
    UNITS.iter().find(|(ending, _)| key.ends_with(ending)).map(|(_, unit)| (*unit).to_owned())
}

fn with_unit(value: &str, unit: Option<&str>) -> String {
    unit.filter(|unit| !unit.is_empty()).map_or_else(|| value.to_owned(), |unit| format!("{value} ({unit})"))
}
