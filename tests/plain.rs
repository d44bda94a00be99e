//! A second, plain implementation of choice, attempts and launches, held against the engine person by person.
//!
//! Written from the submodels' equations with other data structures: people and gangs are structs in maps by identity, a
//! choice of gang sums the weights of all gangs on either side anew at each turn, days are found by walking along their
//! law, nothing is reused, tabled or cached. Both sides read the same keyed words. Each morning the plain side takes over the state of the market and the people; what it then decides on its own
//! (who goes, when they reach the coast, whom they join, whose patience ends, which boats leave with whom and where) must
//! be what the engine decided. Who comes back to look for a gang or to try again is taken from the engine, in its order; who
//! reaches the coast is not.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use strait::model::UnitKey;
use strait::model::initialise;
use strait::model::inputs::Inputs;
use strait::model::parameters::Parameters;
use strait::model::setting::{Journey, Setting};
use strait::model::state::World;
use strait::model::state::persons::Person as Row;
use strait::model::submodels::beliefs::{shift_of_origin, shifts_by_source};
use strait::model::submodels::patience::patience;
use strait::model::submodels::{
    adverts, beliefs, capacity, cases, choice, coast, demand, entry_exit, equipment, information, interception, launch,
    matching, price, sea, sea_leg,
};
use strait::random::samplers::standard_normal;
use strait::random::{Purpose, unit32};

const NOBODY: u32 = u32::MAX;

/// Where a person is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Transit,
    Seeking,
    Queued,
    Recovering,
}

/// A person as the plain side knows them.
#[derive(Debug, Clone, PartialEq)]
struct Person {
    stage: Stage,
    gang: u32,
    matches: u8,
    deadline: u16,
}

/// A gang in the morning, and its queue during the day.
#[derive(Debug, Clone)]
struct PlainGang {
    salt: u64,
    capacity: f64,
    appeal: f32,
    ties: u16,
    home: usize,
    attraction: [[f64; 5]; 2],
    boats: u32,
    queue: VecDeque<u64>,
}

/// A launch: gang, order, sector, by taxi, people.
type Boat = (u32, u16, usize, bool, Vec<u64>);

struct Plain<'w, 'm> {
    world: &'w World<'m>,
    p: &'m Parameters,
    people: BTreeMap<u64, Person>,
    gangs: BTreeMap<u32, PlainGang>,
    boats: Vec<Boat>,
    gave_up: u32,
    diverted: u32,
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// SplitMix64 from its publication: the output at a counter.
fn split_mix(key: u64, counter: u64) -> u64 {
    let mut z = key.wrapping_add(counter.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// wyrand from its publication: the output at a counter.
fn wyrand(key: u64, counter: u64) -> u64 {
    let state = key.wrapping_add(counter.wrapping_add(1).wrapping_mul(0x2d35_8dcc_aa6c_78a5));
    let product = u128::from(state) * u128::from(state ^ 0x8bb8_4b93_962e_acc9);
    (product % (1 << 64)) as u64 ^ (product >> 64) as u64
}

/// The word of a person for a decision on an occasion.
fn word_of(world: &World<'_>, purpose: Purpose, id: u64, occasion: u8) -> u64 {
    wyrand(world.stream.key64(0, 0, purpose, 0), id + 256 * u64::from(occasion))
}

/// Identity and number of gangs chosen so far.
fn at_choice(id: u64, matches: u8) -> u64 {
    id + u64::from(matches)
}

/// Both halves of it, the lower first, as uniforms.
fn halves(word: u64) -> [f64; 2] {
    [word as u32, (word >> 32) as u32].map(unit32)
}

/// The first day whose distribution function, in steps of 2^-32, lies above a word.
fn day_of(word: u32, up_to: impl Fn(f64) -> f64) -> usize {
    let steps = libm::ldexp(1.0, 32);
    let mut day = 0;
    while day < 40_000 {
        let p = up_to(day as f64);
        if p >= 1.0 - 0.5 / steps || (p * steps).floor() > f64::from(word) {
            break;
        }
        day += 1;
    }
    day
}

fn exponential_days(word: u32, mean: f64) -> usize {
    day_of(word, |day| if mean > 0.0 { -libm::expm1(-(day + 1.0) / mean) } else { 1.0 })
}

/// Who of an origin takes the boat today, and in how many days they reach the coast.
struct Choices {
    going: Vec<(u64, usize)>,
    intentions: u32,
    other_way: u32,
}

fn choices(world: &World<'_>, origin: usize) -> Choices {
    let p = world.parameters;
    let (count, day, days) = (
        u64::from(world.demand.month_counts[origin]),
        u64::from(world.today.day_in_month),
        u64::from(world.today.days_in_month),
    );
    let smugglers = p.weight_smugglers * world.information.advert_visibility;
    let peers = p.weight_peers + p.weight_smugglers - smugglers;
    let all = (peers + smugglers + p.campaign_weight).max(1.0);
    let shifts = shifts_by_source(world).map(|shift| shift + shift_of_origin(world, origin));
    let reference = p.boat_share_reference;
    let mut found = Choices { going: Vec::new(), intentions: 0, other_way: 0 };
    for index in (count * day / days)..(count * (day + 1) / days) {
        let id = ((index * 16 + origin as u64) * 256 + world.today.month as u64) * 65_536;
        let word = word_of(world, Purpose::Choice, id, 0);
        let (decision, lean) = ((word % (1 << 32)) as f64, (word / 65_536 % (1 << 32)) as f64);
        // Induced by adverts, which not all see any more.
        let induced = word as f64 / libm::ldexp(1.0, 64);
        if induced < p.online_induced_share && induced >= p.online_induced_share * world.information.advert_visibility {
            continue;
        }
        found.intentions += 1;
        let steps = libm::ldexp(1.0, 32);
        let leans = [peers, peers + smugglers, peers + smugglers + p.campaign_weight];
        let source = leans.iter().filter(|sum| lean >= *sum / all * steps).count();
        let boat = logistic(libm::log(reference / (1.0 - reference)) + shifts[source]);
        let (aware, rest) = (world.information.awareness, (1.0 - boat) / (1.0 - reference));
        if decision < aware * boat * steps {
            let median = match world.setting.origins[origin].journey {
                Journey::Overland => p.transit_median_days,
                Journey::VisaFree => p.transit_visa_free_days,
            };
            let fixed = wyrand(world.stream.key64(0, 0, Purpose::Trait, 0), id);
            let days = day_of((fixed >> 32) as u32, |day| {
                let z = libm::log((day + 0.5) / median) / p.transit_log_sd;
                if day == 0.0 { 0.0 } else { 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2) }
            });
            found.going.push((id, days));
        } else if decision < aware * (boat + rest * p.other_way_share) * steps {
            found.other_way += 1;
        }
    }
    found
}

/// What gangs weigh together, summed as they hang below one another by the bits of their salts.
fn weight_of(gangs: &[(u64, f32, u32)]) -> f32 {
    match gangs {
        [] => 0.0,
        [(_, weight, _)] => *weight,
        _ => {
            let (zeros, ones, _) = sides(gangs);
            weight_of(&zeros) + weight_of(&ones)
        }
    }
}

type Weighed = Vec<(u64, f32, u32)>;

/// Several gangs by the highest bit in which any of their salts differ.
fn sides(gangs: &[(u64, f32, u32)]) -> (Weighed, Weighed, u32) {
    let differ = gangs.iter().fold(0, |differ, gang| differ | (gang.0 ^ gangs[0].0));
    let bit = differ.ilog2();
    let (ones, zeros) = gangs.iter().partition(|gang| gang.0 >> bit & 1 == 1);
    (zeros, ones, bit)
}

/// Goes down from all gangs to one, turning by the key and the bit at each branch.
fn descend(key: u64, gangs: &[(u64, f32, u32)]) -> Option<u32> {
    if weight_of(gangs) <= 0.0 {
        return None;
    }
    let mut left = gangs.to_vec();
    while left.len() > 1 {
        let (zeros, ones, bit) = sides(&left);
        let turn = key.wrapping_mul(split_mix(0x4465_7363_656e_7421, u64::from(bit)) | 1) >> 41;
        let u = 1.0 + turn as f32 / 8_388_608.0;
        left = if u >= 1.0 + weight_of(&zeros) / weight_of(&left) { ones } else { zeros };
    }
    Some(left[0].2)
}

impl<'w, 'm> Plain<'w, 'm> {
    /// The state of the morning, after the choices and before anybody reaches the coast.
    /// Whoever is due past the last day is in no calendar and is not seen here; in this run nobody is sent there between
    /// morning and launches.
    fn morning(world: &'w World<'m>) -> Self {
        let p = world.parameters;
        let mut people = BTreeMap::new();
        let on_the_way = world.journeys.iter().map(|&id| (id, Stage::Transit, None));
        let queues = world.gangs.list.iter().flat_map(|gang| gang.queue.as_slice());
        let aboard = world.launches.iter().flat_map(|boat| &world.boarded[boat.people.clone()]);
        let on_coast = (world.seeking.iter().map(|person| (person, Stage::Seeking)))
            .chain(world.recovering.iter().map(|person| (person, Stage::Recovering)))
            .chain(queues.chain(aboard).map(|person| (person, Stage::Queued)));
        for (id, stage, row) in on_the_way.chain(on_coast.map(|(row, stage)| (row.id(), stage, Some(row)))) {
            let person = Person {
                stage,
                gang: row.map_or(NOBODY, Row::gang),
                matches: row.map_or(0, |row| row.at_choice() as u8),
                deadline: row.map_or(0, Row::deadline),
            };
            assert!(people.insert(id, person).is_none(), "identities are unique");
        }
        let mut gangs = BTreeMap::new();
        for gang in &world.gangs.list {
            let capacity = gang.capacity * gang.whole;
            let days =
                gang.queue.len() as f64 / (capacity.max(0.01) * world.sea.usable_share * world.market.usual_load * 0.5);
            let wait = days / p.matching_wait_scale_days;
            let fame = p.matching_reputation_weight * (gang.reputation - 0.5);
            // Busier than usual is dearer: tanh of the log ratio.
            let ratio = days.max(0.01) / p.capacity_target_queue_days;
            let premium = p.own_price_elasticity * p.price_gang_gain * (ratio * ratio - 1.0) / (ratio * ratio + 1.0);
            gangs.insert(
                gang.id,
                PlainGang {
                    salt: split_mix(0x5372_6163_6553_616c, u64::from(gang.id)),
                    capacity,
                    appeal: (capacity * f64::from(libm::expf((fame + premium) as f32)) / (1.0 + wait * wait)) as f32,
                    ties: gang.ties,
                    home: gang.home_sector,
                    attraction: *gang.learned.attraction(),
                    boats: gang.stock,
                    queue: gang.queue.as_slice().iter().map(Row::id).collect(),
                },
            );
        }
        Self { world, p, people, gangs, boats: Vec::new(), gave_up: 0, diverted: 0 }
    }

    fn words(&self, entity: u32, slot: u32, purpose: Purpose, draw: u16) -> [f64; 4] {
        self.world.stream.block(entity, slot, purpose, draw).map(unit32)
    }

    fn word_of_launch(&self, purpose: Purpose, gang: u32, day: u32, order: u16) -> u64 {
        let launch = u64::from(gang).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let launch = launch.wrapping_add(u64::from(day) * 65_536 + u64::from(order));
        wyrand(self.world.stream.key64(0, 0, purpose, 0), launch)
    }

    /// A person chooses among all gangs but one; with no other they stay with it, with none at all they look again.
    fn join(&mut self, id: u64, except: u32) {
        let occasion = self.people[&id].matches;
        let mut key = word_of(self.world, Purpose::GangChoice, at_choice(id, occasion), 0);
        let weighed: Weighed = (self.gangs.iter())
            .map(|(&gang, facts)| {
                let tie = if facts.ties >> (id >> 24 & 15) & 1 == 1 { self.p.matching_tie_ratio as f32 } else { 1.0 };
                (facts.salt, facts.appeal * tie, gang)
            })
            .collect();
        let mut chosen = descend(key, &weighed);
        // Whoever comes upon the gang that they left draws again, and at last among the others alone.
        for _ in 0..8 {
            if except != NOBODY && chosen == Some(except) {
                key = split_mix(key, 0);
                chosen = descend(key, &weighed);
            }
        }
        if except != NOBODY && chosen == Some(except) {
            key = split_mix(key, 0);
            let others: Weighed = weighed.iter().copied().filter(|gang| gang.2 != except).collect();
            chosen = descend(key, &others).or(Some(except));
        }
        let (mean, _) = patience(self.world.setting.structure.waiting, self.p);
        // Patience goes by the lower half of the first word.
        let word = word_of(self.world, Purpose::GangChoice, at_choice(id, occasion), 0) as u32;
        let until = self.world.index + exponential_days(word, mean);
        let person = self.people.get_mut(&id).unwrap();
        // A person's 256th choice and all later ones share their words.
        person.matches = occasion.saturating_add(1);
        person.gang = chosen.unwrap_or(NOBODY);
        person.stage = if chosen.is_some() { Stage::Queued } else { Stage::Seeking };
        if let Some(gang) = chosen {
            person.deadline = until.min(65_535) as u16;
            self.gangs.get_mut(&gang).unwrap().queue.push_back(id);
        }
    }

    /// Everyone whom the calendars bring to the coast, back to a gang's door or back to their seat.
    fn reach_the_coast(&mut self, due: &[u64]) {
        for &id in due {
            let person = self.people[&id].clone();
            match person.stage {
                Stage::Transit => {
                    let [contact, told] = halves(word_of(self.world, Purpose::ContactChannel, id, 0));
                    let (by_post, seen) = (self.p.online_first_contact, self.world.information.advert_visibility);
                    if contact >= by_post || contact < by_post * seen {
                        self.join(id, NOBODY);
                    } else if told < self.p.online_word_of_mouth {
                        self.people.get_mut(&id).unwrap().stage = Stage::Seeking;
                    } else {
                        self.gave_up += 1;
                        self.people.remove(&id);
                    }
                }
                Stage::Recovering if self.gangs.contains_key(&person.gang) => {
                    self.people.get_mut(&id).unwrap().stage = Stage::Queued;
                    self.gangs.get_mut(&person.gang).unwrap().queue.push_front(id);
                }
                _ => self.join(id, NOBODY),
            }
        }
    }

    fn lose_patience(&mut self, id: u64) {
        let Person { gang, matches, .. } = self.people[&id];
        let (_, lost) = patience(self.world.setting.structure.waiting, self.p);
        let [leave, divert] = halves(word_of(self.world, Purpose::PatienceEnd, at_choice(id, matches), 0));
        if leave >= lost {
            return self.join(id, gang);
        }
        *if divert < self.p.diverted_share { &mut self.diverted } else { &mut self.gave_up } += 1;
        self.people.remove(&id);
    }

    /// A seventh of the queues is looked through.
    fn look_through_queues(&mut self) {
        let today = self.world.index as u16;
        let mut impatient = Vec::new();
        for (&gang, facts) in &mut self.gangs {
            if (self.world.index + gang as usize).is_multiple_of(7) {
                let (stay, go): (VecDeque<u64>, VecDeque<u64>) =
                    facts.queue.iter().partition(|id| self.people[*id].deadline >= today);
                facts.queue = stay;
                impatient.extend(go);
            }
        }
        for id in impatient {
            self.lose_patience(id);
        }
    }

    /// Sector and method of a boat, by one uniform.
    fn way(&self, gang: u32, order: u16) -> (usize, bool) {
        let (p, facts, structure) = (self.p, &self.gangs[&gang], &self.world.setting.structure);
        let taxi = if self.world.today.decimal_year >= 2023.0 { p.taxi_share } else { 0.0 };
        let mut ways = Vec::new();
        let use_of = |sector: usize| (0..sector).fold(1.0, |share, _| share * p.sector_use_ratio);
        let whole: f64 = (0..5).map(use_of).sum();
        for (method, share) in [(0, 1.0 - taxi), (1, taxi)].into_iter().filter(|(_, share)| *share > 0.0) {
            for sector in 0..5 {
                let learned = match (structure.sector_displacement, structure.method_displacement) {
                    (true, true) => facts.attraction[method][sector],
                    (true, false) => 0.5 * (facts.attraction[0][sector] + facts.attraction[1][sector]),
                    (false, true) => facts.attraction[method].iter().sum::<f64>() / 5.0,
                    (false, false) => 0.0,
                };
                let elsewhere = (1.0 - p.home_sector_share) * (use_of(sector) / whole);
                let usual = if sector == facts.home { p.home_sector_share + elsewhere } else { elsewhere };
                ways.push((share * usual * libm::exp(p.learning_sensitivity * learned), sector, method == 1));
            }
        }
        let total: f64 = ways.iter().map(|(weight, ..)| weight).sum();
        let day = self.world.today.day.number() as u32;
        let mut left = halves(self.word_of_launch(Purpose::LoadNoise, gang, day, order))[1] * total;
        for (weight, sector, by_taxi) in ways {
            left -= weight;
            if left < 0.0 {
                return (sector, by_taxi);
            }
        }
        (facts.home, false)
    }

    /// Fills a boat from queues, first come first served; nobody boards if too few are left.
    fn fill(&mut self, from: &[u32], load: usize, least: usize) -> Vec<u64> {
        let mut aboard: Vec<u64> = Vec::new();
        for gang in from {
            while aboard.len() < load {
                let Some(id) = self.gangs.get_mut(gang).unwrap().queue.pop_front() else { break };
                if self.people[&id].deadline < self.world.index as u16 {
                    self.lose_patience(id);
                } else {
                    aboard.push(id);
                }
            }
        }
        if aboard.len() < least {
            for id in aboard.drain(..).rev() {
                let gang = self.people[&id].gang;
                self.gangs.get_mut(&gang).unwrap().queue.push_front(id);
            }
        }
        aboard
    }

    fn launch_from(&mut self, owner: u32, order: u16, from: &[u32], target: f64, least: usize) {
        let day = self.world.today.day.number() as u32;
        let noise = standard_normal(halves(self.word_of_launch(Purpose::LoadNoise, owner, day, order))[0]);
        let load = (target * libm::exp(self.p.load_noise_sd * noise)).min(self.p.load_cap).max(1.0) as usize;
        let aboard = self.fill(from, load.max(least), least);
        if aboard.is_empty() {
            return;
        }
        let (sector, taxi) = self.way(owner, order);
        self.gangs.get_mut(&owner).unwrap().boats -= 1;
        self.boats.push((owner, order, sector, taxi, aboard));
    }

    fn launches(&mut self) {
        let (p, market, day) = (self.p, &self.world.market, self.world.today.day.number() as u32);
        let rise = logistic((self.world.today.decimal_year - p.load_middle_year) / p.load_scale_years);
        let usual = p.load_start + p.load_rise * rise;
        let least = (p.min_fill * usual).max(1.0) as usize;
        let scarce = self.world.setting.structure.load_offset && market.made > 0.0 && market.wanted > market.made;
        let fuller =
            if scarce { libm::pow((market.wanted / market.made).min(10.0), -p.load_offset_elasticity) } else { 1.0 };
        let common = standard_normal(self.words(0, day, Purpose::DayLoad, 0)[0]);
        let target = usual * fuller * libm::exp(p.load_day_sd * common);
        let ids: Vec<u32> = self.gangs.keys().copied().collect();
        let mut willing = Vec::new();
        for gang in ids {
            let [chance, first] = halves(self.word_of_launch(Purpose::LaunchPlan, gang, day, 0));
            let [second, pool] = halves(self.word_of_launch(Purpose::LaunchPlan, gang, day, 1));
            let planned = (self.gangs[&gang].capacity + chance) as usize;
            let mut chances = vec![first, second];
            while chances.len() < planned {
                // The third and later launches of a day take words of their own, two at a time.
                let at = chances.len();
                chances.extend(halves(self.word_of_launch(Purpose::Launch, gang, day, at as u16)));
            }
            let possible = chances.iter().take(planned).filter(|&&u| u < self.world.sea.feasibility).count();
            for order in 0..possible as u16 {
                if self.gangs[&gang].queue.len() < least {
                    if order == 0 && pool < p.pooling_share {
                        willing.push(gang);
                    }
                    break;
                }
                if self.gangs[&gang].boats == 0 {
                    break;
                }
                self.launch_from(gang, order, &[gang], target, least);
            }
        }
        let mut together = Vec::new();
        for gang in willing {
            if self.gangs[&gang].queue.is_empty() {
                continue;
            }
            together.push(gang);
            if together.iter().map(|gang| self.gangs[gang].queue.len()).sum::<usize>() >= least {
                if let Some(&owner) = together.iter().find(|gang| self.gangs[*gang].boats > 0) {
                    self.launch_from(owner, 0, &together, target, least);
                }
                together.clear();
            }
        }
    }

    /// Compares everything that was decided with the engine's world after its own launches.
    fn compare(&self, engine: &World<'_>, counts_before: (u32, u32)) -> usize {
        let day = engine.today.day;
        let boats: Vec<Boat> = engine
            .launches
            .iter()
            .map(|boat| {
                let people = engine.boarded[boat.people.clone()].iter().map(Row::id).collect();
                (boat.gang, boat.order, boat.sector, boat.taxi, people)
            })
            .collect();
        assert_eq!(self.boats, boats, "boats of {day}");
        let theirs = Plain::morning(engine);
        assert_eq!(self.people, theirs.people, "people of {day}");
        for (id, gang) in &self.gangs {
            assert_eq!(gang.queue, theirs.gangs[id].queue, "queue of gang {id} on {day}");
            assert_eq!(gang.boats, theirs.gangs[id].boats, "boats of gang {id} on {day}");
        }
        let (gave_up, diverted) = counts_before;
        assert_eq!((gave_up + self.gave_up, diverted + self.diverted), (engine.counts.gave_up, engine.counts.diverted));
        boats.len()
    }
}

/// What was seen in a run, so that a run in which nothing happens cannot pass for one in which everything agrees.
#[derive(Debug, Default)]
struct Seen {
    travellers: usize,
    boats: usize,
    joined: usize,
    lost_patience: u32,
}

fn run(setting: &Setting, parameters: &Parameters, replicate: u32, days: usize) -> Seen {
    assert!(setting.measures.is_empty(), "measures are not part of this comparison");
    let inputs = Inputs::new(setting).unwrap();
    let key = UnitKey { seed: 99, replicate, weather_path: replicate };
    let mut world = initialise::world(setting, &inputs, parameters, key);
    let mut seen = Seen::default();
    let mut arrivals: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    for index in 0..days.min(inputs.days.len()) {
        (world.index, world.today) = (index, inputs.days[index]);
        world.levers.reset();
        sea::step(&mut world);
        launch::usual_load(&mut world);
        information::messages(&mut world);
        demand::step(&mut world);
        let chosen: Vec<Choices> = (0..setting.origins.len()).map(|origin| choices(&world, origin)).collect();
        let known = world.journeys.len();
        choice::step(&mut world);
        for &(id, days) in chosen.iter().flat_map(|chosen| &chosen.going) {
            arrivals.entry(index + days).or_default().push(id);
            seen.travellers += 1;
        }
        let sum = |of: fn(&Choices) -> u32| chosen.iter().map(of).sum::<u32>();
        assert_eq!(
            (world.journeys.len() - known, world.counts.intentions, world.counts.other_way),
            (sum(|c| c.going.len() as u32) as usize, sum(|c| c.intentions), sum(|c| c.other_way)),
            "{}",
            world.today.day
        );
        matching::appeal(&mut world);
        let mut asked = world.clone();
        let newcomers = asked.journeys.take(index);
        assert_eq!(
            newcomers,
            arrivals.remove(&index).unwrap_or_default(),
            "who reaches the coast on {}",
            world.today.day
        );
        let back = [asked.seeking.take(index), asked.recovering.take(index)];
        let due: Vec<u64> = newcomers.into_iter().chain(back.iter().flatten().map(Row::id)).collect();
        let mut morning = world.clone();
        // The launches of yesterday are no part of this morning.
        morning.launches.clear();
        let mut plain = Plain::morning(&morning);
        let counts = (world.counts.gave_up, world.counts.diverted);
        plain.reach_the_coast(&due);
        plain.look_through_queues();
        plain.launches();
        coast::step(&mut world);
        coast::sweep(&mut world);
        launch::step(&mut world);
        seen.boats += plain.compare(&world, counts);
        seen.joined += due.len();
        seen.lost_patience += plain.gave_up + plain.diverted;
        interception::step(&mut world);
        sea_leg::step(&mut world);
        equipment::step(&mut world);
        cases::step(&mut world);
        capacity::recover(&mut world);
        capacity::grow(&mut world);
        entry_exit::step(&mut world);
        price::step(&mut world);
        adverts::step(&mut world);
        information::step(&mut world);
        beliefs::step(&mut world);
        assert!(world.fault.is_none(), "{:?}", world.fault);
        world.counts.reset(setting.origins.len());
    }
    seen
}

#[test]
fn a_plain_second_implementation_decides_the_same_for_every_person() {
    let sets = ["population.scale=0.3", "period.end=2022-12-31"].map(str::to_owned);
    let (scenario, _) = strait::scenario::load(Path::new("scenarios/baseline.toml"), &sets).unwrap();
    let study = strait::study::Study::new(vec![scenario], 2, 7, 8).unwrap();
    let mut setting = study.setting(0, 0);
    setting.measures.clear();
    for replicate in 0..2 {
        let parameters = study.design().parameters(0, replicate);
        let seen = run(&setting, &parameters, replicate, usize::MAX);
        println!("replicate {replicate}: {seen:?}");
        assert!(
            seen.travellers > 1000 && seen.boats > 100 && seen.joined > 1000 && seen.lost_patience > 20,
            "{seen:?}"
        );
    }
}
