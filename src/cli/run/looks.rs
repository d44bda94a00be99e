//! Running a study to its end: once, or look by look until its rule is met.
//!
//! A look runs the blocks that are missing up to it and asks the rule; a run that was interrupted passes the looks it had
//! passed before and comes to the same end.

use super::super::args::Terminal;
use crate::model::Vigilance;
use crate::report::ReportError;
use crate::report::log::Log;
use crate::report::stopping::{self, HalfWidth};
use crate::study::{Outcome, Progress, Rule, Store, Study, execute};
use serde_json::json;
use std::sync::atomic::AtomicBool;

/// What runs need beside the study.
pub(super) struct Machine<'a> {
    pub(super) store: &'a Store,
    pub(super) threads: usize,
    pub(super) vigilance: Vigilance,
    pub(super) progress: &'a dyn Progress,
    pub(super) cancel: &'a AtomicBool,
    pub(super) log: &'a Log,
    pub(super) terminal: &'a Terminal,
}

impl Machine<'_> {
    /// Runs everything; gives back the study as it ended.
    pub(super) fn run(&self, study: Study) -> Result<(Study, Outcome), ReportError> {
        let mut outcome = Outcome::default();
        let mut replicates = study.replicates();
        if let Some(stopping) = study.stopping() {
            for look in stopping.looks(study.arrangement())? {
                let part = study.at_look(look);
                self.execute(&part, &mut outcome)?;
                let half_widths = stopping::half_widths(&part, self.store, &stopping.rule)?;
                self.tell(look, &stopping.rule, &half_widths);
                replicates = look;
                if stopping::is_met(&stopping.rule, &half_widths) {
                    break;
                }
            }
        }
        let study = study.ended_at(replicates);
        // Without a rule this is everything; with one, the alternatives of the structure are left.
        if study.stopping().is_none() || study.structure_count() > 1 {
            self.execute(&study, &mut outcome)?;
        }
        outcome.blocks_kept = study.block_count() - outcome.blocks_computed;
        Ok((study, outcome))
    }

    fn tell(&self, look: u32, rule: &Rule, half_widths: &[HalfWidth]) {
        for one in half_widths {
            let value = one.value.map_or_else(|| "unknown".to_owned(), |value| format!("{value:.4}"));
            let limit = rule.threshold();
            self.terminal.whisper(&format!("{look} replicates: {} is {value}, to be below {limit}", one.name));
        }
        self.log.event("look", &json!({ "replicates": look, "met": stopping::is_met(rule, half_widths) }));
    }

    fn execute(&self, study: &Study, outcome: &mut Outcome) -> Result<(), ReportError> {
        let seen = execute(study, self.store, self.threads, self.vigilance, self.progress, self.cancel)?;
        outcome.blocks_computed += seen.blocks_computed;
        outcome.warnings.extend(seen.warnings);
        Ok(())
    }
}
