//! `--set path.to.key=value`: an override becomes a tree like that of a file and is laid over the scenario.
//!
//! The origin of its values is shown as `--set:1:COLUMN`. A word that is not TOML is taken as text, so that a shell
//! needs no quotes within quotes. This file checks no value.

use super::diagnostics::{Collector, Draft, Place, Source, nearest};
use super::merge::entry_id;
use super::tree::{self, Node, Value};
use crate::model::measures::KINDS;
use std::sync::Arc;

/// Applies overrides in their order.
pub(super) fn apply(tree: &mut Node, sets: &[String], problems: &mut Collector) {
    for (number, set) in sets.iter().enumerate() {
        let Some((path, value)) = read(set, number, problems) else {
            continue;
        };
        match path.split_first() {
            Some((first, _)) if first.0 == "extends" => problems.push(
                Draft::new("E0109", &first.1, "`extends` cannot be overridden", "not by --set")
                    .help("write it in the file"),
            ),
            Some((first, rest)) if first.0 == "measure" && rest.len() >= 2 => set_measure(tree, rest, &value, problems),
            _ => set_plain(tree, &path, value),
        }
    }
}

type Step = (String, Place);

/// The path of keys and the value of one override.
fn read(set: &str, number: usize, problems: &mut Collector) -> Option<(Vec<Step>, Node)> {
    // Files come first in the order of messages; a chain holds far fewer than this.
    let source = Arc::new(Source { path: "--set".to_owned(), text: set.to_owned(), order: 1000 + number });
    let steps_and_value = set.split_once('=').and_then(|(path, word)| {
        if set.len() > 4096 || set.contains(['\n', '\r']) {
            return None;
        }
        Some((steps(path, &source)?, value(path.len(), word, &source)?))
    });
    if steps_and_value.is_none() {
        problems.push(
            Draft::new("E0109", &Place::top(&source), "this --set is not understood", "not of the form path=value")
                .help("write --set path.to.key=value, such as --set period.end=2026-12-31"),
        );
    }
    steps_and_value
}

/// Splits `a.b.c` into its keys.
fn steps(path: &str, source: &Arc<Source>) -> Option<Vec<Step>> {
    let mut start = 0;
    let mut steps = Vec::new();
    for part in path.split('.') {
        let key = part.trim();
        let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let from = start + (part.len() - part.trim_start().len());
        steps.push((plain.then(|| key.to_owned())?, Place::new(source, from..from + key.len())));
        start += part.len() + 1;
    }
    (steps.len() <= 16).then_some(steps)
}

/// Reads what stands after the `=` at byte `equals`.
fn value(equals: usize, word: &str, source: &Arc<Source>) -> Option<Node> {
    // The key is blanked out, so that positions in the value are those in the override.
    let text = format!("{}v={word}", " ".repeat(equals.saturating_sub(1)));
    let padded = Arc::new(Source { path: String::new(), text, order: 0 });
    let mut scratch = Collector::default();
    let parsed = tree::parse(&padded, &mut scratch);
    let is_sound = !scratch.has_errors();
    if let Some(mut node) = parsed.filter(|_| is_sound).and_then(|mut tree| tree.as_table_mut()?.remove("v")) {
        relocate(&mut node, source);
        return Some(node);
    }
    let text = word.trim();
    let start = equals + 1 + (word.len() - word.trim_start().len());
    let place = Place::new(source, start..start + text.len());
    is_word(text).then(|| Node { value: Value::Text(text.to_owned()), key: place.clone(), place })
}

fn relocate(node: &mut Node, source: &Arc<Source>) {
    node.place = Place::new(source, node.place.span.clone());
    node.key = Place::new(source, node.key.span.clone());
    match &mut node.value {
        Value::Table(table) => table.values_mut().for_each(|child| relocate(child, source)),
        Value::List(items) => items.iter_mut().for_each(|child| relocate(child, source)),
        _ => {}
    }
}

/// Words that may stand without quotes: names, choices such as `year:2023`, dates that do not exist.
fn is_word(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | ' ' | '%' | ',' | '/');
    !text.is_empty() && text.chars().all(plain)
}

/// Sets one key, making tables on the way where there are none.
fn set_plain(tree: &mut Node, path: &[Step], mut value: Node) {
    let Some(((last, place), tables)) = path.split_last() else {
        return;
    };
    let mut at = tree;
    for (key, place) in tables {
        if at.as_table().is_none() {
            *at = Node::table(place.clone());
        }
        let Some(table) = at.as_table_mut() else { return };
        at = table.entry(key.clone()).or_insert_with(|| Node::table(place.clone()));
    }
    if at.as_table().is_none() {
        *at = Node::table(place.clone());
    }
    value.key = place.clone();
    if let Some(table) = at.as_table_mut() {
        table.insert(last.clone(), value);
    }
}

/// `measure.NAME.key` sets a key of every entry, `measure.NAME.ID.key` of one.
fn set_measure(tree: &mut Node, path: &[Step], value: &Node, problems: &mut Collector) {
    let ((name, place), rest) = (&path[0], &path[1..]);
    let entries = tree
        .as_table_mut()
        .and_then(|table| table.get_mut("measure")?.as_table_mut()?.get_mut(name))
        .and_then(|node| if let Value::List(entries) = &mut node.value { Some(entries) } else { None });
    let Some(entries) = entries else {
        let known = KINDS.iter().map(|kind| kind.name);
        let draft = if known.clone().any(|kind| kind == name) {
            Draft::new("E0308", place, format!("the scenario has no measure `{name}`"), "no entry to change")
                .help(format!("add `[[measure.{name}]]` to the file; --set changes entries and adds none"))
        } else {
            let help = nearest(name, known).map_or_else(
                || format!("the measures are: {}", KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Draft::new("E0202", place, format!("unknown measure `{name}`"), "not a measure").help(help)
        };
        problems.push(draft);
        return;
    };
    let (id, keys) = match rest {
        [(id, _), keys @ ..] if !keys.is_empty() => (Some(id), keys),
        keys => (None, keys),
    };
    let mut found = false;
    let ids: Vec<String> = entries.iter().filter_map(|entry| entry_id(entry, name)).collect();
    for entry in entries.iter_mut() {
        if id.is_none_or(|id| entry_id(entry, name).as_ref() == Some(id)) {
            found = true;
            set_plain(entry, keys, value.clone());
        }
    }
    if !found && let Some((id, place)) = rest.first() {
        problems.push(
            Draft::new("E0308", place, format!("`{name}` has no entry with the id `{id}`"), "no such entry")
                .help(format!("the ids are: {}", ids.join(", "))),
        );
    }
}
