//! An empty database on either engine.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use store::DatabaseUrl;
use tempfile::TempDir;

use crate::cluster;

/// What keeps the census.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, in a folder of the test's own.
    Sqlite,
    /// PostgreSQL, in a database of the test's own.
    Postgres,
}

/// A database that nobody else uses. The SQLite one goes with it; the PostgreSQL one with its cluster.
#[derive(Debug)]
pub struct TestDatabase {
    /// Where it is.
    pub url: DatabaseUrl,
    /// What keeps it.
    pub engine: Engine,
    folder: Option<TempDir>,
}

impl TestDatabase {
    /// An empty database; `None` (after saying so) when there is no PostgreSQL here.
    pub async fn new(engine: Engine) -> Option<Self> {
        match engine {
            Engine::Sqlite => Some(Self::sqlite()),
            Engine::Postgres => Self::postgres().await,
        }
    }

    /// Its address as the command line takes it, with everything that a log would hide.
    pub fn address(&self) -> String {
        match &self.url {
            DatabaseUrl::Postgres(url) => url.clone(),
            url => url.to_string(),
        }
    }

    /// The folder of an SQLite database.
    pub fn folder(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.path().to_owned())
    }

    /// Does something to the database behind the store's back.
    pub async fn execute(&self, statements: &str) -> Result<(), sqlx::Error> {
        let statements = sqlx::raw_sql(AssertSqlSafe(statements.to_owned()));
        match &self.url {
            DatabaseUrl::Sqlite(path) => {
                let options = SqliteConnectOptions::new().filename(path);
                statements.execute(&mut SqliteConnection::connect_with(&options).await?).await.map(drop)
            }
            DatabaseUrl::Postgres(url) => statements.execute(&mut PgConnection::connect(url).await?).await.map(drop),
            DatabaseUrl::Temporary => Ok(()),
        }
    }

    fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = DatabaseUrl::Sqlite(folder.path().join("census.db"));
        Self { url, engine: Engine::Sqlite, folder: Some(folder) }
    }

    async fn postgres() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("technopolice_test_{}_{number}", std::process::id());
        let mut server = PgConnection::connect(&cluster::url_of("postgres")?).await.expect("a running PostgreSQL");
        let create = format!("create database {name} template template0");
        sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut server).await.expect("a new database");
        let url = DatabaseUrl::Postgres(cluster::url_of(&name)?);
        Some(Self { url, engine: Engine::Postgres, folder: None })
    }
}
