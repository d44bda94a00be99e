//! The generator and the samplers, one draw at a time.

use divan::{Bencher, black_box};
use strait::random::{KINDS, Purpose, Stream, Trie, Weights, mix64, philox4x32_10, salt, samplers};

fn main() {
    divan::main();
}

/// Draws of one sample, so that the clock's own time does not show.
const DRAWS: u32 = 1000;

/// A thousand draws, each with its own counter.
fn thousand<T>(bencher: Bencher<'_, '_>, draw: impl Fn(u32) -> T + Sync) {
    bencher.counter(divan::counter::ItemsCount::new(DRAWS)).bench(|| {
        for at in 0..DRAWS {
            black_box(draw(black_box(at)));
        }
    });
}

#[divan::bench]
fn philox(bencher: Bencher<'_, '_>) {
    thousand(bencher, |at| philox4x32_10([at, 1, 2, 3], [4, 5]));
}

#[divan::bench]
fn uniform(bencher: Bencher<'_, '_>) {
    let stream = Stream::new(1, 2);
    thousand(bencher, |at| stream.uniform(at, 3, Purpose::Choice, 0));
}

#[divan::bench]
fn split_mix(bencher: Bencher<'_, '_>) {
    thousand(bencher, |at| mix64(0x1234_5678_9abc_def0, u64::from(at)));
}

#[divan::bench(args = [10, 50, 500])]
fn choose_among(bencher: Bencher<'_, '_>, gangs: u32) {
    let trie = Trie::new((0..gangs).map(salt).collect());
    let mut table = Weights::default();
    for (gang, weight) in trie.alternatives(&mut table).iter_mut().enumerate() {
        *weight = [[1.0 + gang as f32; 4]; KINDS / 4];
    }
    trie.sum_up(1, &mut table);
    let (descent, stream) = (trie.over(&table), Stream::new(1, 2));
    bencher.counter(divan::counter::ItemsCount::new(DRAWS)).bench_local(|| {
        for at in 0..DRAWS {
            black_box(descent.choose(stream.key64(at, 0, Purpose::GangChoice, 0), 0));
        }
    });
}

/// A uniform that differs from draw to draw.
fn spread(at: u32) -> f64 {
    (f64::from(at) + 0.5) / f64::from(DRAWS)
}

#[divan::bench]
fn standard_normal(bencher: Bencher<'_, '_>) {
    thousand(bencher, |at| samplers::standard_normal(spread(at)));
}

#[divan::bench]
fn exponential(bencher: Bencher<'_, '_>) {
    thousand(bencher, |at| samplers::exponential(spread(at), 30.0));
}

#[divan::bench]
fn log_normal(bencher: Bencher<'_, '_>) {
    thousand(bencher, |at| samplers::log_normal(spread(at), 45.0, 0.5));
}

#[divan::bench]
fn geometric(bencher: Bencher<'_, '_>) {
    thousand(bencher, |at| samplers::geometric(spread(at), 1.0));
}

#[divan::bench(args = [0.5, 20.0, 2000.0])]
fn poisson(bencher: Bencher<'_, '_>, mean: f64) {
    thousand(bencher, |at| samplers::poisson(spread(at), mean));
}

#[divan::bench(args = [20.0, 2000.0])]
fn negative_binomial(bencher: Bencher<'_, '_>, mean: f64) {
    thousand(bencher, |at| samplers::negative_binomial(spread(at), mean, 8.0));
}

#[divan::bench]
fn zero_truncated_negative_binomial(bencher: Bencher<'_, '_>) {
    thousand(bencher, |at| samplers::zero_truncated_negative_binomial(spread(at), 3.0, 1.0));
}
