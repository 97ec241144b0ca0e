//! What decisions refused or erased: of which kind and where, never what was said. It makes histories whole.

use census::{Action, EntityId, EntityKind, Ground, InvalidKey};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::rows::{list_of, run};
use crate::sql::{Sql, on};
use crate::work::Work;
use crate::{DecisionId, Error, Left, NewsOf, Result, Store};

const INSERT: Sql = Sql {
    sqlite: "insert into decision_trace (decision_id, number, kind, entity_id, territory)
        select unhex(value ->> 'decision_id', '-'), value ->> 'number', value ->> 'kind',
            unhex(value ->> 'entity_id', '-'), value ->> 'territory'
        from json_each($1)",
    postgres: "insert into decision_trace (decision_id, number, kind, entity_id, territory)
        select decision_id, number, kind, entity_id, territory
        from json_to_recordset($1::json)
            as r(decision_id uuid, number bigint, kind text, entity_id uuid, territory text)",
};

macro_rules! refusals {
    ($which:literal) => {
        Sql::same(concat!(
            "select d.id, d.decided_on, d.action, d.ground, t.kind, t.entity_id, count(*) as times
            from decision_trace t join decision d on d.id = t.decision_id
            where d.decided_on > $1 and d.decided_on <= $2 and ",
            $which,
            " group by d.id, d.decided_on, d.action, d.ground, t.kind, t.entity_id
            order by d.decided_on desc, d.id, t.kind, t.entity_id limit $3 offset $4"
        ))
    };
}

const EVERYWHERE: Sql = refusals!("true");

const OF_TERRITORY: Sql = refusals!(
    "(t.territory = $5 or t.territory between $6 and $7 and case when cast($8 as text) is null then true
        else $8 like '%,' || t.territory || ',%' or $8 like '%,' || substr(t.territory, 1, 2) || ',%' end)"
);

const OF_ENTITY: Sql = refusals!("t.entity_id = $5");

const BEHIND: Sql = Sql {
    sqlite: "select made.entity_id, made.version, d.id, d.action, d.ground
        from decision_revision made join decision d on d.id = made.decision_id
        where made.entity_id in (select unhex(value, '-') from json_each($1))",
    postgres: "select made.entity_id, made.version, d.id, d.action, d.ground
        from decision_revision made join decision d on d.id = made.decision_id
        where made.entity_id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

const OF_DECISION: Sql =
    Sql::same("select kind, entity_id, territory from decision_trace where decision_id = $1 order by number");

pub(crate) const STATEMENTS: &[Sql] = &[INSERT, EVERYWHERE, OF_TERRITORY, OF_ENTITY, BEHIND, OF_DECISION];

/// Something that a decision refused or erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The decision.
    pub because: Because,
    /// The day of it.
    pub day: NaiveDate,
    /// What kind of entity it spoke of.
    pub kind: EntityKind,
    /// Which, when the census knew it.
    pub entity: Option<EntityId>,
    /// How many of this kind the decision refused.
    pub times: u64,
}

/// Why something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Because {
    /// Names the decision in the public log.
    pub decision: DecisionId,
    /// What was decided.
    pub action: Action,
    /// Why.
    pub ground: Option<Ground>,
}

/// A trace about to be written.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    pub(crate) kind: EntityKind,
    pub(crate) entity: Option<EntityId>,
    pub(crate) territory: String,
}

#[derive(Serialize)]
struct NewRow<'a> {
    decision_id: Uuid,
    number: usize,
    kind: &'static str,
    entity_id: Option<Uuid>,
    territory: &'a str,
}

#[derive(FromRow)]
struct RefusalRow {
    id: Uuid,
    decided_on: NaiveDate,
    action: String,
    ground: Option<String>,
    kind: String,
    entity_id: Option<Uuid>,
    times: i64,
}

#[derive(FromRow)]
struct BehindRow {
    entity_id: Uuid,
    version: i64,
    id: Uuid,
    action: String,
    ground: Option<String>,
}

impl Store {
    /// What was refused or erased after one day until another, the newest day first, at most `limit` lines behind the
    /// first `skipped`; nothing for news that are no history of a place, of an entity or of everything.
    pub async fn refusals(
        &self,
        of: &NewsOf,
        (after, until): (NaiveDate, NaiveDate),
        skipped: u32,
        limit: u32,
    ) -> Result<Vec<Refusal>> {
        let (skipped, limit) = (i64::from(skipped), i64::from(limit));
        let rows: Vec<RefusalRow> = match of {
            NewsOf::Everything => on!(self.readers(), EVERYWHERE, |db, sql| {
                sqlx::query_as(sql).bind(after).bind(until).bind(limit).bind(skipped).fetch_all(db).await
            })?,
            NewsOf::Territory { code, reach } => on!(self.readers(), OF_TERRITORY, |db, sql| {
                let query = sqlx::query_as(sql).bind(after).bind(until).bind(limit).bind(skipped).bind(code);
                query.bind(reach.ends().0).bind(reach.ends().1).bind(reach.among()).fetch_all(db).await
            })?,
            NewsOf::Entity(id) => on!(self.readers(), OF_ENTITY, |db, sql| {
                sqlx::query_as(sql).bind(after).bind(until).bind(limit).bind(skipped).bind(id.0).fetch_all(db).await
            })?,
            NewsOf::Kind(_) | NewsOf::About(_) | NewsOf::Gone => Vec::new(),
        };
        rows.into_iter().map(Refusal::try_from).collect()
    }

    /// What a decision refused or erased, in the order in which it was written down.
    pub async fn left_by(&self, id: DecisionId) -> Result<Vec<Left>> {
        let rows: Vec<(String, Option<Uuid>, String)> =
            on!(self.readers(), OF_DECISION, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_all(db).await)?;
        let read = |(kind, entity, territory): (String, Option<Uuid>, String)| {
            let kind = kind.parse();
            let kind = kind.map_err(|error: InvalidKey| Error::corrupt("decision_trace", "kind", id, error))?;
            Ok(Left { kind, entity: entity.map(EntityId), territory })
        };
        rows.into_iter().map(read).collect()
    }

    /// The decisions behind the revisions of some entities: entity, version, and why.
    pub async fn decisions_behind(&self, entities: &[EntityId]) -> Result<Vec<(EntityId, u32, Because)>> {
        let list = list_of(entities);
        let rows: Vec<BehindRow> =
            on!(self.readers(), BEHIND, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
        let read = |row: BehindRow| {
            let version = u32::try_from(row.version)
                .map_err(|error| Error::corrupt("decision_revision", "version", row.id, error))?;
            Ok((EntityId(row.entity_id), version, because(row.id, &row.action, row.ground.as_deref())?))
        };
        rows.into_iter().map(read).collect()
    }
}

/// The trace of an entity that is about to be erased: what it is and where.
pub(crate) async fn of(work: &mut Work, id: EntityId) -> Result<Trace> {
    let state = work.entity(id).await?.ok_or(Error::NoSuchEntity)?.state;
    Ok(Trace { kind: state.kind(), entity: Some(id), territory: state.territory().to_owned() })
}

/// Writes down what a decision refused or erased.
pub(crate) async fn leave<'a>(work: &mut Work, decision: DecisionId, traces: &'a [Trace]) -> Result<()> {
    let row = |(trace, number): (&'a Trace, usize)| NewRow {
        decision_id: decision.0,
        number,
        kind: trace.kind.key(),
        entity_id: trace.entity.map(|id| id.0),
        territory: &trace.territory,
    };
    let rows: Vec<NewRow> = traces.iter().zip(1..).map(row).collect();
    run(&mut work.tx, INSERT, &rows).await
}

fn because(id: Uuid, action: &str, ground: Option<&str>) -> Result<Because> {
    let broken = |column: &'static str| move |error: InvalidKey| Error::corrupt("decision", column, id, error);
    Ok(Because {
        decision: DecisionId(id),
        action: action.parse().map_err(broken("action"))?,
        ground: ground.map(str::parse).transpose().map_err(broken("ground"))?,
    })
}

impl TryFrom<RefusalRow> for Refusal {
    type Error = Error;

    fn try_from(row: RefusalRow) -> Result<Self> {
        let kind = row.kind.parse();
        Ok(Self {
            because: because(row.id, &row.action, row.ground.as_deref())?,
            day: row.decided_on,
            kind: kind.map_err(|error: InvalidKey| Error::corrupt("decision_trace", "kind", row.id, error))?,
            entity: row.entity_id.map(EntityId),
            times: row.times.unsigned_abs(),
        })
    }
}
