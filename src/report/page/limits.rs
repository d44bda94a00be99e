//! What the study cannot say: wrong uses, checks that did not hold, what stopped it.

use super::finished::Finished;
use super::palette::Palette;
use super::{readme, wording};
use maud::{Markup, html};

/// The list.
pub fn section(study: &Finished, _: &Palette) -> Option<Markup> {
    let design = &study.facts.design;
    Some(html! {
        h3 { "What the model must not be used for" }
        ul.must-not { @for item in readme::must_not() { li { (item) } } }
        h3 { "What this study leaves out" }
        ul {
            li { "Everything after " (wording::day(study.origin())) ": the future of demand is a random walk, the weather is generated." }
            li { @if design.structures.len() > 1 { "Structures of the model beyond the " (design.structures.len()) " that were run." }
                @else { "Other structures of the model: only the scenarios' own was run (" code { "--structures all" } " runs the others)." } }
            li { "What the model has no process for; " code { "docs/odd.md" } " lists it." }
        }
        (checks(study))
    })
}

fn checks(study: &Finished) -> Markup {
    let Some(sheet) = &study.sheets.diagnostics else { return html! {} };
    let failed: Vec<_> = sheet.rows().filter(|row| row.text("status") != "ok").collect();
    html! {
        h3 { "Checks of this study" }
        @if failed.is_empty() { p { "All " (sheet.rows().count()) " checks hold." } } @else {
            p { (failed.len()) " of " (sheet.rows().count()) " checks do not hold:" }
            div.wide { table {
                thead { tr { th { "Check" } th.n { "Value" } th.n { "Held against" } th { "Status" } } }
                tbody { @for row in &failed { tr {
                    td { (row.text("check").replace('_', " ")) @if !row.text("note").is_empty() { br; small { (row.text("note")) } } }
                    td.n { @match row.figure("value") { Some(value) => (value), None => "not known" } }
                    td.n { @if let Some(value) = row.figure("threshold") { (value) } } td { (row.text("status")) }
                } } }
            } }
        }
        p.files { "Checks: " (study.place.link("diagnostics.csv")) "." }
    }
}
