//! A keyed exponential race: a choice among many alternatives in which each has its own luck.
//!
//! Alternative g with rate r_g rings at `-ln(1 - v_g) / r_g`, v_g a uniform keyed by the chooser and by g; the first to ring
//! is chosen, with probability r_g over the sum of rates. This is the multinomial logit with one keyed Gumbel an
//! alternative: one that appears, vanishes or changes its rate disturbs only those choosers who would have chosen it
//! before or after. `v <= -ln(1 - v)`, so a first pass over `v / r` leaves one or two candidates for the logarithm. The
//! passes are plain loops over 32-bit lanes that compilers vectorise; arithmetic is exact, so vector width changes no bit.

/// Finaliser of MurmurHash3 (32 bits): a bijection whose output bits each depend on all input bits.
#[inline]
const fn finalise(mut h: u32) -> u32 {
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    h ^ (h >> 16)
}

/// The salt of an alternative: 32 well-mixed bits of its identity.
#[inline]
pub const fn salt(identity: u32) -> u32 {
    (super::mix64(0x5372_6163_6553_616c, identity as u64) >> 32) as u32
}

/// Uniform of one alternative for one chooser, a multiple of 2^-24 in (0, 1).
#[inline]
fn luck(key: u32, salt: u32) -> f32 {
    ((finalise(key ^ salt) >> 8) as f32 + 0.5) * (1.0 / 16_777_216.0)
}

/// Bits of a time that hold the place of its alternative, so that one integer minimum finds both.
const PLACE_BITS: u32 = 16;
/// Most alternatives in one race.
pub const MAX_ALTERNATIVES: usize = 1 << PLACE_BITS;

/// Runs the race; returns the place of the winner.
///
/// `key` belongs to the chooser and the occasion; `salts` to the alternatives; `mean_times` are one over the rates,
/// infinite for an alternative that does not take part. `times` is scratch. `None` if nobody takes part.
///
/// # Panics
/// If the two slices differ in length or are longer than [`MAX_ALTERNATIVES`].
pub fn race(key: u64, salts: &[u32], mean_times: &[f32], times: &mut Vec<i32>) -> Option<usize> {
    assert_eq!(salts.len(), mean_times.len(), "one mean time for each alternative");
    assert!(salts.len() <= MAX_ALTERNATIVES, "places fit in their bits");
    let key = (key >> 32) as u32 ^ key as u32;
    // Positive floats order like their bits. The low bits are cut off, which only lowers the lower bound, and hold the
    // place: integer minima vectorise, float minima do not.
    let mask = !((1_i32 << PLACE_BITS) - 1);
    times.clear();
    times.extend(
        salts
            .iter()
            .zip(mean_times)
            .zip(0_i32..)
            .map(|((&salt, &mean), place)| ((luck(key, salt) * mean).to_bits() as i32 & mask) | place),
    );
    let earliest = times.iter().copied().fold(i32::MAX, i32::min);
    if earliest & mask >= f32::INFINITY.to_bits() as i32 & mask {
        return None;
    }
    let first = (earliest & !mask) as usize;
    let ring = |place: usize| -libm::log1p(-f64::from(luck(key, salts[place]))) * f64::from(mean_times[place]);
    let (mut winner, mut best) = (first, ring(first));
    // Only those whose lower bound lies below the first candidate's time can still win.
    let bound = ((best as f32 * 1.000_001).to_bits() as i32) | !mask;
    let rivals: i32 = times.iter().map(|&time| i32::from(time <= bound)).sum();
    if rivals > 1 {
        for (place, &time) in times.iter().enumerate() {
            if time <= bound && place != first {
                let exact = ring(place);
                if exact < best {
                    (winner, best) = (place, exact);
                }
            }
        }
    }
    Some(winner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Stream};

    fn winner(person: u32, salts: &[u32], means: &[f32]) -> Option<usize> {
        let key = Stream::new(7, 1).key64(person, 0, Purpose::GangChoice, 0);
        race(key, salts, means, &mut Vec::new())
    }

    #[test]
    fn winners_come_in_proportion_to_rates() {
        let rates = [1.0_f32, 2.0, 3.0, 4.0, 10.0, 0.1];
        let means: Vec<f32> = rates.iter().map(|r| 1.0 / r).collect();
        let salts: Vec<u32> = (0..6).map(salt).collect();
        let n = 200_000;
        let mut counts = [0_u32; 6];
        for person in 0..n {
            counts[winner(person, &salts, &means).unwrap()] += 1;
        }
        let total: f32 = rates.iter().sum();
        for (count, rate) in counts.iter().zip(rates) {
            let p = f64::from(rate / total);
            let z = (f64::from(*count) - f64::from(n) * p) / (f64::from(n) * p * (1.0 - p)).sqrt();
            // Six z values: 5.5 bounds the family-wise false alarm below 1e-6.
            assert!(z.abs() < 5.5, "z = {z} for rate {rate}");
        }
    }

    #[test]
    fn a_vanished_alternative_moves_only_those_who_had_chosen_it() {
        let salts: Vec<u32> = (10..60).map(salt).collect();
        let means: Vec<f32> = (0..50).map(|g| 1.0 + g as f32).collect();
        let mut without = means.clone();
        without[3] = f32::INFINITY;
        for person in 0..20_000 {
            let before = winner(person, &salts, &means).unwrap();
            let after = winner(person, &salts, &without).unwrap();
            assert!(before == after || before == 3);
        }
    }

    #[test]
    fn lucks_of_two_alternatives_are_uncorrelated_over_choosers() {
        let n = 100_000;
        for (a, b) in [(0, 1), (5, 1_000_000), (65_536, 131_072)] {
            let (sa, sb) = (salt(a), salt(b));
            let sum: f64 = (0..n)
                .map(|person| {
                    let key = Stream::new(7, 1).key64(person, 0, Purpose::GangChoice, 0);
                    let key = (key >> 32) as u32 ^ key as u32;
                    (f64::from(luck(key, sa)) - 0.5) * (f64::from(luck(key, sb)) - 0.5) * 12.0
                })
                .sum();
            let z = sum / f64::from(n).sqrt();
            assert!(z.abs() < 5.0, "correlation z = {z} between {a} and {b}");
        }
    }

    #[test]
    fn nobody_takes_part() {
        assert_eq!(winner(1, &[], &[]), None);
        assert_eq!(winner(1, &[salt(1)], &[f32::INFINITY]), None);
        assert_eq!(winner(1, &[salt(1)], &[2.0]), Some(0));
    }
}
