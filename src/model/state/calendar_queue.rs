//! Calendar queue: who is due on which day.
//!
//! A list a day, which is given back when the day has come: the calendar grows with the people due. Lists come in sizes of
//! powers of two and are used again, so that none is more than twice what its day needs and hardly any is asked of the
//! allocator. Those due past the horizon are counted and not kept: they stay under way.

/// Those due on each simulated day.
#[derive(Debug, Clone)]
pub struct CalendarQueue<T> {
    days: Vec<Vec<T>>,
    /// Empty lists, by the logarithm of their room.
    spare: [Vec<Vec<T>>; SIZES],
    past_horizon: usize,
}

/// Sizes that lists come in: powers of two up to all that may be due.
const SIZES: usize = u32::BITS as usize + 1;
/// Logarithm of the smallest list's room.
const SMALLEST: usize = 4;

impl<T: Copy> CalendarQueue<T> {
    /// An empty calendar of `days` days.
    pub fn new(days: usize) -> Self {
        Self {
            days: std::iter::repeat_with(Vec::new).take(days).collect(),
            spare: [const { Vec::new() }; SIZES],
            past_horizon: 0,
        }
    }

    /// Puts someone on a day, or past the horizon.
    #[inline]
    pub fn schedule(&mut self, who: T, day: usize) {
        if let Some(due) = self.days.get_mut(day) {
            if due.len() == due.capacity() {
                make_room(due, &mut self.spare);
            }
            due.push(who);
        } else {
            self.past_horizon += 1;
        }
    }

    /// Those due on a day, in the order in which they were scheduled.
    pub fn take(&mut self, day: usize) -> Vec<T> {
        std::mem::take(&mut self.days[day])
    }

    /// Takes back the list of a day that has been seen to.
    pub fn give_back(&mut self, mut list: Vec<T>) {
        list.clear();
        keep(list, &mut self.spare);
    }

    /// Those due on the days to come.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.days.iter().flatten()
    }

    /// How many are due on the days to come or past the horizon.
    pub fn len(&self) -> usize {
        self.days.iter().map(Vec::len).sum::<usize>() + self.past_horizon
    }

    /// Whether nobody is due any more.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A full list becomes one of the next size.
#[cold]
fn make_room<T: Copy>(due: &mut Vec<T>, spare: &mut [Vec<Vec<T>>; SIZES]) {
    let size = if due.is_empty() { SMALLEST } else { due.capacity().ilog2() as usize + 1 };
    let mut larger = spare[size].pop().unwrap_or_else(|| Vec::with_capacity(1 << size));
    larger.extend_from_slice(due);
    let mut smaller = std::mem::replace(due, larger);
    smaller.clear();
    keep(smaller, spare);
}

fn keep<T>(list: Vec<T>, spare: &mut [Vec<Vec<T>>; SIZES]) {
    if let Some(size) = list.capacity().checked_ilog2() {
        spare[size as usize].push(list);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comes_back_on_its_day_and_none_beyond_the_horizon() {
        let mut calendar = CalendarQueue::new(10);
        for who in 0..6_u32 {
            calendar.schedule(who, who as usize * 3);
        }
        calendar.schedule(6, 3);
        assert_eq!((calendar.len(), calendar.iter().count()), (7, 5));
        let mut seen = Vec::new();
        for day in 0..10 {
            let due = calendar.take(day);
            seen.extend(due.iter().map(|&who| (day, who)));
            calendar.give_back(due);
        }
        assert_eq!((calendar.len(), calendar.is_empty()), (2, false), "under way for ever");
        assert_eq!(seen, [(0, 0), (3, 1), (3, 6), (6, 2), (9, 3)]);
    }

    #[test]
    fn lists_grow_in_their_order_and_take_no_more_than_twice_what_they_hold() {
        let mut calendar = CalendarQueue::new(40);
        for day in 0..30 {
            let people: u32 = [3, 1000, 17, 500][day % 4];
            (0..people).for_each(|who| calendar.schedule(who, day + 2));
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
