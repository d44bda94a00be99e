//! Seasonal block bootstrap: blocks of days of the last three years, at the same season give or take a fortnight.
//!
//! It knows season, persistence within a block and the spread between three years; it knows no level of its own and
//! never leaves what was seen.

use super::super::ensemble::Path;
use super::{Past, place};
use crate::quantity::Day;
use crate::random::{Purpose, Stream, unit32};

/// Days of a block: longer than the memory of wind, short against a season.
const BLOCK: i32 = 14;
/// A block is taken from at most this many days earlier or later in the year.
const SHIFT: i32 = 14;
/// Years to choose from.
const YEARS: i32 = 3;

/// One path.
pub(super) fn path(past: &Past<'_>, first: Day, last: Day, stream: Stream) -> Path {
    let end = past.arrivals[past.arrivals.len() - 1].day;
    let days = (last.since(first) + 1) as usize;
    let mut path = Path { people: Vec::with_capacity(days), boats: Vec::with_capacity(days) };
    let mut start = first;
    while start <= last {
        let words = stream.block(0, start.number() as u32, Purpose::Launch, 0);
        // The fewest whole years that bring a shifted block into the past.
        let least = ((start.plus(SHIFT + BLOCK).since(end)).max(1) + 364) / 365;
        let years = least + (unit32(words[0]) * f64::from(YEARS)) as i32;
        let shift = (unit32(words[1]) * f64::from(2 * SHIFT + 1)) as i32 - SHIFT;
        for offset in 0..BLOCK.min(last.since(start) + 1) {
            let source = start.plus(offset + shift - 365 * years);
            // A block that begins before the past begins takes the year after.
            let at = place(past, source).or_else(|| place(past, source.plus(365))).unwrap_or(0);
            path.people.push(f64::from(past.arrivals[at].people));
            path.boats.push(f64::from(past.arrivals[at].boats));
        }
        start = start.plus(BLOCK);
    }
    path
}
