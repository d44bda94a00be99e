//! Statistics of the days of a path: dispersion, memory, spells. The same for the record, runs and forecasts.
//!
//! Pure functions of a slice of people by day; where one is not defined it is NaN and never a stand-in value.

use crate::estimate::{mean, variance};

/// Share of days without arrivals.
pub fn zero_share(days: &[f64]) -> f64 {
    days.iter().filter(|&&n| n == 0.0).count() as f64 / days.len() as f64
}

/// Variance over mean.
pub fn variance_over_mean(days: &[f64]) -> f64 {
    variance(days) / mean(days)
}

/// Share of the people on the busiest tenth of days.
pub fn top_tenth_share(days: &[f64]) -> f64 {
    let mut days = days.to_vec();
    days.sort_by(|a, b| b.total_cmp(a));
    let top = (days.len() as f64 * 0.1).round() as usize;
    days[..top].iter().sum::<f64>() / days.iter().sum::<f64>()
}

/// Lag-1 autocorrelation of whether a day had arrivals.
pub fn indicator_autocorrelation(days: &[f64]) -> f64 {
    autocorrelation(&days.iter().map(|&n| f64::from(n > 0.0)).collect::<Vec<_>>(), 1)
}

/// Autocorrelation of `ln(1 + n)` at a lag in days.
pub fn log_autocorrelation(days: &[f64], lag: usize) -> f64 {
    autocorrelation(&days.iter().map(|&n| libm::log1p(n)).collect::<Vec<_>>(), lag)
}

fn autocorrelation(x: &[f64], lag: usize) -> f64 {
    let m = mean(x);
    let products: f64 = x.iter().zip(x.iter().skip(lag)).map(|(a, b)| (a - m) * (b - m)).sum();
    products / x.iter().map(|x| (x - m) * (x - m)).sum::<f64>()
}

/// Lengths of the runs of days with (`open`) or without arrivals, cut at the ends.
pub fn spells(days: &[f64], open: bool) -> Vec<f64> {
    let runs = days.chunk_by(|a, b| (*a > 0.0) == (*b > 0.0)).filter(|run| (run[0] > 0.0) == open);
    runs.map(|run| run.len() as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_path_by_hand() {
        let days = [0.0, 0.0, 30.0, 10.0, 0.0, 0.0, 0.0, 50.0, 0.0, 10.0];
        assert_eq!(zero_share(&days), 0.6);
        assert_eq!(top_tenth_share(&days), 0.5);
        assert_eq!(spells(&days, true), [2.0, 1.0, 1.0]);
        assert_eq!(spells(&days, false), [2.0, 3.0, 1.0]);
        assert!((variance_over_mean(&days) - 2600.0 / 9.0 / 10.0).abs() < 1e-12);
        assert!((indicator_autocorrelation(&[0.0, 1.0, 0.0, 1.0]) + 0.75).abs() < 1e-12);
        assert!(log_autocorrelation(&[3.0; 5], 1).is_nan());
    }
}
