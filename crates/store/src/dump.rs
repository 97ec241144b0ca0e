//! The whole census, or a part of it, as a stream of ready text.
//!
//! The engine joins some hundred stored fragments into one value, so that a row's way through the driver is paid once
//! a chunk. Chunks follow one another in the key of the table, so that a dump reads every row once, however many there
//! are: an index that is narrower for one chunk would be sorted again for each of them.

use futures_util::Stream;
use sqlx::FromRow;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::pool::{Pool, Tx};
use crate::scan::{Bound, bind, by_place, by_territory, start_of};
use crate::sql::{Sql, within};
use crate::{Chunk, Cursor, DeviceFilter, Error, Result, Separator, Store};

/// Features in one chunk.
const CHUNK: i64 = 1_000;

/// Chunks that may wait for a slow reader.
const AHEAD: usize = 2;

/// What is asked for most: without the conditions of a filter, which cost as much as the rows.
const WHOLE: Sql = Sql::same(
    "select string_agg(fragment, $4) as text, count(*) as features, max(cell) as last
    from (select fragment, cell from feature where (cell, id) > ($1, $2) and cell <= $3 and status <> 'mistaken'
        order by cell, id limit $5) as ordered",
);

/// What a filter finds, around the access path.
macro_rules! filtered {
    ($access:ident) => {
        $access!(
            "select string_agg(fragment, $20) as text, count(*) as features, max(cell) as last
            from (select fragment, cell from feature",
            "order by cell, id limit $21) as ordered"
        )
    };
}

const BY_PLACE: Sql = filtered!(by_place);

const BY_TERRITORY: Sql = filtered!(by_territory);

pub(crate) const STATEMENTS: &[Sql] = &[WHOLE, BY_PLACE, BY_TERRITORY];

#[derive(FromRow)]
struct JoinedRow {
    text: Option<String>,
    features: i64,
    last: Option<i64>,
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
            let Some((chunk, end)) = dump.chunk(start, stretch.1).await? else { break };
            after = Some(end).filter(|_| chunk.count == CHUNK as usize);
            if chunks.send(Ok(chunk)).await.is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

impl Dump {
    /// The next chunk behind a place, and the last place in it; `None` when nothing is left.
    async fn chunk(&mut self, after: Cursor, last: i64) -> Result<Option<(Chunk, Cursor)>> {
        let row = self.joined(after, last).await?;
        let Some((text, cell)) = row.text.zip(row.last) else { return Ok(None) };
        let chunk = Chunk { text, count: row.features as usize };
        let id = chunk.fragments().last().and_then(id_of).ok_or_else(|| {
            let detail = "it does not begin with an id".to_owned();
            Error::corrupt("feature", "fragment", cell, detail)
        })?;
        Ok(Some((chunk, Cursor { cell, id })))
    }

    async fn joined(&mut self, after: Cursor, last: i64) -> Result<JoinedRow> {
        let path = self.path();
        let row = if self.filter == DeviceFilter::default() {
            within!(&mut self.tx, WHOLE, |db, sql| {
                let statement = sqlx::query_as(sql).bind(after.cell).bind(after.id).bind(last);
                statement.bind(self.separator).bind(CHUNK).fetch_one(db).await
            })?
        } else {
            within!(&mut self.tx, path, |db, sql| {
                let statement = bind!(sqlx::query_as(sql), after, last, self.bound);
                statement.bind(self.separator).bind(CHUNK).fetch_one(db).await
            })?
        };
        Ok(row)
    }

    /// One commune is read in its own index, which is in the order of place; everything else in that of the table.
    fn path(&self) -> Sql {
        match &self.filter.territory {
            Some(reach) if reach.is_one() => BY_TERRITORY,
            _ => BY_PLACE,
        }
    }
}

/// The id with which a stored feature begins.
fn id_of(fragment: &str) -> Option<Uuid> {
    let (_, behind) = fragment.split_once("\"id\":\"")?;
    behind.get(..36)?.parse().ok()
}
