//! Detection against a covariance matrix in NumPy, and on simulated records.

use super::super::lcg::Lcg;
use super::*;

/// `w @ S @ w` with `S = sd² phi^|i - j|` and `w` the contrast of means.
#[test]
fn the_error_of_a_change_matches_its_covariance_matrix() {
    let noise = Noise { months: 46, sd: 0.5, autocorrelation: 0.4 };
    for (after, expected) in [(1, 0.5051457539406005), (12, 0.23699227064174), (120, 0.1309217181281474)] {
        let seen = noise.sd_of_change(after);
        assert!((seen - expected).abs() < 1e-12, "{seen} is not {expected}");
    }
    let months: Vec<_> = [1.0, 0.8, 0.6, 0.5, 0.35].map(|change| noise.months_to_see(-change, 120)).to_vec();
    assert_eq!(months, [Some(4), Some(8), Some(17), Some(29), None]);
    assert!((noise.least_visible(29) - LEVEL_AND_POWER * noise.sd_of_change(29)).abs() < 1e-15);
    assert_eq!(noise.months_to_see(0.0, 120), None);
}

fn record(lcg: &mut Lcg, months: usize, phi: f64, wind: &[f64]) -> Vec<f64> {
    let mut level = lcg.normal();
    (0..months)
        .map(|at| {
            level = phi * level + (1.0 - phi * phi).sqrt() * lcg.normal();
            8.0 + (at % 12) as f64 / 4.0 - 0.8 * wind[at] + 0.3 * level
        })
        .collect()
}

/// Ten years with a season, a wind of sd 1 and noise of 0.3: the season goes in both readings, the wind in one.
#[test]
fn season_and_wind_are_taken_out() {
    let mut lcg = Lcg(4);
    let calendar: Vec<usize> = (0..120).map(|at| at % 12 + 1).collect();
    let (mut plain, mut adjusted, mut phi) = (0.0, 0.0, 0.0);
    let studies = 200.0;
    for _ in 0..200 {
        let wind: Vec<f64> = (0..120).map(|_| lcg.normal()).collect();
        let logs = record(&mut lcg, 120, 0.5, &wind);
        plain += Noise::of(&logs, &calendar, None).unwrap().sd / studies;
        let seen = Noise::of(&logs, &calendar, Some(&wind)).unwrap();
        adjusted += seen.sd / studies;
        phi += seen.autocorrelation / studies;
    }
    assert!((plain - 0.854).abs() < 0.03 && (adjusted - 0.3).abs() < 0.02, "{plain} and {adjusted}");
    assert!((phi - 0.5).abs() < 0.06, "{phi}");
}

#[test]
fn too_short_or_constant_records_have_no_noise_to_go_by() {
    let calendar: Vec<usize> = (0..36).map(|at| at % 12 + 1).collect();
    assert_eq!(Noise::of(&[1.0; 36], &calendar, None), None);
    assert_eq!(Noise::of(&[1.0; 12], &calendar[..12], None), None);
}
