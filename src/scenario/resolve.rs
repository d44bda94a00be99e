//! From files to a [`Scenario`]: read, merge, override, check, resolve.
//!
//! Each step hands on what it could make of its input, so that one report holds the problems of all steps. Nothing
//! is repaired or guessed.

use super::chain::{self, Chain, InputFile};
use super::diagnostics::{Collector, Diagnostic, Draft, Place, Problems};
use super::entries::{self, Surroundings};
use super::file::{self, Accounting, ScenarioFile, StudyDefaults};
use super::posterior::Posterior;
use super::schema::schema;
use super::tree::Node;
use super::validate::{self, Missing};
use super::{cross, laws, merge, overrides, posterior};
use crate::evidence::{Law, LawForm, parameter};
use crate::model::measures::Entry;
use crate::model::parameters::Parameters;
use crate::model::setting::{Origin, Setting, Wind};
use crate::quantity::Period;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A scenario, resolved: everything that the model needs but the unit of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Short name, used in names of files.
    pub name: String,
    /// Title for tables and charts.
    pub title: String,
    /// What it stands for.
    pub description: Option<String>,
    /// Input of the model.
    pub setting: Setting,
    /// Draws that some parameters are taken from instead of their laws.
    pub posterior: Option<Arc<Posterior>>,
    /// The law of every key of [`Parameters::KEYS`], in the unit of its evidence row.
    pub laws: BTreeMap<String, Law>,
    /// Defaults of a study of this scenario.
    pub study: StudyDefaults,
    /// How money is counted.
    pub costs: Accounting,
    /// Files it was read from, the scenario itself first.
    pub inputs: Vec<InputFile>,
    /// The laws as they were written; a form and its law are exact images only in this direction.
    pub(super) forms: BTreeMap<String, LawForm>,
}

/// Reads a scenario file with overrides of the form `path.to.key=value`.
///
/// # Errors
/// [`Problems`] with everything that is wrong; otherwise the warnings come with the scenario.
pub fn load(path: &Path, sets: &[String]) -> Result<(Scenario, Vec<Diagnostic>), Problems> {
    let mut problems = Collector::default();
    let chain = chain::from_file(path, &mut problems);
    resolve(chain, sets, problems)
}

/// Reads a scenario from text, such as standard input; `name` stands for the path in messages.
///
/// Files that it extends lie in or below `directory`; without one it can extend none.
///
/// # Errors
/// [`Problems`] with everything that is wrong; otherwise the warnings come with the scenario.
pub fn load_str(
    name: &str,
    text: &str,
    directory: Option<&Path>,
    sets: &[String],
) -> Result<(Scenario, Vec<Diagnostic>), Problems> {
    let mut problems = Collector::default();
    let chain = chain::from_bytes(name, text.as_bytes().to_vec(), directory, None, &mut problems);
    resolve(chain, sets, problems)
}

fn resolve(chain: Chain, sets: &[String], mut problems: Collector) -> Result<(Scenario, Vec<Diagnostic>), Problems> {
    let mut chain = chain;
    let layers = std::mem::take(&mut chain.layers);
    let before = problems.len();
    for layer in &layers {
        merge::check_ids(layer, &mut problems);
    }
    let ids_are_sound = problems.len() == before;
    let Some(mut tree) = merge::merge_all(layers) else {
        return Err(lost(problems));
    };
    overrides::apply(&mut tree, sets, &mut problems);
    if ids_are_sound {
        merge::check_ids(&tree, &mut problems);
    }
    let parts = check(&mut tree, chain.is_whole, &mut problems);
    let mut inputs = chain.inputs.clone();
    let given = |key: &str| parts.forms.contains_key(key);
    let posterior = posterior::read(tree.get(&["posterior"]), &chain, &given, &mut inputs, &mut problems);
    let built = if problems.has_errors() { None } else { build(&tree, parts, (inputs, posterior), &mut problems) };
    match (problems.finish(), built) {
        (Ok(warnings), Some(scenario)) => Ok((scenario, warnings)),
        (Err(problems), _) => Err(problems),
        (Ok(diagnostics), None) => Err(Problems { diagnostics, omitted: 0 }),
    }
}

/// Problems of files of which nothing could be read.
fn lost(problems: Collector) -> Problems {
    match problems.finish() {
        Err(problems) => problems,
        Ok(diagnostics) => Problems { diagnostics, omitted: 0 },
    }
}

struct Parts {
    forms: BTreeMap<String, LawForm>,
    entries: Vec<Entry>,
}

/// Runs all checks; takes parameters and measures out of the tree.
fn check(tree: &mut Node, is_whole: bool, problems: &mut Collector) -> Parts {
    let missing = if is_whole { Missing::Report } else { Missing::Allow };
    let mut take = |key| tree.as_table_mut().and_then(|table| table.remove(key));
    let (parameters, measures) = (take("parameters"), take("measure"));
    validate::check(tree, schema(), "", missing, problems);
    cross::check(tree, problems);
    let forms = laws::read(parameters.as_ref(), problems);
    let origins = tree.get(&["origin"]);
    let ids = |list: &Node| {
        let ids = list.as_list()?.iter().map(|origin| origin.get(&["id"])?.as_text().map(str::to_owned));
        ids.collect::<Option<Vec<_>>>()
    };
    let around = Surroundings {
        first: cross::day(tree, &["period", "start"]),
        last: cross::day(tree, &["period", "end"]),
        period: tree.get(&["period"]),
        origins: origins.and_then(|list| list.as_list()?.first()),
        origin_ids: origins.and_then(ids).filter(|ids| !ids.is_empty()),
        missing,
    };
    let entries = entries::read(measures.as_ref(), &around, problems);
    Parts { forms, entries }
}

/// Builds the scenario from a tree without errors.
fn build(
    tree: &Node,
    parts: Parts,
    (inputs, posterior): (Vec<InputFile>, Option<Arc<Posterior>>),
    problems: &mut Collector,
) -> Option<Scenario> {
    let top = Place::top(&tree.place.source);
    let refused = |problems: &mut Collector, what: &str| {
        problems.push(Draft::new("E0299", &top, "the scenario is refused", what));
    };
    let file: ScenarioFile = match tree.to_toml().try_into() {
        Ok(file) => file,
        Err(error) => {
            refused(problems, error.message());
            return None;
        }
    };
    let (mut forms, mut known) = (parts.forms, BTreeMap::new());
    for key in Parameters::KEYS {
        let Some(row) = parameter(key) else {
            refused(problems, &format!("the evidence table has no row `{key}`"));
            continue;
        };
        let form = *forms.entry((*key).to_owned()).or_insert_with(|| laws::default_form(row));
        match laws::law(form, row) {
            Ok(law) => {
                known.insert((*key).to_owned(), law);
            }
            Err(what) => refused(problems, &format!("{key}: {what}")),
        }
    }
    let period = match Period::new(file.period.start, file.period.end) {
        Ok(period) => period,
        Err(what) => {
            refused(problems, &what);
            return None;
        }
    };
    if problems.has_errors() {
        return None;
    }
    Some(Scenario {
        name: file.name,
        title: file.title,
        description: file.description,
        setting: Setting {
            period,
            origin_day: file.forecast.origin,
            origins: in_canonical_order(file.origin),
            wind_past: file::wind(&file.wind.past).unwrap_or(Wind::Observed),
            wind_future: file::wind(&file.wind.future).unwrap_or(Wind::Generated),
            given_wind: Vec::new(),
            structure: file.structure,
            population_scale: file.population.scale.get(),
            measures: parts.entries,
            standstill: None,
        },
        posterior,
        laws: known,
        study: file.study,
        costs: file.costs,
        inputs,
        forms,
    })
}

/// Origins by the last of their nationalities in the alphabet, those without any by name at the end: nationalities are
/// words of the record and belong to one origin, so neither the order in a file nor a name can matter.
fn in_canonical_order(mut origins: Vec<Origin>) -> Vec<Origin> {
    for origin in &mut origins {
        origin.nationalities.sort();
    }
    origins.sort_by(|a, b| {
        let key = |origin: &Origin| origin.nationalities.last().cloned();
        match (key(a), key(b)) {
            (None, None) => a.id.cmp(&b.id),
            (a, b) => a.is_none().cmp(&b.is_none()).then(a.cmp(&b)),
        }
    });
    origins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::diagnostics::Source;
    use crate::scenario::tree;
    use std::sync::Arc;

    /// The checks let nothing through that the mirror refuses; should they ever, it is a message and no panic.
    #[test]
    fn what_the_mirror_refuses_is_a_message() {
        let text = "schema_version = 1\nname = 3\n".to_owned();
        let source = Arc::new(Source { path: "x.toml".to_owned(), text, order: 0 });
        let mut problems = Collector::default();
        let tree = tree::parse(&source, &mut problems).unwrap();
        let parts = Parts { forms: BTreeMap::new(), entries: Vec::new() };
        assert_eq!(build(&tree, parts, (Vec::new(), None), &mut problems), None);
        let problems = problems.finish().unwrap_err();
        assert_eq!((problems.diagnostics[0].code, problems.diagnostics[0].position.line), ("E0299", 1));
    }
}
