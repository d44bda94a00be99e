//! Rows of intervals as a chart: effects of policies, and where people went.
//!
//! Rows of one group, the policies of one metric, stand close together under its name. Policies differ in colour and in
//! the shape of their mark.

use super::chart::layout;
use super::figure::Figure;
use super::palette::Palette;
use crate::report::charts::intervals::{self, Interval};
use serde_json::{Value, json};

/// Marks of policies in the order of their looks.
const SHAPES: [&str; 4] = ["circle", "square", "diamond", "triangle-up"];

/// One row: figures as the table has them.
#[derive(Debug, Clone)]
pub struct Line {
    /// What is measured; rows of one group follow each other.
    pub group: String,
    /// Title of the scenario.
    pub label: String,
    /// Scenario.
    pub scenario: String,
    /// Middle.
    pub mean: Figure,
    /// Interval of the mean.
    pub inner: Option<(Figure, Figure)>,
    /// Ends of a box that holds half of a distribution, where the line shows one.
    pub half: Option<(Figure, Figure)>,
}

/// The interactive chart and the static one; `axis` names the axis, shares are written in per cent.
pub fn both(lines: &[Line], palette: &Palette, axis: &str, is_share: bool) -> Option<(Value, String)> {
    both_of(lines, palette, axis, is_share, "95 % interval of the mean")
}

/// The same, where the ends of lines are something else than an interval of the mean.
pub fn both_of(lines: &[Line], palette: &Palette, axis: &str, is_share: bool, ends: &str) -> Option<(Value, String)> {
    let rows: Vec<Interval> = lines
        .iter()
        .map(|line| Interval {
            group: line.group.clone(),
            label: line.label.clone(),
            look: palette.number(&line.scenario),
            mean: line.mean.value,
            ends: line.inner.as_ref().map(|(low, high)| (low.value, high.value)),
            half: line.half.as_ref().map(|(low, high)| (low.value, high.value)),
        })
        .collect();
    let (low, high) = intervals::span(&rows);
    let write = |value: f64| {
        // Steps of an axis miss zero by the error of a sum.
        let value = if value.abs() < 1e-9 * (high - low) { 0.0 } else { value };
        let shown = super::figure::rounded(if is_share { value * 100.0 } else { value }, None);
        let short = if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.') } else { &shown };
        if is_share { format!("{short} %") } else { short.to_owned() }
    };
    let svg = intervals::draw(&rows, axis, &write).ok()?;
    Some((plotly(lines, &rows, palette, axis, is_share, ends), svg))
}

fn plotly(lines: &[Line], rows: &[Interval], palette: &Palette, axis: &str, is_share: bool, ends: &str) -> Value {
    let (places, bottom) = intervals::places(rows);
    let (low, high) = intervals::span(rows);
    let (mut data, mut names) = (Vec::new(), Vec::new());
    for (at, (line, place)) in lines.iter().zip(&places).enumerate() {
        let (colour, look) = (palette.colour(&line.scenario), palette.number(&line.scenario));
        let shape = SHAPES[look.saturating_sub(1) % SHAPES.len()];
        let common = json!({ "type": "scatter", "showlegend": false, "legendgroup": line.scenario });
        let mut told = String::new();
        if let Some((low, high)) = &line.inner {
            let mut stroke = common.clone();
            stroke["mode"] = json!("lines");
            stroke["x"] = json!([low.value, high.value]);
            stroke["y"] = json!([place.row, place.row]);
            stroke["line"] = json!({ "width": 3, "color": colour });
            stroke["hoverinfo"] = json!("skip");
            stroke["meta"] = json!("interval");
            data.push(stroke);
            told = format!("<br>{ends}: {} to {}", low.text(), high.text());
        }
        if let Some((low, high)) = &line.half {
            let (top, foot) = (place.row - intervals::BOX / 2.0, place.row + intervals::BOX / 2.0);
            let mut around = common.clone();
            around["mode"] = json!("lines");
            around["x"] = json!([low.value, high.value, high.value, low.value, low.value]);
            around["y"] = json!([top, top, foot, foot, top]);
            around["fill"] = json!("toself");
            around["line"] = json!({ "width": 1, "color": colour });
            around["hoverinfo"] = json!("skip");
            around["meta"] = json!("box");
            data.push(around);
            told = format!("<br>half of them: {} to {}{told}", low.text(), high.text());
        }
        let mut mark = common;
        mark["mode"] = json!("markers");
        mark["x"] = json!([line.mean.value]);
        mark["y"] = json!([place.row]);
        mark["name"] = json!(line.label);
        mark["showlegend"] = json!(lines.iter().position(|other| other.scenario == line.scenario) == Some(at));
        mark["marker"] = json!({ "size": 10, "color": colour, "symbol": shape });
        mark["text"] = json!([format!("{}<br>{}: {}{told}", line.group, line.label, line.mean.text())]);
        mark["hovertemplate"] = json!("%{text}<extra></extra>");
        mark["meta"] = json!("mean");
        data.push(mark);
        names.extend(place.name.map(|y| {
            json!({ "xref": "paper", "x": 0, "yref": "y", "y": y, "text": format!("<b>{}</b>", line.group), "showarrow": false, "xanchor": "left",
                "align": "left", "bgcolor": "rgba(255,255,255,0.85)", "borderpad": 1 })
        }));
    }
    let several = lines.iter().any(|line| line.scenario != lines[0].scenario);
    let mut figure = layout((bottom * f64::from(intervals::ROW)) as u32 + 120);
    figure["margin"] = json!({ "l": 12, "r": 16, "t": 8, "b": 100 });
    figure["xaxis"] = json!({ "title": { "text": axis, "standoff": 8 }, "range": [low, high], "zeroline": true, "zerolinecolor": "#262626",
        "zerolinewidth": 1, "gridcolor": "#dedede", "nticks": 7, "tickformat": if is_share { ".3~p" } else { ",.3~r" } });
    figure["yaxis"] = json!({ "visible": false, "range": [bottom, 0], "fixedrange": true });
    figure["showlegend"] = json!(several);
    figure["legend"] =
        json!({ "orientation": "h", "x": 0, "xanchor": "left", "yref": "container", "y": 0.01, "yanchor": "bottom" });
    figure["hovermode"] = json!("closest");
    figure["annotations"] = Value::Array(names);
    json!({ "data": data, "layout": figure })
}
