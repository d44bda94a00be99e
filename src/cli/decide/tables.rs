//! The tables of a decision, from its findings.

use super::{uncertainty, words};
use crate::analysis::information_value::Found;
use crate::analysis::robustness::failure::{self, Failure};
use crate::analysis::robustness::{Study, options, structure, switching};
use crate::estimate::attribution::RankCorrelation;
use crate::estimate::switching::Verdict;
use crate::evidence::parameter;
use crate::report::table::{Cell, Field, Kind, Table};
use serde_json::{Value, json};

/// What was asked.
pub(super) struct Asked {
    pub(super) metric: String,
    pub(super) period: String,
    /// Effect that is good enough.
    pub(super) target: f64,
    pub(super) target_is_given: bool,
}

/// What is found.
pub(super) struct Findings {
    pub(super) asked: Asked,
    pub(super) level: f64,
    pub(super) baseline: String,
    pub(super) draws: usize,
    pub(super) options: Vec<options::Row>,
    pub(super) structure: Vec<structure::Row>,
    /// By policy.
    pub(super) failures: Vec<(String, Failure)>,
    pub(super) switching: Vec<switching::Row>,
    /// Policy, parameter, correlation.
    pub(super) correlations: Vec<(String, String, RankCorrelation)>,
    pub(super) values: Vec<Found>,
}

impl Findings {
    pub(super) fn of(study: &Study<'_>, asked: Asked, values: Vec<Found>) -> Self {
        let policies = || study.runs.policies.iter().enumerate();
        let correlations = policies().flat_map(|(at, policy)| {
            study.runs.parameters.iter().filter_map(move |parameter| {
                Some((policy.clone(), parameter.key.clone(), study.rank_correlation(at, parameter)?))
            })
        });
        Self {
            level: study.runs.level,
            baseline: study.runs.baseline.clone(),
            draws: study.draws(),
            options: options::rows(study, Some(asked.target)),
            structure: structure::rows(study),
            failures: policies().map(|(at, name)| (name.clone(), failure::of(study, at, asked.target))).collect(),
            switching: switching::rows(study),
            correlations: correlations.collect(),
            values,
            asked,
        }
    }

    pub(super) fn tables(&self) -> Vec<Table> {
        let mut tables =
            vec![self.option_table(), self.failure_table(), self.switching_table(), self.correlation_table()];
        tables.push(uncertainty::information_table(self));
        if !self.structure.is_empty() {
            tables.push(uncertainty::structure_table(self));
        }
        tables
    }

    fn option_table(&self) -> Table {
        let unit = "unit of the metric";
        let text = "Options beside each other under each structure and over all: expected effect, regret, how often best, how \
                    often good enough. States are draws, times structures.";
        let number = |name: &str, words: &str| Field::new(name, Kind::Number, unit, words);
        let share = |name: &str, words: &str| Field::new(name, Kind::Number, "share", words).at_least(0.0).at_most(1.0);
        let mut fields = keys();
        fields.extend([
            Field::new("option", Kind::Text, "", "The baseline or a policy."),
            Field::new("structure", Kind::Text, "", "`scenario`, an alternative such as `capacity=ces`, or `all`."),
            Field::new("n_states", Kind::Integer, "states", "Draws, times structures."),
            number("mean_effect", "Mean of option less baseline."),
            number("mean_effect_mc_error", "Its Monte Carlo standard error, clustered by draw.")
                .optional()
                .at_least(0.0),
            number("mean_regret", "Mean over states of its expected effect less that of the state's best option.")
                .at_least(0.0),
            number("regret_high95", "Regret that 95 % of states stay below.").at_least(0.0),
            number("largest_regret", "Largest regret.").at_least(0.0),
            share("best_share", "Share of states in which no option is better."),
            number("target", "Effect that is good enough."),
            share("satisficing_share", "Share of states in which its expected effect meets the target."),
            Field::new("satisficing_error_share", Kind::Number, "share", "Standard error of that share over draws.")
                .optional(),
            Field::new("effect_low95", Kind::Number, unit, "Lower end of the 95 % interval of the mean effect.")
                .optional(),
            Field::new("effect_high95", Kind::Number, unit, "Upper end of it.").optional(),
        ]);
        let mut table = Table::new("options.csv", text, 4, fields);
        for row in &self.options {
            let mut cells = self.key_cells();
            cells.extend([
                row.option.as_str().into(),
                row.structure.as_str().into(),
                row.states.into(),
                row.effect.into(),
                row.effect_error.into(),
                row.regret.max(0.0).into(),
                row.regret_high95.max(0.0).into(),
                row.regret_most.max(0.0).into(),
                row.best_share.into(),
                self.asked.target.into(),
                row.satisficing.map(|share| share.share).into(),
                row.satisficing.map(|share| share.error).into(),
                row.interval.0.into(),
                row.interval.1.into(),
            ]);
            table.push(cells);
        }
        table
    }

    fn failure_table(&self) -> Table {
        let text = "Where a policy misses the target: the ranges of parameters that hold those draws (PRIM), searched on half of \
                    the draws and judged on the other half. One row a bound; one without parameter where there is no box.";
        let share = |name: &str, words: &str| Field::new(name, Kind::Number, "share", words).optional().at_least(0.0);
        let mut fields = keys();
        fields.extend([
            Field::new("policy", Kind::Text, "", "Policy."),
            Field::new("bound", Kind::Integer, "", "Number of the bound in the box; 0 where there is none.")
                .at_least(0.0),
            Field::new("target", Kind::Number, "unit of the metric", "Effect that is good enough."),
            Field::new(
                "verdict",
                Kind::Text,
                "",
                "nowhere, everywhere, not_told, box (stands on the draws held back) or box_of_chance (does not).",
            ),
            Field::new("parameter", Kind::Text, "", "Key.").optional(),
            Field::new("side", Kind::Text, "", "at_least or at_most.").optional(),
            Field::new("value", Kind::Number, "unit of the parameter", "The bound.").optional(),
            share("draws_share", "Share of all draws on its side."),
            share("missing_share", "Share of all draws that miss the target."),
            share("coverage_share", "Share of the draws that miss the target which the box holds."),
            share("density_share", "Share of the draws in the box that miss it."),
            share("density_held_back_share", "The same among the draws that were held back from the search."),
            Field::new("words", Kind::Text, "", "The finding in words."),
        ]);
        let mut table = Table::new("failures.csv", text, 4, fields);
        for (policy, failure) in &self.failures {
            let said = words::failure(policy, failure, &self.asked);
            let mut push = |number: usize, verdict: &str, bound: Option<&failure::Bound>| {
                let found = if let Failure::Box { found, .. } = failure { Some(found) } else { None };
                let mut cells = self.key_cells();
                cells.extend([
                    policy.as_str().into(),
                    number.into(),
                    self.asked.target.into(),
                    verdict.into(),
                    bound.map(|bound| bound.parameter.as_str()).into(),
                    bound.map(|bound| if bound.at_least { "at_least" } else { "at_most" }).into(),
                    bound.map(|bound| bound.value).into(),
                    bound.map(|bound| bound.share_of_draws).into(),
                    found.map(|found| found.base).into(),
                    found.map(|found| found.coverage).into(),
                    found.map(|found| found.density).into(),
                    found.map(|found| found.density_held_back).into(),
                    said.as_str().into(),
                ]);
                table.push(cells);
            };
            match failure {
                Failure::Nowhere => push(0, "nowhere", None),
                Failure::Everywhere => push(0, "everywhere", None),
                Failure::NotTold => push(0, "not_told", None),
                Failure::Box { bounds, .. } if bounds.is_empty() => push(0, "not_told", None),
                Failure::Box { found, bounds } => {
                    let verdict = if found.told { "box" } else { "box_of_chance" };
                    bounds.iter().enumerate().for_each(|(at, bound)| push(at + 1, verdict, Some(bound)));
                }
            }
        }
        table
    }

    fn switching_table(&self) -> Table {
        let text = "Switching values: where a parameter would have to be for the option with the best mean to be overtaken, by a \
                    regression of the difference over draws.";
        let unit = "unit of the parameter";
        let mut fields = keys();
        fields.extend([
            Field::new("option", Kind::Text, "", "Option with the best mean."),
            Field::new("against", Kind::Text, "", "Option that would overtake it."),
            Field::new("parameter", Kind::Text, "", "Key."),
            Field::new(
                "slope",
                Kind::Number,
                "metric by parameter",
                "Change of the difference for one unit of the parameter.",
            ),
            Field::new("slope_error", Kind::Number, "metric by parameter", "Its standard error.").at_least(0.0),
            Field::new("verdict", Kind::Text, "", "switches, stays (over the whole range drawn) or not_told."),
            Field::new("switching_value", Kind::Number, unit, "Where the difference changes its sign.").optional(),
            Field::new(
                "switching_low95",
                Kind::Number,
                unit,
                "Lower end of its 95 % interval (Fieller), where it is finite.",
            )
            .optional(),
            Field::new("switching_high95", Kind::Number, unit, "Upper end of it.").optional(),
            Field::new("least_drawn", Kind::Number, unit, "Least value of the draws."),
            Field::new("greatest_drawn", Kind::Number, unit, "Greatest value of the draws."),
        ]);
        let mut table = Table::new("switching.csv", text, 5, fields);
        for row in &self.switching {
            let found = &row.found;
            let mut cells = self.key_cells();
            cells.extend([
                row.option.as_str().into(),
                row.against.as_str().into(),
                row.parameter.as_str().into(),
                found.slope.into(),
                found.slope_error.into(),
                verdict(found.verdict).into(),
                found.value.into(),
                found.interval.map(|(low, _)| low).into(),
                found.interval.map(|(_, high)| high).into(),
                found.range.0.into(),
                found.range.1.into(),
            ]);
            table.push(cells);
        }
        table
    }

    fn correlation_table(&self) -> Table {
        let text =
            "Spearman's rank correlation of a policy's effect with each parameter, over the mean effects of draws.";
        let mut fields = keys();
        fields.extend([
            Field::new("policy", Kind::Text, "", "Policy."),
            Field::new("parameter", Kind::Text, "", "Key."),
            grade_field(),
            Field::new(
                "correlation",
                Kind::Number,
                "correlation",
                "Coefficient; negative: more of the parameter, fewer of the metric.",
            )
            .at_least(-1.0)
            .at_most(1.0),
            Field::new("correlation_error", Kind::Number, "correlation", "Its standard error.").at_least(0.0),
            Field::new("told", Kind::Boolean, "", "Whether it is told from zero at 95 %."),
        ]);
        let mut table = Table::new("rank_correlations.csv", text, 4, fields);
        for (policy, key, found) in &self.correlations {
            let mut cells = self.key_cells();
            cells.extend([
                policy.as_str().into(),
                key.as_str().into(),
                grade(key),
                found.coefficient.into(),
                found.error.into(),
                found.told.into(),
            ]);
            table.push(cells);
        }
        table
    }

    /// The cells of the key that all tables begin with.
    pub(super) fn key_cells(&self) -> Vec<Cell> {
        vec![self.asked.metric.as_str().into(), self.asked.period.as_str().into()]
    }

    /// The findings as a document, without what the tables hold row by row.
    pub(super) fn json(&self) -> Value {
        let options: Vec<Value> = (self.options.iter())
            .map(|row| {
                json!({ "option": row.option, "structure": row.structure, "mean_effect": row.effect,
                    "mean_effect_mc_error": row.effect_error, "mean_regret": row.regret, "best_share": row.best_share,
                    "satisficing_share": row.satisficing.map(|share| share.share) })
            })
            .collect();
        let values: Vec<Value> = (self.values.iter())
            .map(|found| {
                json!({ "unit": found.unit, "chosen": found.chosen, "everything": found.perfect.value,
                    "error": found.perfect.error })
            })
            .collect();
        json!({ "options": options, "information": values, "words": words::all(self) })
    }
}

pub(super) fn keys() -> Vec<Field> {
    vec![
        Field::new("metric", Kind::Text, "", "Daily column that is to be lowered."),
        Field::new("period", Kind::Text, "", "Calendar year, `total` or `from_origin`."),
    ]
}

pub(super) fn grade_field() -> Field {
    Field::new("grade", Kind::Text, "", "Grade of its evidence: A measured, B partial, C assumed.").optional()
}

pub(super) fn grade(key: &str) -> Cell {
    parameter(key).map(|row| format!("{:?}", row.grade)).as_deref().into()
}

const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Switches => "switches",
        Verdict::Stays => "stays",
        Verdict::NotTold => "not_told",
    }
}
