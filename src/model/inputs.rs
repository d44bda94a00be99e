//! Input data made ready: calendar, arrivals by origin as demand input, wind.
//!
//! Computed once per scenario, from what was known on its forecast origin and nothing later. Equations: the interpolation
//! keeps quarter totals, `x_1,2,3 = X_q / 3 + (-s, 0, s)` with `s = (X_{q+1} - X_{q-1}) / 18`; after the record a quarter
//! is a fourth of the last twelve months times the quarter's factor. Holds no randomness.

use super::ModelError;
use super::diffusion::Diffusion;
use super::record::Record;
use super::setting::{Setting, Standstill, Wind};
use super::spending;
use super::state::persons::MAX_MONTHS;
use super::submodels::wind::{WindGenerator, replay_year};
use crate::evidence::{DailyArrivals, NationalityQuarter, SeaDay};
use crate::quantity::{Day, Period};

/// Calendar facts of one day of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayFacts {
    /// The day.
    pub day: Day,
    /// Calendar year.
    pub year: i32,
    /// Months since the first month of the run.
    pub month: usize,
    /// Days since the first of the month.
    pub day_in_month: u32,
    /// Days of the month.
    pub days_in_month: u32,
    /// Time in years; a standstill keeps it at one.
    pub decimal_year: f64,
}

/// Inputs that do not depend on the unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// One entry a day.
    pub days: Vec<DayFacts>,
    /// Months from January 2018 to the first month of the run (negative if the run starts earlier).
    pub first_month_since_record: i32,
    /// Arrivals by origin (outer) and month since January 2018 (inner): observed, then the level of the last year.
    pub arrivals_by_month: Vec<Vec<f64>>,
    /// Months since January 2018 at which the record ends and the walk of demand begins, as a fraction.
    pub walk_start_month: f64,
    /// Reference path of awareness, as known on the forecast origin.
    pub diffusion: Diffusion,
    /// The twelve months to the forecast origin: middle in years, and people who arrived.
    pub last_year: Vec<(f64, f64)>,
    /// Night wind and wind of the day before over the record to the forecast origin, for the mean feasibility.
    pub record_winds: Vec<[f64; 2]>,
    /// Wind of the days of the run that the record or a replayed year gives: night mean, day mean; `None` to generate.
    pub given_winds: Vec<Option<[f64; 2]>>,
    /// The record of wind up to the forecast origin.
    pub record: Vec<SeaDay>,
    /// Generator fitted to the record.
    pub generator: WindGenerator,
    /// Names of the origins.
    pub origin_ids: Vec<String>,
    /// Cost of the measures that falls due on each day of the run (GBP).
    pub spending_gbp: Vec<f64>,
}

impl Inputs {
    /// Prepares the inputs of a setting.
    ///
    /// # Errors
    /// [`ModelError::Input`] if observed wind is asked for a day without a record, a year to replay is not whole in the
    /// record, or a nationality is not in the table.
    pub fn new(setting: &Setting) -> Result<Self, ModelError> {
        Self::from_record(setting, &Record::compiled())
    }

    /// Prepares the inputs of a setting from a record; what is estimated sees no day after the forecast origin. Only a
    /// setting that asks for the observed wind, or for a year, after the origin is given it.
    ///
    /// # Errors
    /// As [`Inputs::new`].
    pub fn from_record(setting: &Setting, record: &Record) -> Result<Self, ModelError> {
        let known = record.until(setting.origin_day);
        let mut days = calendar(setting.period);
        if days.last().is_some_and(|last| last.month >= MAX_MONTHS) {
            let years = MAX_MONTHS / 12;
            return Err(ModelError::Input { reason: format!("a run may last {years} years at most") });
        }
        let mut arrivals_by_month = demand_input(setting, &known, &record.quarters)?;
        let mut walk_start_month = f64::from(months_since_record(setting.origin_day))
            + f64::from(setting.origin_day.date().day()) / f64::from(setting.origin_day.date().days_in_month());
        if let Some(still) = setting.standstill {
            for facts in &mut days {
                facts.decimal_year = still.year;
            }
            arrivals_by_month = constant_demand(&arrivals_by_month, still);
            walk_start_month = f64::INFINITY;
        }
        let first = setting.period.first();
        let record_winds =
            known.sea.windows(2).map(|pair| [pair[1].wind_night_mean_ms, pair[0].wind_mean_ms]).collect();
        Ok(Self {
            diffusion: Diffusion::fit(&known.daily)?,
            last_year: last_year(&known.daily),
            first_month_since_record: months_since_record(first),
            arrivals_by_month,
            walk_start_month,
            record_winds,
            given_winds: given_winds(setting, &record.sea)?,
            generator: WindGenerator::fit(&known.sea, setting.origin_day)?,
            origin_ids: setting.origins.iter().map(|origin| origin.id.clone()).collect(),
            spending_gbp: spending::by_day(&setting.measures, setting.period),
            record: known.sea,
            days,
        })
    }
}

/// Arrivals of the last year in twelve parts, each with its middle in years.
fn last_year(known: &[DailyArrivals]) -> Vec<(f64, f64)> {
    let year = &known[known.len().saturating_sub(365)..];
    let parts = year.chunks(31);
    parts
        .map(|days| (days[days.len() / 2].day.decimal_year(), days.iter().map(|row| f64::from(row.people)).sum()))
        .collect()
}

fn calendar(period: Period) -> Vec<DayFacts> {
    let start = months_since_record(period.first());
    period
        .days()
        .map(|day| {
            let date = day.date();
            DayFacts {
                day,
                year: i32::from(date.year()),
                month: (months_since_record(day) - start) as usize,
                day_in_month: date.day() as u32 - 1,
                days_in_month: date.days_in_month() as u32,
                decimal_year: day.decimal_year(),
            }
        })
        .collect()
}

/// Months from January 2018 to the month of a day.
fn months_since_record(day: Day) -> i32 {
    (day.year() - 2018) * 12 + day.month() as i32 - 1
}

fn given_winds(setting: &Setting, series: &[SeaDay]) -> Result<Vec<Option<[f64; 2]>>, ModelError> {
    let record_start = series.first().map_or(setting.period.first(), |row| row.day);
    let replay = |year: i32| -> Result<Vec<[f64; 2]>, ModelError> {
        replay_year(series, year, setting.period.first(), setting.period.last())
    };
    let past_year = if let Wind::Year(year) = setting.wind_past { Some(replay(year)?) } else { None };
    let future_year = if let Wind::Year(year) = setting.wind_future { Some(replay(year)?) } else { None };
    setting
        .period
        .days()
        .enumerate()
        .map(|(index, day)| {
            let past = day <= setting.origin_day;
            if !past && let Ok(at) = setting.given_wind.binary_search_by_key(&day, |row| row.day) {
                let row = setting.given_wind[at];
                return Ok(Some([row.wind_night_mean_ms, row.wind_mean_ms]));
            }
            let (source, year) =
                if past { (&setting.wind_past, &past_year) } else { (&setting.wind_future, &future_year) };
            match source {
                Wind::Generated => Ok(None),
                Wind::Year(_) => Ok(year.as_ref().map(|winds| winds[index])),
                Wind::Observed => usize::try_from(day.since(record_start))
                    .ok()
                    .and_then(|row| series.get(row))
                    .map(|row| Some([row.wind_night_mean_ms, row.wind_mean_ms]))
                    .ok_or_else(|| ModelError::Input {
                        reason: format!(
                            "there is no observed wind for {day}: the record runs from {record_start} to 2024-11-04"
                        ),
                    }),
            }
        })
        .collect()
}

/// The same arrivals every month, split over origins as in the last months of the input.
fn constant_demand(arrivals_by_month: &[Vec<f64>], still: Standstill) -> Vec<Vec<f64>> {
    let last = |months: &Vec<f64>| months.last().copied().unwrap_or(0.0);
    let total: f64 = arrivals_by_month.iter().map(last).sum();
    arrivals_by_month.iter().map(|months| vec![still.arrivals_per_year / 12.0 * last(months) / total]).collect()
}

/// Quarters since 2018-Q1 that hold demand input: far enough past the end for the lag from choice to arrival.
fn quarters_needed(setting: &Setting) -> usize {
    (months_since_record(setting.period.last()).max(0) as usize) / 3 + 16
}

/// Arrivals by origin and month since January 2018, from what was known on the forecast origin; of all `rows` by
/// nationality only their names are looked at.
fn demand_input(setting: &Setting, known: &Record, rows: &[NationalityQuarter]) -> Result<Vec<Vec<f64>>, ModelError> {
    let origin_day = setting.origin_day;
    let class_of = |nationality: &str| {
        setting.origins.iter().position(|origin| origin.nationalities.iter().any(|name| name == nationality))
    };
    for origin in &setting.origins {
        for name in &origin.nationalities {
            if !rows.iter().any(|row| row.nationality == *name) {
                return Err(ModelError::Input {
                    reason: format!("`{name}` of origin `{}` is not a nationality of the arrivals table", origin.id),
                });
            }
        }
    }
    // Whole quarters by nationality that had ended by the forecast origin.
    let known_quarters = known.quarters.iter().map(|row| quarter_of(row.first) + 1).max().unwrap_or(0);
    // A period may end before the record does; the record still tells the shares.
    let quarters = quarters_needed(setting).max(known_quarters);
    let mut table = vec![vec![0.0; quarters]; setting.origins.len()];
    for row in &known.quarters {
        if let Some(class) = class_of(&row.nationality) {
            table[class][quarter_of(row.first)] += f64::from(row.people);
        }
    }
    if known_quarters < 4 {
        return Err(ModelError::Input {
            reason: format!("the forecast origin {origin_day} leaves less than a year of arrivals by nationality"),
        });
    }
    // Quarters whose nationalities are not known: total of the day series, split by the latest shares.
    let total = |first: Day, last: Day| known.people(first, last);
    let shares = latest_shares(&table, known_quarters, known, &class_of);
    let last_year = total(origin_day.plus(-364), origin_day);
    let factors = quarter_factors(origin_day, &total);
    for quarter in known_quarters..quarters_needed(setting) {
        let (first, last) = quarter_days(quarter);
        let people = if last <= origin_day { total(first, last) } else { last_year / 4.0 * factors[quarter % 4] };
        for (class, share) in shares.iter().enumerate() {
            table[class][quarter] = people * share;
        }
    }
    Ok(table.iter().map(|quarters| interpolate(quarters)).collect())
}

/// Shares of the origins at the end of the record: published part-year shares of 2024 as they are where known by then,
/// the rest in proportion to the last four known quarters.
fn latest_shares(
    table: &[Vec<f64>],
    known_quarters: usize,
    known: &Record,
    class_of: &impl Fn(&str) -> Option<usize>,
) -> Vec<f64> {
    let recent: Vec<f64> = table.iter().map(|row| row[known_quarters - 4..known_quarters].iter().sum()).collect();
    let mut fixed: Vec<Option<f64>> = vec![None; table.len()];
    for row in &known.part_year {
        if let Some(class) = class_of(&row.nationality) {
            *fixed[class].get_or_insert(0.0) += f64::from(row.people) / known.people(row.first, row.last);
        }
    }
    let fixed_sum: f64 = fixed.iter().flatten().sum();
    let free_sum: f64 = recent.iter().zip(&fixed).filter(|(_, f)| f.is_none()).map(|(r, _)| r).sum();
    recent
        .iter()
        .zip(&fixed)
        .map(|(recent, fixed)| {
            fixed.unwrap_or(if free_sum > 0.0 { (1.0 - fixed_sum) * recent / free_sum } else { 0.0 })
        })
        .collect()
}

/// Mean share of each quarter in a year's arrivals, times four, over the last three whole years.
fn quarter_factors(origin_day: Day, total: &impl Fn(Day, Day) -> f64) -> [f64; 4] {
    let last_whole = if quarter_days(quarter_of(origin_day)).1 == origin_day && origin_day.month() == 12 {
        origin_day.year()
    } else {
        origin_day.year() - 1
    };
    let years: Vec<i32> = (last_whole - 2..=last_whole).filter(|&year| year >= 2018).collect();
    let mut factors = [0.0; 4];
    for &year in &years {
        let quarters: [f64; 4] = std::array::from_fn(|q| {
            let (first, last) = quarter_days((year - 2018) as usize * 4 + q);
            total(first, last)
        });
        let sum: f64 = quarters.iter().sum();
        for (factor, quarter) in factors.iter_mut().zip(quarters) {
            *factor += 4.0 * quarter / sum / years.len() as f64;
        }
    }
    factors
}

fn quarter_of(day: Day) -> usize {
    (months_since_record(day).max(0) / 3) as usize
}

/// First and last day of a quarter counted from 2018-Q1.
fn quarter_days(quarter: usize) -> (Day, Day) {
    let start = |q: usize| {
        Day::from_civil(2018 + (q / 4) as i16, (q % 4 * 3 + 1) as i8, 1).expect("the first of a quarter is a day")
    };
    (start(quarter), start(quarter + 1).plus(-1))
}

/// Months from quarters, totals kept.
fn interpolate(quarters: &[f64]) -> Vec<f64> {
    let mut months = Vec::with_capacity(quarters.len() * 3);
    for (q, &x) in quarters.iter().enumerate() {
        let before = if q == 0 { x } else { quarters[q - 1] };
        let after = quarters.get(q + 1).copied().unwrap_or(x);
        let step = ((after - before) / 18.0).clamp(-x / 3.0, x / 3.0);
        months.extend([x / 3.0 - step, x / 3.0, x / 3.0 + step]);
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpolation_keeps_quarter_totals_and_never_goes_below_zero() {
        let quarters = [0.0, 3.0, 300.0, 30.0, 0.0, 90.0];
        let months = interpolate(&quarters);
        for (q, total) in quarters.iter().enumerate() {
            let sum: f64 = months[q * 3..q * 3 + 3].iter().sum();
            assert!((sum - total).abs() < 1e-9);
        }
        assert!(months.iter().all(|&x| x >= 0.0));
    }

    #[test]
    fn a_standstill_spreads_its_people_evenly_and_keeps_shares() {
        let months = [vec![5.0, 30.0], vec![0.0, 10.0]];
        let still = constant_demand(&months, Standstill { arrivals_per_year: 1200.0, year: 2024.0 });
        assert_eq!(still, [vec![75.0], vec![25.0]]);
    }

    #[test]
    fn quarters_know_their_days() {
        let (first, last) = quarter_days(27);
        assert_eq!((first.to_string().as_str(), last.to_string().as_str()), ("2024-10-01", "2024-12-31"));
        assert_eq!(quarter_of(last), 27);
    }
}
