//! Persons under way: one row of 16 bytes a person, which moves with them.
//!
//! A person exists from the choice of the boat until arrival, death, giving up or turning elsewhere. There is no table of
//! them: where the row lies says what they do. On the way to the coast they are an identity in the calendar of journeys; on
//! the coast a row in a gang's queue, in the day's boats, or in a calendar until they look for a gang or try again. Rows
//! are seen to in the order in which they lie, so that memory is read as it comes. The identity (`id`) is the same in every
//! scenario and is the only thing that keys a person's random numbers.

/// No gang.
pub const NONE: u32 = u32::MAX;

/// Identity of an intention: month of the simulation (8 bits from bit 16 on), origin (4 bits) and, from bit 28 on, the index
/// within the month (32 bits). The lower 16 bits stay free for the occasion that a random word is for (see `luck`): what
/// differs from one word to another must not stand in the uppermost bits of an item ([`crate::random::WyRand`]).
#[inline]
pub const fn person_id(origin: usize, month: usize, index: u32) -> u64 {
    (index as u64 * NEXT_PERSON) | ((origin as u64) << 24) | ((month as u64) << 16)
}

/// From an identity to that of the next of the same origin and month.
pub const NEXT_PERSON: u64 = 1 << 28;

/// Place of the origin that an identity holds.
#[inline]
pub const fn origin_of(id: u64) -> usize {
    (id >> 24 & 0xf) as usize
}

/// Month of the simulation that an identity holds.
#[inline]
pub const fn month_of(id: u64) -> usize {
    (id >> 16 & 0xff) as usize
}

/// Index within the month that an identity holds.
#[inline]
pub const fn index_of(id: u64) -> u32 {
    (id / NEXT_PERSON) as u32
}

/// Largest number of intentions of one origin in one month that identities can tell apart.
pub const MAX_INTENTIONS: u64 = 1 << 32;
/// Largest number of origins that identities can tell apart.
pub const MAX_ORIGINS: usize = 16;
/// Largest number of months that identities can tell apart.
pub const MAX_MONTHS: usize = 256;

/// One choice of a gang, one attempt: counted below the identity, each in 8 bits of its own, which tell occasions apart.
const CHOICE: u64 = 1;
const ATTEMPT: u64 = 1 << 8;
/// Most that is counted of either.
const MOST: u64 = 255;

/// One person on the coast, in two numbers: a row is copied more often than any part of it is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Person {
    /// Identity, attempts made so far (8 bits from bit 8 on) and gangs chosen so far (the lower 8 bits).
    who: u64,
    /// Gang (32 bits), day of reaching the coast (16) and last day of patience (the upper 16, so that ends of patience
    /// compare in one step).
    place: u64,
}

impl Person {
    /// A person who reaches the coast today.
    #[inline]
    pub const fn on_coast(id: u64, today: u16) -> Self {
        Self { who: id, place: (today as u64) << 32 | NONE as u64 }
    }

    /// The same person in a place of a gang's queue ([`NONE`] for no gang), with the last day of their patience there.
    #[inline]
    #[must_use]
    pub const fn joining(self, gang: u32, deadline: u16) -> Self {
        Self { place: (deadline as u64) << 48 | self.place & 0xffff << 32 | gang as u64, ..self }
    }

    /// Identity of the gang whose queue they are in or that owes them a seat; [`NONE`] before they join one.
    #[inline]
    pub const fn gang(&self) -> u32 {
        self.place as u32
    }

    /// Last day of patience in the present queue, days since the start of the run.
    #[inline]
    pub const fn deadline(&self) -> u16 {
        (self.place >> 48) as u16
    }

    /// Whether their patience lasts to the day.
    #[inline]
    pub const fn waits_on(&self, day: u16) -> bool {
        self.place >= (day as u64) << 48
    }

    /// Day of reaching the coast, days since the start of the run.
    #[inline]
    pub const fn coast_day(&self) -> u16 {
        (self.place >> 32) as u16
    }

    /// Identity.
    #[inline]
    pub const fn id(&self) -> u64 {
        self.who & !(MOST * (ATTEMPT + CHOICE))
    }

    /// Index of the person's origin.
    #[inline]
    pub const fn origin(&self) -> usize {
        origin_of(self.who)
    }

    /// Attempts made so far, counted up to 255.
    #[inline]
    pub const fn attempts(&self) -> u8 {
        (self.who / ATTEMPT) as u8
    }

    /// Identity with the number of attempts made so far: the occasion of what follows from an attempt.
    #[inline]
    pub const fn at_attempt(&self) -> u64 {
        self.who & !(MOST * CHOICE)
    }

    /// One attempt more, counted up to 255.
    #[inline]
    pub const fn attempt(&mut self) {
        let counted = self.who / ATTEMPT % 256 < MOST;
        self.who += counted as u64 * ATTEMPT;
    }

    /// Identity with the number of gangs chosen so far: the occasion of a choice and of what follows from it.
    #[inline]
    pub const fn at_choice(&self) -> u64 {
        self.who & !(MOST * ATTEMPT)
    }

    /// One choice of a gang more, counted up to 255.
    #[inline]
    pub const fn choose(&mut self) {
        let counted = self.who / CHOICE % 256 < MOST;
        self.who += counted as u64 * CHOICE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::luck::on_occasion;

    #[test]
    fn identities_are_kept_apart_and_hold_origin_and_month() {
        let (a, b) = (person_id(3, 7, 11), person_id(15, 255, (MAX_INTENTIONS - 1) as u32));
        assert_eq!([a, b].map(origin_of), [3, 15]);
        assert_eq!([a, b].map(month_of), [7, 255]);
        assert_eq!([a, b].map(index_of), [11, u32::MAX]);
        assert_eq!(person_id(3, 7, 12), a + NEXT_PERSON);
        assert_eq!(
            [a, b].map(|id| Person::on_coast(id, 9)).map(|person| (person.id(), person.origin())),
            [(a, 3), (b, 15)]
        );
    }

    #[test]
    fn attempts_and_choices_are_counted_apart_up_to_255() {
        let id = person_id(15, 255, u32::MAX);
        let mut person = Person::on_coast(id, 0);
        for n in 0..300_u32 {
            let counted = n.min(255) as u8;
            assert_eq!((person.attempts(), person.id(), person.origin()), (counted, id, 15));
            assert_eq!(person.at_attempt(), on_occasion(id, counted));
            assert_eq!(person.at_choice(), id + u64::from(n / 2));
            person.attempt();
            if n % 2 == 1 {
                person.choose();
            }
        }
        for _ in 0..300 {
            person.choose();
        }
        assert_eq!((person.at_choice(), person.attempts(), person.id()), (id + 255, 255, id));
    }

    #[test]
    fn a_place_in_a_queue_leaves_the_day_on_the_coast_and_the_person_as_they_were() {
        let mut person = Person::on_coast(person_id(2, 3, 4), 0xabcd);
        assert_eq!((person.gang(), person.deadline(), person.coast_day()), (NONE, 0, 0xabcd));
        person.choose();
        person.attempt();
        for (gang, until) in [(7, 90), (NONE, u16::MAX), (0, 0)] {
            let queued = person.joining(gang, until);
            assert_eq!((queued.gang(), queued.deadline(), queued.coast_day()), (gang, until, 0xabcd));
            assert_eq!((queued.at_choice(), queued.at_attempt()), (person.at_choice(), person.at_attempt()));
            assert!(queued.waits_on(until) && (until == u16::MAX || !queued.waits_on(until + 1)));
        }
    }

    #[test]
    fn a_person_takes_a_row_of_16_bytes() {
        assert_eq!(size_of::<Person>(), 16);
    }
}
