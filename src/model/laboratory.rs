//! A small world for the limit tests of submodels: two origins, central parameters, and gangs and queues placed by hand.
//!
//! Only tests see it.

use super::inputs::Inputs;
use super::parameters::Parameters;
use super::setting::{Grant, Journey, Origin, Setting, Structure, Wind};
use super::state::World;
use super::state::persons::{Person, person_id};
use super::submodels::{entry_exit, launch};
use super::{UnitKey, initialise};
use crate::evidence;
use crate::quantity::{Day, Period};

/// What a world borrows.
pub struct Laboratory {
    pub setting: Setting,
    pub parameters: Parameters,
    inputs: Inputs,
}

impl Laboratory {
    /// A hundred days from 1 July 2021 with central values and no gang; `edit` changes what a test is about.
    pub fn new(edit: impl FnOnce(&mut Structure, &mut Parameters)) -> Self {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let origin = |id: &str, nationality: &str, journey, grant| Origin {
            id: id.to_owned(),
            nationalities: vec![nationality.to_owned()],
            journey,
            grant,
        };
        let central = |key: &str| evidence::parameter(key).map(|row| row.central);
        let mut parameters = Parameters::from_lookup(central).unwrap();
        parameters.capacity_initial_total = 0.0;
        let mut structure = Structure::default();
        edit(&mut structure, &mut parameters);
        let setting = Setting {
            period: Period::new(day("2021-07-01"), day("2021-10-08")).unwrap(),
            origin_day: day("2024-11-04"),
            origins: vec![
                origin("iran", "Iran", Journey::Overland, Grant::High),
                origin("albania", "Albania", Journey::VisaFree, Grant::Low),
            ],
            wind_past: Wind::Observed,
            wind_future: Wind::Generated,
            given_wind: Vec::new(),
            structure,
            population_scale: 1.0,
            standstill: None,
            measures: Vec::new(),
        };
        let inputs = Inputs::new(&setting).unwrap();
        Self { setting, parameters, inputs }
    }

    /// The evening before the first day: nobody under way, no gang, room for 5,000 people an origin.
    pub fn world(&self) -> World<'_> {
        let key = UnitKey { seed: 7, replicate: 0, weather_path: 0 };
        let mut world = initialise::world(&self.setting, &self.inputs, &self.parameters, key);
        assert!(world.gangs.list.is_empty());
        world.demand.month_counts = vec![5000; 2];
        world.fates.open_month(&[5000; 2]);
        launch::usual_load(&mut world);
        world
    }
}

/// Goes to a day of the run with fresh counts.
pub fn go_to(world: &mut World<'_>, index: usize) {
    world.index = index;
    world.today = world.inputs.days[index];
    world.counts.reset(world.setting.origins.len());
}

/// A gang with its boats; gangs are placed in order of identity.
pub fn gang(world: &mut World<'_>, id: u32, capacity: f64, boats: u32) -> usize {
    let mut gang = entry_exit::new_gang(world, id, Some(capacity));
    gang.stock = boats;
    world.gangs.list.push(gang);
    world.gangs.list.len() - 1
}

/// People of the first origin with the given places in the month, waiting in the queue of the gang at `place`.
pub fn queue(world: &mut World<'_>, place: usize, people: std::ops::Range<u32>) {
    world.coast_stock += people.len() as u32;
    let gang = &mut world.gangs.list[place];
    for index in people {
        gang.queue.push_back(Person::on_coast(person_id(0, 0, index), 0).joining(gang.id, u16::MAX));
    }
}
