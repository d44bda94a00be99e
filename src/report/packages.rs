//! `packages.csv`: what each measure of a package does alone, what it adds to the others, and their interaction.
//!
//! All quantities are differences over the same replicates, so their errors are those of the quantity itself and not of its
//! pieces. Only a study that takes a scenario apart has this table. A measure whose interaction is hidden by Monte Carlo
//! error has no interaction to speak of, whichever sign the mean has.

use super::comparison::draws;
use super::gather::Gathered;
use super::table::{Field, Kind, Table};
use crate::estimate::{Contrast, EstimateError};
use crate::model::observation::Metric;
use crate::study::{Package, Study};
use serde::Serialize;

/// Metrics with rows: arrivals, and what stands beside them.
const METRICS: [Metric; 6] =
    [Metric::Arrivals, Metric::Boats, Metric::Deaths, Metric::GaveUp, Metric::Diverted, Metric::OtherWay];

/// One quantity of a package in the headline: arrivals over the period that policies are judged by.
#[derive(Debug, Clone, Serialize)]
pub struct PackageEffect {
    /// The package.
    pub scenario: String,
    /// Id of the measure, or `package`.
    pub part: String,
    /// As in `packages.csv`.
    pub quantity: &'static str,
    /// Its contrast; the relative difference is of the baseline's mean.
    pub contrast: Contrast,
}

impl PackageEffect {
    /// All quantities of all packages.
    ///
    /// # Errors
    /// [`EstimateError`] if there is nothing to compare.
    pub(super) fn all(study: &Study, gathered: &Gathered) -> Result<Vec<Self>, EstimateError> {
        let (draws, span) = (draws(gathered), gathered.judged_span());
        let baseline = gathered.values(0, Metric::Arrivals as usize, span);
        let mut all = Vec::new();
        for package in study.packages() {
            for (part, _, quantity, differences) in quantities(study, gathered, package, Metric::Arrivals, span) {
                let contrast = contrast(baseline, &differences, &draws)?;
                all.push(Self { scenario: package.scenario.clone(), part, quantity, contrast });
            }
        }
        Ok(all)
    }
}

/// The contrast of differences by replicate, with the level of the baseline.
fn contrast(baseline: &[f64], differences: &[f64], draws: &[u32]) -> Result<Contrast, EstimateError> {
    let policy: Vec<f64> = baseline.iter().zip(differences).map(|(a, d)| a + d).collect();
    let relative = Contrast::clustered_by_draw(baseline, &policy, draws)?.relative;
    // Differences of their own, not of the sums that rounding has touched.
    Ok(Contrast { relative, ..Contrast::clustered_by_draw(&vec![0.0; differences.len()], differences, draws)? })
}

/// The table; `None` for a study that takes nothing apart.
///
/// # Errors
/// [`EstimateError`] if there is nothing to compare.
pub(super) fn table(study: &Study, gathered: &Gathered) -> Result<Option<Table>, EstimateError> {
    if study.packages().is_empty() {
        return Ok(None);
    }
    let mut table = Table::new(
        "packages.csv",
        "Measures of a package alone, among the others, and their interaction.",
        6,
        fields(),
    );
    let draws = draws(gathered);
    for package in study.packages() {
        for metric in METRICS {
            for (span, period) in gathered.spans.iter().enumerate() {
                for (part, measure, quantity, differences) in quantities(study, gathered, package, metric, span) {
                    let baseline = gathered.values(0, metric as usize, span);
                    let contrast = contrast(baseline, &differences, &draws)?;
                    let relative = contrast.relative;
                    table.push(vec![
                        package.scenario.as_str().into(),
                        study.baseline().name.as_str().into(),
                        gathered.columns[metric as usize].name.as_str().into(),
                        period.label.as_str().into(),
                        part.as_str().into(),
                        quantity.into(),
                        measure.as_str().into(),
                        contrast.n.into(),
                        contrast.mean_difference.into(),
                        contrast.mc_standard_error.into(),
                        contrast.low95.into(),
                        contrast.high95.into(),
                        relative.map(|share| share.difference).into(),
                        relative.and_then(|share| share.low95).into(),
                        relative.and_then(|share| share.high95).into(),
                    ]);
                }
            }
        }
    }
    Ok(Some(table))
}

fn fields() -> Vec<Field> {
    let unit = "unit of the metric";
    let quantity = "alone: the measure without the others; all_but: the others without it; added: what it adds to the others \
                    (all less all_but); all: the package; sum_alone: the measures alone, added up; interaction: all less \
                    sum_alone (above zero for a reduction: the measures get in each other's way).";
    vec![
        Field::new("scenario", Kind::Text, "", "Name of the package."),
        Field::new("baseline", Kind::Text, "", "Name of the scenario it is compared with."),
        Field::new("metric", Kind::Text, "", "Daily column, summed up or averaged over the period."),
        Field::new(
            "period",
            Kind::Text,
            "",
            "Calendar year, `total`, or `from_origin`: the days after the forecast origin.",
        ),
        Field::new("part", Kind::Text, "", "Id of the measure, or `package`."),
        Field::new("quantity", Kind::Text, "", quantity),
        Field::new("measure", Kind::Text, "", "Kind of measure; empty for the package.").optional(),
        Field::new("n_replicates", Kind::Integer, "replicates", "Paired replicates.").at_least(1.0),
        Field::new("mean_difference", Kind::Number, unit, "Mean over replicates."),
        Field::new(
            "mc_standard_error",
            Kind::Number,
            unit,
            "Monte Carlo standard error of the mean, clustered by draw.",
        )
        .optional()
        .at_least(0.0),
        Field::new("mean_low95", Kind::Number, unit, "Lower end of the 95 % interval of the mean.").optional(),
        Field::new("mean_high95", Kind::Number, unit, "Upper end of that interval.").optional(),
        Field::new("relative_difference_share", Kind::Number, "share", "Mean as a share of the baseline's mean.")
            .optional(),
        Field::new("relative_low95_share", Kind::Number, "share", "Lower end of its 95 % interval.").optional(),
        Field::new("relative_high95_share", Kind::Number, "share", "Upper end of its 95 % interval.").optional(),
    ]
}

/// Part, measure, quantity and its value by replicate.
fn quantities(
    study: &Study,
    gathered: &Gathered,
    package: &Package,
    metric: Metric,
    span: usize,
) -> Vec<(String, String, &'static str, Vec<f64>)> {
    let baseline = gathered.values(0, metric as usize, span);
    let effect = |name: &str| -> Vec<f64> {
        let place = study.place_of(name).expect("a package names scenarios of its study");
        gathered.values(place, metric as usize, span).iter().zip(baseline).map(|(b, a)| b - a).collect()
    };
    let less = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x - y).collect::<Vec<f64>>();
    let all = effect(&package.scenario);
    let mut sum = vec![0.0; all.len()];
    let mut rows = Vec::new();
    for part in &package.parts {
        let (alone, all_but) = (effect(&part.alone), effect(&part.all_but));
        sum.iter_mut().zip(&alone).for_each(|(sum, alone)| *sum += alone);
        let mut push = |quantity, values| rows.push((part.id.clone(), part.measure.clone(), quantity, values));
        push("added", less(&all, &all_but));
        push("all_but", all_but);
        push("alone", alone);
    }
    let mut push = |quantity, values| rows.push(("package".to_owned(), String::new(), quantity, values));
    push("interaction", less(&all, &sum));
    push("sum_alone", sum);
    push("all", all);
    rows
}
