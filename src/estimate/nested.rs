//! Where the variance of an effect comes from: parameter draws, weather paths within a draw, chance within a path.
//!
//! A random-effects analysis of variance of a nested design, by the method of moments (Searle, Casella and McCulloch 1992,
//! *Variance Components*, chapter 3; the sums of squares are type I, so designs need not be balanced). An estimate below
//! zero is cut to zero, as usual. Two levels that the design does not tell apart are never guessed at: they come back
//! joined. Nothing here knows what the numbers measure.

use super::mean;
use std::collections::BTreeMap;

/// What a nested design can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separation {
    /// Draws, weather paths and chance.
    Full,
    /// Draws from the rest: every replicate has a weather path of its own.
    DrawsFromRest,
    /// Chance from the rest: every draw has one weather path.
    ChanceFromRest,
    /// Nothing: every draw has one replicate.
    None,
}

/// The replicates of one parameter draw, summed up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrawSums {
    /// Number of the draw.
    pub draw: u32,
    /// Replicates.
    pub n: f64,
    /// Their mean.
    pub mean: f64,
    /// Weather paths.
    paths: f64,
    /// Σ over paths of n_path².
    path_squares: f64,
    /// Σ over paths of n_path (mean of the path − mean of the draw)².
    between_paths: f64,
    /// Σ over replicates of (value − mean of its path)².
    within_paths: f64,
}

impl DrawSums {
    /// One entry a draw, in the order of the draws' numbers. A path belongs to one draw.
    pub fn of(values: &[f64], draw: &[u32], path: &[u32]) -> Vec<Self> {
        let mut by_draw: BTreeMap<u32, BTreeMap<u32, Vec<f64>>> = BTreeMap::new();
        for ((&value, &draw), &path) in values.iter().zip(draw).zip(path) {
            by_draw.entry(draw).or_default().entry(path).or_default().push(value);
        }
        let sum_up = |(draw, paths): (u32, BTreeMap<u32, Vec<f64>>)| {
            let all: Vec<f64> = paths.values().flatten().copied().collect();
            let centre = mean(&all);
            let mut sums = Self {
                draw,
                n: all.len() as f64,
                mean: centre,
                paths: paths.len() as f64,
                path_squares: 0.0,
                between_paths: 0.0,
                within_paths: 0.0,
            };
            for values in paths.values() {
                let (n, own) = (values.len() as f64, mean(values));
                sums.path_squares += n * n;
                sums.between_paths += n * (own - centre) * (own - centre);
                sums.within_paths += values.iter().map(|x| (x - own) * (x - own)).sum::<f64>();
            }
            sums
        };
        by_draw.into_iter().map(sum_up).collect()
    }

    /// Variance of the draw's mean about the draw's expectation; `None` where the components are not separated.
    pub fn noise(&self, components: &Components) -> Option<f64> {
        match components.separation {
            Separation::Full => {
                let weather = components.weather? * self.path_squares / (self.n * self.n);
                Some(weather + components.chance? / self.n)
            }
            Separation::DrawsFromRest => Some(components.within_draws? / self.n),
            Separation::ChanceFromRest | Separation::None => None,
        }
    }
}

/// The mean over all replicates of some draws.
pub fn grand_mean(draws: &[DrawSums]) -> f64 {
    let n: f64 = draws.iter().map(|draw| draw.n).sum();
    let first = draws.iter().map(|draw| draw.n * draw.mean).sum::<f64>() / n;
    first + draws.iter().map(|draw| draw.n * (draw.mean - first)).sum::<f64>() / n
}

/// Components of the variance of a single replicate, in the squared unit of the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Components {
    /// What the design tells apart.
    pub separation: Separation,
    /// Between draws; none unless draws are separated.
    pub draws: Option<f64>,
    /// Between weather paths of a draw; only with [`Separation::Full`].
    pub weather: Option<f64>,
    /// Between replicates of a weather path; none where it is joined with the weather.
    pub chance: Option<f64>,
    /// All within a draw, weather and chance; none unless draws are separated.
    pub within_draws: Option<f64>,
    /// The whole: the sum of the components, or the plain variance where nothing is separated.
    pub total: f64,
}

impl Components {
    /// The components of some draws; nothing is separated below two draws.
    pub fn of(draws: &[DrawSums]) -> Self {
        let sum = |of: fn(&DrawSums) -> f64| draws.iter().map(of).sum::<f64>();
        let (n, paths, count) = (sum(|draw| draw.n), sum(|draw| draw.paths), draws.len() as f64);
        let (between_paths, within_paths) = (sum(|draw| draw.between_paths), sum(|draw| draw.within_paths));
        let grand = grand_mean(draws);
        let between_draws: f64 = draws.iter().map(|draw| draw.n * (draw.mean - grand) * (draw.mean - grand)).sum();
        let unequal = n - sum(|draw| draw.n * draw.n) / n;
        let nothing = Self {
            separation: Separation::None,
            draws: None,
            weather: None,
            chance: None,
            within_draws: None,
            total: if n > 1.0 { (between_draws + between_paths + within_paths) / (n - 1.0) } else { 0.0 },
        };
        // Draws over whatever is within them, as one sum of squares.
        let two_levels = |within: f64| {
            let low = within / (n - count);
            (((between_draws - (count - 1.0) * low) / unequal).max(0.0), low)
        };
        match (paths > count, n > paths) {
            _ if count < 2.0 => nothing,
            (false, false) => nothing,
            (true, false) => {
                let (draws, within) = two_levels(between_paths);
                Self {
                    separation: Separation::DrawsFromRest,
                    draws: Some(draws),
                    within_draws: Some(within),
                    total: draws + within,
                    ..nothing
                }
            }
            (false, true) => {
                let (rest, chance) = two_levels(within_paths);
                Self { separation: Separation::ChanceFromRest, chance: Some(chance), total: rest + chance, ..nothing }
            }
            (true, true) => {
                let path_in_draw = sum(|draw| draw.path_squares / draw.n);
                let path_in_all = sum(|draw| draw.path_squares) / n;
                let chance = within_paths / (n - paths);
                let weather = ((between_paths - (paths - count) * chance) / (n - path_in_draw)).max(0.0);
                let noise = (path_in_draw - path_in_all) * weather + (count - 1.0) * chance;
                let draws = ((between_draws - noise) / unequal).max(0.0);
                Self {
                    separation: Separation::Full,
                    draws: Some(draws),
                    weather: Some(weather),
                    chance: Some(chance),
                    within_draws: Some(weather + chance),
                    total: draws + weather + chance,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
