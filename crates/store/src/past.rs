//! The census as it stood on a day, answered from the revisions.

use std::collections::BTreeMap;

use census::{Entity, EntityId, EntityKind, Revision, rebuild};
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::entity_row::RevisionRow;
use crate::rows::list_of;
use crate::sql::{Sql, on};
use crate::{Error, Result, Store};

const REVISIONS: Sql = Sql {
    sqlite: "select seq, entity, version, body, salt, leaf, link from revision
        where entity in (select unhex(value, '-') from json_each($1)) order by entity, version",
    postgres: "select seq, entity, version, body, salt, leaf, link from revision
        where entity in (select value::uuid from json_array_elements_text($1::json) as listed(value))
        order by entity, version",
};

const OF_KIND: Sql = Sql::same("select id from record where kind = $1 and id > $2 order by id limit $3");

const KINDS: Sql = Sql {
    sqlite: "select id, kind from entity where id in (select unhex(value, '-') from json_each($1))",
    postgres: "select id, kind from entity
        where id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

pub(crate) const STATEMENTS: &[Sql] = &[REVISIONS, OF_KIND, KINDS];

#[derive(FromRow)]
struct IdRow {
    id: Uuid,
}

impl Store {
    /// An entity as it stood at the end of a day. `None` when the census did not know it then, or when what it knew
    /// was erased since.
    pub async fn entity_on(&self, id: EntityId, day: NaiveDate) -> Result<Option<Entity>> {
        Ok(self.entities_on(&[id], day).await?.into_iter().next())
    }

    /// Entities as they stood at the end of a day, in the order of the names given; those not known then are left out.
    pub async fn entities_on(&self, ids: &[EntityId], day: NaiveDate) -> Result<Vec<Entity>> {
        let list = list_of(ids);
        let rows: Vec<RevisionRow> =
            on!(self.readers(), REVISIONS, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
        let mut histories: BTreeMap<EntityId, Vec<Revision>> = BTreeMap::new();
        for row in rows {
            let revision = Revision::try_from(row)?;
            histories.entry(revision.entity).or_default().push(revision);
        }
        let mut found = Vec::new();
        for id in ids {
            if let Some(history) = histories.remove(id) {
                found.extend(standing(*id, &history, day)?);
            }
        }
        Ok(found)
    }

    /// What kind of entity each of these is, those left out that the census does not know.
    pub async fn kinds(&self, ids: &[EntityId]) -> Result<Vec<(EntityId, EntityKind)>> {
        let list = list_of(ids);
        let rows: Vec<(Uuid, String)> =
            on!(self.readers(), KINDS, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
        let kind = |(id, key): (Uuid, String)| {
            let kind = key.parse().map_err(|error: census::InvalidKey| Error::corrupt("entity", "kind", id, error))?;
            Ok((EntityId(id), kind))
        };
        rows.into_iter().map(kind).collect()
    }

    /// The names of all records of a kind after one, those included that the census no longer stands by.
    pub async fn ids_of_kind(&self, kind: EntityKind, after: Option<EntityId>, limit: u32) -> Result<Vec<EntityId>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows: Vec<IdRow> = on!(self.readers(), OF_KIND, |db, sql| {
            sqlx::query_as(sql).bind(kind.key()).bind(after).bind(i64::from(limit)).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(|row| EntityId(row.id)).collect())
    }
}

/// What the revisions up to a day lead to. Days never go back along the versions; an erased revision has no day, and
/// counts when a later one of the day or before has.
fn standing(id: EntityId, history: &[Revision], day: NaiveDate) -> Result<Option<Entity>> {
    let corrupt = |error: census::InvalidChain| Error::corrupt("revision", "body", id, error);
    let mut days = Vec::new();
    for revision in history {
        days.push(revision.read().map_err(corrupt)?.map(|body| body.day));
    }
    let Some(last) = days.iter().rposition(|published| published.is_some_and(|published| published <= day)) else {
        return Ok(None);
    };
    let known = &days[..=last];
    let Some(state) = rebuild(&history[..=last]).map_err(corrupt)? else { return Ok(None) };
    let (first, newest) = (known.iter().flatten().next(), known.iter().flatten().next_back());
    Ok(first.zip(newest).map(|(created_on, updated_on)| Entity {
        id,
        version: history[last].version,
        created_on: *created_on,
        updated_on: *updated_on,
        state,
    }))
}
