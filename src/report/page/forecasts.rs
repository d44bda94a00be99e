//! How the model of this version forecast from earlier origins, beside the reference forecasts.
//!
//! The rows are the last look of `docs/forecast_looks.csv`, which `strait forecast --rolling` writes and which is compiled
//! in; every look is in the file, also the worse ones.

use super::figure::rounded;
use super::finished::Finished;
use super::palette::Palette;
use super::sheet::{Row, Sheet};
use maud::{Markup, html};
use std::sync::LazyLock;

static LOOKS: LazyLock<Sheet> = LazyLock::new(|| {
    Sheet::parse("docs/forecast_looks.csv", include_str!("../../../docs/forecast_looks.csv"))
        .expect("a test reads the compiled-in table")
});
/// Lengths of time that are scored.
const STEPS: [&str; 3] = ["day", "week", "month"];

/// Rows of the last look.
fn last() -> Vec<Row<'static>> {
    let number = |row: &Row<'_>| row.number("look").unwrap_or(0.0);
    let newest = LOOKS.rows().map(|row| number(&row)).fold(0.0, f64::max);
    LOOKS.rows().filter(|row| number(row) == newest).collect()
}

/// The table of scores.
pub fn section(_: &Finished, _: &Palette) -> Option<Markup> {
    let rows = last();
    let first = rows.first()?;
    let known = |row: &Row<'_>, column: String| row.number(&column).map(|value| rounded(value, Some(0.01)));
    Some(html! {
        p { "From past days the model forecast the year that followed. A ratio below 1 says that it did better than its reference, a \
            statistical model of days (under the observed wind the better of two), above 1 that it did worse; the share of weeks that \
            fell into its 80 % band should be 80 %. With wind " em { "observed" } " it was told the weather, which no forecaster is." }
        div.wide { table {
            thead { tr { th { "From" } th { "To" } th { "Wind" } @for step in STEPS { th.n { "Score over reference, by " (step) } }
                th.n { "Weeks in the 80 % band" } } }
            tbody { @for row in &rows { tr {
                td { (row.text("origin")) } td { (row.text("horizon")) } td { (row.text("wind")) }
                @for step in STEPS { td.n { (known(row, format!("ratio_{step}")).unwrap_or_default()) } }
                td.n { @if let Some(share) = row.number("coverage_80_week_share") { (rounded(100.0 * share, Some(1.0))) " %" } }
            } } }
        } }
        p.note { "Three origins are few, and some parameters were set by hand on the whole record: " code { "docs/forecast.md" } " says which." }
        p.files { "Scores (CRPS) of all " (first.text("look")) " looks: " code { "docs/forecast_looks.csv" } " of this version ("
            code { "strait forecast --rolling" } "), parameters: " (first.text("parameters")) "." }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_look_has_every_score_that_is_shown() {
        let rows = last();
        assert!(rows.len() >= 3);
        for row in &rows {
            let columns = STEPS.map(|step| format!("ratio_{step}"));
            assert!(columns.iter().all(|column| row.number(column).is_some_and(|ratio| ratio > 0.0)));
            assert!(row.number("coverage_80_week_share").is_some() && !row.text("origin").is_empty());
        }
    }
}
