//! What the program is built from: every dependency has its reason, a licence that is allowed and a known source, and the
//! program itself holds no unsafe code.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// Names of a table of `Cargo.toml`.
fn names_in(manifest: &toml::Table, tables: &[&str]) -> BTreeSet<String> {
    tables.iter().filter_map(|table| manifest.get(*table)?.as_table()).flat_map(toml::Table::keys).cloned().collect()
}

/// Whether a licence expression can be met with the allowed ones; `OR` binds less than `AND`.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let expression = expression.replace('/', " OR ");
    let bare = expression.trim();
    if let Some(inner) = bare.strip_prefix('(') {
        // Only `(A OR B) AND C` occurs.
        let (inside, rest) = inner.split_once(')').unwrap_or((inner, ""));
        let rest = rest.trim().strip_prefix("AND").unwrap_or("").trim();
        return is_allowed(inside, allowed) && (rest.is_empty() || is_allowed(rest, allowed));
    }
    bare.split(" OR ").any(|choice| choice.split(" AND ").all(|one| allowed.contains(one.trim())))
}

/// What cargo knows about this package and all it is built from, on any platform: packages of other platforms than this one
/// are fetched if nothing has needed them yet.
fn metadata() -> Value {
    let output = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--locked"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_dependency_has_its_line() {
    let manifest: toml::Table = fs::read_to_string("Cargo.toml").unwrap().parse().unwrap();
    let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut used = names_in(&manifest, &tables);
    for target in manifest.get("target").and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::values) {
        used.extend(target.as_table().map(|target| names_in(target, &tables)).unwrap_or_default());
    }
    let page = fs::read_to_string("docs/dependencies.md").unwrap();
    // `| NAME | LICENCE | PURPOSE |`, some with one more column.
    let told: BTreeMap<&str, Vec<&str>> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | "))
        .map(|(name, rest)| (name, rest.split(" | ").collect()))
        .collect();
    let named: BTreeSet<String> = told.keys().map(|&name| name.to_owned()).collect();
    assert_eq!(named, used, "docs/dependencies.md and Cargo.toml");
    let metadata = metadata();
    for package in metadata["packages"].as_array().unwrap() {
        if let Some(line) = told.get(package["name"].as_str().unwrap()) {
            assert_eq!(line[0], package["license"], "licence of {}", package["name"]);
            assert!(line.len() >= 2 && line[1].len() > 10, "{} has no purpose", package["name"]);
        }
    }
    // Those that can change numbers are pinned.
    for name in ["libm", "rand_core", "rand_distr"] {
        let text = manifest["dependencies"][name].to_string();
        assert!(text.contains("\"="), "{name} = {text}");
        assert!(page.lines().any(|line| line.contains(&format!("`{name}`")) && line.contains("pinned")), "{name}");
    }
}

#[test]
fn licences_and_sources_are_those_of_the_list() {
    let deny: toml::Table = fs::read_to_string("deny.toml").unwrap().parse().unwrap();
    let allowed: BTreeSet<&str> =
        deny["licenses"]["allow"].as_array().unwrap().iter().filter_map(toml::Value::as_str).collect();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50);
    for package in packages {
        let name = &package["name"];
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_allowed(licence, &allowed), "{name}: {licence}");
        let source = &package["source"];
        let known = source.is_null() || source == "registry+https://github.com/rust-lang/crates.io-index";
        assert!(known, "{name}: {source}");
    }
}

#[test]
fn the_reader_of_licences_refuses_what_is_not_allowed() {
    let allowed: BTreeSet<&str> = ["MIT", "Unicode-3.0"].into();
    for good in ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-3.0", "MIT AND Unicode-3.0", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND GPL-3.0", "(GPL-3.0) AND MIT"] {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
}

/// `forbid` cannot be undone by an `allow` further down, and holds for every target of the package.
#[test]
fn unsafe_code_is_forbidden() {
    let manifest: toml::Table = fs::read_to_string("Cargo.toml").unwrap().parse().unwrap();
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
}
