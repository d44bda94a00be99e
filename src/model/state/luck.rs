//! Luck: the random words of persons, of gangs every morning and of launches, each a function of who decides what on which
//! occasion.
//!
//! A word is wyrand ([`WyRand`]) of identity and occasion under a key of the replicate; each kind of decision has a key
//! of its own, a Philox block under the numbered purpose. A person's word costs an eighth of a block so, and a history
//! draws millions. What a person is, whatever they meet, has keys apart: a history that goes on with other luck
//! ([`Luck::renewed`]) keeps them. Holds no state of draws, and decides nothing.

use crate::random::{Purpose, Stream, WyRand};

/// What a person, a gang or a launch decides or meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Decision {
    /// How to go on, at the choice.
    Choice,
    /// How they reached the choice, and which campaign messages they took in.
    Message,
    /// How they make contact on the coast.
    Contact,
    /// Which gang they join, and how long they wait there.
    Gang,
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
    /// Which of a gang's further plans the sea allows.
    Further,
    /// Of a launch: its load, and its sector and method.
    Load,
    /// Of a launch: whether it is prevented, and whether its boat is lost.
    Prevented,
    /// Of a prevented launch: the share of its people who are caught.
    CaughtShare,
    /// Of a boat at sea: whether there is a fatal incident, and whether it is returned.
    AtSea,
    /// Of a fatal incident: how many die.
    Deaths,
}

/// The purpose of each decision, in order.
const PURPOSES: [Purpose; 16] = [
    Purpose::Choice,
    Purpose::JourneyHome,
    Purpose::ContactChannel,
    Purpose::GangChoice,
    Purpose::PatienceEnd,
    Purpose::CaughtPerson,
    Purpose::Retry,
    Purpose::RetryDelay,
    Purpose::Absorption,
    Purpose::LaunchPlan,
    Purpose::Launch,
    Purpose::LoadNoise,
    Purpose::Interception,
    Purpose::Caught,
    Purpose::SeaLeg,
    Purpose::Deaths,
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

/// A person's identity with the number of an occasion: what tells their words for one decision apart.
#[inline]
pub const fn on_occasion(id: u64, occasion: u8) -> u64 {
    id | (occasion as u64) << 8
}

/// Both halves of 64 random bits, the lower first.
#[inline]
const fn halves(bits: u64) -> [u32; 2] {
    [bits as u32, (bits >> 32) as u32]
}

/// What tells the words of a launch from those of others: the gang, the day and the order within the gang's day. The gang is
/// spread over all bits, since a month of entry stands in the upper ones of its identity: on one day and order no two gangs
/// share an item.
#[inline]
const fn launch_id(gang: u32, day: u16, order: u16) -> u64 {
    let spread = (gang as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    spread.wrapping_add((day as u64) << 16 | order as u64)
}

/// Keys of a replicate for the words of persons, gangs and launches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Luck {
    keys: [WyRand; PURPOSES.len()],
    traits: [WyRand; 2],
}

impl Luck {
    /// The luck of a replicate.
    pub fn new(stream: &Stream) -> Self {
        Self {
            keys: PURPOSES.map(|purpose| WyRand::new(stream.key64(0, 0, purpose, 0))),
            traits: [0, 1].map(|draw| WyRand::new(stream.key64(0, 0, Purpose::Trait, draw))),
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
        halves(self.of(decision).at(on_occasion(id, occasion)))
    }

    /// The words of all for a decision, by what tells their occasions apart: [`on_occasion`], or what a person's row says.
    #[inline]
    pub const fn of(&self, decision: Decision) -> WyRand {
        self.keys[decision as usize]
    }

    /// Words of a gang for its plans of a day (its number in the calendar).
    #[inline]
    pub const fn plan(&self, gang: u32, day: u16) -> Plan {
        Plan { luck: self.of(Decision::Plan), first: launch_id(gang, day, 0) }
    }

    /// Two words of a launch, of the gang's given order on the day (its number in the calendar).
    #[inline]
    pub const fn of_launch(&self, decision: Decision, gang: u32, day: u16, order: u16) -> [u32; 2] {
        halves(self.of(decision).at(launch_id(gang, day, order)))
    }

    /// A fixed word of everybody, by identity: the same all along, and in every scenario.
    #[inline]
    pub const fn of_persons(&self, which: Trait) -> TraitWords {
        let number = which as usize;
        TraitWords { words: self.traits[number / 2], shift: if number.is_multiple_of(2) { 32 } else { 0 } }
    }
}

/// Words for what people are, by identity.
#[derive(Debug, Clone, Copy)]
pub struct TraitWords {
    words: WyRand,
    shift: u32,
}

impl TraitWords {
    /// The word of a person.
    #[inline]
    pub const fn of(self, id: u64) -> u32 {
        (self.words.at(id) >> self.shift) as u32
    }
}

/// Words of a gang for its plans of a day, drawn when they are asked for: most gangs need the first only.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    luck: WyRand,
    first: u64,
}

impl Plan {
    const fn word(self, number: u8) -> u32 {
        let word = self.luck.at(self.first.wrapping_add(number as u64 / 2));
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
    use crate::model::state::persons::{Person, person_id};
    use crate::random::unit32;
    use std::collections::BTreeSet;

    const DECISIONS: [Decision; 16] = [
        Decision::Choice,
        Decision::Message,
        Decision::Contact,
        Decision::Gang,
        Decision::PatienceEnd,
        Decision::Caught,
        Decision::Rescued,
        Decision::Delay,
        Decision::Absorption,
        Decision::Plan,
        Decision::Further,
        Decision::Load,
        Decision::Prevented,
        Decision::CaughtShare,
        Decision::AtSea,
        Decision::Deaths,
    ];

    /// What tells the words apart of a person who has chosen so many gangs.
    fn at_choice(id: u64, choices: u8) -> u64 {
        let mut person = Person::on_coast(id, 0);
        (0..choices).for_each(|_| person.choose());
        person.at_choice()
    }

    #[test]
    fn every_decision_has_its_own_purpose_and_words() {
        let purposes: BTreeSet<Purpose> = PURPOSES.into_iter().collect();
        assert_eq!(purposes.len(), PURPOSES.len());
        let luck = Luck::new(&Stream::new(7, 1));
        let mut seen = BTreeSet::new();
        let choosing = [Decision::Gang, Decision::PatienceEnd, Decision::Absorption];
        for decision in DECISIONS {
            for occasion in 0..20 {
                for origin in 0..3 {
                    for month in 0..5 {
                        let item = |index| {
                            let id = person_id(origin, month, index);
                            if choosing.contains(&decision) {
                                at_choice(id, occasion)
                            } else {
                                on_occasion(id, occasion)
                            }
                        };
                        seen.extend((0..40).map(|index| luck.of(decision).at(item(index))));
                    }
                }
            }
        }
        assert_eq!(seen.len(), 16 * 20 * 3 * 5 * 40);
    }

    #[test]
    fn words_of_neighbours_occasions_and_decisions_are_uncorrelated() {
        let luck = Luck::new(&Stream::new(7, 1));
        let n: u32 = 100_000;
        let unit = |decision, origin, index, occasion, half: usize| {
            let word = luck.of(decision).at(at_choice(person_id(origin, 3, index), occasion));
            unit32((word >> (32 * half)) as u32) - 0.5
        };
        let caught = |index, attempt, half: usize| {
            unit32(luck.words(Decision::Caught, person_id(1, 3, index), attempt)[half]) - 0.5
        };
        let gang = Decision::Gang;
        let plan = |gang, day, word| unit32(luck.plan(gang, day).word(word)) - 0.5;
        let launch = |decision, gang, order| unit32(luck.of_launch(decision, gang, 20_000, order)[0]) - 0.5;
        let pairs: [&dyn Fn(u32) -> (f64, f64); 12] = [
            &|p| (unit(gang, 1, p, 0, 0), unit(gang, 1, p + 1, 0, 0)),
            &|p| (unit(gang, 1, p, 0, 0), unit(gang, 1, p, 1, 0)),
            &|p| (unit(gang, 1, p, 0, 0), unit(gang, 1, p, 0, 1)),
            &|p| (unit(gang, 1, p, 0, 0), unit(gang, 2, p, 0, 0)),
            &|p| (unit(gang, 1, p, 3, 0), unit(Decision::PatienceEnd, 1, p, 3, 0)),
            &|p| (caught(p, 0, 0), caught(p, 1, 0)),
            &|p| (caught(p, 0, 0), caught(p, 0, 1)),
            &|p| (plan(p, 20_000, 0), plan(p + 1, 20_000, 0)),
            &|p| (plan(p, 20_000, 1), plan(p, 20_001, 1)),
            &|p| (plan(p, 20_000, 1), plan(p, 20_000, 2)),
            &|p| (launch(Decision::Load, p, 0), launch(Decision::Load, p, 1)),
            &|p| (launch(Decision::Prevented, p, 0), launch(Decision::AtSea, p, 0)),
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
        assert_eq!(luck.of_persons(Trait::Frailty).of(5), other.of_persons(Trait::Frailty).of(5));
        assert!(luck.of(Decision::Gang).at(5) != other.of(Decision::Gang).at(5));
        assert_eq!(luck.renewed(&Stream::new(7, 1)), luck);
    }
}
