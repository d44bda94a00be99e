//! `costs.csv`: what the measures of a scenario cost by year, from the cost lines of the scenario.
//!
//! A running cost falls due in equal parts on the days of a year from the first to the last day of the entry, so a whole
//! year costs exactly its figure; a one-off cost falls due on the first day. Only simulated days count. Strength does not
//! change a cost: who writes half the strength writes what half costs. Where entries share `funded_by`, the sum is counted
//! once: the entry whose id or measure is named like the fund pays, or else the first entry of that fund with a cost line;
//! the others show 0. An entry without cost line and fund shows nothing, because nobody has said what it costs. A measure
//! aimed at one origin shows its ceiling: no more than that origin's people can be kept from arriving by it alone.

use super::gather::Gathered;
use super::table::{Cell, Field, Kind, Table};
use crate::estimate::mean;
use crate::model::measures::Entry;
use crate::model::observation::Metric;
use crate::model::spending::{self, Bearer};
use crate::quantity::{Day, Gbp};
use crate::scenario::{Accounting, Scenario};
use crate::study::Study;
use std::collections::BTreeSet;

/// What a pound or a person of a year counts for in the base year.
pub(super) fn discount(accounting: Accounting, year: i32) -> f64 {
    let years = f64::from(year - i32::from(accounting.price_base_year));
    libm::pow(1.0 + accounting.discount_rate_share.get(), -years)
}

/// Years of the simulated period.
pub(super) fn years(study: &Study) -> std::ops::RangeInclusive<i32> {
    study.period().first().year()..=study.period().last().year()
}

/// Stated cost of a scenario in a year.
pub(super) fn cost_of_year(scenario: &Scenario, year: i32) -> f64 {
    let entries = enabled(scenario);
    entries.iter().filter_map(|entry| cost_of(entry, &entries, scenario, year)).sum()
}

/// Entries of a policy that the baseline does not have as they are.
pub(super) fn own_entries<'a>(study: &'a Study, policy: &'a Scenario) -> Vec<&'a Entry> {
    let of_baseline = &study.baseline().setting.measures;
    enabled(policy).into_iter().filter(|entry| !of_baseline.contains(entry)).collect()
}

/// Entries of a policy, not the baseline's, of which nobody has said what they cost.
pub(super) fn without_cost(study: &Study, policy: &Scenario) -> usize {
    let (all, year) = (enabled(policy), study.period().first().year());
    own_entries(study, policy).into_iter().filter(|entry| cost_of(entry, &all, policy, year).is_none()).count()
}

/// The origins that entries are aimed at, joined with `+`, and their share of the baseline's arrivals in a period;
/// `None` if an entry is aimed at no origin, or at all.
pub(super) fn ceiling(
    study: &Study,
    gathered: &Gathered,
    entries: &[&Entry],
    span: usize,
) -> Option<(String, Option<f64>)> {
    let aims: Option<BTreeSet<String>> = entries.iter().map(|entry| aim(entry)).collect();
    let aims = aims.filter(|aims| !aims.is_empty())?;
    let arrivals = |column: usize| mean(gathered.values(0, column, span));
    let all = arrivals(Metric::Arrivals as usize);
    let columns = study.columns();
    let of_origin = |origin: &String| {
        let name = format!("arrivals_{origin}");
        columns.iter().position(|column| column.name == name).map(&arrivals)
    };
    let sum: Option<f64> = aims.iter().map(of_origin).sum();
    let share = sum.filter(|_| all > 0.0).map(|sum| sum / all);
    Some((aims.into_iter().collect::<Vec<_>>().join("+"), share))
}

fn aim(entry: &Entry) -> Option<String> {
    let table = entry.effect.to_table();
    table.get("origin")?.as_str().filter(|origin| *origin != "all").map(str::to_owned)
}

fn enabled(scenario: &Scenario) -> Vec<&Entry> {
    scenario.setting.measures.iter().filter(|entry| entry.common.enabled).collect()
}

/// The table of costs.
pub(super) fn table(study: &Study, gathered: &Gathered) -> Table {
    let fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the scenario."),
        Field::new("measure", Kind::Text, "", "Measure, or `total` for all entries of the scenario."),
        Field::new("id", Kind::Text, "", "Id of the entry, or `total`."),
        Field::new("funded_by", Kind::Text, "", "Fund that pays for several entries and is counted once.").optional(),
        Field::new("year", Kind::Integer, "", "Calendar year."),
        Field::new("cost_gbp", Kind::Number, "GBP, real prices", "Cost in the year; empty where none is stated.")
            .optional()
            .at_least(0.0),
        Field::new(
            "discounted_cost_gbp",
            Kind::Number,
            "GBP of the base year",
            "The same, discounted to the base year (`price_base_year` and `discount_rate_share` of value.csv).",
        )
        .optional()
        .at_least(0.0),
        Field::new("ceiling_origin", Kind::Text, "", "The origin that the measure is aimed at, if it is one.")
            .optional(),
        Field::new(
            "ceiling_share",
            Kind::Number,
            "share",
            "That origin's share of the baseline's arrivals of the year: more than it the measure alone cannot avert.",
        )
        .optional()
        .at_least(0.0)
        .at_most(1.0),
    ];
    let mut table = Table::new("costs.csv", "Stated cost of every measure by calendar year.", 5, fields);
    let accounting = study.baseline().costs;
    for scenario in study.scenarios() {
        let entries = enabled(scenario);
        for year in years(study) {
            let span = gathered.spans.iter().position(|span| span.year == Some(year));
            let factor = discount(accounting, year);
            for entry in &entries {
                let cost = cost_of(entry, &entries, scenario, year);
                let ceiling = span.and_then(|span| ceiling(study, gathered, &[entry], span));
                table.push(vec![
                    scenario.name.as_str().into(),
                    entry.effect.name().into(),
                    entry.common.id.as_str().into(),
                    entry.common.funded_by.as_deref().into(),
                    Cell::Integer(i64::from(year)),
                    cost.into(),
                    cost.map(|cost| cost * factor).into(),
                    ceiling.as_ref().map(|(origin, _)| origin.as_str()).into(),
                    ceiling.as_ref().and_then(|(_, share)| *share).into(),
                ]);
            }
            if !entries.is_empty() {
                let total = cost_of_year(scenario, year);
                table.push(vec![
                    scenario.name.as_str().into(),
                    "total".into(),
                    "total".into(),
                    Cell::Missing,
                    Cell::Integer(i64::from(year)),
                    total.into(),
                    (total * factor).into(),
                    Cell::Missing,
                    Cell::Missing,
                ]);
            }
        }
    }
    table
}

/// Cost of an entry in a year; `None` if nobody stated one.
fn cost_of(entry: &Entry, entries: &[&Entry], scenario: &Scenario, year: i32) -> Option<f64> {
    match spending::bearer(entry, entries) {
        Bearer::Itself => Some(own_cost(entry, scenario, year)),
        Bearer::Another => Some(0.0),
        Bearer::Unstated => None,
    }
}

fn own_cost(entry: &Entry, scenario: &Scenario, year: i32) -> f64 {
    let (common, period) = (&entry.common, scenario.setting.period);
    let civil = |year: i32, month, day| Day::from_civil(i16::try_from(year).ok()?, month, day);
    let (Some(new_year), Some(new_years_eve)) = (civil(year, 1, 1), civil(year, 12, 31)) else {
        return 0.0;
    };
    let first = common.start.max(period.first()).max(new_year);
    let last = common.end.unwrap_or(period.last()).min(period.last()).min(new_years_eve);
    let days = f64::from((last.since(first) + 1).max(0));
    let days_of_year = f64::from(new_years_eve.since(new_year) + 1);
    let running = common.cost_gbp_per_year.map_or(0.0, Gbp::get) * days / days_of_year;
    let paid_now = common.start.year() == year && period.contains(common.start);
    running + common.cost_gbp_once.filter(|_| paid_now).map_or(0.0, Gbp::get)
}
