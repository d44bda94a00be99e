//! `detectability.csv`: how many months of real data would show an effect of this size, given the noise of the record.
//!
//! The record is arrivals and boats by month from 2021 on, when the route had stopped spreading by the month, to the last
//! complete month before the forecast origin. A policy is taken for a lasting change of level from one day on; a ramp needs
//! longer. That an effect cannot be seen for ten years is an answer, and says nothing about whether there is one.

use super::effects::{Effect, Labels, Which};
use super::gather::Gathered;
use super::table::{Cell, Field, Kind, Table};
use crate::estimate::{EstimateError, Noise};
use crate::evidence;
use crate::model::observation::Metric;
use crate::quantity::Day;
use crate::study::Study;
use serde::Serialize;
use std::collections::BTreeMap;

/// First year of the record that counts as level and noise.
const FIRST_YEAR: i32 = 2021;
/// Months after which an effect counts as not to be seen.
pub const MOST_MONTHS: usize = 120;

/// One month of the record.
#[derive(Debug, Default, Clone, Copy)]
struct Month {
    people: f64,
    boats: f64,
    wind: f64,
    days: f64,
}

/// The months of the record that are complete by a day.
fn months(last: Day) -> Vec<(Day, Month)> {
    let mut all: BTreeMap<Day, Month> = BTreeMap::new();
    for (arrivals, sea) in evidence::daily().iter().zip(evidence::sea()) {
        if arrivals.day.year() >= FIRST_YEAR && arrivals.day <= last {
            let month = all.entry(arrivals.day.first_of_month()).or_default();
            month.people += f64::from(arrivals.people);
            month.boats += f64::from(arrivals.boats);
            month.wind += sea.wind_night_mean_ms;
            month.days += 1.0;
        }
    }
    let whole = |first: Day| first.plus(31).first_of_month().plus(-1) <= last;
    all.into_iter().filter(|(first, _)| whole(*first)).collect()
}

/// Noise of the record in one metric, with and without the wind.
#[derive(Debug, Clone, Copy)]
struct Record {
    plain: Option<Noise>,
    weather: Option<Noise>,
}

impl Record {
    fn of(last: Day, metric: impl Fn(&Month) -> f64) -> Self {
        let months = months(last);
        let calendar: Vec<usize> = months.iter().map(|(first, _)| first.month() as usize).collect();
        // Half a person for a month without any: no month of the record since 2021 is.
        let logs: Vec<f64> = months.iter().map(|(_, month)| libm::log(metric(month).max(0.5))).collect();
        let wind: Vec<f64> = months.iter().map(|(_, month)| month.wind / month.days).collect();
        Self { plain: Noise::of(&logs, &calendar, None), weather: Noise::of(&logs, &calendar, Some(&wind)) }
    }
}

/// Whether and when an effect would show.
#[derive(Debug, Clone, Serialize)]
pub struct Detection {
    /// Policy scenario.
    pub scenario: String,
    /// arrivals or boats.
    pub metric: &'static str,
    /// Which effect is looked for: mean, expected_low80 or expected_high80.
    pub effect: &'static str,
    /// How the record is read: plain or weather_adjusted.
    pub method: &'static str,
    /// The effect as a share of the baseline's mean.
    pub relative: f64,
    /// Months after the start; none within [`MOST_MONTHS`].
    pub months: Option<usize>,
    #[serde(skip)]
    noise: Noise,
}

impl Detection {
    /// Whether it is the one to tell of a policy: its mean effect on arrivals in the plain record.
    pub(super) fn is_headline(&self) -> bool {
        self.metric == "arrivals" && self.effect == "mean" && self.method == "plain"
    }

    /// All policies.
    ///
    /// # Errors
    /// [`EstimateError`] if there is nothing to compare.
    pub(super) fn all(study: &Study, gathered: &Gathered) -> Result<Vec<Self>, EstimateError> {
        let labels = Labels::of(gathered);
        let span = gathered.judged_span();
        let mut all = Vec::new();
        for (metric, name) in [(Metric::Arrivals, "arrivals"), (Metric::Boats, "boats")] {
            let of_month = |month: &Month| if metric == Metric::Boats { month.boats } else { month.people };
            let record = Record::of(study.origin_day(), of_month);
            let written = study.scenarios().iter().enumerate().skip(1).filter(|(at, _)| !study.is_part(*at));
            for (policy, named) in written {
                let which = Which { baseline: 0, policy, column: metric as usize, span };
                let effect = Effect::of(&labels, &[gathered], which, None)?;
                let Some(relative) = effect.contrast.relative else { continue };
                let level = effect.contrast.mean_difference / relative.difference;
                let band = effect.expected.as_ref().and_then(|expected| expected.band).filter(|_| level.is_finite());
                let sizes = [
                    ("mean", Some(relative.difference)),
                    ("expected_low80", band.map(|band| band.low80 / level)),
                    ("expected_high80", band.map(|band| band.high80 / level)),
                ];
                for (effect, size) in sizes {
                    for (method, noise) in [("plain", record.plain), ("weather_adjusted", record.weather)] {
                        let (Some(relative), Some(noise)) = (size, noise) else { continue };
                        // Nobody left to arrive would be seen at once.
                        let change = libm::log1p(relative.max(-1.0 + 1e-9));
                        let months = noise.months_to_see(change, MOST_MONTHS);
                        let scenario = named.name.clone();
                        all.push(Self { scenario, metric: name, effect, method, relative, months, noise });
                    }
                }
            }
        }
        Ok(all)
    }
}

/// The table.
///
/// # Errors
/// [`EstimateError`] if there is nothing to compare.
pub(super) fn table(study: &Study, gathered: &Gathered) -> Result<Table, EstimateError> {
    let fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the policy scenario."),
        Field::new("baseline", Kind::Text, "", "Name of the scenario it is compared with."),
        Field::new("metric", Kind::Text, "", "arrivals or boats, by month."),
        Field::new(
            "effect",
            Kind::Text,
            "",
            "Which effect is looked for: mean, or expected_low80 or expected_high80: the ends of the 80 % band of the \
             expected effect.",
        ),
        Field::new(
            "method",
            Kind::Text,
            "",
            "plain: logarithms of monthly totals less their calendar month; weather_adjusted: less the monthly mean of the \
             night's wind too.",
        ),
        Field::new("relative_difference_share", Kind::Number, "share", "The effect as a share of the baseline's mean."),
        Field::new(
            "months_to_detect",
            Kind::Integer,
            "months",
            "Months after the start until a two-sided test at 5 % finds it with power 0.8; empty if not within 120.",
        )
        .optional()
        .at_least(1.0),
        Field::new("within_ten_years", Kind::Boolean, "", "Whether it shows within 120 months."),
        Field::new(
            "least_detectable_in_two_years_share",
            Kind::Number,
            "share",
            "The smallest fall, as a share, that 24 months would show.",
        ),
        Field::new("noise_sd_log", Kind::Number, "logarithm", "Standard deviation of a month of the record.")
            .at_least(0.0),
        Field::new("noise_autocorrelation", Kind::Number, "correlation", "Correlation of one month with the next."),
        Field::new("months_of_record", Kind::Integer, "months", "Months of the record before the policy.")
            .at_least(24.0),
    ];
    let description = "Months of real data that would show an effect of this size.";
    let mut table = Table::new("detectability.csv", description, 5, fields);
    for one in Detection::all(study, gathered)? {
        let row: Vec<Cell> = vec![
            one.scenario.as_str().into(),
            study.baseline().name.as_str().into(),
            one.metric.into(),
            one.effect.into(),
            one.method.into(),
            one.relative.into(),
            one.months.into(),
            one.months.is_some().into(),
            (libm::expm1(-one.noise.least_visible(24))).into(),
            one.noise.sd.into(),
            one.noise.autocorrelation.into(),
            one.noise.months.into(),
        ];
        table.push(row);
    }
    Ok(table)
}
