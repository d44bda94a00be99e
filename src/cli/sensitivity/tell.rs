//! What a sensitivity analysis found, for the terminal: short tables, and the document of `--json`.

use super::tables::{Findings, Found};
use crate::analysis::sensitivity::indices::Ranged;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Rows of each list.
const SHOWN: usize = 12;
/// Instead of a number that cannot be told from zero.
const NOT_TOLD: &str = "not told from zero";

/// The text for standard output.
pub(super) fn text(findings: &Findings) -> String {
    let mut text = String::new();
    for found in &findings.by_outcome {
        writeln!(text, "{}", found.outcome.name).expect("writing to a String cannot fail");
        for line in lines(found) {
            writeln!(text, "  {line}").expect("writing to a String cannot fail");
        }
        text.push('\n');
    }
    text
}

fn lines(found: &Found) -> Vec<String> {
    let mut lines = Vec::new();
    let width = 44;
    if !found.screening.is_empty() {
        lines.push("screening: size of the effect of a step over the whole range".to_owned());
        let mut rows: Vec<_> = found.screening.iter().collect();
        rows.sort_by(|a, b| b.told.cmp(&a.told).then(b.found.size().total_cmp(&a.found.size())));
        for row in rows.into_iter().take(SHOWN) {
            let said = if row.told { format!("{:.0}", row.found.size()) } else { NOT_TOLD.to_owned() };
            lines.push(format!("  {:<width$} {said}", row.factor));
        }
    }
    if let Some(indices) = &found.indices {
        let parts = &indices.components;
        let share = |part: Option<f64>| {
            let part = part.filter(|_| parts.total > 0.0);
            part.map_or_else(|| "an unknown share".to_owned(), |part| percent(part / parts.total))
        };
        lines.push(format!(
            "mean {:.0}; single runs vary by parameters {} and by weather and chance {}",
            indices.mean,
            share(parts.draws),
            share(parts.within_draws)
        ));
        if indices.variance.is_told() {
            lines.push("shares of the variance of the expected outcome: alone; with others (95 %)".to_owned());
        } else {
            lines.push("the expected outcome is not told to vary with the parameters; no indices".to_owned());
        }
        for row in &indices.rows {
            if let (Some(first), Some(total)) = (row.first, row.total) {
                lines.push(format!("  {:<width$} {}; {}", row.factor, index(first), index(total)));
            }
        }
    }
    if !found.tornado.is_empty() {
        lines.push("tornado: outcome at the 95 % point less outcome at the 5 % point".to_owned());
        let mut rows: Vec<_> = found.tornado.iter().collect();
        let size = |row: &crate::analysis::sensitivity::tornado::Row| row.swing.mean_difference.abs();
        rows.sort_by(|a, b| b.told.cmp(&a.told).then(size(b).total_cmp(&size(a))));
        for row in rows.into_iter().take(SHOWN) {
            let error = row.swing.mc_standard_error.unwrap_or(0.0);
            let said = if row.told {
                format!("{:+.0} (error {error:.0})", row.swing.mean_difference)
            } else {
                NOT_TOLD.to_owned()
            };
            lines.push(format!("  {:<width$} {said}", row.parameter));
        }
    }
    lines
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn index(one: Ranged) -> String {
    let ends = format!("({} to {})", percent(one.low95), percent(one.high95));
    if one.is_told() { format!("{} {ends}", percent(one.value)) } else { format!("{NOT_TOLD} {ends}") }
}

/// The findings as JSON: as the tables have them, without the points.
pub(super) fn json(findings: &Findings) -> Value {
    let index = |one: Option<Ranged>| {
        one.map(|one| json!({ "share": one.value, "low95": one.low95, "high95": one.high95, "told": one.is_told() }))
    };
    let of = |found: &Found| {
        let screening: Vec<Value> = (found.screening.iter())
            .map(|row| json!({ "factor": row.factor, "size": row.found.size(), "told": row.told }))
            .collect();
        let indices: Vec<Value> = (found.indices.iter().flat_map(|found| &found.rows))
            .map(|row| json!({ "factor": row.factor, "first_order": index(row.first), "total": index(row.total) }))
            .collect();
        let tornado: Vec<Value> = (found.tornado.iter())
            .map(|row| json!({ "parameter": row.parameter, "swing": row.swing.mean_difference, "told": row.told }))
            .collect();
        json!({ "outcome": found.outcome.name, "screening": screening, "indices": indices, "tornado": tornado })
    };
    findings.by_outcome.iter().map(of).collect()
}
