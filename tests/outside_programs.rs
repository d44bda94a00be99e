//! Results in the hands of other programs: tables load with no options in pandas, polars, DuckDB and R, and the examples of
//! the guides run as they are printed.
//!
//! `tests/outside/install.sh` installs the programs; a test whose program is missing says so and passes.

mod support;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use support::{Place, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Python with the libraries, if it is installed.
fn python() -> Option<PathBuf> {
    let path = root().join("target/outside/python/bin/python");
    let libraries = "import pandas, polars, duckdb, matplotlib";
    let ready = Command::new(&path).args(["-c", libraries]).output().is_ok_and(|output| output.status.success());
    if !ready {
        eprintln!("skipped: no Python with pandas, polars, duckdb and matplotlib (tests/outside/install.sh)");
    }
    ready.then_some(path)
}

fn has_r() -> bool {
    let ready = Command::new("Rscript").arg("--version").output().is_ok_and(|output| output.status.success());
    if !ready {
        eprintln!("skipped: no R (tests/outside/install.sh)");
    }
    ready
}

fn assert_success(output: &Output) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
}

/// The code blocks of a language in a page.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let fence = format!("```{language}\n");
    let blocks = text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or_default().to_owned());
    let blocks: Vec<String> = blocks.collect();
    assert!(!blocks.is_empty(), "{page} has no code");
    blocks
}

/// A study with every table, long enough that programs which look at the first hundred rows see a part of it alone.
fn study_of_every_table() -> Place {
    let place = Place::with_period("2018-01-01", "2025-01-31");
    // Enough years and people that somebody arrives: what is relative to nothing is empty.
    let base = fs::read_to_string(place.path("base.toml")).unwrap();
    fs::write(place.path("base.toml"), base.replace("scale = 0.02", "scale = 0.1")).unwrap();
    let policy = fs::read_to_string(place.path("policy.toml")).unwrap()
        + "\n[[measure.advert_takedown]]\nstart = 2024-12-20\nreferrals_per_account_per_day = 0.2\n";
    fs::write(place.path("policy.toml"), policy).unwrap();
    let whole = ["--structures", "retry=off,capacity=ces", "--package", "policy", "--replicates", "4"];
    place.study("out", &[&whole[..], &["--replicates-per-draw", "2"]].concat()).success();
    for name in ["packages.csv", "structures.csv", "comparison.csv", "outcomes.csv"] {
        let rows = fs::read_to_string(place.path("out").join(name)).unwrap().lines().count();
        assert!(rows > 250, "{name} has {rows} rows: too few to mislead a guess");
    }
    place
}

/// A directory in which the guides' study lies under the path that they name.
fn study_of_the_guides() -> Place {
    let place = Place::new();
    fs::create_dir_all(place.path("output")).unwrap();
    place.study("output/example", &[]).success();
    place
}

fn assert_picture(path: &Path) {
    let bytes = fs::read(path).unwrap();
    assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 5_000, "{} is no picture", path.display());
}

#[test]
fn tables_load_with_no_options_in_pandas_polars_and_duckdb() {
    let Some(python) = python() else { return };
    let place = study_of_every_table();
    let output =
        Command::new(python).arg(root().join("tests/outside/load.py")).arg(place.path("out")).output().unwrap();
    assert_success(&output);
}

#[test]
fn tables_of_a_forecast_load_with_no_options_in_pandas_polars_and_duckdb() {
    let Some(python) = python() else { return };
    let place = Place::new();
    let baseline = root().join("scenarios/baseline.toml").display().to_string();
    let span =
        ["forecast", &baseline, "--origin", "2024-06-30", "--horizon", "2024-09-30", "--out", "made", "--members"];
    let size = ["--posterior", "none", "--draws", "3", "--candidates", "2", "--futures", "8", "--seed", "5"];
    place.run(&[&span[..], &size].concat()).success();
    let output =
        Command::new(python).arg(root().join("tests/outside/load.py")).arg(place.path("made")).output().unwrap();
    assert_success(&output);
}

#[test]
fn tables_load_with_no_options_in_r() {
    if !has_r() {
        return;
    }
    let place = study_of_every_table();
    let package = json(&place.path("out/datapackage.json"));
    let mut fields = "file,column,type\n".to_owned();
    for resource in package["resources"].as_array().unwrap().iter().filter(|resource| resource["format"] == "csv") {
        for field in resource["schema"]["fields"].as_array().unwrap() {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            fields += &[text(&resource["path"]), text(&field["name"]), text(&field["type"])].join(",");
            fields.push('\n');
        }
    }
    let mut command = Command::new("Rscript");
    command.arg(root().join("tests/outside/load.R")).arg(place.path("out"));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(fields.as_bytes()).unwrap();
    assert_success(&child.wait_with_output().unwrap());
}

#[test]
fn the_guide_to_python_runs_as_it_is_printed() {
    let Some(python) = python() else { return };
    let place = study_of_the_guides();
    let code = blocks("docs/guide/python.md", "python").join("\n");
    let output =
        Command::new(python).args(["-c", &code]).current_dir(place.path("")).env("MPLBACKEND", "Agg").output().unwrap();
    assert_success(&output);
    assert_picture(&place.path("effects.png"));
}

#[test]
fn the_guide_to_r_runs_as_it_is_printed() {
    if !has_r() {
        return;
    }
    let place = study_of_the_guides();
    let code = blocks("docs/guide/r.md", "r").join("\n");
    fs::write(place.path("guide.R"), code).unwrap();
    let output = Command::new("Rscript").arg("guide.R").current_dir(place.path("")).output().unwrap();
    assert_success(&output);
    assert_picture(&place.path("effects.png"));
}

#[test]
fn the_recipes_for_blocks_run_as_they_are_printed() {
    let Some(python) = python() else { return };
    let place = Place::with_period("2018-01-01", "2025-01-31");
    for file in ["base.toml", "policy.toml"] {
        let text = fs::read_to_string(place.path(file)).unwrap();
        let text = text.replace("scale = 0.02", "scale = 0.1").replace("\"base\"", "\"baseline\"");
        fs::write(place.path(file), text).unwrap();
    }
    place.study("results", &["--structures", "retry=off"]).success();
    let code = blocks("docs/guide/large-studies.md", "python").join("\n");
    // What the first recipe finds is what the tables say.
    let check = "
import csv
found = duckdb.sql(\"SELECT scenario, sum(arrivals) / count(DISTINCT replicate) FROM yearly GROUP BY ALL\").fetchall()
with open('results/summary.csv') as table:
    told = {row['scenario']: float(row['value']) for row in csv.DictReader(table)
            if (row['metric'], row['period'], row['statistic']) == ('arrivals', 'total', 'mean')
            and row.get('structure', 'scenario') == 'scenario'}
assert dict(found).keys() == told.keys() and all(abs(told[name] - mean) < 1e-9 * told[name] for name, mean in found), (found, told)
assert weekly.collect().height > 700
";
    let code = code + check;
    let output = Command::new(python).args(["-c", &code]).current_dir(place.path("")).output().unwrap();
    assert_success(&output);
    assert!(String::from_utf8_lossy(&output.stdout).contains("6 runs of a policy"));
}
