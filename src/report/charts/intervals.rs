//! Intervals on one axis: a point with the interval of its mean, and a fainter, longer one around it where there is one.
//!
//! Rows stand under each other with their labels above them, so that long labels fit a narrow page. Computes nothing.

use super::{BANDS, FAINT, INK, colour, text};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Pixels of a row.
const ROW: u32 = 44;
/// Width of the chart.
const WIDTH: u32 = 1000;

/// One row.
#[derive(Debug, Clone)]
pub struct Interval {
    /// What it is.
    pub label: String,
    /// Number of the scenario's look.
    pub look: usize,
    /// Middle.
    pub mean: f64,
    /// Interval of the mean.
    pub inner: Option<(f64, f64)>,
    /// A wider interval of another kind.
    pub outer: Option<(f64, f64)>,
}

impl Interval {
    fn ends(&self) -> [f64; 5] {
        let (low, high) = self.inner.unwrap_or((self.mean, self.mean));
        let (least, most) = self.outer.unwrap_or((low, high));
        [self.mean, low, high, least, most]
    }
}

/// Draws rows over an axis with a name; `write` writes the axis's numbers.
///
/// # Errors
/// A sentence if nothing can be drawn.
pub fn draw(rows: &[Interval], axis: &str, write: &dyn Fn(f64) -> String) -> Result<String, String> {
    let mut svg = String::new();
    draw_into(&mut svg, rows, axis, write).map_err(|error| format!("the chart cannot be drawn: {error}"))?;
    Ok(svg)
}

/// Least and greatest value of an axis that holds all rows and zero.
pub fn span(rows: &[Interval]) -> (f64, f64) {
    let ends = || rows.iter().flat_map(Interval::ends);
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    let margin = if high > low { (high - low) * 0.05 } else { 1.0 };
    (low - margin, high + margin)
}

fn draw_into(
    svg: &mut String,
    rows: &[Interval],
    axis: &str,
    write: &dyn Fn(f64) -> String,
) -> Result<(), Box<dyn std::error::Error>> {
    let height = ROW * rows.len() as u32 + 60;
    let root = SVGBackend::with_string(svg, (WIDTH, height)).into_drawing_area();
    root.fill(&WHITE)?;
    let (low, high) = span(rows);
    let bottom = rows.len() as f64;
    let mut plane = ChartBuilder::on(&root)
        .margin_left(16)
        .margin_right(24)
        .margin_top(4)
        .x_label_area_size(44)
        .build_cartesian_2d(low..high, bottom..0.0)?;
    plane
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .light_line_style(TRANSPARENT)
        .bold_line_style(FAINT)
        .axis_style(INK)
        .x_labels(8)
        .x_label_formatter(&|value| write(*value))
        .x_desc(axis)
        .axis_desc_style(text(14, INK))
        .label_style(text(13, INK))
        .draw()?;
    plane.draw_series([PathElement::new([(0.0, 0.0), (0.0, bottom)], INK.stroke_width(1))])?;
    for (at, row) in rows.iter().enumerate() {
        let y = at as f64 + 0.68;
        let ink = colour(row.look);
        if let Some((least, most)) = row.outer {
            plane.draw_series([PathElement::new([(least, y), (most, y)], BANDS[1].stroke_width(8))])?;
        }
        if let Some((least, most)) = row.inner {
            plane.draw_series([PathElement::new([(least, y), (most, y)], ink.stroke_width(3))])?;
        }
        plane.draw_series([Circle::new((row.mean, y), 5, ink.filled())])?;
        let style = text(14, INK).pos(Pos::new(HPos::Left, VPos::Center));
        plane.draw_series([Text::new(row.label.clone(), (low, at as f64 + 0.3), style)])?;
    }
    root.present()?;
    drop(plane);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_label_its_point_and_its_intervals() {
        let row = |label: &str, look, mean: f64| Interval {
            label: label.to_owned(),
            look,
            mean,
            inner: Some((mean - 1.0, mean + 1.0)),
            outer: Some((mean - 3.0, mean + 3.0)),
        };
        let rows = [row("arrivals & boats", 1, -4.0), row("deaths", 2, 2.0)];
        let svg = draw(&rows, "change", &|value| format!("{value:.0}")).unwrap();
        assert!(svg.contains("arrivals &amp; boats") && svg.contains("deaths") && svg.contains("change"), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(svg.contains(&crate::report::charts::css(colour(1)).to_uppercase()));
        let (low, high) = span(&rows);
        assert!(low < -7.0 && high > 5.0);
    }
}
