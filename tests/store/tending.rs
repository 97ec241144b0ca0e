//! What is done to a database once a night.

use std::fs;

use technopolice_tests::TestDatabase;

use crate::samples::{faults, open, report};

on_both_engines! {
    tending_empties_the_journal_and_loses_nothing,
}

async fn tending_empties_the_journal_and_loses_nothing(database: TestDatabase) {
    let store = open(&database).await;
    let mut kept = Vec::new();
    for number in 0..20 {
        kept.push(report(&store, number).await.1);
    }
    store.tend().await.expect("a tended database");
    if let Some(folder) = database.folder() {
        let journal = fs::metadata(folder.join("census.db-wal")).expect("a journal, while the store is open");
        assert_eq!(journal.len(), 0);
    }
    for id in kept {
        assert!(store.entity(id).await.expect("an answer").is_some());
    }
    report(&store, 20).await;
    assert_eq!(faults(&store).await, Vec::<String>::new());
}
