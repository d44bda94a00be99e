//! Costs by year, and what one arrival averted costs where the effect bears such a number.
//!
//! No ratio is made here: those of `value.csv` are shown, with the reason where there is none.

use super::figure::Figure;
use super::finished::Finished;
use super::palette::Palette;
use super::sheet::Row;
use maud::{Markup, html};

/// Costs of each scenario, and value for money.
pub fn section(study: &Finished, _: &Palette) -> Option<Markup> {
    let costs = study.sheets.costs.as_ref()?;
    let first = study.judged().1.year();
    let years: Vec<String> = (first..=study.period().last().year()).map(|year| year.to_string()).collect();
    let total = |scenario: &str, year: &str| {
        costs
            .matching([("scenario", scenario), ("id", "total"), ("year", year)])
            .next()
            .and_then(|row| row.figure("cost_gbp"))
    };
    Some(html! {
        div.wide { table {
            caption { "Stated cost of all measures in a calendar year, million GBP in real prices; shared funding counted once." }
            thead { tr { th { "Scenario" } @for year in &years { th.n { (year) } } } }
            tbody { @for scenario in &study.scenarios { tr {
                th { (scenario.title) }
                @for year in &years { td.n { @match total(&scenario.name, year) { Some(figure) => (figure.in_millions()), None => "none stated" } } }
            } } }
        } }
        p.note { "Costs are inputs, stated in the scenario files with their source; nothing here estimates them. Measures without a stated \
            cost add nothing to the sums, which are then lower bounds. A year that the study holds in part is counted in part." }
        p.files { "By measure: " (study.place.link("costs.csv")) "." }
        (value(study))
    })
}

fn value(study: &Finished) -> Markup {
    let Some(sheet) = &study.sheets.value else { return html! {} };
    let baseline = study.baseline().name.as_str();
    let keys = [("baseline", baseline), ("outcome", "arrivals")];
    let rows: Vec<(String, Row<'_>)> = study
        .policies()
        .iter()
        .filter_map(|policy| {
            Some((policy.title.clone(), sheet.matching(keys).find(|row| row.text("scenario") == policy.name)?))
        })
        .collect();
    html! { @if let Some((_, first)) = rows.first() {
        h3 { "Cost and effect" }
        div.wide { table {
            caption { "More than the baseline, discounted to " (first.text("price_base_year")) " at "
                @if let Some(rate) = first.figure("discount_rate_share") { (rate.percent()) } " a year." }
            thead { tr { th { "Policy" } th.n { "Cost, million GBP" } th.n { "Arrivals averted" } th.n { "GBP per arrival averted" } th.n { "Deaths averted" }
                th.n { "Delayed, net" } th.n { "Diverted, net" } } }
            tbody { @for (title, row) in &rows { tr {
                th { (title) @if !row.text("ceiling_origin").is_empty() { br; small { "aimed at " (row.text("ceiling_origin")) ": at most "
                    @if let Some(share) = row.figure("ceiling_share") { (share.percent()) } " of arrivals" } } }
                td.n { @if let Some(cost) = row.figure("discounted_cost_gbp") { (cost.in_millions()) }
                    @if row.number("measures_without_cost_count").is_some_and(|count| count > 0.0) { small.words { "a lower bound: " (row.text("measures_without_cost_count")) " measures without cost" } } }
                td.n { (interval(row, "averted_mean", "averted_low95", "averted_high95")) }
                td.n { (ratio(row)) }
                td.n { (interval(row, "deaths_averted_mean", "deaths_averted_low95", "deaths_averted_high95")) }
                td.n { (interval(row, "delayed_net_mean", "delayed_net_low95", "delayed_net_high95")) }
                td.n { (interval(row, "diverted_net_mean", "diverted_net_low95", "diverted_net_high95")) }
            } } }
        } }
        p.note { "Intervals are 95 %, Monte Carlo error alone. Costs of measures that no one has stated and harms and benefits beyond those \
            shown are not counted, so that a cost per arrival averted ranks nothing by itself." }
        p.files { "Break-even effects and net displacement: " (study.place.link("value.csv")) "." }
    } }
}

/// The ratio, or why there is none.
fn ratio(row: &Row<'_>) -> Markup {
    let ends = row.figure("gbp_per_averted_low95").zip(row.figure("gbp_per_averted_high95"));
    let error = ends.as_ref().map(|(low, high)| (high.value - low.value) / 4.0);
    let known = |figure: Figure| figure.known_to(error);
    html! { @match row.figure("gbp_per_averted") {
        Some(figure) => { (known(figure)) @if let Some((low, high)) = ends { br; small { (known(low)) " to " (known(high)) } } },
        None => { small.words { (row.text("ratio_note")) } },
    } }
}

/// A mean with its interval, to the digits that the interval bears.
fn interval(row: &Row<'_>, mean: &str, low: &str, high: &str) -> Markup {
    let ends = row.figure(low).zip(row.figure(high));
    let error = ends.as_ref().map(|(low, high)| (high.value - low.value) / 4.0);
    html! { @match row.figure(mean) {
        Some(mean) => { (mean.known_to(error)) @if let Some((low, high)) = ends { br; small { (low.known_to(error)) " to " (high.known_to(error)) } } },
        None => "–",
    } }
}
