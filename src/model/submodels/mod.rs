//! Submodels: each a function over the state, with its equations in its own file.
//!
//! They write no measure and know no scenario.

pub mod wind;
