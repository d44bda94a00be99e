//! Linear algebra for tables of a few dozen columns: weighted ridge regression, Cholesky, eigenvectors.
//!
//! Own code because the libraries at hand choose their kernels by the machine at run time, and then the last digits of a
//! posterior would depend on it. Sums run in index order. Nothing here knows what its numbers mean.

/// A dense matrix by rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// All zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, values: vec![0.0; rows * columns] }
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    /// One entry.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.columns + column]
    }

    /// One entry, to be changed.
    pub fn entry(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.values[row * self.columns + column]
    }
}

/// Solves `A X = B` for a symmetric positive definite A by Cholesky; `None` if it is not.
pub fn solve(a: &Matrix, b: &Matrix) -> Option<Matrix> {
    let n = a.rows;
    let factor = cholesky(a)?;
    let mut x = b.clone();
    for i in 0..n {
        for column in 0..b.columns {
            let known: f64 = (0..i).map(|k| factor.at(i, k) * x.at(k, column)).sum();
            *x.entry(i, column) = (x.at(i, column) - known) / factor.at(i, i);
        }
    }
    for i in (0..n).rev() {
        for column in 0..b.columns {
            let known: f64 = (i + 1..n).map(|k| factor.at(k, i) * x.at(k, column)).sum();
            *x.entry(i, column) = (x.at(i, column) - known) / factor.at(i, i);
        }
    }
    Some(x)
}

/// Lower triangle L with `A = L Lᵀ`.
pub fn cholesky(a: &Matrix) -> Option<Matrix> {
    let n = a.rows;
    let mut factor = Matrix::zeros(n, n);
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| factor.at(i, k) * factor.at(j, k)).sum();
            let rest = a.at(i, j) - sum;
            if i == j {
                if rest <= 1e-12 {
                    return None;
                }
                *factor.entry(i, i) = rest.sqrt();
            } else {
                *factor.entry(i, j) = rest / factor.at(j, j);
            }
        }
    }
    Some(factor)
}

/// Weighted linear regression of several targets on the same features, with an intercept that is not shrunk.
#[derive(Debug, Clone)]
pub struct Regression {
    centre: Vec<f64>,
    targets: Vec<f64>,
    /// Features by targets.
    slopes: Matrix,
    /// Second moments of the features around their centre, with the penalty.
    spread: Matrix,
}

impl Regression {
    /// Least squares with a penalty of `ridge` times the total weight on the squared slopes; features should have one scale.
    /// `None` if there are no rows.
    pub fn fit(features: &[&[f64]], targets: &[&[f64]], weights: &[f64], ridge: f64) -> Option<Self> {
        let (p, q) = (features.first()?.len(), targets.first()?.len());
        let total: f64 = weights.iter().sum();
        let mean = |rows: &[&[f64]], column: usize| {
            rows.iter().zip(weights).map(|(row, weight)| weight * row[column]).sum::<f64>() / total
        };
        let centre: Vec<f64> = (0..p).map(|column| mean(features, column)).collect();
        let middle: Vec<f64> = (0..q).map(|column| mean(targets, column)).collect();
        let (mut left, mut right) = (Matrix::zeros(p, p), Matrix::zeros(p, q));
        let mut x = vec![0.0; p];
        for ((row, target), &weight) in features.iter().zip(targets).zip(weights) {
            x.iter_mut().zip(*row).zip(&centre).for_each(|((x, value), centre)| *x = value - centre);
            for i in 0..p {
                let wx = weight * x[i];
                if wx == 0.0 {
                    continue;
                }
                let line = &mut left.values[i * p..=i * p + i];
                line.iter_mut().zip(&x).for_each(|(entry, x)| *entry += wx * x);
                let line = &mut right.values[i * q..(i + 1) * q];
                line.iter_mut().zip(*target).zip(&middle).for_each(|((entry, y), middle)| *entry += wx * (y - middle));
            }
        }
        for i in 0..p {
            for j in 0..i {
                *left.entry(j, i) = left.at(i, j);
            }
            // A little more than nothing, so that a feature without variance has the slope 0 and no error.
            *left.entry(i, i) += (ridge + 1e-9) * total;
        }
        let slopes = solve(&left, &right)?;
        Some(Self { centre, targets: middle, slopes, spread: left })
    }

    /// Variance of what is expected at some features, over that of a target around its own expectation, if rows are
    /// independent and have one variance. `rows` and `weights` are those of the fit.
    pub fn variance_at(&self, features: &[f64], rows: &[&[f64]], weights: &[f64]) -> Option<f64> {
        let p = self.centre.len();
        let mut away = Matrix::zeros(p, 1);
        for (place, (value, centre)) in features.iter().zip(&self.centre).enumerate() {
            *away.entry(place, 0) = value - centre;
        }
        let pull = solve(&self.spread, &away)?;
        let total: f64 = weights.iter().sum();
        // What is expected is a sum of the targets, each times its row's share.
        let shares = rows.iter().zip(weights).map(|(row, weight)| {
            let along: f64 = (0..p).map(|place| (row[place] - self.centre[place]) * pull.at(place, 0)).sum();
            weight * (1.0 / total + along)
        });
        Some(shares.map(|share| share * share).sum())
    }

    /// The targets expected at some features.
    pub fn at(&self, features: &[f64]) -> Vec<f64> {
        let mut expected = self.targets.clone();
        for (place, (value, centre)) in features.iter().zip(&self.centre).enumerate() {
            let x = value - centre;
            expected.iter_mut().zip(self.slopes.row(place)).for_each(|(sum, slope)| *sum += x * slope);
        }
        expected
    }
}

/// Eigenvalues and eigenvectors (as rows) of a symmetric matrix by cyclic Jacobi rotations, least eigenvalue first.
pub fn eigen(symmetric: &Matrix) -> (Vec<f64>, Matrix) {
    const SWEEPS: usize = 60;
    let n = symmetric.rows;
    let mut a = symmetric.clone();
    let mut vectors = Matrix::zeros(n, n);
    (0..n).for_each(|i| *vectors.entry(i, i) = 1.0);
    for _ in 0..SWEEPS {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a.at(i, j) * a.at(i, j)).sum();
        if off < 1e-22 {
            break;
        }
        for i in 0..n {
            for j in i + 1..n {
                if a.at(i, j) != 0.0 {
                    rotate(&mut a, &mut vectors, i, j);
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a.at(i, i).total_cmp(&a.at(j, j)));
    let mut sorted = Matrix::zeros(n, n);
    for (place, &from) in order.iter().enumerate() {
        sorted.values[place * n..(place + 1) * n].copy_from_slice(vectors.row(from));
    }
    (order.iter().map(|&i| a.at(i, i)).collect(), sorted)
}

/// One Jacobi rotation that makes entry (i, j) zero; rows of `vectors` turn along.
fn rotate(a: &mut Matrix, vectors: &mut Matrix, i: usize, j: usize) {
    let n = a.rows;
    let theta = (a.at(j, j) - a.at(i, i)) / (2.0 * a.at(i, j));
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let t = if theta == 0.0 { 1.0 } else { t };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        let (x, y) = (a.at(k, i), a.at(k, j));
        *a.entry(k, i) = c * x - s * y;
        *a.entry(k, j) = s * x + c * y;
    }
    for k in 0..n {
        let (x, y) = (a.at(i, k), a.at(j, k));
        *a.entry(i, k) = c * x - s * y;
        *a.entry(j, k) = s * x + c * y;
        let (x, y) = (vectors.at(i, k), vectors.at(j, k));
        *vectors.entry(i, k) = c * x - s * y;
        *vectors.entry(j, k) = s * x + c * y;
    }
}

/// Weighted mean and covariance of rows.
pub fn moments(rows: &[Vec<f64>], weights: &[f64]) -> (Vec<f64>, Matrix) {
    let p = rows.first().map_or(0, Vec::len);
    let total: f64 = weights.iter().sum();
    let mean: Vec<f64> =
        (0..p).map(|i| rows.iter().zip(weights).map(|(row, weight)| weight * row[i]).sum::<f64>() / total).collect();
    let mut covariance = Matrix::zeros(p, p);
    for (row, weight) in rows.iter().zip(weights) {
        for i in 0..p {
            for j in 0..=i {
                *covariance.entry(i, j) += weight * (row[i] - mean[i]) * (row[j] - mean[j]) / total;
            }
        }
    }
    for i in 0..p {
        for j in 0..i {
            *covariance.entry(j, i) = covariance.at(i, j);
        }
    }
    (mean, covariance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Matrix {
        Matrix { rows: rows.len(), columns: rows[0].len(), values: rows.concat() }
    }

    #[test]
    fn systems_are_solved_and_singular_ones_refused() {
        let a = matrix(&[&[4.0, 2.0, 0.6], &[2.0, 5.0, 1.0], &[0.6, 1.0, 3.0]]);
        let x = solve(&a, &matrix(&[&[1.0], &[2.0], &[3.0]])).unwrap();
        for i in 0..3 {
            let left: f64 = (0..3).map(|k| a.at(i, k) * x.at(k, 0)).sum();
            assert!((left - (i + 1) as f64).abs() < 1e-12);
        }
        assert_eq!(solve(&matrix(&[&[1.0, 1.0], &[1.0, 1.0]]), &matrix(&[&[1.0], &[1.0]])), None);
    }

    #[test]
    fn an_exact_plane_is_found_and_a_constant_feature_does_no_harm() {
        let rows: Vec<Vec<f64>> = (0..20).map(|i| vec![f64::from(i), f64::from(i * i % 7), 3.0]).collect();
        let targets: Vec<Vec<f64>> = rows.iter().map(|row| vec![1.0 + 2.0 * row[0] - row[1]]).collect();
        let features: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
        let targets: Vec<&[f64]> = targets.iter().map(Vec::as_slice).collect();
        let fit = Regression::fit(&features, &targets, &[1.0; 20], 0.0).unwrap();
        assert!((fit.at(&[5.0, 2.0, 3.0])[0] - 9.0).abs() < 1e-6);
    }

    #[test]
    fn what_is_expected_is_as_uncertain_as_the_formula_of_a_straight_line_says() {
        let rows: Vec<Vec<f64>> = (0..20).map(|i| vec![f64::from(i)]).collect();
        let features: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
        let fit = Regression::fit(&features, &features, &[2.0; 20], 0.0).unwrap();
        for x in [9.5, 0.0, 40.0] {
            // 1/n + (x - mean)² / sum of squares, 665 for 0 to 19.
            let exact = 0.05 + (x - 9.5) * (x - 9.5) / 665.0;
            assert!((fit.variance_at(&[x], &features, &[2.0; 20]).unwrap() - exact).abs() < 1e-6);
        }
        // Half of the rows hold no weight: as if they were not there.
        let weights: Vec<f64> = (0..20).map(|i| f64::from(u8::from(i < 10))).collect();
        let half = Regression::fit(&features, &features, &weights, 0.0).unwrap();
        assert!((half.variance_at(&[4.5], &features, &weights).unwrap() - 0.1).abs() < 1e-6);
    }

    #[test]
    fn eigenvectors_turn_the_matrix_into_its_eigenvalues() {
        let a = matrix(&[&[2.0, 1.0, 0.3], &[1.0, 3.0, 0.5], &[0.3, 0.5, 1.0]]);
        let (values, vectors) = eigen(&a);
        assert!(values.windows(2).all(|pair| pair[0] <= pair[1]));
        for (place, value) in values.iter().enumerate() {
            let vector = vectors.row(place);
            for i in 0..3 {
                let image: f64 = (0..3).map(|k| a.at(i, k) * vector[k]).sum();
                assert!((image - value * vector[i]).abs() < 1e-9);
            }
        }
    }
}
