//! Writes a scenario out: every value in force as a file that reads back to the same scenario, and its digest.
//!
//! Parameters stand with their unit, source and grade. The digest leaves out what cannot change a result: title,
//! description, the defaults of a study and the paths of files.

use super::file::{SCHEMA_VERSION, wind_word};
use super::laws;
use super::resolve::Scenario;
use crate::evidence::{Distribution, Law, LawForm, Parameter, parameter};
use crate::model::measures::Entry;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use toml::{Table, Value};

impl Scenario {
    /// Every value in force, as a scenario file without a base.
    pub fn resolved_toml(&self) -> String {
        let setting = &self.setting;
        let mut out = String::from("# Every value in force, written by strait; it stands alone and extends no file.\n");
        push(&mut out, "schema_version", &Value::Integer(i64::from(SCHEMA_VERSION)));
        push(&mut out, "name", &self.name);
        push(&mut out, "title", &self.title);
        if let Some(description) = &self.description {
            push(&mut out, "description", description);
        }
        out.push_str("\n[period]\n");
        push(&mut out, "start", &setting.period.first());
        push(&mut out, "end", &setting.period.last());
        out.push_str("\n[forecast]\n");
        push(&mut out, "origin", &setting.origin_day);
        out.push_str("\n[wind]\n");
        push(&mut out, "past", &wind_word(&setting.wind_past));
        push(&mut out, "future", &wind_word(&setting.wind_future));
        if let Some(posterior) = &self.posterior {
            out.push_str("\n[posterior]\n");
            push(&mut out, "file", &posterior.file);
        }
        out.push_str("\n[population]\n");
        push(&mut out, "scale", &setting.population_scale);
        out.push_str("\n[structure]\n");
        push_table(&mut out, &table(&setting.structure));
        out.push_str("\n[study]\n");
        push(&mut out, "replicates", &self.study.replicates);
        push(&mut out, "replicates_per_draw", &self.study.replicates_per_draw);
        push(&mut out, "replicates_per_weather", &self.study.replicates_per_weather);
        push(&mut out, "seed", &self.study.seed);
        out.push_str("\n[costs]\n");
        push_table(&mut out, &table(&self.costs));
        for origin in &setting.origins {
            out.push_str("\n[[origin]]\n");
            push_table(&mut out, &table(origin));
        }
        for entry in &setting.measures {
            let _ = write!(out, "\n[[measure.{}]]\n", entry.effect.name());
            push_table(&mut out, &entry_table(entry));
        }
        self.push_parameters(&mut out);
        out
    }

    fn push_parameters(&self, out: &mut String) {
        let mut group = "";
        for (key, law) in &self.laws {
            let Some(row) = parameter(key) else { continue };
            let Some((prefix, name)) = key.rsplit_once('.') else {
                continue;
            };
            if prefix != group {
                let _ = write!(out, "\n[parameters.{prefix}]\n");
                group = prefix;
            }
            let source = row.source.replace(['\n', '\r'], " ");
            let _ = writeln!(out, "# {} [{}] {}, grade {:?}: {source}", row.description, row.unit, row.id, row.grade);
            let comment = if self.is_from_posterior(key) { "# from the posterior: " } else { "" };
            let _ = writeln!(out, "{comment}{name} = {}", self.law_text(key, law, row));
        }
    }

    /// Whether a parameter is drawn from the posterior and not from its law.
    pub fn is_from_posterior(&self, key: &str) -> bool {
        self.posterior.as_ref().is_some_and(|posterior| posterior.taken_keys().any(|(_, taken)| taken == key))
    }

    /// The value of a parameter as a file writes it.
    pub(super) fn parameter_text(&self, key: &str) -> Option<String> {
        Some(self.law_text(key, self.laws.get(key)?, parameter(key)?))
    }

    fn law_text(&self, key: &str, law: &Law, row: &Parameter) -> String {
        let written = self.forms.get(key).filter(|form| laws::law(**form, row).as_ref() == Ok(law));
        form_text(written.copied().unwrap_or_else(|| (*law).into()))
    }

    /// SHA-256 over everything that can change a result, in a canonical form.
    pub fn digest(&self) -> [u8; 32] {
        let setting = &self.setting;
        let laws: Vec<(&str, [f64; 5])> = self.laws.iter().map(|(key, law)| (key.as_str(), numbers(law))).collect();
        let measures: Vec<(&str, Table)> =
            setting.measures.iter().map(|entry| (entry.effect.name(), entry_table(entry))).collect();
        // Bits instead of digits for the laws: a cut can be infinite, which JSON cannot say.
        let bits: Vec<(&str, [u64; 5])> = laws.into_iter().map(|(key, law)| (key, law.map(f64::to_bits))).collect();
        let mut canonical = serde_json::json!({
            "schema_version": SCHEMA_VERSION,
            "name": self.name,
            "period": [setting.period.first(), setting.period.last()],
            "forecast_origin": setting.origin_day,
            "wind": [wind_word(&setting.wind_past), wind_word(&setting.wind_future)],
            "population_scale": setting.population_scale,
            "structure": table(&setting.structure),
            "origins": setting.origins,
            "measures": measures,
            "laws": bits,
            "costs": table(&self.costs),
        });
        if let Some(posterior) = &self.posterior {
            let taken: Vec<&str> = posterior.taken_keys().map(|(_, key)| key).collect();
            canonical["posterior"] = serde_json::json!({ "sha256": posterior.description.sha256, "keys": taken });
        }
        Sha256::digest(canonical.to_string().as_bytes()).into()
    }
}

/// Kind and numbers of a law.
fn numbers(law: &Law) -> [f64; 5] {
    match *law {
        Law::Fixed(value) => [0.0, value, 0.0, 0.0, 0.0],
        Law::Uniform { low, high } => [1.0, low, high, 0.0, 0.0],
        Law::Triangular { low, mode, high } => [2.0, low, mode, high, 0.0],
        Law::Normal { mean, sd, min, max } => [3.0, mean, sd, min, max],
        Law::HalfNormal { scale, max } => [4.0, scale, max, 0.0, 0.0],
        Law::LogNormal { median, log_sd } => [5.0, median, log_sd, 0.0, 0.0],
        Law::Beta { alpha, beta } => [6.0, alpha, beta, 0.0, 0.0],
        Law::Gamma { shape, scale } => [7.0, shape, scale, 0.0, 0.0],
    }
}

/// A plain struct as a table; ours hold only text, numbers, flags and lists of text.
fn table<T: Serialize>(value: &T) -> Table {
    Table::try_from(value).unwrap_or_default()
}

fn entry_table(entry: &Entry) -> Table {
    let mut all = table(&entry.common);
    all.remove("enabled");
    all.extend(entry.effect.to_table());
    all
}

fn push<T: Serialize>(out: &mut String, key: &str, value: &T) {
    if let Ok(value) = Value::try_from(value) {
        let _ = writeln!(out, "{key} = {}", inline(&value));
    }
}

fn push_table(out: &mut String, table: &Table) {
    for (key, value) in table {
        let _ = writeln!(out, "{key} = {}", inline(value));
    }
}

/// A value on one line.
fn inline(value: &Value) -> String {
    value.to_string()
}

/// A law as a file writes it.
fn form_text(form: LawForm) -> String {
    if let (Distribution::Fixed, Some(value), None, None) = (form.dist, form.central, form.low, form.high) {
        return inline(&Value::Float(value));
    }
    let mut parts = Vec::new();
    let all = table(&form);
    for key in ["dist", "low", "central", "high", "mean", "sd", "median", "log_sd"] {
        if let Some(value) = all.get(key) {
            parts.push(format!("{key} = {}", inline(value)));
        }
    }
    format!("{{ {} }}", parts.join(", "))
}
