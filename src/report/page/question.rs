//! The question in words: which scenarios are compared, over which days, and what differs between them.
//!
//! The differences are those of `strait diff`, made from the resolved scenarios of the study.

use super::finished::Finished;
use super::palette::Palette;
use super::wording;
use crate::scenario::{Change, Scenario, differences};
use maud::{Markup, html};

/// Scenarios and their differences.
pub fn section(study: &Finished, palette: &Palette) -> Option<Markup> {
    let (period, baseline, design) = (study.period(), study.baseline(), &study.facts.design);
    let (_, first, last) = study.judged();
    Some(html! {
        p.lead {
            "Who would cross the Channel in small boats from " (wording::day(first)) " to " (wording::day(last)) " under "
            @for (at, policy) in study.policies().iter().enumerate() {
                @if at > 0 { (if at + 1 == study.policies().len() { " or " } else { ", " }) }
                "“" (policy.title) "”"
            }
            @if !study.policies().is_empty() { " instead of " } "“" (baseline.title) "”? Each of " (design.replicates)
            " simulated histories from " (wording::day(period.first())) " on is run under all of them with the same people, luck, seas and parameters."
        }
        details {
            summary { "What differs between the scenarios" }
            dl.scenarios { @for scenario in &study.scenarios {
                dt { span.swatch style=(format!("background:{}", palette.colour(&scenario.name))) {} " " (scenario.title)
                    " " code { (scenario.name) } @if scenario.name == baseline.name { " (baseline)" } }
                dd {
                    @if let Some(text) = &scenario.description { p { (text) } }
                    @if scenario.name != baseline.name { (against(baseline, scenario)) }
                }
            } }
        }
    })
}

fn against(baseline: &Scenario, scenario: &Scenario) -> Markup {
    let found = differences(baseline, scenario);
    let changes: Vec<Change> = found.iter().map(|one| one.change).collect();
    html! {
        p { "Compared with the baseline: " (count(&changes)) "." }
        ul { @for one in &found { li { (words(&one.words)) } } }
    }
}

fn count(changes: &[Change]) -> String {
    let of = |change| changes.iter().filter(|one| **one == change).count();
    let parts = [(of(Change::Added), "added"), (of(Change::Removed), "removed"), (of(Change::Changed), "changed")];
    let said: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
}

/// A sentence with its code set as such.
pub fn words(text: &str) -> Markup {
    html! { @for (piece, is_code) in wording::pieces(text) { @if is_code { code { (piece) } } @else { (piece) } } }
}
