//! Relations between runs that must hold whatever the values: what changes nothing, what only scales, what can only lower
//! or raise.
//!
//! Seeds are fixed, so a test passes or fails the same way every time. A threshold in standard errors is 5 where one
//! figure is tested: below one false alarm in a million if the relation holds.

#[path = "support/histories.rs"]
mod histories;

use histories::{
    assert_same, baseline, baseline_text, different, directory, from_text, history, mean, paired, parameters, policy,
    run, total, totals,
};
use strait::model::observation::{Metric, columns};
use strait::model::parameters::Parameters;
use strait::model::setting::Setting;
use strait::scenario::Scenario;

// What changes nothing.

#[test]
fn the_order_of_tables_keys_and_measures_in_a_file_changes_nothing() {
    let text = baseline_text();
    let measures = text.find("[[measure.").unwrap();
    // The head up to the first table stays first, as TOML wants it; tables come in another order, measures backwards.
    let head_end = text.find("\n[period]").unwrap();
    let origins = text.find("\n[[origin]]").unwrap();
    let mut entries: Vec<String> = text[measures..].split("\n[[measure.").map(str::to_owned).collect();
    for entry in &mut entries[1..] {
        *entry = format!("[[measure.{entry}");
    }
    entries.reverse();
    let turned =
        [&text[..head_end], &entries.join("\n"), "\n", &text[origins..measures], &text[head_end..origins]].concat();
    assert_ne!(turned, text);
    assert_same(&history(&baseline()), &history(&from_text(&turned, &[])), "another order");
}

/// A person's identity holds the place of the origin, and who queues first is decided by it: origins have an order of
/// their own.
#[test]
fn the_order_of_origins_and_of_their_nationalities_in_a_file_changes_nothing() {
    let text = baseline_text();
    let (start, end) = (text.find("[[origin]]").unwrap(), text.find("\n# Patrols of the French coast").unwrap());
    let mut origins: Vec<&str> = text[start..end].split("[[origin]]").skip(1).collect();
    origins.reverse();
    let turned: Vec<String> = origins.iter().map(|origin| format!("[[origin]]{}\n", origin.trim_end())).collect();
    let turned = turned.concat().replace("\"Egypt\", \"Ethiopia\",", "\"Ethiopia\", \"Egypt\",");
    let other = from_text(&[&text[..start], &turned, &text[end..]].concat(), &[]);
    let usual = baseline();
    assert_eq!(other.setting, usual.setting);
    assert_same(&history(&usual), &history(&other), "another order of origins");
}

#[test]
fn renaming_labels_changes_nothing_but_names() {
    let entries = "[[measure.lawful_route]]\nid = \"route\"\nstart = 2021-10-01\norigin = \"iraq\"\nplaces_per_month = 500\n\
                   [[measure.beach_patrols]]\nid = \"a\"\nstart = 2021-10-01\neffort_ratio = 0.1\n\
                   [[measure.beach_patrols]]\nid = \"b\"\nstart = 2021-10-01\neffort_ratio = 0.7\n";
    let base = baseline_text();
    let named = from_text(&format!("{base}\n{entries}"), &[]);
    let renamed = format!("{base}\n{entries}")
        .replace("\"iraq\"", "\"zz_first\"")
        .replace("id = \"albania\"", "id = \"aa_second\"")
        .replace("id = \"a\"", "id = \"zz\"")
        .replace("patrols_", "effort_in_")
        .replace("\"baseline\"", "\"another\"");
    let renamed = from_text(&renamed, &[]);
    let names =
        |scenario: &Scenario| columns(&scenario.setting.origins).into_iter().map(|c| c.name).collect::<Vec<_>>();
    assert_ne!(names(&named), names(&renamed));
    assert_same(&history(&named), &history(&renamed), "other names");
}

#[test]
fn an_origin_that_nobody_comes_from_changes_nothing() {
    let baseline = baseline();
    let mut more = baseline.clone();
    let mut origin = more.setting.origins[0].clone();
    origin.id = "nowhere".to_owned();
    origin.nationalities.clear();
    more.setting.origins.push(origin);
    let (without, with) = (history(&baseline), history(&more));
    assert!(total(&without, Metric::Arrivals) > 1000.0);
    let (before, after) = (columns(&baseline.setting.origins), columns(&more.setting.origins));
    for (column, described) in before.iter().enumerate() {
        let same = after.iter().position(|other| other.name == described.name).unwrap();
        assert_eq!(without.column(column), with.column(same), "{}", described.name);
    }
    for name in ["arrivals_nowhere", "intentions_nowhere"] {
        let column = after.iter().position(|other| other.name == name).unwrap();
        assert!(with.column(column).iter().all(|&people| people == 0.0));
    }
}

/// Every measure at full strength, but switched off, or dated after the last day, or over before the first.
#[test]
fn unused_measures_change_nothing() {
    let all = strait::model::measures::KINDS.iter().map(|kind| {
        let file = directory().join(format!("measure_{}.toml", kind.name));
        let text = std::fs::read_to_string(file).unwrap();
        text[text.find("[[measure.").unwrap()..].to_owned()
    });
    let entries: Vec<String> = all.collect();
    let reference = history(&baseline());
    assert_same(&reference, &history(&policy(&entries.join("\n"))), "measures after the last day");
    let off = |entry: &String| format!("{}\nenabled = false\n", entry.trim_end());
    let off = entries.iter().map(off).collect::<Vec<_>>().join("\n");
    let moved = off.replace("start = 2024-11-05", "start = 2021-10-01").replace("start = 2025", "start = 2021");
    let moved = moved.replace("end = 2025", "end = 2021");
    assert_same(&reference, &history(&policy(&moved)), "measures switched off");
}

// What only scales.

#[test]
fn a_currency_factor_scales_money_and_leaves_counts_to_the_bit() {
    let entries = "[[measure.illicit_finance]]\nstart = 2021-10-01\nramp_days = 0\nfinance_role_hazard_per_year = 0.5\n\
                   flows_disrupted_share = 0.1\n";
    let scenario = policy(entries);
    let usual = parameters(&scenario);
    let names: Vec<String> = columns(&scenario.setting.origins).into_iter().map(|column| column.name).collect();
    let before = run(&scenario.setting, &usual, 0);
    assert!(total(&before, Metric::Arrivals) > 1000.0);
    // Two is exact in binary; the other factor rounds.
    for factor in [2.0, 1.17] {
        let scaled = Parameters {
            price_standard: usual.price_standard * factor,
            kit_cost_gbp: usual.kit_cost_gbp * factor,
            ..usual.clone()
        };
        let after = run(&scenario.setting, &scaled, 0);
        let moved: Vec<&str> = different(&before, &after).iter().map(|&column| names[column].as_str()).collect();
        assert_eq!(moved, ["price_gbp", "gang_money_gbp"], "times {factor}");
        for metric in [Metric::Price, Metric::GangMoney] {
            for (a, b) in before.metric(metric).iter().zip(after.metric(metric)) {
                assert!((a * factor - b).abs() <= 1e-9 * b.abs().max(1.0), "{metric:?}: {a} times {factor} is not {b}");
            }
        }
    }
}

/// Twice the people, gangs, effort and reference levels. Not exactly twice the counts: a boat needs a minimum fill whatever
/// the population, so half of it has a thinner coast per gang; and where a population is half, a launch counts as two and
/// dilutes patrols with itself. Tolerance: the departure that forty histories show (3 % for arrivals and boats, 6 % for
/// preventions, standard errors 0.9 to 1.6 %) with three standard errors on top; demand has no threshold and doubles.
#[test]
fn twice_the_population_gives_about_twice_the_counts() {
    let scenario = baseline();
    let parameters = parameters(&scenario);
    let metrics = [Metric::Intentions, Metric::Arrivals, Metric::Boats, Metric::PreventedEvents];
    let of = |scale: f64| -> Vec<[f64; 4]> {
        let setting = Setting { population_scale: scale, ..scenario.setting.clone() };
        (0..40)
            .map(|replicate| {
                let record = run(&setting, &parameters, replicate);
                metrics.map(|metric| total(&record, metric))
            })
            .collect()
    };
    let (whole, half) = (of(1.0), of(0.5));
    for (at, tolerance) in [0.01, 0.06, 0.065, 0.105].into_iter().enumerate() {
        let (whole, half): (Vec<f64>, Vec<f64>) = (0..40).map(|r: usize| (whole[r][at], half[r][at])).unzip();
        let ratio = mean(&whole) / mean(&half);
        let as_many: Vec<f64> = half.iter().map(|value| value * ratio).collect();
        let error = paired(&whole, &as_many).1 / mean(&half);
        println!("{:?}: {ratio:.3} times for twice the population, standard error {error:.3}", metrics[at]);
        assert!((ratio / 2.0 - 1.0).abs() < tolerance, "{:?}: {ratio}, standard error {error}", metrics[at]);
    }
}

// What can only lower or raise.

#[test]
fn more_patrol_effort_never_raises_mean_arrivals() {
    let mut setting = baseline().setting;
    let parameters = parameters(&baseline());
    setting.measures.retain(|entry| entry.effect.name() != "beach_patrols");
    let entry = |effort: f64| {
        let text = format!("[[measure.beach_patrols]]\nid = \"all\"\nstart = 2021-07-01\neffort_ratio = {effort:?}\n");
        let all = policy(&text).setting.measures;
        all.into_iter().find(|entry| entry.common.id == "all").unwrap()
    };
    let arrivals = [0.0, 0.5, 2.0, 8.0, 1000.0].map(|effort| {
        let mut setting = setting.clone();
        setting.measures.push(entry(effort));
        totals(&setting, &parameters, Metric::Arrivals, 10)
    });
    println!("mean arrivals by effort: {:?}", arrivals.each_ref().map(|values| mean(values)));
    for pair in arrivals.windows(2) {
        let (difference, error) = paired(&pair[1], &pair[0]);
        assert!(difference <= 2.0 * error, "{difference} more arrivals, error {error}");
    }
    assert!(mean(&arrivals[4]) < 0.7 * mean(&arrivals[0]), "a thousandfold effort is felt");
}

/// Demand is held: the loss that it makes up for depends on patience, so its level is set against it.
#[test]
fn longer_patience_never_lowers_mean_arrivals() {
    let scenario = baseline();
    let usual = parameters(&scenario);
    let with_patience = |days: f64| {
        let loss = |days: f64| libm::pow(1.0 + usual.patience_lost_share * usual.coast_residence_days / days, 0.8);
        Parameters {
            patience_mean_days: days,
            demand_level: usual.demand_level * loss(usual.patience_mean_days) / loss(days),
            ..usual.clone()
        }
    };
    let runs = [5.0, 15.0, 40.0, 120.0, 400.0].map(with_patience);
    let intentions = runs.each_ref().map(|parameters| totals(&scenario.setting, parameters, Metric::Intentions, 1)[0]);
    let spread = intentions.iter().map(|people| (people / intentions[0] - 1.0).abs()).fold(0.0, f64::max);
    assert!(spread < 0.01, "demand is held: {intentions:?}");
    let arrivals = runs.map(|parameters| totals(&scenario.setting, &parameters, Metric::Arrivals, 10));
    println!("mean arrivals by patience: {:?}", arrivals.each_ref().map(|values| mean(values)));
    for pair in arrivals.windows(2) {
        let (difference, error) = paired(&pair[1], &pair[0]);
        assert!(difference >= -2.0 * error, "{difference} arrivals, error {error}");
    }
    assert!(mean(&arrivals[4]) > 1.1 * mean(&arrivals[0]), "patience is felt");
}
