//! How far a forecast is: one line at most every half minute.

use super::super::args::Terminal;
use super::super::progress::duration;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Between two lines.
const BETWEEN_LINES: Duration = Duration::from_secs(30);

/// Says how far the draws are, at most every half minute.
pub(super) struct Pace<'a> {
    terminal: &'a Terminal,
    draws: u32,
    done: AtomicU32,
    started: Instant,
    last_line: Mutex<Instant>,
}

impl<'a> Pace<'a> {
    pub(super) fn new(terminal: &'a Terminal, draws: u32) -> Self {
        let now = Instant::now();
        Self { terminal, draws, done: AtomicU32::new(0), started: now, last_line: Mutex::new(now) }
    }

    pub(super) fn draw_done(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let mut last = self.last_line.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() >= BETWEEN_LINES {
            *last = Instant::now();
            let left = self.started.elapsed().as_secs_f64() / f64::from(done) * f64::from(self.draws - done);
            self.terminal.say(&format!("{done} of {} draws done, about {} left", self.draws, duration(left)));
        }
    }
}
