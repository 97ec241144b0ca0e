//! The whole census as of one moment: what a release is made of.

use census::{EntityId, EntityKind, GENESIS, Link};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::entity_row::{hash, version};
use crate::pool::Tx;
use crate::sql::{Sql, within};
use crate::writer::HEAD;
use crate::{Cursor, Error, Result, Store};

/// Features or records that are joined into one text, as in `dump`.
const CHUNK: i64 = 500;

/// Names that are read at a time.
const NAMES: i64 = 2_000;

const END: Sql =
    Sql::same("select cell, id from feature where (cell, id) > ($1, $2) order by cell, id limit 1 offset $3");

/// One upper bound on the cell, and the exact one beside it: SQLite uses one of them for its scan.
const FEATURES: Sql = Sql::same(
    "select string_agg(fragment, $5) from (select fragment from feature
        where (cell, id) > ($1, $2) and cell <= $3 and (cell, id) <= ($3, $4) and status <> 'mistaken'
        order by cell, id) as ordered",
);

const RECORDS: Sql = Sql::same(
    "select id, fragment from record where kind = $1 and id > $2 and standing = 'current' order by id limit $3",
);

const ENTITIES: Sql = Sql::same("select id, kind, version, state from entity where id > $1 order by id limit $2");

pub(crate) const STATEMENTS: &[Sql] = &[END, FEATURES, RECORDS, ENTITIES];

/// The census as of the moment of the first question. Readers never wait for a writer, nor a writer for them.
pub struct Snapshot {
    tx: Tx,
}

/// Some of the rows of a table, JSON objects one a line, and where the next ones begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines<P> {
    /// The rows; empty when all of this stretch are believed no more.
    pub text: String,
    /// Where to go on; `None` behind the last row.
    pub next: Option<P>,
}

/// That there is an entity, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Its name.
    pub id: EntityId,
    /// What it is.
    pub kind: EntityKind,
    /// How many revisions it has.
    pub version: u32,
    /// The status of a device, the standing of a record.
    pub state: String,
    /// What it was merged into.
    pub merged_into: Option<EntityId>,
}

impl Trace {
    /// Is it in the tables? What the census no longer stands by is not.
    pub fn is_published(&self) -> bool {
        !matches!(self.state.as_str(), "mistaken" | "merged")
    }
}

#[derive(FromRow)]
struct TraceRow {
    id: Uuid,
    kind: String,
    version: i64,
    state: String,
}

/// The members of a state that a trace keeps.
#[derive(Deserialize)]
struct Became {
    status: Option<String>,
    standing: Option<String>,
    merged_into: Option<EntityId>,
}

impl Store {
    /// The census as of now, however long it is read.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        Ok(Snapshot { tx: self.readers().begin_read().await? })
    }
}

impl Snapshot {
    /// The newest revision: its number and its link; 0 and the genesis in an empty census.
    pub async fn head(&mut self) -> Result<(i64, Link)> {
        let row: Option<(i64, Vec<u8>)> =
            within!(&mut self.tx, HEAD, |db, sql| sqlx::query_as(sql).fetch_optional(db).await)?;
        let Some((seq, link)) = row else { return Ok((0, GENESIS)) };
        let link = hash(&link).map_err(|detail| Error::corrupt("revision", "link", seq, detail))?;
        Ok((seq, Link(link)))
    }

    /// Some hundred devices in the order of place, behind the end of the ones before.
    pub async fn features(&mut self, after: Option<Cursor>) -> Result<Lines<Cursor>> {
        let after = after.unwrap_or(Cursor::before(0));
        let next: Option<(i64, Uuid)> = within!(&mut self.tx, END, |db, sql| {
            sqlx::query_as(sql).bind(after.cell).bind(after.id).bind(CHUNK - 1).fetch_optional(db).await
        })?;
        let next = next.map(|(cell, id)| Cursor { cell, id });
        let end = next.unwrap_or(Cursor { cell: i64::MAX, id: Uuid::max() });
        let text: Option<String> = within!(&mut self.tx, FEATURES, |db, sql| {
            let statement = sqlx::query_scalar(sql).bind(after.cell).bind(after.id).bind(end.cell).bind(end.id);
            statement.bind("\n").fetch_one(db).await
        })?;
        Ok(Lines { text: text.unwrap_or_default(), next })
    }

    /// Some hundred records of a kind in the order of their ids.
    pub async fn records(&mut self, kind: EntityKind, after: Option<EntityId>) -> Result<Lines<EntityId>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows: Vec<(Uuid, String)> = within!(&mut self.tx, RECORDS, |db, sql| {
            sqlx::query_as(sql).bind(kind.key()).bind(after).bind(CHUNK).fetch_all(db).await
        })?;
        let is_full = rows.len() as i64 == CHUNK;
        let next = rows.last().filter(|_| is_full).map(|(id, _)| EntityId(*id));
        let fragments: Vec<String> = rows.into_iter().map(|(_, fragment)| fragment).collect();
        Ok(Lines { text: fragments.join("\n"), next })
    }

    /// Some thousand entities of all kinds in the order of their ids, those included that are believed no more; none
    /// behind the last one.
    pub async fn traces(&mut self, after: Option<EntityId>) -> Result<Vec<Trace>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows: Vec<TraceRow> = within!(&mut self.tx, ENTITIES, |db, sql| {
            sqlx::query_as(sql).bind(after).bind(NAMES).fetch_all(db).await
        })?;
        rows.into_iter().map(Trace::try_from).collect()
    }
}

impl TryFrom<TraceRow> for Trace {
    type Error = Error;

    fn try_from(row: TraceRow) -> Result<Self> {
        let broken = |column, detail: String| Error::corrupt("entity", column, row.id, detail);
        let became: Became = serde_json::from_str(&row.state).map_err(|error| broken("state", error.to_string()))?;
        let kind = row.kind.parse().map_err(|error: census::InvalidKey| broken("kind", error.to_string()))?;
        // The status of a use or an order is a value like any other, and what the census stands by does not say so.
        let state = if kind == EntityKind::Device { became.status } else { became.standing };
        Ok(Self {
            id: EntityId(row.id),
            kind,
            version: version(row.version).map_err(|detail| broken("version", detail))?,
            state: state.unwrap_or_else(|| "current".to_owned()),
            merged_into: became.merged_into,
        })
    }
}
