//! How the forecast did where days are known: scores against every reference, how often its intervals held, ranks.

use super::made::{MODEL, Made, forecaster, level};
use crate::report::page::sheet::Row;
use maud::{Markup, html};

const QUANTITIES: [(&str, &str); 3] =
    [("people", "People"), ("boats", "Boats"), ("people_per_boat", "People in a boat")];
const LEVELS: [&str; 5] = ["day", "week", "month", "12_months", "whole"];
const REFERENCES: [&str; 4] = ["bootstrap", "hurdle", "hurdle_wind", "pool"];

/// One table for each quantity.
pub fn section(made: &Made) -> Option<Markup> {
    if !made.is_scored() {
        return Some(
            html! { p { "No day after the origin is known here, so nothing is scored. Days that are known are given with "
            code { "--observed FILE" } "." } },
        );
    }
    Some(html! {
        p { "The score (CRPS) is the mean distance between forecast and outcome, in the unit of the quantity, smaller being better. Its ratio \
            to a reference is below 1 where this model did better and above 1 where it did worse; a difference is told from chance only where the \
            interval below the ratio lies wholly on one side of 1. The references are statistical models of days, fitted to what was known on the same origin." }
        (verdict(made))
        @for (quantity, heading) in QUANTITIES { (table(made, quantity, heading)) }
        p.note { "Covered: the share of outcomes inside the interval of that level, which should be the level itself; with few periods it cannot be. Rank: the \
            mean place of outcomes among the futures, 0.5 if the forecast leans to neither side, more if it was too low. Intervals of ratios: 95 %, \
            block bootstrap over periods, only with eight periods or more; empty where the two were not scored on the same periods." }
        p.files { "Numbers: " (made.place.link("scores.csv")) ", period by period: " (made.place.link("ranks.csv")) "." }
    })
}

fn rows<'a>(made: &'a Made, quantity: &'a str) -> Vec<Row<'a>> {
    let all = made.scores.matching([("forecaster", MODEL), ("quantity", quantity)]).collect::<Vec<_>>();
    LEVELS.into_iter().filter_map(|name| all.iter().find(|row| row.text("level") == name).copied()).collect()
}

fn column(reference: &str, end: &str) -> String {
    format!("crps_ratio_to_{reference}{end}")
}

/// Where the model is told apart from its references, either way.
fn verdict(made: &Made) -> Markup {
    let is = |row: &Row<'_>, reference: &str, better: bool| {
        let end = row.number(&column(reference, if better { "_high95" } else { "_low95" }));
        end.is_some_and(|end| if better { end < 1.0 } else { end > 1.0 })
    };
    let people = rows(made, "people");
    let told = |better: bool| -> Vec<String> {
        let pairs = people.iter().flat_map(|row| REFERENCES.iter().map(move |reference| (row, *reference)));
        let held = pairs.filter(|(row, reference)| is(row, reference, better));
        held.map(|(row, reference)| format!("the {} by {}", forecaster(reference), level(row.text("level")))).collect()
    };
    let list = |items: &[String]| if items.is_empty() { "none".to_owned() } else { items.join("; ") };
    html! { ul {
        li { "For people, better with the whole interval below 1, against: " (list(&told(true))) "." }
        li { "Worse with the whole interval above 1, against: " (list(&told(false))) "." }
    } }
}

fn table(made: &Made, quantity: &str, heading: &str) -> Markup {
    let rows = rows(made, quantity);
    html! { @if !rows.is_empty() {
        h3 { (heading) }
        div.wide { table {
            thead { tr { th { "By" } th.n { "Periods" } th.n { "Score" }
                @for reference in REFERENCES { th.n { "over the " (forecaster(reference)) } }
                @for share in ["50", "80", "95", "99"] { th.n { (share) " % covered" } } th.n { "Rank (PIT)" } } }
            tbody { @for row in &rows { tr {
                th scope="row" { (level(row.text("level"))) }
                td.n { @if let Some(count) = row.figure("periods_count") { (count.count()) } }
                td.n { @if let Some(score) = row.figure("crps") { (score) } }
                @for reference in REFERENCES { td.n { (ratio(row, reference)) } }
                @for share in ["50", "80", "95", "99"] { td.n {
                    @if let Some(covered) = row.figure(&format!("coverage_{share}_share")) { (covered.percent()) } } }
                td.n { @if let Some(rank) = row.figure("pit_mean") { (rank) } }
            } } }
        } }
    } }
}

fn ratio(row: &Row<'_>, reference: &str) -> Markup {
    let at = |end: &str| row.figure(&column(reference, end));
    html! {
        @if let Some(ratio) = at("") { (ratio) }
        @if let (Some(low), Some(high)) = (at("_low95"), at("_high95")) { br; small { (low) " to " (high) } }
    }
}
