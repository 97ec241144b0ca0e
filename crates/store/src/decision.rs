//! Which revisions a decision of a moderator made.

use census::EntityId;
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::pool::Tx;
use crate::rows::run;
use crate::sql::Sql;

const INSERT_MADE: Sql = Sql {
    sqlite: "insert into decision_revision (decision_id, entity_id, version)
        select unhex(value ->> 'decision', '-'), unhex(value ->> 'entity', '-'), value ->> 'version'
        from json_each($1)",
    postgres: "insert into decision_revision (decision_id, entity_id, version)
        select decision, entity, version
        from json_to_recordset($1::json) as r(decision uuid, entity uuid, version bigint)",
};

pub(crate) const STATEMENTS: &[Sql] = &[INSERT_MADE];

/// Names a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecisionId(pub Uuid);

/// A revision that a decision made.
#[derive(Serialize)]
pub(crate) struct Made {
    decision: Uuid,
    entity: Uuid,
    version: u32,
}

impl Made {
    pub(crate) fn new(decision: DecisionId, entity: EntityId, version: u32) -> Self {
        Self { decision: decision.0, entity: entity.0, version }
    }
}

/// Writes down what decisions made.
pub(crate) async fn write_made(tx: &mut Tx, made: &[Made]) -> Result<()> {
    run(tx, INSERT_MADE, made).await
}
