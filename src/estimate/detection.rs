//! How long a record would have to go on before a lasting change of its level shows in it.
//!
//! The record is logarithms of monthly totals, calendar months taken out; what is left is taken for a first-order
//! autoregression. A change of level between the months before and the months after is called visible when a two-sided test
//! at 5 % would find it in four of five such records. The noise is estimated and then taken as known, which flatters the
//! test a little. Nothing here looks at the record for an effect.

use super::mean;

/// 97.5 % and 80 % points of the standard normal, added up: level 0.05 on two sides, power 0.8.
const LEVEL_AND_POWER: f64 = 1.959963984540054 + 0.8416212335729143;
/// Above it the level of a record is hardly a level.
const MOST_AUTOCORRELATION: f64 = 0.95;

/// What a record varies by when its months of the year are taken out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// Months of the record.
    pub months: usize,
    /// Standard deviation of the logarithm.
    pub sd: f64,
    /// Correlation of one month with the next, corrected for the shortness of the record (Kendall 1954, Biometrika 41:403).
    pub autocorrelation: f64,
}

impl Noise {
    /// The noise of months in order, with a covariate taken out by least squares if there is one.
    ///
    /// `calendar_month[i]` is 1–12. `None` if there are fewer than two years or nothing varies.
    pub fn of(logs: &[f64], calendar_month: &[usize], covariate: Option<&[f64]>) -> Option<Self> {
        let n = logs.len();
        if n < 24 || calendar_month.len() != n {
            return None;
        }
        let mut rest = without_season(logs, calendar_month);
        let mut fitted = 12.0;
        if let Some(covariate) = covariate {
            let x = without_season(covariate, calendar_month);
            let squares: f64 = x.iter().map(|x| x * x).sum();
            if squares > 0.0 {
                let slope = x.iter().zip(&rest).map(|(x, y)| x * y).sum::<f64>() / squares;
                rest.iter_mut().zip(&x).for_each(|(y, x)| *y -= slope * x);
                fitted += 1.0;
            }
        }
        let squares: f64 = rest.iter().map(|x| x * x).sum();
        if squares.is_nan() || squares <= 0.0 {
            return None;
        }
        let seen = rest.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / squares;
        let n = n as f64;
        Some(Self {
            months: logs.len(),
            sd: (squares / (n - fitted)).sqrt(),
            autocorrelation: ((n * seen + 1.0) / (n - 4.0)).clamp(0.0, MOST_AUTOCORRELATION),
        })
    }

    /// Standard deviation of (mean of the `after` months that follow − mean of the record's months).
    pub fn sd_of_change(&self, after: usize) -> f64 {
        let (a, phi) = (self.autocorrelation, |k: usize| libm::pow(self.autocorrelation, k as f64));
        let of_mean = |m: usize| {
            let lagged: f64 = (1..m).map(|k| (1.0 - k as f64 / m as f64) * phi(k)).sum();
            (1.0 + 2.0 * lagged) / m as f64
        };
        let sum = |m: usize| (1.0 - phi(m)) / (1.0 - a);
        let between = a * sum(self.months) * sum(after) / (self.months as f64 * after as f64);
        self.sd * (of_mean(self.months) + of_mean(after) - 2.0 * between).max(0.0).sqrt()
    }

    /// Least number of months after the change, up to `most`, in which it is visible; `None` if it is not by then.
    pub fn months_to_see(&self, log_change: f64, most: usize) -> Option<usize> {
        (1..=most).find(|&after| log_change.abs() >= LEVEL_AND_POWER * self.sd_of_change(after))
    }

    /// Least change of the logarithm that is visible in a number of months.
    pub fn least_visible(&self, after: usize) -> f64 {
        LEVEL_AND_POWER * self.sd_of_change(after)
    }
}

fn without_season(values: &[f64], calendar_month: &[usize]) -> Vec<f64> {
    let of_month = |month: usize| -> Vec<f64> {
        values.iter().zip(calendar_month).filter(|(_, at)| **at == month).map(|(value, _)| *value).collect()
    };
    let means: Vec<f64> = (0..=12).map(|month| mean(&of_month(month))).collect();
    values.iter().zip(calendar_month).map(|(value, &month)| value - means[month]).collect()
}

#[cfg(test)]
mod tests;
