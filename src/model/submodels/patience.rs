//! Patience: how long a person waits in a queue, and how many are lost when it ends.
//!
//! Exponential with the given mean from the day a person joins a queue (rows M01, M02, assumed; neither levels of arrivals
//! nor the weather slope identify them, and they decide the size of every enforcement effect). The structure names both
//! ends. Reads: parameters. Writes nothing.

use crate::model::parameters::Parameters;
use crate::model::setting::Waiting;
use crate::model::state::World;
use crate::random::samplers::exponential;
use crate::random::{Purpose, unit32};

/// Mean patience in days, and the share that is lost at its end; the named alternatives are the ends of rows M01 and M02.
pub const fn patience(waiting: Waiting, parameters: &Parameters) -> (f64, f64) {
    match waiting {
        Waiting::Drawn => (parameters.patience_mean_days, parameters.patience_lost_share),
        Waiting::Patient => (120.0, 0.15),
        Waiting::Impatient => (15.0, 0.5),
    }
}

/// Draws the day until which a person waits in a queue that they join today.
pub fn deadline(world: &World<'_>, slot: u32) -> i32 {
    let s = slot as usize;
    let word = world.stream.block(world.persons.id[s], u32::from(world.persons.matches[s]), Purpose::Patience, 0)[0];
    let (mean, _) = patience(world.setting.structure.waiting, world.parameters);
    (world.index as f64 + exponential(unit32(word), mean)).min(f64::from(i32::MAX / 2)) as i32
}
