//! How daily paths behave: days without boats, bursts, spells, beside the observed path where it is known.

use super::made::{MODEL, Made};
use crate::report::page::figure::Figure;
use crate::report::page::sheet::Row;
use maud::{Markup, html};

/// Statistics in words, and whether they are shares.
const STATISTICS: [(&str, &str, bool); 11] = [
    ("zero_day_share", "Days without arrivals", true),
    ("variance_over_mean", "Variance over mean of daily people", false),
    ("lag1_active_correlation", "Memory of days with arrivals, one day", false),
    ("lag1_log_correlation", "Memory of daily people (in logs), one day", false),
    ("lag2_log_correlation", "The same, two days", false),
    ("lag7_log_correlation", "The same, a week", false),
    ("active_spell_mean_days", "Days in a row with arrivals, mean", false),
    ("empty_spell_mean_days", "Days in a row without, mean", false),
    ("empty_spell_longest_days", "Longest spell without, days", false),
    ("top_tenth_share", "People on the busiest tenth of days", true),
    ("busiest_day_people", "People on the busiest day", false),
];

/// The table.
pub fn section(made: &Made) -> Option<Markup> {
    let rows: Vec<Row<'_>> = made.paths.matching([("forecaster", MODEL)]).collect();
    if rows.is_empty() {
        return None;
    }
    let is_seen = rows.iter().any(|row| !row.text("observed").is_empty());
    Some(html! {
        p { "Totals can be right while days are wrong. Each statistic is taken of the daily path of every future"
            @if is_seen { ", over the days that are known, and of the observed path; marked rows lie outside what nineteen in twenty futures do." } @else { "." } }
        div.wide { table {
            thead { tr { th { "Of daily paths" } @if is_seen { th.n { "Observed" } } th.n { "Median of futures" } th.n { "95 % of futures" }
                @if is_seen { th { "Observed value is" } } } }
            tbody { @for (name, words, is_share) in STATISTICS { @if let Some(row) = rows.iter().find(|row| row.text("statistic") == name) {
                tr.fails[row.text("inside95") == "false"] {
                    td { (words) }
                    @if is_seen { td.n { (cell(row, "observed", is_share)) } }
                    td.n { (cell(row, "median", is_share)) }
                    td.n { (cell(row, "low95", is_share)) " to " (cell(row, "high95", is_share)) }
                    @if is_seen { td { @match row.text("inside95") { "true" => "inside", "false" => "outside", _ => "not known" } } }
                }
            } } }
        } }
        p.files { "Numbers, also of the references: " (made.place.link("paths.csv")) "." }
    })
}

fn cell(row: &Row<'_>, column: &str, is_share: bool) -> Markup {
    let figure = row.figure(column).map(|figure| if is_share { Figure::percent(figure) } else { figure });
    html! { @if let Some(figure) = figure { (figure) } }
}
