//! `forecast`: an ensemble from an origin to a horizon, beside reference forecasts, scored where days are known.

mod pace;
mod results;
mod rolling;

use super::args::Terminal;
use super::failure::{Failure, INCOMPLETE, INVALID, UNREADABLE, USAGE};
use super::{inputs, output};
use crate::analysis::forecast::as_of::Weather;
use crate::analysis::forecast::conditioned::Size;
use crate::analysis::forecast::days_file::{self, FileProblem};
use crate::analysis::forecast::swell::DayMean;
use crate::analysis::forecast::{Forecast, ForecastError, Plan, forecasts, plain};
use crate::evidence;
use crate::quantity::Day;
use crate::scenario::Scenario;
use crate::study::design::Design;
use crate::study::hex;
use clap::Args;
use pace::Pace;
use results::{Run, default_path, document, write_all};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Word of `--posterior` for none.
const NO_POSTERIOR: &str = "none";

/// Forecast from an origin to a horizon, and score it where days are known.
///
/// Examples:
///   strait forecast scenarios/baseline.toml --origin 2024-11-04 --horizon 2025-11-04
///   strait forecast scenarios/baseline.toml --origin 2022-12-31 --horizon 2023-12-31 --wind observed
///   strait forecast scenarios/baseline.toml --rolling
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Scenario to forecast; `-` is standard input.
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// Last day that may be known.
    #[arg(long, value_name = "DATE", required_unless_present = "rolling")]
    origin: Option<Day>,
    /// Last day of the forecast.
    #[arg(long, value_name = "DATE", required_unless_present = "rolling")]
    horizon: Option<Day>,
    /// Forecast the ends of 2021, 2022 and 2023 instead, with generated and observed wind, and judge the results.
    #[arg(long, conflicts_with_all = ["origin", "horizon", "wind", "observed", "out", "members"])]
    rolling: bool,
    /// Wind after the origin: `generated`, `observed`, `year:YYYY`, or a CSV file with `date,wind_night_mean_ms` and, if
    /// known, `wind_mean_ms`; days missing in a file are generated.
    #[arg(long, value_name = "WIND", default_value = "generated", help_heading = "Data")]
    wind: String,
    /// Days to score, a CSV file with `date,people,boats`; days of the record after the origin are scored without it.
    #[arg(long, value_name = "FILE", help_heading = "Data")]
    observed: Option<PathBuf>,
    /// Draws of parameters.
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(u32).range(2..=100_000), help_heading = "Ensemble")]
    draws: u32,
    /// Histories to the origin in each draw, of which the last twelve months choose.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1000), help_heading = "Ensemble")]
    candidates: u32,
    /// Futures that go on from the chosen histories of each draw.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1000), help_heading = "Ensemble")]
    futures: u32,
    /// Seed of all random numbers; default: the scenario's.
    #[arg(long, value_name = "N", help_heading = "Ensemble")]
    seed: Option<u64>,
    /// Override a value, written like `demand.level=1.1` below `parameters` (repeatable).
    #[arg(long = "set", value_name = "KEY=VALUE", help_heading = "Ensemble")]
    sets: Vec<String>,
    /// Posterior of `strait calibrate`, a path below the scenario's directory, in place of the scenario's own; `{origin}`
    /// stands for the origin, `none` for the priors.
    #[arg(long, value_name = "FILE", help_heading = "Ensemble")]
    posterior: Option<String>,
    /// Append the scores of a rolling forecast to this CSV file; `NAME.datapackage.json` beside it says what its columns are.
    #[arg(long, value_name = "FILE", requires = "rolling", help_heading = "Output")]
    log: Option<PathBuf>,
    /// What a logged look tries.
    #[arg(long, value_name = "TEXT", requires = "log", help_heading = "Output")]
    note: Option<String>,
    /// Make the tables of this page anew from a rolling forecast and its log.
    #[arg(long, value_name = "FILE", requires = "log", help_heading = "Output")]
    page: Option<PathBuf>,
    /// Directory of the results; default: `output/forecast/SCENARIO_ORIGIN_HORIZON_WIND`.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Write every path too (`members.csv`).
    #[arg(long, help_heading = "Output")]
    members: bool,
    /// Print one JSON document instead of a table.
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Threads; default: all. They never change a result.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024), help_heading = "Execution")]
    threads: Option<u32>,
}

impl Arguments {
    const fn size(&self) -> Size {
        Size { draws: self.draws, candidates: self.candidates, futures: self.futures }
    }
}

pub(super) fn forecast_verb(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let threads = arguments.threads.unwrap_or(0) as usize;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Failure::new(INCOMPLETE, format!("cannot start the threads: {error}")))?;
    match (arguments.origin, arguments.horizon) {
        (Some(origin), Some(horizon)) => pool.install(|| one(arguments, origin, horizon, terminal)),
        _ => pool.install(|| rolling::rolling(arguments, terminal)),
    }
}

/// The scenario with the posterior that was asked for, and its warnings.
fn load(arguments: &Arguments, origin: Day, terminal: &Terminal) -> Result<(Scenario, Vec<String>), Failure> {
    let mut sets = arguments.sets.clone();
    let asked = arguments.posterior.as_deref();
    if let Some(file) = asked.filter(|file| *file != NO_POSTERIOR) {
        sets.push(format!("posterior.file={}", file.replace("{origin}", &origin.to_string())));
    }
    let (mut scenarios, warnings) = inputs::load_all(&[&arguments.scenario], &sets, terminal)?;
    let mut scenario = scenarios.pop().ok_or_else(|| Failure::bug("one scenario was asked for"))?;
    if asked == Some(NO_POSTERIOR) {
        scenario.posterior = None;
    }
    Ok((scenario, warnings))
}

/// One forecast, with its tables.
fn one(arguments: &Arguments, origin: Day, horizon: Day, terminal: &Terminal) -> Result<(), Failure> {
    let (scenario, warnings) = load(arguments, origin, terminal)?;
    let scenario = &scenario;
    let mut files = Vec::new();
    let weather = weather(arguments, origin, horizon, terminal, &mut files)?;
    let observed = match &arguments.observed {
        None => Vec::new(),
        Some(path) => days_file::observations(&path.display().to_string(), &read(path, &mut files)?)?,
    };
    let plan = Plan {
        scenario,
        origin,
        horizon,
        weathers: vec![weather],
        observed,
        size: arguments.size(),
        seed: arguments.seed.unwrap_or(scenario.study.seed),
    };
    let design = Design::draw(std::slice::from_ref(scenario), plan.size.draws, plan.seed)?;
    let pace = Pace::new(terminal, plan.size.draws);
    let made = forecasts(&plan, |draw| design.parameters(0, draw), || pace.draw_done())?;
    let [made] = <[Forecast; 1]>::try_from(made).map_err(|_| Failure::bug("one weather gives one forecast"))?;
    let directory = arguments.out.clone().unwrap_or_else(|| default_path(&made));
    let run = Run { arguments, scenario, seed: plan.seed, warnings: &warnings, files: &files };
    write_all(&directory, &made, &run)?;
    if arguments.json {
        output::json(&document(&made, &directory))
    } else {
        output::text(&plain(&made))?;
        output::line(&directory.display().to_string())
    }
}

/// The weather that was asked for; a file tells what it lacks.
fn weather(
    arguments: &Arguments,
    origin: Day,
    horizon: Day,
    terminal: &Terminal,
    files: &mut Vec<InputFile>,
) -> Result<Weather, Failure> {
    match arguments.wind.as_str() {
        "generated" => return Ok(Weather::Generated),
        "observed" => return Ok(Weather::Observed),
        word => {
            if let Some(year) = word.strip_prefix("year:") {
                let wrong = || Failure::new(USAGE, format!("`{word}` is not a year of wind, such as `year:2022`"));
                return Ok(Weather::Year(year.parse().map_err(|_| wrong())?));
            }
        }
    }
    let path = Path::new(&arguments.wind);
    let rows = days_file::winds(&arguments.wind, &read(path, files)?)?;
    let record: Vec<_> = evidence::sea().iter().filter(|row| row.day <= origin).copied().collect();
    let derive = DayMean::fit(&record).map_err(|error| Failure::new(INVALID, error.to_string()))?;
    let days = derive.complete(&rows);
    let needed = horizon.since(origin).max(0);
    let held = days.iter().filter(|row| row.day > origin && row.day <= horizon).count();
    if held == 0 {
        let message = format!("{} holds no wind from {} to {}", arguments.wind, origin.plus(1), horizon);
        return Err(Failure::new(INVALID, message));
    }
    let without = rows.iter().filter(|row| row.mean.is_none()).count();
    terminal.say(&format!(
        "wind: {held} of {needed} days from {}, the others generated; mean of the day derived from nights on {without} of \
         {} rows",
        arguments.wind,
        rows.len()
    ));
    Ok(Weather::Given(days))
}

/// A file that went into the forecast.
struct InputFile {
    path: String,
    sha256: String,
    bytes: usize,
}

fn read(path: &Path, files: &mut Vec<InputFile>) -> Result<String, Failure> {
    let unreadable =
        |error: &dyn std::fmt::Display| Failure::new(UNREADABLE, format!("cannot read {}: {error}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| unreadable(&error))?;
    files.push(InputFile {
        path: path.display().to_string(),
        sha256: hex(&Sha256::digest(&bytes)),
        bytes: bytes.len(),
    });
    String::from_utf8(bytes)
        .map_err(|_| Failure::new(INVALID, format!("{}:1:1: the file is not UTF-8 text", path.display())))
}

/// Where the parameters of a scenario come from.
fn parameters_of(scenario: &Scenario) -> String {
    scenario.posterior.as_ref().map_or_else(|| "prior".to_owned(), |posterior| posterior.file.clone())
}

/// An input problem from a sentence.
fn as_input(message: String) -> Failure {
    Failure::new(INVALID, message)
}

impl From<ForecastError> for Failure {
    fn from(error: ForecastError) -> Self {
        match error {
            ForecastError::Model(crate::model::ModelError::Broken { .. }) => Self::new(INCOMPLETE, error.to_string()),
            ForecastError::Input { .. } | ForecastError::Model(_) => Self::new(INVALID, error.to_string()),
        }
    }
}

impl From<FileProblem> for Failure {
    fn from(problem: FileProblem) -> Self {
        Self::new(INVALID, problem.to_string())
    }
}
