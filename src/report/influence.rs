//! `influence.csv`: which uncertain parameters the expected effect of a policy goes with, each alone.
//!
//! First-order shares of the variance between draws, corrected for chance. What parameters do only together, and what is
//! not monotone, is in no row: the shares need not add up to one, and their errors are large with few draws. Parameters of
//! a posterior are drawn together, so each row of theirs also holds what goes with the others of them.

use super::effects::{Labels, Uncertain};
use super::gather::Gathered;
use super::table::{Cell, Field, Kind, Table};
use crate::estimate::{DrawSums, attribution, jackknife_error, variance};
use crate::evidence::parameter;
use crate::model::observation::Metric;
use crate::study::Study;

/// Metrics with rows.
const METRICS: [(Metric, &str); 2] = [(Metric::Arrivals, "arrivals"), (Metric::Deaths, "deaths")];

/// The table, over the period that policies are judged by.
pub(super) fn table(study: &Study, gathered: &Gathered) -> Table {
    let share = "share";
    let fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the policy scenario."),
        Field::new("baseline", Kind::Text, "", "Name of the scenario it is compared with."),
        Field::new("metric", Kind::Text, "", "arrivals or deaths."),
        Field::new("period", Kind::Text, "", "`from_origin`, or `total` if the period ends before the origin."),
        Field::new("parameter", Kind::Text, "", "Key of an uncertain parameter."),
        Field::new("grade", Kind::Text, "", "Grade of its evidence: A measured, B partial, C assumed."),
        Field::new(
            "correlation",
            Kind::Number,
            "correlation",
            "Correlation of the draws' effects with the rank of the parameter; negative: more of it, fewer of the metric.",
        )
        .at_least(-1.0)
        .at_most(1.0),
        Field::new(
            "observed_variance_share",
            Kind::Number,
            share,
            "Share of the variance of the draws' mean effects, noise of single runs included, that goes with it; corrected \
             for chance, so that it can lie below zero.",
        )
        .optional(),
        Field::new("observed_variance_mc_error_share", Kind::Number, share, "Jackknife standard error of that share.")
            .optional()
            .at_least(0.0),
        Field::new(
            "variance_share",
            Kind::Number,
            share,
            "Share of the variance between draws, noise taken out; empty where the design cannot tell.",
        )
        .optional(),
        Field::new("variance_mc_error_share", Kind::Number, share, "Jackknife standard error of that share.")
            .optional()
            .at_least(0.0),
        Field::new("description", Kind::Text, "", "What the parameter is."),
        Field::new("source", Kind::Text, "", "Where its range comes from."),
    ];
    let description = "First-order influence of uncertain parameters on the expected effect of a policy.";
    let mut table = Table::new("influence.csv", description, 5, fields);
    let labels = Labels::of(gathered);
    let span = gathered.judged_span();
    for (policy, named) in study.scenarios().iter().enumerate().skip(1).filter(|(at, _)| !study.is_part(*at)) {
        let uncertain = Uncertain::of(study, 0, policy);
        for (metric, name) in METRICS {
            let (a, b) = (gathered.values(0, metric as usize, span), gathered.values(policy, metric as usize, span));
            let differences: Vec<f64> = b.iter().zip(a).map(|(b, a)| b - a).collect();
            let draws = DrawSums::of(&differences, &labels.draws, &labels.paths);
            let means = |some: &[DrawSums]| some.iter().map(|draw| draw.mean).collect::<Vec<f64>>();
            if draws.len() < 3 || variance(&means(&draws)) == 0.0 {
                continue;
            }
            for (key, grade, ranks) in &uncertain.parameters {
                let of =
                    |some: &[DrawSums]| -> Vec<f64> { some.iter().map(|draw| ranks[draw.draw as usize]).collect() };
                let seen = |some: &[DrawSums]| Some(attribution::first_order(&means(some), &of(some)));
                let whole = uncertain.share(&draws, |other, _| other == *key);
                let row = parameter(key);
                table.push(vec![
                    named.name.as_str().into(),
                    study.baseline().name.as_str().into(),
                    name.into(),
                    gathered.spans[span].label.as_str().into(),
                    (*key).into(),
                    format!("{grade:?}").as_str().into(),
                    attribution::correlation(&means(&draws), &of(&draws)).into(),
                    seen(&draws).into(),
                    jackknife_error(&draws, seen).into(),
                    whole.map(|share| share.value).into(),
                    whole.and_then(|share| share.error).into(),
                    row.map_or(Cell::Missing, |row| row.description.as_str().into()),
                    row.map_or(Cell::Missing, |row| row.source.as_str().into()),
                ]);
            }
        }
    }
    table
}
