//! The engine: whole histories, each process of the schedule on a busy day, and the reference loop beside them.
//!
//! The day of the submodels is 1 August 2022, a Monday and the first of a month, on which every process has work. The
//! schedule is written out once more here, so that a process can be timed alone; before anything is timed it is held
//! against the model's own run.

mod reference;

use divan::Bencher;
use std::path::Path;
use std::sync::OnceLock;
use strait::model::inputs::Inputs;
use strait::model::observation::Metric;
use strait::model::parameters::Parameters;
use strait::model::setting::Setting;
use strait::model::state::World;
use strait::model::state::levers::Today;
use strait::model::submodels::{
    adverts, beliefs, capacity, cases, choice, coast, demand, entry_exit, equipment, information, interception, launch,
    matching, price, sea, sea_leg,
};
use strait::model::{Model, UnitKey, initialise};
use strait::random::{Purpose, Stream};
use strait::scenario::{self, Scenario};

fn main() {
    the_schedule_is_that_of_the_model();
    divan::main();
}

const KEY: UnitKey = UnitKey { seed: 1, replicate: 0, weather_path: 0 };
/// 1 August 2022.
const BUSY_DAY: usize = 1673;

fn baseline(sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    scenario::load(&path, &sets).expect("the shipped baseline is sound").0
}

fn central(scenario: &Scenario) -> Parameters {
    Parameters::from_lookup(|key| scenario.laws.get(key).map(strait::evidence::Law::central))
        .expect("every key is there")
}

#[divan::bench(args = ["scenario", "wind.past=\"generated\"", "period.end=2018-12-31"], sample_count = 10, sample_size = 1)]
fn history(bencher: Bencher<'_, '_>, set: &str) {
    let sets = if set == "scenario" { vec![] } else { vec![set] };
    let scenario = baseline(&sets);
    let (parameters, model) = (central(&scenario), Model::new(scenario.setting).expect("the baseline can run"));
    bencher.bench(|| model.run(&parameters, KEY));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn reference_loop() -> reference::Tally {
    let stream = Stream::new(1, 0);
    reference::history(3287, 250, |person, attempt| stream.block(person, attempt, Purpose::Transit, 0))
}

type Process = fn(&mut World<'_>);

/// The schedule of a day.
const SCHEDULE: [(&str, Process); 21] = [
    ("levers", levers),
    ("sea", sea::step),
    ("launch_usual_load", launch::usual_load),
    ("information_messages", information::messages),
    ("demand", demand::step),
    ("choice", choice::step),
    ("matching_appeal", matching::appeal),
    ("coast", coast::step),
    ("coast_sweep", coast::sweep),
    ("launch", launch::step),
    ("interception", interception::step),
    ("sea_leg", sea_leg::step),
    ("equipment", equipment::step),
    ("cases", cases::step),
    ("capacity_recover", capacity::recover),
    ("capacity_grow", capacity::grow),
    ("entry_exit", entry_exit::step),
    ("price", price::step),
    ("adverts", adverts::step),
    ("information", information::step),
    ("beliefs", beliefs::step),
];

fn levers(world: &mut World<'_>) {
    world.levers.reset();
    for entry in &world.setting.measures {
        let today = Today {
            day: world.today.day,
            start: entry.common.start,
            strength: entry.common.strength.get(),
            origin_ids: &world.inputs.origin_ids,
        };
        entry.apply(today, world.parameters, &mut world.levers);
    }
}

struct Made {
    setting: Setting,
    inputs: Inputs,
    parameters: Parameters,
}

/// The baseline, made once.
fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let scenario = baseline(&[]);
        let inputs = Inputs::new(&scenario.setting).expect("the baseline can run");
        Made { parameters: central(&scenario), setting: scenario.setting, inputs }
    })
}

/// The world on the busy day, before the process at a place of the schedule.
fn world_before(place: usize) -> World<'static> {
    static MORNING: OnceLock<World<'static>> = OnceLock::new();
    let morning = MORNING.get_or_init(|| {
        let made = made();
        let mut world = initialise::world(&made.setting, &made.inputs, &made.parameters, KEY);
        for day in 0..BUSY_DAY {
            begin(&mut world, day);
            for (_, process) in SCHEDULE {
                process(&mut world);
            }
        }
        begin(&mut world, BUSY_DAY);
        world
    });
    let mut world = morning.clone();
    for (_, process) in &SCHEDULE[..place] {
        process(&mut world);
    }
    world
}

fn begin(world: &mut World<'_>, day: usize) {
    world.counts.reset(world.setting.origins.len());
    world.index = day;
    world.today = world.inputs.days[day];
}

fn the_schedule_is_that_of_the_model() {
    let world = world_before(SCHEDULE.len());
    let model = Model::new(made().setting.clone()).expect("the baseline can run");
    let record = model.run(&made().parameters, KEY).expect("the baseline ends well");
    let seen = |metric: Metric| record.metric(metric)[BUSY_DAY];
    let counted = [world.counts.launches, world.counts.arrivals, world.counts.intentions, world.coast_stock];
    let recorded = [Metric::Launches, Metric::Arrivals, Metric::Intentions, Metric::CoastStock].map(seen);
    assert_eq!(counted.map(f64::from), recorded, "this schedule is no longer the model's");
    assert!(world.counts.launches > 0, "the busy day is idle");
}

#[divan::bench(args = SCHEDULE.map(|(name, _)| name))]
fn submodel(bencher: Bencher<'_, '_>, name: &str) {
    let place = SCHEDULE.iter().position(|(known, _)| *known == name).expect("it is in the schedule");
    let before = world_before(place);
    let process = SCHEDULE[place].1;
    bencher.with_inputs(|| before.clone()).bench_refs(|world| process(world));
}
