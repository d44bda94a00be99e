//! Shards: blocks computed side by side on one directory, merged, counted and verified, give the study of one machine.

mod support;

use serde_json::Value;
use std::fs;
use std::process::{Command, Stdio};
use support::{Place, stderr, stdout};

/// Ten blocks of one replicate each.
const TEN: [&str; 4] = ["--replicates", "10", "--block-size", "1"];

fn whole(place: &Place) -> String {
    place.study("whole", &TEN).success();
    place.digest("whole")
}

fn shard(place: &Place, out: &str, share: &str) {
    place.study(out, &[&TEN[..], &["--shard", share, "-q"]].concat()).success();
}

#[test]
fn shards_merged_in_any_order_are_the_study_of_one_machine() {
    let place = Place::new();
    let digest = whole(&place);
    for (out, shares) in
        [("one", &["1/1"][..]), ("two", &["2/2", "1/2"]), ("five", &["4/5", "1/5", "5/5", "2/5", "3/5"])]
    {
        for share in shares {
            shard(&place, out, share);
        }
        assert_eq!(place.manifest(out)["status"], "running");
        let merged = place.run(&["merge", out]).success();
        assert_eq!(stdout(&merged), format!("{out}\n"));
        assert_eq!(place.digest(out), digest, "{out}");
        for part in ["inputs", "warnings", "design", "study"] {
            assert_eq!(place.manifest(out)[part], place.manifest("whole")[part], "{part}");
        }
    }
    let again = place.run(&["merge", "two"]).success();
    assert!(stderr(&again).contains("nothing to merge"), "{}", stderr(&again));
}

#[test]
fn a_directory_alone_is_enough_to_go_on_with_a_planned_study() {
    let place = Place::new();
    let digest = whole(&place);
    shard(&place, "out", "1/5");
    for file in ["base.toml", "policy.toml"] {
        fs::remove_file(place.path(file)).unwrap();
    }
    place.run(&["shard", "out", "--blocks", "7-9,2", "-q"]).success();
    let status = place.run(&["status", "out", "--json"]).success();
    let status: Value = serde_json::from_str(&stdout(&status)).unwrap();
    assert_eq!((&status["done"]["blocks"], &status["missing"]["blocks"]), (&"0-2,7-9".into(), &"3-6".into()));
    assert_eq!((&status["bad"]["count"], &status["tables"]), (&0.into(), &"not merged".into()));
    place.run(&["shard", "out", "--blocks", "3,10"]).code(2);
    place.run(&["shard", "out"]).code(2);
    place.run(&["shard", "nowhere", "--share", "1/2"]).code(3);
    place.run(&["shard", "out", "--share", "2/2", "--threads", "2"]).success();
    place.run(&["shard", "out", "--share", "1/2", "--program", &"0".repeat(64)]).code(4);
    place.run(&["shard", "out", "--share", "1/2"]).success();
    place.run(&["merge", "out"]).success();
    assert_eq!(place.digest("out"), digest);
}

#[test]
fn a_merge_names_what_is_missing_and_partial_tables_are_marked() {
    let place = Place::new();
    let digest = whole(&place);
    shard(&place, "out", "1/1");
    for index in [3, 7, 8, 9] {
        fs::remove_file(place.path(&format!("out/blocks/block-0000{index}.parquet"))).unwrap();
    }
    let block = place.path("out/blocks/block-00000.parquet");
    let mut bytes = fs::read(&block).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&block, bytes).unwrap();
    let refused = place.run(&["merge", "out"]).code(1);
    for part in ["4 blocks missing, 1 bad: 0,3,7-9", "block-00000.parquet is damaged", "--blocks 0,3,7-9"] {
        assert!(stderr(&refused).contains(part), "{}", stderr(&refused));
    }
    assert!(!place.path("out/summary.csv").exists());
    let partial = place.run(&["merge", "out", "--partial"]).success();
    assert_eq!(stdout(&partial), "out/partial\n");
    let manifest = place.manifest("out/partial");
    assert_eq!(manifest["status"], "partial");
    assert_eq!(
        (&manifest["partial"]["blocks_left_out"], &manifest["partial"]["replicates_read"]),
        (&"0,3,7-9".into(), &5.into())
    );
    // The rows that are there are those of the whole study.
    let rows = |out: &str| fs::read_to_string(place.path(out).join("replicates.csv")).unwrap();
    let (all, some) = (rows("whole"), rows("out/partial"));
    assert_eq!(some.lines().count(), 1 + 2 * 5 * 2);
    assert!(some.lines().all(|line| all.lines().any(|other| other == line)));
    assert!(!place.path("out/summary.csv").exists());
    assert_eq!(place.manifest("out")["status"], "running");
    // What was named is computed, and the partial tables have served.
    place.run(&["shard", "out", "--blocks", "0,3,7-9"]).success();
    place.run(&["merge", "out"]).success();
    assert_eq!(place.digest("out"), digest);
    assert!(!place.path("out/partial").exists());
}

#[test]
fn two_shards_may_run_at_once_but_no_shard_beside_a_whole_run() {
    let place = Place::new();
    let digest = whole(&place);
    let start = |share: &str| {
        let words = ["run", "base.toml", "policy.toml", "--out", "out", "--shard", share, "--threads", "1"];
        Command::new(env!("CARGO_BIN_EXE_strait"))
            .args([&words[..], &TEN].concat())
            .current_dir(place.path("."))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    // The same blocks twice, and others: whoever comes last writes the same bytes.
    let children = ["1/2", "1/2", "2/2", "1/1"].map(start);
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    // As a shard holds it.
    let lock = fs::File::options().read(true).write(true).open(place.path("out/.strait.lock")).unwrap();
    lock.lock_shared().unwrap();
    shard(&place, "out", "1/2");
    let refused = place.study("out", &TEN).code(4);
    assert!(stderr(&refused).contains("another run or a shard is writing to out"), "{}", stderr(&refused));
    place.run(&["merge", "out"]).code(4);
    drop(lock);
    // As a whole run holds it.
    let lock = fs::File::options().read(true).write(true).open(place.path("out/.strait.lock")).unwrap();
    lock.lock().unwrap();
    place.study("out", &[&TEN[..], &["--shard", "1/2"]].concat()).code(4);
    place.run(&["shard", "out", "--share", "1/2"]).code(4);
    drop(lock);
    place.run(&["merge", "out"]).success();
    assert_eq!(place.digest("out"), digest);
    assert_eq!(fs::read_dir(place.path("out/blocks")).unwrap().count(), 10);
}

#[test]
fn structures_are_sharded_and_left_out_replicate_by_replicate() {
    let place = Place::new();
    let more = ["--replicates", "4", "--block-size", "3", "--structures", "retry=off"];
    place.study("whole", &more).success();
    place.study("out", &[&more[..], &["--shard", "1/1"]].concat()).success();
    fs::remove_file(place.path("out/blocks/block-00002.parquet")).unwrap();
    // Units 6 and 7 are replicates 2 and 3 under the alternative: the first two replicates are whole.
    let partial = place.run(&["merge", "out", "--partial", "--json"]).success();
    let partial: Value = serde_json::from_str(&stdout(&partial)).unwrap();
    assert_eq!(partial["replicates_read"], 2);
    place.run(&["shard", "out", "--blocks", "2"]).success();
    place.run(&["merge", "out"]).success();
    assert_eq!(place.digest("out"), place.digest("whole"));
}

#[test]
fn verify_hashes_again_and_computes_again() {
    let place = Place::new();
    whole(&place);
    let said = place.run(&["verify", "whole"]).success();
    assert!(stdout(&said).contains("are as they were written\n"), "{}", stdout(&said));
    let said = place.run(&["verify", "whole", "--rerun", "--sample", "3"]).success();
    assert!(stdout(&said).contains("; 3 of 10 blocks and all tables computed again"), "{}", stdout(&said));
    place.run(&["verify", "whole", "--rerun", "--threads", "2"]).success();
    place.run(&["verify", "whole", "--sample", "3"]).code(2);
    for file in ["summary.csv", "chart.svg", "blocks/block-00004.parquet"] {
        let path = place.path("whole").join(file);
        let Ok(bytes) = fs::read(&path) else { continue };
        let mut changed = bytes.clone();
        changed[bytes.len() / 2] ^= 1;
        fs::write(&path, changed).unwrap();
        let refused = place.run(&["verify", "whole", "--json"]).code(5);
        assert!(stderr(&refused).contains(file), "{}", stderr(&refused));
        let document: Value = serde_json::from_str(&stdout(&refused)).unwrap();
        assert_eq!(document["status"], "changed");
        fs::remove_file(&path).unwrap();
        assert!(stderr(&place.run(&["verify", "whole"]).code(5)).contains(file));
        fs::write(&path, bytes).unwrap();
    }
    place.run(&["verify", "whole"]).success();
    place.study("part", &[&TEN[..], &["--shard", "1/2"]].concat()).success();
    place.run(&["verify", "part"]).code(1);
    place.run(&["verify", "absent"]).code(3);
}

/// A table that does not follow from the blocks, with a manifest to match: hashing finds nothing, making it again does.
#[test]
fn a_forged_table_is_found_by_making_it_again() {
    let place = Place::new();
    place.study("out", &[]).success();
    let path = place.path("out/summary.csv");
    let text = fs::read_to_string(&path).unwrap();
    let forged = text.replacen('1', "2", 1);
    fs::write(&path, &forged).unwrap();
    let sum = |text: &str| {
        use sha2::Digest;
        strait::study::hex(&sha2::Sha256::digest(text.as_bytes()))
    };
    let manifest = fs::read_to_string(place.path("out/manifest.json")).unwrap();
    assert!(manifest.contains(&sum(&text)));
    fs::write(place.path("out/manifest.json"), manifest.replace(&sum(&text), &sum(&forged))).unwrap();
    place.run(&["verify", "out"]).success();
    // The digest of the results is not forged here; it would have to be, and then the tables made again differ from it.
    let digest = place.digest("out");
    let manifest = fs::read_to_string(place.path("out/manifest.json")).unwrap();
    fs::write(place.path("out/manifest.json"), manifest.replace(&digest, &"0".repeat(64))).unwrap();
    let refused = place.run(&["verify", "out", "--rerun", "--sample", "1"]).code(5);
    assert!(stderr(&refused).contains("made again from the blocks"), "{}", stderr(&refused));
}

#[test]
fn shards_run_under_gnu_parallel() {
    if Command::new("parallel").arg("--version").output().is_err() {
        eprintln!("skipped: GNU parallel is not installed here");
        return;
    }
    let place = Place::new();
    let digest = whole(&place);
    let ended = Command::new("parallel")
        .args(["--jobs", "2", "--will-cite"])
        .arg(format!(
            "{} run base.toml policy.toml --out out {} --threads 1 -q --shard {{}}/3",
            env!("CARGO_BIN_EXE_strait"),
            TEN.join(" ")
        ))
        .args([":::", "1", "2", "3"])
        .current_dir(place.path("."))
        .env("HOME", place.path("."))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    place.run(&["merge", "out"]).success();
    assert_eq!(place.digest("out"), digest);
}

#[test]
fn a_study_that_stops_on_its_error_is_not_shared_out() {
    let place = Place::new();
    let until = ["--until", "half_width(wind_night_mean_ms.total) < 1e-9", "--max-replicates", "40"];
    let submit = [&["submit", "base.toml", "--engine", "slurm", "--dry-run", "--out", "out"], &until[..]].concat();
    let refused = place.run(&submit).code(2);
    assert!(stderr(&refused).contains("decides at each look"), "{}", stderr(&refused));
    let shard = [&["run", "base.toml", "--shard", "1/2", "--out", "out"], &until[..]].concat();
    place.run(&shard).code(2);
    assert!(!place.path("out").exists());
    // Begun and left, it is finished by its own command alone: a merge would write tables at the cap.
    place.run(&[&["run", "base.toml", "--out", "out"], &until[..]].concat()).success();
    let manifest = fs::read_to_string(place.path("out/manifest.json")).unwrap();
    fs::write(place.path("out/manifest.json"), manifest.replace("\"complete\"", "\"running\"")).unwrap();
    let refused = place.run(&["merge", "out"]).code(4);
    assert!(stderr(&refused).contains("--until"), "{}", stderr(&refused));
    place.run(&["submit", "out", "--engine", "slurm", "--dry-run"]).code(2);
    place.run(&[&["run", "base.toml", "--out", "out"], &until[..]].concat()).success();
    place.run(&["merge", "out"]).success();
}
