//! Sensitivity: which uncertain parameters drive an outcome or an effect, and how much.
//!
//! Three designs over the same factors: elementary effects along trajectories (`screening`), variance-based indices on
//! Saltelli's points (`indices`), and one parameter at a time (`tornado`). Each is a study of its own, whose points are
//! parameter draws: points of one row share replicates and weather paths, so that their differences meet the same luck, and
//! rows are independent, so that errors and resamples over rows hold all noise there is. It runs nothing itself and never
//! touches the terminal.

pub mod correlations;
pub mod indices;
mod points;
pub mod screening;
mod space;
pub mod tornado;

use crate::random::mix64;
use crate::scenario::{Sensitivity, TornadoDesign};
use crate::study::{Arrangement, DrawTable, Study, StudyError};
use points::Step;
use space::{Margins, Space};

/// Points of a design in a block: their files are read once and then removed.
const BLOCK_SIZE: u32 = 16;

/// Why there is no analysis.
#[derive(Debug, thiserror::Error)]
pub enum SensitivityError {
    /// What was asked for cannot be varied.
    #[error("{message}")]
    Input {
        /// What is wrong and what the user can change.
        message: String,
    },
    /// A design makes no study.
    #[error(transparent)]
    Study(#[from] StudyError),
}

/// The designs, in the order in which they are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Elementary effects.
    Screening,
    /// Variance-based indices.
    Indices,
    /// One parameter at a time.
    Tornado,
}

impl Kind {
    /// Name of the directory of its study.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Screening => "screening",
            Self::Indices => "indices",
            Self::Tornado => "tornado",
        }
    }
}

/// A design as a study.
pub struct Part {
    /// Which design.
    pub kind: Kind,
    /// Its study.
    pub study: Study,
    layout: Layout,
}

/// How the draws of a part belong together.
struct Layout {
    factors: Vec<String>,
    /// Keys whose values the draws give, each with its factor.
    keys: Vec<(String, usize)>,
    /// Values by draw, in the order of the keys.
    table: DrawTable,
    draws_per_row: usize,
    replicates: usize,
    replicates_per_weather: usize,
    /// Steps by trajectory; of a screening alone.
    steps: Vec<Vec<Step>>,
}

/// Plans the studies that a file asks for.
///
/// # Errors
/// [`SensitivityError`] if a design makes no study.
pub fn plan(asked: &Sensitivity) -> Result<Vec<Part>, SensitivityError> {
    let mut parts = Vec::new();
    // Seeds of studies stay within what a file can hold.
    let seed = |part: u64| mix64(asked.seed, part) >> 1;
    if let Some(designed) = &asked.screening {
        let (space, design) = (Space::of(&designed.factors)?, &designed.design);
        let (points, steps) = points::trajectories(&space, design.trajectories as usize, design.levels, seed(1));
        let mut layout = Layout::of(&space, &points, space.factor_count() + 1);
        (layout.replicates, layout.replicates_per_weather) =
            (design.replicates as usize, design.replicates_per_weather as usize);
        layout.steps = steps;
        parts.push(part(asked, Kind::Screening, layout, seed(2))?);
    }
    if let Some(designed) = &asked.indices {
        let (space, design) = (Space::of(&designed.factors)?, &designed.design);
        let points = points::saltelli(&space, design.rows as usize, seed(3));
        let mut layout = Layout::of(&space, &points, space.factor_count() + 2);
        (layout.replicates, layout.replicates_per_weather) =
            (design.replicates as usize, design.replicates_per_weather as usize);
        parts.push(part(asked, Kind::Indices, layout, seed(4))?);
    }
    if let Some(designed) = &asked.tornado {
        let keys: Vec<&str> = designed.factors.iter().map(|factor| factor.name.as_str()).collect();
        let layout = one_at_a_time(asked, &keys, &designed.design)?;
        parts.push(part(asked, Kind::Tornado, layout, seed(5))?);
    }
    Ok(parts)
}

impl Layout {
    fn of(space: &Space, points: &[Vec<f64>], draws_per_row: usize) -> Self {
        Self {
            factors: space.names().into_iter().map(str::to_owned).collect(),
            keys: space.keys(),
            table: space.table(points),
            draws_per_row,
            replicates: 1,
            replicates_per_weather: 1,
            steps: Vec::new(),
        }
    }

    /// Outcomes by weather path of a draw: means over the replicates that share it.
    fn paths(&self, values: &[f64], draw: usize) -> Vec<f64> {
        let of_draw = &values[draw * self.replicates..(draw + 1) * self.replicates];
        of_draw.chunks(self.replicates_per_weather).map(crate::estimate::mean).collect()
    }

    /// Number of rows.
    fn rows(&self) -> usize {
        self.table.rows.len() / self.draws_per_row
    }
}

/// The medians, then each parameter at its low and its high end.
fn one_at_a_time(asked: &Sensitivity, keys: &[&str], design: &TornadoDesign) -> Result<Layout, SensitivityError> {
    let margins = Margins::of(&asked.scenarios[0], &[points::ENDS.0, 0.5, points::ENDS.1])?;
    let centre: Vec<f64> = margins.values.iter().map(|(_, values)| values[1]).collect();
    let mut rows = vec![centre.clone()];
    for key in keys {
        let place = margins.values.iter().position(|(other, _)| other == key);
        let place = place.ok_or_else(|| SensitivityError::Input { message: format!("`{key}` is certain") })?;
        for end in [0, 2] {
            let mut row = centre.clone();
            row[place] = margins.values[place].1[end];
            rows.push(row);
        }
    }
    Ok(Layout {
        factors: keys.iter().map(|key| (*key).to_owned()).collect(),
        keys: margins.values.iter().map(|(key, _)| (key.clone(), 0)).collect(),
        draws_per_row: rows.len(),
        table: DrawTable { keys: margins.values.into_iter().map(|(key, _)| key).collect(), rows },
        replicates: design.replicates as usize,
        replicates_per_weather: 1,
        steps: Vec::new(),
    })
}

fn part(asked: &Sensitivity, kind: Kind, layout: Layout, seed: u64) -> Result<Part, SensitivityError> {
    let units = layout.table.rows.len() * layout.replicates;
    let arrangement = Arrangement::Rows {
        draws_per_row: layout.draws_per_row as u32,
        replicates: layout.replicates as u32,
        replicates_per_weather: layout.replicates_per_weather as u32,
    };
    let study = Study::new(asked.scenarios.clone(), units as u32, seed, BLOCK_SIZE)?
        .arranged(arrangement)?
        .with_draws(&layout.table)?;
    Ok(Part { kind, study, layout })
}
