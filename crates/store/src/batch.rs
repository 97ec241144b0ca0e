//! Imports: what comes in, and what each record became.

use std::fmt;
use std::str::FromStr;

use census::{Device, EntityId, InvalidId, Upstream};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Names an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BatchId(pub Uuid);

/// A file that is about to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// The census it comes from: `osm`, …
    pub source: String,
    /// SPDX identifier of its licence.
    pub licence: String,
    /// The file's name without its folder.
    pub file_name: String,
    /// Lower-case hexadecimal SHA-256 of the file.
    pub sha256: String,
}

/// An import that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Its name.
    pub id: BatchId,
    /// What was imported.
    pub file: NewBatch,
    /// The day it began.
    pub opened_on: NaiveDate,
    /// The day it was done.
    pub closed_on: Option<NaiveDate>,
    /// The day it was taken back.
    pub rolled_back_on: Option<NaiveDate>,
    /// What the importer counted.
    pub counts: Option<serde_json::Value>,
}

/// A record of another census, as a device.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRecord {
    /// Its name there.
    pub upstream: Upstream,
    /// What it says.
    pub device: Device,
}

/// Which of an import's records some are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportPart {
    /// How many came before them.
    pub before: usize,
    /// How many there are in all.
    pub all: usize,
}

/// What a record became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imported {
    /// A new device.
    New(EntityId),
    /// A change of a device.
    Updated(EntityId),
    /// Nothing new.
    Unchanged(EntityId),
}

/// What taking an import back did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RolledBack {
    /// Devices it had made, now `mistaken`.
    pub devices_removed: u64,
    /// Devices it had changed, as they were before.
    pub devices_restored: u64,
    /// Devices that somebody changed since: what was changed since stays.
    pub conflicts: Vec<EntityId>,
}

impl Imported {
    /// The device.
    pub fn device(self) -> EntityId {
        match self {
            Self::New(id) | Self::Updated(id) | Self::Unchanged(id) => id,
        }
    }
}

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for BatchId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::try_parse(text).map(Self).map_err(|_| InvalidId(text.chars().take(60).collect()))
    }
}
