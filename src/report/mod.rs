//! To be filled.

pub mod charts;
