//! Observation: what a run writes down each day.
//!
//! Definitions follow the published statistics: arrivals are people detected arriving, a day is a calendar day in UK
//! time. Nothing here influences the run.

use super::setting::Origin;
use super::state::levers::SECTORS;
use crate::quantity::Period;

/// How a daily column is summed up over a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// A flow: the period's total.
    Sum,
    /// A stock or level: the period's mean over days.
    Mean,
}

/// Storage and meaning of a daily column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name in Parquet, CSV and `--metric`.
    pub name: String,
    /// Unit in words.
    pub unit: &'static str,
    /// Whether values are whole numbers.
    pub integer: bool,
    /// How it is summed up.
    pub aggregate: Aggregate,
    /// Whether values may be below zero: balances may, counts and levels may not.
    pub signed: bool,
    /// One sentence.
    pub description: String,
}

macro_rules! daily {
    ($($variant:ident, $name:literal, $unit:literal, $integer:literal, $aggregate:ident, $doc:literal;)+) => {
        /// The daily metrics that do not depend on the origin table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(usize)]
        pub enum Metric { $(#[doc = $doc] $variant),+ }

        const FIXED: &[(Metric, &str, &str, bool, Aggregate, &str)] =
            &[$((Metric::$variant, $name, $unit, $integer, Aggregate::$aggregate, $doc)),+];
    };
}

daily! {
    Arrivals, "arrivals", "people", true, Sum, "People detected arriving in the UK by small boat.";
    Boats, "boats", "boats", true, Sum, "Boats detected arriving in the UK.";
    Intentions, "intentions", "people", true, Sum, "People in Europe who reach the choice of how to go on.";
    Departures, "departures", "people", true, Sum, "People who chose the boat and set out for the coast.";
    ReachedCoast, "reached_coast", "people", true, Sum, "People who reached the coast.";
    CoastStock, "coast_stock", "people", true, Mean, "People waiting on the coast at the end of the day.";
    Matches, "matches", "people", true, Sum, "People who joined a gang's queue, newcomers and those who changed gang.";
    Launches, "launches", "boats", true, Sum, "Boats brought to the water: prevented ashore or left.";
    Boardings, "boardings", "people", true, Sum, "People in the boats that were brought to the water, at every attempt.";
    PreventedEvents, "prevented_events", "events", true, Sum, "Launches prevented ashore.";
    PreventedPeople, "prevented_people", "people", true, Sum, "People recorded at prevented launches.";
    Returned, "returned", "people", true, Sum, "People who left and were returned or rescued to France.";
    Deaths, "deaths", "people", true, Sum, "People who died at sea.";
    GaveUp, "gave_up", "people", true, Sum, "People who ended their attempts and stayed or went back.";
    Diverted, "diverted", "people", true, Sum, "People who left the coast for another way or place.";
    BoatsDelivered, "boats_delivered", "boats", true, Sum, "Boats that reached gangs on the coast.";
    BoatsSeized, "boats_seized", "boats", true, Sum, "Boats lost to seizure before they reached the coast.";
    Arrests, "arrests", "roles", true, Sum, "Roles of gangs hit by an arrest.";
    ArrestsLeader, "arrests_leader", "roles", true, Sum, "Arrests of leaders and brokers.";
    ArrestsLogistics, "arrests_logistics", "roles", true, Sum, "Arrests in the logistics role.";
    ArrestsFinance, "arrests_finance", "roles", true, Sum, "Arrests in the finance role.";
    ArrestsRecruiter, "arrests_recruiter", "roles", true, Sum, "Arrests in the recruiter role.";
    ArrestsBeach, "arrests_beach", "roles", true, Sum, "Arrests in the beach role.";
    ArrestsUk, "arrests_in_uk", "roles", true, Sum, "Arrests in the United Kingdom.";
    ArrestsEurope, "arrests_in_europe", "roles", true, Sum, "Arrests in France and the rest of the EU.";
    ArrestsIraq, "arrests_in_iraq", "roles", true, Sum, "Arrests in Iraq with the Kurdistan Region.";
    ArrestsTurkey, "arrests_in_turkey", "roles", true, Sum, "Arrests in Turkey.";
    ArrestsElsewhere, "arrests_elsewhere", "roles", true, Sum, "Arrests anywhere else.";
    CasesClosed, "cases_closed", "cases", true, Sum, "Investigations brought to a close.";
    ActiveGangs, "active_gangs", "gangs", true, Mean, "Gangs that exist.";
    Capacity, "capacity_boats_per_day", "boats per day", false, Mean, "Launches a day that all gangs could plan.";
    Concentration, "concentration_index", "index", false, Mean, "Herfindahl index of capacity over gangs.";
    OtherWay, "other_way", "people", true, Sum, "People at the choice who took another irregular way.";
    Removed, "removed", "people", true, Sum, "Arrivals of the day who are removed afterwards.";
    TaxiLaunches, "taxi_launches", "boats", true, Sum, "Launches by boats that pick people up in the water.";
    QuietSectorLaunches, "quiet_sector_launches", "boats", true, Sum, "Launches away from a gang's home sector.";
    LaunchesSector1, "launches_sector_1", "boats", true, Sum, "Launches in sector 1 of the coast, an abstract fifth of it.";
    LaunchesSector2, "launches_sector_2", "boats", true, Sum, "Launches in sector 2 of the coast, an abstract fifth of it.";
    LaunchesSector3, "launches_sector_3", "boats", true, Sum, "Launches in sector 3 of the coast, an abstract fifth of it.";
    LaunchesSector4, "launches_sector_4", "boats", true, Sum, "Launches in sector 4 of the coast, an abstract fifth of it.";
    LaunchesSector5, "launches_sector_5", "boats", true, Sum, "Launches in sector 5 of the coast, an abstract fifth of it.";
    ActiveSectors, "active_sectors", "sectors", true, Mean, "Sectors of the coast with a launch that day.";
    AttemptsOfArrivals, "attempts_of_arrivals", "attempts", true, Sum, "Attempts made in all by those who arrived that day.";
    CoastDaysOfArrivals, "coast_days_of_arrivals", "days", true, Sum, "Days on the coast of those who arrived that day, added up.";
    AccountsRemoved, "accounts_removed", "accounts", true, Sum, "Advert accounts taken down.";
    Price, "price_gbp", "GBP", false, Mean, "Price of a seat asked on the market.";
    GangMoney, "gang_money_gbp", "GBP", false, Mean, "Fees received less equipment paid by all gangs since the start.";
    Spending, "spending_gbp", "GBP, real prices", false, Sum, "Stated cost of the measures that falls due; measures without one count nothing.";
    AdvertVisibility, "advert_visibility_share", "share", false, Mean, "Mean visible share of advert audience.";
    Awareness, "awareness_share", "share", false, Mean, "Share of people at the choice who know of the boat.";
    Feasibility, "launch_feasibility_prob", "probability", false, Mean, "Probability that the sea allows a planned launch.";
    VisibleAccounts, "visible_accounts", "accounts", true, Mean, "Advert accounts of gangs that can be seen at the end of the day.";
    WindNight, "wind_night_mean_ms", "m/s", false, Mean, "Mean wind of the night.";
}

impl Metric {
    /// Launches by sector, in the order of the sectors.
    pub const LAUNCHES_BY_SECTOR: [Self; SECTORS] = [
        Self::LaunchesSector1,
        Self::LaunchesSector2,
        Self::LaunchesSector3,
        Self::LaunchesSector4,
        Self::LaunchesSector5,
    ];
}

/// Number of metrics that do not depend on the origin table.
pub const FIXED_METRICS: usize = FIXED.len();

/// The daily columns of a run, in storage order: fixed metrics, then arrivals and intentions by origin.
pub fn columns(origins: &[Origin]) -> Vec<Column> {
    let fixed = FIXED.iter().map(|&(metric, name, unit, integer, aggregate, description)| Column {
        name: name.to_owned(),
        unit,
        integer,
        aggregate,
        signed: metric == Metric::GangMoney,
        description: description.to_owned(),
    });
    let by_origin = |prefix: &'static str, what: &'static str| {
        origins.iter().map(move |origin| Column {
            name: format!("{prefix}_{}", origin.id),
            unit: "people",
            integer: true,
            aggregate: Aggregate::Sum,
            signed: false,
            description: format!("{what}, origin {}.", origin.id),
        })
    };
    fixed
        .chain(by_origin("arrivals", "People detected arriving in the UK by small boat"))
        .chain(by_origin("intentions", "People in Europe who reach the choice of how to go on"))
        .collect()
}

/// Daily record of one run: column-major, `columns(origins)` by days of the period.
#[derive(Debug, Clone, PartialEq)]
pub struct Observations {
    period: Period,
    origins: usize,
    values: Vec<f64>,
}

impl Observations {
    /// An empty record: every value 0.
    pub fn new(period: Period, origins: usize) -> Self {
        let columns = FIXED_METRICS + 2 * origins;
        Self { period, origins, values: vec![0.0; columns * period.len_days()] }
    }

    /// A record in the memory of this one: values mean nothing until they are written.
    #[must_use]
    pub fn reused(mut self, period: Period, origins: usize) -> Self {
        self.values.resize((FIXED_METRICS + 2 * origins) * period.len_days(), 0.0);
        Self { period, origins, values: self.values }
    }

    /// The first `days` days of another record in the memory of this one: later values mean nothing until they are written.
    #[must_use]
    pub fn reused_for(self, other: &Self, days: usize) -> Self {
        let mut copy = self.reused(other.period, other.origins);
        let length = other.period.len_days();
        for (to, from) in copy.values.chunks_exact_mut(length).zip(other.values.chunks_exact(length)) {
            to[..days].copy_from_slice(&from[..days]);
        }
        copy
    }

    /// A record from its columns, e.g. read back from a block. `None` if the number of values does not fit.
    pub fn from_columns(period: Period, origins: usize, values: Vec<f64>) -> Option<Self> {
        (values.len() == (FIXED_METRICS + 2 * origins) * period.len_days()).then_some(Self { period, origins, values })
    }

    /// The simulated days.
    pub const fn period(&self) -> Period {
        self.period
    }

    /// Number of columns.
    pub const fn column_count(&self) -> usize {
        FIXED_METRICS + 2 * self.origins
    }

    /// One column by index, a value a day.
    pub fn column(&self, index: usize) -> &[f64] {
        let days = self.period.len_days();
        &self.values[index * days..(index + 1) * days]
    }

    /// One fixed metric, a value a day.
    pub fn metric(&self, metric: Metric) -> &[f64] {
        self.column(metric as usize)
    }

    /// Writes a fixed metric on day index `day`.
    #[inline]
    pub fn set(&mut self, metric: Metric, day: usize, value: f64) {
        let days = self.period.len_days();
        self.values[metric as usize * days + day] = value;
    }

    /// Writes arrivals and intentions of one origin on day index `day`.
    #[inline]
    pub fn set_origin(&mut self, origin: usize, day: usize, arrivals: f64, intentions: f64) {
        let days = self.period.len_days();
        self.values[(FIXED_METRICS + origin) * days + day] = arrivals;
        self.values[(FIXED_METRICS + self.origins + origin) * days + day] = intentions;
    }
}
