//! What a history did: people, events and days under way, counted from its record.
//!
//! Everything is read from the daily columns, so that counting costs the run nothing. It times nothing.

use crate::model::observation::{Metric, Observations};
use serde::{Deserialize, Serialize};

/// The daily columns whose sum is the number of events, with what each counts. An event is something that happens to one
/// person, boat, role, case or account on one day and that the model decides or carries out.
const EVENTS: [(Metric, &str); 18] = [
    (Metric::Intentions, "choices at home"),
    (Metric::ReachedCoast, "people reaching the coast"),
    (Metric::Matches, "choices of a gang"),
    (Metric::Boardings, "people boarding"),
    (Metric::PreventedPeople, "people caught"),
    (Metric::Arrivals, "people arriving"),
    (Metric::Returned, "people returned"),
    (Metric::Deaths, "deaths"),
    (Metric::GaveUp, "people giving up"),
    (Metric::Diverted, "people turning elsewhere"),
    (Metric::Launches, "launches"),
    (Metric::PreventedEvents, "launches prevented"),
    (Metric::Boats, "boats arriving"),
    (Metric::BoatsDelivered, "boats delivered"),
    (Metric::BoatsSeized, "boats seized"),
    (Metric::Arrests, "roles arrested"),
    (Metric::CasesClosed, "cases closed"),
    (Metric::AccountsRemoved, "accounts removed"),
];

/// Sums over one or more histories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Work {
    /// Histories.
    pub histories: f64,
    /// People at the choice.
    pub intentions: f64,
    /// People who set out and so became persons.
    pub persons: f64,
    /// People who boarded a boat, prevented launches included.
    pub boardings: f64,
    /// People who arrived.
    pub arrivals: f64,
    /// Boats that arrived.
    pub boats: f64,
    /// People who died.
    pub deaths: f64,
    /// Events.
    pub events: f64,
    /// People under way, added up over days.
    pub person_days: f64,
    /// Most people under way on any day of any of the histories.
    pub most_under_way: f64,
}

impl Work {
    /// Counts one history.
    pub(super) fn of(record: &Observations) -> Self {
        let of = |metric: Metric| record.metric(metric).iter().sum::<f64>();
        let mut work = Self {
            histories: 1.0,
            intentions: of(Metric::Intentions),
            persons: of(Metric::Departures),
            boardings: of(Metric::Boardings),
            arrivals: of(Metric::Arrivals),
            boats: of(Metric::Boats),
            deaths: of(Metric::Deaths),
            events: EVENTS.iter().map(|(metric, _)| of(*metric)).sum(),
            ..Self::default()
        };
        // Those in transit set out and have not reached the coast; the others under way are on it.
        let days = record.metric(Metric::Departures).iter().zip(record.metric(Metric::ReachedCoast));
        let mut in_transit = 0.0;
        for ((set_out, reached), on_coast) in days.zip(record.metric(Metric::CoastStock)) {
            in_transit += set_out - reached;
            work.person_days += in_transit + on_coast;
            work.most_under_way = work.most_under_way.max(in_transit + on_coast);
        }
        work
    }

    /// Adds another history.
    pub(super) fn add(&mut self, other: &Self) {
        self.histories += other.histories;
        self.intentions += other.intentions;
        self.persons += other.persons;
        self.boardings += other.boardings;
        self.arrivals += other.arrivals;
        self.boats += other.boats;
        self.deaths += other.deaths;
        self.events += other.events;
        self.person_days += other.person_days;
        self.most_under_way = self.most_under_way.max(other.most_under_way);
    }
}

/// What an event is, in words.
pub(super) fn definition() -> String {
    let words: Vec<&str> = EVENTS.iter().map(|(_, words)| *words).collect();
    format!("Events of a history, from its daily record: {}.", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{Day, Period};

    #[test]
    fn people_under_way_are_those_in_transit_and_those_on_the_coast() {
        let first = Day::from_number(17_532);
        let mut record = Observations::new(Period::new(first, first.plus(3)).unwrap(), 0);
        // Ten set out, four reach the coast the next day, one of them arrives the day after.
        record.set(Metric::Departures, 0, 10.0);
        record.set(Metric::ReachedCoast, 1, 4.0);
        for (day, stock) in [(1, 4.0), (2, 3.0), (3, 3.0)] {
            record.set(Metric::CoastStock, day, stock);
        }
        record.set(Metric::Arrivals, 2, 1.0);
        let mut work = Work::of(&record);
        assert_eq!((work.most_under_way, work.person_days), (10.0, 10.0 + 10.0 + 9.0 + 9.0));
        assert_eq!((work.persons, work.arrivals, work.events), (10.0, 1.0, 5.0));
        let one = work;
        work.add(&one);
        assert_eq!((work.histories, work.person_days, work.most_under_way), (2.0, 76.0, 10.0));
    }

    #[test]
    fn the_definition_names_what_is_counted() {
        let text = definition();
        assert!(text.contains("choices at home") && text.contains("people boarding"), "{text}");
    }
}
