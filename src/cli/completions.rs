//! `completions`: scripts that let a shell complete commands.

use super::failure::Failure;
use super::output;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print a completion script for a shell.
///
/// Examples:
///   strait completions bash > ~/.local/share/bash-completion/completions/strait
///   strait completions fish > ~/.config/fish/completions/strait.fish
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Shell.
    shell: Shell,
}

pub(super) fn completions(arguments: &Arguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "strait", &mut script);
    output::text(&String::from_utf8_lossy(&script))
}
