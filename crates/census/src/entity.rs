//! An entity: an id, a version, two days and a state.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{Device, DeviceStatus, InvalidKey, Record, Source, Standing};

/// A text that is no UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a UUID, found {0:?}")]
pub struct InvalidId(pub String);

/// Names an entity for ever. Random (UUIDv4): an id must not tell when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntityId(pub Uuid);

impl FromStr for EntityId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::try_parse(text).map(Self).map_err(|_| InvalidId(text.chars().take(60).collect()))
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What the census keeps (model, §2). Territories and police files are reference data, nobody contributes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A thing that stands somewhere and watches.
    #[default]
    Device,
    /// A technology that an authority uses over a territory.
    Deployment,
    /// What was bought, from whom, for how much.
    Contract,
    /// A prefect's order.
    Authorisation,
    /// A number of cameras that somebody official gave.
    OfficialCount,
    /// An authority or a company.
    Organisation,
    /// A source.
    Document,
    /// A walk: where somebody looked.
    Survey,
}

impl EntityKind {
    /// Every kind, in the order of the model.
    pub const ALL: [Self; 8] = [
        Self::Device,
        Self::Deployment,
        Self::Contract,
        Self::Authorisation,
        Self::OfficialCount,
        Self::Organisation,
        Self::Document,
        Self::Survey,
    ];

    /// The kinds whose state is a [`Record`]: all but devices.
    pub fn records() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|kind| *kind != Self::Device)
    }

    /// The public key.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Deployment => "deployment",
            Self::Contract => "contract",
            Self::Authorisation => "authorisation",
            Self::OfficialCount => "official_count",
            Self::Organisation => "organisation",
            Self::Document => "document",
            Self::Survey => "survey",
        }
    }
}

impl fmt::Display for EntityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for EntityKind {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let known = Self::ALL.into_iter().find(|kind| kind.key() == text);
        known.ok_or_else(|| InvalidKey::new("entity kind", text, Self::ALL.iter().map(|kind| kind.key())))
    }
}

/// What is known of an entity.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "records are few; devices, which are many, are the small variant")]
pub enum State {
    /// Of a device, each field of its own type.
    Device(Box<Device>),
    /// Of anything else, as its schema lists it.
    Record(Record),
}

/// Something of the census with its name and its place in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Its name.
    pub id: EntityId,
    /// 1 for the first revision, one more for each that followed.
    pub version: u32,
    /// The day the census learned of it.
    pub created_on: NaiveDate,
    /// The day of its newest revision.
    pub updated_on: NaiveDate,
    /// What is known of it.
    pub state: State,
}

impl Entity {
    /// What it is.
    pub fn kind(&self) -> EntityKind {
        self.state.kind()
    }

    /// The device, if it is one.
    pub fn device(&self) -> Option<&Device> {
        self.state.device()
    }

    /// The record, if it is one.
    pub fn record(&self) -> Option<&Record> {
        self.state.record()
    }
}

impl From<Device> for State {
    fn from(device: Device) -> Self {
        Self::Device(Box::new(device))
    }
}

impl From<Record> for State {
    fn from(record: Record) -> Self {
        Self::Record(record)
    }
}

impl State {
    /// What it is the state of.
    pub fn kind(&self) -> EntityKind {
        match self {
            Self::Device(_) => EntityKind::Device,
            Self::Record(record) => record.kind,
        }
    }

    /// The device, if it is one.
    pub fn device(&self) -> Option<&Device> {
        match self {
            Self::Device(device) => Some(device),
            Self::Record(_) => None,
        }
    }

    /// The record, if it is one.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Record(record) => Some(record),
            Self::Device(_) => None,
        }
    }

    /// The state as the fields that revisions speak of.
    pub fn fields(&self) -> Map<String, Value> {
        let value = match self {
            Self::Device(device) => serde_json::to_value(device),
            Self::Record(record) => serde_json::to_value(record),
        };
        match value {
            Ok(Value::Object(fields)) => fields,
            // A state has text keys and finite numbers, so it is always an object.
            _ => Map::new(),
        }
    }

    /// Reads a state from its fields: a record names its kind in `type`, a device has none.
    pub fn from_fields(fields: Map<String, Value>) -> Result<Self, serde_json::Error> {
        let is_record = fields.contains_key("type");
        let value = Value::Object(fields);
        if is_record {
            Record::deserialize(value).map(Self::Record)
        } else {
            Device::deserialize(value).map(|device| Self::Device(Box::new(device)))
        }
    }

    /// The same, no longer believed: it was never there, or its author took it back.
    #[must_use]
    pub fn mistaken(self) -> Self {
        match self {
            Self::Device(device) => Self::from(Device { status: DeviceStatus::Mistaken, ..*device }),
            Self::Record(record) => Self::Record(Record { standing: Standing::Mistaken, ..record }),
        }
    }

    /// The same, once it turned out to be another one, as which it is told from then on.
    #[must_use]
    pub fn giving_way_to(self, stays: EntityId) -> Self {
        let merged_into = Some(stays);
        match self {
            Self::Device(device) => Self::from(Device { status: DeviceStatus::Mistaken, merged_into, ..*device }),
            Self::Record(record) => Self::Record(Record { standing: Standing::Merged, merged_into, ..record }),
        }
    }

    /// The one that it gave way to, as long as it does.
    pub fn gave_way_to(&self) -> Option<EntityId> {
        match self {
            Self::Device(device) => device.merged_into.filter(|_| device.status == DeviceStatus::Mistaken),
            Self::Record(record) => record.merged_into.filter(|_| record.standing == Standing::Merged),
        }
    }

    /// Does the census stand by it?
    pub fn stands(&self) -> bool {
        match self {
            Self::Device(device) => device.status != DeviceStatus::Mistaken,
            Self::Record(record) => record.standing == Standing::Current,
        }
    }

    /// Is it no longer believed?
    pub fn is_mistaken(&self) -> bool {
        match self {
            Self::Device(device) => device.status == DeviceStatus::Mistaken,
            Self::Record(record) => record.standing == Standing::Mistaken,
        }
    }

    /// Was it made by the sample generator?
    pub fn is_fictional(&self) -> bool {
        match self {
            Self::Device(device) => device.fictional,
            Self::Record(record) => record.fictional,
        }
    }

    /// The code of its territory, the first when it has several; empty when it has none.
    pub fn territory(&self) -> &str {
        match self {
            Self::Device(device) => &device.territory,
            Self::Record(record) => record.territories().first().copied().unwrap_or_default(),
        }
    }

    /// The documents that speak of it.
    pub fn sources(&self) -> &[Source] {
        match self {
            Self::Device(device) => &device.sources,
            Self::Record(record) => &record.sources,
        }
    }
}
