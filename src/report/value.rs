//! `value.csv`: what a policy costs beside what it averts, over all simulated days.
//!
//! Costs are those of the policy less those of the baseline, so what both pay for drops out, and shared funds are counted
//! once. Costs and people averted are discounted to the base year alike, so cost per arrival averted is also the benefit at
//! which the policy pays for itself. Where the interval of the effect holds zero there is no ratio, only its two sides.
//! The program knows no benefit: a user names it, or reads the benefit that would have to be.

mod columns;

use super::costs::{ceiling, cost_of_year, discount, own_entries, without_cost, years};
use super::effects::Labels;
use super::gather::Gathered;
use super::table::{Cell, Table};
use crate::estimate::{Contrast, DrawSums, EstimateError, Expected, Ratio, mean};
use crate::model::observation::Metric;
use crate::quantity::Gbp;
use crate::study::Study;
use serde::Serialize;

/// What is averted, and the metrics whose changes make it.
const OUTCOMES: [(&str, &[Metric]); 3] = [
    ("arrivals", &[Metric::Arrivals]),
    ("arrivals_net_of_diverted", &[Metric::Arrivals, Metric::OtherWay, Metric::Diverted]),
    ("deaths", &[Metric::Deaths]),
];

/// A mean with the 95 % interval of its Monte Carlo error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Mean over replicates.
    pub mean: f64,
    /// Its Monte Carlo standard error.
    pub mc_standard_error: Option<f64>,
    /// Lower end of the interval.
    pub low95: Option<f64>,
    /// Upper end.
    pub high95: Option<f64>,
}

impl Estimate {
    fn of(values: &[f64], draws: &[u32]) -> Result<Self, EstimateError> {
        let contrast = Contrast::clustered_by_draw(&vec![0.0; values.len()], values, draws)?;
        Ok(Self {
            mean: contrast.mean_difference,
            mc_standard_error: contrast.mc_standard_error,
            low95: contrast.low95,
            high95: contrast.high95,
        })
    }

    fn ends(self) -> [Cell; 3] {
        [self.mean.into(), self.low95.into(), self.high95.into()]
    }
}

/// Whether there is a ratio of cost to effect, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// There is one.
    Shown,
    /// The policy costs nothing that anybody stated.
    NoCostStated,
    /// Policy and baseline are the same.
    NoEffect,
    /// The 95 % interval of the effect holds zero.
    HoldsZero,
    /// The policy raises what it should avert.
    Raises,
    /// The policy costs less than the baseline.
    Saves,
}

impl Verdict {
    const fn name(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::NoCostStated => "no_cost_stated",
            Self::NoEffect => "no_effect",
            Self::HoldsZero => "holds_zero",
            Self::Raises => "raises",
            Self::Saves => "saves",
        }
    }

    /// The reason in words; empty if there is a ratio.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Shown => "",
            Self::NoCostStated => "no cost is stated for what the policy adds",
            Self::NoEffect => "the policy changes nothing",
            Self::HoldsZero => {
                "the interval of the effect holds zero, so that cost divided by effect would mean nothing"
            }
            Self::Raises => "the policy raises what it should avert",
            Self::Saves => "the policy costs less than the baseline",
        }
    }
}

/// Money and effect of one policy and outcome.
#[derive(Debug, Clone, Serialize)]
pub struct Value {
    /// Policy scenario.
    pub scenario: String,
    /// What is averted.
    pub outcome: &'static str,
    /// Extra cost over the period, undiscounted.
    pub cost: f64,
    /// The same, discounted.
    pub discounted_cost: f64,
    /// Measures whose cost nobody has stated: the cost is a lower bound if there are any.
    pub without_cost: usize,
    /// Averted, undiscounted.
    pub averted: Estimate,
    /// Averted, discounted.
    pub discounted_averted: f64,
    /// Whether there is a ratio.
    pub verdict: Verdict,
    /// Discounted pounds per discounted averted.
    pub ratio: Option<Ratio>,
    /// Pounds per averted at the ends of the expected effect's 95 % band: dear end, cheap end.
    pub expected_ratio: Option<(f64, f64)>,
    /// Benefit per averted that would pay if the effect were one per cent of the baseline.
    pub benefit_at_one_percent: Option<f64>,
    /// Break-even at the benefit that the user gave.
    pub break_even: Option<BreakEven>,
    /// Origins that the policy is aimed at and their share of the baseline's arrivals.
    pub ceiling: Option<(String, Option<f64>)>,
}

/// How large the effect has to be to pay for itself.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BreakEven {
    /// Benefit per averted, as given.
    pub benefit: f64,
    /// Discounted people that have to be averted.
    pub averted: f64,
    /// The same as a share of the baseline's.
    pub share: Option<f64>,
    /// Probability that the expected effect is larger.
    pub reached: Option<f64>,
}

impl Value {
    /// Money and effect of all policies and outcomes.
    ///
    /// # Errors
    /// [`EstimateError`] if there is nothing to compare.
    pub(super) fn all(study: &Study, gathered: &Gathered) -> Result<Vec<Self>, EstimateError> {
        let labels = Labels::of(gathered);
        let mut all = Vec::new();
        for policy in 1..study.scenarios().len() {
            for (outcome, metrics) in OUTCOMES {
                all.push(Self::of(study, gathered, &labels, policy, outcome, metrics)?);
            }
        }
        Ok(all)
    }

    fn of(
        study: &Study,
        gathered: &Gathered,
        labels: &Labels,
        policy: usize,
        outcome: &'static str,
        metrics: &[Metric],
    ) -> Result<Self, EstimateError> {
        let (named, accounting) = (&study.scenarios()[policy], study.baseline().costs);
        let extra = |year| cost_of_year(named, year) - cost_of_year(study.baseline(), year);
        let cost: f64 = years(study).map(extra).sum();
        let discounted_cost: f64 = years(study).map(|year| extra(year) * discount(accounting, year)).sum();
        // A tenth of the people would be averted at the cost of all.
        let scale = named.setting.population_scale;
        let averted = fewer(gathered, policy, metrics, |_| 1.0);
        let weighted = fewer(gathered, policy, metrics, |year| discount(accounting, year));
        let of_baseline = mean(&sum(gathered, 0, &metrics[..1], |year| discount(accounting, year)));
        let priced: Vec<f64> = weighted.iter().map(|averted| averted / scale).collect();
        let estimate = Estimate::of(&weighted, &labels.draws)?;
        let without_cost = without_cost(study, named);
        let verdict = verdict(discounted_cost, estimate, own_entries(study, named).len() == without_cost);
        let shown = verdict == Verdict::Shown;
        let costs = vec![discounted_cost; priced.len()];
        let draws = [DrawSums::of(&priced, &labels.draws, &labels.paths)];
        let expected = Expected::of(&draws);
        let band = expected.as_ref().and_then(|expected| expected.band).filter(|band| shown && band.low95 > 0.0);
        let per_percent = 0.01 * of_baseline / scale;
        let benefit = accounting.benefit_gbp_per_arrival_averted.map(Gbp::get).filter(|benefit| *benefit > 0.0);
        let break_even = |benefit: f64| {
            let averted = discounted_cost / benefit;
            // Averted less what is needed, draw by draw.
            let short: Vec<f64> = priced.iter().map(|value| averted - value).collect();
            let reached = Expected::of(&[DrawSums::of(&short, &labels.draws, &labels.paths)]);
            let share = (of_baseline > 0.0).then(|| averted * scale / of_baseline);
            BreakEven { benefit, averted, share, reached: reached.map(|expected| expected.below_zero) }
        };
        Ok(Self {
            scenario: named.name.clone(),
            outcome,
            cost,
            discounted_cost,
            without_cost,
            averted: Estimate::of(&averted, &labels.draws)?,
            discounted_averted: estimate.mean,
            verdict,
            ratio: if shown { Ratio::of(&costs, &priced, &labels.draws) } else { None },
            expected_ratio: band.map(|band| (discounted_cost / band.low95, discounted_cost / band.high95)),
            benefit_at_one_percent: (discounted_cost > 0.0 && per_percent > 0.0).then(|| discounted_cost / per_percent),
            break_even: benefit.filter(|_| outcome != "deaths" && discounted_cost > 0.0).map(break_even),
            ceiling: ceiling(study, gathered, &own_entries(study, named), gathered.judged_span()),
        })
    }
}

fn verdict(cost: f64, averted: Estimate, nothing_stated: bool) -> Verdict {
    let (low, high) = (averted.low95.unwrap_or(f64::NEG_INFINITY), averted.high95.unwrap_or(f64::INFINITY));
    match (cost, low, high) {
        _ if averted.mean == 0.0 && low == 0.0 && high == 0.0 => Verdict::NoEffect,
        (cost, ..) if cost == 0.0 && nothing_stated => Verdict::NoCostStated,
        (cost, ..) if cost <= 0.0 => Verdict::Saves,
        (_, low, high) if low <= 0.0 && high >= 0.0 => Verdict::HoldsZero,
        (_, _, high) if high < 0.0 => Verdict::Raises,
        _ => Verdict::Shown,
    }
}

/// Total of some metrics over the years, weighted by year, one value a replicate.
fn sum(gathered: &Gathered, scenario: usize, metrics: &[Metric], weight: impl Fn(i32) -> f64) -> Vec<f64> {
    let mut total = vec![0.0; gathered.replicates()];
    for (at, span) in gathered.spans.iter().enumerate() {
        let Some(year) = span.year else { continue };
        for &metric in metrics {
            let values = gathered.values(scenario, metric as usize, at);
            total.iter_mut().zip(values).for_each(|(total, value)| *total += weight(year) * value);
        }
    }
    total
}

/// Discounted arrivals of a scenario over all days at real size, one value a replicate.
pub fn discounted_arrivals(study: &Study, gathered: &Gathered, scenario: usize) -> Vec<f64> {
    let (accounting, scale) = (study.baseline().costs, study.scenarios()[scenario].setting.population_scale);
    let weighted = sum(gathered, scenario, &[Metric::Arrivals], |year| discount(accounting, year));
    weighted.into_iter().map(|arrivals| arrivals / scale).collect()
}

/// Discounted cost of a scenario less that of the baseline, as far as it is stated.
pub fn discounted_extra_cost(study: &Study, scenario: usize) -> f64 {
    let (named, accounting) = (&study.scenarios()[scenario], study.baseline().costs);
    let extra = |year| cost_of_year(named, year) - cost_of_year(study.baseline(), year);
    years(study).map(|year| extra(year) * discount(accounting, year)).sum()
}

/// How many fewer under the policy, one value a replicate.
fn fewer(gathered: &Gathered, policy: usize, metrics: &[Metric], weight: impl Fn(i32) -> f64) -> Vec<f64> {
    let (a, b) = (sum(gathered, 0, metrics, &weight), sum(gathered, policy, metrics, &weight));
    a.iter().zip(&b).map(|(a, b)| a - b).collect()
}

/// What stands beside arrivals averted: deaths averted, crossings delayed on balance, people turned elsewhere on balance.
fn beside(gathered: &Gathered, draws: &[u32], policy: usize) -> Result<Vec<Cell>, EstimateError> {
    let mut cells = Vec::new();
    cells.extend(Estimate::of(&fewer(gathered, policy, &[Metric::Deaths], |_| 1.0), draws)?.ends());
    let delayed = |runs: Vec<&crate::study::Transitions>| -> Vec<f64> {
        runs.into_iter().map(|counts| f64::from(counts.both.delayed) - f64::from(counts.both.earlier)).collect()
    };
    match gathered.outcomes(policy).map(delayed) {
        Some(delayed) => cells.extend(Estimate::of(&delayed, draws)?.ends()),
        None => cells.extend([Cell::Missing, Cell::Missing, Cell::Missing]),
    }
    let turned: Vec<f64> = fewer(gathered, policy, &[Metric::OtherWay, Metric::Diverted], |_| 1.0);
    let more: Vec<f64> = turned.into_iter().map(|fewer| 0.0 - fewer).collect();
    cells.extend(Estimate::of(&more, draws)?.ends());
    debug_assert_eq!(gathered.replicates(), draws.len());
    Ok(cells)
}

/// The table.
///
/// # Errors
/// [`EstimateError`] if there is nothing to compare.
pub(super) fn table(study: &Study, gathered: &Gathered) -> Result<Table, EstimateError> {
    let description = "Costs of policies beside what they avert over all simulated days, policy less baseline.";
    let mut table = Table::new("value.csv", description, 3, columns::fields());
    let draws = Labels::of(gathered).draws;
    let accounting = study.baseline().costs;
    for value in Value::all(study, gathered)? {
        let policy = study.place_of(&value.scenario).expect("a value is of a scenario of the study");
        let break_even = value.break_even;
        let mut row: Vec<Cell> = vec![
            value.scenario.as_str().into(),
            study.baseline().name.as_str().into(),
            value.outcome.into(),
            Cell::Integer(i64::from(accounting.price_base_year)),
            accounting.discount_rate_share.get().into(),
            value.cost.into(),
            value.discounted_cost.into(),
            value.without_cost.into(),
            value.averted.mean.into(),
            value.averted.mc_standard_error.into(),
            value.averted.low95.into(),
            value.averted.high95.into(),
            value.discounted_averted.into(),
            value.ratio.map(|ratio| ratio.value).into(),
            value.ratio.map(|ratio| ratio.low95).into(),
            value.ratio.map(|ratio| ratio.high95).into(),
            value.expected_ratio.map(|(_, cheap)| cheap).into(),
            value.expected_ratio.map(|(dear, _)| dear).into(),
            value.verdict.name().into(),
            value.verdict.words().into(),
            value.benefit_at_one_percent.into(),
            break_even.map(|one| one.benefit).into(),
            break_even.map(|one| one.averted).into(),
            break_even.and_then(|one| one.share).into(),
            break_even.and_then(|one| one.reached).into(),
        ];
        row.extend(beside(gathered, &draws, policy)?);
        row.push(value.ceiling.as_ref().map(|(origin, _)| origin.as_str()).into());
        row.push(value.ceiling.as_ref().and_then(|(_, share)| *share).into());
        table.push(row);
    }
    Ok(table)
}
