//! Laws of the waiting times of persons, of the chance that they try again and of what a full boat risks, tabled once a history
//! because they depend on the parameters alone.
//!
//! The submodel that draws from a law documents it; nothing here decides when it is drawn.

use crate::random::{Chance, WholeDays};

/// People aboard that [`Waits::harm_of_load`] tells apart: more than fit on any hull.
pub const TABLED_LOADS: usize = 160;

/// The laws of a draw.
#[derive(Debug, Clone)]
pub struct Waits {
    /// From the choice to the coast, by journey (overland, visa-free).
    pub transit: [WholeDays; 2],
    /// Patience in a queue.
    pub patience: WholeDays,
    /// From a failed attempt to the next, less the first day.
    pub retry: WholeDays,
    /// The chance of another attempt, by how one has failed and by attempts made.
    pub retry_chances: [Box<[Chance; 256]>; 2],
    /// By people aboard: factor of the hazard at sea.
    pub harm_of_load: Box<[f64; TABLED_LOADS]>,
    /// From a post that is not there to word of mouth, less the first day.
    pub word_of_mouth: WholeDays,
}
