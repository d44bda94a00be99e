//! Tabled laws of whole days: the quantile function of a waiting time, looked up instead of computed.
//!
//! A table holds P(X <= k) for k = 0, 1, 2, ... in steps of 2^-32; a word draws the least k whose entry lies above it, so
//! a larger word never gives an earlier day. A guide by the word's upper bits makes it hardly ever more than a step, which
//! spares the processor a guess. Built once a history; the draw itself is integer arithmetic.

/// Most days that a table tells apart: more than a century, past every horizon.
const MOST_DAYS: usize = 40_000;
/// Bits of a word that the guide goes by.
const GUIDE_BITS: u32 = 10;
/// What is left above a table's last entry is not told apart: less than half a step.
const TAIL: f64 = 1.0 / 8_589_934_592.0;

/// Law of a number of whole days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeDays {
    /// P(X <= k) times 2^32 for all k but the last.
    below: Vec<u32>,
    /// Where to begin, by the upper bits of a word.
    guide: Box<[u16; 1 << GUIDE_BITS]>,
}

impl WholeDays {
    /// The law with the distribution function P(X <= k) = `up_to(k)`, non-decreasing in k.
    pub fn new(up_to: impl Fn(u32) -> f64) -> Self {
        let mut below = Vec::new();
        while below.len() < MOST_DAYS {
            let p = up_to(below.len() as u32);
            if p >= 1.0 - TAIL {
                break;
            }
            below.push((p * 4_294_967_296.0) as u32);
        }
        let mut guide = Box::new([0; 1 << GUIDE_BITS]);
        let mut start = 0;
        for (upper, entry) in guide.iter_mut().enumerate() {
            let least = (upper as u32) << (32 - GUIDE_BITS);
            start += below[start..].iter().take_while(|&&bound| bound <= least).count();
            *entry = start as u16;
        }
        Self { below, guide }
    }

    /// Whole days of an exponential time with a mean in days: `P(X <= k) = 1 - exp(-(k + 1) / mean)`; mean 0 is day 0.
    pub fn exponential(mean_days: f64) -> Self {
        Self::new(|k| if mean_days > 0.0 { -libm::expm1(-(f64::from(k) + 1.0) / mean_days) } else { 1.0 })
    }

    /// Days of a log-normal time rounded to the nearest day, at least one: `P(X <= k) = Phi(ln((k + 1/2)/median) / sd)`.
    pub fn log_normal_from_one(median_days: f64, log_sd: f64) -> Self {
        Self::new(|k| {
            let z = libm::log((f64::from(k) + 0.5) / median_days);
            match k {
                0 => 0.0,
                _ if log_sd > 0.0 => 0.5 * libm::erfc(-z / (log_sd * std::f64::consts::SQRT_2)),
                _ => f64::from(u8::from(z >= 0.0)),
            }
        })
    }

    /// The days that a random word draws.
    #[inline]
    pub fn draw(&self, word: u32) -> u32 {
        let mut k = usize::from(self.guide[(word >> (32 - GUIDE_BITS)) as usize]);
        while self.below.get(k).is_some_and(|&entry| entry <= word) {
            k += 1;
        }
        k as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::samplers::{exponential, log_normal};
    use crate::random::unit32;

    /// Words spread evenly over their range.
    fn words() -> impl Iterator<Item = u32> {
        (0..100_000_u32).map(|n| n.wrapping_mul(42_949) + 17)
    }

    #[test]
    fn a_table_draws_what_inversion_draws() {
        for (mean, law) in [3.0, 45.0, 700.0].map(|mean| (mean, WholeDays::exponential(mean))) {
            let same = words().filter(|&w| law.draw(w) == exponential(unit32(w), mean) as u32).count();
            assert!(same >= 99_990, "{same} of 100,000 with mean {mean}");
        }
        for (median, sd) in [(7.0, 0.4), (90.0, 0.6), (1000.0, 0.3)] {
            let law = WholeDays::log_normal_from_one(median, sd);
            let days = |w| (log_normal(unit32(w), median, sd) + 0.5).max(1.0) as u32;
            let same = words().filter(|&w| law.draw(w) == days(w)).count();
            assert!(same >= 99_990, "{same} of 100,000 with median {median}");
        }
    }

    #[test]
    fn a_larger_word_is_never_earlier_and_the_ends_are_in_range() {
        let law = WholeDays::exponential(30.0);
        let drawn: Vec<u32> = words().map(|w| law.draw(w)).collect();
        assert!(drawn.is_sorted());
        assert_eq!(law.draw(0), 0);
        assert!((600..=700).contains(&law.draw(u32::MAX)));
    }

    #[test]
    fn limits() {
        assert_eq!(WholeDays::exponential(0.0).draw(u32::MAX), 0);
        assert!(WholeDays::exponential(1e12).draw(1 << 31) as usize == MOST_DAYS, "past every horizon");
        let sure = WholeDays::log_normal_from_one(12.0, 0.0);
        assert!([0, 1 << 31, u32::MAX].iter().all(|&w| sure.draw(w) == 12));
        assert_eq!(WholeDays::log_normal_from_one(0.1, 0.3).draw(7), 1);
    }
}
