//! Calendar queue: who is due on which day.
//!
//! A list of slots a day, which is given back when the day has come: the calendar grows with the people due. Days past
//! the horizon are not kept: such a person stays under way.

/// The slots due on each simulated day.
#[derive(Debug, Clone)]
pub struct CalendarQueue {
    days: Vec<Vec<u32>>,
    /// Empty lists of days past, whose room is used again.
    spare: Vec<Vec<u32>>,
}

impl CalendarQueue {
    /// An empty calendar of `days` days.
    pub fn new(days: usize) -> Self {
        Self { days: vec![Vec::new(); days], spare: Vec::new() }
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
        self.spare.push(list);
    }
}

/// A day's first slot takes an empty list, if there is one.
#[cold]
fn make_room(due: &mut Vec<u32>, spare: &mut Vec<Vec<u32>>) {
    if due.capacity() == 0 {
        *due = spare.pop().unwrap_or_default();
    }
    due.reserve(1);
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
}
