//! What a failing pattern would need: the mechanism or number that bears on it, for whoever calibrates.

/// Words for the failing pattern `id` (`P4`, `R17`); empty where nothing is known.
pub const fn needs(_id: &str) -> &'static str {
    ""
}
