//! Clocks: wall time, and the time that the main thread was on a processor.
//!
//! On a machine that does other things too, the second is the one to compare; it is known on Linux only, and elsewhere
//! the first stands in for it. It decides nothing about what is timed.

use serde::{Deserialize, Serialize};
use std::time::Instant;

const NANOSECONDS: f64 = 1e9;

/// Seconds of one piece of work of the main thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Spent {
    /// By the clock on the wall.
    pub wall_s: f64,
    /// On a processor, where that is known.
    pub busy_s: f64,
}

impl Spent {
    /// More than any work takes.
    pub(super) const ENDLESS: Self = Self { wall_s: f64::INFINITY, busy_s: f64::INFINITY };

    /// The least of both.
    pub(super) const fn faster(self, other: Self) -> Self {
        Self { wall_s: self.wall_s.min(other.wall_s), busy_s: self.busy_s.min(other.busy_s) }
    }

    /// One after the other.
    pub(super) const fn and(self, other: Self) -> Self {
        Self { wall_s: self.wall_s + other.wall_s, busy_s: self.busy_s + other.busy_s }
    }
}

/// Does a piece of work and says how long it took.
pub(super) fn time<T>(work: impl FnOnce() -> T) -> (T, Spent) {
    let (busy, wall) = (on_processor(), Instant::now());
    let done = work();
    let wall_s = wall.elapsed().as_secs_f64();
    let busy_s = match (busy, on_processor()) {
        (Some(before), Some(after)) if after > before => (after - before) / NANOSECONDS,
        _ => wall_s,
    };
    (done, Spent { wall_s, busy_s })
}

/// Nanoseconds that the main thread has been on a processor.
fn on_processor() -> Option<f64> {
    std::fs::read_to_string("/proc/self/schedstat").ok()?.split_whitespace().next()?.parse().ok()
}
