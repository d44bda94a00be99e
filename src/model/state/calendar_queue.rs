//! Calendar queue: who is due on which day.
//!
//! A day holds its slots in chunks of one cache line, taken from a common store and given back when the day has come: a
//! person costs nothing until then, the store grows with the people due, and who is due can be read without a look at the
//! persons one after the other. Days past the horizon are not kept: such a person stays under way.

use super::persons::NONE;

/// Slots of a chunk.
const WIDTH: usize = 14;

/// Some of the slots due on a day.
#[derive(Debug, Clone, Copy)]
struct Chunk {
    slots: [u32; WIDTH],
    used: u32,
    /// The chunk of the same day filled before; of a free chunk, the next free one.
    next: u32,
}

/// The slots due on each simulated day.
#[derive(Debug, Clone)]
pub struct CalendarQueue {
    /// By day: its last chunk.
    last: Vec<u32>,
    chunks: Vec<Chunk>,
    free: u32,
}

impl CalendarQueue {
    /// An empty calendar of `days` days.
    pub fn new(days: usize) -> Self {
        Self { last: vec![NONE; days], chunks: Vec::new(), free: NONE }
    }

    /// Puts a person on a day; a day past the horizon is dropped. A person may be due once at a time.
    #[inline]
    pub fn schedule(&mut self, slot: u32, day: usize) {
        let Some(last) = self.last.get_mut(day) else { return };
        if let Some(chunk) = self.chunks.get_mut(*last as usize)
            && let Some(place) = chunk.slots.get_mut(chunk.used as usize)
        {
            *place = slot;
            chunk.used += 1;
            return;
        }
        let mut fresh = Chunk { slots: [NONE; WIDTH], used: 1, next: *last };
        fresh.slots[0] = slot;
        if let Some(chunk) = self.chunks.get_mut(self.free as usize) {
            *last = std::mem::replace(&mut self.free, chunk.next);
            *chunk = fresh;
        } else {
            *last = self.chunks.len() as u32;
            self.chunks.push(fresh);
        }
    }

    /// Moves the slots due on a day to the end of a list, in the order in which they were scheduled last to first.
    pub fn take(&mut self, day: usize, into: &mut Vec<u32>) {
        let mut at = std::mem::replace(&mut self.last[day], NONE);
        while let Some(chunk) = self.chunks.get_mut(at as usize) {
            into.extend(chunk.slots[..chunk.used as usize].iter().rev());
            let before = std::mem::replace(&mut chunk.next, self.free);
            self.free = at;
            at = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_slot_comes_back_on_its_day_and_none_beyond_the_horizon() {
        let mut calendar = CalendarQueue::new(10);
        for slot in 0..6 {
            calendar.schedule(slot, slot as usize * 3);
        }
        let mut seen = Vec::new();
        for day in 0..10 {
            let mut due = Vec::new();
            calendar.take(day, &mut due);
            seen.extend(due.into_iter().map(|slot| (day, slot)));
        }
        assert_eq!(seen, [(0, 0), (3, 1), (6, 2), (9, 3)]);
    }

    #[test]
    fn many_come_last_to_first_and_their_room_is_used_again() {
        let mut calendar = CalendarQueue::new(30);
        for day in 0..30 {
            for slot in 0..100 {
                calendar.schedule(slot, day);
            }
            let mut due = Vec::new();
            calendar.take(day, &mut due);
            assert!(due.iter().copied().eq((0..100).rev()));
        }
        assert_eq!(calendar.chunks.len(), 100_usize.div_ceil(WIDTH));
        assert_eq!(size_of::<Chunk>(), 64);
    }
}
