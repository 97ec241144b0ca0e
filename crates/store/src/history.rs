//! The revisions of devices.

use std::collections::HashMap;

use census::{Body, EntityId, Revision};
use sqlx::FromRow;
use uuid::Uuid;

use crate::entity_row::{RevisionRow, version};
use crate::pool::Tx;
use crate::rows::list_of;
use crate::sql::{Sql, on, within};
use crate::{Error, Result, Store};

const BY_DEVICE: Sql =
    Sql::same("select seq, entity, version, body, salt, leaf, link from revision where entity = $1 order by version");

const STEPS: Sql = Sql {
    sqlite: "select entity, version, body from revision
        where entity in (select unhex(value, '-') from json_each($1)) order by entity, version",
    postgres: "select entity, version, body from revision
        where entity in (select value::uuid from json_array_elements_text($1::json) as listed(value))
        order by entity, version",
};

const LAST_SEQ: Sql = Sql::same("select coalesce(max(seq), 0) from revision");

pub(crate) const STATEMENTS: &[Sql] = &[BY_DEVICE, STEPS, LAST_SEQ];

/// What one revision did.
pub(crate) struct Step {
    /// Of the entity after it.
    pub(crate) version: u32,
    /// `None` once erased.
    pub(crate) body: Option<Body>,
}

#[derive(FromRow)]
struct StepRow {
    entity: Uuid,
    version: i64,
    body: Option<String>,
}

impl Store {
    /// The revisions of a device in the order of version; none for a device that is not known.
    pub async fn history(&self, id: EntityId) -> Result<Vec<Revision>> {
        let rows: Vec<RevisionRow> =
            on!(self.readers(), BY_DEVICE, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_all(db).await)?;
        rows.into_iter().map(Revision::try_from).collect()
    }

    /// The number of the newest revision; 0 in an empty census.
    pub async fn last_seq(&self) -> Result<i64> {
        Ok(on!(self.readers(), LAST_SEQ, |db, sql| sqlx::query_scalar(sql).fetch_one(db).await)?)
    }
}

/// What was done to devices, in the order of version.
pub(crate) async fn steps(tx: &mut Tx, ids: &[EntityId]) -> Result<HashMap<EntityId, Vec<Step>>> {
    let mut steps: HashMap<EntityId, Vec<Step>> = HashMap::new();
    if ids.is_empty() {
        return Ok(steps);
    }
    let list = list_of(ids);
    let rows: Vec<StepRow> = within!(tx, STEPS, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
    for row in rows {
        let entity = EntityId(row.entity);
        let body = row.body.as_deref().map(serde_json::from_str).transpose();
        let body = body.map_err(|error| Error::corrupt("revision", "body", entity, error))?;
        let version = version(row.version).map_err(|detail| Error::corrupt("revision", "version", entity, detail))?;
        steps.entry(entity).or_default().push(Step { version, body });
    }
    Ok(steps)
}
