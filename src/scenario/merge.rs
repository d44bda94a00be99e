//! Lays a file over its base: tables merge by key, entries of measures by `id`, everything else is replaced.
//!
//! A distribution is one value and is replaced whole. This file removes nothing; `enabled = false` is resolved later.

use super::diagnostics::{Collector, Draft};
use super::entries::MOST_ENTRIES;
use super::tree::{Node, Table, Value};
use std::collections::BTreeMap;

/// Keys that a file does not take from its base.
const OWN: [&str; 3] = ["name", "title", "description"];

/// Merges layers, the scenario first and each before its base.
pub(super) fn merge_all(layers: Vec<Node>) -> Option<Node> {
    let mut layers = layers.into_iter().rev();
    let mut tree = layers.next()?;
    for over in layers {
        if let Some(table) = tree.as_table_mut() {
            table.retain(|key, _| !OWN.contains(&key.as_str()));
        }
        lay_over(&mut tree, over, 0);
    }
    Some(tree)
}

/// Lays `over` on `base`. Level 0 is the file, level 1 a section.
fn lay_over(base: &mut Node, over: Node, level: usize) {
    let Node { value, place, key } = over;
    let whole = |table: &Table| table.contains_key("dist");
    match (&mut base.value, value) {
        (Value::Table(below), Value::Table(above)) if !whole(&above) => {
            base.place = place;
            base.key = key;
            for (name, node) in above {
                let is_measures = level == 0 && name == "measure";
                match below.get_mut(&name) {
                    Some(old) if is_measures => lay_measures(old, node),
                    Some(old) => lay_over(old, node, level + 1),
                    None => {
                        below.insert(name, node);
                    }
                }
            }
        }
        (_, value) => *base = Node { value, place, key },
    }
}

/// Lays `[[measure.NAME]]` lists over one another.
fn lay_measures(base: &mut Node, over: Node) {
    let Node { value, place, key } = over;
    let (Value::Table(below), Value::Table(above)) = (&mut base.value, value.clone()) else {
        *base = Node { value, place, key };
        return;
    };
    for (name, node) in above {
        match below.get_mut(&name) {
            Some(Node { value: Value::List(old), .. }) if node.as_list().is_some() => {
                let Value::List(new) = node.value else { continue };
                let mut index = BTreeMap::new();
                for (at, known) in old.iter().enumerate() {
                    if let Some(id) = entry_id(known, &name) {
                        index.entry(id).or_insert(at);
                    }
                }
                for entry in new {
                    match entry_id(&entry, &name).and_then(|id| index.get(&id)) {
                        Some(&at) => lay_over(&mut old[at], entry, 2),
                        None => old.push(entry),
                    }
                }
            }
            _ => {
                below.insert(name, node);
            }
        }
    }
}

/// The id of an entry: its own, or the measure's name; `None` if what stands there is no id.
pub(super) fn entry_id(entry: &Node, measure: &str) -> Option<String> {
    match entry.as_table()?.get("id") {
        None => Some(measure.to_owned()),
        Some(node) => node.as_text().map(str::to_owned),
    }
}

/// Reports entries of one measure that have the same id.
pub(super) fn check_ids(tree: &Node, problems: &mut Collector) {
    let Some(measures) = tree.get(&["measure"]).and_then(Node::as_table) else {
        return;
    };
    for (name, node) in measures {
        let mut seen = BTreeMap::new();
        // A list that is too long is refused as a whole.
        for entry in node.as_list().filter(|list| list.len() <= MOST_ENTRIES).unwrap_or_default() {
            let Some(id) = entry_id(entry, name) else { continue };
            let place = entry.get(&["id"]).map_or(&entry.place, |node| &node.place);
            if let Some(first) = seen.get(&id) {
                let why = if entry.get(&["id"]).is_some() { "" } else { ", which is the default" };
                let message = format!("two entries of `{name}` have the id `{id}`");
                let mut draft = Draft::new("E0303", place, message, format!("`{id}` again{why}"))
                    .help(format!("give one of them another id, such as `id = \"{id}_2\"`"));
                if first != place {
                    draft = draft.also(first, "first here");
                }
                problems.push(draft);
            } else {
                seen.insert(id, place.clone());
            }
        }
    }
}
