//! Connections: one that writes, some that read.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::Result;
use crate::sql::{Sql, on, within};

/// How long a connection waits for a lock or a free place.
const PATIENCE: Duration = Duration::from_secs(5);

/// Pages of memory (in KiB) for the writer's cache: the inner pages of every index of a million devices.
const WRITER_CACHE_KIB: &str = "-65536";

/// Connections of one engine.
#[derive(Debug, Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction of one engine.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Serialises the writers of several servers, so that sequence numbers have no gaps and commit in order.
/// The number is ours alone: "tpol" in ASCII.
const LOCK: Sql =
    Sql { sqlite: "select 1", postgres: "select 1 from (select pg_advisory_xact_lock(1953525612)) as held" };

const PING: Sql = Sql::same("select 1");

/// The pragmas of `reliability`, each connection anew; the file's own settings are made when it is created.
fn sqlite_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(PATIENCE)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("mmap_size", "0")
}

/// The one connection that writes to an SQLite file.
pub(crate) async fn sqlite_writer(path: &Path) -> Result<SqlitePool> {
    let options = sqlite_options(path)
        .create_if_missing(true)
        .auto_vacuum(SqliteAutoVacuum::Incremental)
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("journal_size_limit", "67108864")
        .pragma("wal_autocheckpoint", "4000")
        .pragma("cache_size", WRITER_CACHE_KIB);
    Ok(sqlite_pool(1).connect_with(options).await?)
}

/// Connections that cannot write.
pub(crate) fn sqlite_readers(path: &Path, count: u32) -> SqlitePool {
    sqlite_pool(count).connect_lazy_with(sqlite_options(path).read_only(true))
}

/// After a full disk SQLite has rolled back by itself, sqlx does not notice and would refuse every later write on
/// that connection; a connection that thinks it is in a transaction is therefore thrown away.
fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections.max(1))
        .acquire_timeout(2 * PATIENCE)
        .max_lifetime(None)
        .idle_timeout(None)
        .test_before_acquire(false)
        .after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
}

/// Connections to a PostgreSQL server.
pub(crate) async fn postgres(url: &str, connections: u32) -> Result<PgPool> {
    let options: PgConnectOptions = url.parse::<PgConnectOptions>()?.application_name("technopolice");
    let pool = PgPoolOptions::new().max_connections(connections.max(1)).acquire_timeout(PATIENCE);
    Ok(pool.connect_with(options).await?)
}

impl Pool {
    /// A transaction that may write, alone among all writers.
    pub(crate) async fn begin_write(&self) -> Result<Tx> {
        let mut tx = match self {
            Self::Sqlite(pool) => return Ok(Tx::Sqlite(pool.begin_with("begin immediate").await?)),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        };
        within!(&mut tx, LOCK, |db, sql| sqlx::query(sql).execute(db).await.map(drop))?;
        Ok(tx)
    }

    /// A transaction that reads one state of the census, however long it takes.
    pub(crate) async fn begin_read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
        })
    }

    pub(crate) async fn ping(&self) -> Result<()> {
        on!(self, PING, |db, sql| sqlx::query(sql).execute(db).await.map(drop))?;
        Ok(())
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
