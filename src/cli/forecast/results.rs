//! What a forecast leaves: its tables, chart and manifest in a directory, and the document of `--json`.

use super::super::SCHEMA_VERSION;
use super::super::failure::{Failure, UNREADABLE};
use super::{Arguments, InputFile};
use crate::analysis::forecast::ensemble::{Level, Quantity};
use crate::analysis::forecast::scores::{Observed, PeriodScore};
use crate::analysis::forecast::{Forecast, fan_csv, members_csv, paths_csv, ranks_csv, scores_csv, weekly_fan};
use crate::quantity::Day;
use crate::report::charts;
use crate::study::{Disk, hex};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Where a forecast goes if nobody says otherwise.
pub(super) fn default_path(made: &Forecast) -> PathBuf {
    let wind = made.wind.replace(':', "_");
    Path::new("output").join("forecast").join(format!("{}_{}_{}_{wind}", made.scenario, made.origin, made.horizon))
}

pub(super) fn write_all(
    directory: &Path,
    made: &Forecast,
    arguments: &Arguments,
    parameters: &str,
    warnings: &[String],
    files: &[InputFile],
) -> Result<(), Failure> {
    let mut tables = vec![
        ("forecast.csv", fan_csv(made)),
        ("scores.csv", scores_csv(made)),
        ("ranks.csv", ranks_csv(made)),
        ("paths.csv", paths_csv(made)),
    ];
    if arguments.members {
        tables.push(("members.csv", members_csv(made)));
    }
    tables.push((charts::FILE, chart(made)?));
    let unwritable =
        |error: std::io::Error| Failure::new(UNREADABLE, format!("cannot write {}: {error}", directory.display()));
    std::fs::create_dir_all(directory).map_err(unwritable)?;
    let disk = Disk::default();
    let mut outputs = Vec::new();
    for (name, text) in &tables {
        disk.write_whole(&directory.join(name), text.as_bytes())?;
        outputs.push(json!({
            "path": name, "sha256": hex(&Sha256::digest(text.as_bytes())), "bytes": text.len(),
            "rows": if name.ends_with(".csv") { Some(text.lines().count() - 1) } else { None },
        }));
    }
    let manifest = manifest(made, arguments, parameters, warnings, files, &outputs);
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| Failure::bug(&error.to_string()))?;
    disk.write_whole(&directory.join("manifest.json"), format!("{text}\n").as_bytes())?;
    Ok(())
}

fn manifest(
    made: &Forecast,
    arguments: &Arguments,
    parameters: &str,
    warnings: &[String],
    files: &[InputFile],
    outputs: &[serde_json::Value],
) -> serde_json::Value {
    let files: Vec<_> = files
        .iter()
        .map(|file| json!({ "path": file.path, "sha256": file.sha256, "bytes": file.bytes, "role": "data" }))
        .collect();
    json!({
        "manifest_version": crate::report::manifest::MANIFEST_VERSION,
        "status": "complete",
        "software": { "name": "strait", "version": env!("CARGO_PKG_VERSION") },
        "model_version": crate::model::MODEL_VERSION,
        "forecast": {
            "scenario": made.scenario, "origin": made.origin, "horizon": made.horizon, "wind": made.wind,
            "parameters": parameters, "sets": arguments.sets, "seed": arguments.seed,
        },
        "conditioning": made.conditioning,
        "inputs": files,
        "outputs": outputs,
        "warnings": warnings,
    })
}

fn chart(made: &Forecast) -> Result<String, Failure> {
    let names: Vec<&str> = made.ensembles.iter().map(|ensemble| ensemble.forecaster.name()).collect();
    let labels = charts::Labels {
        scenarios: names,
        origin: made.origin,
        observed_wind: true,
        replicates: made.ensembles[0].members.len() as u32,
        later: Some(known_weeks(made)),
    };
    charts::weekly_arrivals(&weekly_fan(made), &labels).map_err(|message| Failure::bug(&message))
}

/// People of the whole weeks after the origin whose days are all known.
fn known_weeks(made: &Forecast) -> Vec<(Day, f64)> {
    let weeks = made.scored.iter().find(|one| one.quantity == Quantity::People && one.level == Level::Week);
    let whole = |period: &&PeriodScore| period.span.is_whole() && period.days == 7;
    weeks.map_or_else(Vec::new, |weeks| {
        weeks.periods.iter().filter(whole).map(|period| (period.span.first, period.observed)).collect()
    })
}

pub(super) fn document(made: &Forecast, directory: &Path) -> serde_json::Value {
    let days = made.horizon.since(made.origin);
    let observed = made.observed.as_ref();
    json!({
        "schema_version": SCHEMA_VERSION,
        "scenario": made.scenario,
        "origin": made.origin,
        "horizon": made.horizon,
        "wind": made.wind,
        "members": made.ensembles[0].members.len(),
        "conditioning": made.conditioning,
        "days": days,
        "observed_days": observed.map_or(0, Observed::known_days),
        "scores": made.scores,
        "paths": made.behaviour,
        "directory": directory.display().to_string(),
    })
}
