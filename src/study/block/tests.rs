//! Tests of blocks.

use super::*;
use crate::model::observation::{FIXED_METRICS, Metric, columns};
use crate::model::state::fates::Fates;
use crate::quantity::Day;
use crate::random::{Purpose, Stream, samplers};
use crate::study::transitions::Baseline;

fn layout(days: i32) -> Layout {
    let first = Day::from_number(17_532);
    Layout {
        study_digest: "0123".repeat(16),
        scenarios: vec!["baseline".to_owned(), "policy".to_owned()],
        structures: vec!["scenario".to_owned(), "capacity=ces".to_owned()],
        columns: columns(&[]),
        period: Period::new(first, first.plus(days - 1)).unwrap(),
        origins: 0,
    }
}

/// Records with noise of about the size that the model writes.
fn content(layout: &Layout, units: &[Unit]) -> Content {
    let days = layout.period.len_days();
    let record = |unit: &Unit| {
        let stream = Stream::new(9, unit.replicate);
        let values = (0..FIXED_METRICS * days).map(|at| {
            let uniform = stream.uniform(at as u32, 0, Purpose::LoadNoise, 0);
            if layout.columns[at / days].integer { f64::from(samplers::geometric(uniform, 40.0)) } else { uniform }
        });
        Observations::from_columns(layout.period, 0, values.collect()).unwrap()
    };
    let counts = |unit: &Unit| {
        let mut counts = Baseline::new(Fates::default()).against(&Fates::default(), 0).unwrap();
        counts.people[6][0] = 1000 + unit.replicate;
        counts.both.delay_days = u64::from(unit.replicate) << 33;
        (unit.replicate != 4).then_some(counts)
    };
    Content {
        runs: layout.scenarios.iter().map(|_| units.iter().map(record).collect()).collect(),
        outcomes: vec![units.iter().map(counts).collect()],
    }
}

fn units(range: std::ops::Range<u32>) -> Vec<Unit> {
    range.map(|r| Unit { replicate: r, draw: r, weather_path: r, structure: r % 2 }).collect()
}

#[test]
fn a_block_reads_back_to_the_bit_and_has_the_same_bytes_twice() {
    let (layout, units) = (layout(40), units(3..5));
    let content = content(&layout, &units);
    let bytes = layout.encode(1, &units, &content).unwrap();
    assert_eq!(bytes, layout.encode(1, &units, &content).unwrap());
    assert_eq!(layout.decode(bytes.clone(), 1, &units, &[0, 1]).unwrap(), content);
    let policy = layout.decode(bytes, 1, &units, &[1]).unwrap();
    assert_eq!((policy.runs, policy.outcomes), (content.runs[1..].to_vec(), content.outcomes));
}

#[test]
fn every_flipped_byte_and_every_cut_is_found() {
    let (layout, units) = (layout(3), units(0..1));
    let bytes = layout.encode(0, &units, &content(&layout, &units)).unwrap();
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        assert!(matches!(layout.decode(flipped, 0, &units, &[]), Err(Fault::Damaged(_))), "byte {at}");
    }
    for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
        let cut = bytes[..length].to_vec();
        assert!(matches!(layout.decode(cut, 0, &units, &[]), Err(Fault::Damaged(_))), "{length} bytes");
    }
}

#[test]
fn a_block_of_another_place_or_study_is_foreign() {
    let (layout, units) = (layout(3), units(0..2));
    let bytes = layout.encode(0, &units, &content(&layout, &units)).unwrap();
    let mut other = layout.clone();
    other.study_digest = "f".repeat(64);
    for found in [
        layout.decode(bytes.clone(), 1, &units, &[]),
        layout.decode(bytes.clone(), 0, &units[..1], &[]),
        other.decode(bytes, 0, &units, &[]),
    ] {
        assert!(matches!(found, Err(Fault::Foreign(_))));
    }
}

#[test]
fn a_fraction_in_a_count_is_refused() {
    let (layout, units) = (layout(2), units(0..1));
    let mut content = content(&layout, &units);
    content.runs[0][0].set(Metric::Arrivals, 1, 0.5);
    assert!(layout.encode(0, &units, &content).unwrap_err().to_string().contains("arrivals"));
}

/// Forty replicates of two scenarios over nine years stay within some tens of megabytes.
#[test]
fn nine_years_of_a_run_stay_below_half_a_megabyte() {
    let (layout, units) = (layout(3287), units(0..8));
    let bytes = layout.encode(0, &units, &content(&layout, &units)).unwrap();
    assert!(bytes.len() / 16 < 500_000, "{} bytes a run", bytes.len() / 16);
}
