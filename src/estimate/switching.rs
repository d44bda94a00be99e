//! Switching values: where a parameter would have to be for a difference to change its sign.
//!
//! The difference is regressed on the parameter over draws, each draw with the mean over its replicates; the switching value is
//! where the line crosses zero. It is told only if the slope is, if its interval by Fieller's theorem is finite, and if it
//! lies where draws are: a line says nothing about values that nobody drew.

use super::{mean, t_quantile_975};

/// What is said about one parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The sign changes at a value within the range of the draws.
    Switches,
    /// The slope is told, and the sign stays the same over the whole range.
    Stays,
    /// The slope is not told from zero.
    NotTold,
}

/// A parameter and a difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Switching {
    /// Change of the difference for one unit of the parameter.
    pub slope: f64,
    /// Its standard error.
    pub slope_error: f64,
    /// Where the line crosses zero; only where the verdict is that it switches.
    pub value: Option<f64>,
    /// The 95 % interval of that value, where it is finite.
    pub interval: Option<(f64, f64)>,
    /// Least and greatest value drawn.
    pub range: (f64, f64),
    /// What can be said.
    pub verdict: Verdict,
}

/// Regresses differences on a parameter; `None` below five draws or where it does not vary.
///
/// With `tests` parameters looked at together, a slope counts as told at the level 0.05 shared among them (Bonferroni).
pub fn switching(differences: &[f64], values: &[f64], tests: usize) -> Option<Switching> {
    let n = differences.len() as f64;
    if differences.len() < 5 {
        return None;
    }
    let (centre, middle) = (mean(values), mean(differences));
    let squares: f64 = values.iter().map(|x| (x - centre) * (x - centre)).sum();
    if squares <= 0.0 {
        return None;
    }
    let slope = values.iter().zip(differences).map(|(x, y)| (x - centre) * (y - middle)).sum::<f64>() / squares;
    let residuals = values.iter().zip(differences).map(|(x, y)| y - middle - slope * (x - centre));
    let residual = residuals.map(|rest| rest * rest).sum::<f64>() / (n - 2.0);
    let slope_error = (residual / squares).sqrt();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let p = libm::erfc(slope.abs() / slope_error * std::f64::consts::FRAC_1_SQRT_2);
    let told = slope_error == 0.0 && slope != 0.0 || p * (tests.max(1) as f64) < 0.05;
    let nothing =
        Switching { slope, slope_error, value: None, interval: None, range: (low, high), verdict: Verdict::NotTold };
    if !told {
        return Some(nothing);
    }
    let value = centre - middle / slope;
    if !(low..=high).contains(&value) {
        return Some(Switching { verdict: Verdict::Stays, ..nothing });
    }
    Some(Switching {
        value: Some(value),
        interval: fieller(middle, residual / n, slope, slope_error, n).map(|(a, b)| (centre + a, centre + b)),
        verdict: Verdict::Switches,
        ..nothing
    })
}

/// The interval of −middle / slope; the two are uncorrelated, as the parameter is centred.
fn fieller(middle: f64, middle_variance: f64, slope: f64, slope_error: f64, n: f64) -> Option<(f64, f64)> {
    let t = t_quantile_975((n - 2.0).max(1.0));
    let a = slope * slope - t * t * slope_error * slope_error;
    let b = middle * slope;
    let c = middle * middle - t * t * middle_variance;
    let inside = b * b - a * c;
    (a > 0.0 && inside >= 0.0).then(|| {
        let root = inside.sqrt();
        ((-b - root) / a, (-b + root) / a)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::lcg::Lcg;

    #[test]
    fn a_known_crossing_is_found_and_covered() {
        let mut rng = Lcg(4);
        let mut covered = 0;
        for _ in 0..200 {
            let values: Vec<f64> = (0..80).map(|_| 10.0 + 3.0 * rng.normal()).collect();
            // Crosses zero at 12.
            let differences: Vec<f64> = values.iter().map(|x| 2.0 * (x - 12.0) + 4.0 * rng.normal()).collect();
            let seen = switching(&differences, &values, 10).unwrap();
            assert_eq!(seen.verdict, Verdict::Switches);
            let (low, high) = seen.interval.unwrap();
            covered += u32::from((low..=high).contains(&12.0));
        }
        assert!((180..=199).contains(&covered), "{covered} of 200");
    }

    #[test]
    fn what_does_not_matter_or_lies_beyond_the_draws_has_no_value() {
        let mut rng = Lcg(6);
        let values: Vec<f64> = (0..80).map(|_| rng.normal()).collect();
        let noise: Vec<f64> = (0..80).map(|_| 1.0 + rng.normal()).collect();
        assert_eq!(switching(&noise, &values, 20).unwrap().verdict, Verdict::NotTold);
        let far: Vec<f64> = values.iter().map(|x| 50.0 + 2.0 * x + rng.normal()).collect();
        let seen = switching(&far, &values, 20).unwrap();
        assert_eq!((seen.verdict, seen.value), (Verdict::Stays, None));
        assert!(switching(&noise, &[1.0; 80], 1).is_none());
    }
}
