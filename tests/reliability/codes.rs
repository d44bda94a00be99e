//! Every exit code of the program is brought about by what it stands for, and says why.

use super::support::{Place, stderr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use strait::model::Vigilance;
use strait::study::{Disk, Progress, Store, Study, execute};

/// A signal's codes, 130 and 143, are those of `killed.rs` and `tests/run.rs`.
#[test]
fn every_exit_code_is_produced_with_its_reason() {
    let place = Place::new();
    let run = ["run", "base.toml", "--block-size", "1", "--out"];
    let told = |code: i32, words: &[&str], reason: &str| {
        let said = stderr(&place.run(words).code(code));
        assert!(said.contains(reason), "{words:?}: {said}");
        assert_eq!(said.contains("This is a bug"), code == 70, "{words:?}: {said}");
    };
    told(0, &[&run[..], &["out"]].concat(), "");
    place.run(&[&run[..], &["part", "--shard", "1/2"]].concat()).success();
    told(1, &["merge", "part"], "missing");
    told(2, &["run", "base.toml", "--sed", "3"], "--seed");
    std::fs::write(place.path("bad.toml"), "schema_version = 1\n").unwrap();
    told(3, &[&["run", "bad.toml", "--out"][..], &["bad"]].concat(), "error[E0206]");
    told(3, &["run", "base.toml", "--set", "parameters.capacity.growth_gain_per_month=80"], "error[E0215]");
    told(4, &[&run[..], &["out", "--seed", "99"]].concat(), "--force");
    let table = place.path("out/summary.csv");
    let cut = std::fs::read_to_string(&table).unwrap().lines().take(3).collect::<Vec<_>>().join("\n");
    std::fs::write(&table, cut).unwrap();
    told(5, &["verify", "out"], "summary.csv");
    told(6, &["run", "absent.toml"], "absent.toml");
    // What cannot be typed by mistake: a measurement that the program did not ask itself for.
    told(70, &["bench", "--probe", "{}"], "Please report it");
}

/// Values that a run takes one by one and that make no month together: more people than any month can hold.
const FAULT: [&str; 8] = [
    "--set",
    "parameters.demand.level=20",
    "--set",
    "parameters.choice.boat_share_reference=0.01",
    "--set",
    "parameters.coast.patience_mean_days=0.1",
    "--set",
    "parameters.coast.residence_reference_days=730",
];

/// The sentence of a failure and the words after `strait` of the command that it gives.
fn told(said: &str) -> (String, Vec<String>) {
    let sentence = said.lines().find(|line| line.starts_with("error: ")).unwrap_or_else(|| panic!("{said}")).to_owned();
    let command = said.lines().find_map(|line| line.strip_prefix("to see it again: strait "));
    (sentence, command.unwrap_or_else(|| panic!("{said}")).split(' ').map(str::to_owned).collect())
}

#[test]
fn a_history_that_fails_is_named_and_its_command_shows_it_again() {
    let place = Place::new();
    let fails = |words: &[&str]| told(&stderr(&place.run(words).code(1)));
    let run = [&["run", "base.toml", "policy.toml", "--threads", "1", "--out", "out"], &FAULT[..]].concat();
    let (sentence, command) = fails(&run);
    assert!(sentence.contains("replicate 0 of scenario base (seed 20241104)"), "{sentence}");
    assert!(sentence.contains("on 2024-10-25 the demand process gave"), "{sentence}");
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    assert!(command.contains(&"--paranoid") && FAULT.iter().all(|word| command.contains(word)), "{command:?}");
    assert_eq!(fails(&command).0, sentence);
    assert_ne!(place.manifest("out")["status"], "complete");
    // A share of the study, as a task of an array computes it.
    let (sentence, command) = fails(&["shard", "out", "--blocks", "0"]);
    assert!(sentence.contains("replicate 0 of scenario base"), "{sentence}");
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    assert_eq!(fails(&command).0, sentence);
}

/// Holds up whoever finishes a run first, until the others have failed.
struct HoldsUpTheFirst(AtomicBool);

impl Progress for HoldsUpTheFirst {
    fn start(&self, _: u64, _: u64) {}
    fn run_done(&self) {
        if !self.0.swap(true, Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(200));
        }
    }
    fn block_done(&self, _: u32) {}
}

#[test]
fn of_many_failures_the_first_of_the_study_is_told_whoever_was_faster() {
    let place = Place::new();
    let load = |name: &str, set: &[String]| strait::scenario::load(&place.path(name), set).unwrap().0;
    let scenarios = vec![
        load("base.toml", &[]),
        load("policy.toml", &FAULT.into_iter().filter(|word| *word != "--set").map(str::to_owned).collect::<Vec<_>>()),
    ];
    let study = Study::new(scenarios, 8, 5, 1).unwrap();
    for turn in 0..4 {
        let store = Store::open(&place.path(&format!("turn_{turn}")), Disk::default()).unwrap();
        let progress = HoldsUpTheFirst(AtomicBool::new(false));
        let failed = execute(&study, &store, 4, Vigilance::Normal, &progress, &AtomicBool::new(false)).unwrap_err();
        assert!(failed.to_string().starts_with("replicate 0 of scenario policy"), "{failed}");
    }
}
