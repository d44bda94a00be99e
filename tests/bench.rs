//! `strait bench`: the figures of the cases that were asked for, each with its unit, target and verdict.

mod support;

use serde_json::Value;
use support::{Place, stderr, stdout};

fn figure<'a>(document: &'a Value, case: &str, name: &str) -> &'a Value {
    let figures = document["figures"].as_array().unwrap();
    figures.iter().find(|figure| figure["case"] == case && figure["name"] == name).unwrap()
}

#[test]
fn cases_that_are_asked_for_are_measured_and_judged() {
    let place = Place::new();
    let asked = ["--case", "baseline", "--case", "forks", "--case", "output", "--case", "start_up"];
    let run = place.run(&[&["bench", "base.toml", "--quick", "--json", "-q"], &asked[..]].concat()).success();
    let document: Value = serde_json::from_str(&stdout(&run)).unwrap();
    assert_eq!((&document["schema_version"], &document["quick"]), (&1.into(), &true.into()));
    assert!(document["events"].as_str().unwrap().contains("people arriving"));
    for (case, name) in [
        ("baseline", "time by event"),
        ("baseline", "reference loop, by event"),
        ("output", "blocks"),
        ("output", "10^6 histories with blocks and tables"),
        ("output", "blocks of 10^6 histories"),
    ] {
        let figure = figure(&document, case, name);
        assert!(figure["value"].as_f64().unwrap() > 0.0, "{figure}");
    }
    let intentions = figure(&document, "baseline", "intentions");
    assert_eq!(intentions["target"], serde_json::json!({ "rule": "at_least", "value": 700_000.0 }));
    assert_eq!(intentions["met"], false, "a tiny population misses it");
    let shared = figure(&document, "forks", "with the baseline that they share")["value"].as_f64().unwrap();
    let policies = figure(&document, "forks", "10 policies from the day after the origin")["value"].as_f64().unwrap();
    assert!((shared - policies - 1.0).abs() < 1e-9);
}

#[cfg(unix)]
#[test]
fn a_case_that_fails_is_named_and_the_others_are_told() {
    let place = Place::new();
    let asked = ["bench", "base.toml", "--quick", "--case", "baseline", "--case", "start_up"];
    // Without a temporary directory nothing can be written, but histories can be timed.
    let run = place.command(&asked).env("TMPDIR", place.path("absent")).assert().code(1);
    assert!(stdout(&run).contains("time by event"), "{}", stdout(&run));
    assert!(stderr(&run).contains("could not be measured: start_up"), "{}", stderr(&run));
    place.run(&["bench", "absent.toml"]).code(6);
    place.run(&["bench", "base.toml", "--case", "nothing"]).code(2);
}
