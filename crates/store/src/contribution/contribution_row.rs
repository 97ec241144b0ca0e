//! Contributions as they are written and read back.

use std::collections::BTreeSet;

use census::{Contribution, EntityId, Ground, Hold};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::entity_row::{hash, version};
use crate::pool::Tx;
use crate::rows::{hex, list_of, run};
use crate::scope::Targets;
use crate::sql::{Sql, within};
use crate::{AccountId, ContributionId, ContributionState, Error, Receipt, Result};

/// The columns of [`ContributionRow`], of a table called `c`.
macro_rules! contribution_columns {
    () => {
        "c.id, c.client_hash, c.request_hash, c.receipt_hash, c.version, c.state, c.holds, c.content, c.territory,
            c.submitted_on, c.entity_id, c.entity_version, c.duplicate_of, c.decision, c.ground"
    };
}

pub(crate) use contribution_columns;

macro_rules! columns {
    () => {
        concat!("select ", contribution_columns!(), " from contribution c ")
    };
}

pub(crate) const BY_RECEIPT: Sql = Sql::same(concat!(columns!(), "where receipt_hash = $1"));

const BY_ID: Sql = Sql::same(concat!(columns!(), "where id = $1"));

const BY_SENDERS: Sql = Sql {
    sqlite: concat!(columns!(), "where client_hash in (select unhex(value) from json_each($1))"),
    postgres: concat!(
        columns!(),
        "where client_hash in (select decode(value, 'hex') from json_array_elements_text($1::json) as listed(value))"
    ),
};

const QUEUED: Sql = Sql::same(concat!(columns!(), "where state = 'queued'"));

const UPSERT: Sql = Sql {
    sqlite: "insert into contribution (id, client_hash, request_hash, receipt_hash, version, state, holds, content,
            territory, submitted_on, entity_id, entity_version, duplicate_of, decision, ground)
        select unhex(value ->> 'id', '-'), unhex(value ->> 'client_hash'), unhex(value ->> 'request_hash'),
            unhex(value ->> 'receipt_hash'), value ->> 'version', value ->> 'state', value ->> 'holds',
            value ->> 'content', value ->> 'territory', value ->> 'submitted_on', unhex(value ->> 'entity_id', '-'),
            value ->> 'entity_version', unhex(value ->> 'duplicate_of', '-'), value ->> 'decision',
            value ->> 'ground'
        from json_each($1) where true
        on conflict (id) do update
        set version = excluded.version, state = excluded.state, holds = excluded.holds, content = excluded.content,
            territory = excluded.territory, entity_id = excluded.entity_id,
            entity_version = excluded.entity_version, duplicate_of = excluded.duplicate_of,
            decision = excluded.decision, ground = excluded.ground",
    postgres: "insert into contribution (id, client_hash, request_hash, receipt_hash, version, state, holds, content,
            territory, submitted_on, entity_id, entity_version, duplicate_of, decision, ground)
        select id, decode(client_hash, 'hex'), decode(request_hash, 'hex'), decode(receipt_hash, 'hex'), version,
            state, holds, content, territory, submitted_on, entity_id, entity_version, duplicate_of, decision, ground
        from json_to_recordset($1::json) as r(id uuid, client_hash text, request_hash text, receipt_hash text,
            version bigint, state text, holds text, content text, territory text, submitted_on date, entity_id uuid,
            entity_version bigint, duplicate_of uuid, decision text, ground text)
        on conflict (id) do update
        set version = excluded.version, state = excluded.state, holds = excluded.holds, content = excluded.content,
            territory = excluded.territory, entity_id = excluded.entity_id,
            entity_version = excluded.entity_version, duplicate_of = excluded.duplicate_of,
            decision = excluded.decision, ground = excluded.ground",
};

const THAT_LED_TO: Sql = Sql {
    sqlite: concat!(
        columns!(),
        "where c.state in ('accepted', 'merged') and (c.entity_id, c.entity_version) in (
            select unhex(value ->> 'entity', '-'), value ->> 'version' from json_each($1))"
    ),
    postgres: concat!(
        columns!(),
        "where c.state in ('accepted', 'merged') and (c.entity_id, c.entity_version) in (
            select entity, version from json_to_recordset($1::json) as r(entity uuid, version bigint))"
    ),
};

const WITHOUT_EFFECT: Sql = Sql::same(concat!(
    columns!(),
    "where c.contributor = $1 and c.submitted_on between $2 and $3 and c.id > $4
        and (c.state in ('pending', 'queued') or (c.state = 'accepted' and c.entity_version is null))
    order by c.id limit 500"
));

const REFUSED_AS: Sql = Sql {
    sqlite: concat!(
        columns!(),
        "where c.state = 'rejected' and c.decision = $2
            and c.entity_id in (select unhex(value, '-') from json_each($1))"
    ),
    postgres: concat!(
        columns!(),
        "where c.state = 'rejected' and c.decision = $2
            and c.entity_id in (select value::uuid from json_array_elements_text($1::json) as listed(value))"
    ),
};

const ABOUT: Sql = Sql::same(concat!(
    columns!(),
    "where (c.entity_id = $1 or c.duplicate_of = $1) and c.id > $2 order by c.id limit 500"
));

pub(crate) const STATEMENTS: &[Sql] =
    &[BY_RECEIPT, BY_ID, BY_SENDERS, QUEUED, UPSERT, THAT_LED_TO, WITHOUT_EFFECT, REFUSED_AS, ABOUT];

/// A contribution with everything that the census keeps of it.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) id: ContributionId,
    pub(crate) client_hash: [u8; 32],
    pub(crate) request_hash: [u8; 32],
    pub(crate) receipt_hash: [u8; 32],
    pub(crate) version: u32,
    pub(crate) state: ContributionState,
    pub(crate) holds: Vec<Hold>,
    pub(crate) content: Contribution,
    pub(crate) territory: String,
    pub(crate) submitted_on: NaiveDate,
    pub(crate) entity: Option<EntityId>,
    pub(crate) entity_version: Option<u32>,
    pub(crate) duplicate_of: Option<EntityId>,
    pub(crate) decision: Option<String>,
    pub(crate) ground: Option<Ground>,
}

/// A row of `contribution`.
#[derive(FromRow)]
pub(crate) struct ContributionRow {
    id: Uuid,
    client_hash: Vec<u8>,
    request_hash: Vec<u8>,
    receipt_hash: Vec<u8>,
    version: i64,
    state: String,
    holds: String,
    content: String,
    territory: String,
    submitted_on: NaiveDate,
    entity_id: Option<Uuid>,
    entity_version: Option<i64>,
    duplicate_of: Option<Uuid>,
    decision: Option<String>,
    ground: Option<String>,
}

/// The same on its way in.
#[derive(Serialize)]
struct NewContribution<'a> {
    id: Uuid,
    client_hash: String,
    request_hash: String,
    receipt_hash: String,
    version: u32,
    state: &'static str,
    holds: String,
    content: String,
    territory: &'a str,
    submitted_on: NaiveDate,
    entity_id: Option<Uuid>,
    entity_version: Option<u32>,
    duplicate_of: Option<Uuid>,
    decision: Option<&'a str>,
    ground: Option<&'static str>,
}

impl TryFrom<ContributionRow> for Kept {
    type Error = Error;

    fn try_from(row: ContributionRow) -> Result<Self> {
        let id = row.id;
        let broken = |column: &'static str| {
            move |detail: &dyn std::fmt::Display| Error::corrupt("contribution", column, id, detail)
        };
        let entity_version = row.entity_version.map(version).transpose();
        Ok(Self {
            id: ContributionId(id),
            client_hash: hash(&row.client_hash).map_err(|e| broken("client_hash")(&e))?,
            request_hash: hash(&row.request_hash).map_err(|e| broken("request_hash")(&e))?,
            receipt_hash: hash(&row.receipt_hash).map_err(|e| broken("receipt_hash")(&e))?,
            version: version(row.version).map_err(|e| broken("version")(&e))?,
            state: row.state.parse().map_err(|e| broken("state")(&e))?,
            holds: serde_json::from_str(&row.holds).map_err(|e| broken("holds")(&e))?,
            content: serde_json::from_str(&row.content).map_err(|e| broken("content")(&e))?,
            territory: row.territory,
            submitted_on: row.submitted_on,
            entity: row.entity_id.map(EntityId),
            entity_version: entity_version.map_err(|e| broken("entity_version")(&e))?,
            duplicate_of: row.duplicate_of.map(EntityId),
            decision: row.decision,
            ground: row
                .ground
                .map(|key| key.parse())
                .transpose()
                .map_err(|e: census::InvalidKey| broken("ground")(&e))?,
        })
    }
}

impl From<Kept> for Receipt {
    fn from(kept: Kept) -> Self {
        Self {
            contribution: kept.id,
            state: kept.state,
            holds: kept.holds,
            entity: kept.entity,
            entity_version: kept.entity_version,
            content: kept.content,
            territory: kept.territory,
            version: kept.version,
            decision: kept.decision,
            ground: kept.ground,
            submitted_on: kept.submitted_on,
            duplicate_of: kept.duplicate_of,
        }
    }
}

impl<'a> From<&'a Kept> for NewContribution<'a> {
    fn from(kept: &'a Kept) -> Self {
        Self {
            id: kept.id.0,
            client_hash: hex(&kept.client_hash),
            request_hash: hex(&kept.request_hash),
            receipt_hash: hex(&kept.receipt_hash),
            version: kept.version,
            state: kept.state.key(),
            holds: list_of(&kept.holds),
            content: serde_json::to_string(&kept.content).expect("a contribution has text keys and finite numbers"),
            territory: &kept.territory,
            submitted_on: kept.submitted_on,
            entity_id: kept.entity.map(|id| id.0),
            entity_version: kept.entity_version,
            duplicate_of: kept.duplicate_of.map(|id| id.0),
            decision: kept.decision.as_deref(),
            ground: kept.ground.map(Ground::key),
        }
    }
}

/// Writes contributions, new ones and changed ones.
pub(crate) async fn write(tx: &mut Tx, contributions: &[&Kept]) -> Result<()> {
    let rows: Vec<NewContribution<'_>> = contributions.iter().map(|kept| NewContribution::from(*kept)).collect();
    run(tx, UPSERT, &rows).await
}

/// The contribution of an id.
pub(crate) async fn by_id(tx: &mut Tx, id: ContributionId) -> Result<Option<Kept>> {
    let row: Option<ContributionRow> =
        within!(tx, BY_ID, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
    row.map(Kept::try_from).transpose()
}

/// The contributions of senders, each named by the hash of the own id.
pub(crate) async fn by_senders(tx: &mut Tx, senders: &[[u8; 32]]) -> Result<Vec<Kept>> {
    let list = list_of(&senders.iter().map(|hash| hex(hash)).collect::<Vec<String>>());
    let rows: Vec<ContributionRow> =
        within!(tx, BY_SENDERS, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// All that wait for the next publication.
pub(crate) async fn queued(tx: &mut Tx) -> Result<Vec<Kept>> {
    let rows: Vec<ContributionRow> = within!(tx, QUEUED, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// Did it lead to something that still counts?
pub(crate) fn is_in_effect(kept: &Kept) -> bool {
    matches!(kept.state, ContributionState::Accepted | ContributionState::Merged)
}

/// Those that led to some revisions and still count.
pub(crate) async fn that_led_to(tx: &mut Tx, revisions: &Targets) -> Result<Vec<Kept>> {
    #[derive(Serialize)]
    struct Place {
        entity: Uuid,
        version: u32,
    }
    let place = |(id, versions): (&EntityId, &BTreeSet<u32>)| {
        let entity = id.0;
        versions.iter().map(move |version| Place { entity, version: *version }).collect::<Vec<_>>()
    };
    let places: Vec<Place> = revisions.iter().flat_map(place).collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let list = list_of(&places);
    let rows: Vec<ContributionRow> =
        within!(tx, THAT_LED_TO, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// Some of an account, sent in some days, that wait or changed nothing; behind an id, by id.
pub(crate) async fn without_effect(
    tx: &mut Tx,
    account: AccountId,
    (from, to): (NaiveDate, NaiveDate),
    after: Uuid,
) -> Result<Vec<Kept>> {
    let rows: Vec<ContributionRow> = within!(tx, WITHOUT_EFFECT, |db, sql| {
        sqlx::query_as(sql).bind(account.0).bind(from).bind(to).bind(after).fetch_all(db).await
    })?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// Those about some entities that were refused with these words.
pub(crate) async fn refused_as(tx: &mut Tx, entities: &[EntityId], words: &str) -> Result<Vec<Kept>> {
    if entities.is_empty() {
        return Ok(Vec::new());
    }
    let list = list_of(entities);
    let rows: Vec<ContributionRow> =
        within!(tx, REFUSED_AS, |db, sql| sqlx::query_as(sql).bind(list).bind(words).fetch_all(db).await)?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// Some that made an entity, changed it or want to; behind an id, by id.
pub(crate) async fn about(tx: &mut Tx, entity: EntityId, after: Uuid) -> Result<Vec<Kept>> {
    let rows: Vec<ContributionRow> =
        within!(tx, ABOUT, |db, sql| sqlx::query_as(sql).bind(entity.0).bind(after).fetch_all(db).await)?;
    rows.into_iter().map(Kept::try_from).collect()
}
