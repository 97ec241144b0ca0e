//! What the chunks of a PNG file tell before it is decoded.

use crate::InvalidPhoto;

/// Bytes of the signature.
const SIGNATURE: usize = 8;

/// Walks the chunks (PNG, third edition, 5.3) to the end mark: a file that was cut has none. An animation names itself.
pub(crate) fn check(bytes: &[u8]) -> Result<(), InvalidPhoto> {
    let mut at = SIGNATURE;
    while let Some(&[a, b, c, d, ref kind @ ..]) = bytes.get(at..at + 8) {
        match kind {
            b"IEND" if bytes.len() >= at + 12 => return Ok(()),
            b"acTL" => return Err(InvalidPhoto::Animated),
            // Length, name and checksum around the content.
            _ => at = at.saturating_add(u32::from_be_bytes([a, b, c, d]) as usize + 12),
        }
    }
    Err(InvalidPhoto::Damaged)
}
