//! What was published, changed or removed, newest first, read from the revisions.

use census::{EntityId, EntityKind, Facet, Revision};

use crate::entity_row::RevisionRow;
use crate::sql::{Sql, on};
use crate::{Reach, Result, Store};

macro_rules! columns {
    () => {
        "select seq, entity, version, body, salt, leaf, link from revision where "
    };
}

/// Walks the chain backwards: quick where most revisions are asked for.
const EVERYTHING: Sql = Sql::same(concat!(columns!(), "seq < $1 order by seq desc limit $2"));

const DEVICES: Sql = Sql::same(concat!(
    columns!(),
    "seq < $1 and exists (select 1 from feature where feature.id = revision.entity)
    order by seq desc limit $2"
));

/// The numbers first, from the index of entities (the addition of zero keeps the chain from being walked), then the
/// bodies of those that are shown.
macro_rules! of_entities {
    ($entities:expr) => {
        Sql::same(concat!(
            columns!(),
            "seq in (select seq from revision where entity in (",
            $entities,
            ") and seq < $1 order by seq + 0 desc limit $2) order by seq desc"
        ))
    };
}

const OF_KIND: Sql = of_entities!("select id from record where kind = $3");

macro_rules! stands_there {
    () => {
        "(territory between $3 and $4 and case when cast($8 as text) is null then true
        else $8 like '%,' || territory || ',%' or $8 like '%,' || substr(territory, 1, 2) || ',%' end)"
    };
}

macro_rules! is_about_it {
    () => {
        "(facet = $5 or facet between $6 and $7 and case when cast($8 as text) is null then true
        else $8 like '%,' || substr(facet, 11) || ',%' or $8 like '%,' || substr(facet, 11, 2) || ',%' end)"
    };
}

macro_rules! was_there {
    () => {
        "(facet = $9 or facet between $10 and $11 and case when cast($8 as text) is null then true
        else $8 like '%,' || substr(facet, 8) || ',%' or $8 like '%,' || substr(facet, 8, 2) || ',%' end)"
    };
}

const OF_TERRITORY: Sql = Sql::same(concat!(
    columns!(),
    "seq in (select seq from revision where entity in (select id from feature where ",
    stands_there!(),
    " union all select id from record_facet where ",
    is_about_it!(),
    " union all select id from record_facet where ",
    was_there!(),
    ") and seq < $1 and seq >= $12 order by seq + 0 desc limit $2) order by seq desc"
));

/// The same among the newest revisions alone, which are walked backwards: where many of them are of the territory, this
/// finds a page of its news without a look at everything in it.
const LATELY_OF_TERRITORY: Sql = Sql::same(concat!(
    columns!(),
    "seq < $1 and seq >= $12 and (
        exists (select 1 from feature where feature.id = revision.entity and ",
    stands_there!(),
    ") or exists (select 1 from record_facet where record_facet.id = revision.entity and (",
    is_about_it!(),
    " or ",
    was_there!(),
    "))) order by seq desc limit $2"
));

const OF_ENTITY: Sql = Sql::same(concat!(columns!(), "seq < $1 and entity = $3 order by version desc limit $2"));

const ABOUT: Sql =
    of_entities!("select id from record_facet where facet = $3 union all select id from record where id = $4");

const GONE: Sql = of_entities!(
    "select id from feature where status not in ('reported', 'confirmed')
    union all select id from record where standing <> 'current'"
);

pub(crate) const STATEMENTS: &[Sql] =
    &[EVERYTHING, DEVICES, OF_KIND, OF_TERRITORY, LATELY_OF_TERRITORY, OF_ENTITY, ABOUT, GONE];

/// How many of the newest revisions are walked in search of those of a territory.
const LATELY: i64 = 4_000;

/// Whose news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewsOf {
    /// Of the whole census.
    Everything,
    /// Of everything of a kind.
    Kind(EntityKind),
    /// Of a territory and those inside it, what stands no more included.
    Territory {
        /// Its own code, under which records may stand.
        code: String,
        /// The territories inside.
        reach: Reach,
    },
    /// Of one entity.
    Entity(EntityId),
    /// Of an entity that is no device, and of the records that refer to it.
    About(EntityId),
    /// Of what stands no more.
    Gone,
}

impl Store {
    /// The newest revisions before a number, at most `limit`, the erased ones included.
    pub async fn news(&self, of: &NewsOf, before: Option<i64>, limit: u32) -> Result<Vec<Revision>> {
        let (before, limit) = (before.unwrap_or(i64::MAX), i64::from(limit));
        let rows: Vec<RevisionRow> = match of {
            NewsOf::Everything => on!(self.readers(), EVERYTHING, |db, sql| {
                sqlx::query_as(sql).bind(before).bind(limit).fetch_all(db).await
            })?,
            NewsOf::Kind(EntityKind::Device) => on!(self.readers(), DEVICES, |db, sql| {
                sqlx::query_as(sql).bind(before).bind(limit).fetch_all(db).await
            })?,
            NewsOf::Kind(kind) => on!(self.readers(), OF_KIND, |db, sql| {
                sqlx::query_as(sql).bind(before).bind(limit).bind(kind.key()).fetch_all(db).await
            })?,
            NewsOf::Territory { code, reach } => self.news_there(code, reach, before, limit).await?,
            NewsOf::Entity(id) => on!(self.readers(), OF_ENTITY, |db, sql| {
                sqlx::query_as(sql).bind(before).bind(limit).bind(id.0).fetch_all(db).await
            })?,
            NewsOf::About(id) => on!(self.readers(), ABOUT, |db, sql| {
                let facet = Facet::about(*id).as_str().to_owned();
                sqlx::query_as(sql).bind(before).bind(limit).bind(facet).bind(id.0).fetch_all(db).await
            })?,
            NewsOf::Gone => on!(self.readers(), GONE, |db, sql| {
                sqlx::query_as(sql).bind(before).bind(limit).fetch_all(db).await
            })?,
        };
        rows.into_iter().map(Revision::try_from).collect()
    }

    /// The news of a territory. All of one commune is little; of a region it is much, and mostly its news is among the
    /// newest of all.
    async fn news_there(&self, code: &str, reach: &Reach, before: i64, limit: i64) -> Result<Vec<RevisionRow>> {
        let (first, last) = reach.ends();
        let named = |name: &str| [code, first, last].map(|code| Facet::new(name, code).as_str().to_owned());
        let (there, gone) = (named("territory"), named(Facet::WAS_IN));
        let since = async |statement: Sql, since: i64| -> Result<Vec<RevisionRow>> {
            Ok(on!(self.readers(), statement, |db, sql| {
                let query = sqlx::query_as(sql).bind(before).bind(limit).bind(first).bind(last);
                let query = there.iter().fold(query, sqlx::query::QueryAs::bind).bind(reach.among());
                let query = gone.iter().fold(query, sqlx::query::QueryAs::bind).bind(since);
                query.fetch_all(db).await
            })?)
        };
        if !reach.is_one() {
            let newest = before.min(self.last_seq().await? + 1);
            let lately = since(LATELY_OF_TERRITORY, newest - LATELY).await?;
            if lately.len() as i64 == limit {
                return Ok(lately);
            }
        }
        since(OF_TERRITORY, 0).await
    }
}
