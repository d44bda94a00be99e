//! One value of an uncertain parameter, addressed by seed, draw and key.
//!
//! `rand_distr` may change its bits with its own features, which is why the values are written to `design.csv` and read
//! back from there. Values outside the law's cut, or outside the limits of the parameter, are drawn again, which is the law
//! given that the value lies inside.

use crate::evidence::{Law, Parameter, parameter};
use crate::random::{Purpose, Stream};
use rand_distr::{Beta, Distribution, Gamma, LogNormal, Normal, Triangular, Uniform};
use sha2::{Digest, Sha256};

/// Trials before a cut that leaves almost nothing gives its nearest bound; an address holds 65,536 blocks of numbers.
const TRIALS: u32 = 10_000;

/// An uncertain parameter: what is the same in every draw of it.
pub(super) struct Uncertain<'a> {
    law: &'a Law,
    /// What tells its random numbers from those of others.
    number: u32,
    /// Limits of its values.
    limits: (f64, f64),
}

impl<'a> Uncertain<'a> {
    /// The parameter of a key, with its law.
    pub(super) fn new(law: &'a Law, key: &str) -> Self {
        // What is no parameter, as the choice of a posterior's row, has no limits.
        let limits = parameter(key).map_or((f64::NEG_INFINITY, f64::INFINITY), Parameter::limits);
        Self { law, number: key_number(key), limits }
    }

    /// Its value in a draw.
    pub(super) fn value(&self, seed: u64, draw: u32) -> f64 {
        let mut rng = Stream::new(seed, draw).generator(self.number, 0, Purpose::ParameterDraw);
        let reason = "a law has checked its numbers";
        let (from, to) = self.limits;
        let centre = self.law.central();
        let inside = |sample: &mut dyn FnMut() -> f64| within(from, to, centre, sample);
        match *self.law {
            Law::Fixed(value) => value,
            Law::Uniform { low, high } if low == high => low,
            Law::Uniform { low, high } => {
                let uniform = Uniform::new_inclusive(low, high).expect(reason);
                inside(&mut || uniform.sample(&mut rng))
            }
            Law::Triangular { low, high, .. } if low == high => low,
            Law::Triangular { low, mode, high } => {
                let triangular = Triangular::new(low, high, mode).expect(reason);
                inside(&mut || triangular.sample(&mut rng))
            }
            Law::Normal { mean, sd, min, max } => {
                let normal = Normal::new(mean, sd).expect(reason);
                within(min.max(from), max.min(to), mean, &mut || normal.sample(&mut rng))
            }
            Law::HalfNormal { scale, max } => {
                let normal = Normal::new(0.0, scale).expect(reason);
                within(from.max(0.0), max.min(to), 0.0, &mut || f64::abs(normal.sample(&mut rng)))
            }
            Law::LogNormal { median, log_sd } => {
                let lognormal = LogNormal::new(libm::log(median), log_sd).expect(reason);
                inside(&mut || lognormal.sample(&mut rng))
            }
            Law::Beta { alpha, beta } => {
                let beta = Beta::new(alpha, beta).expect(reason);
                inside(&mut || beta.sample(&mut rng))
            }
            Law::Gamma { shape, scale } => {
                let gamma = Gamma::new(shape, scale).expect(reason);
                inside(&mut || gamma.sample(&mut rng))
            }
        }
    }
}

fn within(min: f64, max: f64, centre: f64, sample: &mut dyn FnMut() -> f64) -> f64 {
    (0..TRIALS).map(|_| sample()).find(|value| (min..=max).contains(value)).unwrap_or_else(|| centre.clamp(min, max))
}

/// A number of the key that no other key moves: the first four bytes of its SHA-256.
fn key_number(key: &str) -> u32 {
    let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(key.as_bytes()).into();
    u32::from_be_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parameters::Parameters;
    use std::collections::BTreeSet;

    fn draw_value(law: &Law, key: &str, seed: u64, draw: u32) -> f64 {
        Uncertain::new(law, key).value(seed, draw)
    }

    #[test]
    fn no_two_keys_share_their_luck() {
        let numbers: BTreeSet<u32> = Parameters::KEYS.iter().map(|key| key_number(key)).collect();
        assert_eq!(numbers.len(), Parameters::KEYS.len());
    }

    #[test]
    fn values_are_repeatable_inside_their_bounds_and_centred() {
        for key in Parameters::KEYS {
            let Some(row) = parameter(key) else { continue };
            let (law, (least, greatest)) = (row.law(), row.bounds());
            let values: Vec<f64> = (0..2000).map(|draw| draw_value(&law, key, 7, draw)).collect();
            assert!(values.iter().all(|value| (least..=greatest).contains(value)), "{key}");
            assert_eq!(values[5], draw_value(&law, key, 7, 5));
            let mean = values.iter().sum::<f64>() / 2000.0;
            let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / 1999.0;
            let error = (variance / 2000.0).sqrt();
            let allowed = 5.0 * error + 1e-9 * mean.abs();
            assert!((mean - law.mean()).abs() <= allowed, "{key}: {mean} for {}", law.mean());
        }
    }

    #[test]
    fn no_draw_leaves_the_limits_of_its_parameter() {
        let key = "coast.patience_mean_days";
        let (from, to) = parameter(key).unwrap().limits();
        for law in [
            Law::LogNormal { median: 30.0, log_sd: 5.0 },
            Law::Gamma { shape: 0.1, scale: 10_000.0 },
            Law::Beta { alpha: 0.1, beta: 2.0 },
            Law::Uniform { low: 0.0, high: 10_000.0 },
            Law::Triangular { low: 0.0, mode: 1.0, high: 10_000.0 },
            Law::Normal { mean: 1.0, sd: 5000.0, min: 0.0, max: f64::INFINITY },
            Law::HalfNormal { scale: 5000.0, max: f64::INFINITY },
        ] {
            let free = (0..500).filter(|&draw| !(from..=to).contains(&draw_value(&law, "no.parameter", 3, draw)));
            assert!(free.count() > 5, "{law:?} leaves nothing to be drawn again");
            for draw in 0..500 {
                let value = draw_value(&law, key, 3, draw);
                assert!((from..=to).contains(&value), "{law:?}: {value}");
            }
        }
    }

    #[test]
    fn another_seed_draw_or_key_gives_another_value() {
        let law = Law::Uniform { low: 0.0, high: 1.0 };
        let value = draw_value(&law, "a.b", 1, 0);
        assert!(value != draw_value(&law, "a.b", 2, 0));
        assert!(value != draw_value(&law, "a.b", 1, 1));
        assert!(value != draw_value(&law, "a.c", 1, 0));
    }
}
