//! The lock of a directory: two writers would mix their files.
//!
//! The system's own file lock decides, because it ends with the process that holds it; the process id inside serves to
//! explain. Never waits and never breaks a lock that is held.

use super::StudyError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Name of the lock file in the directory.
pub const LOCK_NAME: &str = ".strait.lock";

/// A held lock; dropping one that is held alone removes the file.
#[derive(Debug)]
pub struct Lock {
    /// What to remove in the end; nothing where others may hold the same file.
    path: Option<PathBuf>,
    stale: Option<String>,
    // Held open: closing it gives the lock back.
    _file: File,
}

impl Lock {
    /// Takes the lock of a directory.
    ///
    /// # Errors
    /// [`StudyError::Refused`] if another process holds it, [`StudyError::Io`] if the file cannot be made.
    pub fn take(directory: &Path) -> Result<Self, StudyError> {
        let path = directory.join(LOCK_NAME);
        let failed = |source| StudyError::Io { verb: "lock", path: path.clone(), source };
        loop {
            let mut file =
                OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).map_err(failed)?;
            let mut text = String::new();
            // What another version wrote may not be text; then there is no process to name.
            let _ = file.read_to_string(&mut text);
            let holder = text.trim().parse::<u32>().ok();
            // Some network file systems have no locks: then the id inside decides, below.
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                return Err(held(directory, holder));
            }
            // Between opening and locking the last holder may have removed the file: then it locks nothing.
            if !same_file(&file, &path) {
                continue;
            }
            if let Some(id) = holder.filter(|&id| id != std::process::id() && alive(id) && is_strait(id)) {
                return Err(held(directory, Some(id)));
            }
            let stale = holder.map(|id| {
                format!(
                    "the lock of {} was left by process {id}, which has ended without finishing; going on from its \
                     finished blocks",
                    directory.display()
                )
            });
            file.set_len(0).map_err(failed)?;
            file.seek(SeekFrom::Start(0)).map_err(failed)?;
            writeln!(file, "{}", std::process::id()).map_err(failed)?;
            file.sync_all().map_err(failed)?;
            return Ok(Self { path: Some(path), stale, _file: file });
        }
    }

    /// Takes a share of the lock: many shards may hold one, but none while a whole run holds it alone.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub fn share(directory: &Path) -> Result<Self, StudyError> {
        let path = directory.join(LOCK_NAME);
        let failed = |source| StudyError::Io { verb: "lock", path: path.clone(), source };
        loop {
            let mut file =
                OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).map_err(failed)?;
            // Without locks shards go on all the same: each writes its own files, whole.
            if let Err(TryLockError::WouldBlock) = file.try_lock_shared() {
                let mut text = String::new();
                let _ = file.read_to_string(&mut text);
                return Err(held(directory, text.trim().parse().ok()));
            }
            if same_file(&file, &path) {
                return Ok(Self { path: None, stale: None, _file: file });
            }
        }
    }

    /// A sentence about a lock that was left behind.
    pub fn stale(&self) -> Option<&str> {
        self.stale.as_deref()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // A lock file that stays is explained by the next run.
            let _ = std::fs::remove_file(path);
        }
    }
}

fn held(directory: &Path, holder: Option<u32>) -> StudyError {
    let who = holder.map_or_else(|| "another run or a shard".to_owned(), |id| format!("process {id}"));
    StudyError::refused(format!(
        "{who} is writing to {}; wait until it has finished, or choose another directory with --out",
        directory.display()
    ))
}

/// Whether a process of this id exists; without `/proc` nobody can tell, and the answer is no.
fn alive(id: u32) -> bool {
    Path::new("/proc").join(id.to_string()).exists()
}

/// Whether the process of this id runs this program (ids are used again after a process ends).
fn is_strait(id: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|name| name.trim().starts_with("strait"))
}

#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(open), Ok(named)) => open.ino() == named.ino() && open.dev() == named.dev(),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_file(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holder_at_a_time_and_a_lock_left_behind_is_explained() {
        let directory = tempfile::tempdir().unwrap();
        let first = Lock::take(directory.path()).unwrap();
        assert!(first.stale().is_none());
        assert!(matches!(Lock::take(directory.path()), Err(StudyError::Refused { .. })));
        drop(first);
        assert!(!directory.path().join(LOCK_NAME).exists());
        let shards = [Lock::share(directory.path()).unwrap(), Lock::share(directory.path()).unwrap()];
        assert!(matches!(Lock::take(directory.path()), Err(StudyError::Refused { .. })));
        drop(shards);
        let whole = Lock::take(directory.path()).unwrap();
        assert!(matches!(Lock::share(directory.path()), Err(StudyError::Refused { .. })));
        drop(whole);
        // No process has the greatest id.
        std::fs::write(directory.path().join(LOCK_NAME), format!("{}\n", i32::MAX)).unwrap();
        assert!(Lock::take(directory.path()).unwrap().stale().unwrap().contains("2147483647"));
    }
}
