//! Values that contradict one another, and which of them the census shows first.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Basis, Source};

/// Somebody's word on one field, beside the one that is shown first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The value they give.
    pub value: Value,
    /// How they know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// The day it was published.
    pub on: NaiveDate,
    /// What they point to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// What becomes of a field when somebody says something about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Weight {
    /// The new value stands.
    Replace,
    /// Both values stay readable.
    Dispute,
    /// Nothing new was said, but it may now be better known.
    Agree,
}

/// How much a basis counts against another one (reliability, 4.3: what can be looked up outweighs what was seen, and
/// what was seen outweighs what was guessed).
pub(crate) fn strength(basis: Option<Basis>) -> u8 {
    match basis {
        Some(Basis::Document) => 4,
        Some(Basis::Panel | Basis::Photo) => 3,
        Some(Basis::Seen | Basis::OpenImagery) => 2,
        Some(Basis::Import) => 1,
        Some(Basis::Inferred | Basis::Unknown) | None => 0,
    }
}

/// Fields that change without anybody having been wrong: where a thing is and what became of it.
pub(crate) const MOVING: &[&str] = &[
    "position",
    "accuracy_m",
    "territory",
    "address_label",
    "views",
    "status",
    "last_confirmed",
    "removed_on",
    "end_on",
    "description",
];

/// Weighs a new value of a field against the known one. Lists grow and shrink, they do not contradict.
pub(crate) fn weigh(
    field: &str,
    known: Option<&Value>,
    known_basis: Option<Basis>,
    new: &Value,
    basis: Option<Basis>,
) -> Weight {
    match known {
        Some(known) if known == new => Weight::Agree,
        Some(Value::Array(_)) | None => Weight::Replace,
        Some(_) if MOVING.contains(&field) => Weight::Replace,
        Some(known) if !contradicts(known, new) => Weight::Replace,
        Some(_) if strength(basis) > strength(known_basis) => Weight::Replace,
        Some(_) => Weight::Dispute,
    }
}

/// A finer date or another spelling of the same reference contradicts nothing.
fn contradicts(known: &Value, new: &Value) -> bool {
    match (known, new) {
        (Value::String(known), Value::String(new)) => !new.starts_with(known.as_str()),
        (Value::Object(known), Value::Object(new)) => !same_reference(known, new),
        _ => true,
    }
}

fn same_reference(known: &Map<String, Value>, new: &Map<String, Value>) -> bool {
    known.contains_key("id") && known.get("id") == new.get("id")
}
