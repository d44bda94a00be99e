//! Joint plots of the posterior: every pair of a few parameters as points, each parameter alone as a histogram.
//!
//! A trade-off shows as a slanted cloud. A pure function of the draws; it chooses nothing and opens no file.

use crate::estimate::quantile_sorted;
use plotters::prelude::*;

/// Most parameters of one plot.
pub const MOST: usize = 8;
/// Pixels of one cell.
const CELL: u32 = 170;
/// Pixels around the cells.
const EDGE: u32 = 26;
const FONT: &str = "Helvetica, Arial, DejaVu Sans, sans-serif";
const INK: RGBColor = RGBColor(38, 38, 38);
const FRAME: RGBColor = RGBColor(200, 200, 200);
const POINT: RGBColor = RGBColor(8, 69, 148);
const BAR: RGBColor = RGBColor(120, 172, 218);
/// Bars of a histogram.
const BARS: usize = 20;

/// The plot of some columns of the draws.
///
/// # Errors
/// A sentence if it cannot be drawn.
pub fn draw(keys: &[String], rows: &[Vec<f64>], columns: &[usize]) -> Result<String, String> {
    let mut svg = String::new();
    paint(&mut svg, keys, rows, columns).map_err(|error| format!("the joint plot cannot be drawn: {error}"))?;
    Ok(svg)
}

fn paint(
    svg: &mut String,
    keys: &[String],
    rows: &[Vec<f64>],
    columns: &[usize],
) -> Result<(), Box<dyn std::error::Error>> {
    let size = CELL * columns.len() as u32 + 2 * EDGE;
    let root = SVGBackend::with_string(svg, (size, size)).into_drawing_area();
    root.fill(&WHITE)?;
    let cells = root.margin(EDGE, EDGE, EDGE, EDGE).split_evenly((columns.len(), columns.len()));
    for (line, &below) in columns.iter().enumerate() {
        for (place, &across) in columns.iter().enumerate() {
            let cell = cells[line * columns.len() + place].margin(3, 3, 3, 3);
            let (from, to) = span(rows, across);
            if line == place {
                let mut counts = [0_u32; BARS];
                for row in rows {
                    let at = (row[across] - from) / (to - from) * BARS as f64;
                    counts[(at.max(0.0) as usize).min(BARS - 1)] += 1;
                }
                let most = f64::from(counts.iter().copied().max().unwrap_or(1).max(1));
                let area = cell.apply_coord_spec(Cartesian2d::<
                    plotters::coord::types::RangedCoordf64,
                    plotters::coord::types::RangedCoordf64,
                >::new(from..to, 0.0..1.25 * most, cell_pixels(&cell)));
                for (bar, &count) in counts.iter().enumerate() {
                    let edge = |bar: usize| from + (to - from) * bar as f64 / BARS as f64;
                    area.draw(&Rectangle::new([(edge(bar), 0.0), (edge(bar + 1), f64::from(count))], BAR.filled()))?;
                }
                let (room, name) = keys[across].split_once('.').unwrap_or(("", &keys[across]));
                let style = (FONT, 11).into_font().color(&INK);
                cell.draw_text(&format!("{room}."), &style, (4, 2))?;
                cell.draw_text(name, &style, (4, 14))?;
                let range = format!("{} to {}", figure(from), figure(to));
                cell.draw_text(&range, &(FONT, 10).into_font().color(&INK), (4, 27))?;
            } else if place < line {
                let (low, high) = span(rows, below);
                let area = cell.apply_coord_spec(Cartesian2d::<
                    plotters::coord::types::RangedCoordf64,
                    plotters::coord::types::RangedCoordf64,
                >::new(from..to, low..high, cell_pixels(&cell)));
                for row in rows {
                    if (from..=to).contains(&row[across]) && (low..=high).contains(&row[below]) {
                        area.draw(&Circle::new((row[across], row[below]), 1, POINT.mix(0.35).filled()))?;
                    }
                }
            } else {
                continue;
            }
            let (width, height) = cell.dim_in_pixel();
            cell.draw(&Rectangle::new([(0, 0), (width as i32 - 1, height as i32 - 1)], FRAME))?;
        }
    }
    root.present()?;
    drop(cells);
    drop(root);
    Ok(())
}

/// Pixels that a cell covers.
fn cell_pixels<B: DrawingBackend>(
    cell: &DrawingArea<B, plotters::coord::Shift>,
) -> (std::ops::Range<i32>, std::ops::Range<i32>) {
    cell.get_pixel_range()
}

/// The middle 99 % of a column, never empty.
fn span(rows: &[Vec<f64>], column: usize) -> (f64, f64) {
    let mut values: Vec<f64> = rows.iter().map(|row| row[column]).collect();
    values.sort_by(f64::total_cmp);
    let (from, to) = (quantile_sorted(&values, 0.005), quantile_sorted(&values, 0.995));
    if to > from { (from, to) } else { (from - 0.5, to + 0.5) }
}

/// Three significant figures.
fn figure(value: f64) -> String {
    let digits = if value == 0.0 { 0 } else { 2 - libm::floor(libm::log10(value.abs())) as i32 };
    format!("{value:.*}", digits.clamp(0, 6) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_names_its_parameters_and_repeats_to_the_byte() {
        let keys = vec!["demand.level".to_owned(), "coast.patience_mean_days".to_owned()];
        let rows: Vec<Vec<f64>> = (0..60).map(|n| vec![f64::from(n), f64::from(n * n % 17)]).collect();
        let svg = draw(&keys, &rows, &[0, 1]).unwrap();
        assert!(svg.contains("patience_mean_days") && svg.contains("demand."));
        assert!(svg.matches("<circle").count() > 40);
        assert_eq!(svg, draw(&keys, &rows, &[0, 1]).unwrap());
        assert_eq!([figure(0.01234), figure(30.12), figure(2021.9)], ["0.0123", "30.1", "2022"]);
    }
}
