//! Reading a finished study: a sequential walk over its blocks in index order.
//!
//! The order depends on the plan alone, so whatever is folded over it cannot depend on threads, restarts or the cut into
//! blocks. Only one block is in memory at a time, or a few columns of one. What a partial store leaves out is not visited.

use super::block::Layout;
use super::plan::{Study, Unit};
use super::transitions::Transitions;
use super::{Store, StudyError};
use crate::model::observation::Observations;

/// Calls `visit` for each unit with its records under all scenarios, and who did what under each policy, in the order of
/// the study.
///
/// # Errors
/// [`StudyError::Block`] if a block is missing or damaged; the errors of reading a file.
pub fn for_each_unit(
    study: &Study,
    store: &Store,
    mut visit: impl FnMut(Unit, &[Observations], Vec<Option<Transitions>>),
) -> Result<(), StudyError> {
    let layout = Layout::of(study);
    let all: Vec<usize> = (0..study.scenarios().len()).collect();
    for index in 0..study.block_count() {
        if store.leaves_out(index) {
            continue;
        }
        let units = study.block_units(index);
        let content = store.read(&layout, index, &units, &all)?;
        let mut by_scenario: Vec<_> = content.runs.into_iter().map(Vec::into_iter).collect();
        let mut by_policy: Vec<_> = content.outcomes.into_iter().map(Vec::into_iter).collect();
        for unit in units {
            let records: Vec<Observations> = by_scenario.iter_mut().filter_map(Iterator::next).collect();
            let outcomes = by_policy.iter_mut().filter_map(Iterator::next).collect();
            if store.holds(unit) {
                visit(unit, &records, outcomes);
            }
        }
    }
    Ok(())
}

/// Calls `visit` for each unit of one scenario under its own structure; the records of the others are not decoded.
///
/// # Errors
/// As [`for_each_unit`].
pub fn for_each_run_of(
    study: &Study,
    store: &Store,
    scenario: usize,
    mut visit: impl FnMut(Unit, &Observations),
) -> Result<(), StudyError> {
    let layout = Layout::of(study);
    for index in 0..study.block_count() {
        let units = study.block_units(index);
        // Alternatives come after all replicates of the scenario's own structure.
        if units.first().is_none_or(|unit| unit.structure > 0) {
            break;
        }
        if store.leaves_out(index) {
            continue;
        }
        let records = store.read(&layout, index, &units, &[scenario])?.runs;
        for (unit, record) in units.into_iter().zip(records.into_iter().flatten()) {
            if unit.structure == 0 && store.holds(unit) {
                visit(unit, &record);
            }
        }
    }
    Ok(())
}

/// Calls `visit` for some columns of one scenario under its own structure: block by block, in it column by column (by its
/// place in `columns`), in it unit by unit. Nothing else is read, so the blocks must have been verified before.
///
/// # Errors
/// As [`for_each_unit`].
pub fn for_each_column_of(
    study: &Study,
    store: &Store,
    scenario: usize,
    columns: &[usize],
    mut visit: impl FnMut(Unit, usize, &[f64]),
) -> Result<(), StudyError> {
    let layout = Layout::of(study);
    let days = study.period().len_days();
    for index in 0..study.block_count() {
        let units = study.block_units(index);
        if units.first().is_none_or(|unit| unit.structure > 0) {
            break;
        }
        if store.leaves_out(index) {
            continue;
        }
        for (place, values) in store.read_columns(&layout, index, &units, scenario, columns)?.iter().enumerate() {
            for (&unit, days) in units.iter().zip(values.chunks_exact(days)) {
                if unit.structure == 0 && store.holds(unit) {
                    visit(unit, place, days);
                }
            }
        }
    }
    Ok(())
}
