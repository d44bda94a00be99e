//! Enforcement bodies that work on cases: one general desk and one a region.

use super::gangs::Role;
use super::levers::{REGIONS, Region};

/// An open investigation into one role of one gang.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Identity: desk and running number.
    pub id: u32,
    /// Gang under investigation.
    pub gang: u32,
    /// Role aimed at.
    pub role: Role,
    /// Region where that role sits.
    pub region: Region,
    /// Staff-days still to do.
    pub remaining_staff_days: f64,
}

/// Investigators of one remit and their open cases.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Desk {
    /// Cases under way, oldest first.
    pub open: Vec<Case>,
    /// Cases opened so far.
    pub opened: u32,
}

/// All desks: index 0 works anywhere, 1 + region on targets in that region.
#[derive(Debug, Clone, PartialEq)]
pub struct Enforcement {
    /// The desks.
    pub desks: [Desk; 1 + REGIONS],
}

impl Enforcement {
    /// No open case anywhere.
    pub fn idle() -> Self {
        Self { desks: std::array::from_fn(|_| Desk::default()) }
    }
}
