//! The design: one value for each parameter, scenario and draw.
//!
//! A value depends on the seed, the draw, the parameter's key and its law, and on nothing else: the same law has the same
//! value in every scenario, and a new parameter moves no other. Values are written to `design.csv` and read back from
//! there when a run continues, so that no change of a sampler can move a study half done.

use super::StudyError;
use super::draw::Uncertain;
use crate::evidence::{Law, Parameter, parameter};
use crate::model::parameters::Parameters;
use crate::quantity::text::push_shortest;
use crate::scenario::Scenario;
use std::fmt::Write as _;

/// Under which the choice of a posterior's row is keyed; no parameter has this name.
const POSTERIOR_ROW: &str = "posterior";

/// Parameter values by scenario and draw, in the order of [`Parameters::KEYS`].
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// `values[scenario][draw][key]`.
    values: Vec<Vec<Vec<f64>>>,
}

/// Given values of some parameters, one row a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawTable {
    /// Keys of the parameters, each once.
    pub keys: Vec<String>,
    /// Values by draw, in the order of the keys.
    pub rows: Vec<Vec<f64>>,
}

impl Design {
    /// Draws the values.
    ///
    /// # Errors
    /// [`StudyError::Input`] if a scenario has no law for a key that the model needs.
    pub fn draw(scenarios: &[Scenario], draws: u32, seed: u64) -> Result<Self, StudyError> {
        let of_scenario = |scenario: &Scenario| {
            let laws = Parameters::KEYS.iter().map(|&key| {
                let missing = || format!("scenario `{}` has no value for parameter `{key}`", scenario.name);
                scenario.laws.get(key).map(|law| Uncertain::new(law, key)).ok_or_else(|| StudyError::input(missing()))
            });
            let laws: Vec<_> = laws.collect::<Result<_, _>>()?;
            let any_share = Law::Uniform { low: 0.0, high: 1.0 };
            let share = Uncertain::new(&any_share, POSTERIOR_ROW);
            let row = |draw| {
                let mut row: Vec<f64> = laws.iter().map(|law| law.value(seed, draw)).collect();
                if let Some(posterior) = &scenario.posterior {
                    // The choice depends on seed and draw alone: the same row under every scenario of the study.
                    let chosen = posterior.row_at(share.value(seed, draw));
                    for (at, key) in posterior.taken_keys() {
                        if let Some(place) = Parameters::KEYS.iter().position(|known| *known == key) {
                            row[place] = chosen[at];
                        }
                    }
                }
                row
            };
            Ok((0..draws).map(row).collect())
        };
        Ok(Self { values: scenarios.iter().map(of_scenario).collect::<Result<_, StudyError>>()? })
    }

    /// Puts given values in place of drawn ones, in every scenario.
    ///
    /// # Errors
    /// [`StudyError::Input`] if a key is unknown, a row is short, or rows and draws are not as many.
    pub(super) fn put(&mut self, table: &DrawTable) -> Result<(), StudyError> {
        let place = |key: &String| {
            let known = Parameters::KEYS.iter().position(|known| known == key);
            known.ok_or_else(|| StudyError::input(format!("the draws name an unknown parameter `{key}`")))
        };
        let places: Vec<usize> = table.keys.iter().map(place).collect::<Result<_, _>>()?;
        for scenario in &mut self.values {
            if scenario.len() != table.rows.len() || table.rows.iter().any(|row| row.len() != places.len()) {
                let message = format!(
                    "{} rows of draws of {} parameters do not fit a study of {} draws",
                    table.rows.len(),
                    places.len(),
                    scenario.len()
                );
                return Err(StudyError::Input { message });
            }
            for (values, given) in scenario.iter_mut().zip(&table.rows) {
                places.iter().zip(given).for_each(|(&place, &value)| values[place] = value);
            }
        }
        Ok(())
    }

    /// Number of draws; a study that a rule has ended used the first of them.
    pub fn draws(&self) -> u32 {
        self.values.first().map_or(0, Vec::len) as u32
    }

    /// The values of one scenario and draw, in the order of [`Parameters::KEYS`].
    pub fn row(&self, scenario: usize, draw: u32) -> &[f64] {
        &self.values[scenario][draw as usize]
    }

    /// The parameters of one scenario and draw.
    ///
    /// # Panics
    /// Never: a design holds every key.
    pub fn parameters(&self, scenario: usize, draw: u32) -> Parameters {
        let row = self.row(scenario, draw);
        Parameters::from_lookup(|key| Parameters::KEYS.iter().position(|&known| known == key).map(|at| row[at]))
            .expect("a design holds every key")
    }

    /// The file `design.csv`: scenario, draw, then the keys; the shortest text that reads back to the same bits.
    pub fn to_csv(&self, scenarios: &[Scenario]) -> String {
        let mut text = header();
        for (scenario, draws) in scenarios.iter().zip(&self.values) {
            for (draw, row) in draws.iter().enumerate() {
                text.push('\n');
                write!(text, "{},{draw}", scenario.name).expect("writing to a String cannot fail");
                for &value in row {
                    text.push(',');
                    push_shortest(&mut text, value);
                }
            }
        }
        text.push('\n');
        text
    }

    /// Reads the file back. `None` if it is not a design of these scenarios and draws.
    pub fn from_csv(text: &str, scenarios: &[Scenario], draws: u32) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        if lines.next()? != header() {
            return None;
        }
        // Without a row nothing is inside.
        let limits: Vec<(f64, f64)> = Parameters::KEYS
            .iter()
            .map(|key| parameter(key).map_or((f64::INFINITY, f64::NEG_INFINITY), Parameter::limits))
            .collect();
        let mut values = Vec::with_capacity(scenarios.len());
        for scenario in scenarios {
            let mut of_scenario = Vec::with_capacity(draws as usize);
            for draw in 0..draws {
                let fields = lines.next()?.strip_prefix(&format!("{},{draw},", scenario.name))?.split(',');
                let row: Vec<f64> = fields.map(str::parse).collect::<Result<_, _>>().ok()?;
                let inside = |(value, (from, to)): (&f64, &(f64, f64))| from <= value && value <= to;
                if row.len() != limits.len() || !row.iter().zip(&limits).all(inside) {
                    return None;
                }
                of_scenario.push(row);
            }
            values.push(of_scenario);
        }
        lines.next().is_none().then_some(Self { values })
    }
}

fn header() -> String {
    format!("scenario,draw,{}", Parameters::KEYS.join(","))
}
