//! Contributed text and addresses, cleaned at the door.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// Nothing but blanks and controls.
    #[error("the text is empty")]
    Empty,
    /// More characters than the field takes.
    #[error("the text has {found} characters, at most {allowed} are kept")]
    TooLong {
        /// Characters found.
        found: usize,
        /// Characters allowed.
        allowed: usize,
    },
    /// Not an http or https address.
    #[error("expected an address that begins with https:// or http://, found {0:?}")]
    NotWebAddress(String),
}

/// Plain text of at most `MAX` characters: NFC, without control characters (line ends apart) and without the
/// invisible marks that turn or hide text; never HTML.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// The cleaned text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Bidirectional controls, zero-width marks, the byte order mark and tags: they change what a reader sees.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = InvalidText;

    fn try_from(raw: String) -> Result<Self, InvalidText> {
        cleaned(&raw, MAX).map(Self)
    }
}

/// The text in NFC, trimmed, without what hides or turns text; at least one character and at most `most`.
pub(crate) fn cleaned(raw: &str, most: usize) -> Result<String, InvalidText> {
    let kept: String = raw.nfc().filter(|c| *c == '\n' || !(c.is_control() || is_invisible(*c))).collect();
    let trimmed = kept.trim();
    match trimmed.chars().count() {
        0 => Err(InvalidText::Empty),
        found if found > most => Err(InvalidText::TooLong { found, allowed: most }),
        _ => Ok(trimmed.to_owned()),
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> String {
        text.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An `http` or `https` address of at most 2,000 characters, without credentials. Never fetched by the server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebAddress(String);

impl WebAddress {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WebAddress {
    type Error = InvalidText;

    fn try_from(raw: String) -> Result<Self, InvalidText> {
        let text = raw.trim();
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
        let plain =
            text.len() <= 2000 && text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(c));
        match host {
            Some(host) if plain && host.contains('.') && !host.contains('@') => Ok(Self(text.to_owned())),
            _ => Err(InvalidText::NotWebAddress(text.chars().take(80).collect())),
        }
    }
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> String {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_its_words_and_loses_its_tricks() {
        let text =
            Text::<40>::try_from("  Cafe\u{301}\u{202E} <b>du\u{0000} coin</b>\n".to_owned()).expect("a valid text");
        assert_eq!(text.as_str(), "Café <b>du coin</b>");
        assert_eq!(Text::<3>::try_from("abcd".to_owned()), Err(InvalidText::TooLong { found: 4, allowed: 3 }));
        assert_eq!(Text::<3>::try_from("\u{200B} ".to_owned()), Err(InvalidText::Empty));
    }

    #[test]
    fn only_web_addresses_are_addresses() {
        assert!(WebAddress::try_from("https://www.example.org/a?b=c#d".to_owned()).is_ok());
        for bad in [
            "javascript:alert(1)",
            "ftp://example.org",
            "https://",
            "https://a@example.org",
            "https://exa mple.org",
            "//example.org",
        ] {
            assert!(WebAddress::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
