//! `patterns`: the table from the command line, at its smallest size.

use assert_cmd::Command;

const FIELDS: [&str; 10] =
    ["id", "name", "class", "target", "simulated", "low", "high", "rule", "verdict", "discriminating"];

#[test]
fn the_table_is_one_document_and_two_pages() {
    let directory = tempfile::tempdir().unwrap();
    let page = directory.path().join("patterns.md");
    let fit = directory.path().join("fit.md");
    let baseline = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/baseline.toml");
    let run = Command::cargo_bin("strait")
        .unwrap()
        .args(["patterns", baseline, "--replicates", "2", "--json", "--markdown"])
        .arg(&page)
        .arg("--fit")
        .arg(&fit)
        .assert()
        .success();
    let document: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    let keys: Vec<&String> = document.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["schema_version", "rows"]);
    let rows = document["rows"].as_array().unwrap();
    for row in rows {
        let keys: Vec<&String> = row.as_object().unwrap().keys().collect();
        assert_eq!(keys, FIELDS);
    }
    let of = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
    // Controls are fed the level of the record, know no policy, and are not asked about rest.
    assert_eq!(of("P3")["discriminating"], false);
    assert_eq!(of("P11")["discriminating"], true);
    assert_eq!(of("R1")["discriminating"], true);
    assert!(of("R4")["discriminating"].is_null() && of("S1")["discriminating"].is_null());
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.contains("strait patterns") && text.contains("| without measures | without gangs | discriminating |"));
    assert!(text.contains("Discriminating patterns and published results that hold: "));
    assert!(std::fs::read_to_string(&fit).unwrap().contains("## Claims of the first fit"));
    // Nothing half written is left behind.
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 2);
}
