//! The scenario as it would have been written on an earlier day, for forecasts from an origin inside the record.
//!
//! Measures that began after the origin were not known and go; those in force on the origin are taken to go on as they
//! were. From the scenario's own origin on its measures stay as they are written: what is planned is what is asked
//! about. Laws of parameters are not touched here: a posterior whose data end at the origin is what makes them honest.

use crate::evidence::SeaDay;
use crate::model::setting::{Setting, Wind};
use crate::quantity::{Day, Period};

/// Where the wind after the origin comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Weather {
    /// The generator fitted to the record up to the origin.
    Generated,
    /// The observed series.
    Observed,
    /// A past year replayed.
    Year(i32),
    /// A user's days; missing ones are generated.
    Given(Vec<SeaDay>),
}

impl Weather {
    /// Word of the option that chose it.
    pub fn word(&self) -> String {
        match self {
            Self::Generated => "generated".to_owned(),
            Self::Observed => "observed".to_owned(),
            Self::Year(year) => format!("year:{year}"),
            Self::Given(_) => "given".to_owned(),
        }
    }
}

/// The setting from its first day to the horizon, as known on the origin, under a weather.
///
/// # Errors
/// A sentence if origin and horizon do not make a forecast of this setting.
pub fn setting_as_of(setting: &Setting, origin: Day, horizon: Day, weather: &Weather) -> Result<Setting, String> {
    if origin > setting.origin_day {
        return Err(format!(
            "the origin {origin} is after {}, the last day that `{}` may know; the record of this version ends there",
            setting.origin_day, "forecast.origin"
        ));
    }
    if setting.population_scale != 1.0 {
        return Err("a forecast is conditioned on the people who arrived; it needs `population.scale = 1`".to_owned());
    }
    if horizon <= origin {
        return Err(format!("the horizon {horizon} is not after the origin {origin}"));
    }
    let first = setting.period.first();
    if origin.since(first) < 365 {
        return Err(format!("the origin {origin} leaves less than a year after the scenario's first day {first}"));
    }
    let mut known = setting.clone();
    known.period = Period::new(first, horizon)?;
    if origin < setting.origin_day {
        known.measures.retain(|entry| entry.common.start <= origin);
        for entry in &mut known.measures {
            let begun_and_lasting = entry.common.end.is_some_and(|end| end >= origin && end > entry.common.start);
            if begun_and_lasting {
                entry.common.end = None;
            }
        }
    }
    known.origin_day = origin;
    known.wind_future = match weather {
        Weather::Observed => Wind::Observed,
        Weather::Year(year) => Wind::Year(*year),
        Weather::Generated | Weather::Given(_) => Wind::Generated,
    };
    if let Weather::Given(days) = weather {
        known.given_wind = days.iter().filter(|row| row.day > origin && row.day <= horizon).copied().collect();
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn later_measures_are_not_known_and_standing_ones_go_on() {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/baseline.toml"));
        let setting = crate::scenario::load(path, &[]).unwrap().0.setting;
        let (origin, horizon) = (day("2021-12-31"), day("2022-12-31"));
        let known = setting_as_of(&setting, origin, horizon, &Weather::Generated).unwrap();
        assert!(known.measures.iter().all(|entry| entry.common.start <= origin));
        let patrols = known.measures.iter().find(|entry| entry.common.id == "patrols_2021").unwrap();
        assert_eq!(patrols.common.end, None);
        let past = known.measures.iter().find(|entry| entry.common.id == "patrols_2019").unwrap();
        assert_eq!(past.common.end, Some(day("2019-12-31")));
        let whole = setting_as_of(&setting, setting.origin_day, day("2026-01-01"), &Weather::Generated).unwrap();
        assert_eq!(whole.measures, setting.measures);
        assert!(setting_as_of(&setting, day("2025-01-01"), day("2026-01-01"), &Weather::Generated).is_err());
        assert!(setting_as_of(&setting, origin, origin, &Weather::Generated).is_err());
    }
}
