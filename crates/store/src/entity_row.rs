//! Entities and revisions as they are read back.

use census::{Entity, EntityId, Leaf, Link, Revision, State};
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Error, Result};

/// A row of `entity`.
#[derive(FromRow)]
pub(crate) struct EntityRow {
    id: Uuid,
    version: i64,
    created_on: NaiveDate,
    updated_on: NaiveDate,
    state: String,
}

/// A row of `revision`.
#[derive(FromRow)]
pub(crate) struct RevisionRow {
    seq: i64,
    entity: Uuid,
    version: i64,
    body: Option<String>,
    salt: Option<Vec<u8>>,
    leaf: Vec<u8>,
    link: Vec<u8>,
}

impl EntityRow {
    pub(crate) fn id(&self) -> EntityId {
        EntityId(self.id)
    }
}

impl TryFrom<EntityRow> for Entity {
    type Error = Error;

    fn try_from(row: EntityRow) -> Result<Self> {
        let broken = |column, detail: String| Error::corrupt("entity", column, row.id, detail);
        Ok(Self {
            id: EntityId(row.id),
            version: version(row.version).map_err(|detail| broken("version", detail))?,
            created_on: row.created_on,
            updated_on: row.updated_on,
            state: state(&row.state).map_err(|error| broken("state", error.to_string()))?,
        })
    }
}

impl TryFrom<RevisionRow> for Revision {
    type Error = Error;

    fn try_from(row: RevisionRow) -> Result<Self> {
        let broken = |column, detail: String| Error::corrupt("revision", column, row.seq, detail);
        Ok(Self {
            seq: row.seq,
            entity: EntityId(row.entity),
            version: version(row.version).map_err(|detail| broken("version", detail))?,
            body: row.body,
            salt: row.salt.map(|salt| hash(&salt)).transpose().map_err(|detail| broken("salt", detail))?,
            leaf: Leaf(hash(&row.leaf).map_err(|detail| broken("leaf", detail))?),
            link: Link(hash(&row.link).map_err(|detail| broken("link", detail))?),
        })
    }
}

/// A state as it is kept. A device, which there are many of, is read without a detour.
fn state(kept: &str) -> Result<State, serde_json::Error> {
    if kept.starts_with(RECORD) {
        return State::from_fields(serde_json::from_str(kept)?);
    }
    serde_json::from_str::<census::Device>(kept).map(State::from)
}

/// How the state of a record begins: serde writes its kind first.
const RECORD: &str = "{\"type\":";

/// A version as it is kept.
pub(crate) fn version(kept: i64) -> Result<u32, String> {
    u32::try_from(kept).map_err(|_| format!("{kept} is no version"))
}

/// 32 bytes as they are kept.
pub(crate) fn hash(kept: &[u8]) -> Result<[u8; 32], String> {
    kept.try_into().map_err(|_| format!("{} bytes, not 32", kept.len()))
}
