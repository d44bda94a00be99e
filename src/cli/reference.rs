//! Pages of `docs/` that are made from the code and its tables: parameters, measures, columns.
//!
//! Text comes from doc comments, schemas and evidence rows, so that a page cannot say what the code does not; a test
//! compares the pages with what is made here. It decides nothing of the science.

use crate::evidence::{self, Parameter};
use crate::model::measures::{KINDS, Kind};
use crate::model::observation::{Aggregate, columns};
use crate::model::parameters::Parameters;
use crate::model::{state::levers, submodels};
use crate::scenario::{Contraction, shipped_posterior};
use schemars::SchemaGenerator;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// First lines of a page: how it is made.
fn head(title: &str, subject: &str) -> String {
    format!(
        "# {title}\n\n<!-- generated: {subject} -->\nMade by `strait describe {subject} --markdown > docs/{subject}.md`; \
         do not edit.\n"
    )
}

const FOOT: &str = "<!-- end -->\n";

/// One line of a table.
fn row(page: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    writeln!(page, "| {} |", cells.join(" | ")).expect("writing to a String cannot fail");
}

fn heading(page: &mut String, cells: &[&str]) {
    page.push('\n');
    row(page, cells);
    row(page, &vec!["---"; cells.len()]);
}

/// The page of parameters: every value that the model reads, then the constants of the submodels.
pub(super) fn parameters() -> String {
    let mut page = head("Parameters", "parameters");
    page.push_str(
        "\nEvery number that the model reads and a scenario can set (`[parameters]`). `low` and `high` are the 5 % and 95 % \
         points of the law, except for `triangular` and `uniform`, whose ends they are. Grade A is measured, B estimated from \
         partial evidence, C assumed. A scenario may narrow a law; `strait check --resolved` prints what it uses.\n",
    );
    let shipped = shipped_posterior();
    let informed = shipped.parameters.iter().filter(|one| one.informed).count();
    write!(
        page,
        "\nThe baseline draws {} of them from its posterior (`{}`, data until {}): {informed} are informed by data, which is said \
         of a contraction (one minus the ratio of posterior to prior variance) of 0.2 or more; all others rest on their priors \
         only. Method: `docs/calibration.md`.\n",
        shipped.parameters.len(),
        shipped.command,
        shipped.data_until,
    )
    .expect("writing to a String cannot fail");
    let mut group = "";
    for key in Parameters::KEYS {
        let Some(parameter) = evidence::parameter(key) else { continue };
        let prefix = key.split('.').next().unwrap_or_default();
        if prefix != group {
            group = prefix;
            heading(
                &mut page,
                &["key", "low", "central", "high", "unit", "law", "grade", "rests on", "row", "what", "source"],
            );
        }
        let number = |value: f64| value.to_string();
        let law = law(parameter);
        row(
            &mut page,
            &[
                &format!("`{key}`"),
                &number(parameter.low),
                &number(parameter.central),
                &number(parameter.high),
                &parameter.unit,
                &law,
                &format!("{:?}", parameter.grade),
                &rests_on(shipped.parameters.iter().find(|one| one.key == *key)),
                &parameter.id,
                &parameter.description,
                &parameter.source,
            ],
        );
    }
    page.push_str("\n## Constants of the submodels\n\nFixed in the code, with the reason beside them.\n");
    heading(&mut page, &["file", "constant", "value", "what"]);
    for (name, text) in submodels::TEXTS {
        for (constant, value, what) in constants(text) {
            row(&mut page, &[&format!("`{name}.rs`"), &format!("`{constant}`"), &value, &what]);
        }
    }
    page.push_str(FOOT);
    page
}

/// Whether data inform a parameter or only its prior, from what a calibration says of it; nothing if it was not inferred.
pub(super) fn rests_on(contraction: Option<&Contraction>) -> String {
    match contraction {
        Some(one) if one.informed => format!("data ({:.2})", one.contraction),
        Some(one) => format!("prior ({:.2})", one.contraction),
        None => "prior".to_owned(),
    }
}

fn law(parameter: &Parameter) -> String {
    serde_json::to_value(parameter.distribution)
        .ok()
        .and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Documented constants of a file outside its tests: name, value, comment.
fn constants(text: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut comment: Vec<&str> = Vec::new();
    for line in text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")) {
        if let Some(words) = line.strip_prefix("/// ") {
            comment.push(words);
            continue;
        }
        let declared = line.trim_start_matches("pub ").strip_prefix("const ");
        if let Some((name, rest)) = declared.and_then(|rest| rest.split_once(':'))
            && let Some((_, value)) = rest.split_once(" = ")
        {
            found.push((name.to_owned(), value.trim_end_matches(';').to_owned(), comment.join(" ")));
        }
        comment.clear();
    }
    found
}

/// The page of measures: a section each, in alphabetical order.
pub(super) fn measures() -> String {
    let mut page = head("Measures", "measures");
    page.push_str(
        "\nEach entry `[[measure.NAME]]` of a scenario holds the common keys (`id`, `enabled`, `start`, `end`, `ramp_days`, \
         `strength`, `cost_gbp_per_year`, `cost_gbp_once`, `funded_by`, `source`) and its own keys below. An entry moves levers by \
         its dose, strength times ramp, and nothing else: effects emerge from the processes that read them. Hazards, shares and \
         staff add up over entries, factors multiply, caps take the strictest. Units are in the key.\n",
    );
    for kind in KINDS {
        measure(&mut page, kind);
    }
    page.push_str(FOOT);
    page
}

fn measure(page: &mut String, kind: &Kind) {
    let schema = (kind.schema)(&mut SchemaGenerator::default()).to_value();
    let about = about(kind.text);
    let mut push = |line: String| writeln!(page, "{line}").expect("writing to a String cannot fail");
    push(format!("\n## `{}`\n\n{about}\n", kind.name));
    let example = format!("scenarios/measure_{}.toml", kind.name);
    push(format!("Example: [`{example}`](../{example})."));
    heading(page, &["key", "value", "needed", "what"]);
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, key) in schema["properties"].as_object().into_iter().flatten() {
        let needed = if required.contains(&name.as_str()) { "yes" } else { "no" };
        let what = key["description"].as_str().unwrap_or_default();
        row(page, &[&format!("`{name}`"), &value_of(key, &schema), needed, what]);
    }
    heading(page, &["lever", "what it is"]);
    for lever in named_after(kind.text, "levers.") {
        row(page, &[&format!("`{lever}`"), &lever_comment(&lever)]);
    }
    let rows = evidence_rows(kind.text);
    let read = named_after(kind.text, "parameters.");
    let keys = read.iter().filter_map(|field| key_of(field));
    let mut evidence: Vec<&Parameter> = keys.filter_map(evidence::parameter).collect();
    for id in &rows {
        evidence.extend(evidence::parameters().iter().filter(|parameter| parameter.id == *id));
    }
    let mut seen = BTreeSet::new();
    evidence.retain(|parameter| seen.insert(parameter.id.as_str()));
    if evidence.is_empty() {
        return;
    }
    heading(page, &["row", "key", "low – central – high", "grade", "what", "source"]);
    for parameter in evidence {
        let Parameter { id, key, low, central, high, unit, grade, description, source, .. } = parameter;
        row(
            page,
            &[
                id,
                &format!("`{key}`"),
                &format!("{low} – {central} – {high} {unit}"),
                &format!("{grade:?}"),
                description,
                source,
            ],
        );
    }
}

/// The module comment as one paragraph.
fn about(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join(" ")
}

/// What can be written for a key, from its schema.
fn value_of(key: &Value, root: &Value) -> String {
    let mut schema = key;
    let parts = key["anyOf"].as_array();
    if let Some(part) = parts.and_then(|parts| parts.iter().find(|part| part["type"] != "null")) {
        schema = part;
    }
    if let Some(path) = schema["$ref"].as_str() {
        schema = root.pointer(path.trim_start_matches('#')).unwrap_or(schema);
    }
    let words: Vec<String> = schema["oneOf"]
        .as_array()
        .into_iter()
        .flatten()
        .chain(std::iter::once(schema))
        .flat_map(|choice| {
            let several = choice["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
            several.chain(choice["const"].as_str()).map(|word| format!("`{word}`")).collect::<Vec<_>>()
        })
        .collect();
    if !words.is_empty() {
        return words.join(", ");
    }
    let kind = match (&schema["type"], &key["type"]) {
        (Value::String(kind), _) => kind.clone(),
        (Value::Array(kinds), _) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default().to_owned()
        }
        _ => String::new(),
    };
    let bound = |name: &str| schema.get(name).or_else(|| key.get(name)).and_then(Value::as_f64);
    match (bound("minimum"), bound("maximum")) {
        (Some(low), Some(high)) => format!("{kind}, {low} to {high}"),
        (Some(low), None) => format!("{kind}, {low} or more"),
        _ => {
            if kind == "string" {
                "text".to_owned()
            } else {
                kind
            }
        }
    }
}

/// Names that follow a prefix in the code of a file, in order of appearance.
fn named_after(text: &str, prefix: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut names: Vec<String> = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        if code[..at].chars().next_back().is_some_and(is_part) {
            continue;
        }
        let name: String = code[at + prefix.len()..].chars().take_while(|&letter| is_part(letter)).collect();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn key_of(field: &str) -> Option<&'static str> {
    Parameters::FIELDS.iter().position(|name| *name == field).map(|at| Parameters::KEYS[at])
}

/// What the file of levers says of one.
fn lever_comment(lever: &str) -> String {
    let mut comment: Vec<&str> = Vec::new();
    for line in levers::TEXT.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("/// ") {
            comment.push(words);
        } else if line.starts_with(&format!("pub {lever}: ")) {
            return comment.join(" ");
        } else {
            comment.clear();
        }
    }
    String::new()
}

/// Evidence rows that the comments of a file name: `C11`, or a run of them, `E01–E05`.
fn evidence_rows(text: &str) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| line.trim_start().starts_with("//")) {
        let mut from: Option<String> = None;
        for word in line.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric()) {
            let bare = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
            let is_row = bare.len() == 3
                && bare.starts_with(|letter: char| letter.is_ascii_uppercase())
                && bare[1..].bytes().all(|digit| digit.is_ascii_digit());
            if is_row {
                let first = from.take().unwrap_or_else(|| bare.to_owned());
                let numbers = first[1..].parse::<u32>().unwrap_or(0)..=bare[1..].parse::<u32>().unwrap_or(0);
                for number in numbers {
                    let id = format!("{}{number:02}", &bare[..1]);
                    if !rows.contains(&id) {
                        rows.push(id);
                    }
                }
                from = word.ends_with('–').then(|| bare.to_owned());
            } else if !bare.is_empty() {
                from = None;
            }
        }
    }
    rows
}

/// The page of daily columns.
pub(super) fn columns_page() -> String {
    let mut page = head("Columns", "columns");
    page.push_str(
        "\nOne value a day and run. Beside these there are `arrivals_ORIGIN` and `intentions_ORIGIN` for every origin of the \
         scenario.\n",
    );
    heading(&mut page, &["column", "unit", "over a period", "what"]);
    for column in columns(&[]) {
        let how = match column.aggregate {
            Aggregate::Sum => "sum",
            Aggregate::Mean => "mean",
        };
        row(&mut page, &[&format!("`{}`", column.name), column.unit, how, &column.description]);
    }
    page.push_str(FOOT);
    page
}
