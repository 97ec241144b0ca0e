//! Which revisions are to be taken back, found in pages of entities so that memory stays flat.

use std::collections::{BTreeMap, BTreeSet};

use census::{EntityId, InvalidChain, Revision};
use chrono::NaiveDate;
use geodata::Bbox;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entity_row::{RevisionRow, version};
use crate::sql::{Sql, within};
use crate::verdict::Area;
use crate::work::Work;
use crate::{
    AccountId, BatchId, ContributionId, DecisionId, Error, Result, contribution::contribution_row, import::import_batch,
};

/// Entities that are looked at together.
const CHUNK: i64 = 500;

/// Which revisions are to be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "scope", rename_all = "snake_case")]
pub enum RevertScope {
    /// One revision.
    Revision {
        /// Of this entity.
        entity: EntityId,
        /// The version that it led to.
        version: u32,
    },
    /// What one contribution led to; one that still waits is refused.
    Contribution {
        /// Which.
        contribution: ContributionId,
    },
    /// An import.
    Batch {
        /// Which.
        batch: BatchId,
    },
    /// What an account contributed, and what of it still waits.
    Account {
        /// Whose.
        account: AccountId,
        /// Sent on this day or later.
        from: Option<NaiveDate>,
        /// Sent on this day or earlier.
        to: Option<NaiveDate>,
    },
    /// Everything that was published in some days, whoever it came from.
    Window {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
        /// Only what was in this box before or after it.
        bbox: Option<Bbox>,
        /// Only what was in these territories before or after it: codes from the first to the second.
        territory: Option<(String, String)>,
    },
    /// What a decision of a moderator did. Taking back what took something back brings it back.
    Decision {
        /// Which.
        decision: DecisionId,
    },
}

/// Versions of entities.
pub(crate) type Targets = BTreeMap<EntityId, BTreeSet<u32>>;

/// The pages of a scope.
pub(crate) struct Pages {
    source: Source,
    area: Area,
    last: Uuid,
}

enum Source {
    Listed(Targets),
    Batch(BatchId),
    Account(AccountId, NaiveDate, NaiveDate),
    /// Places in the chain, both included.
    Places(i64, i64),
    Decision(DecisionId),
}

const OF_BATCH: Sql = Sql::same(
    "select entity, version from revision where batch_id = $1 and entity in (select distinct entity from revision
        where batch_id = $1 and entity > $2 order by entity limit $3)",
);

/// What is no longer accepted was taken back before.
const OF_ACCOUNT: Sql = Sql::same(
    "select entity_id, entity_version from contribution
    where contributor = $1 and submitted_on between $2 and $3 and state in ('accepted', 'merged')
        and entity_version is not null and entity_id in (select distinct entity_id from contribution
            where contributor = $1 and submitted_on between $2 and $3 and state in ('accepted', 'merged')
                and entity_version is not null and entity_id > $4
            order by entity_id limit $5)",
);

/// The plus keeps the chain's own index from being used where the entities must come in order.
const OF_PLACES: Sql = Sql::same(
    "select entity, version from revision where +seq between $1 and $2 and entity in (
        select distinct entity from revision where +seq between $1 and $2 and entity > $3 order by entity limit $4)",
);

const OF_DECISION: Sql = Sql::same(
    "select entity_id, version from decision_revision where decision_id = $1 and entity_id in (
        select distinct entity_id from decision_revision where decision_id = $1 and entity_id > $2
        order by entity_id limit $3)",
);

const READABLE: Sql = Sql::same(
    "select seq, entity, version, body, salt, leaf, link from revision where seq >= $1 and body is not null
    order by seq limit 1",
);

const KNOWN_DECISION: Sql = Sql::same("select count(*) from decision where id = $1 and state = 'done'");

const KNOWN_ACCOUNT: Sql = Sql::same("select count(*) from account where id = $1");

pub(crate) const STATEMENTS: &[Sql] =
    &[OF_BATCH, OF_ACCOUNT, OF_PLACES, OF_DECISION, READABLE, KNOWN_DECISION, KNOWN_ACCOUNT];

/// Earlier and later than any day of the census, in four digits for both engines.
pub(crate) const ALL_DAYS: (NaiveDate, NaiveDate) =
    match (NaiveDate::from_ymd_opt(1, 1, 1), NaiveDate::from_ymd_opt(9999, 12, 31)) {
        (Some(first), Some(last)) => (first, last),
        _ => (NaiveDate::MIN, NaiveDate::MAX),
    };

impl RevertScope {
    /// Everything that was published in some days.
    pub fn days(from: NaiveDate, to: NaiveDate) -> Self {
        Self::Window { from, to, bbox: None, territory: None }
    }

    /// Everything of an account.
    pub fn account(account: AccountId) -> Self {
        Self::Account { account, from: None, to: None }
    }
}

impl Pages {
    /// Begins; refuses what is not there.
    pub(crate) async fn open(work: &mut Work, scope: &RevertScope) -> Result<Self> {
        let mut area = Area::default();
        let source = match scope {
            RevertScope::Revision { entity, version } => {
                let known = work.entity(*entity).await?.filter(|known| (1..=known.version).contains(version));
                known.ok_or(Error::NoSuchEntity)?;
                Source::Listed([(*entity, BTreeSet::from([*version]))].into())
            }
            RevertScope::Contribution { contribution } => {
                let kept = work.contribution(*contribution).await?.ok_or(Error::NoSuchContribution)?;
                let led_to = kept.entity.zip(kept.entity_version).filter(|_| contribution_row::is_in_effect(&kept));
                Source::Listed(led_to.into_iter().map(|(id, version)| (id, BTreeSet::from([version]))).collect())
            }
            RevertScope::Batch { batch } => {
                import_batch::by_id(work, *batch).await?.ok_or(Error::NoOpenBatch)?;
                Source::Batch(*batch)
            }
            RevertScope::Account { account, from, to } => {
                require(work, KNOWN_ACCOUNT, account.0, Error::NoSuchAccount).await?;
                Source::Account(*account, from.unwrap_or(ALL_DAYS.0), to.unwrap_or(ALL_DAYS.1))
            }
            RevertScope::Window { from, to, bbox, territory } => {
                area = Area { bbox: *bbox, territory: territory.clone() };
                let behind = to.succ_opt().map_or(Ok(None), |day| Ok::<_, Error>(Some(day)))?;
                let first = first_place_on(work, *from).await?;
                let end = match behind {
                    Some(day) => first_place_on(work, day).await?,
                    None => i64::MAX,
                };
                Source::Places(first, end - 1)
            }
            RevertScope::Decision { decision } => {
                require(work, KNOWN_DECISION, decision.0, Error::NoSuchDecision).await?;
                Source::Decision(*decision)
            }
        };
        Ok(Self { source, area, last: Uuid::nil() })
    }

    /// The area that the revisions must have touched.
    pub(crate) fn area(&self) -> Option<&Area> {
        Some(&self.area).filter(|area| !area.is_everywhere())
    }

    /// All revisions of the scope of the next few entities; empty at the end.
    pub(crate) async fn next(&mut self, work: &mut Work) -> Result<Targets> {
        let after = self.last;
        let rows: Vec<(Uuid, i64)> = match &mut self.source {
            Source::Listed(targets) => return Ok(std::mem::take(targets)),
            Source::Batch(batch) => within!(&mut work.tx, OF_BATCH, |db, sql| {
                sqlx::query_as(sql).bind(batch.0).bind(after).bind(CHUNK).fetch_all(db).await
            })?,
            Source::Account(account, from, to) => within!(&mut work.tx, OF_ACCOUNT, |db, sql| {
                let statement = sqlx::query_as(sql).bind(account.0).bind(*from).bind(*to);
                statement.bind(after).bind(CHUNK).fetch_all(db).await
            })?,
            Source::Places(first, last) => within!(&mut work.tx, OF_PLACES, |db, sql| {
                sqlx::query_as(sql).bind(*first).bind(*last).bind(after).bind(CHUNK).fetch_all(db).await
            })?,
            Source::Decision(decision) => within!(&mut work.tx, OF_DECISION, |db, sql| {
                sqlx::query_as(sql).bind(decision.0).bind(after).bind(CHUNK).fetch_all(db).await
            })?,
        };
        let mut targets = Targets::new();
        for (entity, number) in rows {
            let number = version(number).map_err(|detail| Error::corrupt("revision", "version", entity, detail))?;
            targets.entry(EntityId(entity)).or_default().insert(number);
            self.last = self.last.max(entity);
        }
        Ok(targets)
    }
}

async fn require(work: &mut Work, known: Sql, id: Uuid, otherwise: Error) -> Result<()> {
    let count: i64 = within!(&mut work.tx, known, |db, sql| sqlx::query_scalar(sql).bind(id).fetch_one(db).await)?;
    if count == 0 { Err(otherwise) } else { Ok(()) }
}

/// The first place in the chain that was given on a day or later; behind the end when there is none. Days never
/// decrease along the chain, so halving finds it; what was erased tells no day and counts with what follows it.
async fn first_place_on(work: &mut Work, day: NaiveDate) -> Result<i64> {
    let (mut low, mut high) = (1, work.last_place().await? + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        match readable_from(work, middle).await? {
            Some((place, found)) if found < day => low = place + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}

async fn readable_from(work: &mut Work, place: i64) -> Result<Option<(i64, NaiveDate)>> {
    let row: Option<RevisionRow> =
        within!(&mut work.tx, READABLE, |db, sql| sqlx::query_as(sql).bind(place).fetch_optional(db).await)?;
    let Some(revision) = row.map(Revision::try_from).transpose()? else { return Ok(None) };
    let body = revision.read().map_err(|error: InvalidChain| Error::Chain(error))?;
    Ok(body.map(|body| (revision.seq, body.day)))
}
