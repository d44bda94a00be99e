//! `forecast --rolling`: origins inside the record, each with generated and with observed wind, against goals and in a log.
//!
//! Writes where it is told to and nowhere else; a log only grows.

use super::super::args::Terminal;
use super::super::failure::{Failure, INVALID, UNREADABLE, USAGE};
use super::super::{SCHEMA_VERSION, output};
use super::{Arguments, Pace, as_input, load, parameters_of};
use crate::analysis::forecast::as_of::Weather;
use crate::analysis::forecast::looks::{Configuration, appended};
use crate::analysis::forecast::rolling::{Look, ORIGINS, plain, standings, verdicts};
use crate::analysis::forecast::scores::FEWEST;
use crate::analysis::forecast::{Plan, forecasts, page};
use crate::quantity::Day;
use crate::report::{data_package, forecast_tables};
use crate::study::Disk;
use crate::study::design::Design;
use serde_json::json;
use std::path::Path;

/// Forecasts every origin and shows how they did.
pub(super) fn rolling(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let size = arguments.size();
    let members = u64::from(size.draws) * u64::from(size.futures);
    if members < FEWEST as u64 {
        let message = format!(
            "{} draws of {} futures make {members} members, and scores need at least {FEWEST}; raise --draws or --futures",
            size.draws, size.futures
        );
        return Err(Failure::new(USAGE, message));
    }
    // Before hours of work, not after them.
    if let Some(path) = &arguments.log
        && let log = read_or_empty(path)?
        && !log.is_empty()
        && !forecast_tables::looks().heads(&log)
    {
        let message =
            format!("{} is not a log of rolling forecasts; name another file, or none that exists", path.display());
        return Err(Failure::new(INVALID, message));
    }
    let mut looks = Vec::new();
    let mut configuration = None;
    let mut seed = 0;
    for (origin, horizon) in ORIGINS {
        let (origin, horizon): (Day, Day) = (origin.parse().map_err(as_input)?, horizon.parse().map_err(as_input)?);
        let (scenario, _) = load(arguments, origin, terminal)?;
        seed = arguments.seed.unwrap_or(scenario.study.seed);
        let design = Design::draw(std::slice::from_ref(&scenario), size.draws, seed)?;
        configuration.get_or_insert_with(|| Configuration {
            scenario: scenario.name.clone(),
            parameters: parameters_of(&scenario),
            size: [size.draws, size.candidates, size.futures],
            seed,
            sets: arguments.sets.join(" "),
            note: arguments.note.clone().unwrap_or_default(),
        });
        let weathers = vec![Weather::Generated, Weather::Observed];
        let plan = Plan { scenario: &scenario, origin, horizon, weathers, observed: Vec::new(), size, seed };
        let pace = Pace::new(terminal, size.draws);
        let made = forecasts(&plan, |draw| design.parameters(0, draw), || pace.draw_done())?;
        terminal.say(&format!("{origin}: done"));
        looks.extend(made.iter().map(Look::of));
    }
    let all = standings(&looks, seed);
    let judged = verdicts(&all);
    if let (Some(path), Some(configuration)) = (&arguments.log, &configuration) {
        let log = appended(&read_or_empty(path)?, configuration, &looks)
            .map_err(|message| Failure::new(INVALID, format!("{}: {message}", path.display())))?;
        write_log(path, &log)?;
        if let Some(page) = &arguments.page {
            let text = page::markdown(&read_or_empty(page)?, &command(), &all, &judged, &log).map_err(as_input)?;
            Disk::default().write_whole(page, text.as_bytes())?;
        }
    }
    if arguments.json {
        output::json(&json!({ "schema_version": SCHEMA_VERSION, "standings": all, "goals": judged }))
    } else {
        output::text(&plain(&looks, &all, &judged))
    }
}

/// Writes the log and beside it the dictionary of its columns, `NAME.datapackage.json`: a log may stand anywhere, also where
/// another `datapackage.json` is.
fn write_log(path: &Path, log: &str) -> Result<(), Failure> {
    let table = forecast_tables::looks();
    if !table.heads(log) {
        return Err(Failure::bug("the dictionary of the log names other columns"));
    }
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let package = data_package::render_files(&stem, table.description, &[(&name, &table)]);
    let disk = Disk::default();
    disk.write_whole(path, log.as_bytes())?;
    Ok(disk.write_whole(&path.with_file_name(format!("{stem}.{}", data_package::FILE)), package.as_bytes())?)
}

fn read_or_empty(path: &Path) -> Result<String, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Failure::new(UNREADABLE, format!("cannot read {}: {error}", path.display()))),
    }
}

/// The command as it was typed, but for the path of the program.
fn command() -> String {
    std::iter::once("strait".to_owned()).chain(std::env::args().skip(1)).collect::<Vec<_>>().join(" ")
}
