//! The value of information, from runs already made: what it would be worth to know parameters before choosing.
//!
//! One row a draw: the loss of each option under that draw, as the mean over its replicates (less is better). Knowing a group
//! of parameters is worth the expected loss of the best single choice less the expected loss of choosing by what is known; the
//! conditional expectations come from a regression of the losses on the group (Strong, Oakley and Brennan 2014, *Medical Decision
//! Making* 34:311). Noise of runs is residual in the regression and raises nothing by itself, but a regression that fits noise
//! would: so the value that the same regression finds on parameters shifted against the losses, which can hold no
//! information, is taken off; and the value that a rule learnt on some draws has on the others stands beside it, which cannot
//! be too high. The best of noisy means is too good as well: perfect information is therefore valued on losses whose noise was
//! taken out before, or between two halves of the replicates. It draws no random numbers.

use super::linear::Regression;
use super::{jackknife, mean, standard_error, variance};

/// Shifts of the parameters against the losses.
const SHIFTS: usize = 20;
/// Parts of the draws that rules are learnt without.
const FOLDS: usize = 10;
/// Rows a feature needs.
const ROWS_A_FEATURE: usize = 6;
/// Penalty on slopes of standardised features.
const RIDGE: f64 = 0.01;

/// What it is worth to know something, in the unit of the losses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    /// Estimate; may lie below zero by error.
    pub value: f64,
    /// Its standard error.
    pub error: Option<f64>,
    /// Value of a rule learnt on other draws: no higher than the truth but for its error.
    pub rule: f64,
    /// Its standard error.
    pub rule_error: f64,
    /// Whether it is told from nothing (95 %).
    pub told: bool,
}

/// Least of the means over draws, and where.
fn best(losses: &[&[f64]]) -> (usize, f64) {
    let options = losses.first().map_or(0, |row| row.len());
    let of = |option: usize| mean(&losses.iter().map(|row| row[option]).collect::<Vec<f64>>());
    (0..options).map(|option| (option, of(option))).fold((0, f64::INFINITY), |a, b| if b.1 < a.1 { b } else { a })
}

/// Value of perfect information on losses without noise: mean over draws of what the best choice of each draw saves.
/// With its standard error.
pub fn perfect(losses: &[&[f64]]) -> (f64, f64) {
    let (chosen, _) = best(losses);
    let saved: Vec<f64> =
        losses.iter().map(|row| row[chosen] - row.iter().copied().fold(f64::INFINITY, f64::min)).collect();
    (mean(&saved), if saved.len() > 1 { standard_error(&saved) } else { f64::NAN })
}

/// The same from noisy losses in two halves of the replicates: choose by one half, count by the other, both ways. Noise makes
/// the choice worse and never the count better, so it is no higher than the truth but for its error.
pub fn perfect_between_halves(first: &[&[f64]], second: &[&[f64]]) -> (f64, f64) {
    let half = |choose: &[&[f64]], count: &[&[f64]]| -> Vec<f64> {
        let (chosen, _) = best(count);
        let least = |row: &[f64]| (0..row.len()).fold(0, |best, at| if row[at] < row[best] { at } else { best });
        choose.iter().zip(count).map(|(choose, count)| count[chosen] - count[least(choose)]).collect()
    };
    let both: Vec<f64> = half(first, second).iter().zip(half(second, first)).map(|(a, b)| 0.5 * (a + b)).collect();
    (mean(&both), if both.len() > 1 { standard_error(&both) } else { f64::NAN })
}

/// Value of knowing some parameters, given by draw; `None` where there are too few draws for them or no choice.
pub fn partial(losses: &[&[f64]], parameters: &[Vec<f64>]) -> Option<Worth> {
    if losses.first().is_none_or(|row| row.len() < 2) || losses.len() != parameters.len() {
        return None;
    }
    let features = features(parameters)?;
    let rows: Vec<(&[f64], &[f64])> = features.iter().map(Vec::as_slice).zip(losses.iter().copied()).collect();
    let fitted = value_of_fit(&rows)?;
    let shifted: Vec<f64> = (1..=SHIFTS)
        .filter_map(|shift| {
            let by = shift * rows.len() / (SHIFTS + 1);
            let moved: Vec<(&[f64], &[f64])> =
                (0..rows.len()).map(|at| (rows[(at + by) % rows.len()].0, rows[at].1)).collect();
            value_of_fit(&moved)
        })
        .collect();
    let nothing = if shifted.is_empty() { 0.0 } else { mean(&shifted) };
    let of_shifts = if shifted.len() > 1 { variance(&shifted) } else { 0.0 };
    let error = jackknife::error(&rows, value_of_fit).map(|error| (error * error + of_shifts).sqrt());
    let value = fitted - nothing;
    let (rule, rule_error) = value_of_rule(&rows)?;
    // The shifts show what nothing looks like: the value must stand out of it, too.
    let told = error.is_some_and(|error| value > 1.96 * error) && value > 1.96 * of_shifts.sqrt() && rule > 0.0;
    Some(Worth { value, error, rule, rule_error, told })
}

/// Standardised values of the parameters that vary, with their squares where there are draws enough.
fn features(parameters: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = parameters.len();
    let columns = parameters.first()?.len();
    let scaled: Vec<Vec<f64>> = (0..columns)
        .filter_map(|column| {
            let values: Vec<f64> = parameters.iter().map(|row| row[column]).collect();
            let (centre, sd) = (mean(&values), variance(&values).sqrt());
            (sd > 0.0).then(|| values.iter().map(|value| (value - centre) / sd).collect())
        })
        .collect();
    if scaled.is_empty() || scaled.len() * ROWS_A_FEATURE > n {
        return None;
    }
    let squares = 2 * scaled.len() * ROWS_A_FEATURE <= n;
    let row = |at: usize| {
        let mut row: Vec<f64> = scaled.iter().map(|column| column[at]).collect();
        if squares {
            row.extend(scaled.iter().map(|column| column[at] * column[at] - 1.0));
        }
        row
    };
    Some((0..n).map(row).collect())
}

fn fit(rows: &[(&[f64], &[f64])]) -> Option<Regression> {
    let (features, losses): (Vec<&[f64]>, Vec<&[f64]>) = rows.iter().copied().unzip();
    Regression::fit(&features, &losses, &vec![1.0; rows.len()], RIDGE)
}

/// Least mean loss less mean of the least fitted loss.
fn value_of_fit(rows: &[(&[f64], &[f64])]) -> Option<f64> {
    let fit = fit(rows)?;
    let losses: Vec<&[f64]> = rows.iter().map(|(_, losses)| *losses).collect();
    let least: Vec<f64> =
        rows.iter().map(|(features, _)| fit.at(features).into_iter().fold(f64::INFINITY, f64::min)).collect();
    Some(best(&losses).1 - mean(&least))
}

/// What a rule saves that was learnt without the draw it is used on.
fn value_of_rule(rows: &[(&[f64], &[f64])]) -> Option<(f64, f64)> {
    let mut saved = vec![0.0; rows.len()];
    for fold in 0..FOLDS {
        let others: Vec<(&[f64], &[f64])> =
            rows.iter().enumerate().filter(|(at, _)| at % FOLDS != fold).map(|(_, row)| *row).collect();
        let learnt = fit(&others)?;
        let known: Vec<&[f64]> = others.iter().map(|(_, losses)| *losses).collect();
        let (chosen, _) = best(&known);
        for at in (fold..rows.len()).step_by(FOLDS) {
            let expected = learnt.at(rows[at].0);
            let choice = (0..expected.len()).fold(0, |best, at| if expected[at] < expected[best] { at } else { best });
            saved[at] = rows[at].1[chosen] - rows[at].1[choice];
        }
    }
    Some((mean(&saved), standard_error(&saved)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::lcg::Lcg;

    /// Loss of acting: 0.3 + x + 0.5 y, noise of runs with standard deviation 1.5 on each half of the replicates; loss of not
    /// acting: 0. Columns: acting in both halves, x, y, and z that does nothing.
    fn case(n: usize) -> Vec<[f64; 5]> {
        let mut rng = Lcg(8);
        (0..n)
            .map(|_| {
                let (x, y, z) = (rng.normal(), rng.normal(), rng.normal());
                let loss = 0.3 + x + 0.5 * y;
                [loss + 1.5 * rng.normal(), loss + 1.5 * rng.normal(), x, y, z]
            })
            .collect()
    }

    /// E max(0, −D) for D normal with mean m and standard deviation s, where not acting is the best choice: m > 0.
    fn exact(m: f64, s: f64) -> f64 {
        let density = libm::exp(-0.5 * (m / s) * (m / s)) / (2.0 * std::f64::consts::PI).sqrt();
        s * density - m * 0.5 * libm::erfc(m / s * std::f64::consts::FRAC_1_SQRT_2)
    }

    #[test]
    fn a_linear_normal_case_has_its_known_values() {
        let rows = case(4000);
        let losses: Vec<[f64; 2]> = rows.iter().map(|row| [0.0, 0.5 * (row[0] + row[1])]).collect();
        let losses: Vec<&[f64]> = losses.iter().map(<[f64; 2]>::as_slice).collect();
        let know = |columns: &[usize]| -> Worth {
            let values: Vec<Vec<f64>> = rows.iter().map(|row| columns.iter().map(|&at| row[at]).collect()).collect();
            partial(&losses, &values).unwrap()
        };
        for (columns, sd) in [(&[2usize][..], 1.0), (&[3], 0.5), (&[2, 3], 1.25_f64.sqrt())] {
            let (seen, exact) = (know(columns), exact(0.3, sd));
            let error = seen.error.unwrap();
            assert!((seen.value - exact).abs() < 3.0 * error + 0.005 && error < 0.05, "{columns:?}: {seen:?} {exact}");
            assert!(seen.told && (seen.rule - exact).abs() < 4.0 * seen.rule_error, "{columns:?}: {seen:?} {exact}");
        }
        let nothing = know(&[4]);
        assert!(!nothing.told && nothing.value.abs() < 0.01, "{nothing:?}");
        // All of it: the noisy means are too good, the halves are not.
        let all = exact(0.3, 1.25_f64.sqrt());
        let (naive, _) = perfect(&losses);
        assert!(naive > 1.2 * all, "{naive} {all}");
        let half = |at: usize| -> Vec<[f64; 2]> { rows.iter().map(|row| [0.0, row[at]]).collect() };
        let (first, second) = (half(0), half(1));
        let slices = |half: &'_ [[f64; 2]]| -> Vec<Vec<f64>> { half.iter().map(|row| row.to_vec()).collect() };
        let (first, second) = (slices(&first), slices(&second));
        let (a, b): (Vec<&[f64]>, Vec<&[f64]>) =
            (first.iter().map(Vec::as_slice).collect(), second.iter().map(Vec::as_slice).collect());
        let (between, error) = perfect_between_halves(&a, &b);
        assert!(between < all + 2.0 * error && between > 0.3 * all, "{between} {all}");
        let exactly: Vec<[f64; 2]> = rows.iter().map(|row| [0.0, 0.3 + row[2] + 0.5 * row[3]]).collect();
        let exactly: Vec<&[f64]> = exactly.iter().map(<[f64; 2]>::as_slice).collect();
        let (seen, error) = perfect(&exactly);
        assert!((seen - all).abs() < 3.0 * error, "{seen} {all}");
    }

    #[test]
    fn few_draws_do_not_make_information_out_of_nothing() {
        let mut told = 0;
        for start in 0..20 {
            let mut rng = Lcg(start + 100);
            let losses: Vec<[f64; 2]> = (0..100).map(|_| [0.0, 0.2 + rng.normal()]).collect();
            let losses: Vec<&[f64]> = losses.iter().map(<[f64; 2]>::as_slice).collect();
            let values: Vec<Vec<f64>> = (0..100).map(|_| (0..8).map(|_| rng.normal()).collect()).collect();
            told += u32::from(partial(&losses, &values).unwrap().told);
        }
        assert!(told <= 2, "{told} of 20");
        let losses: Vec<&[f64]> = vec![&[0.0, 1.0]; 20];
        assert!(partial(&losses, &vec![vec![1.0; 8]; 20]).is_none(), "nothing varies");
    }
}
