//! Luck: the random words of persons, and of gangs every morning, each a function of who decides what on which occasion.
//!
//! A word is SplitMix64 ([`SplitMix`]) of identity and occasion under a key of the replicate; each kind of decision has a key
//! of its own, a Philox block under the numbered purpose. A person's word costs an eighth of a block so, and a history
//! draws millions. What a person is, whatever they meet, has keys apart: a history that goes on with other luck
//! ([`Luck::renewed`]) keeps them. Holds no state of draws, and decides nothing.

use crate::random::{Purpose, SplitMix, Stream};

/// What a person decides or meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Decision {
    /// How to go on, at the choice.
    Choice,
    /// How they reached the choice, and which campaign messages they took in.
    Message,
    /// How they make contact on the coast.
    Contact,
    /// Which gang they join.
    Gang,
    /// How long they wait there.
    Patience,
    /// What they do when patience ends.
    PatienceEnd,
    /// Whether they are caught at a prevented launch, and try again.
    Caught,
    /// Whether they try again after a rescue or return.
    Rescued,
    /// When they try again.
    Delay,
    /// When they turn to a rival of a gang that lost capacity.
    Absorption,
    /// Of a gang on a day: what it plans and which of it the sea allows.
    Plan,
}

/// The purpose of each decision, in order.
const PURPOSES: [Purpose; 11] = [
    Purpose::Choice,
    Purpose::JourneyHome,
    Purpose::ContactChannel,
    Purpose::GangChoice,
    Purpose::Patience,
    Purpose::PatienceEnd,
    Purpose::CaughtPerson,
    Purpose::Retry,
    Purpose::RetryDelay,
    Purpose::Absorption,
    Purpose::LaunchPlan,
];

/// What a person is, whatever they meet: a word of their own for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Trait {
    /// How long the way to the coast takes.
    Transit,
    /// How easily they are caught.
    Frailty,
    /// Whether they are removed after arrival.
    Removal,
}

/// A person's identity with the number of an occasion above it: what tells their words for one decision apart.
#[inline]
pub const fn on_occasion(id: u64, occasion: u8) -> u64 {
    id | (occasion as u64) << 48
}

/// Keys of a replicate for the words of persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Luck {
    keys: [SplitMix; PURPOSES.len()],
    traits: [SplitMix; 2],
}

impl Luck {
    /// The luck of a replicate.
    pub fn new(stream: &Stream) -> Self {
        Self {
            keys: PURPOSES.map(|purpose| SplitMix::new(stream.key64(0, 0, purpose, 0))),
            traits: [0, 1].map(|draw| SplitMix::new(stream.key64(0, 0, Purpose::Trait, draw))),
        }
    }

    /// What is met from now on comes from another replicate; what persons are stays.
    #[must_use]
    pub fn renewed(&self, stream: &Stream) -> Self {
        Self { traits: self.traits, ..Self::new(stream) }
    }

    /// Two words of a person for a decision on the occasion of this number.
    #[inline]
    pub const fn words(&self, decision: Decision, id: u64, occasion: u8) -> [u32; 2] {
        let word = self.key(decision, id, occasion);
        [word as u32, (word >> 32) as u32]
    }

    /// 64 bits of a person for a decision on the occasion of this number.
    #[inline]
    pub const fn key(&self, decision: Decision, id: u64, occasion: u8) -> u64 {
        self.of(decision).at(on_occasion(id, occasion))
    }

    /// The words of all for a decision, by [`on_occasion`].
    #[inline]
    pub const fn of(&self, decision: Decision) -> SplitMix {
        self.keys[decision as usize]
    }

    /// Words of a gang for its plans of a day (its number in the calendar).
    #[inline]
    pub const fn plan(&self, gang: u32, day: u16) -> Plan {
        Plan { luck: self.of(Decision::Plan), id: (day as u64) << 32 | gang as u64 }
    }

    /// A fixed word of a person: the same all along, and in every scenario.
    #[inline]
    pub const fn of_person(&self, id: u64, which: Trait) -> u32 {
        let number = which as usize;
        let word = self.traits[number / 2].at(id);
        if number.is_multiple_of(2) { (word >> 32) as u32 } else { word as u32 }
    }
}

/// Words of a gang for its plans of a day, drawn when they are asked for: most gangs need the first only.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    luck: SplitMix,
    id: u64,
}

impl Plan {
    /// Whose they are.
    #[inline]
    pub const fn gang(self) -> u32 {
        self.id as u32
    }

    const fn word(self, number: u8) -> u32 {
        let word = self.luck.at(on_occasion(self.id, number / 2));
        if number.is_multiple_of(2) { word as u32 } else { (word >> 32) as u32 }
    }

    /// How many launches it plans.
    #[inline]
    pub const fn size(self) -> u32 {
        self.word(0)
    }

    /// Whether the sea allows the first.
    #[inline]
    pub const fn first(self) -> u32 {
        self.word(1)
    }

    /// Whether it allows the second.
    #[inline]
    pub const fn second(self) -> u32 {
        self.word(2)
    }

    /// Whether the gang is willing to share a boat.
    #[inline]
    pub const fn will(self) -> u32 {
        self.word(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::persons::person_id;
    use crate::random::unit32;
    use std::collections::BTreeSet;

    const DECISIONS: [Decision; 11] = [
        Decision::Choice,
        Decision::Message,
        Decision::Contact,
        Decision::Gang,
        Decision::Patience,
        Decision::PatienceEnd,
        Decision::Caught,
        Decision::Rescued,
        Decision::Delay,
        Decision::Absorption,
        Decision::Plan,
    ];

    #[test]
    fn every_decision_has_its_own_purpose_and_words() {
        let purposes: BTreeSet<Purpose> = PURPOSES.into_iter().collect();
        assert_eq!(purposes.len(), PURPOSES.len());
        let luck = Luck::new(&Stream::new(7, 1));
        let mut seen = BTreeSet::new();
        for decision in DECISIONS {
            for occasion in 0..20 {
                for origin in 0..3 {
                    for month in 0..5 {
                        let id = |index| person_id(origin, month, index);
                        seen.extend((0..40).map(|index| luck.key(decision, id(index), occasion)));
                    }
                }
            }
        }
        assert_eq!(seen.len(), 11 * 20 * 3 * 5 * 40);
    }

    #[test]
    fn words_of_neighbours_occasions_and_decisions_are_uncorrelated() {
        let luck = Luck::new(&Stream::new(7, 1));
        let n: u32 = 100_000;
        let unit = |decision, origin, index, occasion, half: usize| {
            unit32(luck.words(decision, person_id(origin, 3, index), occasion)[half]) - 0.5
        };
        let gang = Decision::Gang;
        let plan = |gang, day, word| unit32(luck.plan(gang, day).word(word)) - 0.5;
        let pairs: [&dyn Fn(u32) -> (f64, f64); 8] = [
            &|p| (unit(gang, 1, p, 0, 0), unit(gang, 1, p + 1, 0, 0)),
            &|p| (unit(gang, 1, p, 0, 0), unit(gang, 1, p, 1, 0)),
            &|p| (unit(gang, 1, p, 0, 0), unit(gang, 1, p, 0, 1)),
            &|p| (unit(gang, 1, p, 0, 0), unit(gang, 2, p, 0, 0)),
            &|p| (unit(gang, 1, p, 3, 0), unit(Decision::Patience, 1, p, 3, 0)),
            &|p| (plan(p, 20_000, 0), plan(p + 1, 20_000, 0)),
            &|p| (plan(p, 20_000, 1), plan(p, 20_001, 1)),
            &|p| (plan(p, 20_000, 1), plan(p, 20_000, 2)),
        ];
        for (number, pair) in pairs.iter().enumerate() {
            let sum: f64 = (0..n)
                .map(|p| {
                    let (a, b) = pair(p);
                    a * b * 12.0
                })
                .sum();
            let z = sum / f64::from(n).sqrt();
            assert!(z.abs() < 5.5, "correlation z = {z} of pair {number}");
        }
    }

    #[test]
    fn renewed_luck_is_another_with_the_same_traits() {
        let luck = Luck::new(&Stream::new(7, 1));
        let other = luck.renewed(&Stream::new(7, 2));
        assert_eq!(luck.of_person(5, Trait::Frailty), other.of_person(5, Trait::Frailty));
        assert!(luck.key(Decision::Gang, 5, 0) != other.key(Decision::Gang, 5, 0));
        assert_eq!(luck.renewed(&Stream::new(7, 1)), luck);
    }
}
