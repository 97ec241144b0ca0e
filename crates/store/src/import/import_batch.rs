//! The list of imports.

use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::sql::{Sql, on, within};
use crate::work::Work;
use crate::writer::Job;
use crate::{Batch, BatchId, Error, NewBatch, Result, Store};

const INSERT: Sql = Sql::same(
    "insert into import_batch (id, source, licence, file_name, sha256, opened_on) values ($1, $2, $3, $4, $5, $6)",
);

const CLOSE: Sql = Sql::same("update import_batch set closed_on = $2, counts = $3 where id = $1 and closed_on is null");

const MARK_ROLLED_BACK: Sql = Sql::same("update import_batch set rolled_back_on = $2 where id = $1");

macro_rules! columns {
    () => {
        "select id, source, licence, file_name, sha256, opened_on, closed_on, rolled_back_on, counts from import_batch "
    };
}

const BY_ID: Sql = Sql::same(concat!(columns!(), "where id = $1"));

const ALL: Sql = Sql::same(concat!(columns!(), "order by opened_on desc, id"));

pub(crate) const STATEMENTS: &[Sql] = &[INSERT, CLOSE, MARK_ROLLED_BACK, BY_ID, ALL];

#[derive(FromRow)]
struct BatchRow {
    id: Uuid,
    source: String,
    licence: String,
    file_name: String,
    sha256: String,
    opened_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    rolled_back_on: Option<NaiveDate>,
    counts: Option<String>,
}

struct CloseBatch {
    id: BatchId,
    counts: serde_json::Value,
}

impl Store {
    /// Begins an import.
    pub async fn open_batch(&self, file: NewBatch) -> Result<BatchId> {
        self.writer().run(file).await
    }

    /// Ends an import and keeps what it counted.
    pub async fn close_batch(&self, id: BatchId, counts: serde_json::Value) -> Result<()> {
        self.writer().run(CloseBatch { id, counts }).await
    }

    /// All imports, the newest day first.
    pub async fn batches(&self) -> Result<Vec<Batch>> {
        let rows: Vec<BatchRow> = on!(self.readers(), ALL, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        rows.into_iter().map(Batch::try_from).collect()
    }
}

impl Job for NewBatch {
    type Output = BatchId;

    async fn run(&self, work: &mut Work) -> Result<BatchId> {
        let (id, day) = (work.salts.id(), work.today);
        within!(&mut work.tx, INSERT, |db, sql| {
            let statement = sqlx::query(sql).bind(id).bind(&self.source).bind(&self.licence);
            statement.bind(&self.file_name).bind(&self.sha256).bind(day).execute(db).await.map(drop)
        })?;
        Ok(BatchId(id))
    }
}

impl Job for CloseBatch {
    type Output = ();

    async fn run(&self, work: &mut Work) -> Result<()> {
        let (day, counts) = (work.today, self.counts.to_string());
        let closed = within!(&mut work.tx, CLOSE, |db, sql| {
            sqlx::query(sql).bind(self.id.0).bind(day).bind(counts).execute(db).await.map(|done| done.rows_affected())
        })?;
        if closed == 1 { Ok(()) } else { Err(Error::NoOpenBatch) }
    }
}

impl TryFrom<BatchRow> for Batch {
    type Error = Error;

    fn try_from(row: BatchRow) -> Result<Self> {
        let BatchRow { id, source, licence, file_name, sha256, opened_on, closed_on, rolled_back_on, counts } = row;
        let counts = counts.as_deref().map(serde_json::from_str).transpose();
        Ok(Self {
            id: BatchId(id),
            file: NewBatch { source, licence, file_name, sha256 },
            opened_on,
            closed_on,
            rolled_back_on,
            counts: counts.map_err(|error| Error::corrupt("import_batch", "counts", id, error))?,
        })
    }
}

/// The import of an id.
pub(crate) async fn by_id(work: &mut Work, id: BatchId) -> Result<Option<Batch>> {
    let row: Option<BatchRow> =
        within!(&mut work.tx, BY_ID, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
    row.map(Batch::try_from).transpose()
}

/// Notes that an import was taken back today.
pub(crate) async fn mark_rolled_back(work: &mut Work, id: BatchId) -> Result<()> {
    let day = work.today;
    within!(&mut work.tx, MARK_ROLLED_BACK, |db, sql| {
        sqlx::query(sql).bind(id.0).bind(day).execute(db).await.map(drop)
    })?;
    Ok(())
}
