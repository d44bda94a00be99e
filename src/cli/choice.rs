//! The choice of a study: scenario files and what of them is overridden, as the verbs that plan studies share it.
//!
//! The command that shows a failed replicate again is made here too, because it repeats the choice. Opens no directory
//! of results.

use super::args::Terminal;
use super::failure::{Failure, USAGE};
use super::inputs;
use crate::cluster::script::quoted;
use crate::report;
use crate::scenario::{Scenario, StudyDefaults};
use crate::study::plan::DEFAULT_BLOCK_SIZE;
use crate::study::structures::{self, Alternative};
use crate::study::{Arrangement, Rule, Stopping, Study, StudyError, packages};
use clap::Args;
use std::path::{Path, PathBuf};

/// Scenario files, seed, replicates, overrides.
#[derive(Debug, Args)]
pub struct Choice {
    /// Scenario files, the baseline first; `-` is standard input.
    #[arg(required_unless_present = "baseline", value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Scenario that the others are compared with, if it is not the first.
    #[arg(long, value_name = "FILE", help_heading = "Study")]
    baseline: Option<PathBuf>,
    /// Histories simulated for each scenario; default: the baseline's `study.replicates`.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Study")]
    replicates: Option<u32>,
    /// Run until an error is small enough, such as 'half_width(arrivals.total) < 2%' (of the baseline's mean), of every
    /// policy or of one: 'half_width(SCENARIO:deaths.2025) < 3' (in the metric's unit).
    #[arg(long, value_name = "RULE", conflicts_with_all = ["replicates", "block_size"], help_heading = "Study")]
    pub(super) until: Option<Rule>,
    /// With --until: least number of histories; never below 20 draws.
    #[arg(long, value_name = "N", default_value_t = 40, requires = "until", help_heading = "Study")]
    min_replicates: u32,
    /// With --until: most histories, in whole blocks of 8.
    #[arg(long, value_name = "N", default_value_t = 1000, requires = "until", help_heading = "Study",
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    max_replicates: u32,
    /// Histories that share a draw of the parameters; default: the baseline's `study.replicates_per_draw`.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Study")]
    replicates_per_draw: Option<u32>,
    /// Histories that share a weather path; default: the baseline's `study.replicates_per_weather`.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Study")]
    replicates_per_weather: Option<u32>,
    /// Seed of all random numbers; default: the baseline's `study.seed`.
    #[arg(long, value_name = "N", help_heading = "Study")]
    seed: Option<u64>,
    /// Override a value in every scenario, written like `period.last=2026-12-31` (repeatable).
    #[arg(long = "set", value_name = "KEY=VALUE", help_heading = "Study")]
    sets: Vec<String>,
    /// Run under structural alternatives too, one at a time: `all`, or a list such as `capacity=ces,retry=off`.
    #[arg(long, value_name = "LIST", value_parser = structures_argument, help_heading = "Study")]
    structures: Option<Asked>,
    /// Take a policy apart: each of its measures alone, all but each, and their interaction (repeatable).
    #[arg(long = "package", value_name = "SCENARIO", help_heading = "Study")]
    packages: Vec<String>,
    /// Replicates in a block, the unit of saving (default: 8). Never changes results.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Execution")]
    pub(super) block_size: Option<u32>,
}

/// Structural alternatives, as read and as typed.
#[derive(Debug, Clone)]
struct Asked {
    alternatives: Vec<Alternative>,
    typed: String,
}

fn structures_argument(text: &str) -> Result<Asked, String> {
    Ok(Asked { alternatives: structures::read(text)?, typed: text.to_owned() })
}

impl Choice {
    /// How replicates share draws and weather paths: the flags, then the baseline's `[study]`.
    fn arrangement(&self, defaults: &StudyDefaults) -> Arrangement {
        Arrangement::Nested {
            replicates_per_draw: self.replicates_per_draw.unwrap_or(defaults.replicates_per_draw),
            replicates_per_weather: self.replicates_per_weather.unwrap_or(defaults.replicates_per_weather),
        }
    }

    /// Reads the files and plans the study; the messages of warnings come with it.
    pub(super) fn study(&self, terminal: &Terminal) -> Result<(Study, Vec<String>), Failure> {
        let (scenarios, warnings) = inputs::load_all(&self.paths(), &self.sets, terminal)?;
        let (study, same) = self.plan(scenarios)?;
        // `all` names every form, so that one of each is the scenario's own.
        if self.structures.as_ref().is_some_and(|asked| asked.typed.trim() != "all") {
            for alternative in same {
                let name = alternative.name();
                terminal
                    .say(&format!("warning: {name} is the structure of every scenario already; it is not run twice"));
            }
        }
        Ok((study, warnings))
    }

    /// The study that these arguments and scenarios make, and alternatives that are every scenario's structure already.
    fn plan(&self, mut scenarios: Vec<Scenario>) -> Result<(Study, Vec<Alternative>), Failure> {
        let defaults = scenarios[0].study.clone();
        let arrangement = self.arrangement(&defaults);
        let (least, greatest) = (self.min_replicates, self.max_replicates);
        let stopping = self.until.clone().map(|rule| Stopping { rule, least, greatest });
        let usage = |error: StudyError| Failure::new(USAGE, error.to_string());
        let cap = stopping.as_ref().map(|stopping| stopping.looks(arrangement)).transpose().map_err(usage)?;
        let cap = cap.and_then(|looks| looks.last().copied());
        let replicates = cap.or(self.replicates).unwrap_or(defaults.replicates);
        let seed = self.seed.unwrap_or(defaults.seed);
        let block_size = self.block_size.unwrap_or(DEFAULT_BLOCK_SIZE);
        let alternatives = self.structures.as_ref().map(|asked| asked.alternatives.clone()).unwrap_or_default();
        let packages = packages::expand(&mut scenarios, &self.packages).map_err(usage)?;
        let study = Study::new(scenarios, replicates, seed, block_size)?.with_packages(packages);
        let mut study = study.arranged(arrangement)?;
        if let Some(stopping) = stopping {
            report::stopping::check(&study, &stopping.rule).map_err(|reason| Failure::new(USAGE, reason))?;
            study = study.until(stopping);
        }
        Ok(study.under(alternatives))
    }

    /// Scenario files, the baseline first and once.
    fn paths(&self) -> Vec<&Path> {
        let baseline = self.baseline.as_deref();
        let others = self.files.iter().map(PathBuf::as_path).filter(|path| Some(*path) != baseline);
        baseline.into_iter().chain(others).collect()
    }

    /// A failure of a run; one of a single replicate comes with a command that runs it alone.
    pub(super) fn failure(&self, error: StudyError) -> Failure {
        let (StudyError::Run { replicate, seed, .. } | StudyError::Internal { replicate, seed, .. }) = &error else {
            return error.into();
        };
        let command = self.command_for(*replicate, *seed);
        Failure::from(error).with_line(&format!("to see it again: {command}"))
    }

    /// The command that runs one replicate of this study, watched as closely as can be.
    fn command_for(&self, replicate: u32, seed: u64) -> String {
        let mut words = vec!["strait".to_owned(), "run".to_owned()];
        words.extend(self.files.iter().map(|path| quoted(&path.to_string_lossy())));
        let mut option = |name: &str, value: &str| words.extend([name.to_owned(), quoted(value)]);
        if let Some(baseline) = &self.baseline {
            option("--baseline", &baseline.to_string_lossy());
        }
        for set in &self.sets {
            option("--set", set);
        }
        if let Some(replicates) = self.replicates {
            option("--replicates", &replicates.to_string());
        }
        if let Some(n) = self.replicates_per_draw {
            option("--replicates-per-draw", &n.to_string());
        }
        if let Some(n) = self.replicates_per_weather {
            option("--replicates-per-weather", &n.to_string());
        }
        if let Some(asked) = &self.structures {
            option("--structures", &asked.typed);
        }
        for package in &self.packages {
            option("--package", package);
        }
        if let Some(rule) = &self.until {
            option("--until", &rule.to_string());
            option("--min-replicates", &self.min_replicates.to_string());
            option("--max-replicates", &self.max_replicates.to_string());
        }
        option("--seed", &seed.to_string());
        option("--replicate-only", &replicate.to_string());
        words.push("--paranoid".to_owned());
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::failure::INCOMPLETE;
    use super::*;
    use crate::model::ModelError;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        choice: Choice,
    }

    #[test]
    fn a_violated_invariant_names_replicate_seed_day_process_and_the_command_that_shows_it_again() {
        let words =
            ["run", "a b.toml", "c.toml", "--replicates", "9", "--set", "wind.past=\"generated\"", "--block-size", "2"];
        let choice = Line::try_parse_from(words).unwrap().choice;
        let source = ModelError::Broken {
            day: "2023-05-06".parse().unwrap(),
            process: "coast",
            what: "2 people too many".to_owned(),
        };
        let error = StudyError::Run { scenario: "c under retry=off".to_owned(), replicate: 7, seed: 11, source };
        let failure = choice.failure(error);
        assert_eq!(failure.code, INCOMPLETE);
        let text = format!("{failure:?}");
        let command = "strait run 'a b.toml' c.toml --set 'wind.past=\"generated\"' --replicates 9 --seed 11 \
                       --replicate-only 7 --paranoid";
        for part in ["replicate 7", "seed 11", "c under retry=off", "2023-05-06", "coast process", "2 people too many"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(choice.command_for(7, 11), command);
    }
}
