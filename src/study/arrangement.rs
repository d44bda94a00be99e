//! How the units of a study share parameter draws and weather paths.
//!
//! Nested designs split the variance of an effect into chance, weather and parameters; crossed ones compare parameter
//! values under common random numbers. This file draws nothing.

use super::StudyError;
use super::plan::Unit;
use serde::{Deserialize, Serialize};

/// Which replicates share a parameter draw and a weather path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Arrangement {
    /// Weather paths nested in draws, replicates nested in weather paths; no two replicates share their chance.
    Nested {
        /// Replicates that share a draw; a multiple of those that share a weather path.
        replicates_per_draw: u32,
        /// Replicates that share a weather path, and so differ by chance alone.
        replicates_per_weather: u32,
    },
    /// Every draw is run by the same replicates, each with its own weather: common random numbers across draws.
    Crossed {
        /// Replicates of each draw.
        replicates: u32,
    },
    /// Rows of draws: the draws of a row are run by the same replicates and weather paths, rows by different ones. Common
    /// random numbers within a row, and rows are independent of each other.
    Rows {
        /// Draws that share their replicates.
        draws_per_row: u32,
        /// Replicates of each draw; a multiple of those that share a weather path.
        replicates: u32,
        /// Replicates that share a weather path.
        replicates_per_weather: u32,
    },
}

impl Arrangement {
    /// Each replicate has a draw and a weather path of its own.
    pub const ONE_EACH: Self = Self::Nested { replicates_per_draw: 1, replicates_per_weather: 1 };

    /// Checks the arrangement against the number of units of a structure.
    ///
    /// # Errors
    /// [`StudyError::Input`] if a number is zero, or one is not a multiple of the other.
    pub fn check(self, units: u32) -> Result<(), StudyError> {
        match self {
            Self::Nested { replicates_per_draw, replicates_per_weather } => {
                if replicates_per_draw == 0 || replicates_per_weather == 0 {
                    return Err(StudyError::input("replicates_per_draw and replicates_per_weather must be 1 or more"));
                }
                if !replicates_per_draw.is_multiple_of(replicates_per_weather) {
                    return Err(StudyError::input(format!(
                        "replicates_per_draw ({replicates_per_draw}) must be a multiple of replicates_per_weather \
                         ({replicates_per_weather}): weather paths are nested in draws"
                    )));
                }
                Ok(())
            }
            Self::Crossed { replicates } if replicates == 0 || !units.is_multiple_of(replicates) => {
                Err(StudyError::input(format!(
                    "{units} units cannot be {replicates} replicates of every draw; make them a multiple"
                )))
            }
            Self::Rows { draws_per_row, replicates, replicates_per_weather } => {
                let of_row = draws_per_row.saturating_mul(replicates);
                if of_row == 0 || replicates_per_weather == 0 || !units.is_multiple_of(of_row) {
                    return Err(StudyError::input(format!(
                        "{units} units cannot be rows of {draws_per_row} draws and {replicates} replicates; make them a multiple"
                    )));
                }
                if !replicates.is_multiple_of(replicates_per_weather) {
                    return Err(StudyError::input(format!(
                        "{replicates} replicates of a draw must be a multiple of the {replicates_per_weather} that share a weather path"
                    )));
                }
                Ok(())
            }
            Self::Crossed { .. } => Ok(()),
        }
    }

    /// Number of draws that a number of units of one structure needs.
    pub const fn draws(self, units: u32) -> u32 {
        match self {
            Self::Nested { replicates_per_draw, .. } => units.div_ceil(replicates_per_draw),
            Self::Crossed { replicates } | Self::Rows { replicates, .. } => units / replicates,
        }
    }

    /// The unit with this place among those of its structure.
    pub const fn unit(self, place: u32, structure: u32) -> Unit {
        match self {
            Self::Nested { replicates_per_draw, replicates_per_weather } => Unit {
                replicate: place,
                draw: place / replicates_per_draw,
                weather_path: place / replicates_per_weather,
                structure,
            },
            Self::Crossed { replicates } => {
                let replicate = place % replicates;
                Unit { replicate, draw: place / replicates, weather_path: replicate, structure }
            }
            Self::Rows { draws_per_row, replicates, replicates_per_weather } => {
                let draw = place / replicates;
                let replicate = draw / draws_per_row * replicates + place % replicates;
                Unit { replicate, draw, weather_path: replicate / replicates_per_weather, structure }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weather_is_nested_in_draws_and_replicates_in_weather() {
        let four = Arrangement::Nested { replicates_per_draw: 4, replicates_per_weather: 2 };
        let labels: Vec<_> = (0..6).map(|place| four.unit(place, 1)).collect();
        let seen: Vec<_> = labels.iter().map(|unit| (unit.draw, unit.weather_path, unit.replicate)).collect();
        assert_eq!(seen, [(0, 0, 0), (0, 0, 1), (0, 1, 2), (0, 1, 3), (1, 2, 4), (1, 2, 5)]);
        assert_eq!((four.draws(6), four.draws(8), labels[0].structure), (2, 2, 1));
    }

    #[test]
    fn crossed_draws_meet_the_same_replicates() {
        let crossed = Arrangement::Crossed { replicates: 3 };
        let seen: Vec<_> = (0..6).map(|place| crossed.unit(place, 0)).map(|unit| (unit.draw, unit.replicate)).collect();
        assert_eq!(seen, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]);
        assert_eq!(crossed.draws(6), 2);
        assert!(crossed.check(7).is_err());
    }

    #[test]
    fn draws_of_a_row_share_their_replicates_and_rows_share_nothing() {
        let rows = Arrangement::Rows { draws_per_row: 2, replicates: 4, replicates_per_weather: 2 };
        let seen: Vec<_> = (0..16)
            .map(|place| rows.unit(place, 0))
            .map(|unit| (unit.draw, unit.replicate, unit.weather_path))
            .collect();
        assert_eq!(seen[..5], [(0, 0, 0), (0, 1, 0), (0, 2, 1), (0, 3, 1), (1, 0, 0)]);
        assert_eq!(seen[8..11], [(2, 4, 2), (2, 5, 2), (2, 6, 3)]);
        assert_eq!(rows.draws(16), 4);
        assert!(rows.check(16).is_ok() && rows.check(12).is_err());
        assert!(Arrangement::Rows { draws_per_row: 2, replicates: 3, replicates_per_weather: 2 }.check(6).is_err());
    }

    #[test]
    fn numbers_that_do_not_nest_are_refused() {
        assert!(Arrangement::Nested { replicates_per_draw: 3, replicates_per_weather: 2 }.check(6).is_err());
        assert!(Arrangement::Nested { replicates_per_draw: 0, replicates_per_weather: 1 }.check(6).is_err());
        assert!(Arrangement::Crossed { replicates: 0 }.check(6).is_err());
    }
}
