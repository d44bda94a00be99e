//! What a study says to somebody who has to choose: options, regret, structure, failure, switching values, what to measure.
//!
//! Reads the tables that `strait decide` left beside the study; nothing is shown where it was not asked.

use super::chart::Chart;
use super::figure::Figure;
use super::finished::Finished;
use super::interval_chart::{Line, both_of};
use super::palette::Palette;
use super::question;
use super::sheet::{Row, Sheet};
use maud::{Markup, html};

/// Rows of each list.
const SHOWN: usize = 12;

/// Everything that is there.
pub fn section(study: &Finished, palette: &Palette) -> Option<Markup> {
    let options = study.sheets.options.as_ref()?;
    let over = if options.rows().any(|row| row.text("structure") == "all") { "all" } else { "scenario" };
    let first = options.rows().next()?;
    Some(html! {
        p { "Less of " (super::wording::metric(first.text("metric"))) " is better. A state is a draw of the parameters under a structure; effects are \
            expected ones, the noise of single histories taken out." }
        (table(options, over))
        (structures(study, palette, options))
        (failures(study))
        (switches(study))
        (information(study))
    })
}

fn table(options: &Sheet, over: &str) -> Markup {
    let rows: Vec<Row<'_>> = options.matching([("structure", over)]).collect();
    html! {
        div.wide { table {
            thead { tr { th { "Option" } th.n { "Mean effect" } th.n { "Mean regret" } th.n { "Largest regret" } th.n { "Best in" }
                th.n { "Effect of " @if let Some(target) = rows.first().and_then(|row| row.figure("target")) { (target) } " or below in" } } }
            tbody { @for row in &rows { tr {
                td { (row.text("option")) }
                td.n { @if let Some(mean) = row.figure("mean_effect") { (mean.known_to(row.number("mean_effect_mc_error")).signed()) } }
                @for column in ["mean_regret", "largest_regret"] { td.n { @if let Some(figure) = row.figure(column) { (figure) } } }
                @for column in ["best_share", "satisficing_share"] { td.n { @if let Some(figure) = row.figure(column) { (figure.percent()) } } }
            } } }
        } }
        p.files { "Numbers: " code { "decision/options.csv" } "." }
    }
}

/// Mean effects under each structure with their intervals.
fn structures(study: &Finished, palette: &Palette, options: &Sheet) -> Markup {
    let Some(share) = &study.sheets.structure_share else { return html! {} };
    let baseline = study.baseline().name.as_str();
    let named =
        |name: &str| study.policies().iter().find(|policy| policy.name == name).map(|policy| policy.title.clone());
    let line = |row: &Row<'_>| {
        let label = named(row.text("option"))?;
        let error = row.number("mean_effect_mc_error");
        Some(Line {
            group: row.text("structure").to_owned(),
            label,
            scenario: row.text("option").to_owned(),
            mean: row.figure("mean_effect")?.known_to(error),
            inner: row.figure("effect_low95").zip(row.figure("effect_high95")),
            half: None,
        })
    };
    let mut rows: Vec<Row<'_>> =
        options.rows().filter(|row| row.text("option") != baseline && row.text("structure") != "all").collect();
    rows.sort_by_key(|row| (row.text("structure") != "scenario", row.text("structure").to_owned()));
    let lines: Vec<Line> = rows.iter().filter_map(line).collect();
    let chart =
        (!lines.is_empty()).then(|| both_of(&lines, palette, "effect", false, "95 % interval of the mean")).flatten();
    html! {
        h3 { "Structure" }
        ul { @for row in share.rows() { li {
            (row.text("policy")) ": mean effects from " (figure(&row, "least_effect", "range_mc_error")) " (" code { (row.text("least_structure")) } ") to "
            (figure(&row, "greatest_effect", "range_mc_error")) " (" code { (row.text("greatest_structure")) } ") over "
            (row.text("n_structures")) " structures. "
            @match row.figure("structure_share") {
                Some(share) => { (share.percent()) " of the variance of the expected effect lies between structures, the rest between draws of the parameters." },
                None => "Neither structures nor draws are seen to differ above the noise of runs.",
            }
        } } }
        @if let Some((figure, svg)) = chart {
            (Chart {
                id: "chart-structures".to_owned(),
                title: "Effect under each structure".to_owned(),
                text: format!("Mean effects. {}.", lines.iter().map(|line| format!("{}, {}: {}", line.group, line.label, line.mean.text())).collect::<Vec<_>>().join("; ")),
                figure,
                svg,
                caption: html! { "Point and line: mean effect and its 95 % interval by Monte Carlo error. Structures have no probabilities: \
                    their range is no interval. " },
                files: vec!["decision/options.csv", "decision/structure_share.csv"],
            }.render(&study.place))
        }
    }
}

fn figure(row: &Row<'_>, column: &str, error: &str) -> Markup {
    let found: Option<Figure> = row.figure(column).map(|figure| figure.known_to(row.number(error)).signed());
    html! { @if let Some(found) = found { (found) } }
}

fn failures(study: &Finished) -> Markup {
    let Some(sheet) = &study.sheets.failures else { return html! {} };
    let rows: Vec<Row<'_>> = sheet.rows().filter(|row| matches!(row.text("bound"), "0" | "1")).collect();
    html! {
        h3 { "Where policies fail" }
        ul { @for row in rows.iter().take(SHOWN) { li { (question::words(row.text("words"))) "." } } }
        p.files { "Bounds one by one: " code { "decision/failures.csv" } "." }
    }
}

fn switches(study: &Finished) -> Markup {
    let Some(sheet) = &study.sheets.switching else { return html! {} };
    let rows: Vec<Row<'_>> = sheet.matching([("verdict", "switches")]).collect();
    let count = |verdict| sheet.matching([("verdict", verdict)]).count();
    html! {
        h3 { "What would change the choice" }
        @if rows.is_empty() { p { "No parameter by itself is seen to change which option is best within the range of its draws." } }
        @else { div.wide { table {
            thead { tr { th { "Best option" } th { "Overtaken by" } th { "Parameter" } th.n { "Switching value" } th.n { "95 % interval" } th.n { "Drawn from" } } }
            tbody { @for row in rows.iter().take(SHOWN) { tr {
                td { (row.text("option")) } td { (row.text("against")) } td { code { (row.text("parameter")) } }
                td.n { @if let Some(figure) = row.figure("switching_value") { (figure) } }
                td.n { @match row.figure("switching_low95").zip(row.figure("switching_high95")) { Some((low, high)) => { (low) " to " (high) }, None => "open" } }
                td.n { @if let Some((low, high)) = row.figure("least_drawn").zip(row.figure("greatest_drawn")) { (low) " to " (high) } }
            } } }
        } } }
        p.note { "Of " (count("stays")) " pairs of option and parameter it is told that the parameter matters and does not change the choice; of "
            (count("not_told")) " it cannot be told." }
        p.files { "Numbers: " code { "decision/switching.csv" } "." }
    }
}

fn information(study: &Finished) -> Markup {
    let Some(sheet) = &study.sheets.information else { return html! {} };
    let mut units: Vec<&str> = Vec::new();
    for row in sheet.rows() {
        if !units.contains(&row.text("unit")) {
            units.push(row.text("unit"));
        }
    }
    html! {
        h3 { "What to measure" }
        @for unit in units {
            @let rows: Vec<Row<'_>> = sheet.matching([("unit", unit)]).collect();
            @let told: Vec<&Row<'_>> = rows.iter().filter(|row| row.text("rank") != "0" && row.text("told") == "true").collect();
            p { strong { @if unit == "gbp" { "In pounds: " } @else { "In " (unit) ": " } }
                @for row in rows.iter().filter(|row| row.text("rank") == "0") { (question::words(row.text("words"))) "." } }
            @if told.is_empty() { p { "No group of parameters and no single one can be told to be worth anything for this choice." } }
            @else { ol { @for row in told.iter().take(SHOWN) { li { (question::words(row.text("words"))) "." } } } }
        }
        p.files { "Everything, groups and single parameters: " code { "decision/information.csv" } "." }
    }
}
