//! How the model of this version stands against the record and against published results.
//!
//! The rows are those of `docs/patterns.csv`, which `strait patterns --csv` writes and which is compiled in; they belong
//! to the version of the model and not to the study on the page.

use super::figure::rounded;
use super::finished::Finished;
use super::palette::Palette;
use super::sheet::{Row, Sheet};
use maud::{Markup, html};
use std::sync::LazyLock;

static PATTERNS: LazyLock<Sheet> = LazyLock::new(|| {
    Sheet::parse("docs/patterns.csv", include_str!("../../../docs/patterns.csv"))
        .expect("a test reads the compiled-in table")
});
/// First letters of the rows' names, and what they are.
const GROUPS: [(&str, &str); 3] =
    [("P", "Patterns of the record"), ("R", "Published results"), ("F", "Claims of the first fit")];

/// Rows that stand for a whole pattern.
fn whole(group: &str) -> impl Iterator<Item = Row<'static>> {
    PATTERNS.rows().filter(move |row| row.text("id").starts_with(group) && !row.text("id").contains('-'))
}

fn count(group: &str, verdict: &str) -> usize {
    whole(group).filter(|row| row.text("verdict") == verdict).count()
}

/// Published results that fail, and those that are scored.
pub fn failing() -> (usize, usize) {
    let fails = count("R", "fails");
    (fails, fails + count("R", "holds"))
}

/// The scorecard.
pub fn section(_: &Finished, _: &Palette) -> Option<Markup> {
    let evidence: Vec<Row<'_>> = GROUPS
        .iter()
        .take(2)
        .flat_map(|(group, _)| whole(group))
        .filter(|row| row.text("discriminating") == "true")
        .collect();
    let hold = evidence.iter().filter(|row| row.text("verdict") == "holds").count();
    Some(html! {
        p { "Each row holds or fails by a printed rule. A row that a model without policy or without gangs passes too is a sanity check; the \
            others are " em { "discriminating" } ", and only they are evidence: " strong { (hold) " of " (evidence.len()) " hold" } "." }
        @for (group, name) in GROUPS {
            details open[group == "R"] {
                summary { (name) ": " (count(group, "holds")) " hold, " (count(group, "fails")) " fail, " (count(group, "not_scored")) " not scored" }
                div.wide { table {
                    thead { tr { th { "Id" } th { "What" } th { "Target" } th.n { "Simulated" } th { "Verdict" } th { "Evidence" } } }
                    tbody { @for row in whole(group) { tr.(row.text("verdict")) {
                        td { (row.text("id")) } td { (row.text("name")) } td { (row.text("target")) } td.n { (simulated(&row)) }
                        td { (row.text("verdict").replace('_', " ")) }
                        td { @match row.text("discriminating") { "true" => "discriminating", "false" => "sanity check", _ => "" } }
                    } } }
                } }
            }
        }
        p.files { "Rules, rows in full, controls, and the command that makes them: " code { "docs/patterns.md" } ", " code { "docs/patterns.csv" }
            " of this version (" code { "strait patterns" } "). Bands are the 5 and 95 % points over replicates." }
    })
}

fn simulated(row: &Row<'_>) -> Markup {
    let shown = |column: &str| row.number(column).map(|value| rounded(value, None));
    html! { @if let Some(value) = shown("simulated") {
        (value) @if let Some((low, high)) = shown("low").zip(shown("high")) { br; small { (low) " to " (high) } }
    } @else { "by its rows" } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scorecard_holds_every_pattern_and_counts_them_as_its_page_does() {
        let page = include_str!("../../../docs/patterns.md");
        for (group, heading) in
            [("P", "## Patterns: "), ("R", "## Published results: "), ("F", "## Claims of the first fit: ")]
        {
            let said = format!(
                "{heading}{} hold, {} fail, {} not scored",
                count(group, "holds"),
                count(group, "fails"),
                count(group, "not_scored")
            );
            assert!(
                page.contains(&said),
                "docs/patterns.csv says `{said}`, docs/patterns.md does not: make both by one command"
            );
        }
        assert!(failing().1 > 5);
    }
}
