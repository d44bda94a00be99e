//! `datapackage.json`: the data dictionary, as a Frictionless Data Package.
//!
//! Written from the same column descriptions that make the CSV headers, so the two cannot drift apart.

use super::resolved_path;
use super::table::{Field, Kind, Table};
use crate::evidence;
use crate::model::observation::Column;
use crate::model::parameters::Parameters;
use crate::model::state::fates::Fate;
use crate::study::Study;
use serde_json::{Map, Value, json};

/// Name of the dictionary in a directory of results.
pub const FILE: &str = "datapackage.json";

/// The column of a parameter, as its evidence row describes it.
pub(super) fn parameter(key: &str) -> Field {
    let row = evidence::parameter(key);
    let unit = row.map_or("", |row| row.unit.as_str());
    let description = row.map_or("Parameter of the model.", |row| row.description.as_str());
    Field::new(key, Kind::Number, unit, description)
}

/// The columns of `design.csv`.
pub(super) fn design_table() -> Table {
    let mut fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the scenario."),
        Field::new("draw", Kind::Integer, "", "Number of the draw.").at_least(0.0),
    ];
    fields.extend(Parameters::KEYS.iter().map(|&key| parameter(key)));
    Table::new("design.csv", "Parameter values of every draw.", 2, fields)
}

fn field(field: &Field) -> Value {
    let mut constraints = Map::new();
    constraints.insert("required".to_owned(), field.required.into());
    for (name, bound) in [("minimum", field.minimum), ("maximum", field.maximum)] {
        if let Some(bound) = bound {
            constraints.insert(name.to_owned(), bound.into());
        }
    }
    let mut value = json!({ "name": field.name, "type": field.kind.name() });
    if !field.unit.is_empty() {
        value["unit"] = field.unit.as_str().into();
    }
    value["description"] = field.description.as_str().into();
    value["constraints"] = constraints.into();
    value
}

fn resource(table: &Table) -> Value {
    resource_at(table.file, table)
}

/// A table in a file of any name below the directory of the dictionary.
fn resource_at(path: &str, table: &Table) -> Value {
    let fields: Vec<Value> = table.fields.iter().map(field).collect();
    let mut schema = json!({ "fields": fields, "missingValues": [""] });
    if !table.key_names().is_empty() {
        schema["primaryKey"] = json!(table.key_names());
    }
    json!({
        // Names of a data package hold no slash.
        "name": path.trim_end_matches(".csv").replace('/', "-"),
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": table.description,
        "schema": schema,
    })
}

/// The dictionary of some tables alone.
///
/// # Panics
/// Never: a value of strings and numbers is JSON.
pub fn render_tables(name: &str, description: &str, tables: &[Table]) -> String {
    let files: Vec<(&str, &Table)> = tables.iter().map(|table| (table.file, table)).collect();
    render_files(name, description, &files)
}

/// The dictionary of some tables by the files that they are in.
///
/// # Panics
/// Never: a value of strings and numbers is JSON.
pub fn render_files(name: &str, description: &str, files: &[(&str, &Table)]) -> String {
    let package = json!({
        "profile": "data-package",
        "name": name,
        "description": description,
        "resources": files.iter().map(|(path, table)| resource_at(path, table)).collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&package).expect("a value of strings and numbers is JSON") + "\n"
}

/// The daily columns of the blocks.
fn block_fields(columns: &[Column]) -> Vec<Value> {
    let mut fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the scenario."),
        Field::new("draw", Kind::Integer, "", "Row of design.csv."),
        Field::new("replicate", Kind::Integer, "", "Replicate."),
        Field::new("date", Kind::Date, "", "Day, UK time."),
    ];
    fields.extend(columns.iter().map(|column| {
        let kind = if column.integer { Kind::Integer } else { Kind::Number };
        Field::new(&*column.name, kind, column.unit, &*column.description)
    }));
    fields.push(super::structures::field());
    fields.iter().map(field).collect()
}

/// The file's text.
pub(super) fn render(study: &Study, tables: &[Table], columns: &[Column]) -> String {
    let mut resources: Vec<Value> = tables.iter().map(resource).collect();
    resources.extend(study.written_scenarios().map(|scenario| {
        json!({
            "name": format!("{}-resolved", scenario.name),
            "path": resolved_path(&scenario.name),
            "format": "toml",
            "encoding": "utf-8",
            "description": format!("Every value in force in the scenario: {}.", scenario.title),
        })
    }));
    let package = json!({
        "profile": "data-package",
        "name": study.name(),
        "description": "Results of an agent-based simulation of Channel crossings in small boats.",
        "resources": resources,
        // How many files there are depends on how the study was cut, hence a pattern and no list.
        "blocks": {
            "path_pattern": "blocks/block-*.parquet",
            "format": "parquet",
            "description": "One row per scenario, replicate and day.",
            "fields": block_fields(columns),
            "metadata": {
                "strait.outcomes": "JSON list, one entry per policy and unit: scenario, structure, replicate, and the counts \
                    of people by outcome under baseline (rows) and policy (columns) in the order of `outcomes`, null where \
                    the two are not of the same people.",
                "outcomes": Fate::ALL.map(Fate::name),
            },
        },
    });
    let mut text = serde_json::to_string_pretty(&package).expect("a value of strings and numbers is JSON");
    text.push('\n');
    text
}
