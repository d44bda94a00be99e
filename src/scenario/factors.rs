//! The factors of a sensitivity analysis: what varies as one, with the laws it varies by.
//!
//! Every uncertain parameter belongs to exactly one factor of a design: to one that the file names, to the posterior, or to
//! `others`. So shares of variance are shares of the whole. This file varies nothing.

use super::diagnostics::{Collector, Draft, nearest, shown};
use super::posterior::Posterior;
use super::resolve::Scenario;
use super::tree::Node;
use crate::evidence::Law;
use crate::model::parameters::Parameters;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name of the factor that is a row of the posterior.
pub const POSTERIOR: &str = "posterior";
/// Name of the factor that holds what no other does.
pub const OTHERS: &str = "others";

/// What is varied as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// Name in tables.
    pub name: String,
    /// Parameters with the laws that they follow, each on its own.
    pub laws: Vec<(String, Law)>,
    /// Whether the row of the posterior belongs to it.
    pub posterior: Option<Arc<Posterior>>,
}

/// What can vary under the scenarios of a study.
pub(super) struct Varied {
    /// Uncertain parameters outside the posterior.
    laws: BTreeMap<String, Law>,
    posterior: Option<Arc<Posterior>>,
    /// Groups of the file.
    groups: BTreeMap<String, Vec<String>>,
}

impl Varied {
    /// Reads the groups and the laws; scenarios must agree on what is uncertain.
    pub(super) fn of(tree: &Node, scenarios: &[Scenario], problems: &mut Collector) -> Self {
        let baseline = &scenarios[0];
        let posterior = baseline.posterior.clone();
        let taken = |key: &str| posterior.iter().flat_map(|one| one.taken_keys()).any(|(_, other)| other == key);
        let laws: BTreeMap<String, Law> = (baseline.laws.iter())
            .filter(|(key, law)| Parameters::KEYS.contains(&key.as_str()) && !is_certain(law) && !taken(key))
            .map(|(key, law)| (key.clone(), *law))
            .collect();
        let place = tree.get(&["policies"]).unwrap_or(tree);
        for policy in &scenarios[1..] {
            if policy.laws != baseline.laws || policy.posterior != baseline.posterior {
                let message = format!("`{}` has other laws of parameters than `{}`", policy.name, baseline.name);
                problems.push(
                    Draft::new("E0214", &place.place, message, "cannot be varied together")
                        .help("give [parameters] and [posterior] in the baseline, which policies extend"),
                );
            }
        }
        for key in laws.iter().filter(|(_, law)| matches!(law, Law::Gamma { .. })).map(|(key, _)| key) {
            let place = tree.get(&["baseline"]).unwrap_or(tree);
            problems.push(
                Draft::new("E0214", &place.place, format!("`{key}` follows a gamma law"), "has no quantiles here")
                    .help("give it a lognormal law under [parameters] of the baseline"),
            );
        }
        let mut groups = BTreeMap::new();
        for node in tree.get(&["group"]).and_then(Node::as_list).unwrap_or_default() {
            let (Some(name), Some(keys)) = (node.get(&["name"]), node.get(&["parameters"]).and_then(Node::as_list))
            else {
                continue;
            };
            let text = name.as_text().unwrap_or_default().to_owned();
            let keys: Vec<String> = keys.iter().filter_map(Node::as_text).map(str::to_owned).collect();
            let reserved = [POSTERIOR, OTHERS].contains(&text.as_str());
            if reserved || groups.insert(text.clone(), keys).is_some() {
                let label = if reserved { "this name has its own meaning" } else { "given before" };
                let message = format!("a group cannot be called `{}`", shown(&text));
                problems.push(Draft::new("E0214", &name.place, message, label).help("choose another name"));
            }
        }
        let varied = Self { laws, posterior, groups };
        for node in tree.get(&["group"]).and_then(Node::as_list).unwrap_or_default() {
            for key in node.get(&["parameters"]).and_then(Node::as_list).unwrap_or_default() {
                varied.law(key, problems);
            }
        }
        varied
    }

    /// The law of a key, or the reason why it has none.
    fn law(&self, node: &Node, problems: &mut Collector) -> Option<(String, Law)> {
        let key = node.as_text()?;
        if let Some(law) = self.laws.get(key) {
            return Some((key.to_owned(), *law));
        }
        let (code, message, label, help) = if self.in_posterior(key).is_some() {
            let message = format!("`{key}` varies with the posterior");
            ("E0214", message, "not on its own", format!("list `{POSTERIOR}`, whose rows belong together"))
        } else if Parameters::KEYS.contains(&key) {
            let help = "give it a distribution under [parameters] of the baseline, or remove it here".to_owned();
            ("E0214", format!("`{key}` is certain"), "has one value in the baseline", help)
        } else {
            let all = self.laws.keys().map(String::as_str).chain(self.groups.keys().map(String::as_str));
            let near = nearest(key, all.chain([POSTERIOR]));
            let help = near.map_or_else(
                || "`strait describe parameters` lists the keys".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            ("E0202", format!("unknown parameter or group `{}`", shown(key)), "nothing has this name", help)
        };
        problems.push(Draft::new(code, &node.place, message, label).help(help));
        None
    }

    /// Column of the posterior that a key is taken from.
    fn in_posterior(&self, key: &str) -> Option<usize> {
        self.posterior.iter().flat_map(|one| one.taken_keys()).find(|(_, other)| *other == key).map(|(at, _)| at)
    }

    /// The factors of a design: those it names, then `others` if anything uncertain is left.
    pub(super) fn factors(&self, tree: &Node, design: &str, problems: &mut Collector) -> Vec<Factor> {
        let mut factors: Vec<Factor> = Vec::new();
        let mut left = self.laws.clone();
        let mut posterior = self.posterior.clone();
        let listed = tree.get(&[design, "factors"]).and_then(Node::as_list).unwrap_or_default();
        for node in listed {
            let Some(name) = node.as_text() else { continue };
            let mut factor = Factor { name: name.to_owned(), laws: Vec::new(), posterior: None };
            if name == POSTERIOR {
                factor.posterior = posterior.take();
                if factor.posterior.is_none() {
                    let message = "there is no posterior to vary";
                    problems.push(
                        Draft::new("E0214", &node.place, message, "not in the baseline, or listed before")
                            .help("remove it"),
                    );
                }
            } else if let Some(keys) = self.groups.get(name) {
                // Unknown keys of groups were told where the group is written.
                factor.laws = keys.iter().filter_map(|key| Some((key.clone(), *self.laws.get(key)?))).collect();
            } else {
                factor.laws.extend(self.law(node, problems));
            }
            for (key, _) in &factor.laws {
                if left.remove(key).is_none() {
                    let message = format!("`{key}` stands in two factors");
                    problems.push(
                        Draft::new("E0214", &node.place, message, "also in one before it")
                            .help("each parameter varies with one factor of a design"),
                    );
                }
            }
            factors.push(factor);
        }
        if !left.is_empty() || posterior.is_some() {
            factors.push(Factor { name: OTHERS.to_owned(), laws: left.into_iter().collect(), posterior });
        }
        factors
    }

    /// One factor for each parameter of the tornado, the whole uncertainty of each parameter by itself; then, without being
    /// listed, nothing else: the others stay at their medians.
    pub(super) fn single(&self, tree: &Node, problems: &mut Collector) -> Vec<Factor> {
        let mut factors: Vec<Factor> = Vec::new();
        for node in tree.get(&["tornado", "parameters"]).and_then(Node::as_list).unwrap_or_default() {
            let Some(key) = node.as_text() else { continue };
            if factors.iter().any(|factor| factor.name == key) {
                let message = format!("`{}` stands twice", shown(key));
                problems.push(Draft::new("E0214", &node.place, message, "given before").help("remove one of the two"));
                continue;
            }
            if self.in_posterior(key).is_some() {
                factors.push(Factor { name: key.to_owned(), laws: Vec::new(), posterior: self.posterior.clone() });
            } else if let Some(law) = self.law(node, problems) {
                factors.push(Factor { name: key.to_owned(), laws: vec![law], posterior: None });
            }
        }
        factors
    }
}

/// Whether a law has one value.
fn is_certain(law: &Law) -> bool {
    match *law {
        Law::Fixed(_) => true,
        Law::Uniform { low, high } | Law::Triangular { low, high, .. } => low >= high,
        _ => false,
    }
}
