//! wip
pub mod series;
pub mod statistics;
pub mod weekly;
