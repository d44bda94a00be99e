//! The files of a finished study, held to their own dictionary.

mod support;

use std::fs;
use std::process::{Command, Stdio};
use support::dictionary::described;
use support::{Place, stderr, stdout};

#[test]
fn every_table_has_the_columns_types_and_order_that_the_dictionary_says() {
    let place = Place::new();
    place.study("out", &[]).success();
    assert_eq!(described(&place.path("out"), "datapackage.json").len(), 13);
}

#[test]
fn the_manifest_lists_every_file_with_its_digest_and_tells_no_names() {
    use sha2::{Digest, Sha256};
    let place = Place::new();
    let absolute = place.path("base.toml");
    place.run(&["run", absolute.to_str().unwrap(), "--out", "out"]).success();
    let manifest = place.manifest("out");
    for output in manifest["outputs"].as_array().unwrap() {
        let bytes = fs::read(place.path("out").join(output["path"].as_str().unwrap())).unwrap();
        let sum = strait::study::hex(&Sha256::digest(&bytes));
        assert_eq!(output["sha256"], sum);
        assert_eq!(output["bytes"], bytes.len());
    }
    let text = manifest.to_string();
    assert!(!text.contains(place.path("").to_str().unwrap()), "{text}");
}

#[test]
fn the_cost_of_a_fund_is_counted_once_and_a_leap_year_costs_a_year() {
    let place = Place::new();
    let policy = fs::read_to_string(place.path("policy.toml")).unwrap();
    let second = "\n[[measure.overseas_officers]]\nid = \"turkey\"\nstart = 2024-12-18\nregion = \"turkey\"\n\
                  officers_count = 5\nfunded_by = \"deal\"\ncost_gbp_per_year = 999\n";
    fs::write(place.path("policy.toml"), policy + second).unwrap();
    place.study("out", &[]).success();
    let costs = fs::read_to_string(place.path("out/costs.csv")).unwrap();
    // Fourteen days of 366,000 pounds a year in a leap year.
    assert!(costs.contains("policy,overseas_officers,overseas_officers,deal,2024,14000.0,14000.0,,\n"), "{costs}");
    assert!(costs.contains("policy,overseas_officers,turkey,deal,2024,0.0,0.0,,\n"), "{costs}");
    assert!(costs.contains("policy,total,total,,2024,14000.0,14000.0,,\n"), "{costs}");
}

#[test]
fn export_gives_one_row_per_scenario_replicate_and_day() {
    let place = Place::new();
    place.study("out", &[]).success();
    let all = stdout(&place.run(&["export", "out", "--metric", "arrivals,boats"]).success());
    let lines: Vec<&str> = all.lines().collect();
    assert_eq!(lines[0], "scenario,draw,replicate,date,arrivals,boats");
    assert_eq!(lines.len(), 1 + 2 * 3 * 75);
    assert!(lines[1].starts_with("base,0,0,2024-10-25,"));
    let one = stdout(&place.run(&["export", "out", "--scenario", "policy", "--metric", "deaths"]).success());
    assert_eq!(one.lines().count(), 1 + 3 * 75);
    let wrong = place.run(&["export", "out", "--metric", "arivals"]).code(3);
    assert!(stderr(&wrong).contains("arivals"));
}

#[test]
fn the_sum_of_exported_days_is_the_year_in_replicates() {
    let place = Place::new();
    place.study("out", &[]).success();
    let days = stdout(&place.run(&["export", "out", "--scenario", "base", "--metric", "arrivals"]).success());
    let year: f64 = days
        .lines()
        .filter(|line| line.starts_with("base,1,1,2024-"))
        .map(|line| line.rsplit(',').next().unwrap().parse::<f64>().unwrap())
        .sum();
    let table = fs::read_to_string(place.path("out/replicates.csv")).unwrap();
    let row = table.lines().find(|line| line.starts_with("base,1,1,2024,")).unwrap();
    assert_eq!(row.split(',').nth(4).unwrap().parse::<f64>().unwrap(), year);
}

#[test]
fn a_reader_that_went_away_ends_export_quietly() {
    let place = Place::new();
    place.study("out", &[]).success();
    let mut child = Command::new(env!("CARGO_BIN_EXE_strait"))
        .args(["export", "out", "--metric", "arrivals"])
        .current_dir(place.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn verbs_that_print_have_json_with_a_version() {
    let place = Place::new();
    for arguments in [
        &["check", "base.toml", "policy.toml", "--json"][..],
        &["describe", "--json"],
        &["describe", "measures", "--json"],
        &["explain", "E0203", "--json"],
    ] {
        let document = stdout(&place.run(arguments).success());
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["schema_version"], 1, "{arguments:?}");
    }
    serde_json::from_str::<serde_json::Value>(&stdout(&place.run(&["schema"]).success())).unwrap();
    assert!(stdout(&place.run(&["completions", "bash"]).success()).contains("strait"));
    assert!(stdout(&place.run(&["check", "policy.toml", "--resolved"]).success()).contains("officers_count"));
    place.run(&["explain", "E9999"]).code(2);
    place.run(&["init", "base.toml"]).code(4);
}

#[test]
fn the_manifest_names_the_evidence_it_carries_with_source_and_licence() {
    let place = Place::new();
    place.study("out", &[]).success();
    let manifest = place.manifest("out");
    let inputs = manifest["inputs"].as_array().unwrap();
    let evidence: Vec<_> = inputs.iter().filter(|input| input["role"] == "evidence").collect();
    assert_eq!(evidence.len(), 7);
    for input in evidence {
        assert!(input["source"].is_string() && input["licence"].is_string(), "{input}");
        assert_eq!(input["sha256"].as_str().unwrap().len(), 64);
    }
}

#[test]
fn diff_says_in_words_what_differs_and_nothing_else() {
    let place = Place::new();
    let same = stdout(&place.run(&["diff", "base.toml", "base.toml"]).success());
    assert_eq!(same, "base and base do not differ\n");
    let other = "schema_version = 1\nextends = \"policy.toml\"\nname = \"other\"\ntitle = \"Other words\"\n\n\
                 [period]\nend = 2024-12-31\n\n[wind]\nfuture = \"year:2023\"\n\n[structure]\nretry = false\n\
                 capacity = \"ces\"\n\n[parameters.attempt]\nretry_after_prevention_prob = 0.25\n\n\
                 [[measure.overseas_officers]]\nofficers_count = 7\n\n[[measure.beach_patrols]]\nid = \"calais\"\n\
                 start = 2024-12-01\neffort_ratio = 2.0\n";
    fs::write(place.path("other.toml"), other).unwrap();
    let added = stdout(&place.run(&["diff", "base.toml", "policy.toml"]).success());
    let start = "the measure `overseas_officers` is added: cost_gbp_per_year 366000";
    assert!(added.contains(start) && added.contains("officers_count 5 (in number)"), "{added}");
    assert!(added.contains("start 2024-12-18") && added.lines().count() == 3, "{added}");
    let removed = stdout(&place.run(&["diff", "policy.toml", "base.toml"]).success());
    assert!(removed.contains("the measure `overseas_officers` is removed"), "{removed}");
    let words = stdout(&place.run(&["diff", "policy.toml", "other.toml"]).success());
    for line in [
        "`period.end` is 2024-12-31 instead of 2025-01-07",
        "`wind.future` is year:2023 instead of generated",
        "`structure.retry` is off instead of on",
        "`structure.capacity` is ces instead of chain",
        "`measure.overseas_officers.officers_count` is 7 (in number) instead of 5 (in number)",
        "the measure `beach_patrols.calais` is added",
        "`parameters.attempt.retry_after_prevention_prob` is 0.25 (probability) instead of {",
    ] {
        assert!(words.contains(line), "{line}: {words}");
    }
    assert!(!words.contains("title") && !words.contains("Other words"), "{words}");
    let document = stdout(&place.run(&["diff", "policy.toml", "other.toml", "--json"]).success());
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let all = document["differences"].as_array().unwrap();
    assert_eq!((&document["schema_version"], all.len()), (&1.into(), 7));
    let officers = all.iter().find(|one| one["path"] == "measure.overseas_officers.officers_count").unwrap();
    assert_eq!((&officers["before"], &officers["after"]), (&"5".into(), &"7".into()));
    assert_eq!(officers["change"], "changed");
    place.run(&["diff", "base.toml", "absent.toml"]).code(6);
    place.run(&["diff", "base.toml"]).code(2);
}
