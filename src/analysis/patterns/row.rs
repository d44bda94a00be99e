//! A row of the table: its target, the rule that judges it, and the verdict of the rule.
//!
//! The sentence of a rule is made from the rule itself, so that what is printed is what was applied. No verdict is by
//! eye.

use crate::estimate::{mean, quantile_sorted, variance};
use serde::Serialize;

/// What a row that holds says about the model (model.md, section 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The model returns what it was fed.
    Input,
    /// Parameters were chosen to give it.
    Tuned,
    /// It follows from the observed wind and the response to it.
    ConditionalOnWeather,
    /// It was neither fed nor tuned.
    Emergent,
}

/// What the rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Inside the tolerance.
    Holds,
    /// Outside.
    Fails,
    /// Shown only.
    NotScored,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Stable name, e.g. `P1-2021`.
    pub id: String,
    /// What is measured, with its unit.
    pub name: String,
    /// What it says if it holds.
    pub class: Class,
    /// What the record or the literature gives.
    pub target: String,
    /// Centre over replicates.
    pub simulated: Option<f64>,
    /// 5 % quantile over replicates.
    pub low: Option<f64>,
    /// 95 % quantile over replicates.
    pub high: Option<f64>,
    /// The rule in words.
    pub rule: String,
    /// What the rule says.
    pub verdict: Verdict,
    /// Whether a control model fails it; unknown until controls are run.
    pub discriminating: Option<bool>,
}

/// How replicates become one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Centre {
    /// Arithmetic mean.
    Mean,
    /// Median, where single replicates can be wild.
    Median,
}

/// When a row holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Within a share of the target, or two standard deviations between replicates if that is more.
    ShareOrTwoSd(f64, f64),
    /// Within a share of the target.
    Share(f64, f64),
    /// Within a distance of the target.
    Distance(f64, f64),
    /// Within bounds, both included.
    Between(f64, f64),
    /// Above a bound.
    Above(f64),
    /// Below a bound.
    Below(f64),
    /// Above 0, and told from it: by two standard errors or more.
    Up,
    /// The band over replicates reaches above a bound.
    CanExceed(f64),
    /// Within a distance of 0, or not told from 0: within two standard errors.
    NoDrift(f64),
    /// Not scored, for this reason.
    Shown(&'static str),
}

impl Rule {
    fn words(self, centre: Centre) -> String {
        let centre = match centre {
            Centre::Mean => "mean",
            Centre::Median => "median",
        };
        match self {
            Self::ShareOrTwoSd(target, share) => format!(
                "{centre} within {} % of {}, or within 2 sd between replicates if that is more",
                figure(100.0 * share),
                figure(target)
            ),
            Self::Share(target, share) => format!("{centre} within {} % of {}", figure(100.0 * share), figure(target)),
            Self::Distance(target, by) => format!("{centre} within {} of {}", figure(by), figure(target)),
            Self::Between(low, high) => format!("{centre} from {} to {}", figure(low), figure(high)),
            Self::Above(bound) => format!("{centre} above {}", figure(bound)),
            Self::Below(bound) => format!("{centre} below {}", figure(bound)),
            Self::Up => format!("{centre} above 0 by 2 standard errors or more"),
            Self::CanExceed(bound) => format!("95 % quantile over replicates above {}", figure(bound)),
            Self::NoDrift(by) => format!("{centre} within {} of 0, or within 2 standard errors of 0", figure(by)),
            Self::Shown(reason) => format!("not scored: {reason}"),
        }
    }

    fn verdict(self, centre: f64, (sd, count): (f64, usize), band: (f64, f64)) -> Verdict {
        let error = sd / (count.max(1) as f64).sqrt();
        let holds = match self {
            Self::ShareOrTwoSd(target, share) => (centre - target).abs() <= (share * target.abs()).max(2.0 * sd),
            Self::Share(target, share) => (centre - target).abs() <= share * target.abs(),
            Self::Distance(target, by) => (centre - target).abs() <= by,
            Self::Between(low, high) => (low..=high).contains(&centre),
            Self::Above(bound) => centre > bound,
            Self::Below(bound) => centre < bound,
            Self::Up => centre > 0.0 && centre >= 2.0 * error,
            Self::CanExceed(bound) => band.1 > bound,
            Self::NoDrift(by) => centre.abs() <= by.max(2.0 * error),
            Self::Shown(_) => return Verdict::NotScored,
        };
        if holds { Verdict::Holds } else { Verdict::Fails }
    }
}

/// What a row is about, before it is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// Stable name.
    pub id: String,
    /// What is measured.
    pub name: String,
    /// Its class.
    pub class: Class,
}

impl Subject {
    /// A subject.
    pub fn new(id: impl Into<String>, name: impl Into<String>, class: Class) -> Self {
        Self { id: id.into(), name: name.into(), class }
    }

    /// Judges values, one a replicate; those that are not defined are left out.
    pub fn judge(self, target: impl Into<String>, values: &[f64], centre: Centre, rule: Rule) -> Row {
        let mut known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        // In index order: the mean must not depend on the sort.
        let (average, sd) = (mean(&known), variance(&known).sqrt());
        known.sort_by(f64::total_cmp);
        let mut words = rule.words(centre);
        if known.len() * 2 < values.len() || known.is_empty() {
            words.push_str("; not scored: defined in fewer than half of the replicates");
            return self.row(target, None, words, Verdict::NotScored);
        }
        let band = (quantile_sorted(&known, 0.05), quantile_sorted(&known, 0.95));
        let middle = match centre {
            Centre::Mean => average,
            Centre::Median => quantile_sorted(&known, 0.5),
        };
        let sd = if sd.is_finite() { sd } else { 0.0 };
        self.row(target, Some((middle, band.0, band.1)), words, rule.verdict(middle, (sd, known.len()), band))
    }

    /// A row without a number yet.
    pub fn pending(self, target: impl Into<String>, reason: &'static str) -> Row {
        self.row(target, None, Rule::Shown(reason).words(Centre::Mean), Verdict::NotScored)
    }

    /// A pattern of several rows, itself first.
    pub fn group(self, target: impl Into<String>, rows: Vec<Row>) -> Vec<Row> {
        let any = |verdict| rows.iter().any(|row| row.verdict == verdict);
        let verdict = if any(Verdict::Fails) {
            Verdict::Fails
        } else if any(Verdict::Holds) {
            Verdict::Holds
        } else {
            Verdict::NotScored
        };
        let head = self.row(target, None, "holds if each of its scored rows holds".to_owned(), verdict);
        std::iter::once(head).chain(rows).collect()
    }

    fn row(self, target: impl Into<String>, seen: Option<(f64, f64, f64)>, rule: String, verdict: Verdict) -> Row {
        Row {
            id: self.id,
            name: self.name,
            class: self.class,
            target: target.into(),
            simulated: seen.map(|s| s.0),
            low: seen.map(|s| s.1),
            high: seen.map(|s| s.2),
            rule,
            verdict,
            discriminating: None,
        }
    }
}

/// A number for reading: whole from 100 on, else three significant figures without trailing zeros.
pub fn figure(value: f64) -> String {
    if value.abs() >= 99.95 || value == 0.0 || !value.is_finite() {
        return format!("{value:.0}");
    }
    let digits = libm::floor(libm::log10(value.abs())) as i32;
    let decimals = usize::try_from(2 - digits).unwrap_or(0).min(6);
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(values: &[f64], rule: Rule) -> Row {
        Subject::new("X", "x", Class::Emergent).judge("", values, Centre::Mean, rule)
    }

    #[test]
    fn rules_hold_up_to_their_bounds() {
        let values = [9.0, 10.0, 11.0];
        for (rule, verdict) in [
            (Rule::Share(12.5, 0.2), Verdict::Holds),
            (Rule::Share(12.6, 0.2), Verdict::Fails),
            (Rule::ShareOrTwoSd(12.0, 0.01), Verdict::Holds),
            (Rule::ShareOrTwoSd(12.1, 0.01), Verdict::Fails),
            (Rule::Distance(11.0, 1.0), Verdict::Holds),
            (Rule::Between(10.0, 12.0), Verdict::Holds),
            (Rule::Above(10.0), Verdict::Fails),
            (Rule::Below(10.5), Verdict::Holds),
            (Rule::Up, Verdict::Holds),
            (Rule::CanExceed(10.8), Verdict::Holds),
            (Rule::CanExceed(11.0), Verdict::Fails),
            (Rule::NoDrift(10.0), Verdict::Holds),
            (Rule::NoDrift(9.0), Verdict::Fails),
            (Rule::Shown("why"), Verdict::NotScored),
        ] {
            assert_eq!(judge(&values, rule).verdict, verdict, "{rule:?}");
        }
    }

    #[test]
    fn up_asks_for_two_standard_errors() {
        // Mean 1, standard error 1 / sqrt(2) of a sample of two with sd 1, then a narrower one.
        assert_eq!(judge(&[0.3, 1.7], Rule::Up).verdict, Verdict::Fails);
        assert_eq!(judge(&[0.7, 1.3], Rule::Up).verdict, Verdict::Holds);
        assert_eq!(judge(&[0.0], Rule::Up).verdict, Verdict::Fails);
    }

    #[test]
    fn a_row_that_is_mostly_undefined_is_not_scored_and_a_group_needs_all_its_rows() {
        let vague = judge(&[1.0, f64::NAN, f64::NAN], Rule::Above(0.0));
        assert_eq!((vague.verdict, vague.simulated), (Verdict::NotScored, None));
        let (good, bad) = (judge(&[1.0], Rule::Above(0.0)), judge(&[1.0], Rule::Below(0.0)));
        let group = |rows| Subject::new("X", "x", Class::Emergent).group("", rows)[0].verdict;
        assert_eq!(group(vec![good.clone(), vague.clone()]), Verdict::Holds);
        assert_eq!(group(vec![good, bad]), Verdict::Fails);
        assert_eq!(group(vec![vague]), Verdict::NotScored);
    }

    #[test]
    fn figures_are_short() {
        assert_eq!([28_526.0, 0.771_35, 53.0, -0.05, 0.0].map(figure), ["28526", "0.771", "53", "-0.05", "0"]);
    }
}
