//! The narrow columns of every device, and how they change: what an index in memory is fed with.

use std::collections::{HashMap, HashSet};

use census::EntityId;
use chrono::NaiveDate;
use futures_util::Stream;
use geodata::{Cell, Position};
use sqlx::FromRow;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::dump::stream_of;
use crate::pool::{Pool, Tx};
use crate::rows::list_of;
use crate::sql::{Sql, on, within};
use crate::{Cursor, Error, IndexChange, IndexRow, Result, Store};

/// Rows in one part of the stream.
const CHUNK: i64 = 4000;

const ROWS: Sql = Sql::same(
    "select cell, id, territory, kind, status, verification, operator_kind, form, bearing, fov, views, plates, first_on, dated,
        last_on, updated_on
    from feature where (cell, id) > ($1, $2) and status <> 'mistaken' order by cell, id limit $3",
);

const CHANGES: Sql = Sql::same(
    "select revision.seq, revision.entity, revision.version, cell, id, territory, kind, status, verification, operator_kind, form,
        bearing, fov, views, plates, first_on, dated, last_on, updated_on
    from revision left join feature on feature.id = revision.entity and feature.status <> 'mistaken'
    where revision.seq > $1 order by revision.seq limit $2",
);

const PLACES: Sql = Sql {
    sqlite: "select cell, id from feature
        where id in (select unhex(value, '-') from json_each($1)) and status <> 'mistaken'",
    postgres: "select cell, id from feature
        where id in (select value::uuid from json_array_elements_text($1::json) as listed(value))
            and status <> 'mistaken'",
};

const POSITIONS: Sql = Sql {
    sqlite: "select id, lon, lat from feature where id in (select unhex(value, '-') from json_each($1))",
    postgres: "select id, lon, lat from feature
        where id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

/// Names of everything that a use of software or of facial recognition speaks of, devices among it.
const WITH_SOFTWARE: Sql = Sql::same(
    "select distinct about.facet from record_facet as about join record_facet as family on family.id = about.id
    where about.kind = 'deployment' and about.facet like 'about:%'
        and family.facet in ('family:software', 'family:face')",
);

const SIZE: Sql = Sql::same("select count(*) from feature");

pub(crate) const STATEMENTS: &[Sql] = &[ROWS, CHANGES, PLACES, POSITIONS, WITH_SOFTWARE, SIZE];

#[derive(FromRow)]
struct NarrowRow {
    cell: i64,
    id: Uuid,
    territory: String,
    kind: String,
    status: String,
    verification: String,
    operator_kind: Option<String>,
    form: Option<String>,
    bearing: Option<f64>,
    fov: Option<f64>,
    views: Option<String>,
    plates: bool,
    first_on: NaiveDate,
    dated: bool,
    last_on: Option<NaiveDate>,
    updated_on: NaiveDate,
}

#[derive(FromRow)]
struct ChangeRow {
    seq: i64,
    entity: Uuid,
    version: i64,
    cell: Option<i64>,
    territory: Option<String>,
    kind: Option<String>,
    status: Option<String>,
    verification: Option<String>,
    operator_kind: Option<String>,
    form: Option<String>,
    bearing: Option<f64>,
    fov: Option<f64>,
    views: Option<String>,
    plates: Option<bool>,
    first_on: Option<NaiveDate>,
    dated: Option<bool>,
    last_on: Option<NaiveDate>,
    updated_on: Option<NaiveDate>,
}

impl Store {
    /// Every drawn device in the order of place, as of one moment.
    pub fn stream_index(&self) -> impl Stream<Item = Result<Vec<IndexRow>>> + Send + 'static + use<> {
        let (parts, reader) = mpsc::channel(2);
        let pool = self.readers().clone();
        tokio::spawn(async move {
            if let Err(error) = read_all(&pool, &parts).await {
                drop(parts.send(Err(error)).await);
            }
        });
        stream_of(reader)
    }

    /// About how many devices [`Store::stream_index`] will bring.
    pub async fn index_size(&self) -> Result<usize> {
        let (count,): (i64,) = on!(self.readers(), SIZE, |db, sql| sqlx::query_as(sql).fetch_one(db).await)?;
        Ok(count as usize)
    }

    /// Where devices are, by their names, in no particular order; what is no drawn device is left out.
    pub async fn places_of(&self, ids: &[EntityId]) -> Result<Vec<(Cell, EntityId)>> {
        let list = list_of(ids);
        let rows: Vec<(i64, Uuid)> =
            on!(self.readers(), PLACES, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|(cell, id)| (Cell::from_key(cell), EntityId(id))).collect())
    }

    /// Where devices are, to the last digit, by their names.
    pub async fn positions_of(&self, ids: &[EntityId]) -> Result<HashMap<EntityId, Position>> {
        let list = list_of(ids);
        let rows: Vec<(Uuid, f64, f64)> =
            on!(self.readers(), POSITIONS, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
        let position = |(id, lon, lat): (Uuid, f64, f64)| match Position::new(lon, lat) {
            Ok(position) => Ok((EntityId(id), position)),
            Err(error) => Err(Error::corrupt("feature", "lon, lat", id, error)),
        };
        rows.into_iter().map(position).collect()
    }

    /// The devices that a use of software or of facial recognition names. Other things that it names, such as the
    /// authority, are among the answers: no device has their names.
    pub async fn with_software(&self) -> Result<HashSet<EntityId>> {
        let rows: Vec<(String,)> =
            on!(self.readers(), WITH_SOFTWARE, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        Ok(rows.iter().filter_map(|(facet,)| facet.strip_prefix("about:")?.parse().ok()).collect())
    }

    /// What was published behind a number, in order, and how each device is now.
    pub async fn changes_after(&self, seq: i64, limit: u32) -> Result<Vec<IndexChange>> {
        let rows: Vec<ChangeRow> = on!(self.readers(), CHANGES, |db, sql| {
            sqlx::query_as(sql).bind(seq).bind(i64::from(limit)).fetch_all(db).await
        })?;
        rows.into_iter().map(IndexChange::try_from).collect()
    }
}

async fn read_all(pool: &Pool, parts: &mpsc::Sender<Result<Vec<IndexRow>>>) -> Result<()> {
    let mut tx = pool.begin_read().await?;
    let mut after = Cursor::before(-1);
    loop {
        let rows = read_part(&mut tx, after).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Cursor { cell: last.cell, id: last.id };
        let part = rows.into_iter().map(IndexRow::try_from).collect::<Result<_>>()?;
        if parts.send(Ok(part)).await.is_err() {
            return Ok(());
        }
    }
}

async fn read_part(tx: &mut Tx, after: Cursor) -> Result<Vec<NarrowRow>> {
    Ok(within!(tx, ROWS, |db, sql| {
        sqlx::query_as(sql).bind(after.cell).bind(after.id).bind(CHUNK).fetch_all(db).await
    })?)
}

impl TryFrom<NarrowRow> for IndexRow {
    type Error = Error;

    fn try_from(row: NarrowRow) -> Result<Self> {
        let views = row.views.as_deref().map_or(Ok(Vec::new()), serde_json::from_str);
        Ok(Self {
            id: EntityId(row.id),
            cell: row.cell,
            territory: row.territory,
            kind: parse(row.id, "kind", &row.kind)?,
            status: parse(row.id, "status", &row.status)?,
            verification: parse(row.id, "verification", &row.verification)?,
            operator_kind: row.operator_kind.map(|key| parse(row.id, "operator_kind", &key)).transpose()?,
            form: row.form.map(|key| parse(row.id, "form", &key)).transpose()?,
            bearing: row.bearing.map(|degrees| degrees as f32),
            fov: row.fov.map(|degrees| degrees as f32),
            views: views.map_err(|error| Error::corrupt("feature", "views", row.id, error))?,
            plates: row.plates,
            first_on: row.first_on,
            dated: row.dated,
            last_on: row.last_on,
            updated_on: row.updated_on,
        })
    }
}

impl TryFrom<ChangeRow> for IndexChange {
    type Error = Error;

    fn try_from(row: ChangeRow) -> Result<Self> {
        let (seq, id, is_first) = (row.seq, EntityId(row.entity), row.version == 1);
        let row = drawn(row).map(IndexRow::try_from).transpose()?;
        Ok(Self { seq, id, is_first, row })
    }
}

/// The columns of the feature, when there is one.
fn drawn(row: ChangeRow) -> Option<NarrowRow> {
    Some(NarrowRow {
        cell: row.cell?,
        id: row.entity,
        territory: row.territory?,
        kind: row.kind?,
        status: row.status?,
        verification: row.verification?,
        operator_kind: row.operator_kind,
        form: row.form,
        bearing: row.bearing,
        fov: row.fov,
        views: row.views,
        plates: row.plates?,
        first_on: row.first_on?,
        dated: row.dated?,
        last_on: row.last_on,
        updated_on: row.updated_on?,
    })
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(id: Uuid, column: &'static str, key: &str) -> Result<T> {
    key.parse().map_err(|error: T::Err| Error::corrupt("feature", column, id, error))
}
