//! A small copy of a finished study to hand on: its tables and page, without the raw runs.
//!
//! Left out are blocks, the tables with rows for single replicates, and of the series all but weeks and months of arrivals,
//! boats and deaths. Rows that stay are the same bytes. The manifest says `copy`, keeps the digest of the whole study's
//! results and lists what is here. Computes nothing; never writes where something else is.

use super::{Output, ReportError, data_package, manifest, page, series, write};
use crate::study::Disk;
use serde_json::{Value, json};
use std::path::Path;

/// Tables with rows for single replicates: most of a study's bytes, and nothing that the page reads.
const PER_REPLICATE: [&str; 2] = ["replicates.csv", "outcomes.csv"];
/// Series that stay.
const METRICS: [&str; 3] = ["arrivals", "boats", "deaths"];

/// Copies the study of `source` to `target`, which must be empty, absent or an earlier copy, and makes its page there.
///
/// # Errors
/// [`ReportError::Unreadable`] if the source is no complete study or the target holds something else;
/// [`ReportError::Study`] if the disk refuses.
///
/// # Panics
/// Never: a manifest is JSON.
pub fn copy(source: &Path, target: &Path, disk: &Disk) -> Result<(), ReportError> {
    let path = source.join(manifest::NAME);
    let fault = |reason: &str| ReportError::Unreadable { path: path.clone(), reason: reason.to_owned() };
    let text = std::fs::read_to_string(&path).map_err(|error| fault(&error.to_string()))?;
    let mut facts: Value = serde_json::from_str(&text).map_err(|error| fault(&error.to_string()))?;
    if facts["status"] != "complete" {
        return Err(fault("the study is not complete"));
    }
    refuse_other(target)?;
    let listed: Vec<Output> =
        serde_json::from_value(facts["outputs"].take()).map_err(|error| fault(&error.to_string()))?;
    disk.make_directory(target)?;
    let mut outputs = Vec::new();
    for output in listed {
        let name = output.path.as_str();
        if name.starts_with("blocks/") || name == page::FILE || PER_REPLICATE.contains(&name) {
            continue;
        }
        let from = source.join(name);
        let text = std::fs::read_to_string(&from)
            .map_err(|error| ReportError::Unreadable { path: from, reason: error.to_string() })?;
        let (text, rows) = match name {
            series::FILE => {
                let short = coarse_rows(&text);
                let rows = short.lines().count() as u64 - 1;
                (short, Some(rows))
            }
            data_package::FILE => (without_resources(&text).map_err(|error| fault(&error.to_string()))?, None),
            _ => (text, output.rows),
        };
        if let Some(directory) = target.join(name).parent() {
            disk.make_directory(directory)?;
        }
        outputs.push(write(target, disk, name, text.as_bytes(), rows)?);
    }
    facts["status"] = "copy".into();
    facts["outputs"] = json!(outputs);
    facts["execution"] = json!({ "resumed_times": 0 });
    let write_facts = |facts: &Value| {
        let text = serde_json::to_string_pretty(facts).expect("a value of strings and numbers is JSON") + "\n";
        disk.write_whole(&target.join(manifest::NAME), text.as_bytes())
    };
    write_facts(&facts)?;
    outputs.push(page::write(target, disk, None)?);
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    facts["outputs"] = json!(outputs);
    Ok(write_facts(&facts)?)
}

/// A directory with anything in it but an earlier copy is not written to.
fn refuse_other(target: &Path) -> Result<(), ReportError> {
    let is_empty = std::fs::read_dir(target).map_or(true, |mut entries| entries.next().is_none());
    let earlier = std::fs::read_to_string(target.join(manifest::NAME)).ok();
    let is_copy = earlier
        .and_then(|text| serde_json::from_str::<Value>(&text).ok())
        .is_some_and(|facts| facts["status"] == "copy");
    if is_empty || is_copy {
        return Ok(());
    }
    let reason = "holds something else than an earlier copy; choose another directory".to_owned();
    Err(ReportError::Unreadable { path: target.to_owned(), reason })
}

/// Weeks and months of the metrics that stay; the header and the rows as they are.
fn coarse_rows(text: &str) -> String {
    let mut lines = text.split_inclusive('\n');
    let header = lines.next().unwrap_or_default();
    let position = |name: &str| header.trim_end().split(',').position(|column| column == name);
    let (Some(metric), Some(resolution)) = (position("metric"), position("resolution")) else { return text.to_owned() };
    let stays = |line: &&str| {
        // Names of scenarios, metrics and steps need no quotes.
        let cells: Vec<&str> = line.split(',').collect();
        cells.get(metric).is_some_and(|name| METRICS.contains(name))
            && cells.get(resolution).is_some_and(|step| *step != "day")
    };
    std::iter::once(header).chain(lines.filter(stays)).collect()
}

/// The dictionary without what is not copied.
fn without_resources(text: &str) -> Result<String, serde_json::Error> {
    let mut package: Value = serde_json::from_str(text)?;
    if let Some(resources) = package["resources"].as_array_mut() {
        resources.retain(|resource| !PER_REPLICATE.iter().any(|name| resource["path"] == *name));
    }
    if let Some(package) = package.as_object_mut() {
        package.remove("blocks");
    }
    Ok(serde_json::to_string_pretty(&package)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_and_months_of_a_few_metrics_stay_as_they_are() {
        let text = "scenario,metric,resolution,period_start,mean\na,arrivals,day,2024-01-01,1\na,arrivals,week,2024-01-01,2.50\n\
                    a,price_gbp,week,2024-01-01,3\na,deaths,month,2024-01-01,4\n";
        let kept = "scenario,metric,resolution,period_start,mean\na,arrivals,week,2024-01-01,2.50\na,deaths,month,2024-01-01,4\n";
        assert_eq!(coarse_rows(text), kept);
        let package =
            without_resources("{\"resources\":[{\"path\":\"a.csv\"},{\"path\":\"outcomes.csv\"}],\"blocks\":{}}")
                .unwrap();
        assert!(package.contains("a.csv") && !package.contains("outcomes") && !package.contains("blocks"));
    }
}
