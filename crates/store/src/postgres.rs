//! Connections to a PostgreSQL server: none is waited for without end, and each server hears of the others' commits.

use std::future::Future;
use std::io;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::{Executor, PgConnection, PgPool, Postgres};
use tokio::sync::watch;

use crate::Result;
use crate::pool::{PATIENCE, WRITER_STATEMENTS};

/// How long one statement may take. A commit that waits for a standby is not cancelled then: PostgreSQL would answer
/// as if it had been replicated. The connection is dropped instead, and the outcome is unknown.
const DEADLINE: Duration = Duration::from_secs(10);

/// How long to wait before listening again after it failed; meanwhile followers poll.
const AGAIN: Duration = Duration::from_secs(5);

/// Where commits are announced.
const CHANNEL: &str = "technopolice";

/// What each connection is set to: no commit is acknowledged before it is on the disk (and on the standby, where there
/// is one), and what a vanished client held is given back soon. sqlx has no keepalive of its own, so the server's is
/// asked for.
const SETTINGS: &str =
    "select set_config('synchronous_commit', case when setting in ('off', 'local') then 'on' else setting end, false),
        set_config('idle_in_transaction_session_timeout', '60s', false), set_config('tcp_keepalives_idle', '10', false),
        set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '3', false)
    from current_setting('synchronous_commit') as setting";

/// A connection that goes back to its pool only when its work was finished in time, and is closed otherwise.
pub(crate) struct Held {
    connection: PoolConnection<Postgres>,
    finished: bool,
}

/// Connections to a server.
pub(crate) async fn pool(url: &str, connections: u32) -> Result<PgPool> {
    let options: PgConnectOptions = url.parse::<PgConnectOptions>()?.application_name("technopolice");
    let options = options.statement_cache_capacity(WRITER_STATEMENTS);
    let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE);
    let pool =
        pool.after_connect(|connection, _| Box::pin(async move { connection.execute(SETTINGS).await.map(drop) }));
    Ok(pool.connect_with(options).await?)
}

impl Held {
    pub(crate) async fn of(pool: &PgPool) -> sqlx::Result<Self> {
        Ok(Self { connection: pool.acquire().await?, finished: false })
    }

    /// A connection in a transaction; unless it is committed, it ends with its connection.
    pub(crate) async fn begin(pool: &PgPool, statement: &'static str) -> sqlx::Result<Self> {
        let mut held = Self::of(pool).await?;
        in_time(held.connection.execute(statement)).await?;
        Ok(held)
    }

    pub(crate) async fn commit(mut self) -> sqlx::Result<()> {
        in_time(self.connection.execute("commit")).await?;
        self.finish();
        Ok(())
    }

    /// The connection can serve others.
    pub(crate) fn finish(mut self) {
        self.finished = true;
    }
}

impl Deref for Held {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if !self.finished {
            self.connection.close_on_drop();
        }
    }
}

/// The outcome of a statement, or an error when the server does not answer in time.
pub(crate) async fn in_time<T>(statement: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    let late = || sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "PostgreSQL did not answer in time"));
    tokio::time::timeout(DEADLINE, statement).await.unwrap_or_else(|_| Err(late()))
}

/// Tells every server of this database that something was published. When it fails, they find it by polling.
pub(crate) async fn notify(pool: PgPool) {
    let told = sqlx::query("select pg_notify($1, '')").bind(CHANNEL);
    if let Err(error) = in_time(told.execute(&pool)).await {
        tracing::debug!(%error, "The other servers were not told of a commit");
    }
}

/// Counts what every server of this database announces, until nobody asks any more.
pub(crate) async fn listen(pool: PgPool, announce: watch::Sender<u64>) {
    while !announce.is_closed() && !pool.is_closed() {
        tokio::select! {
            () = announce.closed() => return,
            Err(error) = hear(&pool, &announce) => {
                tracing::debug!(%error, "The other servers cannot be heard; their changes are polled for");
            }
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn hear(pool: &PgPool, announce: &watch::Sender<u64>) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        listener.recv().await?;
        announce.send_modify(|commits| *commits += 1);
    }
}
