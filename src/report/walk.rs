//! The walks over the blocks of a study that make its tables: each column is decoded once.
//!
//! The first walk looks at every byte and takes the digests of the files; later ones, of large studies whose series do not
//! fit into memory at once, read their own columns only. Computes nothing itself.

use super::Output;
use super::gather::{Gathered, Gathering};
use super::series::Series;
use super::table::Table;
use crate::study::{Store, Study, StudyError, fold, hex};
use sha2::{Digest, Sha256};

/// What the walks gather.
pub(super) struct Walked {
    /// Sums by period, by structure.
    pub by_structure: Vec<Gathered>,
    /// `timeseries.csv`.
    pub series: Table,
    /// Files of the blocks that were read.
    pub blocks: Vec<Output>,
}

/// Walks over all blocks that the store does not leave out.
///
/// # Errors
/// The errors of reading blocks.
pub(super) fn walk(study: &Study, store: &Store) -> Result<Walked, StudyError> {
    let (mut gathering, mut series, mut blocks) = (Gathering::of(study), Series::of(study), Vec::new());
    for (turn, columns) in series.walks().into_iter().enumerate() {
        series.begin(&columns);
        fold::for_each_block(study, store, turn == 0, |index, units, block| {
            if turn == 0 {
                let (path, sha256) = (Store::block_name(index), hex(&Sha256::digest(&block.bytes)));
                blocks.push(Output { path, sha256, bytes: block.bytes.len() as u64, rows: None });
            }
            let held = gathering.begin(units, block, |unit| store.holds(unit));
            for (place, &column) in columns.iter().enumerate() {
                series.add(place, &held, &gathering.add(block, column)?);
            }
            series.end_block(held.len());
            Ok(())
        })?;
        series.end(&columns);
    }
    Ok(Walked { by_structure: gathering.all, series: series.table(), blocks })
}
