//! The commands of Slurm: `scontrol`, `sbatch`, `squeue` and `scancel`, and nothing that needs its database.
//!
//! Each function runs one command and reads its answer. Decides nothing.

use super::ClusterError;
use crate::study::shards::List;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

/// Largest array where nobody says otherwise: Slurm's default.
pub const DEFAULT_MAX_ARRAY_SIZE: u32 = 1001;

/// Tasks of a study that the batch system holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// Ids of arrays with tasks that have not ended.
    pub arrays: Vec<u64>,
    /// Tasks that run.
    pub running: Vec<u32>,
    /// Tasks that wait.
    pub waiting: Vec<u32>,
}

impl Queue {
    /// Whether a task has not ended.
    pub fn holds(&self, task: u32) -> bool {
        self.running.contains(&task) || self.waiting.contains(&task)
    }
}

/// The site's `MaxArraySize`: one more than the greatest task number.
///
/// # Errors
/// [`ClusterError`] if `scontrol` is missing, fails or does not say.
pub fn max_array_size() -> Result<u32, ClusterError> {
    let text = ask("scontrol", &["show".to_owned(), "config".to_owned()], None)?;
    read_max_array_size(&text).ok_or(ClusterError::Answer { program: "scontrol", answer: "no MaxArraySize".to_owned() })
}

fn read_max_array_size(text: &str) -> Option<u32> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("MaxArraySize"))?;
    line.trim_start_matches([' ', '\t', '=']).trim().parse().ok()
}

/// Words of the submission of an array.
pub fn array_line(tasks: &List, options: &[String], script: &str) -> Vec<String> {
    line(format!("--array={tasks}"), options, script)
}

/// Words of the submission of a merge after arrays, whatever became of them: `afterok` would wait for ever for a task
/// that failed.
pub fn merge_line(after: &[u64], options: &[String], script: &str) -> Vec<String> {
    let ids: Vec<String> = after.iter().map(u64::to_string).collect();
    if ids.is_empty() {
        return [&["--parsable".to_owned()], options, &[script.to_owned()]].concat();
    }
    line(format!("--dependency=afterany:{}", ids.join(":")), options, script)
}

fn line(own: String, options: &[String], script: &str) -> Vec<String> {
    // What the user gave comes last and wins.
    [&["--parsable".to_owned(), own], options, &[script.to_owned()]].concat()
}

/// Submits a script from its directory; the job's id.
///
/// # Errors
/// [`ClusterError`] if `sbatch` is missing, refuses or answers no id.
pub fn submit(directory: &Path, words: &[String]) -> Result<u64, ClusterError> {
    let answer = ask("sbatch", words, Some(directory))?;
    let id = answer.trim().split(';').next().and_then(|id| id.parse().ok());
    id.ok_or(ClusterError::Answer { program: "sbatch", answer })
}

/// Tasks of arrays of this name that have not ended.
///
/// # Errors
/// [`ClusterError`] if `squeue` is missing or fails.
pub fn queue(name: &str) -> Result<Queue, ClusterError> {
    let words = ["--noheader", "--array", &format!("--name={name}"), "--format=%F|%K|%T"].map(str::to_owned);
    Ok(read_queue(&ask("squeue", &words, None)?))
}

/// Whether any job of this name has not ended.
///
/// # Errors
/// [`ClusterError`] if `squeue` is missing or fails.
pub fn holds(name: &str) -> Result<bool, ClusterError> {
    let words = ["--noheader", &format!("--name={name}"), "--format=%T"].map(str::to_owned);
    Ok(ask("squeue", &words, None)?.lines().any(|state| !state.trim().is_empty() && state.trim() != "COMPLETING"))
}

fn read_queue(text: &str) -> Queue {
    let mut queue = Queue::default();
    for line in text.lines() {
        let fields: Vec<&str> = line.trim().split('|').collect();
        let [array, task, state] = fields.as_slice() else { continue };
        let (Ok(array), Ok(task)) = (array.parse(), task.parse()) else { continue };
        match *state {
            "RUNNING" | "CONFIGURING" | "SUSPENDED" | "STOPPED" => queue.running.push(task),
            state if state.starts_with("PENDING") || state.starts_with("REQUEUE") || state == "RESV_DEL_HOLD" => {
                queue.waiting.push(task);
            }
            // What is completing has ended as far as blocks go.
            _ => continue,
        }
        if !queue.arrays.contains(&array) {
            queue.arrays.push(array);
        }
    }
    queue.running.sort_unstable();
    queue.waiting.sort_unstable();
    queue.arrays.sort_unstable();
    queue
}

/// Takes back jobs of this name that wait; one that is no longer there is no fault.
///
/// # Errors
/// [`ClusterError`] if `scancel` is missing or fails.
pub fn cancel_waiting(name: &str) -> Result<(), ClusterError> {
    let words = ["--quiet", "--state=PENDING", &format!("--name={name}")].map(str::to_owned);
    ask("scancel", &words, None).map(drop)
}

fn ask(program: &'static str, words: &[String], directory: Option<&Path>) -> Result<String, ClusterError> {
    let shown = || format!("{program} {}", words.join(" "));
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null());
    if let Some(directory) = directory {
        command.current_dir(directory);
    }
    let output = command.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => ClusterError::Absent { program },
        _ => ClusterError::Command { line: shown(), said: error.to_string() },
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let said = if said.is_empty() { output.status.to_string() } else { said };
    Err(ClusterError::Command { line: shown(), said })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_slurm_are_read() {
        let config = "MailProg                = /bin/mail\nMaxArraySize            = 1001\nMaxDBDMsgs = 20\n";
        assert_eq!(read_max_array_size(config), Some(1001));
        assert_eq!(read_max_array_size("nothing"), None);
        let queue =
            read_queue("17|3|RUNNING\n17|4|PENDING\n9|0|COMPLETING\n17|5|REQUEUE_HOLD\nx|y|RUNNING\n18|N/A|PENDING\n");
        assert_eq!(queue, Queue { arrays: vec![17], running: vec![3], waiting: vec![4, 5] });
        assert!(queue.holds(5) && !queue.holds(0));
    }

    #[test]
    fn the_merge_comes_after_whatever_became_of_the_arrays() {
        let options = ["--partition=long".to_owned()];
        assert_eq!(
            merge_line(&[7, 9], &options, "merge.sh").join(" "),
            "--parsable --dependency=afterany:7:9 --partition=long merge.sh"
        );
        assert_eq!(merge_line(&[], &[], "merge.sh").join(" "), "--parsable merge.sh");
        assert_eq!(array_line(&List::of([3, 7, 8]), &[], "shards.sh").join(" "), "--parsable --array=3,7-8 shards.sh");
    }
}
