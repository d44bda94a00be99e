//! Settings that disagree with one another: dates, origins, wind and the record.
//!
//! Works on the tree, so that it says something useful also when other parts of the file are wrong. Values on their own
//! are the business of `validate`.

use super::diagnostics::{Collector, Draft, MOST_HINTS, nearest, shown};
use super::file;
use super::tree::Node;
use crate::evidence::{nationality_quarters, sea};
use crate::model::setting::Wind;
use crate::quantity::{Day, calendar};
use std::collections::{BTreeMap, BTreeSet};

/// Longest period in days: 21 years.
const MOST_DAYS: i32 = 7_670;

/// Checks everything but measures.
pub(super) fn check(tree: &Node, problems: &mut Collector) {
    period(tree, problems);
    wind(tree, problems);
    origins(tree, problems);
}

/// A date of the tree, if it is one.
pub(super) fn day(tree: &Node, path: &[&str]) -> Option<Day> {
    tree.get(path)?.as_day()
}

fn period(tree: &Node, problems: &mut Collector) {
    let (Some(start_node), Some(end_node)) = (tree.get(&["period", "start"]), tree.get(&["period", "end"])) else {
        return;
    };
    let (Some(start), Some(end)) = (start_node.as_day(), end_node.as_day()) else {
        return;
    };
    if end < start {
        problems.push(
            Draft::new("E0301", &end_node.place, "the period ends before it starts", format!("ends on {end}"))
                .also(&start_node.place, format!("starts on {start}"))
                .help(format!("write an end on or after {start}")),
        );
    } else if end.since(start) >= MOST_DAYS && end.year() <= 2100 {
        let years = f64::from(end.since(start) + 1) / 365.25;
        problems.push(
            Draft::new("E0302", &end_node.place, "the period is too long", format!("{years:.0} years from the start"))
                .also(&start_node.place, "starts here")
                .help(format!("write an end up to {}", start.plus(MOST_DAYS - 1))),
        );
    }
    if let Some(origin_node) = tree.get(&["forecast", "origin"])
        && let Some(origin) = origin_node.as_day()
        && origin > end
    {
        problems.push(
            Draft::new("W0404", &origin_node.place, "the forecast origin lies after the period", "nothing is forecast")
                .also(&end_node.place, format!("ends on {end}"))
                .help("for a forecast, end the period after the origin"),
        );
    }
}

fn wind(tree: &Node, problems: &mut Collector) {
    let record = sea();
    let (Some(first), Some(last)) = (record.first().map(|row| row.day), record.last().map(|row| row.day)) else {
        return;
    };
    // The years that are observed whole.
    let last_year = if last.plus(1).year() > last.year() { last.year() } else { last.year() - 1 };
    for key in ["past", "future"] {
        let Some(node) = tree.get(&["wind", key]) else { continue };
        let Some(word) = node.as_text().and_then(file::wind) else {
            continue;
        };
        if let Wind::Year(year) = word
            && (year < first.year() || year > last_year)
        {
            let label = format!("{year} is not a whole year of the record");
            let message = "wind of a year that was not observed";
            problems.push(Draft::new("E0306", &node.place, message, label).help(format!(
                "write a year from {} to {last_year}, such as \"year:{last_year}\", or \"generated\"",
                first.year()
            )));
        }
        if word == Wind::Observed && key == "future" {
            let Some(end_node) = tree.get(&["period", "end"]) else {
                continue;
            };
            let Some(end) = end_node.as_day().filter(|end| *end > last) else {
                continue;
            };
            let origin = day(tree, &["forecast", "origin"]).unwrap_or(calendar::FORECAST_ORIGIN);
            if end > origin {
                problems.push(
                    Draft::new(
                        "E0306",
                        &node.place,
                        "the future has not been observed",
                        format!("known to {last}"),
                    )
                    .also(&end_node.place, format!("the period ends on {end}"))
                    .help(format!(
                        "write \"generated\" or a past year such as \"year:{last_year}\", or end the period by {last}"
                    )),
                );
            }
        }
    }
}

fn origins(tree: &Node, problems: &mut Collector) {
    let known: BTreeSet<&str> = nationality_quarters().iter().map(|row| row.nationality.as_str()).collect();
    let Some(list) = tree.get(&["origin"]) else { return };
    let mut all_known = true;
    let (mut ids, mut claimed) = (BTreeMap::new(), BTreeMap::new());
    for origin in list.as_list().unwrap_or_default() {
        if let Some(node) = origin.get(&["id"])
            && let Some(id) = node.as_text()
        {
            if !super::keywords::is_name(id) {
                problems.push(
                    Draft::new(
                        "E0208",
                        &node.place,
                        "`id` is not a plain name",
                        format!("{} cannot be used", node.seen()),
                    )
                    .help("write a name of a to z, digits and underscores"),
                );
            }
            if let Some(first) = ids.insert(id, &node.place) {
                problems.push(
                    Draft::new("E0304", &node.place, format!("two origins have the id `{}`", shown(id)), "again here")
                        .also(first, "first here")
                        .help("give each origin its own id"),
                );
            }
        }
        for node in origin.get(&["nationalities"]).and_then(Node::as_list).unwrap_or_default() {
            let Some(name) = node.as_text() else { continue };
            if !known.contains(name) {
                all_known = false;
                let near = if problems.len() < MOST_HINTS { nearest_name(name, &known) } else { None };
                let help = near.map_or_else(
                    || format!("the record knows: {}", known.iter().copied().collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean \"{near}\"?"),
                );
                let label = format!("{} is not in the record", node.seen());
                problems.push(Draft::new("E0205", &node.place, "not a nationality of the record", label).help(help));
            } else if let Some(first) = claimed.insert(name, &node.place) {
                problems.push(
                    Draft::new("E0305", &node.place, format!("`{name}` belongs to two origins"), "claimed again here")
                        .also(first, "first claimed here")
                        .help("leave it in one of them, or its people are counted twice"),
                );
            }
        }
    }
    let left: Vec<&str> = known.into_iter().filter(|name| !claimed.contains_key(name)).collect();
    if !left.is_empty() && !claimed.is_empty() && all_known {
        problems.push(
            Draft::new("W0405", &list.place, "nationalities of the record belong to no origin", "not all are claimed")
                .help(format!("add these to an origin, or their people are left out: {}", left.join(", "))),
        );
    }
}

/// The nearest name, whatever the case of its letters.
fn nearest_name<'a>(seen: &str, known: &BTreeSet<&'a str>) -> Option<&'a str> {
    let lower: Vec<(String, &str)> = known.iter().map(|name| (name.to_lowercase(), *name)).collect();
    let near = nearest(seen, lower.iter().map(|(lower, _)| lower.as_str()))?;
    lower.iter().find(|(lower, _)| lower == near).map(|(_, name)| *name)
}
