//! Does a free text point to a person?
//!
//! The census has no field for a natural person, so whoever is named in a free text was not meant to be there.
//! A finding holds the contribution for a moderator and lets the form say why; it never rewrites the text.
//! The rules know spellings, not people: they read titles, cues and number plans, in one pass over the text.

mod address;
mod email;
mod lexicon;
mod name;
mod plate;
mod telephone;
#[cfg(test)]
mod tests;
mod tokens;

use serde::{Deserialize, Serialize};

use tokens::Tokens;

/// What points to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalData {
    /// A title with a name, or the number of an officer.
    Name,
    /// A telephone number.
    Telephone,
    /// The plate of a vehicle.
    Plate,
    /// An e-mail address, disguised or not.
    Email,
    /// A number and a street.
    PostalAddress,
    /// A social security number (NIR).
    SocialSecurity,
}

/// Where a text stands, which decides whether a street and its number are in their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// It tells where a device is: a street with a number belongs there.
    Place,
    /// Anything else.
    Prose,
}

/// Something that points to a person, at `text[start..end]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub kind: PersonalData,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// Everything in a text that seems to point to a person, in the order of the text and without overlaps.
pub fn personal_data(text: &str, scope: Scope) -> Vec<Finding> {
    let tokens = Tokens::read(text);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let kinds = [
            (PersonalData::Email, email::at(&tokens, at)),
            (PersonalData::SocialSecurity, telephone::social_security_at(&tokens, at)),
            (PersonalData::Telephone, telephone::at(&tokens, at)),
            (PersonalData::Plate, plate::at(&tokens, at)),
            (PersonalData::Name, name::at(&tokens, at)),
            (PersonalData::PostalAddress, if scope == Scope::Prose { address::at(&tokens, at) } else { None }),
        ];
        let hits = kinds.into_iter().filter_map(|(kind, range)| range.map(|range| (kind, range)));
        found.extend(hits.map(|(kind, range)| Finding { kind, start: range.start, end: range.end }));
    }
    without_overlaps(found)
}

/// Of two findings that share a byte, the one that begins first stays, then the one that the rules list first.
fn without_overlaps(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by_key(|finding| finding.start);
    let mut reached = 0;
    found.retain(|finding| {
        let free = finding.start >= reached;
        if free {
            reached = finding.end;
        }
        free
    });
    found
}
