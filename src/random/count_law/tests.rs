//! Tails against 50 digits.
//!
//! mpmath 1.3.0: `betainc(k, x + 1, 0, k / (k + m), regularized=True)` left of the mean, its complement right of it, and
//! sums of exact probabilities where that does not converge.

use super::*;

#[test]
#[expect(clippy::excessive_precision, reason = "numbers of mpmath are copied as printed")]
fn tails_match_mpmath() {
    let rows: [(f64, f64, f64, f64); 25] = [
        (1.0, 64.0, 44.0, 0.50226545891955774),
        (1.0, 20000.0, 28000.0, 0.24659326503543933),
        (5.0, 64.0, 4.0, 0.00019637319487115741),
        (5.0, 64.0, 153.0, 0.0091485096813234937),
        (5.0, 500.0, 432.0, 0.43503680225985309),
        (5.0, 20000.0, 2109.0, 0.00022074328440405253),
        (30.0, 64.0, 35.0, 0.011419922183860607),
        (30.0, 64.0, 69.0, 0.32957496727438540),
        (30.0, 500.0, 312.0, 0.012416244727061009),
        (30.0, 500.0, 471.0, 0.40214248756452655),
        (30.0, 500.0, 537.0, 0.32625872599541709),
        (30.0, 500.0, 781.0, 0.0042099886347766486),
        (30.0, 20000.0, 18903.0, 0.40340716079639114),
        (30.0, 20000.0, 30962.0, 0.0041641651778724574),
        (1000.0, 64.0, 47.0, 0.018848816892879773),
        (1000.0, 500.0, 510.0, 0.34687110739244279),
        (1000.0, 20000.0, 18703.0, 0.020987337678977713),
        (1000.0, 20000.0, 20259.0, 0.34116994919612483),
        (1000.0, 20000.0, 21944.0, 0.0017451031867724977),
        (f64::INFINITY, 64.0, 48.0, 0.022587571464200116),
        (f64::INFINITY, 64.0, 88.0, 0.0017918178665695215),
        (f64::INFINITY, 500.0, 493.0, 0.38826247541997002),
        (f64::INFINITY, 20000.0, 19717.0, 0.022689413523093641),
        (f64::INFINITY, 20000.0, 20056.0, 0.34439214929420239),
        (f64::INFINITY, 20000.0, 20424.0, 0.0013843426125614595),
    ];
    for (k, mean, x, tail) in rows {
        let law = Law { mean, inverse_k: 1.0 / k };
        let seen =
            if x < mean { law.surplus(x, law.probability(x), 0.0) } else { -law.surplus(x, law.probability(x), 1.0) };
        assert!((seen - tail).abs() < 1e-13 * tail, "k {k}, mean {mean}, x {x}: {seen} is not {tail}");
    }
}

/// The two tails of neighbouring counts, one by each fraction, and the probability between them make one.
#[test]
fn the_two_tails_meet_at_the_mean() {
    for mean in [64.0, 333.3, 20_000.7, 1e6] {
        for k in [1.0, 4.5, 30.0, 1e3, 1e7, f64::INFINITY] {
            let law = Law { mean, inverse_k: 1.0 / k };
            let x = libm::floor(mean) - 1.0;
            let left = law.surplus(x, law.probability(x), 0.5);
            let right = law.surplus(x + 1.0, law.probability(x + 1.0), 0.5);
            let step = right - left;
            assert!((step - law.probability(x + 1.0)).abs() < 2e-14, "mean {mean}, k {k}: {left}, {right}");
        }
    }
}
