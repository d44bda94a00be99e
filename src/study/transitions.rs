//! Who did what: the same people under the baseline and under a policy, counted by what became of them.
//!
//! People and their number are the same in both runs of a unit, so the change in arrivals is exactly those who arrive
//! only under the policy less those who arrive only under the baseline, over all days and over those after the forecast
//! origin. Holds whole numbers alone. It does not say why:
//! once two histories have parted, people also change places by chance, and the flows in both directions hold them.

use crate::model::state::fates::{Arrival, Fate, Fates};
use serde::{Deserialize, Serialize};

/// Number of fates.
pub const FATES: usize = Fate::ALL.len();
/// People whose fates are compared at a time: most groups are the same under both.
const GROUP: usize = 64;
/// People of a fate who are counted at a time: so few that a byte holds them, of which a register adds up many.
const COUNTED: usize = 240;

/// What changed for those who arrive under both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// People who arrive under both.
    pub people: u32,
    /// Those who arrive a day or more later under the policy.
    pub delayed: u32,
    /// Their days of delay, added up.
    pub delay_days: u64,
    /// Those who arrive a day or more earlier under the policy.
    pub earlier: u32,
    /// Their days gained, added up.
    pub days_gained: u64,
    /// Those who arrive by another sector or method.
    pub displaced: u32,
    /// Those who arrive with another gang.
    pub absorbed: u32,
}

impl Both {
    fn add(&mut self, before: &Arrival, after: &Arrival) {
        self.people += 1;
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
}

/// The flows of a part of the period: of those alone who arrive in it under one of the two at least, so that they too add
/// up to the change in its arrivals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// People who arrive in it under the baseline alone, by fate under the policy; `Arrived` means before it.
    pub no_longer: [u32; FATES],
    /// People who arrive in it under the policy alone, by fate under the baseline; `Arrived` means before it.
    pub newly: [u32; FATES],
    /// Those who arrive in it under both.
    pub both: Both,
}

/// Counts of one run of a policy against the baseline's run of the same unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transitions {
    /// People by fate under the baseline (rows) and under the policy (columns), in the order of [`Fate::ALL`].
    pub people: [[u32; FATES]; FATES],
    /// Those who arrive under both.
    pub both: Both,
    /// The flows after the forecast origin.
    pub after_origin: Part,
}

impl Transitions {
    /// Compares two runs person by person; `None` if they are not of the same people. `after_origin` is the index of the
    /// first day after the forecast origin.
    pub fn between(baseline: &Fates, policy: &Fates, after_origin: u32) -> Option<Self> {
        if !baseline.same_people(policy) {
            return None;
        }
        let mut all = Self {
            people: people(&baseline.fates, &policy.fates),
            both: Both::default(),
            after_origin: Part::default(),
        };
        let part = &mut all.after_origin;
        // Until the two part, the same people arrive; nobody arrives twice, so that the rest is to be compared by itself.
        let shared =
            baseline.arrivals.iter().zip(&policy.arrivals).take_while(|(before, after)| before == after).count();
        let (past, before_alone) = baseline.arrivals.split_at(shared);
        let after_alone = &policy.arrivals[shared..];
        all.both.people = shared as u32;
        part.both.people = past.iter().filter(|arrival| arrival.day >= after_origin).count() as u32;
        // One more than the place in the list, so that untouched memory says that there is none.
        let mut place = vec![0_u32; baseline.fates.len()];
        for (at, arrival) in before_alone.iter().enumerate() {
            place[arrival.person as usize] = at as u32 + 1;
        }
        for after in after_alone {
            let before = (place[after.person as usize] as usize).checked_sub(1).map(|at| &before_alone[at]);
            if let Some(before) = before {
                all.both.add(before, after);
            }
            let late = after.day >= after_origin;
            match before {
                Some(before) if before.day >= after_origin && late => part.both.add(before, after),
                Some(before) if before.day >= after_origin => part.no_longer[Fate::Arrived as usize] += 1,
                _ if late => part.newly[baseline.fates[after.person as usize] as usize] += 1,
                _ => {}
            }
        }
        for before in before_alone.iter().filter(|before| before.day >= after_origin) {
            let fate = policy.fates[before.person as usize];
            if fate != Fate::Arrived {
                part.no_longer[fate as usize] += 1;
            }
        }
        Some(all)
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

/// People by fate under the baseline (rows) and under the policy (columns). Only those whose fate has changed are looked at
/// one by one; the others are all of a fate less those who left it.
fn people(baseline: &[Fate], policy: &[Fate]) -> [[u32; FATES]; FATES] {
    let mut people = [[0; FATES]; FATES];
    for (before, after) in baseline.chunks(GROUP).zip(policy.chunks(GROUP)) {
        // All at once, which a register does for many; a comparison that stops at the first difference does one by one.
        let differ =
            before.iter().zip(after).fold(0, |differ, (&before, &after)| differ | (before as u8 ^ after as u8));
        if differ != 0 {
            for (before, after) in before.iter().zip(after).filter(|(before, after)| before != after) {
                people[*before as usize][*after as usize] += 1;
            }
        }
    }
    for fate in Fate::ALL {
        let all: usize = baseline.chunks(COUNTED).map(|part| usize::from(number_of(part, fate))).sum();
        let row = &mut people[fate as usize];
        row[fate as usize] = all as u32 - row.iter().sum::<u32>();
    }
    people
}

/// How many of at most [`COUNTED`] people have a fate.
fn number_of(part: &[Fate], fate: Fate) -> u8 {
    part.iter().map(|&one| u8::from(one == fate)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of people of one month, with arrivals (person, day, way, gang).
    fn fates(people: u32, others: &[(u32, Fate)], arrivals: &[(u32, usize, u8, u32)]) -> Fates {
        let mut fates = Fates::default();
        fates.open_month(&[people]);
        for &(person, fate) in others {
            fates.set(u64::from(person), fate);
        }
        for &(person, day, way, gang) in arrivals {
            fates.arrive(u64::from(person), day, way, gang);
        }
        fates
    }

    #[test]
    fn people_are_counted_by_both_fates_and_arrivals_by_what_changed() {
        let before = fates(6, &[(4, Fate::Dead)], &[(0, 5, 1, 7), (1, 5, 1, 7), (2, 9, 1, 7)]);
        let after = fates(6, &[(1, Fate::GaveUp)], &[(4, 3, 1, 7), (0, 8, 2, 7), (2, 8, 1, 9)]);
        let counts = Transitions::between(&before, &after, 6).unwrap();
        assert_eq!(counts.of(Fate::Arrived, Fate::Arrived), 2);
        assert_eq!(counts.of(Fate::Arrived, Fate::GaveUp), 1);
        assert_eq!(counts.of(Fate::Dead, Fate::Arrived), 1);
        assert_eq!(counts.of(Fate::NeverSetOut, Fate::NeverSetOut), 2);
        assert_eq!((counts.newly_arriving(), counts.no_longer_arriving()), (1, 1));
        let one_each =
            Both { people: 2, delayed: 1, delay_days: 3, earlier: 1, days_gained: 1, displaced: 1, absorbed: 1 };
        assert_eq!(counts.both, one_each);
    }

    #[test]
    fn flows_after_the_origin_add_up_to_the_change_in_arrivals_after_it() {
        // Before the origin in both; moved past it; moved before it; new; gone; in both; gone without having been there.
        let arrivals = |days: [Option<usize>; 7]| -> Vec<(u32, usize, u8, u32)> {
            days.into_iter().zip(0..).filter_map(|(day, person)| Some((person, day?, 1, 7))).collect()
        };
        let before = arrivals([Some(2), Some(3), Some(11), None, Some(12), Some(13), None]);
        let after = arrivals([Some(4), Some(10), Some(9), Some(14), None, Some(15), None]);
        let counts = Transitions::between(
            &fates(7, &[(3, Fate::Diverted)], &before),
            &fates(7, &[(4, Fate::GaveUp)], &after),
            10,
        );
        let part = counts.unwrap().after_origin;
        let mut newly = [0; FATES];
        (newly[Fate::Arrived as usize], newly[Fate::Diverted as usize]) = (1, 1);
        let mut no_longer = [0; FATES];
        (no_longer[Fate::Arrived as usize], no_longer[Fate::GaveUp as usize]) = (1, 1);
        assert_eq!((part.newly, part.no_longer), (newly, no_longer));
        assert_eq!((part.both.people, part.both.delayed, part.both.delay_days), (1, 1, 2));
        let late = |list: &[(u32, usize, u8, u32)]| list.iter().filter(|arrival| arrival.1 >= 10).count() as i64;
        let sum = |counts: [u32; FATES]| i64::from(counts.iter().sum::<u32>());
        assert_eq!(late(&after) - late(&before), sum(part.newly) - sum(part.no_longer));
    }

    #[test]
    fn a_shared_past_is_counted_as_the_rest_is() {
        // 1,000 people, the first 300 of whom arrive alike; then every third arrives in one run and every fifth in the other.
        let past: Vec<(u32, usize, u8, u32)> = (0..300).map(|person| (person, person as usize / 20, 1, 7)).collect();
        let rest = |step: usize, day: usize| (300..1000).step_by(step).map(move |person| (person, day, 1, 7));
        let [before, after] =
            [(3, 20), (5, 22)].map(|(step, day)| past.iter().copied().chain(rest(step, day)).collect::<Vec<_>>());
        let others = [(301, Fate::GaveUp), (999, Fate::Diverted)];
        let counts = Transitions::between(&fates(1000, &[], &before), &fates(1000, &others, &after), 10).unwrap();
        assert_eq!(counts.both.people, 300 + 700_u32.div_ceil(15));
        assert_eq!((counts.both.delayed, counts.both.delay_days), (47, 94));
        assert_eq!(counts.after_origin.both.people, 100 + 47);
        assert_eq!(counts.arrivals_of_baseline() as usize, before.len());
        assert_eq!(counts.arrivals_of_policy() as usize, after.len());
        assert_eq!(counts.of(Fate::NeverSetOut, Fate::GaveUp) + counts.of(Fate::Arrived, Fate::Diverted), 2);
        assert_eq!(counts.people.as_flattened().iter().sum::<u32>(), 1000);
    }

    #[test]
    fn equal_runs_have_no_flow_and_other_people_no_comparison() {
        let one = fates(6, &[(4, Fate::Dead)], &[(0, 5, 1, 7)]);
        let counts = Transitions::between(&one, &one, 0).unwrap();
        assert_eq!(
            (counts.newly_arriving(), counts.no_longer_arriving(), counts.both.delayed, counts.both.absorbed),
            (0, 0, 0, 0)
        );
        assert!(Transitions::between(&one, &fates(7, &[], &[]), 0).is_none());
        // As many people in all, but of other origins.
        let mut other = Fates::default();
        other.open_month(&[3, 3]);
        assert!(Transitions::between(&one, &other, 0).is_none());
    }
}
