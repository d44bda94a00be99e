//! The checksum in a block's own footer.
//!
//! The key-value metadata hold a SHA-256 over the whole file with its own field set to zeros, so one flipped bit anywhere is
//! found before a Parquet reader sees the file. Nothing here knows what the bytes mean.

use super::hex;
use sha2::{Digest, Sha256};

/// Key of the checksum in the metadata.
pub(super) const KEY: &str = "strait.file_sha256";
/// What stands there while the checksum is taken.
pub(super) const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Writes the checksum into a file that holds [`ZEROS`]; `None` if it has no field for it.
pub(super) fn seal(mut file: Vec<u8>) -> Option<Vec<u8>> {
    let at = field(&file)?;
    let sum = hex(&Sha256::digest(&file));
    file[at..at + ZEROS.len()].copy_from_slice(sum.as_bytes());
    Some(file)
}

/// The bytes, if their checksum holds; otherwise what is wrong.
pub(super) fn verified(mut file: Vec<u8>) -> Result<Vec<u8>, String> {
    let at = field(&file).ok_or_else(|| "it holds no checksum".to_owned())?;
    let found = file[at..at + ZEROS.len()].to_vec();
    file[at..at + ZEROS.len()].copy_from_slice(ZEROS.as_bytes());
    if hex(&Sha256::digest(&file)).as_bytes() == found {
        Ok(file)
    } else {
        Err("its bytes do not match its checksum".to_owned())
    }
}

/// Position of the hexadecimal digits of the file's checksum.
fn field(file: &[u8]) -> Option<usize> {
    let key = KEY.as_bytes();
    let from = file.windows(key.len()).rposition(|window| window == key)? + key.len();
    // Thrift puts a field header and a length of a few bytes between the key and its value.
    let gap = file[from..].iter().take(8).position(u8::is_ascii_hexdigit)?;
    (from + gap + ZEROS.len() <= file.len()).then_some(from + gap)
}
