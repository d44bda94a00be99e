//! Histories that share their past: several scenarios of one unit, the common days simulated once.
//!
//! Two scenarios with the same parameters that differ only in measures are equal to the bit until the first of those
//! measures starts; a policy's world is a copy of the baseline's on the eve of that day. What this saves is time, never a
//! bit: a test compares forked with unforked runs.

use super::observation::Observations;
use super::parameters::Parameters;
use super::setting::Setting;
use super::spare::Spare;
use super::state::World;
use super::state::fates::Fates;
use super::submodels::sea::winds_of_run;
use super::{Model, ModelError, UnitKey, Vigilance, day, initialise, invariants, observe};
use crate::random::Stream;

/// A history under way.
struct History<'m> {
    world: World<'m>,
    observations: Observations,
    ledger: invariants::Ledger,
    next: usize,
    /// Days whose values have been seen to be finite, in the history that it was forked from.
    sound: usize,
}

impl<'m> History<'m> {
    /// A history on the eve of its first day; it keeps what becomes of people if that is to be compared.
    fn begin(model: &'m Model, parameters: &'m Parameters, key: UnitKey, traced: bool, spare: &mut Spare) -> Self {
        let mut world = initialise::world(&model.setting, &model.inputs, parameters, key);
        world.fates = if traced { spare.fates() } else { Fates::forgotten() };
        Self {
            observations: spare.record(model.setting.period, model.setting.origins.len()),
            ledger: invariants::Ledger::default(),
            next: 0,
            sound: 0,
            world,
        }
    }

    /// The same history so far, once more.
    fn fork(&mut self, spare: &mut Spare) -> Self {
        // Fates are copied apart from the rest of the world, into memory that is there.
        let own = std::mem::take(&mut self.world.fates);
        let world = World { fates: spare.copy_of_fates(&own), ..self.world.clone() };
        self.world.fates = own;
        let observations = spare.copy_of_record(&self.observations, self.next);
        Self { world, observations, ledger: self.ledger.clone(), next: self.next, sound: self.sound }
    }

    /// Simulates up to, and not including, a day of the run.
    fn advance(&mut self, until: usize, vigilance: Vigilance) -> Result<(), ModelError> {
        while self.next < until {
            day(&mut self.world, self.next);
            #[cfg(test)]
            sabotage::strike(&mut self.world);
            if let Some(fault) = self.world.fault.take() {
                let day = self.world.today.day;
                return Err(ModelError::Broken { day, process: fault.process, what: fault.what });
            }
            observe(&self.world, &mut self.observations);
            if vigilance == Vigilance::Paranoid {
                self.ledger.check(&self.world)?;
            }
            self.world.counts.reset(self.world.setting.origins.len());
            self.next += 1;
        }
        Ok(())
    }

    /// The same history so far, going on under another scenario.
    fn under(mut self, model: &'m Model, parameters: &'m Parameters) -> Self {
        self.world.setting = &model.setting;
        self.world.inputs = &model.inputs;
        self.world.parameters = parameters;
        self
    }

    fn finish(mut self, vigilance: Vigilance) -> Result<(Observations, Fates), ModelError> {
        self.advance(self.world.inputs.days.len(), vigilance)?;
        invariants::finite(&self.observations, self.sound)?;
        Ok((self.observations, self.world.fates))
    }
}

/// Index of the first day on which two scenarios may differ; 0 if they differ in more than measures.
pub fn first_difference(a: &Setting, b: &Setting) -> usize {
    let same_but_measures =
        Setting { measures: Vec::new(), ..a.clone() } == Setting { measures: Vec::new(), ..b.clone() };
    if !same_but_measures {
        return 0;
    }
    let only = |x: &Setting, y: &Setting| {
        x.measures.iter().filter(|entry| !y.measures.contains(entry)).map(|entry| entry.common.start).min()
    };
    let days = a.period.len_days();
    match only(a, b).into_iter().chain(only(b, a)).min() {
        Some(start) => (start.since(a.period.first()).max(0) as usize).min(days),
        None => days,
    }
}

/// Runs one unit under every model: the first is the baseline, the others are forked from it where their past is its past.
///
/// Finished histories are handed to `done` in the order of the models, with the spare memory that it may give theirs back
/// to; if it answers no, the rest is abandoned. One copy of the world (a few megabytes) is kept for each day on which
/// histories part, and copied again for each but the last that parts there. A single model has nothing to be compared with,
/// and the fates of its people are not kept.
///
/// # Errors
/// As [`Model::run_traced`], for the first model that failed; its place is the number of histories handed over.
pub fn run_together(
    models: &[&Model],
    parameters: &[Parameters],
    key: UnitKey,
    vigilance: Vigilance,
    spare: &mut Spare,
    mut done: impl FnMut(Observations, Fates, &mut Spare) -> bool,
) -> Result<(), ModelError> {
    let fork_at: Vec<usize> = models
        .iter()
        .zip(parameters)
        .map(
            |(model, own)| {
                if *own == parameters[0] { first_difference(&models[0].setting, &model.setting) } else { 0 }
            },
        )
        .collect();
    let mut days: Vec<usize> = fork_at[1..].iter().copied().filter(|&day| day > 0).collect();
    days.sort_unstable();
    let traced = models.len() > 1;
    let mut trunk = History::begin(models[0], &parameters[0], key, traced, spare);
    let mut pasts: Vec<(usize, History<'_>)> = Vec::new();
    for day in days {
        if pasts.last().is_none_or(|&(last, _)| last < day) {
            trunk.advance(day, vigilance)?;
            trunk.world.fates.share_past();
            pasts.push((day, trunk.fork(spare)));
        }
    }
    let (observations, fates) = trunk.finish(vigilance)?;
    for (day, past) in &mut pasts {
        past.sound = *day;
    }
    if !done(observations, fates, spare) {
        return Ok(());
    }
    for place in 1..models.len() {
        let past = pasts.iter().position(|&(day, _)| day == fork_at[place]);
        let history = match past {
            // The last that parts there needs no copy of its own.
            Some(past) if !fork_at[place + 1..].contains(&fork_at[place]) => pasts.swap_remove(past).1,
            Some(past) => pasts[past].1.fork(spare),
            None => History::begin(models[place], &parameters[place], key, traced, spare),
        };
        let history = history.under(models[place], &parameters[place]);
        let (observations, fates) = history.finish(vigilance)?;
        if !done(observations, fates, spare) {
            return Ok(());
        }
    }
    Ok(())
}

/// One history of a set that reaches a day: what is drawn for it, and its random numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Parameters.
    pub parameters: Parameters,
    /// Random numbers.
    pub key: UnitKey,
}

/// Reaches a day with several histories and goes on from chosen ones, under each of several models.
///
/// The candidates run under the first model; the others may differ from it in nothing before day `until` of the run.
/// `choose` sees what each candidate observed before that day (later days are zero) and answers for each of `futures` which
/// candidate it goes on from. From that day on a future has the random numbers of its own key; its past, people under way and
/// gangs are the candidate's. Answers the futures by model.
///
/// # Errors
/// As [`Model::run_traced`], for the first history that failed.
///
/// # Panics
/// If `choose` names a candidate that is not there.
pub fn run_conditioned(
    models: &[&Model],
    candidates: &[Candidate],
    until: usize,
    choose: impl FnOnce(&[&Observations]) -> Vec<usize>,
    futures: &[UnitKey],
    vigilance: Vigilance,
) -> Result<Vec<Vec<Observations>>, ModelError> {
    let mut spare = Spare::default();
    let mut histories = Vec::with_capacity(candidates.len());
    for Candidate { parameters, key } in candidates {
        let mut history = History::begin(models[0], parameters, *key, false, &mut spare);
        history.advance(until, vigilance)?;
        histories.push(history);
    }
    let chosen = choose(&histories.iter().map(|history| &history.observations).collect::<Vec<_>>());
    let mut go_on = |model: &&Model, from: usize, key: &UnitKey| {
        let mut history = histories[from].fork(&mut spare).under(model, &candidates[from].parameters);
        history.world.stream = Stream::new(key.seed, key.replicate);
        history.world.luck = history.world.luck.renewed(&history.world.stream);
        history.world.weather = Stream::new(key.seed, key.weather_path);
        history.world.winds = winds_of_run(&model.inputs, &history.world.weather);
        history.finish(vigilance).map(|(observations, _)| observations)
    };
    let under = |model| chosen.iter().zip(futures).map(|(&from, key)| go_on(model, from, key)).collect();
    models.iter().map(under).collect()
}

impl Model {
    /// Runs one history and keeps what became of every person, so that scenarios can be compared person by person.
    ///
    /// # Errors
    /// [`ModelError::Broken`] if a quantity leaves its range or, if paranoid, people or boats are not conserved.
    pub fn run_traced(
        &self,
        parameters: &Parameters,
        key: UnitKey,
        vigilance: Vigilance,
    ) -> Result<(Observations, Fates), ModelError> {
        History::begin(self, parameters, key, true, &mut Spare::default()).finish(vigilance)
    }

    /// Runs one history and watches it as closely as asked; what is watched never changes the result.
    ///
    /// # Errors
    /// As [`Model::run_traced`].
    pub fn run_watched(
        &self,
        parameters: &Parameters,
        key: UnitKey,
        vigilance: Vigilance,
    ) -> Result<Observations, ModelError> {
        let history = History::begin(self, parameters, key, false, &mut Spare::default());
        history.finish(vigilance).map(|(observations, _)| observations)
    }
}

/// What tests break in a history on purpose, to see that a watched run finds it.
#[cfg(test)]
pub mod sabotage {
    use super::World;
    use std::cell::Cell;

    /// A day of the run and what is done to the world on its evening.
    pub type Plan = (usize, fn(&mut World<'_>));

    thread_local! {
        /// What is broken in the histories of this thread.
        pub static PLAN: Cell<Option<Plan>> = const { Cell::new(None) };
    }

    pub(super) fn strike(world: &mut World<'_>) {
        if let Some((day, break_world)) = PLAN.get()
            && day == world.index
        {
            break_world(world);
        }
    }
}
