//! `submit`: a study as a Slurm array of shards and a merge.
//!
//! Only shards with missing or bad blocks that the batch system does not hold already are submitted, so the same command
//! is also the way to go on after anything went wrong. Runs nothing here but a short pilot.

use super::args::Terminal;
use super::choice::Choice;
use super::directory::{self, Holding};
use super::failure::{Failure, INVALID, REFUSED, USAGE};
use super::planned::{self, Planned};
use super::{SCHEMA_VERSION, needs, output};
use crate::cluster::script::{ARRAY, MERGE, Scripts, quoted};
use crate::cluster::slurm::{self, DEFAULT_MAX_ARRAY_SIZE, Queue};
use crate::cluster::submission::{self, DIRECTORY, Jobs};
use crate::cluster::{ClusterError, Cut, Submission, program};
use crate::model::Vigilance;
use crate::report::manifest::{Previous, Start};
use crate::study::lock::Lock;
use crate::study::shards::List;
use crate::study::{Disk, Runner, Store, Study, Survey};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A pilot takes no longer than this, unless one unit does.
const PILOT: Duration = Duration::from_secs(10);
/// Longest time of a block that still fits a task of half an hour.
const LONG_BLOCK_SECONDS: f64 = 1800.0;

/// Submit a study as an array of shards and a merge.
///
/// The study is scenario files, as for `run`, or the directory of a planned study. The same command again submits only
/// what is missing or bad. Options after `--` go to sbatch.
///
/// Examples:
///   strait submit scenarios/baseline.toml --replicates 10000 --engine slurm --dry-run
///   strait submit output/baseline/0123456789ab --engine slurm -- --partition=long --account=project
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    choice: Choice,
    /// Directory of the results, on a file system that all nodes see; default: `output/STUDY/DIGEST`.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Batch system.
    #[arg(long, value_name = "ENGINE", help_heading = "Execution")]
    engine: Engine,
    /// Processors of a shard.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1024), help_heading = "Execution")]
    cpus: u32,
    /// Blocks of a shard, instead of as many as a pilot finds to take 20 minutes.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Execution")]
    blocks_per_shard: Option<u32>,
    /// Go on with this program although the study was submitted with another one.
    #[arg(long, help_heading = "Execution")]
    new_program: bool,
    /// Print both scripts and both command lines; submit and write nothing.
    #[arg(long, help_heading = "Output")]
    dry_run: bool,
    /// Print one JSON document.
    #[arg(long, conflicts_with = "dry_run", help_heading = "Output")]
    json: bool,
    /// Options for sbatch, after `--`.
    #[arg(last = true, value_name = "SBATCH OPTIONS")]
    options: Vec<String>,
}

/// Batch systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// Slurm.
    Slurm,
}

pub(super) fn submit(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let Engine::Slurm = arguments.engine;
    refuse_options(&arguments.options)?;
    let Found { study, previous, warnings, out } = find(arguments, terminal)?;
    if study.stopping().is_some() && !previous.as_ref().is_some_and(|previous| previous.complete) {
        return Err(stops_on_error(&out));
    }
    if arguments.dry_run {
        return dry_run(&study, &out, arguments, terminal);
    }
    // Without Slurm nothing should be left behind.
    let largest = slurm::max_array_size()?;
    if previous.is_none() {
        needs::refuse_if_disk_is_short(&study, &out)?;
        let start = Start::now(arguments.cpus as usize, Timestamp::now(), warnings);
        planned::write(&study, &Disk::default(), &start, &out)?;
    }
    let disk = Disk::default();
    let place = out.join(DIRECTORY);
    disk.make_directory(&place)?;
    // One submission at a time: the next one sees what this one has submitted.
    let _lock = Lock::take(&place)?;
    let Planned { study, previous, .. } = planned::read(&out)?;
    let out = std::fs::canonicalize(&out).map_err(|source| ClusterError::Io { verb: "find", path: out, source })?;
    let blocks: Vec<u32> = (0..study.block_count()).collect();
    let survey = Survey::of(&study, &Store::reader(&out), &blocks)?.ours()?;
    let open = survey.open();
    if open.is_empty() && previous.complete && previous.first_changed(&out).is_none() {
        terminal.say("this study is complete; nothing to submit");
        return tell(&out, None, arguments);
    }
    let mut submission = record(&study, &out, largest, arguments, terminal)?;
    let queue = slurm::queue(&submission.name)?;
    let tasks = submission.cut.tasks_of(&open);
    let fresh_of = |tasks: &List| List::of(tasks.numbers().filter(|&task| !queue.holds(task)));
    let mut fresh = fresh_of(&tasks);
    if !fresh.is_empty() && !submission.jobs.is_empty() {
        // A task that ended between the look at the blocks and that at the queue is in neither: look at the blocks again.
        let open = Survey::of(&study, &Store::reader(&out), &blocks)?.ours()?.open();
        fresh = fresh_of(&submission.cut.tasks_of(&open));
    }
    if fresh.is_empty() && !tasks.is_empty() && slurm::holds(&merge_name(&submission))? {
        terminal.say(&format!("nothing to submit: tasks {tasks} run or wait already"));
        return tell(&out, None, arguments);
    }
    write_scripts(&submission, &out, &disk)?;
    let jobs = send(&submission, &fresh, &queue, &out, arguments)?;
    submission.jobs.push(jobs);
    submission.write(&out, &disk)?;
    tell(&out, submission.jobs.last(), arguments)
}

/// Which blocks such a study has is known only while it runs.
fn stops_on_error(out: &Path) -> Failure {
    let message = format!(
        "a study with --until decides at each look whether to go on, which shards that know nothing of one another cannot; \
         give `--replicates` to submit it, or run it with `strait run --until ... --out {}` on one machine",
        out.display()
    );
    Failure::new(USAGE, message)
}

/// Options that this verb sets itself.
fn refuse_options(options: &[String]) -> Result<(), Failure> {
    let own = ["--array", "-a", "--dependency", "-d", "--job-name", "-J", "--wrap", "--chdir", "-D"];
    let taken = options.iter().find(|option| {
        let word = option.split('=').next().unwrap_or_default();
        own.contains(&word)
    });
    taken.map_or(Ok(()), |option| {
        Err(Failure::new(USAGE, format!("`{option}` is set by `strait submit` itself; leave it out")))
    })
}

/// A study, planned or not, and where it is or goes.
struct Found {
    study: Study,
    previous: Option<Previous>,
    warnings: Vec<String>,
    out: PathBuf,
}

fn find(arguments: &Arguments, terminal: &Terminal) -> Result<Found, Failure> {
    if let [path] = arguments.choice.files.as_slice() {
        if path.is_dir() {
            let Planned { study, previous, .. } = planned::read(path)?;
            return Ok(Found { study, previous: Some(previous), warnings: Vec::new(), out: path.clone() });
        }
    } else if let Some(path) = arguments.choice.files.iter().find(|path| path.is_dir()) {
        let message = format!("{} is a directory; give one planned study, or scenario files", path.display());
        return Err(Failure::new(INVALID, message));
    }
    let (study, warnings) = arguments.choice.study(terminal)?;
    let out = arguments.out.clone().unwrap_or_else(|| directory::default_path(&study));
    match directory::look(&out)? {
        Holding::Nothing => Ok(Found { study, previous: None, warnings, out }),
        Holding::Other(name) => Err(directory::refuse(&out, &format!("something else (`{name}`)"))),
        Holding::Study(previous) => match directory::adopt(study, &previous, &out)? {
            (study, true) => Ok(Found { study, previous: Some(*previous), warnings, out }),
            (_, false) => Err(directory::refuse(&out, &format!("another study ({})", previous.study_name))),
        },
    }
}

/// The record that the directory holds, or a new one after a pilot.
fn record(
    study: &Study,
    out: &Path,
    largest: u32,
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<Submission, Failure> {
    let own = program::digest()?;
    if let Some(mut earlier) = Submission::read(out)? {
        if earlier.program_sha256 != own && !arguments.new_program {
            let message = format!(
                "{} was submitted with another program (SHA-256 {}, this one has {own}); use that program, or go on with \
                 this one by --new-program",
                out.display(),
                earlier.program_sha256
            );
            return Err(Failure::new(REFUSED, message));
        }
        earlier.program_sha256 = own;
        return Ok(earlier);
    }
    let seconds = pilot(study, terminal)?;
    let cut = match arguments.blocks_per_shard {
        Some(asked) => Cut::by_hand(study.block_count(), asked, largest),
        None => Cut::by_time(study.block_count(), seconds, arguments.cpus, largest),
    };
    let name = submission::name(&study.digest(), out);
    Ok(Submission::new(name, own, cut, arguments.cpus, seconds))
}

/// Seconds that a block takes on one processor, from its first units.
fn pilot(study: &Study, terminal: &Terminal) -> Result<f64, Failure> {
    let begin = Instant::now();
    let runner = Runner::new(study, Vigilance::Normal)?;
    let mut done = 0_u32;
    for unit in study.block_units(0) {
        runner.run(unit, || true)?;
        done += 1;
        if begin.elapsed() > PILOT {
            break;
        }
    }
    let seconds = begin.elapsed().as_secs_f64() / f64::from(done.max(1)) * f64::from(study.block_size());
    terminal.say(&format!("pilot: {done} units, about {seconds:.1} s a block"));
    if seconds > LONG_BLOCK_SECONDS {
        terminal.say("warning: a block takes more than half an hour; plan the study anew with a smaller --block-size");
    }
    Ok(seconds)
}

fn scripts<'a>(submission: &'a Submission, program: &'a Path, out: &'a Path) -> Scripts<'a> {
    Scripts {
        name: &submission.name,
        program,
        program_sha256: &submission.program_sha256,
        directory: out,
        cut: submission.cut,
        cpus: submission.cpus,
        limit_minutes: submission.cut.limit_minutes(submission.seconds_per_block, submission.cpus),
    }
}

fn write_scripts(submission: &Submission, out: &Path, disk: &Disk) -> Result<(), Failure> {
    let program = program::path()?;
    let scripts = scripts(submission, &program, out);
    let place = out.join(DIRECTORY);
    disk.write_whole(&place.join(ARRAY), scripts.array().as_bytes())?;
    disk.write_whole(&place.join(MERGE), scripts.merge().as_bytes())?;
    // Before anything is submitted: the record must exist whenever a job does.
    submission.write(out, disk)?;
    Ok(())
}

fn merge_name(submission: &Submission) -> String {
    format!("{}-merge", submission.name)
}

/// Submits the array, then the merge after it and after earlier arrays that have not ended.
fn send(
    submission: &Submission,
    tasks: &List,
    queue: &Queue,
    out: &Path,
    arguments: &Arguments,
) -> Result<Jobs, Failure> {
    let place = out.join(DIRECTORY);
    let mut after = queue.arrays.clone();
    let array = if tasks.is_empty() {
        None
    } else {
        Some(slurm::submit(&place, &slurm::array_line(tasks, &arguments.options, ARRAY))?)
    };
    after.extend(array);
    // The merge of an earlier submission would come too early.
    slurm::cancel_waiting(&merge_name(submission))?;
    let merge = slurm::submit(&place, &slurm::merge_line(&after, &arguments.options, MERGE))?;
    Ok(Jobs { array, tasks: tasks.to_string(), merge })
}

fn dry_run(study: &Study, out: &Path, arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let out =
        std::path::absolute(out).map_err(|source| ClusterError::Io { verb: "find", path: out.to_owned(), source })?;
    let out = std::fs::canonicalize(&out).unwrap_or(out);
    let largest = slurm::max_array_size().unwrap_or_else(|error| {
        terminal.say(&format!("warning: {error}; taking arrays of at most {DEFAULT_MAX_ARRAY_SIZE} tasks"));
        DEFAULT_MAX_ARRAY_SIZE
    });
    let submission = record(study, &out, largest, arguments, terminal)?;
    let blocks: Vec<u32> = (0..study.block_count()).collect();
    let open = Survey::of(study, &Store::reader(&out), &blocks)?.ours()?.open();
    let tasks = submission.cut.tasks_of(&open);
    let program = program::path()?;
    let scripts = scripts(&submission, &program, &out);
    let place = quoted(&out.join(DIRECTORY).to_string_lossy());
    let line = |words: &[String]| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
    let array = line(&slurm::array_line(&tasks, &arguments.options, ARRAY));
    // The id is known when the array is submitted.
    let merge = line(&slurm::merge_line(&[0], &arguments.options, MERGE)).replace("afterany:0", "afterany:ARRAY_ID");
    output::text(&format!(
        "# {} tasks of {} blocks, about {:.0} min each\n\n# {ARRAY}\n{}\n# {MERGE}\n{}\ncd {place} && sbatch {array}\n\
         cd {place} && sbatch {merge}\n",
        submission.cut.tasks(),
        submission.cut.blocks_per_task,
        (f64::from(submission.cut.blocks_per_task) * submission.seconds_per_block / f64::from(submission.cpus) / 60.0)
            .max(1.0),
        scripts.array(),
        scripts.merge(),
    ))
}

fn tell(out: &Path, jobs: Option<&Jobs>, arguments: &Arguments) -> Result<(), Failure> {
    if arguments.json {
        return output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "status": if jobs.is_some() { "submitted" } else { "nothing to submit" },
            "path": out,
            "array_job": jobs.and_then(|jobs| jobs.array),
            "array_tasks": jobs.map(|jobs| &jobs.tasks),
            "merge_job": jobs.map(|jobs| jobs.merge),
        }));
    }
    if let Some(jobs) = jobs {
        if let Some(array) = jobs.array {
            output::line(&format!("array    {array} (tasks {})", jobs.tasks))?;
        }
        output::line(&format!("merge    {}", jobs.merge))?;
    }
    output::line(&out.display().to_string())
}
