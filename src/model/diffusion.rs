//! The reference path of awareness, fitted to the arrivals that were known on the forecast origin.
//!
//! Knowledge of the route spreads along `A(t) = logistic(k (t - m))` while demand for irregular ways stays about flat, so
//! arrivals are roughly `D A(t)`. k, m and D are those of least squares on log arrivals in windows of a year that end on
//! the origin (thirds of the record while it is shorter than three years) around the mean of A over each, weighted by one
//! over its variance: chance `1 / n` and 0.09 for what else moves a year (row M21 and the surge of one origin: yearly totals move by 30 % and more).
//! A forecast from an earlier origin so divides by the path that was plausible then. Two numbers come out; the level D is
//! not used. It reads no day after the origin.

use super::ModelError;
use super::submodels::sea::logistic;
use crate::evidence::DailyArrivals;
use crate::quantity::Day;

/// Days of a window.
const WINDOW: usize = 365;
/// Variance of a year's log arrivals beside chance.
const YEAR_VARIANCE: f64 = 0.09;

/// Reference path of awareness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diffusion {
    /// Speed k, a year.
    pub rate: f64,
    /// Time in years at which half of the people know of the boat, m.
    pub middle: f64,
}

impl Diffusion {
    /// Fits the path to daily arrivals, the last row on the origin.
    ///
    /// # Errors
    /// [`ModelError::Input`] if no window holds an arrival.
    pub fn fit(record: &[DailyArrivals]) -> Result<Self, ModelError> {
        let window = WINDOW.min(record.len() / 3).max(1);
        let totals: Vec<Window> = record
            .rchunks_exact(window)
            .map(|days| {
                let [first, last] = [days[0].day, days[days.len() - 1].day.plus(1)].map(Day::decimal_year);
                (first, last, days.iter().map(|row| f64::from(row.people)).sum())
            })
            .filter(|&(_, _, people): &(f64, f64, f64)| people > 0.0)
            .map(|(first, last, people)| Window {
                first,
                last,
                log_people: libm::log(people),
                weight: 1.0 / (1.0 / people + YEAR_VARIANCE),
            })
            .collect();
        if totals.is_empty() {
            let reason =
                "there are no arrivals before the forecast origin to fit the spread of awareness to".to_owned();
            return Err(ModelError::Input { reason });
        }
        let (first, last) = (totals[totals.len() - 1].first, totals[0].last);
        // A coarse search over the whole plausible range, then a fine one around its best: the sum of squares is smooth.
        let coarse = best(&totals, (0.6, 4.0, 0.05), (first, last + 1.5, 0.1));
        let fine = best(
            &totals,
            (coarse.rate - 0.05, coarse.rate + 0.05, 0.005),
            (coarse.middle - 0.1, coarse.middle + 0.1, 0.01),
        );
        Ok(fine)
    }

    /// Share of people at the choice who know of the boat, at a time in years.
    pub fn share(&self, year: f64) -> f64 {
        logistic(self.rate * (year - self.middle))
    }

    /// Mean of that share between two times in years: the integral of a logistic is a logarithm.
    fn mean_share(&self, first: f64, last: f64) -> f64 {
        let integral = |year: f64| {
            let x = self.rate * (year - self.middle);
            x.max(0.0) + libm::log1p(libm::exp(-x.abs()))
        };
        (integral(last) - integral(first)) / (self.rate * (last - first))
    }
}

/// People who arrived between two times in years, as a fit takes them.
#[derive(Debug, Clone, Copy)]
struct Window {
    first: f64,
    last: f64,
    log_people: f64,
    weight: f64,
}

/// The path of least squares on a grid, `(from, to, step)` each; the first of equals.
fn best(totals: &[Window], rates: (f64, f64, f64), middles: (f64, f64, f64)) -> Diffusion {
    let grid = |(from, to, step): (f64, f64, f64)| {
        let points = ((to - from) / step).round() as usize;
        (0..=points).map(move |at| from + step * at as f64)
    };
    let mut found = (f64::INFINITY, Diffusion { rate: rates.0, middle: middles.0 });
    let weights: f64 = totals.iter().map(|window| window.weight).sum();
    let mut gaps = Vec::with_capacity(totals.len());
    for rate in grid(rates) {
        for middle in grid(middles) {
            let path = Diffusion { rate, middle };
            gaps.clear();
            gaps.extend(
                totals.iter().map(|window| window.log_people - libm::log(path.mean_share(window.first, window.last))),
            );
            let sum = squares(totals, &gaps, weights);
            if sum < found.0 {
                found = (sum, path);
            }
        }
    }
    found.1
}

/// Weighted squares of the gaps between log arrivals and a path, at the level that fits best.
fn squares(totals: &[Window], gaps: &[f64], weights: f64) -> f64 {
    let weighted = || totals.iter().map(|window| window.weight).zip(gaps);
    let level = weighted().map(|(weight, gap)| gap * weight).sum::<f64>() / weights;
    weighted().map(|(weight, gap)| weight * (gap - level) * (gap - level)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::daily;

    fn as_of(date: &str) -> Diffusion {
        let origin: Day = date.parse().unwrap();
        let known: Vec<_> = daily().iter().filter(|row| row.day <= origin).copied().collect();
        Diffusion::fit(&known).unwrap()
    }

    #[test]
    fn a_logistic_record_gives_its_own_path_back() {
        let path = Diffusion { rate: 1.9, middle: 2020.6 };
        let record: Vec<_> = daily()
            .iter()
            .map(|row| DailyArrivals { people: (1e5 * path.share(row.day.decimal_year())) as u32, ..*row })
            .collect();
        let fit = Diffusion::fit(&record).unwrap();
        // Counts are rounded down to whole people, which the first months feel.
        assert!((fit.rate / path.rate - 1.0).abs() < 0.02, "{fit:?}");
        assert!((fit.middle - path.middle).abs() < 0.03, "{fit:?}");
    }

    #[test]
    fn each_origin_has_the_path_that_was_known_then() {
        let (early, late) = (as_of("2021-12-31"), as_of("2024-11-04"));
        assert!(late.share(2023.5) > 0.97 && late.share(2018.5) < 0.02, "{late:?}");
        // At the end of 2021 the growth of that year still looked like the middle of the spread.
        assert!(early.share(2022.0) < 0.85 && early.middle > 2021.2, "{early:?}");
        assert_eq!(as_of("2024-11-04"), late);
        for short in ["2018-12-31", "2020-06-30"] {
            assert!(as_of(short).rate > 0.0, "{short}");
        }
        assert!(Diffusion::fit(&[]).is_err());
    }
}
