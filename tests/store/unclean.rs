//! A file that was not closed is looked at before it is used, and a damaged one is refused.
//!
//! SQLite alone: PostgreSQL looks after itself.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::Path;

use store::{DatabaseUrl, Error, Publication, Store};
use technopolice_tests::{Engine, TestDatabase};

use crate::samples::{camera, faults, open, options, report};

/// What a stop without warning leaves: the file and its journal as they are while a store has them open.
async fn left_open(folder: &Path) -> DatabaseUrl {
    let database = TestDatabase::new(Engine::Sqlite).await.expect("SQLite is always there");
    let store = open(&database).await;
    for number in 0..200 {
        report(&store, number).await;
    }
    store.checkpoint().await.expect("an empty journal");
    report(&store, 200).await;
    for name in ["census.db", "census.db-wal"] {
        let from = database.folder().expect("a folder").join(name);
        fs::copy(from, folder.join(name)).expect("a copy");
    }
    store.close().await;
    DatabaseUrl::Sqlite(folder.join("census.db"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_file_that_was_not_closed_is_opened_with_all_that_was_promised() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = left_open(folder.path()).await;
    let store = Store::open(&url, options(Publication::Immediate)).await.expect("an open store");
    assert!(store.submit(camera(200)).await.expect("an answer").replayed, "it was promised");
    assert_eq!(faults(&store).await, Vec::<String>::new());
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_that_was_not_closed_is_refused_each_time_and_the_words_say_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = left_open(folder.path()).await;
    let file = fs::File::options().write(true).open(folder.path().join("census.db")).expect("the copy");
    let pages = file.metadata().expect("a length").len() / 4096;
    for page in pages / 3..pages / 2 {
        file.write_all_at(&[0xa5; 512], page * 4096).expect("a damaged page");
    }
    for _ in 0..2 {
        let refused = Store::open(&url, options(Publication::Immediate)).await.err().expect("a refusal");
        assert!(matches!(refused, Error::Damaged(_)), "{refused}");
        let words = refused.to_string();
        assert!(words.contains("backup") && words.contains("technopolice check"), "{words}");
    }
}
