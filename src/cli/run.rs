//! `run`: a study from its scenario files to its tables; begins, continues, or finds that all is done.

use super::args::Terminal;
use super::directory::{self, Holding};
use super::failure::{Failure, USAGE};
use super::progress::Meter;
use super::signals::Stop;
use super::{SCHEMA_VERSION, inputs, output, plan, table};
use crate::model::Vigilance;
use crate::report::log::Log;
use crate::report::manifest::{self, End, Previous, Start};
use crate::report::{self, Report};
use crate::scenario::StudyDefaults;
use crate::study::plan::DEFAULT_BLOCK_SIZE;
use crate::study::structures::{self, Alternative};
use crate::study::{Arrangement, Disk, Runner, Store, Study, StudyError, execute};
use clap::Args;
use jiff::Timestamp;
use serde_json::json;
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// Run one scenario, or several to compare them.
///
/// Examples:
///   strait run scenarios/baseline.toml
///   strait run scenarios/baseline.toml scenarios/iraq_officers.toml --replicates 100
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
#[allow(clippy::struct_excessive_bools)] // Each is a flag that is given or not.
pub struct Arguments {
    /// Scenario files, the baseline first; `-` is standard input.
    #[arg(required_unless_present = "baseline", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Scenario that the others are compared with, if it is not the first.
    #[arg(long, value_name = "FILE", help_heading = "Study")]
    baseline: Option<PathBuf>,
    /// Histories simulated for each scenario; default: the baseline's `study.replicates`.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Study")]
    replicates: Option<u32>,
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
    /// Directory of the results; default: `output/STUDY/DIGEST`.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Begin anew: what the directory holds is moved aside until the new study is complete.
    #[arg(long, help_heading = "Output")]
    force: bool,
    /// Print the plan and run nothing.
    #[arg(long, help_heading = "Output")]
    dry_run: bool,
    /// Print one JSON document instead of a table.
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Threads; default: as many as the machine offers. Never changes results.
    #[arg(long, value_name = "N", help_heading = "Execution")]
    threads: Option<NonZero<usize>>,
    /// Replicates in a block, the unit of saving (default: 8). Never changes results.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Execution")]
    block_size: Option<u32>,
    /// Show no progress.
    #[arg(long, help_heading = "Execution")]
    no_progress: bool,
    /// Check the model's invariants every day and stop at the first that is violated. Never changes results.
    #[arg(long, help_heading = "Execution")]
    paranoid: bool,
    /// Run one replicate under all scenarios, say whether it ends well, and write nothing.
    #[arg(long, value_name = "R", conflicts_with_all = ["out", "force", "dry_run", "json"], help_heading = "Execution")]
    replicate_only: Option<u32>,
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

impl Arguments {
    /// Scenario files, the baseline first and once.
    fn paths(&self) -> Vec<&Path> {
        let baseline = self.baseline.as_deref();
        let others = self.files.iter().map(PathBuf::as_path).filter(|path| Some(*path) != baseline);
        baseline.into_iter().chain(others).collect()
    }

    /// How replicates share draws and weather paths: the flags, then the baseline's `[study]`.
    fn arrangement(&self, defaults: &StudyDefaults) -> Arrangement {
        Arrangement::Nested {
            replicates_per_draw: self.replicates_per_draw.unwrap_or(defaults.replicates_per_draw),
            replicates_per_weather: self.replicates_per_weather.unwrap_or(defaults.replicates_per_weather),
        }
    }

    const fn vigilance(&self) -> Vigilance {
        if self.paranoid { Vigilance::Paranoid } else { Vigilance::Normal }
    }

    /// A failure of a run; one of a single replicate comes with a command that runs it alone.
    fn failure(&self, error: StudyError) -> Failure {
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
        option("--seed", &seed.to_string());
        option("--replicate-only", &replicate.to_string());
        words.push("--paranoid".to_owned());
        words.join(" ")
    }
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./=:,+@%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let started = Timestamp::now();
    let (scenarios, warnings) = inputs::load_all(&arguments.paths(), &arguments.sets, terminal)?;
    let defaults = &scenarios[0].study.clone();
    let replicates = arguments.replicates.unwrap_or(defaults.replicates);
    let seed = arguments.seed.unwrap_or(defaults.seed);
    let block_size = arguments.block_size.unwrap_or(DEFAULT_BLOCK_SIZE);
    let alternatives = arguments.structures.as_ref().map(|asked| asked.alternatives.clone()).unwrap_or_default();
    let arrangement = arguments.arrangement(defaults);
    let (study, same) = Study::new(scenarios, replicates, seed, block_size)?.arranged(arrangement)?.under(alternatives);
    // `all` names every form, so that one of each is the scenario's own.
    if arguments.structures.as_ref().is_some_and(|asked| asked.typed.trim() != "all") {
        for alternative in same {
            let name = alternative.name();
            terminal.say(&format!("warning: {name} is the structure of every scenario already; it is not run twice"));
        }
    }
    if let Some(replicate) = arguments.replicate_only {
        return one_replicate(&study, replicate, arguments, terminal);
    }
    let out = arguments.out.clone().unwrap_or_else(|| directory::default_path(&study));
    let threads = arguments.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZero::get);
    if arguments.dry_run {
        return plan::show(&study, threads, &out, arguments.json);
    }
    let (study, previous) = prepare(study, &out, arguments)?;
    if let Some(previous) = previous.as_ref().filter(|previous| previous.complete) {
        match previous.first_changed(&out) {
            None if arguments.paranoid => {
                terminal.say("warning: --paranoid checks nothing here: the study is complete and is not run again");
                return tell_complete(&study, previous, &out, arguments, terminal);
            }
            None => return tell_complete(&study, previous, &out, arguments, terminal),
            Some(path) => terminal.say(&format!("warning: {path} is missing or changed; making it again")),
        }
    }
    if let Some(asked) = arguments.block_size.filter(|&asked| asked != study.block_size()) {
        terminal.say(&format!(
            "warning: this study was begun with blocks of {}; --block-size {asked} is not used",
            study.block_size()
        ));
    }
    let resumed_times = previous.map_or(0, |previous| previous.resumed_times + 1);
    let start = Start { arguments: std::env::args().skip(1).collect(), threads, started, resumed_times };
    let report = work(&study, &out, &start, warnings, arguments, terminal)?;
    directory::drop_aside(&out)?;
    tell(&study, &report, &out, arguments, terminal)
}

/// Runs one replicate under every scenario and structure, to see a failure again; writes nothing.
fn one_replicate(study: &Study, replicate: u32, arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    if replicate >= study.replicates() {
        let message =
            format!("the study has replicates 0 to {}; there is no replicate {replicate}", study.replicates() - 1);
        return Err(Failure::new(USAGE, message));
    }
    let runner = Runner::new(study, arguments.vigilance())?;
    for structure in 0..study.structure_count() {
        let unit = study.units_of(structure as u32)[replicate as usize];
        runner.run(unit, || true).map_err(|error| arguments.failure(error))?;
        terminal.whisper(&format!("structure {} done", study.structure_name(structure)));
    }
    let watched = if arguments.paranoid { "every invariant holds on every day" } else { "no quantity left its range" };
    output::line(&format!(
        "replicate {replicate} (seed {}) of {} scenarios: {watched}",
        study.seed(),
        study.scenarios().len()
    ))
}

/// Finds out whether the study may go to the directory, and how far it is there.
fn prepare(study: Study, out: &Path, arguments: &Arguments) -> Result<(Study, Option<Previous>), Failure> {
    match directory::look(out)? {
        Holding::Nothing => Ok((study, None)),
        Holding::Other(name) => {
            if arguments.force {
                directory::move_aside(out)?;
                return Ok((study, None));
            }
            Err(directory::refuse(out, &format!("something else (`{name}`)")))
        }
        // An unfinished run of this study goes on even with --force: what is finished is what would come out again.
        Holding::Study(previous) => match directory::adopt(study, &previous, out) {
            Ok((study, true)) if !(arguments.force && previous.complete) => Ok((study, Some(*previous))),
            Ok((study, _)) if arguments.force => {
                directory::move_aside(out)?;
                Ok((study, None))
            }
            Ok(_) => Err(directory::refuse(out, &format!("another study ({})", previous.study_name))),
            Err(failure) => Err(failure),
        },
    }
}

fn work(
    study: &Study,
    out: &Path,
    start: &Start,
    warnings: Vec<String>,
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<Report, Failure> {
    let store = Store::open(out, Disk::default())?;
    if let Some(sentence) = store.stale_lock() {
        terminal.say(&format!("warning: {sentence}"));
    }
    let stop = Stop::listen(terminal, out)?;
    let log = Log::open(out);
    log.event(
        "start",
        &json!({ "study": study.name(), "threads": start.threads, "resumed_times": start.resumed_times }),
    );
    manifest::write_running(study, out, store.disk(), start)?;
    report::write_inputs(study, out, store.disk())?;
    let meter = Meter::new(terminal, arguments.no_progress, &log);
    let outcome = execute(study, &store, start.threads, arguments.vigilance(), &meter, &stop.flag);
    meter.finish();
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => {
            log.event("stopped", &json!({ "reason": error.to_string() }));
            return Err(match (error, stop.failure()) {
                (StudyError::Cancelled, Some(failure)) => failure,
                (error, _) => arguments.failure(error),
            });
        }
    };
    if arguments.paranoid && outcome.blocks_kept > 0 {
        terminal
            .say(&format!("warning: --paranoid checked none of the {} blocks that were there", outcome.blocks_kept));
    }
    for warning in &outcome.warnings {
        terminal.say(&format!("warning: {warning}"));
        log.event("damaged_block", &json!({ "warning": warning }));
    }
    terminal
        .whisper(&format!("{} blocks kept, {} computed; writing tables", outcome.blocks_kept, outcome.blocks_computed));
    let report = report::write_all(study, &store)?;
    let end = End { warnings, damaged: outcome.warnings };
    manifest::write_complete(study, out, store.disk(), start, &report, &end)?;
    log.event("complete", &json!({ "results_digest": report.results_digest }));
    Ok(report)
}

fn tell(study: &Study, report: &Report, out: &Path, arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    if arguments.json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "status": "complete",
            "already_complete": false,
            "study": study.name(),
            "path": out,
            "results_digest": report.results_digest,
            "headline": report.headline,
        }));
    }
    if !terminal.quiet {
        output::text(&table::render(&report.headline, study.replicates()))?;
        output::line("")?;
    }
    output::line(&out.display().to_string())
}

fn tell_complete(
    study: &Study,
    previous: &Previous,
    out: &Path,
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<(), Failure> {
    directory::drop_aside(out)?;
    if arguments.json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "status": "complete",
            "already_complete": true,
            "study": study.name(),
            "path": out,
            "results_digest": previous.results_digest,
        }));
    }
    terminal.say("this study is complete; nothing to run");
    output::line(&out.display().to_string())
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
        run: Arguments,
    }

    fn line(words: &[&str]) -> Arguments {
        Line::try_parse_from([&["run"], words].concat()).unwrap().run
    }

    #[test]
    fn a_violated_invariant_names_replicate_seed_day_process_and_the_command_that_shows_it_again() {
        let arguments =
            line(&["a b.toml", "c.toml", "--paranoid", "--replicates", "9", "--set", "wind.past=\"generated\""]);
        let source = ModelError::Broken {
            day: "2023-05-06".parse().unwrap(),
            process: "coast",
            what: "2 people too many".to_owned(),
        };
        let error = StudyError::Run { scenario: "c under retry=off".to_owned(), replicate: 7, seed: 11, source };
        let failure = arguments.failure(error);
        assert_eq!(failure.code, INCOMPLETE);
        let text = format!("{failure:?}");
        for part in ["replicate 7", "seed 11", "c under retry=off", "2023-05-06", "coast process", "2 people too many"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        let command = arguments.command_for(7, 11);
        let expected = "strait run 'a b.toml' c.toml --set 'wind.past=\"generated\"' --replicates 9 --seed 11 \
                        --replicate-only 7 --paranoid";
        assert_eq!(command, expected);
        let again = line(&["a b.toml", "--seed", "11", "--replicate-only", "7", "--paranoid"]);
        assert_eq!((again.replicate_only, again.vigilance()), (Some(7), Vigilance::Paranoid));
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
