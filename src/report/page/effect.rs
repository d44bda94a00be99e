//! A row of `comparison.csv`: the effect of a policy on one metric over one period, with everything that qualifies it.
//!
//! Reads by name, so that an older table without the distribution of the expected effect gives less and is no fault.

use super::figure::Figure;
use super::finished::Finished;
use super::sheet::Row;

/// An interval: lower and upper end.
pub type Ends = (Figure, Figure);

/// What the table says about one effect.
#[derive(Debug, Clone)]
pub struct Effect {
    /// Mean of policy minus baseline.
    pub mean: Figure,
    /// Interval of the mean: Monte Carlo error.
    pub interval: Option<Ends>,
    /// The same as a share of the baseline's mean.
    pub relative: Option<Figure>,
    /// Interval of that share.
    pub relative_interval: Option<Ends>,
    /// Differences of single runs, 95 %.
    pub single_runs: Option<Ends>,
    /// The expected effect over parameter draws, 95 %; `None` where the design cannot tell it.
    pub expected: Option<Ends>,
    /// Probability that the expected effect is below zero.
    pub below_zero: Option<Figure>,
    /// Share of the variance between draws that goes with assumed parameters, and its error.
    pub grade_c_share: Option<(Figure, Figure)>,
    /// How many times more unpaired runs would give the same error.
    pub reduction: Option<Figure>,
    /// `holds`, `weak`, `decayed` or `identical`.
    pub pairing: String,
    /// What the row cannot tell.
    pub note: String,
    /// Whether no run differs.
    pub identical: bool,
}

/// What the interval of the mean says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Below zero.
    Fewer,
    /// Above zero.
    More,
    /// It holds zero, or there is none.
    NotTold,
}

impl Effect {
    /// The effect of a policy over the period that policies are judged by, under the scenarios' own structure.
    pub fn judged(study: &Finished, policy: &str, metric: &str) -> Option<Self> {
        Self::of(Self::row(study, policy, metric)?)
    }

    /// The row of that effect.
    pub fn row<'a>(study: &'a Finished, policy: &str, metric: &str) -> Option<Row<'a>> {
        let sheet = study.sheets.comparison.as_ref()?;
        let (period, _, _) = study.judged();
        let baseline = study.baseline().name.as_str();
        let keys = [("scenario", policy), ("baseline", baseline), ("metric", metric), ("period", period)];
        sheet.matching(keys).find(|row| matches!(row.text("structure"), "" | "scenario"))
    }

    fn of(row: Row<'_>) -> Option<Self> {
        let error = row.number("mc_standard_error");
        let mean = row.figure("mean_difference")?.known_to(error);
        let ends = |low: &str, high: &str, error: Option<f64>| {
            Some((row.figure(low)?.known_to(error).signed(), row.figure(high)?.known_to(error).signed()))
        };
        let share = row.figure("relative_difference_share");
        let width = row.number("relative_high95_share").zip(row.number("relative_low95_share"));
        // A 95 % interval is about four standard errors wide.
        let share_error = width.map(|(high, low)| (high - low) / 4.0);
        let percent = |(low, high): Ends| (low.percent(), high.percent());
        let note = row.text("note").to_owned();
        // Without variance between draws the band is a point, which is not knowledge but its lack.
        let is_told = row.number("expected_sd").is_some_and(|sd| sd > 0.0);
        Some(Self {
            relative: share.map(|share| share.known_to(share_error).percent().signed()),
            relative_interval: ends("relative_low95_share", "relative_high95_share", share_error).map(percent),
            interval: ends("mean_low95", "mean_high95", error),
            single_runs: ends("spread_low95", "spread_high95", error),
            expected: ends("expected_low95", "expected_high95", error).filter(|_| is_told),
            below_zero: row.figure("expected_below_zero_prob").filter(|_| is_told).map(Figure::probability),
            grade_c_share: row.figure("grade_c_share").zip(row.figure("grade_c_mc_error_share")),
            reduction: row.figure("variance_reduction_factor"),
            pairing: row.text("pairing").to_owned(),
            note,
            identical: row.text("identical") == "true",
            mean: mean.signed(),
        })
    }

    /// What the interval of the mean says.
    pub fn direction(&self) -> Direction {
        match &self.interval {
            Some((_, high)) if high.value < 0.0 => Direction::Fewer,
            Some((low, _)) if low.value > 0.0 => Direction::More,
            _ => Direction::NotTold,
        }
    }
}
