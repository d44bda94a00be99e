//! Reads a scenario file and the files it extends, and nothing outside their directory.
//!
//! Sizes, length of the chain and place of every file are bounded before anything is parsed. This file knows only the
//! key `extends`.

use super::diagnostics::{Collector, Draft, Place, Source, shown};
use super::tree::{self, Node, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

const MOST_BYTES: u64 = 1 << 20;
/// Most bytes of a posterior: some ten thousand draws.
pub(super) const MOST_POSTERIOR_BYTES: u64 = 1 << 24;
const MOST_FILES: usize = 16;

/// What a file was to the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The scenario itself.
    Scenario,
    /// A file that the scenario extends, directly or through others.
    Base,
    /// The study file that names it.
    Study,
    /// The posterior that it draws parameters from, or the description of it.
    Posterior,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputFile {
    /// Path as given, or for a base relative to the same directory as the path given.
    pub path: String,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// Length of the content.
    pub bytes: u64,
    /// What it was to the scenario.
    pub role: Role,
}

/// Layers of a scenario, the scenario itself first and each before its base.
#[derive(Debug, Default)]
pub(super) struct Chain {
    pub layers: Vec<Node>,
    pub inputs: Vec<InputFile>,
    /// Whether all files could be read and parsed.
    pub is_whole: bool,
    /// The directory that holds all files, if there is one.
    root: Option<PathBuf>,
    /// Directory of each file, in the order of reading.
    homes: Vec<Option<PathBuf>>,
}

/// A file that a value names.
#[derive(Debug)]
pub(super) struct Named {
    pub path: PathBuf,
    /// Relative to the directory of the scenario.
    pub below: String,
    /// As messages and the manifest show it.
    pub shown: String,
}

impl Chain {
    /// The file that a value at a place names, relative to the file that holds the value; an override counts from the
    /// scenario itself.
    pub(super) fn beside(&self, place: &Place, wanted: &str, problems: &mut Collector) -> Option<Named> {
        let mut refuse = |message: &str, label: &str| {
            let help = "write a path relative to this file that stays inside the directory of the scenario";
            problems.push(Draft::new("E0106", place, message, label).help(help));
            None
        };
        let home = self.homes.get(place.source.order).or(self.homes.first()).cloned().flatten();
        let (Some(root), Some(home)) = (&self.root, home) else {
            return refuse("a text without a directory cannot name a file", "no directory to look in");
        };
        let relative = Path::new(wanted);
        let depth = home.strip_prefix(root).map_or(0, |below| below.components().count());
        if !is_plain(relative) {
            return refuse("`file` takes a relative path", "not a relative path");
        }
        if leaves(relative, depth) {
            return refuse("the file lies outside the scenario's directory", "leaves the directory");
        }
        let path = match home.join(relative).canonicalize() {
            Ok(path) => path,
            Err(error) => {
                problems.push(Fault::Io(error).draft(place, wanted));
                return None;
            }
        };
        let Ok(below) = path.strip_prefix(root) else {
            return refuse("the file lies outside the scenario's directory", "leaves the directory");
        };
        let below = below.to_string_lossy().into_owned();
        let first = self.inputs.first().map_or("", |input| input.path.as_str());
        let shown = first.rsplit_once('/').map_or_else(|| below.clone(), |(home, _)| format!("{home}/{below}"));
        Some(Named { path, below, shown })
    }
}

fn is_plain(relative: &Path) -> bool {
    let parts = |part| matches!(part, Component::Normal(_) | Component::CurDir | Component::ParentDir);
    !relative.as_os_str().is_empty()
        && !relative.as_os_str().as_encoded_bytes().contains(&0)
        && relative.components().all(parts)
}

/// Reads a file and its bases.
pub(super) fn from_file(path: &Path, problems: &mut Collector) -> Chain {
    let shown_path = path.to_string_lossy().into_owned();
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    match read(path) {
        Ok(bytes) => from_bytes(&shown_path, bytes, Some(&directory), path.canonicalize().ok(), problems),
        Err(fault) => {
            let source = Arc::new(Source { path: shown_path.clone(), text: String::new(), order: 0 });
            problems.push(fault.draft(&Place::top(&source), &shown_path));
            Chain::default()
        }
    }
}

/// Takes a text and reads its bases, which lie in or below `directory`.
pub(super) fn from_bytes(
    name: &str,
    bytes: Vec<u8>,
    directory: Option<&Path>,
    own_path: Option<PathBuf>,
    problems: &mut Collector,
) -> Chain {
    if bytes.len() as u64 > MOST_BYTES {
        let source = Arc::new(Source { path: name.to_owned(), text: String::new(), order: 0 });
        problems.push(Fault::TooLarge.draft(&Place::top(&source), name));
        return Chain::default();
    }
    let root = directory.and_then(|directory| directory.canonicalize().ok());
    let mut chain = Chain { is_whole: true, root: root.clone(), ..Chain::default() };
    let mut seen: Vec<PathBuf> = own_path.into_iter().collect();
    let mut next = Some((name.to_owned(), bytes, root.clone()));
    while let Some((shown_path, bytes, here)) = next.take() {
        let role = if chain.inputs.is_empty() { Role::Scenario } else { Role::Base };
        let order = chain.inputs.len();
        let sha256 = hexadecimal(&Sha256::digest(&bytes));
        chain.inputs.push(InputFile { path: shown_path.clone(), sha256, bytes: bytes.len() as u64, role });
        chain.homes.push(here.clone());
        let Some(source) = decode(shown_path, bytes, order, problems) else {
            chain.is_whole = false;
            break;
        };
        let Some(mut layer) = tree::parse(&source, problems) else {
            chain.is_whole = false;
            break;
        };
        let extends = layer.as_table_mut().and_then(|table| table.remove("extends"));
        chain.layers.push(layer);
        let Some(extends) = extends else { break };
        let base = base_of(&extends, root.as_deref(), here.as_deref(), &seen, chain.inputs.len());
        match base {
            Ok(base) => {
                let (first, _) = name.rsplit_once('/').unwrap_or(("", ""));
                let below = root.as_deref().and_then(|root| base.path.strip_prefix(root).ok()).unwrap_or(&base.path);
                let shown_path = if first.is_empty() {
                    below.to_string_lossy().into_owned()
                } else {
                    format!("{first}/{}", below.display())
                };
                let directory = base.path.parent().map(Path::to_path_buf);
                seen.push(base.path);
                next = Some((shown_path, base.bytes, directory));
            }
            Err(draft) => {
                problems.push(*draft);
                chain.is_whole = false;
            }
        }
    }
    chain
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

pub(super) fn decode(path: String, bytes: Vec<u8>, order: usize, problems: &mut Collector) -> Option<Arc<Source>> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(Arc::new(Source { path, text, order })),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let source = Arc::new(Source { path, text, order });
            let place = Place::new(&source, at..at + 1);
            problems.push(
                Draft::new("E0105", &place, "the file is not UTF-8 text", format!("byte {at} is not UTF-8"))
                    .help("save the file as UTF-8"),
            );
            None
        }
    }
}

struct Base {
    path: PathBuf,
    bytes: Vec<u8>,
}

/// Finds and reads the file that `extends` names.
fn base_of(
    extends: &Node,
    root: Option<&Path>,
    here: Option<&Path>,
    seen: &[PathBuf],
    files: usize,
) -> Result<Base, Box<Draft>> {
    let refuse = |code, message: &str, label: &str, help: &str| {
        Err(Box::new(Draft::new(code, &extends.place, message, label).help(help)))
    };
    let Value::Text(wanted) = &extends.value else {
        return refuse(
            "E0201",
            "`extends` is a path",
            &format!("{} is not text", extends.seen()),
            "write the path of one base file in quotes, such as \"baseline.toml\"",
        );
    };
    let inside = "write a path relative to this file that stays inside the directory of the scenario";
    let (Some(root), Some(here)) = (root, here) else {
        return refuse("E0106", "a text without a directory cannot extend a file", "no directory to look in", inside);
    };
    let relative = Path::new(wanted);
    if !is_plain(relative) {
        return refuse("E0106", "`extends` takes a relative path", "not a relative path", inside);
    }
    let outside =
        || refuse("E0106", "the base file lies outside the scenario's directory", "leaves the directory", inside);
    let depth = here.strip_prefix(root).map_or(0, |below| below.components().count());
    if leaves(relative, depth) {
        return outside();
    }
    if files >= MOST_FILES {
        return refuse(
            "E0108",
            &format!("more than {MOST_FILES} files extend one another"),
            "one base too many",
            "join some of the base files",
        );
    }
    let fault = |fault: Fault| Box::new(fault.draft(&extends.place, wanted));
    let path = here.join(relative).canonicalize().map_err(|error| fault(Fault::Io(error)))?;
    if !path.starts_with(root) {
        return outside();
    }
    if seen.contains(&path) {
        return refuse(
            "E0107",
            "files extend one another in a circle",
            "this file is already part of the scenario",
            "decide which file is the base and remove its `extends`",
        );
    }
    if !path.is_file() {
        return Err(fault(Fault::Io(io::Error::other("it is not a file"))));
    }
    let bytes = read(&path).map_err(fault)?;
    Ok(Base { path, bytes })
}

/// Whether a path climbs above the directory that lies `depth` levels up.
fn leaves(path: &Path, mut depth: usize) -> bool {
    for part in path.components() {
        match part {
            Component::ParentDir if depth == 0 => return true,
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            _ => {}
        }
    }
    false
}

pub(super) enum Fault {
    Io(io::Error),
    TooLarge,
}

impl Fault {
    pub(super) fn draft(&self, place: &Place, path: &str) -> Draft {
        let path = shown(path);
        match self {
            Self::TooLarge => Draft::new("E0104", place, format!("{path} is larger than 1 MiB"), "too large")
                .help("name a scenario file; the largest sensible one is a few kilobytes"),
            Self::Io(error) => {
                let why = match error.kind() {
                    io::ErrorKind::NotFound => "there is no such file".to_owned(),
                    io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
                    io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
                    _ => error.to_string(),
                };
                Draft::new("E0103", place, format!("cannot read {path}: {why}"), why)
                    .help("check the path; paths in `extends` are relative to the file that holds them")
            }
        }
    }
}

/// Tells of a scenario that a study names and that is not there, at the place that names it.
pub(super) fn look_for(path: &Path, place: &Place, problems: &mut Collector) {
    let found = std::fs::metadata(path)
        .and_then(|found| if found.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(()) });
    if let Err(error) = found {
        problems.push(Fault::Io(error).draft(place, &path.to_string_lossy()));
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    read_up_to(path, MOST_BYTES)
}

/// The content of a file that holds no more than so many bytes.
pub(super) fn read_up_to(path: &Path, most: u64) -> Result<Vec<u8>, Fault> {
    let file = File::open(path).map_err(Fault::Io)?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(Fault::Io)?;
    if bytes.len() as u64 > most { Err(Fault::TooLarge) } else { Ok(bytes) }
}
