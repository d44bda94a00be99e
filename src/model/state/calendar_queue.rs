//! Calendar queue: who is due on which day.
//!
//! A day's bucket is a chain through the persons' `next`, so that a person costs nothing until the day is due and
//! the queue allocates once. Days past the horizon are not kept: such a person stays under way.

use super::persons::{NONE, Persons};

/// One chain of due persons per simulated day.
#[derive(Debug, Clone)]
pub struct CalendarQueue {
    head: Vec<u32>,
}

impl CalendarQueue {
    /// An empty calendar of `days` days.
    pub fn new(days: usize) -> Self {
        Self { head: vec![NONE; days] }
    }

    /// Puts a person on a day; a day past the horizon is dropped. A person may be due once at a time.
    #[inline]
    pub fn schedule(&mut self, persons: &mut Persons, slot: u32, day: usize) {
        if let Some(head) = self.head.get_mut(day) {
            persons[slot].next = *head;
            *head = slot;
        }
    }

    /// Takes the chain of a day, most recently scheduled first; follow `persons.next` until [`NONE`].
    #[inline]
    pub fn take(&mut self, day: usize) -> u32 {
        std::mem::replace(&mut self.head[day], NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_person_comes_back_on_their_day_and_none_beyond_the_horizon() {
        let mut persons = Persons::default();
        let mut calendar = CalendarQueue::new(10);
        for id in 0..6 {
            let slot = persons.create(id);
            calendar.schedule(&mut persons, slot, (id as usize) * 3);
        }
        let mut seen = Vec::new();
        for day in 0..10 {
            let mut slot = calendar.take(day);
            while slot != NONE {
                seen.push((day, persons[slot].id));
                slot = persons[slot].next;
            }
        }
        assert_eq!(seen, [(0, 0), (3, 1), (6, 2), (9, 3)]);
    }
}
