//! The short table at the end of a run. For reading only: three figures, no interface; the CSV files hold the rest.

use crate::report::Headline;
use crate::report::effects::Effect;
use crate::report::headline::Change;
use crate::report::outcomes::Flows;
use crate::report::value::{Value, Verdict};
use std::fmt::Write as _;

/// Net ends of people who no longer arrive, and their words.
const ENDS_SHOWN: [(&str, &str); 7] = [
    ("net_deterred", "do not set out"),
    ("net_other_way", "go another way"),
    ("net_lawful_route", "go lawfully"),
    ("net_stopped", "give up"),
    ("net_diverted", "turn elsewhere"),
    ("net_dead", "die"),
    ("net_under_way", "still under way"),
];

/// Quantities of a package that are shown, and their words.
const SHOWN_OF_PACKAGE: [(&str, &str); 3] = [
    ("alone", "alone"),
    ("sum_alone", "measures alone, added up"),
    ("interaction", "together less added up (interaction)"),
];

/// Above this error a share of grade C parameters is no answer.
const ROUGH_SHARE: f64 = 0.3;

/// The text for standard output.
pub(super) fn render(headline: &Headline, replicates: u32) -> String {
    let mut text = String::new();
    let width = headline.arrivals.iter().map(|row| row.scenario.len()).max().unwrap_or(0).max(8);
    let mut push = |line: &str| writeln!(text, "{line}").expect("writing to a String cannot fail");
    push(&format!("People arriving by year, mean of {replicates} runs and the band that holds 80 % of them"));
    push(&format!("  {:<width$}  year {:>9}  {:>9} to {:>9}", "scenario", "mean", "low", "high"));
    for row in &headline.arrivals {
        let (low, high) = (three(row.band.low80), three(row.band.high80));
        push(&format!("  {:<width$}  {} {:>9}  {low:>9} to {high:>9}", row.scenario, row.year, three(row.mean)));
    }
    if headline.effects.is_empty() {
        return text;
    }
    let mut push = |line: &str| writeln!(text, "{line}").expect("writing to a String cannot fail");
    push("");
    push(&format!(
        "Difference from {}, {} to {}, over the same {replicates} replicates",
        headline.baseline, headline.period_first, headline.period_last
    ));
    for change in &headline.effects {
        push_change(&mut push, change, width);
    }
    for flows in &headline.flows {
        push_flows(&mut push, flows, headline, width);
    }
    for range in headline.structures.iter().filter(|range| range.metric == "arrivals") {
        let end = |value: f64, relative: Option<f64>, name: &str| {
            let share = relative.map(|share| format!(" ({})", percent(share))).unwrap_or_default();
            format!("{}{share} under {name}", three(value))
        };
        push(&format!(
            "  {:<width$}  arrivals  over {} structures from {} to {}",
            range.scenario,
            range.structures,
            end(range.low, range.low_relative, &range.low_structure),
            end(range.high, range.high_relative, &range.high_structure),
        ));
    }
    for one in headline.packages.iter().filter(|one| SHOWN_OF_PACKAGE.iter().any(|(name, _)| *name == one.quantity)) {
        let words = SHOWN_OF_PACKAGE.iter().find(|(name, _)| *name == one.quantity).map_or("", |(_, words)| *words);
        let share = one.contrast.relative.map(|share| format!(" ({})", percent(share.difference))).unwrap_or_default();
        let ends = one.contrast.low95.zip(one.contrast.high95);
        let ends = ends.map(|(low, high)| format!(", {} to {} (95 %)", three(low), three(high))).unwrap_or_default();
        let (name, part, mean) = (&one.scenario, &one.part, three(one.contrast.mean_difference));
        push(&format!("  {name:<width$}  arrivals  {part} {words}: {mean}{share}{ends}"));
    }
    for value in headline.values.iter().filter(|value| value.outcome == "arrivals") {
        push(&format!("  {:<width$}  money     {}", value.scenario, money(value)));
    }
    for found in &headline.detections {
        let when =
            found.months.map_or_else(|| "never within ten years".to_owned(), |months| format!("after {months} months"));
        push(&format!(
            "  {:<width$}  record    a lasting {} of arrivals would show in monthly data {when}",
            found.scenario,
            percent(found.relative),
        ));
    }
    push(
        "Monte Carlo error shrinks with more replicates; the spread of the expected effect over draws of the parameters does",
    );
    push("not. Neither holds what the model leaves out, nor other structures than those that were run.");
    text
}

/// The effect on one metric: words first, then the figures and what they cannot tell.
fn push_change(push: &mut impl FnMut(&str), change: &Change, width: usize) {
    let (effect, contrast) = (&change.effect, &change.effect.contrast);
    let name = format!("  {:<width$}  {:<8}", change.scenario, change.metric);
    if contrast.identical {
        push(&format!("{name}  no difference in any replicate"));
        return;
    }
    let share = contrast.relative.map(|share| format!(" ({})", percent(share.difference))).unwrap_or_default();
    let mean = format!("mean {}{share}", three(contrast.mean_difference));
    let words = match (contrast.low95, contrast.high95) {
        (Some(_), Some(high)) if high < 0.0 => "fewer",
        (Some(low), Some(_)) if low > 0.0 => "more",
        _ => "not told from no change",
    };
    push(&format!("{name}  {words}: {mean}"));
    let indent = " ".repeat(width + 14);
    if let (Some(low), Some(high), Some(error)) = (contrast.low95, contrast.high95, contrast.mc_standard_error) {
        let (low, high, error) = (three(low), three(high), three(error));
        push(&format!("{indent}the mean lies in {low} to {high} (95 %; Monte Carlo error {error})"));
    }
    // Where no variance between draws is seen, the probability too would be that of chance.
    if let Some(expected) = &effect.expected
        && let Some(band) = &expected.band
    {
        let ends = [band.low50, band.high50, band.low95, band.high95].map(three);
        let draws = effect.draws;
        push(&format!(
            "{indent}expected effect over {draws} draws: half in {} to {}, 95 % in {} to {}",
            ends[0], ends[1], ends[2], ends[3]
        ));
        let error = expected.below_zero_error.map(|error| format!(" (error {error:.2})")).unwrap_or_default();
        push(&format!("{indent}probability that it lowers {}: {:.2}{error}", change.metric, expected.below_zero));
    }
    if let Some(shares) = shares(effect) {
        push(&format!("{indent}{shares}"));
    }
    if let Some(day) = change.first_day_of_difference {
        push(&format!("{indent}first difference on {day}"));
    }
    if !effect.note.is_empty() {
        push(&format!("{indent}cannot tell: {}", effect.note));
    }
}

/// What the differences of single runs are made of.
fn shares(effect: &Effect) -> Option<String> {
    let whole = |share: f64| format!("{:.0} %", 100.0 * share);
    let mut text = format!(
        "single runs differ by chance and weather ({}) and parameters ({})",
        whole(effect.split.chance_and_weather?),
        whole(effect.split.parameters?)
    );
    match effect.grade_c.map(|share| (share.value.clamp(0.0, 1.0), share.error)) {
        Some((share, Some(error))) if error <= ROUGH_SHARE => {
            let (share, error) = (whole(share), whole(error));
            let _ = write!(text, "; of the latter {share} goes with assumed ones (grade C, error {error})");
        }
        Some(_) => text.push_str("; too few draws to say how much of the latter goes with assumed ones"),
        None => {}
    }
    Some(text)
}

/// Cost, cost per arrival averted, or why there is none.
fn money(value: &Value) -> String {
    let mut text = match value.verdict {
        Verdict::NoCostStated => "cost not known".to_owned(),
        _ => format!("costs {} million GBP more, discounted", three(value.discounted_cost / 1e6)),
    };
    if value.verdict != Verdict::NoCostStated && value.without_cost > 0 {
        let _ = write!(text, " (at least: {} of its measures have no stated cost)", value.without_cost);
    }
    match value.ratio {
        Some(ratio) => {
            let [ratio, low, high] = [ratio.value, ratio.low95, ratio.high95].map(three);
            let _ = write!(text, "; {ratio} GBP per arrival averted ({low} to {high} by Monte Carlo error");
            let draws =
                value.expected_ratio.map(|(dear, cheap)| format!(", {} to {} over draws)", three(cheap), three(dear)));
            text.push_str(draws.as_deref().unwrap_or(", not bounded over draws)"));
        }
        None => {
            let _ = write!(text, "; no cost per arrival averted: {}", value.verdict.words());
        }
    }
    if let Some((origin, Some(share))) = &value.ceiling {
        let _ = write!(text, "; aimed at {origin}, {:.1} % of arrivals: the most it can avert", 100.0 * share);
    }
    text
}

/// Two lines: where the people went who no longer arrive, and what changed for those who arrive all the same.
fn push_flows(push: &mut impl FnMut(&str), flows: &Flows, headline: &Headline, width: usize) {
    let people = |name: &str| three(flows.mean(name));
    let ends: Vec<String> = ENDS_SHOWN
        .iter()
        .filter(|(name, _)| flows.mean(name) != 0.0)
        .map(|(name, words)| format!("{} {words}", people(name)))
        .collect();
    let split = if ends.is_empty() { String::new() } else { format!(" (net: {})", ends.join(", ")) };
    push(&format!(
        "  {:<width$}  people    over all days, {} no longer arrive, {} arrive who did not under {}{split}",
        flows.scenario,
        people("no_longer_arriving"),
        people("newly_arriving"),
        headline.baseline,
    ));
    push(&format!(
        "{}of {} who arrive in both: {} later, {} earlier, mean delay {} days, {} by another sector or method, {} with another \
         gang",
        " ".repeat(width + 4),
        people("arrived_in_both"),
        people("delayed"),
        people("earlier"),
        people("mean_delay_days"),
        people("displaced"),
        people("absorbed"),
    ));
}

/// Three significant figures, thousands set apart.
fn three(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let digits = libm::floor(libm::log10(value.abs())) as i32;
    let unit = libm::pow(10.0, f64::from(digits - 2));
    let rounded = (value / unit).round() * unit;
    if rounded.abs() < 100.0 {
        let decimals = usize::try_from(2 - digits).unwrap_or(0).min(6);
        return format!("{rounded:.decimals$}");
    }
    let plain = format!("{:.0}", rounded.abs());
    let mut text = if value < 0.0 { "-".to_owned() } else { String::new() };
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn percent(share: f64) -> String {
    format!("{:+.1} %", 100.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_figures_are_shown() {
        let shown = [0.0, 36_816.0, -1234.0, 999.6, 12.345, 0.012_34, -0.5].map(three);
        assert_eq!(shown, ["0", "36,800", "-1,230", "1,000", "12.3", "0.0123", "-0.500"]);
    }
}
