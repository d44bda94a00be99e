//! The table as text: CSV in full precision, and a page and a plain table rounded for reading.
//!
//! Writes strings, never files.

use super::Patterns;
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

/// Rows that stand for a whole pattern.
fn heads<'a>(patterns: &'a Patterns, letter: char) -> Vec<&'a Row> {
    let whole = |row: &&'a Row| row.id.starts_with(letter) && !row.id.contains('-');
    patterns.rows.iter().filter(whole).collect()
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
    for (letter, kind) in [('P', "patterns"), ('F', "claims of the first fit"), ('R', "published results")] {
        writeln!(text, "{kind}: {}", counts(&heads(patterns, letter))).expect("writing to a String cannot fail");
    }
    text
}

/// The page `docs/fit.md`: how it was made, a table of patterns, then every row.
pub fn markdown(patterns: &Patterns, command: &str) -> String {
    let mut text = format!(
        "# Fit\n\nThe model held against the record to 4 November 2024. Made by\n\n```sh\n{command}\n```\n\n\
         Scenario `{}`, seed {}, {} replicates with parameters drawn from their laws, model version {MODEL_VERSION}. The \
         same command gives the same page; do not edit it.\n\n\
         Each row holds or fails by the rule printed beside it. Rows of class *input* and *tuned* show that the model \
         returns what it was given; claims of validity rest on *conditional_on_weather* and *emergent* rows. Where a rule \
         needs a tolerance that the pattern table does not give, it was set here: P9 the range of the years 2021-23, P10 \
         20 %, P11 5 points or people, P14 10 points and 0.3, P18 10 points and a factor of 3, R11 back within 2 %. The \
         band is the 5 and 95 % quantile over replicates: chance and parameters together, under the observed wind.\n",
        patterns.scenario, patterns.seed, patterns.replicates
    );
    let parts = [('P', "Patterns"), ('F', "Claims of the first fit"), ('R', "Published results")];
    for (letter, title) in parts {
        let heads = heads(patterns, letter);
        let summary =
            format!("\n## {title}: {}\n\n| id | pattern | class | verdict |\n|---|---|---|---|\n", counts(&heads));
        text.push_str(&summary);
        for row in heads {
            let line = [&row.id, &row.name, class(row.class), verdict(row.verdict)].join(" | ");
            writeln!(text, "| {line} |").expect("writing to a String cannot fail");
        }
    }
    text.push_str("\n## Every row\n\n| id | what | target | simulated | 5-95 % | rule | verdict |\n|---|---|---|---|---|---|---|\n");
    for row in &patterns.rows {
        let band = row.low.zip(row.high).map(|(low, high)| format!("{} to {}", figure(low), figure(high)));
        let (simulated, band) = (shown(row.simulated), band.unwrap_or_default());
        let cells = [&row.id, &row.name, &row.target, &simulated, &band, &row.rule, verdict(row.verdict)].join(" | ");
        writeln!(text, "| {cells} |").expect("writing to a String cannot fail");
    }
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
        let patterns = Patterns { scenario: "s".into(), replicates: 2, seed: 7, rows: vec![row] };
        let csv = to_csv(&patterns);
        assert_eq!(csv.lines().nth(1), Some("P9-x,\"a, b\",emergent,1; 2,1.5,1.05,1.95,mean above 0,holds,"));
        assert!(markdown(&patterns, "strait patterns").contains("| P9-x | a, b | 1; 2 | 1.5 | 1.05 to 1.95 |"));
        assert!(plain(&patterns).contains("P9-x"));
    }
}
