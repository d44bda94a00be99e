//! Messages about scenario files: what was seen, where, what is allowed and the fix.
//!
//! Problems are collected as drafts while files are read and become [`Diagnostic`]s, sorted by file and position, at
//! the end. Lines and columns count from 1, in characters. This file judges nothing.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

/// Most problems that one report holds.
pub const MOST_PROBLEMS: usize = 50;
/// Beyond this many problems no nearest names are searched: nobody reads them, and it takes time.
pub(super) const MOST_HINTS: usize = 300;

/// A text that was read: a file, standard input or one `--set`.
#[derive(PartialEq, Eq)]
pub(super) struct Source {
    /// Path as shown.
    pub path: String,
    /// Whole content.
    pub text: String,
    /// Position in the order of reading.
    pub order: usize,
}

impl std::fmt::Debug for Source {
    /// The path alone: a whole file would drown what is looked at.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Source({})", self.path)
    }
}

/// A stretch of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub source: Arc<Source>,
    pub span: Range<usize>,
}

impl Place {
    pub(super) fn new(source: &Arc<Source>, span: Range<usize>) -> Self {
        let text = &source.text;
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = span.end.clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Self { source: Arc::clone(source), span: start..end }
    }

    /// The first line of a source, for what is missing from the whole of it.
    pub(super) fn top(source: &Arc<Source>) -> Self {
        Self::new(source, 0..source.text.lines().next().map_or(0, str::len))
    }

    fn line_column(&self, offset: usize) -> (usize, usize) {
        let before = &self.source.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    fn position(&self) -> Position {
        let (line, column) = self.line_column(self.span.start);
        let (end_line, end_column) = self.line_column(self.span.end);
        Position { path: self.source.path.clone(), line, column, end_line, end_column }
    }
}

/// A stretch of a file for people and editors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Path as shown; `--set` for an override.
    pub path: String,
    /// First line, from 1.
    pub line: usize,
    /// First column, from 1, in characters.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column after the last character.
    pub end_column: usize,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The scenario cannot be used.
    Error,
    /// The scenario can be used as it is.
    Warning,
}

/// Another place that belongs to the problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Secondary {
    /// What stands there.
    pub label: String,
    /// Where.
    #[serde(flatten)]
    pub position: Position,
    #[serde(skip)]
    place: Place,
}

/// One problem, with its place and its fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable code, e.g. `E0203`.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What was seen at the place.
    pub label: String,
    /// Where.
    #[serde(flatten)]
    pub position: Position,
    /// What to write instead.
    pub help: Option<String>,
    /// Other places that belong to the problem.
    pub secondary: Vec<Secondary>,
    #[serde(skip)]
    place: Place,
}

impl Diagnostic {
    /// The message as people read it, with the line of the file; ends with a line break.
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut main = Group::with_title(level.primary_title(self.message.as_str()).id(self.code));
        let is_unread = matches!(self.code, "E0103" | "E0104") && self.place.source.text.is_empty();
        if !self.place.source.text.is_empty() {
            main = main.elements(self.snippets());
        } else if !is_unread {
            main = main.element(Origin::path(self.position.path.as_str()).line(1).char_column(1));
        }
        let mut report = vec![main];
        if let Some(help) = &self.help {
            report.push(Group::with_title(Level::HELP.secondary_title(help.as_str())));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut text = renderer.render(&report);
        text.push('\n');
        text
    }

    /// One snippet for each source, the one at fault first.
    fn snippets(&self) -> Vec<Snippet<'_, annotate_snippets::Annotation<'_>>> {
        let own = &self.place.source;
        let mut snippets = Vec::new();
        let mut sources = vec![own];
        for secondary in &self.secondary {
            if !sources.iter().any(|source| Arc::ptr_eq(source, &secondary.place.source)) {
                sources.push(&secondary.place.source);
            }
        }
        for source in sources {
            let mut snippet = Snippet::source(source.text.as_str()).path(source.path.as_str());
            if Arc::ptr_eq(source, own) {
                let label = (!self.label.is_empty()).then_some(self.label.as_str());
                snippet = snippet.annotation(AnnotationKind::Primary.span(self.place.span.clone()).label(label));
            }
            for secondary in self.secondary.iter().filter(|s| Arc::ptr_eq(&s.place.source, source)) {
                snippet = snippet.annotation(
                    AnnotationKind::Context.span(secondary.place.span.clone()).label(secondary.label.as_str()),
                );
            }
            snippets.push(snippet);
        }
        snippets
    }
}

/// All problems of a scenario; at least one is an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the scenario cannot be used: {} problems", .diagnostics.len() + .omitted)]
pub struct Problems {
    /// Errors and warnings, sorted by file and position, at most [`MOST_PROBLEMS`].
    pub diagnostics: Vec<Diagnostic>,
    /// Further problems that are not listed.
    pub omitted: usize,
}

impl Problems {
    /// All messages, with a blank line between two.
    pub fn render(&self, colour: bool) -> String {
        let mut text = self.diagnostics.iter().map(|one| one.render(colour)).collect::<Vec<_>>().join("\n");
        if self.omitted > 0 {
            let _ = write!(text, "\n{} more problems are not shown\n", self.omitted);
        }
        text
    }

    /// Whether a file could not be read at all, as against read and found wrong.
    pub fn is_unreadable(&self) -> bool {
        self.diagnostics.iter().any(|one| one.code == "E0103")
    }
}

/// A problem before it is sorted and given lines and columns.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    code: &'static str,
    place: Place,
    message: String,
    label: String,
    help: Option<String>,
    secondary: Vec<(Place, String)>,
}

impl Draft {
    pub(super) fn new(code: &'static str, place: &Place, message: impl Into<String>, label: impl Into<String>) -> Self {
        let (message, label) = (message.into(), label.into());
        Self { code, place: place.clone(), message, label, help: None, secondary: Vec::new() }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn also(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.secondary.push((place.clone(), label.into()));
        self
    }

    fn is_error(&self) -> bool {
        self.code.starts_with('E')
    }

    fn finish(self) -> Diagnostic {
        let severity = if self.is_error() { Severity::Error } else { Severity::Warning };
        let secondary = self.secondary.into_iter();
        Diagnostic {
            code: self.code,
            severity,
            message: self.message,
            label: self.label,
            position: self.place.position(),
            help: self.help,
            secondary: secondary.map(|(place, label)| Secondary { label, position: place.position(), place }).collect(),
            place: self.place,
        }
    }
}

/// Problems found so far.
#[derive(Debug, Default)]
pub(super) struct Collector {
    drafts: Vec<Draft>,
}

impl Collector {
    /// What was found, as the reason to refuse a file.
    pub(super) fn refused(self) -> Problems {
        match self.finish() {
            Err(problems) => problems,
            Ok(diagnostics) => Problems { diagnostics, omitted: 0 },
        }
    }

    pub(super) fn push(&mut self, draft: Draft) {
        self.drafts.push(draft);
    }

    pub(super) fn len(&self) -> usize {
        self.drafts.len()
    }

    pub(super) fn has_errors(&self) -> bool {
        self.drafts.iter().any(Draft::is_error)
    }

    /// The warnings, if there is no error; else all problems.
    pub(super) fn finish(mut self) -> Result<Vec<Diagnostic>, Problems> {
        let failed = self.has_errors();
        self.drafts.sort_by_key(|draft| (draft.place.source.order, draft.place.span.start, draft.code));
        // An override of several entries is one mistake.
        self.drafts.dedup_by(|a, b| a.code == b.code && a.place == b.place && a.message == b.message);
        let omitted = if failed { self.drafts.len().saturating_sub(MOST_PROBLEMS) } else { 0 };
        if omitted > 0 {
            // Errors stay before warnings when not all fit.
            self.drafts.sort_by_key(|draft| !draft.is_error());
            self.drafts.truncate(MOST_PROBLEMS);
            self.drafts.sort_by_key(|draft| (draft.place.source.order, draft.place.span.start, draft.code));
        }
        let diagnostics = self.drafts.into_iter().map(Draft::finish).collect();
        if failed { Err(Problems { diagnostics, omitted }) } else { Ok(diagnostics) }
    }
}

/// A value as shown in a message: one line, at most 40 characters, no control characters.
pub(super) fn shown(text: &str) -> String {
    let mut out: String = text.chars().take(40).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        out.push('…');
    }
    out
}

/// The known name that is nearest to a misspelt one, if any is near.
pub(super) fn nearest<'a>(seen: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if seen.len() > 100 {
        return None;
    }
    let mut best: Option<(f64, &str)> = None;
    for name in known {
        let score = strsim::jaro_winkler(&seen.to_lowercase(), name);
        if score >= 0.8 && best.is_none_or(|(other, _)| score > other) {
            best = Some((score, name));
        }
    }
    best.map(|(_, name)| name)
}
