//! Killed at random moments, a study goes on and ends with the same bytes.
#![cfg(unix)]

use super::support::Place;
use super::{Dice, unfinished_files};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STUDY: [&str; 10] =
    ["run", "base.toml", "policy.toml", "--replicates", "40", "--block-size", "2", "--threads", "2", "-q"];

fn start(place: &Place, out: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_strait"))
        .args(STUDY)
        .args(["--out", out])
        .current_dir(place.path("."))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills runs of one study until that many have been killed; whenever one is not killed in time, begins anew.
fn campaign(kills: u32, seed: u64) {
    let place = Place::with_period("2023-01-01", "2025-01-07");
    let begin = Instant::now();
    assert!(start(&place, "whole").wait().unwrap().success());
    let undisturbed = begin.elapsed();
    let digest = place.digest("whole");
    let mut dice = Dice(seed);
    let (mut killed, mut finished, mut turn) = (0, 0, 0);
    while killed < kills || finished == 0 {
        let out = format!("out-{turn}");
        let mut child = start(&place, &out);
        // After the last kill the study may end in peace.
        let share = if killed < kills { dice.below(700) as u32 } else { 1_000_000 };
        let moment = Instant::now() + undisturbed * share / 1000;
        let ended = loop {
            if let Some(ended) = child.try_wait().unwrap() {
                break Some(ended);
            }
            if Instant::now() >= moment {
                child.kill().unwrap();
                child.wait().unwrap();
                break None;
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        let Some(ended) = ended else {
            killed += 1;
            check_what_is_left(&place, &out);
            continue;
        };
        assert!(ended.success(), "{ended:?}");
        assert_eq!(place.digest(&out), digest, "after {killed} kills");
        assert_eq!(unfinished_files(&place.path(&out)), Vec::<String>::new());
        (finished, turn) = (finished + 1, turn + 1);
    }
    assert!(killed >= kills && finished > 0);
}

/// What has a final name is whole: each block is the block of the undisturbed study, byte by byte.
fn check_what_is_left(place: &Place, out: &str) {
    let Ok(blocks) = std::fs::read_dir(place.path(out).join("blocks")) else { return };
    for block in blocks {
        let block = block.unwrap();
        let name = block.file_name();
        if !name.to_string_lossy().starts_with(".tmp-") {
            let whole = std::fs::read(place.path("whole/blocks").join(&name)).unwrap();
            assert_eq!(std::fs::read(block.path()).unwrap(), whole, "{}", name.display());
        }
    }
}

#[test]
fn killed_at_random_moments_the_study_is_the_same() {
    campaign(20, 1);
}

#[test]
#[ignore = "a campaign: tests/campaign.sh"]
fn campaign_killed_at_random_moments_the_study_is_the_same() {
    campaign(200, 2);
}

#[test]
#[ignore = "a campaign: tests/campaign.sh"]
fn campaign_signals_at_random_moments_end_a_run_within_two_seconds() {
    let place = Place::with_period("2018-01-01", "2025-12-31");
    let mut dice = Dice(3);
    let mut longest = Duration::ZERO;
    for turn in 0..40 {
        let (signal, code) = if turn % 2 == 0 { ("-INT", 130) } else { ("-TERM", 143) };
        let mut child = Command::new(env!("CARGO_BIN_EXE_strait"))
            .args(["run", "base.toml", "--replicates", "20000", "--out", "out", "--block-size", "2", "-q"])
            .current_dir(place.path("."))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Before it listens for signals there is nothing to lose.
        let runs =
            || std::fs::read_to_string(place.path("out/log.jsonl")).map_or(0, |log| log.matches("\"start\"").count());
        while runs() <= turn {
            assert_eq!(child.try_wait().unwrap(), None, "run {turn} ended before it was told to");
            std::thread::sleep(Duration::from_millis(1));
        }
        // Long enough for some to be told while the study is laid out and others while blocks are written.
        std::thread::sleep(Duration::from_millis(50 + dice.below(4000)));
        let told = Instant::now();
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(code));
        longest = longest.max(told.elapsed());
        assert!(told.elapsed() < Duration::from_millis(2500), "{:?}", told.elapsed());
    }
    println!("40 signals, the slowest end after {longest:.2?}");
    let status = place.run(&["status", "out", "--json"]).success();
    let status: serde_json::Value = serde_json::from_slice(&status.get_output().stdout).unwrap();
    assert_eq!(status["bad"]["count"], 0);
    assert!(status["done"]["count"].as_u64().unwrap() > 0);
}

/// Two runs of one study at once: one of them works, the other says who does.
#[test]
fn of_two_processes_the_second_is_refused() {
    let place = Place::with_period("2018-01-01", "2025-12-31");
    let mut first = Command::new(env!("CARGO_BIN_EXE_strait"))
        .args(["run", "base.toml", "--replicates", "20000", "--out", "out", "-q"])
        .current_dir(place.path("."))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let runs = || std::fs::read_to_string(place.path("out/log.jsonl")).is_ok_and(|log| log.contains("runs_start"));
    while !runs() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let words = ["run", "base.toml", "--replicates", "20000", "--out", "out"];
    let second = place.run(&words).code(4);
    let said = super::support::stderr(&second);
    assert!(said.contains(&format!("process {} is writing to out", first.id())), "{said}");
    first.kill().unwrap();
    first.wait().unwrap();
    // The lock of the dead is recognised: the third begins its work, and says whose lock it was.
    let mut third = Command::new(env!("CARGO_BIN_EXE_strait"))
        .args(words)
        .current_dir(place.path("."))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run writes a second line when it begins to compute; from then on it listens.
    let begun = || std::fs::read_to_string(place.path("out/log.jsonl")).unwrap().matches("runs_start").count();
    let asked = Instant::now();
    while begun() < 2 && asked.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(20));
    }
    Command::new("kill").args(["-TERM", &third.id().to_string()]).status().unwrap();
    assert_eq!(third.wait().unwrap().code(), Some(143));
    let mut said = String::new();
    std::io::Read::read_to_string(&mut third.stderr.take().unwrap(), &mut said).unwrap();
    assert!(said.contains(&format!("left by process {}, which has ended", first.id())), "{said}");
}
