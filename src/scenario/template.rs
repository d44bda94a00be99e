//! The commented scenario that `strait init` writes.
//!
//! A test reads it back, so that it cannot fall behind the program.

/// A scenario file with a comment for each part.
pub fn template() -> String {
    include_str!("template.toml").to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_template_is_a_sound_scenario() {
        let loaded = crate::scenario::load_str("template.toml", &super::template(), None, &[]);
        let (scenario, warnings) = loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        assert_eq!(warnings, [], "the template warns");
        assert_eq!(scenario.name, "my_scenario");
    }
}
