//! Days of chosen metrics, one row per scenario, replicate and day, as CSV.

use super::ReportError;
use super::table::{count_text, decimal_text};
use crate::study::{Store, Study, fold};
use std::fmt::Write as _;

/// Which days to hand out.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Only this scenario.
    pub scenario: Option<String>,
    /// Metrics in the order wanted.
    pub metrics: Vec<String>,
}

/// Walks over the days in the order scenario, replicate, date and hands the text to `sink` run by run.
///
/// `sink` says whether it wants more: a reader that went away ends the walk.
///
/// # Errors
/// [`ReportError::Unknown`] for a scenario or metric that is not there; the errors of reading blocks.
pub fn days(
    study: &Study,
    store: &Store,
    selection: &Selection,
    mut sink: impl FnMut(&str) -> bool,
) -> Result<(), ReportError> {
    let columns = study.columns();
    let unknown = |what, name: &str, known: Vec<&str>| ReportError::Unknown {
        what,
        name: name.to_owned(),
        known: known.join(", "),
    };
    let mut chosen = Vec::new();
    for name in &selection.metrics {
        let found = columns.iter().position(|column| column.name == *name);
        let known = || columns.iter().map(|column| column.name.as_str()).collect();
        chosen.push(found.ok_or_else(|| unknown("metric", name, known()))?);
    }
    let names: Vec<&str> = study.scenarios().iter().map(|scenario| scenario.name.as_str()).collect();
    if let Some(name) = &selection.scenario
        && !names.contains(&name.as_str())
    {
        return Err(unknown("scenario", name, names));
    }
    let mut wanted = sink(&format!("scenario,draw,replicate,date,{}\n", selection.metrics.join(",")));
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&scenario| names[scenario]);
    let dates: Vec<String> = study.period().days().map(|day| day.to_string()).collect();
    let mut text = String::new();
    for scenario in order {
        let name = names[scenario];
        if selection.scenario.as_deref().is_some_and(|only| only != name) || !wanted {
            continue;
        }
        fold::for_each_run_of(study, store, scenario, |unit, record| {
            if !wanted {
                return;
            }
            text.clear();
            for (day, date) in dates.iter().enumerate() {
                write!(text, "{name},{},{},{date}", unit.draw, unit.replicate)
                    .expect("writing to a String cannot fail");
                for &column in &chosen {
                    text.push(',');
                    let written = if columns[column].integer { count_text } else { decimal_text };
                    text.push_str(&written(record.column(column)[day]));
                }
                text.push('\n');
            }
            wanted = sink(&text);
        })?;
    }
    Ok(())
}
