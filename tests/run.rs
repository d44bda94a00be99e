//! What `strait run` promises: the same results however it is run, and a directory that is continued, never mixed.

mod support;

use std::fs;
use support::{Place, stderr, stdout};

#[test]
fn threads_and_block_size_change_no_result() {
    let place = Place::new();
    let mut digests = Vec::new();
    for (threads, block_size) in [("1", "1"), ("2", "2"), ("3", "7"), ("1", "8")] {
        let out = format!("out-{threads}-{block_size}");
        place
            .study(&out, &["--threads", threads, "--block-size", block_size])
            .success();
        digests.push(place.digest(&out));
    }
    digests.dedup();
    assert_eq!(digests.len(), 1, "{digests:?}");
}

#[test]
fn a_complete_study_is_not_run_again() {
    let place = Place::new();
    place.study("out", &[]).success();
    let before = fs::read(place.path("out/manifest.json")).unwrap();
    let again = place.study("out", &[]).success();
    assert!(stderr(&again).contains("complete"), "{}", stderr(&again));
    assert_eq!(stdout(&again), "out\n");
    assert_eq!(fs::read(place.path("out/manifest.json")).unwrap(), before);
}

#[test]
fn the_default_directory_is_named_after_study_and_digest() {
    let place = Place::new();
    let run = place.run(&["run", "base.toml", "policy.toml", "-q"]).success();
    let path = stdout(&run);
    let (directory, digest) = path.trim_end().rsplit_once('/').unwrap();
    assert_eq!(directory, "output/base-vs-policy");
    let manifest = place.manifest(path.trim_end());
    assert!(manifest["study"]["digest"].as_str().unwrap().starts_with(digest) && digest.len() == 12);
    assert_eq!(manifest["status"], "complete");
}

#[test]
fn a_deleted_block_or_table_is_made_again() {
    let place = Place::new();
    place.study("out", &["--block-size", "1"]).success();
    let digest = place.digest("out");
    for file in [
        "out/blocks/block-00001.parquet",
        "out/summary.csv",
        "out/scenarios/base.resolved.toml",
        "out/design.csv",
    ] {
        let bytes = fs::read(place.path(file)).unwrap();
        fs::remove_file(place.path(file)).unwrap();
        let again = place.study("out", &["--block-size", "1"]).success();
        assert!(
            stderr(&again).contains(file.trim_start_matches("out/")),
            "{}",
            stderr(&again)
        );
        assert_eq!(fs::read(place.path(file)).unwrap(), bytes, "{file}");
        assert_eq!(place.digest("out"), digest);
    }
}

#[test]
fn a_flipped_byte_in_a_block_is_named_and_computed_again() {
    let place = Place::new();
    place.study("out", &["--block-size", "2"]).success();
    let (digest, block) = (place.digest("out"), place.path("out/blocks/block-00001.parquet"));
    let whole = fs::read(&block).unwrap();
    for at in [4, whole.len() / 2, whole.len() - 3] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&block, bytes).unwrap();
        let again = place.study("out", &[]).success();
        assert!(
            stderr(&again).contains("block-00001.parquet is damaged"),
            "{}",
            stderr(&again)
        );
        assert_eq!(fs::read(&block).unwrap(), whole);
        assert_eq!(place.digest("out"), digest);
    }
}

/// What a kill leaves: a manifest that says running, no tables, some blocks, a temporary file and a lock of the dead.
#[test]
fn a_killed_run_is_continued() {
    let place = Place::new();
    place.study("out", &["--block-size", "1"]).success();
    let digest = place.digest("out");
    let manifest = fs::read_to_string(place.path("out/manifest.json")).unwrap();
    fs::write(
        place.path("out/manifest.json"),
        manifest.replace("\"status\": \"complete\"", "\"status\": \"running\""),
    )
    .unwrap();
    for file in [
        "replicates.csv",
        "comparison.csv",
        "datapackage.json",
        "blocks/block-00002.parquet",
    ] {
        fs::remove_file(place.path("out").join(file)).unwrap();
    }
    fs::write(place.path("out/blocks/.tmp-block-00002.parquet-1"), "half").unwrap();
    fs::write(place.path("out/.strait.lock"), format!("{}\n", i32::MAX)).unwrap();
    let again = place.study("out", &["--threads", "2"]).success();
    assert!(
        stderr(&again).contains("process 2147483647, which has ended"),
        "{}",
        stderr(&again)
    );
    assert_eq!(place.digest("out"), digest);
    assert_eq!(place.manifest("out")["execution"]["resumed_times"], 1);
    assert!(!place.path("out/blocks/.tmp-block-00002.parquet-1").exists());
    assert!(!place.path("out/.strait.lock").exists());
}

#[test]
fn a_locked_directory_is_refused() {
    let place = Place::new();
    fs::create_dir(place.path("out")).unwrap();
    let lock = fs::File::create(place.path("out/.strait.lock")).unwrap();
    lock.lock().unwrap();
    let refused = place.study("out", &[]).code(4);
    assert!(stderr(&refused).contains("is writing to out"), "{}", stderr(&refused));
    drop(lock);
    place.study("out", &[]).success();
}

#[test]
fn another_study_is_refused_and_replaced_only_by_force() {
    let place = Place::new();
    place.study("out", &[]).success();
    let digest = place.digest("out");
    let refused = place.study("out", &["--seed", "5"]).code(4);
    assert!(
        stderr(&refused).contains("--out") && stderr(&refused).contains("--force"),
        "{}",
        stderr(&refused)
    );
    assert_eq!(place.digest("out"), digest);
    place.study("out", &["--seed", "5", "--force"]).success();
    assert_ne!(place.digest("out"), digest);
    place.study("fresh", &["--seed", "5"]).success();
    assert_eq!(place.digest("out"), place.digest("fresh"));
    assert!(!place.path("out.replaced").exists());
}

#[test]
fn a_directory_of_something_else_is_never_removed() {
    let place = Place::new();
    fs::create_dir(place.path("out")).unwrap();
    fs::write(place.path("out/thesis.doc"), "years of work").unwrap();
    place.study("out", &[]).code(4);
    place.study("out", &["--force"]).success();
    assert_eq!(
        fs::read_to_string(place.path("out.replaced/thesis.doc")).unwrap(),
        "years of work"
    );
}

#[test]
fn a_changed_design_is_refused_by_name() {
    let place = Place::new();
    place.study("out", &[]).success();
    let design = fs::read_to_string(place.path("out/design.csv")).unwrap();
    fs::write(place.path("out/design.csv"), design.replacen(",0.", ",1.", 1)).unwrap();
    let refused = place.study("out", &[]).code(4);
    assert!(stderr(&refused).contains("out/design.csv"), "{}", stderr(&refused));
}

#[test]
fn scenarios_that_cannot_be_compared_are_an_input_error() {
    let place = Place::new();
    let base = fs::read_to_string(place.path("base.toml")).unwrap();
    let later = base
        .replace("\"base\"", "\"later\"")
        .replace("end = 2025-01-07", "end = 2025-01-20");
    fs::write(place.path("later.toml"), later).unwrap();
    let wrong = place.run(&["run", "base.toml", "later.toml"]).code(3);
    assert!(stderr(&wrong).contains("different periods"), "{}", stderr(&wrong));
    let twice = place.run(&["run", "base.toml", "base.toml"]).code(3);
    assert!(stderr(&twice).contains("two scenarios are named"), "{}", stderr(&twice));
    place.run(&["run", "absent.toml"]).code(6);
    place.run(&["run"]).code(2);
    assert!(!place.path("output").exists());
}

#[test]
fn a_dry_run_writes_nothing() {
    let place = Place::new();
    let plan = place.study("out", &["--dry-run"]).success();
    assert!(
        stdout(&plan).contains("6 (2 scenarios x 3 replicates)"),
        "{}",
        stdout(&plan)
    );
    assert!(!place.path("out").exists() && !place.path("output").exists());
    let plan = place.study("out", &["--dry-run", "--json"]).success();
    let plan: serde_json::Value = serde_json::from_str(&stdout(&plan)).unwrap();
    assert_eq!((&plan["runs"], &plan["schema_version"]), (&6.into(), &1.into()));
}

#[test]
fn results_go_to_stdout_and_the_rest_to_stderr() {
    let place = Place::new();
    let quiet = place.study("quiet", &["-q"]).success();
    assert_eq!((stdout(&quiet).as_str(), stderr(&quiet).as_str()), ("quiet\n", ""));
    let normal = place.study("normal", &[]).success();
    assert!(stdout(&normal).ends_with("\nnormal\n") && stdout(&normal).contains("Difference from base"));
    assert_eq!(stderr(&normal), "");
    let document = place.study("json", &["--json"]).success();
    let document: serde_json::Value = serde_json::from_str(&stdout(&document)).unwrap();
    assert_eq!(document["results_digest"], place.digest("json"));
    let wrong = place.run(&["run", "base.toml", "--set", "nonsense=1"]).code(3);
    assert!(stdout(&wrong).is_empty() && stderr(&wrong).contains("error["));
}

#[cfg(unix)]
#[test]
fn signals_end_a_run_within_two_seconds_and_keep_blocks() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let place = Place::with_period("2018-01-01", "2025-12-31");
        let mut child = Command::new(env!("CARGO_BIN_EXE_strait"))
            .args([
                "run",
                "base.toml",
                "--replicates",
                "20000",
                "--out",
                "out",
                "--block-size",
                "2",
            ])
            .current_dir(place.path("."))
            .stderr(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let started = Instant::now();
        while !place.path("out/blocks/block-00002.parquet").exists() && started.elapsed() < Duration::from_secs(120) {
            std::thread::sleep(Duration::from_millis(50));
        }
        let told = Instant::now();
        Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status()
            .unwrap();
        let ended = child.wait().unwrap();
        assert_eq!(ended.code(), Some(code));
        assert!(told.elapsed() < Duration::from_millis(2500), "{:?}", told.elapsed());
        let mut said = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
        assert!(said.contains("continue"), "{said}");
        assert_eq!(place.manifest("out")["status"], "running");
    }
}
