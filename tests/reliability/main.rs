//! Trust: the answer never changes, nothing is lost, nothing bad gets in.
//!
//! Each property has a small test that always runs and a large one that is run on demand with `tests/campaign.sh`, which
//! also says which programs are compared; the last results stand in `docs/reliability.md`.

mod codes;
mod faults;
mod killed;
mod limits;
mod same_bytes;
#[path = "../support/mod.rs"]
mod support;

/// A small generator of our own, so that what happens at random is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % n.max(1)
    }
}

/// Names of files below a directory that are not final.
fn unfinished_files(directory: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().unwrap().to_string_lossy().starts_with(".tmp-") {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
