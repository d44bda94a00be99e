//! Failures of runs in words: which replicate, day and process, and the command that shows it again.

use super::super::super::failure::INCOMPLETE;
use super::*;
use crate::model::ModelError;
use crate::model::state::World;
use crate::model::state::persons::Person;
use crate::model::together::sabotage;
use crate::study::unit::Runner;
use clap::Parser;

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    run: Arguments,
}

fn line(words: &[&str]) -> Arguments {
    Line::try_parse_from([&["run"], words].concat()).unwrap().run
}

#[test]
fn a_violated_invariant_names_replicate_seed_day_process_and_the_command_that_shows_it_again() {
    let arguments =
        line(&["a b.toml", "c.toml", "--paranoid", "--replicates", "9", "--set", "wind.past=\"generated\""]);
    let source = ModelError::Broken {
        day: "2023-05-06".parse().unwrap(),
        process: "coast",
        what: "2 people too many".to_owned(),
    };
    let error = StudyError::Run { scenario: "c under retry=off".to_owned(), replicate: 7, seed: 11, source };
    let failure = arguments.failure(error);
    assert_eq!(failure.code, INCOMPLETE);
    let text = format!("{failure:?}");
    for part in ["replicate 7", "seed 11", "c under retry=off", "2023-05-06", "coast process", "2 people too many"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let command = arguments.command_for(7, 11);
    let expected = "strait run 'a b.toml' c.toml --set 'wind.past=\"generated\"' --replicates 9 --seed 11 \
                    --replicate-only 7 --paranoid";
    assert_eq!(command, expected);
    let again = line(&["a b.toml", "--seed", "11", "--replicate-only", "7", "--paranoid"]);
    assert_eq!((again.replicate_only, again.vigilance()), (Some(7), Vigilance::Paranoid));
    assert_eq!(quoted("it's"), "'it'\\''s'");
}

/// A history of the template with a policy in which a test breaks something on a day; the words of the failure.
fn broken(day: usize, break_world: fn(&mut World<'_>)) -> (String, String) {
    let text = crate::scenario::template().replace("end = 2025-12-31", "end = 2018-03-31");
    let text = text.replace("scale = 1.0", "scale = 0.2");
    let (scenario, _) = crate::scenario::load_str("base.toml", &text, None, &[]).unwrap();
    let study = Study::new(vec![scenario], 3, 11, 2).unwrap();
    let runner = Runner::new(&study, Vigilance::Paranoid).unwrap();
    let unit = study.block_units(1)[0];
    assert!(runner.run(unit, || true).unwrap().is_some(), "whole as long as nobody breaks it");
    sabotage::PLAN.set(Some((day, break_world)));
    let result = runner.run(unit, || true);
    sabotage::PLAN.set(None);
    let failure = line(&["base.toml", "--paranoid"]).failure(result.unwrap_err());
    assert_eq!(failure.code, INCOMPLETE);
    (format!("{failure:?}"), study.period().first().plus(day as i32).to_string())
}

#[test]
fn a_history_that_loses_a_person_a_boat_a_seat_or_money_stops_that_evening_and_says_how_to_see_it() {
    type Breaking = fn(&mut World<'_>);
    let breakings: [(&str, usize, Breaking); 8] = [
        ("persons", 70, |world| {
            let day = (71..90).find(|&day| !world.journeys.take(day).is_empty());
            assert!(day.is_some(), "people were on their way");
        }),
        ("coast", 75, |world| world.coast_stock += 1),
        ("persons", 80, |world| world.gangs.list[0].queue.push_back(Person::default())),
        ("equipment", 40, |world| world.gangs.list[0].stock += 1),
        // A stock below 0.
        ("equipment", 41, |world| world.gangs.list[0].stock = 0_u32.wrapping_sub(1)),
        ("sea leg", 60, |world| world.counts.returned += 1),
        ("price", 50, |world| world.gangs.list[0].cash_gbp += 1.0),
        ("price", 51, |world| world.market.money_gone_gbp -= 1.0),
    ];
    for (process, day, break_world) in breakings {
        let (text, date) = broken(day, break_world);
        for part in [
            "replicate 2",
            "seed 11",
            &date,
            &format!("{process} process"),
            "strait run base.toml --seed 11 --replicate-only 2 --paranoid",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
