//! `describe`: what measures, parameters and columns there are, from the code and tables themselves.

use super::failure::Failure;
use super::{SCHEMA_VERSION, output, reference};
use crate::evidence;
use crate::model::measures::KINDS;
use crate::model::observation::{Aggregate, Column, columns};
use crate::model::parameters::Parameters;
use crate::scenario::shipped_posterior;
use clap::{Args, ValueEnum};
use schemars::SchemaGenerator;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What can be described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Subject {
    /// Measures and their keys.
    Measures,
    /// Parameters of the model with value, range, source and grade.
    Parameters,
    /// Daily columns of a run.
    Columns,
}

/// Describe measures, parameters or columns.
///
/// Examples:
///   strait describe measures
///   strait describe measures --markdown > docs/measures.md
///   strait describe parameters --json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// What to describe; all of it if left out.
    subject: Option<Subject>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
    /// Print the page of the subject that stands in `docs/`.
    #[arg(long, requires = "subject", conflicts_with = "json")]
    markdown: bool,
}

pub(super) fn describe(arguments: &Arguments) -> Result<(), Failure> {
    if let (true, Some(subject)) = (arguments.markdown, arguments.subject) {
        return output::text(&match subject {
            Subject::Measures => reference::measures(),
            Subject::Parameters => reference::parameters(),
            Subject::Columns => reference::columns_page(),
        });
    }
    let subjects = match arguments.subject {
        Some(subject) => vec![subject],
        None => vec![Subject::Measures, Subject::Parameters, Subject::Columns],
    };
    let mut document = json!({ "schema_version": SCHEMA_VERSION });
    let mut text = String::new();
    for subject in subjects {
        let (name, rows) = match subject {
            Subject::Measures => ("measures", measures()),
            Subject::Parameters => ("parameters", parameters()),
            Subject::Columns => ("columns", columns(&[]).iter().map(column).collect()),
        };
        for row in &rows {
            push_text(&mut text, row);
        }
        document[name] = rows.into();
    }
    if arguments.json { output::json(&document) } else { output::text(&text) }
}

fn measures() -> Vec<Value> {
    let describe = |kind: &crate::model::measures::Kind| {
        let schema = (kind.schema)(&mut SchemaGenerator::default()).to_value();
        let keys: Vec<Value> = schema["properties"].as_object().map_or_else(Vec::new, |keys| {
            keys.iter().map(|(name, key)| json!({ "name": name, "description": key["description"] })).collect()
        });
        json!({ "name": kind.name, "description": schema["description"], "keys": keys })
    };
    KINDS.iter().map(describe).collect()
}

fn parameters() -> Vec<Value> {
    let rows = Parameters::KEYS.iter().filter_map(|key| evidence::parameter(key));
    let shipped = shipped_posterior();
    rows.map(|row| {
        let contraction = shipped.parameters.iter().find(|one| one.key == row.key);
        json!({
            "name": row.key,
            "description": row.description,
            "unit": row.unit,
            "low": row.low,
            "central": row.central,
            "high": row.high,
            "least": row.limits().0,
            "greatest": row.limits().1,
            "distribution": row.distribution,
            "grade": row.grade,
            "source": row.source,
            "id": row.id,
            "rests_on": reference::rests_on(contraction),
            "contraction": contraction.map(|one| one.contraction),
        })
    })
    .collect()
}

fn column(column: &Column) -> Value {
    let aggregate = match column.aggregate {
        Aggregate::Sum => "sum",
        Aggregate::Mean => "mean",
    };
    json!({ "name": column.name, "description": column.description, "unit": column.unit, "aggregate": aggregate })
}

/// A name, its sentence, and what else is known, indented.
fn push_text(text: &mut String, row: &Value) {
    let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let name = shown(&row["name"]);
    let mut push = |line: String| writeln!(text, "{line}").expect("writing to a String cannot fail");
    push(name);
    push(format!("    {}", shown(&row["description"])));
    for (key, value) in row.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("name" | "description", _) => {}
            ("keys", Value::Array(keys)) => {
                for key in keys {
                    push(format!("    {}: {}", shown(&key["name"]), shown(&key["description"])));
                }
            }
            _ => push(format!("    {key}: {}", shown(value))),
        }
    }
}
