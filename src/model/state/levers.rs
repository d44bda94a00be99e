//! Levers: what measures move today and submodels read.
//!
//! Reset to neutral every morning. Hazards add, multipliers multiply, caps take the minimum, so that the set of
//! measures, not their order, decides; the canonical order of [`crate::model::Setting`] makes that exact to the bit.

use crate::quantity::Day;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the roles of a gang sit; also where investigators can be given reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// The United Kingdom.
    Uk,
    /// France and the rest of the European Union.
    Europe,
    /// Iraq with the Kurdistan Region.
    Iraq,
    /// Turkey.
    Turkey,
    /// Anywhere else.
    Elsewhere,
}

impl Region {
    /// All regions in index order.
    pub const ALL: [Self; 5] = [Self::Uk, Self::Europe, Self::Iraq, Self::Turkey, Self::Elsewhere];
    /// Name in scenario files and column names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uk => "uk",
            Self::Europe => "europe",
            Self::Iraq => "iraq",
            Self::Turkey => "turkey",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// This file: what it says of each lever makes part of the reference page.
pub const TEXT: &str = include_str!("levers.rs");

/// Number of abstract coast sectors.
pub const SECTORS: usize = 5;
/// Number of regions.
pub const REGIONS: usize = Region::ALL.len();

/// What an official advert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// No access to work, benefits or public services.
    Entitlement,
    /// The risk of dying at sea.
    Risk,
    /// The chance of being allowed to stay.
    Residence,
}

impl Content {
    /// All kinds in index order.
    pub const ALL: [Self; 3] = [Self::Entitlement, Self::Risk, Self::Residence];
}

/// Messages of campaigns to one origin today, by content.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CampaignDose {
    /// Share of those still in the country of origin who are reached (capped at 1 when read).
    pub at_home_share: [f64; Content::ALL.len()],
    /// Share of those already in Europe and not yet decided who are reached (capped at 1 when read).
    pub en_route_share: [f64; Content::ALL.len()],
}

/// An arrest that a measure orders on a date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArrestOrder {
    /// Rank of the gang by capacity on that day: 0 is the largest.
    pub rank: usize,
    /// Scales the capacity lost, 0 to 1.
    pub severity: f64,
}

/// The levers of one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Levers {
    /// Patrol effort relative to 2022 (adds).
    pub patrol_effort: f64,
    /// Investigator staff-days a day on cases, by region where the targets sit (adds).
    pub staff_days_by_region: [f64; REGIONS],
    /// Investigator staff-days a day on cases anywhere (adds).
    pub staff_days: f64,
    /// Multiplies the staff-days that a case costs.
    pub case_cost_factor: f64,
    /// Log-odds added to the probability that a closed case leads to an arrest, by region (adds).
    pub arrest_log_odds: [f64; REGIONS],
    /// Removal hazard of an advert account, per account and day (adds).
    pub removal_hazard_per_day: f64,
    /// Share of equipment deliveries that reaches the coast (multiplies).
    pub equipment_passing_share: f64,
    /// Patrol effort added in one sector, relative to its mean share in 2022 (adds).
    pub patrol_effort_by_sector: [f64; SECTORS],
    /// Multiplies the time for which an arrested role in the UK is out.
    pub incapacitation_factor: f64,
    /// Hazard that a gang's finance role is hit, per year (adds).
    pub finance_hazard_per_year: f64,
    /// Share of fee flows disrupted (shares add, capped at 1 when read).
    pub flows_disrupted_share: f64,
    /// Boats that may reach the coast as a share of what this run delivered in the same season (takes the minimum).
    pub supply_cap_share: f64,
    /// Probability that an arrival of an origin is removed (caps: the largest holds), by origin index.
    pub removal_prob: Vec<f64>,
    /// Removal probability that has been announced, from the day of the agreement on, whatever its ramp (caps: the largest
    /// holds), by origin index.
    pub announced_removal_prob: Vec<f64>,
    /// Places of a lawful route a year, by origin index (add).
    pub lawful_places_per_year: Vec<f64>,
    /// Campaign by origin index (shares add, capped at 1 when read).
    pub campaigns: Vec<CampaignDose>,
    /// Arrests ordered for today.
    pub arrests: Vec<ArrestOrder>,
}

impl Levers {
    /// Neutral levers for `origins` origins.
    pub fn neutral(origins: usize) -> Self {
        Self {
            patrol_effort: 0.0,
            staff_days_by_region: [0.0; REGIONS],
            staff_days: 0.0,
            case_cost_factor: 1.0,
            arrest_log_odds: [0.0; REGIONS],
            removal_hazard_per_day: 0.0,
            equipment_passing_share: 1.0,
            patrol_effort_by_sector: [0.0; SECTORS],
            incapacitation_factor: 1.0,
            finance_hazard_per_year: 0.0,
            flows_disrupted_share: 0.0,
            supply_cap_share: 1.0,
            removal_prob: vec![0.0; origins],
            announced_removal_prob: vec![0.0; origins],
            lawful_places_per_year: vec![0.0; origins],
            campaigns: vec![CampaignDose::default(); origins],
            arrests: Vec::new(),
        }
    }

    /// Back to neutral, keeping the allocation.
    pub fn reset(&mut self) {
        let Self {
            patrol_effort,
            staff_days_by_region,
            staff_days,
            case_cost_factor,
            arrest_log_odds,
            removal_hazard_per_day,
            equipment_passing_share,
            patrol_effort_by_sector,
            incapacitation_factor,
            finance_hazard_per_year,
            flows_disrupted_share,
            supply_cap_share,
            removal_prob,
            announced_removal_prob,
            lawful_places_per_year,
            campaigns,
            arrests,
        } = self;
        *patrol_effort = 0.0;
        *staff_days_by_region = [0.0; REGIONS];
        *staff_days = 0.0;
        *case_cost_factor = 1.0;
        *arrest_log_odds = [0.0; REGIONS];
        *removal_hazard_per_day = 0.0;
        *equipment_passing_share = 1.0;
        *patrol_effort_by_sector = [0.0; SECTORS];
        *incapacitation_factor = 1.0;
        *finance_hazard_per_year = 0.0;
        *flows_disrupted_share = 0.0;
        *supply_cap_share = 1.0;
        removal_prob.fill(0.0);
        announced_removal_prob.fill(0.0);
        lawful_places_per_year.fill(0.0);
        campaigns.fill(CampaignDose::default());
        arrests.clear();
    }
}

/// What a measure may know about the day it acts on.
#[derive(Debug, Clone, Copy)]
pub struct Today<'a> {
    /// The day.
    pub day: Day,
    /// First day of the entry that acts.
    pub start: Day,
    /// Strength of the entry that acts, above 0 and at most 1: its dose once the ramp is over.
    pub strength: f64,
    /// Names of the origins, by index.
    pub origin_ids: &'a [String],
}
