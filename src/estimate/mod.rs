//! Estimates: means, quantiles, Monte Carlo errors, paired contrasts of a policy against its baseline, and what their
//! variance is made of.
//!
//! Sums run in index order, so that a result depends on the replicates and not on how they were computed. The room
//! draws no random numbers (no bootstrap), reads and writes no files, and does not know what its numbers measure.

pub mod attribution;
pub mod boxes;
pub mod contrast;
pub mod detection;
pub mod elementary;
pub mod expected;
pub mod indices;
pub mod information;
mod jackknife;
#[cfg(test)]
mod lcg;
pub mod linear;
pub mod nested;
pub mod ratio;
pub mod score;
pub mod summary;
pub mod switching;
mod t_quantile;

pub use contrast::{Contrast, RelativeDifference};
pub use detection::Noise;
pub use elementary::Screening;
pub use expected::Expected;
pub use jackknife::error as jackknife_error;
pub use nested::{Components, DrawSums, Separation};
pub use ratio::Ratio;
pub use score::{Pit, crps_fair, interval_score};
pub use summary::{Band, mean, quantile_sorted, standard_error, variance};
pub use t_quantile::t_quantile_975;

/// Why a set of numbers has no estimate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EstimateError {
    /// There is nothing to estimate from.
    #[error("there are no replicates to compare")]
    NoReplicates,
    /// The sides are not paired.
    #[error("the baseline has {baseline} replicates, the policy {policy} and the list of draws {draws}")]
    Unpaired {
        /// Replicates of the baseline.
        baseline: usize,
        /// Replicates of the policy.
        policy: usize,
        /// Entries of the list of draws.
        draws: usize,
    },
    /// A replicate that is not a finite number.
    #[error("replicate {index} is not a finite number in the baseline or in the policy")]
    NotFinite {
        /// Its place in the slices.
        index: usize,
    },
}
