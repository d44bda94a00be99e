//! Rows of intervals as a chart: effects of policies, and where people went.

use super::chart::layout;
use super::figure::Figure;
use super::palette::Palette;
use crate::report::charts::{
    self,
    intervals::{Interval, draw, span},
};
use serde_json::{Value, json};

/// One row: figures as the table has them.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// Scenario.
    pub scenario: String,
    /// Middle.
    pub mean: Figure,
    /// Interval of the mean.
    pub inner: Option<(Figure, Figure)>,
    /// A wider interval of another kind.
    pub outer: Option<(Figure, Figure)>,
}

/// The interactive chart and the static one; `axis` names the axis, shares are written in per cent.
pub fn both(lines: &[Line], palette: &Palette, axis: &str, is_share: bool) -> Option<(Value, String)> {
    let pair = |ends: &Option<(Figure, Figure)>| ends.as_ref().map(|(low, high)| (low.value, high.value));
    let rows: Vec<Interval> = lines
        .iter()
        .map(|line| Interval {
            label: line.label.clone(),
            look: palette.number(&line.scenario),
            mean: line.mean.value,
            inner: pair(&line.inner),
            outer: pair(&line.outer),
        })
        .collect();
    let write = |value: f64| {
        let shown = super::figure::rounded(if is_share { value * 100.0 } else { value }, None);
        let short =
            if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.').to_owned() } else { shown };
        if is_share { format!("{short} %") } else { short }
    };
    let svg = draw(&rows, axis, &write).ok()?;
    Some((plotly(lines, palette, axis, is_share, span(&rows)), svg))
}

fn plotly(lines: &[Line], palette: &Palette, axis: &str, is_share: bool, (low, high): (f64, f64)) -> Value {
    let mut data = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let colour = palette.colour(&line.scenario);
        let y = at as f64;
        let stroke = |ends: &(Figure, Figure), width: u32, colour: &str| {
            json!({ "type": "scatter", "mode": "lines", "x": [ends.0.value, ends.1.value], "y": [y, y], "showlegend": false,
                "legendgroup": line.scenario, "line": { "width": width, "color": colour }, "hoverinfo": "skip", "meta": "interval" })
        };
        data.extend(line.outer.as_ref().map(|ends| stroke(ends, 9, &charts::bands()[1])));
        data.extend(line.inner.as_ref().map(|ends| stroke(ends, 3, &colour)));
        let told = |name: &str, ends: &Option<(Figure, Figure)>| {
            ends.as_ref()
                .map(|(low, high)| format!("<br>{name}: {} to {}", low.text(), high.text()))
                .unwrap_or_default()
        };
        let text = format!(
            "{}: {}{}{}",
            line.label,
            line.mean.text(),
            told("95 % interval of the mean", &line.inner),
            told("expected effect over draws, 95 %", &line.outer)
        );
        let is_first = lines.iter().position(|other| other.scenario == line.scenario) == Some(at);
        data.push(
            json!({ "type": "scatter", "mode": "markers", "x": [line.mean.value], "y": [y], "name": line.scenario,
            "legendgroup": line.scenario, "showlegend": is_first, "marker": { "size": 10, "color": colour },
            "text": [text], "hovertemplate": "%{text}<extra></extra>", "meta": "mean" }),
        );
    }
    let mut figure = layout(110 + 46 * lines.len() as u32);
    figure["margin"] = json!({ "l": 16, "r": 16, "t": 8, "b": 56 });
    figure["xaxis"] = json!({ "title": { "text": axis }, "range": [low, high], "tickformat": if is_share { ".3~p" } else { ",.3~r" },
        "zeroline": true, "zerolinecolor": "#262626", "zerolinewidth": 1, "gridcolor": "#dedede", "nticks": 7 });
    figure["yaxis"] = json!({ "visible": false, "range": [lines.len() as f64 - 0.4, -0.9], "fixedrange": true });
    figure["showlegend"] = json!(lines.iter().any(|line| line.scenario != lines[0].scenario));
    figure["legend"]["y"] = json!(-60.0 / (46.0 * lines.len() as f64));
    figure["hovermode"] = json!("closest");
    let labels = lines.iter().enumerate().map(|(at, line)| {
        json!({ "xref": "paper", "x": 0, "y": at as f64 - 0.42, "yref": "y", "text": line.label, "showarrow": false, "xanchor": "left", "align": "left" })
    });
    figure["annotations"] = Value::Array(labels.collect());
    json!({ "data": data, "layout": figure })
}
