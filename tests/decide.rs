//! What `strait decide` promises: tables beside a finished study that repeat, say what they cannot tell, and leave the
//! study as it was.

mod support;

use std::fs;
use support::{Place, json, stderr, stdout};

const TABLES: [&str; 5] = ["failures.csv", "information.csv", "options.csv", "rank_correlations.csv", "switching.csv"];

/// A finished study of two structures and several draws of two weather paths each.
fn study() -> Place {
    let place = Place::with_period("2018-01-01", "2021-12-31");
    let base = fs::read_to_string(place.path("base.toml")).unwrap().replace("scale = 0.02", "scale = 0.1");
    fs::write(place.path("base.toml"), base).unwrap();
    fs::write(
        place.path("policy.toml"),
        "schema_version = 1\nextends = \"base.toml\"\nname = \"policy\"\ntitle = \"A policy\"\n\n\
         [[measure.beach_patrols]]\nid = \"more\"\nstart = 2020-01-01\neffort_ratio = 3.0\ncost_gbp_per_year = 1000000\n",
    )
    .unwrap();
    let more = ["--replicates", "48", "--replicates-per-draw", "2", "--structures", "retry=off", "--seed", "4"];
    place.study("out", &more).success();
    place
}

#[test]
fn a_decision_stands_beside_the_study_and_repeats() {
    let place = study();
    let digest = place.digest("out");
    let decide = || place.run(&["decide", "out", "--target=-5%", "--benefit", "20000"]).success();
    let told = stdout(&decide());
    for part in
        ["options, over all structures", "where policies fail", "what would change", "what to measure, in pounds"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    let read = |name: &str| fs::read(place.path("out").join(name)).unwrap();
    let names: Vec<String> = TABLES.iter().map(|name| format!("decision/{name}")).collect();
    let first: Vec<Vec<u8>> = names.iter().map(|name| read(name)).collect();
    let page = read("report.html");
    decide();
    assert!(names.iter().map(|name| read(name)).eq(first), "the tables repeat");
    assert!(page == read("report.html") && String::from_utf8_lossy(&page).contains("decision/options.csv"));
    // The study is what it was, and all files are known.
    assert_eq!(place.digest("out"), digest);
    place.run(&["verify", "out"]).success();
    place.run(&["report", "out"]).success();
    assert!(page == read("report.html"), "the page made again is the same");
    let package = json(&place.path("out/decision/datapackage.json"));
    for resource in package["resources"].as_array().unwrap() {
        let text = String::from_utf8(read(&format!("decision/{}", resource["path"].as_str().unwrap()))).unwrap();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(text.lines().next().unwrap(), names.join(","));
    }
    let options = String::from_utf8(read("decision/options.csv")).unwrap();
    // Two options under two structures and over both.
    assert_eq!(options.lines().count(), 1 + 2 * 3, "{options}");
    let share = String::from_utf8(read("decision/structure_share.csv")).unwrap();
    assert_eq!(share.lines().count(), 2, "{share}");
}

#[test]
fn what_cannot_be_decided_is_refused_with_the_way_out() {
    let place = Place::new();
    place.study("out", &[]).success();
    let told = stderr(&place.run(&["decide", "out"]).code(1));
    assert!(told.contains("--replicates-per-draw 2"), "{told}");
    let told = stderr(&place.run(&["decide", "out", "--metric", "arivals"]).code(2));
    assert!(told.contains("arrivals"), "{told}");
    let told = stderr(&place.run(&["decide", "out", "--period", "2051"]).code(2));
    assert!(told.contains("from_origin"), "{told}");
    let told = stderr(&place.run(&["decide", "out", "--target", "few"]).code(2));
    assert!(told.contains("-5%"), "{told}");
    place.run(&["decide", "nothing"]).code(3);
}
