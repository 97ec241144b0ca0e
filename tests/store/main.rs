//! The store, the same tests on both engines.

/// Runs every test of a list on SQLite and on PostgreSQL, each in an empty database.
macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                if let Some(database) = technopolice_tests::TestDatabase::new(technopolice_tests::Engine::Sqlite).await {
                    super::$test(database).await;
                }
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                if let Some(database) = technopolice_tests::TestDatabase::new(technopolice_tests::Engine::Postgres).await {
                    super::$test(database).await;
                }
            })+
        }
    };
}

mod accounts;
mod chain;
mod disk;
mod imports;
mod lists;
mod moderation;
mod news;
mod past;
mod photos;
mod pieces;
mod procurement;
mod receipts;
mod records;
mod redact;
mod revert;
mod samples;
mod schema;
mod search;
mod servers;
mod snapshot;
mod submissions;
mod surveys;
mod tending;
mod unclean;
mod witnesses;
