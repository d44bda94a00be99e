use super::*;
use rand_core::Rng;

/// Standardised sums of products of two columns of uniforms: each about a standard normal if uncorrelated.
fn correlation_score(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0f64);
    for (a, b) in pairs {
        sum += (a - 0.5) * (b - 0.5);
        n += 1.0;
    }
    // The product of two centred uniforms has standard deviation 1/12.
    sum / n.sqrt() * 12.0
}

/// Two-sided 5.5 sd: 4e−8 a look, and fewer than 25 looks a test.
const LIMIT: f64 = 5.5;

#[test]
fn adjacent_addresses_are_uncorrelated() {
    let n = 40_000u32;
    let purpose = Purpose::Choice;
    let at = |replicate: u32, e: u32, s: u32, p: Purpose, d: u16| Stream::new(20260101, replicate).uniform(e, s, p, d);
    let scores = [
        ("entity", correlation_score((0..n).map(|i| (at(0, i, 5, purpose, 0), at(0, i + 1, 5, purpose, 0))))),
        ("slot", correlation_score((0..n).map(|i| (at(0, 5, i, purpose, 0), at(0, 5, i + 1, purpose, 0))))),
        ("replicate", correlation_score((0..n).map(|i| (at(i, 5, 5, purpose, 0), at(i + 1, 5, 5, purpose, 0))))),
        ("draw", correlation_score((0..n).map(|i| (at(0, i, 5, purpose, 0), at(0, i, 5, purpose, 1))))),
        ("purpose", correlation_score((0..n).map(|i| (at(0, i, 5, purpose, 0), at(0, i, 5, Purpose::Transit, 0))))),
        ("entity and slot", correlation_score((0..n).map(|i| (at(0, i, 7, purpose, 0), at(0, 7, i, purpose, 0))))),
        (
            "seed",
            correlation_score((0..n).map(|i| {
                let [a, b] = [1, 2].map(|seed| Stream::new(seed, 0).uniform(i, 0, purpose, 0));
                (a, b)
            })),
        ),
        (
            "the two uniforms of a block",
            correlation_score((0..n).map(|i| {
                let [a, b] = Stream::new(3, 0).uniforms(i, 0, purpose, 0);
                (a, b)
            })),
        ),
    ];
    for (what, score) in scores {
        assert!(score.abs() < LIMIT, "{what}: {score}");
    }
}

#[test]
fn adjacent_purposes_are_uncorrelated() {
    let stream = Stream::new(11, 4);
    for pair in Purpose::ALL.windows(2) {
        let score =
            correlation_score((0..4_000).map(|i| (stream.uniform(i, 9, pair[0], 0), stream.uniform(i, 9, pair[1], 0))));
        assert!(score.abs() < LIMIT, "{pair:?}: {score}");
    }
}

#[test]
fn uniforms_fill_the_interval_evenly() {
    let stream = Stream::new(12, 0);
    let n = 100_000u32;
    let mut cells = [0u32; 100];
    for i in 0..n {
        cells[(stream.uniform(i, 0, Purpose::Launch, 0) * 100.0) as usize] += 1;
    }
    let expected = f64::from(n) / 100.0;
    let chi2: f64 = cells.iter().map(|&c| (f64::from(c) - expected) * (f64::from(c) - expected) / expected).sum();
    // Chi-squared, 99 degrees of freedom: above 190.6 with probability 1e−7, below 37.6 with 1e−9.
    assert!((37.0..191.0).contains(&chi2), "{chi2}");
}

#[test]
fn every_part_of_an_address_matters() {
    let base = Stream::new(1 | (1 << 32), 1).block(1, 1, Purpose::Choice, 1);
    let others = [
        Stream::new(2 | (1 << 32), 1).block(1, 1, Purpose::Choice, 1),
        Stream::new(1 | (2 << 32), 1).block(1, 1, Purpose::Choice, 1),
        Stream::new(1 | (1 << 32), 2).block(1, 1, Purpose::Choice, 1),
        Stream::new(1 | (1 << 32), 1).block(2, 1, Purpose::Choice, 1),
        Stream::new(1 | (1 << 32), 1).block(1, 2, Purpose::Choice, 1),
        Stream::new(1 | (1 << 32), 1).block(1, 1, Purpose::Transit, 1),
        Stream::new(1 | (1 << 32), 1).block(1, 1, Purpose::Choice, 2),
    ];
    assert!(others.iter().all(|o| *o != base));
    let address = [1, 1, 1, (4 << 16) | 1];
    assert_eq!(base, philox4x32_10(address, [1, 1]), "the address is laid out as documented");
}

#[test]
fn units_stay_strictly_inside() {
    assert_eq!(unit64(0), TWO_TO_MINUS_53);
    assert_eq!(unit64(u64::MAX), 1.0 - TWO_TO_MINUS_53);
    assert_eq!(unit32(0), TWO_TO_MINUS_32 / 2.0);
    assert_eq!(unit32(u32::MAX), 1.0 - TWO_TO_MINUS_32 / 2.0);
    assert_eq!(unit64(1 << 63) + unit64((1 << 63) - 1), 1.0, "symmetric about a half");
}

/// The first outputs of SplitMix64 with seed 1234567, as published at rosettacode.org (Pseudo-random numbers/Splitmix64).
#[test]
fn mix64_is_splitmix64() {
    let published =
        [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
    assert_eq!([0, 1, 2, 3, 4].map(|item| mix64(1234567, item)), published);
}

/// The first outputs of wyrand as the crate fastrand gives them, which takes its generator from the
/// same publication.
#[test]
fn wyrand_is_that_of_fastrand() {
    for seed in [0, 1_234_567, u64::MAX] {
        let mut published = fastrand::Rng::with_seed(seed);
        let words = WyRand::new(seed);
        for (item, bits) in words.from(0, 1).take(50).enumerate() {
            assert_eq!((bits, words.at(item as u64)), (published.u64(..), bits));
        }
        let apart: Vec<u64> = words.from(7, 5).take(3).collect();
        assert_eq!(apart, [7, 12, 17].map(|item| words.at(item)));
    }
}

/// Standardised chi-squared of two words' upper bits, those of whole words and those of their lower halves, over pairs of
/// items at a distance: about a standard normal if they do not depend on one another.
fn dependence(distance: u64) -> [f64; 2] {
    const CELLS: usize = 1 << 10;
    let (pairs, mut tables) = (1 << 20, [[0_u32; CELLS]; 2]);
    for pair in 0..pairs {
        let words = WyRand::new(mix64(9, pair / 4096));
        let item = (pair % 1000) << 28 | (pair / 1000 % 12) << 24 | (pair / 12_000 % 108) << 16;
        let [a, b] = [item, item + distance].map(|item| words.at(item));
        for (table, shift) in tables.iter_mut().zip([59, 27]) {
            table[((a >> shift & 31) << 5 | b >> shift & 31) as usize] += 1;
        }
    }
    let (expected, freedom) = (pairs as f64 / CELLS as f64, CELLS as f64 - 1.0);
    tables.map(|table| {
        let chi2: f64 = table.iter().map(|&n| (f64::from(n) - expected) * (f64::from(n) - expected) / expected).sum();
        (chi2 - freedom) / (2.0 * freedom).sqrt()
    })
}

#[test]
fn words_of_occasions_months_origins_and_neighbours_do_not_depend_on_one_another() {
    // Choices of a gang, attempts, months, origins, people.
    for (bit, steps) in [(0, [1, 2, 5]), (8, [1, 2, 5]), (16, [1, 2, 12]), (24, [1, 2, 8]), (28, [1, 3, 1024])] {
        for step in steps {
            let scores = dependence(step << bit);
            assert!(scores.iter().all(|score| score.abs() < 7.0), "distance {step} << {bit}: {scores:?}");
        }
    }
    // Why occasions do not stand in the uppermost bits of an item: it shows at once.
    assert!(dependence(8 << 56).iter().all(|&score| score > 50.0));
}

#[test]
fn a_race_is_fair() {
    let stream = Stream::new(5, 0);
    let (races, runners) = (50_000u32, 7u64);
    let mut wins = [0u32; 7];
    for race in 0..races {
        let key = stream.key64(race, 0, Purpose::GangChoice, 0);
        let winner = (0..runners).max_by_key(|&i| mix64(key, i)).expect("there are runners");
        wins[winner as usize] += 1;
    }
    let expected = f64::from(races) / runners as f64;
    let sd = (expected * (1.0 - 1.0 / runners as f64)).sqrt();
    assert!(wins.iter().all(|&w| (f64::from(w) - expected).abs() < LIMIT * sd), "{wins:?}");
}

#[test]
fn the_generator_walks_the_draws_of_its_address() {
    let stream = Stream::new(77, 3);
    let mut rng = stream.generator(4, 5, Purpose::ParameterDraw);
    for draw in 0..3 {
        let words: Vec<u32> = (0..4).map(|_| rng.next_u32()).collect();
        assert_eq!(words, stream.block(4, 5, Purpose::ParameterDraw, draw));
    }
    assert_eq!(rng.next_u64(), stream.key64(4, 5, Purpose::ParameterDraw, 3));
    let mut bytes = [0u8; 6];
    stream.generator(4, 5, Purpose::ParameterDraw).fill_bytes(&mut bytes);
    let words = stream.block(4, 5, Purpose::ParameterDraw, 0);
    assert_eq!(bytes[..4], words[0].to_le_bytes());
    assert_eq!(bytes[4..], words[1].to_le_bytes()[..2]);
}

#[test]
#[should_panic(expected = "65,536 draws")]
fn the_generator_never_begins_again() {
    let mut rng = Stream::new(1, 1).generator(0, 0, Purpose::ParameterDraw);
    for _ in 0..=4 * 65_536 {
        rng.next_u32();
    }
}

#[test]
fn a_chance_comes_with_the_words_whose_uniform_lies_below_it() {
    let step = TWO_TO_MINUS_32;
    let mut probabilities = vec![-1.0, 0.0, 1e-300, 0.4 * step, 0.5 * step, 0.6 * step, step, 0.25, 0.3, 0.5, 1.0, 2.0];
    probabilities.extend((1..400).map(|n: u32| unit32(n.wrapping_mul(0x9e37_79b9))));
    probabilities.extend((1..400).map(|n: u32| unit32(n.wrapping_mul(0x9e37_79b9)) + 1e-17));
    probabilities.extend((1..60).map(|n| 1.0 / f64::from(n)));
    for p in probabilities {
        let chance = Chance::of(p);
        let near = (p * 4_294_967_296.0) as u32;
        for word in [0, 1, near.saturating_sub(1), near, near.saturating_add(1), u32::MAX - 1, u32::MAX] {
            assert_eq!(chance.comes(word), unit32(word) < p, "{word} at {p:e}");
        }
    }
}
