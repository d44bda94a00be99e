//! The same bytes, however a study is cut, divided and built.

use super::Dice;
use super::support::Place;

/// Runs a study under every number of threads, block size and split that is given, and compares the digests.
fn campaign(replicates: &str, threads: &[&str], block_sizes: &[&str], shards: &[u32]) {
    let place = Place::new();
    let mut digest: Option<String> = None;
    let mut compare = |out: &str| {
        let seen = place.digest(out);
        assert_eq!(*digest.get_or_insert_with(|| seen.clone()), seen, "{out}");
        std::fs::remove_dir_all(place.path(out)).unwrap();
    };
    for threads in threads {
        for block_size in block_sizes {
            let out = format!("threads-{threads}-blocks-{block_size}");
            place
                .study(&out, &["--replicates", replicates, "--threads", threads, "--block-size", block_size, "-q"])
                .success();
            compare(&out);
        }
    }
    let mut dice = Dice(20241104);
    for &of in shards {
        for block_size in block_sizes {
            let out = format!("shards-{of}-blocks-{block_size}");
            let mut order: Vec<u32> = (1..=of).collect();
            for at in (1..order.len()).rev() {
                order.swap(at, dice.below(at as u64 + 1) as usize);
            }
            for number in order {
                let share = format!("{number}/{of}");
                place
                    .study(&out, &["--replicates", replicates, "--block-size", block_size, "--shard", &share, "-q"])
                    .success();
            }
            place.run(&["merge", &out, "-q"]).success();
            compare(&out);
        }
    }
}

#[test]
fn threads_blocks_and_shards_change_no_byte() {
    campaign("9", &["1", "8"], &["2", "9"], &[3]);
}

#[test]
#[ignore = "a campaign: tests/campaign.sh"]
fn campaign_threads_blocks_and_shards_change_no_byte() {
    // 70 replicates: blocks of 7 and 64 both end in the middle.
    campaign("70", &["1", "2", "3", "8"], &["1", "7", "64", "70"], &[1, 2, 3, 5]);
}

/// Programs of other builds in `STRAIT_OTHER_PROGRAMS`, separated by colons, give the same bytes as this one.
#[test]
fn other_builds_of_the_program_change_no_byte() {
    let Some(programs) = std::env::var_os("STRAIT_OTHER_PROGRAMS") else {
        eprintln!("skipped: STRAIT_OTHER_PROGRAMS names no other build of the program");
        return;
    };
    let place = Place::with_period("2023-01-01", "2025-01-07");
    place.study("own", &["--replicates", "9"]).success();
    let digest = place.digest("own");
    for (number, program) in std::env::split_paths(&programs).enumerate() {
        let program = std::path::absolute(program).unwrap();
        let out = format!("other-{number}");
        assert_cmd::Command::new(&program)
            .current_dir(place.path("."))
            .args(["run", "base.toml", "policy.toml", "--replicates", "9", "-q", "--out", &out])
            .assert()
            .success();
        assert_eq!(place.digest(&out), digest, "{}", program.display());
    }
}
