//! Standard errors by leaving out groups of parameter draws, for estimates that no formula covers.
//!
//! Draws are what is independent in a study, so whole draws are left out, in at most [`GROUPS`] groups by their order
//! (the delete-a-group jackknife). It draws no random numbers; an estimate that some group does not allow has no error.

use super::mean;

/// Groups at most: the error of the error is then about one in nine, and the work stays small.
const GROUPS: usize = 40;

/// The standard error of `estimate` over `draws`; none below three draws, or where a part of them has no estimate.
pub fn error<T: Copy>(draws: &[T], estimate: impl Fn(&[T]) -> Option<f64>) -> Option<f64> {
    let groups = draws.len().min(GROUPS);
    if groups < 3 {
        return None;
    }
    let mut rest = Vec::with_capacity(draws.len());
    let without: Option<Vec<f64>> = (0..groups)
        .map(|group| {
            rest.clear();
            rest.extend(draws.iter().enumerate().filter(|(at, _)| at % groups != group).map(|(_, &draw)| draw));
            estimate(&rest)
        })
        .collect();
    let without = without?;
    let centre = mean(&without);
    let squares: f64 = without.iter().map(|x| (x - centre) * (x - centre)).sum();
    let g = groups as f64;
    Some((squares * (g - 1.0) / g).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::standard_error;

    #[test]
    fn the_error_of_a_mean_is_its_standard_error() {
        let values: Vec<f64> = (0..30u32).map(|at| f64::from(at * at % 17)).collect();
        let seen = error(&values, |some| Some(mean(some))).unwrap();
        assert!((seen - standard_error(&values)).abs() < 1e-12, "{seen}");
        // In groups of ten it is about the same.
        let many: Vec<f64> = (0..400u32).map(|at| f64::from(at * 7919 % 1009)).collect();
        let seen = error(&many, |some| Some(mean(some))).unwrap();
        assert!((seen / standard_error(&many) - 1.0).abs() < 0.25, "{seen}");
    }

    #[test]
    fn what_has_no_estimate_has_no_error() {
        assert_eq!(error(&[1.0, 2.0], |some| Some(mean(some))), None);
        assert_eq!(error(&[1.0, 2.0, 3.0], |_: &[f64]| None), None);
    }
}
