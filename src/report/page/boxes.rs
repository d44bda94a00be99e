//! Single histories as boxes: how far one future may differ from another under the same policy.
//!
//! Quantiles of paired differences, as `comparison.csv` has them. A box says nothing about the mean's error, and does not
//! shrink with more replicates.

use super::chart::Chart;
use super::effect::Effect;
use super::effects::Found;
use super::finished::Finished;
use super::interval_chart::{Line, both_of};
use super::palette::Palette;
use super::wording;
use maud::{Markup, html};

/// Boxes of a metric under each policy whose effect was found; none where no run differs.
pub fn section(all: &[Found], metric: &'static str, study: &Finished, palette: &Palette) -> Option<Markup> {
    let line = |one: &Found| {
        let row = Effect::row(study, &one.scenario, metric)?;
        let error = row.number("mc_standard_error");
        let figure = |column: &str| Some(row.figure(column)?.known_to(error).signed());
        Some(Line {
            group: one.title.clone(),
            label: one.title.clone(),
            scenario: one.scenario.clone(),
            mean: figure("spread_median")?,
            inner: figure("spread_low95").zip(figure("spread_high95")),
            half: figure("spread_low50").zip(figure("spread_high50")),
        })
    };
    let mut lines: Vec<Line> =
        all.iter().filter(|one| one.metric == metric && !one.effect.identical).filter_map(line).collect();
    lines.retain(|line| line.half.is_some());
    let axis = format!("{}: difference from the baseline in single histories", wording::metric(metric));
    let (figure, svg) = both_of(&lines, palette, &axis, false, "95 % of them").filter(|_| !lines.is_empty())?;
    let said: Vec<String> = lines
        .iter()
        .map(|line| {
            let ends = |pair: &Option<_>| {
                pair.as_ref().map(|(low, high): &(super::figure::Figure, super::figure::Figure)| {
                    format!("{} to {}", low.text(), high.text())
                })
            };
            let (half, most) = (ends(&line.half).unwrap_or_default(), ends(&line.inner).unwrap_or_default());
            format!("{}: median {}, half of them {half}, 95 % {most}", line.group, line.mean.text())
        })
        .collect();
    let chart = Chart {
        id: "chart-boxes".to_owned(),
        title: "The same difference in single histories".to_owned(),
        text: format!("Box plot of paired differences. {}.", said.join("; ")),
        figure,
        svg,
        caption: html! { "Point, box and line: median, half and 95 % of the paired differences, one a history: what one future shows of the \
        policy. More replicates do not narrow it, and a box beyond zero is no proof of an effect. " },
        files: vec!["comparison.csv"],
    };
    Some(chart.render(&study.place))
}
