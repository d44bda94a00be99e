//! Strait: an agent-based simulator of small-boat crossings of the English Channel.
//!
//! The library is a house with rooms on levels; a room imports only from rooms on lower levels, and
//! `tests/architecture.rs` holds the table:
//!
//! | level | room | what it does |
//! | --- | --- | --- |
//! | 0 | [`quantity`] | checked newtypes: probability, share, day, period, money; text of numbers |
//! | 1 | [`evidence`] | parameters with source and grade; observed series |
//! | 1 | [`random`] | the keyed generator and samplers |
//! | 1 | [`estimate`] | means, quantiles, Monte Carlo errors, paired contrasts |
//! | 2 | [`model`] | the science: state, day schedule, submodels, measures, observation |
//! | 3 | [`scenario`] | scenario files: checked, merged, resolved |
//! | 4 | [`study`] | plan, blocks, store, resume |
//! | 5 | [`analysis`] | the model scored against the record |
//! | 5 | [`report`] | CSV tables, data package, manifest |
//! | 6 | [`cluster`] | Slurm arrays: writes, submits, looks up |
//! | 7 | [`cli`] | arguments, progress, exit codes |

// A print macro panics when nobody can be written to; `cli::output` is the one place that writes.
#![warn(clippy::print_stderr, clippy::print_stdout)]

pub mod analysis;
pub mod cli;
pub mod cluster;
pub mod estimate;
pub mod evidence;
pub mod model;
pub mod quantity;
pub mod random;
pub mod report;
pub mod scenario;
pub mod study;
