//! What is known: parameters with value, range, source and grade, and the observed series.
//!
//! The tables are compiled in and read once, so that a program carries the evidence it was built with. A fault in a
//! table is a bug, caught by the tests of this room, and panics. Imports nothing but `quantity`; draws no random number
//! and holds no figure of its own.

mod form;
mod law;
mod limits;
mod observed;
mod parameters;
mod tables;

pub use form::LawForm;
pub use law::{Distribution, Law, LawError};
pub use observed::{
    AnnualPreventions, DailyArrivals, Deaths, NationalityQuarter, SeaDay, WeeklyPreventions, daily, deaths,
    nationality_partial_2024, nationality_quarters, preventions_annual, preventions_weekly, sea,
};
pub use parameters::{Grade, Parameter, parameter, parameters};
pub use tables::{CompiledTable, compiled_tables};

/// Reads a compiled-in table; a row that does not parse is a bug in the table. Cells are taken as they stand: each run reads
/// every table before its first history, and to trim them took longer than to read them.
fn read_table<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Vec<T> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap_or_else(|error| panic!("compiled-in table {name}: {error}"))).collect()
}
