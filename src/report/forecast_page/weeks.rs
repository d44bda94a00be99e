//! Weekly people: the model's bands from a year before the origin, medians of the references, and what was observed.

use super::made::{MODEL, Made, forecaster};
use crate::report::charts;
use crate::report::page::chart::{Chart, bands, column, days, layout, medians, origin_mark};
use crate::report::page::sheet::Row;
use crate::report::page::wording;
use maud::{Markup, html};
use serde_json::{Value, json};

/// Table of the chart.
const FILE: &str = "weekly.csv";
/// The references in the order of their looks in the static chart.
const REFERENCES: [&str; 4] = ["bootstrap", "hurdle", "hurdle_wind", "pool"];

/// The fan chart.
pub fn section(made: &Made) -> Option<Markup> {
    let asked = &made.facts.forecast;
    let rows: Vec<Row<'_>> = weeks(made, MODEL);
    let (first, last) = (rows.first()?, rows.last()?);
    if made.svg.is_empty() {
        return None;
    }
    let mut figure = layout(460);
    let range = json!([first.text("period_start"), last.text("period_start")]);
    figure["xaxis"] = json!({ "type": "date", "range": range, "hoverformat": "week of %-d %b %Y" });
    figure["yaxis"] = json!({ "title": { "text": "people a week" }, "rangemode": "tozero", "tickformat": ",d", "gridcolor": "#dedede" });
    figure["hovermode"] = json!("x unified");
    let origin = asked.origin.to_string();
    let fitted = json!({ "type": "rect", "xref": "x", "yref": "paper", "x0": first.text("period_start"), "x1": origin,
        "y0": 0, "y1": 1, "fillcolor": "#f4f4f0", "line": { "width": 0 }, "layer": "below" });
    origin_mark(&mut figure, &origin, vec![fitted]);
    let after = json!([origin, last.text("period_start")]);
    figure["meta"] = json!({ "narrow": 160, "views": [
        { "label": "from a year before the origin", "range": range },
        { "label": "the forecast alone", "range": after },
    ] });
    let known = rows
        .iter()
        .filter(|row| row.text("period_start") > origin.as_str() && row.number("observed").is_some())
        .count();
    let chart = Chart {
        id: "chart-arrivals".to_owned(),
        title: "People arriving by small boat, by week".to_owned(),
        text: format!(
            "Fan chart of weekly arrivals: the year before the forecast origin {}, then the forecast to {} with median and 50, 80 and 95 % \
             bands, medians of the reference forecasts, and observed weeks, {known} of them after the origin.",
            wording::day(asked.origin),
            wording::day(asked.horizon)
        ),
        figure: json!({ "data": traces(made, &rows, &origin), "layout": figure }),
        svg: made.svg.clone(),
        caption: caption(made, known),
        files: vec![FILE],
    };
    Some(chart.render(&made.place))
}

fn weeks<'a>(made: &'a Made, name: &'a str) -> Vec<Row<'a>> {
    made.weekly.matching([("metric", "arrivals"), ("resolution", "week"), ("scenario", name)]).collect()
}

fn traces(made: &Made, rows: &[Row<'_>], origin: &str) -> Vec<Value> {
    let mut all = bands(rows, FILE, |level| format!("{}, {level} % of futures", forecaster(MODEL)));
    let line = |rows: &[Row<'_>], name: &str, look: usize, dash: &str| {
        let told = format!("{}: median", forecaster(name));
        medians(rows, FILE, &told, &charts::css(charts::colour(look)), dash)
    };
    all.push(line(rows, MODEL, 0, "solid"));
    let names = made.weekly.rows().map(|row| row.text("scenario")).collect::<Vec<_>>();
    for name in REFERENCES.into_iter().filter(|name| names.contains(name)) {
        all.push(line(&weeks(made, name), name, look_of(&names, name), "dash"));
    }
    let dots = |is_after: bool, name: &str, symbol: &str| {
        let kept: Vec<Row<'_>> = rows
            .iter()
            .filter(|row| (row.text("period_start") > origin) == is_after && row.number("observed").is_some())
            .copied()
            .collect();
        (!kept.is_empty()).then(|| {
            json!({ "type": "scatter", "mode": "markers", "x": days(&kept), "y": column(&kept, "observed"), "name": name,
                "marker": { "size": 5, "color": "#262626", "symbol": symbol }, "hovertemplate": "%{y:,d}", "meta": "weekly.csv:observed" })
        })
    };
    all.extend(dots(false, "observed", "circle"));
    all.extend(dots(true, "observed after the origin", "circle-open"));
    all
}

/// Place among the forecasters as the table has them, which is the number of the look in the static chart.
fn look_of(names: &[&str], name: &str) -> usize {
    let mut order: Vec<&str> = Vec::new();
    for one in names {
        if !order.contains(one) {
            order.push(one);
        }
    }
    order.iter().position(|one| *one == name).unwrap_or(0)
}

fn caption(made: &Made, known: usize) -> Markup {
    let asked = &made.facts.forecast;
    html! {
        "Bands hold chance, " @if made.knows_weather() { "what the given weather leaves open" } @else { "weather" }
        " and parameters together. Lines join weekly medians, so no single future looks like them. Shaded: the year that chose the histories, which \
         shows fit, not skill. Dots: the observed record to " (wording::day(asked.origin)) ", provisional"
        @if known > 0 { "; hollow dots: weeks after it as they came to be known, which informed nothing" } ". "
    }
}
