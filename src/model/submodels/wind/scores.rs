//! From wind speed to normal scores and back: root, season, quantiles.
//!
//! `x = (sqrt(speed) − m(day)) / s(day)` takes the season out, m and s being two harmonics of the year; a table of
//! quantiles then maps x to a score with the standard normal law. It holds no memory from day to day.

use super::least_squares;
use crate::quantity::Day;

/// Days of a mean Gregorian year: the phase of the year then never drifts by more than a day.
const YEAR_DAYS: f64 = 365.2425;
/// Lowest speed returned, m/s; the lowest mean of the record is above it.
const LEAST_SPEED: f64 = 0.2;
/// Knots of the table of quantiles: scores −3, −2.9, ..., 3.
const KNOTS: usize = 61;
const STEP: f64 = 0.1;
/// Knots over which the slope beyond the table is taken.
const TAIL_KNOTS: usize = 5;

/// Mean and two harmonics.
type Harmonics = [f64; 5];

fn season(day: Day) -> Harmonics {
    let angle = std::f64::consts::TAU * f64::from(day.number()) / YEAR_DAYS;
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    [1.0, cos, sin, 2.0 * cos * cos - 1.0, 2.0 * sin * cos]
}

fn dot(a: &Harmonics, b: &Harmonics) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The map of one wind variable.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreMap {
    mean: Harmonics,
    spread: Harmonics,
    knots: [f64; KNOTS],
}

impl ScoreMap {
    /// Fits the map to speeds in m/s; `None` if the days do not cover the year.
    pub fn fit(days: &[Day], speeds: &[f64]) -> Option<Self> {
        let rows: Vec<Harmonics> = days.iter().map(|&day| season(day)).collect();
        let roots: Vec<f64> = speeds.iter().map(|speed| speed.sqrt()).collect();
        let mean = least_squares::fit(&rows, &roots)?;
        let gaps: Vec<f64> = rows.iter().zip(&roots).map(|(row, root)| (root - dot(&mean, row)).abs()).collect();
        let spread = least_squares::fit(&rows, &gaps)?;
        let mut map = Self { mean, spread, knots: [0.0; KNOTS] };
        let mut sorted: Vec<f64> = days.iter().zip(speeds).map(|(&day, &speed)| map.standardise(day, speed)).collect();
        sorted.sort_by(f64::total_cmp);
        for (k, knot) in map.knots.iter_mut().enumerate() {
            let below = 0.5 * libm::erfc(-knot_score(k) * std::f64::consts::FRAC_1_SQRT_2);
            *knot = quantile(&sorted, below);
        }
        // Strictly increasing, so that the way back is unique even where many days share a value.
        for k in 1..KNOTS {
            map.knots[k] = map.knots[k].max(map.knots[k - 1] + 1e-6);
        }
        Some(map)
    }

    /// Typical gap from the seasonal mean; kept off zero for records too short to show every season.
    fn spread_on(&self, season: &Harmonics) -> f64 {
        dot(&self.spread, season).max(0.2 * self.spread[0])
    }

    fn standardise(&self, day: Day, speed: f64) -> f64 {
        let season = season(day);
        (speed.sqrt() - dot(&self.mean, &season)) / self.spread_on(&season)
    }

    /// Normal score of a speed in m/s.
    pub fn score(&self, day: Day, speed: f64) -> f64 {
        let x = self.standardise(day, speed);
        let above = self.knots.partition_point(|&knot| knot <= x);
        if above == 0 {
            return knot_score(0) + (x - self.knots[0]) / self.slope(0);
        }
        if above == KNOTS {
            return knot_score(KNOTS - 1) + (x - self.knots[KNOTS - 1]) / self.slope(KNOTS - 1 - TAIL_KNOTS);
        }
        let (low, high) = (self.knots[above - 1], self.knots[above]);
        knot_score(above - 1) + STEP * (x - low) / (high - low)
    }

    /// Speed in m/s of a normal score.
    pub fn speed(&self, day: Day, score: f64) -> f64 {
        let place = (score - knot_score(0)) / STEP;
        let x = if place < 0.0 {
            self.knots[0] + self.slope(0) * (score - knot_score(0))
        } else if place >= (KNOTS - 1) as f64 {
            self.knots[KNOTS - 1] + self.slope(KNOTS - 1 - TAIL_KNOTS) * (score - knot_score(KNOTS - 1))
        } else {
            let below = place as usize;
            self.knots[below] + (place - below as f64) * (self.knots[below + 1] - self.knots[below])
        };
        let season = season(day);
        let root = (dot(&self.mean, &season) + self.spread_on(&season) * x).max(0.0);
        (root * root).max(LEAST_SPEED)
    }

    /// Slope over the tail knots from knot `k` on.
    fn slope(&self, k: usize) -> f64 {
        (self.knots[k + TAIL_KNOTS] - self.knots[k]) / (STEP * TAIL_KNOTS as f64)
    }
}

fn knot_score(k: usize) -> f64 {
    (k as f64 - (KNOTS / 2) as f64) * STEP
}

/// Quantile of a sorted sample, linear between the middles of the ranks.
fn quantile(sorted: &[f64], below: f64) -> f64 {
    let place = (below * sorted.len() as f64 - 0.5).clamp(0.0, (sorted.len() - 1) as f64);
    let low = place as usize;
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + (place - low as f64) * (sorted[high] - sorted[low])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::sea;

    #[test]
    fn scores_of_the_record_are_standard_normal_and_go_back() {
        let days: Vec<Day> = sea().iter().map(|row| row.day).collect();
        let speeds: Vec<f64> = sea().iter().map(|row| row.wind_night_mean_ms).collect();
        let map = ScoreMap::fit(&days, &speeds).unwrap();
        let scores: Vec<f64> = days.iter().zip(&speeds).map(|(&day, &speed)| map.score(day, speed)).collect();
        let n = scores.len() as f64;
        let mean = scores.iter().sum::<f64>() / n;
        let variance = scores.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>() / n;
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02, "mean {mean}, variance {variance}");
        for ((&day, &speed), &score) in days.iter().zip(&speeds).zip(&scores) {
            assert!((map.speed(day, score) - speed).abs() < 1e-9, "{day}");
        }
    }
}
