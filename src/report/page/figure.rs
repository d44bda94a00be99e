//! A number of a table on its way to the page: it keeps where it stands, and is printed with no more digits than it bears.
//!
//! Three significant figures at most, fewer where the Monte Carlo error is larger than the last of them. The full value
//! and its file, line and column go with the printed one, so that page and table can be compared. Computes nothing.

use maud::{Markup, Render, html};

/// How a number is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As it is.
    Plain,
    /// With its sign, also above zero.
    Signed,
    /// Without its sign: the words beside it tell the direction.
    Size,
    /// A probability, never told as certain.
    Probability,
}

/// One number of one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its value.
    pub value: f64,
    written: String,
    file: String,
    line: usize,
    column: String,
    error: Option<f64>,
    form: Form,
    is_share: bool,
    millions: bool,
}

impl Figure {
    /// The number of a cell; `None` if the cell is empty or no number.
    pub fn new(written: &str, file: &str, line: usize, column: &str) -> Option<Self> {
        let value: f64 = written.parse().ok().filter(|value: &f64| value.is_finite())?;
        let (written, file, column) = (written.to_owned(), file.to_owned(), column.to_owned());
        let (form, is_share, millions) = (Form::Plain, false, false);
        Some(Self { value, written, file, line, column, error: None, form, is_share, millions })
    }

    /// The same number, known with a standard error in its own unit.
    #[must_use]
    pub fn known_to(mut self, error: Option<f64>) -> Self {
        self.error = error.filter(|error| *error > 0.0);
        self
    }

    /// The same number, a count: no decimals.
    #[must_use]
    pub fn count(self) -> Self {
        // The least error that lets `rounded` print no decimal.
        self.known_to(Some(3.0))
    }

    /// The same number with its sign.
    #[must_use]
    pub const fn signed(mut self) -> Self {
        self.form = Form::Signed;
        self
    }

    /// The same number without its sign.
    #[must_use]
    pub const fn size(mut self) -> Self {
        self.form = Form::Size;
        self
    }

    /// The same number, a share, in per cent.
    #[must_use]
    pub const fn percent(mut self) -> Self {
        self.is_share = true;
        self
    }

    /// The same number, a probability, in per cent; what rounds to certainty is told as a bound.
    #[must_use]
    pub const fn probability(mut self) -> Self {
        self.form = Form::Probability;
        self.is_share = true;
        self
    }

    /// The same number in millions.
    #[must_use]
    pub const fn in_millions(mut self) -> Self {
        self.millions = true;
        self
    }

    const fn scale(&self) -> f64 {
        match (self.is_share, self.millions) {
            (true, _) => 100.0,
            (_, true) => 1e-6,
            _ => 1.0,
        }
    }

    /// What is printed.
    pub fn text(&self) -> String {
        if self.form == Form::Probability {
            if self.value > 0.99 {
                return "over 99\u{a0}%".to_owned();
            } else if self.value < 0.01 {
                return "under 1\u{a0}%".to_owned();
            }
            return format!("{:.0}\u{a0}%", libm::round(100.0 * self.value));
        }
        let scale = self.scale();
        let value = if self.form == Form::Size { self.value.abs() } else { self.value };
        let number = rounded(value * scale, self.error.map(|error| error * scale));
        // What is rounded to nothing has no sign.
        let is_nothing = number.chars().all(|letter| matches!(letter, '0' | '.'));
        let sign = if self.form == Form::Signed && value > 0.0 && !is_nothing { "+" } else { "" };
        let unit = if self.is_share { "\u{a0}%" } else { "" };
        format!("{sign}{number}{unit}")
    }
}

impl Render for Figure {
    fn render(&self) -> Markup {
        let place = format!("{}:{}:{}", self.file, self.line, self.column);
        let tip = format!("{}, line {}, {}: {}", self.file, self.line, self.column, self.written);
        let scale = (self.scale() != 1.0).then(|| self.scale().to_string());
        let size = (self.form == Form::Size).then_some("");
        html! {
            data value=(self.written) data-at=(place) data-scale=[scale] data-size=[size] title=(tip) { (self.text()) }
        }
    }
}

/// At most three significant figures, thousands set apart, a true minus.
///
/// With an error the last figure is that of the error's first one, or the next where that is 1 or 2 (the rule of the
/// Particle Data Group, near enough): what is smaller than that is printed as nothing.
pub fn rounded(value: f64, error: Option<f64>) -> String {
    let place = |value: f64| libm::floor(libm::log10(value.abs())) as i32;
    let least = error.filter(|error| *error > 0.0 && error.is_finite()).map(|error| {
        let first = place(error);
        if error < 3.0 * libm::pow(10.0, f64::from(first)) { first - 1 } else { first }
    });
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let power = least.map_or(place(value) - 2, |least| least.max(place(value) - 2));
    let unit = libm::pow(10.0, f64::from(power));
    let whole = libm::round(value / unit);
    let decimals = usize::try_from(-power).unwrap_or(0);
    let digits = format!("{:.decimals$}", whole.abs() * unit);
    let (before, after) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = if whole < 0.0 { "\u{2212}".to_owned() } else { String::new() };
    for (at, digit) in before.chars().enumerate() {
        if at > 0 && (before.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !after.is_empty() {
        text.push('.');
        text.push_str(after);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_figures_and_no_more_than_the_error_bears() {
        let plain = [0.0, 36_816.0, -1234.0, 999.6, 12.345, 0.012_34, -0.5].map(|value| rounded(value, None));
        assert_eq!(plain, ["0", "36,800", "\u{2212}1,230", "1,000", "12.3", "0.0123", "\u{2212}0.500"]);
        let known = |value, error| rounded(value, Some(error));
        assert_eq!(known(-2846.7, 538.0), "\u{2212}2,800");
        assert_eq!(known(-2846.7, 0.5), "\u{2212}2,850");
        assert_eq!(known(-10_427.7, 1080.0), "\u{2212}10,400");
        assert_eq!(known(-2.12, 1.38), "\u{2212}2.1");
        assert_eq!([known(0.4, 13.0), known(-0.006, 0.5), known(1e-120, 0.01)], ["0", "0.0", "0.000"]);
        assert_eq!(known(95.0, 0.0), "95.0");
    }

    #[test]
    fn a_figure_tells_its_place_and_its_full_value() {
        let figure = Figure::new("-0.0325831", "comparison.csv", 7, "relative_difference_share").unwrap();
        let html = figure.clone().percent().render().into_string();
        assert!(html.contains("value=\"-0.0325831\"") && html.contains(">\u{2212}3.26\u{a0}%<"), "{html}");
        assert!(
            html.contains("data-at=\"comparison.csv:7:relative_difference_share\"")
                && html.contains("data-scale=\"100\"")
        );
        assert_eq!(figure.size().percent().known_to(Some(0.006)).text(), "3.3\u{a0}%");
        let told =
            ["0.9999", "0.0001", "0.623"].map(|text| Figure::new(text, "a.csv", 2, "p").unwrap().probability().text());
        assert_eq!(told, ["over 99\u{a0}%", "under 1\u{a0}%", "62\u{a0}%"]);
        let small = Figure::new("0.0002", "a.csv", 2, "x").unwrap().signed();
        assert_eq!([small.clone().text(), small.known_to(Some(0.05)).text()], ["+0.000200", "0.00"]);
        let counts = ["40", "1", "0", "1234"].map(|text| Figure::new(text, "a.csv", 2, "n").unwrap().count().text());
        assert_eq!(counts, ["40", "1", "0", "1,230"]);
        assert!(Figure::new("", "a.csv", 2, "x").is_none() && Figure::new("NaN", "a.csv", 2, "x").is_none());
    }
}
