//! What a release reads: everything, once, as of one moment.

use census::{EntityId, EntityKind};
use serde_json::{Value, json};
use store::{ImportRecord, Snapshot};
use technopolice_tests::TestDatabase;

use crate::records::{entry, keep};
use crate::samples::{open, open_batch, record, report};

on_both_engines! {
    a_snapshot_has_everything_once_and_nothing_that_came_later,
    a_trace_says_what_became_of_each_entity,
}

async fn features(snapshot: &mut Snapshot) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let lines = snapshot.features(after).await.expect("some devices");
        let id = |line: &str| serde_json::from_str::<Value>(line).expect("a feature")["id"].to_string();
        found.extend(lines.text.lines().map(id));
        after = lines.next;
        if after.is_none() {
            return found;
        }
    }
}

async fn a_snapshot_has_everything_once_and_nothing_that_came_later(database: TestDatabase) {
    let store = open(&database).await;
    let batch = open_batch(&store).await;
    // Two chunks to the last row: the second one is full, and there is no third.
    let records: Vec<ImportRecord> = (0..1_000).map(|number| record(number, 1)).collect();
    store.import(batch, records).await.expect("an import");
    let contract = json!({"authority": "Nice", "object": "Caméras"});
    let contract = keep(&store, entry(1, EntityKind::Contract, None, &contract, None)).await;
    let mut snapshot = store.snapshot().await.expect("a snapshot");
    let first = snapshot.features(None).await.expect("some devices");
    assert_eq!(first.text.lines().count(), 500);
    store.roll_back(batch).await.expect("a rollback meanwhile");
    let mut found = features(&mut snapshot).await;
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), 1_000);
    let contracts = snapshot.records(EntityKind::Contract, None).await.expect("some contracts");
    assert!(contracts.text.contains(&contract.to_string()) && contracts.next.is_none());
    let mut now = store.snapshot().await.expect("another snapshot");
    assert_eq!(features(&mut now).await, Vec::<String>::new());
}

async fn a_trace_says_what_became_of_each_entity(database: TestDatabase) {
    let store = open(&database).await;
    let (submitted, gone) = report(&store, 1).await;
    let (_, stays) = report(&store, 2).await;
    store.withdraw(submitted.contribution, submitted.code).await.expect("an answer");
    let order = json!({"prefecture": "Préfecture", "territory": "93066", "document": "Un arrêté", "status": "expired"});
    let order = keep(&store, entry(3, EntityKind::Authorisation, None, &order, None)).await;
    let mut snapshot = store.snapshot().await.expect("a snapshot");
    let traces = snapshot.traces(None).await.expect("traces");
    assert!(traces.is_sorted_by_key(|trace| trace.id.to_string()), "in the order that lists are merged in");
    let of = |id: EntityId| traces.iter().find(|trace| trace.id == id).expect("a trace");
    assert_eq!((of(gone).is_published(), of(gone).state.as_str(), of(gone).version), (false, "mistaken", 2));
    assert_eq!((of(stays).is_published(), of(stays).version), (true, 1));
    assert_eq!((of(order).kind, of(order).state.as_str()), (EntityKind::Authorisation, "current"));
    let last = traces.last().expect("a last one").id;
    assert_eq!(snapshot.traces(Some(last)).await.expect("traces"), []);
}
