//! Every exit code of the program is brought about by what it stands for, and says why.

use super::support::{Place, stderr};

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
    told(4, &[&run[..], &["out", "--seed", "99"]].concat(), "--force");
    let table = place.path("out/summary.csv");
    let cut = std::fs::read_to_string(&table).unwrap().lines().take(3).collect::<Vec<_>>().join("\n");
    std::fs::write(&table, cut).unwrap();
    told(5, &["verify", "out"], "summary.csv");
    told(6, &["run", "absent.toml"], "absent.toml");
    // What cannot be typed by mistake: a measurement that the program did not ask itself for.
    told(70, &["bench", "--probe", "{}"], "Please report it");
}
