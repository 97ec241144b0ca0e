//! The secret that opens an account: twelve French words, shown once.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use bip39::{Language, Mnemonic};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words of a secret: 12 × 11 bits hold 128 and a check of 4.
const WORDS: usize = 12;

/// Letters that tell a word of the list from all others.
const DISTINCT: usize = 4;

/// What is hashed before the secret, so that its hash is good for nothing else.
const PURPOSE: &[u8] = b"technopolice account v1\n";

/// The list without accents, in its own order.
static BARE: LazyLock<Vec<String>> =
    LazyLock::new(|| Language::French.word_list().iter().map(|word| bare(word)).collect());

/// Why twelve words are no secret. What it names is a word of nobody's: the list is public.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSecret {
    /// Too few or too many words.
    #[error("a secret has 12 words, found {0}")]
    WordCount(usize),
    /// A word that is not in the list.
    #[error("{0:?} is not a word of the list")]
    UnknownWord(String),
    /// The words are in the list, but they do not belong together: one of them, or their order, is wrong.
    #[error("these words do not belong together")]
    Checksum,
}

/// 128 random bits that open an account. The census keeps only their hash.
///
/// Written as twelve words of the French list of BIP 39, with a check of 4 bits against slips.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret([u8; 16]);

impl Secret {
    /// The secret made of the first half of 32 random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        let mut bits = [0; 16];
        bits.copy_from_slice(&bytes[..16]);
        Self(bits)
    }

    /// The words, as they are shown.
    pub fn words(&self) -> Vec<String> {
        let words = Mnemonic::from_entropy_in(Language::French, &self.0).expect("128 bits make twelve words");
        words.words().map(|word| word.nfc().collect()).collect()
    }

    /// The words for a QR code: capitals without accents take the least room, and are read back all the same.
    pub fn plain(&self) -> String {
        self.words().iter().map(|word| bare(word).to_uppercase()).collect::<Vec<_>>().join(" ")
    }

    /// What the census keeps. One round is enough: 128 random bits cannot be tried one by one.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::new().chain_update(PURPOSE).chain_update(self.0).finalize().into()
    }
}

/// Debug output must not leak a secret into a log.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Reads words as people type them: any case, with or without accents, any blanks or commas between them; the first
/// four letters of a word are enough.
impl FromStr for Secret {
    type Err = InvalidSecret;

    fn from_str(text: &str) -> Result<Self, InvalidSecret> {
        let typed: Vec<String> = text
            .split(|c: char| !(c.is_alphabetic() || is_combining_mark(c)))
            .filter(|word| !word.is_empty())
            .map(bare)
            .collect();
        if typed.len() != WORDS {
            return Err(InvalidSecret::WordCount(typed.len()));
        }
        let found: Result<Vec<&str>, InvalidSecret> = typed.iter().map(|word| listed(word)).collect();
        let words = Mnemonic::parse_in_normalized(Language::French, &found?.join(" "));
        let entropy = words.map_err(|_| InvalidSecret::Checksum)?.to_entropy();
        entropy.try_into().map(Self).map_err(|_| InvalidSecret::Checksum)
    }
}

/// Small letters without accents.
fn bare(word: &str) -> String {
    word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// The word of the list that was meant.
fn listed(typed: &str) -> Result<&'static str, InvalidSecret> {
    let whole = BARE.iter().position(|word| word == typed);
    let begun = || BARE.iter().position(|word| typed.len() >= DISTINCT && word.starts_with(typed));
    let place = whole.or_else(begun).ok_or_else(|| InvalidSecret::UnknownWord(typed.chars().take(20).collect()))?;
    Ok(Language::French.word_list()[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(seed: u8) -> Secret {
        Secret::from_random([seed; 32])
    }

    #[test]
    fn a_secret_is_read_back_however_its_words_are_typed() {
        for seed in 0..=255 {
            let secret = secret(seed);
            let words = secret.words();
            let short: Vec<String> = words.iter().map(|word| bare(word).chars().take(DISTINCT).collect()).collect();
            for typed in [words.join(" "), secret.plain(), words.join(", ").to_uppercase(), short.join("\n")] {
                assert_eq!(typed.parse(), Ok(secret), "{typed}");
            }
        }
    }

    #[test]
    fn a_slip_is_told_from_a_wrong_secret() {
        let words = secret(7).words();
        assert_eq!(words[1..].join(" ").parse::<Secret>(), Err(InvalidSecret::WordCount(11)));
        let mut slipped = words.clone();
        "technopolice".clone_into(&mut slipped[3]);
        assert_eq!(slipped.join(" ").parse::<Secret>(), Err(InvalidSecret::UnknownWord("technopolice".to_owned())));
        let mut swapped = words;
        swapped.swap(0, 11);
        assert_eq!(swapped.join(" ").parse::<Secret>(), Err(InvalidSecret::Checksum));
    }

    #[test]
    fn neither_the_hash_nor_the_log_tells_the_secret() {
        assert_ne!(secret(1).hash(), secret(2).hash());
        assert_eq!(format!("{:?}", secret(1)), "Secret(…)");
    }
}
