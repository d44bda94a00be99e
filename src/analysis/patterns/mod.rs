//! The model scored against the pattern table: many weak patterns at once, by rule, never one curve by eye.
//!
//! A history is a [`series::Series`], the same for the record and for a run; [`statistics`] and [`weekly`] measure it;
//! the rows compare. Verdicts are made by the rules that are printed beside them. Draws no figure and prints nothing.

mod bench;
mod days;
mod histories;
mod levels;
mod page;
mod probes;
mod row;
pub mod series;
pub mod statistics;
pub mod weekly;
mod weeks;

#[cfg(test)]
mod record_tests;

pub use histories::PatternsError;
pub use page::{markdown, plain, to_csv};
pub use row::{Centre, Class, Row, Rule, Verdict, figure};

use crate::scenario::Scenario;
use bench::Bench;
use series::Series;

/// The scored table of one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Patterns {
    /// Name of the scenario.
    pub scenario: String,
    /// Number of replicates.
    pub replicates: u32,
    /// Seed.
    pub seed: u64,
    /// P, F and R rows in order; a pattern of several rows stands before them.
    pub rows: Vec<Row>,
}

impl Patterns {
    /// The rows that `--strict` asks for and that fail: every scored row but the published results, whose scatter
    /// between studies is wide.
    pub fn required_failures(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.verdict == Verdict::Fails && !row.id.starts_with('R'))
    }
}

/// Runs a scenario to the forecast origin over replicates and scores it.
///
/// # Errors
/// [`PatternsError`] if the scenario does not cover the record or a run fails.
pub fn score(scenario: &Scenario, replicates: u32, seed: u64) -> Result<Patterns, PatternsError> {
    let runs = histories::histories(scenario, replicates, seed)?;
    let origins = &scenario.setting.origins;
    let record = Series::record(origins);
    let bench = Bench { record: &record, runs: &runs.base };
    let mut rows = [
        levels::volumes(&bench),
        days::dispersion(&bench),
        days::season(&bench),
        days::boats_and_backlog(&bench),
        weeks::preventions(&bench),
        levels::origins(&bench, origins),
        weeks::weather(&bench),
        probes::event_blindness(&runs),
        weeks::weekly_spread(&bench),
        levels::deaths(&bench),
    ]
    .concat();
    // By number of the pattern; the sort is stable, so that rows of one pattern keep their order.
    rows.sort_by_key(|row| number(&row.id));
    rows.extend(levels::first_fit(&bench));
    rows.extend(probes::published(&runs));
    Ok(Patterns { scenario: scenario.name.clone(), replicates, seed, rows })
}

/// The number in an id such as `P15` or `P9-month-01`.
fn number(id: &str) -> u32 {
    id.split('-').next().and_then(|head| head.get(1..)).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_table_has_every_pattern_and_does_not_depend_on_threads() {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/baseline.toml"));
        let (scenario, _) = crate::scenario::load(path, &[]).expect("the baseline is whole");
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
            pool.install(|| score(&scenario, 3, 1)).expect("the baseline runs")
        };
        let table = with(1);
        assert_eq!(to_csv(&table), to_csv(&with(2)));
        let has = |id: &str| table.rows.iter().filter(|row| row.id == id).count() == 1;
        assert!((1..=19).all(|n| has(&format!("P{n}"))) && (1..=17).all(|n| has(&format!("R{n}"))));
        let mut ids: Vec<&str> = table.rows.iter().map(|row| row.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), table.rows.len());
    }
}
