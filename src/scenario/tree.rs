//! Values of a scenario file that remember where they stand.
//!
//! TOML is parsed with recovery, so that all mistakes are reported at once; a value that TOML itself refuses becomes
//! [`Value::Broken`], which later checks skip. This file knows no key of the scenario.

use super::diagnostics::{Collector, Draft, Place, Source, shown};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// A value without its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    /// A native date, or date with time, as written.
    Date(String),
    List(Vec<Node>),
    Table(Table),
    /// Already reported.
    Broken,
}

pub(super) type Table = BTreeMap<String, Node>;

/// A value with its place and the place of its key.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub value: Value,
    pub place: Place,
    pub key: Place,
}

impl Node {
    pub(super) fn table(place: Place) -> Self {
        Self { value: Value::Table(Table::new()), key: place.clone(), place }
    }

    pub(super) fn as_table(&self) -> Option<&Table> {
        if let Value::Table(table) = &self.value { Some(table) } else { None }
    }

    pub(super) fn as_table_mut(&mut self) -> Option<&mut Table> {
        if let Value::Table(table) = &mut self.value { Some(table) } else { None }
    }

    pub(super) fn as_list(&self) -> Option<&[Node]> {
        if let Value::List(items) = &self.value { Some(items) } else { None }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// A finite number, whole or not.
    pub(super) fn as_number(&self) -> Option<f64> {
        match self.value {
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) if number.is_finite() => Some(number),
            _ => None,
        }
    }

    /// The day, whether written as a date or as text.
    pub(super) fn as_day(&self) -> Option<crate::quantity::Day> {
        match &self.value {
            Value::Text(text) | Value::Date(text) if text.len() == 10 => text.parse().ok(),
            _ => None,
        }
    }

    /// The child at a path of keys.
    pub(super) fn get(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.as_table()?.get(*key))
    }

    /// The value as seen by the reader, on one line.
    pub(super) fn seen(&self) -> String {
        match &self.value {
            Value::Text(text) => format!("\"{}\"", shown(text)),
            Value::Date(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            Value::Boolean(flag) => flag.to_string(),
            Value::List(_) => "a list".to_owned(),
            Value::Table(_) => "a table".to_owned(),
            Value::Broken => "a broken value".to_owned(),
        }
    }

    /// The plain value for `serde`; dates become text.
    pub(super) fn to_toml(&self) -> toml::Value {
        match &self.value {
            Value::Text(text) | Value::Date(text) => toml::Value::String(text.clone()),
            Value::Integer(number) => toml::Value::Integer(*number),
            Value::Float(number) => toml::Value::Float(*number),
            Value::Boolean(flag) => toml::Value::Boolean(*flag),
            Value::List(items) => toml::Value::Array(items.iter().map(Self::to_toml).collect()),
            Value::Table(table) => {
                toml::Value::Table(table.iter().map(|(key, node)| (key.clone(), node.to_toml())).collect())
            }
            Value::Broken => toml::Value::String(String::new()),
        }
    }
}

/// Parses one source; `None` if its structure could not be read.
pub(super) fn parse(source: &Arc<Source>, problems: &mut Collector) -> Option<Node> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let mut broken = Vec::new();
    let mut readable = true;
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let (draft, local) = syntax_problem(source, error.message(), span.clone());
        problems.push(draft);
        readable &= local;
        broken.push(span);
    }
    if !readable {
        return None;
    }
    let top = Place::top(source);
    let mut reader = Reader { source, broken: Spans::new(broken), problems };
    let value = reader.table(table.get_ref());
    Some(Node { value, key: top.clone(), place: top })
}

/// The problem in our words, and whether it concerns one value only.
fn syntax_problem(source: &Arc<Source>, message: &str, mut span: Range<usize>) -> (Draft, bool) {
    // An error at the end of a line points past it; the last character of the line is what people can see.
    let is_empty = span.is_empty();
    if is_empty && span.start > 0 && source.text[..span.start].ends_with(|c: char| c != '\n') {
        let width = source.text[..span.start].chars().next_back().map_or(1, char::len_utf8);
        span = span.start - width..span.start;
    }
    let place = Place::new(source, span);
    if message.starts_with("invalid date") || message.starts_with("invalid time") {
        let detail = message.split_once(", ").map_or(message, |(_, detail)| detail);
        let draft = Draft::new("E0204", &place, "this date does not exist", detail)
            .help("write dates as year-month-day, such as 2024-11-04");
        return (draft, true);
    }
    if message.starts_with("string values must be quoted") && is_empty {
        let draft = Draft::new("E0101", &place, "a value is missing", "nothing after the `=`")
            .help("write a value after the `=`, or remove the key");
        return (draft, true);
    }
    if message.starts_with("string values must be quoted") {
        let draft = Draft::new("E0101", &place, "text stands in quotes", "no quotes here")
            .help(format!("write \"{}\"", shown(source.text[place.span.clone()].trim())));
        return (draft, true);
    }
    if message.starts_with("duplicate key") {
        let name = shown(&source.text[place.span.clone()]);
        let draft = Draft::new("E0102", &place, format!("`{name}` stands twice"), "given before in this file")
            .help("remove one of the two, or move its keys into the other");
        return (draft, true);
    }
    let draft = Draft::new("E0101", &place, "the file is not valid TOML", message)
        .help("correct this first; the values of the file are checked once it can be read");
    (draft, false)
}

/// Stretches that can be asked for quickly, however many they are.
struct Spans {
    starts: Vec<usize>,
    /// The greatest end among the stretches up to and including each.
    ends: Vec<usize>,
}

impl Spans {
    fn new(mut spans: Vec<Range<usize>>) -> Self {
        spans.sort_by_key(|span| span.start);
        let mut greatest = 0;
        let ends = spans.iter().map(|span| {
            greatest = greatest.max(span.end);
            greatest
        });
        Self { ends: ends.collect(), starts: spans.iter().map(|span| span.start).collect() }
    }

    fn touches(&self, span: &Range<usize>) -> bool {
        let before = self.starts.partition_point(|start| *start <= span.end);
        before > 0 && self.ends[before - 1] >= span.start
    }
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    broken: Spans,
    problems: &'a mut Collector,
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable<'_>) -> Value {
        let mut out = Table::new();
        for (key, value) in table {
            let key_place = Place::new(self.source, key.span());
            let node = self.node(value.get_ref(), value.span(), key_place);
            out.insert(key.get_ref().to_string(), node);
        }
        Value::Table(out)
    }

    fn node(&mut self, value: &DeValue<'_>, span: Range<usize>, key: Place) -> Node {
        let place = Place::new(self.source, span);
        let value = if self.is_broken(value, &place.span) { Value::Broken } else { self.value(value, &place) };
        Node { value, place, key }
    }

    fn is_broken(&self, value: &DeValue<'_>, span: &Range<usize>) -> bool {
        let scalar = !matches!(value, DeValue::Table(_) | DeValue::Array(_));
        scalar && self.broken.touches(span)
    }

    fn value(&mut self, value: &DeValue<'_>, place: &Place) -> Value {
        match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Boolean(flag) => Value::Boolean(*flag),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Integer(number),
                Err(_) => self.too_large(place),
            },
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => Value::Float(number),
                _ => self.too_large(place),
            },
            DeValue::Array(items) => Value::List(
                items.iter().map(|item| self.node(item.get_ref(), item.span(), place_of(self.source, item))).collect(),
            ),
            DeValue::Table(table) => self.table(table),
        }
    }

    fn too_large(&mut self, place: &Place) -> Value {
        let seen = shown(&self.source.text[place.span.clone()]);
        self.problems.push(
            Draft::new("E0207", place, "not a finite number of ordinary size", format!("{seen} cannot be used"))
                .help("write an ordinary number"),
        );
        Value::Broken
    }
}

fn place_of(source: &Arc<Source>, item: &toml::Spanned<DeValue<'_>>) -> Place {
    Place::new(source, item.span())
}
