//! Submodels: one process a file, each with its equations, sources, and the state it reads and writes.
//!
//! Submodels see the world and one another's published helpers; they never import measures.

pub mod adverts;
pub mod beliefs;
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
pub mod patience;
pub mod price;
pub mod returns;
pub mod sea;
pub mod sea_leg;
pub mod wind;

/// The files of the submodels by name: their named constants make part of the reference page.
pub const TEXTS: &[(&str, &str)] = &[
    ("adverts", include_str!("adverts.rs")),
    ("beliefs", include_str!("beliefs.rs")),
    ("capacity", include_str!("capacity.rs")),
    ("cases", include_str!("cases.rs")),
    ("choice", include_str!("choice.rs")),
    ("coast", include_str!("coast.rs")),
    ("demand", include_str!("demand.rs")),
    ("entry_exit", include_str!("entry_exit.rs")),
    ("equipment", include_str!("equipment.rs")),
    ("information", include_str!("information.rs")),
    ("interception", include_str!("interception.rs")),
    ("launch", include_str!("launch.rs")),
    ("matching", include_str!("matching.rs")),
    ("patience", include_str!("patience.rs")),
    ("price", include_str!("price.rs")),
    ("returns", include_str!("returns.rs")),
    ("sea", include_str!("sea.rs")),
    ("sea_leg", include_str!("sea_leg.rs")),
    ("wind", include_str!("wind.rs")),
];
