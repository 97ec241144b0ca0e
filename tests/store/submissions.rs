//! Contributions: once each, in order, and never half.

use std::collections::HashSet;

use census::{DeviceStatus, Inapplicable, Intent};
use serde_json::json;
use store::{ContributionState, Error, PendingCounts};
use technopolice_tests::TestDatabase;

use crate::samples::{about, all, camera, faults, held, open, open_batched, report};

on_both_engines! {
    a_report_is_a_device_a_feature_and_a_revision,
    the_same_submission_again_gives_the_same_answer,
    the_same_sender_with_another_body_is_refused,
    sixty_four_copies_at_once_are_one_report,
    sixty_four_reports_at_once_are_sixty_four,
    a_confirmation_on_an_old_version_is_stale,
    what_speaks_of_no_device_is_refused_and_leaves_no_trace,
    a_held_report_is_not_published,
    queued_reports_are_published_together_and_not_in_their_order,
    what_fits_no_longer_at_publication_waits_for_a_person,
    a_closed_store_has_kept_everything,
}

async fn a_report_is_a_device_a_feature_and_a_revision(database: TestDatabase) {
    let store = open(&database).await;
    let mut committed = store.committed();
    let (submitted, id) = report(&store, 1).await;
    assert_eq!((submitted.state, submitted.version, submitted.replayed), (ContributionState::Accepted, Some(1), false));
    assert!(committed.has_changed().expect("a running writer") && *committed.borrow_and_update() >= 1);
    let entity = store.entity(id).await.expect("an answer").expect("a device");
    assert_eq!((entity.version, entity.device().expect("a device").status), (1, DeviceStatus::Reported));
    let feature = store.feature(id).await.expect("an answer").expect("a feature");
    assert_eq!(
        feature.fragment,
        census::feature_json(&entity, entity.device().expect("a device"), Some("Saint-Denis"))
    );
    let history = store.history(id).await.expect("a history");
    assert_eq!(history.iter().map(|revision| revision.seq).collect::<Vec<_>>(), [1]);
    assert_eq!(store.last_seq().await.expect("a number"), 1);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn the_same_submission_again_gives_the_same_answer(database: TestDatabase) {
    let store = open(&database).await;
    let (first, _) = report(&store, 1).await;
    let (again, _) = report(&store, 1).await;
    assert!(again.replayed);
    assert_eq!(store::Submitted { replayed: false, ..again }, first);
    assert_eq!(store.last_seq().await.expect("a number"), 1);
}

async fn the_same_sender_with_another_body_is_refused(database: TestDatabase) {
    let store = open(&database).await;
    report(&store, 1).await;
    let mut other = camera(1);
    other.request_hash = [9; 32];
    assert!(matches!(store.submit(other).await, Err(Error::IdempotencyConflict)));
}

async fn sixty_four_copies_at_once_are_one_report(database: TestDatabase) {
    let store = open(&database).await;
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { report(&store, 1).await })
        })
        .collect();
    let mut devices = HashSet::new();
    let mut first = 0;
    for task in tasks {
        let (submitted, device) = task.await.expect("an answer");
        devices.insert(device);
        first += usize::from(!submitted.replayed);
    }
    assert_eq!((devices.len(), first), (1, 1));
    assert_eq!(store.last_seq().await.expect("a number"), 1);
}

async fn sixty_four_reports_at_once_are_sixty_four(database: TestDatabase) {
    let store = open(&database).await;
    let tasks: Vec<_> = (0..64)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { report(&store, number).await.1 })
        })
        .collect();
    let mut devices = HashSet::new();
    for task in tasks {
        devices.insert(task.await.expect("an answer"));
    }
    assert_eq!(devices.len(), 64);
    assert_eq!(faults(&store).await, Vec::<String>::new());
}

async fn a_confirmation_on_an_old_version_is_stale(database: TestDatabase) {
    let store = open(&database).await;
    let (_, id) = report(&store, 1).await;
    store.submit(about(2, Intent::Confirm, id, json!({}))).await.expect("a confirmation");
    let mut late = about(3, Intent::Correct, id, json!({"form": "fixed"}));
    late.contribution.base_version = Some(1);
    let refused = store.submit(late).await.expect_err("stale");
    assert!(matches!(refused, Error::Inapplicable(Inapplicable::Stale { base: 1, current: 2 })), "{refused}");
}

async fn what_speaks_of_no_device_is_refused_and_leaves_no_trace(database: TestDatabase) {
    let store = open(&database).await;
    let stranger = census::EntityId(uuid::Uuid::from_u128(1));
    for sender in [held(about(1, Intent::Removed, stranger, json!({}))), about(1, Intent::Confirm, stranger, json!({}))]
    {
        let refused = store.submit(sender).await.expect_err("no such device");
        assert!(matches!(refused, Error::Inapplicable(Inapplicable::NoSuchEntity(_))), "{refused}");
    }
    assert_eq!(store.pending_counts().await.expect("figures"), PendingCounts::default());
}

async fn a_held_report_is_not_published(database: TestDatabase) {
    let store = open(&database).await;
    let submitted = store.submit(held(camera(1))).await.expect("a kept report");
    assert_eq!((submitted.state, submitted.entity), (ContributionState::Pending, None));
    assert_eq!(store.last_seq().await.expect("a number"), 0);
    assert_eq!(store.pending_counts().await.expect("figures"), PendingCounts { pending: 1, queued: 0 });
}

async fn queued_reports_are_published_together_and_not_in_their_order(database: TestDatabase) {
    let store = open_batched(&database).await;
    let mut codes = Vec::new();
    for number in 0..20 {
        let submitted = store.submit(camera(number)).await.expect("a queued report");
        assert_eq!((submitted.state, submitted.entity), (ContributionState::Queued, None));
        codes.push(submitted.code);
    }
    assert_eq!(store.pending_counts().await.expect("figures").queued, 20);
    assert_eq!(store.last_seq().await.expect("a number"), 0, "numbers are given at publication");
    assert_eq!(store.publish_due().await.expect("a publication"), 20);
    let mut order = Vec::new();
    for code in codes {
        let receipt = store.receipt(code).await.expect("an answer").expect("a receipt");
        assert_eq!(receipt.state, ContributionState::Accepted);
        order.push(store.history(receipt.entity.expect("a device")).await.expect("a history")[0].seq);
    }
    assert!(!order.is_sorted(), "{order:?}");
    order.sort_unstable();
    assert!(order.into_iter().eq(1..=20));
    assert_eq!(store.publish_due().await.expect("nothing left"), 0);
    assert_eq!(all(&store, &store::DeviceFilter::default(), 7).await.len(), 20);
}

async fn what_fits_no_longer_at_publication_waits_for_a_person(database: TestDatabase) {
    let store = open(&database).await;
    let (_, id) = report(&store, 1).await;
    store.close().await;
    let store = open_batched(&database).await;
    let mut both = Vec::new();
    for sender in [2, 3] {
        let mut correction = about(sender, Intent::Correct, id, json!({"height_m": sender}));
        correction.contribution.base_version = Some(1);
        both.push(store.submit(correction).await.expect("a queued correction").code);
    }
    assert_eq!(store.publish_due().await.expect("a publication"), 1);
    let mut states = Vec::new();
    for code in both {
        states.push(store.receipt(code).await.expect("an answer").expect("a receipt").state.key());
    }
    states.sort_unstable();
    assert_eq!(states, ["accepted", "pending"]);
}

async fn a_closed_store_has_kept_everything(database: TestDatabase) {
    let store = open(&database).await;
    let (submitted, id) = report(&store, 1).await;
    let secret = store.instance_secret().await.expect("a secret");
    store.close().await;
    let store = open(&database).await;
    assert_eq!(store.instance_secret().await.expect("a secret"), secret);
    assert!(store.entity(id).await.expect("an answer").is_some());
    assert!(store.receipt(submitted.code).await.expect("an answer").is_some());
}
