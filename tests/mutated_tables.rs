//! Ten thousand mutants of the other files that users hand over: posteriors, study files, observations and winds.
//!
//! None panics or takes a second; what is refused is refused with path, line and column, by the program with code 3.

#[path = "support/mutants.rs"]
mod mutants;
mod support;

use mutants::{Dice, mutate, with_extreme_numbers};
use std::fs;
use std::path::Path;
use std::time::Instant;
use strait::analysis::forecast::days_file::{observations, winds};
use strait::scenario::{Problems, load, load_calibration, load_sensitivity};
use support::{Place, stderr};

/// Whether a text holds `file:line:column` with numbers from 1.
fn has_place(text: &str, file: &str) -> bool {
    text.match_indices(&format!("{file}:")).any(|(at, found)| {
        let mut numbers = text[at + found.len()..].split(|letter: char| !letter.is_ascii_digit());
        let mut next = || numbers.next().and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
        next() >= 1 && next() >= 1
    })
}

/// Runs `judge` over mutants of a text, and over half as many with extreme numbers; it says whether one was accepted, or why
/// not. Counts both.
fn mutants_of(
    good: &str,
    count: usize,
    seed: u64,
    mut judge: impl FnMut(&[u8]) -> Result<(), String>,
    file: &str,
) -> [usize; 2] {
    let (mut dice, mut counts) = (Dice(seed), [0, 0]);
    for number in 0..count + count / 2 {
        let bytes =
            if number < count { mutate(good, &mut dice) } else { with_extreme_numbers(good, &mut dice).into_bytes() };
        let started = Instant::now();
        let judged = judge(&bytes);
        assert!(started.elapsed().as_secs_f64() < 1.0, "mutant {number} of {file} took {:?}", started.elapsed());
        counts[usize::from(judged.is_err())] += 1;
        if let Err(text) = judged {
            assert!(has_place(&text, file), "mutant {number} of {file}: {text}");
        }
    }
    counts
}

fn told(problems: &Problems) -> String {
    problems.render(false)
}

/// The first lines of a long table.
fn head(path: &str, lines: usize) -> String {
    fs::read_to_string(path).unwrap().split_inclusive('\n').take(lines).collect()
}

#[test]
fn mutated_posteriors_are_refused_with_a_place() {
    let place = Place::new();
    fs::create_dir(place.path("posterior")).unwrap();
    let table = head("scenarios/posterior/baseline.csv", 12);
    let mut description = support::json(Path::new("scenarios/posterior/baseline.json"));
    description["draws"] = 11.into();
    let sum = |bytes: &[u8]| strait::study::hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes));
    description["sha256"] = sum(table.as_bytes()).into();
    let good = serde_json::to_string_pretty(&description).unwrap();
    let uses = fs::read_to_string(place.path("base.toml")).unwrap() + "\n[posterior]\nfile = \"posterior/p.csv\"\n";
    fs::write(place.path("uses.toml"), uses).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(place.path("posterior").join(name), bytes).unwrap();
    let judge = || load(&place.path("uses.toml"), &[]).map(drop).map_err(|problems| told(&problems));
    write("p.csv", table.as_bytes());
    write("p.json", good.as_bytes());
    judge().unwrap();
    let [_, refused] = mutants_of(&good, 1500, 31, |bytes| (write("p.json", bytes), judge()).1, "p.json");
    assert!(refused > 1000, "{refused}");
    // With a description that tells the digest of the mutant, so that the table itself is read to its end.
    let mut description = description;
    let each = |bytes: &[u8]| {
        description["sha256"] = sum(bytes).into();
        write("p.json", description.to_string().as_bytes());
        write("p.csv", bytes);
        judge().map_err(|text| text.replace("p.json:", "p.csv:"))
    };
    let [accepted, refused] = mutants_of(&table, 2500, 32, each, "p.csv");
    assert!(accepted > 20 && refused > 1000, "{accepted} accepted, {refused} refused");
}

/// Designs of a sensitivity analysis: sizes, factors and the laws of the baseline.
#[test]
fn mutated_designs_are_refused_with_a_place() {
    let place = Place::new();
    for name in ["baseline.toml", "article_package.toml", "posterior/baseline.csv", "posterior/baseline.json"] {
        fs::create_dir_all(place.path("posterior")).unwrap();
        fs::copy(Path::new("scenarios").join(name), place.path(name)).unwrap();
    }
    let study = fs::read_to_string("scenarios/studies/sensitivity.toml").unwrap().replace("../", "");
    let judge = |bytes: &[u8]| {
        fs::write(place.path("study.toml"), bytes).unwrap();
        load_sensitivity(&place.path("study.toml")).map(drop).map_err(|problems| told(&problems))
    };
    judge(study.as_bytes()).unwrap();
    let [accepted, refused] = mutants_of(&study, 200, 37, judge, ".toml");
    assert!(accepted > 5 && refused > 100, "{accepted} accepted, {refused} refused");
}

#[test]
fn mutated_study_files_are_refused_with_a_place() {
    let place = Place::new();
    let study =
        fs::read_to_string("scenarios/studies/calibration.toml").unwrap().replace("../baseline.toml", "base.toml");
    let judge = |bytes: &[u8]| {
        fs::write(place.path("study.toml"), bytes).unwrap();
        load_calibration(&place.path("study.toml")).map(drop).map_err(|problems| told(&problems))
    };
    judge(study.as_bytes()).unwrap();
    let [accepted, refused] = mutants_of(&study, 1500, 33, judge, ".toml");
    assert!(accepted > 20 && refused > 500, "{accepted} accepted, {refused} refused");
}

/// Forty days with an empty field here and there.
fn days(header: &str, row: impl Fn(u32) -> String) -> String {
    let rows = (1..=28).map(|day| format!("2024-02-{day:02},{}\n", row(day)));
    format!("{header}\n{}", rows.collect::<String>())
}

#[test]
fn mutated_observations_and_winds_are_refused_with_a_place() {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let observed = days("date,people,boats", |day| {
        format!("{},{}", 40 * day, if day % 7 == 0 { String::new() } else { day.to_string() })
    });
    let read = |bytes: &[u8]| observations("o.csv", &text(bytes)).map(drop).map_err(|problem| problem.to_string());
    read(observed.as_bytes()).unwrap();
    let [accepted, refused] = mutants_of(&observed, 2500, 34, read, "o.csv");
    assert!(accepted > 200 && refused > 1000, "{accepted} accepted, {refused} refused");
    let wind = days("date,wind_night_mean_ms,wind_mean_ms", |day| format!("{}.5,{}", day % 9, 4.25 + f64::from(day)));
    let read = |bytes: &[u8]| winds("w.csv", &text(bytes)).map(drop).map_err(|problem| problem.to_string());
    read(wind.as_bytes()).unwrap();
    let [accepted, refused] = mutants_of(&wind, 2500, 35, read, "w.csv");
    assert!(accepted > 200 && refused > 1000, "{accepted} accepted, {refused} refused");
}

/// The program itself, which also meets bytes that are no text.
#[test]
fn the_program_refuses_mutants_with_code_3() {
    let place = Place::with_period("2018-01-01", "2025-12-31");
    let base = fs::read_to_string(place.path("base.toml")).unwrap();
    fs::write(place.path("base.toml"), base.replace("scale = 0.02", "scale = 1.0")).unwrap();
    let study =
        fs::read_to_string("scenarios/studies/calibration.toml").unwrap().replace("../baseline.toml", "base.toml");
    fs::write(place.path("study.toml"), study.replace("2024-11-04", "2019-12-31")).unwrap();
    let good = "date,people,boats\n2018-02-01,40,3\n2018-02-02,0,0\n2018-02-03,7,1\n";
    let words = ["calibrate", "study.toml", "--observed", "own.csv", "--out", "out"];
    let forecast = ["forecast", "base.toml", "--origin", "2024-11-04", "--horizon", "2025-01-31"];
    let mut dice = Dice(36);
    let mut refused = 0;
    while refused < 60 {
        let bytes = mutate(good, &mut dice);
        fs::write(place.path("own.csv"), &bytes).unwrap();
        // Only what is refused ends at once; the rest would run.
        if observations("own.csv", &String::from_utf8_lossy(&bytes)).is_ok() && std::str::from_utf8(&bytes).is_ok() {
            continue;
        }
        refused += 1;
        for words in [&words[..], &[&forecast[..], &["--observed", "own.csv", "--out", "out"]].concat()] {
            let started = Instant::now();
            let said = stderr(&place.run(words).code(3));
            assert!(started.elapsed().as_secs_f64() < 1.0, "{:?}", started.elapsed());
            assert!(has_place(&said, "own.csv"), "{}: {said}", String::from_utf8_lossy(&bytes));
        }
    }
}
