//! The study file of a sensitivity analysis: which outcomes, which factors, which designs, at what cost.
//!
//! Written like a scenario file and checked with the same words. Parameters vary by the laws of the baseline, those that its
//! posterior holds only as whole rows of it, since they belong together. This file runs nothing.

use super::chain::{self, InputFile, Role};
use super::diagnostics::{Collector, Diagnostic, Draft, Problems, nearest, shown};
use super::factors::{Factor, Varied};
use super::file::SCHEMA_VERSION;
use super::merge;
use super::resolve::{self, Scenario};
use super::tree::Node;
use super::validate::{self, Missing};
use crate::model::observation::columns;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

/// A sensitivity analysis: study file of strait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SensitivityFile {
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
    /// Scenario that policies are compared with: a path relative to this file.
    baseline: String,
    /// Scenarios that are compared with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 20))]
    policies: Vec<String>,
    /// What is looked at: METRIC.PERIOD of the baseline, or POLICY:METRIC.PERIOD for the effect of a policy.
    #[schemars(length(min = 1, max = 12))]
    outcomes: Vec<String>,
    /// Seed of all random numbers.
    #[schemars(range(min = 0, max = 9_223_372_036_854_775_807_i64))]
    seed: u64,
    /// Parameters that vary as one factor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    group: Vec<GroupFile>,
    /// Elementary effects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    screening: Option<ScreeningDesign>,
    /// Variance-based indices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    indices: Option<IndicesDesign>,
    /// One parameter at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tornado: Option<TornadoDesign>,
}

/// `[[group]]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    /// Short name: a to z, digits, underscores; not `posterior` or `others`.
    #[schemars(extend("x-kind" = "name", "pattern" = "^[a-z0-9_]{1,64}$"))]
    name: String,
    /// Keys of its parameters.
    #[schemars(length(min = 1, max = 200))]
    parameters: Vec<String>,
}

/// `[screening]`: elementary effects along trajectories (Morris).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreeningDesign {
    /// Groups, keys of parameters, or `posterior`; what is uncertain and not named is one more factor, `others`.
    #[schemars(length(min = 1, max = 200))]
    pub factors: Vec<String>,
    /// Trajectories: each visits one point more than there are factors.
    #[schemars(range(min = 2, max = 10_000))]
    pub trajectories: u32,
    /// Levels of each factor, an even number, between its 5 % and 95 % points.
    #[schemars(range(min = 2, max = 100))]
    pub levels: u32,
    /// Histories at each point.
    #[schemars(range(min = 2, max = 1000))]
    pub replicates: u32,
    /// Histories that share a weather path; two or more paths a point are needed to take the noise of runs out.
    #[schemars(range(min = 1, max = 500))]
    pub replicates_per_weather: u32,
}

/// `[indices]`: variance-based indices (Saltelli, Jansen).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicesDesign {
    /// As in `[screening]`.
    #[schemars(length(min = 1, max = 200))]
    pub factors: Vec<String>,
    /// Rows of the design: each visits two points more than there are factors.
    #[schemars(range(min = 8, max = 100_000))]
    pub rows: u32,
    /// Histories at each point.
    #[schemars(range(min = 2, max = 1000))]
    pub replicates: u32,
    /// Histories that share a weather path; two or more paths a point are needed to take the noise of runs out.
    #[schemars(range(min = 1, max = 500))]
    pub replicates_per_weather: u32,
    /// Resamples of the rows for the intervals.
    #[schemars(range(min = 100, max = 100_000))]
    pub resamples: u32,
}

/// `[tornado]`: each parameter at its 5 % and 95 % points, all others at their medians.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TornadoDesign {
    /// Keys of parameters, also of the posterior (then by its margins).
    #[schemars(length(min = 1, max = 200))]
    pub parameters: Vec<String>,
    /// Histories at each point, the same for all points.
    #[schemars(range(min = 2, max = 10_000))]
    pub replicates: u32,
}

/// One outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// As it was written.
    pub name: String,
    /// Policy whose effect it is; without one, the level under the baseline.
    pub policy: Option<String>,
    /// Daily column, summed up or averaged over the period.
    pub metric: String,
    /// A year, `total` or `from_origin`.
    pub period: String,
}

/// A design with its factors.
#[derive(Debug, Clone)]
pub struct Designed<D> {
    /// Sizes as the file gives them.
    pub design: D,
    /// What varies.
    pub factors: Vec<Factor>,
}

/// A sensitivity analysis, resolved.
#[derive(Debug, Clone)]
pub struct Sensitivity {
    /// Short name.
    pub name: String,
    /// Title.
    pub title: String,
    /// The baseline, then the policies.
    pub scenarios: Vec<Scenario>,
    /// What is looked at.
    pub outcomes: Vec<Outcome>,
    /// Elementary effects.
    pub screening: Option<Designed<ScreeningDesign>>,
    /// Variance-based indices.
    pub indices: Option<Designed<IndicesDesign>>,
    /// One parameter at a time; each factor is one parameter.
    pub tornado: Option<Designed<TornadoDesign>>,
    /// Seed.
    pub seed: u64,
    /// Files it was read from, the study file first.
    pub inputs: Vec<InputFile>,
}

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().root_schema_for::<SensitivityFile>().to_value()
});

/// Reads the study file of a sensitivity analysis and its scenarios.
///
/// # Errors
/// [`Problems`] with everything that is wrong in the study file, or else in a scenario; otherwise the warnings of all.
pub fn load_sensitivity(path: &Path) -> Result<(Sensitivity, Vec<Diagnostic>), Problems> {
    let mut problems = Collector::default();
    let mut chain = chain::from_file(path, &mut problems);
    let Some(tree) = merge::merge_all(std::mem::take(&mut chain.layers)) else {
        return Err(problems.refused());
    };
    validate::check(&tree, &SCHEMA, "", Missing::Report, &mut problems);
    if problems.has_errors() {
        return Err(problems.refused());
    }
    let file: SensitivityFile = match tree.to_toml().try_into() {
        Ok(file) => file,
        Err(error) => {
            problems.push(Draft::new("E0299", &tree.place, "the study file is refused", error.message()));
            return Err(problems.refused());
        }
    };
    let directory = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let policies = tree.get(&["policies"]).and_then(Node::as_list).unwrap_or_default();
    for node in tree.get(&["baseline"]).into_iter().chain(policies) {
        chain::look_for(&directory.join(node.as_text().unwrap_or_default()), &node.place, &mut problems);
    }
    if problems.has_errors() {
        return Err(problems.refused());
    }
    let (mut scenarios, mut warnings) = (Vec::new(), Vec::<Diagnostic>::new());
    for scenario in std::iter::once(&file.baseline).chain(&file.policies) {
        let (scenario, more) = resolve::load(&directory.join(scenario), &[])?;
        // A base that several scenarios extend is warned about once.
        for one in more {
            let is_told = |told: &Diagnostic| {
                (told.code, &told.position, &told.message) == (one.code, &one.position, &one.message)
            };
            if !warnings.iter().any(is_told) {
                warnings.push(one);
            }
        }
        scenarios.push(scenario);
    }
    if file.screening.is_none() && file.indices.is_none() && file.tornado.is_none() {
        problems.push(
            Draft::new("E0206", &tree.place, "the study file asks for nothing", "no design in this file")
                .help("add one or more of [screening], [indices] and [tornado]"),
        );
    }
    let outcomes = outcomes(&tree, &scenarios, &mut problems);
    for design in ["screening", "indices"] {
        repeated(&tree, design, &mut problems);
    }
    if let Some(node) = tree.get(&["screening", "levels"])
        && file.screening.as_ref().is_some_and(|design| design.levels % 2 == 1)
    {
        problems.push(
            Draft::new("E0203", &node.place, "an odd number of levels", "must be even")
                .help("write an even number, such as 4: a step is half of the levels"),
        );
    }
    let varied = Varied::of(&tree, &scenarios, &mut problems);
    let screening = file.screening.map(|design| {
        let factors = varied.factors(&tree, "screening", &mut problems);
        Designed { design, factors }
    });
    let indices = file.indices.map(|design| {
        let factors = varied.factors(&tree, "indices", &mut problems);
        Designed { design, factors }
    });
    let tornado = file.tornado.map(|design| {
        let factors = varied.single(&tree, &mut problems);
        Designed { design, factors }
    });
    warnings.extend(problems.finish()?);
    let mut inputs = chain.inputs;
    for input in &mut inputs {
        input.role = Role::Study;
    }
    for input in scenarios.iter().flat_map(|scenario| &scenario.inputs) {
        if !inputs.contains(input) {
            inputs.push(input.clone());
        }
    }
    debug_assert_eq!(file.schema_version, SCHEMA_VERSION);
    let (name, title, seed) = (file.name, file.title, file.seed);
    Ok((Sensitivity { name, title, scenarios, outcomes, screening, indices, tornado, seed, inputs }, warnings))
}

/// Replicates of a point must be whole weather paths.
fn repeated(tree: &Node, design: &str, problems: &mut Collector) {
    let number = |key| tree.get(&[design, key]).and_then(Node::as_number);
    if let (Some(all), Some(shared)) = (number("replicates"), number("replicates_per_weather"))
        && all % shared != 0.0
        && let Some(node) = tree.get(&[design, "replicates_per_weather"])
    {
        problems.push(
            Draft::new("E0203", &node.place, "weather paths that do not fit", format!("{all} is not a multiple of it"))
                .help("make `replicates` a multiple of `replicates_per_weather`"),
        );
    }
}

/// The outcomes of the file.
fn outcomes(tree: &Node, scenarios: &[Scenario], problems: &mut Collector) -> Vec<Outcome> {
    let setting = &scenarios[0].setting;
    let metrics: Vec<String> = columns(&setting.origins).into_iter().map(|column| column.name).collect();
    let mut periods: Vec<String> =
        (setting.period.first().year()..=setting.period.last().year()).map(|year| year.to_string()).collect();
    periods.push("total".to_owned());
    if setting.origin_day < setting.period.last() {
        periods.push("from_origin".to_owned());
    }
    let policies: Vec<&str> = scenarios[1..].iter().map(|scenario| scenario.name.as_str()).collect();
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut seen = BTreeSet::new();
    for node in tree.get(&["outcomes"]).and_then(Node::as_list).unwrap_or_default() {
        let Some(text) = node.as_text() else { continue };
        let (policy, rest) = text.split_once(':').map_or((None, text), |(policy, rest)| (Some(policy), rest));
        let Some((metric, period)) = rest.rsplit_once('.') else {
            let form = "write METRIC.PERIOD or POLICY:METRIC.PERIOD, such as \"article_package:arrivals.from_origin\"";
            let message = format!("`{}` names no period", shown(text));
            problems.push(Draft::new("E0205", &node.place, message, "not an outcome").help(form));
            continue;
        };
        let mut known = |what: &str, name: &str, all: &[&str]| {
            if all.contains(&name) {
                return;
            }
            let near = nearest(name, all.iter().copied());
            let help = near.map_or_else(
                || format!("there is {}", if all.is_empty() { "none".to_owned() } else { all.join(", ") }),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there is no {what} `{}`", shown(name));
            problems.push(Draft::new("E0205", &node.place, message, format!("not a {what} of this study")).help(help));
        };
        known("metric", metric, &metrics.iter().map(String::as_str).collect::<Vec<_>>());
        known("period", period, &periods.iter().map(String::as_str).collect::<Vec<_>>());
        if let Some(policy) = policy {
            known("policy", policy, &policies);
        }
        if !seen.insert(text.to_owned()) {
            let message = format!("the outcome `{}` stands twice", shown(text));
            problems.push(Draft::new("E0214", &node.place, message, "given before").help("remove one of the two"));
        }
        outcomes.push(Outcome {
            name: text.to_owned(),
            policy: policy.map(str::to_owned),
            metric: metric.to_owned(),
            period: period.to_owned(),
        });
    }
    outcomes
}

#[cfg(test)]
mod tests;
