//! Rows on yearly levels: arrivals, boats, loads, origins, deaths, and the claims of the first fit.
//!
//! Most of them the model was fed or tuned to; they say that it does what it should, not that it is right.

use super::bench::Bench;
use super::row::{Centre, Class, Row, Rule, Subject};
use super::series::{self, Series};
use super::statistics as st;
use crate::model::setting::Origin;

const CHANCE: &str = "43 boats, chance alone 30 %";

fn people(s: &Series, year: i32) -> f64 {
    s.people_in(series::year(year))
}

/// P1–P3.
pub fn volumes(bench: &Bench) -> Vec<Row> {
    let level = |year, target| match year {
        2018 => Rule::Shown(CHANCE),
        _ => Rule::ShareOrTwoSd(target, 0.15),
    };
    let subject = |id, name| Subject::new(id, name, Class::Input);
    let boats = |s: &Series, year| s.boats_in(series::year(year));
    let p1 = bench.years(("P1", "people arriving", Class::Input), 2018..=2024, people, level);
    let p2 = bench.years(("P2", "boats arriving", Class::Input), 2018..=2024, boats, level);
    let p3 = bench.years(("P3", "people per boat", Class::Input), 2018..=2024, st::people_per_boat, |_, target| {
        Rule::Distance(target, 5.0)
    });
    [
        subject("P1", "people arriving a year, 2024 to 4 November")
            .group("299; 1,843; 8,462; 28,526; 45,755; 29,437; 31,272 (15 %)", p1),
        subject("P2", "boats arriving a year, 2024 to 4 November")
            .group("43; 164; 641; 1,034; 1,110; 602; 592 (15 %)", p2),
        subject("P3", "people per boat").group("7, 11, 13, 28, 41, 49, 53 (5)", p3),
    ]
    .concat()
}

/// P13 and P14; a scenario whose classes do not hold the nationality alone is not scored.
pub fn origins(bench: &Bench, origins: &[Origin]) -> Vec<Row> {
    let class_of = |nationality: &str| origins.iter().position(|origin| origin.nationalities == [nationality]);
    let p13 = Subject::new("P13", "arrivals of Albanians, 2020-23", Class::Input);
    let p14 = Subject::new("P14", "turnover of nationalities, 2018 and 2023", Class::Input);
    let (Some(albania), Some(iran)) = (class_of("Albania"), class_of("Iran")) else {
        let why = "the scenario has no class for this nationality alone";
        return vec![p13.pending("54; 815; 12,658; 927", why), p14.pending("Iran 80 to 12 %", why)];
    };
    let albanians = bench.years(
        ("P13", "arrivals of Albanians", Class::Input),
        2020..=2023,
        |s, year| st::of_origin(s, albania, year),
        |_, target| Rule::ShareOrTwoSd(target, 0.15),
    );
    let mut turnover = Vec::new();
    for year in [2018, 2023] {
        turnover.extend(bench.years(
            ("P14-iran", "share of Iranians", Class::Input),
            year..=year,
            |s, year| st::origin_share(s, iran, year),
            |_, target| Rule::Distance(target, 0.1),
        ));
        turnover.extend(bench.years(
            ("P14-entropy", "entropy over the classes of origin, nats", Class::Input),
            year..=year,
            st::origin_entropy,
            |_, target| Rule::Distance(target, 0.3),
        ));
    }
    [
        p13.group("54; 815; 12,658; 927 (15 %)", albanians),
        p14.group("Iran 80 to 12 % (10 points); entropy 0.8 to 2.3 (0.3)", turnover),
    ]
    .concat()
}

/// P19: the table asks for the shape alone; rates of single years are shown.
pub fn deaths(bench: &Bench) -> Vec<Row> {
    let about = ("P19", "deaths per 1,000 arrivals", Class::Tuned);
    let mut rows = bench.years(about, 2021..=2024, st::death_rate, |_, _| {
        Rule::Shown("the table asks that the rate both rises and falls, not for its level")
    });
    let turns = |s: &Series| {
        let rates: Vec<f64> = (2021..=2024).map(|year| st::death_rate(s, year)).collect();
        let rises = rates.windows(2).filter(|pair| pair[1] > pair[0]).count();
        f64::from((1..rates.len() - 1).contains(&rises))
    };
    let subject = Subject::new("P19-turns", "share of replicates in which the rate both rises and falls", Class::Tuned);
    rows.push(bench.row(subject, Centre::Mean, turns, |_| Rule::Above(0.5)));
    Subject::new("P19", "deaths per 1,000 arrivals, 2021-24", Class::Tuned)
        .group("1.4, 0.1, 0.5, 2.0: not monotone", rows)
}

/// F1–F4: what the first fit claims.
pub fn first_fit(bench: &Bench) -> Vec<Row> {
    let f1 = bench
        .years(("F1", "people arriving", Class::Input), 2021..=2023, people, |_, target| Rule::Share(target, 0.15));
    let to_date = ("F2", "people arriving by 3 November", Class::Input);
    let f2 = bench.years(to_date, 2022..=2024, st::to_3_november, |year, target| {
        Rule::Share(target, if year == 2024 { 0.2 } else { 0.15 })
    });
    let f3 = bench.years(("F3", "people per boat", Class::Input), 2018..=2024, st::people_per_boat, |_, target| {
        Rule::Distance(target, 5.0)
    });
    let zero_days = ("F4", "share of days without arrivals", Class::ConditionalOnWeather);
    let f4 = bench.years(zero_days, 2021..=2024, st::zero_day_share, |_, target| Rule::Distance(target, 0.05));
    [
        Subject::new("F1", "people arriving a year", Class::Input).group("28,526; 45,755; 29,437 (15 %)", f1),
        Subject::new("F2", "people arriving by 3 November, the article's figures", Class::Input)
            .group("39,929 (15 %); 26,699 (15 %); 31,094 (20 %)", f2),
        Subject::new("F3", "people per boat, 2018-24", Class::Input).group("7, 11, 13, 28, 41, 49, 53 (5)", f3),
        Subject::new("F4", "share of days without arrivals, 2021-24", Class::ConditionalOnWeather)
            .group("58, 56, 62, 57 % (5 points)", f4),
    ]
    .concat()
}
