//! The observed record as a value that can be cut at a day, so that what is made of it cannot hold a later one.
//!
//! A daily row is known on its day and a quarter by nationality on its last day: the sources publish weeks later, so a
//! forecast from a past origin is given a little more than its forecaster had. Estimates nothing.

use crate::evidence::{self, DailyArrivals, NationalityQuarter, SeaDay};
use crate::quantity::Day;

/// Observed series that make the model's inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Arrivals by day.
    pub daily: Vec<DailyArrivals>,
    /// Wind by day.
    pub sea: Vec<SeaDay>,
    /// Arrivals by nationality and whole quarter.
    pub quarters: Vec<NationalityQuarter>,
    /// Arrivals of few nationalities over a part of a year.
    pub part_year: Vec<NationalityQuarter>,
}

impl Record {
    /// The compiled-in record.
    pub fn compiled() -> Self {
        Self {
            daily: evidence::daily().to_vec(),
            sea: evidence::sea().to_vec(),
            quarters: evidence::nationality_quarters().to_vec(),
            part_year: evidence::nationality_partial_2024().to_vec(),
        }
    }

    /// What of it was known on the evening of a day.
    #[must_use]
    pub fn until(&self, day: Day) -> Self {
        Self {
            daily: self.daily.iter().filter(|row| row.day <= day).copied().collect(),
            sea: self.sea.iter().filter(|row| row.day <= day).copied().collect(),
            quarters: self.quarters.iter().filter(|row| row.last <= day).cloned().collect(),
            part_year: self.part_year.iter().filter(|row| row.last <= day).cloned().collect(),
        }
    }

    /// People who arrived from `first` to `last`, as far as the record goes.
    pub fn people(&self, first: Day, last: Day) -> f64 {
        let days = self.daily.iter().filter(|row| first <= row.day && row.day <= last);
        days.map(|row| f64::from(row.people)).sum()
    }
}
