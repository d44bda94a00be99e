//! Lists that submodels fill and empty within a step, kept so that no step asks for memory of its own.
//!
//! A submodel takes a list, uses it and puts it back; nothing in them says anything about the world.

use super::persons::Person;

/// A person on the coast after a failure or at the end of their patience, with a word of that occasion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trial {
    /// Who.
    pub person: Person,
    /// Decides what they do.
    pub word: u32,
}

/// The lists.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    /// People who look for a gang.
    pub newcomers: Vec<Person>,
    /// Identities of people who look for a post in vain.
    pub without_contact: Vec<u64>,
    /// People whose patience has ended.
    pub impatient: Vec<Person>,
    /// What each gang weighs this morning with people without ties.
    pub appeal: Vec<f32>,
    /// Random words of people who choose a gang.
    pub words: Vec<u64>,
    /// Places of the gangs that they chose.
    pub chosen: Vec<u32>,
    /// People who set out.
    pub going: Vec<u64>,
    /// People whose attempt has failed, or who leave.
    pub trials: Vec<Trial>,
}
