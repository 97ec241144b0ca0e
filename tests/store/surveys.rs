//! Walks are taken back like everything else, and an erased one tells no longer where anybody went.

use census::{EntityId, EntityKind, Facet, Intent};
use serde_json::{Value, json};
use store::{Redaction, RevertScope, Reverted, Store, Submission};
use technopolice_tests::TestDatabase;

use crate::accounts::account;
use crate::records::{entry, keep, shown};
use crate::redact::{assert_not_on_disk, everything, holds, passage};
use crate::samples::{faults, open, report, today};

on_both_engines! {
    a_walk_is_taken_back_and_brought_back,
    a_correction_of_a_walk_goes_and_the_walk_stays,
    the_words_of_a_walk_are_erased_and_its_squares_stay,
    an_erased_walk_tells_no_longer_where_anybody_went,
}

/// Squares of Saint-Denis and of Nice.
const HERE: [&str; 3] = ["19/265580/180160", "19/265581/180160", "19/265582/180160"];
const THERE: [&str; 1] = ["19/272720/191200"];

fn walk(sender: u128, squares: &[&str], territory: &str, description: &str) -> Submission {
    let fields = json!({"path": squares, "walked_on": "2026-10-04", "territories": [territory], "people": 3,
        "description": description});
    entry(sender, EntityKind::Survey, None, &fields, None)
}

async fn stands(store: &Store, id: EntityId) -> bool {
    store.record(id).await.expect("an answer").expect("a record").is_current
}

async fn in_territory(store: &Store, code: &str) -> usize {
    store.records_by(&Facet::new("territory", code), 10).await.expect("records").len()
}

async fn take_back(store: &Store, scope: RevertScope) -> Reverted {
    let foreseen = store.preview_revert(&scope).await.expect("a preview");
    let done = store.revert(scope, None).await.expect("taken back");
    assert_eq!(Reverted { decision: None, ..done.clone() }, foreseen);
    assert_eq!(faults(store).await, Vec::<String>::new());
    done
}

async fn a_walk_is_taken_back_and_brought_back(database: TestDatabase) {
    let store = open(&database).await;
    let walker = account(&store, 1, Vec::new()).await;
    let by = |submission: Submission| Submission { contributor: Some(walker), ..submission };
    let mine = keep(&store, by(walk(1, &HERE, "93066", "Rue de la République"))).await;
    let other = keep(&store, walk(2, &HERE, "93066", "Place du marché")).await;
    let elsewhere = keep(&store, walk(3, &THERE, "06088", "Port")).await;
    let (_, device) = report(&store, 4).await;

    let done = take_back(&store, RevertScope::account(walker)).await;
    assert_eq!((done.entities_removed, done.contributions, done.conflicts.len()), (1, 1, 0));
    assert_eq!((stands(&store, mine).await, stands(&store, other).await), (false, true));
    assert_eq!(in_territory(&store, "93066").await, 1, "what is taken back is found no more");
    let decision = done.decision.expect("a decision");
    let back = take_back(&store, RevertScope::Decision { decision }).await;
    assert_eq!((back.entities_restored, in_territory(&store, "93066").await), (1, 2));
    assert_eq!(shown(&store, mine).await["path"], json!(HERE));

    let territory = Some(("06088".to_owned(), "06088".to_owned()));
    let window = RevertScope::Window { from: today(), to: today(), bbox: None, territory };
    assert_eq!(take_back(&store, window).await.entities_removed, 1);
    assert_eq!((stands(&store, elsewhere).await, stands(&store, other).await), (false, true));
    assert!(!store.entity(device).await.expect("an answer").expect("a device").state.is_mistaken());
}

async fn a_correction_of_a_walk_goes_and_the_walk_stays(database: TestDatabase) {
    let store = open(&database).await;
    let id = keep(&store, walk(1, &HERE, "93066", "Rue de la République")).await;
    let correct = |sender, fields: Value| entry(sender, EntityKind::Survey, Some(id), &fields, None);
    let worse = correct(2, json!({"path": THERE, "description": "Nulle part"}));
    assert_eq!(worse.contribution.intent, Intent::Correct);
    keep(&store, worse).await;
    keep(&store, correct(3, json!({"people": 4}))).await;
    let before = shown(&store, id).await;
    assert_eq!((&before["path"], &before["description"]), (&json!(THERE), &json!("Nulle part")));
    let done = take_back(&store, RevertScope::Revision { entity: id, version: 2 }).await;
    assert_eq!((done.revisions, done.conflicts.as_slice()), (1, [id].as_slice()), "somebody spoke of it since");
    let now = shown(&store, id).await;
    assert_eq!((&now["path"], &now["description"]), (&json!(HERE), &json!("Rue de la République")));
    assert_eq!(now["people"], before["people"], "what was said since stays as it was");
}

async fn the_words_of_a_walk_are_erased_and_its_squares_stay(database: TestDatabase) {
    const CANARY: &str = "Zéphyrine Petitjean";
    let store = open(&database).await;
    let id = keep(&store, walk(1, &HERE, "93066", &format!("Avec {CANARY}, de chez elle"))).await;
    let other = keep(&store, walk(2, &HERE, "93066", "Place du marché")).await;
    assert!(holds(&everything(&store).await, CANARY));
    let done = store.redact(passage(CANARY), None).await.expect("erased");
    assert_eq!((done.entities, done.contributions), (1, 1));
    assert!(store.sweep().await.expect("swept"));
    assert!(!everything(&store).await.contains("Petitjean"));
    assert_not_on_disk(&database, &["Petitjean", "petitjean", "phyrine"]);
    let left = shown(&store, id).await;
    assert_eq!((&left["description"], &left["path"]), (&json!("Avec […], de chez elle"), &json!(HERE)));
    assert_eq!(store.history(other).await.expect("a history").len(), 1, "the other one is untouched");
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn an_erased_walk_tells_no_longer_where_anybody_went(database: TestDatabase) {
    let store = open(&database).await;
    let id = keep(&store, walk(1, &HERE, "93066", "De chez moi à la gare")).await;
    let other = keep(&store, walk(2, &THERE, "06088", "Port")).await;
    store.redact(Redaction::Entity(id), None).await.expect("erased");
    assert!(store.sweep().await.expect("swept"));
    let all = everything(&store).await;
    assert!(HERE.iter().all(|square| !all.contains(square)) && !all.contains("De chez moi"), "{all}");
    assert_not_on_disk(&database, &[HERE[0], HERE[1], HERE[2], "De chez moi"]);
    let left = shown(&store, id).await;
    assert_eq!(left["path"].as_array().map(Vec::len), Some(1), "roughly where, and no more: {left}");
    assert_eq!((stands(&store, id).await, in_territory(&store, "93066").await), (false, 0));
    assert_eq!(shown(&store, other).await["path"], json!(THERE));
    assert_eq!(faults(&store).await, Vec::<String>::new());
}
