//! `report.html`: one file that tells what a study found, how sure that is, and how to make it again.
//!
//! A pure function of a study's directory (tables, manifest without its facts of execution, resolved scenarios) and of
//! documents that the program carries. It is built from the tables as they were written, so text and charts agree with them
//! to the last printed digit. A page is a list of sections, one function and one file each; a section whose table is not
//! there is not shown. Runs nothing, asks for nothing from elsewhere, and computes no statistic.

mod answer;
mod arrivals;
mod assumptions;
mod chart;
mod costs;
mod effect;
mod effects;
mod figure;
mod finished;
mod harm;
mod interval_chart;
mod limits;
mod palette;
mod people;
mod question;
mod readme;
mod reproduction;
mod scorecard;
mod sheet;
mod wording;

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
const SECTIONS: [(&str, &str, Section); 11] = [
    ("answer", "The answer", answer::section),
    ("question", "The question", question::section),
    ("arrivals", "Arrivals", arrivals::section),
    ("effects", "Effects", effects::section),
    ("people", "Who did what", people::section),
    ("costs", "Costs", costs::section),
    ("harm", "Harm and displacement", harm::section),
    ("scorecard", "How the model stands against the record", scorecard::section),
    ("assumptions", "What the result rests on", assumptions::section),
    ("limits", "Limits", limits::section),
    ("reproduction", "Make it again", reproduction::section),
];

/// The page of one study.
pub fn render(study: &Finished) -> String {
    let palette = Palette::of(std::slice::from_ref(study));
    let titles: Vec<&str> = study.policies().iter().map(|policy| policy.title.as_str()).collect();
    let baseline = &study.baseline().title;
    let title = if titles.is_empty() {
        baseline.clone()
    } else {
        format!("{} compared with “{baseline}”", titles.join("; "))
    };
    let sections: Vec<(&str, &str, Markup)> =
        SECTIONS.iter().filter_map(|(id, heading, section)| Some((*id, *heading, section(study, &palette)?))).collect();
    let body = html! {
        header {
            p.kicker { "Small boats across the Channel: a simulated comparison" }
            h1 { (title) }
            nav aria-label="Sections" { @for (id, heading, _) in &sections { a href=(format!("#{id}")) { (heading) } } }
        }
        main { @for (id, heading, content) in &sections { section id=(id) { h2 { (heading) } (content) } } }
    };
    document(&title, &body)
}

/// The whole file around its body. The policy of content forbids every request.
fn document(title: &str, body: &Markup) -> String {
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
    Ok(super::write(directory, disk, FILE, render(&study).as_bytes(), None)?)
}
