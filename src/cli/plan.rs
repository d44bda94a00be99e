//! `run --dry-run`: runs, people, time, memory and disk, from a few of its units. Writes nothing.

use super::failure::Failure;
use super::needs::{self, Needs};
use super::progress::duration;
use super::{SCHEMA_VERSION, directory, output};
use crate::study::Study;
use serde_json::json;
use std::path::Path;

/// Megabyte.
const MB: f64 = 1e6;

/// Prints the plan.
pub(super) fn show(study: &Study, threads: usize, out: &Path, as_json: bool) -> Result<(), Failure> {
    let Needs { time_s, memory_bytes, disk_bytes, people_per_run } = needs::measure(study, threads)?;
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
            "people_per_run": people_per_run,
            "time_s": time_s,
            "memory_bytes": memory_bytes,
            "disk_bytes": disk_bytes,
            "threads": threads,
        }));
    }
    let memory = memory_bytes.map_or_else(|| "unknown".to_owned(), |bytes| format!("about {:.0} MB", bytes / MB));
    let structures = match study.structure_count() {
        1 => String::new(),
        count => format!(" x {count} structures"),
    };
    output::text(&format!(
        "study    {}\nruns     {} ({} scenarios x {} replicates{structures}), {} to {}\npeople   about {people_per_run:.0} a run\n\
         time     about {} on {threads} threads\nmemory   {memory}\ndisk     about {:.0} MB\noutput   {}\n",
        study.name(),
        study.run_count(),
        study.scenarios().len(),
        study.replicates(),
        period.first(),
        period.last(),
        duration(time_s),
        (disk_bytes / MB).max(1.0),
        out.display(),
    ))
}
