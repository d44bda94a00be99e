//! The reference loop: people under way in plain columns, the model's generator, and no science.
//!
//! What any program of this shape must do: each day new people choose, those who go are columns in slots that are used
//! again, a calendar brings each back on their day, and each event draws one block of four random words at its own
//! address. There are no gangs, beliefs, queues or records. The time of the model over the time of this loop can be read
//! on any machine; the loop is kept as it is, so that the ratio means the same next year.
//!
//! The benches and `strait bench` both include this file, so that they measure one loop; it knows nothing of the crate.

/// No person: the end of a chain.
const NONE: u32 = u32::MAX;
/// People go if the first word is below this: about a third.
const GOES: u32 = u32::MAX / 3;
/// A day's attempt succeeds if the word is below this: a half.
const SUCCEEDS: u32 = u32::MAX / 2;
/// After a failure people give up if the word is below this: a tenth.
const GIVES_UP: u32 = u32::MAX / 10;
/// Longest journey and longest wait after a failure (days).
const LONGEST_JOURNEY: u32 = 90;
const LONGEST_WAIT: u32 = 20;

/// What a history of the loop did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Choices and days on which a person was due.
    pub events: u64,
    /// People under way, added up over days.
    pub person_days: u64,
    /// People who succeeded.
    pub arrivals: u64,
}

/// Columns of people under way.
#[derive(Default)]
struct Columns {
    id: Vec<u32>,
    attempts: Vec<u8>,
    next: Vec<u32>,
    free: Vec<u32>,
}

impl Columns {
    fn create(&mut self, id: u32) -> u32 {
        if let Some(slot) = self.free.pop() {
            self.id[slot as usize] = id;
            self.attempts[slot as usize] = 0;
            slot
        } else {
            self.id.push(id);
            self.attempts.push(0);
            self.next.push(NONE);
            (self.id.len() - 1) as u32
        }
    }

    /// Puts a person on a day; one past the end is not kept.
    fn schedule(&mut self, calendar: &mut [u32], slot: u32, day: u32) {
        if let Some(head) = calendar.get_mut(day as usize) {
            self.next[slot as usize] = std::mem::replace(head, slot);
        }
    }
}

/// Simulates `days` days with `people_a_day` new people each; `draw` gives the words at (person, attempt).
pub fn history(days: u32, people_a_day: u32, draw: impl Fn(u32, u32) -> [u32; 4]) -> Tally {
    let mut people = Columns::default();
    let mut calendar = vec![NONE; days as usize];
    let mut tally = Tally::default();
    let mut under_way = 0_u64;
    let mut identity = 0;
    for day in 0..days {
        for _ in 0..people_a_day {
            tally.events += 1;
            let words = draw(identity, 0);
            if words[0] < GOES {
                let slot = people.create(identity);
                under_way += 1;
                people.schedule(&mut calendar, slot, day + 1 + below(LONGEST_JOURNEY, words[1]));
            }
            identity += 1;
        }
        let mut slot = std::mem::replace(&mut calendar[day as usize], NONE);
        while slot != NONE {
            let s = slot as usize;
            let next = people.next[s];
            tally.events += 1;
            people.attempts[s] = people.attempts[s].saturating_add(1);
            let words = draw(people.id[s], u32::from(people.attempts[s]));
            let succeeds = words[0] < SUCCEEDS;
            if succeeds || words[1] < GIVES_UP {
                tally.arrivals += u64::from(succeeds);
                people.free.push(slot);
                under_way -= 1;
            } else {
                people.schedule(&mut calendar, slot, day + 1 + below(LONGEST_WAIT, words[2]));
            }
            slot = next;
        }
        tally.person_days += under_way;
    }
    tally
}

/// A whole number below `most` from a word.
fn below(most: u32, word: u32) -> u32 {
    ((u64::from(word) * u64::from(most)) >> 32) as u32
}
