//! `comparison.csv`: every policy against the baseline, replicate by replicate.
//!
//! The interval of the mean is the Monte Carlo error of the expected effect: it shrinks with replicates. The spread is
//! what single replicates show, chance and parameters together: it does not shrink, and the share below zero is the share
//! of runs, not the probability that a policy works.

use super::gather::Gathered;
use super::series::band_fields;
use super::structures;
use super::table::{Cell, Field, Kind, Table};
use crate::estimate::{Contrast, EstimateError};
use crate::study::Study;

fn fields() -> Vec<Field> {
    let unit = "unit of the metric";
    let mut fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the policy scenario."),
        Field::new("baseline", Kind::Text, "", "Name of the scenario it is compared with."),
        Field::new("metric", Kind::Text, "", "Daily column, summed up or averaged over the period."),
        Field::new(
            "period",
            Kind::Text,
            "",
            "Calendar year, `total`, or `from_origin`: the days after the forecast origin.",
        ),
        Field::new("n_replicates", Kind::Integer, "replicates", "Paired replicates.").at_least(1.0),
        Field::new(
            "mean_difference",
            Kind::Number,
            unit,
            "Mean of policy minus baseline: the estimated expected effect.",
        ),
        Field::new("mc_standard_error", Kind::Number, unit, "Monte Carlo standard error of the mean difference.")
            .optional()
            .at_least(0.0),
        Field::new("mean_low95", Kind::Number, unit, "Lower end of the 95 % interval of the expected effect.")
            .optional(),
        Field::new("mean_high95", Kind::Number, unit, "Upper end of that interval.").optional(),
        Field::new(
            "relative_difference_share",
            Kind::Number,
            "share",
            "Mean difference as a share of the baseline's mean.",
        )
        .optional(),
        Field::new("relative_low95_share", Kind::Number, "share", "Lower end of its 95 % interval.").optional(),
        Field::new("relative_high95_share", Kind::Number, "share", "Upper end of its 95 % interval.").optional(),
        Field::new("spread_median", Kind::Number, unit, "Median of the differences of single replicates."),
    ];
    fields.extend(band_fields("spread_", "the differences of single replicates: chance and parameters together"));
    fields.extend([
        Field::new(
            "share_of_runs_below_zero_share",
            Kind::Number,
            "share",
            "Share of replicates with a difference below zero; not the probability that the policy works.",
        )
        .at_least(0.0)
        .at_most(1.0),
        Field::new(
            "variance_reduction_factor",
            Kind::Number,
            "factor",
            "How many times more independent replicates would give the same error.",
        )
        .optional()
        .at_least(0.0),
        Field::new(
            "first_day_of_difference",
            Kind::Date,
            "",
            "First day of the whole period on which the metric differs in any replicate; empty if it never does.",
        )
        .optional(),
        Field::new(
            "identical",
            Kind::Boolean,
            "",
            "Whether the metric's value over the period is the same in every replicate.",
        ),
    ]);
    fields
}

/// The draw of every replicate.
pub(super) fn draws(gathered: &Gathered) -> Vec<u32> {
    gathered.units().iter().map(|unit| unit.draw).collect()
}

/// The contrast of one metric and period; replicates that share a parameter draw are one cluster.
///
/// # Errors
/// [`EstimateError`] if there is nothing to compare.
pub(super) fn contrast(
    gathered: &Gathered,
    scenario: usize,
    column: usize,
    span: usize,
) -> Result<Contrast, EstimateError> {
    let draws = draws(gathered);
    let of = |scenario| gathered.values(scenario, column, span);
    Contrast::clustered_by_draw(of(0), of(scenario), &draws)
}

/// The table of comparisons; empty for a study of one scenario. A study of several structures has one more column.
///
/// # Errors
/// [`EstimateError`] if there is nothing to compare.
pub(super) fn table(study: &Study, gathered: &[Gathered]) -> Result<Table, EstimateError> {
    let table = Table::new("comparison.csv", "Paired differences between each policy and the baseline.", 4, fields());
    let mut table = structures::extend(table, study);
    for (structure, gathered) in gathered.iter().enumerate() {
        push_structure(&mut table, study, structure, gathered)?;
    }
    Ok(table)
}

fn push_structure(
    table: &mut Table,
    study: &Study,
    structure: usize,
    gathered: &Gathered,
) -> Result<(), EstimateError> {
    for (scenario, named) in study.scenarios().iter().enumerate().skip(1) {
        for (number, column) in gathered.columns.iter().enumerate() {
            for (at, span) in gathered.spans.iter().enumerate() {
                let contrast = contrast(gathered, scenario, number, at)?;
                let mut row: Vec<Cell> = vec![
                    named.name.as_str().into(),
                    study.baseline().name.as_str().into(),
                    column.name.as_str().into(),
                    span.label.as_str().into(),
                ];
                row.extend(cells(&contrast));
                row.push(gathered.first_difference(scenario, number).into());
                row.push(contrast.identical.into());
                row.extend(structures::cell(study, structure));
                table.push(row);
            }
        }
    }
    Ok(())
}

fn cells(contrast: &Contrast) -> Vec<Cell> {
    let (spread, relative) = (&contrast.spread, contrast.relative);
    vec![
        contrast.n.into(),
        contrast.mean_difference.into(),
        contrast.mc_standard_error.into(),
        contrast.low95.into(),
        contrast.high95.into(),
        relative.map(|share| share.difference).into(),
        relative.and_then(|share| share.low95).into(),
        relative.and_then(|share| share.high95).into(),
        spread.median.into(),
        spread.low50.into(),
        spread.high50.into(),
        spread.low80.into(),
        spread.high80.into(),
        spread.low95.into(),
        spread.high95.into(),
        contrast.share_below_zero.into(),
        contrast.variance_reduction_factor.into(),
    ]
}
