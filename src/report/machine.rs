//! Facts of the machine and the build, for the manifest: what ran where, without names of users, hosts or homes.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;

/// Ticks a second in `/proc/self/stat`; fixed at 100 for programs on Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// The program as it was built.
pub fn software() -> Value {
    let known = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
    json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "commit": known(env!("STRAIT_COMMIT")),
        "dirty": env!("STRAIT_DIRTY").parse::<bool>().ok(),
        "rustc": known(env!("STRAIT_RUSTC")),
        "target": known(env!("STRAIT_TARGET")),
        "profile": known(env!("STRAIT_PROFILE")),
        "features": [],
        "lockfile_sha256": crate::study::hex(&Sha256::digest(include_bytes!("../../Cargo.lock"))),
    })
}

/// Greatest memory this process has held, in bytes; only known on Linux.
pub fn peak_rss_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim()
        .strip_suffix("kB")?
        .trim()
        .parse::<u64>()
        .ok()
        .map(|kilobytes| kilobytes * 1024)
}

/// Processor time of this process in seconds; only known on Linux.
pub fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name in parentheses may hold blanks; user and system time are fields 14 and 15.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS_PER_SECOND)
}

/// Model name of the processor; only known on Linux.
pub fn cpu_name() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(line.trim_start_matches([' ', '\t', ':']).to_owned())
}
