//! Days and periods of the civil calendar.
//!
//! A day is a calendar day in UK time; it knows no hours, zones or clocks.

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A calendar day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// The last day of the record that this version may know: the article's day, 2024-11-04.
pub const FORECAST_ORIGIN: Day = Day(20031);
/// First day of the observed record: 2018-01-01.
pub const RECORD_START: Day = Day(17532);

impl Day {
    /// The day `n` days after 1970-01-01.
    pub const fn from_number(n: i32) -> Self {
        Self(n)
    }

    /// Days since 1970-01-01.
    #[inline]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// A day from year, month and day of the month; `None` if there is no such day.
    pub fn from_civil(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self::from_date)
    }

    fn from_date(date: Date) -> Self {
        let epoch = Date::constant(1970, 1, 1);
        Self((date - epoch).get_days())
    }

    /// The civil date.
    pub fn date(self) -> Date {
        let epoch = Date::constant(1970, 1, 1);
        epoch.saturating_add(jiff::Span::new().days(self.0))
    }

    /// Calendar year.
    pub fn year(self) -> i32 {
        i32::from(self.date().year())
    }

    /// Month of the year, 1 to 12.
    pub fn month(self) -> u32 {
        self.date().month() as u32
    }

    /// Time in years, e.g. 2021.5 for the middle of 2021.
    pub fn decimal_year(self) -> f64 {
        let date = self.date();
        f64::from(date.year()) + (f64::from(date.day_of_year()) - 0.5) / f64::from(date.days_in_year())
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self::from_date(self.date().first_of_month())
    }

    /// The Monday of this day's ISO week.
    #[must_use]
    pub fn monday(self) -> Self {
        // 1970-01-05 was a Monday.
        Self(self.0 - (self.0 - 4).rem_euclid(7))
    }

    /// This day moved by `days`.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// Days from `earlier` to this day (negative if `earlier` is later).
    #[inline]
    pub const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

impl FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.parse::<Date>().map(Self::from_date).map_err(|_| format!("`{text}` is not a date such as 2024-11-04"))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// A span of whole days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    first: Day,
    last: Day,
}

impl Period {
    /// A period from its first to its last day.
    ///
    /// # Errors
    /// A sentence if the last day is before the first.
    pub fn new(first: Day, last: Day) -> Result<Self, String> {
        if last < first { Err(format!("{last} is before {first}")) } else { Ok(Self { first, last }) }
    }

    /// First day.
    pub const fn first(self) -> Day {
        self.first
    }

    /// Last day, included.
    pub const fn last(self) -> Day {
        self.last
    }

    /// Number of days, at least one.
    pub const fn len_days(self) -> usize {
        (self.last.0 - self.first.0 + 1) as usize
    }

    /// Whether the day lies in the period.
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// The days in order.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (self.first.0..=self.last.0).map(Day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_days_are_right() {
        assert_eq!(FORECAST_ORIGIN.to_string(), "2024-11-04");
        assert_eq!(RECORD_START.to_string(), "2018-01-01");
        assert_eq!(FORECAST_ORIGIN.since(RECORD_START), 2499);
        assert_eq!(FORECAST_ORIGIN.monday(), FORECAST_ORIGIN);
        assert_eq!("2024-11-10".parse::<Day>().unwrap().monday(), FORECAST_ORIGIN);
    }

    #[test]
    fn dates_round_trip_through_text() {
        for n in (17000..22000).step_by(13) {
            let day = Day::from_number(n);
            assert_eq!(day.to_string().parse::<Day>().unwrap(), day);
        }
        assert!("2023-02-29".parse::<Day>().is_err());
    }
}
