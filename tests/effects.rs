//! Effects and what they are made of, packages, money and runs that stop on their error, in the files of finished studies.

mod support;

use std::collections::BTreeMap;
use std::fs;
use support::{Place, stderr, stdout};

type Row = BTreeMap<String, String>;

/// Eight years of a tenth of the population; two measures from 2022 on, one of them aimed at one origin.
fn place() -> Place {
    let place = Place::with_period("2018-01-01", "2025-12-31");
    let base = fs::read_to_string(place.path("base.toml")).unwrap();
    fs::write(place.path("base.toml"), base.replace("scale = 0.02", "scale = 0.1")).unwrap();
    write_policy(&place, "policy", &[TAKEDOWN, OFFICERS]);
    place
}

const TAKEDOWN: &str = "\n[[measure.advert_takedown]]\nid = \"takedown\"\nstart = 2022-01-01\n\
                        referrals_per_account_per_day = 0.2\ncost_gbp_per_year = 1000000\n";
const OFFICERS: &str = "\n[[measure.overseas_officers]]\nid = \"officers\"\nstart = 2022-01-01\nregion = \"iraq\"\n\
                        officers_count = 400\n";
const CAMPAIGN: &str = "\n[[measure.deterrence_campaign]]\nid = \"adverts\"\nstart = 2022-01-01\norigin = \"iraq\"\n\
                        audience = \"everywhere\"\ncontent = \"entitlement\"\nreach_share = 0.9\n";

fn write_policy(place: &Place, name: &str, measures: &[&str]) {
    let head = format!("schema_version = 1\nextends = \"base.toml\"\nname = \"{name}\"\ntitle = \"{name}\"\n");
    fs::write(place.path(&format!("{name}.toml")), head + &measures.concat()).unwrap();
}

fn rows(place: &Place, file: &str) -> Vec<Row> {
    let text = fs::read_to_string(place.path(file)).unwrap();
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn find<'a>(rows: &'a [Row], keys: &[(&str, &str)]) -> &'a Row {
    let fits = |row: &&Row| keys.iter().all(|(key, value)| row[*key] == *value);
    rows.iter().find(fits).unwrap_or_else(|| panic!("no row {keys:?}"))
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{a} is not {b}");
}

const ARRIVALS: [(&str, &str); 2] = [("metric", "arrivals"), ("period", "total")];

#[test]
fn a_row_tells_what_the_design_can_tell_and_no_more() {
    let place = place();
    let effect = |out: &str, more: &[&str]| {
        place.study(out, &[&["--replicates", "8"], more].concat()).success();
        find(&rows(&place, &format!("{out}/comparison.csv")), &ARRIVALS).clone()
    };
    let one = effect("one", &[]);
    for column in ["expected_median", "expected_below_zero_prob", "parameter_variance_share", "grade_c_share"] {
        assert_eq!(one[column], "", "{column}");
    }
    assert!(one["note"].contains("--replicates-per-draw 2") && one["n_draws"] == "8", "{one:?}");
    let two = effect("two", &["--replicates-per-draw", "2"]);
    near(number(&two, "chance_and_weather_variance_share") + number(&two, "parameter_variance_share"), 1.0);
    assert_eq!((two["n_draws"].as_str(), two["weather_variance_share"].as_str()), ("4", ""));
    assert!(number(&two, "expected_low95") <= number(&two, "expected_median"));
    assert!(number(&two, "expected_median") <= number(&two, "expected_high95"));
    assert!(two["note"].contains("4 draws only"), "{two:?}");
    let four = effect("four", &["--replicates-per-draw", "4", "--replicates-per-weather", "2"]);
    let parts = number(&four, "chance_variance_share") + number(&four, "weather_variance_share");
    near(parts, number(&four, "chance_and_weather_variance_share"));
    near(parts + number(&four, "parameter_variance_share"), 1.0);
    // One weather path a draw.
    let same = effect("same", &["--replicates-per-draw", "2", "--replicates-per-weather", "2"]);
    assert!(same["note"].contains("cannot be told from weather") && same["expected_sd"].is_empty(), "{same:?}");
    assert!(["identical", "holds", "weak", "decayed"].contains(&two["pairing"].as_str()));
}

#[test]
fn a_policy_that_does_nothing_is_zero_everywhere() {
    let place = place();
    write_policy(&place, "policy", &[&format!("{OFFICERS}strength = 0.0\ncost_gbp_per_year = 5000000\n"), CAMPAIGN]);
    let text = fs::read_to_string(place.path("policy.toml")).unwrap() + "strength = 0.0\n";
    fs::write(place.path("policy.toml"), text).unwrap();
    let run = place.study("out", &["--replicates", "6", "--replicates-per-draw", "2", "--package", "policy"]).success();
    assert!(stdout(&run).contains("no difference in any replicate"), "{}", stdout(&run));
    for row in rows(&place, "out/comparison.csv") {
        assert_eq!(
            (row["pairing"].as_str(), row["identical"].as_str(), row["note"].as_str()),
            ("identical", "true", "")
        );
        let effects = row.iter().filter(|(name, _)| {
            ["mean_difference", "mc_", "mean_", "spread_", "expected_", "share_of_runs"]
                .iter()
                .any(|start| name.starts_with(start))
        });
        for (name, value) in effects {
            assert_eq!(value, "0.0", "{name} of {row:?}");
        }
    }
    for row in rows(&place, "out/packages.csv") {
        assert_eq!((row["mean_difference"].as_str(), row["mc_standard_error"].as_str()), ("0.0", "0.0"), "{row:?}");
    }
    for row in rows(&place, "out/value.csv").iter().filter(|row| row["scenario"] == "policy") {
        assert_eq!((row["ratio_status"].as_str(), row["gbp_per_averted"].as_str()), ("no_effect", ""));
        assert_eq!((row["averted_mean"].as_str(), row["delayed_net_mean"].as_str()), ("0.0", "0.0"));
    }
    assert!(rows(&place, "out/detectability.csv").iter().all(|row| row["within_ten_years"] == "false"));
    assert!(rows(&place, "out/influence.csv").is_empty());
}

#[test]
fn the_parts_of_a_package_are_the_scenarios_that_one_would_write() {
    let place = place();
    write_policy(&place, "policy", &[TAKEDOWN, OFFICERS, CAMPAIGN]);
    write_policy(&place, "alone", &[TAKEDOWN]);
    write_policy(&place, "others", &[OFFICERS, CAMPAIGN]);
    place.study("out", &["--package", "policy"]).success();
    place.run(&["run", "base.toml", "alone.toml", "others.toml", "--out", "written"]).success();
    let (packages, written) = (rows(&place, "out/packages.csv"), rows(&place, "written/comparison.csv"));
    let of = |part: &str, quantity: &str, column: &str| {
        number(find(&packages, &[&ARRIVALS[..], &[("part", part), ("quantity", quantity)]].concat()), column)
    };
    for (quantity, scenario) in [("alone", "alone"), ("all_but", "others")] {
        let keys = [("scenario", scenario), ("baseline", "base")];
        let row = find(&written, &[&ARRIVALS[..], &keys].concat());
        near(of("takedown", quantity, "mean_difference"), number(row, "mean_difference"));
        near(of("takedown", quantity, "mc_standard_error"), number(row, "mc_standard_error"));
    }
    let mean = |part, quantity| of(part, quantity, "mean_difference");
    let ids = ["adverts", "officers", "takedown"];
    near(mean("package", "sum_alone"), ids.iter().map(|id| mean(id, "alone")).sum());
    near(mean("package", "interaction"), mean("package", "all") - mean("package", "sum_alone"));
    for id in ids {
        near(mean(id, "added"), mean("package", "all") - mean(id, "all_but"));
    }
    assert!(mean("takedown", "alone") != 0.0);
    // Patrols that the baseline has are no part, and parts have no file and no series of their own.
    assert!(packages.iter().all(|row| row["part"] == "package" || ids.contains(&row["part"].as_str())));
    assert!(!place.path("out/scenarios/policy-only-takedown.resolved.toml").exists());
    assert!(rows(&place, "out/timeseries.csv").iter().all(|row| !row["scenario"].contains('-')));
    assert_eq!(place.manifest("out")["study"]["packages"][0], "policy");
    let days = place.run(&["export", "out", "--scenario", "policy-only-takedown", "--metric", "boats"]).success();
    assert!(stdout(&days).lines().count() > 8000);
    // Of two measures, all but one is the other alone: two parts, run once.
    write_policy(&place, "two", &[TAKEDOWN, OFFICERS]);
    place.run(&["run", "base.toml", "two.toml", "--package", "two", "--out", "two"]).success();
    let scenarios: std::collections::BTreeSet<String> =
        rows(&place, "two/replicates.csv").into_iter().map(|row| row["scenario"].clone()).collect();
    assert_eq!(scenarios.into_iter().collect::<Vec<_>>(), ["base", "two", "two-only-officers", "two-only-takedown"]);
}

#[test]
fn what_is_no_package_is_refused_with_the_reason() {
    let place = place();
    write_policy(&place, "single", &[TAKEDOWN]);
    write_policy(&place, "wider", &[TAKEDOWN, OFFICERS, "\n[structure]\nretry = false\n"]);
    for (file, package, what) in [
        ("policy.toml", "absent", "the policies of this study are: policy"),
        ("single.toml", "single", "has 1 measure"),
        ("wider.toml", "wider", "in more than measures"),
    ] {
        let failed = place.run(&["run", "base.toml", file, "--package", package]).code(2);
        assert!(stderr(&failed).contains(what), "{}", stderr(&failed));
    }
}

#[test]
fn two_policies_are_compared_with_each_other() {
    let place = place();
    write_policy(&place, "rival", &[CAMPAIGN]);
    place.run(&["run", "base.toml", "policy.toml", "rival.toml", "--out", "out"]).success();
    let all = rows(&place, "out/comparison.csv");
    let mean = |scenario, baseline| {
        number(
            find(&all, &[&ARRIVALS[..], &[("scenario", scenario), ("baseline", baseline)]].concat()),
            "mean_difference",
        )
    };
    near(mean("rival", "policy"), mean("rival", "base") - mean("policy", "base"));
    let between: Vec<&Row> = all.iter().filter(|row| row["baseline"] == "policy").collect();
    assert!(between.iter().all(|row| ["total", "from_origin"].contains(&row["period"].as_str())));
    assert!(between.iter().any(|row| *row["first_day_of_difference"] >= *"2022-01-01"));
}

#[test]
fn structures_are_pooled_beside_each_one() {
    let place = place();
    let more = ["--replicates", "6", "--replicates-per-draw", "2", "--structures", "capacity=ces"];
    place.study("out", &more).success();
    let all = rows(&place, "out/comparison.csv");
    let of = |structure: &'static str| find(&all, &[&ARRIVALS[..], &[("structure", structure)]].concat());
    let (own, ces, pooled) = (of("scenario"), of("capacity=ces"), of("all"));
    let mean = f64::midpoint(number(own, "mean_difference"), number(ces, "mean_difference"));
    near(number(pooled, "mean_difference"), mean);
    let parts = ["chance_and_weather_variance_share", "parameter_variance_share", "structure_variance_share"];
    near(parts.iter().map(|part| number(pooled, part)).sum(), 1.0);
    assert!(own["structure_variance_share"].is_empty() && pooled["grade_c_share"].is_empty());
    // Centres of structures are drawn together as far as they differ by noise; the mean of all stays where it is.
    let band = ["expected_low95", "mean_difference", "expected_high95"].map(|column| number(pooled, column));
    assert!(band.is_sorted(), "{pooled:?}");
}

#[test]
fn money_is_discounted_net_and_without_a_hidden_benefit() {
    let place = place();
    write_policy(&place, "policy", &[TAKEDOWN]);
    write_policy(&place, "aimed", &[CAMPAIGN]);
    place.run(&["run", "base.toml", "policy.toml", "aimed.toml", "--out", "out"]).success();
    let values = rows(&place, "out/value.csv");
    let row = find(&values, &[("scenario", "policy"), ("outcome", "arrivals")]);
    near(number(row, "cost_gbp"), 4e6);
    // From 2022 to 2025 in prices of 2024, at 3.5 %.
    let discounted = 1e6 * (1.035 * 1.035 + 1.035 + 1.0 + 1.0 / 1.035);
    near(number(row, "discounted_cost_gbp"), discounted);
    assert_eq!((row["benefit_gbp"].as_str(), row["break_even_averted_count"].as_str()), ("", ""));
    let effect = rows(&place, "out/comparison.csv");
    let difference = find(&effect, &[&ARRIVALS[..], &[("scenario", "policy"), ("baseline", "base")]].concat());
    near(number(row, "averted_mean"), -number(difference, "mean_difference"));
    let deaths =
        find(&effect, &[("metric", "deaths"), ("period", "total"), ("scenario", "policy"), ("baseline", "base")]);
    near(number(row, "deaths_averted_mean"), -number(deaths, "mean_difference"));
    // A ratio if and only if the interval of the effect leaves zero out.
    for row in values.iter().filter(|row| row["scenario"] == "policy") {
        let clear = number(row, "averted_low95") > 0.0;
        assert_eq!(row["ratio_status"] == "shown", clear, "{row:?}");
        assert_eq!(row["gbp_per_averted"].is_empty(), !clear, "{row:?}");
        assert_eq!(row["ratio_note"].is_empty(), clear, "{row:?}");
    }
    let aimed = find(&values, &[("scenario", "aimed"), ("outcome", "arrivals")]);
    let summary = rows(&place, "out/summary.csv");
    let mean = |metric| {
        let keys = [("scenario", "base"), ("metric", metric), ("period", "from_origin"), ("statistic", "mean")];
        number(find(&summary, &keys), "value")
    };
    assert_eq!((aimed["ceiling_origin"].as_str(), aimed["ratio_status"].as_str()), ("iraq", "no_cost_stated"));
    near(number(aimed, "ceiling_share"), mean("arrivals_iraq") / mean("arrivals"));
    assert_eq!(row["ceiling_origin"], "");
    let more = ["--set", "costs.benefit_gbp_per_arrival_averted=500", "--set", "costs.discount_rate_share=0"];
    place.study("benefit", &more).success();
    let values = rows(&place, "benefit/value.csv");
    let row = find(&values, &[("scenario", "policy"), ("outcome", "arrivals")]);
    near(number(row, "discounted_cost_gbp"), 4e6);
    near(number(row, "break_even_averted_count"), 8000.0);
    // A tenth of the people are simulated.
    near(number(row, "break_even_share"), 800.0 / mean_of(&rows(&place, "benefit/summary.csv")));
    let unknown = place.study("wrong", &["--set", "costs.discount_rate=0.1"]).code(3);
    assert!(stderr(&unknown).contains("discount_rate_share"), "{}", stderr(&unknown));
}

fn mean_of(summary: &[Row]) -> f64 {
    let keys = [("scenario", "base"), ("metric", "arrivals"), ("period", "total"), ("statistic", "mean")];
    number(find(summary, &keys), "value")
}

/// The baseline alone: its rule is on the error of its mean.
fn alone(place: &Place, out: &str, more: &[&str]) -> assert_cmd::assert::Assert {
    place.run(&[&["run", "base.toml", "--out", out], more].concat())
}

/// A rule with a limit that is a part of the half width at forty replicates.
fn rule(place: &Place, part: f64) -> String {
    let hopeless = "half_width(wind_night_mean_ms.total) < 1e-9";
    alone(place, "small", &["--until", hopeless, "--max-replicates", "40"]).success();
    let checks = rows(place, "small/diagnostics.csv");
    let stopped = find(&checks, &[("check", "stopped_at_replicates_count")]);
    assert_eq!((stopped["value"].as_str(), stopped["status"].as_str()), ("40.0", "warning"));
    assert!(stopped["note"].contains("cap of 40 replicates"), "{stopped:?}");
    let width = number(find(&checks, &[("check", "half_width(base:wind_night_mean_ms.total)")]), "value");
    assert!(width > 0.0);
    format!("half_width(wind_night_mean_ms.total) < {}", part * width)
}

#[test]
fn a_run_stops_on_its_error_wherever_it_was_interrupted() {
    let place = Place::with_period("2024-10-25", "2025-02-28");
    let rule = rule(&place, 0.75);
    let until =
        |out: &str, more: &[&str]| alone(&place, out, &[&["--until", &rule, "--max-replicates", "400"], more].concat());
    until("out", &["--threads", "1"]).success();
    let design = place.manifest("out")["design"].clone();
    let replicates = design["replicates"].as_u64().unwrap();
    assert!((64..400).contains(&replicates) && replicates.is_multiple_of(8), "{replicates}");
    assert_eq!(design["stopping_rule"].as_str().unwrap(), rule);
    let reason = design["stopped_because"].as_str().unwrap();
    assert!(reason.contains("was met") && reason.contains(&replicates.to_string()), "{reason}");
    let checks = rows(&place, "out/diagnostics.csv");
    assert_eq!(find(&checks, &[("check", "stopped_at_replicates_count")])["note"], reason);
    let width = find(&checks, &[("check", "half_width(base:wind_night_mean_ms.total)")]);
    assert!(number(width, "value") < number(width, "threshold") && width["status"] == "ok");
    let digest = place.digest("out");
    until("threads", &["--threads", "3"]).success();
    assert_eq!(place.digest("threads"), digest);
    // As if it had been killed after the first look.
    let manifest = fs::read_to_string(place.path("out/manifest.json")).unwrap();
    fs::write(place.path("out/manifest.json"), manifest.replace("\"complete\"", "\"running\"")).unwrap();
    for block in 5..replicates / 8 {
        fs::remove_file(place.path(&format!("out/blocks/block-{block:05}.parquet"))).unwrap();
    }
    until("out", &[]).success();
    assert_eq!(place.digest("out"), digest);
    assert!(stderr(&until("out", &[]).success()).contains("complete"));
    // Another rule is another study; export knows the study by its manifest.
    alone(&place, "out", &["--until", "half_width(wind_night_mean_ms.total) < 50%"]).code(4);
    let days = place.run(&["export", "out", "--scenario", "base", "--metric", "boats"]).success();
    assert_eq!(stdout(&days).lines().count() as u64, 1 + replicates * 127);
    // Alternatives of the structure are run at the size that the rule found.
    until("forms", &["--structures", "capacity=ces"]).success();
    assert_eq!(place.manifest("forms")["design"]["replicates"], replicates);
    assert_eq!(place.manifest("forms")["design"]["structures"][1], "capacity=ces");
}

#[test]
fn a_rule_that_cannot_be_asked_is_wrong_usage() {
    let place = Place::new();
    for (rule, what) in [
        ("half_width(arrivals.total) 2%", "no `<`"),
        ("half_width(arivals.total) < 2%", "no metric `arivals`"),
        ("half_width(arrivals.1999) < 2%", "there are 2024, 2025, total, from_origin"),
        ("half_width(other:arrivals.total) < 2%", "there are policy"),
    ] {
        let failed = place.study("out", &["--until", rule]).code(2);
        assert!(stderr(&failed).contains(what), "{}", stderr(&failed));
    }
    for more in
        [&["--replicates", "9"][..], &["--block-size", "3"], &["--min-replicates", "90", "--max-replicates", "50"]]
    {
        place.study("out", &[&["--until", "half_width(arrivals.total) < 2%"], more].concat()).code(2);
    }
    place.study("out", &["--min-replicates", "90"]).code(2);
}
