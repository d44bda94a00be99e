//! Screening by elementary effects: how far an outcome moves when one factor moves, from many places of the space.
//!
//! Morris 1991, *Technometrics* 33:161, with the mean of absolute effects of Campolongo, Cariboni and Saltelli 2007,
//! *Environmental Modelling & Software* 22:1509. Runs are noisy and absolute values never average out, so a factor that does
//! nothing has a mean absolute effect above zero. Whether an effect is there is therefore judged by its mean square with the
//! noise taken out: products between different weather paths alone, as in [`super::indices`].

use super::{mean, standard_error, t_quantile_975, variance};

/// What is found for one factor, in the unit of the outcome for a step over the whole range of the factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Screening {
    /// Mean effect.
    pub mean: f64,
    /// Its standard error over trajectories.
    pub mean_error: f64,
    /// Mean absolute effect, noise of runs included.
    pub mean_absolute: f64,
    /// Its standard error over trajectories.
    pub mean_absolute_error: f64,
    /// Standard deviation over trajectories, noise of runs included: curvature and interaction make it large, and so does noise.
    pub sd: f64,
    /// The part of that standard deviation that is noise of runs; none with one weather path.
    pub noise_sd: Option<f64>,
    /// Mean square of the expected effect, noise taken out; may lie below zero.
    pub mean_square: f64,
    /// Its standard error over trajectories.
    pub mean_square_error: f64,
}

impl Screening {
    /// From the effects by trajectory and weather path, the same number of paths in each; `None` below two trajectories.
    pub fn of(effects: &[Vec<f64>]) -> Option<Self> {
        if effects.len() < 2 {
            return None;
        }
        let means: Vec<f64> = effects.iter().map(|paths| mean(paths)).collect();
        let sizes: Vec<f64> = means.iter().map(|effect| effect.abs()).collect();
        let noise: Vec<f64> = effects.iter().map(|paths| noise_of_mean(paths)).collect();
        let squares: Vec<f64> = means.iter().zip(&noise).map(|(effect, noise)| effect * effect - noise).collect();
        let repeated = effects.iter().all(|paths| paths.len() > 1);
        Some(Self {
            mean: mean(&means),
            mean_error: standard_error(&means),
            mean_absolute: mean(&sizes),
            mean_absolute_error: standard_error(&sizes),
            sd: variance(&means).sqrt(),
            noise_sd: repeated.then(|| mean(&noise).sqrt()),
            mean_square: mean(&squares),
            mean_square_error: standard_error(&squares),
        })
    }

    /// Root of the mean square of the expected effect; 0 where it is not above zero.
    pub fn size(&self) -> f64 {
        self.mean_square.max(0.0).sqrt()
    }

    /// Whether the effect is told from none: the lower end of the 95 % interval of its mean square, or of its mean, is
    /// beyond zero.
    pub fn is_told(&self, trajectories: usize) -> bool {
        let t = t_quantile_975(trajectories.saturating_sub(1).max(1) as f64);
        self.mean_square > t * self.mean_square_error || self.mean.abs() > t * self.mean_error
    }
}

/// Variance that the noise of runs leaves on the mean over paths; zero where it is not seen.
fn noise_of_mean(paths: &[f64]) -> f64 {
    if paths.len() < 2 { 0.0 } else { variance(paths) / paths.len() as f64 }
}

#[cfg(test)]
mod tests;
