//! `manifest.json`: what ran, from which inputs, with which results; first as `running`, last as `complete`.
//!
//! Facts of clock and machine stand under `execution` alone. The manifest is also how a later run knows whose directory
//! it is and how its study was cut.

use super::{Output, Report, machine};
use crate::evidence::compiled_tables;
use crate::model::MODEL_VERSION;
use crate::study::{Arrangement, Disk, Stopping, Study, StudyError, hex};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Changes when a field changes its meaning.
pub const MANIFEST_VERSION: u32 = 1;
/// File name.
pub const NAME: &str = "manifest.json";

/// What the manifest of an earlier run says.
#[derive(Debug, Clone, PartialEq)]
pub struct Previous {
    /// Whether the run was finished.
    pub complete: bool,
    /// Digest of the study, hexadecimal.
    pub study_digest: String,
    /// Name of the study.
    pub study_name: String,
    /// Names of the scenarios that somebody wrote, baseline first.
    pub scenarios: Vec<String>,
    /// Those that are taken apart.
    pub packages: Vec<String>,
    /// Replicates.
    pub replicates: u32,
    /// How they share draws and weather paths.
    pub arrangement: Arrangement,
    /// The rule that ended it, if there was one.
    pub stopping: Option<Stopping>,
    /// Structures beside the scenarios' own, as a list that `--structures` reads; empty if there are none.
    pub structures: String,
    /// Seed.
    pub seed: u64,
    /// Units a block.
    pub block_size: u32,
    /// Digest of `design.csv`.
    pub design_sha256: String,
    /// How often the run was continued.
    pub resumed_times: u32,
    /// Files of a finished run.
    pub outputs: Vec<Output>,
    /// Digest of the results of a finished run.
    pub results_digest: Option<String>,
    /// Arguments of the command that planned it.
    pub command: Vec<String>,
    /// Input files that it was planned from, as the manifest lists them.
    pub inputs: Vec<Value>,
    /// Warnings about the input.
    pub warnings: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    status: String,
    study: StudyPart,
    rng: RngPart,
    design: DesignPart,
    #[serde(default)]
    outputs: Vec<Output>,
    results_digest: Option<String>,
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    inputs: Vec<Value>,
    #[serde(default)]
    warnings: Vec<String>,
    execution: ExecutionPart,
}

#[derive(Deserialize)]
struct StudyPart {
    name: String,
    digest: String,
    scenarios: Vec<String>,
    #[serde(default)]
    packages: Vec<String>,
}

#[derive(Deserialize)]
struct RngPart {
    seed: u64,
}

#[derive(Deserialize)]
struct DesignPart {
    replicates: u32,
    arrangement: Arrangement,
    #[serde(default)]
    stopping_rule: String,
    #[serde(default)]
    min_replicates: Option<u32>,
    #[serde(default)]
    max_replicates: Option<u32>,
    block_size: u32,
    sha256: String,
    #[serde(default)]
    structures: Vec<String>,
}

#[derive(Deserialize)]
struct ExecutionPart {
    resumed_times: u32,
}

impl Previous {
    /// Reads the manifest of a directory; `None` if there is none that this program wrote.
    pub fn read(directory: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(directory.join(NAME)).ok()?;
        let file: File = serde_json::from_str(&text).ok()?;
        let design = &file.design;
        let stopping = design
            .min_replicates
            .zip(design.max_replicates)
            .and_then(|(least, greatest)| Some(Stopping { rule: design.stopping_rule.parse().ok()?, least, greatest }));
        Some(Self {
            stopping,
            complete: file.status == "complete",
            study_digest: file.study.digest,
            study_name: file.study.name,
            scenarios: file.study.scenarios,
            packages: file.study.packages,
            replicates: file.design.replicates,
            arrangement: file.design.arrangement,
            structures: file.design.structures.get(1..).unwrap_or_default().join(","),
            seed: file.rng.seed,
            block_size: file.design.block_size,
            design_sha256: file.design.sha256,
            resumed_times: file.execution.resumed_times,
            outputs: file.outputs,
            results_digest: file.results_digest,
            command: file.command,
            inputs: file.inputs,
            warnings: file.warnings,
        })
    }

    /// The first file of a finished run that is missing or not as it was written.
    pub fn first_changed(&self, directory: &Path) -> Option<&str> {
        let as_written = |output: &&Output| {
            super::hash_file(directory, &output.path)
                .is_ok_and(|now| now.sha256 == output.sha256 && now.bytes == output.bytes)
        };
        self.outputs.iter().find(|output| !as_written(output)).map(|output| output.path.as_str())
    }
}

/// How a run was started, beside the study itself.
#[derive(Debug, Clone)]
pub struct Start {
    /// Arguments after the program's name.
    pub arguments: Vec<String>,
    /// Threads used.
    pub threads: usize,
    /// When.
    pub started: Timestamp,
    /// How often the run was continued.
    pub resumed_times: u32,
    /// Warnings about the input.
    pub warnings: Vec<String>,
    /// The inputs, if the study was planned by an earlier command.
    pub inputs: Option<Vec<Value>>,
}

impl Start {
    /// A command that begins a study.
    pub fn now(threads: usize, started: Timestamp, warnings: Vec<String>) -> Self {
        let arguments = std::env::args().skip(1).collect();
        Self { arguments, threads, started, resumed_times: 0, warnings, inputs: None }
    }

    /// A command that goes on with a planned study: its inputs and the command that planned it stay on record.
    pub fn after(previous: &Previous, threads: usize, started: Timestamp) -> Self {
        Self {
            arguments: previous.command.clone(),
            threads,
            started,
            resumed_times: previous.resumed_times,
            warnings: previous.warnings.clone(),
            inputs: Some(previous.inputs.clone()),
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Default)]
pub struct End {
    /// Damaged blocks that were computed again.
    pub damaged: Vec<String>,
}

/// What partial tables rest on.
#[derive(Debug, Clone)]
pub struct Part {
    /// Missing or bad blocks, as a list such as `3,7-9`.
    pub blocks_left_out: String,
    /// Replicates with all their units.
    pub replicates_read: usize,
}

/// Writes the manifest of a run that begins.
///
/// # Errors
/// [`StudyError::Io`] if the disk refuses.
pub fn write_running(study: &Study, directory: &Path, disk: &Disk, start: &Start) -> Result<(), StudyError> {
    let mut manifest = common("running", study, start);
    manifest["execution"] = execution(start, None, &[]);
    write(directory, disk, &manifest)
}

/// Writes the manifest of a finished run, which makes it complete.
///
/// # Errors
/// [`StudyError::Io`] if the disk refuses.
pub fn write_complete(
    study: &Study,
    directory: &Path,
    disk: &Disk,
    start: &Start,
    report: &Report,
    end: &End,
) -> Result<(), StudyError> {
    let mut manifest = finished("complete", study, start, report);
    manifest["execution"] = execution(start, Some(0), &end.damaged);
    write(directory, disk, &manifest)
}

/// Writes the manifest of tables over a part of the blocks, in a directory of their own.
///
/// # Errors
/// [`StudyError::Io`] if the disk refuses.
pub fn write_partial(
    study: &Study,
    directory: &Path,
    disk: &Disk,
    start: &Start,
    report: &Report,
    part: &Part,
) -> Result<(), StudyError> {
    let mut manifest = finished("partial", study, start, report);
    manifest["partial"] = json!({ "blocks_left_out": part.blocks_left_out, "replicates_read": part.replicates_read });
    manifest["execution"] = execution(start, Some(0), &[]);
    write(directory, disk, &manifest)
}

fn finished(status: &str, study: &Study, start: &Start, report: &Report) -> Value {
    let mut manifest = common(status, study, start);
    manifest["outputs"] = report.outputs.iter().map(|output| json!(output)).collect();
    manifest["results_digest"] = report.results_digest.as_str().into();
    manifest["design"]["stopped_because"] = report.stopped_because.clone().into();
    manifest
}

fn write(directory: &Path, disk: &Disk, manifest: &Value) -> Result<(), StudyError> {
    let mut text = serde_json::to_string_pretty(manifest).expect("a value of strings and numbers is JSON");
    text.push('\n');
    disk.write_whole(&directory.join(NAME), text.as_bytes())
}

fn inputs(study: &Study) -> Vec<Value> {
    let mut inputs: Vec<Value> = Vec::new();
    for file in study.scenarios().iter().flat_map(|scenario| &scenario.inputs) {
        let input = json!({
            "path": without_home(&file.path),
            "sha256": file.sha256,
            "bytes": file.bytes,
            "role": file.role,
            "source": null,
            "licence": null,
        });
        // A base that several scenarios extend is one file.
        if !inputs.contains(&input) {
            inputs.push(input);
        }
    }
    // The evidence that the program carries is an input like any file.
    inputs.extend(compiled_tables().iter().map(|table| {
        json!({
            "path": format!("compiled-in/{}", table.name),
            "sha256": hex(&Sha256::digest(table.text.as_bytes())),
            "bytes": table.text.len(),
            "role": "evidence",
            "source": table.source,
            "licence": table.licence,
        })
    }));
    inputs
}

fn common(status: &str, study: &Study, start: &Start) -> Value {
    let inputs = start.inputs.clone().unwrap_or_else(|| inputs(study));
    let design = study.design().to_csv(study.scenarios());
    json!({
        "manifest_version": MANIFEST_VERSION,
        "status": status,
        "software": machine::software(),
        "model_version": MODEL_VERSION,
        "command": start.arguments.iter().map(|argument| without_home(argument)).collect::<Vec<_>>(),
        "study": {
            "name": study.name(),
            "digest": hex(&study.digest()),
            "baseline": study.baseline().name,
            "scenarios": study.written_scenarios().map(|scenario| scenario.name.as_str()).collect::<Vec<_>>(),
            "packages": study.packages().iter().map(|package| package.scenario.as_str()).collect::<Vec<_>>(),
        },
        "inputs": inputs,
        "inputs_digest": inputs_digest(study),
        "rng": {
            "algorithm": "philox4x32-10",
            "key_scheme": "key = seed; counter = (replicate, entity, slot, purpose and draw)",
            "words": "persons, gangs and launches: wyrand of the identity under a philox key of the purpose",
            "seed": study.seed(),
        },
        "design": {
            "replicates": study.replicates(),
            "draws": study.draws(),
            "arrangement": study.arrangement(),
            "structures": (0..study.structure_count()).map(|at| study.structure_name(at)).collect::<Vec<_>>(),
            "stopping_rule": study.stopping().map_or_else(|| "fixed".to_owned(), |stopping| stopping.rule.to_string()),
            "min_replicates": study.stopping().map(|stopping| stopping.least),
            "max_replicates": study.stopping().map(|stopping| stopping.greatest),
            "stopped_because": null,
            "blocks": study.block_count(),
            "block_size": study.block_size(),
            "sha256": hex(&Sha256::digest(design.as_bytes())),
        },
        "outputs": [],
        "results_digest": null,
        "warnings": start.warnings,
        "execution": null,
    })
}

/// SHA-256 over the digests of the resolved scenarios.
fn inputs_digest(study: &Study) -> String {
    let mut lines: Vec<String> =
        study.scenarios().iter().map(|scenario| format!("{}  {}\n", hex(&scenario.digest()), scenario.name)).collect();
    lines.sort_unstable();
    hex(&Sha256::digest(lines.concat().as_bytes()))
}

fn execution(start: &Start, exit_code: Option<u8>, damaged: &[String]) -> Value {
    let now = Timestamp::now();
    let finished = exit_code.map(|_| now.to_string());
    let wall = exit_code.map(|_| now.duration_since(start.started).as_secs_f64());
    json!({
        "started_utc": start.started.to_string(),
        "finished_utc": finished,
        "wall_s": wall,
        "cpu_s": exit_code.and_then(|_| machine::cpu_seconds()),
        "threads": start.threads,
        "os": std::env::consts::OS,
        "cpu": machine::cpu_name(),
        "peak_rss_bytes": exit_code.and_then(|_| machine::peak_rss_bytes()),
        "resumed_times": start.resumed_times,
        "damaged_blocks_computed_again": damaged,
        "exit_code": exit_code,
    })
}

/// An absolute path gives away homes and user names: only its last part is kept.
pub fn without_home(text: &str) -> String {
    let (option, value) = match text.split_once('=') {
        Some((option, value)) if option.starts_with('-') => (format!("{option}="), value),
        _ => (String::new(), text),
    };
    let path = Path::new(value);
    match path.file_name() {
        Some(name) if path.is_absolute() => format!("{option}.../{}", name.to_string_lossy()),
        _ => text.to_owned(),
    }
}
