//! Stable codes of everything that can be wrong with a scenario, with the text of `strait explain CODE`.
//!
//! E01xx: files and syntax. E02xx: one value. E03xx: two settings that disagree. W04xx: warnings. A code is never
//! renumbered or reused; this file decides nothing.

/// One code with its explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code, e.g. `E0203`.
    pub code: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// What it means and what to do, in a few sentences.
    pub explanation: &'static str,
}

/// The entry of a code; letters may be lower case.
pub fn explain(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|entry| entry.code.eq_ignore_ascii_case(code))
}

const fn code(code: &'static str, title: &'static str, explanation: &'static str) -> Code {
    Code { code, title, explanation }
}

/// Every code, in order.
pub const CODES: &[Code] = &[
    code(
        "E0101",
        "the file is not valid TOML",
        "Scenario files are TOML (https://toml.io). Text stands in quotes, a key has one `=`, a table header stands in \
         brackets on a line of its own. After an error of this kind the values of the file are not checked, because a \
         file that is read wrongly would give misleading messages.",
    ),
    code(
        "E0102",
        "a key or table stands twice",
        "Each key may be given once in a table, and each `[table]` opened once in a file. Only `[[origin]]` and \
         `[[measure.NAME]]` may be repeated. Remove one of the two, or move its keys into the other.",
    ),
    code(
        "E0103",
        "a file cannot be read",
        "The file does not exist, is a directory, or may not be read by you. Paths in `extends` are relative to the \
         file that holds them.",
    ),
    code(
        "E0104",
        "a file is too large",
        "A scenario file may hold at most 1 MiB. The largest sensible scenario is a few kilobytes; this is probably \
         another file.",
    ),
    code("E0105", "a file is not UTF-8 text", "Save the file as UTF-8 without a byte order mark of another encoding."),
    code(
        "E0106",
        "a file lies outside the scenario's directory",
        "`extends` and `[posterior] file` take a relative path that stays inside the directory of the first scenario file, also after \
         symbolic links are followed. So a directory of scenarios is whole and can be handed on.",
    ),
    code(
        "E0107",
        "files extend one another in a circle",
        "A file cannot be its own base, directly or through others. Decide which one is the base and remove its \
         `extends`.",
    ),
    code("E0108", "too many files extend one another", "A chain of `extends` may hold at most 16 files."),
    code(
        "E0109",
        "a --set is not understood",
        "Write `--set path.to.key=value`, with the path as in the file: `--set period.end=2026-12-31`, `--set \
         parameters.coast.patience_mean_days=30`, `--set measure.overseas_officers.officers_count=12`. Values are as \
         in TOML; plain words need no quotes.",
    ),
    code(
        "E0110",
        "the schema version is not known",
        "`schema_version` says how a file is meant to be read. This version of the program reads version 1.",
    ),
    code(
        "E0111",
        "a posterior is not a table of draws",
        "`[posterior] file` names a CSV table with the columns draw, weight and then keys of parameters: draws counted \
         from 0, weights not below 0, and every value finite and within the range of its parameter. `strait calibrate` \
         writes such a table as `posterior.csv`.",
    ),
    code(
        "E0112",
        "the description of a posterior is not whole or belongs to another one",
        "Beside the table of a posterior lies its description, of the same name ending in `.json`: up to which day data \
         informed the draws, the command, seed and versions that made them, and the SHA-256 of the table. `strait \
         calibrate` writes both; copy them together and change neither by hand.",
    ),
    code(
        "E0201",
        "a value is of the wrong kind",
        "Numbers stand without quotes, text and choices in quotes, `true` and `false` without quotes, lists in square \
         brackets. Measures and origins are lists of tables with double brackets, as `[[measure.beach_patrols]]`.",
    ),
    code(
        "E0202",
        "a key is not known",
        "A key that the program does not know is an error and never ignored, because a misspelt key would silently \
         leave a default in force. `strait describe` lists the keys.",
    ),
    code(
        "E0203",
        "a number is out of range",
        "Each number has a range in its unit, which is part of the key. Probabilities and shares run from 0 to 1: for \
         45 %, write 0.45.",
    ),
    code(
        "E0204",
        "a date does not exist or is not a date",
        "Dates are written year-month-day, as 2024-11-04, with or without quotes and without a time of day.",
    ),
    code("E0205", "a choice is not known", "The value must be one of the words that the message lists."),
    code(
        "E0206",
        "a key is missing",
        "The table needs this key and no base file gives it. Keys that carry the result have no silent default. `name` \
         and `title` are each file's own and are not taken from the base.",
    ),
    code(
        "E0207",
        "a number is not finite or too large",
        "`nan` and `inf` are not values of any setting, and whole numbers must fit into 64 bits.",
    ),
    code(
        "E0208",
        "a name or text is not well formed",
        "Names and ids hold only the letters a to z, digits and underscores, at most 64, because they become names of \
         files and columns. Titles are one line.",
    ),
    code("E0209", "a list is too short or too long", "The message says how many items the list may hold."),
    code(
        "E0210",
        "a distribution is not well formed",
        "An uncertain parameter is `{ dist = \"lognormal\", low = 15, central = 30, high = 120 }`: a known `dist`, and \
         low, central and high in rising order and within the range of the parameter. A certain one is a bare number.",
    ),
    code(
        "E0211",
        "a date is outside the span that the program knows",
        "Dates lie within 1990 to 2100. The period starts no earlier than the record, 2018-01-01. The forecast origin \
         lies from 2018-06-30 to 2024-11-04, the last day of which this version may know anything.",
    ),
    code(
        "E0212",
        "a parameter is not read by the model",
        "The evidence table also holds rows that document or check the model without being an input. Setting one would \
         change nothing, so it is refused.",
    ),
    code(
        "E0213",
        "a parameter cannot be inferred",
        "Each key of `infer` in the study file of a calibration is listed once and has a prior that is not certain: its \
         evidence row, or a distribution under `[parameters]` of the study file. A prior for a key that is not inferred \
         would change nothing and is refused.",
    ),
    code(
        "E0214",
        "a sensitivity analysis cannot vary this",
        "Each uncertain parameter varies with one factor of a design, by its law in the baseline; parameters of the posterior \
         vary together, as the factor `posterior`, and those that are certain not at all. Names of groups and outcomes are \
         given once, and all scenarios of the study have the same laws.",
    ),
    code(
        "E0215",
        "a parameter is beyond what a run takes",
        "Values outside the plausible range may be explored and are only warned about. Far beyond it a value stands for \
         nothing: numbers overflow or a history never ends. The limits follow from the unit of the parameter; `strait \
         describe parameters` lists them as least and greatest. A distribution may leave them with a thousandth of its values \
         at each end, which are drawn again.",
    ),
    code(
        "E0299",
        "a value is refused",
        "The value passed the general checks and was refused by the setting it belongs to; the message says why. If the \
         message does not help, this is a fault of the program: please report it with the file.",
    ),
    code("E0301", "the period ends before it starts", "`period.end` must be on or after `period.start`."),
    code("E0302", "the period is too long", "A run covers at most 21 years."),
    code(
        "E0303",
        "two entries of a measure have one id",
        "Files that extend this one change an entry by its `id`, and without an `id` it is the measure's name; so ids \
         must differ within a measure. Give one of the two another `id`.",
    ),
    code("E0304", "two origins have one id", "Measures and columns name origins by `id`; give each its own."),
    code(
        "E0305",
        "a nationality is claimed twice",
        "Each nationality of the record belongs to one origin, or its people would be counted twice.",
    ),
    code(
        "E0306",
        "wind is asked for that was never observed",
        "The observed wind ends with the record. Later days need `generated`, or a past year replayed as `year:2023`.",
    ),
    code(
        "E0307",
        "two settings of a measure disagree",
        "A measure checks its keys against one another and against the scenario; the message says what to write.",
    ),
    code(
        "E0308",
        "a --set names a measure that the scenario does not have",
        "`--set measure.NAME.key=value` changes entries that exist; it adds none.",
    ),
    code(
        "W0401",
        "a measure never acts in the period",
        "The entry starts after the last simulated day or ends before the first, so it changes nothing.",
    ),
    code(
        "W0402",
        "a parameter lies outside its plausible range",
        "The value is possible, but outside the range that the evidence table gives. `strait describe` shows the \
         range and its source.",
    ),
    code(
        "W0403",
        "an entry is switched off that no base has",
        "`enabled = false` removes an entry of the base file. Nothing was removed; is the `id` right?",
    ),
    code(
        "W0404",
        "the forecast origin lies after the period",
        "All simulated days are history to the model: nothing is forecast. This is right for a fit to the past.",
    ),
    code(
        "W0405",
        "a nationality of the record belongs to no origin",
        "People of nationalities that no origin claims are left out of the simulation.",
    ),
    code(
        "W0406",
        "[parameters] overrides the posterior",
        "A parameter that `[parameters]` gives is taken from there, also if the posterior has a column for it. The other \
         columns are used as they are, so the one that is given no longer varies together with them.",
    ),
    code(
        "W0407",
        "the posterior was made with another version of the model",
        "The draws fit the record under the model they were made with. Make them again with the command that their \
         description holds.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert_eq!(explain("e0203").map(|entry| entry.code), Some("E0203"));
        assert_eq!(explain("E9999"), None);
    }
}
