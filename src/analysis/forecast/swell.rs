//! Mean wind of the day from night winds: what the swell term of the sea needs and a user's file may not hold.
//!
//! Least squares on the record to the forecast origin, `v_t = a + b w_t + c w_(t+1)`, w the night wind: the night of day
//! t + 1 begins at 22:00 of day t. Over 2018-01-01 to 2024-11-04 it explains 87 % of the variance (`r_squared`); where the
//! next night is not known, `v_t = a' + b' w_t` (78 %). The residual, sd 1.2 m/s, is not drawn: at the swell slope of 0.3
//! it is small against the sea's own residual. Fills no missing night.

use super::days_file::WindDay;
use crate::evidence::SeaDay;
use crate::model::ModelError;
use crate::model::submodels::wind::least_squares;

/// Regression of the day mean on nights.
#[derive(Debug, Clone, PartialEq)]
pub struct DayMean {
    both: [f64; 3],
    own: [f64; 2],
    /// Share of the variance that both nights explain, and that the day's own night does.
    pub r_squared: [f64; 2],
}

impl DayMean {
    /// Fits consecutive days of a record.
    ///
    /// # Errors
    /// [`ModelError::Input`] if the record is too short to tell.
    pub fn fit(record: &[SeaDay]) -> Result<Self, ModelError> {
        let short = || ModelError::Input { reason: "the record of wind is too short to derive day means".to_owned() };
        let pairs: Vec<_> = record.windows(2).filter(|pair| pair[1].day.since(pair[0].day) == 1).collect();
        let target: Vec<f64> = pairs.iter().map(|pair| pair[0].wind_mean_ms).collect();
        let nights = |pair: &&[SeaDay]| [1.0, pair[0].wind_night_mean_ms, pair[1].wind_night_mean_ms];
        let both_rows: Vec<[f64; 3]> = pairs.iter().map(nights).collect();
        let own_rows: Vec<[f64; 2]> = both_rows.iter().map(|row| [row[0], row[1]]).collect();
        let both = least_squares::fit(&both_rows, &target).ok_or_else(short)?;
        let own = least_squares::fit(&own_rows, &target).ok_or_else(short)?;
        let total = crate::estimate::variance(&target) * (target.len() - 1) as f64;
        let left = |fitted: Vec<f64>| fitted.iter().zip(&target).map(|(x, y)| (x - y) * (x - y)).sum::<f64>();
        let of_both = left(both_rows.iter().map(|row| dot(&both, row)).collect());
        let of_own = left(own_rows.iter().map(|row| dot(&own, row)).collect());
        Ok(Self { both, own, r_squared: [1.0 - of_both / total, 1.0 - of_own / total] })
    }

    /// Days with both winds: the given mean where there is one, otherwise the regression's.
    pub fn complete(&self, days: &[WindDay]) -> Vec<SeaDay> {
        let of_day = |(at, row): (usize, &WindDay)| {
            let next = days.get(at + 1).filter(|next| next.day.since(row.day) == 1);
            let derived = next.map_or_else(
                || dot(&self.own, &[1.0, row.night]),
                |next| dot(&self.both, &[1.0, row.night, next.night]),
            );
            let wind_mean_ms = row.mean.unwrap_or(derived.max(0.0));
            SeaDay { day: row.day, wind_mean_ms, wind_night_mean_ms: row.night }
        };
        days.iter().enumerate().map(of_day).collect()
    }
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::sea;

    #[test]
    fn the_record_allows_it_as_the_module_says() {
        let fit = DayMean::fit(sea()).unwrap();
        assert!((fit.r_squared[0] - 0.87).abs() < 0.005, "{:?}", fit.r_squared);
        assert!((fit.r_squared[1] - 0.78).abs() < 0.005, "{:?}", fit.r_squared);
    }

    #[test]
    fn given_means_stay_and_gaps_use_the_own_night() {
        let fit = DayMean::fit(sea()).unwrap();
        let day = |n: i32, night: f64, mean| WindDay { day: sea()[0].day.plus(n), night, mean };
        let full = fit.complete(&[day(0, 4.0, Some(9.0)), day(1, 4.0, None), day(2, 12.0, None), day(4, 4.0, None)]);
        assert_eq!(full[0].wind_mean_ms, 9.0);
        assert!(full[1].wind_mean_ms > full[3].wind_mean_ms, "the gale that follows has begun the evening before");
        assert!(full.iter().all(|row| row.wind_mean_ms > 0.0));
    }
}
