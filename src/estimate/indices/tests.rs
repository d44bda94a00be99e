use super::*;
use crate::estimate::lcg::Lcg;

/// A stored table without its header; text cells are NaN.
pub(crate) fn table(text: &str) -> Vec<Vec<f64>> {
    let cells = |line: &str| line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect();
    text.lines().skip(1).map(cells).collect()
}

fn ishigami(x: &[f64]) -> f64 {
    let s = libm::sin(x[1]);
    libm::sin(x[0]) + 7.0 * s * s + 0.1 * x[2] * x[2] * x[2] * x[2] * libm::sin(x[0])
}

/// A Saltelli design on the Ishigami function; noise of standard deviation `noise` on the mean of each path, common to the
/// points of a row by a half.
fn noisy(rows: usize, paths: usize, noise: f64) -> Vec<Row> {
    let mut rng = Lcg(7);
    let mut uniform = || {
        rng.normal();
        (rng.0 >> 11) as f64 / 9007199254740992.0
    };
    let mut noises = Lcg(99);
    (0..rows)
        .map(|_| {
            let mut point = || (0..3).map(|_| std::f64::consts::PI * (2.0 * uniform() - 1.0)).collect::<Vec<f64>>();
            let (a, b) = (point(), point());
            let common: Vec<f64> = (0..paths).map(|_| noise * noises.normal()).collect();
            let mut runs = |x: &[f64]| -> Vec<f64> {
                common.iter().map(|common| ishigami(x) + 0.7 * (common + noise * noises.normal())).collect()
            };
            let mixed = (0..3)
                .map(|at| {
                    let mut x = a.clone();
                    x[at] = b[at];
                    runs(&x)
                })
                .collect();
            Row { a: runs(&a), b: runs(&b), mixed }
        })
        .collect()
}

#[test]
fn without_replicates_the_indices_are_those_of_salib() {
    for (design, found, factors) in [
        (
            include_str!("../../../tests/sensitivity_vectors/ishigami_saltelli.csv"),
            include_str!("../../../tests/sensitivity_vectors/ishigami_indices.csv"),
            3,
        ),
        (
            include_str!("../../../tests/sensitivity_vectors/g_saltelli.csv"),
            include_str!("../../../tests/sensitivity_vectors/g_indices.csv"),
            6,
        ),
    ] {
        let outputs: Vec<f64> = table(design).iter().map(|row| row[factors]).collect();
        let rows: Vec<Row> = outputs
            .chunks(factors + 2)
            .map(|y| Row {
                a: vec![y[0]],
                b: vec![y[factors + 1]],
                mixed: y[1..=factors].iter().map(|y| vec![*y]).collect(),
            })
            .collect();
        let seen = indices(&rows.iter().collect::<Vec<_>>()).unwrap();
        for (factor, expected) in table(found).iter().enumerate() {
            assert!(
                (seen.first[factor] - expected[1]).abs() < 1e-9,
                "{factor}: {} {}",
                seen.first[factor],
                expected[1]
            );
            assert!(
                (seen.total[factor] - expected[2]).abs() < 1e-9,
                "{factor}: {} {}",
                seen.total[factor],
                expected[2]
            );
        }
    }
}

#[test]
fn noise_larger_than_the_signal_leaves_the_indices_of_ishigami_where_they_are() {
    // Exact: variance 13.845; first .314, .442, 0; total .558, .442, .244.
    let rows = noisy(6000, 2, 4.0);
    let seen = indices(&rows.iter().collect::<Vec<_>>()).unwrap();
    assert!((seen.variance / 13.845 - 1.0).abs() < 0.08, "{seen:?}");
    for (seen, exact) in seen.first.iter().zip([0.314, 0.442, 0.0]) {
        assert!((seen - exact).abs() < 0.06, "{seen} {exact}");
    }
    for (seen, exact) in seen.total.iter().zip([0.558, 0.442, 0.244]) {
        assert!((seen - exact).abs() < 0.06, "{seen} {exact}");
    }
    // Averaging the paths first, as if there were no noise, does not.
    let naive = |values: &[f64]| vec![mean(values)];
    let flat: Vec<Row> = rows
        .iter()
        .map(|row| Row {
            a: naive(&row.a),
            b: naive(&row.b),
            mixed: row.mixed.iter().map(|values| naive(values)).collect(),
        })
        .collect();
    let biased = indices(&flat.iter().collect::<Vec<_>>()).unwrap();
    assert!(biased.total[2] > 0.3 && biased.variance > 18.0, "{biased:?}");
}

#[test]
fn noise_alone_has_no_variance_to_speak_of() {
    let mut rng = Lcg(3);
    let mut runs = || vec![rng.normal(), rng.normal(), rng.normal()];
    let rows: Vec<Row> = (0..400).map(|_| Row { a: runs(), b: runs(), mixed: vec![runs(), runs()] }).collect();
    let seen = moments(&rows.iter().collect::<Vec<_>>()).unwrap();
    assert!(seen.variance.abs() < 0.05 && seen.total.iter().all(|part| part.abs() < 0.05), "{seen:?}");
    assert!(indices(&[&rows[0]]).is_none());
    let flat = Row { a: vec![1.0], b: vec![1.0], mixed: vec![vec![1.0]] };
    assert!(indices(&[&flat, &flat]).is_none());
}
