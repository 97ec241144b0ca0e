//! Where words stand in the tables: looked for part by part, and erased.

use census::{Body, EntityId, EntityKind, REDACTED, Redactor};
use serde_json::{Map, Value};
use sqlx::FromRow;
use uuid::Uuid;

use crate::contribution::contribution_row::{ContributionRow, Kept, contribution_columns};
use crate::rows::list_of;
use crate::sql::{Sql, within};
use crate::work::Work;
use crate::{Error, Result};

/// Revisions that one statement looks through.
const REVISIONS: i64 = 20_000;

/// Parts that a table of random ids is looked through in: as many as the first byte of an id has values.
const PARTS: u32 = 256;

/// Replacing tells whether a text holds another one, with the same words on both engines and in either case of letters.
const BODIES: Sql = Sql::same(
    "select r.seq, r.entity, e.kind, r.body from revision r join entity e on e.id = r.entity
    where r.seq > $1 and r.seq <= $2 and r.body is not null and replace(r.body, $3, '') <> r.body order by r.seq",
);

const ENTITIES: Sql =
    Sql::same("select id from entity where id between $1 and $2 and replace(state, $3, '') <> state order by id");

const CONTRIBUTIONS: Sql = Sql::same(concat!(
    "select ",
    contribution_columns!(),
    " from contribution c where c.id between $1 and $2
        and (replace(c.content, $3, '') <> c.content or replace(c.decision, $4, '') <> c.decision)
    order by c.id"
));

const ERASE: Sql = Sql {
    sqlite: "update revision set body = null, salt = null where seq in (select value from json_each($1))",
    postgres: "update revision set body = null, salt = null
        where seq in (select value::bigint from json_array_elements_text($1::json) as listed(value))",
};

const ERASE_ALL_OF: Sql =
    Sql::same("update revision set body = null, salt = null where entity = $1 and body is not null");

/// What waits for a second moderator and speaks of it has to be asked for anew.
const DROP_PROPOSALS: Sql = Sql::same(
    "update decision set state = 'dropped', content = '{}'
    where state = 'proposed' and replace(content, $1, '') <> content",
);

const CLEAN_BATCHES: Sql = Sql::same(
    "update import_batch set file_name = replace(file_name, $1, $3), counts = replace(counts, $2, $3)
    where replace(file_name, $1, '') <> file_name or replace(counts, $2, '') <> counts",
);

pub(crate) const STATEMENTS: &[Sql] =
    &[BODIES, ENTITIES, CONTRIBUTIONS, ERASE, ERASE_ALL_OF, DROP_PROPOSALS, CLEAN_BATCHES];

/// A table on its way through.
pub(crate) struct Haystack {
    /// As it stands in JSON.
    needle: String,
    /// As it stands in a text.
    plain: String,
    place: i64,
    part: u32,
}

/// A body that may hold what is looked for.
#[derive(FromRow)]
pub(crate) struct FoundBody {
    seq: i64,
    entity: Uuid,
    kind: String,
    body: String,
}

impl Haystack {
    pub(crate) fn new(redactor: &Redactor) -> Self {
        let needle = redactor.needle();
        let plain = match redactor {
            Redactor::Passage(passage) => passage.as_str().to_owned(),
            Redactor::NameOf(_) => needle.clone(),
        };
        Self { needle, plain, place: 0, part: 0 }
    }

    /// The next bodies; `None` at the end.
    pub(crate) async fn bodies(&mut self, work: &mut Work) -> Result<Option<Vec<FoundBody>>> {
        let (from, to) = (self.place, self.place + REVISIONS);
        if from >= work.last_place().await? {
            return Ok(None);
        }
        self.place = to;
        Ok(Some(within!(&mut work.tx, BODIES, |db, sql| {
            sqlx::query_as(sql).bind(from).bind(to).bind(&self.needle).fetch_all(db).await
        })?))
    }

    /// The next entities; `None` at the end.
    pub(crate) async fn entities(&mut self, work: &mut Work) -> Result<Option<Vec<EntityId>>> {
        let Some((from, to)) = self.next_part() else { return Ok(None) };
        let ids: Vec<Uuid> = within!(&mut work.tx, ENTITIES, |db, sql| {
            sqlx::query_scalar(sql).bind(from).bind(to).bind(&self.needle).fetch_all(db).await
        })?;
        Ok(Some(ids.into_iter().map(EntityId).collect()))
    }

    /// The next contributions; `None` at the end.
    pub(crate) async fn contributions(&mut self, work: &mut Work) -> Result<Option<Vec<Kept>>> {
        let Some((from, to)) = self.next_part() else { return Ok(None) };
        let rows: Vec<ContributionRow> = within!(&mut work.tx, CONTRIBUTIONS, |db, sql| {
            sqlx::query_as(sql).bind(from).bind(to).bind(&self.needle).bind(&self.plain).fetch_all(db).await
        })?;
        rows.into_iter().map(Kept::try_from).collect::<Result<_>>().map(Some)
    }

    /// The first and the last id of the next part.
    fn next_part(&mut self) -> Option<(Uuid, Uuid)> {
        let first = u8::try_from(self.part).ok().filter(|_| self.part < PARTS)?;
        self.part += 1;
        let with_first = |rest: Uuid| {
            let mut bytes = rest.into_bytes();
            bytes[0] = first;
            Uuid::from_bytes(bytes)
        };
        Some((with_first(Uuid::nil()), with_first(Uuid::max())))
    }
}

impl FoundBody {
    /// Its place in the chain.
    pub(crate) fn seq(&self) -> i64 {
        self.seq
    }

    /// Whose it is.
    pub(crate) fn entity(&self) -> EntityId {
        EntityId(self.entity)
    }

    /// Does one of its values hold what shall go, before or after the change?
    pub(crate) fn holds(&self, redactor: &Redactor) -> Result<bool> {
        let broken = |detail: &dyn std::fmt::Display| Error::corrupt("revision", "body", self.seq, detail);
        let kind: EntityKind = self.kind.parse().map_err(|error: census::InvalidKey| broken(&error))?;
        let body: Body = serde_json::from_str(&self.body).map_err(|error| broken(&error))?;
        let (mut before, mut after) = (Map::<String, Value>::new(), Map::new());
        for (field, change) in body.changes.0 {
            before.extend(change.before.map(|value| (field.clone(), value)));
            after.extend(change.after.map(|value| (field, value)));
        }
        Ok(redactor.redact(kind, &mut before) | redactor.redact(kind, &mut after))
    }
}

/// Erases the bodies at some places of the chain.
pub(crate) async fn erase(work: &mut Work, places: &[i64]) -> Result<()> {
    if places.is_empty() {
        return Ok(());
    }
    let list = list_of(places);
    within!(&mut work.tx, ERASE, |db, sql| sqlx::query(sql).bind(list).execute(db).await.map(drop))?;
    Ok(())
}

/// Erases every body of an entity; answers how many.
pub(crate) async fn erase_all_of(work: &mut Work, id: EntityId) -> Result<u64> {
    Ok(within!(&mut work.tx, ERASE_ALL_OF, |db, sql| {
        sqlx::query(sql).bind(id.0).execute(db).await.map(|done| done.rows_affected())
    })?)
}

/// Cleans what else holds words of people: what waits for a second moderator, and what importers noted.
pub(crate) async fn clean_the_rest(work: &mut Work, redactor: &Redactor) -> Result<()> {
    let Haystack { needle, plain, .. } = Haystack::new(redactor);
    within!(&mut work.tx, DROP_PROPOSALS, |db, sql| sqlx::query(sql).bind(&needle).execute(db).await.map(drop))?;
    if matches!(redactor, Redactor::Passage(_)) {
        within!(&mut work.tx, CLEAN_BATCHES, |db, sql| {
            sqlx::query(sql).bind(plain).bind(&needle).bind(REDACTED).execute(db).await.map(drop)
        })?;
    }
    Ok(())
}
