//! Studies on a real Slurm: the same results as on one machine, whatever happens to nodes, processes, blocks and programs.
//!
//! Where Slurm is not installed the test says so in one line and does nothing.
#![cfg(target_os = "linux")]

#[path = "slurm/cluster.rs"]
mod cluster;
mod support;

use cluster::{Cluster, missing_program, wait_for};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::{JoinHandle, sleep};
use std::time::Duration;
use support::Place;

/// Twelve blocks, and four tasks of three.
const STUDY: [&str; 8] = ["base.toml", "policy.toml", "--replicates", "120", "--block-size", "10", "--engine", "slurm"];

struct Bench {
    cluster: Cluster,
    place: Place,
    digest: String,
}

fn submit_words<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["submit"], &STUDY[..], &["--blocks-per-shard", "3", "--out", out, "--json"], more].concat()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Bench {
    fn out(&self, name: &str) -> PathBuf {
        fs::canonicalize(self.place.path(name)).unwrap()
    }

    fn spawn(&self, program: &Path, words: &[&str]) -> Child {
        let mut command = self.cluster.prepared(&program.display().to_string());
        command.args(words).current_dir(self.place.path(".")).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn strait(&self, words: &[&str]) -> Output {
        self.spawn(Path::new(env!("CARGO_BIN_EXE_strait")), words).wait_with_output().unwrap()
    }

    /// Submits and reads the answer.
    fn submit(&self, out: &str, more: &[&str]) -> Value {
        let output = self.strait(&submit_words(out, more));
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn wait_complete(&self, out: &str) {
        let logs = self.place.path(out).join("slurm");
        wait_for(&format!("{out} is merged; see {}", logs.display()), || {
            self.place.manifest(out)["status"] == "complete"
        });
        assert_eq!(self.place.digest(out), self.digest, "{out}");
        self.wait_idle(out);
    }

    /// Until the batch system holds no job of the study.
    fn wait_idle(&self, out: &str) {
        let name = self.name(out);
        wait_for("the queue is empty", || !self.cluster.queue("%j").iter().any(|job| job.starts_with(&name)));
    }

    fn name(&self, out: &str) -> String {
        support::json(&self.place.path(out).join("slurm/submission.json"))["name"].as_str().unwrap().to_owned()
    }

    fn blocks(&self, out: &str) -> usize {
        let there = fs::read_dir(self.place.path(out).join("blocks"));
        there.map_or(0, |there| {
            there
                .filter(|entry| {
                    entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("block-"))
                })
                .count()
        })
    }

    fn merge_says(&self, out: &str, words: &str) {
        let said = || {
            let logs = fs::read_dir(self.place.path(out).join("slurm")).unwrap();
            let merges = logs.filter(|log| log.as_ref().unwrap().file_name().to_string_lossy().starts_with("merge-"));
            merges.map(|log| fs::read_to_string(log.unwrap().path()).unwrap()).collect::<String>()
        };
        wait_for(&format!("the merge says `{words}`"), || said().contains(words));
    }
}

fn signal(name: &str, process: u32) {
    assert!(Command::new("kill").args([name, &process.to_string()]).status().unwrap().success());
}

#[test]
fn a_study_on_slurm_is_the_study_of_one_machine_whatever_happens() {
    if let Some(program) = missing_program() {
        eprintln!("skipped: `{program}` is not installed here, so there is no Slurm to test on");
        return;
    }
    let place = Place::with_period("2019-01-01", "2025-01-07");
    place.study("whole", &["--replicates", "120", "--block-size", "10"]).success();
    let digest = place.digest("whole");
    let mut bench = Bench { cluster: Cluster::start(), place, digest };
    // Goes on beside the others, on the first node: the time limit of a minute takes its time.
    let hanging = time_limit_begins(&bench);
    two_submissions_at_once(&bench);
    process_killed(&bench);
    block_corrupted(&bench);
    program_replaced(&bench);
    node_killed(&mut bench);
    time_limit_ends(&bench);
    hanging.join().unwrap();
}

/// A shard that hangs; it is stopped by the batch system, and what it had finished stays. The thread ends with the last
/// that hangs.
fn time_limit_begins(bench: &Bench) -> JoinHandle<()> {
    let answer = bench.submit("limit", &["--", "--time=1", "--nodelist=n1"]);
    assert_eq!(answer["array_tasks"], "0-3");
    let out = bench.out("limit");
    wait_for("a shard of the limited study runs", || !bench.cluster.shards(&out).is_empty());
    // They go on by a tenth of a second at a time, a small part of a block: however fast they are, they hang before their end.
    let shards = bench.cluster.shards(&out);
    let send = |name| shards.iter().for_each(|&process| signal(name, process));
    wait_for("a block of the limited study is there", || {
        send("-CONT");
        sleep(Duration::from_millis(100));
        send("-STOP");
        bench.blocks("limit") > 0
    });
    // The batch system wakes those whom it ends and asks them to end some seconds later: time enough to do all that is left.
    std::thread::spawn(move || {
        let hangs = |process: &u32| {
            let line = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
            line.split(|&byte| byte == 0).any(|word| word == out.as_os_str().as_encoded_bytes())
        };
        let mut shards = shards;
        while !shards.is_empty() {
            for process in &shards {
                // It may have ended since.
                let _ = Command::new("kill").args(["-STOP", &process.to_string()]).stderr(Stdio::null()).status();
            }
            sleep(Duration::from_millis(20));
            shards.retain(hangs);
        }
    })
}

fn time_limit_ends(bench: &Bench) {
    wait_for("the time limit has ended the hanging shards", || {
        // Those that came after the first two hang as well only if they were stopped too; they end on their own.
        bench.cluster.queue("%j|%t").iter().all(|job| !job.starts_with(&bench.name("limit")))
    });
    let status = bench.strait(&["status", "limit", "--json"]);
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert!(
        status["done"]["count"].as_u64().unwrap() > 0 && status["missing"]["count"].as_u64().unwrap() > 0,
        "{status}"
    );
    assert_eq!(status["bad"]["count"], 0);
    bench.merge_says("limit", "the study is not complete");
    bench.submit("limit", &[]);
    bench.wait_complete("limit");
}

/// One of the two submits; the other is refused or finds everything submitted.
fn two_submissions_at_once(bench: &Bench) {
    let program = Path::new(env!("CARGO_BIN_EXE_strait"));
    let children = [1, 2].map(|_| bench.spawn(program, &submit_words("out", &[])));
    let outputs = children.map(|child| child.wait_with_output().unwrap());
    let codes: Vec<Option<i32>> = outputs.iter().map(|output| output.status.code()).collect();
    assert!(codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 4))), "{outputs:?}");
    let status = bench.strait(&["status", "out", "--json"]);
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    let count = |name: &str| status[name]["count"].as_u64().unwrap();
    assert_eq!(status["queue_unknown"], Value::Null);
    assert_eq!(["done", "running", "waiting", "missing", "bad"].map(count).iter().sum::<u64>(), 12, "{status}");
    let name = bench.name("out");
    let mut arrays: Vec<String> =
        bench.cluster.queue("%j %F").into_iter().filter(|job| job.starts_with(&format!("{name} "))).collect();
    arrays.dedup();
    assert!(arrays.len() <= 1, "{arrays:?}");
    let again = bench.submit("out", &[]);
    assert_eq!(again["status"], "nothing to submit");
    bench.wait_complete("out");
    let jobs = support::json(&bench.place.path("out/slurm/submission.json"))["jobs"].as_array().unwrap().len();
    assert_eq!(jobs, 1);
    let again = bench.strait(&submit_words("out", &[]));
    assert!(text(&again.stderr).contains("nothing to submit"), "{}", text(&again.stderr));
}

/// A process dies on a healthy node: its task fails, the merge says what is missing, and only that is submitted again.
fn process_killed(bench: &Bench) {
    bench.submit("killed", &[]);
    let out = bench.out("killed");
    wait_for("a shard runs", || !bench.cluster.shards(&out).is_empty());
    signal("-KILL", bench.cluster.shards(&out)[0]);
    bench.merge_says("killed", "blocks missing, 0 bad");
    bench.wait_idle("killed");
    let answer = bench.submit("killed", &[]);
    let tasks = answer["array_tasks"].as_str().unwrap();
    assert!(tasks.len() == 1, "only the task of the dead process: {tasks}");
    bench.wait_complete("killed");
}

fn block_corrupted(bench: &Bench) {
    let path = bench.place.path("killed/blocks/block-00007.parquet");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&path, bytes).unwrap();
    let status = bench.strait(&["status", "killed", "--json"]);
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!((&status["bad"]["blocks"], &status["done"]["count"]), (&"7".into(), &11.into()));
    let merge = bench.strait(&["merge", "killed"]);
    assert_eq!(merge.status.code(), Some(1));
    assert!(text(&merge.stderr).contains("0 blocks missing, 1 bad: 7 (array tasks 2)"), "{}", text(&merge.stderr));
    let answer = bench.submit("killed", &[]);
    assert_eq!(answer["array_tasks"], "2");
    wait_for("the block is whole again", || bench.strait(&["verify", "killed"]).status.success());
    bench.wait_complete("killed");
}

/// A program that is replaced after the submission is refused by its digest, in the task and at the next submission.
fn program_replaced(bench: &Bench) {
    let program = bench.place.path("strait");
    fs::copy(env!("CARGO_BIN_EXE_strait"), &program).unwrap();
    let submit = |more: &[&str]| bench.spawn(&program, &submit_words("replaced", more)).wait_with_output().unwrap();
    let held = submit(&["--", "--hold"]);
    assert!(held.status.success(), "{}", text(&held.stderr));
    // The same program with one more byte at its end, under the same name.
    let mut bytes = fs::read(&program).unwrap();
    bytes.push(0);
    fs::write(bench.place.path("new"), bytes).unwrap();
    fs::set_permissions(bench.place.path("new"), fs::metadata(&program).unwrap().permissions()).unwrap();
    fs::rename(bench.place.path("new"), &program).unwrap();
    let name = bench.name("replaced");
    let ids: Vec<String> = bench
        .cluster
        .queue("%j %F")
        .into_iter()
        .filter(|job| job.starts_with(&name))
        .filter_map(|job| Some(job.split_once(' ')?.1.to_owned()))
        .collect();
    for id in ids {
        bench.cluster.run("scontrol", &["release", &id]);
    }
    bench.merge_says("replaced", "12 blocks missing");
    bench.wait_idle("replaced");
    let log = fs::read_dir(bench.place.path("replaced/slurm"))
        .unwrap()
        .map(|log| log.unwrap().path())
        .find(|log| log.to_string_lossy().contains("shard-"));
    let log = fs::read_to_string(log.unwrap()).unwrap();
    assert!(log.contains("is not the one that the study was submitted with"), "{log}");
    let refused = submit(&[]);
    assert_eq!(refused.status.code(), Some(4), "{}", text(&refused.stderr));
    assert!(submit(&["--new-program"]).status.success());
    bench.wait_complete("replaced");
}

/// A node dies in the middle of a shard: its task is put back into the queue and goes on from its finished blocks.
fn node_killed(bench: &mut Bench) {
    bench.submit("node", &["--", "--nodelist=n2"]);
    let out = bench.out("node");
    wait_for("a block is there and shards run", || bench.blocks("node") > 0 && !bench.cluster.shards(&out).is_empty());
    bench.cluster.kill_node(2);
    let kept = bench.blocks("node");
    assert!((1..12).contains(&kept), "{kept}");
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(bench.blocks("node"), kept, "nothing runs on a dead node");
    let name = bench.name("node");
    let waiting = |bench: &Bench| {
        let jobs = bench.cluster.queue("%j|%F_%K|%T");
        jobs.iter()
            .filter_map(|job| job.strip_prefix(&format!("{name}|"))?.strip_suffix("|PENDING").map(str::to_owned))
            .collect::<Vec<_>>()
    };
    // The controller gives the node up after eight seconds and puts its jobs back.
    wait_for("the lost tasks wait again", || {
        let states = bench.cluster.queue("%j|%T");
        !states.iter().any(|job| *job == format!("{name}|RUNNING")) && !waiting(bench).is_empty()
    });
    bench.cluster.start_node(2);
    // A requeued job is held back for two minutes.
    for job in waiting(bench) {
        bench.cluster.run("scontrol", &["update", &format!("JobId={job}"), "StartTime=now"]);
    }
    bench.wait_complete("node");
    let jobs = support::json(&bench.place.path("node/slurm/submission.json"))["jobs"].as_array().unwrap().len();
    assert_eq!(jobs, 1, "no second submission was needed");
}

/// Without Slurm: what would be submitted can be seen, and submitting says what is missing.
#[test]
fn a_dry_run_prints_both_scripts_and_both_lines_and_writes_nothing() {
    let place = Place::new();
    let words =
        [&["submit"], &STUDY[..], &["--dry-run", "--out", "my out", "--cpus", "2", "--", "--partition=long"]].concat();
    let output = place.command(&words).env("PATH", "/nowhere").assert().success();
    let said = support::stdout(&output);
    for part in [
        "# 1 tasks of 12 blocks",
        "#SBATCH --cpus-per-task=2\n",
        "sbatch --parsable --array=0 --partition=long shards.sh\n",
        "sbatch --parsable --dependency=afterany:ARRAY_ID --partition=long merge.sh\n",
        " merge '",
        "/slurm' && sbatch",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(support::stderr(&output).contains("scontrol"));
    assert!(!place.path("my out").exists());
    let words = [&["submit"], &STUDY[..], &["--out", "out"]].concat();
    let output = place.command(&words).env("PATH", "/nowhere").assert().code(6);
    assert!(support::stderr(&output).contains("`scontrol` is not installed here"), "{}", support::stderr(&output));
    assert!(!place.path("out").exists());
    let words = [&["submit"], &STUDY[..], &["--dry-run", "--", "--array=0-5"]].concat();
    place.run(&words).code(2);
    place.run(&["submit", "base.toml"]).code(2);
}
