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
    /// Places of gangs that would share a boat.
    pub pool: Vec<usize>,
    /// People who set out.
    pub going: Vec<u64>,
    /// People whose attempt has failed, or who leave; it keeps its rows, which mean nothing between two uses.
    pub trials: Vec<Trial>,
}

/// Room for so many more rows, in steps of an eighth of those there are: lists of a day's people are long, and a list that
/// doubles keeps up to half of its room for nobody.
#[inline]
pub fn reserve<T>(list: &mut Vec<T>, more: usize) {
    if list.capacity() - list.len() < more {
        list.reserve_exact(more.max(list.len() / 8));
    }
}

/// Room for so many rows, which are written before they are read: a list that serves again need not be cleared.
#[inline]
pub fn room<T: Copy + Default>(list: &mut Vec<T>, rows: usize) -> &mut [T] {
    if list.len() < rows {
        reserve(list, rows - list.len());
        list.resize(rows, T::default());
    }
    &mut list[..rows]
}
