//! Points on two axes: an outcome against a parameter, a draw a point. Computes nothing.

use super::{FAINT, INK, MEDIAN, text};
use plotters::prelude::*;

const SIZE: (u32, u32) = (1000, 420);

/// Draws points over axes with names.
///
/// # Errors
/// A sentence if nothing can be drawn.
pub fn draw(points: &[(f64, f64)], x: &str, y: &str, write: &dyn Fn(f64) -> String) -> Result<String, String> {
    let mut svg = String::new();
    draw_into(&mut svg, points, x, y, write).map_err(|error| format!("the chart cannot be drawn: {error}"))?;
    Ok(svg)
}

/// An axis that holds all values with a margin.
fn span(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    let margin = if high > low { (high - low) * 0.05 } else { 1.0 };
    (low - margin, high + margin)
}

fn draw_into(
    svg: &mut String,
    points: &[(f64, f64)],
    x: &str,
    y: &str,
    write: &dyn Fn(f64) -> String,
) -> Result<(), Box<dyn std::error::Error>> {
    let (left, right) = span(points.iter().map(|point| point.0));
    let (low, high) = span(points.iter().map(|point| point.1));
    let root = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let mut plane = ChartBuilder::on(&root)
        .margin(12)
        .x_label_area_size(48)
        .y_label_area_size(88)
        .build_cartesian_2d(left..right, low..high)?;
    plane
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(FAINT)
        .axis_style(INK)
        .x_labels(8)
        .y_labels(6)
        .x_label_formatter(&|value| write(*value))
        .y_label_formatter(&|value| write(*value))
        .x_desc(x)
        .y_desc(y)
        .axis_desc_style(text(14, INK))
        .label_style(text(13, INK))
        .draw()?;
    plane.draw_series(points.iter().map(|&point| Circle::new(point, 3, MEDIAN.mix(0.6).filled())))?;
    root.present()?;
    drop(plane);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_is_drawn_and_axes_have_names() {
        let svg =
            draw(&[(1.0, 2.0), (2.0, 3.0), (3.0, 1.0)], "days", "people", &|value| format!("{value:.1}")).unwrap();
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(svg.contains("days") && svg.contains("people"));
    }
}
