//! What `strait forecast` promises: files with gaps are scored as far as they go, threads change nothing, and what cannot
//! be forecast is refused with a reason.

mod support;

use assert_cmd::Command;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use strait::evidence;
use strait::quantity::Day;
use support::dictionary::{csv_files, described};
use support::page::{checked, opened, tables};

const SMALL: [&str; 8] = ["--draws", "3", "--candidates", "2", "--futures", "8", "--seed", "5"];

fn baseline() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml").display().to_string()
}

/// Runs the program in a directory; answers exit code, standard output and standard error.
fn strait(directory: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_strait")).args(arguments).current_dir(directory).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn forecast(directory: &Path, arguments: &[&str]) -> (i32, String, String) {
    let baseline = baseline();
    strait(directory, &[&["forecast", &baseline], arguments, &SMALL].concat())
}

/// Days that look like an earlier year's, from before the origin, with holes and without the last boats and days.
fn write_files(directory: &Path) -> (PathBuf, PathBuf) {
    let start: Day = "2024-10-20".parse().unwrap();
    let (mut winds, mut seen) = ("date,wind_night_mean_ms\n".to_owned(), "people,date,boats,note\n".to_owned());
    for n in 0..170 {
        let (day, past) = (start.plus(n), 1400 + n as usize);
        if n % 41 != 7 {
            writeln!(winds, "{day},{}", evidence::sea()[past].wind_night_mean_ms).unwrap();
        }
        let row = evidence::daily()[past];
        let boats = if n < 120 { row.boats.to_string() } else { String::new() };
        let people = if n % 13 == 3 { String::new() } else { row.people.to_string() };
        if n < 150 {
            writeln!(seen, "{people},{day},{boats},x").unwrap();
        }
    }
    let paths = (directory.join("wind.csv"), directory.join("seen.csv"));
    fs::write(&paths.0, winds).unwrap();
    fs::write(&paths.1, seen).unwrap();
    paths
}

/// Rows of a table as maps.
fn rows(path: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

#[test]
fn days_beyond_the_record_are_forecast_and_scored_from_files_with_holes() {
    let place = tempfile::tempdir().unwrap();
    write_files(place.path());
    let run = |out: &str, threads: &str| {
        let span =
            ["--origin", "2024-11-04", "--horizon", "2025-03-31", "--wind", "wind.csv", "--observed", "seen.csv"];
        forecast(place.path(), &[&span[..], &["--out", out, "--threads", threads, "--members"]].concat())
    };
    let (code, text, messages) = run("a", "1");
    assert_eq!(code, 0, "{messages}");
    assert!(messages.contains("the others generated"), "{messages}");
    assert!(text.contains("scored on") && text.contains("of 147 days"), "{text}");
    assert_eq!(run("b", "2").0, 0);
    let names =
        ["forecast.csv", "weekly.csv", "scores.csv", "ranks.csv", "paths.csv", "conditioning.csv", "members.csv"];
    for name in names.into_iter().chain(["arrivals.svg", "report.html"]) {
        let read = |out: &str| fs::read(place.path().join(out).join(name)).unwrap();
        assert!(read("a") == read("b"), "{name} depends on threads");
    }
    let scores = rows(&place.path().join("a/scores.csv"));
    let of = |forecaster: &str, quantity: &str, level: &str| {
        let is = |row: &&std::collections::BTreeMap<String, String>| {
            (row["forecaster"].as_str(), row["quantity"].as_str(), row["level"].as_str())
                == (forecaster, quantity, level)
        };
        scores.iter().find(is).map(|row| row["days_count"].parse::<u32>().unwrap())
    };
    // 134 days of the file lie after the origin, eleven of them without people.
    assert_eq!(of("strait", "people", "day"), Some(123));
    assert_eq!(of("strait", "people", "day"), of("hurdle", "people", "day"));
    assert!(of("pool", "boats", "day").unwrap() < 123 && of("bootstrap", "people_per_boat", "week").is_some());
    let fan = rows(&place.path().join("a/forecast.csv"));
    let whole = fan.iter().find(|row| row["forecaster"] == "strait" && row["level"] == "whole").unwrap();
    assert_eq!((whole["period_start"].as_str(), whole["period_end"].as_str()), ("2024-11-05", "2025-03-31"));
    assert_eq!((whole["members_count"].as_str(), whole["observed_days_count"].as_str()), ("24", "123"));
    let manifest = fs::read_to_string(place.path().join("a/manifest.json")).unwrap();
    assert!(manifest.contains("\"wind.csv\"") && manifest.contains("\"seen.csv\"") && manifest.contains("kept_share"));
    // Every table is described, every column and cell as it says.
    let files = described(&place.path().join("a"), "datapackage.json");
    assert_eq!((files.len(), &files), (7, &csv_files(&place.path().join("a"))));
    assert!(manifest.contains("\"datapackage.json\""));
}

#[test]
fn the_page_of_a_forecast_is_made_again_to_the_byte_and_other_forms_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let span = ["--origin", "2024-11-04", "--horizon", "2024-12-31", "--out", "made", "--posterior", "none"];
    assert_eq!(forecast(place.path(), &span).0, 0);
    let directory = place.path().join("made");
    let page = directory.join("report.html");
    let first = fs::read(&page).unwrap();
    // Nothing after the origin was known: tables without rows are described too.
    assert_eq!(described(&directory, "datapackage.json"), csv_files(&directory));
    assert_eq!(fs::read_to_string(directory.join("scores.csv")).unwrap().lines().count(), 1);
    fs::remove_file(&page).unwrap();
    for _ in 0..2 {
        let (code, text, messages) = strait(place.path(), &["report", "made"]);
        assert_eq!((code, text.as_str()), (0, "made/report.html\n"), "{messages}");
        assert!(fs::read(&page).unwrap() == first, "the page differs from what the forecast left");
    }
    let (code, text, _) = strait(place.path(), &["report", "made", "--out", "-"]);
    assert!(code == 0 && text.contains("href=\"made/forecast.csv\"") && text.len() > first.len());
    for words in [&["made", "--format", "csv"][..], &["made", "made"], &["made", "--copy-to", "copy"]] {
        let (code, _, messages) = strait(place.path(), &[&["report"], words].concat());
        assert_eq!(code, 2, "{words:?}: {messages}");
        assert!(messages.contains("made is a forecast: `strait report made` makes its page again"), "{messages}");
    }
    assert!(!place.path().join("copy").exists());
}

#[test]
fn days_of_the_record_are_scored_without_a_file_and_the_observed_wind_is_given() {
    let place = tempfile::tempdir().unwrap();
    let span =
        ["--origin", "2024-06-30", "--horizon", "2024-08-15", "--wind", "observed", "--json", "--posterior", "none"];
    let (code, text, messages) = forecast(place.path(), &span);
    assert_eq!(code, 0, "{messages}");
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&document["observed_days"], &document["members"]), (&46.into(), &24.into()));
    let directory = place.path().join(document["directory"].as_str().unwrap());
    assert!(directory.ends_with("output/forecast/baseline_2024-06-30_2024-08-15_observed"));
    let manifest = fs::read_to_string(directory.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"report.html\"") && manifest.contains("--seed 5 --out again"), "{manifest}");
    page_tells_its_tables(&directory);
}

/// Text and chart of a page are its tables, and a browser opens it without a request or an error.
fn page_tells_its_tables(directory: &Path) {
    let html = fs::read_to_string(directory.join("report.html")).unwrap();
    let tables = tables(directory);
    let places = checked(&html, &tables);
    for file in ["forecast.csv", "scores.csv", "paths.csv", "conditioning.csv"] {
        assert!(places.iter().any(|place| place.starts_with(file)), "no number of {file}");
    }
    let reaches = |column: &str| places.iter().any(|place| place.ends_with(&format!(":{column}")));
    for reference in ["bootstrap", "hurdle", "hurdle_wind", "pool"] {
        assert!(reaches(&format!("crps_ratio_to_{reference}")), "no score against {reference}");
    }
    assert!(reaches("coverage_99_share") && reaches("pit_mean") && reaches("low95") && reaches("kept_share"));
    let weekly = &tables["weekly.csv"];
    let chart = html.split("id=\"chart-arrivals\"").nth(1).unwrap().split("<script type=\"application/json\">").nth(1);
    let chart: serde_json::Value = serde_json::from_str(chart.unwrap().split("</script>").next().unwrap()).unwrap();
    let mut seen_after = 0;
    for trace in chart["data"].as_array().unwrap() {
        let column = trace["meta"].as_str().unwrap().strip_prefix("weekly.csv:").unwrap();
        let name = trace["name"].as_str().unwrap();
        let scenario = match name.strip_suffix(": median") {
            Some("seasonal block bootstrap") => "bootstrap",
            Some("hurdle model") => "hurdle",
            Some("hurdle model given the wind") => "hurdle_wind",
            Some("pool of the references") => "pool",
            _ => "strait",
        };
        let shown = trace["x"].as_array().unwrap().iter().zip(trace["y"].as_array().unwrap());
        for (day, value) in shown {
            let is = |row: &&std::collections::BTreeMap<String, String>| {
                row["scenario"] == scenario && row["period_start"] == day.as_str().unwrap()
            };
            let cell = &weekly.iter().find(is).unwrap()[column];
            assert_eq!(value.as_f64(), cell.parse().ok(), "{name} {day} {column}");
        }
        seen_after += if name == "observed after the origin" { trace["y"].as_array().unwrap().len() } else { 0 };
    }
    // Six whole weeks lie between the origin and the horizon.
    assert_eq!(seen_after, 6);
    let july: f64 = evidence::daily()
        .iter()
        .filter(|row| row.day.to_string().starts_with("2024-07-0"))
        .take(7)
        .map(|row| f64::from(row.people))
        .sum();
    let first = weekly.iter().find(|row| row["scenario"] == "strait" && row["period_start"] == "2024-07-01").unwrap();
    assert_eq!(first["observed"].parse::<f64>().unwrap(), july);

    let Some(found) = opened(&directory.join("report.html")) else { return };
    assert_eq!(found["requests"], serde_json::json!([]), "a request left the page");
    assert_eq!(found["errors"], serde_json::json!([]), "the console has errors");
    for view in ["desktop", "phone"] {
        let view_found = &found["views"][view];
        assert!(view_found["overflow"].as_i64().unwrap() <= 0, "{view}: the page is wider than the screen");
        let chart = &view_found["charts"][0];
        assert_eq!((&chart["failed"], &chart["still"]), (&false.into(), &1.into()), "{view}: {chart}");
        assert!(chart["marks"].as_u64().unwrap() > 6 && chart["label"].as_str().unwrap().len() > 60, "{view}: {chart}");
        assert_eq!(chart["files"], serde_json::json!(["weekly.csv"]));
    }
    assert_eq!((&found["print"]["live"], &found["print"]["still"]), (&0.into(), &1.into()));
    assert_eq!(found["without_scripts"]["still"], 1);
}

#[test]
fn the_log_of_looks_is_as_its_dictionary_says() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let files = described(&docs, "forecast_looks.datapackage.json");
    assert_eq!(files.into_iter().collect::<Vec<_>>(), ["forecast_looks.csv"]);
}

#[test]
fn what_cannot_be_forecast_is_refused_with_a_reason() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("bad.csv"), "date,people,boats\n2025-01-01,-4,1\n").unwrap();
    fs::write(place.path().join("old.csv"), "date,wind_night_mean_ms\n2020-01-01,4\n").unwrap();
    let cases: [(&[&str], i32, &str); 8] = [
        (&["--origin", "2024-11-04", "--horizon", "2024-11-04"], 3, "is not after the origin"),
        (&["--origin", "2024-12-01", "--horizon", "2025-11-04"], 3, "where the record of this version ends"),
        (&["--origin", "2024-11-04", "--horizon", "2025-01-31", "--wind", "observed"], 3, "--wind FILE"),
        (&["--origin", "2024-11-04", "--horizon", "2025-01-31", "--observed", "bad.csv"], 3, "bad.csv:2:2:"),
        (&["--origin", "2024-11-04", "--horizon", "2025-01-31", "--wind", "old.csv"], 3, "holds no wind from"),
        (&["--origin", "2024-11-04", "--horizon", "2025-01-31", "--wind", "none.csv"], 6, "cannot read none.csv"),
        (&["--origin", "2024-11-04", "--horizon", "2025-01-31", "--wind", "year:soon"], 2, "year:2022"),
        (
            &["--origin", "2024-11-04", "--horizon", "2025-01-31", "--set", "population.scale=0.5"],
            3,
            "population.scale",
        ),
    ];
    for (arguments, code, words) in cases {
        let (seen, _, messages) = forecast(place.path(), arguments);
        assert_eq!(seen, code, "{arguments:?}: {messages}");
        assert!(messages.contains(words), "{arguments:?}: {messages}");
    }
    let few = ["forecast", &baseline(), "--rolling", "--draws", "2", "--candidates", "2", "--futures", "4"];
    let (code, _, messages) = strait(place.path(), &few);
    assert!(code == 2 && messages.contains("make 8 members, and scores need at least 20"), "{messages}");
    assert!(!place.path().join("output").exists(), "a refusal leaves nothing");
}

#[test]
fn rolling_origins_are_judged_logged_and_put_on_a_page() {
    let place = tempfile::tempdir().unwrap();
    fs::write(
        place.path().join("page.md"),
        "# Words\n\n<!-- generated: rolling origins -->\nold\n<!-- end -->\nmore\n",
    )
    .unwrap();
    let roll = |more: &[&str]| {
        let rolling = ["--rolling", "--posterior", "none", "--log", "looks.csv"];
        forecast(place.path(), &[&rolling[..], more].concat())
    };
    let (code, text, messages) = roll(&["--note", "first, small", "--page", "page.md", "--json", "--threads", "1"]);
    assert_eq!(code, 0, "{messages}");
    for origin in ["2021-12-31", "2022-12-31", "2023-12-31"] {
        assert!(messages.contains(&format!("{origin}: done")), "{messages}");
    }
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    let (standings, goals) = (answer["standings"].as_array().unwrap(), answer["goals"].as_array().unwrap());
    assert!(standings.iter().any(|one| one["forecaster"] == "strait") && !goals.is_empty(), "{text}");
    let page = fs::read_to_string(place.path().join("page.md")).unwrap();
    assert!(
        page.starts_with("# Words\n") && page.ends_with("<!-- end -->\nmore\n") && !page.contains("\nold\n"),
        "{page}"
    );
    assert!(page.contains("Made by `strait forecast") && page.contains("first, small"), "{page}");
    // The log only grows, and its columns are described.
    let first = fs::read_to_string(place.path().join("looks.csv")).unwrap();
    assert_eq!(described(place.path(), "looks.datapackage.json"), csv_files(place.path()));
    let (code, again, messages) = roll(&["--threads", "2"]);
    assert_eq!(code, 0, "{messages}");
    assert!(!again.is_empty() && again.contains("strait"), "{again}");
    let second = fs::read_to_string(place.path().join("looks.csv")).unwrap();
    let added: Vec<&str> = second.strip_prefix(&first).expect("a log only grows").lines().collect();
    assert_eq!(added.len(), first.lines().count() - 1);
    fs::write(place.path().join("looks.csv"), "another,header\n").unwrap();
    let (code, _, messages) = roll(&[]);
    assert!(code == 3 && messages.contains("looks.csv"), "{code}: {messages}");
    assert_eq!(fs::read_to_string(place.path().join("looks.csv")).unwrap(), "another,header\n");
}

#[test]
fn a_posterior_that_knows_later_days_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let scenario = fs::read_to_string(baseline()).unwrap().replace("posterior/baseline.csv", "posterior.csv");
    assert!(scenario.contains("posterior.csv"));
    fs::write(place.path().join("own.toml"), scenario).unwrap();
    let table = "draw,weight,coast.patience_mean_days\n0,1.0,30.0\n1,3.0,20.0\n";
    fs::write(place.path().join("posterior.csv"), table).unwrap();
    let describe = |until: &str| {
        let digest = Sha256::digest(table.as_bytes());
        let text = serde_json::json!({
            "schema_version": 1, "data_until": until, "command": "strait calibrate", "seed": 1,
            "model_version": strait::model::MODEL_VERSION, "program_version": "0.1.0", "draws": 2,
            "sha256": strait::study::hex(&digest),
            "parameters": [{ "key": "coast.patience_mean_days", "contraction": 0.5, "informed": true }],
        });
        fs::write(place.path().join("posterior.json"), text.to_string()).unwrap();
    };
    let span = ["forecast", "own.toml", "--origin", "2023-12-31", "--horizon", "2024-01-31"];
    describe("2024-11-04");
    let (code, _, messages) = strait(place.path(), &[&span[..], &SMALL].concat());
    assert_eq!(code, 3, "{messages}");
    assert!(messages.contains("informed by data to 2024-11-04"), "{messages}");
    describe("2023-12-31");
    let (code, _, messages) = strait(place.path(), &[&span[..], &SMALL].concat());
    assert_eq!(code, 0, "{messages}");
    let manifest =
        fs::read_to_string(place.path().join("output/forecast/baseline_2023-12-31_2024-01-31_generated/manifest.json"));
    assert!(manifest.unwrap().contains("\"parameters\": \"posterior.csv\""));
}
