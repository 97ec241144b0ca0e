//! What readers get.

use census::{DeviceKind, DeviceStatus, EntityId, Form, OperatorKind, Verification, View};
use chrono::NaiveDate;

use crate::Cursor;

/// A device as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFeature {
    /// Its name.
    pub id: EntityId,
    /// Its version, for ETags.
    pub version: u32,
    /// The day of its newest revision.
    pub updated_on: NaiveDate,
    /// The GeoJSON feature: one JSON object without line breaks.
    pub fragment: String,
    /// Where a page goes on that ends with it.
    pub cursor: Cursor,
}

/// What stands between the features of a dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// A comma and a line end, for a feature collection.
    Comma,
    /// A line end, for GeoJSON text sequences and for readers of lines.
    Line,
}

/// Some hundred features of a dump, ready to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The features with the separator between them, none before the first or behind the last.
    pub text: String,
    /// How many they are, at least 1.
    pub count: usize,
}

/// The narrow columns of a device, for indexes in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexRow {
    /// Its name.
    pub id: EntityId,
    /// Morton code of its place.
    pub cell: i64,
    /// Code of the territory that it is kept under.
    pub territory: String,
    /// What it is.
    pub kind: DeviceKind,
    /// What became of it.
    pub status: DeviceStatus,
    /// How sure the census is.
    pub verification: Verification,
    /// Who runs it.
    pub operator_kind: Option<OperatorKind>,
    /// Its shape.
    pub form: Option<Form>,
    /// Degrees clockwise from north, when it has exactly one direction.
    pub bearing: Option<f32>,
    /// Degrees of view of that direction.
    pub fov: Option<f32>,
    /// Its directions when it has several.
    pub views: Vec<View>,
    /// Does it read number plates?
    pub plates: bool,
    /// The day from which it stood.
    pub first_on: NaiveDate,
    /// Is that when it was first seen, and not just when the census first knew it?
    pub dated: bool,
    /// The day of the last word on it.
    pub last_on: Option<NaiveDate>,
    /// The day of its newest revision.
    pub updated_on: NaiveDate,
}

/// A published change, in the order of publication.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexChange {
    /// Place in the order.
    pub seq: i64,
    /// The device that changed.
    pub id: EntityId,
    /// Is this what made it?
    pub is_first: bool,
    /// How it is now; `None` when it is no longer drawn.
    pub row: Option<IndexRow>,
}

/// How many devices a filter finds, and of what sort.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// All of them.
    pub total: u64,
    /// By what they are, in the order of the vocabulary, without zeros.
    pub by_kind: Vec<(DeviceKind, u64)>,
    /// By what became of them.
    pub by_status: Vec<(DeviceStatus, u64)>,
    /// By how sure the census is.
    pub by_verification: Vec<(Verification, u64)>,
    /// By who runs them, where that is known.
    pub by_operator_kind: Vec<(OperatorKind, u64)>,
    /// The day of the newest change.
    pub newest: Option<NaiveDate>,
    /// The day of the oldest change that is still the newest of its device.
    pub oldest: Option<NaiveDate>,
}

/// How far a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CheckProgress {
    /// Revisions of the chain verified.
    pub revisions: u64,
    /// Entities rebuilt.
    pub entities: u64,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// Revisions of the chain verified.
    pub revisions: u64,
    /// Entities rebuilt.
    pub entities: u64,
    /// Sentences, each naming the row that does not hold; empty when all is well.
    pub faults: Vec<String>,
}
