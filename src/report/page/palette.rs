//! One colour for each scenario, everywhere on a page and in the static charts.
//!
//! The colours are those of [`charts`](crate::report::charts), told apart with any colour vision; policies beyond the
//! fourth repeat them. Colour never tells alone: every mark has its name beside it.

use super::finished::Finished;
use crate::report::charts;

/// Scenario names of a page, in the order of their colours.
#[derive(Debug, Clone)]
pub struct Palette {
    policies: Vec<String>,
}

impl Palette {
    /// The scenarios of all studies of a page.
    pub fn of(studies: &[Finished]) -> Self {
        let mut policies: Vec<String> = Vec::new();
        for policy in studies.iter().flat_map(Finished::policies) {
            if !policies.contains(&policy.name) {
                policies.push(policy.name.clone());
            }
        }
        Self { policies }
    }

    /// Number of a scenario's look: 0 for a baseline.
    pub fn number(&self, scenario: &str) -> usize {
        self.policies.iter().position(|name| name == scenario).map_or(0, |at| at + 1)
    }

    /// Colour as CSS has it.
    pub fn colour(&self, scenario: &str) -> String {
        charts::css(charts::colour(self.number(scenario)))
    }
}
