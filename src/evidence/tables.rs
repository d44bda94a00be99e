//! The compiled-in tables as files: their bytes, source and licence, for those who ask what a program was built from.
//!
//! Source and licence are those of `docs/data.csv`, the one place where they are written down.

use super::read_table;
use serde::Deserialize;
use std::sync::LazyLock;

/// One compiled-in table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledTable {
    /// File name.
    pub name: String,
    /// Its content.
    pub text: &'static str,
    /// Who published the data, with the edition where there is one.
    pub source: String,
    /// Their licence.
    pub licence: String,
}

#[derive(Deserialize)]
struct Row {
    table: String,
    compiled_in: bool,
    source: String,
    edition: String,
    licence: String,
}

const TEXTS: [(&str, &str); 7] = [
    ("arrivals_by_nationality.csv", include_str!("data/observed/arrivals_by_nationality.csv")),
    ("arrivals_daily.csv", include_str!("data/observed/arrivals_daily.csv")),
    ("deaths_by_year.csv", include_str!("data/observed/deaths_by_year.csv")),
    ("parameters.csv", include_str!("data/parameters.csv")),
    ("preventions_annual.csv", include_str!("data/observed/preventions_annual.csv")),
    ("preventions_weekly.csv", include_str!("data/observed/preventions_weekly.csv")),
    ("sea_daily.csv", include_str!("data/observed/sea_daily.csv")),
];

static TABLES: LazyLock<Vec<CompiledTable>> = LazyLock::new(|| {
    let rows: Vec<Row> = read_table("data.csv", include_str!("../../docs/data.csv"));
    let table = |(name, text): (&str, &'static str)| {
        let row = rows.iter().find(|row| row.compiled_in && row.table == name).expect("a test finds every table");
        let edition = if row.edition.is_empty() { String::new() } else { format!(", edition {}", row.edition) };
        let source = format!("{}{edition}", row.source);
        CompiledTable { name: name.to_owned(), text, source, licence: row.licence.clone() }
    };
    TEXTS.into_iter().map(table).collect()
});

/// All compiled-in tables in the order of their names.
pub fn compiled_tables() -> &'static [CompiledTable] {
    &TABLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_said_to_be_compiled_in_is_here_with_source_and_licence() {
        let rows: Vec<Row> = read_table("data.csv", include_str!("../../docs/data.csv"));
        let mut said: Vec<&str> = rows.iter().filter(|row| row.compiled_in).map(|row| row.table.as_str()).collect();
        said.sort_unstable();
        let here: Vec<&str> = compiled_tables().iter().map(|table| table.name.as_str()).collect();
        assert_eq!(here, said);
        assert!(compiled_tables().iter().all(|table| !table.source.is_empty() && !table.licence.is_empty()));
    }

    #[test]
    fn no_cell_of_a_compiled_in_table_begins_or_ends_with_a_blank() {
        for table in compiled_tables() {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.text.as_bytes());
            for row in reader.records().map(Result::unwrap) {
                assert!(row.iter().all(|cell| cell.trim() == cell), "{}: {row:?}", table.name);
            }
        }
    }
}
