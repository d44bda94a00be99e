//! `calibrate`: from the study file of a calibration to a posterior; begins, continues, or finds that all is done.

use super::args::Terminal;
use super::failure::{CHECK, Failure, INCOMPLETE, INVALID, UNREADABLE};
use super::generation::{self, Plans};
use super::progress::{Meter, duration};
use super::signals::Stop;
use super::{SCHEMA_VERSION, directory, inputs, output};
use crate::analysis::calibration::{
    CalibrationError, Diagnostic, Facts, File, Fitted, Generation, Machine, ObservedDay, Plan, Predictive,
};
use crate::analysis::forecast::days_file::{self, observations};
use crate::model::MODEL_VERSION;
use crate::quantity::Day;
use crate::report::table::Table;
use crate::report::{calibration_tables, data_package, log::Log, machine, manifest::without_home};
use crate::scenario::{Calibration, load_calibration};
use crate::study::{Disk, StudyError, hex, lock::Lock};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// Name of the manifest.
const MANIFEST: &str = "manifest.json";

/// Infer the parameters that the record informs, as of a date.
///
/// Examples:
///   strait calibrate scenarios/studies/calibration.toml
///   strait calibrate scenarios/studies/calibration.toml --until 2021-12-31 --out output/calibration_2021
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
#[allow(clippy::struct_excessive_bools)] // Each is a flag that is given or not.
pub struct Arguments {
    /// Study file of the calibration.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Last day whose observations inform; default: the file's `window.until`.
    #[arg(long, value_name = "DATE", help_heading = "Study")]
    until: Option<Day>,
    /// Own observations, columns date,people,boats in any order: they replace the record's days and may go beyond them.
    #[arg(long, value_name = "FILE", help_heading = "Study")]
    observed: Option<PathBuf>,
    /// Seed of all random numbers; default: the file's.
    #[arg(long, value_name = "N", help_heading = "Study")]
    seed: Option<u64>,
    /// Check the method on runs of its own bank, and write `sbc.csv`.
    #[arg(long, help_heading = "Study")]
    check: bool,
    /// Directory of the results; default: `output/NAME/UNTIL`.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Print the plan and run nothing.
    #[arg(long, help_heading = "Output")]
    dry_run: bool,
    /// Compute no block: plan the next generation that lacks some and print its directory, for `strait shard` or `strait
    /// submit`; the same command goes on from their blocks.
    #[arg(long, conflicts_with = "dry_run", help_heading = "Execution")]
    plan: bool,
    /// Print one JSON document instead of a summary.
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Exit with code 5 if a diagnostic fails.
    #[arg(long)]
    strict: bool,
    /// Threads; default: as many as the machine offers. Never changes results.
    #[arg(long, value_name = "N", help_heading = "Execution")]
    threads: Option<NonZero<usize>>,
    /// Show no progress.
    #[arg(long, help_heading = "Execution")]
    no_progress: bool,
}

pub(super) fn calibrate(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let started = Timestamp::now();
    let (mut calibration, warnings) = load_calibration(&arguments.file)
        .map_err(|problems| Failure::rendered(inputs::code(&problems), problems.render(terminal.colour())))?;
    for warning in &warnings {
        terminal.say(warning.render(terminal.colour()).trim_end());
    }
    calibration.until = arguments.until.unwrap_or(calibration.until);
    calibration.seed = arguments.seed.unwrap_or(calibration.seed);
    let (given, observed) = match &arguments.observed {
        Some(path) => read_observed(path)?,
        None => (Vec::new(), None),
    };
    let plan = Plan::new(&calibration, &given)?;
    let default = || Path::new("output").join(&calibration.name).join(calibration.until.to_string());
    let out = arguments.out.clone().unwrap_or_else(default);
    let threads = arguments.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZero::get);
    if arguments.dry_run {
        return show_plan(&calibration, threads, &out, arguments.json);
    }
    let disk = Disk::default();
    disk.make_directory(&out)?;
    let _lock = Lock::take(&out)?;
    let mut manifest = describe(&calibration, observed.as_ref(), arguments.check);
    directory::refuse_unlike(&out, &manifest, &["kind", "until", "rng", "inputs", "model_version"])?;
    let stop = Stop::listen(terminal, Some(&out))?;
    let log = Log::open(&out);
    write_manifest(&out, &disk, &manifest)?;
    let meter = Meter::new(terminal, arguments.no_progress, &log);
    let planner = Plans { threads, started };
    let machine =
        Machine { threads, progress: &meter, cancel: &stop.flag, planner: &planner, only_plan: arguments.plan };
    let told = |one: &Generation| {
        let line = format!(
            "generation {}: {} runs, {} of {} accepted ({:.0} %), tolerance {:.2} sd, effective sample size {:.0}, {} directions narrowed",
            one.number,
            one.runs,
            one.accepted,
            one.bank,
            100.0 * one.accepted as f64 / one.bank as f64,
            one.tolerance,
            one.effective_size,
            one.narrowed_directions,
        );
        meter.finish();
        terminal.say(&line);
        log.event("generation", &json!({ "number": one.number, "tolerance_sd": one.tolerance, "effective_sample_size": one.effective_size }));
    };
    let stopped = |error: CalibrationError| match (error, stop.failure()) {
        (CalibrationError::Study(StudyError::Cancelled), Some(failure)) => failure,
        (error, _) => error.into(),
    };
    let made = plan.fit(&out, &machine, &told).and_then(|fitted| {
        let predictive = plan.predict(&fitted, &out, &machine)?;
        Ok((fitted, predictive))
    });
    let (fitted, predictive) = match made {
        Ok(made) => made,
        Err(CalibrationError::Planned { directory, missing }) => {
            return generation::tell(&directory, missing, arguments.json, terminal);
        }
        Err(error) => return Err(stopped(error)),
    };
    meter.finish();
    let check = if arguments.check {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| Failure::new(INCOMPLETE, format!("cannot start the threads: {error}")))?;
        Some(pool.install(|| plan.check(&fitted)))
    } else {
        None
    };
    let facts = Facts {
        command: &command(&arguments.file, &calibration, arguments),
        program_version: env!("CARGO_PKG_VERSION"),
    };
    let (files, diagnostics) =
        plan.files(&fitted, &predictive, check.as_ref(), &facts).map_err(|error| Failure::bug(&error))?;
    let mut outputs = Vec::new();
    let mut digest = Sha256::new();
    for (name, text) in &files {
        disk.write_whole(&out.join(name), text.as_bytes())?;
        let sha256 = hex(&Sha256::digest(text.as_bytes()));
        let rows = is_table(name).then(|| text.lines().count() - 1);
        outputs.push(json!({ "path": name, "sha256": sha256, "bytes": text.len(), "rows": rows }));
        digest.update(format!("{sha256}  {name}\n"));
    }
    let package = dictionary(&out, &calibration, &files)?;
    disk.write_whole(&out.join(data_package::FILE), package.as_bytes())?;
    let sha256 = hex(&Sha256::digest(package.as_bytes()));
    outputs.push(json!({ "path": data_package::FILE, "sha256": sha256, "bytes": package.len(), "rows": null }));
    manifest["status"] = "complete".into();
    manifest["outputs"] = outputs.into();
    manifest["results_digest"] = hex(&digest.finalize()).into();
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
    tell(&plan, &fitted, &predictive, &diagnostics, &out, arguments, terminal)?;
    let failed: Vec<&str> =
        diagnostics.iter().filter(|one| one.holds == Some(false)).map(|one| one.name.as_str()).collect();
    if arguments.strict && !failed.is_empty() {
        return Err(Failure::new(
            CHECK,
            format!("these diagnostics fail, and --strict was given: {}", failed.join(", ")),
        ));
    }
    Ok(())
}

fn is_table(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| end == "csv")
}

/// The dictionary of all tables, those of the banks too.
fn dictionary(out: &Path, calibration: &Calibration, files: &[File]) -> Result<String, Failure> {
    let keys: Vec<String> = calibration.priors.iter().map(|(key, _)| key.clone()).collect();
    let mut described: Vec<(String, Table)> = Vec::new();
    let known = calibration_tables::tables(&keys);
    for (name, text) in files.iter().filter(|(name, _)| is_table(name)) {
        let table = known.iter().find(|table| table.file == *name && table.heads(text));
        let table = table.ok_or_else(|| Failure::bug(&format!("the dictionary does not describe {name}")))?;
        described.push(((*name).to_owned(), table.clone()));
    }
    let generations = (1..=calibration.budget.generation_runs.len()).map(|number| format!("generation_{number}"));
    for folder in generations.chain(["predictive".to_owned()]) {
        let path = format!("{folder}/bank.csv");
        let file = out.join(&path);
        let text = std::fs::read_to_string(&file)
            .map_err(|error| Failure::new(UNREADABLE, format!("cannot read {}: {error}", file.display())))?;
        described.push((path, calibration_tables::bank(&text, &keys)));
    }
    let files: Vec<(&str, &Table)> = described.iter().map(|(path, table)| (path.as_str(), table)).collect();
    let description = "What the record says about the parameters of a simulation of Channel crossings in small boats.";
    Ok(data_package::render_files(&calibration.name, description, &files))
}

/// The command that makes this posterior again, whatever directory and threads it is given.
fn command(file: &Path, calibration: &Calibration, arguments: &Arguments) -> String {
    let mut words = vec!["strait calibrate".to_owned(), without_home(&file.to_string_lossy())];
    words.push(format!("--until {} --seed {}", calibration.until, calibration.seed));
    if let Some(path) = &arguments.observed {
        words.push(format!("--observed {}", without_home(&path.to_string_lossy())));
    }
    words.join(" ")
}

/// Observations that a user gives, with what the manifest says of the file.
fn read_observed(path: &Path) -> Result<(Vec<ObservedDay>, Option<Value>), Failure> {
    let shown = path.display();
    let bytes =
        std::fs::read(path).map_err(|error| Failure::new(UNREADABLE, format!("cannot read {shown}: {error}")))?;
    let invalid = |message: String| Failure::new(INVALID, message);
    let text = std::str::from_utf8(&bytes).map_err(|_| invalid(format!("{shown}:1:1: the file is not UTF-8 text")))?;
    let rows = observations(&shown.to_string(), text).map_err(|problem| invalid(problem.to_string()))?;
    let whole = |row: &days_file::ObservedDay| {
        let line = || 1 + text.lines().position(|line| line.contains(&row.day.to_string())).unwrap_or(0);
        let message = || format!("{shown}:{}:1: {} has people and no number of boats; give both", line(), row.day);
        let boats = row.boats.ok_or_else(|| invalid(message()))?;
        Ok(ObservedDay { day: row.day, people: row.people, boats })
    };
    let days = rows.iter().map(whole).collect::<Result<_, Failure>>()?;
    let entry = json!({
        "path": without_home(&path.to_string_lossy()),
        "sha256": hex(&Sha256::digest(&bytes)),
        "bytes": bytes.len(),
        "role": "observations",
    });
    Ok((days, Some(entry)))
}

/// What decides the results, as the manifest says it.
fn describe(calibration: &Calibration, observed: Option<&Value>, check: bool) -> Value {
    let mut files: Vec<Value> = calibration.inputs.iter().map(|file| json!(file)).collect();
    for file in &mut files {
        let path = file["path"].as_str().map(without_home);
        file["path"] = path.into();
    }
    files.extend(observed.cloned());
    json!({
        "manifest_version": 1,
        "kind": "calibration",
        "status": "running",
        "software": machine::software(),
        "model_version": MODEL_VERSION,
        "command": std::env::args().skip(1).map(|word| without_home(&word)).collect::<Vec<_>>(),
        "until": calibration.until,
        "inputs": files,
        "rng": { "algorithm": "philox4x32-10", "seed": calibration.seed },
        "design": {
            "generation_runs": calibration.budget.generation_runs,
            "accepted_runs": calibration.budget.accepted_runs,
            "draws": calibration.budget.draws,
            "predictive_runs": calibration.budget.predictive_runs,
            "check_data_sets": check.then_some(calibration.budget.check_data_sets),
            "parameters": calibration.priors.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(),
            "targets": calibration.targets,
        },
        "outputs": [],
        "results_digest": null,
        "execution": null,
    })
}

fn write_manifest(out: &Path, disk: &Disk, manifest: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(manifest).map_err(|error| Failure::bug(&error.to_string()))? + "\n";
    Ok(disk.write_whole(&out.join(MANIFEST), text.as_bytes())?)
}

fn show_plan(calibration: &Calibration, threads: usize, out: &Path, as_json: bool) -> Result<(), Failure> {
    let budget = &calibration.budget;
    let runs: u32 = budget.generation_runs.iter().sum::<u32>() + budget.predictive_runs;
    let seconds = plan_seconds(calibration)? * f64::from(runs) / threads as f64;
    if as_json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION, "status": "planned", "calibration": calibration.name,
            "until": calibration.until, "parameters": calibration.priors.len(), "generations": budget.generation_runs.len(),
            "runs": runs, "time_s": seconds, "threads": threads, "path": out,
        }));
    }
    output::text(&format!(
        "calibration  {} as of {}\nparameters   {}\nruns         {runs} ({} generations and {} predictive)\n\
         time         about {} on {threads} threads\noutput       {}\n",
        calibration.name,
        calibration.until,
        calibration.priors.len(),
        budget.generation_runs.len(),
        budget.predictive_runs,
        duration(seconds),
        out.display(),
    ))
}

/// Seconds of one run, from one.
fn plan_seconds(calibration: &Calibration) -> Result<f64, Failure> {
    let begin = std::time::Instant::now();
    Plan::new(calibration, &[])?.one_run()?;
    Ok(begin.elapsed().as_secs_f64())
}

fn tell(
    plan: &Plan<'_>,
    fitted: &Fitted,
    predictive: &Predictive,
    diagnostics: &[Diagnostic],
    out: &Path,
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let contractions = plan.contractions(fitted);
    if arguments.json {
        let rows: Vec<Value> = diagnostics
            .iter()
            .map(|one| json!({ "check": one.name, "value": one.value, "rule": one.rule, "holds": one.holds, "meaning": one.words }))
            .collect();
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION, "status": "complete", "path": out, "until": plan.until(),
            "parameters": contractions, "diagnostics": rows,
        }));
    }
    if !terminal.quiet {
        let mut lines = vec!["informed by data (contraction)".to_owned()];
        let names = |informed: bool| {
            let of = contractions.iter().filter(move |one| one.informed == informed);
            of.map(|one| format!("  {} ({:.2})", one.key, one.contraction))
        };
        lines.extend(names(true));
        lines.push("by priors only".to_owned());
        lines.extend(names(false));
        lines.push("record among histories of the posterior".to_owned());
        let people = |name: &str| name.starts_with("people_") && !name.contains("boat");
        lines.extend(predictive.rows.iter().filter(|row| row.level && people(&row.name)).map(|row| {
            let (low, high) = (row.quantiles[1], row.quantiles[5]);
            format!("  {}: {:.0} in {low:.0} to {high:.0} (80 %)", row.name, row.observed)
        }));
        lines.push("diagnostics".to_owned());
        lines.extend(diagnostics.iter().map(|one| {
            let verdict = one.holds.map_or("", |holds| if holds { "holds: " } else { "FAILS: " });
            format!("  {} {:.3}: {verdict}{}", one.name, one.value, one.words)
        }));
        lines.push(String::new());
        let text = lines.join("\n");
        output::text(&text)?;
    }
    output::line(&out.display().to_string())
}

impl From<CalibrationError> for Failure {
    fn from(error: CalibrationError) -> Self {
        match error {
            CalibrationError::Study(error) => error.into(),
            CalibrationError::Input { .. } => Self::new(INVALID, error.to_string()),
            CalibrationError::Planned { .. } => Self::new(INCOMPLETE, error.to_string()),
        }
    }
}
