//! Published records: one, a page of a kind, what speaks of something, figures.

pub(crate) mod record_row;

use census::{EntityId, EntityKind, Facet};
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::entity_row::version;
use crate::rows::list_of;
use crate::sql::{Sql, on};
use crate::{Error, Reach, Result, Store};

macro_rules! columns {
    () => {
        "select record.kind, record.id, version, updated_on, title, day, verification, standing, fragment from record "
    };
}

const BY_ID: Sql = Sql::same(concat!(columns!(), "where id = $1"));

const BY_IDS: Sql = Sql {
    sqlite: concat!(columns!(), "where id in (select unhex(value, '-') from json_each($1))"),
    postgres: concat!(
        columns!(),
        "where id in (select value::uuid from json_array_elements_text($1::json) as listed(value))"
    ),
};

const PAGE: Sql = Sql::same(concat!(
    columns!(),
    "where record.kind = $1 and record.id > $2 and standing = 'current' and updated_on >= $3
    order by record.id limit $4"
));

/// The rarest facet comes first; the others are looked up for each of its records.
const PAGE_BY_FACET: Sql = Sql::same(concat!(
    columns!(),
    "join record_facet as found on found.kind = record.kind and found.id = record.id
    where found.facet = $5 and found.kind = $1 and found.id > $2 and updated_on >= $3
        and ($6 = '' or exists (select 1 from record_facet as f where f.facet = $6 and f.kind = $1 and f.id = found.id))
        and ($7 = '' or exists (select 1 from record_facet as f where f.facet = $7 and f.kind = $1 and f.id = found.id))
        and ($8 = '' or exists (select 1 from record_facet as f where f.facet = $8 and f.kind = $1 and f.id = found.id))
    order by found.id limit $4"
));

const ABOUT: Sql = Sql::same(concat!(
    columns!(),
    "join record_facet as found on found.kind = record.kind and found.id = record.id
    where found.facet = $1 order by found.kind, day desc, record.id limit $2"
));

/// The newest of a kind in some territories, or in the one that has them. The code stands behind `territory:`.
const WITHIN: Sql = Sql::same(concat!(
    columns!(),
    "where record.kind = $1 and record.id in (
        select id from record_facet where kind = $1 and (facet = $2 or facet between $3 and $4
            and case when cast($6 as text) is null then true
                else $6 like '%,' || substr(facet, 11) || ',%' or $6 like '%,' || substr(facet, 11, 2) || ',%' end))
    order by day desc, record.id limit $5"
));

const COUNTS: Sql =
    Sql::same("select kind, count(*) as n from record where standing = 'current' group by kind order by kind");

pub(crate) const STATEMENTS: &[Sql] = &[BY_ID, BY_IDS, PAGE, PAGE_BY_FACET, ABOUT, WITHIN, COUNTS];

/// Facets that one page can be filtered by.
pub const MOST_FACETS: usize = 4;

/// A record as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedRecord {
    /// What it is.
    pub kind: EntityKind,
    /// Its name.
    pub id: EntityId,
    /// Its version, for ETags.
    pub version: u32,
    /// The day of its newest revision.
    pub updated_on: NaiveDate,
    /// What lists call it.
    pub title: String,
    /// The day by which records of its kind are put in order: a year, a month or a day.
    pub day: Option<String>,
    /// How sure the census is.
    pub verification: String,
    /// Does the census stand by it?
    pub is_current: bool,
    /// The JSON object, without line breaks.
    pub fragment: String,
}

/// Which records of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFilter {
    /// What they are.
    pub kind: EntityKind,
    /// What they are all found by, at most [`MOST_FACETS`]; the rarest first.
    pub facets: Vec<Facet>,
    /// Changed on or after this day.
    pub since: Option<NaiveDate>,
}

/// A page of records and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPage {
    /// The records, in the order of their ids, which tells nothing.
    pub items: Vec<PublishedRecord>,
    /// The last id, when there are more.
    pub next: Option<EntityId>,
}

#[derive(FromRow)]
struct Row {
    kind: String,
    id: Uuid,
    version: i64,
    updated_on: NaiveDate,
    title: String,
    day: Option<String>,
    verification: String,
    standing: String,
    fragment: String,
}

impl Store {
    /// A record as the public sees it, those included that the census no longer stands by.
    pub async fn record(&self, id: EntityId) -> Result<Option<PublishedRecord>> {
        let row: Option<Row> =
            on!(self.readers(), BY_ID, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
        row.map(PublishedRecord::try_from).transpose()
    }

    /// Records by their names, in the order of the names given; unknown ones are left out.
    pub async fn records_of(&self, ids: &[EntityId]) -> Result<Vec<PublishedRecord>> {
        let list = list_of(ids);
        let rows: Vec<Row> = on!(self.readers(), BY_IDS, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
        let mut found = rows.into_iter().map(PublishedRecord::try_from).collect::<Result<Vec<_>>>()?;
        found.sort_by_key(|record| ids.iter().position(|id| *id == record.id));
        Ok(found)
    }

    /// A page of the records of a kind, after an id.
    pub async fn records(&self, filter: &RecordFilter, after: Option<EntityId>, limit: u32) -> Result<RecordPage> {
        let (after, limit) = (after.map_or(Uuid::nil(), |id| id.0), i64::from(limit.max(1)));
        let since = filter.since.unwrap_or(EARLIEST);
        let facet = |place: usize| filter.facets.get(place).map_or("", Facet::as_str).to_owned();
        let kind = filter.kind.key();
        let rows: Vec<Row> = if filter.facets.is_empty() {
            on!(self.readers(), PAGE, |db, sql| {
                sqlx::query_as(sql).bind(kind).bind(after).bind(since).bind(limit + 1).fetch_all(db).await
            })?
        } else {
            on!(self.readers(), PAGE_BY_FACET, |db, sql| {
                let query = sqlx::query_as(sql).bind(kind).bind(after).bind(since).bind(limit + 1);
                query.bind(facet(0)).bind(facet(1)).bind(facet(2)).bind(facet(3)).fetch_all(db).await
            })?
        };
        page_of(rows, limit as usize)
    }

    /// The records of all kinds that are found by a facet, by kind and newest first; at most `limit`.
    pub async fn records_by(&self, facet: &Facet, limit: u32) -> Result<Vec<PublishedRecord>> {
        let rows: Vec<Row> = on!(self.readers(), ABOUT, |db, sql| {
            sqlx::query_as(sql).bind(facet.as_str()).bind(i64::from(limit)).fetch_all(db).await
        })?;
        rows.into_iter().map(PublishedRecord::try_from).collect()
    }

    /// The records of a kind that are about a territory or about one of some others, newest first; at most
    /// `limit`.
    pub async fn records_within(
        &self,
        kind: EntityKind,
        territory: &str,
        reach: &Reach,
        limit: u32,
    ) -> Result<Vec<PublishedRecord>> {
        let facet = |code: &str| Facet::new("territory", code).as_str().to_owned();
        let (own, first, last) = (facet(territory), facet(reach.ends().0), facet(reach.ends().1));
        let rows: Vec<Row> = on!(self.readers(), WITHIN, |db, sql| {
            let query = sqlx::query_as(sql).bind(kind.key()).bind(own).bind(first).bind(last);
            query.bind(i64::from(limit)).bind(reach.among()).fetch_all(db).await
        })?;
        rows.into_iter().map(PublishedRecord::try_from).collect()
    }

    /// How many records of each kind the census stands by, without zeros.
    pub async fn record_counts(&self) -> Result<Vec<(EntityKind, u64)>> {
        let rows: Vec<(String, i64)> = on!(self.readers(), COUNTS, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        rows.into_iter().map(|(kind, n)| Ok((kind_of(&kind, "count")?, n.unsigned_abs()))).collect()
    }
}

/// No revision is older; a bound that both engines can read.
const EARLIEST: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

fn page_of(mut rows: Vec<Row>, limit: usize) -> Result<RecordPage> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| EntityId(row.id));
    let items = rows.into_iter().map(PublishedRecord::try_from).collect::<Result<_>>()?;
    Ok(RecordPage { items, next })
}

fn kind_of(key: &str, id: impl ToString) -> Result<EntityKind> {
    key.parse().map_err(|error: census::InvalidKey| Error::corrupt("record", "kind", id, error))
}

impl TryFrom<Row> for PublishedRecord {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let version = version(row.version).map_err(|detail| Error::corrupt("record", "version", row.id, detail))?;
        Ok(Self {
            kind: kind_of(&row.kind, row.id)?,
            id: EntityId(row.id),
            version,
            updated_on: row.updated_on,
            title: row.title,
            day: row.day,
            verification: row.verification,
            is_current: row.standing == "current",
            fragment: row.fragment,
        })
    }
}
