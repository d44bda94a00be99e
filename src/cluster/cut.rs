//! The cut of a study's blocks into array tasks, by a measured time.
//!
//! A task is long enough that starting it costs nothing beside its work and short enough that a lost one is soon made
//! good. The cut never changes results; it is kept for the life of a submission, so that a task always means the same blocks.

use crate::study::shards::List;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What a task should take; sites and users are at ease with 10 to 30 minutes.
const TASK_SECONDS: f64 = 20.0 * 60.0;
/// A limit that is this many times the expected time also holds on slower nodes.
const LIMIT_FACTOR: f64 = 3.0;
/// Least time limit, in minutes.
const LEAST_LIMIT: u32 = 15;

/// Equal runs of blocks; the last task may have fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    /// Blocks of the study.
    pub blocks: u32,
    /// Blocks of a task.
    pub blocks_per_task: u32,
}

impl Cut {
    /// Tasks of about twenty minutes, but never more of them than an array may have.
    pub fn by_time(blocks: u32, seconds_per_block: f64, cpus: u32, largest_array: u32) -> Self {
        let by_time =
            (TASK_SECONDS * f64::from(cpus) / seconds_per_block.max(1e-6)).floor().clamp(1.0, f64::from(blocks));
        Self::by_hand(blocks, by_time as u32, largest_array)
    }

    /// Tasks of as many blocks as were asked for, or more if there would be too many of them for an array.
    pub fn by_hand(blocks: u32, asked: u32, largest_array: u32) -> Self {
        let by_array = blocks.div_ceil(largest_array.max(1));
        Self { blocks, blocks_per_task: asked.max(by_array).max(1) }
    }

    /// Number of tasks.
    pub const fn tasks(self) -> u32 {
        self.blocks.div_ceil(self.blocks_per_task)
    }

    /// Blocks of a task.
    pub fn blocks_of(self, task: u32) -> Range<u32> {
        let first = task.saturating_mul(self.blocks_per_task).min(self.blocks);
        first..first.saturating_add(self.blocks_per_task).min(self.blocks)
    }

    /// Tasks that hold some blocks, which are in ascending order.
    pub fn tasks_of(self, blocks: &[u32]) -> List {
        let mut tasks: Vec<u32> = blocks.iter().map(|block| block / self.blocks_per_task).collect();
        tasks.dedup();
        List::of(tasks)
    }

    /// Time limit of a task in minutes.
    pub fn limit_minutes(self, seconds_per_block: f64, cpus: u32) -> u32 {
        let expected = f64::from(self.blocks_per_task) * seconds_per_block / f64::from(cpus.max(1));
        ((expected * LIMIT_FACTOR / 60.0).ceil() as u32).max(LEAST_LIMIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_take_ten_to_thirty_minutes_and_are_no_more_than_an_array_may_have() {
        // Ten thousand blocks of a minute: twenty blocks a task.
        let cut = Cut::by_time(10_000, 60.0, 1, 1001);
        assert_eq!((cut.blocks_per_task, cut.tasks()), (20, 500));
        assert_eq!(Cut::by_time(10_000, 60.0, 4, 1001).blocks_per_task, 80);
        // The same on a site with small arrays: longer tasks.
        let cut = Cut::by_time(10_000, 60.0, 1, 100);
        assert_eq!((cut.blocks_per_task, cut.tasks()), (100, 100));
        // A study of seconds is one task; a block of an hour is a task of its own.
        assert_eq!(Cut::by_time(5, 0.001, 1, 1001).tasks(), 1);
        assert_eq!(Cut::by_time(5, 3600.0, 1, 1001).tasks(), 5);
        for seconds in [0.3, 7.0, 61.0, 599.0] {
            let cut = Cut::by_time(1_000_000, seconds, 2, 4_000_000);
            let minutes = f64::from(cut.blocks_per_task) * seconds / 2.0 / 60.0;
            assert!((10.0..=30.0).contains(&minutes), "{seconds}: {minutes}");
            assert!(f64::from(cut.limit_minutes(seconds, 2)) >= 2.9 * minutes);
        }
    }

    #[test]
    fn every_block_is_in_one_task() {
        let cut = Cut { blocks: 10, blocks_per_task: 4 };
        let blocks: Vec<u32> = (0..cut.tasks()).flat_map(|task| cut.blocks_of(task)).collect();
        assert_eq!(blocks, (0..10).collect::<Vec<_>>());
        assert_eq!(cut.tasks_of(&[3, 4, 7, 9]).to_string(), "0-2");
        assert_eq!(cut.tasks_of(&[9]).to_string(), "2");
        assert!(cut.blocks_of(7).is_empty());
    }
}
