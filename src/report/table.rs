//! A table as CSV text with its dictionary: one place where a column gets its name, type, unit and meaning.
//!
//! UTF-8, LF, comma, quotes where needed, one header row, missing values empty, the shortest text that reads back to the
//! same number; rows sorted by key. A program that guesses types from the first rows guesses right: decimal numbers have a
//! point or an exponent also when they are whole, and in a column of text, names come before years. Opens no file.

use crate::quantity::Day;
use crate::quantity::text::push_shortest;
use std::cmp::Ordering;
use std::fmt::{self, Write as _};
use std::ops::Range;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Whole number.
    Integer,
    /// Finite decimal number.
    Number,
    /// ISO 8601 date.
    Date,
    /// `true` or `false`.
    Boolean,
}

impl Kind {
    /// Name of the type in a data package.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Date => "date",
            Self::Boolean => "boolean",
        }
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Header.
    pub name: String,
    /// Type.
    pub kind: Kind,
    /// Unit in words; empty for names and dates.
    pub unit: String,
    /// One sentence.
    pub description: String,
    /// Whether the column is never empty.
    pub required: bool,
    /// Least value, where there is one.
    pub minimum: Option<f64>,
    /// Greatest value, where there is one.
    pub maximum: Option<f64>,
}

impl Field {
    /// A column that is never empty.
    pub fn new(name: impl Into<String>, kind: Kind, unit: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind,
            unit: unit.into(),
            description: description.into(),
            required: true,
            minimum: None,
            maximum: None,
        }
    }

    /// The same column, empty where there is no value.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// The same column with a least value.
    #[must_use]
    pub const fn at_least(mut self, minimum: f64) -> Self {
        self.minimum = Some(minimum);
        self
    }

    /// The same column with a greatest value.
    #[must_use]
    pub const fn at_most(mut self, maximum: f64) -> Self {
        self.maximum = Some(maximum);
        self
    }
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// Whole number.
    Integer(i64),
    /// Decimal number.
    Number(f64),
    /// Date.
    Date(Day),
    /// Yes or no.
    Boolean(bool),
    /// Nothing known.
    Missing,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Missing } else { Self::Text(text.to_owned()) }
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Integer(i64::from(number))
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Integer(number as i64)
    }
}

impl From<f64> for Cell {
    /// A number that is not finite has no place in a table: it is missing.
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Missing }
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Self::Date(day)
    }
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Self {
        Self::Boolean(truth)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

impl Cell {
    fn push_to(&self, line: &mut String, kind: Kind) {
        let done = match self {
            Self::Text(text) if text.contains([',', '"', '\n', '\r']) => {
                write!(line, "\"{}\"", text.replace('"', "\"\""))
            }
            Self::Text(text) => {
                line.push_str(text);
                Ok(())
            }
            Self::Integer(number) if kind == Kind::Number => write!(line, "{number}.0"),
            Self::Integer(number) => write!(line, "{number}"),
            Self::Number(number) => {
                let push = if kind == Kind::Integer { push_count } else { push_decimal };
                push(line, *number);
                Ok(())
            }
            Self::Date(day) => write!(line, "{day}"),
            Self::Boolean(truth) => write!(line, "{truth}"),
            Self::Missing => Ok(()),
        };
        done.expect("writing to a String cannot fail");
    }

    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => by_name(a, b),
            (Self::Integer(a), Self::Integer(b)) => a.cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::Missing, Self::Missing) => Ordering::Equal,
            (Self::Missing, _) => Ordering::Less,
            (_, Self::Missing) => Ordering::Greater,
            _ => Ordering::Equal,
        }
    }
}

/// The order of texts in a key.
pub(super) fn by_name(a: &str, b: &str) -> Ordering {
    // `total` before `2018`: polars takes a column whose first hundred rows are years for whole numbers.
    let starts_with_digit = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    (starts_with_digit(a), a).cmp(&(starts_with_digit(b), b))
}

/// A value of a column of whole numbers, without a point.
pub fn count_text(number: f64) -> String {
    let mut text = String::new();
    push_count(&mut text, number);
    text
}

/// A value of a column of decimal numbers: the shortest text that reads back to the same number, with a point or an
/// exponent even when it is whole; no sign on zero.
pub fn decimal_text(number: f64) -> String {
    let mut text = String::new();
    push_decimal(&mut text, number);
    text
}

fn push_count(line: &mut String, number: f64) {
    // Zero has no sign. Whole numbers below 2^53 are written as such, which is the same text and takes less.
    let whole = number as i64;
    let done = if whole as f64 == number && whole.unsigned_abs() < 1 << 53 {
        write!(line, "{whole}")
    } else {
        write!(line, "{}", number + 0.0)
    };
    done.expect("writing to a String cannot fail");
}

fn push_decimal(line: &mut String, number: f64) {
    // Zero has no sign.
    push_shortest(line, number + 0.0);
}

/// A table under construction.
#[derive(Debug, Clone)]
pub struct Table {
    /// File name.
    pub file: &'static str,
    /// One or two sentences.
    pub description: &'static str,
    /// Number of leading columns that make the key.
    pub keys: usize,
    /// Whether the last column belongs to the key too.
    pub last_is_key: bool,
    in_order: bool,
    /// Columns in order.
    pub fields: Vec<Field>,
    /// Lines in the order in which they came.
    lines: String,
    len: usize,
    /// Key and place in `lines` of each row; of none, if they come in order.
    rows: Vec<(Vec<Cell>, Range<usize>)>,
}

impl Table {
    /// An empty table whose first `keys` columns are its key.
    pub const fn new(file: &'static str, description: &'static str, keys: usize, fields: Vec<Field>) -> Self {
        Self {
            file,
            description,
            keys,
            last_is_key: false,
            in_order: false,
            fields,
            lines: String::new(),
            len: 0,
            rows: Vec::new(),
        }
    }

    /// The same table with one more column at the end, which belongs to the key: columns that were there stay in place.
    #[must_use]
    pub fn with_last_key(mut self, field: Field) -> Self {
        self.fields.push(field);
        self.last_is_key = true;
        self
    }

    /// The same table, whose rows come in the order of the key: it keeps their text alone.
    #[must_use]
    pub const fn made_in_order(mut self) -> Self {
        self.in_order = true;
        self
    }

    /// Names of the columns that make the key.
    pub fn key_names(&self) -> Vec<&str> {
        let last = self.fields.last().filter(|_| self.last_is_key);
        self.fields.iter().take(self.keys).chain(last).map(|field| field.name.as_str()).collect()
    }

    /// Whether a CSV text begins with the names of these columns.
    pub fn heads(&self, text: &str) -> bool {
        let header = text.lines().next().unwrap_or_default();
        header.split(',').eq(self.fields.iter().map(|field| field.name.as_str()))
    }

    /// Adds a row.
    ///
    /// # Panics
    /// If the number of cells is not the number of columns, which is a bug of the table's author.
    pub fn push(&mut self, cells: Vec<Cell>) {
        assert_eq!(cells.len(), self.fields.len(), "a row of {} has another number of cells than columns", self.file);
        let start = self.lines.len();
        for (at, (cell, field)) in cells.iter().zip(&self.fields).enumerate() {
            if at > 0 {
                self.lines.push(',');
            }
            cell.push_to(&mut self.lines, field.kind);
        }
        self.lines.push('\n');
        self.len += 1;
        if self.in_order {
            return;
        }
        let mut key = cells;
        let last = if self.last_is_key { key.pop() } else { None };
        key.truncate(self.keys);
        key.extend(last);
        key.shrink_to_fit();
        self.rows.push((key, start..self.lines.len()));
    }

    /// Adds a row to a table that is made in order: the text of its key, whose parts need no quotes, then decimal numbers. One
    /// that is not finite is missing.
    ///
    /// # Panics
    /// If the table is not made in order or has another number of columns, which is a bug of the table's author.
    pub fn push_numbers(&mut self, key: &fmt::Arguments<'_>, numbers: &[f64]) {
        assert!(self.in_order && self.keys + numbers.len() == self.fields.len(), "a row of {}", self.file);
        self.lines.write_fmt(*key).expect("writing to a String cannot fail");
        for &number in numbers {
            self.lines.push(',');
            if number.is_finite() {
                push_decimal(&mut self.lines, number);
            }
        }
        self.lines.push('\n');
        self.len += 1;
    }

    /// The same table with the rows of another of the same columns after its own; both are made in order.
    ///
    /// # Panics
    /// If one of them is not, which is a bug of the table's author.
    #[must_use]
    pub fn followed_by(mut self, other: Self) -> Self {
        assert!(self.in_order && other.in_order, "rows of {} come in no order", self.file);
        self.len += other.len;
        if self.lines.is_empty() {
            self.lines = other.lines;
        } else {
            self.lines.push_str(&other.lines);
        }
        self
    }

    /// Number of rows.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The CSV text, rows sorted by key. The table keeps its columns and its number of rows, not their text.
    pub fn take_csv(&mut self) -> String {
        let names: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        let header = names.join(",") + "\n";
        let mut lines = std::mem::take(&mut self.lines);
        if self.in_order {
            lines.insert_str(0, &header);
            return lines;
        }
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_by(|a, b| {
            a.0.iter().zip(&b.0).map(|(a, b)| a.order(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        let sorted = rows.into_iter().map(|(_, line)| &lines[line]);
        std::iter::once(header.as_str()).chain(sorted).collect()
    }
}

#[cfg(test)]
mod tests;
