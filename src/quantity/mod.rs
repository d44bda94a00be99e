//! Checked quantities: numbers that carry their unit and range in their type; and the text of plain ones.
//!
//! Level 0: imports no other room. It never rounds, clips or repairs a value; a value out of range is an error.

pub mod calendar;
pub mod text;

pub use calendar::{Day, Period};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Why a number is not a value of the quantity.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{value} is not {what}")]
pub struct OutOfRange {
    /// The number seen.
    pub value: f64,
    /// What it should have been, with its range.
    pub what: &'static str,
}

macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $what:literal, $min:expr, $max:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl $name {
            /// Checks the range.
            ///
            /// # Errors
            /// [`OutOfRange`] if the number is not finite or outside the range of the quantity.
            pub fn new(value: f64) -> Result<Self, OutOfRange> {
                let (min, max): (f64, f64) = ($min, $max);
                if value.is_finite() && value >= min && value <= max {
                    Ok(Self(value))
                } else {
                    Err(OutOfRange { value, what: $what })
                }
            }

            /// The bare number.
            #[inline]
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl TryFrom<f64> for $name {
            type Error = OutOfRange;
            fn try_from(value: f64) -> Result<Self, OutOfRange> {
                Self::new(value)
            }
        }

        impl From<$name> for f64 {
            fn from(value: $name) -> f64 {
                value.0
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let (min, max): (f64, f64) = ($min, $max);
                if max == f64::MAX {
                    json_schema!({ "type": "number", "minimum": min, "x-quantity": $what })
                } else {
                    json_schema!({ "type": "number", "minimum": min, "maximum": max, "x-quantity": $what })
                }
            }
        }
    };
}

bounded!(
    /// A probability, 0 to 1.
    Probability, "a probability (0 to 1)", 0.0, 1.0
);
bounded!(
    /// A share of a whole, 0 to 1.
    Share, "a share (0 to 1)", 0.0, 1.0
);
bounded!(
    /// A number that is zero or more: a rate, a count of posts, an effort.
    NonNegative, "a number of zero or more", 0.0, f64::MAX
);
bounded!(
    /// A sum of money in pounds sterling, zero or more.
    Gbp, "a sum in GBP of zero or more", 0.0, f64::MAX
);
bounded!(
    /// A length of time in days, 0 to 36,525 (a hundred years).
    Days, "a number of days (0 to 36525)", 0.0, 36525.0
);
bounded!(
    /// A multiplier of the population, 0.01 to 100.
    Scale, "a scale (0.01 to 100)", 0.01, 100.0
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_inclusive_and_the_rest_is_refused() {
        assert!(Probability::new(0.0).is_ok() && Probability::new(1.0).is_ok());
        for bad in [-1e-9, 1.000_001, f64::NAN, f64::INFINITY] {
            assert!(Probability::new(bad).is_err(), "{bad} passed as a probability");
        }
        assert_eq!(Probability::new(45.0).unwrap_err().to_string(), "45 is not a probability (0 to 1)");
    }
}
