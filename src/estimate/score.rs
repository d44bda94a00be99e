//! Proper scores of an ensemble against what happened: fair CRPS, interval score, PIT and coverage.
//!
//! An ensemble is a sample of exchangeable members in ascending order. The fair CRPS (Ferro 2014, Quarterly Journal of
//! the Royal Meteorological Society 140, equation 7) is unbiased for the score of the law the members come from, whatever
//! their number. PIT and coverage rank the observation among the members and share ties out (Czado, Gneiting and Held
//! 2009, Biometrics 65), so that counts with many zeros are covered as often as their level says if the forecast is right.
//! It draws nothing: a randomised PIT takes its uniform from the caller.

/// Fair CRPS in the unit of the values; NaN with fewer than two members.
///
/// `mean |x_i - y| - sum_(i<j) |x_i - x_j| / (m (m - 1))` for members in ascending order.
pub fn crps_fair(sorted: &[f64], observed: f64) -> f64 {
    let m = sorted.len() as f64;
    if sorted.len() < 2 {
        return f64::NAN;
    }
    let distance = sorted.iter().map(|x| (x - observed).abs()).sum::<f64>() / m;
    let spread: f64 = sorted.iter().enumerate().map(|(i, x)| (2.0 * i as f64 - m + 1.0) * x).sum();
    distance - spread / (m * (m - 1.0))
}

/// Interval score of a central interval of the given level (Gneiting and Raftery 2007, equation 43): its width and
/// `2 / (1 - level)` times the distance by which it misses.
pub fn interval_score(low: f64, high: f64, observed: f64, level: f64) -> f64 {
    let miss = (low - observed).max(0.0) + (observed - high).max(0.0);
    (high - low) + 2.0 / (1.0 - level) * miss
}

/// Where the observation stands among the members, as the range of its probability integral transform.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pit {
    /// Share of ranks below.
    pub low: f64,
    /// Share of ranks up to the last that ties allow.
    pub high: f64,
}

impl Pit {
    /// Ranks the observation among members in ascending order: of m + 1 ranks it takes those that ties allow.
    pub fn of(sorted: &[f64], observed: f64) -> Self {
        let below = sorted.partition_point(|&x| x < observed) as f64;
        let up_to = sorted.partition_point(|&x| x <= observed) as f64;
        let ranks = sorted.len() as f64 + 1.0;
        Self { low: below / ranks, high: (up_to + 1.0) / ranks }
    }

    /// The randomised PIT for a uniform of the caller.
    pub fn at(self, u: f64) -> f64 {
        self.low + u * (self.high - self.low)
    }

    /// Probability that the randomised PIT lies in the central interval of the given level: the share of its range.
    pub fn covered(self, level: f64) -> f64 {
        let (low, high) = (0.5 - 0.5 * level, 0.5 + 0.5 * level);
        ((self.high.min(high) - self.low.max(low)) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::mean;

    fn close(seen: f64, expected: f64) {
        assert!((seen - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{seen} is not {expected}");
    }

    const X: [f64; 7] = [-1.5, 0.0, 0.0, 2.25, 3.0, 10.5, 40.0];

    /// By the double sums of the definitions in exact fractions (Python `fractions`), not by the sorted formula.
    #[test]
    fn matches_the_definitions() {
        for (y, crps) in [(-4.0, 4.678571428571429), (0.0, 1.1071428571428572), (2.5, 0.8214285714285714)] {
            close(crps_fair(&X, y), crps);
        }
        close(crps_fair(&X, 55.0), 40.17857142857143);
        close(interval_score(1.0, 4.0, 2.0, 0.8), 3.0);
        close(interval_score(1.0, 4.0, 0.5, 0.8), 8.0);
        close(interval_score(1.0, 4.0, 6.0, 0.95), 83.0);
        assert!(crps_fair(&[1.0], 1.0).is_nan());
    }

    #[test]
    fn ties_share_their_ranks() {
        assert_eq!(Pit::of(&X, 0.0), Pit { low: 1.0 / 8.0, high: 4.0 / 8.0 });
        assert_eq!(Pit::of(&X, -9.0), Pit { low: 0.0, high: 1.0 / 8.0 });
        assert_eq!(Pit::of(&X, 99.0), Pit { low: 7.0 / 8.0, high: 1.0 });
        let pit = Pit::of(&X, 0.0);
        close(pit.at(0.5), 0.3125);
        // (0.5 - 0.25) of a range of 0.375.
        close(pit.covered(0.5), 2.0 / 3.0);
        close(pit.covered(1.0), 1.0);
    }

    /// Members and observation from the same law, whatever its ties: coverage is the level, the fair score is unbiased.
    #[test]
    fn a_right_forecast_is_covered_at_its_level() {
        let stream = crate_free_uniforms();
        let law = |u: f64| if u < 0.55 { 0.0 } else { (100.0 * (u - 0.55)).floor() };
        let (members, cases) = (39, 4000);
        let mut covered = [0.0; 3];
        let mut at = 0;
        let mut next = || {
            at += 1;
            law(stream(at))
        };
        for _ in 0..cases {
            let mut x: Vec<f64> = (0..members).map(|_| next()).collect();
            x.sort_by(f64::total_cmp);
            let pit = Pit::of(&x, next());
            for (sum, level) in covered.iter_mut().zip([0.5, 0.8, 0.95]) {
                *sum += pit.covered(level) / f64::from(cases);
            }
        }
        for (seen, level) in covered.into_iter().zip([0.5, 0.8, 0.95]) {
            assert!((seen - level).abs() < 0.02, "{seen} for {level}");
        }
    }

    /// The expectation of the fair score over members does not depend on their number.
    #[test]
    fn few_members_are_not_punished() {
        let u = crate_free_uniforms();
        let score = |members: usize, offset: u64| {
            let scores: Vec<f64> = (0..4000_u64)
                .map(|case| {
                    let mut x: Vec<f64> = (0..members as u64).map(|i| u(offset + case * 64 + i)).collect();
                    x.sort_by(f64::total_cmp);
                    crps_fair(&x, u(offset + case * 64 + 63))
                })
                .collect();
            mean(&scores)
        };
        // CRPS of the uniform law against itself: E|X - Y| / 2 = 1/6.
        assert!((score(3, 0) - 1.0 / 6.0).abs() < 0.006, "{}", score(3, 0));
        assert!((score(40, 1 << 32) - 1.0 / 6.0).abs() < 0.006);
    }

    /// Uniforms of a small mixing function, so that this room stays without the generator.
    fn crate_free_uniforms() -> impl Fn(u64) -> f64 {
        |n| {
            let mut z = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            ((z ^ (z >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0
        }
    }
}
