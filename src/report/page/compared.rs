//! Several finished studies side by side: one row for each policy of each, and what keeps them from being compared.
//!
//! Studies do not share replicates, so no difference between their effects is made here; each effect stays one against
//! its own baseline.

use super::answer::to;
use super::chart::Chart;
use super::effect::Effect;
use super::finished::Finished;
use super::interval_chart::{Line, both};
use super::palette::Palette;
use super::wording;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// The comparison of studies, before their own chapters.
pub fn section(studies: &[Finished], palette: &Palette) -> Markup {
    html! {
        section id="compared" {
            h2 { "The studies side by side" }
            (warnings(studies))
            (chart(studies, palette))
            div.wide { table {
                caption { "Effects on people arriving and on deaths, each against the baseline of its own study over the same runs." }
                thead { tr { th { "Study" } th { "Policy" } th { "Days" } th.n { "Runs" } th.n { "Arrivals" } th.n { "95 % interval of the mean" }
                    th.n { "Expected effect over draws, 95 %" } th.n { "Deaths" } th.n { "95 % interval of the mean" } } }
                tbody { @for study in studies { @for policy in study.policies() { tr data-study=(study.place.base) {
                    @let (_, first, last) = study.judged();
                    td { a href=(study.place.anchor("chapter")) { (study.facts.study.name) } br; small { code { (study.facts.study.digest.get(..12).unwrap_or_default()) } } }
                    td { span.swatch style=(format!("background:{}", palette.colour(&policy.name))) {} " " (policy.title) }
                    td { small { (wording::day(first)) " to " (wording::day(last)) } }
                    td.n { (study.facts.design.replicates) }
                    @match Effect::judged(study, &policy.name, "arrivals") {
                        Some(effect) => {
                            td.n { (effect.mean) @if let Some(share) = &effect.relative { br; small { (share) } } }
                            td.n { @if let Some(ends) = &effect.interval { (to(ends)) } }
                            td.n { @match &effect.expected { Some(ends) => (to(ends)), None => "cannot be told" } }
                        },
                        None => { td colspan="3" { "not in this study" } },
                    }
                    @match Effect::judged(study, &policy.name, "deaths") {
                        Some(effect) => { td.n { (effect.mean) } td.n { @if let Some(ends) = &effect.interval { (to(ends)) } } },
                        None => { td colspan="2" { "not in this study" } },
                    }
                } } } }
            } }
        }
    }
}

/// What differs between the studies themselves.
fn warnings(studies: &[Finished]) -> Markup {
    let count = |of: &dyn Fn(&Finished) -> String| studies.iter().map(of).collect::<BTreeSet<_>>().len();
    let mut said = Vec::new();
    if count(&|study| study.facts.model_version.to_string()) > 1 {
        said.push("They were run with several versions of the model.");
    }
    if count(&|study| study.baseline().resolved_toml()) > 1 {
        said.push("Their baselines are not the same.");
    }
    if count(&|study| format!("{:?}", study.judged())) > 1 {
        said.push("They judge policies by different days.");
    }
    if count(&|study| study.facts.rng.seed.to_string()) > 1 {
        said.push("Their seeds differ, so that they do not share people and weather.");
    }
    html! { @if said.is_empty() {
        p { "All have the same baseline, days, seed and version of the model." }
    } @else {
        p.state { strong { "Compare with care. " } (said.join(" ")) }
    } }
}

fn chart(studies: &[Finished], palette: &Palette) -> Markup {
    let mut lines = Vec::new();
    for study in studies {
        for policy in study.policies() {
            let Some(effect) = Effect::judged(study, &policy.name, "arrivals") else { continue };
            let Some(mean) = effect.relative else { continue };
            let name = &study.facts.study;
            let group = format!("{} ({})", name.name, name.digest.get(..6).unwrap_or_default());
            let (label, scenario, inner) = (policy.title.clone(), policy.name.clone(), effect.relative_interval);
            lines.push(Line { group, label, scenario, mean, inner, half: None });
        }
    }
    let (Some(first), Some((figure, svg))) = (
        studies.first(),
        both(&lines, palette, "change of arrivals against the baseline of the study, per cent", true),
    ) else {
        return html! {};
    };
    let said: Vec<String> =
        lines.iter().map(|line| format!("{}, {}: {}", line.group, line.label, line.mean.text())).collect();
    let (id, title) = ("chart-compared".to_owned(), "Change of people arriving, by study".to_owned());
    let caption = html! { "Point and line: mean over replicates and its 95 % interval. " };
    let chart = Chart { id, title, text: said.join("; "), figure, svg, caption, files: vec!["comparison.csv"] };
    html! { @if !lines.is_empty() { (chart.render(&first.place)) } }
}
