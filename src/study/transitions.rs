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

/// The baseline's run of a unit, ready to be compared with the runs of many policies.
#[derive(Debug)]
pub struct Baseline {
    fates: Fates,
    /// People of each fate.
    number: [u32; FATES],
    /// By person: one more than the place in the list of arrivals, 0 for those who do not arrive.
    place: Vec<u32>,
}

impl Baseline {
    /// The run with these fates.
    pub fn new(fates: Fates) -> Self {
        let number =
            Fate::ALL.map(|fate| fates.fates.chunks(COUNTED).map(|part| u32::from(number_of(part, fate))).sum());
        let mut place = vec![0; fates.fates.len()];
        for (at, arrival) in fates.arrivals().enumerate() {
            place[arrival.person as usize] = at as u32 + 1;
        }
        Self { fates, number, place }
    }

    /// The fates of the run.
    pub fn into_fates(self) -> Fates {
        self.fates
    }

    /// Compares with a policy's run person by person; `None` if they are not of the same people. `after_origin` is the index
    /// of the first day after the forecast origin.
    pub fn against(&self, policy: &Fates, after_origin: u32) -> Option<Transitions> {
        let baseline = &self.fates;
        if !baseline.same_people(policy) {
            return None;
        }
        let mut all =
            Transitions { people: self.people(&policy.fates), both: Both::default(), after_origin: Part::default() };
        let part = &mut all.after_origin;
        // Until the two part, the same people arrive; nobody arrives twice, so that the rest is to be compared by itself.
        let (known, others) = policy.arrivals_apart_from(baseline);
        let mut after_alone = others.peekable();
        let mut shared = known;
        while baseline.arrival(shared).is_some_and(|before| after_alone.next_if_eq(&before).is_some()) {
            shared += 1;
        }
        all.both.people = shared as u32;
        part.both.people = shared.saturating_sub(baseline.arrivals_before(after_origin)) as u32;
        for after in after_alone {
            let before =
                (self.place[after.person as usize] as usize).checked_sub(1).and_then(|at| baseline.arrival(at));
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
        let before_alone = baseline.arrivals().skip(shared);
        for before in before_alone.filter(|before| before.day >= after_origin) {
            let fate = policy.fates[before.person as usize];
            if fate != Fate::Arrived {
                part.no_longer[fate as usize] += 1;
            }
        }
        Some(all)
    }

    /// People by fate under the baseline (rows) and under the policy (columns). Only those whose fate has changed are looked
    /// at one by one; the others are all of a fate less those who left it.
    fn people(&self, policy: &[Fate]) -> [[u32; FATES]; FATES] {
        let mut people = [[0; FATES]; FATES];
        for (before, after) in self.fates.fates.chunks(GROUP).zip(policy.chunks(GROUP)) {
            // All at once, which a register does for many; a comparison that stops at the first difference does one by one.
            let differ =
                before.iter().zip(after).fold(0, |differ, (&before, &after)| differ | (before as u8 ^ after as u8));
            if differ != 0 {
                for (before, after) in before.iter().zip(after).filter(|(before, after)| before != after) {
                    people[*before as usize][*after as usize] += 1;
                }
            }
        }
        for (fate, (row, all)) in people.iter_mut().zip(self.number).enumerate() {
            row[fate] = all - row.iter().sum::<u32>();
        }
        people
    }
}

impl Transitions {
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

/// How many of at most [`COUNTED`] people have a fate.
fn number_of(part: &[Fate], fate: Fate) -> u8 {
    part.iter().map(|&one| u8::from(one == fate)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::persons::person_id;

    fn between(baseline: Fates, policy: &Fates, after_origin: u32) -> Option<Transitions> {
        Baseline::new(baseline).against(policy, after_origin)
    }

    /// A table of people of one month, with arrivals (person, day, way, gang).
    fn fates(people: u32, others: &[(u32, Fate)], arrivals: &[(u32, usize, u8, u32)]) -> Fates {
        let mut fates = Fates::default();
        fates.open_month(&[people]);
        for &(person, fate) in others {
            fates.set(person_id(0, 0, person), fate);
        }
        for &(person, day, way, gang) in arrivals {
            fates.arrive(person_id(0, 0, person), day, way, gang);
        }
        fates
    }

    #[test]
    fn people_are_counted_by_both_fates_and_arrivals_by_what_changed() {
        let before = fates(6, &[(4, Fate::Dead)], &[(0, 5, 1, 7), (1, 5, 1, 7), (2, 9, 1, 7)]);
        let after = fates(6, &[(1, Fate::GaveUp)], &[(4, 3, 1, 7), (0, 8, 2, 7), (2, 8, 1, 9)]);
        let counts = between(before, &after, 6).unwrap();
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
        let counts = between(fates(7, &[(3, Fate::Diverted)], &before), &fates(7, &[(4, Fate::GaveUp)], &after), 10);
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
        let counts = between(fates(1000, &[], &before), &fates(1000, &others, &after), 10).unwrap();
        assert_eq!(counts.both.people, 300 + 700_u32.div_ceil(15));
        assert_eq!((counts.both.delayed, counts.both.delay_days), (47, 94));
        assert_eq!(counts.after_origin.both.people, 100 + 47);
        assert_eq!(counts.arrivals_of_baseline() as usize, before.len());
        assert_eq!(counts.arrivals_of_policy() as usize, after.len());
        assert_eq!(counts.of(Fate::NeverSetOut, Fate::GaveUp) + counts.of(Fate::Arrived, Fate::Diverted), 2);
        assert_eq!(counts.people.as_flattened().iter().sum::<u32>(), 1000);
    }

    #[test]
    fn a_past_that_is_one_list_counts_as_one_that_is_written_twice() {
        let arrive = |fates: &mut Fates, people: std::ops::Range<u32>, day| {
            people.for_each(|person| fates.arrive(person_id(0, 0, person), day, 1, 7));
        };
        let mut trunk = Fates::default();
        trunk.open_month(&[40]);
        arrive(&mut trunk, 0..10, 4);
        trunk.share_past();
        let mut policy = trunk.clone();
        arrive(&mut trunk, 10..20, 11);
        arrive(&mut policy, 15..30, 12);
        let list = |parts: &[(std::ops::Range<u32>, usize)]| -> Vec<(u32, usize, u8, u32)> {
            parts.iter().flat_map(|(people, day)| people.clone().map(|person| (person, *day, 1, 7))).collect()
        };
        let whole = fates(40, &[], &list(&[(0..10, 4), (15..30, 12)]));
        assert_eq!(policy, whole);
        assert_eq!((0..26).filter_map(|at| policy.arrival(at).copied()).collect::<Vec<_>>(), {
            whole.arrivals().copied().collect::<Vec<_>>()
        });
        for _ in 0..2 {
            for after_origin in [0, 5, 12, 13] {
                assert_eq!(between(trunk.clone(), &policy, after_origin), between(trunk.clone(), &whole, after_origin));
            }
            // Others part later: the policy's past is no longer the list of the trunk.
            trunk.share_past();
        }
        let counts = between(trunk, &policy, 5).unwrap();
        assert_eq!((counts.both.people, counts.after_origin.both.people), (15, 5));
    }

    #[test]
    fn equal_runs_have_no_flow_and_other_people_no_comparison() {
        let one = fates(6, &[(4, Fate::Dead)], &[(0, 5, 1, 7)]);
        let counts = between(one.clone(), &one, 0).unwrap();
        assert_eq!(
            (counts.newly_arriving(), counts.no_longer_arriving(), counts.both.delayed, counts.both.absorbed),
            (0, 0, 0, 0)
        );
        assert!(between(one.clone(), &fates(7, &[], &[]), 0).is_none());
        // As many people in all, but of other origins.
        let mut other = Fates::default();
        other.open_month(&[3, 3]);
        assert!(between(one.clone(), &other, 0).is_none());
    }
}
