//! The schema: brought up to date when a database is opened, refused when it is from the future or not ours.

use std::cmp::Ordering;

use sqlx::SqlitePool;
use sqlx::migrate::Migrator;

use crate::pool::Pool;
use crate::sql::{Sql, on};
use crate::{Error, Result};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// "TPOL" in ASCII, so that `file` and others can tell whose database this is.
const APPLICATION_ID: i64 = 0x5450_4f4c;

/// The first version without the WAL-reset bug.
const SAFE_SQLITE: [u32; 3] = [3, 51, 3];

const APPLIED: Sql = Sql::same("select coalesce(max(version), 0) from _sqlx_migrations where success");

pub(crate) const STATEMENTS: &[Sql] = &[APPLIED];

/// Proves that a database that cannot be changed has exactly the schema of this program.
pub(crate) async fn verify(pool: &Pool) -> Result<()> {
    if let Pool::Sqlite(pool) = pool {
        identify(pool).await?;
    }
    let found: i64 = on!(pool, APPLIED, |db, sql| sqlx::query_scalar(sql).fetch_one(db).await)?;
    match found.cmp(&newest()) {
        Ordering::Less => Err(Error::OlderSchema { found, known: newest() }),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(Error::NewerSchema { found, known: newest() }),
    }
}

/// Applies what is missing.
pub(crate) async fn migrate(pool: &Pool) -> Result<()> {
    match pool {
        Pool::Sqlite(pool) => migrate_sqlite(pool).await?,
        Pool::Postgres(pool) => POSTGRES.run(pool).await.map_err(from_the_future)?,
    }
    // A new index was made by reading a whole table.
    pool.rest().await;
    Ok(())
}

async fn migrate_sqlite(pool: &SqlitePool) -> Result<()> {
    let (owner, found) = identify(pool).await?;
    SQLITE.run(pool).await.map_err(from_the_future)?;
    if (owner, found) != (APPLICATION_ID, newest()) {
        let mark = format!("pragma application_id = {APPLICATION_ID}; pragma user_version = {}", newest());
        sqlx::raw_sql(sqlx::AssertSqlSafe(mark)).execute(pool).await?;
    }
    Ok(())
}

/// Whose file it is and of which schema; refuses an unsafe SQLite, somebody else's file and a schema of the future.
async fn identify(pool: &SqlitePool) -> Result<(i64, i64)> {
    let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(pool).await?;
    if !is_safe(&version) {
        return Err(Error::UnsafeSqlite { found: version });
    }
    let owner: i64 = sqlx::query_scalar("pragma application_id").fetch_one(pool).await?;
    if owner != 0 && owner != APPLICATION_ID {
        return Err(Error::ForeignDatabase(owner));
    }
    let found: i64 = sqlx::query_scalar("pragma user_version").fetch_one(pool).await?;
    if found > newest() {
        return Err(Error::NewerSchema { found, known: newest() });
    }
    Ok((owner, found))
}

/// The newest migration of the program, the same on both engines.
fn newest() -> i64 {
    SQLITE.iter().map(|migration| migration.version).max().unwrap_or_default()
}

fn from_the_future(error: sqlx::migrate::MigrateError) -> Error {
    match error {
        sqlx::migrate::MigrateError::VersionMissing(found) if found > newest() => {
            Error::NewerSchema { found, known: newest() }
        }
        other => other.into(),
    }
}

/// Is this version of SQLite free of the bug that can corrupt a database in WAL mode?
fn is_safe(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let version: [u32; 3] = std::array::from_fn(|_| parts.next().unwrap_or(0));
    version >= SAFE_SQLITE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_with_the_wal_reset_bug_are_refused() {
        for unsafe_version in ["3.51.2", "3.40.1", "3.7.0", "2.8.17", "", "unknown"] {
            assert!(!is_safe(unsafe_version), "{unsafe_version}");
        }
        for safe in ["3.51.3", "3.51.10", "3.52.0", "4.0.0"] {
            assert!(is_safe(safe), "{safe}");
        }
    }

    #[test]
    fn migrations_come_in_pairs() {
        let names = |migrator: &Migrator| -> Vec<(i64, String)> {
            migrator.iter().map(|migration| (migration.version, migration.description.to_string())).collect()
        };
        assert_eq!(names(&SQLITE), names(&POSTGRES));
    }
}
