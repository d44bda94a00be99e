//! The way to the disk: a file under its final name is whole.
//!
//! Bytes go to a temporary name in the same directory and are flushed, synced and renamed; then the directory is synced.
//! A hook before each step lets a test fail it. Nothing here knows what the bytes mean.

use super::StudyError;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One step of a write, as the hook sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Creating the temporary file.
    Create,
    /// Writing the bytes.
    Write,
    /// Flushing and syncing the file.
    Sync,
    /// Giving the file its final name.
    Rename,
    /// Syncing the directory.
    SyncDirectory,
}

type Hook = Arc<dyn Fn(Step, &Path) -> io::Result<()> + Send + Sync>;

/// Writes files whole; tests may give it a hook that fails chosen steps.
#[derive(Clone, Default)]
pub struct Disk {
    hook: Option<Hook>,
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk").field("hook", &self.hook.is_some()).finish()
    }
}

/// Prefix of names that are never final.
pub const TEMPORARY_PREFIX: &str = ".tmp-";

impl Disk {
    /// A disk whose steps first ask `hook`; an error of the hook is the error of the step.
    pub fn with_hook(hook: impl Fn(Step, &Path) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self { hook: Some(Arc::new(hook)) }
    }

    fn ask(&self, step: Step, path: &Path) -> io::Result<()> {
        self.hook.as_ref().map_or(Ok(()), |hook| hook(step, path))
    }

    /// Writes `bytes` to `path`, replacing what was there in one step.
    ///
    /// # Errors
    /// [`StudyError::Io`]; the old file, if any, is then untouched and no temporary file stays.
    pub fn write_whole(&self, path: &Path, bytes: &[u8]) -> Result<(), StudyError> {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let failed = |source| StudyError::Io { verb: "write", path: path.to_owned(), source };
        self.ask(Step::Create, path).map_err(failed)?;
        let (temporary, file) = create(&directory.join(format!("{TEMPORARY_PREFIX}{name}"))).map_err(failed)?;
        self.try_write(path, directory, &temporary, file, bytes).map_err(|source| {
            // The first error is the one to tell; a temporary file that stays is swept by the next run.
            let _ = fs::remove_file(&temporary);
            failed(source)
        })
    }

    fn try_write(
        &self,
        path: &Path,
        directory: &Path,
        temporary: &Path,
        mut file: File,
        bytes: &[u8],
    ) -> io::Result<()> {
        self.ask(Step::Write, path)?;
        file.write_all(bytes)?;
        self.ask(Step::Sync, path)?;
        file.flush()?;
        file.sync_all()?;
        drop(file);
        self.ask(Step::Rename, path)?;
        fs::rename(temporary, path)?;
        self.ask(Step::SyncDirectory, path)?;
        sync_directory(directory)
    }

    /// Makes a directory and its parents.
    ///
    /// # Errors
    /// [`StudyError::Io`] naming the directory.
    pub fn make_directory(&self, path: &Path) -> Result<(), StudyError> {
        self.ask(Step::Create, path).and_then(|()| fs::create_dir_all(path)).map_err(|source| StudyError::Io {
            verb: "create",
            path: path.to_owned(),
            source,
        })
    }

    /// Removes temporary files that an interrupted run left in a directory.
    ///
    /// # Errors
    /// [`StudyError::Io`] if the directory cannot be read or a file not removed.
    pub fn sweep(&self, directory: &Path) -> Result<(), StudyError> {
        let failed = |path: PathBuf| move |source| StudyError::Io { verb: "clean up", path, source };
        for entry in fs::read_dir(directory).map_err(failed(directory.to_owned()))? {
            let path = entry.map_err(failed(directory.to_owned()))?.path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(TEMPORARY_PREFIX)) {
                fs::remove_file(&path).map_err(failed(path.clone()))?;
            }
        }
        Ok(())
    }
}

/// A new file of a name that nobody else uses: shards on several machines may have the same process id.
fn create(stem: &Path) -> io::Result<(PathBuf, File)> {
    let mut turn = 0_u32;
    loop {
        let mut name = stem.as_os_str().to_owned();
        name.push(format!("-{}-{turn}", std::process::id()));
        let path = PathBuf::from(name);
        match File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => turn += 1,
            Err(error) => return Err(error),
        }
    }
}

#[cfg(unix)]
fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_leaves_the_old_file_and_no_temporary_one() {
        for step in [Step::Create, Step::Write, Step::Sync, Step::Rename] {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("a.csv");
            Disk::default().write_whole(&path, b"old").unwrap();
            let disk = Disk::with_hook(move |at, _| if at == step { Err(io::Error::other("full")) } else { Ok(()) });
            assert!(disk.write_whole(&path, b"new").is_err(), "{step:?}");
            assert_eq!(fs::read(&path).unwrap(), b"old");
            assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        }
    }
}
