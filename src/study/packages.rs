//! The parts of a package: each measure of a scenario alone, and all but each.
//!
//! A part is a scenario derived from the baseline and the package, with one entry of `[[measure]]` exchanged; it shares the
//! baseline's past and is forked from it like any policy. Entries that the package has from the baseline are no parts. A
//! package that changes more than measures has none: what else it changes belongs to no measure.

use super::StudyError;
use crate::model::measures::Entry;
use crate::model::setting::Setting;
use crate::scenario::Scenario;

/// One measure of a package, and the scenarios that show what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Kind of measure.
    pub measure: String,
    /// Name in tables: the id of the entry.
    pub id: String,
    /// Scenario with this measure alone.
    pub alone: String,
    /// Scenario with all measures of the package but this one.
    pub all_but: String,
}

/// A scenario with its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The scenario.
    pub scenario: String,
    /// Its measures, in canonical order.
    pub parts: Vec<Part>,
}

/// Measure and id: what tells entries apart.
type Key = (&'static str, String);

fn key(entry: &Entry) -> Key {
    (entry.effect.name(), entry.common.id.clone())
}

/// Entries in canonical order with the entry of one key exchanged.
fn exchanged(entries: &[Entry], key: &Key, with: &[Entry]) -> Vec<Entry> {
    let mut all: Vec<Entry> = entries.iter().filter(|entry| self::key(entry) != *key).cloned().collect();
    all.extend(with.iter().filter(|entry| self::key(entry) == *key).cloned());
    all.sort_by_key(self::key);
    all
}

/// Derives the parts of the scenarios that are named and adds them to the list, whose first is the baseline.
///
/// # Errors
/// [`StudyError::Input`] if a name is not that of a policy, or a policy is no package of two measures or more.
pub fn expand(scenarios: &mut Vec<Scenario>, names: &[String]) -> Result<Vec<Package>, StudyError> {
    let mut names: Vec<&String> = names.iter().collect();
    names.sort();
    names.dedup();
    let mut packages = Vec::new();
    for name in names {
        let (package, parts) = derive(scenarios, name)?;
        packages.push(package);
        scenarios.extend(parts);
    }
    Ok(packages)
}

fn derive(scenarios: &[Scenario], name: &str) -> Result<(Package, Vec<Scenario>), StudyError> {
    let Some((baseline, policies)) = scenarios.split_first() else {
        return Err(StudyError::input("a study needs at least one scenario"));
    };
    let Some(policy) = policies.iter().find(|policy| policy.name == name) else {
        let known: Vec<&str> = policies.iter().map(|policy| policy.name.as_str()).collect();
        return Err(StudyError::input(format!(
            "there is no policy `{name}` to take apart; the policies of this study are: {}",
            if known.is_empty() { "none".to_owned() } else { known.join(", ") }
        )));
    };
    let without_measures = |scenario: &Scenario| Setting { measures: Vec::new(), ..scenario.setting.clone() };
    let same_parameters = policy.laws == baseline.laws && policy.posterior == baseline.posterior;
    if !same_parameters || without_measures(policy) != without_measures(baseline) {
        return Err(StudyError::input(format!(
            "`{name}` differs from `{}` in more than measures, so its effect is not that of its measures; write the \
             other differences into both scenarios to take it apart",
            baseline.name
        )));
    }
    let (own, common) = (&policy.setting.measures, &baseline.setting.measures);
    let differs = |one: &&Entry, other: &[Entry]| !other.contains(one);
    let mut keys: Vec<Key> = own.iter().filter(|entry| differs(entry, common)).map(key).collect();
    keys.extend(common.iter().filter(|entry| differs(entry, own)).map(key));
    keys.sort();
    keys.dedup();
    if keys.len() < 2 {
        return Err(StudyError::input(format!(
            "`{name}` has {} measure that `{}` has not; a package needs two or more to be taken apart",
            keys.len(),
            baseline.name
        )));
    }
    let mut package = Package { scenario: name.to_owned(), parts: Vec::new() };
    let mut derived = Vec::new();
    let mut scenario = |title: String, measures: Vec<Entry>, name: String| {
        let mut part = policy.clone();
        part.name.clone_from(&name);
        (part.title, part.description, part.setting.measures) = (title, None, measures);
        derived.push(part);
        name
    };
    for key in &keys {
        let shared = keys.iter().filter(|other| other.1 == key.1).count() > 1;
        let id = if shared { format!("{}.{}", key.0, key.1) } else { key.1.clone() };
        let alone =
            scenario(format!("{}: {id} alone", policy.title), exchanged(common, key, own), format!("{name}-only-{id}"));
        // Of two measures, all but one is the other alone.
        let all_but = match keys.as_slice() {
            [_, _] => String::new(),
            _ => scenario(
                format!("{}: all but {id}", policy.title),
                exchanged(own, key, common),
                format!("{name}-without-{id}"),
            ),
        };
        package.parts.push(Part { measure: key.0.to_owned(), id, alone, all_but });
    }
    if let [first, second] = package.parts.as_mut_slice() {
        first.all_but.clone_from(&second.alone);
        second.all_but.clone_from(&first.alone);
    }
    Ok((package, derived))
}
