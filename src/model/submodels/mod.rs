//! Submodels: one process a file, each with its equations, sources, and the state it reads and writes.
//!
//! Submodels see the world and one another's published helpers; they never import measures.

pub mod adverts;
pub mod capacity;
pub mod cases;
pub mod choice;
pub mod coast;
pub mod demand;
pub mod entry_exit;
pub mod equipment;
pub mod information;
pub mod interception;
pub mod launch;
pub mod matching;
pub mod sea;
pub mod sea_leg;
pub mod wind;
