//! The posterior of a calibration, as a scenario uses it: rows of parameter values that belong together.
//!
//! `[posterior] file = "posterior/baseline.csv"` names a table with the columns draw, weight and then keys of parameters; a
//! description of the same name ending in `.json` lies beside it and says up to which day data informed the rows, and by
//! which command. Both are checked as a whole: a table with one bad cell is refused, with its line and column. This file
//! draws nothing and repairs nothing.

use super::chain::{self, Chain, InputFile, Role};
use super::diagnostics::{Collector, Draft, Place, Source, shown};
use super::draw_table;
use super::tree::{Node, Value};
use crate::model::MODEL_VERSION;
use crate::quantity::Day;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

/// Version of the description that this program writes and reads.
pub const POSTERIOR_VERSION: u32 = 1;
/// Columns before the keys.
pub const FIRST_COLUMNS: [&str; 2] = ["draw", "weight"];

/// What the data said about one parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contraction {
    /// Key of the parameter.
    pub key: String,
    /// One minus the ratio of the posterior variance to the prior variance, on the transformed scale.
    pub contraction: f64,
    /// Whether that is enough to be called informed by data, by the rule of the calibration.
    pub informed: bool,
}

/// What is known about a table of draws: the file beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// [`POSTERIOR_VERSION`].
    pub schema_version: u32,
    /// Last day whose observations informed the draws.
    pub data_until: Day,
    /// The command that made it.
    pub command: String,
    /// Seed of the calibration.
    pub seed: u64,
    /// Version of the model that was calibrated.
    pub model_version: u32,
    /// Version of the program.
    pub program_version: String,
    /// Number of draws.
    pub draws: usize,
    /// SHA-256 of the table, hexadecimal.
    pub sha256: String,
    /// The parameters in the order of their columns.
    pub parameters: Vec<Contraction>,
}

/// The description of the posterior that `scenarios/baseline.toml` uses, as it was when the program was built.
///
/// # Panics
/// Never: a test reads it.
pub fn shipped() -> Description {
    serde_json::from_str(include_str!("../../scenarios/posterior/baseline.json")).expect("a test reads it")
}

/// Draws from a posterior.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// Path of the table relative to the directory of the scenario.
    pub file: String,
    /// What is known about it.
    pub description: Description,
    /// Text of the table, to be kept beside the results.
    pub table: String,
    /// Text of the description.
    pub description_text: String,
    /// Weights by draw, not negative; they need not sum to 1.
    pub weights: Vec<f64>,
    /// Values by draw, in the order of [`Description::parameters`].
    pub rows: Vec<Vec<f64>>,
    /// By parameter: whether the scenario takes it from here and not from `[parameters]`.
    pub taken: Vec<bool>,
}

impl Posterior {
    /// Columns that the scenario takes: place in a row, and key.
    pub fn taken_keys(&self) -> impl Iterator<Item = (usize, &str)> {
        let keys = self.description.parameters.iter().map(|one| one.key.as_str());
        keys.enumerate().filter(|&(at, _)| self.taken[at])
    }

    /// The row at a share of the whole weight, between 0 and 1.
    pub fn row_at(&self, share: f64) -> &[f64] {
        let target = share * self.weights.iter().sum::<f64>();
        let mut sum = 0.0;
        let reached = self.weights.iter().position(|weight| {
            sum += weight;
            *weight > 0.0 && sum > target
        });
        let last = self.weights.iter().rposition(|&weight| weight > 0.0).unwrap_or(0);
        &self.rows[reached.unwrap_or(last)]
    }

    /// The table of draws as a file.
    pub fn to_csv(keys: &[String], weights: &[f64], rows: &[Vec<f64>]) -> String {
        let mut text = format!("{},{}\n", FIRST_COLUMNS.join(","), keys.join(","));
        for (draw, (weight, row)) in weights.iter().zip(rows).enumerate() {
            let values: Vec<String> = row.iter().map(|value| format!("{value:?}")).collect();
            writeln!(text, "{draw},{weight:?},{}", values.join(",")).expect("writing to a String cannot fail");
        }
        text
    }
}

/// Reads what `[posterior]` of a merged tree names; `given` are the keys that `[parameters]` holds.
pub(super) fn read(
    section: Option<&Node>,
    chain: &Chain,
    given: &dyn Fn(&str) -> bool,
    inputs: &mut Vec<InputFile>,
    problems: &mut Collector,
) -> Option<Arc<Posterior>> {
    let node = section?.get(&["file"])?;
    let Value::Text(wanted) = &node.value else { return None };
    let file = chain.beside(&node.place, wanted, problems)?;
    let before = problems.len();
    let table = read_text(node, (&file.path, &file.shown), inputs.len(), problems)?;
    let description_path = file.path.with_extension("json");
    let shown_description = with_json(&file.shown);
    let description = read_text(node, (&description_path, &shown_description), inputs.len() + 1, problems)?;
    let parsed = draw_table::parse(&table, problems);
    let known = parse_description(&description, problems);
    if problems.len() > before {
        return None;
    }
    let (keys, weights, rows) = parsed?;
    let known = known?;
    let digest = |source: &Source| chain::hexadecimal(&Sha256::digest(source.text.as_bytes()));
    let (table_digest, description_digest) = (digest(&table), digest(&description));
    agree(&known, &keys, rows.len(), &table_digest, &description, problems);
    if problems.len() > before {
        return None;
    }
    if known.model_version != MODEL_VERSION {
        let message = format!("the posterior was made with model version {}", known.model_version);
        problems.push(
            Draft::new("W0407", &node.place, message, "another version than this program's")
                .help(format!("make it again with `{}`", shown(&known.command))),
        );
    }
    let taken: Vec<bool> = keys.iter().map(|key| !given(key)).collect();
    let overridden: Vec<&str> =
        keys.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(key, _)| key.as_str()).collect();
    if !overridden.is_empty() {
        let message = format!("[parameters] overrides the posterior for {}", overridden.join(", "));
        problems.push(
            Draft::new("W0406", &node.place, message, "these keys no longer vary together with the others")
                .help("remove them from [parameters] to use the posterior"),
        );
    }
    for (path, source, sha256) in
        [(&file.shown, &table, table_digest), (&shown_description, &description, description_digest)]
    {
        inputs.push(InputFile { path: path.clone(), sha256, bytes: source.text.len() as u64, role: Role::Posterior });
    }
    Some(Arc::new(Posterior {
        file: file.below,
        description: known,
        table: table.text.clone(),
        description_text: description.text.clone(),
        weights,
        rows,
        taken,
    }))
}

fn with_json(path: &str) -> String {
    Path::new(path).with_extension("json").to_string_lossy().into_owned()
}

fn read_text(
    node: &Node,
    (path, shown_path): (&Path, &str),
    order: usize,
    problems: &mut Collector,
) -> Option<Arc<Source>> {
    match chain::read_up_to(path, chain::MOST_POSTERIOR_BYTES) {
        Ok(bytes) => chain::decode(shown_path.to_owned(), bytes, order, problems),
        Err(fault) => {
            problems.push(fault.draft(&node.place, shown_path));
            None
        }
    }
}

fn parse_description(source: &Arc<Source>, problems: &mut Collector) -> Option<Description> {
    match serde_json::from_str::<Description>(&source.text) {
        Ok(description) => Some(description),
        Err(error) => {
            let line_start: usize =
                source.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let at = line_start + error.column().saturating_sub(1);
            let text = error.to_string();
            let what = text.split(" at line ").next().unwrap_or_default();
            problems.push(
                Draft::new(
                    "E0112",
                    &Place::new(source, at..at + 1),
                    "the description of a posterior is not whole",
                    what,
                )
                .help("make the posterior again with `strait calibrate`, which writes both files"),
            );
            None
        }
    }
}

/// Refuses a description that is not that of the table.
fn agree(
    known: &Description,
    keys: &[String],
    draws: usize,
    digest: &str,
    description: &Arc<Source>,
    problems: &mut Collector,
) {
    let fault = if known.schema_version != POSTERIOR_VERSION {
        format!("it is of version {}, this program reads version {POSTERIOR_VERSION}", known.schema_version)
    } else if !known.parameters.iter().map(|one| &one.key).eq(keys) {
        "its parameters are not the columns of the table".to_owned()
    } else if known.draws != draws {
        format!("it tells of {} draws, the table has {draws}", known.draws)
    } else if known.sha256 != digest {
        format!("its sha256 is not that of the table, {}…", &digest[..12])
    } else {
        return;
    };
    problems.push(
        Draft::new("E0112", &Place::top(description), "the description belongs to another posterior", fault)
            .help("make the posterior again with `strait calibrate`, which writes both files"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posterior(weights: &[f64]) -> Posterior {
        let parameters =
            vec![Contraction { key: "coast.patience_mean_days".to_owned(), contraction: 0.5, informed: true }];
        Posterior {
            file: "x.csv".to_owned(),
            description: Description {
                schema_version: POSTERIOR_VERSION,
                data_until: crate::quantity::calendar::FORECAST_ORIGIN,
                command: String::new(),
                seed: 1,
                model_version: MODEL_VERSION,
                program_version: String::new(),
                draws: weights.len(),
                sha256: String::new(),
                parameters,
            },
            table: String::new(),
            description_text: String::new(),
            weights: weights.to_vec(),
            rows: (0..weights.len()).map(|draw| vec![draw as f64]).collect(),
            taken: vec![true],
        }
    }

    #[test]
    fn rows_are_chosen_by_weight_and_never_without_one() {
        let posterior = posterior(&[0.0, 1.0, 2.0, 0.0, 1.0, 0.0]);
        let at = |share| posterior.row_at(share)[0];
        assert_eq!([at(0.0), at(0.24), at(0.26), at(0.74), at(0.76), at(1.0)], [1.0, 1.0, 2.0, 2.0, 4.0, 4.0]);
    }

    #[test]
    fn the_shipped_posterior_is_described_and_informs() {
        let shipped = shipped();
        assert!(shipped.draws >= 500 && shipped.parameters.iter().filter(|one| one.informed).count() > 5);
    }
}
