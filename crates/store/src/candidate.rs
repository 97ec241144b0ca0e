//! Contracts that a list proposes: kept apart until a person decides, and how well the rules did by those decisions.

use std::fmt;
use std::str::FromStr;

use census::procurement::{Contract, Judgement, Notice, Score, territory};
use census::{EntityId, InvalidId, InvalidKey, MatchState};
use chrono::NaiveDate;
use geodata::territory::Territories;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use crate::sql::{Sql, on, within};
use crate::work::Work;
use crate::{BatchId, Error, Result, Store};

macro_rules! candidates {
    ($rest:literal) => {
        concat!(
            "select id, batch_id, source, upstream_id, content, judgement, proposed, stands_for, territory, state, entity_id
            from procurement_candidate ",
            $rest
        )
    };
}

/// What the rules are surest of comes first; what they set aside comes last.
const PAGE: Sql = Sql::same(candidates!(
    "where state = $1 and (proposed, score, id) < ($2, $3, $4) order by proposed desc, score desc, id desc limit $5"
));

const BY_ID: Sql = Sql::same(candidates!("where id = $1"));

const KNOWN: Sql = Sql {
    sqlite: candidates!("where source = $1 and upstream_id in (select value from json_each($2))"),
    postgres: candidates!(
        "where source = $1 and upstream_id in (select value from json_array_elements_text($2::json) as listed(value))"
    ),
};

const COUNTS: Sql = Sql::same(
    "select state, proposed, count(*), coalesce(sum(stands_for), 0.0) from procurement_candidate group by state, proposed",
);

const INSERT: Sql = Sql::same(
    "insert into procurement_candidate
        (id, batch_id, source, upstream_id, content, judgement, score, proposed, stands_for, territory, state)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'candidate')",
);

const UPDATE: Sql = Sql::same(
    "update procurement_candidate set content = $2, state = $3, decided_on = $4, entity_id = $5 where id = $1",
);

const OF_ENTITY: Sql = Sql::same(candidates!("where entity_id = $1"));

const HOLDING: Sql = Sql::same(candidates!("where replace(content, $1, '') <> content"));

/// A contract that somebody changed since stays, and so does what it came from.
const FORGET_BATCH: Sql = Sql {
    sqlite: "delete from procurement_candidate where batch_id = $1
        and (entity_id is null or entity_id not in (select unhex(value, '-') from json_each($2)))",
    postgres: "delete from procurement_candidate where batch_id = $1 and (entity_id is null
        or entity_id not in (select value::uuid from json_array_elements_text($2::json) as listed(value)))",
};

const REOPEN: Sql = Sql {
    sqlite: "update procurement_candidate set state = 'needs_review', decided_on = null, entity_id = null
        where entity_id in (select unhex(value, '-') from json_each($1))",
    postgres: "update procurement_candidate set state = 'needs_review', decided_on = null, entity_id = null
        where entity_id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

pub(crate) const STATEMENTS: &[Sql] =
    &[PAGE, BY_ID, KNOWN, COUNTS, INSERT, UPDATE, OF_ENTITY, HOLDING, FORGET_BATCH, REOPEN];

/// Names a contract that waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CandidateId(pub Uuid);

/// A contract of a list, as it comes in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCandidate {
    /// What the list says, without what may name a person.
    pub notice: Notice,
    /// What the rules say.
    pub judgement: Judgement,
    /// Rows of the list that it stands for; 1 for what is proposed.
    pub stands_for: f64,
    /// Code of its territory; empty when unknown.
    pub territory: String,
}

/// What became of a contract of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proposed {
    /// It waits for a person now.
    New,
    /// It was known, with everything that the list says of it.
    Known,
    /// It was known; so many amendments were not.
    Amended(usize),
}

/// A contract that waits for a person, or that one decided on.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its name.
    pub id: CandidateId,
    /// The import that brought it.
    pub batch: BatchId,
    /// The list: `decp` or `boamp`.
    pub source: String,
    /// What the list says.
    pub notice: Notice,
    /// What the rules say.
    pub judgement: Judgement,
    /// Rows of the list that it stands for.
    pub stands_for: f64,
    /// Code of its territory; empty when unknown.
    pub territory: String,
    /// What a person said.
    pub state: MatchState,
    /// The contract that it became.
    pub entity: Option<EntityId>,
}

/// Where a page begins: behind this candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CandidatePlace {
    /// Was it proposed?
    pub proposed: bool,
    /// Its score.
    pub score: u8,
    /// Its name.
    pub id: CandidateId,
}

/// How many there are, and how well the rules did.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CandidateCounts {
    /// Proposed, and nobody looked yet.
    pub waiting: u64,
    /// Somebody else should look.
    pub needs_review: u64,
    /// Proposed and accepted, or rejected.
    pub decided: u64,
    /// Of those set aside, drawn for a check.
    pub drawn: u64,
    /// Of these, how many a person looked at.
    pub checked: u64,
    /// The decisions as a comparison; what was drawn counts for all that it stands for.
    pub score: Score,
}

#[derive(FromRow)]
pub(crate) struct CandidateRow {
    id: Uuid,
    batch_id: Uuid,
    source: String,
    upstream_id: String,
    content: String,
    judgement: String,
    proposed: i64,
    stands_for: f64,
    territory: String,
    state: String,
    entity_id: Option<Uuid>,
}

impl Store {
    /// Contracts in a state: those that were proposed, by their score, then those drawn from what was set aside.
    pub async fn candidates(
        &self,
        state: MatchState,
        after: Option<CandidatePlace>,
        limit: u32,
    ) -> Result<Vec<Candidate>> {
        let (proposed, score, id) =
            after.map_or((2, 0, Uuid::max()), |it| (i64::from(it.proposed), i64::from(it.score), it.id.0));
        let rows: Vec<CandidateRow> = on!(self.readers(), PAGE, |db, sql| {
            let statement = sqlx::query_as(sql).bind(state.key()).bind(proposed).bind(score).bind(id);
            statement.bind(i64::from(limit)).fetch_all(db).await
        })?;
        rows.into_iter().map(Candidate::try_from).collect()
    }

    /// One of them.
    pub async fn candidate(&self, id: CandidateId) -> Result<Option<Candidate>> {
        let row: Option<CandidateRow> =
            on!(self.readers(), BY_ID, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
        row.map(Candidate::try_from).transpose()
    }

    /// How many there are, and how well the rules did by what people decided.
    ///
    /// Recall needs to know what the rules missed. Of each list some rows that they set aside are drawn; what people
    /// say of these is held to be so of all.
    pub async fn candidate_counts(&self) -> Result<CandidateCounts> {
        let rows: Vec<(String, i64, i64, f64)> =
            on!(self.readers(), COUNTS, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        let mut counts = CandidateCounts::default();
        let (mut all_drawn, mut drawn) = (0.0, Score::default());
        for (state, proposed, count, weight) in rows {
            let state: MatchState =
                state.parse().map_err(|error| Error::corrupt("procurement_candidate", "state", &state, error))?;
            let (proposed, count) = (proposed == 1, count.unsigned_abs());
            let wanted = state == MatchState::Accepted;
            let is_decided = matches!(state, MatchState::Accepted | MatchState::Rejected);
            match (proposed, is_decided) {
                (true, true) => {
                    counts.decided += count;
                    counts.score.add(true, wanted, count as f64);
                }
                (true, false) if state == MatchState::Candidate => counts.waiting += count,
                (true, false) => counts.needs_review += count,
                (false, is_decided) => {
                    counts.drawn += count;
                    all_drawn += weight;
                    if is_decided {
                        counts.checked += count;
                        drawn.add(false, wanted, weight);
                    }
                }
            }
        }
        let looked_at = drawn.missed + drawn.left;
        if looked_at > 0.0 {
            let share = all_drawn / looked_at;
            counts.score.missed = drawn.missed * share;
            counts.score.left = drawn.left * share;
        }
        Ok(counts)
    }
}

/// The candidates of a list that are known, by their names there.
pub(crate) async fn known(work: &mut Work, source: &str, names: &[String]) -> Result<Vec<Candidate>> {
    let list = crate::rows::list_of(names);
    let rows: Vec<CandidateRow> =
        within!(&mut work.tx, KNOWN, |db, sql| sqlx::query_as(sql).bind(source).bind(list).fetch_all(db).await)?;
    rows.into_iter().map(Candidate::try_from).collect()
}

pub(crate) async fn by_id(work: &mut Work, id: CandidateId) -> Result<Option<Candidate>> {
    let row: Option<CandidateRow> =
        within!(&mut work.tx, BY_ID, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
    row.map(Candidate::try_from).transpose()
}

pub(crate) async fn of_entity(work: &mut Work, id: EntityId) -> Result<Vec<Candidate>> {
    let rows: Vec<CandidateRow> =
        within!(&mut work.tx, OF_ENTITY, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_all(db).await)?;
    rows.into_iter().map(Candidate::try_from).collect()
}

/// Those whose content holds a text as it stands in JSON.
pub(crate) async fn holding(work: &mut Work, needle: &str) -> Result<Vec<Candidate>> {
    let rows: Vec<CandidateRow> =
        within!(&mut work.tx, HOLDING, |db, sql| sqlx::query_as(sql).bind(needle).fetch_all(db).await)?;
    rows.into_iter().map(Candidate::try_from).collect()
}

pub(crate) async fn insert(work: &mut Work, candidate: &Candidate) -> Result<()> {
    let (content, judgement) = (json(&candidate.notice), json(&candidate.judgement));
    within!(&mut work.tx, INSERT, |db, sql| {
        let statement = sqlx::query(sql).bind(candidate.id.0).bind(candidate.batch.0).bind(&candidate.source);
        let statement = statement.bind(candidate.notice.key()).bind(content).bind(judgement);
        let statement = statement.bind(i64::from(candidate.judgement.score));
        let statement = statement.bind(i64::from(candidate.judgement.proposed)).bind(candidate.stands_for);
        statement.bind(&candidate.territory).execute(db).await.map(drop)
    })?;
    Ok(())
}

/// Writes what is known and what was decided of a candidate.
pub(crate) async fn update(work: &mut Work, candidate: &Candidate) -> Result<()> {
    let decided = matches!(candidate.state, MatchState::Accepted | MatchState::Rejected);
    let (content, day): (String, Option<NaiveDate>) = (json(&candidate.notice), decided.then_some(work.today));
    within!(&mut work.tx, UPDATE, |db, sql| {
        let statement = sqlx::query(sql).bind(candidate.id.0).bind(content).bind(candidate.state.key()).bind(day);
        statement.bind(candidate.entity.map(|id| id.0)).execute(db).await.map(drop)
    })?;
    Ok(())
}

/// An import was taken back: what it proposed is no longer here, except what somebody changed since.
pub(crate) async fn forget_batch(work: &mut Work, batch: BatchId, kept: &[EntityId]) -> Result<()> {
    let kept = crate::rows::list_of(kept);
    within!(&mut work.tx, FORGET_BATCH, |db, sql| sqlx::query(sql)
        .bind(batch.0)
        .bind(kept)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}

/// Contracts were taken back: what they came from waits for a person again.
pub(crate) async fn reopen(work: &mut Work, removed: &[EntityId]) -> Result<()> {
    let removed = crate::rows::list_of(removed);
    within!(&mut work.tx, REOPEN, |db, sql| sqlx::query(sql).bind(removed).execute(db).await.map(drop))?;
    Ok(())
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("a notice and a judgement have text keys and finite numbers")
}

impl TryFrom<CandidateRow> for Candidate {
    type Error = Error;

    fn try_from(row: CandidateRow) -> Result<Self> {
        let broken =
            |column| move |error: serde_json::Error| Error::corrupt("procurement_candidate", column, row.id, error);
        let notice: Notice = serde_json::from_str(&row.content).map_err(broken("content"))?;
        if notice.key() != row.upstream_id {
            return Err(Error::corrupt("procurement_candidate", "upstream_id", row.id, "the content has another name"));
        }
        let mut judgement: Judgement = serde_json::from_str(&row.judgement).map_err(broken("judgement"))?;
        judgement.proposed = row.proposed == 1;
        let state = row.state.parse();
        Ok(Self {
            id: CandidateId(row.id),
            batch: BatchId(row.batch_id),
            source: row.source,
            notice,
            judgement,
            stands_for: row.stands_for,
            territory: row.territory,
            state: state
                .map_err(|error: InvalidKey| Error::corrupt("procurement_candidate", "state", row.id, error))?,
            entity: row.entity_id.map(EntityId),
        })
    }
}

impl From<Contract> for NewCandidate {
    fn from(contract: Contract) -> Self {
        let Contract { notice, judgement, stands_for } = contract;
        let territory = territory(&notice, Territories::embedded()).map(|it| it.code.to_string()).unwrap_or_default();
        Self { notice, judgement, stands_for, territory }
    }
}

impl Candidate {
    /// Its place in the order of the queue.
    pub fn place(&self) -> CandidatePlace {
        CandidatePlace { proposed: self.judgement.proposed, score: self.judgement.score, id: self.id }
    }
}

impl fmt::Display for CandidateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for CandidateId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::try_parse(text).map(Self).map_err(|_| InvalidId(text.chars().take(60).collect()))
    }
}
