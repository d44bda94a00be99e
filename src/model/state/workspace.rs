//! Lists that submodels fill and empty within a step, kept so that no step asks for memory of its own.
//!
//! A submodel takes a list, uses it and puts it back; nothing in them says anything about the world.

/// A person on the coast after a failure, with the word of that attempt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trial {
    /// Who.
    pub slot: u32,
    /// Decides whether they try again.
    pub word: u32,
}

/// The lists.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    /// People who look for a gang.
    pub newcomers: Vec<u32>,
    /// People whose patience has ended.
    pub impatient: Vec<u32>,
    /// What each gang weighs this morning with people without ties.
    pub appeal: Vec<f32>,
    /// Identities of people who choose a gang, with the number of the choice.
    pub choosing: Vec<u64>,
    /// Places of the gangs that they chose.
    pub chosen: Vec<u32>,
    /// Last days of their patience.
    pub until: Vec<u16>,
    /// People who set out.
    pub going: Vec<u64>,
    /// People whose attempt has failed.
    pub trials: Vec<Trial>,
    /// People who go back to the front of their queue.
    pub going_back: Vec<u32>,
}
