//! A keyed descent: a choice among weighted alternatives whose luck hardly depends on the other alternatives.
//!
//! Alternatives hang in a binary trie by the bits of their salts, 64 well-mixed bits of identity. A chooser goes down
//! from the root and turns left with probability (weight left) / (weight left + right), by a uniform keyed by the
//! chooser and by the bit at which the node branches. The product along the path is the alternative's weight over the
//! sum of weights: the multinomial logit. When a weight changes, only choosers near a threshold on that alternative's path
//! move: among fifty, beside the choosers of one that vanishes, about 1.3 others for each of them (a test holds it below
//! 2). One keyed Gumbel an alternative moves no others, but costs each choice a step for every alternative; this costs a
//! step for about the logarithm of their number. Four sides a node take fewer steps and no fewer instructions, and move
//! half as many people again when a weight changes a little.

use super::mix64;

/// The odd multiplier that turns a chooser's key into the uniform of a branching bit.
#[inline]
const fn multiplier(bit: u32) -> u64 {
    mix64(0x4465_7363_656e_7421, bit as u64) | 1
}

/// The salt of an alternative: a bijection of its identity, so that no two share one.
#[inline]
pub const fn salt(identity: u32) -> u64 {
    mix64(0x5372_6163_6553_616c, identity as u64)
}

/// A node: how it branches and what hangs on either side, by row of a table of weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Node {
    multiplier: u64,
    sides: [u32; 2],
}

/// The share of zeros in steps of 2^-23: a uniform below it turns to zeros. A side without weight is never taken if the
/// other has some.
#[inline]
const fn bound(zeros: f32, total: f32) -> u32 {
    // Where nothing hangs the quotient must be a number all the same. In [1, 2] the bits of a number count its steps.
    (1.0 + zeros / total.max(f32::MIN_POSITIVE)).to_bits() - 0x3f80_0000
}

/// Most kinds of choosers that one table of weights tells apart.
pub const KINDS: usize = 16;
/// Weights of an alternative by kind of chooser, in registers of four.
pub type Kinds = [[f32; 4]; KINDS / 4];

/// A node and by kind of chooser the bound between its sides, next to each other for those who go down, at a distance that
/// is found by a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(align(128))]
struct Branch {
    node: Node,
    bounds: [[u32; 4]; KINDS / 4],
}

impl Branch {
    /// The row to which a chooser goes on.
    #[inline]
    const fn next(&self, key: u64, kind: usize) -> usize {
        self.node.sides[turn(key, &self.node, self.bounds.as_flattened()[kind])] as usize
    }
}

/// The side to which a chooser turns at a bound of [`bound`].
#[inline]
const fn turn(key: u64, node: &Node, bound: u32) -> usize {
    ((key.wrapping_mul(node.multiplier) >> 41) as u32 >= bound) as usize
}

/// Weights of the alternatives of a trie for several kinds of choosers, summed up along its branches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    /// By row of the trie: what hangs there.
    totals: Vec<Kinds>,
    /// By node.
    branches: Vec<Branch>,
    /// Whether something has weight with each kind of choosers that was asked for.
    gapless: bool,
}

impl Weights {
    #[inline]
    fn total(&self, row: usize, kind: usize) -> f32 {
        self.totals[row].as_flattened()[kind]
    }
}

/// Trials before [`Descent::choose_another`] takes the way without the alternative that is left out.
const TRIALS: usize = 8;

/// The trie over a set of alternatives; weights come apart, so that one trie serves many tables of weights.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trie {
    /// Children before parents; the root is the last. They are the first rows of a table.
    nodes: Vec<Node>,
    /// By node: the bit at which it branches.
    bits: Vec<u8>,
    salts: Vec<u64>,
}

impl Trie {
    /// A trie over alternatives with these salts, no two alike; places are positions in the list.
    pub fn new(salts: Vec<u64>) -> Self {
        let mut places: Vec<u32> = (0..salts.len() as u32).collect();
        places.sort_unstable_by_key(|&place| salts[place as usize]);
        let mut trie = Self { nodes: Vec::new(), bits: Vec::new(), salts };
        if !places.is_empty() {
            trie.grow(&places);
        }
        trie
    }

    /// Whether its alternatives are those with these salts, in their order.
    pub fn is_over(&self, salts: impl Iterator<Item = u64>) -> bool {
        self.salts.iter().copied().eq(salts)
    }

    /// Hangs sorted places into the trie; returns the row of what holds them.
    fn grow(&mut self, places: &[u32]) -> u32 {
        let salt = |place: u32| self.salts[place as usize];
        let (first, last) = (places[0], places[places.len() - 1]);
        if places.len() == 1 {
            return first + self.salts.len() as u32 - 1;
        }
        let bit = (salt(first) ^ salt(last)).ilog2();
        let split = places.partition_point(|&place| salt(place) >> bit & 1 == 0);
        let sides = [self.grow(&places[..split]), self.grow(&places[split..])];
        self.nodes.push(Node { multiplier: multiplier(bit), sides });
        self.bits.push(bit as u8);
        (self.nodes.len() - 1) as u32
    }

    /// Where the weights of the alternatives go, by place (finite, not negative): the table's size becomes the trie's.
    pub fn alternatives<'a>(&self, weights: &'a mut Weights) -> &'a mut [Kinds] {
        weights.branches.resize(self.nodes.len(), Branch::default());
        weights.totals.resize(self.nodes.len() + self.salts.len(), Kinds::default());
        &mut weights.totals[self.nodes.len()..]
    }

    /// Sums up the weights of [`Trie::alternatives`] for the first `kinds` kinds of choosers.
    ///
    /// # Panics
    /// If the table is of another size, or there are more kinds than [`KINDS`].
    pub fn sum_up(&self, kinds: usize, weights: &mut Weights) {
        let fours = kinds.div_ceil(4);
        let Weights { totals, branches, .. } = weights;
        assert_eq!(totals.len(), self.nodes.len() + self.salts.len(), "one item for each alternative");
        for (row, (node, branch)) in self.nodes.iter().zip(branches).enumerate() {
            branch.node = *node;
            let [zeros, ones] = node.sides.map(|side| totals[side as usize]);
            for four in 0..fours {
                let total: [f32; 4] = std::array::from_fn(|kind| zeros[four][kind] + ones[four][kind]);
                totals[row][four] = total;
                branch.bounds[four] = std::array::from_fn(|kind| bound(zeros[four][kind], total[kind]));
            }
        }
        weights.gapless = self.whole(weights).as_flattened()[..kinds].iter().all(|&whole| whole > 0.0);
    }

    /// The root is the last node, or the only alternative.
    const fn root(&self) -> usize {
        self.nodes.len().saturating_sub(1)
    }

    /// Weight of all alternatives.
    fn whole(&self, weights: &Weights) -> Kinds {
        weights.totals.get(self.root()).copied().unwrap_or_default()
    }

    /// The trie with weights that were summed up along its branches, ready for many choices.
    #[inline]
    pub fn over<'a>(&'a self, weights: &'a Weights) -> Descent<'a> {
        Descent { branches: &weights.branches, root: self.root(), whole: self.whole(weights), trie: self, weights }
    }
}

/// A trie under weights, from which choosers choose.
#[derive(Debug, Clone, Copy)]
pub struct Descent<'a> {
    branches: &'a [Branch],
    root: usize,
    /// Weight of all alternatives.
    whole: Kinds,
    trie: &'a Trie,
    weights: &'a Weights,
}

impl Descent<'_> {
    /// Goes down for a chooser's key, which must be random bits, and kind; returns a place. `None` if nothing has weight.
    #[inline]
    pub fn choose(&self, key: u64, kind: usize) -> Option<usize> {
        let kind = kind % KINDS;
        self.has_weight(kind).then(|| self.go_down(self.root, key, kind) - self.branches.len())
    }

    /// Whether anything has weight with a kind of choosers.
    #[inline]
    fn has_weight(&self, kind: usize) -> bool {
        self.whole.as_flattened()[kind % KINDS] > 0.0
    }

    /// Whether something has weight with each of the kinds for which weights were summed up.
    #[inline]
    pub const fn is_gapless(&self) -> bool {
        self.weights.gapless
    }

    /// The row of the alternative under a row to which a key leads.
    #[inline]
    fn go_down(&self, mut row: usize, key: u64, kind: usize) -> usize {
        while let Some(branch) = self.branches.get(row) {
            row = branch.next(key, kind);
        }
        row
    }

    /// As [`Descent::choose`] for two choosers and their kinds, with each of which something must have weight, step by step
    /// side by side: each step waits for the one before, and meanwhile the processor takes the other's.
    #[inline]
    pub fn choose_two(&self, keys: [u64; 2], kinds: [usize; 2]) -> [usize; 2] {
        let kinds = kinds.map(|kind| kind % KINDS);
        let mut rows = [self.root; 2];
        while let (Some(first), Some(second)) = (self.branches.get(rows[0]), self.branches.get(rows[1])) {
            rows = [first.next(keys[0], kinds[0]), second.next(keys[1], kinds[1])];
        }
        rows = [self.go_down(rows[0], keys[0], kinds[0]), self.go_down(rows[1], keys[1], kinds[1])];
        rows.map(|row| row - self.branches.len())
    }

    /// As [`Descent::choose`], without the alternative at the place `out`. `None` if no other has weight.
    ///
    /// Choices of `out` are drawn again with further words of the key, so that most go down once.
    #[inline]
    pub fn choose_another(&self, mut key: u64, kind: usize, out: usize) -> Option<usize> {
        for _ in 0..TRIALS {
            let place = self.choose(key, kind)?;
            if place != out {
                return Some(place);
            }
            key = mix64(key, 0);
        }
        self.choose_without(key, kind, out)
    }

    /// The same in one descent, for where the one left out is nearly all there is.
    #[cold]
    fn choose_without(&self, key: u64, kind: usize, out: usize) -> Option<usize> {
        let (trie, weights, leaves) = (self.trie, self.weights, self.branches.len());
        let (out_row, salt) = (leaves + out, trie.salts[out]);
        let weight = weights.total(out_row, kind);
        let mut row = self.root;
        // Whether the alternative that is left out hangs under the present node.
        let mut under = true;
        while let Some(node) = trie.nodes.get(row) {
            let mut sides = node.sides.map(|side| weights.total(side as usize, kind));
            let out_side = (salt >> trie.bits[row] & 1) as usize;
            if under {
                // Where it is all there is on its side, rounding must not leave a crumb.
                let alone = node.sides[out_side] as usize == out_row;
                sides[out_side] = if alone { 0.0 } else { (sides[out_side] - weight).max(0.0) };
            }
            let total = sides[0] + sides[1];
            if total <= 0.0 {
                return None;
            }
            let turn = turn(key, node, bound(sides[0], total));
            under &= turn == out_side;
            row = node.sides[turn] as usize;
        }
        (row != out_row && weights.total(row, kind) > 0.0).then(|| row - leaves)
    }
}

#[cfg(test)]
mod tests;
