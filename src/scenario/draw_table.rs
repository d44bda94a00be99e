//! Reads the table of a posterior cell by cell, with the line and column of everything that is wrong.
//!
//! The header is `draw,weight,` and keys of parameters; draws count from 0; values lie within the limits of their
//! parameter. It opens no file and repairs nothing.

use super::diagnostics::{Collector, Draft, Place, Source, nearest, shown};
use super::posterior::FIRST_COLUMNS;
use crate::evidence::{Parameter, parameter};
use crate::model::parameters::Parameters;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Greatest weight of a draw.
const MOST_WEIGHT: f64 = 1e12;

/// Keys, weights by draw, values by draw.
pub(super) type Parsed = (Vec<String>, Vec<f64>, Vec<Vec<f64>>);

/// Keys, weights and rows of a table.
pub(super) fn parse(source: &Arc<Source>, problems: &mut Collector) -> Option<Parsed> {
    let before = problems.len();
    let mut lines = Lines { text: &source.text, at: 0 };
    let header: Vec<(usize, &str)> = fields(lines.next()?);
    let place = |at: usize, text: &str| Place::new(source, at..at + text.len());
    if header.len() < 3 || header[0].1 != FIRST_COLUMNS[0] || header[1].1 != FIRST_COLUMNS[1] {
        problems.push(
            Draft::new("E0111", &Place::top(source), "this is not a table of draws", "not the header of a posterior")
                .help("the first line is `draw,weight,` and then keys of parameters"),
        );
        return None;
    }
    let mut seen = BTreeSet::new();
    for &(at, key) in &header[2..] {
        let fault = if !Parameters::KEYS.contains(&key) {
            Some(("is not a parameter that the model reads", nearest(key, Parameters::KEYS.iter().copied())))
        } else if !seen.insert(key) {
            Some(("stands twice", None))
        } else {
            None
        };
        if let Some((what, near)) = fault {
            let help = near.map_or_else(
                || "`strait describe parameters` lists the keys".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("the column `{}` {what}", shown(key));
            problems.push(Draft::new("E0111", &place(at, key), message, "in the header of the posterior").help(help));
        }
    }
    // Weights are finite, and so that their sum is.
    let bounds: Vec<(f64, f64)> =
        header[1..].iter().map(|(_, key)| parameter(key).map_or((0.0, MOST_WEIGHT), Parameter::limits)).collect();
    let (mut weights, mut rows) = (Vec::new(), Vec::new());
    for line in lines {
        if problems.len() > before {
            return None;
        }
        let cells = fields(line);
        if cells.len() != header.len() {
            let message = format!("a row of the posterior has {} fields", cells.len());
            let help = format!("each row has {} fields, as the header", header.len());
            problems
                .push(Draft::new("E0111", &place(line.0, line.1), message, "too few or too many fields").help(help));
            return None;
        }
        if cells[0].1 != rows.len().to_string() {
            let message = format!("`{}` is not the number of this draw", shown(cells[0].1));
            let help = format!("draws are counted from 0; this one is {}", rows.len());
            problems.push(Draft::new("E0111", &place(cells[0].0, cells[0].1), message, "column draw").help(help));
        }
        let mut row = Vec::with_capacity(cells.len() - 1);
        for ((&(at, text), &(_, key)), &(least, greatest)) in cells.iter().zip(&header).skip(1).zip(&bounds) {
            let value =
                text.parse::<f64>().ok().filter(|value| value.is_finite() && (least..=greatest).contains(value));
            if value.is_none() {
                let message = format!("`{}` is not a value of `{key}`", shown(text));
                let help = format!("write a finite number from {least} to {greatest}");
                problems.push(Draft::new("E0111", &place(at, text), message, format!("column {key}")).help(help));
            }
            row.push(value.unwrap_or(0.0));
        }
        weights.push(row.remove(0));
        rows.push(row);
    }
    if problems.len() == before && (rows.is_empty() || weights.iter().sum::<f64>() <= 0.0) {
        problems.push(
            Draft::new("E0111", &Place::top(source), "the posterior holds no draw with a weight", "no draw")
                .help("give at least one row with a weight above 0"),
        );
    }
    (problems.len() == before).then(|| (header[2..].iter().map(|(_, key)| (*key).to_owned()).collect(), weights, rows))
}

/// Lines of a text with the byte at which each starts; a line break at the end of the text starts none.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let end = rest.find('\n').unwrap_or(rest.len());
        self.at = start + end + 1;
        Some((start, rest[..end].trim_end_matches('\r')))
    }
}

/// Fields of a line with the byte at which each starts; our tables need no quotes.
fn fields((start, line): (usize, &str)) -> Vec<(usize, &str)> {
    let mut at = start;
    line.split(',')
        .map(|field| {
            let here = at;
            at += field.len() + 1;
            (here, field)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::posterior::Posterior;
    use super::*;

    #[test]
    fn a_table_reads_back_to_the_bit() {
        let keys = vec!["coast.patience_mean_days".to_owned(), "demand.level".to_owned()];
        let rows = vec![vec![30.1, 1.0 / 3.0], vec![15.0, 1e-7]];
        let text = Posterior::to_csv(&keys, &[0.5, 0.5], &rows);
        let source = Arc::new(Source { path: "x.csv".to_owned(), text, order: 0 });
        let mut problems = Collector::default();
        assert_eq!(parse(&source, &mut problems), Some((keys, vec![0.5, 0.5], rows)));
        assert!(!problems.has_errors());
    }
}
