//! Golden digests: two histories of every shipped scenario, to the last bit.
//!
//! A digest covers the daily record of each history and who did what against the baseline, so it changes whenever the
//! model's results change, and not when a table or a page does. `STRAIT_BLESS=1 cargo test --test golden` writes the file.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use strait::model::{MODEL_VERSION, Vigilance};
use strait::quantity::Period;
use strait::scenario::{self, Scenario};
use strait::study::plan::DEFAULT_BLOCK_SIZE;
use strait::study::{Runner, Study, hex};

const REPLICATES: u32 = 2;
/// Seed of the histories; fixed here, so that the default of a scenario may change.
const SEED: u64 = 4;

fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The shipped scenarios, the baseline first.
fn shipped() -> Vec<Scenario> {
    let files = std::fs::read_dir(place("scenarios")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort_by_key(|path| (!path.ends_with("baseline.toml"), path.clone()));
    files
        .iter()
        .map(|path| match scenario::load(path, &[]) {
            Ok((scenario, _)) => scenario,
            Err(problems) => panic!("{}", problems.render(false)),
        })
        .collect()
}

/// Digest by scenario. Scenarios of one period share their past in one study; the rest stand alone.
fn digests() -> BTreeMap<String, String> {
    let mut studies: Vec<(Period, Vec<Scenario>)> = Vec::new();
    for scenario in shipped() {
        let period = scenario.setting.period;
        match studies
            .iter_mut()
            .find(|(known, list)| *known == period && list[0].setting.origins == scenario.setting.origins)
        {
            Some((_, list)) => list.push(scenario),
            None => studies.push((period, vec![scenario])),
        }
    }
    studies.into_iter().flat_map(|(_, scenarios)| digests_of(scenarios)).collect()
}

fn digests_of(scenarios: Vec<Scenario>) -> Vec<(String, String)> {
    let study = Study::new(scenarios, REPLICATES, SEED, DEFAULT_BLOCK_SIZE).unwrap();
    let runner = Runner::new(&study, Vigilance::Normal).unwrap();
    let columns = study.columns();
    let mut hashes = vec![Sha256::new(); study.scenarios().len()];
    for unit in study.units_of(0) {
        let record = runner.run(unit, || true).unwrap().unwrap();
        for (hash, run) in hashes.iter_mut().zip(&record.runs) {
            for (number, column) in columns.iter().enumerate() {
                hash.update(format!("{} {}\n", column.name, run.column(number).len()));
                run.column(number).iter().for_each(|value| hash.update(value.to_bits().to_le_bytes()));
            }
        }
        for (hash, counts) in hashes.iter_mut().skip(1).zip(&record.outcomes) {
            hash.update(serde_json::to_string(counts).unwrap());
        }
    }
    let names = study.scenarios().iter().map(|scenario| scenario.name.clone());
    names.zip(hashes.into_iter().map(|hash| hex(&hash.finalize()))).collect()
}

#[test]
fn results_of_shipped_scenarios_are_those_that_were_recorded() {
    let file = place("tests/golden/digests.csv");
    let mut text = "scenario,model_version,sha256\n".to_owned();
    for (name, digest) in digests() {
        writeln!(text, "{name},{MODEL_VERSION},{digest}").unwrap();
    }
    if std::env::var_os("STRAIT_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&file, &text).unwrap();
        return;
    }
    let recorded = std::fs::read_to_string(&file).unwrap_or_default();
    let changed: Vec<&str> = text.lines().filter(|line| !recorded.lines().any(|known| known == *line)).collect();
    assert!(
        text == recorded,
        "results differ from tests/golden/digests.csv in these lines:\n{}\nIf that was not meant, it is a bug. If it was: \
         raise MODEL_VERSION in src/model/mod.rs (now {MODEL_VERSION}), say what changes and why in CHANGELOG.md under \
         \"Changes results\", and record the digests with\n  STRAIT_BLESS=1 cargo test --test golden",
        changed.join("\n")
    );
}
