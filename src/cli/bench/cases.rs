//! The standard cases: what is run for each, and which figures follow.
//!
//! Targets are those of docs/performance.md. A case that was not asked for is not run, and no figure is made up for it.

use super::super::args::Terminal;
use super::super::failure::Failure;
use super::figure::{Figure, Target};
use super::findings::{Measured, baseline, growth, output, speed};
use super::probe::{self, Found, Job, Kind, POLICIES};
use crate::quantity::Period;
use clap::ValueEnum;
use std::path::PathBuf;
use std::time::Instant;

/// Bytes of a mebibyte.
const MIB: f64 = 1_048_576.0;

/// A standard case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum Case {
    /// The scenario as it is, one thread.
    Baseline,
    /// With generated wind in the past too.
    GeneratedWind,
    /// The year 2022 alone.
    OneYear,
    /// Ten times the population.
    #[value(name = "scale_10")]
    Scale10,
    /// A hundred times the population.
    #[value(name = "scale_100")]
    Scale100,
    /// Two threads against two processes, and all threads.
    Threads,
    /// Ten policies that share their past with the baseline.
    Forks,
    /// Observation, blocks and tables of a study.
    Output,
    /// Tables of 10,000 replicates; only if named, for it takes minutes and 3 GB of the temporary directory.
    Tables,
    /// From the start of the program to its first history.
    StartUp,
}

impl Case {
    /// Name on the command line and in figures.
    const fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::GeneratedWind => "generated_wind",
            Self::OneYear => "one_year",
            Self::Scale10 => "scale_10",
            Self::Scale100 => "scale_100",
            Self::Threads => "threads",
            Self::Forks => "forks",
            Self::Output => "output",
            Self::Tables => "tables",
            Self::StartUp => "start_up",
        }
    }
}

/// What is measured.
#[derive(Debug)]
pub(super) struct Plan {
    pub scenario: PathBuf,
    pub quick: bool,
    /// Days of the scenario.
    pub period: Period,
    /// Threads of the machine.
    pub threads: usize,
}

/// Runs the cases, all if none is named; gives their figures and the names of cases that failed.
pub(super) fn measure(plan: &Plan, asked: &[Case], terminal: &Terminal) -> (Vec<Figure>, Vec<&'static str>) {
    let (mut figures, mut failed) = (Vec::new(), Vec::new());
    let mut measured = Measured::default();
    for &case in Case::value_variants() {
        let standard = case != Case::Tables && !(plan.quick && case == Case::Scale100);
        let wanted = if asked.is_empty() { standard } else { asked.contains(&case) };
        if !wanted {
            continue;
        }
        let started = Instant::now();
        match plan.case(case, &mut measured) {
            Ok(more) => figures.extend(more),
            Err(failure) => {
                failure.tell();
                failed.push(case.name());
            }
        }
        terminal.say(&format!("{} took {:.1} s", case.name(), started.elapsed().as_secs_f64()));
    }
    figures.extend(growth(&measured));
    (figures, failed)
}

impl Plan {
    fn job(&self, kind: Kind, replicates: (u32, u32), rounds: u32, sets: &[&str]) -> Job {
        let replicates = if self.quick { replicates.1 } else { replicates.0 };
        let sets = sets.iter().map(|&set| set.to_owned()).collect();
        Job { kind, scenario: self.scenario.clone(), sets, replicates, rounds }
    }

    fn case(&self, case: Case, measured: &mut Measured) -> Result<Vec<Figure>, Failure> {
        let name = case.name();
        let histories =
            |replicates, rounds, sets: &[&str]| probe::run(&self.job(Kind::Histories, replicates, rounds, sets));
        match case {
            Case::Baseline => {
                let found = histories((20, 5), 3, &[])?;
                let figures = baseline(name, &found);
                measured.by_scale.push((1.0, found));
                let days = (self.period.len_days() * 5 / 9) as i32;
                let end = format!("period.end={}", self.period.first().plus(days));
                measured.shorter = Some(histories((20, 5), 1, &[&end])?);
                Ok(figures)
            }
            Case::GeneratedWind => Ok(speed(name, &histories((10, 3), 2, &["wind.past=\"generated\""])?)),
            Case::OneYear => {
                Ok(speed(name, &histories((20, 10), 2, &["period.start=2022-01-01", "period.end=2022-12-31"])?))
            }
            Case::Scale10 | Case::Scale100 => {
                let ten = case == Case::Scale10;
                let (scale, set) = if ten { (10.0, "population.scale=10") } else { (100.0, "population.scale=100") };
                let found = histories(if ten { (2, 1) } else { (1, 1) }, 1, &[set])?;
                let figures = speed(name, &found);
                measured.by_scale.push((scale, found));
                Ok(figures)
            }
            Case::Threads => self.threads(name),
            Case::Forks => {
                let found = probe::run(&self.job(Kind::Forks, (4, 2), 9, &[]))?;
                let unit = found.forked.busy_s / found.run.busy_s;
                let policies = format!("{POLICIES} policies from the day after the origin");
                Ok(vec![
                    Figure::new(name, policies, unit - 1.0, "histories").target(Target::AtMost(3.5)),
                    Figure::new(name, "with the baseline that they share", unit, "histories"),
                ])
            }
            Case::Output => Ok(output(name, &probe::run(&self.job(Kind::Output, (40, 8), 1, &[]))?)),
            Case::Tables => {
                let job = self.job(Kind::Tables, (10_000, 1000), 1, &[]);
                let found = probe::run(&job)?;
                let what = format!("tables of {} replicates", job.replicates);
                Ok(vec![
                    Figure::new(name, what, found.tables.wall_s, "s").target(Target::AtMost(60.0)),
                    Figure::new(name, "peak memory", found.peak_bytes / MIB, "MiB").target(Target::AtMost(1024.0)),
                ])
            }
            Case::StartUp => {
                let job = self.job(Kind::StartUp, (200, 200), 1, &[]);
                let mut fastest = f64::INFINITY;
                for _ in 0..5 {
                    let started = Instant::now();
                    probe::run(&job)?;
                    fastest = fastest.min(started.elapsed().as_secs_f64());
                }
                let figure = Figure::new(name, "start to the first history, 200 replicates", 1e3 * fastest, "ms");
                Ok(vec![figure.target(Target::AtMost(50.0))])
            }
        }
    }

    /// Two threads do a study once while two processes do it twice: the same work for each thread.
    fn threads(&self, name: &'static str) -> Result<Vec<Figure>, Failure> {
        let job = |threads| self.job(Kind::Blocks { threads }, (64, 16), 1, &[]);
        let (mut together, mut apart) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..if self.quick { 1 } else { 3 } {
            together = together.min(probe::run(&job(2))?.run.wall_s);
            let (one, other) = (probe::start(&job(1))?, probe::start(&job(1))?);
            let (one, other): (Found, Found) = (one.found()?, other.found()?);
            apart = apart.min(one.run.wall_s.max(other.run.wall_s));
        }
        let replicates = f64::from(job(2).replicates);
        let mut figures = vec![
            Figure::new(name, "two threads, blocks included", replicates / together, "histories a second"),
            Figure::new(name, "two processes, blocks included", 2.0 * replicates / apart, "histories a second"),
            Figure::new(name, "two threads over two processes", 100.0 * apart / (2.0 * together), "%")
                .target(Target::AtLeast(95.0)),
        ];
        if self.threads > 2 {
            let seconds = probe::run(&job(self.threads))?.run.wall_s;
            let all = format!("all {} threads, blocks included", self.threads);
            figures.push(Figure::new(name, all, replicates / seconds, "histories a second"));
        }
        Ok(figures)
    }
}
