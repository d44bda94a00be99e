//! The table as text: CSV in full precision, and a page and a plain table rounded for reading.
//!
//! Writes strings, never files.

use super::Patterns;
use super::advice::needs;
use super::row::{Class, Row, Verdict, figure};
use crate::model::MODEL_VERSION;
use std::fmt::Write as _;

/// Columns of the CSV.
const COLUMNS: [&str; 10] =
    ["id", "name", "class", "target", "simulated", "low", "high", "rule", "verdict", "discriminating"];

const fn class(class: Class) -> &'static str {
    match class {
        Class::Input => "input",
        Class::Tuned => "tuned",
        Class::ConditionalOnWeather => "conditional_on_weather",
        Class::Emergent => "emergent",
    }
}

const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Fails => "fails",
        Verdict::NotScored => "not_scored",
    }
}

/// The table as CSV: one header row, full precision, missing as the empty field.
pub fn to_csv(patterns: &Patterns) -> String {
    let field = |text: &str| {
        let quoted = text.contains([',', '"', '\n']);
        if quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    };
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let line = |row: &Row| {
        let cells = [
            field(&row.id),
            field(&row.name),
            class(row.class).to_owned(),
            field(&row.target),
            number(row.simulated),
            number(row.low),
            number(row.high),
            field(&row.rule),
            verdict(row.verdict).to_owned(),
            row.discriminating.map(|known| known.to_string()).unwrap_or_default(),
        ];
        cells.join(",") + "\n"
    };
    std::iter::once(COLUMNS.join(",") + "\n").chain(patterns.rows.iter().map(line)).collect()
}

fn shown(value: Option<f64>) -> String {
    value.map(figure).unwrap_or_default()
}

fn counts(rows: &[&Row]) -> String {
    let of = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    format!("{} hold, {} fail, {} not scored", of(Verdict::Holds), of(Verdict::Fails), of(Verdict::NotScored))
}

/// The table for a terminal, three figures.
pub fn plain(patterns: &Patterns) -> String {
    let mut text = String::new();
    for row in &patterns.rows {
        let indent = if row.id.contains('-') { "  " } else { "" };
        let band = match (row.low, row.high) {
            (Some(low), Some(high)) => format!("{} ({} to {})", shown(row.simulated), figure(low), figure(high)),
            _ => String::new(),
        };
        let line = format!("{indent}{:<22} {:<10} {:<28} {}", row.id, verdict(row.verdict), band, row.name);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    for (letter, kind) in PARTS {
        writeln!(text, "{kind}: {}", counts(&patterns.heads(letter))).expect("writing to a String cannot fail");
    }
    text.push_str(&share(patterns));
    text
}

/// Letters of the parts of the table.
const PARTS: [(char, &str); 4] =
    [('P', "Patterns"), ('F', "Claims of the first fit"), ('R', "Published results"), ('S', "Rest at constant demand")];

fn share(patterns: &Patterns) -> String {
    let (hold, all) = patterns.discriminating();
    let percent = figure(100.0 * hold as f64 / all.max(1) as f64);
    format!("Discriminating patterns and published results that hold: {hold} of {all} ({percent} %)\n")
}

fn of_control(rows: &[Row], id: &str) -> &'static str {
    rows.iter().find(|row| row.id == id).map_or("", |row| verdict(row.verdict))
}

const fn yes_no(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

fn made_by(patterns: &Patterns, command: &str) -> String {
    format!(
        "Made by\n\n```sh\n{command}\n```\n\nScenario `{}`, seed {}, {} histories with parameters drawn from their laws, {} \
         replicates of controls and small studies, model version {MODEL_VERSION}. The same command gives the same page; do \
         not edit it.\n",
        patterns.scenario, patterns.seed, patterns.replicates, patterns.study_replicates
    )
}

fn every_row<'a>(text: &mut String, rows: impl Iterator<Item = &'a Row>) {
    text.push_str("| id | what | target | simulated | 5-95 % | rule | verdict |\n|---|---|---|---|---|---|---|\n");
    for row in rows {
        let band = row.low.zip(row.high).map(|(low, high)| format!("{} to {}", figure(low), figure(high)));
        let (simulated, band) = (shown(row.simulated), band.unwrap_or_default());
        let cells = [&row.id, &row.name, &row.target, &simulated, &band, &row.rule, verdict(row.verdict)].join(" | ");
        writeln!(text, "| {cells} |").expect("writing to a String cannot fail");
    }
}

/// The page `docs/patterns.md`: how it was made, whole patterns with controls, what failing ones need, then every row.
pub fn markdown(patterns: &Patterns, command: &str) -> String {
    let mut text = format!(
        "# Patterns\n\nThe model held against the record to 4 November 2024 and against published results. {}\n\
         Each row holds or fails by the rule printed beside it. Rows of class *input* and *tuned* show that the model \
         returns what it was given; claims of validity rest on *conditional_on_weather* and *emergent* rows. Two controls \
         get the same rows: the same model without any measure, and a model of days without gangs, persons or policy (a \
         logit of active days in the night wind, people on them negative binomial at the record's level by quarter). A row \
         that a control passes is a sanity check; the others are discriminating, and only they are evidence. Published \
         results are paired small studies at constant demand unless the row says otherwise. Where a rule needs a tolerance \
         that the pattern table does not give, it was set here: one range for several years is asked of their mean (P5-P8), \
         the season no farther from the record's mean than the nearest of its years (P9), 20 % or 2 sd (P10), 5 points or \
         people (P11), 10 points and 0.3 (P14), P1's tolerance and a factor of 3 (P18), half for \"sharply\" (R5), 5 % for \
         \"nearly unchanged\" (R3), 1 % for \"about 0\" (R14), back within 2 % (R11). The band is the 5 and 95 % quantile over \
         replicates: chance and parameters together.\n\n{}",
        made_by(patterns, command),
        share(patterns)
    );
    for (letter, title) in PARTS {
        let heads = patterns.heads(letter);
        write!(
            text,
            "\n## {title}: {}\n\n| id | pattern | class | verdict | without measures | without gangs | discriminating |\n\
             |---|---|---|---|---|---|---|\n",
            counts(&heads)
        )
        .expect("writing to a String cannot fail");
        for row in heads {
            let (cut, hurdle) = (&patterns.without_measures, &patterns.without_gangs);
            let controls = [of_control(cut, &row.id), of_control(hurdle, &row.id), yes_no(row.discriminating)];
            let line = [&row.id, &row.name, class(row.class), verdict(row.verdict)].join(" | ");
            writeln!(text, "| {line} | {} |", controls.join(" | ")).expect("writing to a String cannot fail");
        }
    }
    let failing: Vec<&Row> = PARTS.iter().flat_map(|&(letter, _)| patterns.heads(letter)).collect();
    text.push_str("\n## What failing rows would need\n\n");
    for head in failing.iter().filter(|row| row.verdict == Verdict::Fails) {
        let part = |row: &&Row| row.verdict == Verdict::Fails && row.id.starts_with(&format!("{}-", head.id));
        let parts: Vec<&str> = patterns.rows.iter().filter(part).map(|row| row.id.as_str()).collect();
        let parts = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
        writeln!(text, "- **{}**{parts}: {}", head.id, needs(&head.id)).expect("writing to a String cannot fail");
    }
    text.push_str("\n## Every row\n\n");
    every_row(&mut text, patterns.rows.iter());
    text
}

/// The short page `docs/fit.md`: claims of the first fit, and the patterns that hold.
pub fn fit(patterns: &Patterns, command: &str) -> String {
    let mut text = format!(
        "# Fit\n\nThe claims of the first fit, and the patterns of the record that hold. {}\nAll patterns, their rules, \
         controls and those that fail: [patterns.md](patterns.md).\n",
        made_by(patterns, command)
    );
    for (letter, title) in [('F', "Claims of the first fit"), ('P', "Patterns that hold")] {
        let heads = patterns.heads(letter);
        let claimed = heads.iter().filter(|row| letter == 'F' || row.verdict == Verdict::Holds);
        write!(text, "\n## {title}: {}\n\n| id | pattern | class | verdict |\n|---|---|---|---|\n", counts(&heads))
            .expect("writing to a String cannot fail");
        for row in claimed {
            let line = [&row.id, &row.name, class(row.class), verdict(row.verdict)].join(" | ");
            writeln!(text, "| {line} |").expect("writing to a String cannot fail");
        }
    }
    text.push_str("\n## Rows of the claims\n\n");
    every_row(&mut text, patterns.rows.iter().filter(|row| row.id.starts_with('F')));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::patterns::row::{Centre, Rule, Subject};

    #[test]
    fn texts_hold_every_row_and_quote_commas() {
        let row =
            Subject::new("P9-x", "a, b", Class::Emergent).judge("1; 2", &[1.0, 2.0], Centre::Mean, Rule::Above(0.0));
        let patterns = Patterns {
            scenario: "s".into(),
            replicates: 2,
            study_replicates: 2,
            seed: 7,
            rows: vec![row],
            without_measures: Vec::new(),
            without_gangs: Vec::new(),
        };
        let csv = to_csv(&patterns);
        assert_eq!(csv.lines().nth(1), Some("P9-x,\"a, b\",emergent,1; 2,1.5,1.05,1.95,mean above 0,holds,"));
        assert!(markdown(&patterns, "strait patterns").contains("| P9-x | a, b | 1; 2 | 1.5 | 1.05 to 1.95 |"));
        assert!(plain(&patterns).contains("P9-x"));
    }
}
