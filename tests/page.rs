//! The page of a study: its text and charts say what the tables say, to the last digit, and it opens in a browser.

mod support;

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use support::page::{Tables, checked, opened, tables};
use support::{Place, json, stderr, stdout};

/// A finished study and its page.
struct Page {
    place: Place,
    html: String,
    tables: Tables,
}

impl Page {
    fn new() -> Self {
        let place = strong(Place::with_period("2018-01-01", "2025-02-28"));
        place.study("out", &["--replicates", "8"]).success();
        let html = fs::read_to_string(place.path("out/report.html")).unwrap();
        let tables = tables(&place.path("out"));
        Self { place, html, tables }
    }

    /// Cells of a column, of the rows that have the given texts in the given columns.
    fn column(&self, file: &str, keys: &[(&str, &str)], column: &str) -> Vec<Option<f64>> {
        let rows = self.tables[file].iter().filter(|row| keys.iter().all(|(key, text)| row[*key] == *text));
        rows.map(|row| row[column].parse().ok()).collect()
    }

    /// The description of a chart.
    fn chart(&self, id: &str) -> Value {
        let part = self.html.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("no chart {id}"));
        let text = part.split("<script type=\"application/json\">").nth(1).unwrap().split("</script>").next().unwrap();
        serde_json::from_str(text).unwrap()
    }
}

/// The same place with enough people, from the beginning of the route, for a policy to change something within weeks.
fn strong(place: Place) -> Place {
    let base = fs::read_to_string(place.path("base.toml")).unwrap();
    assert!(base.contains("scale = 0.02"));
    fs::write(place.path("base.toml"), base.replace("scale = 0.02", "scale = 0.1")).unwrap();
    let text = fs::read_to_string(place.path("policy.toml")).unwrap();
    let patrols = "\n[[measure.beach_patrols]]\nid = \"more\"\nstart = 2024-11-05\neffort_ratio = 8\n";
    fs::write(place.path("policy.toml"), text + patrols).unwrap();
    place
}

#[test]
fn every_number_of_the_text_is_its_cell_rounded_to_what_is_printed() {
    let page = Page::new();
    let all = checked(&page.html, &page.tables);
    assert!(all.len() > 50, "{} numbers", all.len());
    let of = |file: &str| all.iter().filter(|place| place.starts_with(file)).count();
    for file in ["comparison.csv", "transitions.csv", "costs.csv", "summary.csv"] {
        assert!(of(file) > 0, "no number of {file}");
    }
}

#[test]
fn the_fan_chart_holds_the_series_and_the_record_to_the_last_digit() {
    let page = Page::new();
    let chart = page.chart("chart-arrivals");
    let mut traces = 0;
    for trace in chart["data"].as_array().unwrap() {
        let (file, column) = trace["meta"].as_str().unwrap().split_once(':').unwrap();
        let shown: Vec<Option<f64>> = trace["y"].as_array().unwrap().iter().map(Value::as_f64).collect();
        let scenario = if trace["name"].as_str().unwrap().contains("A policy") { "policy" } else { "base" };
        let expected = if file == "timeseries.csv" {
            page.column(file, &[("metric", "arrivals"), ("resolution", "week"), ("scenario", scenario)], column)
        } else {
            page.column(file, &[], column)
        };
        assert!(!shown.is_empty() && expected.ends_with(&shown), "{file} {column} of {scenario}");
        // A policy is drawn from the forecast origin on, everything else whole.
        assert!(scenario == "policy" || shown.len() == expected.len());
        traces += 1;
    }
    assert_eq!(traces, 9, "three bands of two ends, two medians, the record");
}

#[test]
fn the_marks_of_effects_and_flows_are_cells_of_their_tables() {
    let page = Page::new();
    for (id, file, middle, ends) in [
        (
            "chart-effects",
            "comparison.csv",
            "relative_difference_share",
            ["relative_low95_share", "relative_high95_share"],
        ),
        ("chart-people", "transitions.csv", "mean", ["low95", "high95"]),
    ] {
        let mut marks = 0;
        for trace in page.chart(id)["data"].as_array().unwrap() {
            let columns: &[&str] = if trace["meta"] == "mean" { &[middle] } else { &ends };
            for (value, column) in trace["x"].as_array().unwrap().iter().zip(columns) {
                let value = value.as_f64().unwrap();
                assert!(page.column(file, &[], column).contains(&Some(value)), "{id}: {value} is not in {column}");
                marks += 1;
            }
        }
        assert!(marks > 0, "{id} is empty");
    }
}

#[test]
fn the_page_is_made_of_the_directory_alone_and_repeats_its_bytes() {
    let page = Page::new();
    let place = &page.place;
    let written = place.path("out/report.html");
    place.study("again", &["--replicates", "8", "--threads", "2", "--block-size", "3"]).success();
    let again = fs::read_to_string(place.path("again/report.html")).unwrap();
    assert!(page.html == again, "threads or blocks change the page");
    fs::remove_dir_all(place.path("out/blocks")).unwrap();
    fs::remove_file(&written).unwrap();
    let told = stdout(&place.run(&["report", "out"]).success());
    assert_eq!(told.trim(), "out/report.html");
    assert!(page.html == fs::read_to_string(&written).unwrap(), "the page made again is another");
    let manifest = place.manifest("out");
    let listed = manifest["outputs"].as_array().unwrap().iter().find(|output| output["path"] == "report.html").unwrap();
    assert_eq!(listed["sha256"], strait::study::hex(&Sha256::digest(page.html.as_bytes())));
}

#[test]
fn the_page_tells_question_answer_limits_and_how_to_make_it_again() {
    let page = Page::new();
    for id in [
        "question",
        "answer",
        "arrivals",
        "effects",
        "people",
        "costs",
        "harm",
        "scorecard",
        "forecasts",
        "assumptions",
        "limits",
        "reproduction",
    ] {
        assert_eq!(page.html.matches(&format!("<section id=\"{id}\">")).count(), 1, "{id}");
    }
    let order: Vec<usize> =
        ["question", "answer", "limits"].map(|id| page.html.find(&format!("section id=\"{id}\"")).unwrap()).to_vec();
    assert!(order.is_sorted());
    let digest = page.place.digest("out");
    for words in [
        "A policy",
        "overseas_officers",
        "must not be used for",
        "grade",
        digest.as_str(),
        "--replicates 8",
        "Content-Security-Policy",
    ] {
        assert!(page.html.contains(words), "no `{words}`");
    }
    // The command on the page makes the same study from the scenarios beside it.
    let command = page.html.split("<code>strait run ").nth(1).unwrap().split("</code>").next().unwrap();
    let words: Vec<String> = command.split_whitespace().map(|word| word.replace("&#39;", "")).collect();
    let arguments: Vec<&str> = std::iter::once("run").chain(words.iter().map(String::as_str)).collect();
    let mut program = page.place.command(&arguments);
    program.current_dir(page.place.path("out")).assert().success();
    assert_eq!(page.place.manifest("out/again")["results_digest"], digest.as_str());
}

#[test]
fn the_command_on_the_page_makes_packages_and_shared_draws_again() {
    let place = strong(Place::with_period("2022-06-01", "2025-02-28"));
    let policy = fs::read_to_string(place.path("policy.toml")).unwrap()
        + "\n[[measure.advert_takedown]]\nstart = 2024-12-20\nreferrals_per_account_per_day = 0.2\n";
    fs::write(place.path("policy.toml"), policy).unwrap();
    let shared = ["--replicates", "8", "--replicates-per-draw", "4", "--replicates-per-weather", "2"];
    place.study("out", &[&shared[..], &["--package", "policy", "--structures", "retry=off"]].concat()).success();
    let text = stdout(&place.run(&["report", "out", "--format", "md"]).success());
    let command = text.split("Made again by `strait ").nth(1).unwrap().split('`').next().unwrap();
    let words: Vec<&str> = command.split_whitespace().collect();
    place.command(&words).current_dir(place.path("out")).assert().success();
    assert_eq!(place.digest("out/again"), place.digest("out"), "{command}");
}

#[test]
fn reports_of_several_studies_stand_side_by_side_in_every_form() {
    let page = Page::new();
    let place = &page.place;
    place.study("other", &["--seed", "7"]).success();
    let told = stdout(&place.run(&["report", "out", "other", "--out", "both.html"]).success());
    assert_eq!(told.trim(), "both.html");
    let both = fs::read_to_string(place.path("both.html")).unwrap();
    assert!(both.contains("id=\"compared\"") && both.contains("id=\"s1-limits\"") && both.contains("id=\"s2-limits\""));
    assert!(both.contains("Their seeds differ") && both.contains("href=\"other/comparison.csv\""));

    let csv = stdout(&place.run(&["report", "out", "other", "--format", "csv"]).success());
    let rows = page.tables["comparison.csv"].len();
    assert_eq!(csv.lines().count(), 1 + 2 * rows);
    assert!(csv.starts_with("study,study_digest,scenario,baseline,metric,period,"));

    let text = stdout(&place.run(&["report", "out", "other", "--format", "json"]).success());
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema_version"], 1);
    assert_eq!(value["studies"][0]["results_digest"], place.digest("out").as_str());
    let effect = &value["studies"][0]["policies"][0]["effects"]["arrivals"];
    let keys = [("metric", "arrivals"), ("period", "from_origin"), ("scenario", "policy")];
    assert_eq!(effect["mean_difference"].as_f64(), page.column("comparison.csv", &keys, "mean_difference")[0]);

    let note = stdout(&place.run(&["report", "out", "--format", "md"]).success());
    assert!(note.contains("| People arriving | A policy |") && note.contains("must not be used for"));
}

#[test]
fn a_directory_that_holds_no_finished_study_has_no_report() {
    let place = Place::new();
    let missing = place.run(&["report", "nowhere"]).code(3);
    assert!(stderr(&missing).contains("nowhere"), "{}", stderr(&missing));
    place.study("out", &[]).success();
    fs::write(place.path("out/comparison.csv"), "a,b\n1\n").unwrap();
    let broken = place.run(&["report", "out"]).code(3);
    assert!(stderr(&broken).contains("comparison.csv"), "{}", stderr(&broken));
    place.run(&["report", "out", "--copy-to", "out"]).code(3);
}

#[test]
fn a_small_copy_has_tables_and_page_but_no_runs() {
    let page = Page::new();
    let place = &page.place;
    place.run(&["report", "out", "--copy-to", "copy"]).success();
    place.run(&["report", "out", "--copy-to", "copy"]).success();
    let manifest = place.manifest("copy");
    assert_eq!(manifest["status"], "copy");
    assert_eq!(manifest["results_digest"], place.digest("out").as_str());
    for output in manifest["outputs"].as_array().unwrap() {
        let path = output["path"].as_str().unwrap();
        let bytes = fs::read(place.path("copy").join(path)).unwrap();
        assert_eq!(output["sha256"], strait::study::hex(&Sha256::digest(&bytes)), "{path}");
    }
    assert!(!place.path("copy/blocks").exists() && !place.path("copy/outcomes.csv").exists());
    let same = |name: &str| {
        fs::read(place.path("copy").join(name)).unwrap() == fs::read(place.path("out").join(name)).unwrap()
    };
    assert!(same("comparison.csv") && same("costs.csv"));
    let package = json(&place.path("copy/datapackage.json"));
    for resource in package["resources"].as_array().unwrap() {
        assert!(place.path("copy").join(resource["path"].as_str().unwrap()).is_file(), "{}", resource["path"]);
    }
    let html = fs::read_to_string(place.path("copy/report.html")).unwrap();
    assert!(html.contains("id=\"chart-arrivals\"") && !html.contains("href=\"outcomes.csv\""));
    assert!(stderr(&place.run(&["report", "out", "--copy-to", "."]).code(3)).contains("something else"));
}

#[test]
fn the_embedded_library_is_the_published_one() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/page/assets");
    let note = fs::read_to_string(assets.join("README.md")).unwrap();
    let library = fs::read(assets.join("plotly-basic.min.js")).unwrap();
    assert!(note.contains(&strait::study::hex(&Sha256::digest(&library))));
    let text = String::from_utf8(library).unwrap();
    assert!(!text.contains("</script") && !text.contains("new Function(") && !text.contains("eval("));
}

#[test]
fn a_browser_opens_the_page_without_a_request_or_an_error() {
    // Years enough that charts have marks.
    let place = strong(Place::with_period("2023-06-01", "2025-06-30"));
    place.study("out", &[]).success();
    let Some(found) = opened(&place.path("out/report.html")) else { return };
    assert_eq!(found["requests"], Value::Array(Vec::new()), "a request left the page");
    assert_eq!(found["errors"], Value::Array(Vec::new()), "the console has errors");
    for view in ["desktop", "phone"] {
        let view_found = &found["views"][view];
        assert!(view_found["overflow"].as_i64().unwrap() <= 0, "{view}: the page is wider than the screen");
        let charts = view_found["charts"].as_array().unwrap();
        let ids: Vec<&str> = charts.iter().map(|chart| chart["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["chart-arrivals", "chart-effects", "chart-people", "chart-harm"]);
        for chart in charts {
            assert_eq!(chart["failed"], false, "{view}: {chart}");
            assert!(
                chart["marks"].as_u64().unwrap() > 3 && chart["height"].as_f64().unwrap() > 150.0,
                "{view}: {chart}"
            );
            assert!(
                chart["width"].as_f64().unwrap() <= if view == "phone" { 390.0 } else { 1280.0 },
                "{view}: {chart}"
            );
            assert!(
                chart["ticks"].as_array().unwrap().len() > 3 && !chart["axes"].as_array().unwrap().is_empty(),
                "{view}: {chart}"
            );
            assert!(chart["label"].as_str().unwrap().len() > 60 && chart["still"] == 1, "{view}: {chart}");
            assert!(!chart["files"].as_array().unwrap().is_empty(), "{view}: {chart}");
        }
    }
    assert!(!found["hover"].as_array().unwrap().is_empty(), "hovering tells nothing");
    assert!(found["hidden_by_legend"].as_u64().unwrap() > 0, "the legend hides nothing");
    let first: Vec<&str> =
        found["first_screen"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
    // Where histories share no draws there is no distribution to tell of; the box on how sure it is stands there all the same.
    let says_how_sure = first.contains(&"certainty") || first.contains(&"sure");
    assert!(first.contains(&"state") && first.contains(&"sentence") && says_how_sure, "{first:?}");
    assert_eq!(found["print"]["live"], 0);
    assert!(found["print"]["still"] == 4 && found["print"]["bytes"].as_u64().unwrap() > 50_000, "{}", found["print"]);
    assert_eq!(found["without_scripts"]["still"], 4);
}
