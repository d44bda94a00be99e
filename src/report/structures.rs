//! `structures.csv`: the effect of every policy under each structure, and the range over structures.
//!
//! The range is over the structures that were run, each with its own Monte Carlo error; it is no interval, and structures
//! have no probabilities. Only a study of several structures has this table.

use super::comparison::contrast;
use super::gather::Gathered;
use super::table::{Cell, Field, Kind, Table};
use crate::estimate::{Contrast, EstimateError};
use crate::study::Study;
use serde::Serialize;

/// The column `structure` of other tables.
pub(super) fn field() -> Field {
    let text = "`scenario` for the scenarios' own structure, otherwise the alternative set in all of them, such as \
                `capacity=ces`.";
    Field::new("structure", Kind::Text, "", text)
}

/// Adds the column to a table, if the study has several structures.
pub(super) fn extend(table: Table, study: &Study) -> Table {
    if study.structure_count() > 1 { table.with_last_key(field()) } else { table }
}

/// The cell of that column, if there is one.
pub(super) fn cell(study: &Study, structure: usize) -> Option<Cell> {
    (study.structure_count() > 1).then(|| study.structure_name(structure).as_str().into())
}

/// Least and greatest mean effect over structures.
#[derive(Debug, Clone, Serialize)]
pub struct EffectRange {
    /// Policy scenario.
    pub scenario: String,
    /// Metric.
    pub metric: String,
    /// Structures run, the scenarios' own included.
    pub structures: usize,
    /// Least mean difference.
    pub low: f64,
    /// As a share of the baseline's mean under the same structure.
    pub low_relative: Option<f64>,
    /// The structure that gives it.
    pub low_structure: String,
    /// Greatest mean difference.
    pub high: f64,
    /// As a share of the baseline's mean under the same structure.
    pub high_relative: Option<f64>,
    /// The structure that gives it.
    pub high_structure: String,
}

impl EffectRange {
    /// The range of one metric and period; `None` for a study of one structure.
    ///
    /// # Errors
    /// [`EstimateError`] if there is nothing to compare.
    pub(super) fn of(
        study: &Study,
        by_structure: &[Gathered],
        scenario: usize,
        column: usize,
        span: usize,
    ) -> Result<Option<Self>, EstimateError> {
        if study.structure_count() < 2 {
            return Ok(None);
        }
        let all = contrasts(by_structure, scenario, column, span)?;
        let (low, high) = ends(&all);
        Ok(Some(Self {
            scenario: study.scenarios()[scenario].name.clone(),
            metric: by_structure[0].columns[column].name.clone(),
            structures: all.len(),
            low: all[low].mean_difference,
            low_relative: all[low].relative.map(|share| share.difference),
            low_structure: study.structure_name(low),
            high: all[high].mean_difference,
            high_relative: all[high].relative.map(|share| share.difference),
            high_structure: study.structure_name(high),
        }))
    }
}

fn contrasts(
    by_structure: &[Gathered],
    scenario: usize,
    column: usize,
    span: usize,
) -> Result<Vec<Contrast>, EstimateError> {
    by_structure.iter().map(|gathered| contrast(gathered, scenario, column, span)).collect()
}

/// Places of the least and the greatest mean difference; the first of equals.
fn ends(all: &[Contrast]) -> (usize, usize) {
    let (mut low, mut high) = (0, 0);
    for (at, contrast) in all.iter().enumerate() {
        if contrast.mean_difference < all[low].mean_difference {
            low = at;
        }
        if contrast.mean_difference > all[high].mean_difference {
            high = at;
        }
    }
    (low, high)
}

/// The table; `None` for a study of one structure.
///
/// # Errors
/// [`EstimateError`] if there is nothing to compare.
pub(super) fn table(study: &Study, by_structure: &[Gathered]) -> Result<Option<Table>, EstimateError> {
    if study.structure_count() < 2 {
        return Ok(None);
    }
    let unit = "unit of the metric";
    let structure = "`scenario` for the scenarios' own structure, an alternative such as `capacity=ces`, or `range_low` and \
                     `range_high`: the least and the greatest mean difference over all of them.";
    let fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the policy scenario."),
        Field::new("metric", Kind::Text, "", "Daily column, summed up or averaged over the period."),
        Field::new(
            "period",
            Kind::Text,
            "",
            "Calendar year, `total`, or `from_origin`: the days after the forecast origin.",
        ),
        Field::new("structure", Kind::Text, "", structure),
        Field::new("mean_difference", Kind::Number, unit, "Mean of policy minus baseline under the structure."),
        Field::new("mc_standard_error", Kind::Number, unit, "Monte Carlo standard error of the mean difference.")
            .optional()
            .at_least(0.0),
        Field::new(
            "relative_difference_share",
            Kind::Number,
            "share",
            "Mean difference as a share of the baseline's mean under the same structure.",
        )
        .optional(),
        Field::new("attained_by", Kind::Text, "", "The structure that a row of the table shows."),
    ];
    let description = "Effects under every structure and their range over structures.";
    let mut table = Table::new("structures.csv", description, 4, fields);
    for (scenario, named) in study.scenarios().iter().enumerate().skip(1) {
        for (number, column) in by_structure[0].columns.iter().enumerate() {
            for (at, span) in by_structure[0].spans.iter().enumerate() {
                let all = contrasts(by_structure, scenario, number, at)?;
                let (low, high) = ends(&all);
                let mut push = |label: &str, structure: usize| {
                    let contrast = &all[structure];
                    table.push(vec![
                        named.name.as_str().into(),
                        column.name.as_str().into(),
                        span.label.as_str().into(),
                        label.into(),
                        contrast.mean_difference.into(),
                        contrast.mc_standard_error.into(),
                        contrast.relative.map(|share| share.difference).into(),
                        study.structure_name(structure).as_str().into(),
                    ]);
                };
                for structure in 0..all.len() {
                    push(&study.structure_name(structure), structure);
                }
                push("range_low", low);
                push("range_high", high);
            }
        }
    }
    Ok(Some(table))
}
