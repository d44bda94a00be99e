//! The block store: a study's directory with its lock and its blocks.
//!
//! One writer at a time. A block file is absent or whole; what is damaged is named and computed again, what belongs to
//! another study is refused. The store decides nothing about what to run.

use super::block::{Content, Fault, Layout, Open};
use super::lock::Lock;
use super::plan::{Study, Unit};
use super::{Disk, StudyError};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// State of one block on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockState {
    /// Not there.
    Missing,
    /// There, with every byte as it was written.
    Whole,
    /// There, and not what was written: the reason.
    Damaged(String),
}

/// An open directory of a study; a writer holds the lock until it is dropped.
#[derive(Debug)]
pub struct Store {
    directory: PathBuf,
    disk: Disk,
    /// None for a reader, which writes nothing and needs none: files are whole or absent.
    lock: Option<Lock>,
    left_out: LeftOut,
}

/// What a partial reading leaves out: blocks that are not there, and replicates that are then not whole.
#[derive(Debug, Default)]
struct LeftOut {
    blocks: BTreeSet<u32>,
    /// By draw and replicate: where draws are crossed with replicates, a replicate alone is not one of a kind.
    replicates: BTreeSet<(u32, u32)>,
}

impl Store {
    /// Makes the directory if need be and takes its lock.
    ///
    /// # Errors
    /// [`StudyError::Refused`] if another program writes there, [`StudyError::Io`] if the disk refuses.
    pub fn open(directory: &Path, disk: Disk) -> Result<Self, StudyError> {
        disk.make_directory(directory)?;
        let lock = Lock::take(directory)?;
        disk.make_directory(&directory.join("blocks"))?;
        disk.sweep(directory)?;
        disk.sweep(&directory.join("blocks"))?;
        // A kill while the study was planned leaves its temporary files here.
        let scenarios = directory.join("scenarios");
        if scenarios.is_dir() {
            disk.sweep(&scenarios)?;
        }
        Ok(Self { directory: directory.to_owned(), disk, lock: Some(lock), left_out: LeftOut::default() })
    }

    /// Opens a directory to write blocks beside other shards; refused only while a whole run writes there.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn join(directory: &Path, disk: Disk) -> Result<Self, StudyError> {
        disk.make_directory(&directory.join("blocks"))?;
        let lock = Lock::share(directory)?;
        // Temporary files may be those of other shards: they are swept by whoever has the directory alone.
        Ok(Self { directory: directory.to_owned(), disk, lock: Some(lock), left_out: LeftOut::default() })
    }

    /// Opens a directory for reading only.
    pub fn reader(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), disk: Disk::default(), lock: None, left_out: LeftOut::default() }
    }

    /// The same store, read without some blocks and without every replicate that has a unit in them.
    #[must_use]
    pub fn without(mut self, study: &Study, blocks: &[u32]) -> Self {
        self.left_out.blocks = blocks.iter().copied().collect();
        let units = blocks.iter().flat_map(|&index| study.block_units(index));
        self.left_out.replicates = units.map(|unit| (unit.draw, unit.replicate)).collect();
        self
    }

    /// Whether a block is left out of a partial reading.
    pub fn leaves_out(&self, index: u32) -> bool {
        self.left_out.blocks.contains(&index)
    }

    /// Whether a partial reading holds a unit: its replicate has all its units.
    pub fn holds(&self, unit: Unit) -> bool {
        !self.left_out.replicates.contains(&(unit.draw, unit.replicate))
    }

    /// The directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The way to write files here.
    pub const fn disk(&self) -> &Disk {
        &self.disk
    }

    /// A sentence about the lock of a program that ended without giving it back, if there was one.
    pub fn stale_lock(&self) -> Option<&str> {
        self.lock.as_ref().and_then(Lock::stale)
    }

    /// Name of a block's file, relative to the directory.
    pub fn block_name(index: u32) -> String {
        format!("blocks/block-{index:05}.parquet")
    }

    fn block_path(&self, index: u32) -> PathBuf {
        self.directory.join(Self::block_name(index))
    }

    /// Looks at one block, byte by byte.
    ///
    /// # Errors
    /// [`StudyError::Refused`] if it belongs to another study, version or cut; [`StudyError::Io`] if it cannot be read.
    pub fn state(&self, study: &Study, layout: &Layout, index: u32) -> Result<BlockState, StudyError> {
        match self.bytes(index)? {
            None => Ok(BlockState::Missing),
            Some(bytes) => match layout.decode(bytes, index, &study.block_units(index), &[]) {
                Ok(_) => Ok(BlockState::Whole),
                Err(Fault::Damaged(reason)) => Ok(BlockState::Damaged(reason)),
                Err(Fault::Foreign(reason)) => Err(self.foreign(index, &reason)),
            },
        }
    }

    /// Reads a block: who did what, and one list of records per scenario of `wanted`.
    ///
    /// # Errors
    /// [`StudyError::Block`] if it is missing or damaged, and the errors of [`Store::state`].
    pub fn read(&self, layout: &Layout, index: u32, units: &[Unit], wanted: &[usize]) -> Result<Content, StudyError> {
        let missing = || self.unreadable(index, Fault::Damaged("its file is missing".to_owned()));
        let bytes = self.bytes(index)?.ok_or_else(missing)?;
        layout.decode(bytes, index, units, wanted).map_err(|fault| self.unreadable(index, fault))
    }

    /// Opens a block to read it column by column: `whole` looks at every byte first, otherwise a flipped bit may pass.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn open_block(&self, layout: &Layout, index: u32, units: &[Unit], whole: bool) -> Result<Open, StudyError> {
        let open = if whole {
            let missing = || self.unreadable(index, Fault::Damaged("its file is missing".to_owned()));
            layout.open(self.bytes(index)?.ok_or_else(missing)?, index, units)
        } else {
            let path = self.block_path(index);
            let file = File::open(&path).map_err(|source| StudyError::Io { verb: "read", path, source })?;
            layout.open_again(file, index, units)
        };
        open.map_err(|fault| self.unreadable(index, fault))
    }

    /// Writes a block whole.
    ///
    /// # Errors
    /// [`StudyError::Io`] if the disk refuses, [`StudyError::Block`] if the records cannot be a block.
    pub fn write(&self, layout: &Layout, index: u32, units: &[Unit], content: &Content) -> Result<(), StudyError> {
        self.disk.write_whole(&self.block_path(index), &layout.encode(index, units, content)?)
    }

    /// The bytes of a block's file; `None` if there is none.
    ///
    /// # Errors
    /// [`StudyError::Io`] if it cannot be read.
    pub fn bytes(&self, index: u32) -> Result<Option<Vec<u8>>, StudyError> {
        let path = self.block_path(index);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(StudyError::Io { verb: "read", path, source }),
        }
    }

    /// The error of a block that cannot be read.
    pub(super) fn unreadable(&self, index: u32, fault: Fault) -> StudyError {
        match fault {
            Fault::Damaged(reason) => StudyError::Block { index, reason },
            Fault::Foreign(reason) => self.foreign(index, &reason),
        }
    }

    fn foreign(&self, index: u32, reason: &str) -> StudyError {
        StudyError::refused(format!(
            "{} belongs to another study: {reason}; choose another directory with --out, or move this one aside with --force",
            self.block_path(index).display()
        ))
    }
}
