//! The study file of a calibration: what is inferred, from which prior, against which part of the record, at what cost.
//!
//! Written like a scenario file and checked with the same words. The prior of a parameter is the law that `[parameters]`
//! of this file gives, otherwise its evidence row; never what the scenario says, which may have been narrowed by hand. This
//! file runs nothing.

use super::chain::{self, InputFile, Role};
use super::diagnostics::{Collector, Diagnostic, Draft, Problems, nearest, shown};
use super::file::{SCHEMA_VERSION, StudyDefaults};
use super::resolve::{self, Scenario};
use super::tree::Node;
use super::validate::{self, Missing};
use super::{laws, merge};
use crate::evidence::{Law, parameter};
use crate::model::parameters::Parameters;
use crate::quantity::Day;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::Path;
use std::sync::LazyLock;

/// A part of the record that a calibration looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// People who arrived, by half-year.
    Arrivals,
    /// People a boat, by year and its scatter, and boats a day.
    Loads,
    /// Days with arrivals, by year, and their spells.
    ActiveDays,
    /// How uneven the days of a year are.
    Dispersion,
    /// Autocorrelation from day to day.
    Memory,
    /// How arrivals follow the wind.
    Wind,
    /// What shut spells and calm months do to arrivals.
    Backlog,
    /// People and events prevented ashore.
    Preventions,
    /// Deaths at sea by year.
    Deaths,
}

impl Target {
    /// All targets, in the order of their summaries.
    pub const ALL: [Self; 9] = [
        Self::Arrivals,
        Self::Loads,
        Self::ActiveDays,
        Self::Dispersion,
        Self::Memory,
        Self::Wind,
        Self::Backlog,
        Self::Preventions,
        Self::Deaths,
    ];
}

/// A calibration: study file of strait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CalibrationFile {
    /// Version of the file format: 1.
    #[schemars(range(min = 1, max = 1))]
    schema_version: u32,
    /// Short name, used in names of directories: a to z, digits, underscores.
    #[schemars(extend("x-kind" = "name", "pattern" = "^[a-z0-9_]{1,64}$"))]
    name: String,
    /// Title, one line.
    #[schemars(extend("x-kind" = "line", "minLength" = 1, "maxLength" = 200))]
    title: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Scenario whose past is calibrated: a path relative to this file. Its own posterior is not used.
    scenario: String,
    /// Parts of the record that inform.
    #[schemars(length(min = 1, max = 9))]
    targets: Vec<Target>,
    /// Keys of the parameters that are inferred; all others are drawn from the laws of the scenario.
    #[schemars(length(min = 1, max = 60))]
    infer: Vec<String>,
    /// Which days inform.
    window: WindowFile,
    /// What it may cost.
    budget: Budget,
    /// Seed of all random numbers.
    #[schemars(range(min = 0, max = 9_223_372_036_854_775_807_i64))]
    seed: u64,
}

/// `[window]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WindowFile {
    /// Last day whose observations inform; the record starts on 1 January 2018.
    #[schemars(extend("x-earliest" = "2019-12-31"))]
    until: Day,
}

/// `[budget]`: how many histories are simulated, and for what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Runs of each generation: the first from the prior, the others where the ones before left it plausible.
    #[schemars(length(min = 1, max = 10))]
    pub generation_runs: Vec<u32>,
    /// Runs of the last bank that are kept and adjusted.
    #[schemars(range(min = 200, max = 100_000))]
    pub accepted_runs: u32,
    /// Draws of the posterior that are written.
    #[schemars(range(min = 50, max = 100_000))]
    pub draws: u32,
    /// Runs with fresh seeds for the posterior predictive checks.
    #[schemars(range(min = 20, max = 100_000))]
    pub predictive_runs: u32,
    /// Runs of the bank that are taken as data sets when the method is checked.
    #[schemars(range(min = 20, max = 100_000))]
    pub check_data_sets: u32,
}

/// A calibration, resolved.
#[derive(Debug, Clone)]
pub struct Calibration {
    /// Short name.
    pub name: String,
    /// Title.
    pub title: String,
    /// The scenario, without any posterior of its own.
    pub scenario: Scenario,
    /// Parts of the record that inform.
    pub targets: Vec<Target>,
    /// Inferred parameters with their priors, in the order of the file.
    pub priors: Vec<(String, Law)>,
    /// Last day whose observations inform.
    pub until: Day,
    /// What it may cost.
    pub budget: Budget,
    /// Seed.
    pub seed: u64,
    /// Files it was read from, the study file first.
    pub inputs: Vec<InputFile>,
}

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().root_schema_for::<CalibrationFile>().to_value();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut)
        && let Some(parameters) = super::schema::schema().pointer("/properties/parameters")
    {
        properties.insert("parameters".to_owned(), parameters.clone());
    }
    schema
});

/// Reads the study file of a calibration and its scenario.
///
/// # Errors
/// [`Problems`] with everything that is wrong in the study file, or else in the scenario; otherwise the warnings of both.
pub fn load_calibration(path: &Path) -> Result<(Calibration, Vec<Diagnostic>), Problems> {
    let mut problems = Collector::default();
    let mut chain = chain::from_file(path, &mut problems);
    let layers = std::mem::take(&mut chain.layers);
    let Some(mut tree) = merge::merge_all(layers) else {
        return Err(problems.refused());
    };
    let parameters = tree.as_table_mut().and_then(|table| table.remove("parameters"));
    validate::check(&tree, &SCHEMA, "", Missing::Report, &mut problems);
    let forms = laws::read(parameters.as_ref(), &mut problems);
    let priors = priors(&tree, &forms, parameters.as_ref(), &mut problems);
    if problems.has_errors() {
        return Err(problems.refused());
    }
    let file: CalibrationFile = match tree.to_toml().try_into() {
        Ok(file) => file,
        Err(error) => {
            problems.push(Draft::new("E0299", &tree.place, "the study file is refused", error.message()));
            return Err(problems.refused());
        }
    };
    let directory = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let scenario = directory.join(&file.scenario);
    // Said at the key that names it, as for a base.
    if let Some(node) = tree.get(&["scenario"]) {
        chain::look_for(&scenario, &node.place, &mut problems);
    }
    // A prior is wider than the evidence row on purpose.
    let mut warnings: Vec<Diagnostic> = problems.finish()?.into_iter().filter(|one| one.code != "W0402").collect();
    let (mut scenario, more) = resolve::load(&scenario, &[])?;
    // Whether the scenario's posterior is old or overridden does not matter here.
    warnings.extend(more.into_iter().filter(|one| !matches!(one.code, "W0406" | "W0407")));
    scenario.posterior = None;
    let mut inputs = chain.inputs;
    for input in &mut inputs {
        input.role = Role::Study;
    }
    inputs.extend(scenario.inputs.iter().filter(|input| input.role != Role::Posterior).cloned());
    scenario.inputs.retain(|input| input.role != Role::Posterior);
    scenario.study = StudyDefaults { seed: file.seed, ..scenario.study };
    let calibration = Calibration {
        name: file.name,
        title: file.title,
        scenario,
        targets: file.targets,
        priors,
        until: file.window.until,
        budget: file.budget,
        seed: file.seed,
        inputs,
    };
    debug_assert_eq!(file.schema_version, SCHEMA_VERSION);
    Ok((calibration, warnings))
}

/// The prior of each key of `infer`.
fn priors(
    tree: &Node,
    forms: &std::collections::BTreeMap<String, crate::evidence::LawForm>,
    parameters: Option<&Node>,
    problems: &mut Collector,
) -> Vec<(String, Law)> {
    let mut priors: Vec<(String, Law)> = Vec::new();
    let listed = tree.get(&["infer"]).and_then(Node::as_list).unwrap_or_default();
    for node in listed {
        let Some(key) = node.as_text() else { continue };
        let mut refuse = |code, message: &str, label: &str, help: String| {
            problems.push(Draft::new(code, &node.place, message, label).help(help));
        };
        let Some(row) = parameter(key).filter(|_| Parameters::KEYS.contains(&key)) else {
            let near = nearest(key, Parameters::KEYS.iter().copied());
            let help = near.map_or_else(
                || "`strait describe parameters` lists the keys".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            refuse("E0202", &format!("unknown parameter `{}`", shown(key)), "the model reads no such key", help);
            continue;
        };
        if priors.iter().any(|(known, _)| known == key) {
            refuse("E0213", "a parameter is inferred twice", "listed before", "remove one of the two".to_owned());
            continue;
        }
        let law = match forms.get(key) {
            Some(form) => laws::law(*form, row).unwrap_or_else(|_| row.law()),
            None => row.law(),
        };
        if matches!(law, Law::Fixed(_) | Law::Gamma { .. }) {
            let help = format!(
                "give it a prior under [parameters] of this file, such as {{ dist = \"lognormal\", low = {}, central = {}, high = {} }}",
                row.low, row.central, row.high
            );
            refuse("E0213", "a parameter without a prior to infer from", "its law is fixed or a gamma law", help);
            continue;
        }
        priors.push((key.to_owned(), law));
    }
    if let Some(place) = parameters.map(|node| &node.place) {
        for key in forms.keys().filter(|key| !listed.iter().any(|node| node.as_text() == Some(key.as_str()))) {
            problems.push(
                Draft::new("E0213", place, format!("`{key}` has a prior here but is not inferred"), "has no effect")
                    .help("list it under `infer`, or remove it; the other parameters follow the laws of the scenario"),
            );
        }
    }
    priors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_text(edit: impl Fn(&str) -> String) -> Result<(Calibration, Vec<Diagnostic>), Vec<String>> {
        let directory = tempfile::tempdir().unwrap();
        let scenario = std::fs::read_to_string("tests/good/minimal.toml").unwrap();
        std::fs::write(directory.path().join("minimal.toml"), scenario).unwrap();
        let text = r#"
schema_version = 1
name = "small"
title = "A small calibration"
scenario = "minimal.toml"
targets = ["arrivals", "loads"]
infer = ["demand.level", "boat.load_rise_persons"]
seed = 3
[window]
until = 2021-12-31
[budget]
generation_runs = [10, 20]
accepted_runs = 200
draws = 50
predictive_runs = 20
check_data_sets = 20
[parameters.boat]
load_rise_persons = { dist = "lognormal", median = 55.0, log_sd = 0.3 }
"#;
        let path = directory.path().join("study.toml");
        std::fs::write(&path, edit(text)).unwrap();
        load_calibration(&path).map_err(|problems| problems.diagnostics.iter().map(|one| one.code.to_owned()).collect())
    }

    #[test]
    fn a_study_file_gives_priors_from_itself_or_from_the_evidence() {
        let (calibration, _) = load_text(str::to_owned).unwrap();
        assert_eq!(calibration.priors[0], ("demand.level".to_owned(), parameter("demand.level").unwrap().law()));
        assert_eq!(calibration.priors[1].1, Law::LogNormal { median: 55.0, log_sd: 0.3 });
        assert_eq!((calibration.until.to_string().as_str(), calibration.seed), ("2021-12-31", 3));
        assert_eq!(calibration.inputs[0].role, Role::Study);
    }

    #[test]
    fn what_is_wrong_in_a_study_file_has_a_code() {
        for (from, to, code) in [
            ("\"demand.level\"", "\"demand.levl\"", "E0202"),
            ("\"demand.level\"", "\"sea.residual_sd\"", "E0213"),
            ("\"demand.level\",", "\"demand.level\", \"demand.level\",", "E0213"),
            (", \"boat.load_rise_persons\"]", "]", "E0213"),
            ("\"loads\"", "\"lods\"", "E0205"),
            ("until = 2021-12-31", "until = 2018-12-31", "E0211"),
            ("draws = 50", "draws = 5", "E0203"),
            ("seed = 3", "sead = 3", "E0202"),
            ("minimal.toml", "maximal.toml", "E0103"),
        ] {
            let codes = load_text(|text| text.replace(from, to)).map(|_| ()).unwrap_err();
            assert!(codes.iter().any(|seen| seen == code), "{from}: {codes:?}");
        }
    }
}
