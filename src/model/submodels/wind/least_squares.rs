//! Ordinary least squares for a handful of regressors, in a fixed order of operations.
//!
//! Normal equations with Gaussian elimination: enough for regressors of one scale, and the same bits everywhere. It
//! repairs no collinear design.

/// Coefficients of the regression of `target` on `rows`; `None` if the regressors are collinear.
pub fn fit<const N: usize>(rows: &[[f64; N]], target: &[f64]) -> Option<[f64; N]> {
    let mut matrix = [[0.0; N]; N];
    let mut right = [0.0; N];
    for (row, y) in rows.iter().zip(target) {
        for i in 0..N {
            right[i] += row[i] * y;
            for j in 0..N {
                matrix[i][j] += row[i] * row[j];
            }
        }
    }
    solve(matrix, right)
}

/// Solves a symmetric positive definite system; no pivoting is needed for those.
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> Option<[f64; N]> {
    for pivot in 0..N {
        let above = matrix[pivot];
        if above[pivot] <= 1e-9 {
            return None;
        }
        for row in pivot + 1..N {
            let factor = matrix[row][pivot] / above[pivot];
            for (entry, known) in matrix[row].iter_mut().zip(&above) {
                *entry -= factor * known;
            }
            right[row] -= factor * right[pivot];
        }
    }
    let mut solution = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|column| matrix[row][column] * solution[column]).sum();
        solution[row] = (right[row] - known) / matrix[row][row];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_line_is_found_and_collinear_columns_are_refused() {
        let rows: Vec<[f64; 2]> = (0..9).map(|x| [1.0, f64::from(x)]).collect();
        let target: Vec<f64> = (0..9).map(|x| 3.0 - 0.5 * f64::from(x)).collect();
        let [a, b] = fit(&rows, &target).unwrap();
        assert!((a - 3.0).abs() < 1e-12 && (b + 0.5).abs() < 1e-12);
        assert!(fit(&rows.iter().map(|row| [row[1], row[1]]).collect::<Vec<_>>(), &target).is_none());
    }
}
