//! Short histories of the shipped baseline and of policies on it, every one paranoid, and how two of them differ.

// Each test binary uses a part of this.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use strait::evidence::Law;
use strait::model::observation::{Metric, Observations};
use strait::model::parameters::Parameters;
use strait::model::setting::Setting;
use strait::model::{Model, UnitKey, Vigilance};
use strait::scenario::{self, Scenario};

pub const SEED: u64 = 20_241_104;
/// Nine months with launches.
pub const WINDOW: [&str; 2] = ["period.start=2021-07-01", "period.end=2022-03-31"];
/// First day of the measures that these tests add.
pub const START: &str = "2021-10-01";

pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

pub fn from_text(text: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = WINDOW.iter().chain(sets).map(ToString::to_string).collect();
    let loaded = scenario::load_str("test.toml", text, Some(&directory()), &sets);
    loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false))).0
}

pub fn baseline_text() -> String {
    std::fs::read_to_string(directory().join("baseline.toml")).unwrap()
}

pub fn baseline() -> Scenario {
    from_text(&baseline_text(), &[])
}

/// The baseline and these entries.
pub fn policy(entries: &str) -> Scenario {
    from_text(&format!("extends = \"baseline.toml\"\nname = \"test\"\ntitle = \"Test\"\n{entries}"), &[])
}

/// Central values, and awareness as high as in 2021: every run starts as empty as January 2018.
pub fn parameters(scenario: &Scenario) -> Parameters {
    let central = |key: &str| scenario.laws.get(key).map(Law::central);
    Parameters { awareness_initial: 0.6, ..Parameters::from_lookup(central).unwrap() }
}

pub fn run(setting: &Setting, parameters: &Parameters, replicate: u32) -> Observations {
    let key = UnitKey { seed: SEED, replicate, weather_path: replicate };
    Model::new(setting.clone()).unwrap().run_watched(parameters, key, Vigilance::Paranoid).unwrap()
}

pub fn history(scenario: &Scenario) -> Observations {
    run(&scenario.setting, &parameters(scenario), 0)
}

pub fn total(observations: &Observations, metric: Metric) -> f64 {
    observations.metric(metric).iter().sum()
}

/// Totals of a metric over replicates.
pub fn totals(setting: &Setting, parameters: &Parameters, metric: Metric, replicates: u32) -> Vec<f64> {
    (0..replicates).map(|replicate| total(&run(setting, parameters, replicate), metric)).collect()
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean and standard error of the paired differences.
pub fn paired(a: &[f64], b: &[f64]) -> (f64, f64) {
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    let middle = mean(&differences);
    let variance =
        differences.iter().map(|x| (x - middle) * (x - middle)).sum::<f64>() / (differences.len() - 1) as f64;
    (middle, (variance / differences.len() as f64).sqrt())
}

/// Columns that differ to the bit, by index.
pub fn different(a: &Observations, b: &Observations) -> Vec<usize> {
    assert_eq!((a.column_count(), a.period()), (b.column_count(), b.period()));
    let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    (0..a.column_count()).filter(|&column| bits(a.column(column)) != bits(b.column(column))).collect()
}

pub fn assert_same(a: &Observations, b: &Observations, what: &str) {
    assert!(total(a, Metric::Arrivals) > 1000.0, "the window has arrivals");
    assert_eq!(different(a, b), Vec::<usize>::new(), "{what}");
}
