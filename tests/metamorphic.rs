//! Relations between runs that must hold whatever the values: what changes nothing, what only scales, what can only lower
//! or raise, and closed settings whose outcome is known exactly.
//!
//! Seeds are fixed, so a test passes or fails the same way every time. A threshold in standard errors is 5 where one
//! figure is tested: below one false alarm in a million if the relation holds.

use std::path::{Path, PathBuf};
use strait::evidence::Law;
use strait::model::observation::{Metric, Observations, columns};
use strait::model::parameters::Parameters;
use strait::model::setting::{CampaignForm, CapacityForm, LeaderLoss, Setting, Structure, Waiting};
use strait::model::{Model, UnitKey, Vigilance};
use strait::scenario::{self, Scenario};

const SEED: u64 = 20_241_104;
/// Nine months with launches.
const WINDOW: [&str; 2] = ["period.start=2021-07-01", "period.end=2022-03-31"];
/// First day of the measures that these tests add.
const START: &str = "2021-10-01";

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn from_text(text: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = WINDOW.iter().chain(sets).map(ToString::to_string).collect();
    let loaded = scenario::load_str("test.toml", text, Some(&directory()), &sets);
    loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false))).0
}

fn baseline_text() -> String {
    std::fs::read_to_string(directory().join("baseline.toml")).unwrap()
}

fn baseline() -> Scenario {
    from_text(&baseline_text(), &[])
}

/// The baseline and these entries.
fn policy(entries: &str) -> Scenario {
    from_text(&format!("extends = \"baseline.toml\"\nname = \"test\"\ntitle = \"Test\"\n{entries}"), &[])
}

/// Central values, and awareness as high as in 2021: every run starts as empty as January 2018.
fn parameters(scenario: &Scenario) -> Parameters {
    let central = |key: &str| scenario.laws.get(key).map(Law::central);
    Parameters { awareness_initial: 0.6, ..Parameters::from_lookup(central).unwrap() }
}

fn run(setting: &Setting, parameters: &Parameters, replicate: u32) -> Observations {
    let key = UnitKey { seed: SEED, replicate, weather_path: replicate };
    Model::new(setting.clone()).unwrap().run_watched(parameters, key, Vigilance::Paranoid).unwrap()
}

fn history(scenario: &Scenario) -> Observations {
    run(&scenario.setting, &parameters(scenario), 0)
}

fn total(observations: &Observations, metric: Metric) -> f64 {
    observations.metric(metric).iter().sum()
}

/// Totals of a metric over replicates.
fn totals(setting: &Setting, parameters: &Parameters, metric: Metric, replicates: u32) -> Vec<f64> {
    (0..replicates).map(|replicate| total(&run(setting, parameters, replicate), metric)).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean and standard error of the paired differences.
fn paired(a: &[f64], b: &[f64]) -> (f64, f64) {
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    let middle = mean(&differences);
    let variance =
        differences.iter().map(|x| (x - middle) * (x - middle)).sum::<f64>() / (differences.len() - 1) as f64;
    (middle, (variance / differences.len() as f64).sqrt())
}

/// Columns that differ to the bit, by index.
fn different(a: &Observations, b: &Observations) -> Vec<usize> {
    assert_eq!((a.column_count(), a.period()), (b.column_count(), b.period()));
    let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    (0..a.column_count()).filter(|&column| bits(a.column(column)) != bits(b.column(column))).collect()
}

fn assert_same(a: &Observations, b: &Observations, what: &str) {
    assert!(total(a, Metric::Arrivals) > 1000.0, "the window has arrivals");
    assert_eq!(different(a, b), Vec::<usize>::new(), "{what}");
}

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
    let (start, end) = (text.find("[[origin]]").unwrap(), text.find("\n# First fit by hand").unwrap());
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

// Closed settings.

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

// Conservation under every form.

/// Every switch turned and every named alternative, one at a time.
fn structures() -> Vec<(String, Structure)> {
    let usual = serde_json::to_value(Structure::default()).unwrap();
    let mut all: Vec<(String, Structure)> = Vec::new();
    for (key, value) in usual.as_object().unwrap() {
        if let Some(on) = value.as_bool() {
            let mut turned = usual.clone();
            turned[key] = (!on).into();
            all.push((key.clone(), serde_json::from_value(turned).unwrap()));
        }
    }
    let usual = Structure::default;
    all.push(("ces".to_owned(), Structure { capacity: CapacityForm::Ces, ..usual() }));
    for form in [LeaderLoss::Replace, LeaderLoss::Collapse] {
        all.push((format!("{form:?}"), Structure { leader_loss: form, ..usual() }));
    }
    for form in [CampaignForm::None, CampaignForm::Backfire] {
        all.push((format!("{form:?}"), Structure { campaign: form, ..usual() }));
    }
    for form in [Waiting::Patient, Waiting::Impatient] {
        all.push((format!("{form:?}"), Structure { waiting: form, ..usual() }));
    }
    all
}

/// A strong dose of everything at once, so that every alternative has something to act on.
fn everything() -> Scenario {
    let start = format!("start = {START}\nramp_days = 0\n");
    let entries = [
        "[[measure.leader_arrest]]\nid = \"now\"\nsize_rank = 1\n",
        "[[measure.specialist_investigators]]\nid = \"many\"\ninvestigators_count = 3000\n",
        "[[measure.overseas_officers]]\nregion = \"iraq\"\nofficers_count = 100\n",
        "[[measure.deterrence_campaign]]\norigin = \"iraq\"\naudience = \"everywhere\"\ncontent = \"risk\"\nreach_share = 1\n",
        "[[measure.advert_takedown]]\nid = \"fast\"\nreferrals_per_account_per_day = 1\n",
        "[[measure.border_security_command]]\nstaff_count = 300\n",
        "[[measure.counter_terror_powers]]\nuse_share = 1\n",
        "[[measure.illicit_finance]]\nfinance_role_hazard_per_year = 2\nflows_disrupted_share = 0.2\n",
        "[[measure.international_policing]]\nfunding_gbp_million_per_year = 24\n",
        "[[measure.beach_patrols]]\nid = \"one\"\nsector = 1\neffort_ratio = 10\n",
        "[[measure.equipment_seizure]]\nid = \"cap\"\nseized_share = 0.3\nsupply_cap_share = 0.5\n",
        "[[measure.returns_agreement]]\norigin = \"all\"\nremoval_prob = 0.8\n",
        "[[measure.lawful_route]]\norigin = \"iran\"\nplaces_per_month = 500\n",
    ];
    assert_eq!(entries.len(), strait::model::measures::KINDS.len());
    policy(&entries.map(|entry| format!("{entry}{start}")).concat())
}

#[test]
fn people_and_boats_are_conserved_under_every_structure_and_all_measures_at_once() {
    let scenario = everything();
    let mut parameters = parameters(&scenario);
    parameters.split_prob = 1.0;
    parameters.campaign_weight = 0.5;
    // Quick cases, so that arrests come in a short window.
    parameters.case_staff_days = 50.0;
    let reference = run(&scenario.setting, &parameters, 0);
    assert!(total(&reference, Metric::Arrests) > 5.0 && total(&reference, Metric::BoatsSeized) > 0.0);
    let mut without_trace = Vec::new();
    for (name, structure) in structures() {
        let setting = Setting { structure, ..scenario.setting.clone() };
        // `run` is paranoid: it fails on the first day on which an account does not balance.
        if different(&reference, &run(&setting, &parameters, 0)).is_empty() {
            without_trace.push(name);
        }
    }
    assert!(without_trace.is_empty(), "these alternatives changed nothing: {without_trace:?}");
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
