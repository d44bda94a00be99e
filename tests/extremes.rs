//! Every parameter at the ends of what a run takes: a history ends within a bound, and no sampler is handed what it refuses.
//!
//! One history has every measure and few people, so that each parameter has something to act on.

#[path = "support/histories.rs"]
mod histories;
#[path = "support/mutants.rs"]
mod mutants;

use histories::{SEED, policy};
use mutants::{Dice, EXTREMES, with_extreme_numbers};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};
use strait::evidence::{Law, parameter};
use strait::model::parameters::Parameters;
use strait::model::setting::Structure;
use strait::model::{Model, ModelError, UnitKey, Vigilance};
use strait::quantity::{Day, Period};
use strait::scenario::Scenario;

/// From the second month.
const ENTRIES: [&str; 13] = [
    "leader_arrest]]\nsize_rank = 1",
    "specialist_investigators]]\ninvestigators_count = 3000",
    "overseas_officers]]\nregion = \"iraq\"\nofficers_count = 100",
    "deterrence_campaign]]\norigin = \"iraq\"\naudience = \"everywhere\"\ncontent = \"risk\"\nreach_share = 1",
    "advert_takedown]]\nreferrals_per_account_per_day = 1",
    "border_security_command]]\nstaff_count = 300",
    "counter_terror_powers]]\nuse_share = 1",
    "illicit_finance]]\nfinance_role_hazard_per_year = 2\nflows_disrupted_share = 1",
    "international_policing]]\nfunding_gbp_million_per_year = 24",
    "beach_patrols]]\nsector = 1\neffort_ratio = 10",
    "equipment_seizure]]\nseized_share = 0.3\nsupply_cap_share = 0.5",
    "returns_agreement]]\norigin = \"all\"\nremoval_prob = 0.8",
    "lawful_route]]\norigin = \"iran\"\nplaces_per_month = 500",
];

fn scenario(start: &str, end: &str, scale: f64) -> Scenario {
    assert_eq!(ENTRIES.len(), strait::model::measures::KINDS.len());
    let first: Day = start.parse().unwrap();
    let mut scenario =
        policy(&ENTRIES.map(|entry| format!("[[measure.{entry}\nstart = {}\n", first.plus(40))).concat());
    scenario.setting.period = Period::new(first, end.parse().unwrap()).unwrap();
    scenario.setting.population_scale = scale;
    scenario
}

/// Central values but for these, and awareness as high as in 2021: every run starts as empty as January 2018.
fn parameters(scenario: &Scenario, set: &[(&str, f64)]) -> Parameters {
    let value = |key: &str| {
        let given = set.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        given.or((key == "awareness.initial_share").then_some(0.6)).or(scenario.laws.get(key).map(Law::central))
    };
    Parameters::from_lookup(value).unwrap()
}

/// A history in a thread of its own, so that one without end fails the test and does not hold it up; `None` if it panics or
/// takes longer.
fn ended(model: &Arc<Model>, parameters: Parameters, seconds: f64) -> Option<Result<(), ModelError>> {
    let (tell, hear) = channel();
    let model = model.clone();
    std::thread::spawn(move || {
        let key = UnitKey { seed: SEED, replicate: 0, weather_path: 0 };
        tell.send(model.run_watched(&parameters, key, Vigilance::Paranoid).map(drop))
    });
    hear.recv_timeout(Duration::from_secs_f64(seconds)).ok()
}

fn ends(model: &Arc<Model>, parameters: Parameters, seconds: f64, what: &str) -> Result<(), ModelError> {
    let started = Instant::now();
    let ended = ended(model, parameters, seconds);
    ended.unwrap_or_else(|| panic!("{what}: panicked or did not end in {:.1} s", started.elapsed().as_secs_f64()))
}

fn every_limit(start: &str, end: &str, scale: f64, seconds: f64, structure: Structure) -> Vec<String> {
    let mut scenario = scenario(start, end, scale);
    scenario.setting.structure = structure;
    let model = Arc::new(Model::new(scenario.setting.clone()).unwrap());
    let mut stopped = Vec::new();
    for key in Parameters::KEYS {
        let (from, to) = parameter(key).unwrap().limits();
        for value in [from, to] {
            let what = format!("{key} = {value}");
            if let Err(error) = ends(&model, parameters(&scenario, &[(key, value)]), seconds, &what) {
                stopped.push(format!("{what}: {error}"));
            }
        }
    }
    stopped
}

/// The default law of every parameter leaves its limits with no more than rare values, and the limits are known.
#[test]
fn limits_are_finite_and_hold_the_evidence() {
    for key in Parameters::KEYS {
        let row = parameter(key).unwrap();
        let ((from, to), (low, high)) = (row.limits(), row.law().reach());
        assert!(from.is_finite() && to.is_finite(), "{key}: no limits for the unit {}", row.unit);
        assert!(from <= row.low && row.high <= to, "{key}: {from} to {to}");
        assert!(from <= low && high <= to, "{key}: the law reaches from {low} to {high}");
    }
}

#[test]
fn a_history_ends_at_both_limits_of_every_parameter() {
    let stopped = every_limit("2021-07-01", "2021-12-31", 0.05, 10.0, Structure::default());
    assert!(stopped.is_empty(), "{}", stopped.join("\n"));
}

/// `tests/campaign.sh extremes`
#[test]
#[ignore = "minutes: every structure, and eight years"]
fn campaign_of_extremes_under_every_structure_and_over_eight_years() {
    let usual = serde_json::to_value(Structure::default()).unwrap();
    for (key, value) in usual.as_object().unwrap() {
        let Some(on) = value.as_bool() else { continue };
        let mut turned = usual.clone();
        turned[key] = (!on).into();
        let stopped = every_limit("2021-07-01", "2021-12-31", 0.05, 30.0, serde_json::from_value(turned).unwrap());
        assert!(stopped.is_empty(), "{key}: {}", stopped.join("\n"));
    }
    for scale in [0.01, 0.05] {
        let stopped = every_limit("2018-01-01", "2025-12-31", scale, 60.0, Structure::default());
        assert!(stopped.is_empty(), "{}", stopped.join("\n"));
    }
    combinations(400, 60.0);
}

/// Half of the parameters at one of their limits at once: such a history may be stopped, with its day and process.
fn combinations(count: usize, seconds: f64) {
    let scenario = scenario("2021-07-01", "2021-12-31", 0.02);
    let model = Arc::new(Model::new(scenario.setting.clone()).unwrap());
    let mut dice = Dice(5);
    let (mut stopped, mut bad) = (0, 0);
    for number in 0..count {
        let mut set = Vec::new();
        for key in Parameters::KEYS {
            let (from, to) = parameter(key).unwrap().limits();
            match dice.below(4) {
                0 => set.push((*key, from)),
                1 => set.push((*key, to)),
                _ => {}
            }
        }
        if let Some(result) = ended(&model, parameters(&scenario, &set), seconds) {
            stopped += usize::from(result.is_err());
        } else {
            println!("combination {number} panicked or did not end");
            bad += 1;
        }
    }
    println!("{stopped} of {count} combinations were stopped");
    assert_eq!(bad, 0);
}

/// Loads a text within a second; what is refused has a place, and what is accepted ends.
fn refused_or_ends(text: &str, sets: &[String], what: &str) -> Result<(), String> {
    let started = Instant::now();
    let loaded = strait::scenario::load_str("extreme.toml", text, None, sets);
    assert!(started.elapsed().as_secs_f64() < 1.0, "{what} took {:?} to be read", started.elapsed());
    match loaded {
        Ok((mut scenario, _)) => {
            // Only what the study asks for is left out: the size of one history is what may hang.
            scenario.setting.population_scale = scenario.setting.population_scale.min(0.05);
            let first = scenario.setting.period.first();
            let last = scenario.setting.period.last().number().min(first.plus(120).number()) - first.number();
            scenario.setting.period = Period::new(first, first.plus(last)).unwrap();
            let Ok(model) = Model::new(scenario.setting.clone()) else { return Ok(()) };
            let _ = ends(&Arc::new(model), parameters(&scenario, &[]), 10.0, what);
            Ok(())
        }
        Err(problems) => {
            let text = problems.render(false);
            assert!(
                problems.diagnostics.iter().all(|one| one.position.line >= 1 && one.position.column >= 1),
                "{text}"
            );
            Err(text)
        }
    }
}

/// Every number of a whole scenario, with every measure and parameter written out, may be absurd.
#[test]
fn extreme_numbers_in_a_scenario_are_refused_or_end() {
    let mut whole = scenario("2021-07-01", "2021-12-31", 0.05);
    whole.posterior = None;
    let text = whole.resolved_toml();
    let (mut dice, mut accepted, mut refused) = (Dice(77), 0, 0);
    for number in 0..1500 {
        let mutant = with_extreme_numbers(&text, &mut dice);
        match refused_or_ends(&mutant, &[], &format!("mutant {number}")) {
            Ok(()) => accepted += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(accepted > 50 && refused > 1000, "{accepted} accepted, {refused} refused");
}

#[test]
fn extreme_values_of_a_parameter_on_the_command_line_are_refused_or_end() {
    let mut whole = scenario("2021-07-01", "2021-08-31", 0.05);
    whole.posterior = None;
    let text = whole.resolved_toml();
    let mut beyond = 0;
    for key in Parameters::KEYS {
        for value in EXTREMES {
            let set = format!("parameters.{key}={value}");
            if let Err(told) = refused_or_ends(&text, std::slice::from_ref(&set), &set) {
                assert!(told.contains("--set") && told.contains("help: "), "{set}: {told}");
                beyond += usize::from(told.contains("error[E0215]"));
            }
        }
        // Whatever the unit.
        for value in ["1e300", "-1e300", "1e18", "1e309", "nan"] {
            let set = format!("parameters.{key}={value}");
            assert!(refused_or_ends(&text, std::slice::from_ref(&set), &set).is_err(), "{set} was accepted");
        }
    }
    assert!(beyond > 400, "{beyond}");
}
