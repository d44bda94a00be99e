//! A Slurm of two nodes on loopback that lives as long as the test that started it.
//!
//! No systemd, no cgroups, no database, nothing outside one temporary directory. Every daemon is a child of the test and
//! gets a kill from the kernel if the test dies, so that nothing is left behind.

use std::fmt::Write as _;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Programs that it takes.
const PROGRAMS: [&str; 8] = ["munged", "munge", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "setpriv"];
/// Debian keeps daemons where the path of an ordinary user does not go.
const SEARCH: &str = "/usr/local/sbin:/usr/sbin:/sbin";

/// A running cluster with the nodes n1 and n2.
pub struct Cluster {
    directory: tempfile::TempDir,
    munged: Option<Child>,
    controller: Option<Child>,
    nodes: [Option<Child>; 2],
}

fn search_path() -> String {
    format!("{SEARCH}:{}", std::env::var("PATH").unwrap_or_default())
}

/// A program that is not here, if any is missing.
pub fn missing_program() -> Option<&'static str> {
    let there = |name: &str| std::env::split_paths(&search_path()).any(|directory| directory.join(name).is_file());
    PROGRAMS.into_iter().find(|name| !there(name))
}

/// Longest wait for anything (s). On an idle machine a few seconds do, and a minute for a time limit; beside heavy builds
/// everything takes ten times as long, and a wait that is too short says nothing about the program.
const PATIENCE: u64 = 900;

/// Waits until something holds; panics with `what` after a long while.
pub fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(PATIENCE), "{what}: not within {PATIENCE} s");
        std::thread::sleep(Duration::from_millis(100));
    }
}

impl Cluster {
    /// Starts the daemons and waits until both nodes are idle.
    pub fn start() -> Self {
        let mut cluster =
            Self { directory: tempfile::tempdir().unwrap(), munged: None, controller: None, nodes: [None, None] };
        for name in ["log", "state", "spool/n1", "spool/n2"] {
            fs::create_dir_all(cluster.path(name)).unwrap();
        }
        cluster.configure();
        let socket = cluster.path("munge.sock");
        let mut key: Vec<u8> = (0..1024_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        key[..4].copy_from_slice(&std::process::id().to_le_bytes());
        fs::write(cluster.path("munge.key"), key).unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(cluster.path("munge.key"), private).unwrap();
        let option = |name: &str, file: &str| format!("--{name}={}", cluster.path(file).display());
        let words = [
            "--foreground".to_owned(),
            option("socket", "munge.sock"),
            option("key-file", "munge.key"),
            option("pid-file", "munged.pid"),
            option("log-file", "log/munged.log"),
            option("seed-file", "munge.seed"),
        ];
        cluster.munged = Some(cluster.daemon("munged", &words));
        wait_for("munged answers", || {
            let asked = Command::new("munge")
                .arg("-n")
                .arg(format!("--socket={}", socket.display()))
                .env("PATH", search_path())
                .output();
            asked.is_ok_and(|output| output.status.success())
        });
        let conf = cluster.conf().display().to_string();
        cluster.controller = Some(cluster.daemon("slurmctld", &["-D".to_owned(), "-f".to_owned(), conf]));
        wait_for("slurmctld answers", || {
            String::from_utf8_lossy(&cluster.run("scontrol", &["ping"]).stdout).contains("is UP")
        });
        cluster.start_node(1);
        cluster.start_node(2);
        cluster
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn conf(&self) -> PathBuf {
        self.path("slurm.conf")
    }

    fn configure(&self) {
        let here = self.directory.path().display();
        let text = |output: Output| String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let host = text(Command::new("hostname").output().unwrap());
        let user = text(Command::new("id").arg("-un").output().unwrap());
        // Three ports that are free now.
        let ports: Vec<TcpListener> = (0..3).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let ports: Vec<u16> = ports.iter().map(|port| port.local_addr().unwrap().port()).collect();
        let version = text(Command::new("slurmd").arg("-V").env("PATH", search_path()).output().unwrap());
        let number: f64 =
            version.split_whitespace().last().and_then(|v| v.rsplit_once('.')?.0.parse().ok()).unwrap_or(22.05);
        // From 23.11 on a node sets up control groups unless it is told not to; before, the word is not known.
        fs::write(self.path("cgroup.conf"), if number >= 23.11 { "CgroupPlugin=disabled\n" } else { "" }).unwrap();
        let mut conf = format!(
            "ClusterName=test\nSlurmctldHost={host}(127.0.0.1)\nSlurmctldPort={}\nSlurmUser={user}\nSlurmdUser={user}\n\
             AuthType=auth/munge\nCredType=cred/munge\nAuthInfo=socket={here}/munge.sock\n\
             CommunicationParameters=NoCtldInAddrAny,NoInAddrAny\nStateSaveLocation={here}/state\n\
             SlurmdSpoolDir={here}/spool/%n\nSlurmctldPidFile={here}/slurmctld.pid\nSlurmdPidFile={here}/%n.pid\n\
             SlurmctldLogFile={here}/log/slurmctld.log\nSlurmdLogFile={here}/log/%n.log\n\
             ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nMpiDefault=none\nSwitchType=switch/none\n\
             SelectType=select/cons_tres\nSelectTypeParameters=CR_CPU\n\
             AccountingStorageType=accounting_storage/none\nJobAcctGatherType=jobacct_gather/none\n\
             SchedulerParameters=batch_sched_delay=0,sched_interval=2,bf_interval=2\nMaxArraySize=1001\n\
             JobRequeue=1\nReturnToService=2\nSlurmdTimeout=8\nSlurmctldTimeout=10\nMessageTimeout=10\n\
             KillWait=3\nWaittime=0\nInactiveLimit=0\nSlurmdParameters=config_overrides\n",
            ports[0]
        );
        // Two processors each, whatever the machine has.
        for (node, port) in ["n1", "n2"].iter().zip(&ports[1..]) {
            let line = "CPUs=2 RealMemory=1000 State=UNKNOWN";
            writeln!(conf, "NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} {line}").unwrap();
        }
        conf += "PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP\n";
        fs::write(self.conf(), conf).unwrap();
    }

    fn daemon(&self, program: &str, words: &[String]) -> Child {
        let log = fs::File::options().create(true).append(true).open(self.path(&format!("log/{program}.out"))).unwrap();
        self.prepared("setpriv")
            .args(["--pdeathsig", "KILL", program])
            .args(words)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap()
    }

    /// A program that finds this cluster.
    pub fn prepared(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("SLURM_CONF", self.conf()).env("PATH", search_path());
        command
    }

    /// Runs a command of Slurm.
    pub fn run(&self, program: &str, words: &[&str]) -> Output {
        self.prepared(program).args(words).stdin(Stdio::null()).output().unwrap()
    }

    /// Lines that `squeue` prints in a format, one a task.
    pub fn queue(&self, format: &str) -> Vec<String> {
        let output = self.run("squeue", &["-h", "-r", "-o", format]);
        String::from_utf8_lossy(&output.stdout).lines().map(|line| line.trim().to_owned()).collect()
    }

    /// Starts a node and waits until it is of use.
    pub fn start_node(&mut self, node: usize) {
        let words = ["-D", "-N", &format!("n{node}"), "-f"].map(str::to_owned);
        let words = [&words[..], &[self.conf().display().to_string()]].concat();
        self.nodes[node - 1] = Some(self.daemon("slurmd", &words));
        wait_for("the node is ready", || {
            let output = self.run("sinfo", &["-h", "-N", "-n", &format!("n{node}"), "-o", "%T"]);
            matches!(String::from_utf8_lossy(&output.stdout).trim(), "idle" | "mixed" | "allocated" | "completing")
        });
    }

    /// A node dies with everything on it: first the daemons, so that none tells how its job ended.
    pub fn kill_node(&mut self, node: usize) {
        if let Some(mut child) = self.nodes[node - 1].take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let log = self.path(&format!("log/n{node}.log"));
        for process in processes().filter(|process| has_open(process, &log)) {
            kill(&process);
        }
        let name = format!("SLURMD_NODENAME=n{node}");
        for process in processes().filter(|process| self.owns(process) && has_variable(process, &name)) {
            kill(&process);
        }
    }

    fn owns(&self, process: &Path) -> bool {
        has_variable(process, &format!("SLURM_CONF={}", self.conf().display()))
            && has_variable(process, "SLURM_JOB_ID=")
    }

    /// Process ids of shards of a directory that this cluster runs.
    pub fn shards(&self, directory: &Path) -> Vec<u32> {
        let directory = directory.as_os_str().as_encoded_bytes();
        processes()
            .filter(|process| self.owns(process))
            .filter(|process| {
                let line = fs::read(process.join("cmdline")).unwrap_or_default();
                let words: Vec<&[u8]> = line.split(|&byte| byte == 0).collect();
                words.get(1) == Some(&&b"shard"[..]) && words.get(2) == Some(&directory)
            })
            .filter_map(|process| process.file_name()?.to_str()?.parse().ok())
            .collect()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill_node(1);
        self.kill_node(2);
        for child in [self.controller.take(), self.munged.take()].into_iter().flatten() {
            let mut child = child;
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn processes() -> impl Iterator<Item = PathBuf> {
    let is_process = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
    };
    fs::read_dir("/proc").unwrap().filter_map(|entry| Some(entry.ok()?.path())).filter(is_process)
}

/// Step daemons write over their environment, but keep the log of their node open.
fn has_open(process: &Path, file: &Path) -> bool {
    let links = fs::read_dir(process.join("fd")).into_iter().flatten();
    links.filter_map(|link| fs::read_link(link.ok()?.path()).ok()).any(|target| target == file)
}

fn has_variable(process: &Path, start: &str) -> bool {
    let variables = fs::read(process.join("environ")).unwrap_or_default();
    variables.split(|&byte| byte == 0).any(|variable| {
        if start.ends_with('=') { variable.starts_with(start.as_bytes()) } else { variable == start.as_bytes() }
    })
}

fn kill(process: &Path) {
    let id = process.file_name().unwrap_or_default();
    let _ = Command::new("kill").arg("-KILL").arg(id).stderr(Stdio::null()).status();
}
