//! How to make the study and this page again, and the digests that show whether it is the same.
//!
//! The commands name what decides the results alone: threads and directories never change them.

use super::finished::Finished;
use super::palette::Palette;
use crate::report::resolved_path;
use crate::study::Arrangement;
use maud::{Markup, html};

/// The command that makes the study again from the scenarios that lie beside its tables.
pub fn command(study: &Finished) -> String {
    let (facts, design) = (&study.facts, &study.facts.design);
    if study.is_sensitivity() {
        let file = facts.inputs.iter().find(|input| input.role == "study").map_or("", |input| input.path.as_str());
        return format!("strait sensitivity {file} --seed {} --out again", facts.rng.seed);
    }
    let mut words = vec!["strait run".to_owned()];
    words.extend(facts.study.scenarios.iter().map(|name| resolved_path(name)));
    if matches!(design.stopping_rule.as_str(), "" | "fixed") {
        words.push(format!("--replicates {}", design.replicates));
    } else {
        words.push(format!("--until '{}'", design.stopping_rule));
        words.extend(design.min_replicates.map(|least| format!("--min-replicates {least}")));
        words.extend(design.max_replicates.map(|most| format!("--max-replicates {most}")));
    }
    if let Arrangement::Nested { replicates_per_draw, replicates_per_weather } = design.arrangement {
        words.push(format!("--replicates-per-draw {replicates_per_draw}"));
        words.push(format!("--replicates-per-weather {replicates_per_weather}"));
    }
    words.push(format!("--seed {}", facts.rng.seed));
    words.extend(facts.study.packages.iter().map(|package| format!("--package {package}")));
    if design.structures.len() > 1 {
        words.push(format!("--structures {}", design.structures[1..].join(",")));
    }
    words.push("--out again".to_owned());
    words.join(" ")
}

/// Commands and digests.
pub fn section(study: &Finished, _: &Palette) -> Option<Markup> {
    let facts = &study.facts;
    Some(html! {
        p { @if study.is_sensitivity() { "Where the study file and its scenarios lie, with strait " } @else { "In the directory of this page, with strait " }(facts.software.version)
            @if let Some(commit) = &facts.software.commit { " (commit " code { (commit.get(..12).unwrap_or(commit)) } ")" }
            ", model version " (facts.model_version) ":" }
        pre { code { (command(study)) } }
        p { "makes every table again, byte for byte, with any number of threads. This page alone, from the tables:" }
        pre { code { "strait report ." } }
        dl.digests {
            dt { "Study" } dd { code { (facts.study.digest) } }
            dt { "Results" } dd { code { (study.results_digest) } small { "SHA-256 of the tables and resolved scenarios; files one by one in manifest.json" } }
            @for input in facts.inputs.iter().filter(|input| input.role != "evidence") {
                dt { (input.role) } dd { (input.path) " " code { (input.sha256) } }
            }
        }
        p.files { "Every column is described in " (study.place.link("datapackage.json")) ", what ran in " (study.place.link("manifest.json")) "." }
    })
}
