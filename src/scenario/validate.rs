//! Walks a tree against the JSON Schema and reports everything that does not fit, with the fix.
//!
//! Knows the keywords that our schemas use and no key of the scenario. Settings that disagree with one another are the
//! business of `cross`.

use super::diagnostics::{Collector, Draft, MOST_HINTS, nearest};
use super::file;
use super::keywords::{
    as_name, bracketed, choices, first_sentence, is_name, joined, last, number_help, out_of_range, schema_type,
    without_null,
};
use super::schema::deref;
use super::tree::{Node, Table, Value};
use crate::quantity::Day;
use serde_json::Value as Schema;

/// What to do about keys that are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    Report,
    /// For parts that are incomplete on purpose, or because a base could not be read.
    Allow,
}

/// Checks a node that is called `name` in messages.
pub(super) fn check(node: &Node, schema: &'static Schema, name: &str, missing: Missing, problems: &mut Collector) {
    Checker { missing, problems }.node(node, schema, name);
}

struct Checker<'a> {
    missing: Missing,
    problems: &'a mut Collector,
}

impl Checker<'_> {
    fn node(&mut self, node: &Node, schema: &'static Schema, name: &str) {
        let schema = without_null(deref(schema));
        if let Some(choices) = choices(schema) {
            return self.choice(node, &choices, name);
        }
        match schema_type(schema) {
            Some("object") => match &node.value {
                Value::Table(table) => self.table(node, table, schema, name),
                _ => self.wrong_kind(node, name, "a table", &format!("write it as a table, `[{name}]`")),
            },
            Some("array") => self.list(node, schema, name),
            Some("number") => self.number(node, schema, name),
            Some("integer") => self.integer(node, schema, name),
            Some("boolean") if !matches!(node.value, Value::Boolean(_)) => {
                self.wrong_kind(node, name, "true or false", "write true or false, without quotes");
            }
            Some("string") => self.text(node, schema, name),
            _ => {}
        }
    }

    fn push(&mut self, draft: Draft) {
        self.problems.push(draft);
    }

    fn wrong_kind(&mut self, node: &Node, name: &str, wanted: &str, help: &str) {
        if node.value == Value::Broken {
            return;
        }
        let key = last(name);
        let label = format!("{} is not {wanted}", node.seen());
        self.push(Draft::new("E0201", &node.place, format!("`{key}` must be {wanted}"), label).help(help));
    }

    fn table(&mut self, node: &Node, table: &Table, schema: &'static Schema, name: &str) {
        let properties = schema.get("properties").and_then(Schema::as_object);
        for (key, child) in table {
            match properties.and_then(|properties| properties.get(key)) {
                Some(property) => self.node(child, property, &joined(name, key)),
                None => self.unknown_key(child, key, properties.into_iter().flat_map(|map| map.keys()), name),
            }
        }
        if self.missing == Missing::Allow {
            return;
        }
        for key in schema.get("required").and_then(Schema::as_array).into_iter().flatten().filter_map(Schema::as_str) {
            if !table.contains_key(key) {
                let property = properties.and_then(|properties| properties.get(key));
                self.missing_key(node, key, property, name);
            }
        }
    }

    fn unknown_key<'k>(&mut self, node: &Node, key: &str, known: impl Iterator<Item = &'k String>, name: &str) {
        let known: Vec<&str> = known.map(String::as_str).collect();
        let near = if self.problems.len() < MOST_HINTS { nearest(key, known.iter().copied()) } else { None };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys here are: {}", known.join(", ")),
        };
        let (what, place) = if name.is_empty() { ("the file", String::new()) } else { ("", bracketed(name)) };
        let label = format!("not a key of {what}{place}");
        self.push(
            Draft::new("E0202", &node.key, format!("unknown key `{}`", super::diagnostics::shown(key)), label)
                .help(help),
        );
    }

    fn missing_key(&mut self, node: &Node, key: &str, property: Option<&'static Schema>, name: &str) {
        let holder = if name.is_empty() { "the file".to_owned() } else { bracketed(name) };
        let description = property.and_then(|property| property.get("description")).and_then(Schema::as_str);
        let meaning = description.map_or_else(String::new, |text| format!(": {}", first_sentence(text)));
        let header = property.map(|property| schema_type(deref(property)));
        let written = match header {
            Some(Some("object")) => format!("a table `[{}]`", joined(name, key)),
            Some(Some("array")) if name.is_empty() => format!("`[[{key}]]`"),
            _ => format!("`{key} = …`"),
        };
        self.push(
            Draft::new("E0206", &node.place, format!("{holder} lacks `{key}`"), format!("`{key}` is missing"))
                .help(format!("add {written}{meaning}")),
        );
    }

    fn list(&mut self, node: &Node, schema: &'static Schema, name: &str) {
        let Value::List(items) = &node.value else {
            let help = match schema.get("items").map(deref).and_then(schema_type) {
                Some("object") => format!("write the header with double brackets, `[[{name}]]`"),
                _ => format!("write it in square brackets, `[{}]`", node.seen()),
            };
            return self.wrong_kind(node, name, "a list", &help);
        };
        let bound = |keyword| schema.get(keyword).and_then(Schema::as_u64);
        let (least, most) = (bound("minItems").unwrap_or(0), bound("maxItems").unwrap_or(u64::MAX));
        let count = items.len() as u64;
        if count < least || count > most {
            let label = format!("{count} items");
            let message = format!("`{}` holds too {} items", last(name), if count < least { "few" } else { "many" });
            self.push(Draft::new("E0209", &node.place, message, label).help(format!("give {least} to {most} items")));
            return;
        }
        if let Some(schema) = schema.get("items") {
            for item in items {
                self.node(item, schema, name);
            }
        }
    }

    fn number(&mut self, node: &Node, schema: &'static Schema, name: &str) {
        let Some(number) = node.as_number() else {
            return self.wrong_kind(node, name, "a number", &number_help(node));
        };
        let bound = |keyword| schema.get(keyword).and_then(Schema::as_f64);
        let quantity = schema.get("x-quantity").and_then(Schema::as_str);
        let bounds = (bound("minimum"), bound("maximum"));
        if let Some(draft) = out_of_range(node, number, bounds, quantity, last(name)) {
            self.push(draft);
        }
    }

    fn integer(&mut self, node: &Node, schema: &'static Schema, name: &str) {
        let Value::Integer(number) = node.value else {
            let help = match node.value {
                Value::Float(number) => format!("write {}", number.round()),
                _ => "write digits without quotes".to_owned(),
            };
            return self.wrong_kind(node, name, "a whole number", &help);
        };
        let bound = |keyword| schema.get(keyword).and_then(Schema::as_i64);
        let (least, most) = (bound("minimum").unwrap_or(i64::MIN), bound("maximum").unwrap_or(i64::MAX));
        if number < least || number > most {
            let key = last(name);
            let (code, help) = if key == "schema_version" {
                ("E0110", format!("write {least}: this program reads version {least}"))
            } else {
                ("E0203", format!("write a whole number from {least} to {most}"))
            };
            let message = format!("`{key}` is outside {least} to {most}");
            self.push(Draft::new(code, &node.place, message, format!("{number} is out of range")).help(help));
        }
    }

    fn text(&mut self, node: &Node, schema: &'static Schema, name: &str) {
        if schema.get("format").and_then(Schema::as_str) == Some("date") {
            return self.date(node, schema, name);
        }
        let Value::Text(text) = &node.value else {
            let help = format!("write it in quotes, \"{}\"", node.seen());
            return self.wrong_kind(node, name, "text", &help);
        };
        let key = last(name);
        let fault = match schema.get("x-kind").and_then(Schema::as_str) {
            Some("name") if !is_name(text) => Some((
                format!("`{key}` is not a plain name"),
                format!("write a name of a to z, digits and underscores, such as \"{}\"", as_name(text)),
                "E0208",
            )),
            Some("line") if text.trim().is_empty() || text.chars().count() > 200 || text.contains(char::is_control) => {
                Some((format!("`{key}` is not one line"), "write one line of 1 to 200 characters".to_owned(), "E0208"))
            }
            Some("wind") if file::wind(text).is_none() => Some((
                format!("`{key}` is not a source of wind"),
                "write \"observed\", \"generated\" or a year such as \"year:2023\"".to_owned(),
                "E0205",
            )),
            _ => None,
        };
        if let Some((message, help, code)) = fault {
            self.push(Draft::new(code, &node.place, message, format!("{} cannot be used", node.seen())).help(help));
        }
    }

    fn date(&mut self, node: &Node, schema: &'static Schema, name: &str) {
        let key = last(name);
        let Some(day) = node.as_day() else {
            let help = "write a date as year-month-day, such as 2024-11-04";
            match &node.value {
                Value::Text(_) | Value::Date(_) => {
                    let label = match &node.value {
                        Value::Date(_) => format!("{} has a time of day, or no day", node.seen()),
                        _ => format!("{} is not a date of the calendar", node.seen()),
                    };
                    let message = format!("`{key}` must be a date that exists, without a time");
                    self.push(Draft::new("E0204", &node.place, message, label).help(help));
                }
                _ => self.wrong_kind(node, name, "a date", help),
            }
            return;
        };
        let bound = |keyword, default: &'static str| {
            let text = schema.get(keyword).and_then(Schema::as_str).unwrap_or(default);
            (text, text.parse::<Day>().unwrap_or(day))
        };
        let (earliest, latest) = (bound("x-earliest", "1990-01-01"), bound("x-latest", "2100-12-31"));
        if day < earliest.1 || day > latest.1 {
            let message = format!("`{key}` is outside {} to {}", earliest.0, latest.0);
            let label = if day < earliest.1 { "too early" } else { "too late" };
            let help = format!("write a date from {} to {}", earliest.0, latest.0);
            self.push(Draft::new("E0211", &node.place, message, format!("{day} is {label}")).help(help));
        }
    }

    fn choice(&mut self, node: &Node, choices: &[&str], name: &str) {
        let list = choices.iter().map(|choice| format!("\"{choice}\"")).collect::<Vec<_>>().join(", ");
        let Value::Text(text) = &node.value else {
            return self.wrong_kind(node, name, "one of the known words", &format!("write one of: {list}"));
        };
        if !choices.contains(&text.as_str()) {
            let help = match nearest(text, choices.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"? The choices are: {list}"),
                None => format!("write one of: {list}"),
            };
            let message = format!("`{}` is not a known choice", last(name));
            self.push(
                Draft::new("E0205", &node.place, message, format!("{} is not one of them", node.seen())).help(help),
            );
        }
    }
}
