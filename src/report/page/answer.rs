//! The answer in one sentence per policy, and beside it what keeps it from being a finding.
//!
//! A difference that the runs cannot tell from none is said to be so before any number. Computes nothing.

use super::effect::{Direction, Effect, Ends};
use super::finished::Finished;
use super::palette::Palette;
use super::{readme, wording};
use crate::scenario::Scenario;
use maud::{Markup, html};

/// Ends of an interval in words.
pub fn to(ends: &Ends) -> Markup {
    html! { (ends.0) " to " (ends.1) }
}

/// One card for each policy, and the box on how sure this is.
pub fn section(study: &Finished, palette: &Palette) -> Option<Markup> {
    let baseline = &study.baseline().title;
    Some(html! {
        @if study.policies().is_empty() {
            p.lead { "One scenario was run, and nothing is compared." }
        }
        div.answers {
            @for policy in study.policies() {
                div.answer style=(format!("border-color:{}", palette.colour(&policy.name))) {
                    @match Effect::judged(study, &policy.name, "arrivals") {
                        Some(effect) => {
                            (sentence(policy, baseline, &effect))
                            (certainty(study, &effect))
                        },
                        None => { p { strong { (policy.title) } ": there is no comparison of arrivals in this study." } },
                    }
                }
            }
        }
        (how_sure(study))
    })
}

fn sentence(policy: &Scenario, baseline: &str, effect: &Effect) -> Markup {
    let title = html! { strong { (policy.title) } };
    if effect.identical {
        return html! { p.sentence { (title) ": arrivals do not differ from “" (baseline) "” in any run." } };
    }
    let interval = html! {
        @if let Some(ends) = &effect.interval {
            " (95 % interval of the mean: " (to(ends))
            @if let Some(ends) = &effect.relative_interval { ", that is " (to(ends)) }
            ")"
        } @else {
            " (one independent run: no error can be given)"
        }
    };
    let mean = effect.mean.clone().size();
    let share = html! { @if let Some(share) = &effect.relative { ", " (share) "," } };
    match effect.direction() {
        Direction::Fewer => html! { p.sentence {
            (title) ": in this model about " (mean) " fewer people arrive than with “" (baseline) "”" (share) " on average" (interval) "."
        } },
        Direction::More => html! { p.sentence {
            (title) ": in this model about " (mean) " more people arrive than with “" (baseline) "”" (share) " on average" (interval) "."
        } },
        Direction::NotTold => html! { p.sentence {
            (title) ": these runs cannot tell its effect on arrivals from none; the mean difference from “" (baseline) "” is "
            (effect.mean) (interval) ". That is not the same as no effect."
        } },
    }
}

fn certainty(study: &Finished, effect: &Effect) -> Markup {
    if effect.identical {
        return html! {};
    }
    let draws = study.facts.design.draws;
    html! {
        ul.certainty {
            @if let Some(ends) = &effect.expected {
                li { "Over " (draws) " draws of what is not known, 95 % of expected effects lie in " (to(ends))
                    @if let Some(probability) = &effect.below_zero {
                        "; the probability that it lowers arrivals is " (probability) ", if the model is right and its ranges are"
                    } "." }
            } @else if !effect.note.is_empty() {
                li { "How far the expected effect varies with what is not known cannot be told from this study: " (effect.note) "." }
            }
            @if let Some(ends) = &effect.single_runs {
                li { "In single histories the difference is " (to(ends)) " (95 %), by chance, weather and parameters together: one future shows \
                    any of these." }
            }
            (grade_c(effect))
            @if matches!(effect.pairing.as_str(), "weak" | "decayed") {
                li { "Pairing has " (if effect.pairing == "weak" { "nearly " } else { "" }) "decayed: the two scenarios are compared almost as if they were unrelated." }
            }
        }
    }
}

/// Which part rests on assumed parameters, as far as that can be told.
fn grade_c(effect: &Effect) -> Markup {
    html! { @if let Some((share, error)) = &effect.grade_c_share {
        @if error.value < 0.25 {
            li { "Of the part that parameters make, " (share.clone().known_to(Some(error.value)).percent()) " (error "
                (error.clone().percent()) ") goes with assumed ones, grade C." }
        } @else {
            li { "Which part of that goes with assumed parameters (grade C) cannot be told from so few draws." }
        }
    } }
}

fn how_sure(study: &Finished) -> Markup {
    let design = &study.facts.design;
    let failing = super::scorecard::failing();
    html! {
        aside.sure {
            h3 { "How sure is this?" }
            ul {
                li { strong { (readme::state()) } }
                li { "The interval of the mean is the error of having run " (design.replicates) " histories and not more. It holds \
                    neither what is wrong with the model nor what is not known of the world." }
                li { "Of the published results that the model was held against, " (failing.0) " of " (failing.1) " fail ("
                    a href=(study.place.anchor("scorecard")) { "scorecard" } "). Nothing after " (wording::day(study.origin())) " informed the runs." }
                li { "What it must not be used for: " a href=(study.place.anchor("limits")) { "limits" } "." }
            }
        }
    }
}
