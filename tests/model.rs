//! The model's promises, on short histories: conservation, repeatability, neutrality of measures that do nothing, and the
//! signs that must hold.

use std::path::{Path, PathBuf};
use strait::model::measures::KINDS;
use strait::model::observation::{Metric, Observations};
use strait::model::parameters::Parameters;
use strait::model::setting::Setting;
use strait::model::{Model, UnitKey, Vigilance};
use strait::quantity::Day;
use strait::scenario::{self, Scenario};

/// Fifteen months with launches, of a size that a test can run often.
const WINDOW: [&str; 3] = ["period.start=2021-01-01", "period.end=2022-03-31", "study.replicates=2"];
/// Measures of the shipped scenarios start after the window: they are moved into it.
const START: &str = "2021-07-01";
const SEED: u64 = 20_241_104;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn scenario(name: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = WINDOW.iter().chain(sets).map(ToString::to_string).collect();
    scenario::load(&path(name), &sets).unwrap_or_else(|problems| panic!("{name}: {problems:?}")).0
}

/// Central values, but for awareness: every run starts as empty as January 2018, and a window in 2021 that starts with
/// so few who know of the boat would see next to no launches.
fn parameters(scenario: &Scenario) -> Parameters {
    let central = |key: &str| scenario.laws.get(key).map(strait::evidence::Law::central);
    Parameters { awareness_initial: 0.5, ..Parameters::from_lookup(central).unwrap() }
}

fn key(replicate: u32) -> UnitKey {
    UnitKey { seed: SEED, replicate, weather_path: replicate }
}

fn run(setting: &Setting, parameters: &Parameters, replicate: u32) -> Observations {
    Model::new(setting.clone()).unwrap().run_watched(parameters, key(replicate), Vigilance::Paranoid).unwrap()
}

fn run_scenario(scenario: &Scenario, replicate: u32) -> Observations {
    run(&scenario.setting, &parameters(scenario), replicate)
}

/// First day index on which any column differs to the bit.
fn first_difference(a: &Observations, b: &Observations) -> Option<usize> {
    assert_eq!((a.column_count(), a.period()), (b.column_count(), b.period()));
    (0..a.column_count())
        .filter_map(|column| {
            a.column(column).iter().zip(b.column(column)).position(|(x, y)| x.to_bits() != y.to_bits())
        })
        .min()
}

fn total(observations: &Observations, metric: Metric) -> f64 {
    observations.metric(metric).iter().sum()
}

/// Shipped scenarios with measures: each `measure_*.toml`, then the package.
fn policy_files() -> Vec<String> {
    let mut files: Vec<String> = std::fs::read_dir(path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("measure_"))
        .collect();
    files.sort();
    files.push("article_package.toml".to_owned());
    files
}

/// The shipped scenario in the window, the entries that it adds to the baseline starting in it, at this strength.
fn moved(file: &str, strength: f64) -> Scenario {
    let baseline = scenario("baseline.toml", &[]);
    let untouched = scenario(file, &[]);
    let mut sets = Vec::new();
    for entry in untouched.setting.measures.iter().filter(|entry| !baseline.setting.measures.contains(entry)) {
        let (name, id) = (entry.effect.name(), &entry.common.id);
        sets.push(format!("measure.{name}.{id}.start={START}"));
        if entry.common.end.is_some() {
            sets.push(format!("measure.{name}.{id}.end={START}"));
        }
        sets.push(format!("measure.{name}.{id}.ramp_days=0"));
        sets.push(format!("measure.{name}.{id}.strength={strength:?}"));
    }
    assert!(!sets.is_empty(), "{file} adds no measure to the baseline");
    scenario(file, &sets.iter().map(String::as_str).collect::<Vec<_>>())
}

fn day_index(scenario: &Scenario, day: &str) -> usize {
    day.parse::<strait::quantity::Day>().unwrap().since(scenario.setting.period.first()) as usize
}

#[test]
fn people_and_boats_are_conserved_every_day() {
    let baseline = scenario("baseline.toml", &[]);
    let package = moved("article_package.toml", 1.0);
    for replicate in 0..4 {
        let record = run_scenario(&baseline, replicate);
        assert!(total(&record, Metric::Arrivals) > 0.0, "the window has arrivals");
        run_scenario(&package, replicate);
    }
}

#[test]
fn a_history_repeats_to_the_bit_and_watching_it_changes_nothing() {
    let baseline = scenario("baseline.toml", &[]);
    let parameters = parameters(&baseline);
    let model = Model::new(baseline.setting.clone()).unwrap();
    let first = model.run(&parameters, key(0)).unwrap();
    assert_eq!(first_difference(&first, &model.run(&parameters, key(0)).unwrap()), None);
    assert_eq!(first_difference(&first, &run(&baseline.setting, &parameters, 0)), None);
    assert!(first_difference(&first, &model.run(&parameters, key(1)).unwrap()).is_some());
}

#[test]
fn every_measure_has_an_example_scenario() {
    for kind in KINDS {
        let name = format!("measure_{}.toml", kind.name);
        let example = scenario(&name, &[]);
        assert!(example.setting.measures.iter().any(|entry| entry.effect.name() == kind.name), "{name}");
    }
}

#[test]
fn measures_at_strength_zero_equal_the_baseline_to_the_bit() {
    let baseline = run_scenario(&scenario("baseline.toml", &[]), 0);
    for file in policy_files() {
        let null = run_scenario(&moved(&file, 0.0), 0);
        assert_eq!(first_difference(&baseline, &null), None, "{file} at strength 0");
    }
}

#[test]
fn days_before_a_measure_starts_equal_the_baseline_to_the_bit() {
    let scenario = scenario("baseline.toml", &[]);
    let baseline = run_scenario(&scenario, 0);
    let start = day_index(&scenario, START);
    let mut acted = 0;
    let files = policy_files();
    for file in &files {
        let policy = run_scenario(&moved(file, 1.0), 0);
        if let Some(day) = first_difference(&baseline, &policy) {
            acted += 1;
            assert!(day >= start, "{file} differs on day {day}, before its start on day {start}");
        }
    }
    // Nine months are too short for one closed case more or less; everything else must leave a trace.
    assert!(acted + 3 >= files.len(), "only {acted} of {} scenarios did anything", files.len());
}

#[test]
fn the_order_of_measures_in_a_file_does_not_matter() {
    let text = |entries: &[&str]| {
        format!("extends = \"baseline.toml\"\nname = \"order\"\ntitle = \"Order\"\n{}", entries.concat())
    };
    let entries = [
        "[[measure.beach_patrols]]\nid = \"z\"\nstart = 2021-07-01\neffort_ratio = 0.1\n",
        "[[measure.beach_patrols]]\nid = \"a\"\nstart = 2021-07-01\neffort_ratio = 0.7\n",
        "[[measure.equipment_seizure]]\nid = \"s1\"\nstart = 2021-07-01\nseized_share = 0.3\n",
        "[[measure.equipment_seizure]]\nid = \"s2\"\nstart = 2021-07-01\nseized_share = 0.07\n",
        "[[measure.advert_takedown]]\nid = \"t\"\nstart = 2021-07-01\nreferrals_per_account_per_day = 0.02\n",
    ];
    let sets: Vec<String> = WINDOW.iter().map(ToString::to_string).collect();
    let of = |order: &[usize]| {
        let chosen: Vec<&str> = order.iter().map(|&at| entries[at]).collect();
        let loaded = scenario::load_str("order.toml", &text(&chosen), Some(&path("")), &sets);
        run_scenario(&loaded.unwrap_or_else(|problems| panic!("{problems:?}")).0, 0)
    };
    let reference = of(&[0, 1, 2, 3, 4]);
    for order in [[4, 3, 2, 1, 0], [1, 0, 3, 2, 4], [2, 4, 0, 3, 1]] {
        assert_eq!(first_difference(&reference, &of(&order)), None, "{order:?}");
    }
}

#[test]
fn a_campaign_changes_nothing_before_its_start_and_intentions_only_through_adverts() {
    let baseline_scenario = scenario("baseline.toml", &[]);
    let file = "measure_deterrence_campaign.toml";
    let start = day_index(&baseline_scenario, START);
    let campaign_scenario = moved(file, 1.0);
    // Beyond the window's end it is an unused campaign.
    let unused = scenario(file, &[]);
    let usual = parameters(&baseline_scenario);
    let baseline = run(&baseline_scenario.setting, &usual, 0);
    let campaign = run(&campaign_scenario.setting, &usual, 0);
    assert!(first_difference(&baseline, &campaign).is_none_or(|day| day >= start));
    assert_eq!(first_difference(&baseline, &run(&unused.setting, &usual, 0)), None);
    // Gangs that earn less advertise less, and false job adverts induce fewer people of any origin: with nobody to
    // induce, a campaign changes what people choose and never who comes to choose.
    let no_adverts = Parameters { online_induced_share: 0.0, ..usual };
    let baseline = run(&baseline_scenario.setting, &no_adverts, 0);
    let campaign = run(&campaign_scenario.setting, &no_adverts, 0);
    assert!(first_difference(&baseline, &campaign).is_some_and(|day| day >= start), "the campaign acts");
    assert_eq!(baseline.metric(Metric::Intentions), campaign.metric(Metric::Intentions));
}

#[test]
fn without_retry_there_are_fewer_attempts() {
    let with = scenario("baseline.toml", &[]);
    let without = scenario("baseline.toml", &["structure.retry=false"]);
    for replicate in 0..2 {
        let launches = |scenario: &Scenario| total(&run_scenario(scenario, replicate), Metric::Launches);
        let (with, without) = (launches(&with), launches(&without));
        assert!(without < with, "{without} launches without retry, {with} with");
    }
}

#[test]
fn tripled_patrols_do_not_raise_mean_arrivals() {
    let baseline = scenario("baseline.toml", &[]);
    let effort = |id: &str, ratio: f64| format!("measure.beach_patrols.{id}.effort_ratio={ratio}");
    let sets = [effort("patrols_2021", 2.7), effort("patrols_2022", 3.0)];
    let tripled = scenario("baseline.toml", &sets.iter().map(String::as_str).collect::<Vec<_>>());
    let mean = |scenario: &Scenario| {
        (0..20).map(|replicate| total(&run_scenario(scenario, replicate), Metric::Arrivals)).sum::<f64>() / 20.0
    };
    let (usual, more) = (mean(&baseline), mean(&tripled));
    assert!(more <= usual, "{more} arrivals with tripled effort, {usual} without");
}

#[test]
fn a_sea_that_never_allows_a_launch_sees_none() {
    // The bounds of the parameter refuse such a value in a file; the model itself must hold it.
    let scenario = scenario("baseline.toml", &[]);
    let parameters = Parameters { sea_intercept: -100.0, ..parameters(&scenario) };
    let record = run(&scenario.setting, &parameters, 0);
    for metric in [Metric::Launches, Metric::Arrivals, Metric::Boats, Metric::PreventedEvents, Metric::Deaths] {
        assert_eq!(total(&record, metric), 0.0, "{metric:?}");
    }
    assert!(total(&record, Metric::ReachedCoast) > 0.0);
}

#[test]
fn without_patrols_nothing_is_prevented() {
    let mut scenario = scenario("baseline.toml", &[]);
    scenario.setting.measures.retain(|entry| entry.effect.name() != "beach_patrols");
    let record = run_scenario(&scenario, 0);
    assert_eq!(total(&record, Metric::PreventedEvents), 0.0);
    assert_eq!(total(&record, Metric::PreventedPeople), 0.0);
    assert!(total(&record, Metric::Arrivals) > 0.0);
}

/// A book that does not balance is seen on the same evening, with the process.
#[test]
fn the_ledger_sees_a_person_too_many() {
    use strait::model::invariants::Ledger;
    use strait::model::{ModelError, initialise, inputs::Inputs};
    let scenario = scenario("baseline.toml", &[]);
    let parameters = parameters(&scenario);
    let inputs = Inputs::new(&scenario.setting).unwrap();
    let mut world = initialise::world(&scenario.setting, &inputs, &parameters, key(0));
    world.coast_stock += 1;
    let seen = Ledger::default().check(&world).unwrap_err();
    assert!(matches!(seen, ModelError::Broken { process: "coast", .. }), "{seen}");
    world.coast_stock -= 1;
    world.counts.departures += 1;
    let seen = Ledger::default().check(&world).unwrap_err();
    assert!(matches!(seen, ModelError::Broken { process: "persons", .. }), "{seen}");
}

/// A period that ends long before the forecast origin is run on the part of the record that it covers.
#[test]
fn a_period_may_end_before_the_record_does() {
    let sets = ["period.start=2018-01-01", "period.end=2018-12-31"];
    let scenario = scenario("baseline.toml", &sets);
    assert_eq!(run_scenario(&scenario, 0).period().len_days(), 365);
}

/// Another world after the origin: other arrivals, winds and nationalities.
fn altered_after(origin: Day) -> strait::model::record::Record {
    let mut record = strait::model::record::Record::compiled();
    for row in record.daily.iter_mut().filter(|row| row.day > origin) {
        (row.people, row.boats) = (7 * row.people + 100, 3);
    }
    for row in record.sea.iter_mut().filter(|row| row.day > origin) {
        (row.wind_mean_ms, row.wind_night_mean_ms) = (1.0, 2.0);
    }
    for row in record.quarters.iter_mut().chain(&mut record.part_year).filter(|row| row.last > origin) {
        row.people = 5 * row.people + 40;
    }
    record
}

#[test]
fn nothing_after_the_origin_enters_the_inputs() {
    use strait::model::{inputs::Inputs, record::Record};
    for origin in ["2021-12-31", "2022-08-17", "2023-12-31"] {
        let origin_day: Day = origin.parse().unwrap();
        let mut setting = scenario("baseline.toml", &["period.start=2018-01-01"]).setting;
        setting.period = strait::quantity::Period::new(setting.period.first(), origin_day.plus(365)).unwrap();
        setting.origin_day = origin_day;
        let inputs = Inputs::new(&setting).unwrap();
        let altered = altered_after(origin_day);
        assert!(altered != Record::compiled(), "{origin}");
        assert!(Inputs::from_record(&setting, &altered).unwrap() == inputs, "{origin}");
        // Not for want of sensitivity: a change on the origin itself shows.
        let earlier = altered_after(origin_day.plus(-1));
        assert!(Inputs::from_record(&setting, &earlier).unwrap() != inputs, "{origin}");
    }
}
