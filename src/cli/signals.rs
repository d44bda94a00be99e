//! Ctrl-C and SIGTERM: the first stops the work, the second ends the program at once.

use super::args::Terminal;
use super::failure::{Failure, UNREADABLE};
use crate::study::lock::LOCK_NAME;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::time::Duration;

/// A history that takes longer than this is left behind; the promise is an end within two seconds.
const GRACE: Duration = Duration::from_millis(1700);

/// The cancel flag and the signal that raised it.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop {
    pub flag: Arc<AtomicBool>,
    signal: Arc<AtomicI32>,
}

impl Stop {
    /// Listens from now on; `locked` is the directory that this program holds alone.
    pub(super) fn listen(terminal: &Terminal, locked: Option<&Path>) -> Result<Self, Failure> {
        let stop = Self::default();
        let mut signals = Signals::new([SIGINT, SIGTERM])
            .map_err(|error| Failure::new(UNREADABLE, format!("cannot listen for signals: {error}")))?;
        let (told, terminal, lock) =
            (stop.clone(), terminal.clone(), locked.map(|directory| directory.join(LOCK_NAME)));
        std::thread::spawn(move || {
            for signal in &mut signals {
                if told.signal.swap(signal, Ordering::SeqCst) != 0 {
                    std::process::exit(128 + signal);
                }
                told.flag.store(true, Ordering::SeqCst);
                terminal.say("stopping; finished blocks are kept, and the same command continues from them");
                let lock = lock.clone();
                std::thread::spawn(move || {
                    std::thread::sleep(GRACE);
                    // The lock would only have to be explained by the next run; it is free either way.
                    let _ = lock.map(std::fs::remove_file);
                    std::process::exit(128 + signal);
                });
            }
        });
        Ok(stop)
    }

    /// The failure to end with after the flag was raised: everything has been said.
    pub(super) fn failure(&self) -> Option<Failure> {
        let signal = self.signal.load(Ordering::SeqCst);
        (signal != 0).then(|| Failure::rendered(128 + signal as u8, String::new()))
    }
}
