//! What `strait calibrate` promises: a posterior that repeats to the bit, goes on after a stop, and that scenarios can use.

mod support;

use std::fs;
use support::dictionary::{csv_files, described};
use support::{Place, stderr, stdout};

/// The early years have few people, so that hundreds of their histories are quick.
fn place() -> Place {
    let place = Place::with_period("2018-01-01", "2025-12-31");
    let base = fs::read_to_string(place.path("base.toml")).unwrap().replace("scale = 0.02", "scale = 1.0");
    fs::write(place.path("base.toml"), base).unwrap();
    fs::write(
        place.path("study.toml"),
        r#"schema_version = 1
name = "small"
title = "A small calibration"
scenario = "base.toml"
targets = ["arrivals", "loads", "active_days"]
infer = ["demand.level", "awareness.growth_rate", "awareness.initial_share", "boat.load_start_persons"]
seed = 5

[window]
until = 2019-12-31

[budget]
generation_runs = [240, 240]
accepted_runs = 200
draws = 80
predictive_runs = 40
check_data_sets = 40

[parameters.awareness]
growth_rate = { dist = "lognormal", low = 2.7, central = 3.8, high = 5.5 }
initial_share = { dist = "lognormal", low = 0.0015, central = 0.0045, high = 0.0135 }

[parameters.boat]
load_start_persons = { dist = "lognormal", low = 3.0, central = 6.0, high = 12.0 }
"#,
    )
    .unwrap();
    place
}

const RESULTS: [&str; 10] = [
    "contraction.csv",
    "correlations.csv",
    "datapackage.json",
    "diagnostics.csv",
    "generations.csv",
    "pairs.svg",
    "posterior.csv",
    "posterior.json",
    "predictive.csv",
    "sbc.csv",
];

#[test]
fn a_calibration_repeats_on_any_threads_and_after_a_stop_and_its_posterior_can_be_used() {
    let place = place();
    let calibrate = |out: &str, threads: &str| {
        let words = ["calibrate", "study.toml", "--check", "--out", out, "--threads", threads];
        place.run(&words).success()
    };
    let told = stderr(&calibrate("one", "1"));
    assert!(told.contains("generation 2: 240 runs") && told.contains("effective sample size"), "{told}");
    // The second is stopped after its first generation: what is left of the rest is removed.
    calibrate("two", "2");
    fs::remove_dir_all(place.path("two/generation_2")).unwrap();
    fs::remove_dir_all(place.path("two/predictive")).unwrap();
    fs::remove_file(place.path("two/posterior.csv")).unwrap();
    let first = fs::metadata(place.path("two/generation_1/bank.csv")).unwrap().modified().unwrap();
    calibrate("two", "2");
    assert_eq!(fs::metadata(place.path("two/generation_1/bank.csv")).unwrap().modified().unwrap(), first);
    for file in RESULTS {
        let (one, two) = (fs::read(place.path(&format!("one/{file}"))), fs::read(place.path(&format!("two/{file}"))));
        assert!(one.unwrap() == two.unwrap(), "{file}");
    }
    assert_eq!(place.manifest("one")["status"], "complete");
    // Every table is described, those of the banks too; there is no page to make, which is said.
    let files = described(&place.path("one"), "datapackage.json");
    assert_eq!((files.len(), &files), (10, &csv_files(&place.path("one"))));
    let told = stderr(&place.run(&["report", "one"]).code(3));
    assert!(told.contains("one is a calibration, which has no page: read diagnostics.csv"), "{told}");
    // Load at the start of the record is what two years of boats and people tell best.
    let contraction = fs::read_to_string(place.path("one/contraction.csv")).unwrap();
    let load = contraction.lines().find(|line| line.starts_with("boat.load_start_persons")).unwrap();
    assert!(load.contains(",informed,"), "{load}");

    fs::create_dir(place.path("posterior")).unwrap();
    for end in ["csv", "json"] {
        fs::copy(place.path(&format!("one/posterior.{end}")), place.path(&format!("posterior/early.{end}"))).unwrap();
    }
    let mut base = fs::read_to_string(place.path("base.toml")).unwrap();
    base.push_str("\n[posterior]\nfile = \"posterior/early.csv\"\n");
    fs::write(place.path("uses.toml"), base).unwrap();
    let checked = place.run(&["check", "uses.toml", "--resolved"]).success();
    assert!(stdout(&checked).contains("# from the posterior: load_start_persons"), "{}", stdout(&checked));
    place.run(&["run", "uses.toml", "--set", "period.end=2018-03-31", "--replicates", "2", "--out", "run"]).success();
    let roles: Vec<String> = place.manifest("run")["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| input["role"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(roles.iter().filter(|role| *role == "posterior").count(), 2, "{roles:?}");
    assert!(place.path("run/scenarios/posterior/early.csv").exists());
}

#[test]
fn generations_computed_by_shards_give_the_calibration_of_one_machine() {
    let place = place();
    place.run(&["calibrate", "study.toml", "--out", "whole", "--threads", "1", "-q"]).success();
    let plan = |waits: &str| {
        let told = place.run(&["calibrate", "study.toml", "--out", "shared", "--plan", "-q"]).success();
        assert!(stdout(&told).ends_with(&format!("{waits}\n")), "{}", stdout(&told));
    };
    plan("shared/generation_1");
    // Nothing was computed, and asking again changes nothing.
    let status = |out: &str| -> serde_json::Value {
        serde_json::from_str(&stdout(&place.run(&["status", out, "--json"]).success())).unwrap()
    };
    assert_eq!(status("shared/generation_1")["missing"]["blocks"], "0-14");
    place.run(&["shard", "shared/generation_1", "--share", "2/2", "-q"]).success();
    plan("shared/generation_1");
    assert_eq!(status("shared/generation_1")["done"]["count"], 8);
    // A batch system takes the directory as it takes any.
    let engine = ["--engine", "slurm", "--dry-run", "--blocks-per-shard", "4"];
    let scripts = place.run(&[&["submit", "shared/generation_1"], &engine[..]].concat()).success();
    assert!(stdout(&scripts).contains("strait") && stdout(&scripts).contains("--array=0-1"), "{}", stdout(&scripts));
    place.run(&["shard", "shared/generation_1", "--share", "1/2", "-q"]).success();
    // A merge at its end, as `submit` starts one, leaves nothing behind.
    place.run(&["merge", "shared/generation_1", "-q"]).success();
    plan("shared/generation_2");
    let left: Vec<String> = fs::read_dir(place.path("shared/generation_1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.') && name != "log.jsonl")
        .collect();
    assert!(left.len() == 2 && left.iter().all(|name| name == "bank.csv" || name == "generation.json"), "{left:?}");
    // Any machine may finish what others began, also the plain command.
    place.run(&["shard", "shared/generation_2", "--blocks", "3-5", "-q"]).success();
    place.run(&["calibrate", "study.toml", "--out", "shared", "--threads", "2", "-q"]).success();
    for file in RESULTS.iter().filter(|file| **file != "sbc.csv") {
        let (one, two) =
            (fs::read(place.path(&format!("whole/{file}"))), fs::read(place.path(&format!("shared/{file}"))));
        assert!(one.unwrap() == two.unwrap(), "{file}");
    }
    assert_eq!(place.digest("whole"), place.digest("shared"));
    plan("shared");
}

#[test]
fn what_cannot_be_calibrated_is_said_before_anything_runs() {
    let place = place();
    let refused = |words: &[&str], code: i32| {
        let run = place.run(&[&["calibrate", "study.toml", "--out", "out"], words].concat()).failure().code(code);
        stderr(&run)
    };
    assert!(refused(&["--until", "2018-12-31"], 3).contains("less than two years"));
    assert!(refused(&["--until", "2025-01-31"], 3).contains("no observation of 2024-11-05"));
    assert!(refused(&["--observed", "none.csv"], 6).contains("none.csv"));
    fs::write(place.path("own.csv"), "date,people,boats\n2018-01-02,3,1\n2018-01-01,x,1\n").unwrap();
    assert!(refused(&["--observed", "own.csv"], 3).contains("own.csv:3:2"));
    fs::write(place.path("own.csv"), "date,people,boats\n2018-01-02,3,1\n2018-01-01,4,\n").unwrap();
    assert!(
        refused(&["--observed", "own.csv"], 3).contains("own.csv:3:1: 2018-01-01 has people and no number of boats")
    );
    fs::write(place.path("own.csv"), "date,people,boats\n2018-01-02,3,1\n2018-01-02,4,1\n").unwrap();
    assert!(refused(&["--observed", "own.csv"], 3).contains("own.csv:3:1"));
    place.run(&["init"]).success();
    fs::create_dir(place.path("out")).unwrap();
    fs::write(place.path("out/mine.txt"), "mine").unwrap();
    assert!(refused(&[], 4).contains("mine.txt"));
    let plan = place.run(&["calibrate", "study.toml", "--dry-run"]).success();
    assert!(stdout(&plan).contains("520"), "{}", stdout(&plan));
}
