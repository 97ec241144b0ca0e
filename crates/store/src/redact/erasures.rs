//! What was ever erased: the entities, and where each started anew. It is read from the chain itself, so that nothing is
//! forgotten while a place that still holds it is out of reach.

use census::EntityId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::entity_row::version;
use crate::sql::{Sql, on};
use crate::{Error, Result, Store};

/// With every erasure the entity starts anew with a revision of that reason, in the same transaction
/// ([`census::REDACTION`]). Bodies are canonical JSON, so a value that holds these words holds them with backslashes.
const ERASURES: Sql = Sql::same(
    r#"select entity, max(version) as version, max(seq) as seq from revision
    where entity in (select entity from revision where body is null) and body like '%"reason":"redaction"%'
    group by entity order by entity"#,
);

pub(crate) const STATEMENTS: &[Sql] = &[ERASURES];

/// An entity of which something was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// Which.
    pub entity: EntityId,
    /// The version with which it last started anew; what it was before shall be nowhere any more.
    pub version: u32,
    /// The number of that revision.
    pub seq: i64,
}

#[derive(FromRow)]
struct Row {
    entity: Uuid,
    version: i64,
    seq: i64,
}

impl Store {
    /// Every entity of which something was erased.
    pub async fn erasures(&self) -> Result<Vec<Erasure>> {
        let rows: Vec<Row> = on!(self.readers(), ERASURES, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        rows.into_iter().map(Erasure::try_from).collect()
    }
}

impl TryFrom<Row> for Erasure {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let version = version(row.version).map_err(|detail| Error::corrupt("revision", "version", row.seq, detail))?;
        Ok(Self { entity: EntityId(row.entity), version, seq: row.seq })
    }
}
