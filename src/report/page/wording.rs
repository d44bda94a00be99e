//! Names and sentences that several sections share: dates, metrics, the number of runs.
//!
//! Words only; every number in them comes as a [`Figure`](super::figure::Figure) or from the manifest.

use crate::model::observation::columns;
use crate::quantity::Day;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day as people write it.
pub fn day(day: Day) -> String {
    format!("{} {} {}", day.date().day(), MONTHS[day.month() as usize - 1], day.year())
}

/// A metric in words for the head of a row.
pub fn metric(name: &str) -> String {
    let words = match name {
        "arrivals" => "People arriving",
        "boats" => "Boats arriving",
        "deaths" => "People who died at sea",
        "launches" => "Boats launched",
        "prevented_people" => "People at launches prevented ashore",
        "returned" => "People returned or rescued to France",
        "diverted" => "People who left the coast for another way",
        "other_way" => "People who chose another irregular way",
        "gave_up" => "People who gave up",
        "coast_stock" => "People waiting on the coast (mean)",
        "price_gbp" => "Price of a seat (mean)",
        "active_gangs" => "Gangs (mean)",
        other => return other.to_owned(),
    };
    words.to_owned()
}

/// The sentence that the dictionary has for a metric, with its unit.
pub fn explained(name: &str) -> Option<(String, &'static str)> {
    columns(&[]).into_iter().find(|column| column.name == name).map(|column| (column.description, column.unit))
}

/// Text with `code` between backticks taken apart: pieces, and whether each is code.
pub fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split('`').enumerate().map(|(at, piece)| (piece, at % 2 == 1)).filter(|(piece, _)| !piece.is_empty())
}
