//! The log of decisions: what was done, why, by whom, and which revisions it made. Never what was said.

use std::fmt;
use std::str::FromStr;

use census::{Action, EntityId, EntityKind, Ground, InvalidId, InvalidKey, Text};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use crate::entity_row::version;
use crate::order::{Order, Ruling};
use crate::pool::Tx;
use crate::rows::run;
use crate::sql::{Sql, on, within};
use crate::work::Work;
use crate::{AccountId, Error, Result, Store};

const INSERT: Sql = Sql::same(
    "insert into decision (id, decided_on, moderator, action, ground, content, kind, entity_id, territory, entries, state)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
);

const PROPOSAL: Sql = Sql::same("select moderator, ground, content from decision where id = $1 and state = 'proposed'");

const SECOND: Sql = Sql::same(
    "update decision set state = 'done', content = '{}', seconded_by = $2, decided_on = $3, kind = $4, entity_id = $5,
        territory = $6, entries = $7
    where id = $1",
);

const DROP: Sql = Sql::same(
    "update decision set state = 'dropped', content = '{}', seconded_by = $2, decided_on = $3
    where id = $1 and state = 'proposed'",
);

const INSERT_MADE: Sql = Sql {
    sqlite: "insert into decision_revision (decision_id, entity_id, version)
        select unhex(value ->> 'decision', '-'), unhex(value ->> 'entity', '-'), value ->> 'version'
        from json_each($1)",
    postgres: "insert into decision_revision (decision_id, entity_id, version)
        select decision, entity, version
        from json_to_recordset($1::json) as r(decision uuid, entity uuid, version bigint)",
};

macro_rules! decisions {
    ($rest:literal) => {
        concat!(
            "select d.id, d.decided_on, d.moderator, coalesce(m.pseudonym, d.told_by) as pseudonym,
                coalesce(s.pseudonym, d.told_second) as second, d.action, d.ground, d.kind,
                d.entity_id, d.territory, d.entries, d.state
            from decision d left join account m on m.id = d.moderator left join account s on s.id = d.seconded_by ",
            $rest
        )
    };
}

const BY_ID: Sql = Sql::same(decisions!("where d.id = $1"));

const LOG: Sql = Sql::same(decisions!(
    "where d.state = 'done' and (d.decided_on, d.id) < ($1, $2) order by d.decided_on desc, d.id desc limit $3"
));

const PROPOSED: Sql = Sql::same(decisions!("where d.state = 'proposed' order by d.decided_on, d.id"));

const OF_ENTITY: Sql = Sql::same(
    "select made.version, made.decision_id from decision_revision made where made.entity_id = $1 order by made.version",
);

const MADE: Sql = Sql::same(
    "select made.entity_id, made.version, e.kind from decision_revision made join entity e on e.id = made.entity_id
    where made.decision_id = $1 and (made.entity_id, made.version) > ($2, $3)
    order by made.entity_id, made.version limit $4",
);

pub(crate) const STATEMENTS: &[Sql] =
    &[INSERT, PROPOSAL, SECOND, DROP, INSERT_MADE, BY_ID, LOG, PROPOSED, OF_ENTITY, MADE];

/// Names a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DecisionId(pub Uuid);

/// Where a decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionState {
    /// A second moderator has to agree.
    Proposed,
    /// It was carried out.
    Done,
    /// The second moderator did not agree.
    Dropped,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its name.
    pub id: DecisionId,
    /// The day it was carried out, or proposed.
    pub day: NaiveDate,
    /// Who decided, for comparing with oneself.
    pub moderator: Option<AccountId>,
    /// Who decided, for people; `None` is the operator, or a deleted account.
    pub pseudonym: Option<String>,
    /// Who agreed.
    pub second: Option<String>,
    /// What was done.
    pub action: Action,
    /// Why.
    pub ground: Option<Ground>,
    /// The entity, when it was one.
    pub entity: Option<(EntityKind, EntityId)>,
    /// Code of the territory, when it was one; empty otherwise.
    pub territory: String,
    /// Entries that it touched.
    pub entries: u64,
    /// Where it stands.
    pub state: DecisionState,
}

/// A revision that a decision made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeRevision {
    /// What kind of entity.
    pub kind: EntityKind,
    /// Which.
    pub entity: EntityId,
    /// Its version then.
    pub version: u32,
}

#[derive(FromRow)]
struct DecisionRow {
    id: Uuid,
    decided_on: NaiveDate,
    moderator: Option<Uuid>,
    pseudonym: Option<String>,
    second: Option<String>,
    action: String,
    ground: Option<String>,
    kind: Option<String>,
    entity_id: Option<Uuid>,
    territory: String,
    entries: i64,
    state: String,
}

/// What the log says of what was done.
pub(crate) struct Summary {
    pub(crate) entity: Option<(EntityKind, EntityId)>,
    pub(crate) territory: String,
    pub(crate) entries: usize,
}

/// A decision about to be written.
pub(crate) struct NewDecision {
    moderator: Option<AccountId>,
    action: Action,
    ground: Option<Ground>,
    content: String,
    summary: Summary,
    state: &'static str,
}

/// An order as it waits for a second moderator.
#[derive(Serialize, Deserialize)]
struct Proposed {
    order: Order,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<Text<1000>>,
}

/// A revision that a decision made, on its way in.
#[derive(Serialize)]
pub(crate) struct Made {
    decision: Uuid,
    entity: Uuid,
    version: u32,
}

impl Store {
    /// The decisions that were carried out, the newest day first, behind a place; within a day the order tells nothing.
    pub async fn decisions(&self, after: Option<(NaiveDate, DecisionId)>, limit: u32) -> Result<Vec<Decision>> {
        let (day, id) = after.map_or((NaiveDate::MAX, Uuid::max()), |(day, id)| (day, id.0));
        let day = day.min(LATEST);
        let rows: Vec<DecisionRow> = on!(self.readers(), LOG, |db, sql| {
            sqlx::query_as(sql).bind(day).bind(id).bind(i64::from(limit)).fetch_all(db).await
        })?;
        rows.into_iter().map(Decision::try_from).collect()
    }

    /// What waits for a second moderator, the oldest day first.
    pub async fn proposals(&self) -> Result<Vec<Decision>> {
        let rows: Vec<DecisionRow> = on!(self.readers(), PROPOSED, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        rows.into_iter().map(Decision::try_from).collect()
    }

    /// One decision of any state.
    pub async fn decision(&self, id: DecisionId) -> Result<Option<Decision>> {
        let row: Option<DecisionRow> =
            on!(self.readers(), BY_ID, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
        row.map(Decision::try_from).transpose()
    }

    /// The revisions that a decision made, at most `limit`, behind a version of an entity.
    pub async fn made_by(
        &self,
        id: DecisionId,
        after: Option<(EntityId, u32)>,
        limit: u32,
    ) -> Result<Vec<MadeRevision>> {
        let (entity, made) = after.map_or((Uuid::nil(), 0), |(entity, version)| (entity.0, i64::from(version)));
        let rows: Vec<(Uuid, i64, String)> = on!(self.readers(), MADE, |db, sql| {
            sqlx::query_as(sql).bind(id.0).bind(entity).bind(made).bind(i64::from(limit)).fetch_all(db).await
        })?;
        let read = |(entity, number, kind): (Uuid, i64, String)| {
            let broken = |column, detail: &dyn fmt::Display| Error::corrupt("decision_revision", column, id, detail);
            let kind = kind.parse().map_err(|error: InvalidKey| broken("kind", &error))?;
            let version = version(number).map_err(|error| broken("version", &error))?;
            Ok(MadeRevision { kind, entity: EntityId(entity), version })
        };
        rows.into_iter().map(read).collect()
    }

    /// The versions of an entity that decisions made, with the decision.
    pub async fn decisions_of(&self, entity: EntityId) -> Result<Vec<(u32, DecisionId)>> {
        let rows: Vec<(i64, Uuid)> =
            on!(self.readers(), OF_ENTITY, |db, sql| sqlx::query_as(sql).bind(entity.0).fetch_all(db).await)?;
        let broken = |detail| Error::corrupt("decision_revision", "version", entity, detail);
        rows.into_iter().map(|(number, id)| Ok((version(number).map_err(broken)?, DecisionId(id)))).collect()
    }
}

/// Later than any decision, and a date of four digits for both engines.
const LATEST: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

impl NewDecision {
    pub(crate) fn proposed(ruling: &Ruling, entries: usize) -> Self {
        let asked = Proposed { order: ruling.order.clone(), answer: ruling.answer.clone() };
        let content = serde_json::to_string(&asked).expect("an order has text keys and finite numbers");
        let summary = Summary { entity: None, territory: String::new(), entries };
        Self { content, state: "proposed", ..Self::of(ruling, summary) }
    }

    pub(crate) fn done(ruling: &Ruling, summary: Summary) -> Self {
        Self { state: "done", ..Self::of(ruling, summary) }
    }

    /// Of the operator at the command line.
    pub(crate) fn of_the_operator(action: Action, summary: Summary) -> Self {
        Self { moderator: None, action, ground: None, content: "{}".to_owned(), summary, state: "done" }
    }

    /// Of a person, or of the operator, on a contract of a list.
    pub(crate) fn by(by: Option<AccountId>, action: Action, ground: Option<Ground>, summary: Summary) -> Self {
        Self { moderator: by, ground, ..Self::of_the_operator(action, summary) }
    }

    fn of(ruling: &Ruling, summary: Summary) -> Self {
        let (moderator, action, ground) = (ruling.by, ruling.order.action(), ruling.ground);
        Self { moderator, action, ground, content: "{}".to_owned(), summary, state: "done" }
    }
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

/// Writes a decision into the log.
pub(crate) async fn insert(work: &mut Work, id: DecisionId, decision: &NewDecision) -> Result<()> {
    let day = work.today;
    let NewDecision { moderator, action, ground, content, summary, state } = decision;
    within!(&mut work.tx, INSERT, |db, sql| {
        let statement = sqlx::query(sql).bind(id.0).bind(day).bind(moderator.map(|account| account.0));
        let statement = statement.bind(action.key()).bind(ground.map(Ground::key)).bind(content);
        let statement = statement.bind(summary.kind()).bind(summary.id()).bind(&summary.territory);
        statement.bind(summary.entries as i64).bind(*state).execute(db).await.map(drop)
    })?;
    Ok(())
}

/// What waits for a second moderator under a name.
pub(crate) async fn proposal(work: &mut Work, id: DecisionId) -> Result<Ruling> {
    let row: Option<(Option<Uuid>, Option<String>, String)> =
        within!(&mut work.tx, PROPOSAL, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
    let (moderator, ground, content) = row.ok_or(Error::NoSuchDecision)?;
    let Proposed { order, answer } =
        serde_json::from_str(&content).map_err(|error| Error::corrupt("decision", "content", id, error))?;
    let ground = ground.map(|key| key.parse()).transpose();
    let ground = ground.map_err(|error: InvalidKey| Error::corrupt("decision", "ground", id, error))?;
    Ok(Ruling { order, ground, answer, by: moderator.map(AccountId) })
}

/// The second moderator agreed, and it is done.
pub(crate) async fn second(work: &mut Work, id: DecisionId, by: AccountId, summary: &Summary) -> Result<()> {
    let day = work.today;
    within!(&mut work.tx, SECOND, |db, sql| {
        let statement = sqlx::query(sql).bind(id.0).bind(by.0).bind(day).bind(summary.kind()).bind(summary.id());
        statement.bind(&summary.territory).bind(summary.entries as i64).execute(db).await.map(drop)
    })?;
    Ok(())
}

/// The second moderator, or the first one after second thoughts, did not agree.
pub(crate) async fn drop_proposal(work: &mut Work, id: DecisionId, by: AccountId) -> Result<()> {
    let day = work.today;
    within!(&mut work.tx, DROP, |db, sql| sqlx::query(sql)
        .bind(id.0)
        .bind(by.0)
        .bind(day)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}

impl Summary {
    fn kind(&self) -> Option<&'static str> {
        self.entity.map(|(kind, _)| kind.key())
    }

    fn id(&self) -> Option<Uuid> {
        self.entity.map(|(_, id)| id.0)
    }
}

impl TryFrom<DecisionRow> for Decision {
    type Error = Error;

    fn try_from(row: DecisionRow) -> Result<Self> {
        let id = row.id;
        let broken = |column: &'static str| move |error: InvalidKey| Error::corrupt("decision", column, id, error);
        let kind = row.kind.map(|key| key.parse()).transpose().map_err(broken("kind"))?;
        Ok(Self {
            id: DecisionId(id),
            day: row.decided_on,
            moderator: row.moderator.map(AccountId),
            pseudonym: row.pseudonym,
            second: row.second,
            action: row.action.parse().map_err(broken("action"))?,
            ground: row.ground.map(|key| key.parse()).transpose().map_err(broken("ground"))?,
            entity: kind.zip(row.entity_id.map(EntityId)),
            territory: row.territory,
            entries: row.entries.unsigned_abs(),
            state: match row.state.as_str() {
                "proposed" => DecisionState::Proposed,
                "dropped" => DecisionState::Dropped,
                _ => DecisionState::Done,
            },
        })
    }
}

impl fmt::Display for DecisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DecisionId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::try_parse(text).map(Self).map_err(|_| InvalidId(text.chars().take(60).collect()))
    }
}
