//! The distribution of the expected effect over parameter draws, with the noise of single replicates taken out.
//!
//! Every draw has an expected effect of its own; the mean of its few replicates is that effect and noise. The means are
//! shrunk towards the mean over all draws by their reliability and then spread again until their variance is the one that
//! the analysis of variance finds between draws (Louis 1984, *Journal of the American Statistical Association* 79:393;
//! Ghosh 1992, 87:533). Without several replicates of a draw there is no such distribution, and none is made up.

use super::nested::{Components, DrawSums, grand_mean};
use super::{Band, jackknife};

/// Expected effects by draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// One expected effect a draw, in the order of the draws' numbers, in the unit of the values.
    pub effects: Vec<f64>,
    /// Standard deviation of the expected effect between draws.
    pub sd: f64,
    /// Bands over draws.
    pub band: Band,
    /// Probability (0–1) that the expected effect is below zero: over draws and over the noise that the mean over all
    /// draws still has.
    pub below_zero: f64,
    /// Its standard error, clustered by draw (jackknife); none below three draws.
    pub below_zero_error: Option<f64>,
}

impl Expected {
    /// The distribution; `None` where the design does not separate draws from the rest.
    pub fn of(draws: &[DrawSums]) -> Option<Self> {
        let (effects, components, noise) = effects(draws)?;
        let below_zero_error = jackknife::error(draws, |some| {
            let (effects, _, noise) = self::effects(some)?;
            Some(share_below_zero(&effects, noise))
        });
        Some(Self {
            sd: components.draws?.sqrt(),
            band: Band::of(&effects),
            below_zero: share_below_zero(&effects, noise),
            below_zero_error,
            effects,
        })
    }
}

/// Effects by draw, components, and the standard error that the noise of replicates leaves on the mean over draws.
fn effects(draws: &[DrawSums]) -> Option<(Vec<f64>, Components, f64)> {
    let components = Components::of(draws);
    let between = components.draws?;
    let grand = grand_mean(draws);
    let n: f64 = draws.iter().map(|draw| draw.n).sum();
    let mut noise_of_mean = 0.0;
    let mut deviations = Vec::with_capacity(draws.len());
    for draw in draws {
        let noise = draw.noise(&components)?;
        noise_of_mean += draw.n * draw.n * noise / (n * n);
        let reliability = if between > 0.0 { between / (between + noise) } else { 0.0 };
        deviations.push(reliability * (draw.mean - grand));
    }
    let centre = super::mean(&deviations);
    let seen = super::variance(&deviations);
    let stretch = if seen > 0.0 { (between / seen).sqrt() } else { 0.0 };
    // The centre stays at the mean over all replicates: the estimate of the mean effect.
    let effects = deviations.into_iter().map(|deviation| grand + stretch * (deviation - centre)).collect();
    Some((effects, components, noise_of_mean.sqrt()))
}

/// Mean over draws of the probability that an effect known up to a normal error is below zero.
fn share_below_zero(effects: &[f64], error: f64) -> f64 {
    let below = |effect: f64| {
        if error > 0.0 {
            0.5 * libm::erfc(effect / error * std::f64::consts::FRAC_1_SQRT_2)
        } else {
            f64::from(u8::from(effect < 0.0))
        }
    };
    effects.iter().map(|&effect| below(effect)).sum::<f64>() / effects.len() as f64
}
