//! Summaries of one sample: mean, variance, standard error, quantiles and the bands of a fan chart.
//!
//! Nothing here drops or repairs a value: a NaN in the sample is a NaN in the result.

use serde::Serialize;

/// Arithmetic mean in the unit of the values; NaN without values.
///
/// The sum is corrected by the mean of the residuals, so that a large common level costs no precision.
pub fn mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let first = values.iter().sum::<f64>() / n;
    first + values.iter().map(|x| x - first).sum::<f64>() / n
}

/// Unbiased variance (divisor n − 1) in the squared unit of the values; NaN below two values.
pub fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    let centre = mean(values);
    values.iter().map(|x| (x - centre) * (x - centre)).sum::<f64>() / (values.len() - 1) as f64
}

/// Standard error of the mean of independent values, √(variance / n); NaN below two values.
pub fn standard_error(values: &[f64]) -> f64 {
    (variance(values) / values.len() as f64).sqrt()
}

/// Quantile of values in ascending order: type 7 of Hyndman and Fan (1996), the default of R and NumPy.
///
/// # Panics
/// Without values, or with `p` outside 0 to 1.
pub fn quantile_sorted(sorted: &[f64], p: f64) -> f64 {
    quantile_at(sorted.len(), p, |rank| sorted[rank])
}

/// The same of `count` values of which `at` gives the one of a rank.
fn quantile_at(count: usize, p: f64, at: impl Fn(usize) -> f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "a quantile is asked for at {p}, outside 0 to 1");
    let last = count.checked_sub(1).expect("a quantile needs at least one value");
    let position = p * last as f64;
    let below = (position as usize).min(last);
    let (low, high) = (at(below), at((below + 1).min(last)));
    let part = position - below as f64;
    // Equal neighbours, and infinite ones, come back as they are.
    if part == 0.0 || low == high { low } else { low + (high - low) * part }
}

/// Median and central 50, 80 and 95 % bands of a sample, in its unit, by [`quantile_sorted`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// The 50 % quantile.
    pub median: f64,
    /// The 25 % quantile.
    pub low50: f64,
    /// The 75 % quantile.
    pub high50: f64,
    /// The 10 % quantile.
    pub low80: f64,
    /// The 90 % quantile.
    pub high80: f64,
    /// The 2.5 % quantile.
    pub low95: f64,
    /// The 97.5 % quantile.
    pub high95: f64,
}

impl Band {
    /// The band of values in any order.
    ///
    /// # Panics
    /// Without values.
    pub fn of(values: &[f64]) -> Self {
        let [low95, low80, low50, median, high50, high80, high95] =
            quantiles(values, [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]);
        Self { median, low50, high50, low80, high80, low95, high95 }
    }
}

/// Values up to which a sort is quicker than bringing some of them to their place.
const FEW: usize = 32;

/// Quantiles of values in any order, at rising levels: those of [`quantile_sorted`], but only the values that they need are
/// brought to their place, which for many values takes a third of the time of a sort.
///
/// # Panics
/// As [`quantile_sorted`].
fn quantiles<const N: usize>(values: &[f64], levels: [f64; N]) -> [f64; N] {
    // Whole numbers in the total order of the values compare in one instruction.
    let mut keys: Vec<i64> = values.iter().map(|&value| turn(value.to_bits() as i64)).collect();
    if keys.len() <= FEW {
        keys.sort_unstable();
    } else {
        let last = keys.len() - 1;
        let below = levels.map(|p| (p * last as f64) as usize);
        let mut ranks: Vec<usize> = below.into_iter().flat_map(|rank| [rank.min(last), (rank + 1).min(last)]).collect();
        ranks.sort_unstable();
        ranks.dedup();
        place(&mut keys, &ranks, 0);
    }
    levels.map(|p| quantile_at(keys.len(), p, |rank| f64::from_bits(turn(keys[rank]) as u64)))
}

/// Bits of a number to a whole number in the order of [`f64::total_cmp`], and back.
const fn turn(bits: i64) -> i64 {
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

/// Brings the values of some ranks, in rising order and counted from `first`, to the place that they have in order.
fn place(values: &mut [i64], ranks: &[usize], first: usize) {
    let Some(&middle) = ranks.get(ranks.len() / 2) else { return };
    if values.len() < 2 {
        return;
    }
    let (below, _, above) = values.select_nth_unstable(middle - first);
    place(below, &ranks[..ranks.len() / 2], first);
    place(above, &ranks[ranks.len() / 2 + 1..], middle + 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(seen: f64, expected: f64) {
        assert!((seen - expected).abs() <= 1e-14 * expected.abs().max(1.0), "{seen} is not {expected}");
    }

    const X: [f64; 10] = [3.1, -2.0, 7.25, 0.5, 11.0, 4.4, 4.4, -8.125, 2.0, 6.5];

    /// NumPy 2 and SciPy 1.17.1: `x.mean()`, `x.var(ddof=1)`, `st.sem(x)`, `np.quantile(x, ps)`.
    #[test]
    fn matches_numpy() {
        close(mean(&X), 2.9025);
        close(variance(&X), 28.240340277777776);
        close(standard_error(&X), 1.6804862474229825);
        let mut sorted = X.to_vec();
        sorted.sort_by(f64::total_cmp);
        let ps = [0.0, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 1.0];
        let expected = [-8.125, -6.746875, -2.6125, 0.875, 3.75, 5.975, 7.624999999999998, 10.156250000000002, 11.0];
        for (p, q) in ps.into_iter().zip(expected) {
            close(quantile_sorted(&sorted, p), q);
        }
        let band = Band::of(&X);
        let seen = [band.low95, band.low80, band.low50, band.median, band.high50, band.high80, band.high95];
        for (value, q) in seen.into_iter().zip(&expected[1..]) {
            close(value, *q);
        }
    }

    #[test]
    fn quantiles_of_unordered_values_are_those_of_ordered_ones_to_the_bit() {
        let mut state = 1_u64;
        for n in [1, 2, 3, 5, 8, 13, 40, 41, 1000, 1001] {
            // Few and many equal values, both zeros among them.
            for most in [3, 1000] {
                let values: Vec<f64> = (0..n)
                    .map(|_| {
                        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                        let value = ((state >> 33) % most) as f64;
                        if state >> 63 == 0 { -value } else { value / 7.0 }
                    })
                    .collect();
                let mut sorted = values.clone();
                sorted.sort_by(f64::total_cmp);
                let levels = [0.0, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 1.0];
                let expected = levels.map(|p| quantile_sorted(&sorted, p).to_bits());
                assert_eq!(quantiles(&values, levels).map(f64::to_bits), expected, "{n} values");
            }
        }
    }

    #[test]
    fn limits() {
        assert!(mean(&[]).is_nan() && variance(&[1.0]).is_nan() && standard_error(&[1.0]).is_nan());
        assert_eq!(mean(&[0.1; 7]), 0.1);
        assert_eq!(variance(&[0.1; 7]), 0.0);
        assert_eq!(quantile_sorted(&[4.0], 0.3), 4.0);
        assert_eq!(quantile_sorted(&[4.0, 4.0], 0.3), 4.0);
        assert!(mean(&[1.0, f64::NAN]).is_nan());
    }

    #[test]
    fn a_large_level_costs_no_precision() {
        let shifted: Vec<f64> = (0..1000).map(|i| 1e9 + f64::from(i % 10)).collect();
        assert_eq!(mean(&shifted), 1e9 + 4.5);
        assert!((variance(&shifted) - 8.25 * 1000.0 / 999.0).abs() < 1e-9);
    }

    #[test]
    #[should_panic(expected = "at least one value")]
    fn a_band_of_nothing_is_refused() {
        Band::of(&[]);
    }
}
