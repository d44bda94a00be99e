//! Reads the days that a user gives: winds (`date,wind_night_mean_ms`) and observations (`date,people,boats`).
//!
//! Columns are found by name, in any order, and others are let be. Days may stand in any order and may be missing; an
//! empty field is a value that nobody knows. What cannot be read is refused with line and column; nothing is repaired.

use crate::quantity::Day;

/// What cannot be read, ready to be shown: `path:line:column: what; what is allowed`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}:{column}: {what}")]
pub struct FileProblem {
    /// The file as it was named.
    pub path: String,
    /// Line from 1.
    pub line: u64,
    /// Column of the table from 1.
    pub column: usize,
    /// What was seen, what is allowed and the fix.
    pub what: String,
}

/// Wind of one day as a user gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WindDay {
    /// Day.
    pub day: Day,
    /// Mean from 22:00 the evening before to 10:00 UTC, m/s.
    pub night: f64,
    /// Mean of the UTC day, m/s, where the file has a column `wind_mean_ms` and a value in it.
    pub mean: Option<f64>,
}

/// What was observed on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ObservedDay {
    /// Day.
    pub day: Day,
    /// People detected arriving.
    pub people: f64,
    /// Boats detected arriving, where known.
    pub boats: Option<f64>,
}

/// Winds by day in order; days without a value are left out.
///
/// # Errors
/// [`FileProblem`] for the first thing that cannot be read.
pub fn winds(path: &str, text: &str) -> Result<Vec<WindDay>, FileProblem> {
    let table = Table::read(path, text)?;
    let (night, mean) = (table.column("wind_night_mean_ms")?, table.position("wind_mean_ms"));
    table.days(|row| {
        let Some(night) = row.number(night, 60.0, "a wind in m/s")? else { return Ok(None) };
        let mean = mean.map_or(Ok(None), |at| row.number(at, 60.0, "a wind in m/s"))?;
        Ok(Some(WindDay { day: row.day, night, mean }))
    })
}

/// Observations by day in order; days without a number of people are left out.
///
/// # Errors
/// [`FileProblem`] for the first thing that cannot be read.
pub fn observations(path: &str, text: &str) -> Result<Vec<ObservedDay>, FileProblem> {
    let table = Table::read(path, text)?;
    let (people, boats) = (table.column("people")?, table.position("boats"));
    table.days(|row| {
        let Some(people) = row.count(people)? else { return Ok(None) };
        let boats = boats.map_or(Ok(None), |at| row.count(at))?;
        Ok(Some(ObservedDay { day: row.day, people, boats }))
    })
}

trait Dated {
    fn day(&self) -> Day;
}

impl Dated for WindDay {
    fn day(&self) -> Day {
        self.day
    }
}

impl Dated for ObservedDay {
    fn day(&self) -> Day {
        self.day
    }
}

/// The rows of a file with their lines.
struct Table<'a> {
    path: &'a str,
    headers: Vec<String>,
    rows: Vec<(u64, csv::StringRecord)>,
}

/// One row whose date is known.
struct Row<'a> {
    path: &'a str,
    line: u64,
    day: Day,
    record: &'a csv::StringRecord,
}

impl<'a> Table<'a> {
    fn read(path: &'a str, text: &str) -> Result<Self, FileProblem> {
        let text = text.trim_start_matches('\u{feff}');
        let problem = |line, what| FileProblem { path: path.to_owned(), line, column: 1, what };
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let headers: Vec<String> = match reader.headers() {
            Ok(headers) => headers.iter().map(str::to_owned).collect(),
            Err(error) => return Err(problem(1, format!("this is not a CSV table: {error}"))),
        };
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(1, csv::Position::line);
                problem(line, format!("this is not a row of a CSV table: {error}"))
            })?;
            if record.iter().any(|field| !field.is_empty()) {
                rows.push((record.position().map_or(1, csv::Position::line), record));
            }
        }
        let table = Self { path, headers, rows };
        table.column("date")?;
        Ok(table)
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == name)
    }

    fn column(&self, name: &str) -> Result<usize, FileProblem> {
        self.position(name).ok_or_else(|| FileProblem {
            path: self.path.to_owned(),
            line: 1,
            column: 1,
            what: format!("there is no column `{name}`; the header is `{}`", self.headers.join(",")),
        })
    }

    fn days<T: Dated>(&self, read: impl Fn(&Row) -> Result<Option<T>, FileProblem>) -> Result<Vec<T>, FileProblem> {
        let date = self.column("date")?;
        let mut days: Vec<(u64, Day, Option<T>)> = Vec::with_capacity(self.rows.len());
        for (line, record) in &self.rows {
            let field = record.get(date).unwrap_or_default();
            let day: Day = field.parse().map_err(|what: String| FileProblem {
                path: self.path.to_owned(),
                line: *line,
                column: date + 1,
                what,
            })?;
            days.push((*line, day, read(&Row { path: self.path, line: *line, day, record })?));
        }
        days.sort_by_key(|(line, day, _)| (*day, *line));
        if let Some(pair) = days.windows(2).find(|pair| pair[0].1 == pair[1].1) {
            return Err(FileProblem {
                path: self.path.to_owned(),
                line: pair[1].0,
                column: date + 1,
                what: format!("{} stands on line {} already; a day has one row", pair[1].1, pair[0].0),
            });
        }
        let days: Vec<T> = days.into_iter().filter_map(|(_, _, value)| value).collect();
        debug_assert!(days.windows(2).all(|pair| pair[0].day() < pair[1].day()));
        Ok(days)
    }
}

impl Row<'_> {
    /// A number from 0 to `most`; `None` where the field is empty.
    fn number(&self, at: usize, most: f64, what: &str) -> Result<Option<f64>, FileProblem> {
        let field = self.record.get(at).unwrap_or_default();
        if field.is_empty() {
            return Ok(None);
        }
        match field.parse::<f64>() {
            Ok(value) if (0.0..=most).contains(&value) => Ok(Some(value)),
            _ => Err(self.problem(
                at,
                format!("`{field}` is not {what} from 0 to {most}; leave the field empty where nothing is known"),
            )),
        }
    }

    /// A whole number; `None` where the field is empty.
    fn count(&self, at: usize) -> Result<Option<f64>, FileProblem> {
        let value = self.number(at, 1e6, "a number")?;
        match value {
            Some(value) if value != value.trunc() => Err(self.problem(at, format!("`{value}` is not a whole number"))),
            value => Ok(value),
        }
    }

    fn problem(&self, at: usize, what: String) -> FileProblem {
        FileProblem { path: self.path.to_owned(), line: self.line, column: at + 1, what }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_sorted_gaps_stay_and_empty_fields_are_unknown() {
        let text = "\u{feff}note,date,boats,people\r\nx,2025-01-03,,40\r\n,2025-01-01,2,90\r\n,2025-01-02,,\r\n,,,\r\n";
        let days = observations("o.csv", text).unwrap();
        let seen: Vec<_> = days.iter().map(|row| (row.day.to_string(), row.people, row.boats)).collect();
        assert_eq!(seen, [("2025-01-01".to_owned(), 90.0, Some(2.0)), ("2025-01-03".to_owned(), 40.0, None)]);
        let winds =
            winds("w.csv", "date,wind_night_mean_ms,wind_mean_ms\n2025-01-02,5.5,\n2025-01-01,4,6.25\n").unwrap();
        assert_eq!((winds[0].mean, winds[1].mean, winds[1].night), (Some(6.25), None, 5.5));
        assert_eq!(observations("o.csv", "date,people\n2025-01-01,3\n").unwrap()[0].boats, None);
    }

    #[test]
    fn problems_name_line_and_column() {
        let at = |text: &str| observations("o.csv", text).map_err(|p| (p.line, p.column)).unwrap_err();
        assert_eq!(at("date,boats\n2025-01-01,1\n"), (1, 1));
        assert_eq!(at("date,people,boats\n2025-01-01,1,1\n2025-02-30,1,1\n"), (3, 1));
        assert_eq!(at("date,people,boats\n2025-01-01,-1,1\n"), (2, 2));
        assert_eq!(at("date,people,boats\n2025-01-01,1,x\n"), (2, 3));
        assert_eq!(at("date,people,boats\n2025-01-01,1.5,1\n"), (2, 2));
        assert_eq!(at("date,people,boats\n2025-01-01,1,1\n2025-01-01,2,1\n"), (3, 1));
        let text = winds("w.csv", "date,wind_night_mean_ms\n2025-01-01,NA\n").unwrap_err().to_string();
        assert!(text.starts_with("w.csv:2:2: `NA` is not a wind in m/s"), "{text}");
        assert!(observations("o.csv", "").is_err());
    }
}
