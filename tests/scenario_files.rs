//! How files, their bases and overrides combine, and that what comes out can be written and read back.

use std::path::Path;
use strait::evidence::Law;
use strait::model::measures::Entry;
use strait::model::parameters::Parameters;
use strait::model::setting::{Journey, Wind};
use strait::scenario::{Role, Scenario, explain, json_schema, load, load_str};

fn sound(path: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    load(Path::new(path), &sets).unwrap_or_else(|problems| panic!("{}", problems.render(false))).0
}

fn measures(scenario: &Scenario) -> Vec<(String, String)> {
    let name = |entry: &Entry| (entry.effect.name().to_owned(), entry.common.id.clone());
    scenario.setting.measures.iter().map(name).collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, id)| ((*name).to_owned(), (*id).to_owned())).collect()
}

#[test]
fn the_least_scenario_takes_every_parameter_from_its_row() {
    let scenario = sound("tests/good/minimal.toml", &[]);
    assert_eq!(scenario.laws.len(), Parameters::KEYS.len());
    for key in Parameters::KEYS {
        assert_eq!(scenario.laws[*key], strait::evidence::parameter(key).unwrap().law(), "{key}");
    }
    assert_eq!((scenario.setting.wind_past, scenario.setting.wind_future), (Wind::Observed, Wind::Generated));
    assert_eq!(scenario.setting.origin_day.to_string(), "2024-11-04");
    assert_eq!((scenario.study.replicates, scenario.study.seed), (40, 20_241_104));
    assert_eq!(scenario.setting.population_scale, 1.0);
}

#[test]
fn a_policy_holds_only_its_differences() {
    let base = sound("tests/good/full.toml", &[]);
    let policy = sound("tests/good/policy.toml", &[]);
    assert_eq!((policy.name.as_str(), policy.description.as_deref()), ("policy", None));
    assert_eq!(policy.setting.period.first(), base.setting.period.first());
    assert_eq!(policy.setting.period.last().to_string(), "2026-06-30");
    assert_eq!(policy.setting.wind_past, base.setting.wind_past);
    assert_eq!(policy.setting.wind_future, Wind::Year(2020));
    assert_eq!(policy.setting.origins[0].journey, Journey::VisaFree);
    assert!(!policy.setting.structure.retry && policy.setting.structure.load_offset);
    assert_eq!(policy.laws["coast.patience_mean_days"], Law::Fixed(40.0));
    assert_eq!(policy.laws["coast.patience_lost_share"], base.laws["coast.patience_lost_share"]);
    assert!(matches!(policy.laws["attempt.retry_after_prevention_prob"], Law::Beta { .. }));
    assert_eq!(
        measures(&policy),
        pairs(&[
            ("beach_patrols", "beach_patrols"),
            ("deterrence_campaign", "deterrence_campaign"),
            ("overseas_officers", "turkey"),
        ])
    );
    assert_eq!(policy.setting.measures[0].common.strength.get(), 0.5);
    assert_eq!(policy.setting.measures[0].common.start, base.setting.measures[0].common.start);
    let inputs: Vec<(&str, Role)> = policy.inputs.iter().map(|input| (input.path.as_str(), input.role)).collect();
    assert_eq!(inputs, [("tests/good/policy.toml", Role::Scenario), ("tests/good/full.toml", Role::Base)]);
    assert!(policy.inputs.iter().all(|input| input.sha256.len() == 64 && input.bytes > 0));
}

#[test]
fn overrides_reach_settings_parameters_and_measures() {
    let scenario = sound(
        "tests/good/policy.toml",
        &[
            "period.end=2027-01-31",
            "wind.future=generated",
            "population.scale = 0.1",
            "structure.load_offset=false",
            "parameters.coast.patience_mean_days={ dist = 'uniform', low = 20, high = 40 }",
            "parameters.attempt.retry_after_prevention_prob.sd=0.02",
            "measure.beach_patrols.second_wave.enabled=true",
            "measure.beach_patrols.strength=0.25",
            "measure.beach_patrols.second_wave.strength=0.75",
            "measure.deterrence_campaign.origin=other",
            "measure.overseas_officers.turkey.id=ankara",
        ],
    );
    assert_eq!(scenario.setting.period.last().to_string(), "2027-01-31");
    assert_eq!(scenario.setting.wind_future, Wind::Generated);
    assert_eq!(scenario.setting.population_scale, 0.1);
    assert!(!scenario.setting.structure.load_offset);
    assert_eq!(scenario.laws["coast.patience_mean_days"], Law::Uniform { low: 20.0, high: 40.0 });
    let strengths: Vec<f64> = scenario.setting.measures.iter().map(|entry| entry.common.strength.get()).collect();
    assert_eq!(strengths, [0.25, 0.75, 1.0, 1.0]);
    assert_eq!(measures(&scenario)[3].1, "ankara");
}

#[test]
fn a_resolved_scenario_reads_back_to_itself() {
    for path in ["minimal", "full", "policy"] {
        let scenario = sound(&format!("tests/good/{path}.toml"), &[]);
        let text = scenario.resolved_toml();
        let read = load_str("resolved", &text, None, &[]);
        let (mut again, _) = read.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        assert_eq!(again.resolved_toml(), text);
        assert_eq!(again.digest(), scenario.digest());
        again.inputs.clone_from(&scenario.inputs);
        assert_eq!(again, scenario);
        for key in Parameters::KEYS {
            assert!(text.contains(key.rsplit('.').next().unwrap()), "{key} is not written");
        }
    }
}

#[test]
fn changed_laws_are_what_is_written() {
    let mut scenario = sound("tests/good/full.toml", &[]);
    let before = scenario.digest();
    scenario.laws.insert("coast.patience_mean_days".to_owned(), Law::Fixed(33.25));
    assert_ne!(scenario.digest(), before);
    assert!(scenario.resolved_toml().contains("patience_mean_days = 33.25"));
}

#[test]
fn the_digest_ignores_words_and_order_and_nothing_else() {
    let text = std::fs::read_to_string("tests/good/full.toml").unwrap();
    let digest = |text: &str, sets: &[&str]| {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        load_str("-", text, None, &sets).unwrap_or_else(|problems| panic!("{}", problems.render(false))).0.digest()
    };
    let before = digest(&text, &[]);
    assert_eq!(digest(&text, &["title=another", "description=another", "study.seed=9"]), before);
    let at = text.find("[[measure.beach_patrols]]\nid").unwrap();
    let end = text.find("[[measure.deterrence_campaign]]").unwrap();
    let turned = format!("{}\n{}\n{}", &text[..at], &text[end..], &text[at..end]);
    assert_eq!(digest(&turned, &[]), before);
    for set in [
        "name=another",
        "period.end=2025-12-30",
        "forecast.origin=2024-11-03",
        "wind.future=year:2020",
        "population.scale=0.6",
        "structure.retry=true",
        "parameters.coast.patience_lost_share=0.31",
        "measure.beach_patrols.effort_ratio=0.3",
        "measure.beach_patrols.second_wave.enabled=false",
    ] {
        assert_ne!(digest(&text, &[set]), before, "{set}");
    }
}

#[test]
fn a_text_without_a_directory_extends_nothing_and_with_one_it_does() {
    let text = std::fs::read_to_string("tests/good/policy.toml").unwrap();
    assert_eq!(load_str("-", &text, None, &[]).unwrap_err().diagnostics[0].code, "E0106");
    let (scenario, _) = load_str("-", &text, Some(Path::new("tests/good")), &[]).unwrap();
    assert_eq!(scenario.digest(), sound("tests/good/policy.toml", &[]).digest());
}

#[test]
fn the_json_form_holds_the_promised_fields() {
    let problems = load(Path::new("tests/bad_scenarios/share_as_percent.toml"), &[]).unwrap_err();
    let json = serde_json::to_value(&problems.diagnostics[0]).unwrap();
    for field in ["code", "severity", "message", "path", "line", "column", "end_line", "end_column", "help"] {
        assert!(json.get(field).is_some(), "no {field} in {json}");
    }
    assert_eq!(
        (json["line"].as_u64(), json["column"].as_u64(), json["end_column"].as_u64()),
        (Some(6), Some(15), Some(17))
    );
    assert_eq!(json["severity"], "error");
    assert!(explain("E0203").unwrap().explanation.contains("0.45"));
}

#[test]
fn the_schema_knows_measures_and_parameters() {
    let schema = json_schema();
    for pointer in [
        "/properties/period/$ref",
        "/properties/extends/type",
        "/properties/parameters/properties/coast/properties/patience_mean_days/anyOf",
        "/properties/measure/properties/deterrence_campaign/items/properties/reach_share/maximum",
        "/properties/measure/properties/deterrence_campaign/items/properties/strength",
        "/$defs/Law/properties/dist",
        "/$defs/Audience",
    ] {
        assert!(schema.pointer(pointer).is_some(), "no {pointer}");
    }
    let text = schema.to_string();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("\"#/$defs/") {
        rest = &rest[at + 9..];
        let name = &rest[..rest.find('"').unwrap()];
        assert!(schema["$defs"].get(name).is_some(), "a reference to {name} leads nowhere");
    }
}

/// Every scenario that ships is sound, and warns of nothing.
#[test]
fn shipped_scenarios_are_sound() {
    let Ok(files) = std::fs::read_dir("scenarios") else { return };
    for path in files.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "toml")) {
        let (scenario, warnings) = load(&path, &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        assert_eq!(warnings, [], "{}", path.display());
        assert_eq!(Some(scenario.name.as_str()), path.file_stem().and_then(|stem| stem.to_str()));
    }
}

#[test]
fn a_posterior_gives_rows_that_belong_together_to_the_keys_it_holds() {
    // The base gives one of the keys itself, and what `[parameters]` gives comes before a posterior.
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("posterior")).unwrap();
    for name in ["posterior/good.csv", "posterior/good.json", "warn_posterior_old.toml"] {
        std::fs::copy(Path::new("tests/bad_scenarios").join(name), directory.path().join(name)).unwrap();
    }
    let base = std::fs::read_to_string("tests/bad_scenarios/_base.toml").unwrap();
    let given = base.lines().find(|line| line.starts_with("patience_mean_days")).unwrap();
    std::fs::write(directory.path().join("_base.toml"), base.replace(given, "")).unwrap();
    let path = directory.path().join("warn_posterior_old.toml");
    let path = path.to_str().unwrap();
    let with = sound(path, &[]);
    let posterior = with.posterior.as_ref().expect("the scenario has a posterior");
    assert_eq!((posterior.rows.len(), posterior.description.data_until.to_string().as_str()), (2, "2024-11-04"));
    let roles: Vec<Role> = with.inputs.iter().map(|input| input.role).collect();
    assert_eq!(roles, [Role::Scenario, Role::Base, Role::Posterior, Role::Posterior]);
    let place = |key: &str| Parameters::KEYS.iter().position(|known| *known == key).unwrap();
    let (days, level) = (place("coast.patience_mean_days"), place("demand.level"));
    let draws =
        |scenario: &Scenario| strait::study::design::Design::draw(std::slice::from_ref(scenario), 40, 9).unwrap();
    let (design, plain) = (draws(&with), draws(&sound(directory.path().join("_base.toml").to_str().unwrap(), &[])));
    let mut chosen = [0, 0];
    for draw in 0..40 {
        let row = design.row(0, draw);
        let which =
            posterior.rows.iter().position(|known| *known == [row[days], row[level]]).expect("a row of the table");
        chosen[which] += 1;
        // What the posterior does not hold is drawn from its law as before.
        for (at, value) in row.iter().enumerate().filter(|(at, _)| *at != days && *at != level) {
            assert_eq!(*value, plain.row(0, draw)[at], "{}", Parameters::KEYS[at]);
        }
    }
    assert!(chosen.iter().all(|&count| count > 10), "{chosen:?}");
    let set = sound(path, &["parameters.demand.level=1.5"]);
    assert!(
        draws(&set).row(0, 3)[level] == 1.5 && posterior.rows.iter().any(|row| row[0] == draws(&set).row(0, 3)[days])
    );
    assert!(set.digest() != with.digest() && set.is_from_posterior("coast.patience_mean_days"));
    assert!(!set.is_from_posterior("demand.level"));
}

#[test]
fn a_resolved_scenario_with_a_posterior_reads_back_beside_it() {
    let scenario = sound("tests/bad_scenarios/warn_posterior_old.toml", &[]);
    let directory = tempfile::tempdir().unwrap();
    let posterior = scenario.posterior.as_ref().unwrap();
    std::fs::create_dir(directory.path().join("posterior")).unwrap();
    std::fs::write(directory.path().join("posterior/good.csv"), &posterior.table).unwrap();
    std::fs::write(directory.path().join("posterior/good.json"), &posterior.description_text).unwrap();
    let text = scenario.resolved_toml();
    assert!(text.contains("file = \"posterior/good.csv\"") && text.contains("# from the posterior: level"));
    let (again, _) = load_str("again", &text, Some(directory.path()), &[]).unwrap();
    assert_eq!((again.resolved_toml(), again.digest()), (text, scenario.digest()));
}
