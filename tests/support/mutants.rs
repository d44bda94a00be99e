//! Mutants of files, from a seed.

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
