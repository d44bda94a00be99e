//! Closed settings whose outcome is known exactly: attempts, thinning, competing ends, absorption.
//!
//! Seeds are fixed, so a test passes or fails the same way every time. A threshold in standard errors is 5 where one
//! figure is tested: below one false alarm in a million if the relation holds.

#[path = "support/histories.rs"]
mod histories;

use histories::{baseline, baseline_text, from_text, history, parameters, policy, run, total};
use strait::model::observation::Metric;
use strait::model::parameters::Parameters;
use strait::model::setting::Setting;

/// A sea that is always open, waiting without end, no deaths, no campaigns, no discouragement, nobody investigates.
fn closed() -> (Setting, Parameters) {
    let scenario = baseline();
    let mut setting = scenario.setting.clone();
    setting.measures.clear();
    setting.structure.patrol_dilution = false;
    let parameters = Parameters {
        sea_intercept: 100.0,
        patience_mean_days: 1e9,
        harm_base: 0.0,
        discouragement: 0.0,
        retry_delay_mean_days: 1.0,
        frailty_half_width: 0.0,
        online_first_contact: 0.0,
        sea_return: 0.0,
        ..parameters(&scenario)
    };
    (setting, parameters)
}

fn patrols(setting: &mut Setting, effort: f64) {
    let text = format!("[[measure.beach_patrols]]\nid = \"all\"\nstart = 2021-07-01\neffort_ratio = {effort:?}\n");
    let entry = policy(&text).setting.measures.into_iter().find(|entry| entry.common.id == "all");
    setting.measures.push(entry.unwrap());
}

/// With return probability q and a further try with probability r, a person arrives with `(1 - q) / (1 - q r)`, the
/// generating function of a geometric number of attempts: several r hold its whole law, r = 1 the mean `1 / (1 - q)`.
#[test]
fn attempts_until_success_are_geometric() {
    let (setting, usual) = closed();
    for (q, r) in [(0.3, 0.0), (0.3, 0.5), (0.3, 0.9), (0.6, 0.5), (0.6, 0.9)] {
        let parameters = Parameters { sea_return: q, retry_after_rescue: r, ..usual.clone() };
        let record = run(&setting, &parameters, 0);
        let (arrived, gave_up) = (total(&record, Metric::Arrivals), total(&record, Metric::GaveUp));
        let expected = (1.0 - q) / (1.0 - q * r);
        // Boats are the independent trials, not people: the effective number is that of boats.
        let boats = total(&record, Metric::Launches);
        let error = (expected * (1.0 - expected) / boats).sqrt();
        let seen = arrived / (arrived + gave_up);
        assert!(
            (seen - expected).abs() < 5.0 * error + 0.002,
            "q {q}, r {r}: {seen} arrive, {expected} expected, {error}"
        );
        let attempts = total(&record, Metric::AttemptsOfArrivals) / arrived;
        let mean = 1.0 / (1.0 - q * r);
        let spread = (q * r).sqrt() / (1.0 - q * r) / total(&record, Metric::Boats).sqrt();
        assert!((attempts - mean).abs() < 5.0 * spread + 0.01, "q {q}, r {r}: {attempts} attempts, {mean} expected");
    }
}

/// Given the day's launches the prevented ones are binomial: mean by the normal law, spread by the sum of squares over days.
#[test]
fn interception_thins_launches_binomially() {
    for effort in [0.3, 1.0, 4.0] {
        let (mut setting, parameters) = closed();
        patrols(&mut setting, effort);
        let odds = parameters.beach_intercept + parameters.beach_effort_slope * libm::log(effort);
        let p = 1.0 / (1.0 + libm::exp(-odds));
        let record = run(&setting, &parameters, 0);
        let days = record.metric(Metric::Launches).iter().zip(record.metric(Metric::PreventedEvents));
        let (mut launches, mut prevented, mut squares, mut active) = (0.0, 0.0, 0.0, 0.0);
        for (&n, &x) in days.filter(|&(&n, _)| n > 0.0) {
            launches += n;
            prevented += x;
            squares += (x - n * p) * (x - n * p) / (n * p * (1.0 - p));
            active += 1.0;
        }
        assert!(launches > 300.0, "{launches} launches");
        let z = (prevented - launches * p) / (launches * p * (1.0 - p)).sqrt();
        assert!(z.abs() < 5.0, "effort {effort}: {prevented} of {launches} prevented, p {p}, z {z}");
        // Each day's square has mean 1 and variance 2 + (1 - 6 p q) / (n p q), below 2 + 1 / (p q).
        let z = (squares - active) / (active * (2.0 + 1.0 / (p * (1.0 - p)))).sqrt();
        assert!(z.abs() < 5.0, "effort {effort}: sum of squares {squares} over {active} days, z {z}");
    }
}

/// A tenth prevented at random, a fifth of the others returned, everybody caught gives up: shares of the three ends.
#[test]
fn competing_ends_split_as_their_probabilities_say() {
    let (mut setting, usual) = closed();
    patrols(&mut setting, 1.0);
    setting.structure.retry = false;
    let (prevented, returned) = (0.1, 0.2);
    let parameters = Parameters {
        beach_intercept: libm::log(prevented / (1.0 - prevented)),
        sea_return: returned,
        // Above one with its whole width: all of the group are caught.
        caught_share: 1.3,
        ..usual
    };
    let record = run(&setting, &parameters, 0);
    let people = |metric| total(&record, metric);
    let all = people(Metric::PreventedPeople) + people(Metric::Returned) + people(Metric::Arrivals);
    let boats = people(Metric::Launches);
    assert!(boats > 300.0);
    let shares = [
        (Metric::PreventedPeople, prevented),
        (Metric::Returned, (1.0 - prevented) * returned),
        (Metric::Arrivals, (1.0 - prevented) * (1.0 - returned)),
    ];
    for (metric, expected) in shares {
        // Loads differ: a seventh more error than with boats of one size (sd of loads about half their mean).
        let error = (expected * (1.0 - expected) / boats * 1.25).sqrt();
        let seen = people(metric) / all;
        assert!((seen - expected).abs() < 5.0 * error, "{metric:?}: {seen}, {expected} expected, error {error}");
    }
    assert_eq!(people(Metric::GaveUp), people(Metric::PreventedPeople) + people(Metric::Returned));
}

/// Where no launch is possible and all are lost when patience ends, they split by the diverted share, one by one.
#[test]
fn the_end_of_patience_splits_as_its_share_says() {
    let (setting, usual) = closed();
    let parameters = Parameters { sea_intercept: -100.0, patience_mean_days: 5.0, patience_lost_share: 1.0, ..usual };
    let record = run(&setting, &parameters, 0);
    let (gave_up, diverted) = (total(&record, Metric::GaveUp), total(&record, Metric::Diverted));
    let n = gave_up + diverted;
    assert!(n > 1000.0 && total(&record, Metric::Arrivals) == 0.0);
    let share = parameters.diverted_share;
    let error = (n * share * (1.0 - share)).sqrt();
    assert!((diverted - n * share).abs() < 5.0 * error, "{gave_up} gave up, {diverted} turned elsewhere");
}

/// With no exit but the boat, everybody who reached the coast long enough ago has arrived.
#[test]
fn without_other_ends_everyone_arrives() {
    let (setting, usual) = closed();
    let parameters = Parameters { sea_return: 0.3, retry_after_rescue: 1.0, ..usual };
    let record = run(&setting, &parameters, 0);
    for metric in [Metric::Deaths, Metric::GaveUp, Metric::Diverted, Metric::PreventedEvents] {
        assert_eq!(total(&record, metric), 0.0, "{metric:?}");
    }
    let waiting = *record.metric(Metric::CoastStock).last().unwrap();
    assert_eq!(total(&record, Metric::ReachedCoast), total(&record, Metric::Arrivals) + waiting);
}

#[test]
fn a_single_day_runs() {
    let sets = ["period.start=2021-07-01", "period.end=2021-07-01"];
    let one = from_text(&baseline_text(), &sets);
    let record = history(&one);
    assert_eq!(record.period().len_days(), 1);
    assert!(total(&record, Metric::Intentions) > 0.0 && total(&record, Metric::Arrivals) == 0.0);
    // The first day of a longer run is the same day.
    let longer = history(&baseline());
    for column in 0..record.column_count() {
        assert_eq!(record.column(column)[0].to_bits(), longer.column(column)[0].to_bits(), "column {column}");
    }
}
