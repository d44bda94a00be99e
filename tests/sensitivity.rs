//! What `strait sensitivity` promises: tables that repeat to the bit, go on after a stop, say what they cannot tell, and
//! mistakes that are named with their place.

mod support;

use serde_json::Value;
use std::fs;
use support::{Place, json, stderr, stdout};

const STUDY: &str = r#"schema_version = 1
name = "small"
title = "A small sensitivity analysis"
baseline = "base.toml"
policies = ["policy.toml"]
outcomes = ["arrivals.total", "policy:arrivals.total"]
seed = 5

[[group]]
name = "retry"
parameters = ["attempt.retry_after_prevention_prob", "attempt.retry_after_rescue_prob"]

[screening]
factors = ["retry", "demand.level"]
trajectories = 6
levels = 4
replicates = 2
replicates_per_weather = 1

[indices]
factors = ["demand.level", "retry"]
rows = 24
replicates = 4
replicates_per_weather = 2
resamples = 200

[tornado]
parameters = ["demand.level", "attempt.retry_after_rescue_prob"]
replicates = 30
"#;

const TABLES: [&str; 6] =
    ["indices.csv", "rank_correlations.csv", "scatter.csv", "screening.csv", "tornado.csv", "variance.csv"];

fn place() -> Place {
    // Long enough for people to come and be seen.
    let place = Place::with_period("2018-01-01", "2021-12-31");
    let base = fs::read_to_string(place.path("base.toml")).unwrap().replace("scale = 0.02", "scale = 0.1");
    let policy = fs::read_to_string(place.path("policy.toml")).unwrap().replace("2024-12-18", "2021-01-01");
    fs::write(place.path("policy.toml"), policy).unwrap();
    // The level of demand moves everything: an effect that must be found.
    let wide = "\n[parameters.demand]\nlevel = { dist = \"uniform\", low = 0.2, high = 3.0 }\n";
    fs::write(place.path("base.toml"), base + wide).unwrap();
    fs::write(place.path("study.toml"), STUDY).unwrap();
    place
}

fn rows(place: &Place, path: &str) -> Vec<Value> {
    let text = fs::read_to_string(place.path(path)).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        Value::Object(header.iter().zip(record.iter()).map(|(name, cell)| (name.to_owned(), cell.into())).collect())
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn an_analysis_repeats_on_any_threads_goes_on_after_a_stop_and_finds_what_moves() {
    let place = place();
    let run = |out: &str, threads: &str| {
        place.run(&["sensitivity", "study.toml", "--out", out, "--threads", threads]).success()
    };
    let told = stdout(&run("one", "1"));
    assert!(told.contains("tornado") && told.contains("not told from zero"), "{told}");

    // Planned elsewhere: some blocks of one design are computed by a shard, another design is lost half way.
    place.run(&["sensitivity", "study.toml", "--out", "two", "--plan"]).success();
    place.run(&["shard", "two/indices", "--blocks", "0-3", "--threads", "2"]).success();
    run("two", "2");
    fs::remove_file(place.path("two/screening/design.json")).unwrap();
    run("two", "3");
    for name in TABLES.iter().chain(&["datapackage.json", "report.html"]) {
        let read = |out: &str| fs::read(place.path(out).join(name)).unwrap();
        assert!(read("one") == read("two"), "{name} differs");
    }
    assert_eq!(place.digest("one"), place.digest("two"));
    assert!(!place.path("two/indices/blocks").exists(), "blocks are read once");

    let found = rows(&place, "one/indices.csv");
    let total = |outcome: &str, factor: &str| -> f64 {
        let row = found.iter().find(|row| row["outcome"] == outcome && row["factor"] == factor).unwrap();
        assert_eq!(row["total_told"] == "true", row["total_low95_share"].as_str().unwrap() > "0", "{row}");
        row["total_share"].as_str().unwrap().parse().unwrap()
    };
    assert!(total("arrivals.total", "demand.level") > 0.6);
    assert!(total("arrivals.total", "retry") < 0.4);
    let tornado = rows(&place, "one/tornado.csv");
    let level = tornado.iter().find(|row| row["outcome"] == "arrivals.total" && row["parameter"] == "demand.level");
    let level = level.unwrap();
    let low: f64 = level["value_low"].as_str().unwrap().parse().unwrap();
    assert!(level["told"] == "true" && (low - 0.34).abs() < 1e-9, "{level}");
    // Every table is described, column by column.
    let package = json(&place.path("one/datapackage.json"));
    for resource in package["resources"].as_array().unwrap() {
        let path = resource["path"].as_str().unwrap();
        let text = fs::read_to_string(place.path("one").join(path)).unwrap();
        let names: Vec<&str> = resource["schema"]["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(text.lines().next().unwrap(), names.join(","), "{path}");
    }
}

#[test]
fn mistakes_are_told_with_their_place_and_code() {
    let place = place();
    let wrong = STUDY.replace("\"retry\", \"demand.level\"", "\"retri\", \"demand.level\"");
    fs::write(place.path("wrong.toml"), wrong).unwrap();
    let told = stderr(&place.run(&["sensitivity", "wrong.toml"]).code(3));
    assert!(told.contains("error[E0202]") && told.contains("wrong.toml:14:12") && told.contains("`retry`"), "{told}");
    place.run(&["sensitivity", "study.toml", "--check"]).success();
    let plan = stdout(&place.run(&["sensitivity", "study.toml", "--dry-run"]).success());
    assert!(plan.contains("120 points") && plan.contains("960 runs"), "{plan}");
    assert!(!place.path("output").exists());
    // A directory of something else is not touched.
    fs::create_dir(place.path("full")).unwrap();
    fs::write(place.path("full/mine.txt"), "mine").unwrap();
    let told = stderr(&place.run(&["sensitivity", "study.toml", "--out", "full"]).code(4));
    assert!(told.contains("mine.txt"), "{told}");
    let told = stderr(&place.run(&["sensitivity", "none.toml"]).code(6));
    assert!(told.contains("none.toml"), "{told}");
}
