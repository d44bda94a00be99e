//! Where the prior is still plausible: an ellipsoid in the directions that data have narrowed, and draws from the prior
//! inside it.
//!
//! On the scale of scores the prior is a standard normal in every direction, so the informed directions are the
//! eigenvectors of the posterior covariance with small eigenvalues; all others stay free. The region only cuts off what no
//! posterior would reach (99.5 % of a normal posterior with its variances widened): inside it the prior keeps its density, so
//! that draws need no weights (truncated sequential inference, Deistler, Gonçalves & Macke 2022; history matching, Vernon,
//! Goldstein & Bower 2010). It looks at no data itself.

use super::inference::Sample;
use crate::estimate::linear::{eigen, moments};
use crate::random::samplers::standard_normal;
use crate::random::{Purpose, Stream};

/// A direction counts as narrowed below this share of its prior variance, after what a sample of this size shows by chance.
const NARROWED: f64 = 0.6;
/// Least variance taken for a direction: a bank cannot show less.
const LEAST_VARIANCE: f64 = 0.01;
/// Normal score of the share of the widened posterior that the region holds.
const WIDTH_SCORE: f64 = 2.576;
/// Trials for one draw before the regions count as empty.
const TRIALS: u32 = 200_000;

/// An ellipsoid across the informed directions.
#[derive(Debug, Clone)]
pub struct Region {
    /// Informed directions, unit vectors.
    directions: Vec<Vec<f64>>,
    /// Centre along each.
    centre: Vec<f64>,
    /// Widened standard deviation along each.
    spread: Vec<f64>,
    /// Squared radius in spreads.
    limit: f64,
}

impl Region {
    /// The region of a sample, its variances widened by a factor.
    pub fn around(sample: &Sample, widen: f64) -> Self {
        let (mean, covariance) = moments(&sample.scores, &sample.weights);
        let (values, vectors) = eigen(&covariance);
        // Least eigenvalue of a covariance estimated from noise of variance 1 (Marchenko & Pastur 1967).
        let edge = 1.0 - (values.len() as f64 / sample.effective_size()).sqrt().min(0.9);
        let informed: Vec<usize> = (0..values.len()).filter(|&at| values[at] < NARROWED * edge * edge).collect();
        let directions: Vec<Vec<f64>> = informed.iter().map(|&at| vectors.row(at).to_vec()).collect();
        let k = (directions.len() as f64).max(1.0);
        // Quantile of chi-square with k degrees of freedom (Wilson & Hilferty 1931).
        let part = 2.0 / (9.0 * k);
        let root = 1.0 - part + WIDTH_SCORE * part.sqrt();
        Self {
            centre: directions.iter().map(|direction| dot(direction, &mean)).collect(),
            spread: informed.iter().map(|&at| (widen * values[at].max(LEAST_VARIANCE)).sqrt()).collect(),
            limit: k * root * root * root,
            directions,
        }
    }

    /// Number of informed directions.
    pub const fn informed(&self) -> usize {
        self.directions.len()
    }

    /// Whether scores lie inside.
    pub fn holds(&self, scores: &[f64]) -> bool {
        let parts =
            self.directions.iter().zip(self.centre.iter().zip(&self.spread)).map(|(direction, (centre, spread))| {
                let away = (dot(direction, scores) - centre) / spread;
                away * away
            });
        parts.sum::<f64>() <= self.limit
    }

    /// One trial: scores uniform in the ellipsoid and normal across it, and the chance at which they are to be kept.
    fn propose(&self, stream: &Stream, trial: u32, count: usize) -> (Vec<f64>, f64) {
        let uniform = |at: usize| stream.uniform(at as u32, trial, Purpose::ParameterDraw, 0);
        let mut scores: Vec<f64> = (0..count).map(|at| standard_normal(uniform(at))).collect();
        let k = self.directions.len();
        if k == 0 {
            return (scores, 1.0);
        }
        let ball: Vec<f64> = (0..k).map(|at| standard_normal(uniform(count + at))).collect();
        let length = dot(&ball, &ball).sqrt();
        let radius = (self.limit * libm::pow(uniform(count + k), 2.0 / k as f64)).sqrt();
        let (mut square, mut least) = (0.0, 0.0);
        for (at, direction) in self.directions.iter().enumerate() {
            let along = self.centre[at] + self.spread[at] * radius * ball[at] / length;
            let change = along - dot(direction, &scores);
            scores.iter_mut().zip(direction).for_each(|(score, part)| *score += change * part);
            square += along * along;
            // The box around the ellipsoid comes no nearer to the prior's middle than this.
            let nearest = (self.centre[at].abs() - self.spread[at] * self.limit.sqrt()).max(0.0);
            least += nearest * nearest;
        }
        (scores, libm::exp(-0.5 * (square - least)))
    }
}

/// Scores of one draw of the prior inside all regions, the last of which is the narrowest; `None` if there is hardly room.
pub fn draw(regions: &[Region], count: usize, seed: u64, number: u32) -> Option<Vec<f64>> {
    let stream = Stream::new(seed, number);
    let everything = Region { directions: Vec::new(), centre: Vec::new(), spread: Vec::new(), limit: 0.0 };
    let narrowest = regions.last().unwrap_or(&everything);
    (0..TRIALS).find_map(|trial| {
        let (scores, chance) = narrowest.propose(&stream, trial, count);
        let kept = stream.uniform(u32::MAX, trial, Purpose::ParameterDraw, 0) < chance;
        (kept && regions.iter().all(|region| region.holds(&scores) || region.informed() == 0)).then_some(scores)
    })
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sample of three scores of which the sum of the first two is known to be about 1.5.
    fn sample() -> Sample {
        let n = 4000;
        let scores: Vec<Vec<f64>> = (0..n)
            .map(|number| {
                let free = draw(&[], 3, 5, number).unwrap();
                let (difference, sum) = (free[0] - free[1], 1.5 + 0.2 * free[2]);
                vec![0.5 * (sum + difference), 0.5 * (sum - difference), draw(&[], 1, 6, number).unwrap()[0]]
            })
            .collect();
        Sample { weights: vec![1.0 / f64::from(n); n as usize], scores, tolerance: 1.0, nearest: 0.0 }
    }

    #[test]
    fn the_region_is_narrow_along_what_is_known_and_free_along_the_rest() {
        let region = Region::around(&sample(), 1.5);
        assert_eq!(region.informed(), 1);
        assert!(region.holds(&[0.75, 0.75, 4.0]) && region.holds(&[3.0, -1.5, 0.0]));
        assert!(!region.holds(&[0.0, 0.0, 0.0]) && !region.holds(&[1.5, 1.5, 0.0]));
    }

    #[test]
    fn draws_inside_have_the_density_of_the_prior() {
        let region = Region::around(&sample(), 1.5);
        let regions = [region];
        let inside: Vec<Vec<f64>> = (0..2000).map(|number| draw(&regions, 3, 8, number).unwrap()).collect();
        assert!(inside.iter().all(|scores| regions[0].holds(scores)));
        // The same law by plain rejection.
        let mut plain = Vec::new();
        let mut number = 0;
        while plain.len() < 2000 {
            let scores = draw(&[], 3, 9, number).unwrap();
            number += 1;
            if regions[0].holds(&scores) {
                plain.push(scores);
            }
        }
        for (a, b) in [(1.0, 1.0), (1.0, -1.0)] {
            let mean = |rows: &[Vec<f64>]| rows.iter().map(|z| a * z[0] + b * z[1]).sum::<f64>() / rows.len() as f64;
            assert!((mean(&inside) - mean(&plain)).abs() < 0.1, "{} {}", mean(&inside), mean(&plain));
        }
        assert_eq!(draw(&regions, 3, 8, 7), draw(&regions, 3, 8, 7));
    }
}
