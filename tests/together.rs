//! Histories that share their past: forked and unforked runs agree to the last bit.

use std::path::Path;
use strait::model::observation::Observations;
use strait::model::parameters::Parameters;
use strait::model::spare::Spare;
use strait::model::together::{first_difference, run_together};
use strait::model::{Model, UnitKey, Vigilance};
use strait::scenario::{self, Scenario};

fn load(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    scenario::load(&path, &["period.end=2025-06-30".to_owned()]).unwrap().0
}

fn parameters(scenario: &Scenario) -> Parameters {
    Parameters::from_lookup(|key| scenario.laws.get(key).map(strait::evidence::Law::central)).unwrap()
}

#[test]
fn forked_runs_equal_unforked_ones_and_share_what_they_can() {
    let names = [
        "baseline.toml",
        "article_package.toml",
        "measure_leader_arrest.toml",
        "halved_equipment.toml",
        "measure_returns_agreement.toml",
        "measure_deterrence_campaign.toml",
    ];
    let scenarios: Vec<Scenario> = names.iter().map(|name| load(name)).collect();
    let mut models: Vec<Model> =
        scenarios.iter().map(|scenario| Model::new(scenario.setting.clone()).unwrap()).collect();
    let mut draws: Vec<Parameters> = scenarios.iter().map(parameters).collect();
    // One more that may not share its past: another structure; and one whose parameters differ.
    let mut other = scenarios[1].setting.clone();
    other.structure.load_offset = false;
    models.push(Model::new(other).unwrap());
    draws.push(draws[0].clone());
    models.push(Model::new(scenarios[1].setting.clone()).unwrap());
    draws.push(Parameters { patience_mean_days: 60.0, ..draws[0].clone() });
    let start = 2500;
    assert_eq!(first_difference(models[0].setting(), models[1].setting()), start, "the package starts on 2024-11-05");
    assert_eq!(first_difference(models[0].setting(), models[6].setting()), 0);

    let key = UnitKey { seed: 7, replicate: 3, weather_path: 5 };
    let places: Vec<&Model> = models.iter().collect();
    // In memory that others have written in: nothing that is a number, then histories of another replicate.
    let mut spare = Spare::default();
    let (period, origins) = (models[0].setting().period, models[0].setting().origins.len());
    let values = Observations::new(period, origins).column_count() * period.len_days();
    for _ in 0..models.len() {
        spare.keep_record(Observations::from_columns(period, origins, vec![f64::NAN; values]).unwrap());
    }
    let mut run = |key| {
        let mut together = Vec::new();
        run_together(&places, &draws, key, Vigilance::Normal, &mut spare, |observations, fates, spare| {
            together.push((observations.clone(), fates.clone()));
            spare.keep_record(observations);
            spare.keep_fates(fates);
            true
        })
        .unwrap();
        together
    };
    run(UnitKey { replicate: 4, ..key });
    let together = run(key);
    assert_eq!(together.len(), models.len());
    for (place, (model, draw)) in models.iter().zip(&draws).enumerate() {
        let alone = model.run_traced(draw, key, Vigilance::Normal).unwrap();
        assert!(together[place] == alone, "scenario {place} differs when it is forked");
    }
    assert!(together[0].0 != together[1].0, "the package does something");
    assert_eq!(together[0].1.fates.len(), together[1].1.fates.len(), "the same persons in every scenario");
}
