//! What a study needs is known before it is run.

use super::support::{Place, stdout};
use serde_json::Value;

/// Ratio of what was estimated to what was used: memory and disk, then time.
fn ratios(place: &Place, out: &str, more: &[&str]) -> (Option<f64>, f64, f64) {
    let plan = place.study(out, &[more, &["--dry-run", "--json"]].concat()).success();
    let plan: Value = serde_json::from_str(&stdout(&plan)).unwrap();
    place.study(out, more).success();
    let manifest = place.manifest(out);
    let used: u64 = std::fs::read_dir(place.path(out).join("blocks"))
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .chain(manifest["outputs"].as_array().unwrap().iter().filter_map(|output| {
            (!output["path"].as_str()?.starts_with("blocks/")).then(|| output["bytes"].as_u64()).flatten()
        }))
        .sum();
    let of = |value: &Value| value.as_f64();
    let memory =
        of(&plan["memory_bytes"]).zip(of(&manifest["execution"]["peak_rss_bytes"])).map(|(plan, used)| plan / used);
    let time = of(&plan["time_s"]).unwrap() / of(&manifest["execution"]["wall_s"]).unwrap();
    (memory, of(&plan["disk_bytes"]).unwrap() / used as f64, time)
}

const NEAR: std::ops::RangeInclusive<f64> = 0.7..=1.3;

fn shipped(place: &Place) {
    for name in ["baseline.toml", "measure_advert_takedown.toml"] {
        std::fs::copy(std::path::Path::new("scenarios").join(name), place.path(name)).unwrap();
    }
    std::fs::rename(place.path("baseline.toml"), place.path("base.toml")).unwrap();
    std::fs::create_dir(place.path("posterior")).unwrap();
    for name in ["baseline.csv", "baseline.json"] {
        let file = std::path::Path::new("posterior").join(name);
        std::fs::copy(std::path::Path::new("scenarios").join(&file), place.path(file.to_str().unwrap())).unwrap();
    }
    let policy = std::fs::read_to_string(place.path("measure_advert_takedown.toml")).unwrap();
    std::fs::write(place.path("policy.toml"), policy.replace("baseline.toml", "base.toml")).unwrap();
}

#[test]
fn a_dry_run_tells_memory_and_disk_within_thirty_per_cent() {
    let place = Place::new();
    shipped(&place);
    let more = ["--replicates", "24", "--threads", "2", "--set", "period.start=2022-01-01"];
    let (memory, disk, _) = ratios(&place, "out", &more);
    assert!(memory.is_none_or(|ratio| NEAR.contains(&ratio)), "memory {memory:?}");
    assert!(NEAR.contains(&disk), "disk {disk}");
}

/// On an otherwise idle machine.
#[test]
#[ignore = "a campaign: tests/campaign.sh"]
fn campaign_a_dry_run_tells_time_memory_and_disk_within_thirty_per_cent() {
    let place = Place::new();
    shipped(&place);
    for (replicates, threads) in [("40", "1"), ("200", "2"), ("200", "1")] {
        let out = format!("out-{replicates}-{threads}");
        let (memory, disk, time) = ratios(&place, &out, &["--replicates", replicates, "--threads", threads]);
        println!(
            "{replicates} replicates, {threads} threads: memory {memory:?}, disk {disk:.2}, time {time:.2} of what was used"
        );
        assert!(memory.is_none_or(|ratio| NEAR.contains(&ratio)), "memory {memory:?}");
        assert!(NEAR.contains(&disk), "disk {disk}");
        assert!(NEAR.contains(&time), "time {time}");
    }
}
