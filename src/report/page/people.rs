//! Who did what: each person followed through both scenarios, and what became of those whose lot changed.
//!
//! Shows net flows, because gross ones are mostly luck once two histories have parted.

use super::chart::Chart;
use super::figure::Figure;
use super::finished::Finished;
use super::interval_chart::{Line, both};
use super::palette::Palette;
use super::sheet::Sheet;
use super::wording;
use maud::{Markup, html};

/// Net ends of people who no longer arrive.
const NET: [(&str, &str); 8] = [
    ("net_deterred", "Deterred: do not set out"),
    ("net_other_way", "Diverted: choose another irregular way"),
    ("net_diverted", "Diverted: leave the coast for another place"),
    ("net_lawful_route", "Go lawfully"),
    ("net_stopped", "Stopped: give up"),
    ("net_under_way", "Still under way at the end"),
    ("net_dead", "Die at sea"),
    ("net_before", "Arrive before these days instead"),
];
/// What changed for those who arrive in both scenarios, and gross flows.
const REST: [(&str, &str, &str); 8] = [
    ("no_longer_arriving", "No longer arrive", "gross: policy and luck"),
    ("newly_arriving", "Arrive who did not before", "gross: policy and luck"),
    ("arrived_in_both", "Arrive in both", ""),
    ("delayed", "of these: delayed, a day or more later", "gross"),
    ("earlier", "of these: earlier", "gross"),
    ("displaced", "of these: displaced to another sector or method", "gross"),
    ("absorbed", "of these: absorbed by another gang", "gross"),
    ("mean_delay_days", "Mean delay of those who arrive in both, days", "net"),
];

/// Mean of a quantity with its interval.
struct Flow {
    /// Mean.
    mean: Figure,
    /// Interval.
    ends: Option<(Figure, Figure)>,
}

/// A quantity of `transitions.csv` over the days that policies are judged by.
fn flow(study: &Finished, sheet: &Sheet, policy: &str, quantity: &str) -> Option<Flow> {
    let period = if study.judged().0 == "from_origin" { "after_origin" } else { "total" };
    let keys = [("scenario", policy), ("baseline", &study.baseline().name), ("period", period), ("quantity", quantity)];
    let row = sheet.matching(keys).find(|row| matches!(row.text("structure"), "" | "scenario"))?;
    let error = row.number("mc_standard_error");
    let figure = |column: &str| Some(row.figure(column)?.known_to(error));
    Some(Flow { mean: figure("mean")?, ends: figure("low95").zip(figure("high95")) })
}

/// Net flows as intervals, the rest as a table.
pub fn section(study: &Finished, palette: &Palette) -> Option<Markup> {
    let sheet = study.sheets.transitions.as_ref()?;
    let mut lines = Vec::new();
    for (quantity, words) in NET {
        for policy in study.policies() {
            let Some(Flow { mean, ends }) = flow(study, sheet, &policy.name, quantity) else { continue };
            let inner = ends.map(|(low, high)| (low.signed(), high.signed()));
            let (group, label, scenario) = (words.to_owned(), policy.title.clone(), policy.name.clone());
            lines.push(Line { group, label, scenario, mean: mean.signed(), inner, half: None });
        }
    }
    let (_, first, last) = study.judged();
    if lines.is_empty() {
        return None;
    }
    let (figure, svg) = both(&lines, palette, "people, net", false)?;
    let said: Vec<String> =
        lines.iter().map(|line| format!("{}, {}: {}", line.group, line.label, line.mean.text())).collect();
    let chart = Chart {
        id: "chart-people".to_owned(),
        title: "Where those went who no longer arrive".to_owned(),
        text: format!("Net number of people, mean over replicates. {}.", said.join("; ")),
        figure,
        svg,
        caption: html! { "Each person is the same in both scenarios. Net: those who arrive only under the baseline and end so under the \
        policy, less those of the reverse; with the 95 % interval of the mean. " },
        files: vec!["transitions.csv", "outcomes.csv"],
    };
    Some(html! {
        (chart.render(&study.place))
        div.wide { table {
            caption { "People whose lot is not the same in both scenarios, from " (wording::day(first)) " to " (wording::day(last)) ", mean over replicates with its 95 % interval." }
            thead { tr { th { "What" } @for policy in study.policies() { th.n { (policy.title) } } } }
            tbody { @for (quantity, words, kind) in REST { tr {
                th { (words) @if !kind.is_empty() { br; small { (kind) } } }
                @for policy in study.policies() { td.n {
                    @match flow(study, sheet, &policy.name, quantity) { Some(flow) => (with_interval(&flow)), None => "–" }
                } }
            } } }
        } }
        p.note { "Gross flows hold every change of lot by chance, in both directions; they are upper bounds of what the policy did." }
    })
}

/// A mean and its interval.
fn with_interval(flow: &Flow) -> Markup {
    html! { (flow.mean) @if let Some((low, high)) = &flow.ends { br; small { (low) " to " (high) } } }
}
