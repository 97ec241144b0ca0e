//! Connections of either engine: one that writes, some that read.

use std::time::Duration;

use sqlx::{PgPool, Sqlite, SqlitePool, Transaction};

use crate::Result;
use crate::postgres::{self, Held};
use crate::sql::{Sql, on, within};

/// How long a connection waits for a lock or a free place.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Statements that stay prepared on a connection that writes: all there are, each insertion in its seven sizes.
pub(crate) const WRITER_STATEMENTS: usize = 256;

/// Connections of one engine.
#[derive(Debug, Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction of one engine.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Held),
}

/// Serialises the writers of several servers, so that sequence numbers have no gaps and commit in order.
/// The number is ours alone: "tpol" in ASCII.
const LOCK: Sql =
    Sql { sqlite: "select 1", postgres: "select 1 from (select pg_advisory_xact_lock(1953525612)) as held" };

const PING: Sql = Sql::same("select 1");

impl Pool {
    /// A transaction that may write, alone among all writers.
    pub(crate) async fn begin_write(&self) -> Result<Tx> {
        let mut tx = match self {
            Self::Sqlite(pool) => return Ok(Tx::Sqlite(pool.begin_with("begin immediate").await?)),
            Self::Postgres(pool) => Tx::Postgres(Held::begin(pool, "begin").await?),
        };
        within!(&mut tx, LOCK, |db, sql| sqlx::query(sql).execute(db).await.map(drop))?;
        Ok(tx)
    }

    /// A transaction that reads one state of the census, however long it takes.
    pub(crate) async fn begin_read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(Held::begin(pool, "begin isolation level repeatable read read only").await?)
            }
        })
    }

    /// Gives back the memory of pages that nobody needs just now; who needs them again reads them again.
    pub(crate) async fn rest(&self) {
        if let Self::Sqlite(pool) = self
            && let Err(error) = sqlx::query("pragma shrink_memory").execute(pool).await
        {
            tracing::warn!(%error, "The memory of the pages that were written could not be given back");
        }
    }

    pub(crate) async fn ping(&self) -> Result<()> {
        on!(self, PING, |db, sql| sqlx::query(sql).execute(db).await.map(drop))?;
        Ok(())
    }

    /// Closes what is idle, so that the next connection is opened anew: one to a file or a server that took no writes
    /// never writes.
    pub(crate) async fn open_anew(&self) {
        // Whatever closing says, the connection is gone.
        match self {
            Self::Sqlite(pool) => {
                while let Some(idle) = pool.try_acquire() {
                    drop(idle.close().await);
                }
            }
            Self::Postgres(pool) => {
                while let Some(idle) = pool.try_acquire() {
                    drop(idle.close().await);
                }
            }
        }
    }

    /// Tells the other servers of this database that something was published.
    pub(crate) fn notify(&self) {
        if let Self::Postgres(pool) = self {
            tokio::spawn(postgres::notify(pool.clone()));
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
