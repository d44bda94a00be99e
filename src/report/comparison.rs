//! `comparison.csv`: every policy against the baseline and against every other policy, replicate by replicate.
//!
//! Three things stand apart. The interval of the mean is Monte Carlo error and shrinks with replicates. The distribution of
//! the expected effect, over draws and structures, does not, and the probability that a policy works is read from it alone.
//! The spread is what single replicates show, chance and all: the share of runs below zero says little about a policy.

use super::effects::{Effect, Labels, Uncertain, Which};
use super::gather::Gathered;
use super::series::band_fields;
use super::structures;
use super::table::{Cell, Field, Kind, Table};
use crate::estimate::{Contrast, EstimateError};
use crate::study::Study;

/// Name of the rows that pool all structures.
pub(super) const ALL_STRUCTURES: &str = "all";

fn fields() -> Vec<Field> {
    let unit = "unit of the metric";
    let mut fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the policy scenario."),
        Field::new(
            "baseline",
            Kind::Text,
            "",
            "Name of the scenario it is compared with: the study's baseline, or another policy.",
        ),
        Field::new("metric", Kind::Text, "", "Daily column, summed up or averaged over the period."),
        Field::new(
            "period",
            Kind::Text,
            "",
            "Calendar year, `total`, or `from_origin`: the days after the forecast origin.",
        ),
        Field::new("n_replicates", Kind::Integer, "replicates", "Paired replicates.").at_least(1.0),
        Field::new(
            "mean_difference",
            Kind::Number,
            unit,
            "Mean of policy minus baseline: the estimated expected effect.",
        ),
        Field::new("mc_standard_error", Kind::Number, unit, "Monte Carlo standard error of the mean difference.")
            .optional()
            .at_least(0.0),
        Field::new("mean_low95", Kind::Number, unit, "Lower end of the 95 % interval of the expected effect.")
            .optional(),
        Field::new("mean_high95", Kind::Number, unit, "Upper end of that interval.").optional(),
        Field::new(
            "relative_difference_share",
            Kind::Number,
            "share",
            "Mean difference as a share of the baseline's mean.",
        )
        .optional(),
        Field::new("relative_low95_share", Kind::Number, "share", "Lower end of its 95 % interval.").optional(),
        Field::new("relative_high95_share", Kind::Number, "share", "Upper end of its 95 % interval.").optional(),
        Field::new("spread_median", Kind::Number, unit, "Median of the differences of single replicates."),
    ];
    fields.extend(band_fields("spread_", "the differences of single replicates: chance and parameters together"));
    fields.extend([
        Field::new(
            "share_of_runs_below_zero_share",
            Kind::Number,
            "share",
            "Share of replicates with a difference below zero; not the probability that the policy works.",
        )
        .at_least(0.0)
        .at_most(1.0),
        Field::new(
            "variance_reduction_factor",
            Kind::Number,
            "factor",
            "How many times more independent replicates would give the same error.",
        )
        .optional()
        .at_least(0.0),
        Field::new(
            "first_day_of_difference",
            Kind::Date,
            "",
            "First day of the whole period on which the metric differs in any replicate; empty if it never does.",
        )
        .optional(),
        Field::new(
            "identical",
            Kind::Boolean,
            "",
            "Whether the metric's value over the period is the same in every replicate.",
        ),
    ]);
    fields.extend(expected_fields());
    fields
}

fn expected_fields() -> Vec<Field> {
    let unit = "unit of the metric";
    let share = |name: &str, what: &str| Field::new(name, Kind::Number, "share", what).optional();
    let part = |name: &str, what: &str| share(name, what).at_least(0.0).at_most(1.0);
    let expected = "the expected effect over draws (and structures), noise of single runs taken out";
    let mut fields = vec![
        Field::new("n_draws", Kind::Integer, "draws", "Parameter draws: what is independent in the study.")
            .at_least(1.0),
        Field::new(
            "expected_sd",
            Kind::Number,
            unit,
            format!(
                "Standard deviation of {expected}; empty, like all of the \
            distribution, where `note` says that the design cannot tell draws from chance."
            ),
        )
        .optional()
        .at_least(0.0),
        Field::new("expected_median", Kind::Number, unit, format!("Median of {expected}.")).optional(),
    ];
    fields.extend(band_fields("expected_", expected).into_iter().map(Field::optional));
    fields.extend([
        Field::new(
            "expected_below_zero_prob",
            Kind::Number,
            "probability",
            "Probability that the expected effect is below zero, over draws (and structures) and the Monte Carlo error of \
             the mean.",
        )
        .optional()
        .at_least(0.0)
        .at_most(1.0),
        Field::new(
            "expected_below_zero_mc_error_prob",
            Kind::Number,
            "probability",
            "Standard error of that probability, clustered by draw (jackknife).",
        )
        .optional()
        .at_least(0.0),
        part("chance_variance_share", "Share of the variance of a single run's effect: chance under one weather path."),
        part("weather_variance_share", "Share of weather paths."),
        part("chance_and_weather_variance_share", "Share of chance and weather together."),
        part("parameter_variance_share", "Share of parameter draws."),
        share("parameter_variance_mc_error_share", "Jackknife standard error of the share of parameter draws.")
            .at_least(0.0),
        part("structure_variance_share", "Share of structures; only in rows that pool all structures."),
        share(
            "grade_c_share",
            "Share of the variance between draws that goes with grade C (assumed) parameters, each alone, corrected for \
             chance, so that its error can carry it below 0 or above 1; parameters of a posterior go together, and what they \
             share counts for each of them; empty for single years.",
        ),
        share("grade_c_mc_error_share", "Jackknife standard error of that share.").at_least(0.0),
        Field::new(
            "pairing",
            Kind::Text,
            "",
            "identical, holds, weak (variance-reduction factor below 2) or decayed (below 1.25: pairing no longer helps).",
        )
        .optional(),
        Field::new("note", Kind::Text, "", "What the row cannot tell, and why.").optional(),
        Field::new(
            "expected_sd_mc_error",
            Kind::Number,
            unit,
            "Standard error of expected_sd, clustered by draw (jackknife).",
        )
        .optional()
        .at_least(0.0),
    ]);
    fields
}

/// The draw of every replicate.
pub(super) fn draws(gathered: &Gathered) -> Vec<u32> {
    gathered.units().iter().map(|unit| unit.draw).collect()
}

/// The contrast of one metric and period; replicates that share a parameter draw are one cluster.
///
/// # Errors
/// [`EstimateError`] if there is nothing to compare.
pub(super) fn contrast(
    gathered: &Gathered,
    scenario: usize,
    column: usize,
    span: usize,
) -> Result<Contrast, EstimateError> {
    let draws = draws(gathered);
    let of = |scenario| gathered.values(scenario, column, span);
    Contrast::clustered_by_draw(of(0), of(scenario), &draws)
}

/// The table of comparisons; empty for a study of one scenario. A study of several structures has one more column.
///
/// # Errors
/// [`EstimateError`] if there is nothing to compare.
pub(super) fn table(study: &Study, by_structure: &[Gathered]) -> Result<Table, EstimateError> {
    let description = "Paired differences between each policy and the baseline, and between policies.";
    let table = Table::new("comparison.csv", description, 4, fields());
    let mut table = structures::extend(table, study);
    let labels = Labels::of(&by_structure[0]);
    for (baseline, policy) in pairs(study) {
        let uncertain = Uncertain::of(study, baseline, policy);
        for (structure, gathered) in by_structure.iter().enumerate() {
            let name = study.structure_name(structure);
            push(&mut table, study, &labels, &[gathered], (baseline, policy), Some((&uncertain, &name)))?;
        }
        if by_structure.len() > 1 {
            let all: Vec<&Gathered> = by_structure.iter().collect();
            push(&mut table, study, &labels, &all, (baseline, policy), None)?;
        }
    }
    Ok(table)
}

/// Places of what is compared: each policy with the baseline, then each two policies that were asked for.
pub(super) fn pairs(study: &Study) -> Vec<(usize, usize)> {
    let policies = 1..study.scenarios().len();
    let mut pairs: Vec<(usize, usize)> = policies.clone().map(|policy| (0, policy)).collect();
    let asked: Vec<usize> = policies.filter(|&policy| !study.is_part(policy)).collect();
    for (at, &one) in asked.iter().enumerate() {
        pairs.extend(asked[at + 1..].iter().map(|&other| (one, other)));
    }
    pairs
}

fn push(
    table: &mut Table,
    study: &Study,
    labels: &Labels,
    structures: &[&Gathered],
    (baseline, policy): (usize, usize),
    own: Option<(&Uncertain, &str)>,
) -> Result<(), EstimateError> {
    let gathered = structures[0];
    for (column, metric) in gathered.columns.iter().enumerate() {
        for (at, span) in gathered.spans.iter().enumerate() {
            // Policies are compared with one another over the whole and the judged period only.
            if baseline > 0 && span.year.is_some() {
                continue;
            }
            let uncertain = own.map(|(uncertain, _)| uncertain).filter(|_| span.year.is_none());
            let which = Which { baseline, policy, column, span: at };
            let effect = Effect::of(labels, structures, which, uncertain)?;
            let mut row: Vec<Cell> = vec![
                study.scenarios()[policy].name.as_str().into(),
                study.scenarios()[baseline].name.as_str().into(),
                metric.name.as_str().into(),
                span.label.as_str().into(),
            ];
            row.extend(cells(&effect.contrast));
            let first = structures.iter().filter_map(|one| one.first_difference(baseline, policy, column)).min();
            row.push(first.into());
            row.push(effect.contrast.identical.into());
            row.extend(expected_cells(&effect));
            if study.structure_count() > 1 {
                row.push(own.map_or(ALL_STRUCTURES, |(_, name)| name).into());
            }
            table.push(row);
        }
    }
    Ok(())
}

fn expected_cells(effect: &Effect) -> Vec<Cell> {
    let expected = effect.expected.as_ref();
    let band = |of: fn(&crate::estimate::Band) -> f64| {
        Cell::from(expected.and_then(|expected| expected.band.as_ref()).map(of))
    };
    let split = effect.split;
    vec![
        effect.draws.into(),
        expected.map(|expected| expected.sd).into(),
        band(|band| band.median),
        band(|band| band.low50),
        band(|band| band.high50),
        band(|band| band.low80),
        band(|band| band.high80),
        band(|band| band.low95),
        band(|band| band.high95),
        expected.map(|expected| expected.below_zero).into(),
        expected.and_then(|expected| expected.below_zero_error).into(),
        split.chance.into(),
        split.weather.into(),
        split.chance_and_weather.into(),
        split.parameters.into(),
        split.parameters_error.into(),
        split.structure.into(),
        effect.grade_c.map(|share| share.value).into(),
        effect.grade_c.and_then(|share| share.error).into(),
        effect.pairing.map(super::effects::Pairing::name).into(),
        effect.note.as_str().into(),
        expected.and_then(|expected| expected.sd_error).into(),
    ]
}

fn cells(contrast: &Contrast) -> Vec<Cell> {
    let (spread, relative) = (&contrast.spread, contrast.relative);
    vec![
        contrast.n.into(),
        contrast.mean_difference.into(),
        contrast.mc_standard_error.into(),
        contrast.low95.into(),
        contrast.high95.into(),
        relative.map(|share| share.difference).into(),
        relative.and_then(|share| share.low95).into(),
        relative.and_then(|share| share.high95).into(),
        spread.median.into(),
        spread.low50.into(),
        spread.high50.into(),
        spread.low80.into(),
        spread.high80.into(),
        spread.low95.into(),
        spread.high95.into(),
        contrast.share_below_zero.into(),
        contrast.variance_reduction_factor.into(),
    ]
}
