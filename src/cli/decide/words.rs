//! A decision in words: what the tables say, a sentence each.

use super::tables::{Asked, Findings};
use crate::analysis::information_value::{Found, Row};
use crate::analysis::robustness::failure::Failure;
use crate::analysis::robustness::options::ALL;
use crate::estimate::switching::Verdict;
use crate::report::page::rounded;

/// Lines of each list.
const SHOWN: usize = 8;

fn number(value: f64, error: f64) -> String {
    rounded(value, Some(error).filter(|error| *error > 0.0))
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn of_unit(unit: &str) -> String {
    if unit == "gbp" { "pounds".to_owned() } else { unit.replace('_', " ") }
}

/// Everything, line by line.
pub(super) fn all(findings: &Findings) -> Vec<String> {
    let asked = &findings.asked;
    let mut lines = vec![format!(
        "{}, {}: {} under {}; effects over {} draws",
        asked.metric.replace('_', " "),
        asked.period,
        rounded(findings.level, None),
        findings.baseline,
        findings.draws,
    )];
    let over = if findings.structure.is_empty() { "scenario" } else { ALL };
    lines.push(String::new());
    lines.push(format!("options{}", if over == ALL { ", over all structures" } else { "" }));
    for row in findings.options.iter().filter(|row| row.structure == over) {
        let met = row.satisficing.map_or_else(String::new, |share| {
            let goal = if asked.target_is_given {
                format!("meets {}", rounded(asked.target, None))
            } else {
                "lowers it".to_owned()
            };
            let goal = if row.effect == 0.0 && !asked.target_is_given { "no change".to_owned() } else { goal };
            format!("; {goal} in {} of states", percent(share.share))
        });
        lines.push(format!(
            "  {:<36} effect {} (error {}); mean regret {}, largest {}; best in {}{met}",
            row.option,
            number(row.effect, row.effect_error),
            rounded(row.effect_error, None),
            rounded(row.regret.max(0.0), None),
            rounded(row.regret_most.max(0.0), None),
            percent(row.best_share),
        ));
    }
    if findings.values.iter().any(|found| !found.varies) {
        lines.push(
            "  draws are not told apart above the noise of runs: all of them count with the mean effect, so regret and shares of \
             states say no more than the means (run more replicates a draw)"
                .to_owned(),
        );
    }
    if !findings.structure.is_empty() {
        lines.push(String::new());
        lines.push("structure".to_owned());
    }
    for row in &findings.structure {
        let share = row.share.map_or_else(|| "a share that cannot be told".to_owned(), percent);
        lines.push(format!(
            "  {}: from {} under {} to {} under {} (error of the range {}); {share} of the variance of the expected effect lies between structures",
            row.policy,
            number(row.low.0, row.range_error),
            row.low.1,
            number(row.high.0, row.range_error),
            row.high.1,
            rounded(row.range_error, None),
        ));
    }
    lines.push(String::new());
    lines.push("where policies fail".to_owned());
    lines.extend(findings.failures.iter().map(|(policy, found)| format!("  {}", failure(policy, found, asked))));
    lines.push(String::new());
    lines.push("what would change the choice".to_owned());
    lines.extend(switches(findings).into_iter().map(|line| format!("  {line}")));
    for found in &findings.values {
        lines.push(String::new());
        lines.push(format!("what to measure, in {}", of_unit(&found.unit)));
        lines.push(format!("  {}", everything(found)));
        let told: Vec<&Row> = found.rows.iter().filter(|row| row.worth.is_some_and(|worth| worth.told)).collect();
        if told.is_empty() {
            lines.push("  no group or parameter can be told to be worth anything for this choice".to_owned());
        }
        for row in told.into_iter().take(SHOWN) {
            lines.push(format!("  {}", subject(row, &found.unit, super::described(&row.subject))));
        }
    }
    lines
}

/// Where a policy misses the target.
pub(super) fn failure(policy: &str, failure: &Failure, asked: &Asked) -> String {
    let goal = if asked.target_is_given {
        format!("an effect of {} or below", rounded(asked.target, None))
    } else {
        "a reduction".to_owned()
    };
    match failure {
        Failure::Nowhere => format!("{policy} gives {goal} in every draw"),
        Failure::Everywhere => format!("{policy} gives {goal} in no draw"),
        Failure::NotTold => format!("{policy}: the draws in which it misses {goal} cannot be told from noise"),
        Failure::Box { found, bounds } => {
            let missing = percent(found.base);
            if bounds.is_empty() || !found.told {
                return format!(
                    "{policy} misses {goal} in {missing} of draws; no range of parameters is found that holds up on draws \
                     held back from the search"
                );
            }
            let said: Vec<String> = (bounds.iter())
                .map(|bound| {
                    let side = if bound.at_least { "at least" } else { "at most" };
                    format!(
                        "`{}` is {side} {} ({} of draws)",
                        bound.parameter,
                        rounded(bound.value, None),
                        percent(bound.share_of_draws)
                    )
                })
                .collect();
            format!(
                "{policy} misses {goal} in {missing} of draws, mostly where {}: this holds {} of the misses, and {} of the draws \
                 there miss ({} of those held back from the search)",
                said.join(" and "),
                percent(found.coverage),
                percent(found.density),
                percent(found.density_held_back),
            )
        }
    }
}

fn switches(findings: &Findings) -> Vec<String> {
    let mut lines = Vec::new();
    let mut told: Vec<_> = findings.switching.iter().filter(|row| row.found.verdict == Verdict::Switches).collect();
    told.sort_by(|a, b| {
        (a.found.slope_error / a.found.slope.abs()).total_cmp(&(b.found.slope_error / b.found.slope.abs()))
    });
    for row in told.iter().take(SHOWN) {
        let interval = row.found.interval.map_or_else(
            || "its interval is open".to_owned(),
            |(low, high)| format!("{} to {}", rounded(low, None), rounded(high, None)),
        );
        lines.push(format!(
            "{} is overtaken by {} where `{}` is {} {} ({interval}; drawn from {} to {})",
            row.option,
            row.against,
            row.parameter,
            if row.found.slope > 0.0 { "above" } else { "below" },
            rounded(row.found.value.unwrap_or_default(), None),
            rounded(row.found.range.0, None),
            rounded(row.found.range.1, None),
        ));
    }
    let count = |verdict: Verdict| findings.switching.iter().filter(|row| row.found.verdict == verdict).count();
    if lines.is_empty() {
        lines.push("no parameter by itself is seen to change it within the range of its draws".to_owned());
    }
    lines.push(format!(
        "of {} pairs of option and parameter, {} are told to matter without changing the choice; of {} it cannot be told",
        findings.switching.len(),
        count(Verdict::Stays),
        count(Verdict::NotTold)
    ));
    lines
}

/// What perfect information is worth.
pub(super) fn everything(found: &Found) -> String {
    let perfect = found.perfect;
    let unit = of_unit(&found.unit);
    let gain = number(found.gain, perfect.error);
    if !found.varies {
        return format!(
            "on what is known `{}` is chosen ({gain} {unit} better than the baseline); draws are not told apart above the noise of \
             runs, so that nothing can be said about what knowing more would be worth",
            found.chosen
        );
    }
    if perfect.value == 0.0 {
        return format!(
            "on what is known `{}` is chosen ({gain} {unit} better than the baseline), and it is the best in every draw: \
             knowing more would not change the choice",
            found.chosen
        );
    }
    format!(
        "on what is known `{}` is chosen ({gain} {unit} better than the baseline); to know all parameters first would be worth \
         {} {unit} (error {}; between halves of the replicates {}, on plain means {})",
        found.chosen,
        number(perfect.value, perfect.error),
        rounded(perfect.error, None),
        rounded(perfect.between_halves, None),
        rounded(perfect.naive, None),
    )
}

/// What one subject is worth.
pub(super) fn subject(row: &Row, unit: &str, described: &str) -> String {
    let what = if row.is_group {
        format!("the {} parameters of `{}`", row.keys.len(), row.subject)
    } else {
        format!("`{}` ({described})", row.subject)
    };
    let Some(worth) = row.worth else {
        return format!("{what}: too few draws to say what it is worth");
    };
    let error = worth.error.unwrap_or(0.0);
    if !worth.told {
        return format!("{what}: not told to be worth anything");
    }
    format!(
        "{what}: worth {} {} (error {}; a rule learnt on other draws saves {})",
        number(worth.value, error),
        of_unit(unit),
        rounded(error, None),
        rounded(worth.rule, None)
    )
}
