//! A figure with its target, and the table of all.
//!
//! The table is for reading; the JSON form holds the same figures in full. It measures nothing.

use serde::Serialize;
use std::fmt::Write as _;

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "rule", content = "value", rename_all = "snake_case")]
pub(super) enum Target {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
}

/// One measured number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Figure {
    /// Case it belongs to.
    pub case: &'static str,
    /// What it is.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Unit, in words.
    pub unit: &'static str,
    /// What it should be, if that was set.
    pub target: Option<Target>,
    /// Whether it is.
    pub met: Option<bool>,
}

impl Figure {
    /// A figure without a target.
    pub(super) fn new(case: &'static str, name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { case, name: name.into(), value, unit, target: None, met: None }
    }

    /// The same figure with a target.
    pub(super) fn target(mut self, target: Target) -> Self {
        self.met = Some(match target {
            Target::AtMost(most) => self.value <= most,
            Target::AtLeast(least) => self.value >= least,
        });
        self.target = Some(target);
        self
    }
}

/// All figures, case by case.
pub(super) fn table(figures: &[Figure]) -> String {
    let mut text = String::new();
    let name_width = figures.iter().map(|figure| figure.name.chars().count()).max().unwrap_or(0);
    let unit_width = figures.iter().map(|figure| figure.unit.len()).max().unwrap_or(0);
    let mut case = "";
    for figure in figures {
        if figure.case != case {
            let gap = if case.is_empty() { "" } else { "\n" };
            writeln!(text, "{gap}{}", figure.case).expect("writing to a String cannot fail");
            case = figure.case;
        }
        let verdict = match (figure.target, figure.met) {
            (Some(target), Some(met)) => {
                let (words, value) = match target {
                    Target::AtMost(value) => ("at most", value),
                    Target::AtLeast(value) => ("at least", value),
                };
                format!("{words} {}: {}", short(value), if met { "met" } else { "MISSED" })
            }
            _ => String::new(),
        };
        let line = format!(
            "  {:<name_width$}  {:>11} {:<unit_width$}  {verdict}",
            figure.name,
            short(figure.value),
            figure.unit
        );
        writeln!(text, "{}", line.trim_end()).expect("writing to a String cannot fail");
    }
    text
}

/// Three figures, thousands apart.
fn short(value: f64) -> String {
    let size = value.abs();
    if size >= 1000.0 {
        let digits = format!("{size:.0}");
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        if value < 0.0 { format!("-{grouped}") } else { grouped }
    } else if size >= 100.0 {
        format!("{value:.0}")
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_met_at_its_value_and_missed_beyond() {
        let figure = |value| Figure::new("case", "speed", value, "ns");
        assert_eq!(figure(20.0).target(Target::AtMost(20.0)).met, Some(true));
        assert_eq!(figure(20.1).target(Target::AtMost(20.0)).met, Some(false));
        assert_eq!(figure(20.0).target(Target::AtLeast(20.0)).met, Some(true));
        assert_eq!(figure(f64::NAN).target(Target::AtLeast(20.0)).met, Some(false));
        let text = table(&[figure(1234567.0).target(Target::AtMost(20.0)), figure(-12.34)]);
        assert!(text.contains("1,234,567 ns  at most 20.0: MISSED\n"), "{text}");
        assert!(text.ends_with("-12.3 ns\n"), "{text}");
    }
}
