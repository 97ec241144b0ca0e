//! An entity: an id, a version, two days and a state.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Device;

/// A text that is no UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a UUID, found {0:?}")]
pub struct InvalidId(pub String);

/// Names a device for ever. Random (UUIDv4): an id must not tell when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(pub Uuid);

impl FromStr for DeviceId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::try_parse(text).map(Self).map_err(|_| InvalidId(text.chars().take(60).collect()))
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A device with its name and its place in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Its name.
    pub id: DeviceId,
    /// 1 for the first revision, one more for each that followed.
    pub version: u32,
    /// The day the census learned of it.
    pub created_on: NaiveDate,
    /// The day of its newest revision.
    pub updated_on: NaiveDate,
    /// Its current state.
    pub device: Device,
}
