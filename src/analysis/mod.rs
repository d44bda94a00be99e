//! The model scored against the record and against days to come.
//!
//! Built on resolved scenarios and the model; never touches the terminal.

pub mod calibration;
pub mod daily;
pub mod forecast;
pub mod information_value;
mod logit;
pub mod patterns;
pub mod robustness;
mod scale;
pub mod sensitivity;
