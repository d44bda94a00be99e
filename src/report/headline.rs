//! The few numbers that a person wants to see when a run has ended; full precision stands in the tables.

use super::ReportError;
use super::detectability::Detection;
use super::effects::{Effect, Labels, Uncertain, Which};
use super::gather::Gathered;
use super::outcomes::Flows;
use super::packages::PackageEffect;
use super::structures::EffectRange;
use super::value::Value;
use crate::estimate::{Band, mean};
use crate::model::observation::Metric;
use crate::quantity::Day;
use crate::study::Study;
use serde::Serialize;

/// Arrivals of one scenario and year.
#[derive(Debug, Clone, Serialize)]
pub struct YearArrivals {
    /// Scenario.
    pub scenario: String,
    /// Calendar year.
    pub year: i32,
    /// Mean over replicates.
    pub mean: f64,
    /// Bands over replicates.
    pub band: Band,
}

/// What a policy changes.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Policy scenario.
    pub scenario: String,
    /// Metric.
    pub metric: &'static str,
    /// First day on which the metric differs in any replicate.
    pub first_day_of_difference: Option<Day>,
    /// The effect over the period, under the scenarios' own structure.
    #[serde(flatten)]
    pub effect: Effect,
}

/// Arrivals by year, and paired effects over the days that policies are judged by.
#[derive(Debug, Clone, Serialize)]
pub struct Headline {
    /// Baseline scenario.
    pub baseline: String,
    /// Period of the effects: `from_origin` or `total`.
    pub period: String,
    /// First day of that period.
    pub period_first: Day,
    /// Last day of that period.
    pub period_last: Day,
    /// Arrivals by scenario and year.
    pub arrivals: Vec<YearArrivals>,
    /// Effects on arrivals, boats and deaths by policy.
    pub effects: Vec<Change>,
    /// Who did what, by policy, over the whole period; a policy of other people than the baseline's is left out.
    pub flows: Vec<Flows>,
    /// Range of each effect over structures; empty in a study of one structure.
    pub structures: Vec<EffectRange>,
    /// What the measures of packages do to arrivals, alone and together.
    pub packages: Vec<PackageEffect>,
    /// Costs beside arrivals and deaths averted, by policy.
    pub values: Vec<Value>,
    /// How long real data would need to show the mean effects.
    pub detections: Vec<Detection>,
}

/// Metrics that stand beside each other in the table of effects.
const SHOWN: [(Metric, &str); 3] =
    [(Metric::Arrivals, "arrivals"), (Metric::Boats, "boats"), (Metric::Deaths, "deaths")];

impl Headline {
    /// The numbers of a gathered study.
    ///
    /// # Errors
    /// [`ReportError::Estimate`] if there is nothing to compare.
    pub fn of(study: &Study, by_structure: &[Gathered]) -> Result<Self, ReportError> {
        let gathered = &by_structure[0];
        let judged = gathered.judged_span();
        let days = &gathered.spans[judged].days;
        let first = study.period().first();
        let labels = Labels::of(gathered);
        let mut arrivals = Vec::new();
        let (mut effects, mut structures) = (Vec::new(), Vec::new());
        for (scenario, named) in study.scenarios().iter().enumerate().filter(|(at, _)| !study.is_part(*at)) {
            for (at, span) in gathered.spans.iter().enumerate() {
                let Some(year) = span.year else { continue };
                let values = gathered.values(scenario, Metric::Arrivals as usize, at);
                let (mean, band) = (mean(values), Band::of(values));
                arrivals.push(YearArrivals { scenario: named.name.clone(), year, mean, band });
            }
            if scenario == 0 {
                continue;
            }
            let uncertain = Uncertain::of(study, 0, scenario);
            for (metric, name) in SHOWN {
                let column = metric as usize;
                let which = Which { baseline: 0, policy: scenario, column, span: judged };
                structures.extend(EffectRange::of(study, by_structure, scenario, column, judged)?);
                effects.push(Change {
                    scenario: named.name.clone(),
                    metric: name,
                    first_day_of_difference: gathered.first_difference(0, scenario, column),
                    effect: Effect::of(&labels, &[gathered], which, Some(&uncertain))?,
                });
            }
        }
        Ok(Self {
            baseline: study.baseline().name.clone(),
            period: gathered.spans[judged].label.clone(),
            period_first: first.plus(days.start as i32),
            period_last: first.plus(days.end as i32 - 1),
            arrivals,
            effects,
            flows: Flows::all(study, gathered)?,
            packages: PackageEffect::all(study, gathered)?,
            values: Value::all(study, gathered)?
                .into_iter()
                .filter(|value| study.place_of(&value.scenario).is_some_and(|place| !study.is_part(place)))
                .collect(),
            detections: Detection::all(study, gathered)?.into_iter().filter(Detection::is_headline).collect(),
            structures,
        })
    }
}
