//! Faults of the disk: each is told in clear words with the right code, and costs nothing that was there before.

use super::support::{Place, stderr};
use super::unfinished_files;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use strait::model::Vigilance;
use strait::report::{self, manifest};
use strait::study::disk::Step;
use strait::study::{Disk, Progress, Store, Study, StudyError, execute};

struct Quiet;

impl Progress for Quiet {
    fn start(&self, _: u64, _: u64) {}
    fn run_done(&self) {}
    fn block_done(&self, _: u32) {}
}

/// A whole run, as the program does it, on a given disk.
fn run(study: &Study, directory: &Path, disk: Disk) -> Result<String, String> {
    let store = Store::open(directory, disk).map_err(io_error)?;
    let start = manifest::Start::now(1, jiff::Timestamp::UNIX_EPOCH, Vec::new());
    manifest::write_running(study, directory, store.disk(), &start).map_err(io_error)?;
    report::write_inputs(study, directory, store.disk()).map_err(io_error)?;
    execute(study, &store, 1, Vigilance::Normal, &Quiet, &AtomicBool::new(false)).map_err(io_error)?;
    let report = report::write_all(study, &store).map_err(|error| match error {
        report::ReportError::Study(error) => io_error(error),
        error => panic!("{error}"),
    })?;
    manifest::write_complete(study, directory, store.disk(), &start, &report, &manifest::End::default())
        .map_err(io_error)?;
    Ok(report.results_digest)
}

/// Every fault of the disk must come out as one: that is exit code 6.
#[allow(clippy::needless_pass_by_value)] // As `map_err` hands it over.
fn io_error(error: StudyError) -> String {
    assert!(matches!(error, StudyError::Io { .. }), "{error}");
    error.to_string()
}

fn study(place: &Place) -> Study {
    let load = |name: &str| strait::scenario::load(&place.path(name), &[]).unwrap().0;
    Study::new(vec![load("base.toml"), load("policy.toml")], 2, 5, 1).unwrap()
}

/// A disk that fails at one step of its life and counts them all.
fn failing(at: usize, seen: &Arc<AtomicUsize>, what: &Arc<Mutex<Option<(Step, PathBuf)>>>) -> Disk {
    let (seen, what) = (Arc::clone(seen), Arc::clone(what));
    Disk::with_hook(move |step, path| {
        if seen.fetch_add(1, Ordering::Relaxed) == at {
            *what.lock().unwrap() = Some((step, path.to_owned()));
            return Err(io::Error::new(io::ErrorKind::StorageFull, "no space left on device"));
        }
        Ok(())
    })
}

/// Fails the disk at every `stride`-th step in turn, first of a new study and then of one whose tables are made again.
fn campaign(stride: usize) {
    let place = Place::new();
    let study = study(&place);
    let whole = place.path("whole");
    let digest = run(&study, &whole, Disk::default()).unwrap();
    let steps = Arc::new(AtomicUsize::new(0));
    run(&study, &place.path("counted"), failing(usize::MAX, &steps, &Arc::default())).unwrap();
    let steps = steps.load(Ordering::Relaxed);
    assert!(steps > 60, "{steps} steps");
    for at in (0..steps).step_by(stride) {
        let out = place.path(&format!("out-{at}"));
        let (seen, what) = (Arc::default(), Arc::default());
        let error = run(&study, &out, failing(at, &seen, &what)).unwrap_err();
        let (step, path) = what.lock().unwrap().clone().unwrap();
        assert!(error.contains("no space left on device"), "{step:?} of {}: {error}", path.display());
        assert!(error.contains(&path.display().to_string()), "{step:?} of {}: {error}", path.display());
        // Whatever has its final name is what an undisturbed run gives.
        same_files(&out, &whole);
        assert_eq!(run(&study, &out, Disk::default()).unwrap(), digest, "after {step:?} of {}", path.display());
        fs::remove_dir_all(&out).unwrap();
    }
    // A complete study of which a table and a block are made again: nothing of the rest changes.
    let lost = ["summary.csv", "blocks/block-00001.parquet"];
    for at in (0..steps).step_by(7 * stride) {
        for file in lost {
            let _ = fs::remove_file(whole.join(file));
        }
        let (seen, what) = (Arc::default(), Arc::default());
        // Fewer steps are taken than for a new study, so a late fault may not come.
        let ended = run(&study, &whole, failing(at, &seen, &what));
        assert_eq!(ended.is_err(), what.lock().unwrap().is_some());
        assert_eq!(run(&study, &whole, Disk::default()).unwrap(), digest);
    }
    assert_eq!(unfinished_files(&whole), Vec::<String>::new());
}

/// Compares what is there with the files of the whole study; the manifest holds clock times.
fn same_files(out: &Path, whole: &Path) {
    for place in ["", "blocks", "scenarios"] {
        let Ok(entries) = fs::read_dir(out.join(place)) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_file() && !name.starts_with('.') && name != "manifest.json" {
                assert_eq!(fs::read(&path).unwrap(), fs::read(whole.join(place).join(&name)).unwrap(), "{name}");
            }
        }
    }
}

#[test]
fn a_fault_at_any_step_of_writing_costs_nothing_that_was_there() {
    campaign(3);
}

#[test]
#[ignore = "a campaign: tests/campaign.sh"]
fn campaign_a_fault_at_each_step_of_writing_costs_nothing_that_was_there() {
    campaign(1);
}

/// A disk of eight megabytes, if this process may make one.
#[cfg(target_os = "linux")]
struct SmallDisk(PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    fn mount(path: PathBuf) -> Option<Self> {
        fs::create_dir(&path).unwrap();
        let words = ["-t", "tmpfs", "-o", "size=8m", "tmpfs"];
        let mounted =
            std::process::Command::new("mount").args(words).arg(&path).output().is_ok_and(|o| o.status.success());
        if !mounted {
            eprintln!("skipped: this user may not mount a small disk");
        }
        mounted.then_some(Self(path))
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

/// Room for the blocks but not for the tables, taken away after the study has begun.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_the_study_goes_on_when_there_is_room() {
    let place = Place::new();
    let Some(disk) = SmallDisk::mount(place.path("disk")) else { return };
    place.study("whole", &[]).success();
    place.study("disk/out", &["--shard", "1/1"]).success();
    let blocks = fs::read(place.path("disk/out/blocks/block-00000.parquet")).unwrap();
    fs::write(place.path("disk/ballast"), vec![0_u8; 16 << 20]).unwrap_err();
    // Room for a lock and the first of the tables.
    let ballast = fs::File::options().write(true).open(place.path("disk/ballast")).unwrap();
    ballast.set_len(ballast.metadata().unwrap().len() - 60_000).unwrap();
    drop(ballast);
    let full = place.run(&["merge", "disk/out"]).code(6);
    assert!(stderr(&full).contains("cannot write") && stderr(&full).contains("No space left"), "{}", stderr(&full));
    assert_eq!(fs::read(place.path("disk/out/blocks/block-00000.parquet")).unwrap(), blocks);
    assert_eq!(place.manifest("disk/out")["status"], "running");
    fs::remove_file(place.path("disk/ballast")).unwrap();
    place.run(&["merge", "disk/out"]).success();
    assert_eq!(place.digest("disk/out"), place.digest("whole"));
    assert_eq!(unfinished_files(&place.path("disk/out")), Vec::<String>::new());
    // A study that would not fit is refused before it begins, with the figure.
    let short = place.study("disk/large", &["--replicates", "50000"]).code(6);
    let said = stderr(&short);
    assert!(said.contains("GB on disk") && said.contains("GB free") && said.contains("--out"), "{said}");
    assert!(!place.path("disk/large").exists());
    drop(disk);
}

/// Root may write anywhere, so the program is run as nobody.
#[cfg(target_os = "linux")]
#[test]
fn a_directory_that_may_not_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    fs::set_permissions(place.path("."), fs::Permissions::from_mode(0o755)).unwrap();
    // A copy that nobody may reach, wherever the program itself lies.
    let program = place.path("strait");
    fs::copy(env!("CARGO_BIN_EXE_strait"), &program).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(place.path("closed")).unwrap();
    fs::set_permissions(place.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
    let as_nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    let is_root =
        std::process::Command::new("setpriv").args(as_nobody).arg("true").output().is_ok_and(|o| o.status.success());
    let mut command = assert_cmd::Command::new(if is_root { Path::new("setpriv") } else { &program });
    if is_root {
        command.args(as_nobody).arg(&program);
    }
    let words = ["run", "base.toml", "policy.toml", "--out", "closed/out"];
    let refused = command.current_dir(place.path(".")).args(words).assert().code(6);
    let said = stderr(&refused);
    assert!(said.contains("closed/out") && said.contains("ermission denied"), "{said}");
    assert_eq!(fs::read_dir(place.path("closed")).unwrap().count(), 0);
}

/// A reader that goes away ends the program quietly; what is on disk is complete.
#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_quietly() {
    use std::process::{Command, Stdio};
    let place = Place::new();
    for words in [
        &["run", "base.toml", "policy.toml", "--out", "out"][..],
        &["export", "out", "--metric", "arrivals"],
        &["status", "out"],
        &["verify", "out"],
        &["merge", "out"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_strait"))
            .args(words)
            .current_dir(place.path("."))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
        assert!(!said.contains("panic") && !said.contains("error"), "{words:?}: {said}");
    }
    assert_eq!(place.manifest("out")["status"], "complete");
}

/// Nobody reads the messages: the reader went away, or the disk behind them is full. The work goes on and its code stands.
#[cfg(target_os = "linux")]
#[test]
fn messages_that_cannot_be_written_end_nothing() {
    use std::process::{Command, Stdio};
    let place = Place::new();
    fs::write(place.path("bad.toml"), "schema_version = 1\n").unwrap();
    for (code, words) in [
        (0, &["run", "base.toml", "policy.toml", "--out", "OUT", "-vv"][..]),
        (2, &["run"]),
        (3, &["run", "bad.toml", "--out", "OUT"]),
        (3, &["check", "bad.toml"]),
        (6, &["check", "absent.toml"]),
        (70, &["bench", "--probe", "{}"]),
    ] {
        for (out, closed) in [("full", false), ("closed", true)] {
            let words = words.iter().map(|&word| if word == "OUT" { out } else { word });
            let messages = if closed {
                Stdio::piped()
            } else {
                fs::OpenOptions::new().write(true).open("/dev/full").unwrap().into()
            };
            let mut child = Command::new(env!("CARGO_BIN_EXE_strait"))
                .args(words.clone())
                .current_dir(place.path("."))
                .stdout(Stdio::null())
                .stderr(messages)
                .spawn()
                .unwrap();
            drop(child.stderr.take());
            assert_eq!(child.wait().unwrap().code(), Some(code), "{:?}", words.collect::<Vec<_>>());
        }
    }
    assert_eq!(place.digest("full"), place.digest("closed"));
}

fn position(bytes: &[u8], text: &str) -> usize {
    bytes.windows(text.len()).rposition(|window| window == text.as_bytes()).unwrap()
}

/// The same bytes with another text of the same length in the metadata.
fn with_text(block: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut bytes = block.to_vec();
    let at = position(&bytes, from);
    bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
    bytes
}

/// The same, and a checksum to match.
fn restamped(block: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut bytes = with_text(block, from, to);
    let key = "strait.file_xxh64";
    let after = position(&bytes, key) + key.len();
    let digits = after + bytes[after..].iter().position(u8::is_ascii_hexdigit).unwrap();
    bytes[digits..digits + 16].fill(b'0');
    let sum = format!("{:016x}", twox_hash::XxHash64::oneshot(0, &bytes));
    bytes[digits..digits + 16].copy_from_slice(sum.as_bytes());
    bytes
}

#[test]
fn a_block_that_is_cut_flipped_or_of_another_study_is_named_and_never_read() {
    let place = Place::new();
    let cut = ["--block-size", "1"];
    place.study("out", &cut).success();
    place.study("other", &["--block-size", "1", "--seed", "99"]).success();
    let digest = place.digest("out");
    let path = place.path("out/blocks/block-00001.parquet");
    let whole = fs::read(&path).unwrap();
    // Cut or flipped: made again.
    let mut damaged: Vec<Vec<u8>> =
        [0, 1, 4, whole.len() / 2, whole.len() - 1].map(|end| whole[..end].to_vec()).to_vec();
    for at in [0, 5, whole.len() / 3, whole.len() - 9] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x80;
        damaged.push(bytes);
    }
    for bytes in damaged {
        fs::write(&path, bytes).unwrap();
        let made = place.study("out", &cut).success();
        assert!(stderr(&made).contains("block-00001.parquet is damaged"), "{}", stderr(&made));
        assert_eq!(fs::read(&path).unwrap(), whole);
        assert_eq!(place.digest("out"), digest);
    }
    // Whole, but of another version, another study, another place: refused and left alone.
    let version = format!("{}", strait::model::MODEL_VERSION);
    let key = |version: &str| format!("strait.model_version\u{18}\u{1}{version}");
    let stamp = restamped(&whole, &key(&version), &key("9"));
    // Another version of the program may have had another checksum.
    let format = |number: &str| format!("strait.format\u{18}\u{1}{number}");
    let other_format =
        with_text(&with_text(&whole, &format("2"), &format("1")), "strait.file_xxh64", "strait.file_other");
    let foreign = [
        ("model_version is 9", stamp),
        ("strait.format is 1", restamped(&whole, &format("2"), &format("1"))),
        ("strait.format is 1", other_format),
        ("study_digest is", fs::read(place.path("other/blocks/block-00001.parquet")).unwrap()),
        ("strait.block is 2", fs::read(place.path("out/blocks/block-00002.parquet")).unwrap()),
    ];
    for (words, bytes) in foreign {
        fs::write(&path, &bytes).unwrap();
        for refused in [place.study("out", &cut), place.run(&["merge", "out"]), place.run(&["verify", "out"])] {
            let refused = refused.code(4);
            let said = stderr(&refused);
            assert!(said.contains("block-00001.parquet belongs to another study") && said.contains(words), "{said}");
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
        let status = place.run(&["status", "out"]).success();
        assert!(super::support::stdout(&status).contains("bad      1  1\n"), "{}", super::support::stdout(&status));
    }
}

/// Bytes of blocks, designs and manifests changed at random: never a panic, and a changed block is never taken for whole.
fn mutants(count: u64) {
    let place = Place::new();
    let study = study(&place);
    run(&study, &place.path("out"), Disk::default()).unwrap();
    let layout = strait::study::block::Layout::of(&study);
    let units = study.block_units(0);
    let block = fs::read(place.path("out/blocks/block-00000.parquet")).unwrap();
    let design = fs::read_to_string(place.path("out/design.csv")).unwrap();
    let manifest = fs::read(place.path("out/manifest.json")).unwrap();
    let mut dice = super::Dice(11);
    let mut mutate = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        for _ in 0..=dice.below(3) {
            let at = dice.below(bytes.len() as u64) as usize;
            match dice.below(4) {
                0 => bytes.truncate(at.max(1)),
                1 => bytes[at] = bytes[at].wrapping_add(1 + dice.below(255) as u8),
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b"0-9,\"{}\n"[dice.below(8) as usize]),
            }
            if bytes.is_empty() {
                bytes.push(b'x');
            }
        }
        bytes
    };
    let forged = place.path("forged");
    fs::create_dir(&forged).unwrap();
    for number in 0..count {
        let begin = std::time::Instant::now();
        let bytes = mutate(&block);
        assert!(bytes == block || layout.decode(bytes, 0, &units, &[0, 1]).is_err(), "block {number}");
        let bytes = mutate(design.as_bytes());
        let text = String::from_utf8_lossy(&bytes);
        // A design with other numbers is a design; it is refused by its digest, not by its form.
        if let Some(design) = strait::study::design::Design::from_csv(&text, study.scenarios(), study.draws()) {
            assert_eq!(design.to_csv(study.scenarios()).lines().count(), text.lines().count());
        }
        fs::write(forged.join("manifest.json"), mutate(&manifest)).unwrap();
        let _ = manifest::Previous::read(&forged);
        assert!(begin.elapsed().as_secs_f64() < 1.0, "mutant {number}");
    }
}

#[test]
fn mutated_blocks_designs_and_manifests_are_never_taken_for_whole() {
    mutants(700);
}

#[test]
#[ignore = "a campaign: tests/campaign.sh"]
fn campaign_mutated_blocks_designs_and_manifests_are_never_taken_for_whole() {
    mutants(20_000);
}
