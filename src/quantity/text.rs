//! Text of numbers: decimal, the shortest that reads back to the same bits.

use std::fmt::Write as _;

/// Adds what the standard library writes for `{:?}`. Where that has no exponent zmij writes the same text, in a fifth of the
/// time, but for a number in the very middle between the two shortest texts: that has 17 digits or more and so few binary
/// places.
pub fn push_shortest(text: &mut String, number: f64) {
    const TWO_TO_22: f64 = 4_194_304.0;
    if (1e-4..1e16).contains(&number.abs()) {
        let mut buffer = zmij::Buffer::new();
        let shortest = buffer.format_finite(number);
        if shortest.len() <= 16 || !is_whole(number * TWO_TO_22) {
            text.push_str(shortest);
            return;
        }
    }
    write!(text, "{number:?}").expect("writing to a String cannot fail");
}

/// Whether a number has no fraction: from 2^53 on none has.
fn is_whole(number: f64) -> bool {
    number.abs() >= 9_007_199_254_740_992.0 || (number as i64) as f64 == number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        let mut state = 1_u64;
        for turn in 0..400_000 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let bits = state ^ (state >> 29);
            let number = match turn % 6 {
                0 => f64::from_bits(bits),
                1 => (bits >> 40) as f64 / 7.0,
                2 => (bits >> 30) as f64 / 1000.0,
                // Of few binary places: in the middle between two shortest texts, some of them.
                3 => (bits >> 14) as f64 / f64::from(1_u32 << (bits & 31)),
                4 => (bits >> (14 + (bits & 31))) as f64 / f64::from(1_u32 << (bits >> 5 & 31)),
                _ => (bits >> (bits & 63)) as f64,
            };
            for number in [number, -number] {
                let mut text = String::new();
                push_shortest(&mut text, number);
                assert_eq!(text, format!("{number:?}"));
            }
        }
    }
}
