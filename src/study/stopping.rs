//! When a study has run enough: a rule on the error of chosen contrasts, asked at fixed looks.
//!
//! The looks are numbers of replicates that depend on the plan alone, each half as many again as the one before and in whole
//! blocks and draws, so neither threads nor interruptions can move the end. Looking more than once makes intervals a little too
//! narrow; with no look below [`FEWEST_DRAWS`] draws and looks this far apart, 95 % intervals cover between 94 and 95 % (a
//! test measures it). The rule sees half widths only, never the sign or size of an effect, so it cannot favour a result.

use super::StudyError;
use super::arrangement::Arrangement;
use super::plan::DEFAULT_BLOCK_SIZE;
use std::fmt;
use std::str::FromStr;

/// No look below so many parameter draws: a standard error from fewer is too rough to stop on.
pub const FEWEST_DRAWS: u32 = 20;

/// What is written as a rule, for messages.
const FORM: &str = "half_width([SCENARIO:]METRIC.PERIOD) < NUMBER[%], for example half_width(arrivals.total) < 2%";

/// A half width of a 95 % interval and the most it may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The policy; without one, every policy of the study (or the baseline's mean where there is no policy).
    pub scenario: Option<String>,
    /// Daily column.
    pub metric: String,
    /// Period of the tables: a year, `total` or `from_origin`.
    pub period: String,
    /// Limit as written: per cent of the baseline's mean, or in the unit of the metric.
    pub limit: f64,
    /// Whether the limit is in per cent.
    pub relative: bool,
}

impl Rule {
    /// The limit as a share of the baseline's mean, or in the unit of the metric.
    pub fn threshold(&self) -> f64 {
        if self.relative { self.limit / 100.0 } else { self.limit }
    }
}

impl FromStr for Rule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| Err(format!("{what}; write {FORM}"));
        let Some((left, right)) = text.split_once('<') else {
            return wrong("the rule has no `<`");
        };
        let inside = left.trim().strip_prefix("half_width").map(str::trim_start);
        let Some(inside) = inside.and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')')) else {
            return wrong(&format!("`{}` is not half_width(...)", left.trim()));
        };
        let (scenario, contrast) = match inside.split_once(':') {
            Some((scenario, contrast)) => (Some(scenario.trim().to_owned()), contrast),
            None => (None, inside),
        };
        let Some((metric, period)) = contrast.trim().rsplit_once('.') else {
            return wrong(&format!("`{}` names no period", contrast.trim()));
        };
        let right = right.trim();
        let (number, relative) = match right.strip_suffix('%') {
            Some(number) => (number.trim_end(), true),
            None => (right, false),
        };
        match number.parse::<f64>() {
            Ok(limit) if limit.is_finite() && limit > 0.0 => {
                Ok(Self { scenario, metric: metric.to_owned(), period: period.to_owned(), limit, relative })
            }
            Ok(_) => wrong(&format!("the limit `{right}` is not above zero")),
            Err(_) => wrong(&format!("`{right}` is not a number or a percentage")),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scenario = self.scenario.as_ref().map(|name| format!("{name}:")).unwrap_or_default();
        write!(f, "half_width({scenario}{}.{}) < ", self.metric, self.period)?;
        write!(f, "{}{}", self.limit, if self.relative { "%" } else { "" })
    }
}

/// A rule with the least and greatest number of replicates.
#[derive(Debug, Clone, PartialEq)]
pub struct Stopping {
    /// When to stop.
    pub rule: Rule,
    /// Least number of replicates, as asked for.
    pub least: u32,
    /// Greatest number, as asked for.
    pub greatest: u32,
}

impl Stopping {
    /// The numbers of replicates at which the rule is asked; the last one is the cap.
    ///
    /// # Errors
    /// [`StudyError::Input`] if the cap is below the least number, or below [`FEWEST_DRAWS`] draws.
    pub fn looks(&self, arrangement: Arrangement) -> Result<Vec<u32>, StudyError> {
        let Arrangement::Nested { replicates_per_draw, .. } = arrangement else {
            return Err(StudyError::input(
                "a stopping rule needs replicates of their own, not draws crossed with them",
            ));
        };
        if self.least > self.greatest {
            return Err(StudyError::input(format!(
                "--min-replicates ({}) is above --max-replicates ({})",
                self.least, self.greatest
            )));
        }
        let step = least_common_multiple(DEFAULT_BLOCK_SIZE, replicates_per_draw);
        let whole = |replicates: u64| replicates.div_ceil(u64::from(step)) * u64::from(step);
        let cap = whole(u64::from(self.greatest));
        let mut look = whole(u64::from(self.least.max(FEWEST_DRAWS.saturating_mul(replicates_per_draw))));
        if look > cap {
            return Err(StudyError::input(format!(
                "--max-replicates ({}) is below {FEWEST_DRAWS} draws of {replicates_per_draw} replicates: an error from fewer \
                 draws is too rough to stop on",
                self.greatest
            )));
        }
        let mut looks = Vec::new();
        while look < cap {
            looks.push(look as u32);
            look = whole(look + look.div_ceil(2));
        }
        looks.push(u32::try_from(cap).map_err(|_| StudyError::input("--max-replicates is too large"))?);
        Ok(looks)
    }
}

fn least_common_multiple(a: u32, b: u32) -> u32 {
    let (mut x, mut y) = (a, b);
    while y > 0 {
        (x, y) = (y, x % y);
    }
    (a / x).saturating_mul(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::Contrast;
    use crate::random::samplers::standard_normal;
    use crate::random::{Purpose, Stream};

    #[test]
    fn rules_read_back_and_wrong_ones_say_what_is_allowed() {
        for text in ["half_width(arrivals.total) < 2%", "half_width(article_package:deaths.2025) < 0.5"] {
            assert_eq!(text.parse::<Rule>().unwrap().to_string(), text);
        }
        let loose: Rule = " half_width ( p : arrivals.from_origin )<2.5 % ".trim().parse().unwrap();
        assert_eq!((loose.scenario.as_deref(), loose.metric.as_str(), loose.limit), (Some("p"), "arrivals", 2.5));
        assert_eq!(loose.threshold(), 0.025);
        for (text, what) in [
            ("half_width(arrivals.total) 2%", "no `<`"),
            ("width(arrivals.total) < 2%", "not half_width"),
            ("half_width(arrivals) < 2%", "no period"),
            ("half_width(arrivals.total) < two", "not a number"),
            ("half_width(arrivals.total) < 0%", "not above zero"),
            ("half_width(arrivals.total) < inf", "not above zero"),
        ] {
            let message = text.parse::<Rule>().unwrap_err();
            assert!(message.contains(what) && message.contains("half_width([SCENARIO:]METRIC.PERIOD)"), "{message}");
        }
    }

    fn nested(replicates_per_draw: u32) -> Arrangement {
        Arrangement::Nested { replicates_per_draw, replicates_per_weather: 1 }
    }

    fn stopping(least: u32, greatest: u32) -> Stopping {
        Stopping { rule: "half_width(arrivals.total) < 2%".parse().unwrap(), least, greatest }
    }

    #[test]
    fn looks_are_whole_blocks_and_draws_and_end_at_the_cap() {
        assert_eq!(stopping(40, 300).looks(nested(2)).unwrap(), [40, 64, 96, 144, 216, 304]);
        assert_eq!(stopping(1, 100).looks(nested(3)).unwrap(), [72, 120]);
        assert_eq!(stopping(40, 40).looks(nested(1)).unwrap(), [40]);
        assert!(stopping(50, 40).looks(nested(1)).is_err() && stopping(1, 30).looks(nested(2)).is_err());
    }

    /// The known answer: normal effects of expectation −3. The width at which to stop is reached after about 60 to 400
    /// replicates, so that most studies look three to seven times.
    #[test]
    fn intervals_cover_a_known_effect_after_stopping() {
        let studies = 8000;
        for (limit, least) in [(0.25, 20), (0.15, 20), (0.1, 40)] {
            let looks = stopping(least, 4000).looks(nested(1)).unwrap();
            let mut covered = 0;
            for study in 0..studies {
                let stream = Stream::new(77, study);
                let value = |at: u32| standard_normal(stream.uniform(at, 0, Purpose::LoadNoise, 0)) - 3.0;
                let mut values = Vec::new();
                for &look in &looks {
                    values.extend((values.len() as u32..look).map(value));
                    let seen = Contrast::paired(&vec![0.0; values.len()], &values).unwrap();
                    let (low, high) = (seen.low95.unwrap(), seen.high95.unwrap());
                    if (high - low) / 2.0 < limit || look == looks[looks.len() - 1] {
                        covered += u32::from(low <= -3.0 && -3.0 <= high);
                        break;
                    }
                }
            }
            let share = f64::from(covered) / f64::from(studies);
            // Three standard errors of the share are 0.0075.
            assert!((0.935..0.957).contains(&share), "{share} at {limit} from {least}");
        }
    }
}
