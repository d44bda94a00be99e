//! Harm and where people went instead: deaths, returns at sea, stays on the coast, other ways.

use super::effects::{chart, found, table};
use super::finished::Finished;
use super::palette::Palette;
use super::wording;
use maud::{Markup, html};

/// Metrics in the order of the rows.
const METRICS: [&str; 6] = ["deaths", "returned", "coast_stock", "gave_up", "diverted", "other_way"];

/// Levels under every scenario, and changes.
pub fn section(study: &Finished, palette: &Palette) -> Option<Markup> {
    let all = found(study, &METRICS);
    let levels = levels(study);
    if all.is_empty() && levels.is_none() {
        return None;
    }
    Some(html! {
        @if !all.is_empty() { (chart("chart-harm", "Harm and displacement: change against the baseline", &all, study, palette)) }
        @if let Some(levels) = levels { (levels) }
        @if !all.is_empty() { details { summary { "All figures of these changes" } (table(&all)) } }
        p.note { "Deaths are few, random and differ much between years; a difference that is not told from none is no sign of safety." }
    })
}

fn levels(study: &Finished) -> Option<Markup> {
    let sheet = study.sheets.summary.as_ref()?;
    let (period, first, last) = study.judged();
    let cell = |scenario: &str, metric: &str| {
        let row = |statistic: &str| {
            sheet
                .matching([("scenario", scenario), ("metric", metric), ("period", period), ("statistic", statistic)])
                .next()
        };
        let mean = row("mean")?;
        let mean = mean.figure("value")?.known_to(mean.number("mc_standard_error"));
        let band =
            row("p025").and_then(|low| low.figure("value")).zip(row("p975").and_then(|high| high.figure("value")));
        Some(html! { (mean) @if let Some((low, high)) = band { br; small { (low) " to " (high) } } })
    };
    Some(html! {
        div.wide { table {
            caption { "Levels from " (wording::day(first)) " to " (wording::day(last)) ": mean, and below it the range that holds 95 % of single runs." }
            thead { tr { th { "What" } @for scenario in &study.scenarios { th.n { (scenario.title) } } } }
            tbody { @for metric in METRICS { tr {
                th { (wording::metric(metric)) }
                @for scenario in &study.scenarios { td.n { @match cell(&scenario.name, metric) { Some(text) => (text), None => "–" } } }
            } } }
        } }
        p.files { "Numbers: " (study.place.link("summary.csv")) "." }
    })
}
