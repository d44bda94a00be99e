//! The quantile from a guess against the sum from the left, at fixed ranks and at steps.

use super::*;

const MEANS: [f64; 11] = [0.5, 5.0, 40.0, 63.9, 64.0, 100.3, 365.25, 1_000.0, 2_718.28, 7_777.7, 20_000.0];
const KS: [f64; 6] = [0.3, 1.0, 5.0, 30.0, 1_000.0, f64::INFINITY];

fn laws() -> impl Iterator<Item = Law> {
    MEANS.into_iter().flat_map(|mean| KS.map(|k| Law { mean, inverse_k: 1.0 / k }))
}

fn from_left(law: Law, u: f64) -> u64 {
    law.quantile_from_left(u, law.start())
}

/// Distribution function from the left up to the rank `u`.
fn distribution(law: Law, u: f64) -> Vec<(f64, f64)> {
    let (mut x, mut probability) = law.start();
    let mut sum = probability;
    let mut all = vec![(x, sum)];
    while sum < u {
        probability *= law.ratio(x);
        x += 1.0;
        sum += probability;
        all.push((x, sum));
    }
    all
}

#[test]
fn both_ways_find_the_same_count() {
    let middle = (0..97).map(|i| (f64::from(i) + 0.37) / 97.0);
    let tails = [1e-3, 1e-4, 1e-5, 1e-6].into_iter().flat_map(|u| [u, 1.0 - u]);
    let us: Vec<f64> = middle.chain(tails).collect();
    for law in laws() {
        for &u in &us {
            assert_eq!(law.quantile(u), from_left(law, u), "mean {}, 1/k {}, u {u}", law.mean, law.inverse_k);
        }
    }
}

/// Up to 1e-12 of a step, the error of the sum; the last 1e-12 of ranks are beyond it.
#[test]
fn both_ways_agree_in_the_tails_within_the_error_of_the_sum() {
    for law in laws() {
        for u in [1.2e-16, 1e-12, 1e-9, 1e-8, 1e-7, 3e-4, 1.0 - 1e-7, 1.0 - 1e-9, 1.0 - 1e-11] {
            let seen = law.quantile(u);
            let [least, most] = [(u - 1e-12).max(1e-300), u + 1e-12].map(|u| from_left(law, u));
            let holds = least <= seen && seen <= most;
            assert!(holds, "mean {}, 1/k {}, u {u}: {seen}, not {least} to {most}", law.mean, law.inverse_k);
        }
    }
}

/// P(X > x), added up from x on.
fn right_tail(law: Law, x: f64) -> f64 {
    let (mut at, mut sum) = (x + 1.0, 0.0);
    let mut probability = law.probability(at);
    while probability > sum * 1e-19 {
        sum += probability;
        probability *= law.ratio(at);
        at += 1.0;
    }
    sum
}

/// P(X <= x), added up from x down.
fn left_tail(law: Law, x: f64) -> f64 {
    let (mut at, mut sum) = (x, 0.0);
    let mut probability = if x == 0.0 { libm::exp(-law.log_nonzero()) } else { law.probability(x) };
    while at >= 0.0 && probability > sum * 1e-19 {
        sum += probability;
        at -= 1.0;
        probability /= law.ratio(at);
    }
    sum
}

#[test]
fn the_outermost_ranks_keep_their_precision() {
    for law in laws().filter(|law| law.has_guess()) {
        for tail in [1.2e-16, 1e-14, 1e-12, 1e-9, 1e-6] {
            let (low, high) = (law.quantile(tail) as f64, law.quantile(1.0 - tail) as f64);
            let what = format!("mean {}, 1/k {}, tail {tail}: {low}, {high}", law.mean, law.inverse_k);
            assert!(left_tail(law, low) > tail * (1.0 - 1e-11), "{what}");
            assert!(low == 0.0 || left_tail(law, low - 1.0) < tail * (1.0 + 1e-11), "{what}");
            let tail = 1.0 - (1.0 - tail);
            assert!(right_tail(law, high) < tail * (1.0 + 1e-11), "{what}");
            assert!(right_tail(law, high - 1.0) > tail * (1.0 - 1e-11), "{what}");
        }
    }
}

/// At u = P(X <= x), less or more 1e-12, the quantile is x or x + 1.
#[test]
fn the_quantile_steps_where_the_distribution_does() {
    for law in laws().filter(|law| law.has_guess()) {
        let all = distribution(law, 0.999);
        for pair in all.windows(2).step_by(all.len() / 40 + 1) {
            let [(x, here), (next, above)] = [pair[0], pair[1]];
            if here < 1e-6 || above - here < 1e-10 {
                continue;
            }
            let seen = [law.quantile(here - 1e-12), law.quantile(here + 1e-12)];
            assert_eq!(seen, [x as u64, next as u64], "mean {}, 1/k {}, u {here}", law.mean, law.inverse_k);
        }
    }
}

#[test]
fn the_quantile_never_falls() {
    for law in laws() {
        // Around some ranks and some steps, by single floats.
        let mut middles = vec![1e-15, 1e-9, 0.5, 1.0 - 1e-9, 1.0 - 1e-13];
        if law.has_guess() {
            let all = distribution(law, 0.999_999);
            middles.extend(all.iter().step_by(all.len() / 12 + 1).map(|&(_, sum)| sum));
        }
        for middle in middles {
            let mut u = middle;
            for _ in 0..150 {
                u = u.next_down();
            }
            let mut last = law.quantile(u);
            for _ in 0..300 {
                u = u.next_up();
                let seen = law.quantile(u);
                assert!(last <= seen, "mean {}, 1/k {}, u {u}: {last}, {seen}", law.mean, law.inverse_k);
                last = seen;
            }
        }
    }
}

/// The guess is what makes the walk short.
#[test]
fn the_guess_is_near() {
    for (mean, k, counts) in [(100.0, 30.0, 0.1), (500.0, 10.0, 0.5), (3_000.0, 30.0, 0.5), (20_000.0, 1.0, 250.0)] {
        let law = Law { mean, inverse_k: 1.0 / k };
        let n = 999;
        let us = (0..n).map(|i| (f64::from(i) + 0.5) / f64::from(n));
        let walked = us.map(|u| (law.guess(u) - law.quantile(u) as f64).abs()).sum::<f64>() / f64::from(n);
        assert!(walked < counts, "mean {mean}, k {k}: {walked}");
    }
}
