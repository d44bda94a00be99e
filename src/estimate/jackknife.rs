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
