//! A table of results as it was written: read by the names of its columns, so that a table may grow.
//!
//! A column or file that is not there is no fault here; a section that needs it is not shown. Changes nothing.

use super::figure::Figure;
use crate::report::ReportError;
use csv::StringRecord;
use std::io::ErrorKind;
use std::path::Path;

/// One CSV file.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Its name.
    pub file: String,
    header: StringRecord,
    rows: Vec<StringRecord>,
}

impl Sheet {
    /// Reads a file of a directory; `None` if there is none.
    ///
    /// # Errors
    /// [`ReportError::Unreadable`] if it cannot be read or is no table.
    pub fn read(directory: &Path, file: &str) -> Result<Option<Self>, ReportError> {
        let path = directory.join(file);
        let fault = |reason: String| ReportError::Unreadable { path: path.clone(), reason };
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(file, &text).map(Some).map_err(|error| fault(error.to_string())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(fault(error.to_string())),
        }
    }

    /// A table from its text.
    ///
    /// # Errors
    /// The fault of the first row that is none.
    pub fn parse(file: &str, text: &str) -> Result<Self, csv::Error> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers()?.clone();
        let rows = reader.records().collect::<Result<_, _>>()?;
        Ok(Self { file: file.to_owned(), header, rows })
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).map(|at| Row { sheet: self, at })
    }

    /// Rows with the given texts in the given columns.
    pub fn matching<'a, 'k, const N: usize>(
        &'a self,
        keys: [(&'k str, &'k str); N],
    ) -> impl Iterator<Item = Row<'a>> + use<'a, 'k, N> {
        self.rows().filter(move |row| keys.iter().all(|(column, text)| row.text(column) == *text))
    }

    /// Names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.header.iter()
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|name| name == column)
    }
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    sheet: &'a Sheet,
    at: usize,
}

impl<'a> Row<'a> {
    /// Names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.sheet.header.iter()
    }

    /// Text of a cell; empty if it is empty or there is no such column.
    pub fn text(&self, column: &str) -> &'a str {
        self.sheet.position(column).and_then(|at| self.sheet.rows[self.at].get(at)).unwrap_or_default()
    }

    /// Number of a cell with its place.
    pub fn figure(&self, column: &str) -> Option<Figure> {
        // The header is the first line, and no cell of ours holds a line break.
        Figure::new(self.text(column), &self.sheet.file, self.at + 2, column)
    }

    /// Number of a cell.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.figure(column).map(|figure| figure.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_name_and_what_is_missing_is_missing() {
        let sheet = Sheet::parse("a.csv", "name,value\n\"x, y\",1.50\nz,\n").unwrap();
        let row = sheet.matching([("name", "x, y")]).next().unwrap();
        assert_eq!((row.text("name"), row.number("value"), row.text("other")), ("x, y", Some(1.5), ""));
        assert!(sheet.matching([("name", "z")]).next().unwrap().figure("value").is_none());
        assert_eq!(sheet.columns().collect::<Vec<_>>(), ["name", "value"]);
        assert!(Sheet::parse("a.csv", "a,b\n1\n").is_err());
    }
}
