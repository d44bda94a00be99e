use super::*;
use std::fmt::Write as _;

const HEADER: &str = "scenario,metric,resolution,period_start,mean,median,low50,high50,low80,high80,low95,high95\n";

fn table(weeks: i32) -> String {
    let mut text = HEADER.to_owned();
    for (scenario, factor) in [("base", 1.0), ("policy", 0.8)] {
        for week in 0..weeks {
            let start = Day::from_civil(2024, 9, 2).unwrap().plus(7 * week);
            let m = factor * f64::from(500 + 10 * week);
            let (a, b, c, d, e, f) = (m * 0.8, m * 1.2, m * 0.6, m * 1.5, m * 0.4, m * 2.0);
            writeln!(text, "{scenario},arrivals,week,{start},{m},{m},{a},{b},{c},{d},{e},{f}").unwrap();
            writeln!(text, "{scenario},boats,week,{start},1,1,1,1,1,1,1,1").unwrap();
        }
    }
    text
}

fn labels() -> Labels<'static> {
    Labels {
        scenarios: vec!["base", "policy"],
        origin: Day::from_civil(2024, 11, 4).unwrap(),
        observed_wind: true,
        replicates: 20,
        later: None,
    }
}

#[test]
fn a_chart_repeats_its_bytes_and_says_what_its_bands_hold() {
    let svg = weekly_arrivals(&table(20), &labels()).unwrap();
    assert_eq!(svg, weekly_arrivals(&table(20), &labels()).unwrap());
    for words in ["<svg", "people a week", "chance, weather and parameters", "forecast origin 2024-11-04", "policy"] {
        assert!(svg.contains(words), "no `{words}`");
    }
    assert_eq!(svg.matches("<polygon").count(), 6, "three bands in two panels");
}

#[test]
fn the_record_is_drawn_to_the_forecast_origin_and_no_further() {
    let weeks: Vec<Week> = csv::Reader::from_reader(table(20).as_bytes()).deserialize().flatten().collect();
    let base: Vec<Week> =
        weeks.into_iter().filter(|week| week.scenario == "base" && week.metric == "arrivals").collect();
    let observed = observed_weeks(&base, Day::from_civil(2024, 11, 4).unwrap());
    assert_eq!(observed.len(), 9, "weeks from 2 September that end by 3 November");
    let earlier = observed_weeks(&base, Day::from_civil(2024, 9, 30).unwrap());
    assert_eq!(earlier.len(), 4);
}

#[test]
fn without_whole_weeks_there_is_no_chart_and_another_table_is_refused() {
    assert_eq!(weekly_arrivals(HEADER, &labels()).unwrap(), "");
    assert!(weekly_arrivals("a,b\n1,2\n", &labels()).unwrap_err().starts_with("timeseries.csv"));
}

#[test]
fn a_forecast_has_one_panel_and_hollow_dots() {
    let later = vec![(Day::from_civil(2024, 11, 11).unwrap(), 700.0)];
    let svg = weekly_arrivals(&table(20), &Labels { later: Some(later), ..labels() }).unwrap();
    assert_eq!(svg.matches("<polygon").count(), 3);
    assert!(svg.contains("Hollow dots"));
    let filled = weekly_arrivals(&table(20), &Labels { later: Some(Vec::new()), ..labels() }).unwrap();
    assert_eq!(svg.matches("<circle").count(), filled.matches("<circle").count() + 1);
}

#[test]
fn thousands_are_set_apart() {
    assert_eq!(grouped(0.0), "0");
    assert_eq!(grouped(950.0), "950");
    assert_eq!(grouped(12_000.0), "12,000");
}
