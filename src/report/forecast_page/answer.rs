//! The answer in one sentence with its intervals, and month by month.

use super::made::Made;
use crate::quantity::Day;
use crate::report::page::sheet::Row;
use crate::report::page::wording;
use maud::{Markup, html};

/// People to the horizon, then months.
pub fn section(made: &Made) -> Option<Markup> {
    let people = made.fan_of("people", "whole");
    let whole = people.first()?;
    let years = made.fan_of("people", "12_months");
    let months = made.fan_of("people", "month");
    Some(html! {
        p.sentence { "From " (date(whole, "period_start")) " to " (date(whole, "period_end")) ", about " strong { (whole.figure("median")?) " people" }
            " arrive in small boats: half of the simulated futures have more, half fewer. Eight in ten lie between "
            strong { (whole.figure("low80")?) " and " (whole.figure("high80")?) } ", nineteen in twenty between " (whole.figure("low95")?) " and "
            (whole.figure("high95")?) "." }
        @if let Some(seen) = whole.figure("observed") { p.certainty { (known(whole, &seen)) } }
        (others(made))
        @if years.len() > 1 { (table("By twelve months", &years)) }
        (table("By month", &months))
        p.files { "Numbers: " (made.place.link("forecast.csv")) "." }
    })
}

fn date(row: &Row<'_>, column: &str) -> String {
    row.text(column).parse::<Day>().map_or_else(|_| row.text(column).to_owned(), wording::day)
}

/// What came to be known of a period, held against its bands.
fn known(row: &Row<'_>, seen: &crate::report::page::figure::Figure) -> Markup {
    let is_partial = row.text("days_count") != row.text("observed_days_count");
    html! {
        "Observed, as came to be known after the forecast was fixed: " (seen) " people"
        @if is_partial { " over " (known_days(row)) " days that are known, which is not comparable with the interval of the whole period" }
        @else { ", which lies " (place_of(row, seen.value)) }
        ". It informed nothing here."
    }
}

fn known_days(row: &Row<'_>) -> Markup {
    html! { @if let (Some(known), Some(all)) = (row.figure("observed_days_count"), row.figure("days_count")) { (known.count()) " of " (all.count()) } }
}

/// In which band a value lies.
fn place_of(row: &Row<'_>, value: f64) -> &'static str {
    let inside = |level: &str| {
        let ends = (row.number(&format!("low{level}")), row.number(&format!("high{level}")));
        matches!(ends, (Some(low), Some(high)) if (low..=high).contains(&value))
    };
    if inside("50") {
        "in the 50 % interval"
    } else if inside("80") {
        "in the 80 % interval"
    } else if inside("95") {
        "in the 95 % interval"
    } else {
        "outside all intervals"
    }
}

/// Boats and people in a boat.
fn others(made: &Made) -> Markup {
    let line = |quantity: &str, words: &str| {
        let rows = made.fan_of(quantity, "whole");
        let row = rows.first()?;
        Some(
            html! { li { (words) ": about " (row.figure("median")?) "; eight in ten futures between " (row.figure("low80")?) " and "
            (row.figure("high80")?) @if let Some(seen) = row.figure("observed") { "; observed " (seen) } "." } },
        )
    };
    let lines: Vec<Markup> = [("boats", "Boats"), ("people_per_boat", "People in a boat, on average")]
        .into_iter()
        .filter_map(|(q, w)| line(q, w))
        .collect();
    html! { @if !lines.is_empty() { ul { @for line in &lines { (line) } } } }
}

/// Periods with their bands.
fn table(heading: &str, rows: &[Row<'_>]) -> Markup {
    let is_seen = rows.iter().any(|row| row.figure("observed").is_some());
    html! {
        h3 { (heading) }
        div.wide { table {
            caption { "People arriving: median of the futures, and what eight in ten and nineteen in twenty of them lie between." }
            thead { tr { th.n { "From" } th.n { "To" } th.n { "Median" } th.n { "80 % interval" } th.n { "95 % interval" }
                @if is_seen { th.n { "Observed" } th.n { "which lies" } } } }
            tbody { @for row in rows { tr {
                td.n { (row.text("period_start")) } td.n { (row.text("period_end")) }
                td.n { @if let Some(median) = row.figure("median") { (median) } }
                @for level in ["80", "95"] { td.n {
                    @if let (Some(low), Some(high)) = (row.figure(&format!("low{level}")), row.figure(&format!("high{level}"))) { (low) " to " (high) } } }
                @if is_seen { (observed(row)) }
            } } }
        } }
    }
}

fn observed(row: &Row<'_>) -> Markup {
    let Some(seen) = row.figure("observed") else { return html! { td.n {} td.n {} } };
    let is_partial = row.text("days_count") != row.text("observed_days_count");
    html! { td.n { (seen) } td.n { small { @if is_partial { (known_days(row)) " days" } @else { (place_of(row, seen.value)) } } } }
}
