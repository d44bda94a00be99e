//! What a forecast leaves: its tables, chart, manifest and page in a directory, and the document of `--json`.

use super::super::SCHEMA_VERSION;
use super::super::failure::{Failure, UNREADABLE};
use super::{Arguments, InputFile, parameters_of};
use crate::analysis::forecast::ensemble::{Level, Quantity};
use crate::analysis::forecast::scores::{Observed, PeriodScore};
use crate::analysis::forecast::{
    Forecast, conditioning_csv, fan_csv, members_csv, paths_csv, ranks_csv, scores_csv, weekly_csv,
};
use crate::cluster::script::quoted;
use crate::quantity::Day;
use crate::report::table::Table;
use crate::report::{Output, charts, data_package, forecast_page, forecast_tables};
use crate::scenario::Scenario;
use crate::study::{Disk, hex};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// What a forecast was made from.
pub(super) struct Run<'a> {
    pub(super) arguments: &'a Arguments,
    pub(super) scenario: &'a Scenario,
    pub(super) seed: u64,
    pub(super) warnings: &'a [String],
    pub(super) files: &'a [InputFile],
}

/// Where a forecast goes if nobody says otherwise.
pub(super) fn default_path(made: &Forecast) -> PathBuf {
    let wind = made.wind.replace(':', "_");
    Path::new("output").join("forecast").join(format!("{}_{}_{}_{wind}", made.scenario, made.origin, made.horizon))
}

/// Writes everything into a directory: the tables, the manifest, and from them the page.
pub(super) fn write_all(directory: &Path, made: &Forecast, run: &Run<'_>) -> Result<(), Failure> {
    let [fan, weekly, scores, ranks, paths, conditioning, members] = forecast_tables::tables();
    let mut described = vec![
        (fan, fan_csv(made)),
        (weekly, weekly_csv(made)),
        (scores, scores_csv(made)),
        (ranks, ranks_csv(made)),
        (paths, paths_csv(made)),
        (conditioning, conditioning_csv(made)),
    ];
    if run.arguments.members {
        described.push((members, members_csv(made)));
    }
    if let Some((table, _)) = described.iter().find(|(table, text)| !table.heads(text)) {
        return Err(Failure::bug(&format!("the dictionary of {} names other columns", table.file)));
    }
    let files: Vec<(&str, &Table)> = described.iter().map(|(table, _)| (table.file, table)).collect();
    let package = data_package::render_files(&made.scenario, "A forecast of Channel crossings in small boats.", &files);
    let mut tables: Vec<(&str, String)> = described.into_iter().map(|(table, text)| (table.file, text)).collect();
    tables.push((charts::FILE, chart(made)?));
    tables.push((data_package::FILE, package));
    let unwritable =
        |error: std::io::Error| Failure::new(UNREADABLE, format!("cannot write {}: {error}", directory.display()));
    std::fs::create_dir_all(directory).map_err(unwritable)?;
    let disk = Disk::default();
    let mut outputs = Vec::new();
    for (name, text) in &tables {
        disk.write_whole(&directory.join(name), text.as_bytes())?;
        outputs.push(Output {
            path: (*name).to_owned(),
            sha256: hex(&Sha256::digest(text.as_bytes())),
            bytes: text.len() as u64,
            rows: Path::new(name).extension().is_some_and(|end| end == "csv").then(|| text.lines().count() as u64 - 1),
        });
    }
    let write_manifest = |outputs: &[Output]| -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(&manifest(made, run, outputs));
        let text = text.map_err(|error| Failure::bug(&error.to_string()))?;
        Ok(disk.write_whole(&directory.join("manifest.json"), format!("{text}\n").as_bytes())?)
    };
    // The page reads the manifest, which then takes it in.
    write_manifest(&outputs)?;
    outputs.push(forecast_page::write(directory, &disk)?);
    write_manifest(&outputs)
}

fn manifest(made: &Forecast, run: &Run<'_>, outputs: &[Output]) -> serde_json::Value {
    let (arguments, scenario) = (run.arguments, run.scenario);
    let mut inputs: Vec<_> = scenario
        .inputs
        .iter()
        .map(|file| json!({ "path": file.path, "sha256": file.sha256, "bytes": file.bytes, "role": file.role }))
        .collect();
    inputs.extend(
        run.files
            .iter()
            .map(|file| json!({ "path": file.path, "sha256": file.sha256, "bytes": file.bytes, "role": "data" })),
    );
    let posterior = scenario.posterior.as_ref();
    json!({
        "manifest_version": crate::report::manifest::MANIFEST_VERSION,
        "status": "complete",
        "software": { "name": "strait", "version": env!("CARGO_PKG_VERSION") },
        "model_version": crate::model::MODEL_VERSION,
        "forecast": {
            "scenario": made.scenario, "title": scenario.title, "origin": made.origin, "horizon": made.horizon,
            "wind": made.wind, "parameters": parameters_of(scenario),
            "data_until": posterior.map(|posterior| posterior.description.data_until),
            "sets": arguments.sets, "seed": run.seed, "command": command(made, run),
        },
        "conditioning": made.conditioning,
        "inputs": inputs,
        "outputs": outputs,
        "warnings": run.warnings,
    })
}

/// The command that gives the same tables: everything that decides them and nothing else.
fn command(made: &Forecast, run: &Run<'_>) -> String {
    let arguments = run.arguments;
    let mut words = vec!["strait forecast".to_owned(), quoted(&arguments.scenario.to_string_lossy())];
    let mut option = |name: &str, value: &str| words.extend([name.to_owned(), quoted(value)]);
    option("--origin", &made.origin.to_string());
    option("--horizon", &made.horizon.to_string());
    option("--wind", &arguments.wind);
    if let Some(path) = &arguments.observed {
        option("--observed", &path.to_string_lossy());
    }
    if let Some(posterior) = &arguments.posterior {
        option("--posterior", posterior);
    }
    for set in &arguments.sets {
        option("--set", set);
    }
    let size = arguments.size();
    option("--draws", &size.draws.to_string());
    option("--candidates", &size.candidates.to_string());
    option("--futures", &size.futures.to_string());
    option("--seed", &run.seed.to_string());
    option("--out", "again");
    words.join(" ")
}

fn chart(made: &Forecast) -> Result<String, Failure> {
    let names: Vec<&str> = made.ensembles.iter().map(|ensemble| ensemble.forecaster.name()).collect();
    let labels = charts::Labels {
        looks: (0..names.len()).collect(),
        scenarios: names,
        origin: made.origin,
        observed_wind: true,
        replicates: made.ensembles[0].members.len() as u32,
        later: Some(known_weeks(made)),
    };
    charts::weekly_arrivals(&weekly_csv(made), &labels).map_err(|message| Failure::bug(&message))
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
