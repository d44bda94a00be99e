//! Invariants: what must hold on every day of every run, whatever the parameters.
//!
//! People: everyone who set out is under way or has one end; on the first of a month, nobody is in two places. Coast: the
//! stock counts those in queues and in the calendars of the coast. Seats: everyone in a boat that went to sea arrives, comes back or dies. Boats: delivered and brought in by entrants
//! equals in stock, spent, or abandoned by gangs that left; a stock below 0 would be one of four billion. Money: what was
//! booked is held by gangs or gone with those that ended. Watches only.

use super::ModelError;
use super::observation::Observations;
use super::state::World;
use super::state::persons::{Person, index_of, month_of, origin_of};

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
        let on_coast = world.seeking.len() + world.recovering.len() + world.queued();
        let under_way = (world.journeys.len() + on_coast) as u64;
        if self.departures != self.ended + under_way {
            return broken(
                "persons",
                format!("{} set out, {} ended and {under_way} under way", self.departures, self.ended),
            );
        }
        if world.today.day_in_month == 0
            && let Some(id) = in_two_places(world)
        {
            let (index, month, origin) = (index_of(id), month_of(id), origin_of(id));
            return broken("persons", format!("person {index} of month {month} and origin {origin} in two places"));
        }
        if on_coast != world.coast_stock as usize {
            return broken("coast", format!("{on_coast} people in places of the coast, stock {}", world.coast_stock));
        }
        let stock: u64 = world.gangs.list.iter().map(|gang| u64::from(gang.stock)).sum();
        if self.boats_in != self.boats_out + stock {
            return broken(
                "equipment",
                format!("{} boats in, {} out and {stock} in stock", self.boats_in, self.boats_out),
            );
        }
        let seats: usize = world.launches.iter().map(|launch| launch.people.len()).sum();
        let crossed = [counts.arrivals, counts.returned, counts.deaths].map(u64::from).iter().sum::<u64>();
        if seats as u64 != crossed {
            return broken(
                "sea leg",
                format!("{seats} seats taken to sea for {crossed} who arrived, came back or died"),
            );
        }
        let (booked, gone) = (world.market.money_gbp, world.market.money_gone_gbp);
        let held: f64 = world.gangs.list.iter().map(|gang| gang.cash_gbp).sum();
        let volume: f64 = world.gangs.list.iter().map(|gang| gang.cash_gbp.abs()).sum();
        // Sums in another order differ in their last digits; a fee or the price of a boat is larger by far.
        if (booked - held - gone).abs() > 1e-9 * (volume + booked.abs() + gone.abs()) + 1e-3 {
            return broken("price", format!("£{booked} booked, £{held} held by gangs and £{gone} gone with others"));
        }
        Ok(())
    }
}

/// Somebody under way who is in two places.
fn in_two_places(world: &World<'_>) -> Option<u64> {
    let queues = world.gangs.list.iter().flat_map(|gang| gang.queue.as_slice());
    let on_coast = world.seeking.iter().chain(world.recovering.iter()).chain(queues);
    let mut ids: Vec<u64> = world.journeys.iter().copied().chain(on_coast.map(Person::id)).collect();
    ids.sort_unstable();
    ids.array_windows().find(|[a, b]| a == b).map(|&[id, _]| id)
}

/// Every value observed from a day of the run on is a finite number.
///
/// # Errors
/// [`ModelError::Broken`] on the first day with another value.
pub fn finite(observations: &Observations, from: usize) -> Result<(), ModelError> {
    for column in 0..observations.column_count() {
        let values = &observations.column(column)[from..];
        // All at once first: a loop that asks after every value whether to go on takes the processor three times as long.
        if values.iter().fold(true, |finite, x| finite & x.is_finite()) {
            continue;
        }
        if let Some(day) = values.iter().position(|x| !x.is_finite()) {
            return Err(ModelError::Broken {
                day: observations.period().first().plus((from + day) as i32),
                process: "observation",
                what: format!("a value that is not finite in column {column}"),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::{Laboratory, gang, go_to, queue};

    /// A balanced evening: thirty people in a queue who set out today, two boats delivered and one of them spent.
    fn told(unbalance: fn(&mut World<'_>)) -> Option<(&'static str, String)> {
        let laboratory = Laboratory::new(|_, _| {});
        let mut world = laboratory.world();
        go_to(&mut world, 31);
        let place = gang(&mut world, 1, 1.0, 1);
        queue(&mut world, place, 0..30);
        (world.counts.departures, world.counts.boats_delivered, world.counts.boats_spent) = (30, 2, 1);
        (world.gangs.list[0].cash_gbp, world.market.money_gone_gbp, world.market.money_gbp) = (7e6, -2e6, 5e6);
        assert_eq!(Ledger::default().check(&world), Ok(()), "the evening balances");
        unbalance(&mut world);
        match Ledger::default().check(&world) {
            Ok(()) => None,
            Err(ModelError::Broken { day, process, what }) => {
                assert_eq!(day, world.today.day);
                Some((process, what))
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn each_account_that_does_not_balance_is_told_with_its_numbers() {
        type Unbalance = fn(&mut World<'_>);
        let cases: [(Unbalance, &str, &str); 12] = [
            (|world| world.counts.departures += 1, "persons", "31 set out, 0 ended and 30 under way"),
            (|world| world.counts.arrivals += 1, "persons", "30 set out, 1 ended and 30 under way"),
            (
                |world| assert!(world.gangs.list[0].queue.pop_back().is_some()),
                "persons",
                "30 set out, 0 ended and 29 under way",
            ),
            (|world| world.look_again(Person::default(), 1), "persons", "30 set out, 0 ended and 31 under way"),
            (|world| world.coast_stock -= 1, "coast", "30 people in places of the coast, stock 29"),
            (
                |world| {
                    let place = world.gangs.list[0].queue.as_mut_slice();
                    place[4] = place[7];
                },
                "persons",
                "person 7 of month 0 and origin 0 in two places",
            ),
            (
                |world| {
                    world.journeys.schedule(99, 7);
                    world.counts.departures += 1;
                    world.coast_stock += 1;
                },
                "coast",
                "30 people in places of the coast, stock 31",
            ),
            (|world| world.counts.boats_spent += 1, "equipment", "2 boats in, 2 out and 1 in stock"),
            (|world| world.counts.boats_with_entrants += 1, "equipment", "3 boats in, 1 out and 1 in stock"),
            (|world| world.gangs.list[0].stock = 0_u32.wrapping_sub(1), "equipment", "and 4294967295 in stock"),
            (|world| world.counts.returned += 2, "sea leg", "0 seats taken to sea for 2 who arrived"),
            (|world| world.market.money_gbp += 0.5, "price", "£5000000.5 booked, £7000000 held by gangs and £-2000000"),
        ];
        for (unbalance, process, words) in cases {
            let Some((told_process, what)) = told(unbalance) else { panic!("{words}: not noticed") };
            assert_eq!(told_process, process, "{what}");
            assert!(what.contains(words), "{what} for {words}");
        }
    }

    #[test]
    fn a_value_that_is_no_number_is_told_with_its_day() {
        let laboratory = Laboratory::new(|_, _| {});
        let mut observations = Observations::new(laboratory.setting.period, 2);
        assert_eq!(finite(&observations, 0), Ok(()));
        observations.set(crate::model::observation::Metric::Boats, 5, f64::NAN);
        let Err(ModelError::Broken { day, process, what }) = finite(&observations, 0) else { panic!("not noticed") };
        assert_eq!((day, process), (laboratory.setting.period.first().plus(5), "observation"));
        assert!(what.contains("not finite"), "{what}");
    }
}
