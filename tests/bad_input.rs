//! Bad scenario files: each says where and what is wrong, in words that are kept beside it.
//!
//! `STRAIT_BLESS=1` writes the `.expected` files anew; read the difference before committing it.

#[path = "support/mutants.rs"]
mod mutants;

use mutants::{Dice, mutate};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use strait::scenario::{self, CODES, Diagnostic, Severity, load, load_str};

const DIRECTORY: &str = "tests/bad_scenarios";

fn bad_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(DIRECTORY)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('_'))
        .collect();
    files.sort();
    files
}

/// Overrides stand in comments, `# --set: path=value`.
fn sets(path: &Path) -> Vec<String> {
    let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    text.lines().filter_map(|line| line.strip_prefix("# --set: ").map(str::to_owned)).collect()
}

fn diagnose(path: &Path) -> (String, Vec<Diagnostic>) {
    match load(path, &sets(path)) {
        Ok((_, warnings)) => {
            let rendered: Vec<String> = warnings.iter().map(|warning| warning.render(false)).collect();
            (rendered.join("\n"), warnings)
        }
        Err(problems) => (problems.render(false), problems.diagnostics),
    }
}

#[test]
fn messages_are_those_kept_beside_the_files() {
    let bless = std::env::var_os("STRAIT_BLESS").is_some();
    let files = bad_files();
    assert!(files.len() >= 80, "{} bad files", files.len());
    let mut changed = Vec::new();
    for file in files {
        let (seen, _) = diagnose(&file);
        let kept = file.with_extension("expected");
        if bless {
            fs::write(&kept, &seen).unwrap();
        } else if fs::read_to_string(&kept).unwrap_or_default() != seen {
            changed.push(format!("{}:\n{seen}", file.display()));
        }
    }
    assert!(changed.is_empty(), "messages changed:\n{}", changed.join("\n"));
}

#[test]
fn bad_files_fail_and_warnings_do_not() {
    for file in bad_files() {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let loaded = load(&file, &sets(&file));
        if name.starts_with("warn_") {
            let (_, warnings) = loaded.unwrap_or_else(|problems| panic!("{name}: {}", problems.render(false)));
            assert!(!warnings.is_empty(), "{name} does not warn");
        } else {
            assert!(loaded.is_err(), "{name} was accepted");
        }
    }
}

#[test]
fn every_code_is_produced_and_known() {
    let mut seen: BTreeSet<&str> = bad_files().iter().flat_map(|file| diagnose(file).1).map(|one| one.code).collect();
    for code in &seen {
        assert!(scenario::explain(code).is_some(), "{code} is not explained");
    }
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    fs::write(place("large.toml"), "#".repeat((1 << 20) + 1)).unwrap();
    for n in 0..17 {
        fs::write(place(&format!("{n}.toml")), format!("extends = \"{}.toml\"\n", n + 1)).unwrap();
    }
    fs::write(place("17.toml"), "").unwrap();
    seen.extend(["large.toml", "0.toml"].iter().flat_map(|name| diagnose(&place(name)).1).map(|one| one.code));
    let study = fs::read_to_string("scenarios/studies/calibration.toml").unwrap();
    let study = study.replace("infer = [", "infer = [\"sea.residual_sd\", ").replace("../baseline", "baseline");
    fs::write(place("study.toml"), study).unwrap();
    let problems = scenario::load_calibration(&place("study.toml")).map(drop).unwrap_err();
    seen.extend(problems.diagnostics.iter().map(|one| one.code));
    // What no file can bring about, as long as the checks before it hold; a unit test of `scenario::resolve` calls it alone.
    assert!(seen.insert("E0299"), "a file reaches the last resort: give what is wrong with it a code of its own");
    let study = fs::read_to_string("scenarios/studies/sensitivity.toml").unwrap();
    let study = study.replace("\"arrivals.from_origin\",", "\"arrivals.from_origin\", \"arrivals.from_origin\",");
    fs::write(place("sensitivity.toml"), study.replace("../", "")).unwrap();
    for name in ["baseline.toml", "article_package.toml", "posterior/baseline.csv", "posterior/baseline.json"] {
        fs::create_dir_all(place(name).parent().unwrap()).unwrap();
        fs::copy(Path::new("scenarios").join(name), place(name)).unwrap();
    }
    let problems = scenario::load_sensitivity(&place("sensitivity.toml")).map(drop).unwrap_err();
    seen.extend(problems.diagnostics.iter().map(|one| one.code));
    let missing: Vec<&str> = CODES.iter().map(|code| code.code).filter(|code| !seen.contains(code)).collect();
    assert!(missing.is_empty(), "no bad file produces {missing:?}");
}

#[test]
fn a_large_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("large.toml");
    fs::write(&path, "#".repeat((1 << 20) + 1)).unwrap();
    assert_eq!(diagnose(&path).1[0].code, "E0104");
    fs::write(&path, "#".repeat(1 << 20)).unwrap();
    assert_eq!(diagnose(&path).1[0].code, "E0206");
    let text = "#".repeat((1 << 20) + 1);
    assert_eq!(load_str("-", &text, None, &[]).unwrap_err().diagnostics[0].code, "E0104");
}

#[test]
fn a_long_chain_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let file = |n: usize| directory.path().join(format!("{n}.toml"));
    for n in 0..17 {
        fs::write(file(n), format!("extends = \"{}.toml\"\n", n + 1)).unwrap();
    }
    fs::write(file(17), "").unwrap();
    let codes = |n: usize| diagnose(&file(n)).1.iter().map(|one| one.code).collect::<Vec<_>>();
    assert!(codes(1).contains(&"E0108"), "17 files were accepted");
    assert!(!codes(2).contains(&"E0108"), "16 files were refused");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_directory_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let inside = directory.path().join("scenarios");
    fs::create_dir(&inside).unwrap();
    fs::write(directory.path().join("secret.toml"), "[period]\n").unwrap();
    std::os::unix::fs::symlink("../secret.toml", inside.join("link.toml")).unwrap();
    let path = inside.join("a.toml");
    fs::write(&path, "extends = \"link.toml\"\nname = \"a\"\ntitle = \"a\"\n").unwrap();
    assert_eq!(diagnose(&path).1[0].code, "E0106");
}

#[test]
fn a_missing_file_is_unreadable_and_a_bad_one_is_not() {
    let missing = load(Path::new("tests/no_such_file.toml"), &[]).unwrap_err();
    assert!(missing.is_unreadable());
    assert!(!missing.render(false).contains("-->"), "{}", missing.render(false));
    assert!(!load(Path::new("tests/bad_scenarios/names.toml"), &[]).unwrap_err().is_unreadable());
    assert!(load(Path::new("tests"), &[]).unwrap_err().is_unreadable());
}

/// Ten thousand scenarios, from one seed: whole ones, policies with a base, and the shipped ones.
#[test]
fn mutated_files_never_panic_and_errors_have_a_place() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("mutant.toml");
    fs::copy("tests/good/full.toml", directory.path().join("full.toml")).unwrap();
    fs::copy("scenarios/baseline.toml", directory.path().join("baseline.toml")).unwrap();
    let mut dice = Dice(20241104);
    let (mut refused, mut accepted) = (0, 0);
    for (file, mutants) in [
        ("tests/good/full.toml", 3000),
        ("tests/good/minimal.toml", 2000),
        ("tests/good/policy.toml", 2000),
        ("scenarios/baseline.toml", 1500),
        ("scenarios/article_package.toml", 1500),
    ] {
        let good = fs::read_to_string(file).unwrap();
        for number in 0..mutants {
            let bytes = mutate(&good, &mut dice);
            fs::write(&path, &bytes).unwrap();
            let started = Instant::now();
            if accepts(&path, &format!("mutant {number} of {file}")) {
                accepted += 1;
            } else {
                refused += 1;
            }
            assert!(started.elapsed().as_secs_f64() < 1.0, "mutant {number} of {file} took {:?}", started.elapsed());
        }
    }
    assert!(refused > 5000 && accepted > 200, "{refused} refused, {accepted} accepted");
}

/// Whether a file is a scenario; one that is not has problems with a place, one that is reads back to itself.
fn accepts(path: &Path, name: &str) -> bool {
    let problems = match load(path, &[]) {
        Ok((scenario, _)) => {
            let again = load_str("again", &scenario.resolved_toml(), None, &[]);
            let (again, _) = again.unwrap_or_else(|problems| panic!("{name}: {}", problems.render(false)));
            assert_eq!(again.digest(), scenario.digest(), "{name}");
            return true;
        }
        Err(problems) => problems,
    };
    assert!(problems.diagnostics.iter().any(|one| one.severity == Severity::Error), "{name}");
    // A base that cannot be read is another matter than a bad file.
    for one in &problems.diagnostics {
        let at = &one.position;
        assert!(at.line >= 1 && at.column >= 1 && at.end_line >= at.line, "{name}: {one:?}");
        let text = one.render(false);
        let place = text
            .lines()
            .find_map(|line| line.split_once("--> "))
            .map(|(_, place)| place.rsplitn(3, ':').collect::<Vec<_>>());
        let is_number = |text: &str| text.parse::<u32>().is_ok_and(|number| number >= 1);
        let [column, line, file] = place.as_deref().unwrap_or_default() else { panic!("{name}: no place in {text}") };
        assert!(is_number(column) && is_number(line) && file.contains(".toml"), "{name}: {text}");
    }
    false
}

/// Overrides are scenario text too.
#[test]
fn mutated_overrides_never_panic() {
    let mut dice = Dice(7);
    let good = "measure.beach_patrols.effort_ratio=0.3";
    let (mut refused, mut accepted) = (0, 0);
    for _ in 0..2000 {
        let set = String::from_utf8_lossy(&mutate(good, &mut dice)).into_owned();
        match load(Path::new("tests/good/full.toml"), std::slice::from_ref(&set)) {
            Ok(_) => accepted += 1,
            Err(problems) => {
                refused += 1;
                assert!(!problems.render(false).is_empty());
            }
        }
    }
    assert!(refused > 500 && accepted > 10, "{refused} refused, {accepted} accepted");
}

fn numbered(prefix: &str, count: usize) -> String {
    (0..count).map(|n| format!("{prefix}{n} = 1\n")).collect::<Vec<_>>().concat()
}

#[test]
fn hostile_texts_end_quickly() {
    let deep = format!("[{}]\nx = 1\n", vec!["a"; 100_000].join("."));
    let wide = numbered("k", 60_000);
    let long = format!("title = \"{}\"\n", "x".repeat(1_000_000));
    let list = format!("origin = [{}]\n", "{},".repeat(100_000));
    let entries = format!("measure.leader_arrest = [{}]\n", "{},".repeat(200_000));
    let parameters = format!("[parameters]\n{}", numbered("coast.p", 50_000));
    let dates = numbered("k", 50_000).replace(" = 1", "=1999-02-30");
    let twice = "x = 2023-02-30\n".repeat(20_000);
    for text in [deep, wide, long, list, parameters, dates, twice, entries] {
        let started = std::time::Instant::now();
        let problems = load_str("hostile.toml", &text, None, &[]).unwrap_err();
        let _ = problems.render(false);
        let name: String = text.chars().take(30).collect();
        assert!(started.elapsed().as_secs_f64() < 3.0, "{name:?} took {:?}", started.elapsed());
    }
}
