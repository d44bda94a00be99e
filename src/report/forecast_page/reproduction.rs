//! How to make the forecast and this page again, and the digests that show whether it is the same.

use super::made::Made;
use maud::{Markup, html};

/// Command and digests.
pub fn section(made: &Made) -> Option<Markup> {
    let facts = &made.facts;
    Some(html! {
        p { "With strait " (facts.software.version) ", model version " (facts.model_version) ", from where the files lie:" }
        pre { code { (facts.forecast.command) } }
        p { "makes every table and this page again, byte for byte, with any number of threads." }
        h3 { "Read" }
        dl.digests { @for input in &facts.inputs {
            dt { code { (input.path) } } dd { (input.role) " " code { (input.sha256) } }
        } }
        h3 { "Written" }
        dl.digests { @for output in &facts.outputs { dt { (made.place.link(&output.path)) } dd { code { (output.sha256) } } } }
        p.files { "SHA-256 of each file; every column is described in " (made.place.link("datapackage.json")) ", what ran in " (made.place.link("manifest.json")) "." }
    })
}
