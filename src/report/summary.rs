//! `summary.csv`: statistics over replicates of every metric and period, with their Monte Carlo errors.

use super::gather::Gathered;
use super::table::{Field, Kind, Table};
use crate::estimate::{mean, quantile_sorted, standard_error, variance};
use crate::study::Study;

/// Name and level of the quantiles.
const QUANTILES: [(&str, f64); 5] = [
    ("median", 0.5),
    ("p025", 0.025),
    ("p10", 0.1),
    ("p90", 0.9),
    ("p975", 0.975),
];

/// The table of statistics.
pub(super) fn table(study: &Study, gathered: &Gathered) -> Table {
    let fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the scenario."),
        Field::new(
            "metric",
            Kind::Text,
            "",
            "Daily column, summed up or averaged over the period.",
        ),
        Field::new(
            "period",
            Kind::Text,
            "",
            "Calendar year, `total`, or `from_origin`: the days after the forecast origin.",
        ),
        Field::new(
            "statistic",
            Kind::Text,
            "",
            "mean, sd, median, p025, p10, p90 or p975, over replicates.",
        ),
        Field::new(
            "value",
            Kind::Number,
            "unit of the metric",
            "Value; sd is empty with one replicate.",
        )
        .optional(),
        Field::new(
            "mc_standard_error",
            Kind::Number,
            "unit of the metric",
            "Monte Carlo standard error of the value; empty where the replicates are too few to tell.",
        )
        .optional()
        .at_least(0.0),
    ];
    let mut table = Table::new(
        "summary.csv",
        "Statistics over replicates by metric and period.",
        4,
        fields,
    );
    for (scenario, named) in study.scenarios().iter().enumerate() {
        for (number, column) in gathered.columns.iter().enumerate() {
            for (at, span) in gathered.spans.iter().enumerate() {
                for (statistic, value, error) in statistics(gathered.values(scenario, number, at)) {
                    table.push(vec![
                        named.name.as_str().into(),
                        column.name.as_str().into(),
                        span.label.as_str().into(),
                        statistic.into(),
                        value.into(),
                        error.into(),
                    ]);
                }
            }
        }
    }
    table
}

/// Statistic, value, Monte Carlo standard error; what too few replicates cannot tell is not finite.
fn statistics(values: &[f64]) -> Vec<(&'static str, f64, f64)> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let sd = variance(values).sqrt();
    // Of a normal sample; a rough guide for others.
    let sd_error = if values.len() < 2 {
        f64::NAN
    } else {
        sd / (2.0 * (values.len() - 1) as f64).sqrt()
    };
    let mut rows = vec![("mean", mean(values), standard_error(values)), ("sd", sd, sd_error)];
    rows.extend(QUANTILES.map(|(name, p)| (name, quantile_sorted(&sorted, p), quantile_error(&sorted, p))));
    rows
}

/// Half the distance between the order statistics one binomial standard deviation below and above rank np: free of any
/// law. Not a number where these ranks leave the sample.
fn quantile_error(sorted: &[f64], p: f64) -> f64 {
    let n = sorted.len() as f64;
    let (centre, sd) = (n * p, (n * p * (1.0 - p)).sqrt());
    let (low, high) = ((centre - sd).floor(), (centre + sd).ceil());
    if low < 1.0 || high > n {
        return f64::NAN;
    }
    (sorted[high as usize - 1] - sorted[low as usize - 1]) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_quantiles_are_about_those_of_a_uniform_sample() {
        let sorted: Vec<f64> = (0..1000).map(|i| (f64::from(i) + 0.5) / 1000.0).collect();
        // sqrt(p (1 - p) / n) / density.
        assert!((quantile_error(&sorted, 0.5) - 0.0158).abs() < 0.001);
        assert!(quantile_error(&sorted[..10], 0.025).is_nan());
    }

    #[test]
    fn one_replicate_has_no_spread() {
        let rows = statistics(&[4.0]);
        assert_eq!(rows[0].1, 4.0);
        assert!(rows[0].2.is_nan() && rows[1].1.is_nan());
    }
}
