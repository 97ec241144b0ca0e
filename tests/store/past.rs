//! The census as it stood on a day: every entity from its revisions, whatever became of it since.

use std::sync::Arc;

use census::{EntityKind, Intent};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use store::{FixedWorld, Options, Publication, RevertScope, Store};
use technopolice_tests::TestDatabase;

use crate::records::{entry, keep};
use crate::samples::{about, options, report, today};

on_both_engines! {
    an_entity_is_told_as_it_stood_on_a_day,
    what_was_taken_back_since_stood_then,
}

pub(crate) async fn on_day(database: &TestDatabase, day: u64) -> Store {
    let world = Arc::new(FixedWorld::new(after(day), day + 100));
    Store::open(&database.url, Options { world, ..options(Publication::Immediate) }).await.expect("an open store")
}

pub(crate) fn after(days: u64) -> NaiveDate {
    today().checked_add_days(Days::new(days)).expect("a day")
}

async fn an_entity_is_told_as_it_stood_on_a_day(database: TestDatabase) {
    let store = on_day(&database, 1).await;
    let (_, id) = report(&store, 1).await;
    store.close().await;
    let store = on_day(&database, 3).await;
    store.submit(about(2, Intent::Correct, id, json!({"height_m": 4}))).await.expect("a correction");
    store.submit(about(3, Intent::Confirm, id, json!({}))).await.expect("a sighting");
    let mut told = Vec::new();
    for day in 0..5 {
        let entity = store.entity_on(id, after(day)).await.expect("an answer");
        told.push(
            entity.map(|entity| (entity.version, entity.updated_on, entity.state.fields().get("height_m").cloned())),
        );
    }
    let known = |version, day, height: Option<Value>| Some((version, after(day), height));
    let (first, last) = (known(1, 1, None), known(3, 3, Some(json!(4.0))));
    assert_eq!(told, [None, first.clone(), first, last.clone(), last]);
    let now = store.entity(id).await.expect("an answer");
    assert_eq!(store.entity_on(id, after(9)).await.expect("an answer"), now, "the newest day is today");
}

async fn what_was_taken_back_since_stood_then(database: TestDatabase) {
    let store = on_day(&database, 1).await;
    let fields = json!({"authority": "Ville", "object": "Caméras", "territories": ["93066"]});
    let id = keep(&store, entry(1, EntityKind::Contract, None, &fields, None)).await;
    store.close().await;
    let store = on_day(&database, 2).await;
    store.revert(RevertScope::Revision { entity: id, version: 1 }, None).await.expect("taken back");
    let ids = store.ids_of_kind(EntityKind::Contract, None, 10).await.expect("names");
    assert_eq!(ids, [id], "what is taken back is still looked for");
    let standing = |entity: &census::Entity| format!("{:?}", entity.record().expect("a record").standing);
    let mut told = Vec::new();
    for day in [1, 2] {
        told.extend(store.entities_on(&ids, after(day)).await.expect("an answer").iter().map(standing));
    }
    assert_eq!(told, ["Current", "Mistaken"]);
}
