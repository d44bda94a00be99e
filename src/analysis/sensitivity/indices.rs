//! Variance-based indices of a design, with intervals from resampled rows, and what the variance of single runs is made of.

use super::Part;
use crate::estimate::indices::{Indices, Row as Points, moments};
use crate::estimate::{Components, DrawSums, quantile_sorted};
use crate::random::{Purpose, Stream, mix64};

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranged {
    /// Estimate from all rows.
    pub value: f64,
    /// Lower end.
    pub low95: f64,
    /// Upper end.
    pub high95: f64,
}

impl Ranged {
    /// Whether the interval lies above zero.
    pub fn is_told(&self) -> bool {
        self.low95 > 0.0
    }
}

/// Indices of one factor.
#[derive(Debug, Clone)]
pub struct Row {
    /// Factor.
    pub factor: String,
    /// First order; none where the expected outcome is not told to vary.
    pub first: Option<Ranged>,
    /// Total; none likewise.
    pub total: Option<Ranged>,
}

/// What is found for one outcome.
#[derive(Debug, Clone)]
pub struct Found {
    /// One row a factor, in the order of the design.
    pub rows: Vec<Row>,
    /// Variance of the expected outcome over all factors.
    pub variance: Ranged,
    /// Mean over the design.
    pub mean: f64,
    /// Parts of the variance of a single run: parameters, weather and chance as far as the design tells them apart.
    pub components: Components,
}

/// The indices, from one outcome by unit. Intervals are percentiles over resamples of whole rows, keyed by the seed.
pub fn found(part: &Part, values: &[f64], resamples: u32, seed: u64) -> Option<Found> {
    let layout = &part.layout;
    let rows: Vec<Points> = (0..layout.rows())
        .map(|row| {
            let at = |point: usize| layout.paths(values, row * layout.draws_per_row + point);
            let last = layout.draws_per_row - 1;
            Points { a: at(0), b: at(last), mixed: (1..last).map(at).collect() }
        })
        .collect();
    let all: Vec<&Points> = rows.iter().collect();
    let whole = moments(&all)?;
    let stream = Stream::new(mix64(seed, 17), 0);
    let again: Vec<Indices> = (0..resamples)
        .filter_map(|resample| {
            let draw = |at| stream.uniform(resample, at, Purpose::ParameterDraw, 0);
            let rows: Vec<&Points> =
                (0..rows.len() as u32).map(|at| &rows[(draw(at) * rows.len() as f64) as usize]).collect();
            moments(&rows)
        })
        .collect();
    let variance = ranged(whole.variance, again.iter().map(|one| one.variance));
    // A ratio whose denominator may be nothing says nothing.
    let told = variance.is_told();
    let index = |of: &dyn Fn(&Indices) -> f64| {
        told.then(|| {
            let share = |one: &Indices| of(one) / one.variance;
            ranged(share(&whole), again.iter().filter(|one| one.variance > 0.0).map(share))
        })
    };
    let row = |(factor, name): (usize, &String)| Row {
        factor: name.clone(),
        first: index(&|one| one.first[factor]),
        total: index(&|one| one.total[factor]),
    };
    let sampled = sampled(part, values);
    let draws = DrawSums::of(&sampled.values, &sampled.draws, &sampled.paths);
    Some(Found {
        rows: layout.factors.iter().enumerate().map(row).collect(),
        variance,
        mean: crate::estimate::mean(&sampled.values),
        components: Components::of(&draws),
    })
}

fn ranged(value: f64, resampled: impl Iterator<Item = f64>) -> Ranged {
    let mut sorted: Vec<f64> = resampled.collect();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() {
        return Ranged { value, low95: f64::NEG_INFINITY, high95: f64::INFINITY };
    }
    Ranged { value, low95: quantile_sorted(&sorted, 0.025), high95: quantile_sorted(&sorted, 0.975) }
}

/// Runs at the points of both samples, whose parameters all vary by their laws.
pub(super) struct Sampled {
    pub values: Vec<f64>,
    pub draws: Vec<u32>,
    pub paths: Vec<u32>,
}

pub(super) fn sampled(part: &Part, values: &[f64]) -> Sampled {
    let layout = &part.layout;
    let mut seen = Sampled { values: Vec::new(), draws: Vec::new(), paths: Vec::new() };
    for (unit, value) in (0..part.study.replicates()).map(|number| part.study.unit(number)).zip(values) {
        let place = unit.draw as usize % layout.draws_per_row;
        if place == 0 || place + 1 == layout.draws_per_row {
            seen.values.push(*value);
            seen.draws.push(unit.draw);
            seen.paths.push(unit.weather_path);
        }
    }
    seen
}
