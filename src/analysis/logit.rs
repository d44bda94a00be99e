//! Logistic regression by Newton's steps, for the hurdle models that the simulator is held against.
//!
//! Coefficients come from a fixed number of steps in a fixed order of operations. It does not look for separated data.

/// Steps; from zero the fits of this program settle to rounding within ten.
const STEPS: usize = 25;

/// Maximum-likelihood coefficients of whether something happened on rows of regressors.
pub fn fit<const N: usize>(rows: &[([f64; N], bool)]) -> [f64; N] {
    let mut logit = [0.0; N];
    for _ in 0..STEPS {
        let mut gradient = [0.0; N];
        let mut curvature = [[0.0; N]; N];
        for (x, happened) in rows {
            let p = chance(&logit, x);
            for row in 0..N {
                gradient[row] += (f64::from(*happened) - p) * x[row];
                for column in 0..N {
                    curvature[row][column] += p * (1.0 - p) * x[row] * x[column];
                }
            }
        }
        let step = solve(curvature, gradient);
        logit.iter_mut().zip(step).for_each(|(value, step)| *value += step);
    }
    logit
}

/// Probability under coefficients.
pub fn chance<const N: usize>(logit: &[f64; N], x: &[f64; N]) -> f64 {
    let sum: f64 = logit.iter().zip(x).map(|(a, b)| a * b).sum();
    1.0 / (1.0 + libm::exp(-sum))
}

/// Solves a positive definite system by elimination.
fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for pivot in 0..N {
        let pivot_row = a[pivot];
        for row in pivot + 1..N {
            let factor = a[row][pivot] / pivot_row[pivot];
            for column in pivot..N {
                a[row][column] -= factor * pivot_row[column];
            }
            b[row] -= factor * b[pivot];
        }
    }
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|column| a[row][column] * b[column]).sum();
        b[row] = (b[row] - known) / a[row][row];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elimination_solves() {
        let mut a = [[0.0; 5]; 5];
        for (i, row) in a.iter_mut().enumerate() {
            row.fill(1.0);
            row[i] = 3.0;
        }
        let b = a.map(|row| row.iter().enumerate().map(|(i, x)| x * i as f64).sum());
        assert!(solve(a, b).iter().enumerate().all(|(i, x)| (x - i as f64).abs() < 1e-9));
    }

    #[test]
    fn shares_of_two_groups_are_their_odds() {
        let row = |group: f64, happened| ([1.0, group], happened);
        let mut rows = vec![row(0.0, true); 30];
        rows.extend(vec![row(0.0, false); 10]);
        rows.extend(vec![row(1.0, true); 5]);
        rows.extend(vec![row(1.0, false); 15]);
        let logit = fit(&rows);
        assert!((chance(&logit, &[1.0, 0.0]) - 0.75).abs() < 1e-9);
        assert!((chance(&logit, &[1.0, 1.0]) - 0.25).abs() < 1e-9);
    }
}
