//! Advert accounts of a gang: which can be seen, what audience each lacks, and when the next of them changes.
//!
//! An account changes only at its own events, so a day without one costs a gang two comparisons. Holds no luck and draws
//! none.

/// One account.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Number of its present life, 0 for the first; with gang and place it keys the account's luck.
    pub life: u32,
    /// Whether it can be seen.
    pub visible: bool,
    /// Share of a full audience that it lacked at `since`.
    pub lacking: f64,
    /// Time of its last event (days since the start of the run).
    pub since: f64,
    /// When the next event comes: while visible, the exposure to removal at which it is found; while removed, the time at
    /// which it is back (days since the start of the run).
    pub until: f64,
}

/// The accounts of one gang.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Accounts {
    /// All of them, visible or removed.
    pub list: Vec<Account>,
    /// How many can be seen this evening.
    pub visible: u32,
    /// Full audiences that the visible ones lack together this evening.
    pub lacking: f64,
    /// Exposure to removal at which the next visible one is found.
    pub next_found: f64,
    /// Time at which the next removed one is back (days since the start of the run).
    pub next_back: f64,
}

impl Accounts {
    /// Share of the audience of all accounts, were they visible and grown, that sees an advert, 0 to 1.
    pub fn reach(&self) -> f64 {
        if self.list.is_empty() {
            return 0.0;
        }
        ((f64::from(self.visible) - self.lacking) / self.list.len() as f64).clamp(0.0, 1.0)
    }
}
