//! `decide`: what a finished study says to somebody who has to choose; nothing is run.
//!
//! The tables go to `DIR/decision`, beside what the study found, and into its page. The study's own results stay as they are.

mod tables;
mod uncertainty;
mod words;

use super::args::Terminal;
use super::failure::{Failure, INCOMPLETE, USAGE};
use super::{SCHEMA_VERSION, output, planned};
use crate::analysis::information_value::{self, Found, Losses};
use crate::analysis::robustness::{Parameter, RobustnessError, Runs, Study as Decided};
use crate::estimate::mean;
use crate::evidence::parameter;
use crate::model::parameters::Parameters;
use crate::quantity::Gbp;
use crate::report::effects::Labels;
use crate::report::{self, Gathered, data_package, manifest, page, value};
use crate::study::lock::Lock;
use crate::study::{Disk, Store, Study};
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tables::{Asked, Findings};

/// Directory of the tables, in that of the study.
const DIRECTORY: &str = "decision";

/// Compare the policies of a finished study: regret, where they fail, what to measure.
///
/// Less of the metric is better. The study needs several draws of the parameters with several replicates each.
///
/// Examples:
///   strait decide output/baseline-vs-article_package/0123456789ab
///   strait decide results --target=-5% --benefit 20000
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Directory of the finished study.
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Daily column that is to be lowered.
    #[arg(long, value_name = "NAME", default_value = "arrivals", help_heading = "Question")]
    metric: String,
    /// A year, `total` or `from_origin`; default: `from_origin`, or `total` if the study ends before the origin.
    #[arg(long, value_name = "PERIOD", help_heading = "Question")]
    period: Option<String>,
    /// Effect that is good enough, such as -5% of the baseline's mean, or -2000; default: 0, any reduction.
    #[arg(long, value_name = "EFFECT", allow_hyphen_values = true, help_heading = "Question")]
    target: Option<Target>,
    /// Pounds that one arrival averted is worth, to value information in money; default: the baseline's
    /// `costs.benefit_gbp_per_arrival_averted`.
    #[arg(long, value_name = "GBP", help_heading = "Question")]
    benefit: Option<f64>,
    /// Take the parts of packages as options too: each measure alone, and all but each.
    #[arg(long, help_heading = "Question")]
    parts: bool,
    /// Print one JSON document instead of a summary.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// An effect, in the unit of the metric or in per cent of the baseline's mean.
#[derive(Debug, Clone, Copy)]
struct Target {
    value: f64,
    is_percent: bool,
}

impl std::str::FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (number, is_percent) = text.strip_suffix('%').map_or((text, false), |number| (number.trim_end(), true));
        let value: f64 = number.parse().map_err(|_| format!("`{text}` is not a number such as -2000 or -5%"))?;
        if value.is_finite() { Ok(Self { value, is_percent }) } else { Err(format!("`{text}` is not a finite number")) }
    }
}

pub(super) fn decide(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    if arguments.benefit.is_some_and(|benefit| !benefit.is_finite() || benefit <= 0.0) {
        return Err(Failure::new(USAGE, "--benefit is a number of pounds above 0"));
    }
    let planned = planned::read(&arguments.directory)?.complete()?;
    let (study, directory) = (&planned.study, planned.directory.as_path());
    let _lock = Lock::take(directory)?;
    let store = Store::reader(directory);
    let by_structure = Gathered::read(study, &store)?;
    let (column, span) = place(&by_structure[0], arguments)?;
    let runs = runs(study, &by_structure, arguments.parts, |gathered, scenario| {
        gathered.values(scenario, column, span).to_vec()
    });
    let decided = Decided::of(&runs)?;
    let target = arguments
        .target
        .map_or(0.0, |target| if target.is_percent { target.value / 100.0 * runs.level } else { target.value });
    let options = decided.options().len();
    let in_metric = Losses { unit: arguments.metric.clone(), fixed: vec![0.0; options], factor: 1.0 };
    let mut values = vec![information_value::found(&decided, &in_metric)];
    values.extend(in_money(study, &by_structure, arguments)?);
    let asked = Asked {
        metric: arguments.metric.clone(),
        period: by_structure[0].spans[span].label.clone(),
        target,
        target_is_given: arguments.target.is_some(),
    };
    let findings = Findings::of(&decided, asked, values);
    let disk = Disk::default();
    write(directory, &disk, &findings, arguments)?;
    if arguments.json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION, "status": "complete", "path": directory.join(DIRECTORY),
            "metric": findings.asked.metric, "period": findings.asked.period, "target": target, "level": runs.level,
            "findings": findings.json(),
        }));
    }
    if !terminal.quiet {
        output::text(&(words::all(&findings).join("\n") + "\n\n"))?;
    }
    output::line(&directory.join(DIRECTORY).display().to_string())
}

/// Places of the metric and the period.
fn place(gathered: &Gathered, arguments: &Arguments) -> Result<(usize, usize), Failure> {
    let unknown = |what: &str, name: &str, known: Vec<&str>| {
        Failure::new(USAGE, format!("there is no {what} `{name}`; there are {}", known.join(", ")))
    };
    let column = gathered.columns.iter().position(|column| column.name == arguments.metric).ok_or_else(|| {
        let known = gathered.columns.iter().map(|column| column.name.as_str()).collect();
        unknown("metric", &arguments.metric, known)
    })?;
    let span = match &arguments.period {
        None => gathered.judged_span(),
        Some(period) => gathered.spans.iter().position(|span| span.label == *period).ok_or_else(|| {
            unknown("period", period, gathered.spans.iter().map(|span| span.label.as_str()).collect())
        })?,
    };
    Ok((column, span))
}

/// The study as options, draws and structures.
fn runs(study: &Study, by_structure: &[Gathered], parts: bool, values: impl Fn(&Gathered, usize) -> Vec<f64>) -> Runs {
    let policies: Vec<usize> = (1..study.scenarios().len()).filter(|&at| parts || !study.is_part(at)).collect();
    let effect = |gathered: &Gathered, policy: usize| -> Vec<f64> {
        values(gathered, policy).iter().zip(values(gathered, 0)).map(|(b, a)| b - a).collect()
    };
    let labels = Labels::of(&by_structure[0]);
    Runs {
        baseline: study.baseline().name.clone(),
        policies: policies.iter().map(|&at| study.scenarios()[at].name.clone()).collect(),
        structures: (0..study.structure_count()).map(|at| study.structure_name(at)).collect(),
        effects: (by_structure.iter())
            .map(|gathered| policies.iter().map(|&policy| effect(gathered, policy)).collect())
            .collect(),
        level: mean(&values(&by_structure[0], 0)),
        draws: labels.draws,
        paths: labels.paths,
        parameters: uncertain(study),
    }
}

/// Parameters that vary over the draws of the baseline.
fn uncertain(study: &Study) -> Vec<Parameter> {
    let posterior = study.baseline().posterior.as_ref();
    let of = |(at, &key): (usize, &&str)| {
        let values: Vec<f64> = (0..study.draws()).map(|draw| study.design().row(0, draw)[at]).collect();
        let varies = values.iter().any(|value| *value != values[0]);
        let is_taken = posterior.is_some_and(|one| one.taken_keys().any(|(_, other)| other == key));
        let first = key.split_once('.').map_or(key, |(first, _)| first);
        let group = if is_taken { "posterior" } else { first }.to_owned();
        varies.then(|| Parameter { key: key.to_owned(), group, values })
    };
    Parameters::KEYS.iter().enumerate().filter_map(of).collect()
}

/// Value of information in pounds, if an arrival averted has a price.
fn in_money(study: &Study, by_structure: &[Gathered], arguments: &Arguments) -> Result<Option<Found>, Failure> {
    let of_file = study.baseline().costs.benefit_gbp_per_arrival_averted.map(Gbp::get);
    let Some(benefit) = arguments.benefit.or(of_file).filter(|benefit| *benefit > 0.0) else { return Ok(None) };
    if arguments.metric != "arrivals" {
        return Ok(None);
    }
    // Discounted people at real size, as costs are.
    let runs = runs(study, &by_structure[..1], arguments.parts, |gathered, scenario| {
        value::discounted_arrivals(study, gathered, scenario)
    });
    let runs = Runs { structures: runs.structures[..1].to_vec(), ..runs };
    let decided = Decided::of(&runs)?;
    let cost = |name: &str| study.place_of(name).map_or(0.0, |at| value::discounted_extra_cost(study, at));
    let fixed = decided.options().into_iter().map(cost).collect();
    Ok(Some(information_value::found(&decided, &Losses { unit: "gbp".to_owned(), fixed, factor: benefit })))
}

/// Writes the tables, names them in the manifest, and makes the page again.
fn write(directory: &Path, disk: &Disk, findings: &Findings, arguments: &Arguments) -> Result<(), Failure> {
    disk.make_directory(&directory.join(DIRECTORY))?;
    let mut tables = findings.tables();
    let mut outputs = Vec::new();
    for table in &mut tables {
        let text = table.take_csv();
        let path = format!("{DIRECTORY}/{}", table.file);
        outputs.push(report::write(directory, disk, &path, text.as_bytes(), Some(table.len() as u64))?);
    }
    let package = data_package::render_tables("decision", "What a study says to somebody who has to choose.", &tables);
    outputs.push(report::write(directory, disk, "decision/datapackage.json", package.as_bytes(), None)?);
    let facts = json!({
        "metric": findings.asked.metric, "period": findings.asked.period, "target": findings.asked.target,
        "benefit_gbp_per_arrival_averted": arguments.benefit, "parts": arguments.parts,
    });
    let text = serde_json::to_string_pretty(&facts).map_err(|error| Failure::bug(&error.to_string()))? + "\n";
    outputs.push(report::write(directory, disk, "decision/decision.json", text.as_bytes(), None)?);
    outputs.push(page::write(directory, disk, None)?);
    // The study's digest is over its own tables and stays.
    let path = directory.join(manifest::NAME);
    let unreadable = |error: &dyn std::fmt::Display| Failure::new(INCOMPLETE, format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&error))?;
    let mut facts: Value = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    let mut listed: Vec<report::Output> =
        serde_json::from_value(facts["outputs"].take()).map_err(|error| unreadable(&error))?;
    listed.retain(|old| !old.path.starts_with("decision/") && old.path != page::FILE);
    listed.extend(outputs);
    listed.sort_by(|a, b| a.path.cmp(&b.path));
    facts["outputs"] = json!(listed);
    let text = serde_json::to_string_pretty(&facts).map_err(|error| Failure::bug(&error.to_string()))? + "\n";
    Ok(disk.write_whole(&path, text.as_bytes())?)
}

/// What a parameter is, for a table.
fn described(key: &str) -> &'static str {
    parameter(key).map_or("", |row| row.description.as_str())
}

impl From<RobustnessError> for Failure {
    fn from(error: RobustnessError) -> Self {
        Self::new(INCOMPLETE, error.to_string())
    }
}
