//! `replicates.csv`: one row per scenario, draw, replicate and year.

use super::gather::Gathered;
use super::table::{Cell, Field, Kind, Table, by_name};
use crate::model::observation::{Aggregate, Column};
use crate::study::Study;

/// The column of a metric in a table by period.
fn field(column: &Column) -> Field {
    let (kind, how) = match column.aggregate {
        Aggregate::Sum if column.integer => (Kind::Integer, "Total of the year"),
        Aggregate::Sum => (Kind::Number, "Total of the year"),
        Aggregate::Mean => (Kind::Number, "Mean over the days of the year"),
    };
    let field = Field::new(&*column.name, kind, column.unit, format!("{} {how}.", column.description));
    if column.signed { field } else { field.at_least(0.0) }
}

/// The table of yearly outcomes of every run.
pub(super) fn table(study: &Study, gathered: &Gathered) -> Table {
    let mut fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the scenario."),
        Field::new("draw", Kind::Integer, "", "Row of design.csv with the parameter values.").at_least(0.0),
        Field::new("replicate", Kind::Integer, "", "Replicate; the same number shares its luck over scenarios.")
            .at_least(0.0),
        Field::new("year", Kind::Integer, "", "Calendar year; the first and the last may be parts of a year."),
    ];
    fields.extend(gathered.columns.iter().map(field));
    let people = "Arrivals divided by boats of the year; empty without a boat.";
    fields.push(Field::new("people_per_boat", Kind::Number, "people per boat", people).optional().at_least(0.0));
    // The longest table of a study of one scenario: made in the order of its key, it need not keep keys.
    let table = Table::new("replicates.csv", "Outcomes of every run by calendar year.", 4, fields);
    let mut table = table.made_in_order();
    let mut scenarios: Vec<_> = study.scenarios().iter().enumerate().collect();
    scenarios.sort_by(|a, b| by_name(&a.1.name, &b.1.name));
    let mut units: Vec<_> = gathered.units().iter().enumerate().collect();
    units.sort_by_key(|(_, unit)| (unit.draw, unit.replicate));
    for (scenario, named) in scenarios {
        for &(replicate, unit) in &units {
            for (span, year) in gathered.spans.iter().enumerate() {
                let Some(year) = year.year else { continue };
                let mut row: Vec<Cell> = Vec::with_capacity(table.fields.len());
                row.extend([
                    named.name.as_str().into(),
                    unit.draw.into(),
                    unit.replicate.into(),
                    Cell::Integer(i64::from(year)),
                ]);
                let value = |column| Cell::from(gathered.values(scenario, column, span)[replicate]);
                row.extend((0..gathered.columns.len()).map(value));
                row.push(gathered.people_per_boat(scenario, span, replicate).into());
                table.push(row);
            }
        }
    }
    table
}
