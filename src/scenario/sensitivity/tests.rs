use super::*;

const STUDY: &str = r#"
schema_version = 1
name = "small"
title = "A small sensitivity analysis"
baseline = "minimal.toml"
outcomes = ["arrivals.total", "deaths.2024"]
seed = 3
[[group]]
name = "retry"
parameters = ["attempt.retry_after_prevention_prob", "attempt.discouragement_per_attempt"]
[screening]
factors = ["retry", "coast.patience_mean_days"]
trajectories = 4
levels = 4
replicates = 2
replicates_per_weather = 1
[tornado]
parameters = ["coast.patience_mean_days"]
replicates = 2
"#;

fn load_text(edit: impl Fn(&str) -> String) -> Result<(Sensitivity, Vec<Diagnostic>), Problems> {
    let directory = tempfile::tempdir().unwrap();
    let scenario = std::fs::read_to_string("tests/good/minimal.toml").unwrap();
    std::fs::write(directory.path().join("minimal.toml"), scenario).unwrap();
    let path = directory.path().join("study.toml");
    std::fs::write(&path, edit(STUDY)).unwrap();
    load_sensitivity(&path)
}

#[test]
fn every_uncertain_parameter_is_in_one_factor() {
    let (study, _) = load_text(str::to_owned).unwrap();
    let factors = &study.screening.unwrap().factors;
    let names: Vec<&str> = factors.iter().map(|factor| factor.name.as_str()).collect();
    assert_eq!(names, ["retry", "coast.patience_mean_days", "others"]);
    let mut keys: Vec<&str> = factors.iter().flat_map(|factor| &factor.laws).map(|(key, _)| key.as_str()).collect();
    let uncertain =
        study.scenarios[0].laws.values().filter(|law| !matches!(law, crate::evidence::Law::Fixed(_))).count();
    assert!(keys.len() > 50 && keys.len() <= uncertain, "{} of {uncertain}", keys.len());
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), factors.iter().map(|factor| factor.laws.len()).sum::<usize>());
    assert_eq!(study.outcomes[1].period, "2024");
    assert!(study.indices.is_none() && study.tornado.unwrap().factors.len() == 1);
}

#[test]
fn what_is_wrong_in_a_study_file_has_a_code_and_a_place() {
    for (from, to, code, line) in [
        ("\"arrivals.total\"", "\"arivals.total\"", "E0205", 6),
        ("\"arrivals.total\"", "\"arrivals\"", "E0205", 6),
        ("\"arrivals.total\"", "\"arrivals.2051\"", "E0205", 6),
        ("\"arrivals.total\"", "\"package:arrivals.total\"", "E0205", 6),
        ("\"deaths.2024\"", "\"arrivals.total\"", "E0214", 6),
        ("factors = [\"retry\"", "factors = [\"retri\"", "E0202", 12),
        ("factors = [\"retry\"", "factors = [\"posterior\"", "E0214", 12),
        ("factors = [\"retry\"", "factors = [\"attempt.discouragement_per_attempt\", \"retry\"", "E0214", 12),
        ("name = \"retry\"", "name = \"others\"", "E0214", 9),
        ("\"attempt.discouragement_per_attempt\"", "\"attempt.retry_mean\"", "E0202", 10),
        ("levels = 4", "levels = 5", "E0203", 14),
        ("replicates_per_weather = 1", "replicates_per_weather = 3", "E0203", 16),
        ("replicates = 2\nreplicates_per", "replicates = 1\nreplicates_per", "E0203", 15),
        ("minimal.toml", "maximal.toml", "E0103", 5),
        ("trajectories = 4", "trajektories = 4", "E0202", 13),
    ] {
        let problems = load_text(|text| text.replacen(from, to, 1)).map(|_| ()).unwrap_err();
        let seen: Vec<_> = problems.diagnostics.iter().map(|one| (one.code, one.position.line)).collect();
        assert!(seen.contains(&(code, line)), "{from} -> {to}: {seen:?}");
    }
    let cut = load_text(|text| text[..text.find("[screening]").unwrap()].to_owned()).map(|_| ()).unwrap_err();
    assert_eq!(cut.diagnostics[0].code, "E0206");
}
