//! Published results as paired small studies: the same replicates with and without one policy.
//!
//! Each probe runs at a standstill (constant demand of the last twelve months, generated wind, the measures of the
//! forecast origin), three years before its policy starts, so that nothing but the policy moves. What it does to the
//! runs is a table beside this file; what the table asks is printed as a rule. Controls know no policy: their effect is
//! zero.

mod table;

use super::histories;
use super::row::{Centre, Class, Row, Rule, Subject};
use super::runner::{PatternsError, Runner, as_drawn, day, with};
use crate::estimate::mean;
use crate::model::inputs::Inputs;
use crate::model::observation::{FIXED_METRICS, Metric, Observations};
use crate::model::parameters::Parameters;
use crate::model::setting::{Setting, Wind};
use crate::model::submodels::demand;
use std::ops::Range;

pub use table::PROBES;

/// Days of a study after its policy starts.
const DAYS: usize = 546;

/// What a probe does.
pub struct Probe {
    /// Number of the published result.
    pub id: &'static str,
    name: &'static str,
    target: &'static str,
    /// Emergent, or tuned where parameters were set with the result in view.
    class: Class,
    /// Measures, `(name, keys)`; `ORIGIN` in the keys stands for each origin in turn.
    measures: &'static [(&'static str, &'static str)],
    /// Changes the parameters with and without the policy alike.
    adjust: Option<fn(&mut Parameters)>,
    /// Mean relative change of a metric to which all outcomes are scaled, where a result is told for a change of that size.
    scaled_to: Option<(Metric, f64)>,
    outcomes: &'static [Outcome],
}

/// What is read off a pair of runs.
struct Outcome {
    id: &'static str,
    name: &'static str,
    target: &'static str,
    change: Change,
    span: Range<usize>,
    rule: Rule,
}

enum Change {
    /// Relative change of a sum or mean over the span.
    Of(Metric),
    /// Relative change of the sum of several metrics.
    OfSum(&'static [Metric]),
    /// Relative change of the ratio of two sums.
    OfRatio(Metric, Metric),
    /// Absolute change of the log of a sum.
    AbsoluteLog(Metric),
}

use Change::{AbsoluteLog, Of, OfRatio, OfSum};

/// Values of each outcome by replicate, in the order of [`PROBES`] and their outcomes.
pub type Values = Vec<Vec<Vec<f64>>>;

/// Runs every probe.
///
/// # Errors
/// [`PatternsError`] if a run fails.
pub fn run(runner: &Runner, setting: &Setting, replicates: u32) -> Result<Values, PatternsError> {
    let first = setting.period.first();
    let start = day((2021, 1, 1))?;
    let last = start.plus(DAYS as i32 - 1);
    let offset = start.since(first) as usize;
    let mut still = histories::at_rest(setting, first, last)?;
    still.wind_past = Wind::Generated;
    still.wind_future = Wind::Generated;
    let base_of = |adjust| runner.run(&still, replicates, adjust, |_, run| tail(run, offset));
    let drawn = base_of(as_drawn)?;
    let probe = |probe: &Probe| {
        let measures = probe.measures(&still, runner, replicates)?;
        let changed = with(&still, &measures, start, last)?;
        let own = probe.adjust.map(base_of).transpose()?;
        let base = own.as_ref().unwrap_or(&drawn);
        let adjust = probe.adjust.unwrap_or(as_drawn);
        let by_replicate = runner.run(&changed, replicates, adjust, |replicate, run| {
            let run = tail(run, offset);
            let values: Vec<f64> = probe.outcomes.iter().map(|outcome| outcome.value(&base[replicate], &run)).collect();
            let scale = probe.scaled_to.map(|(metric, _)| {
                let span = probe.outcomes[0].span.clone();
                Of(metric).value(&base[replicate], &run, &span)
            });
            (values, scale)
        })?;
        let factor = probe.scaled_to.map_or(1.0, |(_, asked)| {
            let found: Vec<f64> = by_replicate.iter().filter_map(|(_, scale)| *scale).collect();
            asked / mean(&found)
        });
        let of = |outcome: usize| by_replicate.iter().map(|(values, _)| factor * values[outcome]).collect();
        Ok((0..probe.outcomes.len()).map(of).collect())
    };
    PROBES.iter().map(probe).collect()
}

/// The fixed metrics from a day on.
fn tail(run: &Observations, offset: usize) -> Vec<Vec<f64>> {
    (0..FIXED_METRICS).map(|column| run.column(column)[offset..].to_vec()).collect()
}

impl Probe {
    /// The measures with `ORIGIN` written out, and `PLACES` a tenth of those of the origin who take a lawful route at
    /// reference; over draws the widening is 10 % in the mean.
    fn measures(
        &self,
        still: &Setting,
        runner: &Runner,
        replicates: u32,
    ) -> Result<Vec<(&'static str, String)>, PatternsError> {
        let widening = |replicate| {
            let p = runner.design.parameters(0, replicate);
            p.boat_share_reference / (p.lawful_share * demand::loss_ratio(still.structure.waiting, &p))
        };
        let lawful = f64::from(replicates) / (0..replicates).map(widening).sum::<f64>();
        let demand = Inputs::new(still)?.arrivals_by_month;
        let mut list = Vec::new();
        for &(measure, keys) in self.measures {
            if !keys.contains("ORIGIN") {
                list.push((measure, keys.to_owned()));
                continue;
            }
            for (origin, months) in still.origins.iter().zip(&demand) {
                let places = format!("{:.4}", 0.1 * lawful * months[0]);
                list.push((measure, keys.replace("ORIGIN", &origin.id).replace("PLACES", &places)));
            }
        }
        Ok(list)
    }
}

impl Outcome {
    fn value(&self, base: &[Vec<f64>], changed: &[Vec<f64>]) -> f64 {
        self.change.value(base, changed, &self.span)
    }
}

impl Change {
    fn value(&self, base: &[Vec<f64>], changed: &[Vec<f64>], span: &Range<usize>) -> f64 {
        let sum = |run: &[Vec<f64>], metric: Metric| run[metric as usize][span.clone()].iter().sum::<f64>();
        match *self {
            Of(metric) => sum(changed, metric) / sum(base, metric) - 1.0,
            OfSum(metrics) => {
                let all = |run| metrics.iter().map(|&metric| sum(run, metric)).sum::<f64>();
                all(changed) / all(base) - 1.0
            }
            OfRatio(above, below) => {
                sum(changed, above) / sum(changed, below) * sum(base, below) / sum(base, above) - 1.0
            }
            AbsoluteLog(metric) => libm::log(sum(changed, metric) / sum(base, metric)).abs(),
        }
    }
}

/// Rows of a probe; without values, those of a model that knows no policy.
pub fn rows(number: usize, values: Option<&Values>) -> Vec<Row> {
    let probe = &PROBES[number];
    let rows = probe.outcomes.iter().enumerate().map(|(place, outcome)| {
        let none = vec![0.0];
        let values = values.map_or(&none, |values| &values[number][place]);
        Subject::new(format!("{}-{}", probe.id, outcome.id), outcome.name, probe.class).judge(
            outcome.target,
            values,
            Centre::Mean,
            outcome.rule,
        )
    });
    let rows: Vec<Row> = rows.collect();
    // Part of a result: its rows alone, their names say which part.
    if probe.id.contains('-') {
        return rows.into_iter().map(|row| Row { name: format!("{}: {}", probe.name, row.name), ..row }).collect();
    }
    Subject::new(probe.id, probe.name, probe.class).group(probe.target, rows)
}
