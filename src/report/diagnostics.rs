//! `diagnostics.csv`: whether the numbers are good enough to be read.
//!
//! Holds what depends on the study alone. What depends on how it was run (damaged blocks, restarts) stands in the
//! manifest under `execution` and in the log, so that an interrupted run gives the same bytes here.

use super::comparison::contrast;
use super::gather::Gathered;
use super::stopping;
use super::table::{Field, Kind, Table};
use crate::estimate::{EstimateError, mean, standard_error};
use crate::model::observation::Metric;
use crate::study::Study;

/// Above this share of the mean, the Monte Carlo error would show in a chart.
const RELATIVE_ERROR: f64 = 0.02;
/// Rows that a sheet of a spreadsheet holds, without the header.
const SHEET_ROWS: usize = 1_048_575;
/// Replicates at which a rule, or its cap, ended the study.
const STOPPED: &str = "stopped_at_replicates_count";

/// The table of checks.
///
/// # Errors
/// [`EstimateError`] if there is nothing to compare.
pub(super) fn table(study: &Study, gathered: &Gathered, largest_table: usize) -> Result<Table, EstimateError> {
    let fields = vec![
        Field::new("check", Kind::Text, "", "What was checked."),
        Field::new("value", Kind::Number, "", "Value seen; empty where the replicates are too few to tell.").optional(),
        Field::new("threshold", Kind::Number, "", "Value it is held against."),
        Field::new("status", Kind::Text, "", "ok or warning."),
        Field::new("note", Kind::Text, "", "What the check means here, where that is not plain.").optional(),
    ];
    let mut table = Table::new("diagnostics.csv", "Checks of the study.", 1, fields);
    let half_widths = stopping::half_widths_of(study, gathered)?;
    let reason = stopping::reason(study, &half_widths);
    let mut push = |check: String, value: f64, threshold: f64, holds: bool| {
        let status = if holds { "ok" } else { "warning" };
        let note = reason.as_deref().filter(|_| check.starts_with(STOPPED));
        table.push(vec![check.as_str().into(), value.into(), threshold.into(), status.into(), note.into()]);
    };
    if let Some(stopping) = study.stopping() {
        let (met, threshold) = (stopping::is_met(&stopping.rule, &half_widths), stopping.rule.threshold());
        push(STOPPED.to_owned(), f64::from(study.replicates()), f64::from(stopping.greatest), met);
        for one in half_widths {
            let value = one.value.unwrap_or(f64::NAN);
            push(one.name, value, threshold, value < threshold);
        }
    }
    let (done, asked) = (gathered.replicates() as f64, f64::from(study.replicates()));
    push("replicates_done_count".to_owned(), done, asked, done == asked);
    push(
        "rows_of_largest_table_count".to_owned(),
        largest_table as f64,
        SHEET_ROWS as f64,
        largest_table <= SHEET_ROWS,
    );
    let (arrivals, span) = (Metric::Arrivals as usize, gathered.judged_span());
    let baseline = gathered.values(0, arrivals, span);
    let level = mean(baseline);
    // Without arrivals there is no share to speak of, and no error either.
    let share = |error: f64| {
        if level == 0.0 && error == 0.0 { 0.0 } else { error / level }
    };
    let error = share(standard_error(baseline));
    push("baseline_arrivals_mc_error_share".to_owned(), error, RELATIVE_ERROR, error <= RELATIVE_ERROR);
    for (scenario, named) in study.scenarios().iter().enumerate().skip(1) {
        // Other people than the baseline's cannot be compared one by one.
        let same = gathered.outcomes(scenario).is_some();
        push(format!("same_people_as_baseline:{}", named.name), f64::from(u8::from(same)), 1.0, same);
        let error = contrast(gathered, scenario, arrivals, span)?.mc_standard_error;
        let error = error.map_or(f64::NAN, share);
        let check = format!("arrivals_difference_mc_error_share:{}", named.name);
        push(check, error, RELATIVE_ERROR, error <= RELATIVE_ERROR);
    }
    Ok(table)
}
