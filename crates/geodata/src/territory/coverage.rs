//! Which countries the census covers.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// Why a text is not a country code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a country code of two letters (ISO 3166-1), found {0:?}")]
pub struct InvalidCountryCode(String);

/// A country: two capital letters of ISO 3166-1 (`FR`, `MC`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// France, with its overseas departments and collectivities.
    pub const FRANCE: Self = Self(*b"FR");

    /// The two letters.
    pub fn as_str(&self) -> &str {
        // Only ASCII letters ever get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for CountryCode {
    type Err = InvalidCountryCode;

    /// Small letters are understood.
    fn from_str(text: &str) -> Result<Self, InvalidCountryCode> {
        match text.trim().to_ascii_uppercase().as_bytes() {
            [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => Ok(Self([*first, *second])),
            _ => Err(InvalidCountryCode(text.chars().take(20).collect())),
        }
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The countries of the census. What lies elsewhere is refused, never given to the nearest commune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage(BTreeSet<CountryCode>);

impl Coverage {
    /// Does the census cover this country?
    pub fn includes(&self, country: CountryCode) -> bool {
        self.0.contains(&country)
    }

    /// The countries, in the order of their codes.
    pub fn countries(&self) -> impl Iterator<Item = CountryCode> + '_ {
        self.0.iter().copied()
    }
}

impl Default for Coverage {
    /// France alone.
    fn default() -> Self {
        Self::from_iter([CountryCode::FRANCE])
    }
}

impl FromIterator<CountryCode> for Coverage {
    fn from_iter<T: IntoIterator<Item = CountryCode>>(countries: T) -> Self {
        Self(countries.into_iter().collect())
    }
}

impl FromStr for Coverage {
    type Err = InvalidCountryCode;

    /// Codes separated by commas or spaces: `FR,MC`.
    fn from_str(text: &str) -> Result<Self, InvalidCountryCode> {
        let codes: Vec<&str> = text.split([',', ' ']).filter(|code| !code.is_empty()).collect();
        if codes.is_empty() {
            return Err(InvalidCountryCode(text.to_owned()));
        }
        codes.into_iter().map(str::parse).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_two_letters() {
        let coverage: Coverage = "fr, MC".parse().expect("two countries");
        assert_eq!(coverage.countries().map(|code| code.to_string()).collect::<Vec<_>>(), ["FR", "MC"]);
        assert!(!Coverage::default().includes("MC".parse().expect("a country")));
        for text in ["", "F", "FRA", "F1", ",", "é"] {
            assert!(text.parse::<Coverage>().is_err(), "{text:?}");
        }
    }
}
