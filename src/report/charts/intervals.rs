//! Intervals on one axis: a point with the interval of its mean, the rows of one group close together under its name.
//!
//! Names stand above their rows, so that long ones fit a narrow page. Computes nothing.

use super::{FAINT, INK, colour, text};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Pixels of the height of one unit of [`places`].
pub const ROW: u32 = 44;
/// Width of the chart.
const WIDTH: u32 = 1000;
/// Height of a group's name and of a row, in units.
const NAME: f64 = 0.5;
const STEP: f64 = 0.5;
/// Height of a box, in the same units.
pub const BOX: f64 = 0.3;

/// One row.
#[derive(Debug, Clone)]
pub struct Interval {
    /// What is measured; rows of one group follow each other.
    pub group: String,
    /// Whose row it is.
    pub label: String,
    /// Number of the scenario's look.
    pub look: usize,
    /// Middle.
    pub mean: f64,
    /// Interval of the mean.
    pub ends: Option<(f64, f64)>,
    /// Ends of a box around the middle, where the row shows a distribution.
    pub half: Option<(f64, f64)>,
}

/// Where a row stands, counted downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Of the group's name, in its first row.
    pub name: Option<f64>,
    /// Of the row.
    pub row: f64,
}

/// Where rows stand, and the end of the last.
pub fn places(rows: &[Interval]) -> (Vec<Place>, f64) {
    let mut at = 0.0;
    let mut places = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let is_first = number == 0 || rows[number - 1].group != row.group;
        let name = is_first.then_some(at + NAME / 2.0);
        if is_first {
            at += NAME;
        }
        places.push(Place { name, row: at + STEP / 2.0 });
        at += STEP;
    }
    (places, at)
}

/// Least and greatest value of an axis that holds all rows and zero.
pub fn span(rows: &[Interval]) -> (f64, f64) {
    let ends = || rows.iter().flat_map(|row| [Some((row.mean, row.mean)), row.ends]).flatten();
    let low = ends().map(|(low, _)| low).fold(0.0, f64::min);
    let high = ends().map(|(_, high)| high).fold(0.0, f64::max);
    let margin = if high > low { (high - low) * 0.05 } else { 1.0 };
    (low - margin, high + margin)
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

fn draw_into(
    svg: &mut String,
    rows: &[Interval],
    axis: &str,
    write: &dyn Fn(f64) -> String,
) -> Result<(), Box<dyn std::error::Error>> {
    let (places, bottom) = places(rows);
    let height = (bottom * f64::from(ROW)) as u32 + 60;
    let root = SVGBackend::with_string(svg, (WIDTH, height)).into_drawing_area();
    root.fill(&WHITE)?;
    let (low, high) = span(rows);
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
    let several = rows.iter().any(|row| row.label != rows[0].label);
    for (row, place) in rows.iter().zip(&places) {
        let ink = colour(row.look);
        if let Some(y) = place.name {
            let style = text(14, INK).pos(Pos::new(HPos::Left, VPos::Center));
            plane.draw_series([Text::new(row.group.clone(), (low, y), style)])?;
        }
        if let Some((least, most)) = row.ends {
            plane.draw_series([PathElement::new([(least, place.row), (most, place.row)], ink.stroke_width(3))])?;
        }
        if let Some((least, most)) = row.half {
            let corners = [(least, place.row - BOX / 2.0), (most, place.row + BOX / 2.0)];
            plane.draw_series([Rectangle::new(corners, ink.mix(0.35).filled())])?;
            plane.draw_series([Rectangle::new(corners, ink.stroke_width(1))])?;
        }
        plane.draw_series([Circle::new((row.mean, place.row), 5, ink.filled())])?;
        if several {
            // Beside the interval, on the side where there is room.
            let (least, most) = row.ends.unwrap_or((row.mean, row.mean));
            let fits_right = high - most > least - low;
            let (x, side) = if fits_right { (most, HPos::Left) } else { (least, HPos::Right) };
            let gap = (high - low) * if fits_right { 0.01 } else { -0.01 };
            let style = text(12, ink).pos(Pos::new(side, VPos::Center));
            plane.draw_series([Text::new(row.label.clone(), (x + gap, place.row), style)])?;
        }
    }
    root.present()?;
    drop(plane);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_point_its_interval_and_its_name() {
        let row = |group: &str, label: &str, look, mean: f64| Interval {
            group: group.to_owned(),
            label: label.to_owned(),
            look,
            mean,
            ends: Some((mean - 1.0, mean + 1.0)),
            half: (look == 2).then_some((mean - 0.5, mean + 0.5)),
        };
        let rows =
            [row("arrivals & boats", "a", 1, -4.0), row("arrivals & boats", "b", 2, -2.0), row("deaths", "a", 1, 2.0)];
        let (places, bottom) = places(&rows);
        assert_eq!(places.iter().filter(|place| place.name.is_some()).count(), 2);
        assert!(places.is_sorted_by(|a, b| a.row < b.row) && bottom == 2.5);
        let svg = draw(&rows, "change", &|value| format!("{value:.0}")).unwrap();
        assert_eq!(svg.matches("arrivals &amp; boats").count(), 1);
        assert!(svg.contains("deaths") && svg.contains("change"), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 3);
        assert_eq!(svg.matches("<rect").count(), 3, "the ground, and a box filled and lined");
        assert!(svg.contains(&crate::report::charts::css(colour(1)).to_uppercase()));
        let (low, high) = span(&rows);
        assert!(low < -5.0 && high > 3.0);
    }
}
