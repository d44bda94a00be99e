//! A survey of a directory: which blocks are whole, missing, damaged or another study's.
//!
//! Reads every byte of every block that is asked about, side by side, and changes nothing.

use super::block::Layout;
use super::plan::Study;
use super::store::BlockState;
use super::{Store, StudyError};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

/// What was found, each list in ascending order.
#[derive(Debug, Default)]
pub struct Survey {
    /// Blocks with every byte as it was written.
    pub whole: Vec<u32>,
    /// Blocks that are not there.
    pub missing: Vec<u32>,
    /// Blocks that are there and not what was written, with the reason.
    pub damaged: Vec<(u32, String)>,
    /// Blocks of another study, version or cut, with the refusal.
    pub foreign: Vec<(u32, StudyError)>,
}

impl Survey {
    /// Looks at blocks on the threads of the current pool.
    ///
    /// # Errors
    /// [`StudyError::Io`] if a file cannot be read.
    pub fn of(study: &Study, store: &Store, blocks: &[u32]) -> Result<Self, StudyError> {
        let layout = Layout::of(study);
        let states: Vec<_> = blocks.par_iter().map(|&index| store.state(study, &layout, index)).collect();
        let mut survey = Self::default();
        for (&index, state) in blocks.iter().zip(states) {
            match state {
                Ok(BlockState::Whole) => survey.whole.push(index),
                Ok(BlockState::Missing) => survey.missing.push(index),
                Ok(BlockState::Damaged(reason)) => survey.damaged.push((index, reason)),
                Err(error @ StudyError::Refused { .. }) => survey.foreign.push((index, error)),
                Err(error) => return Err(error),
            }
        }
        Ok(survey)
    }

    /// Blocks that have to be computed: missing and damaged ones.
    pub fn open(&self) -> Vec<u32> {
        let mut open: Vec<u32> = self.missing.iter().copied().chain(self.bad()).collect();
        open.sort_unstable();
        open
    }

    /// Blocks that are there and damaged.
    pub fn bad(&self) -> impl Iterator<Item = u32> + '_ {
        self.damaged.iter().map(|(index, _)| *index)
    }

    /// One sentence for each damaged block.
    pub fn damage(&self) -> Vec<String> {
        self.damaged
            .iter()
            .map(|(index, reason)| format!("{} is damaged ({reason})", Store::block_name(*index)))
            .collect()
    }

    /// The survey, if no block is another study's.
    ///
    /// # Errors
    /// [`StudyError::Refused`] for the first that is.
    pub fn ours(mut self) -> Result<Self, StudyError> {
        if self.foreign.is_empty() { Ok(self) } else { Err(self.foreign.swap_remove(0).1) }
    }
}
