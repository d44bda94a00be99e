//! `outcomes.csv` and `transitions.csv`: what became of the same people under the baseline and under each policy.
//!
//! The change in arrivals is exactly those who arrive only under the policy less those who arrive only under the baseline,
//! run by run. Each flow also holds people whose lot changed by chance after the two histories had parted; chance moves
//! as many one way as the other, so the `net_` rows are what the policy did on balance, and the others are upper bounds.

use super::comparison::draws;
use super::gather::Gathered;
use super::structures;
use super::table::{Cell, Field, Kind, Table};
use crate::estimate::{Contrast, EstimateError};
use crate::model::state::fates::Fate;
use crate::study::{Part, Study, Transitions};
use serde::Serialize;
use std::collections::BTreeMap;

/// Where those who no longer arrive end, in the words of the tables.
const ENDS: [(&str, &str, Fate); 8] = [
    ("deterred", "net_deterred", Fate::NeverSetOut),
    ("other_way", "net_other_way", Fate::OtherWay),
    ("lawful_route", "net_lawful_route", Fate::LawfulRoute),
    ("stopped", "net_stopped", Fate::GaveUp),
    ("diverted", "net_diverted", Fate::Diverted),
    ("dead", "net_dead", Fate::Dead),
    ("under_way", "net_under_way", Fate::UnderWay),
    ("before", "net_before", Fate::Arrived),
];

/// Quantities by name.
type Quantities = Vec<(&'static str, Option<f64>)>;

/// Every quantity of one run, in the order of the tables; what has no value is `None`.
fn quantities(counts: &Transitions) -> Quantities {
    let no_longer = Fate::ALL.map(|fate| if fate == Fate::Arrived { 0 } else { counts.of(Fate::Arrived, fate) });
    let newly = Fate::ALL.map(|fate| if fate == Fate::Arrived { 0 } else { counts.of(fate, Fate::Arrived) });
    of_part(&Part { no_longer, newly, both: counts.both.clone() })
}

/// Every quantity of a part of the period.
fn of_part(part: &Part) -> Quantities {
    let whole = |count: u32| Some(f64::from(count));
    let (newly, no_longer) = (part.newly.iter().sum::<u32>(), part.no_longer.iter().sum::<u32>());
    let mut all = vec![
        ("change_in_arrivals", Some(f64::from(newly) - f64::from(no_longer))),
        ("newly_arriving", whole(newly)),
        ("no_longer_arriving", whole(no_longer)),
    ];
    all.extend(ENDS.map(|(name, _, fate)| (name, whole(part.no_longer[fate as usize]))));
    all.extend(ENDS.map(|(_, net, fate)| {
        let at = fate as usize;
        (net, Some(f64::from(part.no_longer[at]) - f64::from(part.newly[at])))
    }));
    let both = &part.both;
    let net_days = both.delay_days as f64 - both.days_gained as f64;
    all.extend([
        ("arrived_in_both", whole(both.people)),
        ("delayed", whole(both.delayed)),
        ("earlier", whole(both.earlier)),
        ("displaced", whole(both.displaced)),
        ("absorbed", whole(both.absorbed)),
        ("mean_delay_days", (both.people > 0).then(|| net_days / f64::from(both.people))),
    ]);
    all
}

/// The quantities of one run in each period of the table: all days, and where there are any, those after the origin.
type Periods = [(&'static str, fn(&Transitions) -> Quantities); 2];

/// Periods of `transitions.csv`.
const PERIODS: Periods = [("total", quantities), ("after_origin", |counts| of_part(&counts.after_origin))];

/// Mean of a quantity over replicates.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Flow {
    /// Mean over replicates.
    pub mean: f64,
    /// Its Monte Carlo standard error.
    pub mc_standard_error: Option<f64>,
    /// Lower end of the 95 % interval of the mean.
    pub low95: Option<f64>,
    /// Upper end of that interval.
    pub high95: Option<f64>,
}

/// All quantities of a policy.
#[derive(Debug, Clone, Serialize)]
pub struct Flows {
    /// Policy scenario.
    pub scenario: String,
    /// By name, as in `transitions.csv`.
    pub quantities: BTreeMap<&'static str, Flow>,
}

impl Flows {
    /// Those of all policies whose people are the baseline's.
    ///
    /// # Errors
    /// [`EstimateError`] if there is nothing to estimate from.
    pub(super) fn all(study: &Study, gathered: &Gathered) -> Result<Vec<Self>, EstimateError> {
        let mut all = Vec::new();
        let written = study.scenarios().iter().enumerate().skip(1).filter(|(at, _)| !study.is_part(*at));
        for (scenario, named) in written {
            let Some(runs) = gathered.outcomes(scenario) else { continue };
            let found = flows(gathered, &runs, quantities)?;
            let quantities = found.into_iter().filter_map(|(name, flow)| Some((name, flow?))).collect();
            all.push(Self { scenario: named.name.clone(), quantities });
        }
        Ok(all)
    }

    /// Mean of a quantity; 0 if no run has a value.
    pub fn mean(&self, quantity: &str) -> f64 {
        self.quantities.get(quantity).map_or(0.0, |flow| flow.mean)
    }
}

/// Estimates of every quantity; `None` where no run has a value. Runs that share a draw are one cluster.
fn flows(
    gathered: &Gathered,
    runs: &[&Transitions],
    quantities: fn(&Transitions) -> Quantities,
) -> Result<Vec<(&'static str, Option<Flow>)>, EstimateError> {
    let rows: Vec<_> = runs.iter().map(|counts| quantities(counts)).collect();
    let draws = draws(gathered);
    let names = rows.first().map(|row| row.iter().map(|(name, _)| *name).collect::<Vec<_>>()).unwrap_or_default();
    let estimate = |(at, name): (usize, &'static str)| {
        let with_value = rows.iter().zip(&draws).filter_map(|(row, draw)| Some((row[at].1?, *draw)));
        let (values, draws): (Vec<f64>, Vec<u32>) = with_value.unzip();
        if values.is_empty() {
            return Ok((name, None));
        }
        let of = Contrast::clustered_by_draw(&vec![0.0; values.len()], &values, &draws)?;
        let flow = Flow {
            mean: of.mean_difference,
            mc_standard_error: of.mc_standard_error,
            low95: of.low95,
            high95: of.high95,
        };
        Ok((name, Some(flow)))
    };
    names.into_iter().enumerate().map(estimate).collect()
}

/// `outcomes.csv`: people by what became of them, run by run.
pub(super) fn people_table(study: &Study, by_structure: &[Gathered]) -> Table {
    let state = |under: &str| {
        let names: Vec<&str> = Fate::ALL.iter().map(|fate| fate.name()).collect();
        format!("What became of them by the last day under {under}: {}.", names.join(", "))
    };
    let fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the policy scenario."),
        Field::new("baseline", Kind::Text, "", "Name of the scenario it is compared with."),
        Field::new("replicate", Kind::Integer, "", "Replicate.").at_least(0.0),
        Field::new("baseline_state", Kind::Text, "", state("the baseline")),
        Field::new("policy_state", Kind::Text, "", state("the policy")),
        Field::new("people_count", Kind::Integer, "people", "People of the run with both states.").at_least(0.0),
    ];
    let description = "People by what became of them under the baseline and under the policy, run by run; all pairs of \
                       states, and no row for a policy whose people are not the baseline's.";
    // With many structures this is the longest table by far: made in the order of its key, it need not keep keys.
    let mut table = structures::extend(Table::new("outcomes.csv", description, 5, fields), study).made_in_order();
    let mut fates = Fate::ALL;
    fates.sort_by_key(|fate| fate.name());
    let pairs: Vec<(Fate, Fate)> = fates.iter().flat_map(|&before| fates.map(|after| (before, after))).collect();
    let mut by_name: Vec<usize> = (0..by_structure.len()).collect();
    by_name.sort_by_key(|&structure| study.structure_name(structure));
    let mut policies: Vec<_> = study.scenarios().iter().enumerate().skip(1).collect();
    policies.sort_by_key(|(_, policy)| &policy.name);
    for (scenario, named) in policies {
        let runs: Vec<_> = by_name.iter().map(|&at| (at, by_structure[at].outcomes(scenario))).collect();
        for (place, unit) in by_structure[0].units().iter().enumerate() {
            for &(before, after) in &pairs {
                for (structure, runs) in &runs {
                    let Some(runs) = runs else { continue };
                    let mut row: Vec<Cell> = vec![
                        named.name.as_str().into(),
                        study.baseline().name.as_str().into(),
                        unit.replicate.into(),
                        before.name().into(),
                        after.name().into(),
                        runs[place].of(before, after).into(),
                    ];
                    row.extend(structures::cell(study, *structure));
                    table.push(row);
                }
            }
        }
    }
    table
}

/// `transitions.csv`: means of the flows between baseline and policy.
///
/// # Errors
/// [`EstimateError`] if there is nothing to estimate from.
pub(super) fn summary_table(study: &Study, by_structure: &[Gathered]) -> Result<Table, EstimateError> {
    let unit = "people; days for mean_delay_days";
    let quantity = "change_in_arrivals = newly_arriving - no_longer_arriving; those who no longer arrive split into deterred \
                    (never_set_out), other_way, lawful_route, stopped (gave_up), diverted, dead, under_way, \
                    before (after_origin alone: they arrive before it instead); net_ of each: less those who arrive \
                    instead of that end; of arrived_in_both: delayed or earlier by a day or more, \
                    displaced (other sector or method), absorbed (other gang), mean_delay_days (earlier ones negative).";
    let fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the policy scenario."),
        Field::new("baseline", Kind::Text, "", "Name of the scenario it is compared with."),
        Field::new(
            "period",
            Kind::Text,
            "",
            "total: all days; after_origin: days after the forecast origin, of those who arrive on them under one of the two.",
        ),
        Field::new("quantity", Kind::Text, "", quantity),
        Field::new("mean", Kind::Number, unit, "Mean over replicates; empty where no run has a value.").optional(),
        Field::new("mc_standard_error", Kind::Number, unit, "Monte Carlo standard error of the mean.")
            .optional()
            .at_least(0.0),
        Field::new("low95", Kind::Number, unit, "Lower end of the 95 % interval of the mean.").optional(),
        Field::new("high95", Kind::Number, unit, "Upper end of that interval.").optional(),
    ];
    let description = "Flows of people between what happens under the baseline and under the policy, over the whole \
                       period and after the forecast origin. Flows hold changes by chance in both directions; net_ rows are what is left of them.";
    let mut table = structures::extend(Table::new("transitions.csv", description, 4, fields), study);
    let periods = &PERIODS[..if study.origin_day() < study.period().last() { 2 } else { 1 }];
    for (structure, gathered) in by_structure.iter().enumerate() {
        for (scenario, named) in study.scenarios().iter().enumerate().skip(1) {
            let Some(runs) = gathered.outcomes(scenario) else { continue };
            let found = periods.iter().map(|(period, of)| flows(gathered, &runs, *of).map(|found| (*period, found)));
            let found = found.collect::<Result<Vec<_>, _>>()?.into_iter();
            for (period, (name, flow)) in found.flat_map(|(period, flows)| flows.into_iter().map(move |f| (period, f)))
            {
                let mut row: Vec<Cell> = vec![
                    named.name.as_str().into(),
                    study.baseline().name.as_str().into(),
                    period.into(),
                    name.into(),
                    flow.map(|flow| flow.mean).into(),
                    flow.and_then(|flow| flow.mc_standard_error).into(),
                    flow.and_then(|flow| flow.low95).into(),
                    flow.and_then(|flow| flow.high95).into(),
                ];
                row.extend(structures::cell(study, structure));
                table.push(row);
            }
        }
    }
    Ok(table)
}
