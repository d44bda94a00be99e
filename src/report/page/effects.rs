//! Effects of every policy on what it is judged by, with their intervals.
//!
//! The thick line is the error of having run so few histories; the pale one, where the design can tell it, is how the
//! expected effect varies over what is not known. Neither is the spread of single runs, which stands in the table.

use super::answer::to;
use super::chart::Chart;
use super::effect::Effect;
use super::finished::Finished;
use super::interval_chart::{Line, both};
use super::palette::Palette;
use super::wording;
use maud::{Markup, html};

/// Metrics in the order of the rows.
const METRICS: [&str; 6] = ["arrivals", "boats", "launches", "prevented_people", "price_gbp", "active_gangs"];

/// A metric's effect under one policy.
pub struct Found {
    /// Name of the policy.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Name of the metric.
    pub metric: &'static str,
    /// Its effect.
    pub effect: Effect,
}

/// Effects on metrics, metric by metric and policy by policy.
pub fn found(study: &Finished, metrics: &[&'static str]) -> Vec<Found> {
    let of = |metric: &'static str| {
        study.policies().iter().filter_map(move |policy| {
            let effect = Effect::judged(study, &policy.name, metric)?;
            Some(Found { scenario: policy.name.clone(), title: policy.title.clone(), metric, effect })
        })
    };
    metrics.iter().flat_map(|metric| of(metric)).collect()
}

/// The forest plot and the table below it.
pub fn section(study: &Finished, palette: &Palette) -> Option<Markup> {
    let all = found(study, &METRICS);
    if all.is_empty() {
        return None;
    }
    Some(html! {
        (chart("chart-effects", "Change against the baseline", &all, study, palette))
        (table(&all))
        @if let Some(boxes) = super::boxes::section(&all, METRICS[0], study, palette) { (boxes) }
        (packages(study))
        (detection(study))
        (structures(study))
    })
}

/// Relative effects as intervals; those without a baseline to be a share of are left to the table.
pub fn chart(id: &str, title: &str, all: &[Found], study: &Finished, palette: &Palette) -> Markup {
    let line = |one: &Found| {
        let (group, label, scenario) = (wording::metric(one.metric), one.title.clone(), one.scenario.clone());
        let (mean, inner) = (one.effect.relative.clone()?, one.effect.relative_interval.clone());
        Some(Line { group, label, scenario, mean, inner, half: None })
    };
    let lines: Vec<Line> = all.iter().filter_map(line).collect();
    let Some((figure, svg)) =
        both(&lines, palette, "change against the baseline, per cent", true).filter(|_| !lines.is_empty())
    else {
        return html! {};
    };
    let said: Vec<String> = lines
        .iter()
        .map(|line| {
            let ends =
                line.inner.as_ref().map(|(low, high)| format!(", 95 % interval {} to {}", low.text(), high.text()));
            format!("{}, {}: {}{}", line.group, line.label, line.mean.text(), ends.unwrap_or_default())
        })
        .collect();
    Chart {
        id: id.to_owned(),
        title: title.to_owned(),
        text: format!("Change against the baseline. {}.", said.join("; ")),
        figure,
        svg,
        caption: html! { "Point and line: mean over replicates and its 95 % interval, which shrinks with more replicates. A line that \
            crosses zero is an effect that these runs cannot tell from none. The table has the distribution over what is not known. " },
        files: vec!["comparison.csv"],
    }
    .render(&study.place)
}

/// The same with all that qualifies them.
pub fn table(all: &[Found]) -> Markup {
    html! {
        div.wide { table {
            caption { "Policy minus baseline over the days that policies are judged by." }
            thead { tr {
                th { "What" } th { "Policy" } th.n { "Mean" } th.n { "95 % interval of the mean" }
                th.n { "Expected effect over draws, 95 %" } th.n { "Probability that it lowers" } th.n { "Single runs, 95 %" } th.n { "Pairing" }
            } }
            tbody { @for (at, one) in all.iter().enumerate() {
                @let effect = &one.effect;
                tr {
                    @if at == 0 || all[at - 1].metric != one.metric {
                        th rowspan=(all.iter().filter(|other| other.metric == one.metric).count()) {
                            (wording::metric(one.metric))
                            @if let Some((text, unit)) = wording::explained(one.metric) { br; small title=(text) { (unit) } }
                        }
                    }
                    td { (one.title) }
                    @if effect.identical {
                        td colspan="6" { "no difference in any run" }
                    } @else {
                        td.n { (effect.mean) @if let Some(share) = &effect.relative { br; small { (share) } } }
                        td.n { @match &effect.interval { Some(ends) => (to(ends)), None => "one run" } }
                        td.n { @match &effect.expected { Some(ends) => (to(ends)), None => span title=(effect.note) { "cannot be told" } } }
                        td.n { @match &effect.below_zero { Some(p) => (p), None => "–" } }
                        td.n { @if let Some(ends) = &effect.single_runs { (to(ends)) } }
                        td.n { @match &effect.reduction { Some(factor) => { (factor) "×" }, None => "–" }
                            @if matches!(effect.pairing.as_str(), "weak" | "decayed") { br; small { (effect.pairing) } } }
                    }
                }
            } }
        } }
        p.note { "Pairing: how many times more unpaired runs would give the same error; near 1 it no longer helps." }
    }
}

/// Measures of a package: each alone, all but each, and what they do together.
fn packages(study: &Finished) -> Markup {
    let (period, _, _) = study.judged();
    let Some(sheet) = &study.sheets.packages else { return html! {} };
    let rows: Vec<_> = sheet.matching([("metric", "arrivals"), ("period", period)]).collect();
    let several = rows.iter().any(|row| row.text("scenario") != rows[0].text("scenario"));
    html! { @if !rows.is_empty() {
        h3 { "Measures of a package, effect on people arriving" }
        div.wide { table {
            thead { tr { @if several { th { "Package" } } th { "Part" } th.n { "Mean" } th.n { "95 % interval of the mean" } } }
            tbody { @for row in &rows { @let error = row.number("mc_standard_error"); tr {
                @if several { td { (row.text("scenario")) } }
                td { (row.text("part")) br; small { (row.text("quantity").replace('_', " ")) } }
                td.n { @if let Some(mean) = row.figure("mean_difference") { (mean.known_to(error).signed()) } }
                td.n { @if let Some(ends) = row.figure("mean_low95").zip(row.figure("mean_high95")) {
                    (ends.0.known_to(error).signed()) " to " (ends.1.known_to(error).signed()) } }
            } } }
        } }
        p.files { "Numbers: " (study.place.link("packages.csv")) "." }
    } }
}

/// Whether the record would ever show an effect of this size.
fn detection(study: &Finished) -> Markup {
    let Some(sheet) = &study.sheets.detectability else { return html! {} };
    let rows: Vec<_> = study
        .policies()
        .iter()
        .filter_map(|policy| {
            let keys = [
                ("scenario", policy.name.as_str()),
                ("baseline", study.baseline().name.as_str()),
                ("metric", "arrivals"),
                ("effect", "mean"),
            ];
            let rows: Vec<_> = sheet.matching(keys).collect();
            (!rows.is_empty()).then(|| {
                (
                    policy.title.clone(),
                    rows.iter()
                        .map(|row| {
                            (
                                row.text("method").replace('_', " "),
                                row.figure("months_to_detect"),
                                row.figure("relative_difference_share"),
                                row.figure("least_detectable_in_two_years_share"),
                            )
                        })
                        .collect::<Vec<_>>(),
                )
            })
        })
        .collect();
    html! { @if !rows.is_empty() {
        h3 { "Would the record show it?" }
        ul { @for (title, found) in &rows { @for (method, months, effect, least) in found { li {
            (title) ", " (method) " monthly data: a lasting change of "
            @if let Some(effect) = effect { (effect.clone().percent().signed()) }
            @match months { Some(months) => { " would show after " (months) " months" }, None => " would not show within ten years" }
            @if let Some(least) = least { "; the least that two years show is " (least.clone().percent().signed()) }
            "."
        } } } }
        p.files { "Numbers and the noise of the record they rest on: " (study.place.link("detectability.csv")) "." }
    } }
}

/// The range over structures, where several were run.
fn structures(study: &Finished) -> Markup {
    let (period, _, _) = study.judged();
    let Some(sheet) = &study.sheets.structures else { return html! {} };
    let rows: Vec<_> = sheet.matching([("metric", "arrivals"), ("period", period)]).collect();
    html! { @if !rows.is_empty() {
        h3 { "Effect on people arriving under each structure of the model" }
        div.wide { table {
            thead { tr { th { "Policy" } th { "Structure" } th.n { "Mean" } th.n { "95 % interval of the mean" } } }
            tbody { @for row in &rows { @let error = row.number("mc_standard_error"); tr {
                td { (row.text("scenario")) } td { code { (row.text("structure")) } }
                td.n { @if let Some(mean) = row.figure("mean_difference") { (mean.known_to(error).signed()) } }
                td.n { @if let Some(ends) = row.figure("mean_low95").zip(row.figure("mean_high95")) {
                    (ends.0.known_to(error).signed()) " to " (ends.1.known_to(error).signed()) } }
            } } }
        } }
        p.note { "Structures have no probabilities: their range is no interval." }
        p.files { "Numbers: " (study.place.link("structures.csv")) "." }
    } }
}
