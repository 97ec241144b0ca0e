//! The chain of revisions: nobody rewrites it, and what does not follow from it is found and named.

use census::{Intent, rebuild};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;
use technopolice_tests::TestDatabase;

use crate::samples::{about, camera, faults, open, report};

on_both_engines! {
    the_database_itself_refuses_to_rewrite_a_revision,
    only_body_and_salt_can_be_erased,
    a_tampered_body_is_found,
    a_tampered_state_is_found,
    a_tampered_fragment_is_found,
    a_tampered_column_is_found,
    a_missing_feature_is_found,
    any_sequence_of_contributions_can_be_rebuilt,
}

/// Lets a test do what the triggers forbid, as somebody with the file in hand could.
const UNGUARDED: &str = "drop trigger revision_is_only_erased";

fn unguarded(database: &TestDatabase) -> String {
    let on = if database.engine == technopolice_tests::Engine::Postgres { " on revision" } else { "" };
    format!("{UNGUARDED}{on};")
}

async fn the_database_itself_refuses_to_rewrite_a_revision(database: TestDatabase) {
    let store = open(&database).await;
    report(&store, 1).await;
    for statement in [
        "update revision set body = '{}'",
        "update revision set version = 2",
        "update revision set seq = 5",
        "update revision set salt = null",
        "delete from revision",
        "insert into revision (seq, entity, version, leaf, link) select 9, entity, 9, leaf, link from revision",
        "insert into revision (seq, entity, version, leaf, link) select 1, entity, 9, leaf, link from revision",
    ] {
        assert!(database.execute(statement).await.is_err(), "{statement}");
    }
    if database.engine == technopolice_tests::Engine::Sqlite {
        let replace = "insert or replace into revision select seq, entity, version, batch_id, null, null, leaf, link from revision";
        assert!(database.execute(replace).await.is_err(), "{replace}");
    } else {
        assert!(database.execute("truncate revision").await.is_err(), "truncate");
    }
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn only_body_and_salt_can_be_erased(database: TestDatabase) {
    let store = open(&database).await;
    report(&store, 1).await;
    report(&store, 2).await;
    database.execute("update revision set body = null, salt = null where seq = 1").await.expect("an erasure");
    assert_eq!(faults(&store).await, Vec::<String>::new(), "the chain holds without the body");
}

async fn a_tampered_body_is_found(database: TestDatabase) {
    let store = open(&database).await;
    let (_, id) = report(&store, 1).await;
    report(&store, 2).await;
    let forge = "update revision set body = replace(body, 'dome', 'fixed') where seq = 1";
    database.execute(&format!("{}{forge}", unguarded(&database))).await.expect("a forgery");
    let found = faults(&store).await;
    assert!(found.contains(&format!("revision 1 of {id}: the body does not match its hash")), "{found:?}");
}

async fn a_tampered_state_is_found(database: TestDatabase) {
    let store = open(&database).await;
    let (_, id) = report(&store, 1).await;
    database.execute("update entity set state = replace(state, 'dome', 'fixed')").await.expect("a forgery");
    let found = faults(&store).await;
    assert!(found.contains(&format!("entity {id}: its state is not what its revisions lead to")), "{found:?}");
}

async fn a_tampered_fragment_is_found(database: TestDatabase) {
    let store = open(&database).await;
    let (_, id) = report(&store, 1).await;
    database.execute("update feature set fragment = replace(fragment, 'dome', 'fixed')").await.expect("a forgery");
    assert_eq!(faults(&store).await, [format!("feature {id}: its fragment is not that of the device")]);
}

async fn a_tampered_column_is_found(database: TestDatabase) {
    let store = open(&database).await;
    let (_, id) = report(&store, 1).await;
    database.execute("update feature set cell = cell + 1").await.expect("a forgery");
    assert_eq!(faults(&store).await, [format!("feature {id}: its columns are not those of the device")]);
}

async fn a_missing_feature_is_found(database: TestDatabase) {
    let store = open(&database).await;
    let (_, id) = report(&store, 1).await;
    database.execute("delete from feature").await.expect("a forgery");
    assert_eq!(faults(&store).await, [format!("feature {id}: it is missing")]);
}

async fn any_sequence_of_contributions_can_be_rebuilt(database: TestDatabase) {
    let store = open(&database).await;
    let mut dice = StdRng::seed_from_u64(42);
    let mut devices = Vec::new();
    let mut receipts = Vec::new();
    for sender in 1000..1200_u128 {
        if devices.len() < 5 || dice.random_ratio(1, 5) {
            let (submitted, id) = report(&store, sender).await;
            devices.push(id);
            receipts.push(submitted);
            continue;
        }
        let id = devices[dice.random_range(0..devices.len())];
        let mut outcome = match dice.random_range(0..7) {
            0 => store.submit(about(sender, Intent::Confirm, id, json!({}))).await.map(drop),
            1 => store.submit(about(sender, Intent::NotFound, id, json!({}))).await.map(drop),
            2 => store.submit(about(sender, Intent::Removed, id, json!({"removed_on": "2026-11"}))).await.map(drop),
            3 => {
                let place = [dice.random_range(2.0..3.0), dice.random_range(48.0..49.0)];
                store.submit(about(sender, Intent::Moved, id, json!({"position": place}))).await.map(drop)
            }
            4 => {
                let fields = json!({"height_m": dice.random_range(1.0..9.0), "form": null, "bearing": 12.5});
                store.submit(about(sender, Intent::Correct, id, fields)).await.map(drop)
            }
            5 => store.submit(camera(sender - 1)).await.map(drop),
            _ => {
                let mine = &receipts[dice.random_range(0..receipts.len())];
                store.withdraw(mine.contribution, mine.code).await.map(drop)
            }
        };
        if let Err(store::Error::Inapplicable(_) | store::Error::IdempotencyConflict) = outcome {
            outcome = Ok(());
        }
        outcome.expect("an answer or a refusal");
    }
    assert_eq!(faults(&store).await, Vec::<String>::new());
    for id in devices {
        let rebuilt = rebuild(&store.history(id).await.expect("a history")).expect("a valid history");
        assert_eq!(rebuilt, Some(store.entity(id).await.expect("an answer").expect("a device").state));
    }
}
