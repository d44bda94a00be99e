//! The JSON Schema of a scenario file, put together from the mirror, the measures and the parameters.
//!
//! One document serves editors, `strait schema` and the checker. `x-` keywords say what JSON Schema cannot: kinds of
//! names, spans of dates, words for a quantity. This file checks nothing.

use super::entries::MOST_ENTRIES;
use super::file::ScenarioFile;
use crate::evidence::{LawForm, Parameter, parameter};
use crate::model::measures::{Common, KINDS};
use crate::model::parameters::Parameters;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

static SCHEMA: LazyLock<Value> = LazyLock::new(assemble);

/// JSON Schema (2020-12) of a scenario file.
pub fn json_schema() -> Value {
    SCHEMA.clone()
}

pub(super) fn schema() -> &'static Value {
    &SCHEMA
}

/// Follows a `$ref` into the definitions.
pub(super) fn deref(schema: &'static Value) -> &'static Value {
    let Some(target) = schema.get("$ref").and_then(Value::as_str) else {
        return schema;
    };
    let name = target.rsplit('/').next().unwrap_or_default();
    SCHEMA.get("$defs").and_then(|defs| defs.get(name)).unwrap_or(schema)
}

/// The schema of one entry of a measure.
pub(super) fn measure_entry(name: &str) -> Option<&'static Value> {
    SCHEMA.pointer(&format!("/properties/measure/properties/{name}/items"))
}

fn assemble() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut common = generator.root_schema_for::<Common>().to_value();
    let mut measures = Map::new();
    if let Some(id) = common.pointer_mut("/properties/id").and_then(Value::as_object_mut) {
        id.insert("x-kind".to_owned(), json!("name"));
        id.insert("pattern".to_owned(), json!("^[a-z0-9_]{1,64}$"));
        id.remove("default");
    }
    for kind in KINDS {
        let own = (kind.schema)(&mut generator).to_value();
        measures.insert(
            kind.name.to_owned(),
            json!({ "type": "array", "maxItems": MOST_ENTRIES, "items": combine(&common, &own) }),
        );
    }
    let law = generator.root_schema_for::<LawForm>().to_value();
    let mut root = generator.root_schema_for::<ScenarioFile>().to_value();
    let mut defs = root.get("$defs").and_then(Value::as_object).cloned().unwrap_or_default();
    defs.insert("Law".to_owned(), stripped(law));
    if let Some(root) = root.as_object_mut() {
        root.insert("$defs".to_owned(), Value::Object(defs));
        root.insert("title".to_owned(), json!("Scenario of strait"));
    }
    if let Some(properties) = root.get_mut("properties").and_then(Value::as_object_mut) {
        let base = "File whose settings this file changes; a relative path inside the directory.";
        properties.insert("extends".to_owned(), json!({ "type": "string", "description": base }));
        properties.insert("parameters".to_owned(), parameters());
        properties.insert(
            "measure".to_owned(),
            json!({
                "type": "object",
                "description": "Measures, each `[[measure.NAME]]`.",
                "properties": measures,
                "additionalProperties": false,
            }),
        );
    }
    root
}

/// A root schema as a part of another: the definitions live in the whole.
fn stripped(mut schema: Value) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.remove("$defs");
        object.remove("$schema");
    }
    schema
}

/// One object with the keys of both, the common ones first.
fn combine(common: &Value, own: &Value) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for part in [common, own] {
        for (key, value) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
            properties.insert(key.clone(), value.clone());
        }
        required.extend(part.get("required").and_then(Value::as_array).into_iter().flatten().cloned());
    }
    json!({
        "type": "object",
        "description": own.get("description").cloned().unwrap_or_default(),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// The nested tables of `[parameters]`, one leaf for each key that the model reads.
fn parameters() -> Value {
    let mut root = json!({
        "type": "object",
        "description": "Parameters of the science; default: the row of the evidence table.",
        "properties": {},
        "additionalProperties": false,
    });
    for row in Parameters::KEYS.iter().filter_map(|key| parameter(key)) {
        let mut at = &mut root;
        let mut parts = row.key.split('.').peekable();
        while let Some(part) = parts.next() {
            let child = if parts.peek().is_none() {
                leaf(row)
            } else {
                json!({ "type": "object", "properties": {}, "additionalProperties": false })
            };
            let Some(properties) = at.get_mut("properties").and_then(Value::as_object_mut) else {
                break;
            };
            at = properties.entry(part).or_insert(child);
        }
    }
    root
}

fn leaf(row: &Parameter) -> Value {
    let mut number = json!({ "type": "number" });
    let (least, greatest) = row.limits();
    for (keyword, bound) in [("minimum", least), ("maximum", greatest)] {
        if bound.is_finite() {
            number[keyword] = json!(bound);
        }
    }
    json!({
        "description": format!("{} [{}] {}: {}", row.description, row.unit, row.id, row.source),
        "default": row.central,
        "anyOf": [number, { "$ref": "#/$defs/Law" }],
    })
}
