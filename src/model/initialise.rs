//! Initialisation: the world on the evening before the first day.
//!
//! Nobody is under way; gangs of Pareto sizes are drawn until the initial total capacity is reached; awareness starts at its
//! initial share, or at a standstill at the reference of its year. A run that starts later than January 2018 starts equally
//! empty and needs a warm-up.

use super::UnitKey;
use super::inputs::Inputs;
use super::parameters::Parameters;
use super::setting::Setting;
use super::state::calendar_queue::CalendarQueue;
use super::state::enforcement::Enforcement;
use super::state::fates::Fates;
use super::state::gangs::Gangs;
use super::state::levers::Levers;
use super::state::luck::Luck;
use super::state::waits::Waits;
use super::state::workspace::Workspace;
use super::state::{Beliefs, Counts, Demand, Information, Market, Sea, World};
use super::submodels::{choice, demand, entry_exit, information, interception, launch, patience, sea, sea_leg};
use crate::random::{Stream, WholeDays};

/// Largest number of gangs at the start per unit of population scale.
const MOST_GANGS: f64 = 200.0;

/// A world ready for its first day.
pub fn world<'m>(setting: &'m Setting, inputs: &'m Inputs, parameters: &'m Parameters, key: UnitKey) -> World<'m> {
    let origins = setting.origins.len();
    let stream = Stream::new(key.seed, key.replicate);
    let weather = Stream::new(key.seed, key.weather_path);
    let mut world = World {
        setting,
        inputs,
        parameters,
        stream,
        luck: Luck::new(&stream),
        waits: Waits {
            transit: choice::transit_laws(parameters),
            patience: patience::law(setting.structure.waiting, parameters),
            retry: interception::retry_law(parameters),
            retry_chances: interception::chances_of_retry(setting, parameters),
            harm_of_load: Box::new(std::array::from_fn(|people| sea_leg::harm_of_load(parameters, people))),
            word_of_mouth: WholeDays::exponential(parameters.online_word_of_mouth_delay),
        },
        weather,
        index: 0,
        today: inputs.days[0],
        winds: sea::winds_of_run(inputs, &weather),
        levers: Levers::neutral(origins),
        sea: Sea { usable_share: sea::mean_feasibility(parameters, &inputs.record_winds), ..Sea::default() },
        information: Information {
            awareness: setting
                .standstill
                .map_or(parameters.awareness_initial, |still| inputs.diffusion.share(still.year)),
            recent_arrivals: vec![0.0; information::NEWS_DAYS],
            advert_visibility: 1.0,
            ..Information::default()
        },
        demand: Demand {
            month_counts: vec![0; origins],
            origin_walk: vec![0.0; origins],
            common_walk: 0.0,
            reference_log_odds: choice::reference_log_odds(parameters),
            loss_ratio: demand::loss_ratio(setting.structure.waiting, parameters),
        },
        market: Market { price_gbp: parameters.price_standard, ..Market::default() },
        beliefs: Beliefs::at_reference(origins, parameters.removal_reference),
        fates: Fates::default(),
        journeys: CalendarQueue::new(inputs.days.len()),
        seeking: CalendarQueue::new(inputs.days.len()),
        recovering: CalendarQueue::new(inputs.days.len()),
        gangs: Gangs::default(),
        enforcement: Enforcement::idle(),
        launches: Vec::new(),
        boarded: Vec::new(),
        launches_by_sector: [0; super::state::levers::SECTORS],
        usual_sector_shares: super::state::sectors::usual_shares(parameters.sector_use_ratio),
        counts: Counts::default(),
        workspace: Workspace::default(),
        coast_stock: 0,
        fault: None,
    };
    world.counts.reset(origins);
    launch::usual_load(&mut world);
    let total = parameters.capacity_initial_total * world.scale();
    let mut so_far = 0.0;
    let mut id = 0;
    while so_far < total && f64::from(id) < MOST_GANGS * world.scale().max(1.0) {
        let mut gang = entry_exit::new_gang(&world, id, None);
        gang.capacity = gang.capacity.min(total - so_far);
        so_far += gang.capacity;
        world.counts.boats_with_entrants += gang.stock;
        world.gangs.list.push(gang);
        id += 1;
    }
    world
}
