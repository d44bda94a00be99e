//! `run --dry-run`: runs, people, time, memory and disk, from one history of the baseline. Writes nothing.

use super::failure::Failure;
use super::progress::duration;
use super::{SCHEMA_VERSION, directory, output};
use crate::model::Model;
use crate::model::observation::Metric;
use crate::report::machine;
use crate::study::{Study, StudyError};
use serde_json::json;
use std::path::Path;
use std::time::Instant;

/// Bytes that a value takes in a block, as measured on runs of the shipped scenarios; the safe side.
const BYTES_PER_VALUE: f64 = 2.6;
/// Megabyte.
const MB: f64 = 1e6;

/// Prints the plan.
pub(super) fn show(study: &Study, threads: usize, out: &Path, as_json: bool) -> Result<(), Failure> {
    let begin = Instant::now();
    let unit = study.block_units(0)[0];
    let baseline = study.baseline();
    let failed = |source| StudyError::Run {
        scenario: baseline.name.clone(),
        replicate: unit.replicate,
        seed: study.seed(),
        source,
    };
    let model = Model::new(baseline.setting.clone()).map_err(failed)?;
    let record = model.run(&study.design().parameters(0, unit.draw), study.unit_key(unit)).map_err(failed)?;
    let seconds = begin.elapsed().as_secs_f64() * study.run_count() as f64 / threads as f64;
    let people: f64 = record.metric(Metric::Intentions).iter().sum();
    let values = (study.columns().len() * study.period().len_days()) as f64;
    let disk = values * BYTES_PER_VALUE * study.run_count() as f64;
    let memory = machine::peak_rss_bytes().map(|bytes| bytes as f64 * threads as f64);
    let period = study.period();
    if as_json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "status": "planned",
            "study": study.name(),
            "path": out,
            "default_path": directory::default_path(study),
            "scenarios": study.scenarios().iter().map(|scenario| scenario.name.as_str()).collect::<Vec<_>>(),
            "replicates": study.replicates(),
            "structures": (0..study.structure_count()).map(|at| study.structure_name(at)).collect::<Vec<_>>(),
            "runs": study.run_count(),
            "days": period.len_days(),
            "people_per_run": people,
            "time_s": seconds,
            "memory_bytes": memory,
            "disk_bytes": disk,
            "threads": threads,
        }));
    }
    let memory = memory.map_or_else(|| "unknown".to_owned(), |bytes| format!("about {:.0} MB", bytes / MB));
    let structures = match study.structure_count() {
        1 => String::new(),
        count => format!(" x {count} structures"),
    };
    output::text(&format!(
        "study    {}\nruns     {} ({} scenarios x {} replicates{structures}), {} to {}\npeople   about {people:.0} a run\n\
         time     about {} on {threads} threads\nmemory   {memory}\ndisk     about {:.0} MB\noutput   {}\n",
        study.name(),
        study.run_count(),
        study.scenarios().len(),
        study.replicates(),
        period.first(),
        period.last(),
        duration(seconds),
        (disk / MB).max(1.0),
        out.display(),
    ))
}
