//! The whole census, or a part of it, as a stream of ready text.
//!
//! The engine joins some hundred stored fragments into one value, so that a row's way through the driver is paid once
//! a chunk: first the end of the chunk is looked up in the key, then everything up to it is joined.

use futures_util::Stream;
use sqlx::FromRow;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::pool::{Pool, Tx};
use crate::scan::{Bound, Paths, bind, paths, start_of};
use crate::sql::{Sql, within};
use crate::{Chunk, Cursor, DeviceFilter, Result, Separator, Store};

/// Features in one chunk.
const CHUNK: i64 = 250;

/// Chunks that may wait for a slow reader.
const AHEAD: usize = 2;

const END: Paths = paths!("select cell, id from feature", "order by cell, id limit 1 offset $20");

const JOIN: Paths = paths!(
    "select string_agg(fragment, $22) as text, count(*) as features from (select fragment, cell, id from feature",
    "and (cell, id) <= ($20, $21) order by cell, id) as ordered"
);

const ALL_ENDS: [Sql; 4] = END.all();
const ALL_JOINS: [Sql; 4] = JOIN.all();

pub(crate) const STATEMENTS: &[Sql] =
    &[ALL_ENDS[0], ALL_ENDS[1], ALL_ENDS[2], ALL_ENDS[3], ALL_JOINS[0], ALL_JOINS[1], ALL_JOINS[2], ALL_JOINS[3]];

#[derive(FromRow)]
struct JoinedRow {
    text: Option<String>,
    features: i64,
}

/// A dump on its way.
struct Dump {
    tx: Tx,
    filter: DeviceFilter,
    bound: Bound,
    separator: &'static str,
}

impl Separator {
    fn text(self) -> &'static str {
        match self {
            Self::Comma => ",\n",
            Self::Line => "\n",
        }
    }
}

impl Chunk {
    /// The features one by one.
    pub fn fragments(&self) -> impl Iterator<Item = &str> {
        self.text.lines().map(|line| line.strip_suffix(',').unwrap_or(line))
    }
}

impl Store {
    /// Every device of a filter in the order of place, as of one moment, in constant memory. Dropping the stream
    /// ends it.
    pub fn stream_features(
        &self,
        filter: DeviceFilter,
        separator: Separator,
    ) -> impl Stream<Item = Result<Chunk>> + Send + 'static + use<> {
        let (chunks, reader) = mpsc::channel(AHEAD);
        let pool = self.readers().clone();
        tokio::spawn(async move {
            if let Err(error) = dump(&pool, filter, separator, &chunks).await {
                drop(chunks.send(Err(error)).await);
            }
        });
        stream_of(reader)
    }
}

/// A channel as a stream.
pub(crate) fn stream_of<T: Send + 'static>(reader: mpsc::Receiver<T>) -> impl Stream<Item = T> + Send + 'static {
    futures_util::stream::unfold(reader, |mut reader| async move { reader.recv().await.map(|item| (item, reader)) })
}

async fn dump(
    pool: &Pool,
    filter: DeviceFilter,
    separator: Separator,
    chunks: &mpsc::Sender<Result<Chunk>>,
) -> Result<()> {
    let (tx, bound) = (pool.begin_read().await?, Bound::from(&filter));
    let mut dump = Dump { tx, filter, bound, separator: separator.text() };
    for stretch in dump.filter.stretches() {
        let mut after = start_of(stretch, None);
        while let Some(start) = after {
            after = dump.end_of_chunk(start, stretch.1).await?;
            let end = after.unwrap_or(Cursor { cell: stretch.1, id: Uuid::max() });
            let Some(chunk) = dump.chunk(start, end).await? else { continue };
            if chunks.send(Ok(chunk)).await.is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

impl Dump {
    /// The last device of the chunk; `None` when there are too few left to fill one.
    async fn end_of_chunk(&mut self, start: Cursor, last: i64) -> Result<Option<Cursor>> {
        let end: Option<(i64, Uuid)> = within!(&mut self.tx, END.best_for(&self.filter), |db, sql| {
            bind!(sqlx::query_as(sql), start, last, self.bound).bind(CHUNK - 1).fetch_optional(db).await
        })?;
        Ok(end.map(|(cell, id)| Cursor { cell, id }))
    }

    /// The scan must end at the chunk's own last cell: SQLite uses one upper bound, and with a farther one it would
    /// read the rest of the table for every chunk.
    async fn chunk(&mut self, start: Cursor, end: Cursor) -> Result<Option<Chunk>> {
        let row: JoinedRow = within!(&mut self.tx, JOIN.best_for(&self.filter), |db, sql| {
            let statement = bind!(sqlx::query_as(sql), start, end.cell, self.bound);
            statement.bind(end.cell).bind(end.id).bind(self.separator).fetch_one(db).await
        })?;
        Ok(row.text.map(|text| Chunk { text, count: row.features as usize }))
    }
}
