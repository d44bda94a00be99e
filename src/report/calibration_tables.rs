//! What stands in each column of a calibration's tables, for their data dictionary.
//!
//! The tables are made as text beside the calibration; whoever writes one holds its header to the names here. Tables of
//! this file have no rows and hold no result.

use super::data_package::parameter;
use super::table::{Field, Kind, Table};

fn text(name: &str, description: &str) -> Field {
    Field::new(name, Kind::Text, "", description)
}

fn count(name: &str, unit: &str, description: &str) -> Field {
    Field::new(name, Kind::Integer, unit, description).at_least(0.0)
}

fn number(name: impl Into<String>, unit: &str, description: impl Into<String>) -> Field {
    Field::new(name, Kind::Number, unit, description)
}

fn share(name: impl Into<String>, description: impl Into<String>) -> Field {
    number(name, "share", description).at_least(0.0).at_most(1.0)
}

const OF_PARAMETER: &str = "unit of the parameter";
const SCORES: &str = "standard deviations of the prior";

fn contraction() -> Table {
    let mut fields = vec![text("parameter", "Key of the parameter.")];
    for law in ["prior", "posterior"] {
        let point = |at: u32| number(format!("{law}_p{at:02}"), OF_PARAMETER, format!("{at} % point of the {law}."));
        fields.extend([5, 50, 95].map(point));
    }
    fields.extend([
        number("posterior_mean_score", SCORES, "Mean of the posterior where the prior is a standard normal."),
        number("posterior_sd_score", SCORES, "Standard deviation of the posterior on the same scale."),
        number("contraction", "share", "One minus the posterior variance on the same scale."),
        text("verdict", "informed or not_informed by data."),
        text("rule", "What makes a parameter informed."),
    ]);
    Table::new("contraction.csv", "Prior against posterior, by parameter.", 1, fields)
}

fn correlations() -> Table {
    let fields = vec![
        text("parameter", "Key of a parameter."),
        text("other_parameter", "Key of another, later in the alphabet."),
        number("correlation", "", "Correlation of their scores in the posterior."),
    ];
    Table::new("correlations.csv", "Trade-offs: all pairs of parameters.", 2, fields)
}

fn generations() -> Table {
    let fields = vec![
        count("generation", "", "Number of the generation, from 1."),
        count("runs", "runs", "Runs that it added."),
        count(
            "narrowed_directions",
            "directions",
            "Directions of the parameter space in which its draws were narrowed.",
        ),
        count("bank_runs", "runs", "Runs of this and earlier generations that lie where it looked."),
        count("accepted_runs", "runs", "Runs accepted."),
        share("acceptance_share", "Accepted runs over those of the bank."),
        number("tolerance_sd", "residual standard deviations", "Largest distance of an accepted run."),
        number("nearest_sd", "residual standard deviations", "Distance of the nearest run."),
        number("effective_sample_size", "runs", "Effective number of accepted runs."),
    ];
    Table::new("generations.csv", "How far each generation came.", 1, fields)
}

fn predictive() -> Table {
    let unit = "unit of the statistic";
    let mut fields = vec![
        text("kind", "level that people know, or summary."),
        text("statistic", "Name of the statistic."),
        number("observed", unit, "Of the record; empty where it is not defined.").optional(),
    ];
    let quantile = |name: &str, what: &str| number(name, unit, format!("{what} of the histories.")).optional();
    fields.extend(
        ["95", "80", "50"].map(|level| quantile(&format!("low{level}"), &format!("Low end of the central {level} %"))),
    );
    fields.push(quantile("median", "Median"));
    fields.extend(
        ["50", "80", "95"]
            .map(|level| quantile(&format!("high{level}"), &format!("High end of the central {level} %"))),
    );
    fields.extend([
        share("share_below", "Share of histories below the record, those that equal it counted half.").optional(),
        Field::new("in_80_band", Kind::Boolean, "", "Whether the record lies in the central 80 %."),
        Field::new("in_95_band", Kind::Boolean, "", "Whether the record lies in the central 95 %."),
    ]);
    Table::new("predictive.csv", "The record among histories of the posterior with fresh luck.", 2, fields)
}

fn diagnostics() -> Table {
    let fields = vec![
        text("check", "What was checked."),
        number("value", "", "Value seen.").optional(),
        text("rule", "What is asked."),
        text("verdict", "holds, fails or not_scored."),
        text("meaning", "The verdict in words."),
    ];
    Table::new("diagnostics.csv", "Checks of the calibration.", 1, fields)
}

fn check() -> Table {
    let mut fields = vec![
        text("parameter", "Key of the parameter."),
        Field::new("informed", Kind::Boolean, "", "Whether data inform it."),
        count("data_sets", "data sets", "Data sets that the model made itself."),
        share("rank_distance", "Largest distance of the ranks of true values from uniform (Kolmogorov and Smirnov)."),
        number("rank_distance_allowed", "share", "Greatest distance that chance explains."),
    ];
    let levels = [50, 80, 95];
    fields.extend(levels.map(|level| {
        share(format!("coverage_{level}"), format!("Share of true values inside the central {level} %."))
    }));
    for level in levels {
        let ends = [("low", "Least"), ("high", "Greatest")];
        fields.extend(ends.map(|(end, word)| {
            share(format!("coverage_{level}_{end}"), format!("{word} coverage at {level} % that chance explains."))
        }));
    }
    fields.extend([
        number("correlation_with_truth", "", "Correlation of posterior means with true values.").optional(),
        number("bias_prior_sd", SCORES, "Mean of posterior mean minus truth."),
        text("verdict", "holds or fails."),
    ]);
    Table::new("sbc.csv", "The method on data sets of its own bank, by parameter.", 1, fields)
}

fn posterior(keys: &[String]) -> Table {
    let mut fields = vec![
        count("draw", "", "Number of the draw."),
        number("weight", "share", "Weight of the draw; weights sum to 1.").at_least(0.0),
    ];
    fields.extend(keys.iter().map(|key| parameter(key)));
    Table::new("posterior.csv", "Draws of the posterior.", 1, fields)
}

/// The tables of a calibration of some parameters, without rows.
pub fn tables(keys: &[String]) -> Vec<Table> {
    vec![contraction(), correlations(), diagnostics(), generations(), posterior(keys), predictive(), check()]
}

/// A bank with this header: draws of some parameters and statistics of their histories.
pub fn bank(header: &str, keys: &[String]) -> Table {
    let mut fields = vec![count("draw", "", "Number of the draw.")];
    fields.extend(header.lines().next().unwrap_or_default().split(',').skip(1).map(|name| {
        if keys.iter().any(|key| key == name) {
            return parameter(name);
        }
        let words = name.replace('_', " ");
        let words =
            words.strip_prefix("ln ").map_or_else(|| words.clone(), |rest| format!("natural logarithm of {rest}"));
        number(name, "", format!("Statistic of the history: {words}; empty where it is not defined.")).optional()
    }));
    Table::new("bank.csv", "Parameters of every run and statistics of its history.", 1, fields)
}
