//! What the forecast leaves out, and what it must not be used for.

use super::made::Made;
use crate::report::page::{readme, wording};
use maud::{Markup, html};

/// The lists.
pub fn section(made: &Made) -> Option<Markup> {
    let asked = &made.facts.forecast;
    Some(html! {
        h3 { "What this forecast leaves out" }
        ul {
            li { "Everything that happened or was decided after " (wording::day(asked.origin)) " and is not in the scenario: new policies, wars, routes that open or close. \
                Demand after it is a random walk whose steps are as large as the past says, no more." }
            @if made.knows_weather() {
                li { "That weather is not known in advance: the intervals hold " em { "given" } " the weather of the question and are narrower than those of an honest forecast, \
                    which " code { "--wind generated" } " makes." }
            } @else {
                li { "A change of climate: generated weather is like that of the record." }
            }
            li { "Other structures of the model, and what it has no process for (" code { "docs/odd.md" } ")." }
            li { "That parts of the model were shaped by hand with the whole record at hand, so that scores from origins inside the record flatter it; " code { "docs/forecast.md" }
                " says which, and holds every scored look, also the worse ones." }
            li { "Errors of the record: it is provisional, and days may be revised." }
            @for warning in &made.facts.warnings { li { (warning) } }
        }
        h3 { "What the model must not be used for" }
        ul.must-not { @for item in readme::must_not() { li { (item) } } }
    })
}
