//! Random numbers as a pure function of what is being decided.
//!
//! A draw is addressed, not taken in turn: [`Stream`] holds the seed and the replicate; entity, slot, [`Purpose`] and
//! draw say which decision is meant, and [`philox`] turns the address into random words. Scenario and parameter draw
//! are not part of the address, so that the same person meets the same luck under every policy. Addresses must not be
//! used for two decisions: entity ids of different kinds that share a purpose would share their luck.
//!
//! The room keeps no state between draws, and refuses to read time, environment or any other source of randomness.

mod count_law;
mod counts;
mod descent;
pub mod philox;
mod purpose;
pub mod samplers;
mod whole_days;

pub use descent::{KINDS, Kinds, Trie, Weights, salt};
pub use philox::philox4x32_10;
pub use purpose::Purpose;
pub use whole_days::WholeDays;

use rand_core::{Infallible, TryRng, utils};

/// 2^−32.
const TWO_TO_MINUS_32: f64 = 1.0 / 4_294_967_296.0;
/// 2^−53.
const TWO_TO_MINUS_53: f64 = 1.0 / 9_007_199_254_740_992.0;

/// The random numbers of one replicate under one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    key: [u32; 2],
    replicate: u32,
}

impl Stream {
    /// The stream of a replicate (or of a weather path, where it takes the place of the replicate).
    #[inline]
    pub const fn new(seed: u64, replicate: u32) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32], replicate }
    }

    /// The four random words at an address.
    #[inline]
    pub fn block(&self, entity: u32, slot: u32, purpose: Purpose, draw: u16) -> [u32; 4] {
        let decision = (u32::from(purpose.number()) << 16) | u32::from(draw);
        philox4x32_10([self.replicate, entity, slot, decision], self.key)
    }

    /// Two independent uniforms strictly inside (0, 1): the odd multiples of 2^−53, each with equal probability.
    #[inline]
    pub fn uniforms(&self, entity: u32, slot: u32, purpose: Purpose, draw: u16) -> [f64; 2] {
        let [a, b, c, d] = self.block(entity, slot, purpose, draw);
        [unit64(join(a, b)), unit64(join(c, d))]
    }

    /// One uniform strictly inside (0, 1): the first of [`Stream::uniforms`].
    #[inline]
    pub fn uniform(&self, entity: u32, slot: u32, purpose: Purpose, draw: u16) -> f64 {
        unit64(self.key64(entity, slot, purpose, draw))
    }

    /// 64 random bits (the first two words of the block): a key for [`mix64`].
    #[inline]
    pub fn key64(&self, entity: u32, slot: u32, purpose: Purpose, draw: u16) -> u64 {
        let [a, b, _, _] = self.block(entity, slot, purpose, draw);
        join(a, b)
    }

    /// A generator over the draws 0, 1, 2, … at an address, for libraries that ask for one.
    #[inline]
    pub const fn generator(self, entity: u32, slot: u32, purpose: Purpose) -> KeyedRng {
        KeyedRng { stream: self, entity, slot, purpose, used_words: 0 }
    }
}

/// The first word is the low half.
#[inline]
const fn join(low: u32, high: u32) -> u64 {
    (low as u64) | ((high as u64) << 32)
}

/// Maps 32 random bits into the open interval (0, 1): (word + ½) / 2^32, exactly.
#[inline]
pub fn unit32(word: u32) -> f64 {
    (f64::from(word) + 0.5) * TWO_TO_MINUS_32
}

/// A probability as a bound on random words, for decisions of many people at the same odds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    /// One more than the last word that hits.
    below: u64,
}

impl Chance {
    /// Of an event with this probability; at or below 0 never, at or above 1 always.
    #[inline]
    pub fn of(probability: f64) -> Self {
        // unit32(word) < p says word < 2^32 p - 1/2, whose right side is exact wherever it is above 0.
        let bound = libm::ceil(probability * 4_294_967_296.0 - 0.5);
        Self { below: bound as u64 }
    }

    /// Whether the event comes with a word: `unit32(word) < probability`.
    #[inline]
    pub const fn comes(self, word: u32) -> bool {
        (word as u64) < self.below
    }
}

/// Maps 64 random bits into the open interval (0, 1): the upper 52 bits n become (2n + 1) / 2^53, exactly.
///
/// With 53 bits and a half added, the largest value would round to one.
#[inline]
pub fn unit64(word: u64) -> f64 {
    (((word >> 12) << 1) | 1) as f64 * TWO_TO_MINUS_53
}

/// Step of the state of wyrand, odd.
const WYRAND_STEP: u64 = 0x2d35_8dcc_aa6c_78a5;
/// What wyrand adds without carry to one factor of its product.
const WYRAND_MASK: u64 = 0x8bb8_4b93_962e_acc9;

/// The outputs of a wyrand generator by number: 64 random bits for an item under a key.
///
/// Item n is output n of the generator seeded with the key: the two halves of a product of 128 bits, added without carry
/// (Wang Yi, D. Barrios Romero and D. Lemire, wyhash 4, github.com/wangyi-fudan/wyhash). Keys must be random bits, as
/// [`Stream::key64`] gives them: keys that differ by a multiple of the step share outputs. Unlike [`mix64`] it is no bijection
/// of the item, and takes half as many instructions.
///
/// Items should differ in their lower bits. What a bit of an item changes of the state lies at that bit and above it, so
/// that outputs of items which differ in their upper 20 bits alone depend on one another; those of items which differ below
/// bit 42 do not, as far as 2^26 pairs of any distance tell (a test looks at 2^20 pairs of the distances that are used).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WyRand {
    /// State after the first step: what an item then adds is a product.
    first: u64,
}

impl WyRand {
    /// The generator seeded with a key.
    #[inline]
    pub const fn new(key: u64) -> Self {
        Self { first: key.wrapping_add(WYRAND_STEP) }
    }

    /// The bits of an item.
    #[inline]
    pub const fn at(self, item: u64) -> u64 {
        fold(self.first.wrapping_add(item.wrapping_mul(WYRAND_STEP)))
    }

    /// The bits of an item and of all that follow it at a distance.
    #[inline]
    pub fn from(self, item: u64, distance: u64) -> impl Iterator<Item = u64> {
        let mut state = self.first.wrapping_add(item.wrapping_mul(WYRAND_STEP));
        let step = distance.wrapping_mul(WYRAND_STEP);
        std::iter::repeat_with(move || {
            let bits = fold(state);
            state = state.wrapping_add(step);
            bits
        })
    }
}

/// The function by which wyrand makes its state an output.
#[inline]
const fn fold(state: u64) -> u64 {
    let product = state as u128 * (state ^ WYRAND_MASK) as u128;
    product as u64 ^ (product >> 64) as u64
}

/// 2^64 over the golden ratio, odd: the step of SplitMix64.
const GOLDEN_GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// 64 random bits for an item under a key: output number `item` of a SplitMix64 generator seeded with the key.
///
/// G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. For one key it is a
/// bijection of the item: no ties. Keys must be random bits: those that differ by a multiple of the golden gamma share
/// outputs.
#[inline]
pub const fn mix64(key: u64, item: u64) -> u64 {
    let mut z = key.wrapping_add(item.wrapping_add(1).wrapping_mul(GOLDEN_GAMMA));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A generator in the sense of `rand_core` over the draws 0, 1, 2, … at one address, made by [`Stream::generator`].
///
/// It is an adapter for `rand_distr`, which serves priors, designs and tests; the model draws by inversion from
/// [`Stream`]. A 64-bit number takes two words.
///
/// # Panics
/// When all 65,536 blocks of the address are used: to begin again would repeat numbers without a sign.
#[derive(Debug, Clone)]
pub struct KeyedRng {
    stream: Stream,
    entity: u32,
    slot: u32,
    purpose: Purpose,
    used_words: u32,
}

impl TryRng for KeyedRng {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let draw = u16::try_from(self.used_words / 4).expect("an address holds 65,536 draws");
        let word = self.stream.block(self.entity, self.slot, self.purpose, draw)[(self.used_words % 4) as usize];
        self.used_words += 1;
        Ok(word)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        utils::next_u64_via_u32(self)
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(dst, || self.try_next_u32())
    }
}

#[cfg(test)]
mod tests;
