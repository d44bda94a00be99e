//! What the checker reads out of schema keywords and values, and how it words ranges and names.
//!
//! Pure functions of a value and a schema; nothing is collected here.

use super::diagnostics::Draft;
use super::schema::deref;
use super::tree::{Node, Value};
use serde_json::Value as Schema;

/// The problem of a number outside its bounds, if it is.
pub(super) fn out_of_range(
    node: &Node,
    number: f64,
    (least, greatest): (Option<f64>, Option<f64>),
    quantity: Option<&str>,
    key: &str,
) -> Option<Draft> {
    let too_low = least.is_some_and(|least| number < least);
    let too_high = greatest.is_some_and(|greatest| number > greatest);
    if !too_low && !too_high {
        return None;
    }
    let range = match (least, greatest) {
        (Some(least), Some(greatest)) => format!("outside {least} to {greatest}"),
        (Some(least), None) => format!("below {least}"),
        _ => format!("above {}", greatest.unwrap_or_default()),
    };
    let what = quantity.map(|text| text.split(" (").next().unwrap_or(text));
    let noun = what.and_then(|what| what.strip_prefix("a ")).unwrap_or(key);
    let message = match quantity {
        Some(text) if text.contains('(') => format!("{noun} is {range}"),
        _ => format!("`{key}` is {range}"),
    };
    let seen = short(number);
    let label = what.map_or_else(|| format!("{seen} is {range}"), |what| format!("{seen} is not {what}"));
    let is_part = (least, greatest) == (Some(0.0), Some(1.0));
    let help = match (least, greatest) {
        _ if is_part && (2.0..=100.0).contains(&number) => format!("for {number} %, write {}", number / 100.0),
        (Some(least), Some(greatest)) => format!("write a number from {least} to {greatest}"),
        (Some(least), None) => format!("write a number of {least} or more"),
        _ => format!("write a number of at most {}", greatest.unwrap_or_default()),
    };
    Some(Draft::new("E0203", &node.place, message, label).help(help))
}

/// A number of few digits: the largest have three hundred.
pub(super) fn short(value: f64) -> String {
    if value != 0.0 && !(1e-4..1e9).contains(&value.abs()) { format!("{value:e}") } else { value.to_string() }
}

/// What to write instead of something that should be a number.
pub(super) fn number_help(node: &Node) -> String {
    if let Value::Text(text) = &node.value {
        let text = text.trim();
        if let Some(percent) = text.strip_suffix('%').and_then(|text| text.trim().parse::<f64>().ok()) {
            return format!("for {percent} %, write {}", percent / 100.0);
        }
        if text.parse::<f64>().is_ok_and(f64::is_finite) {
            return format!("write it without quotes, {text}");
        }
    }
    "write a number without quotes or unit; the unit is part of the key".to_owned()
}

pub(super) fn schema_type(schema: &Schema) -> Option<&str> {
    match schema.get("type")? {
        Schema::String(one) => Some(one),
        Schema::Array(several) => several.iter().filter_map(Schema::as_str).find(|one| *one != "null"),
        _ => None,
    }
}

/// TOML has no null: an optional value is the value or its absence.
pub(super) fn without_null(schema: &'static Schema) -> &'static Schema {
    let variants = schema.get("anyOf").and_then(Schema::as_array);
    let real = variants.and_then(|all| all.iter().find(|one| one.get("type").and_then(Schema::as_str) != Some("null")));
    real.map_or(schema, deref)
}

/// The words of an enumeration.
pub(super) fn choices(schema: &'static Schema) -> Option<Vec<&'static str>> {
    if let Some(words) = schema.get("enum").and_then(Schema::as_array) {
        return Some(words.iter().filter_map(Schema::as_str).collect());
    }
    let variants = schema.get("oneOf").and_then(Schema::as_array)?;
    let mut words = Vec::new();
    for variant in variants {
        match (variant.get("const").and_then(Schema::as_str), variant.get("enum").and_then(Schema::as_array)) {
            (Some(word), _) => words.push(word),
            (None, Some(several)) => words.extend(several.iter().filter_map(Schema::as_str)),
            (None, None) => return None,
        }
    }
    Some(words)
}

pub(super) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// A plain name made from a text, as a proposal.
pub(super) fn as_name(text: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }
    };
    let name: String = text.trim().chars().take(30).map(plain).collect();
    let name = name.trim_matches('_');
    if name.is_empty() { "more_patrols".to_owned() } else { name.to_owned() }
}

pub(super) fn joined(name: &str, key: &str) -> String {
    if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") }
}

pub(super) fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// A table as its header is written.
pub(super) fn bracketed(name: &str) -> String {
    if name == "origin" || name.starts_with("measure.") { format!("`[[{name}]]`") } else { format!("`[{name}]`") }
}

pub(super) fn first_sentence(text: &str) -> String {
    let end = text.find(". ").unwrap_or(text.len());
    text[..end].trim_end_matches('.').replace('\n', " ")
}
