//! What can be typed.

use super::{
    bench, calibrate, check, completions, decide, describe, diff, explain, export, forecast, init, merge, output,
    patterns, report, run, sensitivity, shard, status, submit, verify,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::io::IsTerminal;

/// Simulate Channel crossings in small boats and compare measures against a baseline.
#[derive(Debug, Parser)]
#[command(name = "strait", version, max_term_width = 100, propagate_version = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
    /// How to talk.
    #[command(flatten)]
    pub terminal: Terminal,
}

/// The verbs; what each is for stands at its own arguments, with examples, which a comment here would replace in its help.
#[derive(Debug, Subcommand)]
pub enum Verb {
    Run(run::Arguments),
    Calibrate(calibrate::Arguments),
    Patterns(patterns::Arguments),
    Sensitivity(sensitivity::Arguments),
    Decide(decide::Arguments),
    Bench(bench::Arguments),
    Forecast(forecast::Arguments),
    Check(check::Arguments),
    Diff(diff::Arguments),
    Shard(shard::Arguments),
    Merge(merge::Arguments),
    Status(status::Arguments),
    Verify(verify::Arguments),
    Submit(submit::Arguments),
    Export(export::Arguments),
    Report(report::Arguments),
    Describe(describe::Arguments),
    Init(init::Arguments),
    /// Print the JSON Schema of scenario files.
    ///
    /// Examples:
    ///   strait schema
    ///   strait schema > scenario.schema.json
    #[command(verbatim_doc_comment)]
    Schema,
    Explain(explain::Arguments),
    Completions(completions::Arguments),
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` or `TERM=dumb` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How much to say on standard error, and how.
#[derive(Debug, Clone, Args)]
pub struct Terminal {
    /// Say nothing but errors; standard output holds the path alone.
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Messages")]
    pub quiet: bool,
    /// Say more; twice for everything.
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Messages")]
    pub verbose: u8,
    /// Colour of messages.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Messages")]
    pub color: Colour,
}

impl Terminal {
    /// Whether messages on standard error are coloured.
    pub fn colour(&self) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                !set("NO_COLOR") && !dumb && std::io::stderr().is_terminal()
            }
        }
    }

    /// A line for people, unless they asked for quiet.
    pub fn say(&self, line: &str) {
        if !self.quiet {
            output::message(&format!("{line}\n"));
        }
    }

    /// A line for people who asked for more.
    pub fn whisper(&self, line: &str) {
        if self.verbose > 0 {
            output::message(&format!("{line}\n"));
        }
    }
}
