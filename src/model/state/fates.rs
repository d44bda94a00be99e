//! Fates: what became of every intention, by identity, so that two scenarios can be compared person by person.
//!
//! Kept only where there is something to compare: it is the one part of a history that grows with days.
//! Counts of intentions do not depend on policy, so place n of the table is the same person in every scenario. Writing a
//! fate influences nothing.

use super::persons::{index_of, month_of, origin_of};
use std::sync::Arc;

/// What became of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Fate {
    /// Stayed or went home before setting out, or did not know of the boat.
    NeverSetOut,
    /// Took another irregular way instead of the boat.
    OtherWay,
    /// Took a lawful route.
    LawfulRoute,
    /// Set out and gave up.
    GaveUp,
    /// Set out and turned elsewhere from the coast.
    Diverted,
    /// Died at sea.
    Dead,
    /// Arrived.
    Arrived,
    /// Under way at the end of the run.
    UnderWay,
}

impl Fate {
    /// All fates in index order.
    pub const ALL: [Self; 8] = [
        Self::NeverSetOut,
        Self::OtherWay,
        Self::LawfulRoute,
        Self::GaveUp,
        Self::Diverted,
        Self::Dead,
        Self::Arrived,
        Self::UnderWay,
    ];

    /// Name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NeverSetOut => "never_set_out",
            Self::OtherWay => "other_way",
            Self::LawfulRoute => "lawful_route",
            Self::GaveUp => "gave_up",
            Self::Diverted => "diverted",
            Self::Dead => "dead",
            Self::Arrived => "arrived",
            Self::UnderWay => "under_way",
        }
    }
}

/// How a person arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Place in the table of fates.
    pub person: u32,
    /// Day of arrival, index of the run.
    pub day: u32,
    /// Sector and method: sector + 5 x method.
    pub way: u8,
    /// Gang that carried them.
    pub gang: u32,
}

/// Fates of all intentions so far.
#[derive(Debug, Default)]
pub struct Fates {
    /// One fate an intention, in order of month, origin and index.
    pub fates: Vec<Fate>,
    /// Arrivals in order of time up to the day on which copies were last made, which these share.
    past: Arc<Vec<Arrival>>,
    /// Arrivals since.
    arrivals: Vec<Arrival>,
    starts: Vec<[u32; 16]>,
    forgotten: bool,
}

impl Clone for Fates {
    fn clone(&self) -> Self {
        let mut copy = Self::default();
        copy.clone_from(self);
        copy
    }

    /// Writes over what is there, in the same memory.
    fn clone_from(&mut self, source: &Self) {
        let Self { fates, past, arrivals, starts, forgotten } = source;
        self.fates.clone_from(fates);
        self.past.clone_from(past);
        self.arrivals.clone_from(arrivals);
        self.starts.clone_from(starts);
        self.forgotten = *forgotten;
    }
}

impl PartialEq for Fates {
    fn eq(&self, other: &Self) -> bool {
        (&self.fates, &self.starts, self.forgotten) == (&other.fates, &other.starts, other.forgotten)
            && self.arrivals().eq(other.arrivals())
    }
}

impl Fates {
    /// Fates that nobody will ask for: whatever is written is forgotten.
    pub fn forgotten() -> Self {
        Self { forgotten: true, ..Self::default() }
    }

    /// Fates of nobody so far, in the memory of these.
    #[must_use]
    pub fn emptied(mut self) -> Self {
        self.fates.clear();
        self.arrivals.clear();
        self.starts.clear();
        Self { past: Arc::default(), forgotten: false, ..self }
    }

    /// Whether nobody will ask for them.
    pub const fn are_forgotten(&self) -> bool {
        self.forgotten
    }

    /// A new month with its counts by origin.
    pub fn open_month(&mut self, counts: &[u32]) {
        if self.forgotten {
            return;
        }
        let mut starts = [0; 16];
        let mut at = self.fates.len() as u32;
        for (start, count) in starts.iter_mut().zip(counts) {
            *start = at;
            at += count;
        }
        self.starts.push(starts);
        self.fates.resize(at as usize, Fate::NeverSetOut);
    }

    /// Place of a person in the table.
    #[inline]
    pub fn place(&self, id: u64) -> usize {
        (self.starts[month_of(id)][origin_of(id)] + index_of(id)) as usize
    }

    /// Whether place n of both tables is the same person: as many people of every origin in every month.
    pub fn same_people(&self, other: &Self) -> bool {
        self.starts == other.starts && self.fates.len() == other.fates.len()
    }

    /// Writes a fate.
    #[inline]
    pub fn set(&mut self, id: u64, fate: Fate) {
        if self.forgotten {
            return;
        }
        let place = self.place(id);
        self.fates[place] = fate;
    }

    /// Arrivals in order of time.
    pub fn arrivals(&self) -> impl Iterator<Item = &Arrival> {
        self.past.iter().chain(&self.arrivals)
    }

    /// The arrival at a place of that order.
    #[inline]
    pub fn arrival(&self, at: usize) -> Option<&Arrival> {
        self.past.get(at).or_else(|| self.arrivals.get(at.checked_sub(self.past.len())?))
    }

    /// How many arrived before a day.
    pub fn arrivals_before(&self, day: u32) -> usize {
        let before = |list: &[Arrival]| list.partition_point(|arrival| arrival.day < day);
        before(&self.past) + before(&self.arrivals)
    }

    /// Copies that are made from now on share the arrivals so far.
    pub fn share_past(&mut self) {
        if !self.arrivals.is_empty() {
            let whole = self.arrivals().copied().collect();
            (self.past, self.arrivals) = (Arc::new(whole), Vec::new());
        }
    }

    /// Arrivals in the order of time: how many are known to be those of the other, being one and the same list, and from
    /// there on.
    pub fn arrivals_apart_from(&self, other: &Self) -> (usize, impl Iterator<Item = &Arrival>) {
        let shared = if Arc::ptr_eq(&self.past, &other.past) { self.past.len() } else { 0 };
        (shared, self.past[shared..].iter().chain(&self.arrivals))
    }

    /// Writes an arrival.
    #[inline]
    pub fn arrive(&mut self, id: u64, day: usize, way: u8, gang: u32) {
        if self.forgotten {
            return;
        }
        let place = self.place(id);
        self.fates[place] = Fate::Arrived;
        self.arrivals.push(Arrival { person: place as u32, day: day as u32, way, gang });
    }
}
