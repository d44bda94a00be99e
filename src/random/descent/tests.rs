use super::*;
use crate::random::{Purpose, Stream};

type Choosing = fn(&Trie, u64, &Weights) -> Option<usize>;

fn key(person: u32) -> u64 {
    Stream::new(7, 1).key64(person, 0, Purpose::GangChoice, 0)
}

fn trie(ids: impl Iterator<Item = u32>) -> Trie {
    Trie::new(ids.map(salt).collect())
}

/// The kind that is asked; the others weigh otherwise.
const KIND: usize = 5;

fn table(trie: &Trie, weights: &[f32]) -> Weights {
    let mut table = Weights::default();
    let of = |&weight: &f32| {
        let mut kinds = [[9.0, 7.0, 5.0, 1.0]; KINDS / 4];
        kinds.as_flattened_mut()[KIND] = weight;
        kinds
    };
    for (alternative, weight) in trie.alternatives(&mut table).iter_mut().zip(weights) {
        *alternative = of(weight);
    }
    trie.sum_up(KIND + 1, &mut table);
    table
}

#[test]
fn choices_come_in_proportion_to_weights() {
    let weights = [1.0_f32, 2.0, 3.0, 4.0, 10.0, 0.1];
    let trie = trie(0..6);
    let table = table(&trie, &weights);
    let ways: [(Option<usize>, Choosing); 3] = [
        (None, |trie, key, table| trie.over(table).choose(key, KIND)),
        (Some(3), |trie, key, table| trie.over(table).choose_another(key, KIND, 3)),
        (Some(4), |trie, key, table| trie.over(table).choose_without(key, KIND, 4)),
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
fn side_by_side_everybody_chooses_as_alone() {
    for gangs in [1, 2, 50] {
        let trie = trie(0..gangs);
        let weights: Vec<f32> = (1..=gangs).map(|gang| gang as f32).collect();
        let table = table(&trie, &weights);
        let descent = trie.over(&table);
        assert!(descent.is_gapless());
        for person in 0..1000 {
            let (keys, kinds) = ([0, 1].map(|lane| key(2 * person + lane)), [KIND, person as usize % 7]);
            let alone = [0, 1].map(|lane| descent.choose(keys[lane], kinds[lane]));
            assert_eq!(descent.choose_two(keys, kinds).map(Some), alone);
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
        let before = with.over(&before_table).choose(key(person), KIND).unwrap();
        let after = without.over(&after_table).choose(key(person), KIND).unwrap();
        chosen += u32::from(before == 40);
        moved += u32::from(before != 40 && with.salts[before] != without.salts[after]);
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
    let (before, after) = (trie.over(&before), trie.over(&after));
    let moved = (0..n).filter(|&p| before.choose(key(p), KIND) != after.choose(key(p), KIND)).count();
    // The share of the heaviest rises from 3.92 % to 4.30 %: 0.38 points must move.
    assert!((300..900).contains(&moved), "{moved} of {n}");
}

#[test]
fn uniforms_of_two_bits_are_uncorrelated_over_choosers() {
    let n = 100_000;
    let unit = |person: u32, bit: u32| (key(person).wrapping_mul(multiplier(bit)) >> 11) as f64 / (1_u64 << 53) as f64;
    for (a, b) in [(63, 62), (62, 61), (63, 60), (5, 40)] {
        let sum: f64 = (0..n).map(|p| (unit(p, a) - 0.5) * (unit(p, b) - 0.5) * 12.0).sum();
        let z = sum / f64::from(n).sqrt();
        assert!(z.abs() < 5.5, "correlation z = {z} between bits {a} and {b}");
    }
}

#[test]
fn without_weight_nobody_is_chosen() {
    assert_eq!(trie(0..0).over(&Weights::default()).choose(1, KIND), None);
    assert!(!trie(0..0).over(&Weights::default()).is_gapless());
    let single = trie(0..1);
    assert_eq!(single.over(&table(&single, &[2.0])).choose(1, KIND), Some(0));
    assert_eq!(single.over(&table(&single, &[0.0])).choose(1, KIND), None);
    assert_eq!([0.0, 2.0].map(|weight| single.over(&table(&single, &[weight])).is_gapless()), [false, true]);
    assert_eq!(single.over(&table(&single, &[2.0])).choose_another(1, KIND, 0), None);
    let pair = trie(0..2);
    assert_eq!(pair.over(&table(&pair, &[0.0, 0.0])).choose(1, KIND), None);
    for person in 0..100 {
        assert_eq!(pair.over(&table(&pair, &[0.0, 2.0])).choose(key(person), KIND), Some(1));
        assert_eq!(pair.over(&table(&pair, &[1.0, 2.0])).choose_another(key(person), KIND, 1), Some(0));
        assert_eq!(pair.over(&table(&pair, &[0.0, 2.0])).choose_another(key(person), KIND, 1), None);
    }
}
