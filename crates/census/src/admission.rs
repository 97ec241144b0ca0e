//! May a contribution be published as it came, or should a person look first?

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Basis, Contribution, DeviceKind, Entity, EntityKind, Form, Intent, Watches, fields};

/// A move beyond this many metres is for a moderator.
const FAR_M: f64 = 100.0;

/// Why a contribution waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// It has an address but no position yet.
    NeedsPosition,
    /// A photo comes with it.
    Photo,
    /// It may be somebody's home.
    PrivateHome,
    /// It names a maker or a product without having read it on the thing or in a document.
    VendorClaim,
    /// Many came from the same place in a short time.
    Burst,
    /// It holds a word that the operator refuses.
    RefusedWord,
    /// It seems to hold a name, a number, a plate or an e-mail address of a person.
    PersonalData,
    /// It moves a device by more than 100 metres.
    FarMove,
    /// It says that a device was taken away.
    RemovalClaim,
    /// It asks for privacy.
    PrivacyRequest,
    /// This census looks at everything first.
    Moderated,
}

/// What happens to a contribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// Publish it with the next batch.
    Publish,
    /// Keep it until a person has looked, for these reasons.
    Hold(Vec<Hold>),
}

/// Words that an operator does not want published, in lower case.
#[derive(Debug, Clone, Default)]
pub struct RefusedWords(pub Vec<String>);

/// Decides on a contribution. `current` is the entity it speaks of; `burst` is the rate limiter's word.
pub fn admit(
    contribution: &Contribution,
    current: Option<&Entity>,
    burst: bool,
    photo_follows: bool,
    refused: &RefusedWords,
) -> Admission {
    let texts = free_texts(contribution);
    let is_device = contribution.kind == EntityKind::Device;
    let flags = [
        (
            Hold::NeedsPosition,
            is_device && contribution.intent == Intent::New && contribution.patch.position().is_none(),
        ),
        (Hold::Photo, photo_follows),
        (Hold::PrivateHome, may_be_a_home(contribution)),
        (Hold::VendorClaim, claims_a_vendor(contribution)),
        (Hold::Burst, burst),
        (Hold::RefusedWord, texts.iter().any(|text| refused.is_in(text))),
        (Hold::PersonalData, texts.iter().any(|text| seems_personal(text))),
        (Hold::FarMove, moves_far(contribution, current)),
        (Hold::RemovalClaim, contribution.intent == Intent::Removed),
        (Hold::PrivacyRequest, contribution.intent == Intent::Privacy),
    ];
    let holds: Vec<Hold> = flags.into_iter().filter_map(|(hold, raised)| raised.then_some(hold)).collect();
    if holds.is_empty() { Admission::Publish } else { Admission::Hold(holds) }
}

impl RefusedWords {
    fn is_in(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).any(|word| self.0.iter().any(|refused| refused == word))
    }
}

/// Every free text that would be published. The note stays with the moderators.
fn free_texts(contribution: &Contribution) -> Vec<&str> {
    let fields = fields(contribution.kind).iter();
    let values = fields.filter_map(|field| contribution.patch.get(field.name));
    let titles = contribution.sources.iter().filter_map(|source| source.title.as_ref().map(crate::Text::as_str));
    values.flat_map(texts_in).chain(titles).collect()
}

/// The texts of a value at any depth. Keys, codes and dates are texts as well; no detector takes them for a person.
fn texts_in(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts_in).collect(),
        Value::Object(fields) => fields.values().flat_map(texts_in).collect(),
        _ => Vec::new(),
    }
}

fn may_be_a_home(contribution: &Contribution) -> bool {
    contribution.patch.text("form") == Some(Form::Doorbell.key())
        || contribution.patch.text("watches") == Some(Watches::PrivateIndoor.key())
}

fn claims_a_vendor(contribution: &Contribution) -> bool {
    let read_there = |field: &str| {
        let basis = contribution.basis.get(field).copied().unwrap_or(Basis::Unknown);
        matches!(basis, Basis::Seen | Basis::Panel | Basis::Photo | Basis::Document)
    };
    let named = |field: &str| contribution.patch.get(field).is_some_and(|value| !value.is_null());
    let backed = contribution.kind != EntityKind::Device && !contribution.sources.is_empty();
    !backed && ["manufacturer", "product", "vendor"].iter().any(|field| named(field) && !read_there(field))
}

fn moves_far(contribution: &Contribution, current: Option<&Entity>) -> bool {
    let moved = current.and_then(Entity::device).zip(contribution.patch.position());
    moved.is_some_and(|(device, position)| device.position.distance_m(position) > FAR_M)
}

/// E-mail addresses, French telephone numbers, plates, and a civility followed by a name.
pub(crate) fn seems_personal(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.iter().any(|word| is_email(word) || is_plate(word)) || has_telephone(text) || has_civility(&words)
}

fn is_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// `AB-123-CD`, the French pattern since 2009.
fn is_plate(word: &str) -> bool {
    let parts: Vec<&str> = word.trim_matches(|c: char| !c.is_alphanumeric()).split('-').collect();
    let letters = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_uppercase());
    matches!(parts.as_slice(), [a, n, b] if letters(a) && letters(b) && n.len() == 3 && n.bytes().all(|d| d.is_ascii_digit()))
}

/// Ten digits that begin with 0, or +33 and nine, whatever separates them.
fn has_telephone(text: &str) -> bool {
    let mut digits = String::new();
    for c in text.chars().chain([' ', '|']) {
        match c {
            '0'..='9' | '+' => digits.push(c),
            ' ' | '.' | '-' | '\u{a0}' | '\u{202f}' => {}
            _ => digits.clear(),
        }
        let local = digits.len() == 10 && digits.starts_with('0') && !digits.starts_with("00");
        if local || (digits.len() == 12 && digits.starts_with("+33")) {
            return true;
        }
    }
    false
}

fn has_civility(words: &[&str]) -> bool {
    let civil = |word: &str| {
        matches!(word.to_lowercase().as_str(), "m." | "mr" | "mr." | "mme" | "mlle" | "monsieur" | "madame")
    };
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    words.windows(2).any(|pair| civil(pair[0]) && capital(pair[1]))
}

/// Is a nearby device of this kind, at this distance in metres, the same thing seen again (model, conflation)?
pub fn is_same(kind: DeviceKind, other: DeviceKind, distance_m: f64) -> bool {
    kind == other && distance_m < 5.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_points_to_a_person_is_seen() {
        for text in [
            "écrire à jean@example.org",
            "tél. 06 12 34 56 78",
            "+33 6 12 34 56 78",
            "voiture AB-123-CD",
            "chez Mme Durand",
            "maison de M. Martin",
        ] {
            assert!(seems_personal(text), "{text}");
        }
        for text in [
            "12 rue de la République",
            "caméra 2024-05-12 au 3e étage",
            "Ville de Nice",
            "angle rue Monsieur le Prince",
            "RN 7, PK 12.5",
        ] {
            assert!(!seems_personal(text), "{text}");
        }
    }
}
