//! Laws of the waiting times of persons and of their courage to try again, tabled once a history because they depend on the parameters alone.
//!
//! The submodel that draws from a law documents it; nothing here decides when it is drawn.

use crate::random::WholeDays;

/// The laws of a draw.
#[derive(Debug, Clone)]
pub struct Waits {
    /// From the choice to the coast, by journey (overland, visa-free).
    pub transit: [WholeDays; 2],
    /// Patience in a queue.
    pub patience: WholeDays,
    /// From a failed attempt to the next, less the first day.
    pub retry: WholeDays,
    /// By attempts made: what discouragement leaves of the probability of another.
    pub courage: Box<[f64; 256]>,
    /// From a post that is not there to word of mouth, less the first day.
    pub word_of_mouth: WholeDays,
}
