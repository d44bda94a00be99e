//! Calendar queue: who is due on which day.
//!
//! A list of slots a day, which is given back when the day has come: the calendar grows with the people due. Lists come in
//! sizes of powers of two and are used again, so that none is more than twice what its day needs and hardly any is asked of
//! the allocator. Days past the horizon are not kept: such a person stays under way.

/// The slots due on each simulated day.
#[derive(Debug, Clone)]
pub struct CalendarQueue {
    days: Vec<Vec<u32>>,
    /// Empty lists, by the logarithm of their room.
    spare: [Vec<Vec<u32>>; SIZES],
}

/// Sizes that lists come in: powers of two up to all slots there are.
const SIZES: usize = u32::BITS as usize + 1;
/// Logarithm of the smallest list's room.
const SMALLEST: usize = 4;

impl CalendarQueue {
    /// An empty calendar of `days` days.
    pub fn new(days: usize) -> Self {
        Self { days: vec![Vec::new(); days], spare: [const { Vec::new() }; SIZES] }
    }

    /// Puts a person on a day; a day past the horizon is dropped. A person may be due once at a time.
    #[inline]
    pub fn schedule(&mut self, slot: u32, day: usize) {
        if let Some(due) = self.days.get_mut(day) {
            if due.len() == due.capacity() {
                make_room(due, &mut self.spare);
            }
            due.push(slot);
        }
    }

    /// The slots due on a day, in the order in which they were scheduled.
    pub fn take(&mut self, day: usize) -> Vec<u32> {
        std::mem::take(&mut self.days[day])
    }

    /// Takes back the list of a day that has been seen to.
    pub fn give_back(&mut self, mut list: Vec<u32>) {
        list.clear();
        keep(list, &mut self.spare);
    }
}

/// A full list becomes one of the next size.
#[cold]
fn make_room(due: &mut Vec<u32>, spare: &mut [Vec<Vec<u32>>; SIZES]) {
    let size = if due.is_empty() { SMALLEST } else { due.capacity().ilog2() as usize + 1 };
    let mut larger = spare[size].pop().unwrap_or_else(|| Vec::with_capacity(1 << size));
    larger.extend_from_slice(due);
    let mut smaller = std::mem::replace(due, larger);
    smaller.clear();
    keep(smaller, spare);
}

fn keep(list: Vec<u32>, spare: &mut [Vec<Vec<u32>>; SIZES]) {
    if let Some(size) = list.capacity().checked_ilog2() {
        spare[size as usize].push(list);
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
        calendar.schedule(6, 3);
        let mut seen = Vec::new();
        for day in 0..10 {
            let due = calendar.take(day);
            seen.extend(due.iter().map(|&slot| (day, slot)));
            calendar.give_back(due);
        }
        assert_eq!(seen, [(0, 0), (3, 1), (3, 6), (6, 2), (9, 3)]);
    }

    #[test]
    fn lists_grow_in_their_order_and_take_no_more_than_twice_what_they_hold() {
        let mut calendar = CalendarQueue::new(40);
        for day in 0..30 {
            let people = [3, 1000, 17, 500][day % 4];
            (0..people).for_each(|slot| calendar.schedule(slot, day + 2));
            let due = calendar.take(day);
            let expected = if day < 2 { 0 } else { [3, 1000, 17, 500][(day - 2) % 4] };
            assert_eq!(due, (0..expected).collect::<Vec<_>>());
            assert!(due.capacity() <= (2 * due.len()).max(1 << SMALLEST));
            calendar.give_back(due);
        }
        let room: usize = calendar.spare.iter().flatten().map(Vec::capacity).sum();
        assert!(room < 2 * 2 * (1024 + 512 + 32 + 16) * 2, "lists are used again: {room}");
    }
}
