//! Spare memory: what histories that are over have written in, for later ones to write in again.
//!
//! A record takes two megabytes and the fates of a history one. The allocator hands such pieces back to the system, which
//! clears every page of them before it lends it again: a twentieth of the time of a forked history. What is taken from here
//! is written over, so that no result depends on what it held.

use super::observation::Observations;
use super::state::fates::Fates;
use crate::quantity::Period;

/// Records and fates that nobody needs any more.
#[derive(Debug, Default)]
pub struct Spare {
    records: Vec<Observations>,
    fates: Vec<Fates>,
}

impl Spare {
    /// Keeps the memory of a record.
    pub fn keep_record(&mut self, record: Observations) {
        self.records.push(record);
    }

    /// Keeps the memory of fates.
    pub fn keep_fates(&mut self, fates: Fates) {
        if !fates.are_forgotten() {
            self.fates.push(fates);
        }
    }

    /// Takes over all that another keeps.
    pub fn keep_all(&mut self, mut other: Self) {
        self.records.append(&mut other.records);
        self.fates.append(&mut other.fates);
    }

    /// Parts with the memory of at most so many histories.
    #[must_use]
    pub fn take(&mut self, histories: usize) -> Self {
        fn last<T>(list: &mut Vec<T>, most: usize) -> Vec<T> {
            list.split_off(list.len().saturating_sub(most))
        }
        Self { records: last(&mut self.records, histories), fates: last(&mut self.fates, histories) }
    }

    /// A record whose values mean nothing until they are written, which a history does on each of its days.
    pub(super) fn record(&mut self, period: Period, origins: usize) -> Observations {
        match self.records.pop() {
            Some(spare) => spare.reused(period, origins),
            None => Observations::new(period, origins),
        }
    }

    /// Fates of nobody so far.
    pub(super) fn fates(&mut self) -> Fates {
        self.fates.pop().map(Fates::emptied).unwrap_or_default()
    }

    /// The first `days` days of the same record.
    pub(super) fn copy_of_record(&mut self, record: &Observations, days: usize) -> Observations {
        match self.records.pop() {
            Some(spare) => spare.reused_for(record, days),
            None => record.clone(),
        }
    }

    /// The same fates.
    pub(super) fn copy_of_fates(&mut self, fates: &Fates) -> Fates {
        match self.fates.pop() {
            Some(mut spare) => {
                spare.clone_from(fates);
                spare
            }
            None => fates.clone(),
        }
    }
}
