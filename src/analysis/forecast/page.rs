//! The tables of `docs/forecast.md`: what rolling origins gave, goal by goal, and every look so far.
//!
//! Only the part between two marks is written; what people wrote around it stays. Judges nothing.

use super::ensemble::Forecaster;
use super::rolling::{Standing, Verdict};
use super::{looks, rolling::ORIGINS};

const BEGIN: &str = "<!-- generated: rolling origins -->\n";
const END: &str = "<!-- end -->\n";

/// The page with its generated part made anew; a page without marks gets it at its end.
///
/// # Errors
/// A sentence if the log of looks cannot be read.
pub fn markdown(
    page: &str,
    command: &str,
    standings: &[Standing],
    verdicts: &[Verdict],
    log: &str,
) -> Result<String, String> {
    let part = generated(command, standings, verdicts, log)?;
    let (before, after) = match (page.find(BEGIN), page.find(END)) {
        (Some(begin), Some(end)) if begin < end => (&page[..begin], &page[end + END.len()..]),
        _ => (page, ""),
    };
    Ok(format!("{before}{BEGIN}{part}{END}{after}"))
}

fn generated(command: &str, standings: &[Standing], verdicts: &[Verdict], log: &str) -> Result<String, String> {
    let origins = ORIGINS.map(|(origin, _)| origin);
    let mut text = format!(
        "\nMade by `{command}`.\n\nCRPS of people over that of the reference of the goal (generated wind: the hurdle; observed \
         wind: the better of the two hurdles at that origin), geometric mean over origins with a 95 % block-bootstrap interval.\n\n\
         | wind | forecaster | level | ratio | 95 % interval | {} | 80 % covers | mean PIT |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
        origins.join(" | ")
    );
    for one in standings {
        let ratios: Vec<String> = one.ratios.iter().map(|ratio| format!("{ratio:.3}")).collect();
        let name = one.forecaster.name();
        let name = if one.forecaster == Forecaster::Strait { format!("**{name}**") } else { name.to_owned() };
        text.push_str(&format!(
            "| {} | {name} | {} | {:.3} | {:.3}–{:.3} | {} | {:.3} | {:.2} |\n",
            if one.observed_wind { "observed" } else { "generated" },
            one.level.name(),
            one.ratio,
            one.interval.0,
            one.interval.1,
            ratios.join(" | "),
            one.coverage80,
            one.pit_mean
        ));
    }
    text.push_str("\n### Goals\n\n| | goal | seen | |\n|---|---|---|---|\n");
    for verdict in verdicts {
        text.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            if verdict.is_must { "must" } else { "aim" },
            verdict.goal,
            verdict.seen,
            if verdict.met { "met" } else { "**missed**" }
        ));
    }
    text.push_str("\n### References that win\n\n");
    text.push_str(&winners(standings));
    text.push_str("\n### Every look\n\nRatios are geometric means over the origins of a look.\n\n");
    text.push_str(&looks::markdown(log)?);
    text.push('\n');
    Ok(text)
}

/// References whose ratio is below the model's, by wind and level.
fn winners(standings: &[Standing]) -> String {
    let mut text = String::new();
    for model in standings.iter().filter(|one| one.forecaster == Forecaster::Strait) {
        let like = |one: &&Standing| (one.observed_wind, one.level) == (model.observed_wind, model.level);
        let better: Vec<String> = standings
            .iter()
            .filter(like)
            .filter(|one| one.ratio < model.ratio)
            .map(|one| format!("{} ({:.3})", one.forecaster.name(), one.ratio))
            .collect();
        let wind = if model.observed_wind { "observed" } else { "generated" };
        let who = if better.is_empty() { "none".to_owned() } else { better.join(", ") };
        text.push_str(&format!("- {wind} wind, {} (model {:.3}): {who}\n", model.level.name(), model.ratio));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::rolling::{standings, tests::look, verdicts};
    use super::*;

    #[test]
    fn only_the_generated_part_is_made_anew() {
        let looks = [look("2021-12-31", false, [1.1, 1.0, 0.9, 2.0, 1.0])];
        let all = standings(&looks, 1);
        let log = super::super::looks::appended(
            "",
            &super::super::looks::Configuration {
                scenario: "baseline".to_owned(),
                parameters: "prior".to_owned(),
                size: [1, 1, 1],
                seed: 1,
                sets: String::new(),
                note: "x".to_owned(),
            },
            &looks,
        )
        .unwrap();
        let first =
            markdown("# Forecast\n\nWords.\n\n", "strait forecast --rolling", &all, &verdicts(&all), &log).unwrap();
        assert!(first.starts_with("# Forecast\n\nWords.\n\n<!-- generated") && first.contains("**missed**"));
        assert!(
            first.contains("- generated wind, week (model 1.100): hurdle (1.000), hurdle_wind (0.900), pool (1.000)")
        );
        let more = format!("{first}\nAnd after.\n");
        assert_eq!(markdown(&more, "strait forecast --rolling", &all, &verdicts(&all), &log).unwrap(), more);
    }
}
