//! A directory with two tiny scenarios, and the program run in it.

// Each test binary uses a part of this.
#![allow(dead_code)]

pub mod dictionary;
pub mod page;

use assert_cmd::Command;
use std::path::{Path, PathBuf};

/// A temporary directory with `base.toml` and `policy.toml`.
pub struct Place {
    directory: tempfile::TempDir,
}

impl Place {
    /// Ten weeks over the forecast origin and a new year, three replicates.
    pub fn new() -> Self {
        Self::with_period("2024-10-25", "2025-01-07")
    }

    /// The same scenarios over other days.
    pub fn with_period(start: &str, end: &str) -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap() };
        let template = place.run(&["init"]).success().get_output().stdout.clone();
        let base = String::from_utf8(template)
            .unwrap()
            .replace("\"my_scenario\"", "\"base\"")
            .replace("start = 2018-01-01", &format!("start = {start}"))
            .replace("end = 2025-12-31", &format!("end = {end}"))
            .replace("scale = 1.0", "scale = 0.02")
            .replace("replicates = 40", "replicates = 3")
            .replace("replicates_per_draw = 2", "replicates_per_draw = 1");
        assert!(base.contains("\"base\"") && base.contains(start) && base.contains("replicates = 3"));
        std::fs::write(place.path("base.toml"), base).unwrap();
        std::fs::write(
            place.path("policy.toml"),
            "schema_version = 1\nextends = \"base.toml\"\nname = \"policy\"\ntitle = \"A policy\"\n\n\
             [[measure.overseas_officers]]\nstart = 2024-12-18\nregion = \"iraq\"\nofficers_count = 5\n\
             cost_gbp_per_year = 366000\nfunded_by = \"deal\"\n",
        )
        .unwrap();
        place
    }

    /// A path in the directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The program, ready to run in the directory.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_strait"));
        command.current_dir(self.directory.path()).args(arguments).env_remove("NO_COLOR");
        command
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> assert_cmd::assert::Assert {
        self.command(arguments).assert()
    }

    /// Runs both scenarios into `out` with further arguments.
    pub fn study(&self, out: &str, more: &[&str]) -> assert_cmd::assert::Assert {
        self.run(&[&["run", "base.toml", "policy.toml", "--out", out], more].concat())
    }

    /// The manifest of a directory.
    pub fn manifest(&self, out: &str) -> serde_json::Value {
        json(&self.path(out).join("manifest.json"))
    }

    /// The results digest of a directory.
    pub fn digest(&self, out: &str) -> String {
        self.manifest(out)["results_digest"].as_str().unwrap().to_owned()
    }
}

/// A JSON file.
pub fn json(path: &Path) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What was written to standard error.
pub fn stderr(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
}

/// What was written to standard output.
pub fn stdout(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stdout).into_owned()
}
