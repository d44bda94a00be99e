//! Charts: static SVG drawn from the tables of results and the observed record.
//!
//! A chart is a pure function of table texts and evidence, so its bytes repeat wherever the tables do. Colours are told
//! apart by readers with any colour vision: one blue in steps for the baseline, Okabe and Ito's set for policies, which
//! also differ in dashes. Opens no file and computes no statistic.

pub mod intervals;
pub mod scatter;
#[cfg(test)]
mod tests;

use crate::evidence::daily;
use crate::quantity::{Day, Period};
use plotters::coord::Shift;
use plotters::coord::combinators::{BindKeyPoints, WithKeyPoints};
use plotters::coord::types::{RangedCoordf64, RangedCoordi32};
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use serde::Deserialize;

/// Name of the chart of weekly arrivals.
pub const FILE: &str = "arrivals.svg";
/// Size of a chart in pixels.
const SIZE: (u32, u32) = (1120, 860);
const FONT: &str = "Helvetica, Arial, DejaVu Sans, sans-serif";
const INK: RGBColor = RGBColor(38, 38, 38);
const FAINT: RGBColor = RGBColor(222, 222, 222);
/// Steps of one blue: 95, 80 and 50 % bands.
const BANDS: [RGBColor; 3] = [RGBColor(222, 235, 247), RGBColor(177, 207, 236), RGBColor(120, 172, 218)];
const MEDIAN: RGBColor = RGBColor(8, 69, 148);
/// Okabe and Ito (2008), without the blues of the bands and without yellow, which is faint on white.
const POLICIES: [RGBColor; 4] =
    [RGBColor(213, 94, 0), RGBColor(0, 158, 115), RGBColor(204, 121, 167), RGBColor(230, 159, 0)];
/// Days before the forecast origin with which the lower panel begins.
const RUN_UP_DAYS: i32 = 370;

/// Colour of a scenario: 0 is a baseline, policies count from 1.
pub const fn colour(number: usize) -> RGBColor {
    if number == 0 { MEDIAN } else { POLICIES[(number - 1) % POLICIES.len()] }
}

/// A colour as CSS has it.
pub fn css(colour: RGBColor) -> String {
    let RGBColor(red, green, blue) = colour;
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Colours of the 95, 80 and 50 % bands of a baseline as CSS has them.
pub fn bands() -> [String; 3] {
    BANDS.map(css)
}

/// What a chart says beside the numbers of a table.
#[derive(Debug, Clone)]
pub struct Labels<'a> {
    /// Name of each scenario, the baseline first.
    pub scenarios: Vec<&'a str>,
    /// Number of the look of each, as [`colour`] takes it.
    pub looks: Vec<usize>,
    /// Last day that informed the runs.
    pub origin: Day,
    /// Whether the baseline meets the observed wind up to that day.
    pub observed_wind: bool,
    /// Histories of each scenario.
    pub replicates: u32,
    /// For the chart of a forecast: people of the whole weeks after the origin that are known by now, by their first day. Such
    /// a chart has one panel, from a year before the origin.
    pub later: Option<Vec<(Day, f64)>>,
}

/// Weekly arrivals of a study: bands of the baseline, medians of the policies, the record over the past.
///
/// `timeseries` is the text of `timeseries.csv`. The upper panel shows the whole period, the lower one the year before
/// the forecast origin and what follows; a study that ends by then has the upper panel alone. Empty without whole weeks.
///
/// # Errors
/// A sentence if the text is not such a table or nothing can be drawn from it.
pub fn weekly_arrivals(timeseries: &str, labels: &Labels<'_>) -> Result<String, String> {
    let mut weeks: Vec<Vec<Week>> = vec![Vec::new(); labels.scenarios.len()];
    // It is the longest table that there is: of its lines, only those that can be meant are taken apart.
    let mut lines = timeseries.split_inclusive('\n');
    let header = lines.next().unwrap_or_default();
    let is_known = header.starts_with("scenario,metric,resolution,");
    let few = lines.filter(|line| !is_known || line.contains(",arrivals,week,"));
    let few: String = std::iter::once(header).chain(few).collect();
    for row in csv::Reader::from_reader(few.as_bytes()).deserialize() {
        let row: Week = row.map_err(|error| format!("timeseries.csv: {error}"))?;
        if row.metric == "arrivals"
            && row.resolution == "week"
            && let Some(at) = labels.scenarios.iter().position(|name| *name == row.scenario)
        {
            weeks[at].push(row);
        }
    }
    let mut svg = String::new();
    if weeks.first().is_some_and(|baseline| baseline.len() > 1) {
        let chart = Chart { observed: observed_weeks(&weeks[0], labels.origin), weeks, labels };
        chart.draw(&mut svg).map_err(|error| format!("the chart cannot be drawn: {error}"))?;
    }
    Ok(svg)
}

/// One row of `timeseries.csv`; those that are kept are weeks of arrivals, in people.
#[derive(Debug, Clone, Deserialize)]
struct Week {
    scenario: String,
    metric: String,
    resolution: String,
    period_start: Day,
    median: f64,
    low50: f64,
    high50: f64,
    low80: f64,
    high80: f64,
    low95: f64,
    high95: f64,
}

impl Week {
    const fn band(&self, band: usize) -> (f64, f64) {
        match band {
            0 => (self.low95, self.high95),
            1 => (self.low80, self.high80),
            _ => (self.low50, self.high50),
        }
    }

    /// Middle of the week on the axis of days.
    const fn x(&self) -> i32 {
        self.period_start.number() + 3
    }
}

/// People who arrived in each week that the record holds whole and the runs could know.
fn observed_weeks(weeks: &[Week], origin: Day) -> Vec<(i32, f64)> {
    weeks
        .iter()
        .filter(|week| week.period_start.plus(6) <= origin)
        .filter_map(|week| {
            let week_days = Period::new(week.period_start, week.period_start.plus(6)).ok()?;
            let days: Vec<_> = daily().iter().filter(|row| week_days.contains(row.day)).collect();
            (days.len() == 7).then(|| (week.x(), days.iter().map(|row| f64::from(row.people)).sum()))
        })
        .collect()
}

type Area<'s> = DrawingArea<SVGBackend<'s>, Shift>;
type Plane<'a, 's> = ChartContext<'a, SVGBackend<'s>, Cartesian2d<WithKeyPoints<RangedCoordi32>, RangedCoordf64>>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

struct Chart<'a> {
    weeks: Vec<Vec<Week>>,
    observed: Vec<(i32, f64)>,
    labels: &'a Labels<'a>,
}

impl Chart<'_> {
    /// Number of a policy's look.
    fn look(&self, number: usize) -> usize {
        self.labels.looks.get(number).copied().unwrap_or(number)
    }

    fn draw(&self, svg: &mut String) -> Drawn {
        let last = self.weeks[0].last().map_or(self.labels.origin, |week| week.period_start);
        let has_future = last > self.labels.origin;
        let is_forecast = self.labels.later.is_some();
        let height = if has_future && !is_forecast { SIZE.1 } else { SIZE.1 / 2 + 70 };
        let root = SVGBackend::with_string(svg, (SIZE.0, height)).into_drawing_area();
        root.fill(&WHITE)?;
        let (head, rest) = root.split_vertically(78);
        let (body, foot) = rest.split_vertically(height - 78 - 70);
        self.head(&head)?;
        self.foot(&foot)?;
        let first = self.weeks[0][0].period_start;
        if is_forecast {
            let title = "From a year before the forecast origin";
            self.panel(&body, title, first.number(), last.number() + 7, true)?;
        } else if has_future {
            let (upper, lower) = body.split_vertically(body.dim_in_pixel().1 * 46 / 100);
            self.panel(&upper, "Whole period", first.number(), last.number() + 7, false)?;
            let start = first.number().max(self.labels.origin.number() - RUN_UP_DAYS);
            self.panel(&lower, "From a year before the forecast origin", start, last.number() + 7, true)?;
        } else {
            self.panel(&body, "Whole period", first.number(), last.number() + 7, true)?;
        }
        root.present()?;
        Ok(())
    }

    fn head(&self, area: &Area<'_>) -> Drawn {
        let style = text(22, INK);
        area.draw(&Text::new("People arriving by small boat, by week", (16, 12), style))?;
        let mut x = 16;
        let mut key = |label: &str, mark: Mark| -> Drawn {
            match mark {
                Mark::Band(colour) => area.draw(&Rectangle::new([(x, 50), (x + 22, 64)], colour.filled()))?,
                Mark::Line(stroke) => stroke.between(area, (x, 57), (x + 26, 57))?,
                Mark::Dot => area.draw(&Circle::new((x + 10, 57), 2, INK.filled()))?,
            }
            area.draw(&Text::new(label.to_owned(), (x + 31, 57), middle_left(13)))?;
            // Letters of the fallback fonts are at most this wide on average at 13 px.
            x += 31 + (label.chars().count() as f64 * 7.1) as i32 + 14;
            Ok(())
        };
        key(&format!("{}: median", self.labels.scenarios[0]), Mark::Line(Stroke::BASELINE))?;
        for (band, label) in ["95 %", "80 %", "50 %"].into_iter().enumerate() {
            key(label, Mark::Band(BANDS[band]))?;
        }
        key("observed", Mark::Dot)?;
        for (number, name) in self.labels.scenarios.iter().enumerate().skip(1) {
            key(&format!("{name}: median"), Mark::Line(Stroke::policy(self.look(number))))?;
        }
        Ok(())
    }

    fn foot(&self, area: &Area<'_>) -> Drawn {
        let wind = if self.labels.observed_wind { "; to the forecast origin the wind is the observed one" } else { "" };
        let gap = if self.labels.later.is_some() {
            "Hollow dots: weeks after the origin as they came to be known; they informed nothing."
        } else {
            "A gap between medians is not an effect: see comparison.csv."
        };
        let lines = [
            format!(
                "Bands hold chance, weather and parameters together, over {} simulated histories of the baseline{wind}.",
                self.labels.replicates
            ),
            format!("Lines join weekly medians, so no single history looks like them. {gap}"),
            format!(
                "Dots: Home Office and Border Force daily series, provisional, to {}. Nothing later informed the runs.",
                self.labels.origin
            ),
        ];
        for (number, line) in lines.into_iter().enumerate() {
            area.draw(&Text::new(line, (16, 8 + 19 * number as i32), text(13, INK)))?;
        }
        Ok(())
    }

    fn panel(&self, area: &Area<'_>, title: &str, from: i32, to: i32, is_detail: bool) -> Drawn {
        let shown = |x: i32| (from..=to).contains(&x);
        let tops = self.weeks[0].iter().filter(|week| shown(week.x())).map(|week| week.high95);
        let later = self.later().map(|(_, people)| people);
        let dots = self.observed.iter().filter(|(x, _)| shown(*x)).map(|(_, people)| *people).chain(later);
        let top = tops.chain(dots).fold(10.0, f64::max) * 1.04;
        let (ticks, format) = ticks(from, to);
        let mut plane = ChartBuilder::on(area)
            .margin_left(16)
            .margin_right(24)
            .margin_top(30)
            .x_label_area_size(26)
            .y_label_area_size(62)
            .build_cartesian_2d((from..to).with_key_points(ticks), 0.0..top)?;
        area.draw(&Text::new(title.to_owned(), (78, 8), text(15, INK)))?;
        plane
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(FAINT)
            .axis_style(INK)
            .y_labels(6)
            .x_labels(40)
            .x_label_formatter(&|x| format(Day::from_number(*x)))
            .y_label_formatter(&|y| grouped(*y))
            .y_desc("people a week")
            .axis_desc_style((FONT, 14).into_font().color(&INK))
            .label_style((FONT, 13).into_font().color(&INK))
            .draw()?;
        self.series(&mut plane, &shown, is_detail)?;
        self.origin_line(&mut plane, from, to, top)
    }

    fn series(&self, plane: &mut Plane<'_, '_>, shown: &impl Fn(i32) -> bool, is_detail: bool) -> Drawn {
        let baseline: Vec<&Week> = self.weeks[0].iter().filter(|week| shown(week.x())).collect();
        for (band, colour) in BANDS.into_iter().enumerate() {
            let high = baseline.iter().map(|week| (week.x(), week.band(band).1));
            let low = baseline.iter().rev().map(|week| (week.x(), week.band(band).0));
            plane.draw_series([Polygon::new(high.chain(low).collect::<Vec<_>>(), colour.filled())])?;
        }
        let width = if is_detail { 2 } else { 1 };
        plane.draw_series(LineSeries::new(
            baseline.iter().map(|week| (week.x(), week.median)),
            MEDIAN.stroke_width(width),
        ))?;
        for (number, weeks) in self.weeks.iter().enumerate().skip(1) {
            let line: Vec<(i32, f64)> = weeks
                .iter()
                .filter(|week| shown(week.x()) && week.period_start.plus(6) > self.labels.origin)
                .map(|week| (week.x(), week.median))
                .collect();
            let stroke = Stroke::policy(self.look(number));
            plane.draw_series(DashedLineSeries::new(
                line,
                stroke.dash,
                stroke.gap,
                stroke.colour.stroke_width(width),
            ))?;
        }
        let dots = self.observed.iter().filter(|(x, _)| shown(*x));
        plane.draw_series(dots.map(|&at| Circle::new(at, width + 1, INK.filled())))?;
        plane.draw_series(self.later().map(|at| Circle::new(at, width + 1, INK.stroke_width(1))))?;
        Ok(())
    }

    /// Weeks after the origin on the axis of days, with their people.
    fn later(&self) -> impl Iterator<Item = (i32, f64)> {
        self.labels.later.iter().flatten().map(|&(start, people)| (start.number() + 3, people))
    }

    fn origin_line(&self, plane: &mut Plane<'_, '_>, from: i32, to: i32, top: f64) -> Drawn {
        let x = self.labels.origin.number() + 1;
        if !(from..to).contains(&x) {
            return Ok(());
        }
        plane.draw_series(DashedLineSeries::new([(x, 0.0), (x, top)], 5, 4, INK.stroke_width(1)))?;
        let anchor = Pos::new(HPos::Right, VPos::Top);
        let label = format!("forecast origin {} ", self.labels.origin);
        plane.draw_series([Text::new(label, (x, top * 0.99), text(12, INK).pos(anchor))])?;
        Ok(())
    }
}

/// A line's look.
#[derive(Clone, Copy)]
struct Stroke {
    colour: RGBColor,
    dash: i32,
    gap: i32,
}

impl Stroke {
    const BASELINE: Self = Self { colour: MEDIAN, dash: 26, gap: 0 };

    /// Colours first, then the same colours with shorter dashes.
    const fn policy(number: usize) -> Self {
        let at = number.saturating_sub(1);
        let dash = match at / POLICIES.len() {
            0 => 9,
            1 => 4,
            _ => 2,
        };
        Self { colour: colour(number), dash, gap: 3 }
    }

    fn between(self, area: &Area<'_>, a: (i32, i32), b: (i32, i32)) -> Drawn {
        let style = self.colour.stroke_width(2);
        if self.gap == 0 {
            area.draw(&PathElement::new(vec![a, b], style))?;
        } else {
            area.draw(&DashedPathElement::new([a, b], self.dash, self.gap, style))?;
        }
        Ok(())
    }
}

/// A sign of the key above the panels.
enum Mark {
    Band(RGBColor),
    Line(Stroke),
    Dot,
}

fn text(size: u32, colour: RGBColor) -> TextStyle<'static> {
    (FONT, size).into_font().color(&colour)
}

fn middle_left(size: u32) -> TextStyle<'static> {
    text(size, INK).pos(Pos::new(HPos::Left, VPos::Center))
}

/// Firsts of the years, or of the quarters of a span up to four years, and how they are written.
fn ticks(from: i32, to: i32) -> (Vec<i32>, fn(Day) -> String) {
    let year = |day: Day| day.year().to_string();
    let month = |day: Day| {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        format!("{} {}", names[day.month() as usize - 1], day.year())
    };
    let is_long = to - from > 4 * 366;
    let is_tick = |day: Day| day.date().day() == 1 && (day.month() == 1 || (!is_long && day.month() % 3 == 1));
    let days = (from..to).filter(|&number| is_tick(Day::from_number(number))).collect();
    (days, if is_long { year } else { month })
}

/// A whole number with thousands set apart.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
