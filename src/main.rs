//! The binary: hands the command line to the library and exits with its code.
#![warn(missing_docs)]

fn main() -> std::process::ExitCode {
    strait::cli::main()
}
