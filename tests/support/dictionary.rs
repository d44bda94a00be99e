//! Tables held to their dictionary, column by column and cell by cell.

use super::json;
use std::collections::BTreeSet;
use std::path::Path;

/// The tables that a dictionary in a directory describes, each as it says; panics at the first that is not.
pub fn described(directory: &Path, dictionary: &str) -> BTreeSet<String> {
    let package = json(&directory.join(dictionary));
    let mut tables = BTreeSet::new();
    for resource in package["resources"].as_array().unwrap().iter().filter(|resource| resource["format"] == "csv") {
        let path = resource["path"].as_str().unwrap();
        let text = std::fs::read_to_string(directory.join(path)).unwrap();
        assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains('\r') && !text.contains("NaN"));
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(header, names, "{path}");
        for field in fields {
            assert!(field["description"].as_str().is_some_and(|words| !words.is_empty()), "{path}: {field}");
        }
        let keys = resource["schema"]["primaryKey"].as_array().cloned().unwrap_or_default();
        let mut seen = BTreeSet::new();
        for row in reader.records() {
            let row = row.unwrap();
            for (field, value) in fields.iter().zip(&row) {
                check(path, field, value);
            }
            let key: Vec<String> = (names.iter().zip(&row))
                .filter(|(name, _)| keys.iter().any(|key| key == *name))
                .map(|(_, value)| value.to_owned())
                .collect();
            assert!(seen.insert(key.clone()) || keys.is_empty(), "{path}: key {key:?} twice");
        }
        assert!(tables.insert(path.to_owned()), "{path} is described twice");
    }
    tables
}

/// The CSV files of a directory and of those below it, as a dictionary names them.
pub fn csv_files(directory: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(csv_files(&path).into_iter().map(|below| format!("{name}/{below}")));
        } else if path.extension().is_some_and(|end| end == "csv") {
            found.insert(name);
        }
    }
    found
}

fn check(path: &str, field: &serde_json::Value, value: &str) {
    if value.is_empty() {
        assert_eq!(field["constraints"]["required"], false, "{path}: {field} is empty");
        return;
    }
    let fits = match field["type"].as_str().unwrap() {
        "integer" => value.parse::<i64>().is_ok(),
        // With a point or an exponent, so that no program takes a column that starts with whole values for integers.
        "number" => value.parse::<f64>().is_ok_and(f64::is_finite) && value.contains(['.', 'e']),
        "date" => value.parse::<jiff::civil::Date>().is_ok(),
        "boolean" => value == "true" || value == "false",
        _ => true,
    };
    assert!(fits, "{path}: {field}: {value}");
    let bound = |name: &str| field["constraints"][name].as_f64();
    let number = value.parse::<f64>().unwrap_or(0.0);
    assert!(bound("minimum").is_none_or(|least| number >= least), "{path}: {field}: {value}");
    assert!(bound("maximum").is_none_or(|greatest| number <= greatest), "{path}: {field}: {value}");
}
