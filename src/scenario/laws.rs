//! Reads `[parameters]`: one law for each key that the model reads, from the scenario or else from its evidence row.
//!
//! A bare number is a certain value. This file holds no value of its own.

use super::diagnostics::{Collector, Draft, MOST_HINTS, nearest, shown};
use super::keywords::{number_help, out_of_range, short};
use super::schema::schema;
use super::tree::{Node, Value};
use super::validate::{self, Missing};
use crate::evidence::{Distribution, Law, LawForm, Parameter, parameter, parameters};
use crate::model::parameters::Parameters;
use std::collections::BTreeMap;

/// Least share of a law that its cut must leave: one that is drawn again more often was meant otherwise.
const LEAST_KEPT: f64 = 0.01;

/// Forms of the parameters that a scenario gives.
pub(super) fn read(section: Option<&Node>, problems: &mut Collector) -> BTreeMap<String, LawForm> {
    let mut forms = BTreeMap::new();
    if let Some(node) = section {
        walk(node, "", &mut forms, problems);
    }
    forms
}

/// The form of a certain value.
pub(super) fn certain(value: f64) -> LawForm {
    LawForm {
        dist: Distribution::Fixed,
        low: None,
        central: Some(value),
        high: None,
        mean: None,
        sd: None,
        median: None,
        log_sd: None,
    }
}

/// The form of a row of the evidence table.
pub(super) fn default_form(row: &Parameter) -> LawForm {
    if let Law::Fixed(value) = row.law() {
        return certain(value);
    }
    let points = LawForm { low: Some(row.low), high: Some(row.high), ..certain(row.central) };
    LawForm { dist: row.distribution, ..points }
}

/// The law of a form, cut at the range of the parameter.
pub(super) fn law(form: LawForm, row: &Parameter) -> Result<Law, String> {
    Law::try_from(form).map(|law| law.within(row.bounds())).map_err(|error| error.to_string())
}

fn walk(node: &Node, path: &str, forms: &mut BTreeMap<String, LawForm>, problems: &mut Collector) {
    let Some(table) = node.as_table() else {
        if node.value != Value::Broken {
            let name = if path.is_empty() { "parameters" } else { path };
            let label = format!("{} is not a table", node.seen());
            problems.push(
                Draft::new("E0201", &node.place, format!("`{}` must be a table", shown(name)), label)
                    .help("parameters are nested by the dots of their keys, as `[parameters.coast]`"),
            );
        }
        return;
    };
    for (name, child) in table {
        let key = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        if let Some(row) = parameter(&key) {
            if !Parameters::KEYS.contains(&key.as_str()) {
                problems.push(
                    Draft::new("E0212", &child.key, format!("the model does not read `{key}`"), "has no effect")
                        .help("remove it; the row documents or checks the model and is no input"),
                );
            } else if let Some(form) = leaf(child, row, problems) {
                forms.insert(key, form);
            }
        } else if parameters().iter().any(|row| row.key.strip_prefix(&key).is_some_and(|rest| rest.starts_with('.'))) {
            walk(child, &key, forms, problems);
        } else {
            let near = if problems.len() < MOST_HINTS { nearest(&key, Parameters::KEYS.iter().copied()) } else { None };
            let help = match near {
                Some(near) => format!("did you mean `parameters.{near}`?"),
                None => "`strait describe parameters` lists the keys".to_owned(),
            };
            let message = format!("unknown parameter `{}`", shown(&key));
            problems.push(Draft::new("E0202", &child.key, message, "no such row of evidence").help(help));
        }
    }
}

fn leaf(node: &Node, row: &Parameter, problems: &mut Collector) -> Option<LawForm> {
    let before = problems.len();
    let form = match &node.value {
        Value::Broken => return None,
        Value::Table(_) => {
            let known = schema().pointer("/$defs/Law")?;
            validate::check(node, known, &format!("parameters.{}", row.key), Missing::Report, problems);
            if problems.len() > before {
                return None;
            }
            match node.to_toml().try_into::<LawForm>() {
                Ok(form) => form,
                Err(error) => {
                    problems.push(Draft::new("E0210", &node.place, "this is not a distribution", error.message()));
                    return None;
                }
            }
        }
        _ => {
            let Some(value) = node.as_number() else {
                let label = format!("{} is neither", node.seen());
                problems.push(
                    Draft::new("E0201", &node.place, "a parameter is a number or a distribution", label)
                        .help(number_help(node)),
                );
                return None;
            };
            certain(value)
        }
    };
    check_bounds(node, &form, row, problems);
    if problems.len() > before {
        return None;
    }
    match law(form, row) {
        Ok(law) => {
            if let Some(draft) = leaves_limits(node, &law, row) {
                problems.push(draft);
                return None;
            }
            let central = law.central();
            if central < row.low || central > row.high {
                let range = plausible(row);
                let message = format!("`{}` lies outside its plausible range", row.key);
                problems.push(
                    Draft::new("W0402", &node.place, message, format!("{central} is unusual"))
                        .help(format!("{range} (row {}, grade {:?})", row.id, row.grade)),
                );
            }
            Some(form)
        }
        Err(what) => {
            problems.push(
                Draft::new("E0210", &node.place, format!("`{}` is not a sound distribution", row.key), what)
                    .help("write, for example, { dist = \"triangular\", low = 1, central = 2, high = 4 }"),
            );
            None
        }
    }
}

/// Every number of a form that is a value of the parameter lies in its range and within the limits of a run.
fn check_bounds(node: &Node, form: &LawForm, row: &Parameter, problems: &mut Collector) {
    let (least, greatest) = row.bounds();
    let bounds = (least.is_finite().then_some(least), greatest.is_finite().then_some(greatest));
    let quantity = match row.unit.as_str() {
        "probability" => Some("a probability (0 to 1)"),
        "share" => Some("a share (0 to 1)"),
        _ => None,
    };
    let (from, to) = row.limits();
    let own = node.as_table().is_none();
    for (name, value) in [
        ("low", form.low),
        ("central", form.central),
        ("high", form.high),
        ("mean", form.mean),
        ("median", form.median),
    ] {
        let Some(value) = value else { continue };
        let Some(at) = (if own { Some(node) } else { node.get(&[name]) }) else { continue };
        let key = row.key.rsplit('.').next().unwrap_or(&row.key);
        if let Some(draft) = out_of_range(at, value, bounds, quantity, key) {
            problems.push(draft);
        } else if value < from || value > to {
            let message = format!("`{}` is beyond what a run takes", row.key);
            problems.push(
                Draft::new(
                    "E0215",
                    &at.place,
                    message,
                    format!("{} is outside {from} to {to} {}", short(value), row.unit),
                )
                .help(format!("write a number from {from} to {to}; {}", plausible(row))),
            );
        }
    }
}

/// The problem of a law of which more than rare values lie beyond the limits, or of which its cut leaves next to nothing.
fn leaves_limits(node: &Node, law: &Law, row: &Parameter) -> Option<Draft> {
    let ((from, to), (low, high)) = (row.limits(), law.reach());
    if law.kept() < LEAST_KEPT {
        let (least, greatest) = row.bounds();
        let label = format!("next to none of its values lie from {least} to {greatest}");
        return Some(
            Draft::new("E0210", &node.place, format!("`{}` is not a sound distribution", row.key), label)
                .help(format!("narrow it; {}", plausible(row))),
        );
    }
    if from <= low && high <= to {
        return None;
    }
    let label = format!("it reaches from {} to {}, beyond {from} to {to} {}", rough(low), rough(high), row.unit);
    let message = format!("`{}` is beyond what a run takes", row.key);
    Some(Draft::new("E0215", &node.place, message, label).help(format!("narrow it; {}", plausible(row))))
}

/// A number to three digits.
fn rough(value: f64) -> String {
    short(format!("{value:.2e}").parse().unwrap_or(value))
}

/// What the evidence says of the range of a parameter.
fn plausible(row: &Parameter) -> String {
    if row.low == row.high {
        format!("the evidence table holds it at {} {}", row.low, row.unit)
    } else {
        format!("the evidence table gives {} to {} {}", row.low, row.high, row.unit)
    }
}
