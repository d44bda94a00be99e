use std::collections::BTreeMap;
use strait::evidence;
use strait::model::measures::{Common, Effect, Entry, KINDS};
use strait::model::observation::Metric;
use strait::model::parameters::Parameters;
use strait::model::setting::*;
use strait::model::{Model, UnitKey, Vigilance};
use strait::quantity::*;
fn entry(name: &str, id: &str, start: &str, end: Option<&str>, body: &str) -> Entry {
    let kind = KINDS.iter().find(|k| k.name == name).unwrap();
    let effect: Effect = (kind.parse)(body.parse::<toml::Table>().unwrap()).unwrap();
    let common: Common = toml::Table::from_iter(
        [
            ("id".to_string(), toml::Value::from(id)),
            ("start".to_string(), toml::Value::from(start)),
            ("ramp_days".to_string(), toml::Value::from(0.0)),
        ]
        .into_iter()
        .chain(end.map(|e| ("end".to_string(), toml::Value::from(e)))),
    )
    .try_into()
    .unwrap();
    Entry { common, effect }
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let n: u32 = args[1].parse().unwrap();
    let sets: BTreeMap<String, f64> =
        args[2..].iter().filter_map(|a| a.split_once('=')).map(|(k, v)| (k.to_string(), v.parse().unwrap())).collect();
    let o = |id: &str, n: &[&str], j| Origin {
        id: id.into(),
        nationalities: n.iter().map(|s| s.to_string()).collect(),
        journey: j,
    };
    use Journey::*;
    let origins = vec![
        o("afghanistan", &["Afghanistan"], Overland),
        o("albania", &["Albania"], VisaFree),
        o("eritrea", &["Eritrea"], Overland),
        o("iran", &["Iran"], Overland),
        o("iraq", &["Iraq"], Overland),
        o("somalia", &["Somalia"], Overland),
        o("sudan", &["Sudan"], Overland),
        o("syria", &["Syria"], Overland),
        o("turkey", &["Turkey"], Overland),
        o("vietnam", &["Vietnam"], Overland),
        o(
            "other",
            &[
                "Egypt",
                "Ethiopia",
                "Georgia",
                "India",
                "Kuwait",
                "Libya",
                "Other",
                "Palestine",
                "South Sudan",
                "Stateless",
                "Yemen",
            ],
            Overland,
        ),
        o("unknown", &["Not recorded"], Overland),
    ];
    let mut measures = vec![];
    for (y, e) in [(2018, 0.25), (2019, 0.35), (2020, 0.7), (2021, 0.9)] {
        measures.push(entry(
            "beach_patrols",
            &format!("p{y}"),
            &format!("{y}-01-01"),
            Some(&format!("{y}-12-31")),
            &format!("effort_ratio = {e}"),
        ));
    }
    measures.push(entry("beach_patrols", "p2022", "2022-01-01", None, "effort_ratio = 1.0"));
    measures.push(entry("specialist_investigators", "jic", "2020-07-21", None, "investigators_count = 120"));
    let period = Period::new("2018-01-01".parse().unwrap(), "2024-11-04".parse().unwrap()).unwrap();
    let setting = Setting {
        period,
        origin_day: calendar::FORECAST_ORIGIN,
        origins,
        wind_past: Wind::Observed,
        wind_future: Wind::Generated,
        structure: Structure::default(),
        population_scale: 1.0,
        measures,
    };
    let model = Model::new(setting).unwrap();
    let pars =
        Parameters::from_lookup(|k| sets.get(k).copied().or_else(|| evidence::parameter(k).map(|p| p.law().central())))
            .unwrap();
    let days: Vec<Day> = period.days().collect();
    let obs = evidence::daily();
    let mut acc: BTreeMap<(i32, &str), f64> = BTreeMap::new();
    let t0 = std::time::Instant::now();
    for r in 0..n {
        let out = model
            .run_watched(
                &pars,
                UnitKey { seed: 1, replicate: r, weather_path: r },
                if r == 0 { Vigilance::Paranoid } else { Vigilance::Normal },
            )
            .unwrap();
        let m = |x: Metric| out.metric(x);
        for (i, d) in days.iter().enumerate() {
            let y = d.year();
            let mut add = |k: &'static str, v: f64| *acc.entry((y, k)).or_default() += v / n as f64;
            add("n", 1.0);
            add("arr", m(Metric::Arrivals)[i]);
            add("boats", m(Metric::Boats)[i]);
            add("zero", f64::from(m(Metric::Arrivals)[i] == 0.0));
            add("ppl_prev", m(Metric::PreventedPeople)[i]);
            add("ev_prev", m(Metric::PreventedEvents)[i]);
            add("launch", m(Metric::Launches)[i]);
            add("stock", m(Metric::CoastStock)[i]);
            add("K", m(Metric::Capacity)[i]);
            add("gangs", m(Metric::ActiveGangs)[i]);
            add("hhi", m(Metric::Concentration)[i]);
            add("aware", m(Metric::Awareness)[i]);
            add("intent", m(Metric::Intentions)[i]);
            add("dep", m(Metric::Departures)[i]);
            add("deaths", m(Metric::Deaths)[i]);
            add("ret", m(Metric::Returned)[i]);
            add("gave", m(Metric::GaveUp)[i]);
            add("div", m(Metric::Diverted)[i]);
            add("arrests", m(Metric::Arrests)[i]);
            add("cases", m(Metric::CasesClosed)[i]);
            add("seize", m(Metric::BoatsSeized)[i]);
            add("deliv", m(Metric::BoatsDelivered)[i]);
            add("arr2", m(Metric::Arrivals)[i] * m(Metric::Arrivals)[i]);
            if i % 365 == 0 && i > 0 {}
        }
    }
    eprintln!("{:.1} ms a history", t0.elapsed().as_secs_f64() * 1000.0 / n as f64);
    println!(
        "year     arr   obs  boats   obs  load  obs zero  obs  pplPrev evPrev stock   K  gangs  hhi  aware intent   dep   ret deaths gave+div arrests cases deliv v/m"
    );
    for y in 2018..=2024 {
        let g = |k: &'static str| acc[&(y, k)];
        let nn = g("n");
        let oo: Vec<_> = obs.iter().filter(|r| r.day.year() == y).collect();
        let oa: f64 = oo.iter().map(|r| r.people as f64).sum();
        let ob: f64 = oo.iter().map(|r| r.boats as f64).sum();
        let oz = oo.iter().filter(|r| r.people == 0).count() as f64 / oo.len() as f64;
        println!(
            "{y} {:7.0} {oa:6.0} {:6.0} {ob:5.0} {:5.1} {:4.1} {:4.2} {oz:4.2} {:7.3} {:6.3} {:6.0} {:5.1} {:4.0} {:.3} {:.3} {:6.0} {:6.0} {:5.0} {:5.0} {:6.0} {:5.1} {:5.1} {:5.0} {:5.0}",
            g("arr"),
            g("boats"),
            g("arr") / g("boats"),
            oa / ob,
            g("zero") / nn,
            g("ppl_prev") / (g("ppl_prev") + g("arr")),
            g("ev_prev") / (g("ev_prev") + g("boats")),
            g("stock") / nn,
            g("K") / nn,
            g("gangs") / nn,
            g("hhi") / nn,
            g("aware") / nn,
            g("intent"),
            g("dep"),
            g("ret"),
            g("deaths"),
            g("gave") + g("div"),
            g("arrests"),
            g("cases"),
            g("deliv"),
            (g("arr2") / nn - (g("arr") / nn).powi(2)) / (g("arr") / nn)
        );
    }
}
