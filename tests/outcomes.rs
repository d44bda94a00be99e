//! Who did what, and what structure does to effects: exact to the person, and the same however a study is run.

mod support;

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use support::{Place, stderr, stdout};

/// Eight years of a fifth of the population, so that people arrive and the policy moves them.
fn place() -> Place {
    let place = Place::with_period("2018-01-01", "2025-12-31");
    let base = fs::read_to_string(place.path("base.toml")).unwrap();
    fs::write(place.path("base.toml"), base.replace("scale = 0.02", "scale = 0.2")).unwrap();
    let policy = fs::read_to_string(place.path("policy.toml")).unwrap();
    let policy = policy.replace("2024-12-18", "2021-07-01").replace("officers_count = 5", "officers_count = 100");
    fs::write(place.path("policy.toml"), policy).unwrap();
    place
}

/// A table as one map a row.
fn rows(place: &Place, file: &str) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(place.path(file)).unwrap();
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

/// People by scenario and replicate, from the years of `replicates.csv`.
fn totals(place: &Place, metric: &str) -> BTreeMap<(String, String), f64> {
    let mut all = BTreeMap::new();
    for row in rows(place, "out/replicates.csv") {
        *all.entry((row["scenario"].clone(), row["replicate"].clone())).or_insert(0.0) += number(&row, metric);
    }
    all
}

#[test]
fn rows_and_columns_add_up_to_what_the_runs_observed() {
    let place = place();
    place.study("out", &[]).success();
    let mut sums: BTreeMap<(String, String, String), f64> = BTreeMap::new();
    for row in rows(&place, "out/outcomes.csv") {
        for (scenario, state) in [("base", "baseline_state"), ("policy", "policy_state")] {
            let key = (scenario.to_owned(), row["replicate"].clone(), row[state].clone());
            *sums.entry(key).or_insert(0.0) += number(&row, "people_count");
        }
    }
    let metrics = [("arrived", "arrivals"), ("dead", "deaths"), ("gave_up", "gave_up"), ("diverted", "diverted")];
    let mut arrived = 0.0;
    for (state, metric) in metrics {
        for ((scenario, replicate), total) in totals(&place, metric) {
            assert_eq!(sums[&(scenario, replicate, state.to_owned())], total, "{state}");
            arrived += if state == "arrived" { total } else { 0.0 };
        }
    }
    assert!(arrived > 1000.0, "{arrived} people arrive in all runs");
    let flows: BTreeMap<String, f64> = rows(&place, "out/transitions.csv")
        .into_iter()
        .filter(|row| row["period"] == "total")
        .map(|row| (row["quantity"].clone(), row["mean"].parse().unwrap()))
        .collect();
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} for {b}: {flows:?}");
    near(flows["change_in_arrivals"], flows["newly_arriving"] - flows["no_longer_arriving"]);
    let ends = ["deterred", "other_way", "lawful_route", "stopped", "diverted", "dead", "under_way"];
    near(ends.iter().map(|end| flows[*end]).sum(), flows["no_longer_arriving"]);
    near(ends.iter().map(|end| flows[&format!("net_{end}")]).sum(), -flows["change_in_arrivals"]);
    assert!(flows["no_longer_arriving"] > 0.0 && flows["delayed"] > 0.0, "{flows:?}");
    assert!(flows["delayed"] + flows["earlier"] <= flows["arrived_in_both"]);
    let comparison = rows(&place, "out/comparison.csv");
    let total = comparison.iter().find(|row| row["metric"] == "arrivals" && row["period"] == "total").unwrap();
    near(number(total, "mean_difference"), flows["change_in_arrivals"]);
    assert!(!total.contains_key("structure"), "a study of one structure keeps its columns");
    assert!(!place.path("out/structures.csv").exists());
}

/// The policy starts years before the forecast origin, so that people move across it as well.
#[test]
fn flows_after_the_origin_add_up_to_the_change_in_arrivals_after_it() {
    let place = place();
    place.study("out", &["--replicates", "2"]).success();
    let flows: BTreeMap<String, f64> = rows(&place, "out/transitions.csv")
        .into_iter()
        .filter(|row| row["period"] == "after_origin")
        .map(|row| (row["quantity"].clone(), row["mean"].parse().unwrap()))
        .collect();
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} for {b}: {flows:?}");
    near(flows["change_in_arrivals"], flows["newly_arriving"] - flows["no_longer_arriving"]);
    let ends = ["deterred", "other_way", "lawful_route", "stopped", "diverted", "dead", "under_way", "before"];
    near(ends.iter().map(|end| flows[*end]).sum(), flows["no_longer_arriving"]);
    assert!(flows["no_longer_arriving"] > 0.0 && flows["arrived_in_both"] > 0.0, "{flows:?}");
    let days = place.run(&["export", "out", "--metric", "arrivals"]).success();
    let after = |scenario: &str| -> f64 {
        let mut days = csv::Reader::from_reader(days.get_output().stdout.as_slice());
        let rows = days.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
        let rows = rows.filter(|row| row["scenario"] == scenario && row["date"].as_str() > "2024-11-04");
        rows.map(|row| number(&row, "arrivals")).sum()
    };
    near(flows["change_in_arrivals"], (after("policy") - after("base")) / 2.0);
}

#[test]
fn a_policy_that_does_nothing_moves_nobody() {
    let place = place();
    let policy = fs::read_to_string(place.path("policy.toml")).unwrap() + "strength = 0.0\n";
    fs::write(place.path("policy.toml"), policy).unwrap();
    let run = place.study("out", &["--replicates", "1"]).success();
    assert!(
        stdout(&run).contains("people    over all days, 0 no longer arrive, 0 arrive who did not"),
        "{}",
        stdout(&run)
    );
    for row in rows(&place, "out/outcomes.csv") {
        assert!(row["baseline_state"] == row["policy_state"] || row["people_count"] == "0", "{row:?}");
    }
}

#[test]
fn scenarios_of_different_people_are_not_compared_one_by_one() {
    let place = Place::new();
    let policy = fs::read_to_string(place.path("policy.toml")).unwrap() + "\n[population]\nscale = 0.04\n";
    fs::write(place.path("policy.toml"), policy).unwrap();
    place.study("out", &[]).success();
    assert!(rows(&place, "out/outcomes.csv").is_empty() && rows(&place, "out/transitions.csv").is_empty());
    let diagnostics = fs::read_to_string(place.path("out/diagnostics.csv")).unwrap();
    assert!(diagnostics.contains("same_people_as_baseline:policy,0.0,1.0,warning"), "{diagnostics}");
}

#[test]
fn structures_are_run_beside_the_scenarios_own_which_stays_as_it_was() {
    let place = place();
    let asked = ["--replicates", "2", "--structures", "retry=off,capacity=ces,capacity=chain"];
    let run = place.study("out", &[&asked[..], &["--block-size", "1", "--threads", "2"]].concat()).success();
    assert!(stderr(&run).contains("capacity=chain is the structure of every scenario already"), "{}", stderr(&run));
    assert!(stdout(&run).contains("arrivals  over 3 structures from"), "{}", stdout(&run));
    place.study("plain", &["--replicates", "2"]).success();
    for file in ["replicates.csv", "summary.csv", "timeseries.csv", "design.csv", "arrivals.svg"] {
        let read = |directory: &str| fs::read(place.path(directory).join(file)).unwrap();
        assert!(read("out") == read("plain"), "{file} is of the scenario's own structure");
    }
    for file in ["comparison.csv", "transitions.csv", "outcomes.csv"] {
        let mut of_own = rows(&place, &format!("out/{file}"));
        of_own.retain(|row| row["structure"] == "scenario");
        for row in &mut of_own {
            row.remove("structure");
        }
        assert!(of_own == rows(&place, &format!("plain/{file}")), "{file}");
    }
    // The same cut or another, the same order on the command line or another.
    let other = ["--replicates", "2", "--structures", "capacity=ces,retry=off", "--block-size", "3"];
    place.study("other", &other).success();
    assert_eq!(place.digest("out"), place.digest("other"));
    assert_eq!(place.manifest("out")["study"]["digest"], place.manifest("other")["study"]["digest"]);
    assert_ne!(place.manifest("out")["study"]["digest"], place.manifest("plain")["study"]["digest"]);

    let all = rows(&place, "out/structures.csv");
    let of = |structure: &str| {
        let wanted = |row: &&BTreeMap<String, String>| {
            row["metric"] == "arrivals" && row["period"] == "from_origin" && row["structure"] == structure
        };
        number(all.iter().find(wanted).unwrap_or_else(|| panic!("{structure}")), "mean_difference")
    };
    let effects = ["scenario", "retry=off", "capacity=ces"].map(of);
    assert_eq!(of("range_low"), effects.iter().copied().fold(f64::INFINITY, f64::min));
    assert_eq!(of("range_high"), effects.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    assert!(effects[0] != effects[1] && effects[0] != effects[2], "{effects:?}");

    let days = |directory: &str| stdout(&place.run(&["export", directory, "--metric", "arrivals"]).success());
    assert_eq!(days("out"), days("plain"), "export is of the scenario's own structure");
    place.study("x", &["--structures", "capacity=of"]).code(2);
}

#[test]
fn an_interrupted_study_of_structures_comes_out_the_same() {
    let place = Place::new();
    let asked = ["--structures", "all", "--block-size", "4"];
    place.study("out", &asked).success();
    let digest = place.digest("out");
    assert_eq!(place.manifest("out")["design"]["structures"].as_array().unwrap().len(), 18);
    for block in ["00001", "00007"] {
        fs::remove_file(place.path(&format!("out/blocks/block-{block}.parquet"))).unwrap();
    }
    place.study("out", &[&asked[..], &["--threads", "3"]].concat()).success();
    assert_eq!(place.digest("out"), digest);
}

#[test]
fn paranoia_changes_no_result_and_one_replicate_can_be_run_alone() {
    let place = Place::new();
    place.study("out", &[]).success();
    place.study("watched", &["--paranoid"]).success();
    assert_eq!(place.digest("out"), place.digest("watched"));
    let again = place.study("out", &["--paranoid"]).success();
    assert!(stderr(&again).contains("checks nothing here"), "{}", stderr(&again));
    let one = place.run(&["run", "base.toml", "policy.toml", "--paranoid", "--seed", "5", "--replicate-only", "2"]);
    let one = stdout(&one.success());
    assert!(one.starts_with("replicate 2 (seed 5) of 2 scenarios: every invariant holds"), "{one}");
    place.run(&["run", "base.toml", "--replicate-only", "3"]).code(2);
    assert!(!place.path("output").exists());
}

#[test]
fn the_dictionary_knows_the_columns_of_a_study_of_structures() {
    let place = Place::new();
    place.study("out", &["--structures", "campaign=none,waiting=patient"]).success();
    let package = support::json(&place.path("out/datapackage.json"));
    let resources = package["resources"].as_array().unwrap();
    for (name, has_structure) in [("comparison", true), ("outcomes", true), ("transitions", true), ("summary", false)] {
        let table = resources.iter().find(|resource| resource["name"] == name).unwrap();
        let fields = table["schema"]["fields"].as_array().unwrap();
        let header = fs::read_to_string(place.path(&format!("out/{name}.csv"))).unwrap();
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(header.lines().next().unwrap(), names.join(","));
        let key = table["schema"]["primaryKey"].as_array().unwrap();
        assert_eq!(key.contains(&Value::from("structure")), has_structure, "{name}");
    }
}
