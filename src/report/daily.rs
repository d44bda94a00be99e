//! A daily column of a block made ready for sums over periods: of days, weeks, months and years from one pass.
//!
//! Whole numbers have running totals, so that a sum over any days is one difference; both are exact below 2^53. Decimal numbers
//! are added up day by day in order, several replicates side by side, so that additions do not wait for one another and each
//! sum has the bits that it has alone. Knows nothing of replicates or tables.

use crate::model::observation::{Aggregate, Column};
use crate::study::Numbers;
use std::ops::Range;

/// Replicates whose decimal numbers are added up side by side.
const SIDE_BY_SIDE: usize = 4;

/// A column of the units of a block, unit after unit.
pub(super) struct Daily<'a> {
    column: &'a Column,
    days: usize,
    values: Values,
}

enum Values {
    /// Sum of all values before each place, and of all of them at the end.
    Whole(Vec<i64>),
    Decimal(Vec<f64>),
}

impl<'a> Daily<'a> {
    /// Takes a column of so many days a unit.
    pub fn of(column: &'a Column, days: usize, numbers: Numbers) -> Self {
        let values = match numbers {
            Numbers::Whole(numbers) => {
                let mut before = Vec::with_capacity(numbers.len() + 1);
                let mut sum = 0_i64;
                before.push(sum);
                before.extend(numbers.iter().map(|&number| {
                    sum += i64::from(number);
                    sum
                }));
                Values::Whole(before)
            }
            Numbers::Decimal(numbers) => Values::Decimal(numbers),
        };
        Self { column, days, values }
    }

    /// The value of a day.
    pub fn day(&self, unit: usize, day: usize) -> f64 {
        let at = unit * self.days + day;
        match &self.values {
            Values::Whole(before) => (before[at + 1] - before[at]) as f64,
            Values::Decimal(values) => values[at],
        }
    }

    /// Calls `each` with the place in `units` and the total (of a flow) or mean (of a level) over some days.
    pub fn sum_up(&self, units: &[usize], days: &Range<usize>, mut each: impl FnMut(usize, f64)) {
        let mean_over = match self.column.aggregate {
            Aggregate::Sum => None,
            Aggregate::Mean => Some(days.len().max(1) as f64),
        };
        let finish = |sum: f64| mean_over.map_or(sum, |count| sum / count);
        match &self.values {
            Values::Whole(before) => {
                for (place, unit) in units.iter().enumerate() {
                    let start = unit * self.days;
                    each(place, finish((before[start + days.end] - before[start + days.start]) as f64));
                }
            }
            Values::Decimal(values) => {
                let of = |unit: usize| &values[unit * self.days..][days.clone()];
                let (together, rest) = units.as_chunks::<SIDE_BY_SIDE>();
                for (chunk, units) in together.iter().enumerate() {
                    let slices = units.map(of);
                    let mut sums = [0.0; SIDE_BY_SIDE];
                    for day in 0..days.len() {
                        sums.iter_mut().zip(slices).for_each(|(sum, slice)| *sum += slice[day]);
                    }
                    for (at, sum) in sums.into_iter().enumerate() {
                        each(chunk * SIDE_BY_SIDE + at, finish(sum));
                    }
                }
                for (at, &unit) in rest.iter().enumerate() {
                    let sum = of(unit).iter().fold(0.0, |sum, value| sum + value);
                    each(together.len() * SIDE_BY_SIDE + at, finish(sum));
                }
            }
        }
    }

    /// The first day on which two scenarios differ to the bit in any of some units, if before `until`.
    pub fn first_difference(&self, other: &Self, units: &[usize], until: usize) -> Option<usize> {
        units.iter().fold(None, |first, unit| {
            let days = unit * self.days..unit * self.days + first.unwrap_or(until);
            let differs = match (&self.values, &other.values) {
                (Values::Decimal(a), Values::Decimal(b)) => {
                    let mut pairs = a[days.clone()].iter().zip(&b[days]);
                    pairs.position(|(a, b)| a.to_bits() != b.to_bits())
                }
                (Values::Whole(a), Values::Whole(b)) => {
                    // Totals run on from unit to unit, so days are told apart by their steps.
                    let steps = |of: &'_ [i64], at: usize| of[at + 1] - of[at];
                    days.clone().position(|at| steps(a, at) != steps(b, at))
                }
                _ => Some(0),
            };
            differs.or(first)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observation::columns;

    fn column(integer: bool, aggregate: Aggregate) -> Column {
        Column { integer, aggregate, ..columns(&[])[0].clone() }
    }

    /// Seven units of twenty days: more than stand side by side, and a rest.
    fn value(unit: usize, day: usize) -> f64 {
        ((unit * 31 + day * 17) % 23) as f64
    }

    #[test]
    fn sums_have_the_bits_of_a_sum_day_by_day() {
        let (units, days) = (7, 20);
        let all = || (0..units).flat_map(|unit| (0..days).map(move |day| value(unit, day)));
        let whole = Numbers::Whole(all().map(|value| value as i32).collect());
        let decimal = Numbers::Decimal(all().map(|value| value / 7.0).collect());
        for aggregate in [Aggregate::Sum, Aggregate::Mean] {
            for (numbers, scale) in [(whole.clone(), 1.0), (decimal.clone(), 7.0)] {
                let column = column(scale == 1.0, aggregate);
                let daily = Daily::of(&column, days, numbers);
                for range in [0..20, 3..4, 5..12] {
                    let chosen = [0, 1, 2, 4, 5, 6];
                    let mut seen = vec![f64::NAN; chosen.len()];
                    daily.sum_up(&chosen, &range, |place, sum| seen[place] = sum);
                    for (place, unit) in chosen.into_iter().enumerate() {
                        let sum: f64 = range.clone().map(|day| value(unit, day) / scale).sum();
                        let sum = if aggregate == Aggregate::Mean { sum / range.len() as f64 } else { sum };
                        assert_eq!(seen[place].to_bits(), sum.to_bits(), "unit {unit}, days {range:?}");
                        assert_eq!(daily.day(unit, range.start), value(unit, range.start) / scale);
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_difference_of_any_unit_is_found() {
        let of = |change: Option<(usize, usize)>| -> Vec<f64> {
            let all = (0..3).flat_map(|unit| (0..20).map(move |day| (unit, day)));
            all.map(|at| value(at.0, at.1) + f64::from(u8::from(Some(at) == change))).collect()
        };
        let column = column(true, Aggregate::Sum);
        let whole = |values: Vec<f64>| Numbers::Whole(values.into_iter().map(|value| value as i32).collect());
        for make in [&whole as &dyn Fn(Vec<f64>) -> Numbers, &Numbers::Decimal] {
            let (one, other) = (Daily::of(&column, 20, make(of(None))), Daily::of(&column, 20, make(of(Some((1, 6))))));
            assert_eq!(one.first_difference(&other, &[0, 1, 2], 20), Some(6));
            assert_eq!(one.first_difference(&other, &[0, 1, 2], 6), None);
            assert_eq!(one.first_difference(&other, &[0, 2], 20), None);
        }
    }
}
