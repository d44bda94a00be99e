//! Normal numbers for the tests of this room, which draws none of its own.

/// A small linear congruential generator (Knuth's MMIX constants) and twelve of its uniforms for one normal.
pub(super) struct Lcg(pub(super) u64);

impl Lcg {
    pub(super) fn normal(&mut self) -> f64 {
        let sum: f64 = (0..12)
            .map(|_| {
                self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (self.0 >> 11) as f64 / 9007199254740992.0
            })
            .sum();
        sum - 6.0
    }
}
