//! `sensitivity`: from the study file of a sensitivity analysis to its tables and page; begins, continues, or finds that
//! all is done.
//!
//! Each design is a study in a directory of its own, so its blocks can also be computed by `strait submit` or `strait
//! shard` before this command reads them.

mod collect;
mod tables;
mod tell;

use super::args::Terminal;
use super::failure::{Failure, INVALID};
use super::progress::{Meter, duration};
use super::signals::Stop;
use super::{SCHEMA_VERSION, directory, inputs, output};
use crate::analysis::sensitivity::{self, Part, SensitivityError};
use crate::model::{MODEL_VERSION, Vigilance};
use crate::report::manifest::{self, without_home};
use crate::report::{self, data_package, log::Log, machine, page};
use crate::scenario::{Sensitivity, load_sensitivity};
use crate::study::lock::Lock;
use crate::study::{Disk, Runner, hex};
use clap::Args;
use collect::{Collected, Machine};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Find out which uncertain parameters drive an outcome or an effect.
///
/// Examples:
///   strait sensitivity scenarios/studies/sensitivity.toml
///   strait sensitivity scenarios/studies/sensitivity.toml --dry-run
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
#[allow(clippy::struct_excessive_bools)] // Each is a flag that is given or not.
pub struct Arguments {
    /// Study file of the sensitivity analysis.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Seed of all random numbers; default: the file's.
    #[arg(long, value_name = "N", help_heading = "Study")]
    seed: Option<u64>,
    /// Directory of the results; default: `output/NAME/DIGEST`.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Check the study file and its scenarios, and run nothing.
    #[arg(long, conflicts_with_all = ["dry_run", "plan"], help_heading = "Output")]
    check: bool,
    /// Print the plan and run nothing.
    #[arg(long, help_heading = "Output")]
    dry_run: bool,
    /// Write the directory of each design and run nothing, so that `strait submit DIR/DESIGN` can.
    #[arg(long, conflicts_with = "dry_run", help_heading = "Output")]
    plan: bool,
    /// Print one JSON document instead of a summary.
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Threads; default: as many as the machine offers. Never changes results.
    #[arg(long, value_name = "N", help_heading = "Execution")]
    threads: Option<NonZero<usize>>,
    /// Show no progress.
    #[arg(long, help_heading = "Execution")]
    no_progress: bool,
}

pub(super) fn sensitivity(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let started = Timestamp::now();
    let (mut asked, warnings) = load_sensitivity(&arguments.file)
        .map_err(|problems| Failure::rendered(inputs::code(&problems), problems.render(terminal.colour())))?;
    for warning in &warnings {
        terminal.say(warning.render(terminal.colour()).trim_end());
    }
    asked.seed = arguments.seed.unwrap_or(asked.seed);
    let parts = sensitivity::plan(&asked)?;
    let digest = digest(&asked, &parts);
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(&asked.name).join(&digest[..12]));
    let threads = arguments.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZero::get);
    if arguments.check {
        return output::line(&format!("{}: no problem", arguments.file.display()));
    }
    if arguments.dry_run {
        return show_plan(&asked, &parts, threads, &out, arguments.json);
    }
    let disk = Disk::default();
    disk.make_directory(&out)?;
    let _lock = Lock::take(&out)?;
    let mut manifest = describe(&asked, &parts, &digest);
    directory::refuse_unlike(&out, &manifest, &["kind", "study"])?;
    let stop = Stop::listen(terminal, Some(&out))?;
    let log = Log::open(&out);
    write_manifest(&out, &disk, &manifest)?;
    report::write_scenarios(&parts[0].study, &out, &disk)?;
    let meter = Meter::new(terminal, arguments.no_progress, &log);
    let warned: Vec<String> = warnings.iter().map(|one| format!("{}: {}", one.code, one.message)).collect();
    let machine = Machine { disk: &disk, threads, started, warnings: &warned, progress: &meter, stop: &stop };
    if arguments.plan {
        for part in &parts {
            machine.plan(part, &out.join(part.kind.name()))?;
            output::line(&out.join(part.kind.name()).display().to_string())?;
        }
        return Ok(());
    }
    let mut collected: Vec<Collected> = Vec::new();
    for part in &parts {
        terminal.whisper(&format!("{}: {} runs", part.kind.name(), part.study.run_count()));
        collected.push(machine.collect(part, &asked.outcomes, &out.join(part.kind.name()))?);
    }
    meter.finish();
    let found = tables::Findings::of(&asked, &parts, &collected);
    let mut tables = found.tables();
    let mut outputs = Vec::new();
    for table in &mut tables {
        let text = table.take_csv();
        outputs.push(report::write(&out, &disk, table.file, text.as_bytes(), Some(table.len() as u64))?);
    }
    let results_digest = report::results_digest(&outputs);
    let package = data_package::render_tables(&asked.name, &asked.title, &tables);
    outputs.push(report::write(&out, &disk, data_package::FILE, package.as_bytes(), None)?);
    manifest["results_digest"] = results_digest.as_str().into();
    write_manifest(&out, &disk, &manifest)?;
    outputs.push(page::write(&out, &disk, Some(&results_digest))?);
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    manifest["status"] = "complete".into();
    manifest["outputs"] = json!(outputs);
    manifest["execution"] = json!({
        "started_utc": started.to_string(),
        "finished_utc": Timestamp::now().to_string(),
        "wall_s": Timestamp::now().duration_since(started).as_secs_f64(),
        "cpu_s": machine::cpu_seconds(),
        "threads": threads,
        "os": std::env::consts::OS,
        "cpu": machine::cpu_name(),
        "peak_rss_bytes": machine::peak_rss_bytes(),
        "exit_code": 0,
    });
    write_manifest(&out, &disk, &manifest)?;
    if arguments.json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION, "status": "complete", "path": out, "results_digest": results_digest,
            "outcomes": asked.outcomes, "designs": parts.iter().map(|part| part.kind.name()).collect::<Vec<_>>(),
            "findings": tell::json(&found),
        }));
    }
    if !terminal.quiet {
        output::text(&tell::text(&found))?;
    }
    output::line(&out.display().to_string())
}

/// SHA-256 over the studies of all designs and what is looked at.
fn digest(asked: &Sensitivity, parts: &[Part]) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("strait sensitivity 1\n{:?}\n", asked.outcomes));
    hash.update(format!("{:?}\n", asked.indices.as_ref().map(|designed| designed.design.resamples)));
    for part in parts {
        hash.update(format!("{} {}\n", part.kind.name(), hex(&part.study.digest())));
    }
    hex(&hash.finalize())
}

/// What decides the results, as the manifest says it.
fn describe(asked: &Sensitivity, parts: &[Part], digest: &str) -> Value {
    let files: Vec<Value> = (asked.inputs.iter())
        .map(|file| {
            let mut file = json!(file);
            file["path"] = file["path"].as_str().map(without_home).into();
            file
        })
        .collect();
    let study = &parts[0].study;
    let sizes: Vec<Value> = (parts.iter())
        .map(|part| {
            json!({ "design": part.kind.name(), "draws": part.study.draws(), "runs": part.study.run_count(),
                "arrangement": part.study.arrangement(), "seed": part.study.seed(), "digest": hex(&part.study.digest()) })
        })
        .collect();
    json!({
        "manifest_version": manifest::MANIFEST_VERSION,
        "kind": "sensitivity",
        "status": "running",
        "software": machine::software(),
        "model_version": MODEL_VERSION,
        "command": std::env::args().skip(1).map(|word| without_home(&word)).collect::<Vec<_>>(),
        "study": {
            "name": asked.name, "title": asked.title, "digest": digest, "baseline": study.baseline().name,
            "scenarios": study.scenarios().iter().map(|scenario| scenario.name.as_str()).collect::<Vec<_>>(),
        },
        "inputs": files,
        "rng": { "algorithm": "philox4x32-10", "seed": asked.seed },
        "design": {
            "replicates": parts.iter().map(|part| part.study.replicates()).sum::<u32>(),
            "draws": parts.iter().map(|part| part.study.draws()).sum::<u32>(),
            "arrangement": study.arrangement(),
            "designs": sizes,
            "outcomes": asked.outcomes,
        },
        "outputs": [],
        "results_digest": null,
        "execution": { "resumed_times": 0 },
    })
}

fn write_manifest(out: &Path, disk: &Disk, manifest: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(manifest).map_err(|error| Failure::bug(&error.to_string()))? + "\n";
    Ok(disk.write_whole(&out.join(manifest::NAME), text.as_bytes())?)
}

fn show_plan(asked: &Sensitivity, parts: &[Part], threads: usize, out: &Path, as_json: bool) -> Result<(), Failure> {
    let first = &parts[0].study;
    let begin = Instant::now();
    Runner::new(first, Vigilance::Normal)?.run(first.unit(0), || true)?;
    let of_unit = begin.elapsed().as_secs_f64();
    let seconds = |part: &Part| of_unit * f64::from(part.study.unit_count()) / threads as f64;
    let time: f64 = parts.iter().map(seconds).sum();
    if as_json {
        let designs: Vec<Value> = (parts.iter())
            .map(|part| {
                json!({ "design": part.kind.name(), "draws": part.study.draws(), "runs": part.study.run_count(),
                    "time_s": seconds(part) })
            })
            .collect();
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION, "status": "planned", "study": asked.name, "outcomes": asked.outcomes,
            "designs": designs, "time_s": time, "threads": threads, "path": out,
        }));
    }
    let mut text = format!("study      {}\noutcomes   {}\n", asked.name, {
        let names: Vec<&str> = asked.outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
        names.join(", ")
    });
    for part in parts {
        let (draws, runs) = (part.study.draws(), part.study.run_count());
        let (name, time) = (part.kind.name(), duration(seconds(part)));
        writeln!(text, "{name:<10} {draws} points, {runs} runs, about {time}")
            .expect("writing to a String cannot fail");
    }
    writeln!(text, "time       about {} on {threads} threads\noutput     {}", duration(time), out.display())
        .expect("writing to a String cannot fail");
    output::text(&text)
}

impl From<SensitivityError> for Failure {
    fn from(error: SensitivityError) -> Self {
        match error {
            SensitivityError::Study(error) => error.into(),
            SensitivityError::Input { .. } => Self::new(INVALID, error.to_string()),
        }
    }
}
