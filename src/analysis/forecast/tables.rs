//! A forecast as tables: fan, scores, paths, ranks, members, and a short text for people.
//!
//! CSV as everywhere: keys first, missing values empty, the shortest text that reads back to the same number, with a point
//! even when it is whole.

use super::Forecast;
use super::ensemble::{Ensemble, Forecaster, Level, Quantity, spans};
use super::scores::{PeriodScore, Ratio, Score};
use crate::estimate::{mean, quantile_sorted};
use crate::evidence;
use crate::quantity::Day;
use std::fmt::Write as _;

/// Central levels of the fan, in the order of its columns.
const FAN: [f64; 4] = [0.5, 0.8, 0.95, 0.99];

/// A number as a field; empty if there is none.
fn field(value: f64) -> String {
    // Zero has no sign.
    if value.is_finite() { format!("{:?}", value + 0.0) } else { String::new() }
}

fn line(text: &mut String, cells: &[String]) {
    writeln!(text, "{}", cells.join(",")).expect("writing to a String cannot fail");
}

/// Mean, median, then low and high of each central interval.
fn fan(sorted: &[f64]) -> Vec<f64> {
    let at = |p| quantile_sorted(sorted, p);
    let bounds = FAN.iter().flat_map(|level| [at(0.5 - 0.5 * level), at(0.5 + 0.5 * level)]);
    [mean(sorted), at(0.5)].into_iter().chain(bounds).collect()
}

/// `forecast.csv`: the fan of every forecaster, quantity, level and period.
pub fn fan_csv(forecast: &Forecast) -> String {
    let mut text =
        "forecaster,quantity,level,period_start,period_end,days_count,mean,median,low50,high50,low80,high80,\
                    low95,high95,low99,high99,members_count,observed,observed_days_count\n"
            .to_owned();
    for ensemble in &forecast.ensembles {
        for quantity in Quantity::ALL {
            for level in Level::ALL {
                for span in spans(level, ensemble.first, forecast.horizon) {
                    let days = span.days(ensemble.first);
                    let sorted = ensemble.sorted(quantity, &days);
                    let values = if sorted.is_empty() { vec![f64::NAN; 2 + 2 * FAN.len()] } else { fan(&sorted) };
                    let seen = forecast.observed.as_ref().and_then(|seen| seen.value(quantity, &span, ensemble.first));
                    let names = [ensemble.forecaster.name(), quantity.name(), level.name()].map(str::to_owned);
                    let mut cells = names.to_vec();
                    cells.extend([span.first.to_string(), span.last.to_string(), days.len().to_string()]);
                    cells.extend(values.into_iter().map(field));
                    cells.push(sorted.len().to_string());
                    let (value, days) = seen.map_or((f64::NAN, 0), |(value, days)| (value, days.len()));
                    cells.extend([field(value), days.to_string()]);
                    line(&mut text, &cells);
                }
            }
        }
    }
    text
}

fn ratio_cells(ratio: &Ratio) -> [String; 3] {
    let (low, high) = ratio.interval.unwrap_or((f64::NAN, f64::NAN));
    [field(ratio.ratio), field(low), field(high)]
}

/// Header of the columns of a score after its keys.
const SCORE_COLUMNS: &str = "periods_count,days_count,crps,interval_score_50,interval_score_80,\
     interval_score_95,interval_score_99,coverage_50_share,coverage_80_share,coverage_95_share,coverage_99_share,pit_mean,\
     crps_ratio_to_hurdle,crps_ratio_to_hurdle_low95,crps_ratio_to_hurdle_high95,crps_ratio_to_hurdle_wind,\
     crps_ratio_to_hurdle_wind_low95,crps_ratio_to_hurdle_wind_high95,crps_ratio_to_bootstrap,crps_ratio_to_bootstrap_low95,\
     crps_ratio_to_bootstrap_high95,crps_ratio_to_pool,crps_ratio_to_pool_low95,crps_ratio_to_pool_high95";

/// `scores.csv`: mean scores by forecaster, quantity and level.
pub fn scores_csv(forecast: &Forecast) -> String {
    let mut text = format!("forecaster,quantity,level,{SCORE_COLUMNS}\n");
    for score in &forecast.scores {
        let names = [score.forecaster.name(), score.quantity.name(), score.level.name()].map(str::to_owned);
        let mut cells = names.to_vec();
        cells.extend([score.periods.to_string(), score.days.to_string(), field(score.crps)]);
        cells.extend(score.interval_scores.iter().chain(&score.coverage).map(|&value| field(value)));
        cells.push(field(score.pit_mean));
        for ratio in [&score.to_hurdle, &score.to_hurdle_wind, &score.to_bootstrap, &score.to_pool] {
            cells.extend(ratio_cells(ratio));
        }
        line(&mut text, &cells);
    }
    text
}

/// `ranks.csv`: score and rank of the observation, period by period.
pub fn ranks_csv(forecast: &Forecast) -> String {
    let mut text =
        "forecaster,quantity,level,period_start,period_end,days_count,observed,crps,pit_low,pit_high,pit\n".to_owned();
    for scored in &forecast.scored {
        for period in &scored.periods {
            let names = [scored.forecaster.name(), scored.quantity.name(), scored.level.name()].map(str::to_owned);
            let mut cells = names.to_vec();
            cells.extend([period.span.first.to_string(), period.span.last.to_string(), period.days.to_string()]);
            let numbers = [period.observed, period.crps, period.pit.low, period.pit.high, period.pit_value];
            cells.extend(numbers.map(field));
            line(&mut text, &cells);
        }
    }
    text
}

/// `paths.csv`: how daily paths behave.
pub fn paths_csv(forecast: &Forecast) -> String {
    let mut text = "forecaster,statistic,observed,median,low50,high50,low80,high80,low95,high95,inside95\n".to_owned();
    for row in &forecast.behaviour {
        let band = &row.band;
        let mut cells = vec![row.forecaster.name().to_owned(), row.statistic.to_owned()];
        cells.push(field(row.observed.unwrap_or(f64::NAN)));
        let bounds = [band.median, band.low50, band.high50, band.low80, band.high80, band.low95, band.high95];
        cells.extend(bounds.map(field));
        cells.push(row.inside95.map_or_else(String::new, |inside| inside.to_string()));
        line(&mut text, &cells);
    }
    text
}

/// `conditioning.csv`: how histories to the origin were chosen, in one row.
pub fn conditioning_csv(forecast: &Forecast) -> String {
    let c = &forecast.conditioning;
    let mut text = "draws_count,candidates_count,futures_count,members_count,kept_share,effective_histories_per_draw,\
                    level_factor_low50,level_factor_median,level_factor_high50,observed_people,simulated_people_low90,\
                    simulated_people_median,simulated_people_high90\n"
        .to_owned();
    let members = forecast.ensembles[0].members.len();
    let mut cells = [c.size.draws, c.size.candidates, c.size.futures].map(|count| count.to_string()).to_vec();
    cells.push(members.to_string());
    let numbers = [c.kept_share, c.effective_per_draw].into_iter().chain(c.level_factor).chain([c.observed_people]);
    cells.extend(numbers.chain(c.simulated_people).map(field));
    line(&mut text, &cells);
    text
}

/// `members.csv`: every path of every forecaster.
pub fn members_csv(forecast: &Forecast) -> String {
    let mut text = "forecaster,member,date,people_count,boats_count\n".to_owned();
    for ensemble in &forecast.ensembles {
        for (member, path) in ensemble.members.iter().enumerate() {
            for (day, (people, boats)) in path.people.iter().zip(&path.boats).enumerate() {
                let date = ensemble.first.plus(day as i32);
                let cells = [
                    ensemble.forecaster.name().to_owned(),
                    member.to_string(),
                    date.to_string(),
                    field(*people),
                    field(*boats),
                ];
                line(&mut text, &cells);
            }
        }
    }
    text
}

/// People of a week as observed: by the record up to the origin, after it as far as every day is known.
fn seen_in_week(forecast: &Forecast, first: Day) -> Option<f64> {
    if first > forecast.origin {
        let weeks = forecast.scored.iter().find(|one| one.quantity == Quantity::People && one.level == Level::Week)?;
        let is_it = |period: &&PeriodScore| period.span.first == first && period.days == 7;
        return weeks.periods.iter().find(is_it).map(|period| period.observed);
    }
    let days = || evidence::daily().iter().filter(|row| row.day >= first && row.day < first.plus(7));
    (days().count() == 7).then(|| days().map(|row| f64::from(row.people)).sum())
}

/// `weekly.csv`, in the form of `timeseries.csv`, for the charts: whole weeks of the model with its last year to the origin, and of
/// the references, beside what was observed.
pub fn weekly_csv(forecast: &Forecast) -> String {
    let mut text =
        "scenario,metric,resolution,period_start,median,low50,high50,low80,high80,low95,high95,observed\n".to_owned();
    let mut weeks = |ensemble: &Ensemble, last| {
        for span in spans(Level::Week, ensemble.first, last).iter().filter(|span| span.is_whole()) {
            let values = fan(&ensemble.sorted(Quantity::People, &span.days(ensemble.first)));
            let mut cells = vec![ensemble.forecaster.name().to_owned(), "arrivals".to_owned(), "week".to_owned()];
            cells.push(span.first.to_string());
            cells.extend(values[1..8].iter().map(|&value| field(value)));
            cells.push(field(seen_in_week(forecast, span.first).unwrap_or(f64::NAN)));
            line(&mut text, &cells);
        }
    };
    weeks(&forecast.history, forecast.origin);
    for ensemble in &forecast.ensembles {
        weeks(ensemble, forecast.horizon);
    }
    text
}

/// What people see.
pub fn plain(forecast: &Forecast) -> String {
    let mut text = String::new();
    let mut say = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    let c = &forecast.conditioning;
    say(format!(
        "{} from {} to {}, wind {}: {} members ({} draws, {} futures each)",
        forecast.scenario,
        forecast.origin,
        forecast.horizon,
        forecast.wind,
        forecast.ensembles[0].members.len(),
        c.size.draws,
        c.size.futures
    ));
    say(format!(
        "last twelve months: {:.0} people observed; members {:.0} ({:.0} to {:.0}); of {} histories {:.0} % kept, \
         effective number {:.1} of {} a draw; level of demand x {:.2} ({:.2} to {:.2})",
        c.observed_people,
        c.simulated_people[1],
        c.simulated_people[0],
        c.simulated_people[2],
        c.size.draws * c.size.candidates,
        100.0 * c.kept_share,
        c.effective_per_draw,
        c.size.candidates,
        c.level_factor[1],
        c.level_factor[0],
        c.level_factor[2]
    ));
    for quantity in [Quantity::People, Quantity::Boats, Quantity::PeoplePerBoat] {
        let ensemble = &forecast.ensembles[0];
        for span in spans(Level::Whole, ensemble.first, forecast.horizon) {
            let sorted = ensemble.sorted(quantity, &span.days(ensemble.first));
            if !sorted.is_empty() {
                let f = fan(&sorted);
                say(format!(
                    "{:<16} mean {:.0}, median {:.0}, 50 % {:.0} to {:.0}, 80 % {:.0} to {:.0}, 95 % {:.0} to {:.0}",
                    quantity.name(),
                    f[0],
                    f[1],
                    f[2],
                    f[3],
                    f[4],
                    f[5],
                    f[6],
                    f[7]
                ));
            }
        }
    }
    let Some(observed) = &forecast.observed else {
        say("no day after the origin is known: nothing was scored".to_owned());
        return text;
    };
    let days = forecast.horizon.since(forecast.origin);
    say(format!("scored on {} of {days} days ({} with boats)", observed.known_days(), observed.known_boat_days()));
    say(format!(
        "{:<11} {:<16} {:<10} {:>7} {:>10} {:>7} {:>7} {:>5} {:>5} {:>5} {:>5} {:>5}",
        "forecaster",
        "quantity",
        "level",
        "periods",
        "crps",
        "/hurdle",
        "/h.wind",
        "50 %",
        "80 %",
        "95 %",
        "99 %",
        "pit"
    ));
    for score in forecast.scores.iter().filter(|score| score.quantity == Quantity::People || shown(score)) {
        let [a, b, d, e] = score.coverage;
        say(format!(
            "{:<11} {:<16} {:<10} {:>7} {:>10.2} {:>7.3} {:>7.3} {a:>5.2} {b:>5.2} {d:>5.2} {e:>5.2} {:>5.2}",
            score.forecaster.name(),
            score.quantity.name(),
            score.level.name(),
            score.periods,
            score.crps,
            score.to_hurdle.ratio,
            score.to_hurdle_wind.ratio,
            score.pit_mean
        ));
    }
    say("daily paths (observed; median, 95 % band)".to_owned());
    for row in forecast.behaviour.iter().filter(|row| row.forecaster == Forecaster::Strait) {
        let observed = row.observed.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"));
        let verdict = if row.inside95 == Some(false) { "  outside" } else { "" };
        say(format!(
            "{:<26} {observed:>9}; {:>8.2} ({:.2} to {:.2}){verdict}",
            row.statistic, row.band.median, row.band.low95, row.band.high95
        ));
    }
    text
}

/// Boats and loads are shown for the model and the hurdle only; the rest is in the table.
fn shown(score: &Score) -> bool {
    matches!(score.forecaster, Forecaster::Strait | Forecaster::Hurdle)
}
