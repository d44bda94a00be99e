//! Where a page stands: which files lie beside it, how links reach them, and what the identities of its parts begin with.
//!
//! Knows names of files alone; opens none.

use maud::{Markup, html};
use std::collections::BTreeSet;
use std::path::Path;

/// The surroundings of a page or of a chapter.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// Names of the files beside the page.
    pub files: BTreeSet<String>,
    /// Where they are, seen from the page: empty, or a directory with its slash.
    pub base: String,
    /// What the identities of its parts begin with on a page of several chapters.
    pub prefix: String,
}

impl Place {
    /// A page in a directory, beside the files that are there now.
    ///
    /// # Errors
    /// What the disk says.
    pub fn within(directory: &Path) -> std::io::Result<Self> {
        let entries = std::fs::read_dir(directory)?;
        let files = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        Ok(Self { files, ..Self::default() })
    }

    /// A link to a file; its name alone if the file is not there, as in a small copy.
    pub fn link(&self, file: &str) -> Markup {
        html! { @if self.files.contains(file) { a href=(format!("{}{file}", self.base)) { (file) } } @else { code { (file) } } }
    }

    /// The identity of a part of the page, its own where a page has several chapters.
    pub fn id(&self, part: &str) -> String {
        format!("{}{part}", self.prefix)
    }

    /// The same as the address of a link.
    pub fn anchor(&self, part: &str) -> String {
        format!("#{}", self.id(part))
    }
}
