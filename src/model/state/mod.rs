//! State of a run: what is true today. Submodels and measures see it; it imports neither.

pub mod accounts;
pub mod calendar_queue;
pub mod enforcement;
pub mod fates;
pub mod gangs;
pub mod learned;
pub mod levers;
pub mod luck;
pub mod persons;
pub mod queue;
pub mod sectors;
pub mod waits;
pub mod workspace;

use self::calendar_queue::CalendarQueue;
use self::enforcement::Enforcement;
use self::fates::{Fate, Fates};
use self::gangs::Gangs;
use self::levers::{Levers, SECTORS};
use self::luck::Luck;
use self::persons::Person;
use self::waits::Waits;
use self::workspace::Workspace;
use super::inputs::{DayFacts, Inputs};
use super::parameters::Parameters;
use super::setting::Setting;
use crate::random::{Kinds, Stream, Trie, Weights};

/// Sea state of the day.
#[derive(Debug, Clone, Default)]
pub struct Sea {
    /// Mean wind of the night (m/s).
    pub wind_night: f64,
    /// Mean wind of the day before (m/s), a stand-in for swell.
    pub wind_day_before: f64,
    /// What wind does not tell, in log-odds.
    pub residual: f64,
    /// Probability that the sea allows a planned launch today.
    pub feasibility: f64,
    /// Mean feasibility over the wind record (fbar).
    pub usable_share: f64,
    /// Factor on the hazard of fatal incidents this year.
    pub harm_year: f64,
}

/// What people at the choice know and hold true.
#[derive(Debug, Clone, Default)]
pub struct Information {
    /// Share who know of the boat.
    pub awareness: f64,
    /// Arrivals of the last sixty days, a ring.
    pub recent_arrivals: Vec<f64>,
    /// Sum of the ring.
    pub recent_sum: f64,
    /// Mean visible share of advert audience, weighted by capacity.
    pub advert_visibility: f64,
    /// Hazard of removal that an advert account has been exposed to since the first day.
    pub removal_exposure: f64,
    /// Retained campaign messages: `[origin][content]` by day of the run, at home; empty until a campaign runs.
    pub retained_at_home: Vec<[Vec<f32>; CONTENTS]>,
    /// Whether a campaign has reached for people of the origin so far.
    pub addressed: Vec<bool>,
    /// The same among those already in Europe, today only.
    pub retained_en_route: Vec<[f64; CONTENTS]>,
}

/// Number of kinds of campaign content.
pub const CONTENTS: usize = levers::Content::ALL.len();

/// The month's intentions by origin, and the walks of demand.
#[derive(Debug, Clone, Default)]
pub struct Demand {
    /// Intentions of this month by origin.
    pub month_counts: Vec<u32>,
    /// Log deviation of each origin from its level since the forecast origin.
    pub origin_walk: Vec<f64>,
    /// Log deviation common to all.
    pub common_walk: f64,
    /// Log-odds of the boat at reference conditions.
    pub reference_log_odds: f64,
    /// Ratio of people reaching the coast to people arriving (c).
    pub loss_ratio: f64,
}

/// State of the market that is not a gang's own.
#[derive(Debug, Clone, Default)]
pub struct Market {
    /// Usual load today, L0 (persons).
    pub usual_load: f64,
    /// Mean queue in days at each of the last months, newest last, at most six.
    pub queue_days: Vec<f64>,
    /// Running means over 45 days of launches wanted and made (a day).
    pub wanted: f64,
    /// Launches made.
    pub made: f64,
    /// The gangs that people choose from, in table order.
    pub choice: Trie,
    /// Factor of ties on the appeal of each gang, by origin; in table order.
    pub ties: Vec<Kinds>,
    /// Appeal of each gang this morning to people of each origin, summed up along the choice's branches.
    pub appeal: Weights,
    /// Price of a seat (GBP).
    pub price_gbp: f64,
    /// Its log over the standard price.
    pub price_log_ratio: f64,
    /// The part of that log which queues made.
    pub price_deviation: f64,
    /// Running mean of launches a day.
    pub launches_mean: f64,
    /// Running mean of prevented launches a day.
    pub prevented_mean: f64,
    /// Boats delivered in each month of the run.
    pub delivered_by_month: Vec<u32>,
    /// Boats that may come by calendar month while supply is capped, before the cap's share is applied.
    pub supply_reference: Option<[f64; 12]>,
    /// Boats that may come under the cap and have not come yet.
    pub supply_credit: f64,
    /// Money paid to gangs less money paid by them since the start (GBP).
    pub money_gbp: f64,
    /// The part of it that gangs took along when they ended.
    pub money_gone_gbp: f64,
}

/// What people at the choice hold true about death, removal and lawful routes.
#[derive(Debug, Clone, Default)]
pub struct Beliefs {
    /// Running mean of deaths a day.
    pub deaths_mean: f64,
    /// Running mean of people at sea a day.
    pub at_sea_mean: f64,
    /// Log of the risk that media tell over the reference risk.
    pub media_risk_log_ratio: f64,
    /// Log of the risk that peers hold over the reference risk.
    pub peer_risk_log_ratio: f64,
    /// Removal probability that was announced, by origin.
    pub announced_removal: Vec<f64>,
    /// Removal share seen among recent arrivals, by origin.
    pub seen_removal: Vec<f64>,
    /// What the believed removal takes off the log-odds of the boat, by origin.
    pub removal_log_odds: Vec<f64>,
    /// Running mean of arrivals a day, by origin.
    pub arrivals_mean: Vec<f64>,
    /// Running mean of removals a day, by origin.
    pub removed_mean: Vec<f64>,
    /// Lawful places a year that people have come to reckon with, by origin.
    pub lawful_places: Vec<f64>,
}

impl Beliefs {
    /// Reference beliefs for `origins` origins.
    pub fn at_reference(origins: usize, removal: f64) -> Self {
        Self {
            announced_removal: vec![removal; origins],
            seen_removal: vec![removal; origins],
            removal_log_odds: vec![0.0; origins],
            arrivals_mean: vec![0.0; origins],
            removed_mean: vec![0.0; origins],
            lawful_places: vec![0.0; origins],
            ..Self::default()
        }
    }
}

/// One boat brought to the water today.
#[derive(Debug, Clone, PartialEq)]
pub struct Launch {
    /// Identity of the launching gang.
    pub gang: u32,
    /// Order within the gang's day.
    pub order: u16,
    /// Abstract coast sector.
    pub sector: usize,
    /// Whether people board in the water from a boat that comes along the coast.
    pub taxi: bool,
    /// Whether patrols met another launch of the sector today.
    pub contact: bool,
    /// First and one past the last person in the day's list of boarded.
    pub people: std::ops::Range<usize>,
}

impl Launch {
    /// Method (beach, taxi) and sector.
    pub const fn way(&self) -> (usize, usize) {
        (self.taxi as usize, self.sector)
    }
}

/// The day's counts; what the observation writes down.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// People at the choice.
    pub intentions: u32,
    /// People who set out.
    pub departures: u32,
    /// People who reached the coast.
    pub reached_coast: u32,
    /// People and boats that arrived.
    pub arrivals: u32,
    /// Boats that arrived.
    pub boats: u32,
    /// People who joined a gang's queue.
    pub matches: u32,
    /// Boats brought to the water.
    pub launches: u32,
    /// People in those boats.
    pub boardings: u32,
    /// Prevented launches.
    pub prevented_events: u32,
    /// People recorded at them.
    pub prevented_people: u32,
    /// People returned to France.
    pub returned: u32,
    /// Deaths.
    pub deaths: u32,
    /// People who gave up.
    pub gave_up: u32,
    /// People who turned elsewhere.
    pub diverted: u32,
    /// Boats delivered to the coast.
    pub boats_delivered: u32,
    /// Boats seized on the way.
    pub boats_seized: u32,
    /// Boats on the water for good: arrived, returned, sunk or destroyed.
    pub boats_spent: u32,
    /// Boats that left stock because their gang left.
    pub boats_abandoned: u32,
    /// Boats that came with new gangs.
    pub boats_with_entrants: u32,
    /// Roles hit by an arrest.
    pub arrests: u32,
    /// Cases closed.
    pub cases_closed: u32,
    /// People who took another irregular way at the choice.
    pub other_way: u32,
    /// Attempts made by those who arrived today.
    pub attempts_of_arrivals: u32,
    /// Days on the coast of those who arrived today.
    pub coast_days_of_arrivals: u32,
    /// Launches by boats that pick people up in the water.
    pub taxi_launches: u32,
    /// Launches away from the gang's home sector.
    pub quiet_sector_launches: u32,
    /// Arrivals of today who will be removed.
    pub removed: u32,
    /// Advert accounts taken down.
    pub accounts_removed: u32,
    /// Arrests by role.
    pub arrests_by_role: [u32; gangs::ROLES],
    /// Arrests by region.
    pub arrests_by_region: [u32; levers::REGIONS],
    /// Removed by origin.
    pub removed_by_origin: Vec<u32>,
    /// Arrivals by origin.
    pub arrivals_by_origin: Vec<u32>,
    /// Intentions by origin.
    pub intentions_by_origin: Vec<u32>,
}

impl Counts {
    /// All zero for `origins` origins, keeping allocations.
    pub fn reset(&mut self, origins: usize) {
        let mut arrivals_by_origin = std::mem::take(&mut self.arrivals_by_origin);
        let mut intentions_by_origin = std::mem::take(&mut self.intentions_by_origin);
        let mut removed_by_origin = std::mem::take(&mut self.removed_by_origin);
        removed_by_origin.clear();
        removed_by_origin.resize(origins, 0);
        arrivals_by_origin.clear();
        arrivals_by_origin.resize(origins, 0);
        intentions_by_origin.clear();
        intentions_by_origin.resize(origins, 0);
        *self = Self { removed_by_origin, arrivals_by_origin, intentions_by_origin, ..Self::default() };
    }
}

/// A quantity that left its range: the run stops on the evening of that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Process that saw it.
    pub process: &'static str,
    /// What was seen.
    pub what: String,
}

/// Everything that is true on a day of a run.
#[derive(Debug, Clone)]
pub struct World<'m> {
    /// Scenario.
    pub setting: &'m Setting,
    /// Inputs that do not depend on the unit.
    pub inputs: &'m Inputs,
    /// Parameters of this draw.
    pub parameters: &'m Parameters,
    /// Random numbers of the replicate.
    pub stream: Stream,
    /// Random words of persons, gangs and launches.
    pub luck: Luck,
    /// Laws of waiting times of this draw.
    pub waits: Waits,
    /// Random numbers of the weather path.
    pub weather: Stream,
    /// Index of the day in the run, 0 for the first.
    pub index: usize,
    /// Calendar facts of the day.
    pub today: DayFacts,
    /// Wind of every day of the run: night mean and day mean (m/s).
    pub winds: Vec<[f64; 2]>,
    /// Levers of the day.
    pub levers: Levers,
    /// Sea.
    pub sea: Sea,
    /// Information.
    pub information: Information,
    /// Demand.
    pub demand: Demand,
    /// Market.
    pub market: Market,
    /// Beliefs.
    pub beliefs: Beliefs,
    /// What became of everybody so far.
    pub fates: Fates,
    /// Who reaches the coast when, by identity.
    pub journeys: CalendarQueue<u64>,
    /// Who looks for a gang when.
    pub seeking: CalendarQueue<Person>,
    /// Who tries again when, after a failed attempt.
    pub recovering: CalendarQueue<Person>,
    /// Gangs.
    pub gangs: Gangs,
    /// Investigations.
    pub enforcement: Enforcement,
    /// Boats brought to the water today.
    pub launches: Vec<Launch>,
    /// Persons in those boats, by launch.
    pub boarded: Vec<Person>,
    /// Launches of the day by sector.
    pub launches_by_sector: [u32; SECTORS],
    /// Share of launches from each sector before anybody has learned.
    pub usual_sector_shares: [f64; SECTORS],
    /// Counts of the day.
    pub counts: Counts,
    /// Lists that submodels use for a moment.
    pub workspace: Workspace,
    /// Persons on the coast: seeking, queued or recovering.
    pub coast_stock: u32,
    /// The first thing that went wrong, if any.
    pub fault: Option<Fault>,
}

impl World<'_> {
    /// Population scale of the scenario.
    #[inline]
    pub const fn scale(&self) -> f64 {
        self.setting.population_scale
    }

    /// A person on the coast looks for a gang in `days` (at least one).
    pub fn look_again(&mut self, person: Person, days: usize) {
        self.seeking.schedule(person, self.index + days.max(1));
    }

    /// A person on the coast leaves the model with a fate.
    pub fn leave_coast(&mut self, id: u64, fate: Fate) {
        self.fates.set(id, fate);
        self.coast_stock -= 1;
    }

    /// People in queues of gangs.
    pub fn queued(&self) -> usize {
        self.gangs.list.iter().map(|gang| gang.queue.len()).sum()
    }
}
