//! `report.html` of a forecast: what is forecast, how wide it is, how it did where days are known, and how to make it again.
//!
//! Built from the tables, the chart and the manifest of a forecast's directory as they were written, in the style of a study's
//! [page](super::page) and with its parts: one function and one file for each section, nothing shown that has no table. Runs
//! nothing, asks for nothing from elsewhere, and computes no statistic.

// Sections share one signature, also those that are always shown.
#![allow(clippy::unnecessary_wraps)]

mod answer;
mod conditioning;
mod limits;
mod made;
mod paths;
mod question;
mod reproduction;
mod scores;
mod weeks;

pub use made::Made;

use super::page::{FILE, document, state, wording};
use super::{Output, ReportError};
use crate::study::Disk;
use maud::{Markup, html};
use std::path::Path;

/// A part of the page: nothing if the forecast has not what it needs.
type Section = fn(&Made) -> Option<Markup>;

/// All sections in order: identity, heading, function.
const SECTIONS: [(&str, &str, Section); 8] = [
    ("question", "The question", question::section),
    ("answer", "The answer", answer::section),
    ("weeks", "Week by week", weeks::section),
    ("scores", "How the forecast did", scores::section),
    ("paths", "How daily paths behave", paths::section),
    ("conditioning", "How the past was met", conditioning::section),
    ("limits", "Limits", limits::section),
    ("reproduction", "Make it again", reproduction::section),
];

/// The page of one forecast.
pub fn render(made: &Made) -> String {
    let sections: Vec<(&str, &str, Markup)> =
        SECTIONS.iter().filter_map(|(id, heading, section)| Some((*id, *heading, section(made)?))).collect();
    let asked = &made.facts.forecast;
    let title =
        format!("Forecast from {} to {}: “{}”", wording::day(asked.origin), wording::day(asked.horizon), asked.title);
    let body = html! {
        header {
            p.kicker { "Small boats across the Channel: a forecast under stated assumptions" }
            h1 { (title) }
            (state("#limits"))
            nav aria-label="Sections" { @for (id, heading, _) in &sections { a href=(format!("#{id}")) { (heading) } } }
        }
        main { @for (id, heading, content) in &sections { section id=(id) { h2 { (heading) } (content) } } }
    };
    document(&title, &body)
}

/// Writes the page of a directory whose tables and manifest are written.
///
/// # Errors
/// [`ReportError`] if a table cannot be read or the disk refuses.
pub fn write(directory: &Path, disk: &Disk) -> Result<Output, ReportError> {
    Ok(super::write(directory, disk, FILE, render(&Made::read(directory)?).as_bytes(), None)?)
}
