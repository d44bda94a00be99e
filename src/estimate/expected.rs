//! The distribution of the expected effect over parameter draws and structures, with the noise of single replicates taken out.
//!
//! Every draw has an expected effect of its own; the mean of its few replicates is that effect and noise. The means are
//! shrunk towards the mean over all draws by their reliability and then spread again until their variance is the one that
//! the analysis of variance finds between draws (Louis 1984, *Journal of the American Statistical Association* 79:393;
//! Ghosh 1992, 87:533). Without several replicates of a draw there is no such distribution, and none is made up.

use super::nested::{Components, DrawSums, grand_mean};
use super::{Band, jackknife, mean, variance};
use serde::Serialize;

/// Expected effects by draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Expected {
    /// One expected effect a structure and draw, in their order, in the unit of the values.
    #[serde(skip)]
    pub effects: Vec<f64>,
    /// Standard deviation of the expected effect between draws and structures.
    pub sd: f64,
    /// Its standard error, clustered by draw (jackknife); none below three draws.
    pub sd_error: Option<f64>,
    /// Bands over draws and structures; none where no variance is seen above the noise of single runs, which says that
    /// the spread is too small to see and not that there is none.
    pub band: Option<Band>,
    /// Probability (0–1) that the expected effect is below zero: over draws and over the noise that the mean over all
    /// draws still has.
    pub below_zero: f64,
    /// Its standard error, clustered by draw (jackknife); none below three draws.
    pub below_zero_error: Option<f64>,
}

impl Expected {
    /// The distribution over draws and structures: one list of draws a structure, the same draws in each, all structures
    /// with the same weight. `None` where the design does not separate draws from the rest.
    pub fn of(structures: &[Vec<DrawSums>]) -> Option<Self> {
        let found = Found::of(structures)?;
        let places: Vec<usize> = (0..structures.first()?.len()).collect();
        let error = |of: fn(&Found) -> f64| {
            jackknife::error(&places, |some| {
                let part: Vec<Vec<DrawSums>> =
                    structures.iter().map(|draws| some.iter().map(|&at| draws[at]).collect()).collect();
                Some(of(&Found::of(&part)?))
            })
        };
        let (below_zero_error, sd_error) = (error(Found::below_zero), error(Found::sd));
        let effects: Vec<f64> = found.effects.iter().flatten().copied().collect();
        let is_seen = found.variance > 0.0 || found.noise.iter().all(|noise| *noise == 0.0);
        Some(Self {
            sd: found.sd(),
            sd_error,
            band: is_seen.then(|| Band::of(&effects)),
            below_zero: found.below_zero(),
            below_zero_error,
            effects,
        })
    }
}

/// Effects before they are summed up.
struct Found {
    /// By structure and draw.
    effects: Vec<Vec<f64>>,
    /// Between draws and structures.
    variance: f64,
    /// By structure: the standard error that the noise of replicates leaves on the mean over draws.
    noise: Vec<f64>,
}

impl Found {
    fn of(structures: &[Vec<DrawSums>]) -> Option<Self> {
        let centres: Vec<f64> = structures.iter().map(|draws| grand_mean(draws)).collect();
        let (centre, between) = (mean(&centres), between_structures(structures));
        let seen = if centres.len() > 1 { variance(&centres) } else { 0.0 };
        let stretch = if seen > 0.0 { (between / seen).sqrt() } else { 0.0 };
        let mut all = Self { effects: Vec::new(), variance: between, noise: Vec::new() };
        for (draws, own) in structures.iter().zip(centres) {
            let (deviations, of_draws, noise) = deviations(draws)?;
            let own = centre + stretch * (own - centre);
            all.effects.push(deviations.into_iter().map(|deviation| own + deviation).collect());
            all.variance += of_draws / structures.len() as f64;
            all.noise.push(noise);
        }
        Some(all)
    }

    fn sd(&self) -> f64 {
        self.variance.sqrt()
    }

    /// Mean over structures and draws of the probability that an effect known up to a normal error is below zero.
    fn below_zero(&self) -> f64 {
        let below = |effect: f64, error: f64| {
            if error > 0.0 {
                0.5 * libm::erfc(effect / error * std::f64::consts::FRAC_1_SQRT_2)
            } else {
                f64::from(u8::from(effect < 0.0))
            }
        };
        let by_structure: Vec<f64> = (self.effects.iter().zip(&self.noise))
            .map(|(effects, &noise)| mean(&effects.iter().map(|&effect| below(effect, noise)).collect::<Vec<_>>()))
            .collect();
        mean(&by_structure)
    }
}

/// Deviations of the draws' expected effects from their mean, the variance between draws, and the standard error that
/// the noise of replicates leaves on the mean.
fn deviations(draws: &[DrawSums]) -> Option<(Vec<f64>, f64, f64)> {
    let components = Components::of(draws);
    let between = components.draws?;
    let grand = grand_mean(draws);
    let n: f64 = draws.iter().map(|draw| draw.n).sum();
    let mut noise_of_mean = 0.0;
    let mut shrunken = Vec::with_capacity(draws.len());
    for draw in draws {
        let noise = draw.noise(&components)?;
        noise_of_mean += draw.n * draw.n * noise / (n * n);
        let reliability = if between > 0.0 { between / (between + noise) } else { 0.0 };
        shrunken.push(reliability * (draw.mean - grand));
    }
    let (centre, seen) = (mean(&shrunken), variance(&shrunken));
    let stretch = if seen > 0.0 { (between / seen).sqrt() } else { 0.0 };
    let deviations = shrunken.into_iter().map(|deviation| stretch * (deviation - centre)).collect();
    Some((deviations, between, noise_of_mean.sqrt()))
}

/// Variance of the mean effect between structures that were run over the same draws, their Monte Carlo noise taken out;
/// zero for one structure, and never below zero.
pub fn between_structures(structures: &[Vec<DrawSums>]) -> f64 {
    let count = structures.len() as f64;
    let draws = structures.first().map_or(0, Vec::len);
    if structures.len() < 2 || draws < 2 {
        return 0.0;
    }
    let of_draw: Vec<f64> =
        (0..draws).map(|at| structures.iter().map(|list| list[at].mean).sum::<f64>() / count).collect();
    let (mut seen, mut noise) = (0.0, 0.0);
    for list in structures {
        let deviations: Vec<f64> = list.iter().zip(&of_draw).map(|(draw, centre)| draw.mean - centre).collect();
        seen += mean(&deviations) * mean(&deviations);
        noise += variance(&deviations) / draws as f64;
    }
    ((seen - noise) / (count - 1.0)).max(0.0)
}

#[cfg(test)]
mod tests;
