//! Mutants of files, from a seed.

// Each test binary uses a part of this.
#![allow(dead_code)]

/// A small generator of our own, so that the mutations stay the same for ever.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

const TOKENS: &[&str] = &[
    "\"",
    "'",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "=",
    ".",
    ",",
    "\n",
    "#",
    "-",
    "1e999",
    "nan",
    "inf",
    "-1",
    "0",
    "2023-02-30",
    "99999999999999999999",
    "true",
    "\u{0}",
    "é",
    "\u{202e}",
    "\t",
    "measure",
    "origin",
    "enabled = false\n",
    "a.b.c",
    "\"\"\"",
    "id = \"x\"\n",
    "0x",
    "_",
    "{}",
    "[]",
    "1979-05-27T07:32:00Z",
    "\r\n",
    "\u{feff}",
];

/// Numbers at the edge of what can be written, and beyond what anything means.
pub const EXTREMES: &[&str] = &[
    "1e300",
    "-1e300",
    "1e18",
    "-1e18",
    "5e-324",
    "-5e-324",
    "nan",
    "-nan",
    "inf",
    "-inf",
    "-0.0",
    "1e9",
    "1e-9",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "1.7976931348623157e308",
    "1e309",
];

/// A text in which one to three numbers are extreme.
pub fn with_extreme_numbers(text: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(3) {
        let numbers = numbers(&text);
        let at = numbers[dice.below(numbers.len())].clone();
        text.replace_range(at, EXTREMES[dice.below(EXTREMES.len())]);
    }
    text
}

/// Where the numbers of a text stand that are values: after a blank, a comma, a bracket, a colon or an equals sign.
fn numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let is_part = |byte: u8| byte.is_ascii_digit() || b".eE+-_".contains(&byte);
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let starts =
            bytes[at].is_ascii_digit() || (bytes[at] == b'-' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit));
        if starts && (at == 0 || b" ,[:=\n".contains(&bytes[at - 1])) {
            let end = (at..bytes.len()).find(|&end| !is_part(bytes[end])).unwrap_or(bytes.len());
            found.push(at..end);
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// A text with one to four changes.
pub fn mutate(text: &str, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    // Half of the mutants have one change, so that some stay sound.
    let changes = 1 + dice.below(2) * dice.below(4);
    for _ in 0..changes {
        let at = dice.below(bytes.len());
        match dice.below(6) {
            0 => bytes[at] = dice.below(256) as u8,
            1 => drop(bytes.remove(at)),
            2 => {
                let end = (at + dice.below(60)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + dice.below(60)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => {
                let token = TOKENS[dice.below(TOKENS.len())];
                bytes.splice(at..at, token.bytes());
            }
        }
        if bytes.is_empty() {
            bytes.push(b'x');
        }
    }
    bytes
}
