//! Numbers of companies, authorities and contracts: parsed once at the door, canonical ever after.
//!
//! Blanks, dots and hyphens that people put between the figures are let in; what comes out has none.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// La Poste, whose establishments outgrew the check of the SIRET.
const LA_POSTE: &str = "356000000";

/// Characters of an identifier that has no form of its own, at the most.
const FREE_FORM: usize = 40;

/// A text that is no such identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found {found:?}")]
pub struct InvalidIdentifier {
    /// What should have stood there.
    pub expected: &'static str,
    /// The beginning of what did.
    pub found: String,
}

impl InvalidIdentifier {
    fn new(expected: &'static str, found: &str) -> Self {
        Self { expected, found: found.chars().take(FREE_FORM).collect() }
    }
}

/// What all identifiers share: one canonical text, which is also their JSON.
macro_rules! identifier {
    ($name:ident) => {
        impl $name {
            /// The canonical text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        via_string!($name);

        impl From<$name> for String {
            fn from(identifier: $name) -> String {
                identifier.0
            }
        }
    };
}

macro_rules! via_string {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = InvalidIdentifier;

            fn try_from(text: String) -> Result<Self, InvalidIdentifier> {
                text.parse()
            }
        }
    };
}

/// A legal unit in the Sirene register: nine figures, the last a Luhn check (Insee, definition of the SIREN number;
/// ISO/IEC 7812-1, annex B).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Siren(String);

identifier!(Siren);

impl FromStr for Siren {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let figures = figures(text, 9).filter(|figures| passes_luhn(figures));
        figures.map(Self).ok_or_else(|| InvalidIdentifier::new("a SIREN of nine figures that passes its check", text))
    }
}

/// An establishment of a legal unit: the SIREN and five figures, the last a Luhn check over the fourteen (Insee,
/// definition of the SIRET number).
///
/// La Poste has more establishments than that check allows: of its SIRETs the figures add up to a multiple of five
/// instead. Its head office, 356 000 000 00048, passes the common check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Siret(String);

identifier!(Siret);

impl Siret {
    /// The legal unit.
    pub fn siren(&self) -> Siren {
        Siren(self.0[..9].to_owned())
    }
}

impl FromStr for Siret {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let sound = |figures: &String| {
            let of_la_poste = figures.starts_with(LA_POSTE) && figure_sum(figures).is_multiple_of(5);
            passes_luhn(&figures[..9]) && (passes_luhn(figures) || of_la_poste)
        };
        let figures = figures(text, 14).filter(sound);
        figures
            .map(Self)
            .ok_or_else(|| InvalidIdentifier::new("a SIRET of fourteen figures that passes its check", text))
    }
}

/// A French VAT number: `FR`, a key of two figures, the SIREN. The key is (12 + 3 × (SIREN mod 97)) mod 97
/// (article 286 ter of the code général des impôts; the European Commission's VIES, structure of VAT numbers).
///
/// Keys with letters, which VIES allows for and which follow another rule, are not known here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FrenchVat(String);

identifier!(FrenchVat);

impl FrenchVat {
    /// The legal unit.
    pub fn siren(&self) -> Siren {
        Siren(self.0[4..].to_owned())
    }
}

impl From<&Siren> for FrenchVat {
    fn from(siren: &Siren) -> Self {
        let rest = siren.0.bytes().fold(0, |rest, figure| (rest * 10 + u32::from(figure - b'0')) % 97);
        Self(format!("FR{:02}{siren}", (12 + 3 * rest) % 97))
    }
}

impl FromStr for FrenchVat {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let compact = compact(text).to_uppercase();
        let siren = compact.strip_prefix("FR").and_then(|rest| rest.get(2..)?.parse::<Siren>().ok());
        let number = siren.map(|siren| Self::from(&siren)).filter(|number| number.0 == compact);
        number.ok_or_else(|| InvalidIdentifier::new("a VAT number such as FR, its key and a SIREN", text))
    }
}

/// A code of the Common Procurement Vocabulary: eight figures (regulation (EC) 213/2008). The check figure that may
/// follow after a hyphen is dropped, as the DECP format advises; it is not verified, for want of a published rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cpv(String);

identifier!(Cpv);

impl FromStr for Cpv {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let trimmed = text.trim();
        let code = match trimmed.rsplit_once('-') {
            Some((code, check)) if is_figures(check.trim()) && check.trim().len() == 1 => code,
            _ => trimmed,
        };
        // The two first figures are the division, from 03 to 98.
        let code = figures(code, 8).filter(|code| ("03".."99").contains(&&code[..2]));
        code.map(Self).ok_or_else(|| InvalidIdentifier::new("a CPV code of eight figures such as 35125300-2", text))
    }
}

/// Who holds a contract, as the DECP name it: `titulaires[].{typeIdentifiant, id}` of the schema 2.0.3. What each
/// kind is made of stands in the arrêté du 9 décembre 2016 on electronic invoices, which the DECP follow.
///
/// As text: the kind, a colon, the identifier, such as `SIRET:35600000000048`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum HolderId {
    /// An establishment in the Sirene register.
    Siret(Siret),
    /// A French company by its VAT number.
    FrenchVat(FrenchVat),
    /// A company of another member state by its VAT number: two letters and 2 to 13 letters or figures.
    EuropeanVat(String),
    /// French Polynesia: six figures, or a letter and five; three more figures for an establishment (ISPF).
    Tahiti(String),
    /// New Caledonia: six or seven figures; three more for an establishment (ISEE).
    Ridet(String),
    /// Wallis and Futuna: `FRWF` and the first letters of the name.
    Frwf(String),
    /// A natural person. It is personal data: the number must not be published.
    Irep(String),
    /// A company outside the Union: the country's code and the first letters of the name.
    OutsideUnion(String),
}

impl HolderId {
    /// Reads the two fields of a DECP record.
    pub fn parse(kind: &str, id: &str) -> Result<Self, InvalidIdentifier> {
        match kind.trim().to_uppercase().as_str() {
            "SIRET" => id.parse().map(Self::Siret),
            "TVA" if compact(id).to_uppercase().starts_with("FR") => id.parse().map(Self::FrenchVat),
            "TVA" => european_vat(id).map(Self::EuropeanVat),
            "TAHITI" => tahiti(id).map(Self::Tahiti),
            "RIDET" => ridet(id).map(Self::Ridet),
            "FRWF" => free_form(id, "a number of Wallis and Futuna").map(Self::Frwf),
            "IREP" => free_form(id, "an IREP number").map(Self::Irep),
            "HORS-UE" => free_form(id, "a country and a name").map(Self::OutsideUnion),
            _ => Err(InvalidIdentifier::new("SIRET, TVA, TAHITI, RIDET, FRWF, IREP or HORS-UE", kind)),
        }
    }

    /// `typeIdentifiant`, as the DECP spell it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Siret(_) => "SIRET",
            Self::FrenchVat(_) | Self::EuropeanVat(_) => "TVA",
            Self::Tahiti(_) => "TAHITI",
            Self::Ridet(_) => "RIDET",
            Self::Frwf(_) => "FRWF",
            Self::Irep(_) => "IREP",
            Self::OutsideUnion(_) => "HORS-UE",
        }
    }

    /// The canonical identifier, without its kind.
    pub fn id(&self) -> &str {
        match self {
            Self::Siret(siret) => siret.as_str(),
            Self::FrenchVat(number) => number.as_str(),
            Self::EuropeanVat(id)
            | Self::Tahiti(id)
            | Self::Ridet(id)
            | Self::Frwf(id)
            | Self::Irep(id)
            | Self::OutsideUnion(id) => id,
        }
    }

    /// The legal unit, for those that the Sirene register knows.
    pub fn siren(&self) -> Option<Siren> {
        match self {
            Self::Siret(siret) => Some(siret.siren()),
            Self::FrenchVat(number) => Some(number.siren()),
            _ => None,
        }
    }

    /// Does it stand for a natural person?
    pub const fn is_a_person(&self) -> bool {
        matches!(self, Self::Irep(_))
    }
}

via_string!(HolderId);

impl fmt::Display for HolderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind(), self.id())
    }
}

impl FromStr for HolderId {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let (kind, id) =
            text.split_once(':').ok_or_else(|| InvalidIdentifier::new("a kind, a colon and a number", text))?;
        Self::parse(kind, id)
    }
}

impl From<HolderId> for String {
    fn from(holder: HolderId) -> String {
        holder.to_string()
    }
}

/// Without blanks, dots and hyphens.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !(c.is_whitespace() || matches!(c, '.' | '-' | '‑' | '–'))).collect()
}

fn is_figures(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Exactly so many figures, once compact.
fn figures(text: &str, length: usize) -> Option<String> {
    Some(compact(text)).filter(|text| text.len() == length && is_figures(text))
}

fn figure_sum(figures: &str) -> u32 {
    figures.bytes().map(|figure| u32::from(figure - b'0')).sum()
}

/// The Luhn check: every second figure from the right counts double, less nine beyond nine; the sum ends with 0.
/// Zeros alone pass it and are nobody's.
fn passes_luhn(figures: &str) -> bool {
    let weigh = |(place, figure): (usize, u8)| match (place % 2, u32::from(figure - b'0')) {
        (0, value) => value,
        (_, value) if value > 4 => 2 * value - 9,
        (_, value) => 2 * value,
    };
    let sum: u32 = figures.bytes().rev().enumerate().map(weigh).sum();
    sum > 0 && sum.is_multiple_of(10)
}

fn european_vat(text: &str) -> Result<String, InvalidIdentifier> {
    let number = compact(text).to_uppercase();
    let (country, rest) = number.split_at_checked(2).unwrap_or_default();
    let fit = (2..=13).contains(&rest.len())
        && country.bytes().all(|b| b.is_ascii_uppercase())
        && rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'*'));
    if fit { Ok(number) } else { Err(InvalidIdentifier::new("a VAT number that begins with a country", text)) }
}

fn tahiti(text: &str) -> Result<String, InvalidIdentifier> {
    let number = compact(text).to_uppercase();
    let first = number.starts_with(|c: char| c.is_ascii_alphanumeric());
    let fit = first && matches!(number.len(), 6 | 9) && is_figures(&number[1..]);
    if fit { Ok(number) } else { Err(InvalidIdentifier::new("a TAHITI number such as A12345 or 123456001", text)) }
}

fn ridet(text: &str) -> Result<String, InvalidIdentifier> {
    let number = compact(text);
    let fit = matches!(number.len(), 6 | 7 | 9 | 10) && is_figures(&number);
    if fit { Ok(number) } else { Err(InvalidIdentifier::new("a RIDET of 6, 7, 9 or 10 figures", text)) }
}

/// One line of letters, figures and single blanks, in capitals.
fn free_form(text: &str, expected: &'static str) -> Result<String, InvalidIdentifier> {
    let words: Vec<String> = text.split_whitespace().map(str::to_uppercase).collect();
    let line = words.join(" ");
    let fit = (1..=FREE_FORM).contains(&line.chars().count())
        && line.chars().any(char::is_alphanumeric)
        && !line.chars().any(char::is_control);
    if fit { Ok(line) } else { Err(InvalidIdentifier::new(expected, text)) }
}

#[cfg(test)]
mod tests;
