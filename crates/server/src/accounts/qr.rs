//! A text as a QR code, drawn by the server.

use std::fmt::Write;

use qrcodegen::{QrCode as Modules, QrCodeEcc};

/// The drawing of a QR code, for an inline SVG.
pub(crate) struct QrCode {
    /// Modules a side, with the quiet zone.
    pub(crate) size: i32,
    /// The path of the dark modules.
    pub(crate) path: String,
}

/// Light modules around the code (ISO/IEC 18004).
const QUIET: i32 = 4;

impl QrCode {
    /// The code of a short text; `None` when it is too long for one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let modules = Modules::encode_text(text, QrCodeEcc::Medium).ok()?;
        let mut path = String::new();
        for y in 0..modules.size() {
            for x in (0..modules.size()).filter(|x| modules.get_module(*x, y)) {
                // Writing to a string cannot fail.
                let _written = write!(path, "M{},{}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
        Some(Self { size: modules.size() + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_words_fit_into_a_small_code() {
        let secret = census::Secret::from_random([7; 32]);
        let code = QrCode::of(&secret.plain()).expect("a code");
        assert!((33..=45).contains(&code.size), "{} modules", code.size);
        assert!(code.path.starts_with("M4,4h1v1h-1z"), "a finder pattern stands in the corner");
    }
}
