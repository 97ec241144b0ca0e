//! Several servers on one PostgreSQL.

use std::time::Duration;

use sqlx::{Connection, PgConnection};
use store::{DatabaseUrl, Error, Store};
use technopolice_tests::{Engine, TestDatabase};

use crate::samples::{camera, open, open_batched, report};

async fn postgres() -> Option<TestDatabase> {
    TestDatabase::new(Engine::Postgres).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_hears_at_once_of_what_another_one_published() {
    let Some(database) = postgres().await else { return };
    let (here, there) = (open(&database).await, open_batched(&database).await);
    let mut heard = there.committed();
    // The first reports may come before anybody listens.
    for number in 0..100 {
        report(&here, number).await;
        if tokio::time::timeout(Duration::from_millis(200), heard.changed()).await.is_ok() {
            assert!(!there.changes_after(0, 1000).await.expect("changes").is_empty());
            here.close().await;
            there.close().await;
            return;
        }
    }
    panic!("nothing was heard");
}

/// Makes every transaction of the database's next connections take writes or not.
fn read_only(on: &str) -> String {
    format!(
        "begin read write;
        do $$ begin
            execute format('alter database %I set default_transaction_read_only = {on}', current_database());
        end $$;
        commit"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_takes_no_writes_is_read_until_it_does() {
    let Some(database) = postgres().await else { return };
    let store = open(&database).await;
    let (_, device) = report(&store, 1).await;
    store.close().await;
    database.execute(&read_only("on")).await.expect("a read-only database");
    let store = open(&database).await;
    assert!(store.is_read_only());
    assert!(store.entity(device).await.expect("an answer").is_some());
    assert!(matches!(store.submit(camera(2)).await, Err(Error::ReadOnly)));
    database.execute(&read_only("off")).await.expect("a writable database");
    tokio::time::timeout(Duration::from_secs(20), async {
        while store.is_read_only() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await
    .expect("writing begins again");
    report(&store, 3).await;
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_answer_is_not_waited_for_without_end() {
    let Some(database) = postgres().await else { return };
    let store: Store = open(&database).await;
    let DatabaseUrl::Postgres(url) = &database.url else { panic!("a server") };
    let mut other = PgConnection::connect(url).await.expect("a connection");
    let held = "select pg_advisory_lock(1953525612)";
    sqlx::query(held).execute(&mut other).await.expect("the lock that every writer takes");
    let refused = tokio::time::timeout(Duration::from_secs(20), store.submit(camera(1))).await.expect("an answer");
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    other.close().await.expect("the lock is given back");
    report(&store, 1).await;
    store.close().await;
}
