//! Weekly arrivals: bands of the baseline, medians of the policies, and the record over the past.

use super::chart::{Chart, bands, column, days, layout, medians, origin_mark};
use super::finished::Finished;
use super::palette::Palette;
use super::sheet::{Row, Sheet};
use super::wording;
use crate::model::setting::Wind;
use crate::report::charts::{self, Labels};
use maud::{Markup, html};
use serde_json::{Value, json};

/// Table of the series.
const SERIES: &str = "timeseries.csv";
/// Days before the forecast origin with which the view opens.
const RUN_UP_DAYS: i32 = 2 * 365;

/// The fan chart.
pub fn section(study: &Finished, palette: &Palette) -> Option<Markup> {
    let series = study.sheets.series.as_ref()?;
    let svg =
        charts::weekly_arrivals(&study.series_text, &labels(study, palette)).ok().filter(|svg| !svg.is_empty())?;
    let data = traces(study, series, palette);
    let (origin, period) = (study.origin(), study.period());
    let opens = origin.plus(-RUN_UP_DAYS).max(period.first());
    let has_future = origin < period.last();
    let mut figure = layout(460);
    figure["xaxis"] = json!({ "type": "date", "range": [opens.to_string(), period.last().to_string()], "hoverformat": "week of %-d %b %Y" });
    if !has_future {
        figure["xaxis"]["range"] = json!([period.first().to_string(), period.last().to_string()]);
    }
    figure["yaxis"] = json!({ "title": { "text": "people a week" }, "rangemode": "tozero", "tickformat": ",d", "gridcolor": "#dedede" });
    figure["hovermode"] = json!("x unified");
    let fitted = json!({ "type": "rect", "xref": "x", "yref": "paper", "x0": period.first().to_string(), "x1": origin.to_string(),
        "y0": 0, "y1": 1, "fillcolor": "#f4f4f0", "line": { "width": 0 }, "layer": "below" });
    if has_future {
        origin_mark(&mut figure, &origin.to_string(), vec![fitted]);
    } else {
        figure["shapes"] = json!([fitted]);
    }
    let whole = json!([period.first().to_string(), period.last().to_string()]);
    // On a phone the legend has a line for each entry.
    figure["meta"] = json!({ "narrow": 140, "views": [
        { "label": "from two years before the forecast origin", "range": [opens.to_string(), period.last().to_string()] },
        { "label": "whole period", "range": whole },
    ] });
    let chart = Chart {
        id: "chart-arrivals".to_owned(),
        title: "People arriving by small boat, by week".to_owned(),
        text: format!(
            "Fan chart of weekly arrivals from {} to {}: median and 50, 80 and 95 % bands of the baseline, medians of {} policies, \
             and observed weeks to {}. After that day the bands widen; the medians of policies lie well inside them.",
            wording::day(period.first()),
            wording::day(period.last()),
            study.policies().len(),
            wording::day(origin)
        ),
        figure: json!({ "data": data, "layout": figure }),
        svg,
        caption: caption(study),
        files: vec![SERIES, "observed_weekly.csv"],
    };
    Some(chart.render(&study.place))
}

fn caption(study: &Finished) -> Markup {
    html! {
        "Bands hold chance, weather and parameters together, over " (study.facts.design.replicates) " simulated histories of the \
         baseline. Lines join weekly medians, so no single history looks like them, and a gap between medians is not an effect. \
         Shaded: the model was fitted to this part, which shows fit, not skill. Dots: " (Finished::source_of_record()) "; provisional, to "
        (wording::day(study.origin())) ". "
    }
}

fn labels<'a>(study: &'a Finished, palette: &Palette) -> Labels<'a> {
    let names: Vec<&str> = study.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    let looks = names.iter().enumerate().map(|(at, name)| if at == 0 { 0 } else { palette.number(name) }).collect();
    Labels {
        scenarios: names,
        looks,
        origin: study.origin(),
        observed_wind: study.baseline().setting.wind_past == Wind::Observed,
        replicates: study.facts.design.replicates,
        later: None,
    }
}

fn traces(study: &Finished, series: &Sheet, palette: &Palette) -> Vec<Value> {
    let weeks = |scenario: &str| {
        series.matching([("metric", "arrivals"), ("resolution", "week"), ("scenario", scenario)]).collect::<Vec<_>>()
    };
    let base = weeks(&study.baseline().name);
    let mut all = bands(&base, SERIES, |level| format!("baseline, {level} % of runs"));
    let line = |rows: &[Row<'_>], name: String, colour: String, dash: &str| medians(rows, SERIES, &name, &colour, dash);
    all.push(line(&base, format!("{}: median", study.baseline().title), charts::css(charts::colour(0)), "solid"));
    for policy in study.policies() {
        let rows: Vec<Row<'_>> = weeks(&policy.name)
            .into_iter()
            .filter(|row| row.text("period_start") > study.origin().to_string().as_str())
            .collect();
        if !rows.is_empty() {
            all.push(line(&rows, format!("{}: median", policy.title), palette.colour(&policy.name), "dash"));
        }
    }
    if let Some(observed) = &study.sheets.observed {
        let rows: Vec<Row<'_>> = observed.rows().collect();
        all.push(json!({ "type": "scatter", "mode": "markers", "x": days(&rows), "y": column(&rows, "arrivals"), "name": "observed",
            "marker": { "size": 4, "color": "#262626" }, "hovertemplate": "%{y:,d}", "meta": "observed_weekly.csv:arrivals" }));
    }
    all
}
