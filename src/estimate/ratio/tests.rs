//! Fieller intervals against an independent script, and their coverage.

use super::super::lcg::Lcg;
use super::*;

const A: [f64; 8] = [412.0, 388.0, 455.0, 430.0, 397.0, 441.0, 420.0, 405.0];
const B: [f64; 8] = [41.0, 30.0, 52.0, 47.0, 33.0, 49.0, 40.0, 44.0];
const OWN: [u32; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

fn is(seen: Option<Ratio>, expected: [f64; 3]) {
    let seen = seen.unwrap();
    for (seen, expected) in [seen.value, seen.low95, seen.high95].into_iter().zip(expected) {
        assert!((seen - expected).abs() <= 1e-9 * expected, "{seen} is not {expected}");
    }
}

/// NumPy and SciPy: `np.roots([B*B - t*t*C[1,1], -2*(A*B - t*t*C[0,1]), A*A - t*t*C[0,0]])` with `C = np.cov(a, b) / n`,
/// or the sums of the clusters' residuals.
#[test]
fn intervals_match_the_roots_of_the_quadratic() {
    is(Ratio::of(&A, &B, &OWN), [9.964285714285714, 8.996880251983113, 11.273475973916751]);
    is(Ratio::of(&A, &B, &[0, 0, 1, 1, 1, 2, 3, 3]), [9.964285714285714, 8.94041969328903, 11.415830433632415]);
    // A cost without error: the ends are the cost over the ends of the effect.
    is(Ratio::of(&[1000.0; 8], &B, &OWN), [23.80952380952381, 20.66858382880744, 28.076171734555476]);
}

#[test]
fn there_is_no_ratio_where_the_denominator_may_be_zero() {
    let around_zero = [4.0, -3.0, 5.0, -1.0, 2.0, -4.0, 0.5, 1.0];
    assert_eq!(Ratio::of(&A, &around_zero, &OWN), None);
    assert_eq!(Ratio::of(&A, &[0.0; 8], &OWN), None);
    assert_eq!(Ratio::of(&A[..1], &B[..1], &[0]), None);
    assert_eq!(Ratio::of(&A, &B, &[7; 8]), None);
    assert_eq!(Ratio::of(&A, &[f64::NAN; 8], &OWN), None);
}

/// The expected numerator is 50, the denominator 10 with an error of 1.6, a sixth of it: the delta method would not do.
#[test]
fn intervals_cover_the_known_ratio() {
    let mut lcg = Lcg(9);
    let (studies, mut covered) = (4000, 0);
    let own: Vec<u32> = (0..10).collect();
    for _ in 0..studies {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for _ in 0..10 {
            let shared = lcg.normal();
            a.push(50.0 + 8.0 * shared + 6.0 * lcg.normal());
            b.push(10.0 + 4.0 * shared + 3.0 * lcg.normal());
        }
        // Where there is no ratio, the interval is not bounded and covers.
        covered += u32::from(Ratio::of(&a, &b, &own).is_none_or(|seen| seen.low95 <= 5.0 && 5.0 <= seen.high95));
    }
    let share = f64::from(covered) / f64::from(studies);
    assert!((share - 0.95).abs() < 0.018, "{share}");
}
