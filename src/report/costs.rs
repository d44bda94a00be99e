//! `costs.csv`: what the measures of a scenario cost by year, from the cost lines of the scenario.
//!
//! A running cost falls due in equal parts on the days of a year from the first to the last day of the entry, so a whole
//! year costs exactly its figure; a one-off cost falls due on the first day. Only simulated days count. Strength does not
//! change a cost: who writes half the strength writes what half costs. Where entries share `funded_by`, the sum is counted
//! once: the entry whose id or measure is named like the fund pays, or else the first entry of that fund with a cost line;
//! the others show 0. An entry without cost line and fund shows nothing, because nobody has said what it costs.

use super::table::{Cell, Field, Kind, Table};
use crate::model::measures::Entry;
use crate::model::spending::{self, Bearer};
use crate::quantity::{Day, Gbp};
use crate::scenario::Scenario;
use crate::study::Study;

/// The table of costs.
pub(super) fn table(study: &Study) -> Table {
    let fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the scenario."),
        Field::new("measure", Kind::Text, "", "Measure, or `total` for all entries of the scenario."),
        Field::new("id", Kind::Text, "", "Id of the entry, or `total`."),
        Field::new("funded_by", Kind::Text, "", "Fund that pays for several entries and is counted once.").optional(),
        Field::new("year", Kind::Integer, "", "Calendar year."),
        Field::new("cost_gbp", Kind::Number, "GBP, real prices", "Cost in the year; empty where none is stated.")
            .optional()
            .at_least(0.0),
    ];
    let mut table = Table::new("costs.csv", "Stated cost of every measure by calendar year.", 5, fields);
    let period = study.period();
    for scenario in study.scenarios() {
        let entries: Vec<&Entry> = scenario.setting.measures.iter().filter(|entry| entry.common.enabled).collect();
        for year in period.first().year()..=period.last().year() {
            let mut total = 0.0;
            for entry in &entries {
                let cost = cost_of(entry, &entries, scenario, year);
                total += cost.unwrap_or(0.0);
                table.push(vec![
                    scenario.name.as_str().into(),
                    entry.effect.name().into(),
                    entry.common.id.as_str().into(),
                    entry.common.funded_by.as_deref().into(),
                    Cell::Integer(i64::from(year)),
                    cost.into(),
                ]);
            }
            if !entries.is_empty() {
                let name = scenario.name.as_str();
                let year = Cell::Integer(i64::from(year));
                table.push(vec![name.into(), "total".into(), "total".into(), Cell::Missing, year, total.into()]);
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
