//! The frame of a chart: a place for the interactive one, the static one for print and for readers without scripts, a
//! text that stands for both, and the names of the tables that hold its numbers.
//!
//! An interactive chart is a description in JSON that the embedded library draws; nothing here is code in JavaScript, and
//! no number is computed: values are those of the tables, to the last digit.

use super::finished::Finished;
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
    pub fn render(&self, study: &Finished) -> Markup {
        let caption = study.id(&format!("{}-caption", self.id));
        html! {
            figure.chart id=(study.id(&self.id)) {
                h3 { (self.title) }
                div.live role="img" aria-label=(self.text) aria-describedby=(caption) {}
                script type="application/json" { (PreEscaped(for_script(&self.figure))) }
                div.still role="img" aria-label=(self.text) { (PreEscaped(&self.svg)) }
                figcaption id=(caption) {
                    (self.caption) " "
                    span.files { "Numbers: " @for (at, file) in self.files.iter().enumerate() {
                        @if at > 0 { ", " } (study.link(file))
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
