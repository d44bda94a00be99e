//! Choice: who of those at the choice today takes the boat.
//!
//! A person takes the boat if they know of it (awareness) and their own uniform lies below the boat's share. The share is
//! the boat's margin of the multinomial logit over staying, boat, other irregular way, lawful route and return,
//! `logit p = logit pi_ref + dV`: dV from price, risk, removal, lawful places (beliefs, by the source the person leans on)
//! and retained campaign messages. Its weights come from responses of whole populations, so the spread of persons is in
//! them already. Those who do not take the boat split over the other alternatives in their reference proportions. False job adverts induced some of the intentions: those fall away with the
//! visibility of adverts. Reads: demand, beliefs, information. Writes: journeys, fates. Uniforms belong to the
//! person, so a measure moves only thresholds.

use super::beliefs::{SOURCES, shift_of_origin, shifts_by_source};
use super::demand::todays_intentions;
use super::information::message_effect;
use super::sea::{logistic, logit};
use crate::model::parameters::Parameters;
use crate::model::setting::Journey;
use crate::model::state::World;
use crate::model::state::fates::Fate;
use crate::model::state::luck::{Decision, Trait};
use crate::model::state::persons::{NEXT_PERSON, person_id};
use crate::random::{WholeDays, WyRand};

/// Log-odds of the boat among the aware at reference values.
pub fn reference_log_odds(parameters: &Parameters) -> f64 {
    logit(parameters.boat_share_reference)
}

/// Laws of the days from the choice to the coast (at least one), by journey.
pub fn transit_laws(parameters: &Parameters) -> [WholeDays; 2] {
    [parameters.transit_median_days, parameters.transit_visa_free_days]
        .map(|median| WholeDays::log_normal_from_one(median, parameters.transit_log_sd))
}

/// Shares of people by the source that they lean on today.
fn sources(world: &World<'_>) -> [f64; SOURCES] {
    let p = world.parameters;
    // Smugglers speak through adverts: where those are gone, people lean on peers instead.
    let smugglers = p.weight_smugglers * world.information.advert_visibility.min(1.0);
    let peers = p.weight_peers + p.weight_smugglers - smugglers;
    let given = peers + smugglers + p.campaign_weight;
    let total = given.max(1.0);
    [peers, smugglers, p.campaign_weight, total - given].map(|weight| weight / total)
}

/// A share in steps of random words: a word lies below it with that probability.
const fn steps(share: f64) -> f64 {
    share * 4_294_967_296.0
}

/// Bounds on the one word by which a person of an origin decides, for one source of beliefs.
///
/// The word lies below `boat` for those who know of the boat and take it; then come those who know of it and take another
/// irregular way, and those who take a lawful route. All others never set out. A change of awareness or share moves bounds.
#[derive(Clone, Copy)]
struct Bounds {
    boat: f64,
    other_way: f64,
    lawful: f64,
}

/// How bounds follow from the boat's share, on a day of a given awareness.
#[derive(Clone, Copy)]
struct Split {
    /// Those who know of the boat, in steps of random words.
    aware: f64,
    /// Those of them who take another irregular way if nobody takes the boat.
    other_way: f64,
    /// Those who take another irregular way or a lawful route then.
    other_way_or_lawful: f64,
}

impl Split {
    fn new(p: &Parameters, aware: f64) -> Self {
        let (aware, others) = (steps(aware), steps(aware) / (1.0 - p.boat_share_reference));
        Self {
            aware,
            other_way: others * p.other_way_share,
            other_way_or_lawful: others * (p.other_way_share + p.lawful_share),
        }
    }

    /// Those who do not take the boat split in reference proportions.
    #[inline]
    fn at(&self, boat: f64) -> Bounds {
        let (sea, rest) = (self.aware * boat, 1.0 - boat);
        Bounds { boat: sea, other_way: sea + rest * self.other_way, lawful: sea + rest * self.other_way_or_lawful }
    }
}

impl Bounds {
    fn fate(self, word: f64) -> Fate {
        if word < self.boat {
            Fate::UnderWay
        } else if word < self.other_way {
            Fate::OtherWay
        } else if word < self.lawful {
            Fate::LawfulRoute
        } else {
            Fate::NeverSetOut
        }
    }
}

/// People whose words are drawn at a time.
const GROUP: u32 = 64;

/// How adverts induce intentions: by a person's whole word, that is by its upper bits.
#[derive(Clone, Copy)]
struct Induced {
    /// Below it adverts still induce a person.
    still: u64,
    /// Less than this above it they no longer do.
    fallen_away: u64,
}

impl Induced {
    fn new(share: f64, visibility: f64) -> Self {
        let bound = |share: f64| (share.clamp(0.0, 1.0) * 18_446_744_073_709_551_616.0) as u64;
        let still = bound(share * visibility.min(1.0));
        Self { still, fallen_away: bound(share) - still }
    }

    const fn has_fallen_away(self, word: u64) -> bool {
        word.wrapping_sub(self.still) < self.fallen_away
    }
}

/// Says on which source a person leans. They decide by the lower 32 bits of their word; this nearly goes by the 16 above
/// those alone, and what adverts induced by the 16 above them.
const fn lean(word: u64) -> u32 {
    (word >> 16) as u32
}

/// Those of a group of people who may set out: their identities and their words.
struct Candidates {
    ids: [u64; GROUP as usize],
    words: [u64; GROUP as usize],
    len: usize,
}

impl Candidates {
    /// Draws the words of `people` from the identity `first` on, at most [`GROUP`], and counts those of them whom adverts no
    /// longer induce. A decision at or above `most` sets out by no way, and most people need no more than the comparison: kept
    /// apart from what follows, and without a branch that chance decides.
    #[inline]
    fn draw(&mut self, luck: WyRand, first: u64, people: u32, most: u64, induced: Induced) -> u32 {
        if induced.fallen_away == 0 {
            return self.keep(luck, first, people, |word| (word & 0xffff_ffff < most, false));
        }
        self.keep(luck, first, people, |word| (word & 0xffff_ffff < most, induced.has_fallen_away(word)))
    }

    #[inline]
    fn keep(&mut self, luck: WyRand, first: u64, people: u32, judge: impl Fn(u64) -> (bool, bool)) -> u32 {
        let (mut id, mut len, mut fallen_away) = (first, 0, 0);
        for word in luck.from(first, NEXT_PERSON).take(people as usize) {
            let (may_go, has_fallen_away) = judge(word);
            self.ids[len % GROUP as usize] = id;
            self.words[len % GROUP as usize] = word;
            len += usize::from(may_go) & usize::from(!has_fallen_away);
            fallen_away += u32::from(has_fallen_away);
            id += NEXT_PERSON;
        }
        self.len = len;
        fallen_away
    }

    fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        self.ids[..self.len].iter().copied().zip(self.words[..self.len].iter().copied())
    }
}

/// Everyone at the choice today.
pub fn step(world: &mut World<'_>) {
    let p = world.parameters;
    let aware = world.information.awareness.clamp(0.0, 1.0);
    // False job adverts induced some intentions.
    let induced = Induced::new(p.online_induced_share, world.information.advert_visibility);
    let weights = sources(world);
    let (to_peers, to_smugglers) = (steps(weights[0]), steps(weights[0] + weights[1]));
    let to_official = steps(weights[0] + weights[1] + weights[2]);
    let shifts = shifts_by_source(world);
    // Odds against the boat are products: of what all share and of what is an origin's own.
    let against = shifts.map(|shift| libm::exp(-shift));
    let split = Split::new(p, aware);
    let luck = world.luck.of(Decision::Choice);
    let mut going = std::mem::take(&mut world.workspace.going);
    let mut candidates = Candidates { ids: [0; GROUP as usize], words: [0; GROUP as usize], len: 0 };
    for origin in 0..world.setting.origins.len() {
        let today = todays_intentions(world, origin);
        if today.is_empty() {
            continue;
        }
        let journey = world.setting.origins[origin].journey;
        let own = world.demand.reference_log_odds + shift_of_origin(world, origin);
        let against_own = libm::exp(-own);
        let bounds = against.map(|against| split.at(1.0 / (1.0 + against_own * against)));
        let campaigned = world.information.addressed.get(origin) == Some(&true);
        // Words below one bound take the boat and words above another set out by no way, whatever the source.
        let (least, most) = if campaigned {
            (0.0, steps(aware))
        } else {
            let least = bounds.iter().map(|b| b.boat).fold(f64::INFINITY, f64::min);
            (least, bounds.iter().map(|b| b.lawful).fold(0.0, f64::max))
        };
        let (least, most) = (least as u32, most.ceil() as u64);
        let mut intentions = today.len() as u32;
        for start in today.clone().step_by(GROUP as usize) {
            let people = (today.end - start).min(GROUP);
            let first = person_id(origin, world.today.month, start);
            intentions -= candidates.draw(luck, first, people, most, induced);
            for (id, word) in candidates.iter() {
                if (word as u32) < least {
                    going.push(id);
                    continue;
                }
                let (decision, lean) = (f64::from(word as u32), f64::from(lean(word)));
                let source = usize::from(lean >= to_peers)
                    + usize::from(lean >= to_smugglers)
                    + usize::from(lean >= to_official);
                let fate = match campaigned.then(|| message_effect(world, id, origin)) {
                    Some(effect) if effect != 0.0 => split.at(logistic(own + shifts[source] + effect)).fate(decision),
                    _ => bounds[source].fate(decision),
                };
                match fate {
                    Fate::NeverSetOut => {}
                    Fate::UnderWay => going.push(id),
                    _ => {
                        world.counts.other_way += u32::from(fate == Fate::OtherWay);
                        world.fates.set(id, fate);
                    }
                }
            }
        }
        world.counts.departures += going.len() as u32;
        set_out(world, &going, journey);
        going.clear();
        world.counts.intentions += intentions;
        world.counts.intentions_by_origin[origin] += intentions;
    }
    world.workspace.going = going;
}

/// People begin the journey to the coast.
fn set_out(world: &mut World<'_>, people: &[u64], journey: Journey) {
    let (law, words) = (&world.waits.transit[journey as usize], world.luck.of_persons(Trait::Transit));
    for &id in people {
        let days = law.draw(words.of(id));
        world.journeys.schedule(id, world.index + days as usize);
    }
    if !world.fates.are_forgotten() {
        for &id in people {
            world.fates.set(id, Fate::UnderWay);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, go_to};

    /// Intentions, departures and others on one day, for awareness, the boat's share and visibility with all induced.
    fn day(aware: f64, boat: f64, induced: f64, visible: f64) -> [u32; 3] {
        let laboratory = Laboratory::new(|_, p| (p.boat_share_reference, p.online_induced_share) = (boat, induced));
        let mut world = laboratory.world();
        go_to(&mut world, 0);
        (world.information.awareness, world.information.advert_visibility) = (aware, visible);
        step(&mut world);
        let counts = &world.counts;
        assert_eq!(world.journeys.len(), counts.departures as usize);
        [counts.intentions, counts.departures, counts.other_way]
    }

    #[test]
    fn nobody_goes_unaware_and_everybody_where_the_boat_is_all_there_is() {
        let people = 2 * (5000 / 31);
        assert_eq!(day(0.0, 0.5, 0.0, 1.0), [people, 0, 0]);
        assert_eq!(day(1.0, 1.0 - 1e-12, 0.0, 1.0), [people, people, 0]);
        assert_eq!(day(1.0, 1e-12, 0.0, 1.0)[1], 0);
        assert_eq!(day(1.0, 0.5, 1.0, 0.0), [0, 0, 0], "induced by adverts that nobody sees");
        assert_eq!(day(1.0, 0.5, 1.0, 1.0)[0], people);
    }

    #[test]
    fn those_who_do_not_go_split_in_reference_proportions() {
        let p = Laboratory::new(|_, _| {}).parameters;
        let bounds = Split::new(&p, 1.0).at(p.boat_share_reference);
        let of = |fate| (0..10_000_u64).filter(|n| bounds.fate((n * 429_496 + 17) as f64) == fate).count() as f64 / 1e4;
        for (fate, share) in [
            (Fate::UnderWay, p.boat_share_reference),
            (Fate::OtherWay, p.other_way_share),
            (Fate::LawfulRoute, p.lawful_share),
        ] {
            assert!((of(fate) - share).abs() <= 2e-4, "{fate:?}");
        }
        let none_aware = Split::new(&p, 0.0).at(p.boat_share_reference);
        assert_eq!(none_aware.fate(0.0), Fate::NeverSetOut);
    }

    #[test]
    fn a_more_attractive_boat_takes_only_from_the_other_alternatives() {
        let p = Laboratory::new(|_, _| {}).parameters;
        let (less, more) = (Split::new(&p, 0.5).at(0.3), Split::new(&p, 0.6).at(0.4));
        let mut gained = 0;
        for word in (0..10_000_u64).map(|n| (n * 429_496) as f64) {
            assert!(less.fate(word) != Fate::UnderWay || more.fate(word) == Fate::UnderWay);
            gained += u32::from(less.fate(word) != more.fate(word) && more.fate(word) == Fate::UnderWay);
        }
        assert!((890..=910).contains(&gained), "from 0.15 to 0.24");
    }
}
