//! Invariants: what must hold on every day of every run, whatever the parameters.
//!
//! People: everyone who set out is under way or has one end. Coast: everyone there is in one stage, and the stock counts
//! them. Boats: delivered and brought in by entrants equals in stock, spent, or abandoned by gangs that left. Watches only.

use super::ModelError;
use super::observation::Observations;
use super::state::World;
use super::state::persons::Stage;

/// Running totals since the first day.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    departures: u64,
    ended: u64,
    boats_in: u64,
    boats_out: u64,
}

impl Ledger {
    /// Checks the evening of a day.
    ///
    /// # Errors
    /// [`ModelError::Broken`] with the process whose account does not balance.
    pub fn check(&mut self, world: &World<'_>) -> Result<(), ModelError> {
        let counts = &world.counts;
        self.departures += u64::from(counts.departures);
        self.ended +=
            [counts.arrivals, counts.deaths, counts.gave_up, counts.diverted].map(u64::from).iter().sum::<u64>();
        self.boats_in += u64::from(counts.boats_delivered) + u64::from(counts.boats_with_entrants);
        self.boats_out += u64::from(counts.boats_spent) + u64::from(counts.boats_abandoned);
        let broken = |process, what| Err(ModelError::Broken { day: world.today.day, process, what });
        let under_way = u64::from(world.persons.under_way());
        if self.departures != self.ended + under_way {
            return broken(
                "persons",
                format!("{} set out, {} ended and {under_way} under way", self.departures, self.ended),
            );
        }
        let count = |stage| world.persons.count(stage);
        let on_coast = count(Stage::Seeking) + count(Stage::Queued) + count(Stage::Recovering);
        if on_coast != world.coast_stock as usize {
            return broken("coast", format!("{on_coast} people in stages of the coast, stock {}", world.coast_stock));
        }
        let queued: usize = world.gangs.list.iter().map(|gang| gang.queue.len()).sum();
        if queued != count(Stage::Queued) {
            return broken("matching", format!("{queued} places in queues for {} queued people", count(Stage::Queued)));
        }
        let stock: u64 = world.gangs.list.iter().map(|gang| u64::from(gang.stock)).sum();
        if self.boats_in != self.boats_out + stock {
            return broken(
                "equipment",
                format!("{} boats in, {} out and {stock} in stock", self.boats_in, self.boats_out),
            );
        }
        Ok(())
    }
}

/// Every observed value is a finite number.
///
/// # Errors
/// [`ModelError::Broken`] on the first day with another value.
pub fn finite(observations: &Observations) -> Result<(), ModelError> {
    let days = observations.period().len_days();
    for column in 0..observations.column_count() {
        if let Some(day) = observations.column(column).iter().position(|x| !x.is_finite()) {
            return Err(ModelError::Broken {
                day: observations.period().first().plus((day % days) as i32),
                process: "observation",
                what: format!("a value that is not finite in column {column}"),
            });
        }
    }
    Ok(())
}
