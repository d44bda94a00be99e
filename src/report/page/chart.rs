//! The frame of a chart: a place for the interactive one, the static one for print and for readers without scripts, a
//! text that stands for both, and the names of the tables that hold its numbers.
//!
//! An interactive chart is a description in JSON that the embedded library draws; nothing here is code in JavaScript, and
//! no number is computed: values are those of the tables, to the last digit.

use super::place::Place;
use super::sheet::Row;
use crate::report::charts;
use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

/// A chart of the page.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Identity on the page.
    pub id: String,
    /// What it shows, for a heading.
    pub title: String,
    /// What a reader who cannot see it must know.
    pub text: String,
    /// The interactive chart: `data` and `layout` of Plotly.
    pub figure: Value,
    /// The static one.
    pub svg: String,
    /// What the marks mean.
    pub caption: Markup,
    /// Tables that hold its numbers.
    pub files: Vec<&'static str>,
}

impl Chart {
    /// The chart as part of a page.
    pub fn render(&self, place: &Place) -> Markup {
        let caption = place.id(&format!("{}-caption", self.id));
        html! {
            figure.chart id=(place.id(&self.id)) {
                h3 { (self.title) }
                div.live role="img" aria-label=(self.text) aria-describedby=(caption) {}
                script type="application/json" { (PreEscaped(for_script(&self.figure))) }
                div.still role="img" aria-label=(self.text) { (PreEscaped(&self.svg)) }
                figcaption id=(caption) {
                    (self.caption) " "
                    span.files { "Numbers: " @for (at, file) in self.files.iter().enumerate() {
                        @if at > 0 { ", " } (place.link(file))
                    } "." }
                }
            }
        }
    }
}

/// JSON that may stand inside a `script` element.
fn for_script(value: &Value) -> String {
    value.to_string().replace("</", "<\\/")
}

/// Values of a column as JSON numbers; a missing one is a gap.
pub fn numbers(values: impl Iterator<Item = Option<f64>>) -> Value {
    Value::Array(values.map(|value| value.map_or(Value::Null, Value::from)).collect())
}

/// A column of rows as JSON numbers.
pub fn column(rows: &[Row<'_>], name: &str) -> Value {
    numbers(rows.iter().map(|row| row.number(name)))
}

/// The first days of the periods of rows.
pub fn days(rows: &[Row<'_>]) -> Value {
    rows.iter().map(|row| row.text("period_start")).collect::<Vec<_>>().into()
}

/// The 95, 80 and 50 % bands of a fan, widest first: two traces each, named by `name` and tied to the columns of `file`.
pub fn bands(rows: &[Row<'_>], file: &str, name: impl Fn(&str) -> String) -> Vec<Value> {
    let mut all = Vec::new();
    for (level, colour) in ["95", "80", "50"].into_iter().zip(charts::bands()) {
        let common = json!({ "type": "scatter", "mode": "lines", "x": days(rows), "legendgroup": level, "name": name(level),
            "line": { "width": 0, "color": colour }, "hoverinfo": "skip" });
        let (mut low, mut high) = (common.clone(), common);
        low["y"] = column(rows, &format!("low{level}"));
        low["showlegend"] = json!(false);
        low["meta"] = json!(format!("{file}:low{level}"));
        high["y"] = column(rows, &format!("high{level}"));
        high["fill"] = json!("tonexty");
        high["fillcolor"] = json!(colour);
        high["meta"] = json!(format!("{file}:high{level}"));
        all.extend([low, high]);
    }
    all
}

/// The medians of rows as a line.
pub fn medians(rows: &[Row<'_>], file: &str, name: &str, colour: &str, dash: &str) -> Value {
    json!({ "type": "scatter", "mode": "lines", "x": days(rows), "y": column(rows, "median"), "name": name,
        "line": { "width": 2, "color": colour, "dash": dash }, "hovertemplate": "%{y:,.3~s}", "meta": format!("{file}:median") })
}

/// A forecast origin as a line over the whole height, with its name.
pub fn origin_mark(figure: &mut Value, origin: &str, mut shapes: Vec<Value>) {
    shapes.push(json!({ "type": "line", "xref": "x", "yref": "paper", "x0": origin, "x1": origin,
        "y0": 0, "y1": 1, "line": { "color": "#262626", "width": 1, "dash": "dash" } }));
    figure["shapes"] = Value::Array(shapes);
    figure["annotations"] = json!([{ "xref": "x", "yref": "paper", "x": origin, "y": 1, "yanchor": "top",
        "xanchor": "right", "text": "forecast origin ", "showarrow": false }]);
}

/// What all charts share.
pub fn layout(height: u32) -> Value {
    json!({
        "font": { "family": "system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif", "size": 13, "color": "#262626" },
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "height": height,
        "margin": { "l": 64, "r": 16, "t": 16, "b": 48 },
        "hoverlabel": { "namelength": -1 },
        "legend": { "orientation": "h", "y": -0.18, "x": 0, "yanchor": "top" },
        "separators": ".,",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_a_chart_cannot_end_its_script() {
        let text = for_script(&json!({ "name": "</script><b>" }));
        assert!(!text.contains("</"), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["name"], "</script><b>");
    }
}
