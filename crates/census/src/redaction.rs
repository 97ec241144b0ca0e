//! Taking words out of what is kept, and leaving the rest as it was.

use std::fmt;

use serde_json::{Map, Value};

use crate::text::cleaned;
use crate::{
    Device, DeviceStatus, EntityId, EntityKind, Record, Shape, Standing, State, fields, graded, schema, survey,
};

/// What stands in the place of words that were taken out.
pub const REDACTED: &str = "[…]";

/// Characters that a passage has at least: fewer stand in every other word.
const FEWEST: usize = 4;

/// Characters that a passage has at most, as many as the longest text of the census.
const MOST: usize = 4000;

/// Words that shall go, exactly as they are kept. Never shown, not even to who debugs.
#[derive(Clone, PartialEq, Eq)]
pub struct Passage(String);

/// Too short to be looked for, or too long to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a passage has {FEWEST} to {MOST} characters")]
pub struct InvalidPassage;

/// What is taken out of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redactor {
    /// These words, wherever they stand.
    Passage(Passage),
    /// The name of this entity, wherever others refer to it.
    NameOf(EntityId),
}

impl TryFrom<String> for Passage {
    type Error = InvalidPassage;

    /// Cleaned as every text is that comes in, so that it is found.
    fn try_from(raw: String) -> Result<Self, InvalidPassage> {
        let text = cleaned(&raw.replace("\r\n", "\n"), MOST).map_err(|_| InvalidPassage)?;
        if text.chars().count() < FEWEST { Err(InvalidPassage) } else { Ok(Self(text)) }
    }
}

impl Passage {
    /// The words, to look for them.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passage")
    }
}

impl Redactor {
    /// What a JSON text that holds it must contain.
    pub fn needle(&self) -> String {
        match self {
            Self::Passage(passage) => {
                let quoted = Value::from(passage.0.as_str()).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            }
            Self::NameOf(id) => id.to_string(),
        }
    }

    /// A text without it; `None` when it is not in there.
    pub fn text(&self, text: &str) -> Option<String> {
        match self {
            Self::Passage(passage) => text.contains(&passage.0).then(|| text.replace(&passage.0, REDACTED)),
            Self::NameOf(_) => None,
        }
    }

    /// Takes it out of the fields of a state, of a patch or of one side of a change. Was it there?
    ///
    /// Free words lose it; an address or a number that holds it goes; keys, codes and dates are nobody's words.
    pub fn redact(&self, kind: EntityKind, fields: &mut Map<String, Value>) -> bool {
        let mut found = false;
        fields.retain(|name, value| {
            let fate = match name.as_str() {
                "sources" => self.sources(value),
                "disputed" => self.disputed(kind, value),
                _ => self.value(shape_of(kind, name), value),
            };
            found |= fate != Fate::Untouched;
            fate != Fate::Gone
        });
        found
    }

    /// Takes it out of a list of sources.
    pub fn redact_sources(&self, sources: &mut Value) -> bool {
        self.sources(sources) != Fate::Untouched
    }

    fn sources(&self, sources: &mut Value) -> Fate {
        let source = |source: &mut Value| {
            let Value::Object(parts) = source else { return Fate::Untouched };
            let fate = self.parts(parts, |part| if part == "title" { WORDS } else { OTHER });
            let says_something = parts.contains_key("title") || parts.contains_key("url");
            if fate == Fate::Changed && !says_something { Fate::Gone } else { fate }
        };
        items(sources, source)
    }

    fn disputed(&self, kind: EntityKind, disputed: &mut Value) -> Fate {
        let Value::Object(fields) = disputed else { return Fate::Untouched };
        let claim = |shape: Option<Shape>, claim: &mut Value| {
            let Value::Object(parts) = claim else { return Fate::Untouched };
            let value = parts.get_mut("value").map_or(Fate::Untouched, |value| self.value(shape, value));
            let sources = parts.get_mut("sources").map_or(Fate::Untouched, |sources| self.sources(sources));
            if value == Fate::Gone { Fate::Gone } else { value.and(sources) }
        };
        let mut fate = Fate::Untouched;
        fields.retain(|name, claims| {
            let shape = shape_of(kind, name);
            fate = fate.and(items(claims, |it| claim(shape, it)));
            claims.as_array().is_none_or(|claims| !claims.is_empty())
        });
        fate
    }

    fn value(&self, shape: Option<Shape>, value: &mut Value) -> Fate {
        match (shape, value) {
            (Some(shape), _) if shape.is_key() => Fate::Untouched,
            (Some(Shape::Reference(_) | Shape::References(_)), value) => self.reference(value),
            (Some(Shape::Rows(columns)), Value::Array(rows)) => {
                let mut fate = Fate::Untouched;
                for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                    let column = |name: &str| columns.iter().find(|column| column.name == name).map(|it| it.shape);
                    fate = fate.and(self.parts(row, column));
                }
                fate
            }
            (shape, Value::String(text)) => match self.text(text) {
                None => Fate::Untouched,
                Some(rest) if shape.is_none_or(Shape::is_free_text) => {
                    *text = rest;
                    Fate::Changed
                }
                Some(_) => Fate::Gone,
            },
            (shape, list @ Value::Array(_)) => items(list, |item| self.value(shape, item)),
            _ => Fate::Untouched,
        }
    }

    /// The name beside an id, or what describes an entity that has none yet.
    fn reference(&self, value: &mut Value) -> Fate {
        match value {
            Value::Array(_) => items(value, |item| self.reference(item)),
            Value::Object(parts) => {
                if let Self::NameOf(id) = self {
                    return unnamed(parts, *id);
                }
                self.parts(parts, |part| if matches!(part, "name" | "title") { WORDS } else { OTHER })
            }
            _ => Fate::Untouched,
        }
    }

    fn parts(&self, parts: &mut Map<String, Value>, shape: impl Fn(&str) -> Option<Shape>) -> Fate {
        let mut found = Fate::Untouched;
        parts.retain(|name, value| {
            let fate = self.value(shape(name), value);
            found = found.and(fate);
            fate != Fate::Gone
        });
        found
    }
}

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Untouched,
    Changed,
    /// Nothing of it can stay.
    Gone,
}

impl Fate {
    /// What became of the whole, given what became of another part.
    fn and(self, part: Self) -> Self {
        if part == Self::Untouched { self } else { Self::Changed }
    }
}

const WORDS: Option<Shape> = Some(Shape::Line(MOST));
const OTHER: Option<Shape> = Some(Shape::Web);

/// What the fields that nobody contributes look like: none of them is free text but the fields of a schema.
fn shape_of(kind: EntityKind, name: &str) -> Option<Shape> {
    schema::field(kind, name).map_or(Some(Shape::Flag), |field| Some(field.shape))
}

fn items(list: &mut Value, mut each: impl FnMut(&mut Value) -> Fate) -> Fate {
    let Value::Array(items) = list else { return Fate::Untouched };
    let mut found = Fate::Untouched;
    items.retain_mut(|item| {
        let fate = each(item);
        found = found.and(fate);
        fate != Fate::Gone
    });
    found
}

fn unnamed(parts: &mut Map<String, Value>, id: EntityId) -> Fate {
    let same = parts.get("id").and_then(Value::as_str).is_some_and(|text| text == id.to_string());
    match parts.get_mut("name") {
        Some(name) if same && name.as_str() != Some(REDACTED) => {
            *name = Value::from(REDACTED);
            Fate::Changed
        }
        _ => Fate::Untouched,
    }
}

/// What is left of an entity that is erased as a whole: that there was one, of a kind, roughly where. No longer
/// believed; free text and whatever it can do without is gone, and a place is known to a tenth of a degree.
#[must_use]
pub fn emptied(state: State) -> State {
    match state {
        State::Device(device) => {
            let blank = Device::new(device.kind, device.position.rounded(0.1), device.territory);
            let (status, licence, fictional) = (DeviceStatus::Mistaken, device.licence, device.fictional);
            graded(State::from(Device { status, licence, fictional, ..blank }))
        }
        State::Record(record) => {
            let mut values = record.values;
            values.retain(|name, _| schema::field(record.kind, name).is_some_and(|field| field.required));
            for field in fields(record.kind).iter().filter(|field| field.shape.is_free_text()) {
                if let Some(value) = values.get_mut(field.name) {
                    *value = Value::from(REDACTED);
                }
            }
            if let Some(path) = values.get_mut("path").filter(|_| record.kind == EntityKind::Survey) {
                *path = survey::roughly(path);
            }
            let (licence, fictional) = (record.licence, record.fictional);
            let blank = Record::new(record.kind);
            graded(State::Record(Record { standing: Standing::Mistaken, licence, fictional, values, ..blank }))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn without(words: &str, kind: EntityKind, mut fields: Value) -> (Value, bool) {
        let redactor = Redactor::Passage(Passage::try_from(words.to_owned()).expect("a passage"));
        let found = redactor.redact(kind, fields.as_object_mut().expect("an object"));
        (fields, found)
    }

    #[test]
    fn words_are_taken_out_and_keys_codes_and_dates_stay() {
        let deployment = json!({
            "type": "deployment", "technology": "video_analytics", "territories": ["93066"],
            "authority": {"id": "5b3f0d9e-0000-4000-8000-000000000001", "name": "Mairie video_analytics"},
            "product": "video_analytics de Jean", "sources": [
                {"title": "Lettre", "url": "https://example.org/video_analytics.pdf"},
                {"url": "https://example.org/video_analytics"}],
            "disputed": {"product": [{"value": "le video_analytics", "on": "2026-11-23"}]},
        });
        let (left, found) = without("video_analytics", EntityKind::Deployment, deployment);
        assert!(found);
        assert_eq!(
            left,
            json!({
                "type": "deployment", "technology": "video_analytics", "territories": ["93066"],
                "authority": {"id": "5b3f0d9e-0000-4000-8000-000000000001", "name": "Mairie […]"},
                "product": "[…] de Jean", "sources": [{"title": "Lettre"}],
                "disputed": {"product": [{"value": "le […]", "on": "2026-11-23"}]},
            })
        );
    }

    #[test]
    fn rows_and_numbers_are_looked_into() {
        let contract = json!({"object": "Marché\nno \"7\"", "holders": [
            {"organisation": {"name": "Jean Dupont", "siren": "732829320"}, "siret": "73282932000074"}]});
        let (left, _) = without("732829320", EntityKind::Contract, contract.clone());
        assert_eq!(left["holders"], json!([{"organisation": {"name": "Jean Dupont"}}]));
        let (left, _) = without("Marché\r\nno \"7\"\n", EntityKind::Contract, contract.clone());
        assert_eq!(left["object"], "[…]");
        assert!(!without("jean dupont", EntityKind::Contract, contract).1, "as it is written, and not otherwise");
    }

    #[test]
    fn a_passage_is_neither_short_nor_shown() {
        assert!(Passage::try_from("abc\n".to_owned()).is_err());
        let redactor = Redactor::Passage(Passage::try_from("Jean \"Jo\"".to_owned()).expect("a passage"));
        assert!(!format!("{redactor:?}").contains("Jean"));
        assert_eq!(redactor.needle(), r#"Jean \"Jo\""#);
    }
}
