//! Findings: the figures that follow from what the probes found, with the targets of docs/performance.md.
//!
//! It runs nothing.

use super::clock::Spent;
use super::figure::{Figure, Target};
use super::probe::Found;
use super::work::Work;

/// Histories of a study that is too large for one machine.
const MILLION: f64 = 1e6;

type Count = fn(&Work) -> f64;

/// Counts that should grow in proportion to the population.
const COUNTS: [(&str, Count); 6] = [
    ("intentions", |work| work.intentions),
    ("persons", |work| work.persons),
    ("boardings", |work| work.boardings),
    ("arrivals", |work| work.arrivals),
    ("boats", |work| work.boats),
    ("deaths", |work| work.deaths),
];

/// Populations that were measured, for the figures of growth.
#[derive(Default)]
pub(super) struct Measured {
    /// By scale, in rising order.
    pub by_scale: Vec<(f64, Found)>,
    /// The same histories over the first five ninths of the days.
    pub shorter: Option<Found>,
}

fn total(found: &Found) -> Work {
    let mut total = Work::default();
    found.histories.iter().for_each(|work| total.add(work));
    total
}

/// The figures of histories alone.
pub(super) fn speed(name: &'static str, found: &Found) -> Vec<Figure> {
    let work = total(found);
    let n = work.histories;
    let (ns, reference) = (1e9 * found.run.busy_s / work.events, found.reference_ns);
    let figure = |what: &str, value, unit| Figure::new(name, what, value, unit);
    vec![
        figure("intentions", work.intentions / n, "people a history"),
        figure("persons", work.persons / n, "people a history"),
        figure("boardings", work.boardings / n, "people a history"),
        figure("events", work.events / n, "a history"),
        figure("person-days", work.person_days / n, "a history"),
        figure("most people under way", work.most_under_way, "people"),
        figure("time of a history", 1e3 * found.run.busy_s / n, "ms"),
        figure("histories", n / found.run.busy_s, "a second"),
        figure("time by event", ns, "ns"),
        figure("time by person-day", 1e9 * found.run.busy_s / work.person_days, "ns"),
        figure("reference loop, by event", reference, "ns"),
        figure("time by event over the reference loop's", ns / reference, "times"),
        figure("peak memory", found.peak_bytes / 1e6, "MB"),
    ]
}

/// The figures of the standard history, with the targets that are set for it.
pub(super) fn baseline(name: &'static str, found: &Found) -> Vec<Figure> {
    let mut figures = speed(name, found);
    for (what, target) in [
        ("intentions", Target::AtLeast(700_000.0)),
        ("persons", Target::AtLeast(230_000.0)),
        ("boardings", Target::AtLeast(450_000.0)),
        ("time of a history", Target::AtMost(40.0)),
        ("time by event", Target::AtMost(20.0)),
    ] {
        if let Some(figure) = figures.iter_mut().find(|figure| figure.name == what) {
            *figure = figure.clone().target(target);
        }
    }
    let growth = 100.0 * (found.peak_bytes / found.first_round_bytes - 1.0);
    let what = "growth of peak memory from one round to three";
    figures.push(Figure::new(name, what, growth, "%").target(Target::AtMost(5.0)));
    figures
}

pub(super) fn output(name: &'static str, found: &Found) -> Vec<Figure> {
    let parts = [("observation", found.observation), ("blocks", found.blocks), ("tables", found.tables)];
    let whole = found.run.and(found.blocks).and(found.tables);
    let all = parts.iter().fold(Spent::default(), |sum, (_, part)| sum.and(*part));
    let mut figures: Vec<Figure> = parts
        .iter()
        .map(|(what, part)| Figure::new(name, *what, 100.0 * part.busy_s / whole.busy_s, "% of processor time"))
        .collect();
    let share = 100.0 * all.busy_s / whole.busy_s;
    figures
        .push(Figure::new(name, "observation and output", share, "% of processor time").target(Target::AtMost(15.0)));
    let share = 100.0 * all.wall_s / whole.wall_s;
    figures.push(Figure::new(name, "observation and output, with waiting", share, "% of wall time"));
    figures.push(Figure::new(name, "peak memory", found.peak_bytes / 1e6, "MB"));
    // Tables of a small study weigh more on each history than those of a large one: an upper bound.
    let (histories, bytes) = found.written;
    let hours = MILLION * whole.busy_s / histories / 3600.0;
    figures.push(Figure::new(name, "10^6 histories with blocks and tables", hours, "core-hours"));
    figures.push(Figure::new(name, "blocks of 10^6 histories", MILLION * bytes / histories / 1e9, "GB"));
    figures
}

/// How cost, memory and counts grow with the population.
pub(super) fn growth(measured: &Measured) -> Vec<Figure> {
    const NAME: &str = "growth";
    let mut figures = Vec::new();
    let Some((_, one)) = measured.by_scale.iter().find(|(scale, _)| *scale == 1.0) else { return figures };
    for (scale, found) in measured.by_scale.iter().filter(|(scale, _)| *scale > 1.0) {
        let count = found.histories.len().min(one.histories.len());
        let sum = |found: &Found, of: fn(&Work) -> f64| found.histories[..count].iter().map(of).sum::<f64>();
        for (what, of) in COUNTS {
            let departure = 100.0 * (sum(found, of) / (scale * sum(one, of)) - 1.0);
            figures.push(Figure::new(NAME, format!("{what} at scale {scale}, from proportion"), departure, "%"));
        }
        let people = total(found).most_under_way - total(one).most_under_way;
        let bytes = (found.peak_bytes - one.peak_bytes) / people;
        figures.push(
            Figure::new(NAME, format!("memory by person under way, scale 1 to {scale}"), bytes, "bytes")
                .target(Target::AtMost(64.0)),
        );
        let cost =
            |found: &Found| (total(found).events / total(found).histories, found.run.busy_s / total(found).histories);
        let ((events, seconds), (events_one, seconds_one)) = (cost(found), cost(one));
        let exponent = libm::log(seconds / seconds_one) / libm::log(events / events_one);
        figures.push(
            Figure::new(NAME, format!("exponent of cost against events, scale 1 to {scale}"), exponent, "")
                .target(Target::AtMost(1.1)),
        );
    }
    if let Some(shorter) = &measured.shorter {
        let by_person = |found: &Found| (found.peak_bytes - found.base_bytes) / total(found).most_under_way;
        for (what, found) in [("five ninths of the days", shorter), ("all days", one)] {
            let what = format!("memory of a history by person under way, {what}");
            figures.push(Figure::new(NAME, what, by_person(found), "bytes"));
        }
    }
    figures
}
