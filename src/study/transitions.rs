//! Who did what: the same people under the baseline and under a policy, counted by what became of them.
//!
//! People and their number are the same in both runs of a unit, so the change in arrivals is exactly those who arrive
//! only under the policy less those who arrive only under the baseline. Holds whole numbers alone. It does not say why:
//! once two histories have parted, people also change places by chance, and the flows in both directions hold them.

use crate::model::state::fates::{Arrival, Fate, Fates};
use serde::{Deserialize, Serialize};

/// Number of fates.
pub const FATES: usize = Fate::ALL.len();
/// No place in the list of arrivals.
const NOBODY: u32 = u32::MAX;

/// Counts of one run of a policy against the baseline's run of the same unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transitions {
    /// People by fate under the baseline (rows) and under the policy (columns), in the order of [`Fate::ALL`].
    pub people: [[u32; FATES]; FATES],
    /// Of those who arrive in both: those who arrive a day or more later under the policy.
    pub delayed: u32,
    /// Their days of delay, added up.
    pub delay_days: u64,
    /// Of those who arrive in both: those who arrive a day or more earlier under the policy.
    pub earlier: u32,
    /// Their days gained, added up.
    pub days_gained: u64,
    /// Of those who arrive in both: by another sector or method.
    pub displaced: u32,
    /// Of those who arrive in both: with another gang.
    pub absorbed: u32,
}

impl Transitions {
    /// Compares two runs person by person; `None` if they are not of the same people.
    pub fn between(baseline: &Fates, policy: &Fates) -> Option<Self> {
        if !baseline.same_people(policy) {
            return None;
        }
        let mut all = Self {
            people: [[0; FATES]; FATES],
            delayed: 0,
            delay_days: 0,
            earlier: 0,
            days_gained: 0,
            displaced: 0,
            absorbed: 0,
        };
        for (before, after) in baseline.fates.iter().zip(&policy.fates) {
            all.people[*before as usize][*after as usize] += 1;
        }
        let mut place = vec![NOBODY; baseline.fates.len()];
        for (at, arrival) in baseline.arrivals.iter().enumerate() {
            place[arrival.person as usize] = at as u32;
        }
        for after in &policy.arrivals {
            if let Some(before) = baseline.arrivals.get(place[after.person as usize] as usize) {
                all.add_pair(before, after);
            }
        }
        Some(all)
    }

    fn add_pair(&mut self, before: &Arrival, after: &Arrival) {
        if after.day > before.day {
            self.delayed += 1;
            self.delay_days += u64::from(after.day - before.day);
        } else if after.day < before.day {
            self.earlier += 1;
            self.days_gained += u64::from(before.day - after.day);
        }
        self.displaced += u32::from(after.way != before.way);
        self.absorbed += u32::from(after.gang != before.gang);
    }

    /// People with a fate under the baseline and another or the same under the policy.
    pub const fn of(&self, baseline: Fate, policy: Fate) -> u32 {
        self.people[baseline as usize][policy as usize]
    }

    /// People who arrive under the baseline.
    pub fn arrivals_of_baseline(&self) -> u32 {
        self.people[Fate::Arrived as usize].iter().sum()
    }

    /// People who arrive under the policy.
    pub fn arrivals_of_policy(&self) -> u32 {
        self.people.iter().map(|row| row[Fate::Arrived as usize]).sum()
    }

    /// People who arrive under the policy only.
    pub fn newly_arriving(&self) -> u32 {
        self.arrivals_of_policy() - self.of(Fate::Arrived, Fate::Arrived)
    }

    /// People who arrive under the baseline only.
    pub fn no_longer_arriving(&self) -> u32 {
        self.arrivals_of_baseline() - self.of(Fate::Arrived, Fate::Arrived)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of people of one month, with arrivals (person, day, way, gang).
    fn fates(people: u32, others: &[(u32, Fate)], arrivals: &[(u32, usize, u8, u32)]) -> Fates {
        let mut fates = Fates::default();
        fates.open_month(&[people]);
        for &(person, fate) in others {
            fates.set(person, fate);
        }
        for &(person, day, way, gang) in arrivals {
            fates.arrive(person, day, way, gang);
        }
        fates
    }

    #[test]
    fn people_are_counted_by_both_fates_and_arrivals_by_what_changed() {
        let before = fates(6, &[(4, Fate::Dead)], &[(0, 5, 1, 7), (1, 5, 1, 7), (2, 9, 1, 7)]);
        let after = fates(6, &[(1, Fate::GaveUp)], &[(4, 3, 1, 7), (0, 8, 2, 7), (2, 8, 1, 9)]);
        let counts = Transitions::between(&before, &after).unwrap();
        assert_eq!(counts.of(Fate::Arrived, Fate::Arrived), 2);
        assert_eq!(counts.of(Fate::Arrived, Fate::GaveUp), 1);
        assert_eq!(counts.of(Fate::Dead, Fate::Arrived), 1);
        assert_eq!(counts.of(Fate::NeverSetOut, Fate::NeverSetOut), 2);
        assert_eq!((counts.newly_arriving(), counts.no_longer_arriving()), (1, 1));
        assert_eq!((counts.delayed, counts.delay_days, counts.earlier, counts.days_gained), (1, 3, 1, 1));
        assert_eq!((counts.displaced, counts.absorbed), (1, 1));
    }

    #[test]
    fn equal_runs_have_no_flow_and_other_people_no_comparison() {
        let one = fates(6, &[(4, Fate::Dead)], &[(0, 5, 1, 7)]);
        let counts = Transitions::between(&one, &one).unwrap();
        assert_eq!(
            (counts.newly_arriving(), counts.no_longer_arriving(), counts.delayed, counts.absorbed),
            (0, 0, 0, 0)
        );
        assert!(Transitions::between(&one, &fates(7, &[], &[])).is_none());
        // As many people in all, but of other origins.
        let mut other = Fates::default();
        other.open_month(&[3, 3]);
        assert!(Transitions::between(&one, &other).is_none());
    }
}
