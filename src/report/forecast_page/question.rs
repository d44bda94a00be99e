//! The question in words: from which day, to which, for which scenario, with which weather and parameters.

use super::made::Made;
use crate::report::page::wording;
use maud::{Markup, html};

/// What is asked.
pub fn section(made: &Made) -> Option<Markup> {
    let asked = &made.facts.forecast;
    let size = made.conditioning.rows().next()?;
    Some(html! {
        p.lead { "Standing on " (wording::day(asked.origin)) " and knowing nothing later"
            @if made.knows_weather() { " but the weather" } ", how many people would arrive in small boats up to "
            (wording::day(asked.horizon)) " under “" (asked.title) "”?" }
        ul {
            li { strong { "Weather. " } (weather(&asked.wind)) }
            li { strong { "Data. " } "The scenario as it is, with demand, curves and the record as they were known on the origin." }
            li { strong { "Parameters. " } (parameters(made)) }
            li { strong { "Futures. " } (size.figure("draws_count")?.count()) " draws of the parameters; within each, "
                (size.figure("candidates_count")?.count()) " histories to the origin, of which the last twelve months choose, and "
                (size.figure("futures_count")?.count()) " futures that go on from the chosen: " (size.figure("members_count")?.count()) " in all, of equal mass." }
            @if !asked.sets.is_empty() { li { strong { "Changed by hand. " } @for (at, set) in asked.sets.iter().enumerate() {
                @if at > 0 { ", " } code { (set) } } "." } }
        }
        p.files { "Size: " (made.place.link("conditioning.csv")) "; scenario " code { (asked.scenario) } "." }
    })
}

fn weather(word: &str) -> Markup {
    html! { @match word {
        "generated" => "After the origin the wind is generated: each future meets weather of its own.",
        "observed" => "After the origin the wind is the one that was observed. This is a forecast given the weather, which no forecaster has: it shows \
            what the model makes of known weather.",
        "given" => "After the origin the wind comes from the file that is named below, as far as it goes, and is generated beyond. Where the file holds \
            what was measured, this is a forecast given the weather, which no forecaster has.",
        other => { "After the origin the wind is that of a past year played again (" code { (other) } "): a forecast given that weather." },
    } }
}

fn parameters(made: &Made) -> Markup {
    let asked = &made.facts.forecast;
    html! { @match asked.data_until {
        Some(day) => { "Draws from the posterior " code { (asked.parameters) } ", which data up to " (wording::day(day))
            " informed; parameters that it does not hold are drawn from their priors." }
        None => "Draws from the priors: no observation informed them but those in the priors' own sources, so the forecast is wider than one after calibration.",
    } }
}
