//! How daily paths behave: the same statistics of the observed path and of every member.
//!
//! Where observations are missing, observed and simulated paths lose the same days and what is left is closed up; gaps
//! thus touch memory and spells a little on both sides. It judges only by rank: an observed value outside the 95 % band is
//! said to be outside.

use super::ensemble::{Ensemble, Forecaster};
use super::scores::Observed;
use crate::analysis::daily;
use crate::estimate::{Band, mean};
use serde::Serialize;

/// Name, unit and function of people by day.
type Statistic = (&'static str, fn(&[f64]) -> f64);

const STATISTICS: [Statistic; 11] = [
    ("zero_day_share", daily::zero_share),
    ("variance_over_mean", daily::variance_over_mean),
    ("lag1_active_correlation", daily::indicator_autocorrelation),
    ("lag1_log_correlation", |days| daily::log_autocorrelation(days, 1)),
    ("lag2_log_correlation", |days| daily::log_autocorrelation(days, 2)),
    ("lag7_log_correlation", |days| daily::log_autocorrelation(days, 7)),
    ("active_spell_mean_days", |days| mean(&daily::spells(days, true))),
    ("empty_spell_mean_days", |days| mean(&daily::spells(days, false))),
    ("empty_spell_longest_days", |days| daily::spells(days, false).into_iter().fold(0.0, f64::max)),
    ("top_tenth_share", daily::top_tenth_share),
    ("busiest_day_people", |days| days.iter().copied().fold(0.0, f64::max)),
];

/// One statistic of the observed path beside an ensemble's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Behaviour {
    /// Who forecast.
    pub forecaster: Forecaster,
    /// Statistic.
    pub statistic: &'static str,
    /// Of the observed path; `None` without observations.
    pub observed: Option<f64>,
    /// Over members.
    pub band: Band,
    /// Whether the observed value lies in the 95 % band.
    pub inside95: Option<bool>,
}

/// The statistics of all ensembles; over all days where nothing was observed.
pub fn behaviour(ensembles: &[Ensemble], observed: Option<&Observed>) -> Vec<Behaviour> {
    let mut rows = Vec::new();
    for ensemble in ensembles {
        let all: Vec<usize> = (0..ensemble.members.first().map_or(0, |path| path.people.len())).collect();
        let days = observed.map_or(all, Observed::people_days);
        let seen = observed.map(|observed| observed.people(&days));
        let paths: Vec<Vec<f64>> =
            ensemble.members.iter().map(|path| days.iter().map(|&day| path.people[day]).collect()).collect();
        for (statistic, of) in STATISTICS {
            let values: Vec<f64> = paths.iter().map(|path| of(path)).filter(|value| value.is_finite()).collect();
            if values.is_empty() {
                continue;
            }
            let band = Band::of(&values);
            let observed = seen.as_deref().map(of).filter(|value| value.is_finite());
            let inside95 = observed.map(|value| (band.low95..=band.high95).contains(&value));
            rows.push(Behaviour { forecaster: ensemble.forecaster, statistic, observed, band, inside95 });
        }
    }
    rows
}
