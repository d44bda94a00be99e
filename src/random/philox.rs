//! Philox4x32-10: a counter-based generator, four random words as a pure function of a counter and a key.
//!
//! Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
//! SC11 (2011). There is no state: any draw can be made at any time, in any order, on any thread. The generator is
//! for simulation; it refuses to be used as a cipher.

/// Multiplier of the first pair of words.
const MULTIPLIER_0: u32 = 0xD251_1F53;
/// Multiplier of the second pair of words.
const MULTIPLIER_1: u32 = 0xCD9E_8D57;
/// Added to the first key word after each round: the golden ratio.
const WEYL_0: u32 = 0x9E37_79B9;
/// Added to the second key word after each round: √3 − 1.
const WEYL_1: u32 = 0xBB67_AE85;
const ROUNDS: u32 = 10;

/// Four random words for a counter under a key, by ten rounds.
///
/// For a fixed key it is a bijection of the 128-bit counter: different counters never give the same four words.
#[inline]
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    #[cfg(target_arch = "x86_64")]
    return lanes::philox4x32_10(counter, key);
    #[cfg(not(target_arch = "x86_64"))]
    plain::philox4x32_10(counter, key)
}

/// The rounds on single words, for machines without the lanes below.
#[cfg(any(test, not(target_arch = "x86_64")))]
mod plain {
    use super::{MULTIPLIER_0, MULTIPLIER_1, ROUNDS, WEYL_0, WEYL_1};

    /// The high and low halves of a 64-bit product.
    #[inline]
    const fn multiply(a: u32, b: u32) -> (u32, u32) {
        let product = (a as u64) * (b as u64);
        ((product >> 32) as u32, product as u32)
    }

    #[inline]
    pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
        let [mut c0, mut c1, mut c2, mut c3] = counter;
        let [mut k0, mut k1] = key;
        for _ in 0..ROUNDS {
            let (high_0, low_0) = multiply(MULTIPLIER_0, c0);
            let (high_1, low_1) = multiply(MULTIPLIER_1, c2);
            (c0, c1, c2, c3) = (high_1 ^ c1 ^ k0, low_1, high_0 ^ c3 ^ k1, low_0);
            k0 = k0.wrapping_add(WEYL_0);
            k1 = k1.wrapping_add(WEYL_1);
        }
        [c0, c1, c2, c3]
    }
}

/// The rounds on one register of four words: both products of a round are one instruction of SSE2, which every x86-64 has.
#[cfg(target_arch = "x86_64")]
mod lanes {
    use super::{MULTIPLIER_0, MULTIPLIER_1, ROUNDS, WEYL_0, WEYL_1};
    use safe_arch::{add_i32_m128i, m128i, mul_widen_u32_odd_m128i, shr_imm_u64_m128i, shuffle_ai_f32_all_m128i};

    /// Order of the words of two products (low 0, high 0, low 1, high 1) in the next counter: high 1, low 1, high 0, low 0.
    const NEXT: i32 = 0b00_01_10_11;

    #[inline]
    pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
        let multipliers = m128i::from([MULTIPLIER_0, 0, MULTIPLIER_1, 0]);
        let weyl = m128i::from([WEYL_0, 0, WEYL_1, 0]);
        let mut words = m128i::from(counter);
        // Words 0 and 2 meet the key; words 1 and 3 of the next counter are low halves as they are.
        let mut round_key = m128i::from([key[0], 0, key[1], 0]);
        for _ in 0..ROUNDS {
            // The library counts lanes from the top: its odd lanes are words 0 and 2.
            let products = shuffle_ai_f32_all_m128i::<NEXT>(mul_widen_u32_odd_m128i(words, multipliers));
            words = products ^ shr_imm_u64_m128i::<32>(words) ^ round_key;
            round_key = add_i32_m128i(round_key, weyl);
        }
        words.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `tests/kat_vectors` of Random123 1.14, lines `philox4x32 10`.
    #[test]
    fn published_known_answers() {
        let zeros = philox4x32_10([0; 4], [0; 2]);
        assert_eq!(zeros, [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
        let ones = philox4x32_10([u32::MAX; 4], [u32::MAX; 2]);
        assert_eq!(ones, [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
        let pi = philox4x32_10([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]);
        assert_eq!(pi, [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
    }

    /// The round as the paper writes it, on one 128-bit counter, with the round keys in closed form.
    fn as_written(counter: u128, key: u64) -> u128 {
        let word = |x: u128, i: u32| (x >> (32 * i)) & 0xFFFF_FFFF;
        let mut x = counter;
        for round in 0..10u128 {
            let key_0 = (u128::from(key & 0xFFFF_FFFF) + round * 0x9E3779B9) % (1 << 32);
            let key_1 = (u128::from(key >> 32) + round * 0xBB67AE85) % (1 << 32);
            let a = word(x, 0) * 0xD2511F53;
            let b = word(x, 2) * 0xCD9E8D57;
            let c0 = (b / (1 << 32)) ^ word(x, 1) ^ key_0;
            let c2 = (a / (1 << 32)) ^ word(x, 3) ^ key_1;
            x = c0 + ((b % (1 << 32)) << 32) + (c2 << 64) + ((a % (1 << 32)) << 96);
        }
        x
    }

    #[test]
    fn an_independent_implementation_agrees() {
        let mut state = 1u64;
        let mut next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 32) as u32
        };
        for _ in 0..20_000 {
            let counter = [next(), next(), next(), next()];
            let key = [next(), next()];
            let joined = counter.iter().rev().fold(0u128, |x, &w| (x << 32) | u128::from(w));
            let expected = as_written(joined, u64::from(key[0]) | (u64::from(key[1]) << 32));
            let seen = philox4x32_10(counter, key).iter().rev().fold(0u128, |x, &w| (x << 32) | u128::from(w));
            assert_eq!(seen, expected);
            assert_eq!(philox4x32_10(counter, key), plain::philox4x32_10(counter, key));
        }
    }

    #[test]
    fn one_changed_bit_changes_half_of_the_bits() {
        let base = philox4x32_10([7, 8, 9, 10], [11, 12]);
        let flips: Vec<u32> = (0..192)
            .map(|bit| {
                let mut words = [7u32, 8, 9, 10, 11, 12];
                words[bit / 32] ^= 1 << (bit % 32);
                let [a, b, c, d, e, f] = words;
                let seen = philox4x32_10([a, b, c, d], [e, f]);
                seen.iter().zip(base).map(|(x, y)| (x ^ y).count_ones()).sum()
            })
            .collect();
        // Each is binomial(128, 1/2): mean 64, sd 5.66; 36 to 92 is 5 sd.
        assert!(flips.iter().all(|f| (36..=92).contains(f)), "{flips:?}");
    }
}
