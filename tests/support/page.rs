//! What every page is held to: its numbers are those of the tables, and a browser opens it.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// The tables of a directory: rows by the name of the file, cells by the name of the column.
pub type Tables = BTreeMap<String, Vec<BTreeMap<String, String>>>;

/// Reads every CSV file of a directory.
pub fn tables(directory: &Path) -> Tables {
    let mut tables = Tables::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            let rows = csv::Reader::from_path(&path).unwrap().deserialize().collect::<Result<_, _>>().unwrap();
            tables.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), rows);
        }
    }
    tables
}

/// A printed number: its attributes and text.
struct Printed<'a> {
    attributes: &'a str,
    text: &'a str,
}

impl<'a> Printed<'a> {
    fn all(html: &'a str) -> Vec<Self> {
        let parts = html.split("<data ").skip(1).filter_map(|part| part.split_once("</data>")).map(|(part, _)| part);
        parts.map(|part| part.split_once('>').unwrap()).map(|(attributes, text)| Self { attributes, text }).collect()
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        let rest = self.attributes.split(&format!("{name}=\"")).nth(1)?;
        rest.split('"').next()
    }
}

/// Holds every printed number against its cell, rounded to what is printed; answers their places, `file:line:column`.
pub fn checked<'a>(html: &'a str, tables: &Tables) -> Vec<&'a str> {
    let all = Printed::all(html);
    for printed in &all {
        let place: Vec<&str> = printed.attribute("data-at").unwrap().split(':').collect();
        let [file, line, column] = place[..] else { panic!("{place:?}") };
        let cell = &tables[file][line.parse::<usize>().unwrap() - 2][column];
        assert_eq!(printed.attribute("value"), Some(cell.as_str()), "{place:?}");
        let value: f64 = cell.parse().unwrap();
        let text = printed.text.trim_end_matches("\u{a0}%");
        if let Some(bound) = text.strip_prefix("over ") {
            assert!(100.0 * value > bound.parse().unwrap(), "{place:?}");
            continue;
        }
        if let Some(bound) = text.strip_prefix("under ") {
            assert!(100.0 * value < bound.parse().unwrap(), "{place:?}");
            continue;
        }
        let scale: f64 = printed.attribute("data-scale").map_or(1.0, |scale| scale.parse().unwrap());
        assert_eq!(scale == 100.0, printed.text.ends_with('%'), "{place:?}: {}", printed.text);
        let value = if printed.attribute("data-size").is_some() { value.abs() } else { value };
        let plain = text.replace(',', "").replace('\u{2212}', "-").replace('+', "");
        let shown: f64 = plain.parse().unwrap_or_else(|_| panic!("{place:?}: `{text}`"));
        let digits = plain.trim_start_matches('-');
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let figures = [whole, part].concat();
        let significant = figures.trim_start_matches('0');
        let zeros = significant.len() - significant.trim_end_matches('0').len();
        let kept = if part.is_empty() { significant.len() - zeros } else { significant.len() };
        assert!(kept <= 3, "{place:?}: `{text}` has {kept} figures");
        // Half a unit of the third figure, or of the last printed one where that is coarser.
        let unit = if part.is_empty() && shown != 0.0 {
            libm::pow(10.0, zeros as f64)
        } else {
            libm::pow(10.0, -(part.len() as f64))
        };
        let error = (value * scale - shown).abs();
        let is_nothing = shown == 0.0;
        assert!(is_nothing || error <= 0.5001 * unit, "{place:?}: `{text}` for {}", value * scale);
    }
    all.iter().map(|printed| printed.attribute("data-at").unwrap()).collect()
}

/// What a real browser finds on a page; nothing where there is none to open it with.
pub fn opened(page: &Path) -> Option<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let modules = root.join("target/outside");
    let has =
        |program: &str| Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    let browser = ["chromium", "chromium-browser", "google-chrome"].into_iter().any(has)
        || std::env::var_os("CHROMIUM").is_some();
    if !browser || !has("node") || !modules.join("node_modules/playwright-core").exists() {
        eprintln!("skipped: no Chromium, Node or playwright-core (tests/outside/install.sh)");
        return None;
    }
    let mut command = Command::new("node");
    command.arg(root.join("tests/browser/check.mjs")).arg(page).env("BROWSER_MODULES", &modules);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}
