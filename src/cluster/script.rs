//! The scripts of a submission: one array of shards, one merge.
//!
//! A script holds no state: a task is told its blocks by its number alone, so a task may be requeued or submitted again
//! at any time. Submits nothing.

use super::Cut;
use std::path::Path;

/// Name of the array script in the directory `slurm` of a study.
pub const ARRAY: &str = "shards.sh";
/// Name of the merge script.
pub const MERGE: &str = "merge.sh";

/// What the scripts are made from.
#[derive(Debug)]
pub struct Scripts<'a> {
    /// Job name of the array.
    pub name: &'a str,
    /// Absolute path of this program.
    pub program: &'a Path,
    /// SHA-256 of its bytes.
    pub program_sha256: &'a str,
    /// Absolute path of the study's directory.
    pub directory: &'a Path,
    /// Blocks of each task.
    pub cut: Cut,
    /// Processors of a task.
    pub cpus: u32,
    /// Time limit of a task.
    pub limit_minutes: u32,
}

impl Scripts<'_> {
    /// The array: task n computes the n-th run of blocks.
    pub fn array(&self) -> String {
        let Cut { blocks, blocks_per_task } = self.cut;
        format!(
            "#!/bin/bash\n\
             # One shard of a study an array task. Written by `strait submit`; submitting again replaces it.\n\
             # A task computes the blocks of its number that are not whole yet, so it may be requeued at any time.\n\
             #SBATCH --job-name={}\n\
             #SBATCH --output=shard-%A_%a.log\n\
             #SBATCH --open-mode=append\n\
             #SBATCH --requeue\n\
             #SBATCH --cpus-per-task={}\n\
             #SBATCH --time={}\n\
             set -eu\n\
             first=$(( SLURM_ARRAY_TASK_ID * {blocks_per_task} ))\n\
             last=$(( first + {} ))\n\
             if [ \"$last\" -gt {last} ]; then last={last}; fi\n\
             exec {} shard {} --blocks \"$first-$last\" --program {} --no-progress\n",
            self.name,
            self.cpus,
            self.limit_minutes,
            blocks_per_task - 1,
            quoted(&self.program.to_string_lossy()),
            quoted(&self.directory.to_string_lossy()),
            self.program_sha256,
            last = blocks.saturating_sub(1),
        )
    }

    /// The merge, which runs whatever became of the array and says what is missing.
    pub fn merge(&self) -> String {
        format!(
            "#!/bin/bash\n\
             # Checks every block of a study and writes its tables. Written by `strait submit`.\n\
             #SBATCH --job-name={}-merge\n\
             #SBATCH --output=merge-%j.log\n\
             #SBATCH --requeue\n\
             set -eu\n\
             exec {} merge {}\n",
            self.name,
            quoted(&self.program.to_string_lossy()),
            quoted(&self.directory.to_string_lossy()),
        )
    }
}

/// A word as a shell reads it.
pub fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./=:,+@%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_array_gives_each_task_its_blocks() {
        let scripts = Scripts {
            name: "strait-0123456789ab",
            program: Path::new("/opt/it's/strait"),
            program_sha256: "ab",
            directory: Path::new("/data/a b"),
            cut: Cut { blocks: 10, blocks_per_task: 4 },
            cpus: 2,
            limit_minutes: 60,
        };
        let text = scripts.array();
        for line in [
            "#!/bin/bash\n",
            "\n#SBATCH --cpus-per-task=2\n",
            "\n#SBATCH --time=60\n",
            "\nfirst=$(( SLURM_ARRAY_TASK_ID * 4 ))\nlast=$(( first + 3 ))\nif [ \"$last\" -gt 9 ]; then last=9; fi\n",
            "\nexec '/opt/it'\\''s/strait' shard '/data/a b' --blocks \"$first-$last\" --program ab --no-progress\n",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(scripts.merge().ends_with("\nexec '/opt/it'\\''s/strait' merge '/data/a b'\n"));
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!((quoted("a-b/c.toml"), quoted("")), ("a-b/c.toml".to_owned(), "''".to_owned()));
    }
}
