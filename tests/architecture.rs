//! The house: who may import whom, what the model may touch, how long a file may be, and what the README promises.
//!
//! Every rule is a function over (path, text) pairs, so that the last tests can show on a small false tree that each rule
//! fails when it is broken.

use std::collections::BTreeSet;
use std::path::Path;
use strait::model::measures::KINDS;

/// One file of the tree: path below `src`, with `/`, and text.
struct Source {
    path: String,
    text: String,
}

/// Rooms and the rooms that each may import besides itself (the table in `src/lib.rs`).
const ROOMS: &[(&str, &[&str])] = &[
    ("quantity", &[]),
    ("evidence", &["quantity"]),
    ("random", &["quantity"]),
    ("estimate", &["quantity"]),
    ("model", &["quantity", "evidence", "random"]),
    ("scenario", &["quantity", "evidence", "random", "estimate", "model"]),
    ("study", &["quantity", "evidence", "random", "estimate", "model", "scenario"]),
    ("analysis", &["quantity", "evidence", "random", "estimate", "model", "scenario", "study"]),
    ("report", &["quantity", "evidence", "random", "estimate", "model", "scenario", "study"]),
    ("cluster", &["study"]),
];
/// Rooms that may import every room.
const TOP: &[&str] = &["cli", "main.rs", "lib.rs"];
/// Longest file, in lines.
const LONGEST: usize = 400;
/// Files that may be longer: none.
const LONG_FILES: &[&str] = &[];
/// Methods of `f64` whose bits depend on the machine's library.
const UNPINNED: &[&str] = &[
    "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "sin", "cos", "tan", "asin",
    "acos", "atan", "atan2", "sinh", "cosh", "tanh", "cbrt", "hypot", "sin_cos",
];

fn read_tree(root: &Path) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let parts: Vec<_> =
                    path.strip_prefix(root).unwrap().iter().map(|part| part.to_str().unwrap()).collect();
                sources.push(Source { path: parts.join("/"), text: std::fs::read_to_string(&path).unwrap() });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn src() -> Vec<Source> {
    read_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The text without comments and without the contents of strings: what the compiler acts on, near enough.
fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let skip = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(end) = string_length(rest) {
            out.push_str("\"\"");
            end
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest[2..].find('\'').map_or(rest.len(), |end| end + 3)
        } else {
            let letter = rest.chars().next().unwrap();
            out.push(letter);
            letter.len_utf8()
        };
        rest = &rest[skip..];
    }
    out
}

/// Length of the string literal that the text starts with.
fn string_length(text: &str) -> Option<usize> {
    if let Some(raw) = text.strip_prefix("r#") {
        return raw.starts_with('"').then(|| raw[1..].find("\"#").map_or(text.len(), |end| end + 5));
    }
    let mut letters = text.strip_prefix('"')?.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '"' => return Some(at + 2),
            _ => {}
        }
    }
    Some(text.len())
}

/// Every path that a file takes from the crate: `a::b` for `crate::a::b`, groups taken apart, `super` resolved.
fn imports(source: &Source) -> Vec<String> {
    let code = code(&source.text);
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
            expand("", &code[at + "crate::".len()..], &mut found);
        }
    }
    let module = module_of(&source.path);
    for (at, _) in code.match_indices("super::") {
        if code[..at].ends_with("super::") || code[..at].ends_with("(in ") {
            continue;
        }
        let mut rest = &code[at..];
        let mut here = module.clone();
        // A `super` inside an inline module reaches less far; taking it at its word can only be too strict.
        while let Some(further) = rest.strip_prefix("super::") {
            here.pop();
            rest = further;
        }
        let prefix = here.join("::");
        expand(&prefix, rest, &mut found);
    }
    found
}

/// `model/state/mod.rs` is the module model::state, `model/inputs.rs` is model::inputs.
fn module_of(path: &str) -> Vec<String> {
    let stem = path.trim_end_matches(".rs");
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    stem.split('/').filter(|part| !matches!(*part, "lib" | "main")).map(str::to_owned).collect()
}

/// Adds the paths that `rest` names below `prefix`, as far as a group needs taking apart.
fn expand(prefix: &str, rest: &str, found: &mut Vec<String>) {
    let name_end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
    let (name, after) = rest.split_at(name_end);
    let join = |name: &str| if prefix.is_empty() { name.to_owned() } else { format!("{prefix}::{name}") };
    if let Some(group) = rest.strip_prefix('{') {
        let (mut depth, mut start) = (1, 0);
        for (at, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 || (depth == 1 && letter == ',') {
                expand(prefix, group[start..at].trim(), found);
                start = at + 1;
            }
            if depth == 0 {
                break;
            }
        }
    } else if !name.is_empty() {
        match after.strip_prefix("::") {
            Some(further) => expand(&join(name), further, found),
            None => found.push(join(name)),
        }
    }
}

/// Whether a line of the tree is a test: its whole file, or what follows `#[cfg(test)]`.
fn without_tests(source: &Source) -> Source {
    let is_test_file = source.path.contains("tests") || source.path.ends_with("second_library.rs");
    let end = if is_test_file { 0 } else { source.text.find("#[cfg(test)]\nmod tests {").unwrap_or(source.text.len()) };
    Source { path: source.path.clone(), text: source.text[..end].to_owned() }
}

fn in_room(source: &Source, room: &str) -> bool {
    source.path.split('/').next() == Some(room)
}

fn faults_of_rooms(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let room = source.path.split('/').next().unwrap_or_default();
        if TOP.contains(&room) {
            continue;
        }
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            faults.push(format!("{}: the house has no room `{room}`", source.path));
            continue;
        };
        for path in imports(source) {
            let other = path.split("::").next().unwrap_or_default();
            let is_room = ROOMS.iter().any(|(name, _)| *name == other) || TOP.contains(&other);
            if is_room && other != room && !allowed.contains(&other) {
                faults.push(format!("{}: `{room}` may not import `{path}`", source.path));
            }
        }
    }
    faults
}

/// Inside the model: state knows neither submodels nor measures, and those two do not know each other.
fn faults_inside_the_model(sources: &[Source]) -> Vec<String> {
    let barred: [(&str, &[&str]); 3] = [
        ("model/state/", &["model::submodels", "model::measures"]),
        ("model/submodels/", &["model::measures"]),
        ("model/measures/", &["model::submodels"]),
    ];
    let mut faults = Vec::new();
    for source in sources {
        for (_, others) in barred.iter().filter(|(place, _)| source.path.starts_with(place)) {
            for path in imports(source) {
                if others.iter().any(|other| path == *other || path.starts_with(&format!("{other}::"))) {
                    faults.push(format!("{}: may not import `{path}`", source.path));
                }
            }
        }
    }
    faults
}

/// The model meets no terminal, file, clock or thread.
fn faults_of_touch(sources: &[Source]) -> Vec<String> {
    let barred = [
        "println!",
        "print!",
        "eprintln!",
        "eprint!",
        "dbg!",
        "std::fs",
        "std::time",
        "std::thread",
        "std::env",
        "std::net",
        "std::process",
        "Instant::now",
        "SystemTime",
        "Timestamp::now",
    ];
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| in_room(source, "model")) {
        let code = code(&without_tests(source).text);
        faults.extend(
            barred.iter().filter(|word| code.contains(**word)).map(|word| format!("{}: `{word}`", source.path)),
        );
    }
    faults
}

fn faults_of_order(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let code = code(&source.text);
        let words: BTreeSet<&str> = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
        faults.extend(
            ["HashMap", "HashSet"]
                .iter()
                .filter(|word| words.contains(**word))
                .map(|word| format!("{}: `{word}`", source.path)),
        );
    }
    faults
}

/// The engine takes its functions from the pinned `libm`.
fn faults_of_functions(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    let engine = sources.iter().filter(|source| in_room(source, "model") || in_room(source, "random"));
    for source in engine {
        let code = code(&without_tests(source).text);
        for name in UNPINNED {
            if code.contains(&format!(".{name}(")) || code.contains(&format!("f64::{name}")) {
                faults.push(format!("{}: `{name}` of f64, not of libm", source.path));
            }
        }
    }
    faults
}

fn faults_of_length(sources: &[Source], exceptions: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let lines = source.text.lines().count();
        let is_exception = exceptions.contains(&source.path.as_str());
        if lines > LONGEST && !is_exception {
            faults.push(format!("{}: {lines} lines, {LONGEST} are allowed", source.path));
        } else if lines <= LONGEST && is_exception {
            faults.push(format!("{}: an exception that is no longer needed", source.path));
        }
    }
    faults
}

/// Measures that a table row of the README (`| `name` | ... | built |`) calls built, and those it calls planned.
fn measures_in(readme: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut built, mut planned) = (BTreeSet::new(), BTreeSet::new());
    for line in readme.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells[0].trim_matches('`').to_owned();
        match cells.last() {
            Some(&"built") => drop(built.insert(name)),
            Some(&"not yet built") => drop(planned.insert(name)),
            _ => {}
        }
    }
    (built, planned)
}

/// Command lines of the README's code blocks that call cargo or the program.
fn commands_in(readme: &str) -> Vec<String> {
    let mut inside = false;
    let mut commands = Vec::new();
    for line in readme.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if inside && (line.starts_with("cargo ") || line.starts_with("strait ") || line.starts_with("target/")) {
            commands.push(line.split(" #").next().unwrap_or_default().trim().to_owned());
        }
    }
    commands
}

fn verbs() -> BTreeSet<String> {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_strait")).arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let list = help.split("Commands:").nth(1).unwrap_or_default();
    list.lines()
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

fn assert_none(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}

#[test]
fn rooms_import_only_from_rooms_below() {
    let sources = src();
    assert!(sources.iter().flat_map(imports).count() > 100, "the reader of imports sees them");
    assert_none("imports between rooms", &faults_of_rooms(&sources));
}

#[test]
fn inside_the_model_state_stands_below_submodels_and_measures() {
    assert_none("imports inside the model", &faults_inside_the_model(&src()));
}

#[test]
fn the_model_touches_no_terminal_file_clock_or_thread() {
    assert_none("the model touches", &faults_of_touch(&src()));
}

#[test]
fn no_collection_has_a_random_order() {
    assert_none("unordered collections", &faults_of_order(&src()));
}

#[test]
fn the_engine_uses_pinned_functions() {
    assert_none("functions that differ between machines", &faults_of_functions(&src()));
}

#[test]
fn files_stay_short() {
    assert_none("long files", &faults_of_length(&src(), LONG_FILES));
}

#[test]
fn the_readme_tells_which_measures_are_built() {
    let (built, planned) = measures_in(&readme());
    let registry: BTreeSet<String> = KINDS.iter().map(|kind| kind.name.to_owned()).collect();
    assert_eq!(built, registry);
    assert!(planned.is_disjoint(&registry));
    assert_eq!(built.len() + planned.len(), 13, "thirteen measures are planned");
}

#[test]
fn the_commands_of_the_readme_exist() {
    let commands = commands_in(&readme());
    assert!(commands.len() >= 2);
    let verbs = verbs();
    for command in &commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        let verb = match words.as_slice() {
            ["cargo", "test" | "build" | "fmt" | "clippy" | "bench" | "doc", ..] => None,
            ["cargo", "run", "--release", "--", verb, ..] | ["strait" | "target/release/strait", verb, ..] => {
                Some(*verb)
            }
            _ => panic!("`{command}` is not a command this test knows"),
        };
        if let Some(verb) = verb {
            assert!(verbs.contains(verb), "`{command}`: the program has no verb `{verb}`, it has {verbs:?}");
        }
        for file in words.iter().filter(|word| word.starts_with("scenarios/")) {
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).is_file(), "`{command}`: no file {file}");
        }
    }
}

/// A small false tree.
fn tree(path: &str, text: &str) -> Vec<Source> {
    vec![Source { path: path.to_owned(), text: text.to_owned() }]
}

#[test]
fn imports_are_read_from_groups_paths_and_relative_names() {
    let text = "use crate::model::{self, state::{World, levers::Levers}, Model};\nuse super::super::random::unit32;\n\
                // use crate::cli::nothing;\nfn f() -> crate::study::Plan { \"crate::report::x\"; mycrate::a::b() }\n";
    let found = imports(&tree("scenario/file.rs", text)[0]);
    let expected = [
        "model::self",
        "model::state::World",
        "model::state::levers::Levers",
        "model::Model",
        "study::Plan",
        "random::unit32",
    ];
    assert_eq!(found, expected);
}

#[test]
fn each_rule_fails_when_it_is_broken() {
    let upward = faults_of_rooms(&tree("quantity/mod.rs", "use crate::{evidence, random::Purpose};"));
    assert_eq!(upward.len(), 2, "{upward:?}");
    assert_eq!(faults_of_rooms(&tree("model/mod.rs", "use crate::estimate::mean;")).len(), 1);
    assert_eq!(faults_of_rooms(&tree("report/page.rs", "use crate::analysis::score;")).len(), 1);
    assert_eq!(faults_of_rooms(&tree("study/plan.rs", "fn f(_: &crate::cli::Terminal) {}")).len(), 1);
    assert_eq!(faults_of_rooms(&tree("evidence/law.rs", "use super::super::model::Model;")).len(), 1);
    assert_eq!(faults_of_rooms(&tree("helpers/mod.rs", "")).len(), 1);
    assert_none("allowed", &faults_of_rooms(&tree("cli/run.rs", "use crate::report::Report;")));
    assert_none(
        "allowed",
        &faults_of_rooms(&tree("model/inputs.rs", "use super::ModelError; use crate::evidence::sea;")),
    );

    assert_eq!(faults_inside_the_model(&tree("model/state/gangs.rs", "use super::super::submodels::sea;")).len(), 1);
    assert_eq!(faults_inside_the_model(&tree("model/state/mod.rs", "use crate::model::measures::Entry;")).len(), 1);
    assert_eq!(
        faults_inside_the_model(&tree("model/submodels/sea.rs", "use crate::model::{measures::Kind};")).len(),
        1
    );
    assert_eq!(faults_inside_the_model(&tree("model/measures/a.rs", "use crate::model::submodels::sea;")).len(), 1);

    assert_eq!(faults_of_touch(&tree("model/mod.rs", "fn f() { println!(\"\"); std::thread::yield_now(); }")).len(), 2);
    assert_none("a comment", &faults_of_touch(&tree("model/mod.rs", "// println! and std::fs are barred\n")));
    assert_eq!(faults_of_order(&tree("cli/a.rs", "use std::collections::{BTreeMap, HashMap};")).len(), 1);
    assert_eq!(faults_of_functions(&tree("random/a.rs", "fn f(x: f64) -> f64 { x.exp() + f64::ln(x) }")).len(), 2);
    assert_none("libm", &faults_of_functions(&tree("model/a.rs", "fn f(x: f64) -> f64 { libm::exp(x).sqrt() }")));
    assert_eq!(faults_of_length(&tree("cli/a.rs", &"\n".repeat(401)), &[]).len(), 1);
    assert_eq!(faults_of_length(&tree("cli/a.rs", "\n"), &["cli/a.rs"]).len(), 1);

    let (built, planned) = measures_in("| `a` | does | built |\n| `b` | does | not yet built |\n| c | d |\n");
    assert_eq!((built.len(), planned.len()), (1, 1));
    assert_eq!(commands_in("text\n```sh\ncargo test # all\nls\n```\ncargo no\n"), ["cargo test"]);
}
