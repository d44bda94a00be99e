//! The pages of `docs/` say what the code says: generated pages are fresh, the schedule is the code's, every measure is
//! documented with evidence and an example.

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use strait::evidence;
use strait::model::measures::KINDS;
use strait::model::parameters::Parameters;
use strait::model::setting::Structure;
use strait::scenario;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|_| panic!("no {path}"))
}

fn generated(subject: &str) -> String {
    let arguments = ["describe", subject, "--markdown"];
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_strait")).args(arguments).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// The calls in the body of a function, in order: `name(` or `room::name(`.
fn calls_of_day(code: &str) -> Vec<String> {
    let start = code.find("\nfn day(").expect("model/mod.rs has the schedule");
    let body = &code[start..start + code[start..].find("\n}").expect("a function ends")];
    let lines = body.lines().skip(2).map(|line| line.split("//").next().unwrap_or_default().trim());
    lines.filter_map(|line| line.split_once('(').map(|(name, _)| name.to_owned())).collect()
}

/// What the numbered lines of the section on the schedule name first.
fn calls_of_page(page: &str) -> Vec<String> {
    let section = page.split("## 3.").nth(1).and_then(|rest| rest.split("## 4.").next()).unwrap_or_default();
    let lines = section.lines().filter(|line| line.starts_with(|letter: char| letter.is_ascii_digit()));
    lines.filter_map(|line| line.split('`').nth(1).map(str::to_owned)).collect()
}

/// Numbers with a decimal point in a text.
fn decimals(text: &str) -> BTreeSet<String> {
    let pieces = text.split(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != '_');
    let is_decimal = |piece: &&str| {
        let (whole, part) = piece.split_once('.').unwrap_or_default();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        digits(whole) && digits(part)
    };
    pieces.map(|piece| piece.trim_matches(['.', '_'])).filter(is_decimal).map(str::to_owned).collect()
}

/// What the compiler reads of a file, tests left out.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn generated_pages_are_fresh() {
    for subject in ["parameters", "measures", "columns"] {
        let page = format!("docs/{subject}.md");
        assert!(
            read(&page) == generated(subject),
            "{page} is stale: run `strait describe {subject} --markdown > {page}`"
        );
    }
}

#[test]
fn the_schedule_of_the_page_is_the_schedule_of_the_code() {
    let code = calls_of_day(&read("src/model/mod.rs"));
    assert!(code.len() > 15, "the reader of the schedule sees it: {code:?}");
    assert_eq!(calls_of_page(&read("docs/odd.md")), code);
}

#[test]
fn every_submodel_has_its_paragraph_and_every_number_of_one_is_in_the_code() {
    let page = read("docs/odd.md");
    let section = page.split("## 7.").nth(1).and_then(|rest| rest.split("## What is contested").next()).unwrap();
    let files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model/submodels")).unwrap();
    let count = files.filter(|file| file.as_ref().unwrap().path().is_file()).count() - 1;
    assert_eq!(strait::model::submodels::TEXTS.len(), count, "the list of submodels is whole");
    let mut code = String::new();
    for (name, text) in strait::model::submodels::TEXTS {
        assert!(section.contains(&format!("`{name}.rs`")), "docs/odd.md has no paragraph on {name}.rs");
        code += &code_of(text);
    }
    code += &code_of(&read("src/model/state/gangs.rs"));
    let known = decimals(&code);
    let strange: Vec<_> = decimals(section).difference(&known).cloned().collect();
    assert!(strange.is_empty(), "docs/odd.md, section 7, has numbers that no submodel has: {strange:?}");
}

#[test]
fn the_page_names_every_switch_and_alternative_and_no_key_that_does_not_exist() {
    let page = read("docs/odd.md");
    let contested = page.split("## What is contested").nth(1).unwrap();
    let structure = serde_json::to_value(Structure::default()).unwrap();
    for key in structure.as_object().unwrap().keys() {
        assert!(contested.contains(&format!("`{key}`")), "{key}");
    }
    let rooms: BTreeSet<&str> = evidence::parameters().iter().filter_map(|row| row.key.split('.').next()).collect();
    let quoted = page.split('`').skip(1).step_by(2);
    for key in quoted.filter(|word| word.split_once('.').is_some_and(|(room, _)| rooms.contains(room))) {
        let known = evidence::parameter(key).is_some() || key.contains(".rs") || key == "population.scale";
        assert!(known, "docs/odd.md names `{key}`, which is no parameter");
    }
}

#[test]
fn every_parameter_of_the_model_stands_in_the_page() {
    let page = read("docs/parameters.md");
    for key in Parameters::KEYS {
        assert!(page.contains(&format!("| `{key}` |")), "{key}");
    }
}

/// Row ids in the comments of a measure's file; a run `E01–E05` names its ends.
fn cited_rows(text: &str) -> BTreeSet<String> {
    let comments = text.lines().filter(|line| line.trim_start().starts_with("//"));
    let words = comments.flat_map(|line| line.split(|letter: char| !letter.is_ascii_alphanumeric()));
    let is_row = |word: &&str| {
        word.len() == 3
            && word.starts_with(|letter: char| letter.is_ascii_uppercase())
            && word[1..].bytes().all(|digit| digit.is_ascii_digit())
    };
    words.filter(is_row).map(str::to_owned).collect()
}

#[test]
fn every_measure_names_evidence_that_exists_a_lever_an_example_and_a_section() {
    let page = read("docs/measures.md");
    for kind in KINDS {
        let name = kind.name;
        let rows = cited_rows(kind.text);
        assert!(!rows.is_empty(), "{name} names no row of evidence");
        for row in &rows {
            let known = evidence::parameters().iter().any(|parameter| parameter.id == *row);
            assert!(known, "{name} names row {row}, which parameters.csv does not have");
        }
        let section = page.split(&format!("\n## `{name}`\n")).nth(1).unwrap_or_else(|| panic!("no section on {name}"));
        let section = section.split("\n## ").next().unwrap();
        assert!(section.contains("| lever |") && section.lines().any(|line| line.len() > 80), "{name}: {section}");
        for row in rows {
            assert!(section.contains(&format!("| {row} |")), "the section on {name} lacks row {row}");
        }
        let example = format!("scenarios/measure_{name}.toml");
        assert!(section.contains(&example), "the section on {name} lacks {example}");
        let (scenario, warnings) = scenario::load(Path::new(&example), &[]).unwrap_or_else(|e| panic!("{e:?}"));
        assert!(warnings.is_empty(), "{example}: {warnings:?}");
        let mut own = scenario.setting.measures.iter().filter(|entry| entry.effect.name() == name);
        assert!(own.any(|entry| entry.common.source.is_some()), "{example} does not say where its figures come from");
    }
}

/// Costs are never negative: the type of both keys refuses such a value in every measure.
#[test]
fn the_cost_of_a_measure_is_never_negative() {
    for kind in KINDS {
        for key in ["cost_gbp_per_year", "cost_gbp_once"] {
            let file = format!("scenarios/measure_{}.toml", kind.name);
            let set = format!("measure.{}.{key}=-0.01", kind.name);
            let refused = scenario::load(Path::new(&file), std::slice::from_ref(&set)).expect_err(&set);
            assert!(
                refused.diagnostics.iter().any(|problem| problem.code == "E0203" || problem.code == "E0204"),
                "{refused:?}"
            );
            let zero = set.replace("-0.01", "0");
            assert!(scenario::load(Path::new(&file), std::slice::from_ref(&zero)).is_ok(), "{zero}");
        }
    }
}

#[test]
fn the_readers_of_this_file_see_what_is_wrong() {
    let code = "x\nfn day(world: &mut World) {\n    world.index = 1;\n    b::step(world); // 2 c::step(world)\n    a(world);\n}\n";
    assert_eq!(calls_of_day(code), ["b::step", "a"]);
    assert_eq!(calls_of_page("## 3. S\n\n1. `a`: x `y`;\n2. `b::step`: z\n\n## 4. T\n3. `c`"), ["a", "b::step"]);
    assert_eq!(decimals("`2.1 (year - 2020.95)`, x.rs, 7."), ["2.1".to_owned(), "2020.95".to_owned()].into());
    assert_eq!(
        cited_rows("//! rows E01–E05, S7, (C11)\nlet x = \"M01\";"),
        ["E01", "E05", "C11"].map(str::to_owned).into()
    );
}

#[test]
fn the_help_of_each_verb_has_two_examples_that_name_it() {
    let place = support::Place::new();
    let list = support::stdout(&place.run(&["--help"]).success());
    let list = list.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
    let verbs = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let verbs: Vec<&str> = verbs.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(verbs.len() > 15 && verbs.contains(&"run"), "{verbs:?}");
    for verb in verbs.into_iter().filter(|verb| *verb != "help") {
        let help = support::stdout(&place.run(&[verb, "--help"]).success());
        let examples = help.matches(&format!("\n  strait {verb}")).count();
        assert!(examples >= 2, "`strait {verb} --help` has {examples} examples:\n{help}");
    }
}
