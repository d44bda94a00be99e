//! Spending: what the measures of a scenario cost day by day, from their stated cost lines.
//!
//! A running cost falls due in equal parts on the days of a calendar year from the first to the last day of the entry, so
//! a whole year costs exactly its figure; a one-off cost falls due on the first day. Strength does not change a cost: who
//! writes half the strength writes what half costs; at strength 0 nothing is done and nothing paid. Where entries share `funded_by`, the sum is counted once: the entry
//! whose id or measure is named like the fund pays, or else the first entry of that fund with a cost line. Nothing in a
//! run reads it, and it estimates no cost that nobody has stated.

use super::measures::Entry;
use crate::quantity::{Day, Gbp, Period};

/// Who bears the cost of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// The entry itself, by its cost line.
    Itself,
    /// Another entry, which pays for the fund; or nobody, because the entry does nothing.
    Another,
    /// Nobody has said what it costs.
    Unstated,
}

/// Who bears the cost of `entry`, one of the `entries` of a scenario.
pub fn bearer(entry: &Entry, entries: &[&Entry]) -> Bearer {
    if entry.common.strength.get() == 0.0 {
        return if has_cost(entry) { Bearer::Another } else { Bearer::Unstated };
    }
    let entries: Vec<&&Entry> = entries.iter().filter(|other| other.common.strength.get() > 0.0).collect();
    if let Some(fund) = &entry.common.funded_by {
        let named = |other: &Entry| other.common.id == *fund || other.effect.name() == fund;
        let payer = entries
            .iter()
            .find(|other| has_cost(other) && named(other))
            .or_else(|| entries.iter().find(|other| has_cost(other) && other.common.funded_by.as_ref() == Some(fund)));
        return match payer {
            Some(payer) if **payer == entry => Bearer::Itself,
            Some(_) => Bearer::Another,
            None => Bearer::Unstated,
        };
    }
    if has_cost(entry) { Bearer::Itself } else { Bearer::Unstated }
}

const fn has_cost(entry: &Entry) -> bool {
    entry.common.cost_gbp_per_year.is_some() || entry.common.cost_gbp_once.is_some()
}

/// What the cost line of an entry makes due on a day (GBP).
fn due(entry: &Entry, day: Day) -> f64 {
    let common = &entry.common;
    if day < common.start || common.end.is_some_and(|end| day > end) {
        return 0.0;
    }
    let civil = |month, of_month| Day::from_civil(day.date().year(), month, of_month);
    let days_of_year = match (civil(1, 1), civil(12, 31)) {
        (Some(first), Some(last)) => f64::from(last.since(first) + 1),
        _ => return 0.0,
    };
    let running = common.cost_gbp_per_year.map_or(0.0, Gbp::get) / days_of_year;
    running + common.cost_gbp_once.filter(|_| day == common.start).map_or(0.0, Gbp::get)
}

/// What falls due on each day of a period for all entries in force together (GBP).
pub fn by_day(entries: &[Entry], period: Period) -> Vec<f64> {
    let in_force: Vec<&Entry> = entries.iter().filter(|entry| entry.common.enabled).collect();
    let paying: Vec<&Entry> =
        in_force.iter().filter(|entry| bearer(entry, &in_force) == Bearer::Itself).copied().collect();
    period.days().map(|day| paying.iter().map(|entry| due(entry, day)).sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::measures::KINDS;

    fn entry(keys: &str) -> Entry {
        let common = toml::from_str(keys).unwrap();
        let kind = KINDS.iter().find(|kind| kind.name == "beach_patrols").unwrap();
        Entry { common, effect: (kind.parse)(toml::from_str("effort_ratio = 1.0").unwrap()).unwrap() }
    }

    fn total(entries: &[Entry]) -> f64 {
        let day = |text: &str| text.parse::<Day>().unwrap();
        by_day(entries, Period::new(day("2023-01-01"), day("2024-12-31")).unwrap()).iter().sum()
    }

    #[test]
    fn a_whole_year_costs_its_figure_be_it_long_or_short_and_a_sum_once_is_paid_once() {
        let running = entry("id = 'a'\nstart = '2023-01-01'\ncost_gbp_per_year = 730.0\ncost_gbp_once = 11.0");
        assert!((total(&[running]) - 1471.0).abs() < 1e-9);
        let half = entry(
            "id = 'a'\nstart = '2022-07-01'\nend = '2023-01-10'\ncost_gbp_per_year = 365.0\ncost_gbp_once = 11.0",
        );
        assert!((total(&[half]) - 10.0).abs() < 1e-9, "what fell due before the period is not counted");
        assert_eq!(total(&[entry("id = 'a'\nstart = '2023-01-01'")]), 0.0);
    }

    #[test]
    fn a_fund_is_paid_once_and_what_is_not_done_costs_nothing() {
        let fund = "start = '2023-01-01'\nfunded_by = 'deal'\ncost_gbp_once = 7.0";
        let named = |id: &str, more: &str| entry(&format!("id = '{id}'\n{fund}\n{more}"));
        assert_eq!(total(&[named("a", ""), named("b", "")]), 7.0);
        assert_eq!(total(&[named("a", "strength = 0.0")]), 0.0);
        assert_eq!(total(&[named("a", "strength = 0.0"), named("b", "strength = 0.5")]), 7.0);
        assert_eq!(total(&[named("a", "enabled = false")]), 0.0);
        let (payer, other) = (named("deal", ""), named("b", "cost_gbp_per_year = 99.0"));
        assert_eq!(bearer(&other, &[&other, &payer]), Bearer::Another);
        assert_eq!(total(&[other, payer]), 7.0);
    }
}
