//! Persons under way: one column per state variable, slots reused after a person leaves.
//!
//! A person exists from the choice of the boat until arrival, death, giving up or turning elsewhere. Persons are touched
//! only at their own events; memory grows with the people under way. The identity of a person (`id`) is the same in
//! every scenario and is the only thing that keys their random numbers; the slot never is.

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
    /// On the coast, in a gang's queue.
    Queued,
    /// On the coast after a failed attempt; the calendar holds the day of the next.
    Recovering,
    /// In a boat today.
    Boarded,
}

/// No slot: end of a chain, or nobody.
pub const NONE: u32 = u32::MAX;

/// Identity of an intention: origin (4 bits), month of the simulation (8 bits), index within the month (20 bits).
#[inline]
pub const fn person_id(origin: usize, month: usize, index: u32) -> u32 {
    ((origin as u32) << 28) | ((month as u32) << 20) | index
}

/// Largest number of intentions of one origin in one month that identities can tell apart.
pub const MAX_INTENTIONS: u64 = 1 << 20;
/// Largest number of months that identities can tell apart.
pub const MAX_MONTHS: usize = 256;

/// Columns of all persons under way.
#[derive(Debug, Clone, Default)]
pub struct Persons {
    /// Identity.
    pub id: Vec<u32>,
    /// Stage.
    pub stage: Vec<Stage>,
    /// Attempts made so far.
    pub attempts: Vec<u8>,
    /// Gangs chosen so far, so that each choice has its own random numbers.
    pub matches: Vec<u8>,
    /// Identity of the gang whose queue they are in or that owes them a seat.
    pub gang: Vec<u32>,
    /// Last day of patience in the present queue, days since the start of the run.
    pub deadline: Vec<i32>,
    /// Next person due on the same day (see the calendar queue).
    pub next: Vec<u32>,
    free: Vec<u32>,
    under_way: u32,
}

impl Persons {
    /// A new person in transit; returns the slot.
    pub fn create(&mut self, id: u32) -> u32 {
        self.under_way += 1;
        if let Some(slot) = self.free.pop() {
            let s = slot as usize;
            self.id[s] = id;
            self.stage[s] = Stage::Transit;
            self.attempts[s] = 0;
            self.matches[s] = 0;
            self.gang[s] = NONE;
            self.deadline[s] = 0;
            slot
        } else {
            self.id.push(id);
            self.stage.push(Stage::Transit);
            self.attempts.push(0);
            self.matches.push(0);
            self.gang.push(NONE);
            self.deadline.push(0);
            self.next.push(NONE);
            (self.id.len() - 1) as u32
        }
    }

    /// The person leaves the model; the slot may be used again.
    pub fn remove(&mut self, slot: u32) {
        debug_assert!(self.stage[slot as usize] != Stage::Free, "a person leaves once");
        self.stage[slot as usize] = Stage::Free;
        self.free.push(slot);
        self.under_way -= 1;
    }

    /// Index of the person's origin.
    #[inline]
    pub fn origin(&self, slot: u32) -> usize {
        (self.id[slot as usize] >> 28) as usize
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
        let a = persons.create(person_id(3, 7, 11));
        let b = persons.create(person_id(15, 255, (MAX_INTENTIONS - 1) as u32));
        assert_eq!((persons.origin(a), persons.origin(b)), (3, 15));
        persons.attempts[a as usize] = 4;
        persons.remove(a);
        let c = persons.create(person_id(1, 2, 3));
        assert_eq!(c, a);
        assert_eq!(persons.attempts[c as usize], 0);
        assert_eq!(persons.under_way(), 2);
    }
}
