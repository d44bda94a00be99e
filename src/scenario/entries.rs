//! Reads `[[measure.NAME]]`: each entry against its schema, then against the scenario.
//!
//! Entries come out sorted by name and id, so that the order in files cannot matter. What a measure does is no business
//! of this file.

use super::diagnostics::{Collector, Draft, MOST_HINTS, nearest, shown};
use super::schema::measure_entry;
use super::tree::{Node, Value};
use super::validate::{self, Missing};
use crate::model::measures::{Common, Entry, KINDS, Kind};
use crate::quantity::Day;

/// Most entries of one measure.
pub(super) const MOST_ENTRIES: usize = 1000;

/// What the entries are checked against; `None` where the scenario itself is at fault.
pub(super) struct Surroundings<'a> {
    pub first: Option<Day>,
    pub last: Option<Day>,
    pub period: Option<&'a Node>,
    pub origins: Option<&'a Node>,
    pub origin_ids: Option<Vec<String>>,
    pub missing: Missing,
}

/// Entries that are in force, in canonical order.
pub(super) fn read(section: Option<&Node>, around: &Surroundings<'_>, problems: &mut Collector) -> Vec<Entry> {
    let Some(section) = section else { return Vec::new() };
    let Some(table) = section.as_table() else {
        if section.value != Value::Broken {
            let label = format!("{} is not a table", section.seen());
            problems.push(
                Draft::new("E0201", &section.place, "`measure` must be a table", label)
                    .help("write each measure as `[[measure.NAME]]`"),
            );
        }
        return Vec::new();
    };
    let mut entries = Vec::new();
    for (name, node) in table {
        let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
            let known: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
            let near = if problems.len() < MOST_HINTS { nearest(name, known.iter().copied()) } else { None };
            let help = near.map_or_else(
                || format!("the measures are: {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("unknown measure `{}`", shown(name));
            problems.push(Draft::new("E0202", &node.key, message, "not a measure").help(help));
            // What else is wrong in its entries is told in the same breath, read as the measure that was likely meant.
            let meant = near.and_then(|near| KINDS.iter().find(|kind| kind.name == near));
            if let (Some(meant), Value::List(items)) = (meant, &node.value) {
                for item in items.iter().take(MOST_ENTRIES) {
                    entry(item, meant, around, problems);
                }
            }
            continue;
        };
        match &node.value {
            Value::List(items) if items.len() > MOST_ENTRIES => problems.push(
                Draft::new("E0209", &node.place, format!("`{name}` has too many entries"), items.len().to_string())
                    .help(format!("give at most {MOST_ENTRIES} entries")),
            ),
            Value::List(items) => entries.extend(items.iter().filter_map(|item| entry(item, kind, around, problems))),
            Value::Broken => {}
            _ => problems.push(
                Draft::new("E0201", &node.place, format!("`{name}` must be a list of tables"), "one pair of brackets")
                    .help(format!("write the header with double brackets, `[[measure.{name}]]`")),
            ),
        }
    }
    entries.sort_by(|a, b| (a.effect.name(), &a.common.id).cmp(&(b.effect.name(), &b.common.id)));
    entries
}

fn entry(node: &Node, kind: &Kind, around: &Surroundings<'_>, problems: &mut Collector) -> Option<Entry> {
    let before = problems.len();
    let is_enabled = node.get(&["enabled"]).is_none_or(|flag| flag.value != Value::Boolean(false));
    let missing = if is_enabled { around.missing } else { Missing::Allow };
    let name = format!("measure.{}", kind.name);
    validate::check(node, measure_entry(kind.name)?, &name, missing, problems);
    if !is_enabled {
        let known = node.as_table().is_some_and(|table| table.contains_key("start"));
        if !known && problems.len() == before {
            problems.push(
                Draft::new("W0403", &node.place, "nothing to switch off", "no base has this entry")
                    .help("give the `id` of the entry to remove, or remove these lines"),
            );
        }
        return None;
    }
    if problems.len() > before || around.missing == Missing::Allow {
        return None;
    }
    match parse(node, kind) {
        Ok(entry) => {
            check(node, &entry, around, problems);
            Some(entry)
        }
        Err(message) => {
            problems.push(Draft::new("E0299", &node.place, "this entry is refused", message));
            None
        }
    }
}

/// Splits the keys into those of every measure and the measure's own.
fn parse(node: &Node, kind: &Kind) -> Result<Entry, String> {
    let toml::Value::Table(all) = node.to_toml() else {
        return Err("it is not a table".to_owned());
    };
    let own_keys = own_keys(kind.name);
    let (own, common): (toml::Table, toml::Table) = all.into_iter().partition(|(key, _)| own_keys.contains(key));
    let mut common: Common = common.try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
    if common.id.is_empty() {
        kind.name.clone_into(&mut common.id);
    }
    Ok(Entry { common, effect: (kind.parse)(own)? })
}

/// Keys that belong to the measure alone.
fn own_keys(name: &str) -> Vec<String> {
    let common = [
        "id",
        "enabled",
        "start",
        "end",
        "ramp_days",
        "strength",
        "cost_gbp_per_year",
        "cost_gbp_once",
        "funded_by",
        "source",
    ];
    let properties = measure_entry(name).and_then(|schema| schema.get("properties")?.as_object());
    let keys = properties.into_iter().flat_map(|properties| properties.keys());
    keys.filter(|key| !common.contains(&key.as_str())).cloned().collect()
}

fn check(node: &Node, entry: &Entry, around: &Surroundings<'_>, problems: &mut Collector) {
    let name = entry.effect.name();
    for fault in around.origin_ids.as_ref().map(|ids| entry.check(ids)).unwrap_or_default() {
        let place = node.get(&[fault.key]).map_or(&node.place, |at| &at.place);
        let label = format!("`{}` of `{name}`", fault.key);
        let mut draft = Draft::new("E0307", place, fault.message, label).help(fault.help);
        let other = match fault.key {
            "end" => node.get(&["start"]).map(|at| (at, "starts here")),
            "origin" => around.origins.map(|at| (at, "the origins of the scenario")),
            _ => None,
        };
        if let Some((other, what)) = other {
            draft = draft.also(&other.place, what);
        }
        problems.push(draft);
    }
    let (Some(first), Some(last), Some(period)) = (around.first, around.last, around.period) else {
        return;
    };
    if last < first {
        return;
    }
    let late = entry.common.start > last;
    let early = entry.common.end.is_some_and(|end| end < first && end >= entry.common.start);
    if late || early {
        let (key, bound, label) = if late {
            ("start", "end", format!("starts after the last simulated day, {last}"))
        } else {
            ("end", "start", format!("ends before the first simulated day, {first}"))
        };
        let place = node.get(&[key]).map_or(&node.place, |at| &at.place);
        let bound = period.get(&[bound]).map_or(&period.place, |at| &at.place);
        problems.push(
            Draft::new("W0401", place, format!("`{name}` never acts in the period"), label)
                .also(bound, "the period")
                .help("move the dates of the measure or of the period, or remove the entry"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_and_common_keys_do_not_overlap() {
        for kind in KINDS {
            let keys = own_keys(kind.name);
            assert!(!keys.is_empty(), "{} has no keys of its own", kind.name);
            let all = measure_entry(kind.name).and_then(|schema| schema["properties"].as_object()).unwrap();
            assert_eq!(all.len(), keys.len() + 10, "{}: a common key is missing or shadowed", kind.name);
        }
    }
}
