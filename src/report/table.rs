//! A table as CSV text with its dictionary: one place where a column gets its name, type, unit and meaning.
//!
//! UTF-8, LF, comma, quotes where needed, one header row, missing values empty, the shortest text that reads back to the
//! same number; rows sorted by key. A program that guesses types from the first rows guesses right: decimal numbers have a
//! point or an exponent also when they are whole, and in a column of text, names come before years. Opens no file.

use crate::quantity::Day;
use std::cmp::Ordering;
use std::fmt::Write as _;

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
            Self::Text(text) => write!(line, "{text}"),
            Self::Integer(number) if kind == Kind::Number => write!(line, "{number}.0"),
            Self::Integer(number) => write!(line, "{number}"),
            Self::Number(number) if kind == Kind::Integer => write!(line, "{}", count_text(*number)),
            Self::Number(number) => write!(line, "{}", decimal_text(*number)),
            Self::Date(day) => write!(line, "{day}"),
            Self::Boolean(truth) => write!(line, "{truth}"),
            Self::Missing => Ok(()),
        };
        done.expect("writing to a String cannot fail");
    }

    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            // `total` before `2018`: polars takes a column whose first hundred rows are years for whole numbers.
            (Self::Text(a), Self::Text(b)) => (starts_with_digit(a), a).cmp(&(starts_with_digit(b), b)),
            (Self::Integer(a), Self::Integer(b)) => a.cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::Missing, Self::Missing) => Ordering::Equal,
            (Self::Missing, _) => Ordering::Less,
            (_, Self::Missing) => Ordering::Greater,
            _ => Ordering::Equal,
        }
    }
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
}

/// A value of a column of whole numbers, without a point.
pub fn count_text(number: f64) -> String {
    // Zero has no sign.
    format!("{}", number + 0.0)
}

/// A value of a column of decimal numbers: the shortest text that reads back to the same number, with a point or an
/// exponent even when it is whole; no sign on zero.
pub fn decimal_text(number: f64) -> String {
    format!("{:?}", number + 0.0)
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
    rows: Vec<(Vec<Cell>, String)>,
}

impl Table {
    /// An empty table whose first `keys` columns are its key.
    pub const fn new(file: &'static str, description: &'static str, keys: usize, fields: Vec<Field>) -> Self {
        Self { file, description, keys, last_is_key: false, in_order: false, fields, rows: Vec::new() }
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
        let mut line = String::new();
        for (at, (cell, field)) in cells.iter().zip(&self.fields).enumerate() {
            if at > 0 {
                line.push(',');
            }
            cell.push_to(&mut line, field.kind);
        }
        line.push('\n');
        if self.in_order {
            self.rows.push((Vec::new(), line));
            return;
        }
        let mut key = cells;
        let last = if self.last_is_key { key.pop() } else { None };
        key.truncate(self.keys);
        key.extend(last);
        key.shrink_to_fit();
        self.rows.push((key, line));
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The CSV text, rows sorted by key.
    pub fn to_csv(&mut self) -> String {
        let by_key = |a: &(Vec<Cell>, String), b: &(Vec<Cell>, String)| {
            a.0.iter().zip(&b.0).map(|(a, b)| a.order(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        };
        self.rows.sort_by(by_key);
        let names: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        let mut text = names.join(",");
        text.push('\n');
        for (_, line) in &self.rows {
            text.push_str(line);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_to_the_same_bits() {
        for number in [0.1, 1.0 / 3.0, 5.0, -2.5e-9, 1e300, f64::MIN_POSITIVE, 123_456_789.123, 1e17, 1e-5] {
            let text = decimal_text(number);
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), number.to_bits());
            assert!(text.contains(['.', 'e']), "{text} looks like a whole number");
        }
        assert_eq!((decimal_text(-0.0), count_text(-0.0)), ("0.0".to_owned(), "0".to_owned()));
        assert_eq!((decimal_text(45.0), count_text(45.0)), ("45.0".to_owned(), "45".to_owned()));
    }

    #[test]
    fn the_first_row_tells_the_type_of_each_column() {
        let fields = vec![
            Field::new("period", Kind::Text, "", "Period."),
            Field::new("count", Kind::Integer, "people", "Count."),
            Field::new("value", Kind::Number, "people", "Value."),
        ];
        let mut table = Table::new("a.csv", "A table.", 1, fields);
        for (period, value) in [("2019", 0.5), ("total", 2.0), ("2018", 0.25), ("from_origin", 1.0)] {
            table.push(vec![period.into(), (4.0 * value).into(), value.into()]);
        }
        table.push(vec!["2020".into(), 3u32.into(), 3u32.into()]);
        let text = "period,count,value\nfrom_origin,4,1.0\ntotal,8,2.0\n2018,1,0.25\n2019,2,0.5\n2020,3,3.0\n";
        assert_eq!(table.to_csv(), text);
    }

    #[test]
    fn rows_are_sorted_quoted_and_missing_is_empty() {
        let fields = vec![
            Field::new("name", Kind::Text, "", "Name."),
            Field::new("year", Kind::Integer, "", "Year."),
            Field::new("value", Kind::Number, "people", "Value.").optional(),
        ];
        let mut table = Table::new("a.csv", "A table.", 2, fields);
        table.push(vec!["b".into(), 2u32.into(), f64::NAN.into()]);
        table.push(vec!["a, \"b\"".into(), 10u32.into(), 0.5.into()]);
        table.push(vec!["b".into(), 1u32.into(), 2.0.into()]);
        assert_eq!(table.to_csv(), "name,year,value\n\"a, \"\"b\"\"\",10,0.5\nb,1,2.0\nb,2,\n");
    }
}
