//! Build facts for the manifest: commit, compiler, target. Without git they are empty, never wrong.

use std::process::Command;

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn main() {
    let set = |name: &str, value: &str| println!("cargo:rustc-env={name}={value}");
    let commit = output("git", &["rev-parse", "HEAD"]).unwrap_or_default();
    let changed = output("git", &["status", "--porcelain", "--untracked-files=no"]);
    set(
        "STRAIT_DIRTY",
        changed.map_or("", |files| if files.is_empty() { "false" } else { "true" }),
    );
    set("STRAIT_COMMIT", &commit);
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    set("STRAIT_RUSTC", &output(&rustc, &["--version"]).unwrap_or_default());
    set("STRAIT_TARGET", &std::env::var("TARGET").unwrap_or_default());
    set("STRAIT_PROFILE", &std::env::var("PROFILE").unwrap_or_default());
    for path in ["HEAD", "index"] {
        if let Some(path) = output("git", &["rev-parse", "--git-path", path]) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    for path in ["build.rs", "src", "Cargo.toml", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={path}");
    }
}
