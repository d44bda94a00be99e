//! How near a study is to its stopping rule: the half widths that the rule speaks of, from the blocks so far.
//!
//! Decides nothing about what to run; the same numbers stand in `diagnostics.csv` when the study has ended.

use super::ReportError;
use super::comparison::{contrast, draws};
use super::gather::{Gathered, spans};
use crate::estimate::{Contrast, EstimateError, mean};
use crate::study::{Rule, Store, Study};

/// Half width of one contrast, as a share of the baseline's mean or in the unit of the metric.
#[derive(Debug, Clone, PartialEq)]
pub struct HalfWidth {
    /// The contrast as a rule writes it.
    pub name: String,
    /// Its half width; none where it cannot be told.
    pub value: Option<f64>,
}

/// Checks that a rule speaks of what the study has.
///
/// # Errors
/// A sentence that says what there is.
pub fn check(study: &Study, rule: &Rule) -> Result<(), String> {
    let columns: Vec<String> = study.columns().into_iter().map(|column| column.name).collect();
    if !columns.contains(&rule.metric) {
        return Err(format!("there is no metric `{}`; `strait describe columns` lists them", rule.metric));
    }
    let labels: Vec<String> = spans(study.period(), study.origin_day()).into_iter().map(|span| span.label).collect();
    if !labels.contains(&rule.period) {
        return Err(format!("there is no period `{}`; there are {}", rule.period, labels.join(", ")));
    }
    let names: Vec<&str> = study.scenarios().iter().skip(1).map(|scenario| scenario.name.as_str()).collect();
    match &rule.scenario {
        Some(name) if !names.contains(&name.as_str()) => Err(format!(
            "there is no policy `{name}`; {}",
            if names.is_empty() { "the study has none".to_owned() } else { format!("there are {}", names.join(", ")) }
        )),
        _ => Ok(()),
    }
}

/// The half widths that the rule of a study speaks of, from the blocks of a look.
///
/// # Errors
/// The errors of reading blocks and of estimates.
pub fn half_widths(look: &Study, store: &Store, rule: &Rule) -> Result<Vec<HalfWidth>, ReportError> {
    let gathered = Gathered::read(look, store)?;
    Ok(of_gathered(look, &gathered[0], rule)?)
}

/// The same from a study that is gathered already.
fn of_gathered(study: &Study, gathered: &Gathered, rule: &Rule) -> Result<Vec<HalfWidth>, EstimateError> {
    let column = gathered.columns.iter().position(|column| column.name == rule.metric);
    let span = gathered.spans.iter().position(|span| span.label == rule.period);
    let (Some(column), Some(span)) = (column, span) else { return Ok(Vec::new()) };
    let level = mean(gathered.values(0, column, span)).abs();
    let half_width = |name: &str, contrast: Contrast| {
        let half = contrast.low95.zip(contrast.high95).map(|(low, high)| (high - low) / 2.0);
        let value = match half {
            Some(half) if !rule.relative || half == 0.0 => Some(half),
            half => half.map(|half| half / level).filter(|share| share.is_finite()),
        };
        HalfWidth { name: format!("half_width({name}:{}.{})", rule.metric, rule.period), value }
    };
    if study.scenarios().len() == 1 {
        let values = gathered.values(0, column, span);
        let contrast = Contrast::clustered_by_draw(&vec![0.0; values.len()], values, &draws(gathered))?;
        return Ok(vec![half_width(&study.baseline().name, contrast)]);
    }
    let named = study.scenarios().iter().enumerate().skip(1);
    let asked = named.filter(|(_, scenario)| rule.scenario.as_ref().is_none_or(|name| scenario.name == *name));
    asked.map(|(at, scenario)| Ok(half_width(&scenario.name, contrast(gathered, at, column, span)?))).collect()
}

/// The half widths of a finished study; empty if its size was given.
pub(super) fn half_widths_of(study: &Study, gathered: &Gathered) -> Result<Vec<HalfWidth>, EstimateError> {
    study.stopping().map_or(Ok(Vec::new()), |stopping| of_gathered(study, gathered, &stopping.rule))
}

/// Whether every half width is below the limit.
pub fn is_met(rule: &Rule, half_widths: &[HalfWidth]) -> bool {
    half_widths.iter().all(|one| one.value.is_some_and(|value| value < rule.threshold()))
}

/// Why a study with a rule ended, in words; `None` if its size was given.
pub(super) fn reason(study: &Study, half_widths: &[HalfWidth]) -> Option<String> {
    let stopping = study.stopping()?;
    let looks = stopping.looks(study.arrangement()).unwrap_or_default();
    let count = looks.iter().filter(|look| **look <= study.replicates()).count();
    let rule = &stopping.rule;
    Some(if is_met(rule, half_widths) {
        format!(
            "the rule {rule} was met at {} replicates, at look {count} of at most {}",
            study.replicates(),
            looks.len()
        )
    } else {
        format!("the cap of {} replicates was reached before the rule {rule} was met", study.replicates())
    })
}
