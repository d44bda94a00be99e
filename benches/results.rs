//! Results: blocks written and read, walks over them, and all tables of a small study.

use divan::Bencher;
use std::path::Path;
use std::sync::OnceLock;
use strait::estimate::Band;
use strait::model::Vigilance;
use strait::model::observation::{Metric, Observations};
use strait::report::{self, Gathered};
use strait::scenario;
use strait::study::block::{Content, Layout};
use strait::study::plan::DEFAULT_BLOCK_SIZE;
use strait::study::{Disk, Numbers, Runner, Store, Study, fold};

fn main() {
    divan::main();
}

/// A study of two blocks in a temporary directory.
struct Finished {
    study: Study,
    layout: Layout,
    store: Store,
    directory: tempfile::TempDir,
    first_block: Content,
}

fn finished() -> &'static Finished {
    static FINISHED: OnceLock<Finished> = OnceLock::new();
    FINISHED.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
        let (scenario, _) = scenario::load(&path, &[]).expect("the shipped baseline is sound");
        let study = Study::new(vec![scenario], 2 * DEFAULT_BLOCK_SIZE, 1, DEFAULT_BLOCK_SIZE).expect("a study of one");
        let directory = tempfile::tempdir().expect("there is room for a study");
        let store = Store::open(directory.path(), Disk::default()).expect("the directory is new");
        let layout = Layout::of(&study);
        let runner = Runner::new(&study, Vigilance::Normal).expect("the baseline can run");
        let block = |index: u32| -> Content {
            let run = |unit| runner.run(unit, || true).expect("the baseline ends well").map(|record| record.runs);
            let runs: Vec<Observations> = study.block_units(index).into_iter().filter_map(run).flatten().collect();
            Content { runs: vec![runs], outcomes: Vec::new() }
        };
        let blocks = [block(0), block(1)];
        for (index, content) in (0..).zip(&blocks) {
            store.write(&layout, index, &study.block_units(index), content).expect("the disk takes it");
        }
        let [first_block, _] = blocks;
        Finished { study, layout, store, directory, first_block }
    })
}

#[divan::bench(sample_size = 1)]
fn block_encode(bencher: Bencher<'_, '_>) {
    let of = finished();
    let units = of.study.block_units(0);
    bencher.bench(|| of.layout.encode(0, &units, &of.first_block));
}

#[divan::bench(sample_size = 1)]
fn block_write(bencher: Bencher<'_, '_>) {
    let of = finished();
    let other = of.directory.path().join("other");
    let store = Store::open(&other, Disk::default()).expect("the directory is new");
    let units = of.study.block_units(0);
    bencher.bench(|| store.write(&of.layout, 0, &units, &of.first_block));
}

#[divan::bench(sample_size = 1)]
fn block_read(bencher: Bencher<'_, '_>) {
    let of = finished();
    let units = of.study.block_units(0);
    bencher.bench(|| of.store.read(&of.layout, 0, &units, &[0]));
}

#[divan::bench(sample_size = 1)]
fn block_check(bencher: Bencher<'_, '_>) {
    let of = finished();
    bencher.bench(|| of.store.state(&of.study, &of.layout, 0));
}

#[divan::bench(sample_size = 1)]
fn fold_one_column(bencher: Bencher<'_, '_>) {
    let of = finished();
    bencher.bench(|| {
        let mut sum = 0;
        fold::for_each_block(&of.study, &of.store, false, |_, _, block| {
            if let Numbers::Whole(days) = block.column(0, Metric::Arrivals as usize)? {
                sum += days.iter().copied().map(i64::from).sum::<i64>();
            }
            Ok(())
        })
        .map(|()| sum)
    });
}

#[divan::bench(sample_size = 1)]
fn fold_by_period(bencher: Bencher<'_, '_>) {
    let of = finished();
    bencher.bench(|| Gathered::read(&of.study, &of.store));
}

#[divan::bench(sample_size = 1, sample_count = 10)]
fn all_tables(bencher: Bencher<'_, '_>) {
    let of = finished();
    bencher.bench(|| report::write_all(&of.study, &of.store).map(|report| report.results_digest));
}

#[divan::bench(args = [100, 10_000])]
fn band(bencher: Bencher<'_, '_>, replicates: u64) {
    let values: Vec<f64> = (0..replicates).map(|at| (strait::random::mix64(7, at) >> 40) as f64).collect();
    bencher.bench(|| Band::of(divan::black_box(&values)));
}
