//! Queue: who waits for a gang's boats, in the order in which they will board.
//!
//! Rows of persons lie side by side in one list behind a moving front, so that boarding and the weekly look for ends of
//! patience walk through memory in its order. It does not know why anybody waits.

use super::persons::Person;
use super::workspace::reserve;

/// People who are looked at together.
pub const GROUP: usize = 64;

/// A queue with more room than this gives room back when most of it is no longer used.
const LONG: usize = 256;

/// Places, first come first served.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    /// Places that were given up, then those that are held.
    places: Vec<Person>,
    front: usize,
}

impl PartialEq for Queue {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Queue {
    /// Places from the first to the last.
    #[inline]
    pub fn as_slice(&self) -> &[Person] {
        &self.places[self.front..]
    }

    /// The same, to be changed.
    pub fn as_mut_slice(&mut self) -> &mut [Person] {
        &mut self.places[self.front..]
    }

    /// Number of people who wait.
    #[inline]
    pub const fn len(&self) -> usize {
        self.places.len() - self.front
    }

    /// Whether nobody waits.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A newcomer.
    #[inline]
    pub fn push_back(&mut self, person: Person) {
        if self.places.len() == self.places.capacity() {
            self.make_room();
        }
        self.places.push(person);
    }

    /// Places that were given up serve again before more are asked for.
    #[cold]
    fn make_room(&mut self) {
        if self.front > self.places.len() / 4 {
            self.places.drain(..self.front);
            self.front = 0;
        } else {
            let room = size_above(self.places.len() + 1);
            self.places.reserve_exact(room - self.places.len());
        }
    }

    /// Places kept free in front for those who are owed one: a small part, which is used up and made again.
    fn room_in_front(&self) -> usize {
        (self.len() / 8).max(16)
    }

    /// The last to come leaves.
    pub fn pop_back(&mut self) -> Option<Person> {
        if self.is_empty() { None } else { self.places.pop() }
    }

    /// Someone who is owed the next place.
    #[inline]
    pub fn push_front(&mut self, person: Person) {
        if self.front == 0 {
            self.make_room_in_front();
        }
        self.front -= 1;
        self.places[self.front] = person;
    }

    /// A part of those who wait, so that a place costs the same however many are owed one.
    #[cold]
    fn make_room_in_front(&mut self) {
        let room = self.room_in_front();
        self.places.splice(..0, std::iter::repeat_n(Person::default(), room));
        self.front = room;
    }

    /// Up to `most` people go aboard from the front; those on the way to the last of them whose patience does not last to
    /// the day leave the queue as well.
    pub fn board(&mut self, day: u16, most: usize, aboard: &mut Vec<Person>, impatient: &mut Vec<Person>) {
        let mut left = most.min(self.len());
        while left > 0 {
            // People go aboard in runs of those who still wait.
            let waiting = &self.places[self.front..];
            let first = &waiting[..left.min(waiting.len())];
            let run = first.iter().position(|person| !person.waits_on(day)).unwrap_or(first.len());
            reserve(aboard, run);
            aboard.extend_from_slice(&waiting[..run]);
            self.front += run;
            left -= run;
            if left > 0 {
                let Some(&person) = waiting.get(run) else { break };
                impatient.push(person);
                self.front += 1;
            }
        }
    }

    /// Takes out everybody whose patience does not last to the day and adds them to a list, first to last. Whatever is in
    /// the scratch space means nothing.
    pub fn take_impatient(&mut self, day: u16, gone: &mut [Person; GROUP], into: &mut Vec<Person>) {
        let start = self.room_in_front().min(self.front);
        let places = self.places.as_mut_slice();
        let mut kept = start;
        for first in (self.front..places.len()).step_by(GROUP) {
            let mut left = 0;
            // Everybody is written into both lists and stays in one: chance decides over no branch.
            for at in first..(first + GROUP).min(places.len()) {
                let waits_on = places[at].waits_on(day);
                gone[left % GROUP] = places[at];
                places[kept] = places[at];
                kept += usize::from(waits_on);
                left += usize::from(!waits_on);
            }
            into.extend_from_slice(&gone[..left]);
        }
        self.places.truncate(kept);
        self.front = start;
        if self.places.capacity() > LONG.max(4 * self.places.len()) {
            self.places.shrink_to(size_above(self.places.len() * 5 / 4));
        }
    }

    /// The people from place `at` on, who leave for a queue of their own.
    #[must_use]
    pub fn split_off(&mut self, at: usize) -> Self {
        Self { places: self.places.split_off(self.front + at), front: 0 }
    }
}

/// Sizes of lists: four from one power of two to the next, so that what one queue gives back fits another.
const fn size_above(places: usize) -> usize {
    if places <= 16 {
        return 16;
    }
    let step = 1 << (places.ilog2() - 2);
    places.next_multiple_of(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::persons::{index_of, person_id};

    fn person(number: u32, until: u16) -> Person {
        Person::on_coast(person_id(0, 0, number), 0).joining(1, until)
    }

    fn numbers(people: &[Person]) -> Vec<u32> {
        people.iter().map(|person| index_of(person.id())).collect()
    }

    fn waiting(queue: &Queue) -> Vec<u32> {
        numbers(queue.as_slice())
    }

    /// Person n waits until day n modulo 10.
    fn queue(people: u32) -> Queue {
        let mut queue = Queue::default();
        (0..people).for_each(|n| queue.push_back(person(n, (n % 10) as u16)));
        queue
    }

    #[test]
    fn sizes_hold_what_they_are_asked_for_and_a_quarter_more_at_most() {
        assert_eq!([1, 16, 17, 21, 1024, 1025].map(size_above), [16, 16, 20, 24, 1024, 1280]);
        assert!((17..5000).all(|places| (places..=places * 5 / 4).contains(&size_above(places))));
    }

    #[test]
    fn first_come_first_served_and_the_owed_go_first() {
        let mut queue = queue(3);
        queue.push_front(person(7, 9));
        queue.push_front(person(8, 9));
        assert_eq!((waiting(&queue), queue.len()), (vec![8, 7, 0, 1, 2], 5));
        let mut aboard = Vec::new();
        queue.board(0, 3, &mut aboard, &mut Vec::new());
        assert_eq!((numbers(&aboard), waiting(&queue)), (vec![8, 7, 0], vec![1, 2]));
        for n in 20..80 {
            queue.push_front(person(n, 9));
        }
        assert_eq!((queue.len(), waiting(&queue)[0], waiting(&queue)[61]), (62, 79, 2));
    }

    #[test]
    fn boarding_passes_over_those_whose_patience_has_ended_and_takes_them_out() {
        let mut queue = queue(30);
        let (mut aboard, mut gone) = (Vec::new(), Vec::new());
        queue.board(5, 8, &mut aboard, &mut gone);
        assert_eq!((numbers(&aboard), waiting(&queue)[0]), (vec![5, 6, 7, 8, 9, 15, 16, 17], 18));
        assert_eq!(numbers(&gone), [0, 1, 2, 3, 4, 10, 11, 12, 13, 14]);
        queue.board(0, 0, &mut aboard, &mut gone);
        assert_eq!((aboard.len(), gone.len(), queue.len()), (8, 10, 12));
        queue.board(0, 100, &mut aboard, &mut gone);
        assert!(queue.is_empty() && aboard.len() == 20);
    }

    #[test]
    fn those_whose_patience_has_ended_leave_in_their_order_and_a_day_is_still_waited() {
        let people = 2 * GROUP as u32 + 22;
        let mut queue = queue(people);
        let (waits_on, is_impatient) = (|n: &u32| n % 10 >= 8, |n: &u32| n % 10 < 8);
        let mut gone = vec![person(99, 0)];
        queue.take_impatient(8, &mut [person(7, 7); GROUP], &mut gone);
        assert_eq!(waiting(&queue), (0..people).filter(waits_on).collect::<Vec<_>>());
        assert_eq!(numbers(&gone), [99].into_iter().chain((0..people).filter(is_impatient)).collect::<Vec<_>>());
        let rest = queue.split_off(4);
        assert_eq!((waiting(&queue), &waiting(&rest)[..2]), (vec![8, 9, 18, 19], &[28, 29][..]));
    }
}
