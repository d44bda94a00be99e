//! Conservation of people and boats under every measure and every form: each run here is paranoid and fails on the first
//! day on which an account does not balance.

#[path = "support/histories.rs"]
mod histories;

use histories::{START, different, parameters, policy, run, total};
use strait::model::observation::Metric;
use strait::model::parameters::Parameters;
use strait::model::setting::{CampaignForm, CapacityForm, LeaderLoss, Setting, Structure, Waiting};
use strait::quantity::{Day, Period};
use strait::scenario::Scenario;

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

const OFFICERS: &str = "[[measure.overseas_officers]]\nregion = \"iraq\"\nofficers_count = 100\n";

/// A strong dose of every measure, so that every alternative has something to act on.
const ENTRIES: [&str; 13] = [
    "[[measure.leader_arrest]]\nid = \"now\"\nsize_rank = 1\n",
    "[[measure.specialist_investigators]]\nid = \"many\"\ninvestigators_count = 3000\n",
    OFFICERS,
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

fn started(entry: &str) -> String {
    format!("{entry}start = {START}\nramp_days = 0\n")
}

/// Quick cases, so that arrests come in a short window, and leaders whose loss always splits the gang.
fn quick(scenario: &Scenario) -> Parameters {
    Parameters { split_prob: 1.0, campaign_weight: 0.5, case_staff_days: 50.0, ..parameters(scenario) }
}

#[test]
fn people_and_boats_are_conserved_under_every_structure_and_all_measures_at_once() {
    assert_eq!(ENTRIES.len(), strait::model::measures::KINDS.len());
    let scenario = policy(&ENTRIES.map(started).concat());
    let parameters = quick(&scenario);
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

/// Each measure alone under each alternative: an account that balances only because two measures meet would not be found
/// above. Three months after the start are enough for every measure to act once.
#[test]
fn people_and_boats_are_conserved_under_every_structure_and_each_measure_alone() {
    let record = |scenario: &Scenario| run(&short(scenario, Structure::default()), &quick(scenario), 0);
    let mut without_trace = Vec::new();
    for entry in ENTRIES {
        // Co-operation abroad acts on cases there, and few close in three months without officers.
        let officers = if entry.contains("international_policing") { started(OFFICERS) } else { String::new() };
        let reference = record(&policy(&officers));
        let scenario = policy(&[officers, started(entry)].concat());
        let parameters = quick(&scenario);
        let mut acts = false;
        for (_, structure) in structures().into_iter().chain([("usual".to_owned(), Structure::default())]) {
            let usual = structure == Structure::default();
            let record = run(&short(&scenario, structure), &parameters, 0);
            acts |= usual && !different(&reference, &record).is_empty();
        }
        if !acts {
            without_trace.push(entry);
        }
    }
    assert!(without_trace.is_empty(), "these measures did nothing: {without_trace:?}");
}

/// The setting to the end of 2021.
fn short(scenario: &Scenario, structure: Structure) -> Setting {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let period = Period::new(day("2021-07-01"), day("2021-12-31")).unwrap();
    Setting { structure, period, ..scenario.setting.clone() }
}
