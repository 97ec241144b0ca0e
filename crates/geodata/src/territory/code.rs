//! Codes of a few letters, kept without an allocation.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU8;
use std::ops::Deref;
use std::str::FromStr;

/// The longest code is a SIREN.
const LONGEST: usize = 9;

/// Why a text is not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a code of 1 to {LONGEST} letters and digits, found {0:?}")]
pub struct InvalidCode(String);

/// A territory's code, a postal code or a SIREN: 1 to 9 ASCII letters and digits, in alphabetical order.
///
/// Ten bytes where a `String` takes 24 and another 32 elsewhere: the reference set has a quarter of a million codes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    /// Filled up with zeros, which come before every letter.
    letters: [u8; LONGEST],
    length: NonZeroU8,
}

impl Code {
    /// The text of the code.
    pub fn as_str(&self) -> &str {
        let letters = self.letters.get(..usize::from(self.length.get())).unwrap_or_default();
        // Only ASCII ever gets in.
        std::str::from_utf8(letters).unwrap_or_default()
    }
}

impl FromStr for Code {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let invalid = || InvalidCode(text.chars().take(20).collect());
        let length = NonZeroU8::new(text.len().min(usize::from(u8::MAX)) as u8).ok_or_else(invalid)?;
        let mut letters = [0; LONGEST];
        let room = letters.get_mut(..text.len()).filter(|_| text.bytes().all(|letter| letter.is_ascii_alphanumeric()));
        room.ok_or_else(invalid)?.copy_from_slice(text.as_bytes());
        Ok(Self { letters, length })
    }
}

impl Deref for Code {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Code {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl Hash for Code {
    /// As the text does, which [`Borrow`] asks for.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, text: &str) -> bool {
        self.as_str() == text
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, text: &&str) -> bool {
        self.as_str() == *text
    }
}

impl PartialEq<String> for Code {
    fn eq(&self, text: &String) -> bool {
        self.as_str() == text
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// Territories by a code, of which they have one, several or none: 16 bytes an entry.
#[derive(Debug)]
pub(super) struct CodeIndex(Box<[(Code, u32)]>);

impl FromIterator<(Code, u32)> for CodeIndex {
    fn from_iter<T: IntoIterator<Item = (Code, u32)>>(entries: T) -> Self {
        let mut entries: Vec<(Code, u32)> = entries.into_iter().collect();
        entries.sort_unstable();
        Self(entries.into_boxed_slice())
    }
}

impl CodeIndex {
    /// The last territory with that code.
    pub(super) fn get(&self, code: &str) -> Option<u32> {
        let code: Code = code.parse().ok()?;
        let after = self.0.partition_point(|(known, _)| *known <= code);
        let (known, territory) = self.0[..after].last()?;
        (*known == code).then_some(*territory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        text.parse().expect("a code")
    }

    #[test]
    fn codes_are_short_and_keep_the_order_of_their_texts() {
        let mut codes = ["d93", "93066", "2A004", "d9", "200054807", "FR"].map(code);
        codes.sort_unstable();
        assert_eq!(codes.map(|code| code.to_string()), ["200054807", "2A004", "93066", "FR", "d9", "d93"]);
        assert_eq!((size_of::<Code>(), size_of::<Option<Code>>()), (10, 10));
        for text in ["", "1234567890", "é", "2 A", "9\u{0}3"] {
            assert!(text.parse::<Code>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn of_two_territories_with_one_code_the_last_is_found() {
        let index = CodeIndex::from_iter([(code("01"), 4), (code("02"), 5), (code("01"), 3)]);
        assert_eq!(
            ["0", "01", "02", "03", "a longer text"].map(|code| index.get(code)),
            [None, Some(4), Some(5), None, None]
        );
    }
}
