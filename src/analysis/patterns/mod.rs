//! The model scored against the pattern table: many weak patterns at once, by rule, never one curve by eye.
//!
//! A history is a [`series::Series`], the same for the record and for a run; [`statistics`] and [`weekly`] measure it;
//! the rows compare. Verdicts are made by the rules that are printed beside them. The same rows are judged on two
//! controls, and a row that a control passes is a sanity check, not evidence. Draws no figure and prints nothing.

mod advice;
mod bench;
mod days;
mod histories;
mod hurdle;
mod levels;
mod page;
mod probes;
mod published;
mod row;
mod runner;
pub mod series;
mod stability;
pub mod statistics;
pub mod weekly;
mod weeks;

#[cfg(test)]
mod record_tests;

pub use page::{fit, markdown, plain, to_csv};
pub use row::{Centre, Class, Row, Rule, Verdict, figure};
pub use runner::PatternsError;

use crate::model::observation::FIXED_METRICS;
use crate::model::setting::{Origin, Setting, Wind};
use crate::scenario::Scenario;
use crate::study::design::Design;
use bench::Bench;
use histories::Showing;
use published::Effects;
use runner::Runner;
use series::Series;

/// The scored table of one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Patterns {
    /// Name of the scenario.
    pub scenario: String,
    /// Number of replicates.
    pub replicates: u32,
    /// Replicates of controls, published results and rest.
    pub study_replicates: u32,
    /// Seed.
    pub seed: u64,
    /// P, F, R and S rows in order; a pattern of several rows stands before them.
    pub rows: Vec<Row>,
    /// The P, F and R rows judged on the same model without any measure.
    pub without_measures: Vec<Row>,
    /// The P, F and R rows judged on the model without gangs.
    pub without_gangs: Vec<Row>,
}

impl Patterns {
    /// The rows that `--strict` asks for and that fail: every scored row but the published results, whose scatter
    /// between studies is wide.
    pub fn required_failures(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.verdict == Verdict::Fails && !row.id.starts_with('R'))
    }

    /// Whole patterns and published results, not their parts.
    pub fn heads(&self, letter: char) -> Vec<&Row> {
        self.rows.iter().filter(|row| row.id.starts_with(letter) && !row.id.contains('-')).collect()
    }

    /// Whole patterns and published results that no control passes: those that hold, and all that are scored.
    pub fn discriminating(&self) -> (usize, usize) {
        let heads = [self.heads('P'), self.heads('R')].concat();
        let telling: Vec<_> = heads.iter().filter(|row| row.discriminating == Some(true)).collect();
        (telling.iter().filter(|row| row.verdict == Verdict::Holds).count(), telling.len())
    }
}

/// Runs a scenario to the forecast origin over replicates, its controls and its small studies, and scores them.
///
/// # Errors
/// [`PatternsError`] if the scenario does not cover the record or a run fails.
pub fn score(scenario: &Scenario, replicates: u32, seed: u64) -> Result<Patterns, PatternsError> {
    let setting = histories::to_the_origin(scenario, replicates)?;
    let runner = Runner { design: Design::draw(std::slice::from_ref(scenario), replicates, seed)?, seed };
    let origins = &setting.origins;
    let record = Series::record(origins);
    let study = replicates.min(histories::STUDY);
    let effects =
        Effects { probes: probes::run(&runner, &setting, study)?, albania: albania(&runner, &setting, study)? };
    let model = histories::of_model(&runner, &setting, replicates)?;
    let cut = judged(&record, &histories::without_measures(&runner, &setting, replicates)?, None, origins);
    let hurdle = judged(&record, &histories::without_gangs(&record, seed, replicates), None, origins);
    let mut rows = judged(&record, &model, Some(&effects), origins);
    for (row, controls) in rows.iter_mut().zip(cut.iter().zip(&hurdle)) {
        let passed = [controls.0, controls.1].iter().any(|control| control.verdict == Verdict::Holds);
        row.discriminating = (row.verdict != Verdict::NotScored).then_some(!passed);
    }
    rows.extend(stability::rows(&stability::run(&runner, &setting, study)?));
    Ok(Patterns {
        scenario: scenario.name.clone(),
        replicates,
        study_replicates: study,
        seed,
        rows,
        without_measures: cut,
        without_gangs: hurdle,
    })
}

/// The P, F and R rows of one model, always the same rows in the same order.
fn judged(record: &Series, showing: &Showing, effects: Option<&Effects>, origins: &[Origin]) -> Vec<Row> {
    let bench = Bench { record, runs: &showing.base };
    let mut rows = [
        levels::volumes(&bench),
        days::dispersion(&bench),
        days::season(&bench),
        days::boats_and_backlog(&bench),
        weeks::preventions(&bench),
        levels::origins(&bench, origins),
        weeks::weather(&bench, &showing.still),
        published::event_blindness(showing),
        weeks::weekly_spread(&bench),
        levels::deaths(&bench),
    ]
    .concat();
    // By number of the pattern; the sort is stable, so that rows of one pattern keep their order.
    rows.sort_by_key(|row| number(&row.id));
    rows.extend(levels::first_fit(&bench));
    rows.extend(published::published(showing, effects));
    rows
}

/// R9: the agreement of scenarios/albania_2022.toml against the same past without it.
fn albania(runner: &Runner, setting: &Setting, replicates: u32) -> Result<Option<Vec<f64>>, PatternsError> {
    let Some(class) = setting.origins.iter().position(|origin| origin.id == "albania") else { return Ok(None) };
    let (eve, start, last) = (runner::day((2022, 9, 30))?, runner::day((2022, 10, 1))?, runner::day((2023, 3, 31))?);
    let without = Setting {
        period: runner::period(setting.period.first(), last)?,
        origin_day: eve,
        wind_future: Wind::Observed,
        ..setting.clone()
    };
    let agreement = "origin = \"albania\"\nremoval_prob = 0.5\nramp_days = 60".to_owned();
    let with = runner::with(&without, &[("returns_agreement", agreement)], start, last)?;
    let quarter = series::index(runner::day((2023, 1, 1))?)..series::index(last) + 1;
    let people = |setting: &Setting| {
        runner.run(setting, replicates, runner::as_drawn, |_, run| {
            run.column(FIXED_METRICS + class)[quarter.clone()].iter().sum::<f64>()
        })
    };
    let (base, changed) = (people(&without)?, people(&with)?);
    Ok(Some(base.iter().zip(&changed).map(|(base, changed)| changed / base - 1.0).collect()))
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
            pool.install(|| score(&scenario, 2, 1)).expect("the baseline runs")
        };
        let table = with(1);
        assert_eq!(to_csv(&table), to_csv(&with(2)));
        let has = |id: &str| table.rows.iter().filter(|row| row.id == id).count() == 1;
        assert!((1..=19).all(|n| has(&format!("P{n}"))) && (1..=17).all(|n| has(&format!("R{n}"))));
        assert!((1..=5).all(|n| has(&format!("S{n}"))));
        let mut ids: Vec<&str> = table.rows.iter().map(|row| row.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), table.rows.len());
        // Controls are judged on the same rows, in the same order, and scored rows know whether they tell.
        for control in [&table.without_measures, &table.without_gangs] {
            assert!(control.iter().zip(&table.rows).all(|(control, row)| control.id == row.id));
        }
        let told = |row: &&Row| row.discriminating.is_some() != (row.verdict != Verdict::NotScored);
        assert_eq!(table.rows.iter().filter(|row| !row.id.starts_with('S')).find(told), None);
        // A control without policy shows none: results that ask for an effect fail, those that ask for none hold.
        let zero = |id: &str| table.without_gangs.iter().find(|row| row.id == id).map(|row| row.verdict);
        assert_eq!((zero("R1"), zero("R9")), (Some(Verdict::Fails), Some(Verdict::Fails)));
        assert_eq!(zero("R10"), Some(Verdict::Holds));
    }
}
