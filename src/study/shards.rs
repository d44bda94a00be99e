//! Shards: lists and shares of a study's blocks, as people and batch systems write them.
//!
//! Blocks are pure functions of the study, so any cut of them into shards gives the same study; this file only counts.
//! It runs nothing and looks at no file.

use std::fmt::Write as _;
use std::ops::Range;

/// Blocks or tasks as text, such as `3,7-9`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List(Vec<Range<u32>>);

/// One of several shares of a study, such as 2 of 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    number: u32,
    of: u32,
}

impl List {
    /// A list from numbers in ascending order.
    pub fn of(numbers: impl IntoIterator<Item = u32>) -> Self {
        let mut ranges: Vec<Range<u32>> = Vec::new();
        for number in numbers {
            match ranges.last_mut() {
                Some(last) if last.end == number => last.end += 1,
                _ => ranges.push(number..number + 1),
            }
        }
        Self(ranges)
    }

    /// Reads `3,7-9`; a list that names a number twice names it once.
    ///
    /// # Errors
    /// A sentence that says what is allowed.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut ranges = Vec::new();
        for part in text.split(',').map(str::trim) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let number = |text: &str| text.trim().parse::<u32>().ok().filter(|&number| number < u32::MAX);
            match (number(first), number(last)) {
                (Some(first), Some(last)) if first <= last => ranges.push(first..last + 1),
                _ => return Err(format!("`{part}` is not a block or a range of blocks; write a list such as 3,7-9")),
            }
        }
        ranges.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<u32>> = Vec::new();
        for range in ranges {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        Ok(Self(merged))
    }

    /// Whether it names nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The greatest number it names.
    pub fn last(&self) -> Option<u32> {
        self.0.last().map(|range| range.end - 1)
    }

    /// The numbers, in ascending order.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().cloned().flatten()
    }
}

impl std::fmt::Display for List {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        for range in &self.0 {
            let comma = if text.is_empty() { "" } else { "," };
            match range.end - range.start {
                1 => write!(text, "{comma}{}", range.start)?,
                _ => write!(text, "{comma}{}-{}", range.start, range.end - 1)?,
            }
        }
        f.write_str(&text)
    }
}

impl Share {
    /// Reads `2/8`: the second of eight.
    ///
    /// # Errors
    /// A sentence that says what is allowed.
    pub fn read(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a shard; write I/N with I from 1 to N, such as 2/8");
        let (number, of) = text.split_once('/').ok_or_else(wrong)?;
        let (number, of) = (number.parse::<u32>().map_err(|_| wrong())?, of.parse::<u32>().map_err(|_| wrong())?);
        if number == 0 || number > of { Err(wrong()) } else { Ok(Self { number, of }) }
    }

    /// Its blocks: shares differ by at most one block, and together they are all.
    pub fn blocks(self, count: u32) -> Range<u32> {
        let bound = |number: u32| (u64::from(count) * u64::from(number) / u64::from(self.of)) as u32;
        bound(self.number - 1)..bound(self.number)
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_written_as_batch_systems_read_them_and_read_back() {
        let list = List::of([3, 7, 8, 9, 11]);
        assert_eq!(list.to_string(), "3,7-9,11");
        assert_eq!(List::read("7-9, 11,3").unwrap(), list);
        assert_eq!(List::read("0-3,2-5,5").unwrap().to_string(), "0-5");
        assert_eq!(list.numbers().collect::<Vec<_>>(), [3, 7, 8, 9, 11]);
        assert_eq!((List::of([]).to_string(), List::of([]).is_empty()), (String::new(), true));
        // An absurd range costs nothing until somebody walks it.
        assert_eq!(List::read("0-4000000000").unwrap().last(), Some(4_000_000_000));
        for wrong in ["", "a", "3-1", "1,,2", "-1", "4294967295", "1-2-3", "99999999999"] {
            assert!(List::read(wrong).unwrap_err().contains("3,7-9"), "{wrong}");
        }
    }

    #[test]
    fn shares_are_disjoint_balanced_and_together_everything() {
        for count in [0, 1, 2, 7, 64, 1000] {
            for of in [1, 2, 3, 5, 64] {
                let shares: Vec<_> = (1..=of).map(|number| Share { number, of }.blocks(count)).collect();
                assert_eq!(shares.iter().cloned().flatten().collect::<Vec<_>>(), (0..count).collect::<Vec<_>>());
                let sizes: Vec<usize> = shares.iter().map(ExactSizeIterator::len).collect();
                assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1);
            }
        }
        assert_eq!(Share::read("2/8").unwrap().to_string(), "2/8");
        for wrong in ["0/3", "4/3", "2", "a/b", "1/0", "-1/2", "1/2/3"] {
            assert!(Share::read(wrong).is_err(), "{wrong}");
        }
    }
}
