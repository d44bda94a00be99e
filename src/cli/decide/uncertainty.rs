//! The tables on what is not known: what it would be worth to know it, and how much of it is structure.

use super::tables::{Findings, grade, grade_field, keys};
use super::{described, words};
use crate::report::table::{Cell, Field, Kind, Table};

/// Value of information, by unit: everything, then groups and parameters.
pub(super) fn information_table(of: &Findings) -> Table {
    let unit = "the unit of the row";
    let text =
        "What it would be worth to know something before choosing: everything, groups of parameters, single ones.";
    let number = |name: &str, words: &str| Field::new(name, Kind::Number, unit, words).optional();
    let mut fields = keys();
    fields.extend([
        Field::new("unit", Kind::Text, "", "The metric, or gbp (discounted, real prices)."),
        Field::new("rank", Kind::Integer, "", "0 is everything that the draws hold; then by what it is worth, told ones first.").at_least(0.0),
        Field::new("subject", Kind::Text, "", "`everything`, a group (first part of its keys, or posterior), or the key of one parameter."),
        Field::new("n_parameters", Kind::Integer, "parameters", "Parameters in it.").at_least(1.0),
        grade_field(),
        number("worth", "What it is worth; noise of runs taken out."),
        number("worth_error", "Its standard error.").at_least(0.0),
        number("worth_of_a_rule", "What a rule learnt on other draws saves; of everything, by choosing on one half of the replicates and counting on the other. No higher than the truth but for its error."),
        number("worth_naive", "Of everything: on plain means of draws; too high."),
        Field::new("told", Kind::Boolean, "", "Whether it is told from nothing at 95 %."),
        Field::new("words", Kind::Text, "", "The finding in words."),
    ]);
    let mut table = Table::new("information.csv", text, 4, fields);
    for found in &of.values {
        let perfect = found.perfect;
        let parameters: usize = found.rows.iter().filter(|row| !row.is_group).count();
        let mut cells = of.key_cells();
        cells.extend([
            found.unit.as_str().into(),
            0usize.into(),
            "everything".into(),
            parameters.into(),
            Cell::Missing,
            perfect.value.into(),
            perfect.error.into(),
            perfect.between_halves.into(),
            perfect.naive.into(),
            (perfect.value > 1.96 * perfect.error).into(),
            words::everything(found).as_str().into(),
        ]);
        table.push(cells);
        for (at, row) in found.rows.iter().enumerate() {
            let worth = row.worth;
            let mut cells = of.key_cells();
            cells.extend([
                found.unit.as_str().into(),
                (at + 1).into(),
                row.subject.as_str().into(),
                row.keys.len().into(),
                if row.is_group { Cell::Missing } else { grade(&row.subject) },
                worth.map(|worth| worth.value).into(),
                worth.and_then(|worth| worth.error).into(),
                worth.map(|worth| worth.rule).into(),
                Cell::Missing,
                worth.is_some_and(|worth| worth.told).into(),
                words::subject(row, &found.unit, described(&row.subject)).as_str().into(),
            ]);
            table.push(cells);
        }
    }
    table
}

/// Range and variance over structures, by policy.
pub(super) fn structure_table(of: &Findings) -> Table {
    let (unit, square) = ("unit of the metric", "square of it");
    let text = "How much of what is not known about an effect is structure: between structures of the same weight, and between \
                draws of the parameters.";
    let mut fields = keys();
    fields.extend([
        Field::new("policy", Kind::Text, "", "Policy."),
        Field::new("n_structures", Kind::Integer, "structures", "Structures run, the scenarios' own included."),
        Field::new("least_effect", Kind::Number, unit, "Least mean effect over structures."),
        Field::new("least_structure", Kind::Text, "", "The structure that gives it."),
        Field::new("greatest_effect", Kind::Number, unit, "Greatest mean effect over structures."),
        Field::new("greatest_structure", Kind::Text, "", "The structure that gives it."),
        Field::new(
            "range_mc_error",
            Kind::Number,
            unit,
            "Monte Carlo standard error of the difference of the two ends.",
        )
        .optional()
        .at_least(0.0),
        Field::new(
            "between_structures_variance",
            Kind::Number,
            square,
            "Variance of the mean effect between structures, noise taken out.",
        )
        .at_least(0.0),
        Field::new(
            "between_draws_variance",
            Kind::Number,
            square,
            "Variance of the expected effect between draws, mean over structures.",
        )
        .at_least(0.0),
        Field::new(
            "structure_share",
            Kind::Number,
            "share",
            "Share of both that is structure; empty where neither is seen.",
        )
        .optional(),
    ]);
    let mut table = Table::new("structure_share.csv", text, 3, fields);
    for row in &of.structure {
        let mut cells = of.key_cells();
        cells.extend([
            row.policy.as_str().into(),
            row.structures.into(),
            row.low.0.into(),
            row.low.1.as_str().into(),
            row.high.0.into(),
            row.high.1.as_str().into(),
            row.range_error.into(),
            row.between.into(),
            row.draws.into(),
            row.share.into(),
        ]);
        table.push(cells);
    }
    table
}
