//! Everything the census keeps besides devices: a set of values under the names of its kind's schema.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::device::{OWN_LICENCE, is_zero};
use crate::{Basis, Claim, EntityId, EntityKind, PartialDate, Source, Taxonomy, Upstream, Verification};

/// Does the census still stand by a record?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Yes.
    #[default]
    Current,
    /// No: it was an error, or its author took it back. It stays readable in its history.
    Mistaken,
    /// It was the same thing as another record, which `merged_into` names.
    Merged,
}

/// The current state of a record. Everything unknown is absent, never a default that states a fact.
///
/// Its JSON form is flat and is the body that revisions record and hash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EntityKind,
    /// Does the census stand by it?
    #[serde(default, skip_serializing_if = "is_current")]
    pub standing: Standing,
    /// The record it was merged into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<EntityId>,
    /// How sure the census is; computed by [`crate::verification`].
    pub verification: Verification,
    /// How often somebody said that it is so after the first report.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub confirmations: u32,
    /// How many of them are known to be independent of one another.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub independent: u32,
    /// The day a moderator compared it with its documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<PartialDate>,
    /// The published documents that speak of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// How each value is known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub basis: BTreeMap<String, Basis>,
    /// The values that contradict the ones below, by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub disputed: BTreeMap<String, Vec<Claim>>,
    /// SPDX identifier of the licence of this record.
    pub licence: String,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upstream: Vec<Upstream>,
    /// Made by the sample generator: no such thing exists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fictional: bool,
    /// The values of [`crate::fields`].
    #[serde(flatten)]
    pub values: Map<String, Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_current(standing: &Standing) -> bool {
    *standing == Standing::Current
}

impl Record {
    /// A record of which nothing is known yet.
    pub fn new(kind: EntityKind) -> Self {
        Self {
            kind,
            standing: Standing::Current,
            merged_into: None,
            verification: Verification::Unverified,
            confirmations: 0,
            independent: 0,
            checked_on: None,
            sources: Vec::new(),
            basis: BTreeMap::new(),
            disputed: BTreeMap::new(),
            licence: OWN_LICENCE.to_owned(),
            upstream: Vec::new(),
            fictional: false,
            values: Map::new(),
        }
    }

    /// The text of a value that has one: a word, a date, a key, or the name of what it refers to.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.values.get(field).and_then(text_of)
    }

    /// A whole number.
    pub fn number(&self, field: &str) -> Option<u64> {
        self.values.get(field).and_then(Value::as_u64)
    }

    /// The entity that a value refers to.
    pub fn reference(&self, field: &str) -> Option<EntityId> {
        self.values.get(field).and_then(id_of)
    }

    /// Everything the record refers to, with the field that does.
    pub fn references(&self) -> impl Iterator<Item = (&str, EntityId)> {
        self.values.iter().flat_map(|(field, value)| ids_in(value).into_iter().map(move |id| (field.as_str(), id)))
    }

    /// Codes of the territories it is about; empty for what belongs nowhere in particular.
    pub fn territories(&self) -> Vec<&str> {
        let one = self.values.get("territory").and_then(Value::as_str);
        let many = self.values.get("territories").and_then(Value::as_array).into_iter().flatten();
        one.into_iter().chain(many.filter_map(Value::as_str)).collect()
    }

    /// The technologies it speaks of, in the words of E3.
    pub fn technologies(&self) -> Vec<&str> {
        let one = self.values.get("technology").and_then(Value::as_str);
        let many = self.values.get("technologies").and_then(Value::as_array).into_iter().flatten();
        one.into_iter().chain(many.filter_map(Value::as_str)).collect()
    }

    /// The families (model, §2) that its technologies belong to.
    pub fn families(&self) -> Vec<&'static str> {
        let family =
            |key: &str| Taxonomy::embedded().entry("technology", key).and_then(|entry| entry.family.as_deref());
        let mut families: Vec<&'static str> = self.technologies().into_iter().filter_map(family).collect();
        families.sort_unstable();
        families.dedup();
        families
    }

    /// What lists and searches call the record, in its own words; for what has no name, what it is about.
    pub fn title(&self) -> String {
        let words =
            |fields: &[&str]| fields.iter().filter_map(|field| self.text(field)).collect::<Vec<_>>().join(" · ");
        match self.kind {
            EntityKind::Organisation => words(&["name"]),
            EntityKind::Document => words(&["title"]),
            EntityKind::Contract => words(&["object"]),
            EntityKind::Authorisation => words(&["number", "site_label", "prefecture"]),
            EntityKind::Deployment => words(&["product", "authority"]),
            EntityKind::Device | EntityKind::OfficialCount => words(&["territory", "as_of"]),
            EntityKind::Survey => words(&["walked_on"]),
        }
    }

    /// The day by which records of its kind are put in order: when it was signed, notified, started, published.
    pub fn day(&self) -> Option<&str> {
        let fields = ["signed_on", "notified_on", "as_of", "start_on", "published_on", "walked_on"];
        fields.iter().find_map(|field| self.text(field))
    }

    /// The day an order lapses when it does not say so itself: five years after it was signed (CSI L252-4). `None`
    /// when it says so, or when the day of signing is not known to the day.
    pub fn derived_expiry(&self) -> Option<NaiveDate> {
        if self.kind != EntityKind::Authorisation || self.values.contains_key("expires_on") {
            return None;
        }
        let signed = NaiveDate::parse_from_str(self.text("signed_on")?, "%Y-%m-%d").ok()?;
        signed.checked_add_months(Months::new(60))
    }

    /// The day a contract ends, derived from its notification and its duration or that of its last amendment.
    pub fn derived_end(&self) -> Option<NaiveDate> {
        if self.kind != EntityKind::Contract {
            return None;
        }
        let amended = self.values.get("amendments").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let last = amended.iter().rev().find_map(|row| row.get("duration_months").and_then(Value::as_u64));
        let months = u32::try_from(last.or_else(|| self.number("duration_months"))?).ok()?;
        let notified = NaiveDate::parse_from_str(self.text("notified_on")?, "%Y-%m-%d").ok()?;
        notified.checked_add_months(Months::new(months))
    }
}

/// What a reader sees of a value that is a text or a reference.
pub(crate) fn text_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("name").and_then(Value::as_str))
}

pub(crate) fn id_of(value: &Value) -> Option<EntityId> {
    value.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok())
}

/// The entities that a value refers to, at any depth.
fn ids_in(value: &Value) -> Vec<EntityId> {
    match value {
        Value::Array(items) => items.iter().flat_map(ids_in).collect(),
        Value::Object(fields) => match id_of(value) {
            Some(id) => vec![id],
            None => fields.values().flat_map(ids_in).collect(),
        },
        _ => Vec::new(),
    }
}
