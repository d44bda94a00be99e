//! Persons under way: one row a person, slots reused after a person leaves.
//!
//! A person exists from the choice of the boat until arrival, death, giving up or turning elsewhere. Persons are touched
//! only at their own events; memory grows with the people under way. An event reads and writes most of a row, in no order
//! of slots, so that a row of 24 bytes costs one line of the cache where a column a variable would cost one each. The
//! identity of a person (`id`) is the same in every scenario and is the only thing that keys their random numbers; the
//! slot never is.

use std::ops::{Index, IndexMut};

/// Where a person under way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Stage {
    /// The slot is free.
    Free,
    /// On the way from the choice to the coast; the calendar holds the day of arrival.
    Transit,
    /// On the coast, looking for a gang; the calendar holds the next try.
    Seeking,
    /// On the coast, in a gang's queue, or in a boat of today's.
    Queued,
    /// On the coast after a failed attempt; the calendar holds the day of the next.
    Recovering,
}

/// No slot: end of a chain, or nobody.
pub const NONE: u32 = u32::MAX;

/// Identity of an intention: origin (4 bits), month of the simulation (8 bits), index within the month (32 bits). The
/// upper 20 bits stay free for the occasion that a random word is for (see `luck`).
#[inline]
pub const fn person_id(origin: usize, month: usize, index: u32) -> u64 {
    ((origin as u64) << 40) | ((month as u64) << 32) | index as u64
}

/// Place of the origin that an identity holds.
#[inline]
pub const fn origin_of(id: u64) -> usize {
    (id >> 40 & 0xf) as usize
}

/// Month of the simulation that an identity holds.
#[inline]
pub const fn month_of(id: u64) -> usize {
    (id >> 32 & 0xff) as usize
}

/// Largest number of intentions of one origin in one month that identities can tell apart.
pub const MAX_INTENTIONS: u64 = 1 << 32;
/// Largest number of origins that identities can tell apart.
pub const MAX_ORIGINS: usize = 16;
/// Largest number of months that identities can tell apart.
pub const MAX_MONTHS: usize = 256;

/// One person under way.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// Identity.
    pub id: u64,
    /// Identity of the gang whose queue they are in or that owes them a seat; of a free slot, the next free one.
    pub gang: u32,
    /// How easily they are caught: a word that is theirs all along ([`super::luck::Trait::Frailty`]).
    pub frailty: u32,
    /// Last day of patience in the present queue, days since the start of the run.
    pub deadline: u16,
    /// Day of reaching the coast, days since the start of the run.
    pub coast_day: u16,
    /// Attempts made so far.
    pub attempts: u8,
    /// Gangs chosen so far, so that each choice has its own random numbers.
    pub matches: u8,
    /// Stage.
    pub stage: Stage,
}

impl Person {
    /// Index of the person's origin.
    #[inline]
    pub const fn origin(&self) -> usize {
        origin_of(self.id)
    }
}

/// Everyone under way, by slot.
#[derive(Debug, Clone)]
pub struct Persons {
    rows: Vec<Person>,
    free: u32,
    under_way: u32,
}

impl Default for Persons {
    fn default() -> Self {
        Self { rows: Vec::new(), free: NONE, under_way: 0 }
    }
}

impl Index<u32> for Persons {
    type Output = Person;

    #[inline]
    fn index(&self, slot: u32) -> &Person {
        &self.rows[slot as usize]
    }
}

impl IndexMut<u32> for Persons {
    #[inline]
    fn index_mut(&mut self, slot: u32) -> &mut Person {
        &mut self.rows[slot as usize]
    }
}

impl Persons {
    /// A new person in transit, with their word of frailty; returns the slot.
    #[inline]
    pub fn create(&mut self, id: u64, frailty: u32) -> u32 {
        self.under_way += 1;
        let person = Person {
            id,
            gang: NONE,
            frailty,
            deadline: 0,
            coast_day: 0,
            attempts: 0,
            matches: 0,
            stage: Stage::Transit,
        };
        let slot = self.free;
        if let Some(row) = self.rows.get_mut(slot as usize) {
            self.free = row.gang;
            *row = person;
            slot
        } else {
            self.rows.push(person);
            (self.rows.len() - 1) as u32
        }
    }

    /// The person leaves the model; the slot may be used again.
    #[inline]
    pub fn remove(&mut self, slot: u32) {
        let row = &mut self.rows[slot as usize];
        debug_assert!(row.stage != Stage::Free, "a person leaves once");
        row.stage = Stage::Free;
        row.gang = self.free;
        self.free = slot;
        self.under_way -= 1;
    }

    /// Rows of all slots, to be changed by those who see to many people at once.
    pub fn rows_mut(&mut self) -> &mut [Person] {
        &mut self.rows
    }

    /// Rows of all slots, free ones too.
    pub fn rows(&self) -> &[Person] {
        &self.rows
    }

    /// How many are in a stage.
    pub fn count(&self, stage: Stage) -> usize {
        self.rows.iter().filter(|person| person.stage == stage).count()
    }

    /// People under way.
    pub const fn under_way(&self) -> u32 {
        self.under_way
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_reused_and_identities_kept_apart() {
        let mut persons = Persons::default();
        let a = persons.create(person_id(3, 7, 11), 0);
        let b = persons.create(person_id(15, 255, (MAX_INTENTIONS - 1) as u32), 0);
        assert_eq!((persons[a].origin(), persons[b].origin()), (3, 15));
        assert_eq!([month_of(persons[a].id), month_of(persons[b].id)], [7, 255]);
        persons[a].attempts = 4;
        persons.remove(a);
        assert_eq!((persons.count(Stage::Free), persons.count(Stage::Transit)), (1, 1));
        let c = persons.create(person_id(1, 2, 3), 0);
        assert_eq!(c, a);
        assert_eq!(persons[c].attempts, 0);
        assert_eq!(persons.under_way(), 2);
    }

    #[test]
    fn a_person_takes_a_row_of_24_bytes() {
        assert_eq!(size_of::<Person>(), 24);
    }
}
