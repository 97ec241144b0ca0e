//! Connections to an SQLite file: one that writes, some that only read.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use crate::pool::{PATIENCE, WRITER_STATEMENTS};
use crate::{Error, Result};

/// Pages of memory (in KiB) for the writer's cache: the inner pages of every index of a million devices.
const WRITER_CACHE_KIB: &str = "-65536";

/// The same for each reader. What readers ask for again and again is in the system's cache of the file, which all share.
const READER_CACHE_KIB: &str = "-1024";

/// Bytes of the journal's own header: a journal of no more holds no change.
const JOURNAL_HEADER: u64 = 32;

/// How long a start may wait for the look at a file that was not closed.
const INSPECTION: Duration = Duration::from_secs(2);

/// Looks at the structure and tells the first faults; more would not help anybody.
const FAULTS: &str = "pragma quick_check(5)";

/// The result code of a statement that was told to stop.
const INTERRUPTED: &str = "9";

/// How a file can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// As usual; whether the file itself takes writes is SQLite's to say.
    Writable,
    /// Its folder takes no files, but the journal that SQLite reads with is there.
    WithJournal,
    /// Its folder takes no files and there is no journal, so nobody writes: SQLite need not look for one.
    Frozen,
}

/// Connections that cannot write.
pub(crate) struct Readers {
    pub(crate) pool: SqlitePool,
    path: PathBuf,
    /// Since when connections to a frozen file are of no more use.
    thawed: Arc<OnceLock<Instant>>,
}

impl Opening {
    /// Looks at the folder and at the journal. Never touches the file itself: to close a file that SQLite has open in
    /// the same process would take SQLite's locks away.
    pub(crate) fn of(path: &Path) -> Result<Self> {
        if folder_takes_files(path) {
            return Ok(Self::Writable);
        }
        if !path.exists() {
            return Err(Error::CannotBeMade(path.display().to_string()));
        }
        match (journal_of(path, "-wal").is_some(), journal_of(path, "-shm").is_some()) {
            (true, true) => Ok(Self::WithJournal),
            _ if was_left_open(path) => Err(Error::JournalNeedsWriting(path.display().to_string())),
            _ => Ok(Self::Frozen),
        }
    }
}

/// The length of one of the files that SQLite keeps beside a database.
fn journal_of(path: &Path, suffix: &str) -> Option<u64> {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    fs::metadata(PathBuf::from(name)).ok().map(|file| file.len())
}

/// SQLite's journal can only be made where files can be made.
fn folder_takes_files(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let probe = folder.join(format!(".technopolice-{}", std::process::id()));
    let made = fs::File::create(&probe);
    drop(fs::remove_file(&probe));
    made.is_ok() || made.is_err_and(|error| error.kind() == std::io::ErrorKind::StorageFull)
}

/// Does the journal hold changes? The last one who closes a database copies them into the file and removes the
/// journal, so either somebody has the file open, or the one who had it open was stopped short.
pub(crate) fn was_left_open(path: &Path) -> bool {
    journal_of(path, "-wal").is_some_and(|length| length > JOURNAL_HEADER)
}

/// The pragmas of `reliability`, each connection anew; the file's own settings are made when it is created.
fn options(path: &Path) -> SqliteConnectOptions {
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

/// The one connection that writes to an SQLite file, made when it is first needed: on a file that takes no writes that
/// fails.
pub(crate) fn writer(path: &Path, opening: Opening) -> SqlitePool {
    let options = options(path)
        .create_if_missing(opening == Opening::Writable)
        .auto_vacuum(SqliteAutoVacuum::Incremental)
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("journal_size_limit", "67108864")
        .pragma("wal_autocheckpoint", "4000")
        .pragma("cache_size", WRITER_CACHE_KIB)
        .statement_cache_capacity(WRITER_STATEMENTS);
    pool(1).connect_lazy_with(options)
}

fn reading(path: &Path) -> SqliteConnectOptions {
    options(path).read_only(true).pragma("cache_size", READER_CACHE_KIB)
}

impl Readers {
    pub(crate) fn new(path: &Path, count: u32, opening: Opening) -> Self {
        let thawed = Arc::new(OnceLock::<Instant>::new());
        let since = Arc::clone(&thawed);
        let pool = pool(count).before_acquire(move |_, connection| {
            let outdated = since.get().is_some_and(|thawed| connection.age >= thawed.elapsed());
            Box::pin(async move { Ok(!outdated) })
        });
        let pool = pool.connect_lazy_with(reading(path).immutable(opening == Opening::Frozen));
        Self { pool, path: path.to_owned(), thawed }
    }

    /// The file takes writes (again): from now on readers look into the journal.
    pub(crate) fn thaw(&self) {
        self.pool.set_connect_options(reading(&self.path));
        self.thawed.get_or_init(Instant::now);
    }
}

/// After a full disk SQLite has rolled back by itself, sqlx does not notice and would refuse every later write on
/// that connection; a connection that thinks it is in a transaction is therefore thrown away.
fn pool(connections: u32) -> SqlitePoolOptions {
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

/// Looks at the structure of a file that was not closed, and refuses it when it is damaged.
///
/// A large file is looked at for as long as a start may take; `technopolice check` reads all of it. The connection
/// only reads, so the journal stays, and the next start looks again.
pub(crate) async fn inspect(path: &Path) -> Result<()> {
    let mut connection = SqliteConnection::connect_with(&reading(path)).await?;
    let end = Instant::now() + INSPECTION;
    connection.lock_handle().await?.set_progress_handler(10_000, move || Instant::now() < end);
    let found: Result<Vec<String>, sqlx::Error> = sqlx::query_scalar(FAULTS).fetch_all(&mut connection).await;
    drop(connection.close().await);
    match found {
        Ok(found) if found == ["ok"] => Ok(()),
        Ok(found) => Err(Error::Damaged(found.join("; "))),
        Err(sqlx::Error::Database(answer)) if answer.code().as_deref() == Some(INTERRUPTED) => {
            tracing::warn!(
                "The database was not closed the last time, and looking at all of it would take long: run `technopolice check`"
            );
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::*;

    async fn settings(pool: &SqlitePool, names: &[&str]) -> Vec<String> {
        let mut settings = Vec::new();
        for name in names {
            let row = sqlx::query(sqlx::AssertSqlSafe(format!("pragma {name}"))).fetch_one(pool).await.expect(name);
            let value = row.try_get::<i64, _>(0).map_or_else(|_| row.get::<String, _>(0), |number| number.to_string());
            settings.push(format!("{name}={value}"));
        }
        settings
    }

    #[tokio::test]
    async fn every_connection_has_the_settings_that_keep_what_was_promised() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("census.db");
        let writer = writer(&path, Opening::Writable);
        let readers = Readers::new(&path, 2, Opening::Writable);
        for pool in [&writer, &readers.pool] {
            let journal = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema"];
            assert_eq!(
                settings(pool, &journal).await,
                ["journal_mode=wal", "synchronous=2", "foreign_keys=1", "busy_timeout=5000", "trusted_schema=0"]
            );
            let file = ["cell_size_check", "secure_delete", "temp_store", "mmap_size", "auto_vacuum"];
            assert_eq!(
                settings(pool, &file).await,
                ["cell_size_check=1", "secure_delete=1", "temp_store=2", "mmap_size=0", "auto_vacuum=2"]
            );
        }
        assert_eq!(
            settings(&writer, &["journal_size_limit", "wal_autocheckpoint", "cache_size"]).await,
            ["journal_size_limit=67108864", "wal_autocheckpoint=4000", "cache_size=-65536"]
        );
        assert_eq!(settings(&readers.pool, &["cache_size"]).await, ["cache_size=-1024"]);
        for pool in [&writer, &readers.pool] {
            sqlx::query("pragma writable_schema = on").execute(pool).await.expect("an answer");
            assert_eq!(
                settings(pool, &["writable_schema"]).await,
                ["writable_schema=0"],
                "built without .cargo/config.toml"
            );
            let built: Vec<(String,)> =
                sqlx::query_as("pragma compile_options").fetch_all(pool).await.expect("the options");
            let shares_its_cache = built.iter().any(|(option,)| option == "ENABLE_MEMORY_MANAGEMENT");
            assert!(!shares_its_cache, "a reader would fill the cache that is meant for the writer");
        }
        let written = sqlx::query("create table t (x)").execute(&readers.pool).await.map(drop);
        assert!(matches!(written.map_err(Error::from), Err(Error::ReadOnly)), "a reader cannot write");
    }
}
