//! Finished studies as CSV, JSON or Markdown: the same rows as the page, for other programs and for notes.
//!
//! CSV and JSON hold values as the tables have them; Markdown is rounded for reading. Computes nothing.

use super::effect::Effect;
use super::finished::Finished;
use super::sheet::Row;
use super::{readme, reproduction, wording};
use crate::scenario::differences;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Metrics of the short forms.
const METRICS: [&str; 3] = ["arrivals", "boats", "deaths"];

/// All rows of `comparison.csv` of all studies, with the name and digest of the study before them.
///
/// # Panics
/// Never: memory takes every byte.
pub fn csv(studies: &[Finished]) -> String {
    let sheets = || studies.iter().filter_map(|study| Some((study, study.sheets.comparison.as_ref()?)));
    let mut columns: Vec<&str> = Vec::new();
    for (_, sheet) in sheets() {
        for column in sheet.columns() {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let mut push = |cells: Vec<&str>| writer.write_record(cells).expect("a Vec takes every byte");
    push(["study", "study_digest"].into_iter().chain(columns.iter().copied()).collect());
    for (study, sheet) in sheets() {
        let name = &study.facts.study;
        for row in sheet.rows() {
            let cells = columns.iter().map(|column| row.text(column));
            push([name.name.as_str(), name.digest.as_str()].into_iter().chain(cells).collect());
        }
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Facts, differences and effects of every study.
pub fn json(studies: &[Finished], schema_version: u32) -> Value {
    let studies: Vec<Value> = studies.iter().map(study_json).collect();
    json!({ "schema_version": schema_version, "studies": studies })
}

fn study_json(study: &Finished) -> Value {
    let facts = &study.facts;
    let (period, first, last) = study.judged();
    let policies: Vec<Value> = study
        .policies()
        .iter()
        .map(|policy| {
            let words: Vec<String> = differences(study.baseline(), policy).into_iter().map(|one| one.words).collect();
            let effects: Map<String, Value> = METRICS
                .iter()
                .filter_map(|metric| Some(((*metric).to_owned(), object(Effect::row(study, &policy.name, metric)?))))
                .collect();
            json!({ "scenario": policy.name, "title": policy.title, "differences": words, "effects": effects })
        })
        .collect();
    json!({
        "study": facts.study.name,
        "study_digest": facts.study.digest,
        "results_digest": study.results_digest,
        "model_version": facts.model_version,
        "seed": facts.rng.seed,
        "replicates": facts.design.replicates,
        "draws": facts.design.draws,
        "baseline": study.baseline().name,
        "period": { "name": period, "first": first.to_string(), "last": last.to_string() },
        "policies": policies,
        "command": reproduction::command(study),
    })
}

/// A row with numbers as numbers; what is missing is null.
fn object(row: Row<'_>) -> Value {
    let value = |text: &str| {
        if text.is_empty() {
            return Value::Null;
        }
        text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<f64>().map(Value::from)).unwrap_or_else(|_| {
            match text {
                "true" => true.into(),
                "false" => false.into(),
                other => other.into(),
            }
        })
    };
    Value::Object(row.columns().map(|column| (column.to_owned(), value(row.text(column)))).collect())
}

/// A page of Markdown.
///
/// # Panics
/// Never: a `String` takes every byte.
pub fn markdown(studies: &[Finished]) -> String {
    let mut text = String::new();
    for study in studies {
        push_study(&mut text, study).expect("writing to a String cannot fail");
    }
    text.push_str("## What the model must not be used for\n\n");
    for item in readme::must_not() {
        writeln!(text, "- {item}").expect("writing to a String cannot fail");
    }
    text
}

fn push_study(text: &mut String, study: &Finished) -> std::fmt::Result {
    let facts = &study.facts;
    let (_, first, last) = study.judged();
    writeln!(text, "# {}\n", facts.study.name)?;
    writeln!(text, "**{}**\n", readme::state())?;
    writeln!(
        text,
        "Difference from “{}”, {} to {}, over the same {} replicates; 95 % intervals of the mean are Monte Carlo error alone.\n",
        study.baseline().title,
        wording::day(first),
        wording::day(last),
        facts.design.replicates
    )?;
    text.push_str("| what | policy | mean | share | interval of the mean | expected effect over draws, 95 % | single runs, 95 % |\n");
    text.push_str("|---|---|---:|---:|---:|---:|---:|\n");
    for metric in METRICS {
        for policy in study.policies() {
            let Some(effect) = Effect::judged(study, &policy.name, metric) else { continue };
            let ends = |ends: &Option<super::effect::Ends>, none: &str| {
                ends.as_ref()
                    .map_or_else(|| none.to_owned(), |(low, high)| format!("{} to {}", low.text(), high.text()))
            };
            writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} |",
                wording::metric(metric),
                policy.title,
                effect.mean.text(),
                effect.relative.as_ref().map(super::figure::Figure::text).unwrap_or_default(),
                ends(&effect.interval, "one run"),
                ends(&effect.expected, "cannot be told"),
                ends(&effect.single_runs, ""),
            )?;
        }
    }
    for policy in study.policies() {
        writeln!(text, "\n“{}” differs from the baseline:\n", policy.title)?;
        for one in differences(study.baseline(), policy) {
            writeln!(text, "- {}", one.words)?;
        }
    }
    writeln!(text, "\nMade again by `{}`; results `{}`.\n", reproduction::command(study), study.results_digest)
}
