//! Somebody proposes something.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Basis, EntityId, EntityKind, Fault, Patch, SourceKind, Text, WebAddress, fields};

/// What the sender wants (E24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Something that the census does not hold.
    New,
    /// It is still there.
    Confirm,
    /// It was looked for in vain.
    NotFound,
    /// It was taken away, and the sender knows.
    Removed,
    /// It stands elsewhere.
    Moved,
    /// A value is wrong or missing.
    Correct,
    /// The record hurts somebody's privacy.
    Privacy,
}

/// How the contribution came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A page of ours.
    Web,
    /// The JSON API.
    Api,
    /// A list or an extract.
    Import,
    /// A paper form typed in.
    Paper,
    /// A moderator, whose word settles a dispute. Never taken from a request.
    Moderation,
}

/// A document that speaks of it: at least an address or a title.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SourceKind>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text<300>>,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebAddress>,
}

/// How each field is known.
pub type Basis4Fields = BTreeMap<String, Basis>;

/// A contribution as it was understood at the door. The sender's id is not in it: the census keeps only its hash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// What the sender wants.
    pub intent: Intent,
    /// What it is about.
    #[serde(default, skip_serializing_if = "is_device")]
    pub kind: EntityKind,
    /// Which one it is about; none for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<EntityId>,
    /// The version that the sender saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_version: Option<u32>,
    /// The proposed values.
    #[serde(default, skip_serializing_if = "Patch::is_empty")]
    pub patch: Patch,
    /// How each proposed value is known; a field without an entry is *unknown*.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub basis: Basis4Fields,
    /// Documents that speak of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// A word to the moderators, never published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text<4000>>,
    /// How it came.
    pub channel: Channel,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_device(kind: &EntityKind) -> bool {
    *kind == EntityKind::Device
}

impl Contribution {
    /// Something new, each of whose values is known in the same way.
    pub fn of_new(kind: EntityKind, patch: Patch, known: Basis, channel: Channel) -> Self {
        let basis = patch.as_map().keys().map(|field| (field.clone(), known)).collect();
        Self {
            intent: Intent::New,
            kind,
            entity: None,
            base_version: None,
            patch,
            basis,
            sources: Vec::new(),
            note: None,
            channel,
        }
    }

    /// What is wrong with the contribution as a whole, beyond each field on its own.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let is_new = self.intent == Intent::New;
        if is_new == self.entity.is_some() {
            let detail = if is_new { "a new entity has no id yet" } else { "say what this is about" };
            faults.push(Fault::at("/entity", detail));
        }
        if is_new {
            faults.extend(self.missing());
        }
        if self.kind != EntityKind::Device && matches!(self.intent, Intent::NotFound | Intent::Removed | Intent::Moved)
        {
            faults.push(Fault::at("/intent", "only a device can be gone or stand elsewhere"));
        }
        if self.intent == Intent::Moved && self.patch.position().is_none() {
            faults.push(Fault::at("/patch/position", "say where it stands now"));
        }
        if self.intent == Intent::Correct && self.patch.is_empty() && self.sources.is_empty() {
            faults.push(Fault::at("/patch", "say what is to be corrected"));
        }
        let stray = self.basis.keys().filter(|field| !self.patch.touches(field) && *field != "bearing");
        faults.extend(stray.map(|field| Fault::at(format!("/basis/{field}"), "the patch has no such field")));
        faults
    }

    /// What a new entity needs and this one lacks.
    fn missing(&self) -> Vec<Fault> {
        if self.kind != EntityKind::Device {
            let lacking = fields(self.kind)
                .iter()
                .filter(|field| field.required && self.patch.get(field.name).is_none_or(serde_json::Value::is_null));
            return lacking.map(|field| Fault::at(format!("/patch/{}", field.name), "this is needed")).collect();
        }
        let mut faults = Vec::new();
        if self.patch.kind().is_none() {
            faults.push(Fault::at("/patch/kind", "say what stands there"));
        }
        let placed =
            self.patch.position().is_some() || (self.patch.touches("address_label") && self.patch.touches("territory"));
        if !placed {
            faults.push(Fault::at("/patch/position", "give a position, or an address and its commune"));
        }
        faults
    }
}
