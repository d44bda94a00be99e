//! Reading a finished study: a sequential walk over its blocks in index order.
//!
//! The order depends on the plan alone, so whatever is folded over it cannot depend on threads, restarts or the cut into
//! blocks. Only one block is in memory at a time, or a few columns of one. What a partial store leaves out is not visited.

use super::block::{Fault, Layout, Open};
use super::plan::{Study, Unit};
use super::{Store, StudyError};
use crate::model::observation::Observations;

/// Calls `visit` for each unit of one scenario under its own structure; the records of the others are not decoded.
///
/// # Errors
/// [`StudyError::Block`] if a block is missing or damaged; the errors of reading a file.
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

/// Calls `visit` for each block with its units, opened to be read column by column. A walk that is not `whole` does not look
/// at every byte, so a walk before it must have.
///
/// # Errors
/// As [`for_each_run_of`].
pub fn for_each_block(
    study: &Study,
    store: &Store,
    whole: bool,
    mut visit: impl FnMut(u32, &[Unit], &Open) -> Result<(), Fault>,
) -> Result<(), StudyError> {
    let layout = Layout::of(study);
    for index in (0..study.block_count()).filter(|&index| !store.leaves_out(index)) {
        let units = study.block_units(index);
        let open = store.open_block(&layout, index, &units, whole)?;
        visit(index, &units, &open).map_err(|fault| store.unreadable(index, fault))?;
    }
    Ok(())
}
