//! Taking what was erased out of the database's own files too.

use std::time::{Duration, Instant};

use sqlx::{Executor, SqlitePool};

use crate::pool::Pool;
use crate::{Result, Store};

/// How long to wait for readers before giving up for the time being.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long to wait before trying again: a waiting checkpoint keeps writers waiting, so they get a turn between.
const AGAIN: Duration = Duration::from_millis(250);

/// Takes dead rows away, and the samples of values that the planner keeps.
const VACUUM: &str = "vacuum (analyze) entity, revision, record, record_facet, feature, contribution, photo, piece, decision, import_batch";

impl Store {
    /// Takes what was erased out of the database's own files.
    ///
    /// SQLite: overwriting deleted rows (`secure_delete`) does not reach the gaps that rows left in a page when they
    /// moved to another one, so the file is written anew, without gaps, and the journal is emptied. That takes as long
    /// as copying the file, needs as much room again, and keeps writers waiting meanwhile. `false` when a reader, such
    /// as a dump on its way to a slow client, still looks at what was before after a minute: try again later.
    ///
    /// PostgreSQL: dead rows are vacuumed away, once no transaction can see them any more. Its write-ahead log, its
    /// standbys and its backups are the operator's: they keep what was erased until they are recycled.
    pub async fn sweep(&self) -> Result<bool> {
        match self.writing() {
            Pool::Sqlite(pool) => {
                write_anew(pool).await?;
                let end = Instant::now() + PATIENCE;
                while !self.empty_journal().await? {
                    if Instant::now() > end {
                        return Ok(false);
                    }
                    tokio::time::sleep(AGAIN).await;
                }
            }
            // Without a deadline: it takes as long as the tables are large.
            Pool::Postgres(pool) => {
                sqlx::query(VACUUM).execute(pool).await?;
            }
        }
        Ok(true)
    }

    /// Moves what was written into the file and empties the journal, unless a reader needs it still.
    pub async fn checkpoint(&self) -> Result<()> {
        self.empty_journal().await.map(drop)
    }

    /// What a database wants done once a night: SQLite looks at its indexes again where a table has changed much, and
    /// its journal is emptied. PostgreSQL does both by itself.
    pub async fn tend(&self) -> Result<()> {
        if let Pool::Sqlite(pool) = self.writing() {
            sqlx::query("pragma optimize").execute(pool).await?;
        }
        self.checkpoint().await
    }

    async fn empty_journal(&self) -> Result<bool> {
        let Pool::Sqlite(pool) = self.writing() else { return Ok(true) };
        let pragma = sqlx::query_as("pragma wal_checkpoint(truncate)");
        let (busy, ..): (i64, i64, i64) = pragma.fetch_one(pool).await?;
        Ok(busy == 0)
    }
}

/// The copy lies in a file meanwhile: a whole census may not fit into memory.
async fn write_anew(pool: &SqlitePool) -> Result<()> {
    let mut connection = pool.acquire().await?;
    connection.execute("pragma temp_store = file").await?;
    let written = connection.execute("vacuum").await;
    connection.execute("pragma temp_store = memory").await?;
    Ok(written.map(drop)?)
}
