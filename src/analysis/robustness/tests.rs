use super::*;
use crate::estimate::switching::Verdict;
use crate::random::{Purpose, Stream};

/// Two structures, two policies, 120 draws of four replicates with a little noise; the first parameter is the draw's number, the
/// second nothing.
pub(super) fn runs(first: impl Fn(u32) -> f64, second: impl Fn(u32) -> f64) -> Runs {
    let draws: Vec<u32> = (0..480).map(|unit| unit / 4).collect();
    // Noise in pairs that cancel, so that means of draws are known.
    let four = |draw: u32, policy: u32, centre: f64| {
        let [a, b] = Stream::new(9, draw).uniforms(policy, 0, Purpose::Trait, 0).map(|u| 0.02 * u);
        [centre + a, centre - a, centre + b, centre - b]
    };
    let both = || {
        let of = |policy: u32, effect: &dyn Fn(u32) -> f64| -> Vec<f64> {
            (0..120).flat_map(|draw| four(draw, policy, effect(draw))).collect()
        };
        vec![of(1, &first), of(2, &second)]
    };
    let parameter = |key: &str, of: &dyn Fn(u32) -> f64| Parameter {
        key: key.to_owned(),
        group: "group".to_owned(),
        values: (0..120).map(of).collect(),
    };
    Runs {
        baseline: "base".to_owned(),
        policies: vec!["first".to_owned(), "second".to_owned()],
        structures: vec!["scenario".to_owned(), "other=off".to_owned()],
        effects: vec![both(), both()],
        level: 100.0,
        paths: (0..480).collect(),
        draws,
        parameters: vec![
            parameter("rises", &|draw| f64::from(draw)),
            parameter("nothing", &|draw| f64::from(draw * 53 % 120)),
        ],
    }
}

#[test]
fn where_a_policy_fails_and_what_would_switch_the_choice_are_found() {
    // The first policy is better below draw 80.
    let runs = runs(|draw| 0.2 * (f64::from(draw) - 80.0) - 2.0, |draw| if draw % 3 == 0 { -2.1 } else { -1.95 });
    let study = Study::of(&runs).unwrap();
    assert_eq!(switching::best(&study), 1);
    let rows = switching::rows(&study);
    let found = rows.iter().find(|row| row.against == "second" && row.parameter == "rises").unwrap().found;
    assert_eq!(found.verdict, Verdict::Switches);
    assert!((found.value.unwrap() - 80.0).abs() < 1.0, "{found:?}");
    assert!(rows.iter().any(|row| row.parameter == "nothing" && row.found.verdict == Verdict::NotTold));
    let failure::Failure::Box { found, bounds } = failure::of(&study, 0, -2.0) else { panic!("no box") };
    assert!(found.told && bounds.len() == 1, "{bounds:?}");
    assert_eq!((bounds[0].parameter.as_str(), bounds[0].at_least), ("rises", true));
    assert!((bounds[0].value - 81.0).abs() < 6.0, "{bounds:?}");
    assert!(study.varies(0) && study.varies(1));
    assert!(matches!(failure::of(&study, 1, -1.0), failure::Failure::Nowhere));
    assert!(matches!(failure::of(&study, 1, -9.0), failure::Failure::Everywhere));
    let found = study.rank_correlation(0, &runs.parameters[0]).unwrap();
    assert!(found.told && found.coefficient > 0.99);
}

#[test]
fn structures_that_agree_have_no_share_and_those_that_part_have_one() {
    let mut runs = runs(|draw| f64::from(draw % 10), |_| -2.0);
    let study = Study::of(&runs).unwrap();
    assert!(structure::rows(&study)[0].share.unwrap() < 1e-6);
    runs.effects[1][0].iter_mut().for_each(|effect| *effect += 20.0);
    let study = Study::of(&runs).unwrap();
    let row = &structure::rows(&study)[0];
    assert!(row.share.unwrap() > 0.9 && (row.high.0 - row.low.0 - 20.0).abs() < 1e-9, "{row:?}");
    assert_eq!((row.high.1.as_str(), row.low.1.as_str()), ("other=off", "scenario"));
}

#[test]
fn a_study_that_cannot_tell_draws_from_noise_is_refused() {
    let mut runs = runs(|_| 1.0, |_| 2.0);
    runs.draws = (0..480).collect();
    assert!(Study::of(&runs).unwrap_err().to_string().contains("--replicates-per-draw"));
}
