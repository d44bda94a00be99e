//! `report.html`: one file that tells what a study found, how sure that is, and how to make it again.
//!
//! A pure function of a study's directory (tables, manifest without its facts of execution, resolved scenarios) and of
//! documents that the program carries. It is built from the tables as they were written, so text and charts agree with them
//! to the last printed digit. A page is a list of sections, one function and one file each; a section whose table is not
//! there is not shown. Runs nothing, asks for nothing from elsewhere, and computes no statistic.

// Sections share one signature, also those that are always shown.
#![allow(clippy::unnecessary_wraps)]

mod answer;
mod arrivals;
mod assumptions;
mod boxes;
pub(super) mod chart;
mod compared;
mod costs;
mod decision;
mod drivers;
mod effect;
mod effects;
pub(super) mod figure;
mod finished;
mod forecasts;
pub mod formats;
mod harm;
mod interval_chart;
mod limits;
mod palette;
mod people;
pub(super) mod place;
mod question;
pub(super) mod readme;
mod reproduction;
mod scorecard;
pub(super) mod sheet;
pub(super) mod wording;

pub use figure::rounded;
pub use finished::Finished;

use super::ReportError;
use crate::study::Disk;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use palette::Palette;
use std::path::Path;

/// Name of the page in a study's directory.
pub const FILE: &str = "report.html";
/// The plotting library, as published (`assets/README.md`).
const LIBRARY: &str = include_str!("assets/plotly-basic.min.js");
const SCRIPT: &str = include_str!("assets/page.js");
const STYLE: &str = include_str!("assets/page.css");

/// A part of the page: nothing if the study has not what it needs.
type Section = fn(&Finished, &Palette) -> Option<Markup>;

/// All sections in order: identity, heading, function.
const SECTIONS: [(&str, &str, Section); 13] = [
    ("question", "The question", question::section),
    ("answer", "The answer", answer::section),
    ("arrivals", "Arrivals", arrivals::section),
    ("effects", "Effects", effects::section),
    ("people", "Who did what", people::section),
    ("costs", "Costs", costs::section),
    ("harm", "Harm and displacement", harm::section),
    ("decision", "What to choose and what to measure", decision::section),
    ("scorecard", "How the model stands against the record", scorecard::section),
    ("forecasts", "How the model has forecast", forecasts::section),
    ("assumptions", "What the result rests on", assumptions::section),
    ("limits", "Limits", limits::section),
    ("reproduction", "Make it again", reproduction::section),
];

/// The sections of a sensitivity analysis.
const OF_SENSITIVITY: [(&str, &str, Section); 3] = [
    ("drivers", "What drives the outcomes", drivers::section),
    ("limits", "Limits", limits::section),
    ("reproduction", "Make it again", reproduction::section),
];

/// The page of one study, or of several side by side.
pub fn render(studies: &mut [Finished]) -> String {
    let several = studies.len() > 1;
    for (at, study) in studies.iter_mut().enumerate().filter(|_| several) {
        study.place.prefix = format!("s{}-", at + 1);
    }
    let palette = Palette::of(studies);
    if let [study] = studies {
        let title = title(study);
        return document(&title, &html! { (chapter(study, &palette)) });
    }
    let names: Vec<&str> = studies.iter().map(|study| study.facts.study.name.as_str()).collect();
    let body = html! {
        header { p.kicker { "Small boats across the Channel: simulated comparisons" } h1 { (studies.len()) " studies" } (state("#s1-limits")) }
        (compared::section(studies, &palette))
        @for study in studies.iter() { article id=(study.place.id("chapter")) data-study=(study.place.base) { (chapter(study, &palette)) } }
    };
    document(&names.join("; "), &body)
}

fn title(study: &Finished) -> String {
    let titles: Vec<&str> = study.policies().iter().map(|policy| policy.title.as_str()).collect();
    let baseline = &study.baseline().title;
    if titles.is_empty() { baseline.clone() } else { format!("{} compared with “{baseline}”", titles.join("; ")) }
}

/// One line on what the model is, before anything it says.
pub(super) fn state(limits: &str) -> Markup {
    html! { p.state { strong { (readme::state()) } " Numbers tell what this model does, not what the world will do; see its " a href=(limits) { "limits" } "." } }
}

/// All sections of a study.
fn chapter(study: &Finished, palette: &Palette) -> Markup {
    let list: &[_] = if study.is_sensitivity() { &OF_SENSITIVITY } else { &SECTIONS };
    let sections: Vec<(&str, &str, Markup)> =
        list.iter().filter_map(|(id, heading, section)| Some((*id, *heading, section(study, palette)?))).collect();
    html! {
        header {
            p.kicker { "Small boats across the Channel: a simulated comparison" }
            h1 { (title(study)) }
            (state(&study.place.anchor("limits")))
            nav aria-label="Sections" { @for (id, heading, _) in &sections { a href=(study.place.anchor(id)) { (heading) } } }
        }
        main { @for (id, heading, content) in &sections { section id=(study.place.id(id)) { h2 { (heading) } (content) } } }
    }
}

/// The whole file around its body. The policy of content forbids every request.
pub(super) fn document(title: &str, body: &Markup) -> String {
    let policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="strait";
                title { (title) }
                style { (PreEscaped(STYLE)) }
                noscript { style { ".still{display:block!important}.live{display:none!important}" } }
            }
            body {
                (body)
                script { (PreEscaped(LIBRARY)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// Writes the page of a directory whose tables are written.
///
/// # Errors
/// [`ReportError`] if a table cannot be read or the disk refuses.
pub fn write(directory: &Path, disk: &Disk, results_digest: Option<&str>) -> Result<super::Output, ReportError> {
    let study = Finished::read(directory, results_digest)?;
    Ok(super::write(directory, disk, FILE, render(&mut [study]).as_bytes(), None)?)
}
