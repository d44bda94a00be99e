//! The model scored against the record.
//!
//! Built on resolved scenarios and the model; never touches the terminal.

pub mod calibration;
pub mod patterns;
