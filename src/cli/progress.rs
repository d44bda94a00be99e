//! How far a run is: a bar on a terminal, otherwise one plain line at most every thirty seconds.

use super::args::Terminal;
use super::output;
use crate::report::log::Log;
use crate::study::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const BETWEEN_LINES: Duration = Duration::from_secs(30);

/// Counts runs and shows them.
pub(super) struct Meter<'a> {
    bar: ProgressBar,
    plain: bool,
    log: &'a Log,
    runs: AtomicU64,
    done: AtomicU64,
    kept: AtomicU64,
    started: Instant,
    last_line: Mutex<Instant>,
}

impl<'a> Meter<'a> {
    pub(super) fn new(terminal: &Terminal, no_progress: bool, log: &'a Log) -> Self {
        let silent = terminal.quiet || no_progress;
        let draws = !silent && std::io::stderr().is_terminal();
        let bar = ProgressBar::with_draw_target(
            None,
            if draws { ProgressDrawTarget::stderr_with_hz(4) } else { ProgressDrawTarget::hidden() },
        );
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} runs  {per_sec}  {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let now = Instant::now();
        Self {
            bar,
            plain: !silent && !draws,
            log,
            runs: AtomicU64::new(0),
            done: AtomicU64::new(0),
            kept: AtomicU64::new(0),
            started: now,
            last_line: Mutex::new(now),
        }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn line(&self) {
        let mut last = self.last_line.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() < BETWEEN_LINES {
            return;
        }
        *last = Instant::now();
        let (done, runs) = (self.done.load(Ordering::Relaxed), self.runs.load(Ordering::Relaxed));
        let now = done.saturating_sub(self.kept.load(Ordering::Relaxed)).max(1);
        let left = self.started.elapsed().as_secs_f64() / now as f64 * runs.saturating_sub(done) as f64;
        output::message(&format!("{done} of {runs} runs done, about {} left\n", duration(left)));
    }
}

impl Progress for Meter<'_> {
    fn start(&self, runs: u64, done: u64) {
        self.runs.store(runs, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
        self.kept.store(done, Ordering::Relaxed);
        self.bar.set_length(runs);
        self.bar.set_position(done);
        self.bar.reset_eta();
        self.log.event("runs_start", &json!({ "runs": runs, "done": done }));
    }

    fn run_done(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.bar.inc(1);
        if self.plain {
            self.line();
        }
    }

    fn block_done(&self, index: u32) {
        self.log.event("block_done", &json!({ "block": index }));
    }
}

/// A length of time for people.
pub(super) fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..90 => format!("{whole} s"),
        90..5400 => format!("{} min", (whole + 30) / 60),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}
