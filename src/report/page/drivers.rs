//! What drives an outcome: screening, indices, tornado and points of a sensitivity analysis.
//!
//! What its tables cannot tell from zero is said to be so and not shown as a number.

use super::chart::{Chart, layout, numbers};
use super::figure::{Figure, rounded};
use super::finished::Finished;
use super::interval_chart::{Line, both_of};
use super::palette::Palette;
use super::sheet::{Row, Sheet};
use crate::evidence::parameter;
use crate::report::charts::{colour, css, scatter};
use maud::{Markup, html};
use serde_json::json;

/// Rows of a chart or table.
const SHOWN: usize = 16;
/// Charts of points for each outcome.
const SCATTERED: usize = 2;
const NOT_TOLD: &str = "not told from zero";

/// Everything that is there, outcome by outcome.
pub fn section(study: &Finished, palette: &Palette) -> Option<Markup> {
    let sheets = &study.sheets;
    let all = [&sheets.screening, &sheets.indices, &sheets.tornado];
    let mut outcomes: Vec<&str> = Vec::new();
    for row in all.into_iter().flatten().flat_map(Sheet::rows) {
        if !outcomes.contains(&row.text("outcome")) {
            outcomes.push(row.text("outcome"));
        }
    }
    (!outcomes.is_empty()).then(|| {
        html! {
            p { "Factors are groups of parameters, the rows of the posterior, or single parameters, over the whole of what is not known \
                about each. Indices and sizes are of the expected outcome: the noise of single histories is taken out, and widens the \
                intervals." }
            @for (at, outcome) in outcomes.iter().enumerate() {
                h3 { (words(outcome)) " " code { (outcome) } }
                (variance(study, outcome))
                (indices(study, palette, outcome, at))
                (screening(study, outcome))
                (tornado(study, palette, outcome, at))
                (points(study, outcome, at))
            }
        }
    })
}

/// An outcome in words.
fn words(outcome: &str) -> String {
    let (policy, rest) = outcome.split_once(':').map_or((None, outcome), |(policy, rest)| (Some(policy), rest));
    let (metric, period) = rest.rsplit_once('.').unwrap_or((rest, ""));
    let metric = super::wording::metric(metric);
    let period = match period {
        "from_origin" => "after the forecast origin".to_owned(),
        "total" => "over all days".to_owned(),
        year => format!("in {year}"),
    };
    policy.map_or_else(
        || format!("{metric} {period}"),
        |policy| format!("{metric} {period}: effect of {}", policy.replace('_', " ")),
    )
}

fn of<'a>(sheet: Option<&'a Sheet>, outcome: &str) -> Vec<Row<'a>> {
    sheet.into_iter().flat_map(Sheet::rows).filter(|row| row.text("outcome") == outcome).collect()
}

fn variance(study: &Finished, outcome: &str) -> Markup {
    let rows = of(study.sheets.variance.as_ref(), outcome);
    html! { @for row in &rows {
        p { @if let Some(mean) = row.figure("mean") { "Mean " (mean) ". " }
            @if let Some(share) = row.figure("parameters_share") { "Of the variance of single histories, " (share.percent()) " is parameters" }
            @match (row.figure("weather_share"), row.figure("chance_share")) {
                (Some(weather), Some(chance)) => { ", " (weather.percent()) " weather and " (chance.percent()) " chance" },
                _ => { @if let Some(rest) = row.figure("weather_and_chance_share") { " and " (rest.percent()) " weather and chance" } },
            }
            "." @if row.text("told") != "true" { " The expected outcome is not told to vary with the parameters, so there are no indices." } }
        p.files { "Numbers: " (study.place.link("variance.csv")) "." }
    } }
}

fn indices(study: &Finished, palette: &Palette, outcome: &str, at: usize) -> Markup {
    let mut rows = of(study.sheets.indices.as_ref(), outcome);
    let total = |row: &Row<'_>| row.number("total_share").unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| total(b).total_cmp(&total(a)));
    let line = |row: &Row<'_>| {
        let ends = row.figure("total_low95_share").zip(row.figure("total_high95_share"));
        Some(Line {
            group: row.text("factor").replace('_', " "),
            label: "total".to_owned(),
            scenario: String::new(),
            mean: row.figure("total_share")?.percent(),
            inner: ends.map(|(low, high)| (low.percent(), high.percent())),
            half: None,
        })
    };
    let lines: Vec<Line> = rows.iter().filter_map(line).collect();
    let axis = "share of the variance of the expected outcome, per cent";
    let Some((figure, svg)) =
        (!lines.is_empty()).then(|| both_of(&lines, palette, axis, true, "95 % interval")).flatten()
    else {
        return html! {};
    };
    let said: Vec<String> = rows.iter().map(|row| format!("{}: {}", row.text("factor"), index(row, "total"))).collect();
    let chart = Chart {
        id: format!("chart-indices-{at}"),
        title: "Share of the variance that goes with each factor, alone or together with others".to_owned(),
        text: format!("Total indices. {}.", said.join("; ")),
        figure,
        svg,
        caption: html! { "Point and line: total index and its 95 % interval from resampled rows of the design. An interval that holds \
        zero says that the factor cannot be told to matter. " },
        files: vec!["indices.csv"],
    };
    html! {
        (chart.render(&study.place))
        div.wide { table {
            thead { tr { th { "Factor" } th.n { "Alone" } th.n { "Alone or with others" } } }
            tbody { @for row in &rows { tr { td { (row.text("factor")) } td.n { (index(row, "first_order")) } td.n { (index(row, "total")) } } } }
        } }
    }
}

/// An index with its interval, or that it is not told.
fn index(row: &Row<'_>, name: &str) -> String {
    let figure = |end: &str| row.figure(&format!("{name}{end}_share")).map(|figure| figure.percent().text());
    let (Some(value), Some(low), Some(high)) = (figure(""), figure("_low95"), figure("_high95")) else {
        return NOT_TOLD.to_owned();
    };
    let told = row.text(&format!("{name}_told")) == "true";
    if told { format!("{value} ({low} to {high})") } else { format!("{NOT_TOLD} ({low} to {high})") }
}

fn screening(study: &Finished, outcome: &str) -> Markup {
    let mut rows = of(study.sheets.screening.as_ref(), outcome);
    let size = |row: &Row<'_>| row.number("size").filter(|_| row.text("told") == "true").unwrap_or(-1.0);
    rows.sort_by(|a, b| size(b).total_cmp(&size(a)));
    html! { @if !rows.is_empty() {
        div.wide { table {
            caption { "Screening (elementary effects): what a step over the whole range of a factor does, from many places." }
            thead { tr { th { "Factor" } th.n { "Size of the expected effect" } th.n { "Mean absolute effect, noise included" } th.n { "Spread" } th.n { "of it noise" } } }
            tbody { @for row in &rows { tr {
                td { (row.text("factor")) }
                td.n { @if row.text("told") == "true" { @if let Some(size) = row.figure("size") { (size) } } @else { (NOT_TOLD) } }
                @for column in ["mean_absolute_effect", "effect_sd", "noise_sd"] { td.n { @if let Some(figure) = row.figure(column) { (figure) } } }
            } } }
        } }
        p.files { "Numbers: " (study.place.link("screening.csv")) "." }
    } }
}

fn tornado(study: &Finished, palette: &Palette, outcome: &str, at: usize) -> Markup {
    let mut rows = of(study.sheets.tornado.as_ref(), outcome);
    let swing = |row: &Row<'_>| row.number("swing").unwrap_or(0.0).abs();
    rows.sort_by(|a, b| swing(b).total_cmp(&swing(a)));
    let untold = rows.iter().filter(|row| row.text("told") != "true").count();
    rows.retain(|row| row.text("told") == "true");
    rows.truncate(SHOWN);
    let line = |row: &Row<'_>| {
        Some(Line {
            group: row.text("parameter").to_owned(),
            label: "5 % to 95 % of the parameter".to_owned(),
            scenario: String::new(),
            mean: row.figure("outcome_at_median")?,
            inner: row.figure("outcome_at_low").zip(row.figure("outcome_at_high")),
            half: None,
        })
    };
    let lines: Vec<Line> = rows.iter().filter_map(line).collect();
    let ends = "at the 5 % and the 95 % point of the parameter";
    let chart = (!lines.is_empty()).then(|| both_of(&lines, palette, "outcome", false, ends)).flatten();
    html! {
        @if let Some((figure, svg)) = chart {
            (Chart {
                id: format!("chart-tornado-{at}"),
                title: "The outcome over the range of each parameter, all others at their medians".to_owned(),
                text: format!("Tornado. {}.", rows.iter().map(|row| said(row)).collect::<Vec<_>>().join("; ")),
                figure,
                svg,
                caption: html! { "Line: from the outcome at the 5 % point of the parameter to that at its 95 % point; point: all at their \
                    medians. Parameters whose swing is not told from zero are left out (" (untold) "). " },
                files: vec!["tornado.csv"],
            }.render(&study.place))
        }
        @if !rows.is_empty() {
            div.wide { table {
                thead { tr { th { "Parameter" } th { "Grade" } th.n { "5 % point" } th.n { "95 % point" } th.n { "Swing" } } }
                tbody { @for row in &rows { tr {
                    td { @if let Some(known) = parameter(row.text("parameter")) { (known.description) br; } code { (row.text("parameter")) } }
                    td { (row.text("grade")) }
                    @for column in ["value_low", "value_high"] { td.n { @if let Some(figure) = row.figure(column) { (figure) } } }
                    td.n { @if let Some(figure) = row.figure("swing") { (figure.known_to(row.number("swing_mc_error")).signed()) } }
                } } }
            } }
        } @else if untold > 0 {
            p { "No parameter by itself, over its range, is told to move the outcome." }
        }
    }
}

fn said(row: &Row<'_>) -> String {
    let text = |column: &str| row.figure(column).map(|figure: Figure| figure.text()).unwrap_or_default();
    format!("{}: {} to {}", row.text("parameter"), text("outcome_at_low"), text("outcome_at_high"))
}

fn points(study: &Finished, outcome: &str, at: usize) -> Markup {
    let rows = of(study.sheets.scatter.as_ref(), outcome);
    let mut correlations = of(study.sheets.rank_correlations.as_ref(), outcome);
    correlations.retain(|row| row.text("told") == "true");
    let size = |row: &Row<'_>| row.number("correlation").unwrap_or(0.0).abs();
    correlations.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let chart = |place: usize, key: &str| -> Option<Markup> {
        let of_key: Vec<&Row<'_>> = rows.iter().filter(|row| row.text("parameter") == key).collect();
        let pairs: Vec<(f64, f64)> =
            of_key.iter().filter_map(|row| row.number("value").zip(row.number("mean_outcome"))).collect();
        let unit = parameter(key).map_or("", |row| row.unit.as_str());
        let axis = format!("{key}, {unit}");
        let svg =
            scatter::draw(&pairs, &axis, "outcome", &|value| rounded(value, None)).ok().filter(|_| pairs.len() > 1)?;
        let mut figure = layout(420);
        figure["xaxis"] = json!({ "title": { "text": axis } });
        figure["yaxis"] = json!({ "title": { "text": "outcome" }, "tickformat": ",.3~r" });
        let data = json!([{ "type": "scatter", "mode": "markers", "marker": { "size": 6, "opacity": 0.6, "color": css(colour(0)) },
            "x": numbers(pairs.iter().map(|pair| Some(pair.0))), "y": numbers(pairs.iter().map(|pair| Some(pair.1))) }]);
        let found = correlations.iter().find(|row| row.text("parameter") == key)?;
        let rho = found.figure("correlation")?.known_to(found.number("correlation_error"));
        let chart = Chart {
            id: format!("chart-points-{at}-{place}"),
            title: format!("Outcome against {key}"),
            text: format!("Points of the design; rank correlation {}.", rho.text()),
            figure: json!({ "data": data, "layout": figure }),
            svg,
            caption: html! { "A point is the mean over the histories of one point of the design, at which all other parameters vary as well. \
            Rank correlation " (rho) ". " },
            files: vec!["scatter.csv", "rank_correlations.csv"],
        };
        Some(chart.render(&study.place))
    };
    let keys: Vec<&str> = correlations.iter().take(SCATTERED).map(|row| row.text("parameter")).collect();
    html! { @for (place, key) in keys.iter().enumerate() { @if let Some(chart) = chart(place, key) { (chart) } } }
}
