//! What the README says about the state of the model and what it must not be used for: written once, shown on every page.
//!
//! Takes sentences out of the text that the program was built with; writes none.

const README: &str = include_str!("../../../README.md");

/// The sentence in bold that begins with "State:", without the mark.
pub fn state() -> String {
    let bold = README.split("**").skip(1).step_by(2).find(|text| text.starts_with("State:"));
    bold.map(joined).unwrap_or_default()
}

/// The list below the heading of what the model must not be used for.
pub fn must_not() -> Vec<String> {
    let section = README.split("\n## ").find(|section| section.starts_with("What it must not be used for"));
    let items = section.unwrap_or_default().split("\n- ").skip(1);
    // The last item ends with its paragraph.
    items.map(|item| plain(&joined(item.split("\n\n").next().unwrap_or(item)))).collect()
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text without the addresses of its links.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((label, tail)) = after.split_once("](") else { break };
        let Some((_, tail)) = tail.split_once(')') else { break };
        out.push_str(before);
        out.push_str(label);
        rest = tail;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_a_state_and_a_list_of_wrong_uses() {
        assert!(state().starts_with("State: ") && state().len() > 20, "{}", state());
        let list = must_not();
        assert!(list.len() >= 4 && list.iter().all(|item| item.len() > 20 && !item.contains("](")), "{list:?}");
    }

    #[test]
    fn links_keep_their_words() {
        assert_eq!(plain("see ([a.md](b/a.md)) and [c](d)."), "see (a.md) and c.");
    }
}
