//! A keyed descent: a choice among weighted alternatives whose luck hardly depends on the other alternatives.
//!
//! Alternatives hang in a binary trie by the bits of their salts, 64 well-mixed bits of identity. A chooser goes down
//! from the root and turns left with probability (weight left) / (weight left + right), by a uniform keyed by the
//! chooser and by the bit at which the node branches. The product along the path is the alternative's weight over the
//! sum of weights: the multinomial logit. When a weight changes, only choosers near a threshold on that alternative's path
//! move: among fifty, beside the choosers of one that vanishes, about 1.3 others for each of them (a test holds it below
//! 2). One keyed Gumbel an alternative moves no others, but costs each choice a step for every alternative; this costs a
//! step for about the logarithm of their number.

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Node {
    multiplier: u64,
    sides: [u32; 2],
    bit: u32,
}

impl Node {
    /// The side of an alternative under this node.
    const fn side_of(&self, salt: u64) -> usize {
        (salt >> self.bit & 1) as usize
    }

    /// The side to which a chooser turns, where the sides weigh so much; never one without weight if the other has some.
    #[inline]
    fn turn(&self, key: u64, branch: Branch) -> usize {
        // 23 bits are exact, so that their part of the total stays below the total.
        let steps = (key.wrapping_mul(self.multiplier) >> 41) as f32;
        usize::from(steps * branch.step >= branch.zero)
    }
}

/// Row of a table of weights: what hangs there, and what of it hangs on the side of zeros.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Branch {
    zero: f32,
    /// The total in steps of the uniform: 2^-23 of it.
    step: f32,
}

impl Branch {
    /// Steps of the uniform.
    const STEPS: f32 = 8_388_608.0;

    const fn new(zero: f32, total: f32) -> Self {
        Self { zero, step: total * (1.0 / Self::STEPS) }
    }

    const fn total(self) -> f32 {
        self.step * Self::STEPS
    }
}

/// Trials before [`Trie::choose_another`] takes the way without the alternative that is left out.
const TRIALS: usize = 8;

/// The trie over a set of alternatives; weights come apart, so that one trie serves many tables of weights.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trie {
    /// Children before parents; the root is the last. They are the first rows of a table.
    nodes: Vec<Node>,
    salts: Vec<u64>,
}

impl Trie {
    /// A trie over alternatives with these salts, no two alike; places are positions in the list.
    pub fn new(salts: Vec<u64>) -> Self {
        let mut places: Vec<u32> = (0..salts.len() as u32).collect();
        places.sort_unstable_by_key(|&place| salts[place as usize]);
        let mut trie = Self { nodes: Vec::with_capacity(salts.len().saturating_sub(1)), salts };
        if !places.is_empty() {
            trie.grow(&places);
        }
        trie
    }

    /// Salts of the alternatives, by place.
    pub fn salts(&self) -> &[u64] {
        &self.salts
    }

    /// Rows of a table of weights: first the nodes, then the alternatives.
    pub const fn rows(&self) -> usize {
        self.salts.len() + self.nodes.len()
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
        self.nodes.push(Node { multiplier: multiplier(bit), sides, bit });
        (self.nodes.len() - 1) as u32
    }

    /// Fills a table for weights by place (finite, not negative).
    ///
    /// # Panics
    /// If the table does not have [`Trie::rows`] rows.
    pub fn sum_up(&self, weights: impl Iterator<Item = f32>, table: &mut [Branch]) {
        assert_eq!(table.len(), self.rows(), "one row for each alternative and node");
        for (row, weight) in table[self.nodes.len()..].iter_mut().zip(weights) {
            *row = Branch::new(0.0, weight);
        }
        for (row, node) in self.nodes.iter().enumerate() {
            let [zero, one] = node.sides.map(|side| table[side as usize].total());
            table[row] = Branch::new(zero, zero + one);
        }
    }

    /// The row of the root, if anything has weight.
    #[inline]
    fn root(&self, table: &[Branch]) -> Option<usize> {
        let root = self.nodes.len().saturating_sub(1);
        table.get(root).filter(|branch| branch.step > 0.0).map(|_| root)
    }

    /// Goes down for a chooser's key, which must be random bits; returns a place. `None` if nothing has weight.
    #[inline]
    pub fn choose(&self, key: u64, table: &[Branch]) -> Option<usize> {
        let mut row = self.root(table)?;
        let nodes = self.nodes.as_slice();
        let branches = &table[..nodes.len()];
        while row < nodes.len() {
            let node = &nodes[row];
            row = node.sides[node.turn(key, branches[row])] as usize;
        }
        Some(row - nodes.len())
    }

    /// As [`Trie::choose`], without the alternative at the place `out`. `None` if no other has weight.
    ///
    /// Choices of `out` are drawn again with further words of the key, so that most go down once.
    #[inline]
    pub fn choose_another(&self, mut key: u64, table: &[Branch], out: usize) -> Option<usize> {
        for _ in 0..TRIALS {
            let place = self.choose(key, table)?;
            if place != out {
                return Some(place);
            }
            key = mix64(key, 0);
        }
        self.choose_without(key, table, out)
    }

    /// The same in one descent, for where the one left out is nearly all there is.
    #[cold]
    fn choose_without(&self, key: u64, table: &[Branch], out: usize) -> Option<usize> {
        let leaves = self.nodes.len();
        let (out_row, salt) = (leaves + out, self.salts[out]);
        let weight = table[out_row].total();
        let mut row = leaves.saturating_sub(1);
        // Whether the alternative that is left out hangs under the present node.
        let mut under = true;
        while let Some(node) = self.nodes.get(row) {
            let mut sides = node.sides.map(|side| table[side as usize].total());
            let out_side = node.side_of(salt);
            if under {
                // Where it is all there is on its side, rounding must not leave a crumb.
                let alone = node.sides[out_side] as usize == out_row;
                sides[out_side] = if alone { 0.0 } else { (sides[out_side] - weight).max(0.0) };
            }
            let total = sides[0] + sides[1];
            if total <= 0.0 {
                return None;
            }
            let turn = node.turn(key, Branch::new(sides[0], total));
            under &= turn == out_side;
            row = node.sides[turn] as usize;
        }
        (row != out_row && table[row].step > 0.0).then(|| row - leaves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Stream};

    type Choosing = fn(&Trie, u64, &[Branch]) -> Option<usize>;

    fn key(person: u32) -> u64 {
        Stream::new(7, 1).key64(person, 0, Purpose::GangChoice, 0)
    }

    fn trie(ids: impl Iterator<Item = u32>) -> Trie {
        Trie::new(ids.map(salt).collect())
    }

    fn table(trie: &Trie, weights: &[f32]) -> Vec<Branch> {
        let mut table = vec![Branch::default(); trie.rows()];
        trie.sum_up(weights.iter().copied(), &mut table);
        table
    }

    #[test]
    fn choices_come_in_proportion_to_weights() {
        let weights = [1.0_f32, 2.0, 3.0, 4.0, 10.0, 0.1];
        let trie = trie(0..6);
        let table = table(&trie, &weights);
        let ways: [(Option<usize>, Choosing); 3] = [
            (None, |trie, key, table| trie.choose(key, table)),
            (Some(3), |trie, key, table| trie.choose_another(key, table, 3)),
            (Some(4), |trie, key, table| trie.choose_without(key, table, 4)),
        ];
        for (left_out, choose) in ways {
            let n = 200_000;
            let mut counts = [0_u32; 6];
            for person in 0..n {
                let chosen = choose(&trie, key(person), &table);
                counts[chosen.unwrap()] += 1;
            }
            let weight = |place: usize| if left_out == Some(place) { 0.0 } else { f64::from(weights[place]) };
            let total: f64 = (0..6).map(weight).sum();
            for (place, count) in counts.iter().enumerate() {
                let p = weight(place) / total;
                let sd = (f64::from(n) * p * (1.0 - p)).sqrt().max(1e-9);
                let z = (f64::from(*count) - f64::from(n) * p) / sd;
                // Eighteen z values: 5.6 bounds the family-wise false alarm below 1e-6.
                assert!(z.abs() < 5.6, "z = {z} for place {place} without {left_out:?}");
            }
        }
    }

    #[test]
    fn a_vanished_alternative_moves_its_choosers_and_few_others() {
        let weights: Vec<f32> = (0..50).map(|g| 1.0 + g as f32).collect();
        let with = trie(10..60);
        let without = trie((10..60).filter(|&id| id != 50));
        let (before_table, mut fewer) = (table(&with, &weights), weights.clone());
        fewer.remove(40);
        let after_table = table(&without, &fewer);
        let (mut chosen, mut moved) = (0, 0);
        for person in 0..100_000 {
            let before = with.choose(key(person), &before_table).unwrap();
            let after = without.choose(key(person), &after_table).unwrap();
            chosen += u32::from(before == 40);
            moved += u32::from(before != 40 && with.salts()[before] != without.salts()[after]);
        }
        assert!(chosen > 2500 && moved < 2 * chosen, "{chosen} had chosen it, {moved} others moved");
    }

    #[test]
    fn a_small_change_of_a_weight_moves_few() {
        let mut weights: Vec<f32> = (0..50).map(|g| 1.0 + g as f32).collect();
        let trie = trie(10..60);
        let before = table(&trie, &weights);
        weights[49] *= 1.1;
        let after = table(&trie, &weights);
        let n = 100_000;
        let moved = (0..n).filter(|&p| trie.choose(key(p), &before) != trie.choose(key(p), &after)).count();
        // The share of the heaviest rises from 3.92 % to 4.30 %: 0.38 points must move.
        assert!((300..900).contains(&moved), "{moved} of {n}");
    }

    #[test]
    fn uniforms_of_two_bits_are_uncorrelated_over_choosers() {
        let n = 100_000;
        let unit =
            |person: u32, bit: u32| (key(person).wrapping_mul(multiplier(bit)) >> 11) as f64 / (1_u64 << 53) as f64;
        for (a, b) in [(63, 62), (62, 61), (63, 60), (5, 40)] {
            let sum: f64 = (0..n).map(|p| (unit(p, a) - 0.5) * (unit(p, b) - 0.5) * 12.0).sum();
            let z = sum / f64::from(n).sqrt();
            assert!(z.abs() < 5.5, "correlation z = {z} between bits {a} and {b}");
        }
    }

    #[test]
    fn without_weight_nobody_is_chosen() {
        assert_eq!(trie(0..0).choose(1, &[]), None);
        let single = trie(0..1);
        assert_eq!(single.rows(), 1);
        assert_eq!(single.choose(1, &table(&single, &[2.0])), Some(0));
        assert_eq!(single.choose(1, &table(&single, &[0.0])), None);
        assert_eq!(single.choose_another(1, &table(&single, &[2.0]), 0), None);
        let pair = trie(0..2);
        assert_eq!(pair.choose(1, &table(&pair, &[0.0, 0.0])), None);
        for person in 0..100 {
            assert_eq!(pair.choose(key(person), &table(&pair, &[0.0, 2.0])), Some(1));
            assert_eq!(pair.choose_another(key(person), &table(&pair, &[1.0, 2.0]), 1), Some(0));
            assert_eq!(pair.choose_another(key(person), &table(&pair, &[0.0, 2.0]), 1), None);
        }
    }
}
