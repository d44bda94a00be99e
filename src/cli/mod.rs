//! The command line: arguments, progress, messages and exit codes.
//!
//! Results or their path go to standard output, everything else to standard error. This room decides nothing about the
//! model; each verb is one file.

mod args;
mod bench;
mod calibrate;
mod check;
mod choice;
mod completions;
mod decide;
mod describe;
mod diff;
mod directory;
mod explain;
mod export;
mod failure;
mod forecast;
mod generation;
mod init;
mod inputs;
mod merge;
mod needs;
mod output;
mod patterns;
mod plan;
mod planned;
mod progress;
mod reference;
mod report;
mod run;
mod schema;
mod sensitivity;
mod shard;
mod signals;
mod status;
mod submit;
mod table;
mod verify;

pub use args::Arguments;
pub use failure::Failure;

use args::Verb;
use clap::Parser;
use std::panic;
use std::process::ExitCode;

/// Version of the JSON that verbs print.
const SCHEMA_VERSION: u32 = 1;

/// Runs the program and says how it ended.
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(|bug| {
        output::message(&format!("internal error: {bug}\n"));
    }));
    let arguments = Arguments::parse();
    let outcome =
        panic::catch_unwind(|| dispatch(&arguments)).unwrap_or_else(|_| Err(Failure::bug("the program panicked")));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.tell();
            ExitCode::from(failure.code)
        }
    }
}

fn dispatch(arguments: &Arguments) -> Result<(), Failure> {
    let terminal = &arguments.terminal;
    match &arguments.verb {
        Verb::Run(verb) => run::run(verb, terminal),
        Verb::Calibrate(verb) => calibrate::calibrate(verb, terminal),
        Verb::Patterns(verb) => patterns::patterns(verb, terminal),
        Verb::Sensitivity(verb) => sensitivity::sensitivity(verb, terminal),
        Verb::Decide(verb) => decide::decide(verb, terminal),
        Verb::Bench(verb) => bench::bench(verb, terminal),
        Verb::Forecast(verb) => forecast::forecast_verb(verb, terminal),
        Verb::Check(verb) => check::check(verb, terminal),
        Verb::Diff(verb) => diff::diff(verb, terminal),
        Verb::Shard(verb) => shard::shard(verb, terminal),
        Verb::Merge(verb) => merge::merge(verb, terminal),
        Verb::Status(verb) => status::status(verb),
        Verb::Verify(verb) => verify::verify(verb, terminal),
        Verb::Submit(verb) => submit::submit(verb, terminal),
        Verb::Export(verb) => export::export(verb),
        Verb::Report(verb) => report::report(verb),
        Verb::Describe(verb) => describe::describe(verb),
        Verb::Init(verb) => init::init(verb),
        Verb::Schema => schema::schema(),
        Verb::Explain(verb) => explain::explain(verb),
        Verb::Completions(verb) => completions::completions(verb),
    }
}
