//! Two folders of migrations, one schema; databases that are not ours or not of our time.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, PgConnection, SqliteConnection};
use store::{DatabaseUrl, Error, Options, Store};
use technopolice_tests::{Engine, TestDatabase, repository};

use crate::samples::open;

on_both_engines! {
    every_statement_can_be_prepared,
    opening_twice_migrates_once,
}

async fn every_statement_can_be_prepared(database: TestDatabase) {
    let store = open(&database).await;
    let count = store.prepare_statements().await.expect("every statement");
    assert!(count > 40, "{count} statements");
}

async fn opening_twice_migrates_once(database: TestDatabase) {
    Store::migrate(&database.url, &Options::default().naming).await.expect("a new schema");
    Store::migrate(&database.url, &Options::default().naming).await.expect("nothing to do");
    open(&database).await.ping().await.expect("an open store");
}

#[test]
fn migrations_come_in_pairs_of_the_same_name() {
    let names = |engine: &str| {
        let folder = repository().join("migrations").join(engine);
        let mut names: Vec<_> =
            std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[tokio::test]
async fn both_schemas_have_the_same_columns() {
    let sqlite = TestDatabase::new(Engine::Sqlite).await.expect("SQLite is always there");
    let Some(postgres) = TestDatabase::new(Engine::Postgres).await else { return };
    Store::migrate(&sqlite.url, &Options::default().naming).await.expect("a schema");
    Store::migrate(&postgres.url, &Options::default().naming).await.expect("a schema");
    let (DatabaseUrl::Sqlite(path), DatabaseUrl::Postgres(url)) = (&sqlite.url, &postgres.url) else {
        panic!("one of each");
    };
    let mut file = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.expect("a file");
    let of_sqlite: Vec<(String, String)> = sqlx::query_as(
        "select m.name, c.name from sqlite_schema m join pragma_table_info(m.name) c
        where m.type = 'table' and m.name not like '\\_%' escape '\\' and m.name not like 'sqlite%' order by m.name, c.cid",
    )
    .fetch_all(&mut file)
    .await
    .expect("columns");
    let mut server = PgConnection::connect(url).await.expect("a server");
    let of_postgres: Vec<(String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text from information_schema.columns
        where table_schema = 'public' and table_name not like '\\_%' order by table_name collate \"C\", ordinal_position",
    )
    .fetch_all(&mut server)
    .await
    .expect("columns");
    assert_eq!(of_sqlite, of_postgres);
    assert!(of_sqlite.len() > 50);
}

/// SQLite alone: PostgreSQL has neither number.
#[tokio::test]
async fn a_database_of_the_future_or_of_somebody_else_is_refused() {
    for (statement, expected) in
        [("pragma user_version = 9999", "schema 9999"), ("pragma application_id = 42", "another application")]
    {
        let database = TestDatabase::new(Engine::Sqlite).await.expect("SQLite is always there");
        open(&database).await.close().await;
        database.execute(statement).await.expect("a changed header");
        let refused = Store::open(&database.url, Options::default()).await.err().expect("a refusal");
        assert!(matches!(refused, Error::NewerSchema { .. } | Error::ForeignDatabase(_)), "{refused}");
        assert!(refused.to_string().contains(expected), "{refused}");
    }
}

/// SQLite alone: these are its pragmas.
#[tokio::test]
async fn the_file_is_made_as_it_should_be() {
    let database = TestDatabase::new(Engine::Sqlite).await.expect("SQLite is always there");
    open(&database).await.close().await;
    let DatabaseUrl::Sqlite(path) = &database.url else { panic!("a file") };
    let mut file = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.expect("a file");
    let folder = std::fs::read_dir(repository().join("migrations/sqlite")).expect("a folder");
    let number = |name: std::ffi::OsString| name.to_string_lossy().split('_').next()?.parse::<u32>().ok();
    let newest = folder.filter_map(|file| number(file.expect("a file").file_name())).max().expect("a migration");
    for (pragma, expected) in [
        ("pragma journal_mode", "wal"),
        ("pragma auto_vacuum", "2"),
        ("pragma application_id", "1414549324"),
        ("pragma user_version", &newest.to_string()),
    ] {
        let row = sqlx::query(pragma).fetch_one(&mut file).await.expect("a value");
        let value = match sqlx::Row::try_get::<i64, _>(&row, 0) {
            Ok(number) => number.to_string(),
            Err(_) => sqlx::Row::get::<String, _>(&row, 0),
        };
        assert_eq!(value, expected, "{pragma}");
    }
}
