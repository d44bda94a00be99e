//! The model scored against the record and against days to come.
//!
//! Built on resolved scenarios and the model; never touches the terminal.

pub mod calibration;
pub mod daily;
pub mod forecast;
mod logit;
pub mod patterns;
mod scale;
pub mod sensitivity;
