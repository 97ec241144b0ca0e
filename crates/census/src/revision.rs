//! Accepted changes, chained so that a rewritten past shows, and erasable so that a person's data can go.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::canonical::{write_text, write_value};
use crate::{EntityId, State};

/// The salted hash of a revision's body. Without the salt, a body cannot be guessed from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf(pub [u8; 32]);

/// The hash that ties a revision to all that came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link(pub [u8; 32]);

/// The reason of a revision that starts anew after an erasure: its changes are the whole state.
pub const REDACTION: &str = "redaction";

/// What the first revision follows.
pub const GENESIS: Link = Link([0; 32]);

/// One field before and after; `None` is an unknown value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The value before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// The value after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// All fields that a revision changed; never empty in a stored revision.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Changes(pub BTreeMap<String, Change>);

/// An accepted change as it is kept. Erasure takes `body` and `salt` away and leaves the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Place in the chain, from 1, given at publication.
    pub seq: i64,
    /// What changed.
    pub entity: EntityId,
    /// Its version after the change, from 1.
    pub version: u32,
    /// Canonical JSON of [`Body`], unless erased.
    pub body: Option<String>,
    /// 32 random bytes, unless erased.
    pub salt: Option<[u8; 32]>,
    /// Hash of salt and body.
    pub leaf: Leaf,
    /// Hash of everything up to here.
    pub link: Link,
}

/// What a revision says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Why: `report`, `confirm`, `import`, `rollback`, [`REDACTION`], …
    pub reason: String,
    /// The day it was published.
    pub day: NaiveDate,
    /// What changed.
    pub changes: Changes,
}

/// Where the chain or a rebuilt entity does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidChain {
    /// The body is not what was hashed.
    #[error("revision {seq} of {entity}: the body does not match its hash")]
    Leaf {
        /// The revision.
        seq: i64,
        /// Its entity.
        entity: EntityId,
    },
    /// The revision does not follow the one before.
    #[error("revision {seq} of {entity}: the chain is broken here")]
    Link {
        /// The revision.
        seq: i64,
        /// Its entity.
        entity: EntityId,
    },
    /// The body cannot be read, or its changes do not fit what came before.
    #[error("revision {seq} of {entity}: {detail}")]
    Body {
        /// The revision.
        seq: i64,
        /// Its entity.
        entity: EntityId,
        /// What does not fit.
        detail: String,
    },
}

impl Changes {
    /// The fields in which two states differ; `before` is `None` for a new entity.
    pub fn between(before: Option<&State>, after: &State) -> Self {
        let mut old = before.map(fields_of).unwrap_or_default();
        let mut changes = BTreeMap::new();
        for (name, value) in fields_of(after) {
            let (before, after) = (old.remove(&name), Some(value));
            if before != after {
                changes.insert(name, Change { before, after });
            }
        }
        changes.extend(old.into_iter().map(|(name, value)| (name, Change { before: Some(value), after: None })));
        Self(changes)
    }

    /// Is there no change at all?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn fields_of(state: &State) -> Map<String, Value> {
    let mut fields = state.fields();
    fields.values_mut().for_each(whole_numbers);
    fields
}

/// 7.0 becomes 7, as the canonical text writes it, so that a value is the same wherever it was read from.
pub(crate) fn whole_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                *value = Value::from(float as i64);
            }
            _ => {}
        },
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(fields) => fields.values_mut().for_each(whole_numbers),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

impl Body {
    /// The text that is hashed: what [`crate::canonical_json`] makes of it, without a copy of the values.
    fn canonical(&self) -> String {
        let mut text = String::with_capacity(1024);
        let mut separator = "{\"changes\":{";
        for (name, change) in &self.changes.0 {
            text.push_str(separator);
            write_text(name, &mut text);
            let mut inner = ":{";
            for (side, value) in [("\"after\":", &change.after), ("\"before\":", &change.before)] {
                if let Some(value) = value {
                    text.push_str(inner);
                    text.push_str(side);
                    write_value(value, &mut text);
                    inner = ",";
                }
            }
            text.push_str(if inner == "," { "}" } else { ":{}" });
            separator = ",";
        }
        text.push_str(if separator == "," { "}" } else { "{\"changes\":{}" });
        text.push_str(",\"day\":");
        write_text(&self.day.to_string(), &mut text);
        text.push_str(",\"reason\":");
        write_text(&self.reason, &mut text);
        text.push('}');
        text
    }
}

/// 32 bytes as 64 lower-case hexadecimal digits.
fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut hex, byte| {
        hex.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')));
        hex
    })
}

/// 32 bytes as a mirror reads them; `None` for anything else.
pub fn bytes_of_hex(text: &str) -> Option<[u8; 32]> {
    let digits: Option<Vec<u8>> = text.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect();
    let bytes: Vec<u8> = digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    bytes.try_into().ok().filter(|_| text.len() == 64)
}

impl Leaf {
    /// `SHA-256(salt ‖ body)`.
    pub fn of(salt: &[u8; 32], body: &str) -> Self {
        Self(Sha256::new().chain_update(salt).chain_update(body.as_bytes()).finalize().into())
    }

    /// Lower-case hexadecimal.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }
}

impl Link {
    /// `SHA-256("technopolice revision v1\n" ‖ seq ‖ previous ‖ entity ‖ version ‖ leaf)`, numbers big-endian
    /// (8 and 4 bytes), the entity's UUID as 16 bytes.
    pub fn after(previous: Self, seq: i64, entity: EntityId, version: u32, leaf: Leaf) -> Self {
        let hash = Sha256::new()
            .chain_update(b"technopolice revision v1\n")
            .chain_update(seq.to_be_bytes())
            .chain_update(previous.0)
            .chain_update(entity.0.as_bytes())
            .chain_update(version.to_be_bytes())
            .chain_update(leaf.0);
        Self(hash.finalize().into())
    }

    /// Lower-case hexadecimal.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }
}

impl Revision {
    /// Writes the next revision of the chain.
    pub fn next(previous: Link, seq: i64, entity: EntityId, version: u32, body: &Body, salt: [u8; 32]) -> Self {
        let text = body.canonical();
        let leaf = Leaf::of(&salt, &text);
        let link = Link::after(previous, seq, entity, version, leaf);
        Self { seq, entity, version, body: Some(text), salt: Some(salt), leaf, link }
    }

    /// Does this revision follow `previous`, and is its body the one that was hashed?
    pub fn verify(&self, previous: Link) -> Result<(), InvalidChain> {
        let (seq, entity) = (self.seq, self.entity);
        if let (Some(body), Some(salt)) = (&self.body, &self.salt)
            && Leaf::of(salt, body) != self.leaf
        {
            return Err(InvalidChain::Leaf { seq, entity });
        }
        if Link::after(previous, seq, entity, self.version, self.leaf) != self.link {
            return Err(InvalidChain::Link { seq, entity });
        }
        Ok(())
    }

    /// What the revision says, unless it was erased.
    pub fn read(&self) -> Result<Option<Body>, InvalidChain> {
        let read = |text| serde_json::from_str(text).map_err(|error| self.broken(error.to_string()));
        self.body.as_deref().map(read).transpose()
    }

    /// The state after the revision: its changes laid over the one before, or over nothing where an erasure made it
    /// start anew.
    pub fn applied(&self, before: Option<&State>, body: Body) -> Result<State, InvalidChain> {
        let known = before.filter(|_| body.reason != REDACTION).map(fields_of).unwrap_or_default();
        let fields = after(known, self, body.changes)?;
        State::from_fields(fields).map_err(|error| self.broken(error.to_string()))
    }

    fn broken(&self, detail: String) -> InvalidChain {
        InvalidChain::Body { seq: self.seq, entity: self.entity, detail }
    }
}

/// The state that the revisions of one entity, in order of version, lead to. What was erased is not known, until a
/// revision of the reason [`REDACTION`] starts anew; `None` when nothing does.
pub fn rebuild<'a>(revisions: impl IntoIterator<Item = &'a Revision>) -> Result<Option<State>, InvalidChain> {
    let mut known = Some(Map::new());
    let mut last = None;
    for revision in revisions {
        last = Some(revision);
        match revision.read()? {
            None => known = None,
            Some(body) if body.reason == REDACTION => known = Some(after(Map::new(), revision, body.changes)?),
            Some(body) => known = known.map(|state| after(state, revision, body.changes)).transpose()?,
        }
    }
    let (Some(state), Some(last)) = (known, last) else { return Ok(None) };
    State::from_fields(state).map(Some).map_err(|error| last.broken(error.to_string()))
}

/// The fields after a revision, which must fit those before it.
fn after(
    mut fields: Map<String, Value>,
    revision: &Revision,
    changes: Changes,
) -> Result<Map<String, Value>, InvalidChain> {
    for (field, change) in changes.0 {
        if fields.get(&field) != change.before.as_ref() {
            let detail = format!("the value of {field} before the change is not the one that was known");
            return Err(revision.broken(detail));
        }
        match change.after {
            Some(value) => drop(fields.insert(field, value)),
            None => drop(fields.remove(&field)),
        }
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_is_written_as_canonical_json_would_write_it() {
        let change = |before: Option<Value>, after: Option<Value>| Change { before, after };
        let changes = [
            ("views", change(None, Some(json!([{"to": 20.5, "from": 1}])))),
            ("a\"é", change(Some(json!(1e-7)), Some(json!(-0.0)))),
            ("gone", change(Some(json!("\u{1f}\n/")), None)),
            ("nothing", change(None, None)),
        ];
        let named = changes.into_iter().map(|(name, change)| (name.to_owned(), change));
        let day = NaiveDate::from_ymd_opt(2026, 11, 28).expect("a day");
        for changes in [Changes::default(), Changes(named.collect())] {
            let body = Body { reason: "import \"é\"".to_owned(), day, changes };
            let value = serde_json::to_value(&body).expect("JSON");
            assert_eq!(body.canonical(), crate::canonical_json(&value));
        }
    }
}
