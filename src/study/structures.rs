//! Structural alternatives: one switch or form of a mechanism, set in every scenario of a study alike.
//!
//! An alternative is an outer dimension of the design: each replicate is run under it with the same random keys, so that
//! structures share their seas and, as far as the structure leaves them alone, their people. Refuses to combine
//! alternatives: one at a time against the scenario's own structure.

use crate::model::setting::Structure;

/// Name of a scenario's own structure in tables.
pub const OWN: &str = "scenario";

/// One key of `[structure]` with one of its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alternative {
    key: &'static str,
    word: &'static str,
}

impl Alternative {
    /// Name in tables, such as `capacity=ces`.
    pub fn name(self) -> String {
        format!("{}={}", self.key, self.word)
    }

    /// A structure with this alternative in place of its own.
    ///
    /// # Panics
    /// Never: an alternative is made from the list of those that exist.
    pub fn apply(self, structure: &Structure) -> Structure {
        structure.with(self.key, self.word).expect("an alternative is one of the list")
    }
}

/// What `all` means: each loop off, each form of each contested mechanism.
pub fn all() -> Vec<Alternative> {
    every().filter(|one| one.word != "on").collect()
}

fn every() -> impl Iterator<Item = Alternative> {
    Structure::ALTERNATIVES.iter().flat_map(|&(key, words)| words.iter().map(move |&word| Alternative { key, word }))
}

/// Reads `all` or a list such as `capacity=ces,retry=off`; the order is that of the keys, not of the list.
///
/// # Errors
/// A sentence that says what is known.
pub fn read(text: &str) -> Result<Vec<Alternative>, String> {
    if text.trim() == "all" {
        return Ok(all());
    }
    let mut asked = Vec::new();
    for part in text.split(',').map(str::trim) {
        let (key, word) = part.split_once('=').map_or((part, ""), |(key, word)| (key.trim(), word.trim()));
        let Some((_, words)) = Structure::ALTERNATIVES.iter().find(|(known, _)| *known == key) else {
            let known: Vec<&str> = Structure::ALTERNATIVES.iter().map(|(key, _)| *key).collect();
            return Err(format!(
                "there is no structure `{key}`; write `all`, or KEY=FORM with one of: {}",
                known.join(", ")
            ));
        };
        if !words.contains(&word) {
            return Err(format!("`{key}` has no form `{word}`; it has: {}", words.join(", ")));
        }
        asked.push((key, word));
    }
    Ok(every().filter(|one| asked.contains(&(one.key, one.word))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_ten_loops_off_and_eleven_forms() {
        let names: Vec<String> = all().into_iter().map(Alternative::name).collect();
        assert_eq!(names.iter().filter(|name| name.ends_with("=off")).count(), 10);
        assert_eq!(names.len(), 21);
        let own = Structure::default();
        assert_eq!(all().into_iter().filter(|one| one.apply(&own) != own).count(), 17);
    }

    #[test]
    fn a_list_is_read_in_canonical_order_without_doubles() {
        let names = |text| read(text).unwrap().into_iter().map(Alternative::name).collect::<Vec<_>>();
        assert_eq!(names("capacity=ces, retry=off,capacity=ces"), ["retry=off", "capacity=ces"]);
        assert!(read("capacity=of").unwrap_err().contains("chain, ces"));
        assert!(read("weather=off").unwrap_err().contains("rival_absorption"));
        assert!(read("").is_err());
    }
}
