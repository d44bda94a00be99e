//! State of a run: what is true today. Submodels and measures see it; it imports neither.

pub mod levers;
