//! May a contribution be published as it came, or should a person look first?

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::personal::{Scope, personal_data};
use crate::{Basis, Contribution, DeviceKind, Entity, EntityKind, Field, Form, Intent, Shape, Watches, fields};

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
    /// What it speaks of was erased by the moderators.
    Erased,
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
        (Hold::RefusedWord, texts.iter().any(|(_, text)| refused.is_in(text))),
        (Hold::PersonalData, texts.iter().any(|(scope, text)| !personal_data(text, *scope).is_empty())),
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

/// Every free text that would be published, with its scope. The note stays with the moderators.
fn free_texts(contribution: &Contribution) -> Vec<(Scope, &str)> {
    let values = fields(contribution.kind).iter().flat_map(|field| {
        let scope = if PLACES.contains(&field.name) { Scope::Place } else { Scope::Prose };
        let texts = contribution.patch.get(field.name).map(|value| texts_in(field.shape, value)).unwrap_or_default();
        texts.into_iter().map(move |text| (scope, text))
    });
    let titles = contribution.sources.iter().filter_map(|source| source.title.as_ref().map(crate::Text::as_str));
    values.chain(titles.map(|text| (Scope::Prose, text))).collect()
}

/// Fields that say where a thing is, in which the number of a house is no private address.
const PLACES: &[&str] = &["address_label", "site_label"];

/// The words that a person wrote, in a value of any depth. Keys, codes, dates and addresses on the web are left out.
fn texts_in(shape: Shape, value: &Value) -> Vec<&str> {
    match (shape, value) {
        (_, Value::String(text)) if shape.is_free_text() => vec![text],
        (Shape::Lines(most), Value::Array(items)) => {
            items.iter().flat_map(|item| texts_in(Shape::Line(most), item)).collect()
        }
        (Shape::References(kind), Value::Array(items)) => {
            items.iter().flat_map(|item| texts_in(Shape::Reference(kind), item)).collect()
        }
        (Shape::Reference(kind), Value::Object(cells)) => texts_of(fields(kind), cells),
        (Shape::Rows(columns), Value::Array(rows)) => {
            rows.iter().filter_map(Value::as_object).flat_map(|cells| texts_of(columns, cells)).collect()
        }
        _ => Vec::new(),
    }
}

fn texts_of<'a>(columns: &[Field], cells: &'a Map<String, Value>) -> Vec<&'a str> {
    let read = |column: &Field| cells.get(column.name).map(|cell| texts_in(column.shape, cell));
    columns.iter().filter_map(read).flatten().collect()
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

/// Is a nearby device of this kind, at this distance in metres, the same thing seen again (model, conflation)?
pub fn is_same(kind: DeviceKind, other: DeviceKind, distance_m: f64) -> bool {
    kind == other && distance_m < 5.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn admitted(field: &str, text: &str) -> Admission {
        let contribution: Contribution = serde_json::from_value(json!({
            "intent": "new",
            "patch": {"kind": "camera", "position": [2.35, 48.93], field: text},
            "channel": "web",
        }))
        .expect("a valid contribution");
        admit(&contribution, None, false, false, &RefusedWords::default())
    }

    #[test]
    fn a_person_is_held_in_any_text_and_a_house_number_only_out_of_place() {
        let held = Admission::Hold(vec![Hold::PersonalData]);
        assert_eq!(admitted("address_label", "12 rue de la République"), Admission::Publish);
        assert_eq!(admitted("address_label", "chez Mme Durand, 12 rue de la République"), held);
        assert_eq!(admitted("description", "devant le 12 rue de la République"), held);
        assert_eq!(admitted("operator", "M. Martin"), held);
        assert_eq!(admitted("operator", "Bouygues Énergies & Services"), Admission::Publish);
    }
}
