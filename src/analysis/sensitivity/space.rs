//! The space that factors span: a point has one share in (0, 1) for each parameter and for the row of the posterior.
//!
//! A share is turned into a value by the quantiles of the parameter's law, so that uniform points are draws of the laws.
//! Parameters of the posterior vary as whole rows; their margins serve the tornado alone. This file draws nothing.

use super::super::scale::Scale;
use super::SensitivityError;
use crate::evidence::Law;
use crate::random::samplers::standard_normal;
use crate::scenario::{Factor, Posterior, Scenario};
use crate::study::DrawTable;
use std::sync::Arc;

/// One dimension.
enum Coordinate {
    Parameter { key: String, scale: Scale },
    Row { posterior: Arc<Posterior> },
}

/// The space of some factors.
pub struct Space {
    coordinates: Vec<Coordinate>,
    /// Name and places of its coordinates, by factor.
    factors: Vec<(String, Vec<usize>)>,
}

impl Space {
    /// The space of factors.
    ///
    /// # Errors
    /// [`SensitivityError::Input`] if a law has no quantiles here.
    pub fn of(factors: &[Factor]) -> Result<Self, SensitivityError> {
        let mut space = Self { coordinates: Vec::new(), factors: Vec::new() };
        for factor in factors {
            let first = space.coordinates.len();
            for (key, law) in &factor.laws {
                let scale = scale(key, *law)?;
                space.coordinates.push(Coordinate::Parameter { key: key.clone(), scale });
            }
            if let Some(posterior) = &factor.posterior {
                space.coordinates.push(Coordinate::Row { posterior: Arc::clone(posterior) });
            }
            space.factors.push((factor.name.clone(), (first..space.coordinates.len()).collect()));
        }
        Ok(space)
    }

    /// Number of dimensions.
    pub const fn dimensions(&self) -> usize {
        self.coordinates.len()
    }

    /// Names of the factors.
    pub fn names(&self) -> Vec<&str> {
        self.factors.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Places of a factor's coordinates.
    pub fn of_factor(&self, factor: usize) -> &[usize] {
        &self.factors[factor].1
    }

    /// Number of factors.
    pub const fn factor_count(&self) -> usize {
        self.factors.len()
    }

    /// Keys of the parameters that points give values to, each with its factor.
    pub fn keys(&self) -> Vec<(String, usize)> {
        let mut keys = Vec::new();
        for (factor, (_, places)) in self.factors.iter().enumerate() {
            for &place in places {
                match &self.coordinates[place] {
                    Coordinate::Parameter { key, .. } => keys.push((key.clone(), factor)),
                    Coordinate::Row { posterior } => {
                        keys.extend(posterior.taken_keys().map(|(_, key)| (key.to_owned(), factor)));
                    }
                }
            }
        }
        keys
    }

    /// Parameter values at points.
    pub fn table(&self, points: &[Vec<f64>]) -> DrawTable {
        let row = |shares: &Vec<f64>| -> Vec<f64> {
            let mut values = Vec::new();
            for (coordinate, &share) in self.coordinates.iter().zip(shares) {
                match coordinate {
                    Coordinate::Parameter { scale, .. } => values.push(scale.value(standard_normal(share))),
                    Coordinate::Row { posterior } => {
                        let row = posterior.row_at(share);
                        values.extend(posterior.taken_keys().map(|(at, _)| row[at]));
                    }
                }
            }
            values
        };
        DrawTable {
            keys: self.keys().into_iter().map(|(key, _)| key).collect(),
            rows: points.iter().map(row).collect(),
        }
    }
}

fn scale(key: &str, law: Law) -> Result<Scale, SensitivityError> {
    Scale::new(key, law)
        .ok_or_else(|| SensitivityError::Input { message: format!("`{key}` follows a law without quantiles here") })
}

/// All uncertain parameters of a scenario with the value at a share of each margin.
pub struct Margins {
    /// Key and values at the shares that were asked for.
    pub values: Vec<(String, Vec<f64>)>,
}

impl Margins {
    /// Values of every uncertain parameter at some shares: of its law, or of its column of the posterior.
    ///
    /// # Errors
    /// [`SensitivityError::Input`] if a law has no quantiles here.
    pub fn of(scenario: &Scenario, shares: &[f64]) -> Result<Self, SensitivityError> {
        let mut values = Vec::new();
        let taken: Vec<(usize, &str)> = scenario.posterior.iter().flat_map(|one| one.taken_keys()).collect();
        for (key, law) in &scenario.laws {
            let in_posterior = taken.iter().find(|(_, other)| other == key);
            if let Some((posterior, &(column, _))) = scenario.posterior.as_ref().zip(in_posterior) {
                values.push((key.clone(), quantiles(posterior, column, shares)));
            } else if Scale::new(key, *law).is_some() {
                let scale = scale(key, *law)?;
                values.push((key.clone(), shares.iter().map(|&share| scale.value(standard_normal(share))).collect()));
            }
        }
        Ok(Self { values })
    }
}

/// Weighted quantiles of a column: the least value at which the weight below and at it reaches the share.
fn quantiles(posterior: &Posterior, column: usize, shares: &[f64]) -> Vec<f64> {
    let mut rows: Vec<(f64, f64)> =
        posterior.rows.iter().zip(&posterior.weights).map(|(row, &weight)| (row[column], weight)).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = posterior.weights.iter().sum();
    let at = |share: f64| {
        let mut sum = 0.0;
        let reached = rows.iter().find(|(_, weight)| {
            sum += weight;
            sum >= share * total
        });
        reached.or(rows.last()).map_or(f64::NAN, |(value, _)| *value)
    };
    shares.iter().map(|&share| at(share)).collect()
}
