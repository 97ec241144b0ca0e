//! Is a JPEG file complete? The decoder fills what is missing with grey, which would pass for evidence.

const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: u8 = 0xD9;

/// Walks the segments (ISO/IEC 10918-1, B.1.1) to the scan and looks for the end-of-image marker behind it.
pub(crate) fn is_whole(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xFF, marker, high, low]) = bytes.get(at..at + 4) {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        at += 2 + length;
        if *marker == START_OF_SCAN {
            return bytes.get(at..).is_some_and(ends);
        }
    }
    false
}

/// Entropy-coded data never holds `FF D9`: a data byte `FF` is followed by `00`.
fn ends(scan: &[u8]) -> bool {
    scan.windows(2).any(|pair| pair == [0xFF, END_OF_IMAGE])
}
