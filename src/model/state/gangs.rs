//! Gangs: agents with role capacities, a queue of clients, boats in stock and on order.
//!
//! A gang keeps its place in the table from entry to exit; the table is sorted by identity, which tells the month of
//! entry and the order within it and never depends on the scenario's other gangs.

use super::accounts::Accounts;
use super::learned::Learned;
use super::levers::Region;
use super::queue::Queue;
use crate::model::setting::CapacityForm;
use std::collections::VecDeque;

/// Roles of a gang, each a capacity from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Role {
    /// Leads and brokers.
    Leader,
    /// Moves equipment and people.
    Logistics,
    /// Holds and moves money.
    Finance,
    /// Finds clients.
    Recruiter,
    /// Runs the launch.
    Beach,
}

impl Role {
    /// All roles in index order.
    pub const ALL: [Self; 5] = [Self::Leader, Self::Logistics, Self::Finance, Self::Recruiter, Self::Beach];
}

/// Number of launch methods: from the beach, and from the water into a boat that comes along the coast.
pub const METHODS: usize = 2;
/// Number of roles.
pub const ROLES: usize = Role::ALL.len();

/// One gang.
#[derive(Debug, Clone, PartialEq)]
pub struct Gang {
    /// Identity.
    pub id: u32,
    /// Salt of its place among the gangs that people choose from.
    pub salt: u64,
    /// Launches a day that it can plan with all roles whole (boats per day).
    pub capacity: f64,
    /// Role capacities, 0 to 1.
    pub roles: [f64; ROLES],
    /// Region where each role sits.
    pub regions: [Region; ROLES],
    /// Origins with ties, one bit each.
    pub ties: u16,
    /// Sector of most of its launches.
    pub home_sector: usize,
    /// Success of its recent launches, 0 to 1.
    pub reputation: f64,
    /// Persons who wait, first come first served.
    pub queue: Queue,
    /// Boats on the coast.
    pub stock: u32,
    /// Boats on order: day due (index of the run) and number.
    pub orders: VecDeque<(usize, u32)>,
    /// Boats lost and not ordered again before the day.
    pub forgone: VecDeque<(usize, u32)>,
    /// Its advert accounts.
    pub accounts: Accounts,
    /// Launches since the first of the month.
    pub launches_this_month: u32,
    /// Full months in a row without a launch.
    pub idle_months: u32,
    /// Whether a role is below full capacity.
    pub damaged: bool,
    /// What the role capacities leave of the capacity, 0 to 1.
    pub whole: f64,
    /// Days for which an arrest holds up recovery, by role.
    pub held: [f64; ROLES],
    /// Success of its launches by method (beach, taxi) and sector.
    pub learned: Learned,
    /// Money received less money spent since it entered (GBP).
    pub cash_gbp: f64,
}

impl Gang {
    /// Effective capacity (boats per day): what the role capacities leave of it.
    pub const fn effective_capacity(&self) -> f64 {
        self.capacity * self.whole
    }

    /// Recomputes what the roles leave: the weakest role (chain), or `(mean c^-4)^(-1/4)` (CES, elasticity 0.2).
    pub fn assess_roles(&mut self, form: CapacityForm) {
        self.damaged = self.roles.iter().any(|&c| c < 1.0);
        self.whole = match form {
            _ if !self.damaged => 1.0,
            CapacityForm::Chain => self.roles.iter().copied().fold(1.0, f64::min),
            CapacityForm::Ces => {
                let mean = self.roles.iter().map(|&c| 1.0 / (c * c * c * c).max(1e-12)).sum::<f64>() / ROLES as f64;
                1.0 / mean.sqrt().sqrt()
            }
        };
    }

    /// Queue in days of full use, `queue / (K fbar L0 / 2)`.
    pub fn queue_days(&self, usable_share: f64, load: f64) -> f64 {
        self.queue.len() as f64 / (self.effective_capacity().max(0.01) * usable_share * load * 0.5)
    }

    /// Boats on order, lost ones that are not ordered again included.
    pub fn on_order(&self) -> u32 {
        self.orders.iter().chain(&self.forgone).map(|&(_, boats)| boats).sum()
    }
}

/// All gangs, sorted by identity.
#[derive(Debug, Clone, Default)]
pub struct Gangs {
    /// The table.
    pub list: Vec<Gang>,
    /// Where gangs stood when [`Gangs::remember_places`] last looked, by the upper bits of their salts; a power of two.
    hints: Vec<u32>,
}

impl Gangs {
    /// Place of a gang in the table, if it still exists.
    #[inline]
    pub fn find(&self, id: u32) -> Option<usize> {
        let hint = self.hints.get(self.hint_of(id)).map_or(0, |&place| place as usize);
        if self.list.get(hint).is_some_and(|gang| gang.id == id) {
            return Some(hint);
        }
        self.search(id)
    }

    #[cold]
    fn search(&self, id: u32) -> Option<usize> {
        self.list.binary_search_by_key(&id, |gang| gang.id).ok()
    }

    /// A mixture of the identity's bits, below the number of hints.
    #[inline]
    const fn hint_of(&self, id: u32) -> usize {
        (id.wrapping_mul(0x9e37_79b1) >> 15) as usize & self.hints.len().saturating_sub(1)
    }

    /// Notes the places of all gangs, so that they are found in a step; a note that has become wrong only costs a search.
    pub fn remember_places(&mut self) {
        self.hints.clear();
        self.hints.resize((16 * self.list.len()).next_power_of_two(), 0);
        for place in 0..self.list.len() {
            let at = self.hint_of(self.list[place].id);
            self.hints[at] = place as u32;
        }
    }

    /// Salts of all gangs, by place.
    pub fn salts(&self) -> impl Iterator<Item = u64> {
        self.list.iter().map(|gang| gang.salt)
    }

    /// Sum of effective capacities (boats per day).
    pub fn total_capacity(&self) -> f64 {
        self.list.iter().map(Gang::effective_capacity).sum()
    }

    /// Herfindahl index of effective capacity, 0 if there is none.
    pub fn concentration(&self) -> f64 {
        let total = self.total_capacity();
        if total <= 0.0 {
            return 0.0;
        }
        self.list.iter().map(|gang| (gang.effective_capacity() / total) * (gang.effective_capacity() / total)).sum()
    }

    /// Places by size, largest first; ties by identity.
    pub fn by_size(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.list.len()).collect();
        places.sort_by(|&a, &b| {
            let (a, b) = (&self.list[a], &self.list[b]);
            b.effective_capacity().total_cmp(&a.effective_capacity()).then(a.id.cmp(&b.id))
        });
        places
    }
}
