//! The tables of a sensitivity analysis, from its findings.

use super::collect::Collected;
use crate::analysis::sensitivity::{Kind, Part, correlations, indices, screening, tornado};
use crate::estimate::Separation;
use crate::evidence::parameter;
use crate::report::table::{Cell, Field, Kind as Type, Table};
use crate::scenario::{Outcome, Sensitivity};

/// Parameters whose points are shown one by one, for each outcome.
const SCATTERED: usize = 4;

/// What is found, by outcome.
pub(super) struct Findings {
    pub(super) by_outcome: Vec<Found>,
}

/// What is found for one outcome.
pub(super) struct Found {
    pub(super) outcome: Outcome,
    pub(super) screening: Vec<screening::Row>,
    pub(super) indices: Option<indices::Found>,
    pub(super) correlations: Vec<correlations::Row>,
    pub(super) tornado: Vec<tornado::Row>,
    /// Draw and mean outcome of the points whose parameters all vary.
    points: Vec<(u32, f64)>,
}

impl Findings {
    /// From what the designs gave.
    pub(super) fn of(asked: &Sensitivity, parts: &[Part], collected: &[Collected]) -> Self {
        let resamples = asked.indices.as_ref().map_or(0, |designed| designed.design.resamples);
        let found = |(at, outcome): (usize, &Outcome)| {
            let mut found = Found {
                outcome: outcome.clone(),
                screening: Vec::new(),
                indices: None,
                correlations: Vec::new(),
                tornado: Vec::new(),
                points: Vec::new(),
            };
            for (part, collected) in parts.iter().zip(collected) {
                let values = collected.values[at].as_slice();
                match part.kind {
                    Kind::Screening => found.screening = screening::rows(part, values),
                    Kind::Indices => {
                        found.indices = indices::found(part, values, resamples, asked.seed);
                        found.correlations = correlations::rows(part, values);
                        let draws = correlations::mean_outcomes(part, values);
                        found.points = draws.iter().map(|draw| (draw.draw, draw.mean)).collect();
                    }
                    Kind::Tornado => found.tornado = tornado::rows(part, values),
                }
            }
            found
        };
        Self { by_outcome: asked.outcomes.iter().enumerate().map(found).collect() }
    }

    /// All tables that the designs fill.
    pub(super) fn tables(&self) -> Vec<Table> {
        let all =
            [self.screening(), self.indices(), self.variance(), self.correlations(), self.scatter(), self.tornado()];
        all.into_iter().filter(|table| !table.is_empty()).collect()
    }

    fn screening(&self) -> Table {
        let unit = "unit of the outcome";
        let text = "Elementary effects (Morris): change of the outcome for a step over the whole range of a factor, from \
                    its 5 % to its 95 % point, from many places of the space.";
        let mut fields = keys();
        fields.extend([
            Field::new("n_trajectories", Type::Integer, "trajectories", "Places.").at_least(2.0),
            Field::new("mean_effect", Type::Number, unit, "Mean effect; only of a factor of one parameter.").optional(),
            error("mean_effect_mc_error", unit, "Its standard error over trajectories.").optional(),
            Field::new("mean_absolute_effect", Type::Number, unit, "Mean absolute effect, noise of runs included.")
                .at_least(0.0),
            error("mean_absolute_effect_mc_error", unit, "Its standard error over trajectories."),
            error("effect_sd", unit, "Standard deviation over trajectories, noise of runs included."),
            error("noise_sd", unit, "The part of it that is noise of runs; empty with one weather path a point.")
                .optional(),
            Field::new(
                "mean_square_effect",
                Type::Number,
                "square of it",
                "Mean square of the expected effect, noise of runs taken out; may lie below zero.",
            ),
            error("mean_square_effect_mc_error", "square of it", "Its standard error over trajectories."),
            Field::new("size", Type::Number, unit, "Root of the mean square effect; 0 where it is not above zero.")
                .at_least(0.0),
            told(),
        ]);
        let mut table = Table::new("screening.csv", text, 2, fields);
        for found in &self.by_outcome {
            for row in &found.screening {
                let one = &row.found;
                let signed = |value: f64| row.is_single.then_some(value);
                table.push(vec![
                    found.outcome.name.as_str().into(),
                    row.factor.as_str().into(),
                    row.trajectories.into(),
                    signed(one.mean).into(),
                    signed(one.mean_error).into(),
                    one.mean_absolute.into(),
                    one.mean_absolute_error.into(),
                    one.sd.into(),
                    one.noise_sd.into(),
                    one.mean_square.into(),
                    one.mean_square_error.into(),
                    one.size().into(),
                    row.told.into(),
                ]);
            }
        }
        table
    }

    fn indices(&self) -> Table {
        let text =
            "Variance-based indices of the expected outcome, noise of runs taken out; intervals from resampled rows.";
        let mut fields = keys();
        for (name, words) in [
            ("first_order", "Share of the variance of the expected outcome that goes with the factor alone"),
            ("total", "Share that goes with the factor alone or together with others"),
        ] {
            fields.extend([
                Field::new(
                    format!("{name}_share"),
                    Type::Number,
                    "share",
                    format!("{words}; empty where the variance is not told from zero."),
                )
                .optional(),
                Field::new(format!("{name}_low95_share"), Type::Number, "share", "Lower end of its 95 % interval.")
                    .optional(),
                Field::new(format!("{name}_high95_share"), Type::Number, "share", "Upper end of it.").optional(),
                Field::new(format!("{name}_told"), Type::Boolean, "", "Whether the interval lies above zero."),
            ]);
        }
        let mut table = Table::new("indices.csv", text, 2, fields);
        for found in &self.by_outcome {
            for row in found.indices.iter().flat_map(|found| &found.rows) {
                let mut cells: Vec<Cell> = vec![found.outcome.name.as_str().into(), row.factor.as_str().into()];
                for index in [row.first, row.total] {
                    cells.extend([
                        index.map(|one| one.value).into(),
                        index.map(|one| one.low95).into(),
                        index.map(|one| one.high95).into(),
                        index.is_some_and(|one| one.is_told()).into(),
                    ]);
                }
                table.push(cells);
            }
        }
        table
    }

    fn variance(&self) -> Table {
        let unit = "unit of the outcome";
        let square = "square of it";
        let text =
            "What the outcome of a single run is made of, over the points at which all parameters vary by their laws.";
        let share = |name: &str, words: &str| Field::new(name, Type::Number, "share", words).optional();
        let fields = vec![
            Field::new("outcome", Type::Text, "", "Outcome."),
            Field::new("mean", Type::Number, unit, "Mean."),
            Field::new(
                "expected_variance",
                Type::Number,
                square,
                "Variance of the expected outcome over parameters, as the indices are shares of it; may lie below zero.",
            ),
            Field::new("expected_variance_low95", Type::Number, square, "Lower end of its 95 % interval."),
            Field::new("expected_variance_high95", Type::Number, square, "Upper end of it."),
            told(),
            Field::new("run_variance", Type::Number, square, "Variance of single runs.").at_least(0.0),
            share("parameters_share", "Part of it that is parameters."),
            share("weather_share", "Part that is weather; empty where the design joins it with chance."),
            share("chance_share", "Part that is chance; empty where the design joins it with weather."),
            share("weather_and_chance_share", "Both together."),
        ];
        let mut table = Table::new("variance.csv", text, 1, fields);
        for found in &self.by_outcome {
            let Some(indices) = &found.indices else { continue };
            let (variance, parts) = (indices.variance, &indices.components);
            let share = |part: Option<f64>| part.filter(|_| parts.total > 0.0).map(|part| part / parts.total);
            let full = parts.separation == Separation::Full;
            table.push(vec![
                found.outcome.name.as_str().into(),
                indices.mean.into(),
                variance.value.into(),
                variance.low95.into(),
                variance.high95.into(),
                variance.is_told().into(),
                parts.total.into(),
                share(parts.draws).into(),
                share(parts.weather.filter(|_| full)).into(),
                share(parts.chance.filter(|_| full)).into(),
                share(parts.within_draws).into(),
            ]);
        }
        table
    }

    fn correlations(&self) -> Table {
        let text = "Spearman's rank correlation of the outcome with each parameter, over the points of the indices.";
        let fields = vec![
            Field::new("outcome", Type::Text, "", "Outcome."),
            Field::new("parameter", Type::Text, "", "Key."),
            Field::new("factor", Type::Text, "", "Factor of the design that it belongs to."),
            Field::new("grade", Type::Text, "", "Grade of its evidence: A measured, B partial, C assumed.").optional(),
            Field::new("n_draws", Type::Integer, "draws", "Points.").at_least(5.0),
            Field::new("correlation", Type::Number, "correlation", "Coefficient; noise of runs pulls it towards zero.")
                .at_least(-1.0)
                .at_most(1.0),
            error("correlation_error", "correlation", "Its standard error."),
            told(),
        ];
        let mut table = Table::new("rank_correlations.csv", text, 2, fields);
        for found in &self.by_outcome {
            for row in &found.correlations {
                table.push(vec![
                    found.outcome.name.as_str().into(),
                    row.parameter.as_str().into(),
                    row.factor.as_str().into(),
                    grade(&row.parameter),
                    row.draws.into(),
                    row.found.coefficient.into(),
                    row.found.error.into(),
                    row.found.told.into(),
                ]);
            }
        }
        table
    }

    fn scatter(&self) -> Table {
        let text = "Outcome against the parameters with the largest rank correlations, point by point.";
        let fields = vec![
            Field::new("outcome", Type::Text, "", "Outcome."),
            Field::new("parameter", Type::Text, "", "Key."),
            Field::new("draw", Type::Integer, "", "Draw of indices/design.csv.").at_least(0.0),
            Field::new("value", Type::Number, "unit of the parameter", "Value of the parameter."),
            Field::new("mean_outcome", Type::Number, "unit of the outcome", "Mean over the replicates of the point."),
        ];
        let mut table = Table::new("scatter.csv", text, 3, fields);
        for found in &self.by_outcome {
            let mut strongest: Vec<&correlations::Row> = found.correlations.iter().collect();
            strongest.sort_by(|a, b| b.found.coefficient.abs().total_cmp(&a.found.coefficient.abs()));
            for row in strongest.into_iter().take(SCATTERED) {
                for ((draw, outcome), value) in found.points.iter().zip(&row.values) {
                    table.push(vec![
                        found.outcome.name.as_str().into(),
                        row.parameter.as_str().into(),
                        (*draw).into(),
                        (*value).into(),
                        (*outcome).into(),
                    ]);
                }
            }
        }
        table
    }

    fn tornado(&self) -> Table {
        let (unit, of_parameter) = ("unit of the outcome", "unit of the parameter");
        let text = "The outcome with one parameter at its 5 % and 95 % points and all others at their medians.";
        let number = |name: &str, unit: &str, words: &str| Field::new(name, Type::Number, unit, words);
        let fields = vec![
            Field::new("outcome", Type::Text, "", "Outcome."),
            Field::new("parameter", Type::Text, "", "Key."),
            Field::new("grade", Type::Text, "", "Grade of its evidence: A measured, B partial, C assumed.").optional(),
            number("value_low", of_parameter, "Its 5 % point."),
            number("value_median", of_parameter, "Its median."),
            number("value_high", of_parameter, "Its 95 % point."),
            number("outcome_at_low", unit, "Mean outcome at the 5 % point."),
            number("outcome_at_median", unit, "Mean outcome with all parameters at their medians."),
            number("outcome_at_high", unit, "Mean outcome at the 95 % point."),
            number("swing", unit, "Outcome at the 95 % point less outcome at the 5 % point, over the same replicates."),
            error("swing_mc_error", unit, "Its standard error.").optional(),
            number("swing_low95", unit, "Lower end of its 95 % interval.").optional(),
            number("swing_high95", unit, "Upper end of it.").optional(),
            told(),
        ];
        let mut table = Table::new("tornado.csv", text, 2, fields);
        for found in &self.by_outcome {
            for row in &found.tornado {
                let mut cells: Vec<Cell> =
                    vec![found.outcome.name.as_str().into(), row.parameter.as_str().into(), grade(&row.parameter)];
                cells.extend(row.values.into_iter().chain(row.outcomes).map(Cell::from));
                cells.extend([
                    row.swing.mean_difference.into(),
                    row.swing.mc_standard_error.into(),
                    row.swing.low95.into(),
                    row.swing.high95.into(),
                    row.told.into(),
                ]);
                table.push(cells);
            }
        }
        table
    }
}

fn keys() -> Vec<Field> {
    vec![
        Field::new(
            "outcome",
            Type::Text,
            "",
            "Outcome: METRIC.PERIOD of the baseline, or the effect of POLICY:METRIC.PERIOD.",
        ),
        Field::new("factor", Type::Text, "", "Group of parameters, key of one, `posterior` for its rows, or `others`."),
    ]
}

fn error(name: &str, unit: &str, words: &str) -> Field {
    Field::new(name, Type::Number, unit, words).at_least(0.0)
}

fn told() -> Field {
    Field::new("told", Type::Boolean, "", "Whether it is told from zero at 95 %.")
}

fn grade(key: &str) -> Cell {
    parameter(key).map(|row| format!("{:?}", row.grade)).as_deref().into()
}
