//! What the result rests on: assumptions by influence, and uncertain parameters with grade and source.
//!
//! Assumptions are those of `docs/assumptions.csv`, compiled in; parameters that drive the effect those of `influence.csv`.

use super::finished::Finished;
use super::palette::Palette;
use super::question;
use super::sheet::{Row, Sheet};
use crate::evidence::{Grade, parameter};
use crate::model::parameters::Parameters;
use maud::{Markup, html};
use std::sync::LazyLock;

static ASSUMPTIONS: LazyLock<Sheet> = LazyLock::new(|| {
    Sheet::parse("docs/assumptions.csv", include_str!("../../../docs/assumptions.csv"))
        .expect("a test reads the compiled-in table")
});
/// Parameters that are shown of each policy.
const SHOWN: usize = 8;

/// Rank of an influence in words, the strongest first.
fn rank(influence: &str) -> usize {
    let first = influence.split_whitespace().next().unwrap_or_default();
    ["high", "medium", "low"].iter().position(|word| *word == first).unwrap_or(3)
}

/// Rank of a confidence, the weakest first.
fn doubt(confidence: &str) -> usize {
    let first = confidence.split_whitespace().next().unwrap_or_default();
    ["low", "medium", "high"].iter().position(|word| *word == first).unwrap_or(3)
}

/// Assumptions, the most influential and least certain first.
fn sorted() -> Vec<Row<'static>> {
    let mut rows: Vec<Row<'static>> = ASSUMPTIONS.rows().collect();
    // What is high in general comes before what is high for one kind of measure.
    rows.sort_by_key(|row| {
        (rank(row.text("influence")), row.text("influence").len() > 6, doubt(row.text("confidence")), row.text("id"))
    });
    rows
}

/// Grades of the model's parameters.
fn grades() -> [(Grade, usize); 3] {
    [Grade::A, Grade::B, Grade::C].map(|grade| {
        (grade, Parameters::KEYS.iter().filter(|key| parameter(key).is_some_and(|row| row.grade == grade)).count())
    })
}

/// The tables.
pub fn section(study: &Finished, _: &Palette) -> Option<Markup> {
    let [(_, a), (_, b), (_, c)] = grades();
    let rows = sorted();
    Some(html! {
        p { "Of the model's " (Parameters::KEYS.len()) " parameters " (a) " are measured (grade A), " (b) " rest on partial evidence (B) and "
            strong { (c) " are assumed (C)" } ". An effect that rests on assumed parameters is an elaborate form of the assumption." }
        (drivers(study))
        h3 { "Assumptions by influence" }
        div.wide { table {
            thead { tr { th { "Id" } th { "Assumption" } th { "Influence" } th { "Confidence" } th { "Source" } } }
            tbody { @for row in rows.iter().take(SHOWN) { (line(row)) } }
        } }
        details {
            summary { "The other " (rows.len().saturating_sub(SHOWN)) " assumptions" }
            div.wide { table { tbody { @for row in rows.iter().skip(SHOWN) { (line(row)) } } } }
        }
        p.files { "Assumptions: " code { "docs/assumptions.csv" } ". Every parameter with range, grade and source: " code { "docs/parameters.md" }
            "; values in force: " code { "scenarios/*.resolved.toml" } " and " (study.place.link("design.csv")) "." }
    })
}

fn line(row: &Row<'_>) -> Markup {
    html! { tr {
        td { (row.text("id")) } td { (question::words(row.text("statement"))) } td { (row.text("influence")) }
        td { (row.text("confidence")) } td { (row.text("source")) }
    } }
}

/// Parameters whose draws go with the effect on arrivals.
fn drivers(study: &Finished) -> Markup {
    let Some(sheet) = &study.sheets.influence else { return html! {} };
    let (period, _, _) = study.judged();
    let of = |policy: &str| {
        let keys = [
            ("scenario", policy),
            ("baseline", study.baseline().name.as_str()),
            ("metric", "arrivals"),
            ("period", period),
        ];
        let mut rows: Vec<_> = sheet.matching(keys).collect();
        let share = |row: &Row<'_>| row.number("observed_variance_share").unwrap_or(0.0);
        rows.sort_by(|a, b| share(b).total_cmp(&share(a)));
        // What does not stand out of its own error is no driver.
        rows.retain(|row| share(row) > 2.0 * row.number("observed_variance_mc_error_share").unwrap_or(f64::INFINITY));
        rows.truncate(SHOWN);
        rows
    };
    html! { @for policy in study.policies() { @let rows = of(&policy.name); {
        h3 { "What drives the effect: " (policy.title) }
        @if rows.is_empty() { p { "With " (study.facts.design.draws) " draws no parameter can be told to drive the effect on arrivals." } }
        @else {
            div.wide { table {
                caption { "Uncertain parameters whose draws go with the effect on arrivals, each taken alone." }
                thead { tr { th { "Parameter" } th { "Grade" } th.n { "Share of the variance between draws" } th.n { "Correlation" } th { "Source" } } }
                tbody { @for row in &rows { tr {
                    td { (row.text("description")) br; code { (row.text("parameter")) } } td { (row.text("grade")) }
                    td.n { @if let Some(share) = row.figure("observed_variance_share") {
                        (share.known_to(row.number("observed_variance_mc_error_share")).percent())
                        @if let Some(error) = row.figure("observed_variance_mc_error_share") { br; small { "error " (error.percent()) } } } }
                    td.n { @if let Some(figure) = row.figure("correlation") { (figure.known_to(Some(0.1)).signed()) } }
                    td { (row.text("source")) }
                } } }
            } }
            p.files { "Numbers: " (study.place.link("influence.csv")) "." }
        }
    } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_influential_and_least_certain_assumption_comes_first() {
        let rows = sorted();
        assert_eq!((rows[0].text("influence"), rows[0].text("confidence")), ("high", "low"));
        assert!(rows.iter().all(|row| !row.text("statement").is_empty() && rank(row.text("influence")) < 3));
        let ranks: Vec<usize> = rows.iter().map(|row| rank(row.text("influence"))).collect();
        assert!(ranks.is_sorted());
        assert_eq!(grades().iter().map(|(_, count)| count).sum::<usize>(), Parameters::KEYS.len());
    }
}
